//! What a policy costs each request in axum: `cargo bench -p stockade-web --features axum --bench tower`.
//!
//! A whole application answers a request in memory. The cost of a layer is what it adds to `bare`,
//! or to `printing::bare` where the page prints a nonce; `layer_that_does_nothing` is how much of
//! that axum takes. Each has a twin that is written by hand, and sends the header and no more: not
//! on a 304, and not where there is one.

#![allow(clippy::unwrap_used, reason = "a panic is how a benchmark fails")]

mod by_hand;

use std::convert::Infallible;
use std::fmt;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, Waker, ready};

use axum::Router;
use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Request, Response, StatusCode};
use axum::response::Html;
use axum::routing::get;
use axum_helmet::{ContentSecurityPolicy, Helmet, HelmetLayer};
use divan::Bencher;
use pin_project_lite::pin_project;
use stockade::{Nonce, PolicyBuilder, policy::source};
use stockade_web::{CspLayer, CspNonce, Policies};
use tower::{Service, layer::layer_fn};

fn main() {
    divan::main();
}

const PAGE: &str = "<p>Hello</p>";
const FIXED: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                     form-action 'self'; base-uri 'none'";

fn policies(script: &str) -> Policies {
    let policy = PolicyBuilder::new()
        .directive("default-src", source::NONE)
        .directive("script-src", script)
        .directive("style-src", script)
        .directive("img-src", source::SELF)
        .directive("form-action", source::SELF)
        .directive("base-uri", source::NONE);
    Policies::builder().enforce(policy).build().unwrap()
}

fn app() -> Router {
    Router::new().route("/", get(async || Html(PAGE)))
}

#[divan::bench]
fn bare(bencher: Bencher<'_, '_>) {
    measure(bencher, app());
}

/// What axum takes for any layer, whatever it does.
#[divan::bench]
fn layer_that_does_nothing(bencher: Bencher<'_, '_>) {
    measure(bencher, app().layer(layer_fn(|inner| inner)));
}

#[divan::bench]
fn nonce_not_used(bencher: Bencher<'_, '_>) {
    measure(bencher, app().layer(CspLayer::new(policies(source::NONCE))));
}

#[divan::bench]
fn nonce_not_used_by_hand(bencher: Bencher<'_, '_>) {
    measure(bencher, app().layer(layer_fn(|inner| ByHand { inner })));
}

#[divan::bench]
fn fixed_policy(bencher: Bencher<'_, '_>) {
    let layer = CspLayer::fixed(policies(source::SELF)).unwrap();
    measure(bencher, app().layer(layer));
}

#[divan::bench]
fn fixed_policy_by_hand(bencher: Bencher<'_, '_>) {
    measure(
        bencher,
        app().layer(layer_fn(|inner| FixedByHand { inner })),
    );
}

/// Its layer can send nothing but a fixed policy.
#[divan::bench]
fn fixed_policy_by_helmet(bencher: Bencher<'_, '_>) {
    let policy = ContentSecurityPolicy::new()
        .default_src(vec!["'none'"])
        .script_src(vec!["'self'"])
        .style_src(vec!["'self'"])
        .img_src(vec!["'self'"])
        .form_action(vec!["'self'"])
        .base_uri(vec!["'none'"]);
    let layer: HelmetLayer = Helmet::new().add(policy).try_into().unwrap();
    measure(bencher, app().layer(layer));
}

/// Pages that print a nonce of 22 characters.
#[divan::bench_group]
mod printing {
    use super::{
        Bencher, ByHand, CspLayer, CspNonce, Html, NonceByHand, Router, fmt, get, layer_fn,
        measure, policies, source,
    };

    fn page(nonce: impl fmt::Display) -> Html<String> {
        Html(format!("<script nonce=\"{nonce}\">start()</script>"))
    }

    #[divan::bench]
    fn bare(bencher: Bencher<'_, '_>) {
        let page = async || page("AAAAAAAAAAAAAAAAAAAAAA");
        measure(bencher, Router::new().route("/", get(page)));
    }

