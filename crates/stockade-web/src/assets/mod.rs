//! Scripts, style sheets and import maps, printed with what a strict policy asks of them.
//!
//! Parts of an application say what they need, pages collect it, and templates print it once:
//!
//! ```
//! use stockade_web::CspNonce;
//! use stockade_web::assets::{Media, Script, Stylesheet};
//!
//! let calendar = Media::new()
//!     .with_stylesheets([Stylesheet::new("/static/calendar.css")])
//!     .with_scripts([Script::new("/static/dates.js"), Script::new("/static/calendar.js").defer()]);
//! let report = Media::new()
//!     .with_scripts([Script::new("/static/dates.js"), Script::new("/static/chart.js").module()]);
//!
//! let nonce = CspNonce::new();
//! let page = calendar + report;
//! assert_eq!(
//!     page.render(Some(&nonce)).to_string(),
//!     format!(r#"<link href="/static/calendar.css" nonce="{nonce}" rel="stylesheet">
//! <script src="/static/dates.js" nonce="{nonce}"></script>
//! <script src="/static/calendar.js" nonce="{nonce}" defer></script>
//! <script src="/static/chart.js" nonce="{nonce}" type="module"></script>"#),
//! );
//! ```
//!
//! [`StaticFiles`] adds the `integrity` of files in a folder, [`ImportMap`] names modules, and
//! [`InlineBlock`] is a small script or style that stands in the page and is allowed by its hash.
//! The modules of [`engines`](crate::engines) print all of them in templates.

mod attributes;
mod import_map;
mod inline_block;
mod integrity;
mod markup;
mod media;
mod merge;
mod script;
mod static_files;
mod stylesheet;

pub use attributes::{AttributeValue, CrossOrigin};
pub use import_map::ImportMap;
pub use inline_block::InlineBlock;
pub use markup::{Asset, Markup};
pub use media::Media;
pub use script::Script;
pub use static_files::StaticFiles;
pub use stylesheet::Stylesheet;
