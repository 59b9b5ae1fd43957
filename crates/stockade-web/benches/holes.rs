//! Filling stored pages, beside searching them for a placeholder.
//! `cargo bench -p stockade-web --features cache --bench holes`.
//!
//! All of them make a page of their own for one visitor out of what is stored, so that all of them
//! copy it.

#![allow(clippy::unwrap_used, reason = "a panic is how a benchmark fails")]

use std::future::Future as _;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use http::{Request, Response};
use http_body_util::Full;
use memchr::memmem::Finder;
use stockade::Nonce;
use stockade_web::CspNonce;
use stockade_web::cache::{NonceHoles, PageRequest, StoredPage};

const PLACEHOLDER: &str = "CSP_NONCE_PLACEHOLDER_";
/// Pages of the web are rarely larger than the second, without their pictures and scripts.
const SIZES: [usize; 3] = [10_000, 100_000, 1_000_000];

fn main() {
    divan::main();
}

/// A page of this size, in which `nonce` is printed ten times.
fn page(size: usize, nonce: &str) -> String {
    let text = "<p>Lorem ipsum dolor sit amet, <a href=\"/consectetur\">consectetur</a></p>\n";
    let script = format!("<script src=\"/app.js\" nonce=\"{nonce}\"></script>\n");
    let between = text.repeat((size / 10 - script.len()) / text.len());
    format!("{between}{script}").repeat(10)
}

fn nonce() -> Nonce {
    Nonce::generate().unwrap()
}

#[divan::bench(args = SIZES)]
fn find(bencher: Bencher<'_, '_>, size: usize) {
    let nonce = nonce();
    let page = page(size, nonce.as_str());
    let page = page.as_bytes();
    bencher
        .counter(BytesCount::new(page.len()))
        .bench(|| NonceHoles::find(black_box(page), &nonce));
}

#[divan::bench_group]
mod fill {
    use super::{
        Bencher, BytesCount, Finder, NonceHoles, PLACEHOLDER, SIZES, black_box, nonce, page,
    };

    #[divan::bench(args = SIZES)]
    fn holes(bencher: Bencher<'_, '_>, size: usize) {
        let (first, next) = (nonce(), nonce());
        let mut stored = page(size, first.as_str()).into_bytes();
        let holes = NonceHoles::find(&stored, &first);
        holes.blank(&mut stored).unwrap();
        bencher.counter(BytesCount::new(stored.len())).bench(|| {
            let mut page = black_box(&stored).clone();
            holes.fill(&mut page, &next).unwrap();
            page
        });
    }

    #[divan::bench(args = SIZES)]
    fn search_with_memmem(bencher: Bencher<'_, '_>, size: usize) {
        let next = nonce();
        let stored = page(size, PLACEHOLDER).into_bytes();
        let finder = Finder::new(PLACEHOLDER);
        bencher.counter(BytesCount::new(stored.len())).bench(|| {
            let mut page = black_box(&stored).clone();
            for place in finder.find_iter(&stored) {
                page[place..place + PLACEHOLDER.len()].copy_from_slice(next.as_str().as_bytes());
            }
            page
        });
    }

    #[divan::bench(args = SIZES)]
    fn search_with_str_replace(bencher: Bencher<'_, '_>, size: usize) {
        let next = nonce();
        let stored = page(size, PLACEHOLDER);
        bencher
            .counter(BytesCount::new(stored.len()))
            .bench(|| black_box(&stored).replace(PLACEHOLDER, next.as_str()));
    }
}

/// All that a cache does for one visitor: look at the request, make a nonce, fill the page.
#[divan::bench(args = SIZES)]
fn respond(bencher: Bencher<'_, '_>, size: usize) {
    let (request, nonce) = request();
    let body = Bytes::from(page(size, nonce.get().unwrap().as_str()));
    let length = body.len();
    let stored = store(&request, body);
    bencher
        .counter(BytesCount::new(length))
        .with_inputs(|| self::request().0)
        .bench_refs(|request| stored.respond(request).unwrap());
}

fn request() -> (PageRequest, CspNonce) {
    let nonce = CspNonce::new();
    let mut request = Request::new(());
    request.extensions_mut().insert(nonce.clone());
    (PageRequest::new(&request).unwrap(), nonce)
}

fn store(request: &PageRequest, body: Bytes) -> StoredPage {
    let response = Response::builder().header("content-type", "text/html");
    let response = response.body(Full::new(body)).unwrap();
    let storing = pin!(StoredPage::from_response(request, response, usize::MAX));
    // The body is there already, so nothing has to be waited for.
    match storing.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok((stored, _))) => stored,
        _ => panic!("the page was not stored"),
    }
}
