//! Addresses, and the document whose policies are asked.

use stockade::Document;
use url::{Origin, Url};

use super::values::Text;
use crate::problem::Problem;

/// An absolute address; `key` says what it is for.
pub(super) fn address(key: &str, text: &str) -> Result<Url, Problem> {
    Url::parse(text).map_err(|error| {
        Problem::new(format!(
            "{key}: {text:?} is not an absolute address ({error}); write one such as \
             https://shop.example/"
        ))
    })
}

pub(super) fn addresses(key: &str, texts: &[Text<'_>]) -> Result<Vec<Url>, Problem> {
    texts.iter().map(|text| address(key, text)).collect()
}

/// The document at an address. `origin` is what `'self'` means there: by itself that of the
/// address, and nothing at all if it is `null`.
pub(super) fn read_document(
    key: &str,
    url: &str,
    origin: Option<&str>,
) -> Result<Document, Problem> {
    let document = Document::new(address(key, url)?);
    Ok(match origin {
        None => document,
        Some("null") => document.with_self_origin(Origin::new_opaque()),
        Some(origin) => document.with_self_origin(address("origin", origin)?.origin()),
    })
}
