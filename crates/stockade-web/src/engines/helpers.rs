//! Objects for engines whose contexts hold only data.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockWriteGuard};

#[cfg(feature = "tera")]
use crate::InlineElement;
use crate::assets::{InlineBlock, Media};
use crate::{CspNonce, Error, ErrorKind};

/// The name under which templates have the key of their page.
pub(super) const PAGE: &str = "csp_page";

/// What the functions and helpers in templates of Tera and Handlebars look things up in. Made at
/// start-up; clones are the same.
///
/// These engines copy data into their contexts, and a nonce that is copied is a nonce that has been
/// made. So the context gets a number, and the functions find the nonce by it while the [`Page`]
/// lives. The number is good for nothing else.
#[derive(Clone, Default)]
pub struct Helpers {
    pages: Arc<Pages>,
    blocks: Arc<BTreeMap<String, InlineBlock>>,
}

#[derive(Default)]
struct Pages {
    rendering: RwLock<HashMap<u64, Arc<Content>>>,
    made: AtomicU64,
    /// Makes keys that nobody guesses, so that data that happens to stand where a template
    /// expects a key is none.
    secret: RandomState,
}

#[derive(Default)]
struct Content {
    nonce: Option<CspNonce>,
    media: Mutex<HashMap<u64, Arc<Media>>>,
}

/// A page that is being rendered. It must live until it is.
///
/// ```
/// use stockade_web::CspNonce;
/// use stockade_web::assets::{Media, Script};
/// use stockade_web::engines::Helpers;
///
/// let helpers = Helpers::new();
/// let page = helpers.page(Some(&CspNonce::new()));
/// let csp_page = page.key();
/// let media = page.media(Media::from(Script::new("/static/notes.js")));
/// assert_ne!(csp_page, media);
/// ```
#[must_use = "the templates find nothing when the page is gone"]
pub struct Page {
    pages: Arc<Pages>,
    content: Arc<Content>,
    key: u64,
}

impl Helpers {
    /// Helpers without inline blocks.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an inline block, which templates of Tera print by its name. In Handlebars its text stands
    /// in the template.
    #[must_use]
    pub fn with_block(mut self, name: impl Into<String>, block: InlineBlock) -> Self {
        Arc::make_mut(&mut self.blocks).insert(name.into(), block);
        self
    }

    /// Begins a page, with the nonce of its response if it has one.
    pub fn page(&self, nonce: Option<&CspNonce>) -> Page {
        let content = Arc::new(Content {
            nonce: nonce.cloned(),
            ..Content::default()
        });
        let key = self.pages.key();
        let mut rendering = write(&self.pages.rendering);
        rendering.insert(key, Arc::clone(&content));
        drop(rendering);
        Page {
            pages: Arc::clone(&self.pages),
            content,
            key,
        }
    }

    /// The nonce, where the page of this key has one; empty where there is no page.
    pub(super) fn nonce(&self, page: Option<u64>) -> Result<String, Error> {
        self.printed(page, |nonce| nonce.map(ToString::to_string))
    }

    /// `nonce="…"`
    pub(super) fn nonce_attribute(&self, page: Option<u64>) -> Result<String, Error> {
        self.printed(page, |nonce| {
            nonce.map(|nonce| nonce.attribute().to_string())
        })
    }

    /// The tags of media of the page.
    pub(super) fn media(&self, page: Option<u64>, media: Option<u64>) -> Result<String, Error> {
        let content = self.content(page)?;
        let found = content
            .as_ref()
            .zip(media)
            .and_then(|(content, media)| lock(&content.media).get(&media).cloned());
        let (Some(content), Some(media)) = (content, found) else {
            return Err(Error::new(
                ErrorKind::InvalidAsset,
                format!(
                    "csp_media was given something that is no media of this page, so the page \
                     would lack scripts and style sheets; put page.media(media) into the context, \
                     and page.key() under {PAGE:?}"
                ),
            ));
        };
        Ok(media.render(content.nonce.as_ref()).to_string())
    }

    /// An inline block, by its name.
    #[cfg(feature = "tera")]
    pub(super) fn block(
        &self,
        page: Option<u64>,
        element: InlineElement,
        name: &str,
    ) -> Result<String, Error> {
        let block = self.blocks.get(name);
        let Some(block) = block.filter(|block| block.inline_hash().element() == element) else {
            return Err(Error::new(
                ErrorKind::InvalidAsset,
                format!(
                    "there is no inline {} of the name {name:?}; add it at start-up with \
                     Helpers::with_block",
                    element.name(),
                ),
            ));
        };
        self.printed(page, |nonce| Some(block.render(nonce).to_string()))
    }

    pub(super) fn printed(
        &self,
        page: Option<u64>,
        print: impl FnOnce(Option<&CspNonce>) -> Option<String>,
    ) -> Result<String, Error> {
        let content = self.content(page)?;
        let nonce = content.as_ref().and_then(|content| content.nonce.as_ref());
        Ok(print(nonce).unwrap_or_default())
    }

    fn content(&self, page: Option<u64>) -> Result<Option<Arc<Content>>, Error> {
        let Some(page) = page else { return Ok(None) };
        let rendering = self.pages.rendering.read();
        let rendering = rendering.unwrap_or_else(PoisonError::into_inner);
        match rendering.get(&page) {
            Some(content) => Ok(Some(Arc::clone(content))),
            None => Err(Error::new(
                ErrorKind::InvalidAsset,
                format!(
                    "{PAGE} in the context is the key of no page that is being rendered, so its \
                     nonce cannot be printed; keep the Page of Helpers::page until the template \
                     is rendered"
                ),
            )),
        }
    }
}

impl Page {
    /// What the context must have under `csp_page`.
    pub fn key(&self) -> u64 {
        self.key
    }

    /// Adds media, and gives what the context must have where a template prints them with
    /// `csp_media`. Media that are the same for all pages are best handed over as
    /// `Arc<Media>`.
    pub fn media(&self, media: impl Into<Arc<Media>>) -> u64 {
        let key = self.pages.key();
        lock(&self.content.media).insert(key, media.into());
        key
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        write(&self.pages.rendering).remove(&self.key);
    }
}

impl Pages {
    fn key(&self) -> u64 {
        self.secret
            .hash_one(self.made.fetch_add(1, Ordering::Relaxed))
    }
}

impl fmt::Debug for Helpers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Helpers")
            .field("blocks", &self.blocks)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page")
            .field("nonce", &self.content.nonce)
            .finish_non_exhaustive()
    }
}

/// What is locked here is changed by one insertion or removal, so a panic elsewhere leaves it
/// whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn write<T>(lock: &RwLock<T>) -> RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(PoisonError::into_inner)
}
