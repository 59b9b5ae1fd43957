//! What is sent and not stored, each with its reason, and as the handler made it.

use std::io;

use bytes::Bytes;
use http::response::Builder;
use http::{HeaderMap, Method, Request, Response, StatusCode};
use http_body::Frame;
use http_body_util::BodyExt as _;
use stockade_web::CspNonce;
use stockade_web::cache::{PageRequest, Refusal, StoredPage};

use crate::visits::{LIMIT, Pieces, Visit, html, read};

const PAGE: &str = "<script nonce=\"{nonce}\">start()</script>";

/// Refuses a page with these headers, and sees that its visitor gets it as it is.
async fn refused(visit: &Visit, builder: Builder) -> Refusal {
    let printed = visit.render(PAGE);
    let response = builder.body(Pieces::whole(printed.clone())).unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let Err(unstored) = visit.store(response).await else {
        panic!("{headers:?} was stored");
    };
    assert_eq!(unstored.response.status(), status);
    assert_eq!(unstored.response.headers(), &headers);
    assert_eq!(read(unstored.response.into_body()).await, (printed, false));
    unstored.reason
}

#[tokio::test]
async fn what_answers_another_method_is_not_stored() {
    for method in [Method::HEAD, Method::POST, Method::PUT, Method::OPTIONS] {
        assert_eq!(
            refused(&Visit::with(method, &[]), html()).await,
            Refusal::Method
        );
    }
}

#[tokio::test]
async fn only_complete_successful_pages_are_stored() {
    for status in [101, 201, 204, 206, 301, 304, 403, 404, 500, 503] {
        let builder = html().status(status);
        assert_eq!(
            refused(&Visit::new(), builder).await,
            Refusal::Status,
            "{status}"
        );
    }
}

#[tokio::test]
async fn what_is_no_markup_is_not_stored() {
    for content_type in ["application/json", "text/plain", "text/event-stream", ""] {
        let builder = Response::builder().header("content-type", content_type);
        assert_eq!(refused(&Visit::new(), builder).await, Refusal::NotMarkup);
    }
    assert_eq!(
        refused(&Visit::new(), Response::builder()).await,
        Refusal::NotMarkup
    );
    let twice = html().header("content-type", "application/json");
    assert_eq!(refused(&Visit::new(), twice).await, Refusal::NotMarkup);
}

#[tokio::test]
async fn a_compressed_body_is_not_stored() {
    for encoding in ["gzip", "br", "zstd", "identity, gzip"] {
        let builder = html().header("content-encoding", encoding);
        assert_eq!(refused(&Visit::new(), builder).await, Refusal::Compressed);
    }
}

#[tokio::test]
async fn a_response_for_one_visitor_is_not_stored() {
    let cookie = html().header("set-cookie", "session=1");
    assert_eq!(refused(&Visit::new(), cookie).await, Refusal::SetCookie);
    for value in [
        "private",
        "No-Store",
        "max-age=60, no-cache",
        "private=\"x-user\", max-age=1",
    ] {
        let builder = html()
            .header("cache-control", "public")
            .header("cache-control", value);
        assert_eq!(
            refused(&Visit::new(), builder).await,
            Refusal::CacheControl,
            "{value}"
        );
    }
    let unreadable = html().header("cache-control", &b"max-age=60, \xff"[..]);
    assert_eq!(
        refused(&Visit::new(), unreadable).await,
        Refusal::CacheControl
    );
}

#[tokio::test]
async fn a_page_for_who_brings_credentials_is_not_stored() {
    for header in [("cookie", "session=1"), ("authorization", "Basic YTpi")] {
        let visit = Visit::asking(&[header]);
        assert_eq!(refused(&visit, html()).await, Refusal::Credentials);
        let public = html()
            .header("cache-control", "public")
            .header("vary", header.0);
        assert_eq!(refused(&visit, public).await, Refusal::Credentials);
    }
}

#[tokio::test]
async fn a_page_that_varies_on_everything_is_not_stored() {
    for value in ["*", "accept, *", "a b"] {
        let builder = html().header("vary", value);
        assert_eq!(
            refused(&Visit::new(), builder).await,
            Refusal::Vary,
            "{value}"
        );
    }
}

#[tokio::test]
async fn a_policy_of_its_own_keeps_a_page_out() {
    for name in [
        "content-security-policy",
        "content-security-policy-report-only",
    ] {
        let builder = html().header(name, "script-src 'none'");
        assert_eq!(refused(&Visit::new(), builder).await, Refusal::OwnPolicy);
    }
}

#[tokio::test]
async fn a_nonce_in_a_header_keeps_a_page_out() {
    let visit = Visit::new();
    let link = format!("</app.js>; rel=preload; as=script; nonce={}", visit.nonce);
    assert_eq!(
        refused(&visit, html().header("link", link)).await,
        Refusal::NonceInHeader
    );
}

#[tokio::test]
async fn a_nonce_that_does_not_stand_in_the_body_keeps_it_out() {
    let visit = Visit::new();
    let page = String::from_utf8(visit.render(PAGE)).unwrap();
    let utf_16: Vec<u8> = page.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let response = html().body(Pieces::whole(utf_16)).unwrap();
    assert_eq!(
        visit.store(response).await.unwrap_err().reason,
        Refusal::NonceNotInBody
    );
}

