//! Building policies from settings.

mod builder;
mod built;
pub(crate) mod endpoint;
mod inline_hashes;
mod mapping;
mod name;
mod suggest;
mod value;
mod whole;

pub use builder::PolicyBuilder;
pub use built::{BuiltDirective, BuiltPolicy};
pub use mapping::{DirectiveValue, PolicyMapping};
pub(crate) use suggest::closest;
