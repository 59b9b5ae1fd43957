//! A cache for whole pages, as a tower layer: in memory, keyed by address, bounded in number, size
//! and age. It stands inside of `CspLayer`, and compression outside of both.

use std::collections::HashMap;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use stockade_web::cache::{PageRequest, Refusal, StoredPage};
use tower::{Layer, Service};

#[derive(Clone)]
pub(crate) struct PageCache {
    shared: Arc<Shared>,
}

/// How much a cache holds, and for how long.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) pages: usize,
    pub(crate) bytes_of_a_page: usize,
    pub(crate) lifetime: Duration,
}

struct Shared {
    limits: Limits,
    pages: Mutex<HashMap<String, Entry>>,
    refusals: Mutex<Vec<Refusal>>,
}

struct Entry {
    page: Arc<StoredPage>,
    stored_at: Instant,
}

impl PageCache {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            shared: Arc::new(Shared {
                limits,
                pages: Mutex::default(),
                refusals: Mutex::default(),
            }),
        }
    }

    /// How many pages are stored.
    pub(crate) fn len(&self) -> usize {
        self.shared.pages.lock().unwrap().len()
    }

    /// What was not stored, and why. A cache that serves visitors would log this.
    pub(crate) fn refusals(&self) -> Vec<Refusal> {
        self.shared.refusals.lock().unwrap().clone()
    }
}

impl Shared {
    fn find(&self, address: &str) -> Option<Arc<StoredPage>> {
        let pages = self.pages.lock().unwrap();
        let entry = pages.get(address)?;
        let is_fresh = entry.stored_at.elapsed() < self.limits.lifetime;
        is_fresh.then(|| Arc::clone(&entry.page))
    }

    fn store(&self, address: String, page: StoredPage) {
        let mut pages = self.pages.lock().unwrap();
        if pages.len() >= self.limits.pages && !pages.contains_key(&address) {
            let oldest = pages.iter().min_by_key(|(_, entry)| entry.stored_at);
            if let Some(oldest) = oldest.map(|(address, _)| address.clone()) {
                pages.remove(&oldest);
            }
        }
        let entry = Entry {
            page: Arc::new(page),
            stored_at: Instant::now(),
        };
        pages.insert(address, entry);
    }

    /// Stores what the handler has answered, if it may be stored, and passes it on.
    async fn keep(&self, address: String, asked: PageRequest, answer: Response) -> Response {
        let max_bytes = self.limits.bytes_of_a_page;
        match StoredPage::from_response(&asked, answer, max_bytes).await {
            Ok((page, first)) => {
                self.store(address, page);
                first.map(Body::from)
            }
            Err(unstored) => {
                self.refusals.lock().unwrap().push(unstored.reason);
                unstored.response.map(Body::new)
            }
        }
    }
}

impl<S> Layer<S> for PageCache {
    type Service = Cached<S>;

    fn layer(&self, inner: S) -> Cached<S> {
        Cached {
            inner,
            shared: Arc::clone(&self.shared),
        }
    }
}

#[derive(Clone)]
pub(crate) struct Cached<S> {
    inner: S,
    shared: Arc<Shared>,
}

impl<S> Service<Request> for Cached<S>
where
    S: Service<Request, Response = Response, Error = Infallible>,
    S::Future: Send + 'static,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        // Without CspLayer around it, a cache must do nothing.
        let Ok(asked) = PageRequest::new(&request) else {
            return Box::pin(self.inner.call(request));
        };
        let address = request.uri().to_string();
        let stored = self.shared.find(&address);
        if let Some(response) = stored.and_then(|page| page.respond(&asked)) {
            return Box::pin(std::future::ready(Ok(response.map(Body::from))));
        }
        let shared = Arc::clone(&self.shared);
        let answer = self.inner.call(request);
        Box::pin(async move { Ok(shared.keep(address, asked, answer.await?).await) })
    }
}
