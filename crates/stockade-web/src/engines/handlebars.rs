//! [Handlebars](https://docs.rs/handlebars).
//!
//! The data gets the key of a [`Page`](super::Page) under the name `csp_page`, at the top. The nonce
//! is made when a template prints it.
//!
//! ```
//! use handlebars::Handlebars;
//! use serde_json::json;
//! use stockade_web::CspNonce;
//! use stockade_web::assets::{Media, Script};
//! use stockade_web::engines::{self, Helpers};
//!
//! // At start-up:
//! let helpers = Helpers::new();
//! let mut registry = Handlebars::new();
//! engines::handlebars::register(&mut registry, &helpers);
//! registry.register_template_string(
//!     "page",
//!     "{{csp_media media}}\n\
//!      <script {{csp_nonce_attr}}>start({{count}})</script>\n\
//!      {{#csp_script}}document.body.hidden = false{{/csp_script}}",
//! )?;
//!
//! // In a handler:
//! let nonce = CspNonce::new(); // the extractor's
//! let page = helpers.page(Some(&nonce));
//! let data = json!({
//!     "csp_page": page.key(),
//!     "media": page.media(Media::from(Script::new("/static/notes.js"))),
//!     "count": 1,
//! });
//! assert_eq!(registry.render("page", &data)?, format!(
//!     "<script src=\"/static/notes.js\" nonce=\"{nonce}\"></script>\n\
//!      <script nonce=\"{nonce}\">start(1)</script>\n\
//!      <script>document.body.hidden = false</script>",
//! ));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use handlebars::template::TemplateElement;
use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, JsonValue, Output, RenderContext,
    RenderErrorReason,
};

use crate::assets::{AttributeValue, InlineBlock};
use crate::{Error, ErrorKind, InlineElement};

use super::Helpers;
use super::helpers::PAGE;

/// Adds the helpers, for all templates:
///
/// * `{{csp_nonce}}` prints the nonce, `{{csp_nonce_attr}}` prints `nonce="…"`.
/// * `{{csp_media media}}` prints the tags of media that were handed to
///   [`Page::media`](super::Page::media).
/// * `{{#csp_script}}…{{/csp_script}}` and `{{#csp_style}}…{{/csp_style}}` print an element whose
///   hash the response's header allows. Between the two there must be text and nothing else: what
///   a page allows by its hash is what its author wrote. Parameters become attributes:
///   `{{#csp_script type="module"}}`.
pub fn register(registry: &mut Handlebars<'_>, helpers: &Helpers) {
    let kinds = [
        ("csp_nonce", Kind::Nonce),
        ("csp_nonce_attr", Kind::NonceAttribute),
        ("csp_media", Kind::Media),
        ("csp_script", Kind::Block(InlineElement::Script)),
        ("csp_style", Kind::Block(InlineElement::Style)),
    ];
    for (name, kind) in kinds {
        let helpers = helpers.clone();
        registry.register_helper(name, Box::new(CspHelper { kind, helpers }));
    }
}

struct CspHelper {
    kind: Kind,
    helpers: Helpers,
}

#[derive(Clone, Copy)]
enum Kind {
    Nonce,
    NonceAttribute,
    Media,
    Block(InlineElement),
}

impl HelperDef for CspHelper {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        context: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        output: &mut dyn Output,
    ) -> HelperResult {
        // The data at the top, which is the same inside of each and with.
        let page = context.data().get(PAGE).and_then(JsonValue::as_u64);
        let markup = match self.kind {
            Kind::Nonce => self.helpers.nonce(page),
            Kind::NonceAttribute => self.helpers.nonce_attribute(page),
            Kind::Media => {
                let media = helper.param(0).and_then(|media| media.value().as_u64());
                self.helpers.media(page, media)
            }
            Kind::Block(element) => self.block(page, element, helper),
        };
        let markup = markup.map_err(|error| RenderErrorReason::Other(error.to_string()))?;
        // What is written here is not escaped.
        output.write(&markup)?;
        Ok(())
    }
}

impl CspHelper {
    fn block(
        &self,
        page: Option<u64>,
        element: InlineElement,
        helper: &Helper<'_>,
    ) -> Result<String, Error> {
        let mut block = InlineBlock::of_author(element, authors_text(helper)?)?;
        for (name, value) in helper.hash() {
            block = block.attribute(name, attribute_value(value.value()))?;
        }
        self.helpers
            .printed(page, |nonce| Some(block.render(nonce).to_string()))
    }
}

/// What a parameter means as an attribute: `{{#csp_script type="module"}}`.
fn attribute_value(value: &JsonValue) -> AttributeValue {
    match value {
        JsonValue::Null => AttributeValue::Absent,
        JsonValue::Bool(is_present) => (*is_present).into(),
        JsonValue::String(text) => text.as_str().into(),
        other => other.to_string().into(),
    }
}

/// The text of a block, if there is nothing else in it.
fn authors_text(helper: &Helper<'_>) -> Result<String, Error> {
    let elements = helper.template().map(|template| template.elements.iter());
    elements
        .into_iter()
        .flatten()
        .map(|element| match element {
            TemplateElement::RawString(text) => Ok(text.as_str()),
            TemplateElement::Comment(_) => Ok(""),
            _ => Err(Error::new(
                ErrorKind::InvalidAsset,
                format!(
                    "a block of {} holds an expression or another block, so its hash would allow \
                     what data says; write nothing but text into it, or a nonce: \
                     <script {{{{csp_nonce_attr}}}}>",
                    helper.name(),
                ),
            )),
        })
        .collect()
}
