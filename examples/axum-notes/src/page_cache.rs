//! Pages that are made once and kept, though each visitor's copy has a nonce of its own.
//!
//! What is kept has holes where the nonce was. They are filled with the nonce of each response, so
//! that the page and the header that `CspLayer` writes, outside of this, agree.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use stockade_web::cache::{PageRequest, StoredPage};

use crate::failure::Failure;

/// How long a page is kept.
const LIFETIME: Duration = Duration::from_secs(60);
/// As many bytes as a page may have.
const MAX_BYTES: usize = 256 * 1024;

/// Pages by their paths: one for each route, because routes with parts that vary are not kept.
#[derive(Clone, Default)]
struct Pages(Arc<Mutex<HashMap<String, (Instant, StoredPage)>>>);

/// The same routes, whose pages are kept for a minute.
pub(crate) fn kept<S: Clone + Send + Sync + 'static>(routes: Router<S>) -> Router<S> {
    routes.layer(from_fn_with_state(Pages::default(), answer))
}

async fn answer(
    State(pages): State<Pages>,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    let asked = PageRequest::new(&request)?;
    let path = request.uri().path().to_owned();
    if let Some(response) = pages.find(&path).and_then(|page| page.respond(&asked)) {
        return Ok(response.map(Body::from));
    }
    let response = next.run(request).await;
    match StoredPage::from_response(&asked, response, MAX_BYTES).await {
        Ok((page, response)) => {
            pages.keep(path, page);
            Ok(response.map(Body::from))
        }
        Err(unstored) => Ok(unstored.response.map(Body::new)),
    }
}

impl Pages {
    fn find(&self, path: &str) -> Option<StoredPage> {
        let pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (made, page) = pages.get(path)?;
        (made.elapsed() < LIFETIME).then(|| page.clone())
    }

    fn keep(&self, path: String, page: StoredPage) {
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pages.insert(path, (Instant::now(), page));
    }
}
