//! [minijinja](https://docs.rs/minijinja).
//!
//! The nonce goes into the context as an object, under the name `csp_nonce`. Looking at it or
//! handing it on makes no nonce, printing it does.
//!
//! ```
//! use minijinja::{Environment, Value, context};
//! use stockade_web::CspNonce;
//! use stockade_web::assets::{Media, Script};
//! use stockade_web::engines;
//!
//! let mut env = Environment::new();
//! engines::minijinja::add_to(&mut env);
//! env.add_template(
//!     "page.html",
//!     "{{ csp_media(media) }}\n\
//!      <script {{ csp_nonce_attr() }}>start({{ notes|length }})</script>\n\
//!      {% call csp_script() %}document.body.hidden = false{% endcall %}",
//! )?;
//!
//! let nonce = CspNonce::new(); // the extractor's, in a handler
//! let media = Media::from(Script::new("/static/notes.js"));
//! let page = env.get_template("page.html")?.render(context! {
//!     csp_nonce => Value::from_object(nonce.clone()),
//!     media => Value::from_object(media),
//!     notes => ["buy milk"],
//! })?;
//! assert_eq!(page, format!(
//!     "<script src=\"/static/notes.js\" nonce=\"{nonce}\"></script>\n\
//!      <script nonce=\"{nonce}\">start(1)</script>\n\
//!      <script>document.body.hidden = false</script>",
//! ));
//! assert_eq!(nonce.inline_hashes().len(), 1);
//! # Ok::<(), minijinja::Error>(())
//! ```

mod block;

use std::fmt;
use std::sync::Arc;

use minijinja::value::{Object, ObjectRepr, Value};
use minijinja::{Environment, Error, ErrorKind, State};

use crate::assets::{ImportMap, InlineBlock, Media, Script, Stylesheet};
use crate::{CspNonce, InlineElement};

use block::Block;

const NONCE: &str = "csp_nonce";

/// Adds the functions to an environment, for all its templates:
///
/// * `csp_nonce_attr()` prints `nonce="…"`.
/// * `csp_media(media)` prints the tags of [`Media`], a [`Script`], a [`Stylesheet`], an
///   [`ImportMap`] or an [`InlineBlock`]; it was put into the context with [`Value::from_object`].
/// * `{% call csp_script() %}…{% endcall %}` and `{% call csp_style() %}…{% endcall %}` print an
///   element whose hash the response's header allows. Between the two there must be text and no
///   expression or other block: what a page allows by its hash is what its author wrote. Arguments
///   become attributes: `csp_script(type="module")`.
pub fn add_to(env: &mut Environment<'_>) {
    env.add_function("csp_nonce_attr", csp_nonce_attr);
    env.add_function("csp_media", csp_media);
    for (name, element) in [
        ("csp_script", InlineElement::Script),
        ("csp_style", InlineElement::Style),
    ] {
        let block = Block::new(name, element);
        env.add_function(name, move |state: &mut State<'_, '_>, kwargs| {
            block.print(state, &kwargs)
        });
    }
}

/// What goes into the context under `csp_nonce` where a response may have none.
///
/// ```
/// use minijinja::{Environment, context};
/// use stockade_web::engines::minijinja::nonce_value;
///
/// let data = context! { csp_nonce => nonce_value(None) };
/// assert_eq!(Environment::new().render_str("[{{ csp_nonce }}]", data)?, "[]");
/// # Ok::<(), minijinja::Error>(())
/// ```
pub fn nonce_value(nonce: Option<&CspNonce>) -> Value {
    nonce.map_or(Value::UNDEFINED, |nonce| Value::from_object(nonce.clone()))
}

fn csp_nonce_attr(state: &State<'_, '_>) -> Result<Value, Error> {
    let attribute = nonce(state)?.map(|nonce| nonce.attribute().to_string());
    Ok(Value::from_safe_string(attribute.unwrap_or_default()))
}

fn csp_media(state: &State<'_, '_>, media: &Value) -> Result<Value, Error> {
    let nonce = nonce(state)?;
    let nonce = nonce.as_deref();
    macro_rules! rendered {
        ($($asset:ty),*) => {
            $(if let Some(asset) = media.downcast_object_ref::<$asset>() {
                return Ok(Value::from_safe_string(asset.render(nonce).to_string()));
            })*
        };
    }
    rendered!(Media, Script, Stylesheet, ImportMap, InlineBlock);
    Err(Error::new(
        ErrorKind::InvalidOperation,
        format!(
            "csp_media was given {}, which is no media, so the page would lack scripts and style \
             sheets; put Value::from_object(media) into the context, with the Media of stockade_web",
            if media.is_undefined() {
                "something undefined".to_owned()
            } else {
                format!("a value of the kind {}", media.kind())
            },
        ),
    ))
}

/// The response's nonce, if it has one.
fn nonce(state: &State<'_, '_>) -> Result<Option<Arc<CspNonce>>, Error> {
    let value = state
        .lookup(NONCE)
        .filter(|value| !value.is_undefined() && !value.is_none());
    let Some(value) = value else { return Ok(None) };
    match value.downcast_object::<CspNonce>() {
        Some(nonce) => Ok(Some(nonce)),
        None => Err(Error::new(
            ErrorKind::InvalidOperation,
            format!(
                "{NONCE} in the context is a {}, and the header would not have it; put \
                 Value::from_object(nonce) there, with the CspNonce of the request",
                value.kind(),
            ),
        )),
    }
}

/// Prints itself as the nonce. Testing it, handing it on and `debug()` make none.
impl Object for CspNonce {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Values that `csp_media` takes.
macro_rules! plain_objects {
    ($($asset:ty),*) => {$(
        impl Object for $asset {
            fn repr(self: &Arc<Self>) -> ObjectRepr {
                ObjectRepr::Plain
            }
        }
    )*};
}
plain_objects!(Media, Script, Stylesheet, ImportMap, InlineBlock);
