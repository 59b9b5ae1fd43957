//! What a person starts: links and forms.

use std::ops::Range;

use stockade::policy::DirectiveName;
use stockade::verdict::{Attempt, Destination, Initiator};

use super::{Context, is_javascript};
use crate::page::tag::StartTag;
use crate::page::{Permission, When};

/// `<a>` and `<area>`: their addresses concern no policy, unless they are scripts.
pub(super) fn link(context: &mut Context<'_>) {
    let tag = context.tag;
    let Some(href) = tag.attribute("href") else {
        return;
    };
    if context.navigation(href, When::Interaction) {
        return;
    }
    if let Some(ping) = tag.attribute("ping")
        && context.wants_request(Destination::Fetch, Initiator::Other)
    {
        for address in ping.value().split_ascii_whitespace() {
            context.request(address, Destination::Fetch, When::Interaction, ping.range());
        }
    }
}

/// How a form is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::page) enum Method {
    /// What is filled in replaces the query of the address.
    Get,
    Post,
    /// It is not sent, but closes its dialog.
    Dialog,
}

impl Method {
    fn parse(name: &str) -> Self {
        if name.eq_ignore_ascii_case("post") {
            Self::Post
        } else if name.eq_ignore_ascii_case("dialog") {
            Self::Dialog
        } else {
            Self::Get
        }
    }
}

/// `<form>`: without an `action`, it is sent to the document's own address.
///
/// Specification: [form submission](https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#form-submission-algorithm).
pub(in crate::page) fn form(context: &mut Context<'_>) -> Method {
    let tag = context.tag;
    let method = tag
        .value("method")
        .map_or(Method::Get, |name| Method::parse(&name));
    match tag.attribute("action") {
        Some(action) => submit(context, &action.value(), method, action.range()),
        None => submit(context, "", method, tag.range()),
    }
    method
}

/// A button that sends its form elsewhere. `around` is how the form around it is sent.
pub(in crate::page) fn submitter(context: &mut Context<'_>, around: Option<Method>) {
    let tag = context.tag;
    let Some(action) = tag.attribute("formaction").filter(|_| submits(tag)) else {
        return;
    };
    // One of a form that stands elsewhere names it; one of none does nothing.
    let form = if tag.has("form") {
        Some(Method::Post)
    } else {
        around
    };
    let own = tag.value("formmethod").map(|name| Method::parse(&name));
    if let Some(method) = form {
        submit(
            context,
            &action.value(),
            own.unwrap_or(method),
            action.range(),
        );
    }
}

fn submits(tag: StartTag<'_>) -> bool {
    let kind = tag.value("type").unwrap_or_default();
    let is_one_of = |names: [&str; 2]| names.iter().any(|name| kind.eq_ignore_ascii_case(name));
    match tag.name {
        "button" => !is_one_of(["button", "reset"]),
        _ => is_one_of(["submit", "image"]),
    }
}

fn submit(context: &mut Context<'_>, action: &str, method: Method, range: Range<usize>) {
    let is_asked = context.report.wants(DirectiveName::FormAction) || is_javascript(action);
    if method == Method::Dialog || !context.document.forms || !is_asked {
        return;
    }
    let url = if action.is_empty() {
        Some(context.document.url.clone())
    } else {
        context.join(action)
    };
    // Browsers send nothing to a `data:` address.
    let Some(mut url) = url.filter(|url| url.scheme() != "data") else {
        return;
    };
    if method == Method::Get && matches!(url.scheme(), "http" | "https") {
        url.set_query(Some(""));
    }
    let attempt = Attempt::FormAction {
        url: &url,
        redirects: &[],
    };
    let permission = context.attempt(attempt, When::Interaction, range.clone());
    // Browsers ask `form-action` about `javascript:` addresses first.
    if permission == Permission::Allowed && url.scheme() == "javascript" {
        context.navigate(&url, When::Interaction, range);
    }
}
