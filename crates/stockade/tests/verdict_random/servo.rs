//! The same question for Servo's engine.

use content_security_policy as servo;
use servo::{CheckResult, CspList, Element, InlineCheckType, PolicyDisposition, PolicySource};
use stockade::verdict::{Destination, Initiator, InlineType, ParserMetadata};
use url::Url;

use crate::case::{Attempted, Case, Load};

pub(crate) fn is_blocked(case: &Case) -> bool {
    let list = CspList::parse(
        &case.policy,
        PolicySource::Header,
        PolicyDisposition::Enforce,
    );
    let result = match &case.attempted {
        Attempted::Load(load) => {
            let redirect = load.redirect.as_ref().map(|url| (url, 1));
            return std::iter::once((&load.url, 0))
                .chain(redirect)
                .map(|(url, redirect_count)| request(load, &case.page, url, redirect_count))
                .any(|request| list.should_request_be_blocked(&request).0 == CheckResult::Blocked);
        }
        Attempted::Inline {
            inline_type,
            source,
            nonce,
        } => {
            let element = Element {
                nonce: (!nonce.is_empty()).then(|| nonce.clone().into()),
            };
            list.should_elements_inline_type_behavior_be_blocked(
                &element,
                kind(*inline_type),
                source,
            )
            .0
        }
        Attempted::Eval => list.is_js_evaluation_allowed("1").0,
        Attempted::Wasm => list.is_wasm_evaluation_allowed().0,
        Attempted::BaseUri(url) => {
            list.is_base_allowed_for_document(url, &case.page.origin())
                .0
        }
    };
    result == CheckResult::Blocked
}

fn request(load: &Load, page: &Url, url: &Url, redirect_count: u32) -> servo::Request {
    servo::Request {
        url: load.url.clone(),
        current_url: url.clone(),
        origin: page.origin(),
        redirect_count,
        destination: destination(load.destination),
        initiator: match load.initiator {
            Initiator::Prefetch => servo::Initiator::Prefetch,
            _ => servo::Initiator::None,
        },
        nonce: load.nonce.clone(),
        integrity_metadata: load.integrity.clone(),
        parser_metadata: match load.parser_metadata {
            ParserMetadata::Empty => servo::ParserMetadata::None,
            ParserMetadata::ParserInserted => servo::ParserMetadata::ParserInserted,
            ParserMetadata::NotParserInserted => servo::ParserMetadata::NotParserInserted,
        },
    }
}

/// It has no destination of its own for `WebSocket` connections, as Fetch has none.
fn destination(destination: Destination) -> servo::Destination {
    destination
        .as_str()
        .parse()
        .unwrap_or(servo::Destination::None)
}

fn kind(inline_type: InlineType) -> InlineCheckType {
    match inline_type {
        InlineType::Script => InlineCheckType::Script,
        InlineType::ScriptAttribute => InlineCheckType::ScriptAttribute,
        InlineType::Style => InlineCheckType::Style,
        InlineType::StyleAttribute => InlineCheckType::StyleAttribute,
        InlineType::Navigation => InlineCheckType::Navigation,
    }
}
