//! What browsers are told to allow.

use stockade::{PolicyBuilder, policy::source};
use stockade_web::{Error, Policies};

/// Nothing is allowed but what is listed. Scripts and styles need this response's nonce, wherever
/// they come from; what somebody injects into a page does not have it. The one script that is the
/// same on every page is allowed by its hash, which its template adds.
///
/// # Errors
///
/// None, unless the policy is changed into one that must not be sent.
pub fn strict() -> Result<Policies, Error> {
    let policy = PolicyBuilder::new()
        .directive("default-src", source::NONE)
        .directive("script-src", source::NONCE)
        .directive("style-src", source::NONCE)
        .directive("img-src", source::SELF)
        .directive("form-action", source::SELF)
        .directive("base-uri", source::NONE)
        .directive("frame-ancestors", source::NONE)
        .directive("require-trusted-types-for", "'script'")
        .directive("trusted-types", source::NONE);
    Policies::builder()
        .enforce(policy)
        .integrity_policy("blocked-destinations=(script)")
        .build()
}

/// No policy, to see what the strict one prevents.
///
/// # Errors
///
/// None.
pub fn none() -> Result<Policies, Error> {
    Policies::builder().build()
}
