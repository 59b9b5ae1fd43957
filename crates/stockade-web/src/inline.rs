//! Inline scripts and styles that are allowed by their hashes.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use stockade::BuiltPolicy;
use stockade::policy::{DirectiveName, HashAlgorithm};

use crate::policies::SentPolicy;
use crate::{Error, ErrorKind};

/// The hash of an inline script or style, for the header of the response that has it.
///
/// A page whose blocks are allowed by hashes prints no nonce, so it can be stored and exported. A
/// hash allows one text and no other, so the text must be the author's own: a hash of what users
/// wrote allows what users wrote.
///
/// ```
/// use stockade_web::{CspNonce, InlineHash};
///
/// let hash = InlineHash::script("alert(1)");
/// assert_eq!(hash.source(), "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='");
///
/// let nonce = CspNonce::new();
/// nonce.allow_inline(hash.clone())?;
/// assert_eq!(nonce.inline_hashes(), [hash]);
/// assert!(nonce.value().is_none(), "no nonce was made for it");
/// # Ok::<(), stockade_web::Error>(())
/// ```
///
/// Specification: [hash-source](https://w3c.github.io/webappsec-csp/#grammardef-hash-source).
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct InlineHash {
    element: InlineElement,
    source: Arc<str>,
}

/// What kind of element an inline text stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InlineElement {
    /// `<script>…</script>`
    Script,
    /// `<style>…</style>`
    Style,
}

impl InlineElement {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Script => "script",
            Self::Style => "style",
        }
    }
}

impl InlineHash {
    /// The hash of the text between `<script>` and `</script>`.
    pub fn script(text: &str) -> Self {
        Self::new(InlineElement::Script, text)
    }

    /// The hash of the text between `<style>` and `</style>`.
    pub fn style(text: &str) -> Self {
        Self::new(InlineElement::Style, text)
    }

    /// The hash of the text of an element. It must be all of the text, with every space.
    pub fn new(element: InlineElement, text: &str) -> Self {
        let source = HashAlgorithm::Sha256.source(&as_parsed(text));
        Self {
            element,
            source: source.into(),
        }
    }

    /// What kind of element it is for.
    pub fn element(&self) -> InlineElement {
        self.element
    }

    /// The source expression: `'sha256-…'`, with its quotes.
    pub fn source(&self) -> &str {
        &self.source
    }
}

impl fmt::Debug for InlineHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InlineHash({:?}, {})", self.element, self.source)
    }
}

/// The text as browsers hash it, which is how their parser hands it on.
///
/// Specification: [preprocessing the input stream](https://html.spec.whatwg.org/multipage/parsing.html#preprocessing-the-input-stream),
/// [script data state](https://html.spec.whatwg.org/multipage/parsing.html#script-data-state).
fn as_parsed(text: &str) -> Cow<'_, str> {
    if !text.contains(['\r', '\0']) {
        return text.into();
    }
    text.replace("\r\n", "\n")
        .replace('\r', "\n")
        .replace('\0', "\u{FFFD}")
        .into()
}

/// The hashes that a response has printed so far.
#[derive(Default)]
pub(crate) struct PrintedHashes {
    // Made with the first hash, so that a response without any pays nothing.
    list: OnceLock<Mutex<Vec<InlineHash>>>,
    is_decided: AtomicBool,
}

impl PrintedHashes {
    /// 64 hashes are 3.5 kB. Many servers and proxies refuse headers of more than 4 or 8 kB.
    const MAX: usize = 64;

    pub(crate) fn add(&self, hash: InlineHash) -> Result<(), Error> {
        let mut list = lock(self.list.get_or_init(Mutex::default));
        if list.contains(&hash) {
            return Ok(());
        }
        if self.is_decided.load(Ordering::Acquire) {
            return Err(Error::new(
                ErrorKind::LateNonce,
                "an inline block was first printed when the response's headers had been sent \
                 without its hash, so browsers block it; print it before the handler returns",
            ));
        }
        if list.len() == Self::MAX {
            return Err(Error::new(
                ErrorKind::InvalidAsset,
                format!(
                    "a response has more than {} different inline blocks, and servers refuse \
                     headers with so many hashes; move some into a file",
                    Self::MAX,
                ),
            ));
        }
        list.push(hash);
        Ok(())
    }

    pub(crate) fn list(&self) -> Vec<InlineHash> {
        let list = self.list.get();
        list.map_or_else(Vec::new, |list| lock(list).clone())
    }

    pub(crate) fn into_list(self) -> Vec<InlineHash> {
        let list = self.list.into_inner().map(Mutex::into_inner);
        list.map_or_else(Vec::new, |list| {
            list.unwrap_or_else(PoisonError::into_inner)
        })
    }

    /// The header is decided: from now on hashes come too late.
    pub(crate) fn seal(&self) {
        self.is_decided.store(true, Ordering::Release);
    }
}

/// What becomes of one policy with the hashes of different pages. Pages of one template have the
/// same, so each is worked out once.
pub(crate) struct PolicyWithHashes {
    policy: BuiltPolicy,
    known: Mutex<HashMap<Vec<InlineHash>, Arc<SentPolicy>>>,
}

impl PolicyWithHashes {
    /// As many different sets of hashes are kept; others are worked out for each response.
    const MAX_KNOWN: usize = 256;

    pub(crate) fn new(policy: BuiltPolicy) -> Self {
        Self {
            policy,
            known: Mutex::default(),
        }
    }

    /// `None` if no header can carry it, which hashes do not bring about.
    pub(crate) fn get(&self, hashes: &[InlineHash]) -> Option<Arc<SentPolicy>> {
        if let Some(known) = lock(&self.known).get(hashes) {
            return Some(Arc::clone(known));
        }
        let made = Arc::new(SentPolicy::new(self.make(hashes).compile()).ok()?);
        let mut known = lock(&self.known);
        if known.len() < Self::MAX_KNOWN {
            known.insert(hashes.to_vec(), Arc::clone(&made));
        }
        Some(made)
    }

    fn make(&self, hashes: &[InlineHash]) -> BuiltPolicy {
        let of = |element| {
            let hashes = hashes.iter().filter(move |hash| hash.element == element);
            hashes.map(InlineHash::source)
        };
        self.policy
            .with_inline_hashes(DirectiveName::ScriptSrcElem, of(InlineElement::Script))
            .with_inline_hashes(DirectiveName::StyleSrcElem, of(InlineElement::Style))
    }
}

/// What is locked here is never half changed, so a panic elsewhere does not matter.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