#[tokio::test]
async fn a_nonce_that_was_printed_before_the_page_was_asked_for_keeps_it_out() {
    let nonce = CspNonce::new();
    let known = nonce.to_string();
    let mut request = Request::new(());
    request.extensions_mut().insert(nonce);
    let asked = PageRequest::new(&request).unwrap();
    let response = html()
        .body(Pieces::whole(format!("<p>{known}</p>")))
        .unwrap();
    let outcome = StoredPage::from_response(&asked, response, LIMIT).await;
    assert_eq!(outcome.unwrap_err().reason, Refusal::EarlierNonce);
}

#[tokio::test]
async fn a_page_that_is_too_large_is_streamed_on() {
    let visit = Visit::new();
    let piece = Bytes::from(vec![b'x'; LIMIT / 2]);
    let pieces = [
        visit.render(PAGE).into(),
        piece.clone(),
        piece.clone(),
        piece,
    ];
    let whole = pieces.concat();
    let response = html().body(Pieces::of(pieces)).unwrap();
    let unstored = visit.store(response).await.unwrap_err();
    assert_eq!(unstored.reason, Refusal::TooLarge);
    assert_eq!(read(unstored.response.into_body()).await, (whole, false));
}

/// Each piece that was kept by itself would take a hundred times the memory of its byte.
#[tokio::test]
async fn a_page_that_comes_byte_by_byte_is_kept_in_one_piece() {
    let body = Pieces::of(vec![&b"x"[..]; LIMIT + 1]);
    let unstored = Visit::new().store(html().body(body).unwrap()).await;
    let mut body = unstored.unwrap_err().response.into_body();
    let first = body.frame().await.unwrap().unwrap();
    assert_eq!(first.data_ref().map(Bytes::len), Some(LIMIT + 1));
}

/// What handlers write who mean their visitor's browser alone.
#[tokio::test]
async fn a_page_with_a_lifetime_of_zero_is_not_stored() {
    for value in [
        "max-age=60, s-maxage=0",
        "s-maxage=0",
        "public, s-maxage=0",
        "S-MaxAge = \"0\"",
        "s-maxage=600, s-maxage=0",
        "s-maxage=soon, max-age=60",
        "s-maxage, max-age=60",
        "max-age=0",
        "public, max-age=0",
    ] {
        for visit in [Visit::new(), Visit::asking(&[("cookie", "session=1")])] {
            let builder = html().header("cache-control", value);
            let refusal = refused(&visit, builder).await;
            assert_eq!(refusal, Refusal::CacheControl, "{value}");
        }
    }
    for value in ["max-age=0, s-maxage=600", "max-age=60", "s-maxage=007"] {
        let body = Pieces::whole(Visit::new().render("<p>"));
        let response = html().header("cache-control", value).body(body).unwrap();
        assert!(Visit::new().store(response).await.is_ok(), "{value}");
    }
}

#[tokio::test]
async fn a_page_of_exactly_the_limit_is_stored() {
    let body = |length| html().body(Pieces::whole(vec![b'x'; length])).unwrap();
    assert!(Visit::new().store(body(LIMIT)).await.is_ok());
    assert!(Visit::new().store(body(LIMIT + 1)).await.is_err());
}

#[tokio::test]
async fn a_body_that_broke_off_is_not_stored() {
    let visit = Visit::new();
    let broken = Pieces::ending("<p>Hel", Err(io::Error::other("gone")));
    let unstored = visit.store(html().body(broken).unwrap()).await.unwrap_err();
    assert_eq!(unstored.reason, Refusal::Incomplete);
    assert_eq!(
        read(unstored.response.into_body()).await,
        (b"<p>Hel".to_vec(), true)
    );

    let shorter = html().header("content-length", "100");
    assert_eq!(refused(&Visit::new(), shorter).await, Refusal::Incomplete);
}

#[tokio::test]
async fn a_page_with_trailers_is_not_stored() {
    let trailers = Frame::trailers(HeaderMap::new());
    let body = Pieces::ending("<p>Hello</p>", Ok::<_, io::Error>(trailers));
    let unstored = Visit::new()
        .store(html().body(body).unwrap())
        .await
        .unwrap_err();
    assert_eq!(unstored.reason, Refusal::Trailers);
}

#[tokio::test]
async fn what_is_refused_shows_no_nonce() {
    let visit = Visit::new();
    let response = html()
        .status(StatusCode::NOT_FOUND)
        .body(Pieces::whole(visit.render(PAGE)));
    let unstored = visit.store(response.unwrap()).await.unwrap_err();
    let shown = format!("{unstored:?}");
    assert!(!shown.contains(&visit.nonce.to_string()), "{shown}");
}

#[test]
fn a_refusal_says_what_would_have_to_change() {
    assert_eq!(
        Refusal::Compressed.to_string(),
        "the body is compressed, so that its nonces cannot be seen; put compression outside of \
         the cache"
    );
}
