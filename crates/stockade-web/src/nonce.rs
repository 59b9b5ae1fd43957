//! The nonce of one response, made when it is first printed.

use std::fmt;
use std::sync::{Arc, OnceLock};

use stockade::Nonce;

use crate::inline::PrintedHashes;
use crate::{Error, ErrorKind, InlineHash, log};

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
    shared: Arc<Shared>,
}

/// What all clones of a nonce share.
#[derive(Default)]
struct Shared {
    /// The nonce, or why there is none.
    nonce: OnceLock<Result<Nonce, ErrorKind>>,
    inline_hashes: PrintedHashes,
    /// Whether a tower layer made it, and will write the response's headers.
    #[cfg(feature = "tower")]
    is_of_layer: bool,
}

/// What a page has printed that its header must allow.
#[derive(Default)]
pub(crate) struct Printed {
    pub(crate) nonce: Option<Nonce>,
    pub(crate) inline_hashes: Vec<InlineHash>,
}

impl CspNonce {
    /// The nonce of a new response. The layer makes one for each request; one made by hand is for
    /// tests, and for frameworks that no adapter is made for.
    pub fn new() -> Self {
        Self::default()
    }

    /// The nonce of a response whose headers a tower layer will write.
    #[cfg(feature = "tower")]
    pub(crate) fn of_layer() -> Self {
        let shared = Shared {
            is_of_layer: true,
            ..Shared::default()
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    #[cfg(feature = "tower")]
    pub(crate) fn is_of_layer(&self) -> bool {
        self.shared.is_of_layer
    }

    /// What a handler gets where the layer hands out no nonces: it prints nothing.
    #[cfg(any(feature = "actix", feature = "axum"))]
    pub(crate) fn absent() -> Self {
        let nonce = Self::new();
        // It is new, so there is nothing yet.
        let _ = nonce.shared.nonce.set(Err(ErrorKind::NoNonce));
        nonce
    }

    /// The nonce, made now if it has not been.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::LateNonce`] where the response's header went out without a nonce.
    /// [`ErrorKind::NoNonce`] where the layer is for fixed policies.
    /// [`ErrorKind::NoRandomness`] where the operating system has no random bytes to give.
    pub fn get(&self) -> Result<&Nonce, Error> {
        let generate = || Nonce::generate().map_err(|_| ErrorKind::NoRandomness);
        let nonce = self.shared.nonce.get_or_init(generate).as_ref();
        nonce.map_err(|kind| Error::new(*kind, why_absent(*kind)))
    }

    /// The nonce, if it has been printed. Looking here makes none.
    pub fn value(&self) -> Option<&Nonce> {
        self.shared.nonce.get()?.as_ref().ok()
    }

    /// `nonce="…"`, to be written into a start tag. Making the attribute makes no nonce, printing
    /// it does. Where there is none to print, nothing is printed.
    pub fn attribute(&self) -> impl fmt::Display + '_ {
        Attribute(self)
    }

    /// Allows an inline script or style in this response by its hash instead of the nonce, so that
    /// the page can be stored and served again.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::LateNonce`] where the response's header went out without the hash, so that
    /// browsers block the block. [`ErrorKind::InvalidAsset`] where the response has 64 of them
    /// already: servers and proxies refuse longer headers. [`ErrorKind::NoNonce`] where the layer
    /// is for fixed policies.
    pub fn allow_inline(&self, hash: InlineHash) -> Result<(), Error> {
        if self.is_absent() {
            return Err(Error::new(
                ErrorKind::NoNonce,
                why_absent(ErrorKind::NoNonce),
            ));
        }
        self.shared.inline_hashes.add(hash)
    }

    /// The hashes that the response's header allows, in the order they were asked for.
    pub fn inline_hashes(&self) -> Vec<InlineHash> {
        self.shared.inline_hashes.list()
    }

    /// Decides the header: what was printed so far, for which this handle is given up. Whoever
    /// holds another one can print nothing more.
    pub(crate) fn decide(self) -> Printed {
        // Mostly nobody does, and then there is nothing to keep them from.
        match Arc::try_unwrap(self.shared) {
            Ok(shared) => Printed {
                nonce: shared.nonce.into_inner().and_then(Result::ok),
                inline_hashes: shared.inline_hashes.into_list(),
            },
            Err(shared) => shared.seal(),
        }
    }

    /// Whether somebody else holds this nonce too, such as a body that is still to be made.
    pub(crate) fn is_shared(&self) -> bool {
        Arc::strong_count(&self.shared) > 1
    }

    /// What printing prints. That there is nothing to print is logged, unless it was to be
    /// expected.
    pub(crate) fn printed(&self) -> Option<&Nonce> {
        let nonce = self.get();
        if let Err(error) = &nonce
            && !self.is_absent()
        {
            log::error(error);
        }
        nonce.ok()
    }

    fn is_absent(&self) -> bool {
        self.shared.nonce.get() == Some(&Err(ErrorKind::NoNonce))
    }
}

impl Shared {
    fn seal(&self) -> Printed {
        // Sealed first, so that no hash comes in between unseen.
        self.inline_hashes.seal();
        let late = || Err(ErrorKind::LateNonce);
        Printed {
            nonce: self.nonce.get_or_init(late).clone().ok(),
            inline_hashes: self.inline_hashes.list(),
        }
    }
}

/// What happened, why it matters, and what to do instead.
fn why_absent(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::NoNonce => {
            "this response is sent by a layer for fixed policies, which allows neither nonces nor \
             hashes of inline blocks; write new instead of fixed where the layer is made"
        }
        ErrorKind::NoRandomness => {
            "the operating system gave no random bytes for a nonce, so none is printed and \
             browsers block what needs it"
        }
        _ => {
            "the CSP nonce was first printed when the response's headers had been sent without \
             it, so browsers block what carries it; print it before the handler returns, or keep \
             a clone of the nonce in the body that streams it"
        }
    }
}

/// Prints the nonce; where [`CspNonce::get`] fails, nothing. An error of `fmt` would be a panic in
/// every `format!`, and what carries no nonce is blocked anyway.
impl fmt::Display for CspNonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.printed() {
            Some(nonce) => f.write_str(nonce.as_str()),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for CspNonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.shared.nonce.get() {
            Some(Ok(_)) => "CspNonce(printed)",
            Some(Err(ErrorKind::NoNonce)) => "CspNonce(absent)",
            Some(Err(_)) => "CspNonce(sealed)",
            None => "CspNonce(not printed)",
        })
    }
}

struct Attribute<'a>(&'a CspNonce);

impl fmt::Display for Attribute<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.printed() {
            Some(nonce) => write!(f, "nonce=\"{nonce}\""),
            None => Ok(()),
        }
    }
}
