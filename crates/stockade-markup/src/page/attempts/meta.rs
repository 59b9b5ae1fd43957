//! `<meta>` and `<base>`, which change how the rest is read.

use stockade::policy::DirectiveName;
use stockade::verdict::Attempt;

use super::Context;
use crate::page::head::Part;
use crate::page::{Permission, When, doubt};

/// A policy in a meta element counts as a child of the head only, for what follows.
///
/// Specification: [content security policy state](https://html.spec.whatwg.org/multipage/semantics.html#attr-meta-http-equiv-content-security-policy).
pub(super) fn meta(context: &mut Context<'_>) {
    let tag = context.tag;
    if context.document.part != Part::Head
        || !tag.has_value("http-equiv", "content-security-policy")
    {
        return;
    }
    if let Some(content) = tag.value("content").filter(|content| !content.is_empty()) {
        context
            .report
            .policy(context.window, context.document.id, &content, tag.range());
    }
}

/// `<base>`: the first one with an address moves all relative ones, unless it is blocked.
pub(super) fn base(context: &mut Context<'_>) {
    if context.document.base.is_settled() {
        return;
    }
    let Some(href) = context.tag.attribute("href") else {
        return;
    };
    let address = href.value();
    let Some(url) = context.document.base.settle(&address) else {
        return;
    };
    if address.is_empty() || matches!(url.scheme(), "data" | "javascript") {
        return;
    }
    let permission = if context.report.wants(DirectiveName::BaseUri) {
        context.attempt(Attempt::BaseUri(&url), When::Load, href.range())
    } else {
        Permission::Allowed
    };
    if permission == Permission::Blocked {
        return;
    }
    if context.document.base.was_used() {
        let range = context.tag.range();
        context
            .report
            .doubt(context.window, doubt::late_base(), range);
    }
    context.document.base.set(url);
}
