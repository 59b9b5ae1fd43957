//! [Tera 2](https://docs.rs/tera). The functions of Tera 1 do not see the context, so it has no module here.
//!
//! The context gets the key of a [`Page`](super::Page) under the name `csp_page`. The nonce is made
//! when a template prints it.
//!
//! ```
//! use stockade_web::CspNonce;
//! use stockade_web::assets::{InlineBlock, Media, Script};
//! use stockade_web::engines::{self, Helpers};
//! use tera::{Context, Tera};
//!
//! // At start-up:
//! let theme = InlineBlock::script("document.body.hidden = false")?;
//! let helpers = Helpers::new().with_block("theme", theme);
//! let mut tera = Tera::new();
//! engines::tera::register(&mut tera, &helpers);
//! tera.add_raw_template(
//!     "page.html",
//!     "{{ csp_media(media=media) }}\n\
//!      <script {{ csp_nonce_attr() }}>start({{ count }})</script>\n\
//!      {{ csp_script(name=\"theme\") }}",
//! )?;
//!
//! // In a handler:
//! let nonce = CspNonce::new(); // the extractor's
//! let page = helpers.page(Some(&nonce));
//! let mut context = Context::new();
//! context.insert("csp_page", &page.key());
//! context.insert("media", &page.media(Media::from(Script::new("/static/notes.js"))));
//! context.insert("count", &1);
//! assert_eq!(tera.render("page.html", &context)?, format!(
//!     "<script src=\"/static/notes.js\" nonce=\"{nonce}\"></script>\n\
//!      <script nonce=\"{nonce}\">start(1)</script>\n\
//!      <script>document.body.hidden = false</script>",
//! ));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use crate::InlineElement;

use super::Helpers;
use super::helpers::PAGE;

/// Adds the functions, for all templates. Templates that use them must be added after this:
///
/// * `csp_nonce()` prints the nonce, `csp_nonce_attr()` prints `nonce="…"`.
/// * `csp_media(media=…)` prints the tags of media that were handed to
///   [`Page::media`](super::Page::media).
/// * `csp_script(name="…")` and `csp_style(name="…")` print a block of [`Helpers::with_block`],
///   whose hash the response's header allows. There is no tag around text for it: a function or
///   filter of Tera cannot tell its author's text from data.
///
/// A component sees only what it is given, so one that prints the nonce must take the page from
/// where it is used: `{% component tag(@csp_page) %}`.
pub fn register(tera: &mut Tera, helpers: &Helpers) {
    add(tera, helpers, "csp_nonce", |helpers, page, _| {
        helpers.nonce(page)
    });
    add(tera, helpers, "csp_nonce_attr", |helpers, page, _| {
        helpers.nonce_attribute(page)
    });
    add(tera, helpers, "csp_media", |helpers, page, kwargs| {
        // What is no key is no media either.
        helpers.media(page, kwargs.get("media").unwrap_or_default())
    });
    for (name, element) in [
        ("csp_script", InlineElement::Script),
        ("csp_style", InlineElement::Style),
    ] {
        add(tera, helpers, name, move |helpers, page, kwargs| {
            let name: Option<&str> = kwargs.get("name").unwrap_or_default();
            helpers.block(page, element, name.unwrap_or_default())
        });
    }
}

fn add<F>(tera: &mut Tera, helpers: &Helpers, name: &'static str, print: F)
where
    F: Fn(&Helpers, Option<u64>, &Kwargs) -> Result<String, crate::Error> + Send + Sync + 'static,
{
    let helpers = helpers.clone();
    let function = move |kwargs: Kwargs, state: &State<'_>| -> TeraResult<Value> {
        let page = state.get(PAGE)?;
        print(&helpers, page, &kwargs)
            .map(|markup| Value::safe_string(&markup))
            .map_err(|error| Error::message(error.to_string()))
    };
    tera.register_function(name, function);
}
