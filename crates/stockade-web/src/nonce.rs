//! The nonce of one response, made when it is first printed.

use std::fmt;
use std::sync::{Arc, OnceLock};

use stockade::Nonce;

use crate::{Error, ErrorKind};

/// The nonce of the response that is being made: a handle, to be handed to templates.
///
/// Printing it makes it. A page that prints none gets none in its header and can be cached, so
/// neither [`Debug`](fmt::Debug), [`Clone`] nor [`value`](Self::value) make one. All clones are
/// the same nonce.
///
/// When the response's header is decided without a nonce, the handle is sealed: from then on it
/// prints nothing and says so in the log (feature `tracing`), because browsers would block what
/// carries it. [`get`](Self::get) is for those who would rather have the error.
///
/// ```
/// use stockade_web::CspNonce;
///
/// let nonce = CspNonce::new();
/// assert!(nonce.value().is_none());
/// let tag = format!("<script {}>start()</script>", nonce.attribute());
/// assert_eq!(tag, format!("<script nonce=\"{nonce}\">start()</script>"));
/// assert!(nonce.value().is_some());
/// assert_eq!(format!("{nonce:?}"), "CspNonce(printed)");
/// ```
#[derive(Clone, Default)]
pub struct CspNonce {
    // None: sealed before it was printed.
    cell: Arc<OnceLock<Option<Nonce>>>,
}

impl CspNonce {
    /// The nonce of a new response. The layer makes one for each request; one made by hand is for
    /// tests, and for frameworks that no adapter is made for.
    pub fn new() -> Self {
        Self::default()
    }

    /// The nonce, made now if it has not been.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::LateNonce`] where the response's header went out without a nonce.
    /// [`ErrorKind::NoRandomness`] where the operating system has no random bytes to give.
    pub fn get(&self) -> Result<&Nonce, Error> {
        let mut cause = None;
        let made = self.cell.get_or_init(|| match Nonce::generate() {
            Ok(nonce) => Some(nonce),
            Err(error) => {
                cause = Some(error);
                None
            }
        });
        match (made, cause) {
            (Some(nonce), _) => Ok(nonce),
            (None, Some(cause)) => Err(Error::new(ErrorKind::NoRandomness, cause.to_string())),
            (None, None) => Err(Error::new(
                ErrorKind::LateNonce,
                "the CSP nonce was first printed when the response's headers had been sent \
                 without it, so browsers block what carries it; print it before the handler \
                 returns, or keep a clone of the nonce in the body that streams it",
            )),
        }
    }

    /// The nonce, if it has been printed. Looking here makes none.
    pub fn value(&self) -> Option<&Nonce> {
        self.cell.get()?.as_ref()
    }

    /// `nonce="…"`, to be written into a start tag. Making the attribute makes no nonce, printing
    /// it does.
    pub fn attribute(&self) -> impl fmt::Display + '_ {
        Attribute(self)
    }

    /// Decides the header: the nonce that it must carry, or none, and then none will be made.
    pub(crate) fn seal(&self) -> Option<&Nonce> {
        self.cell.get_or_init(|| None).as_ref()
    }

    /// Whether somebody else holds this nonce too, such as a body that is still to be made.
    pub(crate) fn is_shared(&self) -> bool {
        Arc::strong_count(&self.cell) > 1
    }
}

/// Prints the nonce; where [`CspNonce::get`] fails, nothing. An error of `fmt` would be a panic in
/// every `format!`, and what carries no nonce is blocked anyway.
impl fmt::Display for CspNonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.get() {
            Ok(nonce) => f.write_str(nonce.as_str()),
            Err(error) => {
                log_error(&error);
                Ok(())
            }
        }
    }
}

fn log_error(error: &Error) {
    #[cfg(feature = "tracing")]
    tracing::error!("{error}");
    #[cfg(not(feature = "tracing"))]
    let _ = error;
}

impl fmt::Debug for CspNonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.cell.get() {
            Some(Some(_)) => "CspNonce(printed)",
            Some(None) => "CspNonce(sealed)",
            None => "CspNonce(not printed)",
        })
    }
}

struct Attribute<'a>(&'a CspNonce);

impl fmt::Display for Attribute<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "nonce=\"{}\"", self.0)
    }
}
