//! Policies: reading them as browsers do, and building them more strictly than browsers ask for.
//!
//! * [`Policy`] and [`PolicyList`] are what somebody wrote, byte for byte, with what a browser
//!   makes of it ([`Directive`], [`Value`], [`SourceExpression`], [`Ignored`]).
//! * [`PolicyBuilder`] makes a [`BuiltPolicy`] out of settings, or says what is wrong with them.
//!
//! Specification: [policies](https://w3c.github.io/webappsec-csp/#framework-policy).

mod build;
mod directive_index;
mod directive_name;
mod hash;
mod ignored;
mod inspect;
mod keyword;
mod list;
mod nonce;
mod parse;
mod serialized;
pub mod source;
mod source_expression;
mod text;

pub(crate) use build::endpoint;
pub use build::{BuiltDirective, BuiltPolicy, DirectiveValue, PolicyBuilder, PolicyMapping};
pub use directive_name::{DirectiveName, Status, ValueGrammar};
pub use hash::HashAlgorithm;
pub use ignored::Ignored;
pub use inspect::inspect;
pub use keyword::Keyword;
pub use list::{Delivery, Disposition, Line, PolicyList, PolicySource};
pub use nonce::Nonce;
pub use serialized::{Directive, Policy, Value};
pub use source_expression::{HashSource, HostSource, InvalidSource, Port, SourceExpression};
