//! What a policy costs each request in Actix: `cargo bench -p stockade-web --features actix --bench actix`.
//!
//! A whole application answers a request in memory. The cost of a middleware is what it adds to
//! `bare`, or to `printing::bare` where the page prints a nonce. Each has a twin that is written by
//! hand, and sends the header and no more: not on a 304, and not where there is one.

#![allow(clippy::unwrap_used, reason = "a panic is how a benchmark fails")]

mod by_hand;

use std::cell::OnceCell;
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_SECURITY_POLICY, HeaderValue};
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, Error, HttpMessage, HttpResponse, web};
use divan::Bencher;
use stockade::{Nonce, PolicyBuilder, policy::source};
use stockade_web::actix::Csp;
use stockade_web::{CspNonce, Policies};

fn main() {
    // One request is too short to be timed alone.
    divan::Divan::default()
        .sample_size(256)
        .sample_count(1_000)
        .config_with_args()
        .main();
}

fn with_nonce() -> Policies {
    let policy = PolicyBuilder::new()
        .directive("default-src", source::NONE)
        .directive("script-src", source::NONCE)
        .directive("style-src", source::NONCE)
        .directive("img-src", source::SELF)
        .directive("form-action", source::SELF)
        .directive("base-uri", source::NONE);
    Policies::builder().enforce(policy).build().unwrap()
}

fn without_nonce() -> Policies {
    let policy = PolicyBuilder::new()
        .directive("default-src", source::NONE)
        .directive("script-src", source::SELF)
        .directive("style-src", source::SELF)
        .directive("img-src", source::SELF)
        .directive("form-action", source::SELF)
        .directive("base-uri", source::NONE);
    Policies::builder().enforce(policy).build().unwrap()
}

async fn page() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/html")
        .body("<p>Hello</p>")
}

#[divan::bench]
fn bare(bencher: Bencher<'_, '_>) {
    measure(bencher, || App::new().route("/", web::get().to(page)));
}

#[divan::bench]
fn nonce_not_used(bencher: Bencher<'_, '_>) {
    measure(bencher, || {
        let app = App::new().route("/", web::get().to(page));
        app.wrap(Csp::new(with_nonce()))
    });
}

#[divan::bench]
fn fixed_policy(bencher: Bencher<'_, '_>) {
    measure(bencher, || {
        let app = App::new().route("/", web::get().to(page));
        app.wrap(Csp::fixed(without_nonce()).unwrap())
    });
}

#[divan::bench]
fn fixed_policy_by_hand(bencher: Bencher<'_, '_>) {
    measure(bencher, || {
        let policy = HeaderValue::from_static(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
             form-action 'self'; base-uri 'none'",
        );
        let app = App::new().route("/", web::get().to(page));
        app.wrap_fn(move |request, service| {
            let policy = policy.clone();
            let response = service.call(request);
            async move {
                let mut response = response.await?;
                set_by_hand(&mut response, || policy);
                Ok(response)
            }
        })
    });
}

#[divan::bench]
fn nonce_not_used_by_hand(bencher: Bencher<'_, '_>) {
    measure(bencher, || {
        let app = App::new().route("/", web::get().to(page));
        app.wrap_fn(by_hand)
    });
}

/// A page that prints a nonce of 22 characters.
#[divan::bench_group]
mod printing {
    use super::{
        App, Bencher, Csp, CspNonce, HttpResponse, NonceByHand, by_hand, measure, web, with_nonce,
    };

    fn respond(nonce: impl std::fmt::Display) -> HttpResponse {
        let page = format!("<script nonce=\"{nonce}\">start()</script>");
        HttpResponse::Ok().content_type("text/html").body(page)
    }

    #[divan::bench]
    fn bare(bencher: Bencher<'_, '_>) {
        measure(bencher, || {
            let page = || async { respond("AAAAAAAAAAAAAAAAAAAAAA") };
            App::new().route("/", web::get().to(page))
        });
    }

    #[divan::bench]
    fn nonce_used(bencher: Bencher<'_, '_>) {
        measure(bencher, || {
            let page = |nonce: CspNonce| async move { respond(nonce) };
            let app = App::new().route("/", web::get().to(page));
            app.wrap(Csp::new(with_nonce()))
        });
    }

    #[divan::bench]
    fn nonce_used_by_hand(bencher: Bencher<'_, '_>) {
        measure(bencher, || {
            let page = |nonce: web::ReqData<NonceByHand>| async move { respond(nonce.get()) };
            let app = App::new().route("/", web::get().to(page));
            app.wrap_fn(by_hand)
        });
    }
}

/// Made when it is printed, as ours, and from the same source.
#[derive(Clone, Default)]
struct NonceByHand(Rc<OnceCell<Nonce>>);

impl NonceByHand {
    fn get(&self) -> &str {
        self.0.get_or_init(|| Nonce::generate().unwrap()).as_str()
    }
}

/// What somebody would write who needs this once: nothing but the header, in its place.
fn by_hand<S, B>(
    request: ServiceRequest,
    service: &S,
) -> impl Future<Output = Result<ServiceResponse<B>, Error>> + use<S, B>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
{
    let nonce = NonceByHand::default();
    request.extensions_mut().insert(nonce.clone());
    let response = service.call(request);
    async move {
        let mut response = response.await?;
        set_by_hand(&mut response, || policy_by_hand(nonce.0.get()));
        Ok(response)
    }
}

fn policy_by_hand(nonce: Option<&Nonce>) -> HeaderValue {
    match nonce {
        None => HeaderValue::from_static(by_hand::WITHOUT_NONCE),
        Some(nonce) => HeaderValue::from_str(&by_hand::with_nonce(nonce)).unwrap(),
    }
}

/// A 304 keeps the policy of the stored page, and a handler its own.
fn set_by_hand<B>(response: &mut ServiceResponse<B>, policy: impl FnOnce() -> HeaderValue) {
    let is_stored = response.status() == StatusCode::NOT_MODIFIED;
    if !is_stored && !response.headers().contains_key(CONTENT_SECURITY_POLICY) {
        response
            .headers_mut()
            .insert(CONTENT_SECURITY_POLICY, policy());
    }
}

fn measure<T, B>(bencher: Bencher<'_, '_>, app: impl FnOnce() -> App<T>)
where
    T: ServiceFactory<
            ServiceRequest,
            Config = (),
            Response = ServiceResponse<B>,
            Error = Error,
            InitError = (),
        > + 'static,
    B: MessageBody + 'static,
{
    let system = actix_rt::System::new();
    let app = system.block_on(init_service(app()));
    bencher
        .with_inputs(|| TestRequest::default().to_request())
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
