//! Reading templates without rendering them.
//!
//! A template is read in three steps. [`syntax`] finds the template syntax in it and masks it, so
//! that an HTML tokenizer can read the rest with every byte in its place. Then the markup is read,
//! from whatever [`Place`] it begins in. At last [`TemplateSet`] follows `{% extends %}`,
//! `{% block %}` and `{% include %}` to find out what that place is.

mod reading;
mod set;
pub mod syntax;

pub use reading::Place;
pub(crate) use reading::{Reading, StartTag};
pub(crate) use set::{Analysis, Places, Region, RegionReading, Target, TemplateFile, Uncertainty};
pub use set::{InclusionTags, MAX_TEMPLATE_BYTES, TemplateSet, TemplateSource};
pub use syntax::Dialect;
pub(crate) use syntax::{Construct, ConstructKind, StructureKind};
