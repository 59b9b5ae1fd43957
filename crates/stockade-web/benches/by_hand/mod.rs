//! What the layers that are written by hand send, in the words of no framework.

use stockade::Nonce;

/// The policy of a page that printed no nonce.
pub(crate) const WITHOUT_NONCE: &str = "default-src 'none'; script-src 'none'; \
     style-src 'none'; img-src 'self'; form-action 'self'; base-uri 'none'";

/// The policy of a page that printed this one.
pub(crate) fn with_nonce(nonce: &Nonce) -> String {
    let nonce = nonce.as_str();
    format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; \
         img-src 'self'; form-action 'self'; base-uri 'none'"
    )
}
