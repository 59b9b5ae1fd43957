//! Rewrites that a template's source can be given. One rewrite, one folder.

pub mod nonce;
