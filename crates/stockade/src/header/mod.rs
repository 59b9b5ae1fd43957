//! What goes into a response.
//!
//! ```
//! use stockade::{Nonce, PolicyBuilder, header, policy::source};
//!
//! let policy = PolicyBuilder::new()
//!     .directive("script-src", [source::NONCE, source::UNSAFE_INLINE])
//!     .directive("base-uri", source::NONE)
//!     .build()?
//!     .compile();
//! assert_eq!(header::CONTENT_SECURITY_POLICY, "content-security-policy");
//! assert_eq!(policy.render(None), "script-src 'none'; base-uri 'none'");
//! # Ok::<(), stockade::Error>(())
//! ```

mod compiled;
mod edge_cache_key;
mod markup_response;
mod reporting_endpoints;

pub use compiled::CompiledPolicy;
pub use edge_cache_key::EdgeCacheKey;
pub use markup_response::{can_hold_markup, overrules_cache_control, private_cache_control};
pub use reporting_endpoints::ReportingEndpoints;

use crate::policy::Disposition;

/// The header that enforces a policy, in lower case as HTTP/2 has it.
pub const CONTENT_SECURITY_POLICY: &str = "content-security-policy";
/// The header that only reports what a policy would block.
pub const CONTENT_SECURITY_POLICY_REPORT_ONLY: &str = "content-security-policy-report-only";
/// The header that names where `report-to` sends reports.
pub const REPORTING_ENDPOINTS: &str = "reporting-endpoints";

/// The header that asks for digests of what a page loads: see
/// [`IntegrityPolicy`](crate::IntegrityPolicy).
pub const INTEGRITY_POLICY: &str = "integrity-policy";
/// The header that only reports what an integrity policy would block.
pub const INTEGRITY_POLICY_REPORT_ONLY: &str = "integrity-policy-report-only";

/// The disposition of policies in the header of this name, compared without regard to case;
/// `None` for a header that carries none.
pub fn disposition(header_name: &str) -> Option<Disposition> {
    if header_name.eq_ignore_ascii_case(CONTENT_SECURITY_POLICY) {
        Some(Disposition::Enforce)
    } else if header_name.eq_ignore_ascii_case(CONTENT_SECURITY_POLICY_REPORT_ONLY) {
        Some(Disposition::Report)
    } else {
        None
    }
}
