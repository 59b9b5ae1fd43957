//! Pages with nonces in a cache at the edge, such as nginx, or a content delivery network's worker.
//!
//! Byte offsets cannot travel there, so the edge searches. What it searches for is the nonce of the
//! stored response itself: random, of this entry only, and never seen by any visitor, for the edge
//! replaces it in each response, in the page and in the header. The edge learns it from the header
//! `CSP-Nonce-Placeholder`, which it removes.
//!
//! An application only leaves a page with a nonce cacheable for an edge that proves, with a key,
//! that it replaces nonces. Everybody else gets `Cache-Control: private`, as always.

/// The request header in which an edge cache sends its key.
pub const EDGE_KEY_HEADER: &str = "csp-edge-key";
/// The response header that tells an edge cache what to replace.
pub const PLACEHOLDER_HEADER: &str = "csp-nonce-placeholder";
