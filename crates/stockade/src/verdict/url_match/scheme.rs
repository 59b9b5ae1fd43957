/// How the scheme of an address compares with one that a policy names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SchemeMatch {
    Same,
    /// The address is more secure than the policy asks for.
    Upgraded,
    Differs,
}

/// The specification lets `ws:` cover `http:` addresses too; browsers compare WebSocket addresses
/// as they are and do not.
///
/// Specification: [scheme-part matches](https://w3c.github.io/webappsec-csp/#match-schemes).
pub(super) fn match_scheme(expression: &str, scheme: &str) -> SchemeMatch {
    if expression.eq_ignore_ascii_case(scheme) {
        SchemeMatch::Same
    } else if (scheme == "https" && expression.eq_ignore_ascii_case("http"))
        || (scheme == "wss" && expression.eq_ignore_ascii_case("ws"))
    {
        SchemeMatch::Upgraded
    } else {
        SchemeMatch::Differs
    }
}