    #[divan::bench]
    fn layer_that_does_nothing(bencher: Bencher<'_, '_>) {
        let page = async || page("AAAAAAAAAAAAAAAAAAAAAA");
        let app = Router::new().route("/", get(page));
        measure(bencher, app.layer(layer_fn(|inner| inner)));
    }

    #[divan::bench]
    fn nonce_used(bencher: Bencher<'_, '_>) {
        let page = async |nonce: CspNonce| page(nonce);
        let app = Router::new().route("/", get(page));
        measure(bencher, app.layer(CspLayer::new(policies(source::NONCE))));
    }

    #[divan::bench]
    fn nonce_used_by_hand(bencher: Bencher<'_, '_>) {
        let page = async |nonce: NonceByHand| page(nonce.get());
        let app = Router::new().route("/", get(page));
        measure(bencher, app.layer(layer_fn(|inner| ByHand { inner })));
    }
}

/// What of it is the operating system's.
#[divan::bench]
fn random_bytes_for_a_nonce() -> Nonce {
    Nonce::generate().unwrap()
}

/// Made when it is printed, as ours, and from the same source.
#[derive(Clone, Default)]
struct NonceByHand(Arc<OnceLock<Nonce>>);

impl NonceByHand {
    fn get(&self) -> &str {
        self.0.get_or_init(|| Nonce::generate().unwrap()).as_str()
    }
}

impl<S: Sync> FromRequestParts<S> for NonceByHand {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}

/// What somebody would write who needs this once: nothing but the header, in its place.
#[derive(Clone)]
struct ByHand<S> {
    inner: S,
}

impl<S: Service<Request<Body>, Response = Response<Body>>> Service<Request<Body>> for ByHand<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = ByHandFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        let nonce = NonceByHand::default();
        request.extensions_mut().insert(nonce.clone());
        ByHandFuture {
            inner: self.inner.call(request),
            nonce: Some(nonce),
        }
    }
}

/// Sends a fixed policy.
#[derive(Clone)]
struct FixedByHand<S> {
    inner: S,
}

impl<S: Service<Request<Body>, Response = Response<Body>>> Service<Request<Body>>
    for FixedByHand<S>
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = ByHandFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        ByHandFuture {
            inner: self.inner.call(request),
            nonce: None,
        }
    }
}

pin_project! {
    struct ByHandFuture<F> {
        #[pin]
        inner: F,
        nonce: Option<NonceByHand>,
    }
}

impl<F, E> Future for ByHandFuture<F>
where
    F: Future<Output = Result<Response<Body>, E>>,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let mut response = ready!(this.inner.poll(context))?;
        // A 304 keeps the policy of the stored page, and a handler its own.
        if response.status() != StatusCode::NOT_MODIFIED {
            let headers = response.headers_mut();
            headers
                .entry(CONTENT_SECURITY_POLICY)
                .or_insert_with(|| match this.nonce {
                    None => HeaderValue::from_static(FIXED),
                    Some(nonce) => policy_by_hand(nonce.0.get()),
                });
        }
        Poll::Ready(Ok(response))
    }
}

fn policy_by_hand(nonce: Option<&Nonce>) -> HeaderValue {
    match nonce {
        None => HeaderValue::from_static(by_hand::WITHOUT_NONCE),
        Some(nonce) => HeaderValue::from_str(&by_hand::with_nonce(nonce)).unwrap(),
    }
}

fn measure(bencher: Bencher<'_, '_>, app: Router) {
    // As `axum::serve` does; or each request would make the layer anew.
    let mut app = app.with_state(());
    bencher
        .with_inputs(|| Request::builder().uri("/").body(Body::empty()).unwrap())
        // What is made is dropped here, as a server does before the next request.
        .bench_local_values(|request| drop(now(app.call(request)).unwrap()));
}

/// What a future has ready. Nothing here waits.
fn now<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        let polled = future
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()));
        if let Poll::Ready(output) = polled {
            return output;
        }
    }
}
