//! What people get who know nonces, and can put text into pages.

use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http::Method;
use http_body::{Body, Frame};
use stockade_web::cache::Refusal;

use crate::visits::{Pieces, Visit, html, stored, visited};

/// What the author wrote, and where attackers have their say: `{text}` is theirs.
const PLACES: [&str; 5] = [
    "<p>{text}</p><script nonce=\"{nonce}\">start()</script>",
    "<form><input value=\"{text}\"></form><script nonce=\"{nonce}\">start()</script>",
    "<script nonce=\"{text}\">alert(1)</script><script nonce=\"{nonce}\">start()</script>",
    "<script type=\"application/json\">{\"q\": \"{text}\"}</script><b nonce=\"{nonce}\"></b>",
    "<a href=\"/?next={text}\">x</a><a href=\"/?n={nonce}\">y</a>",
];

/// Stores a page that shows an attacker's text, and sees that only the author's nonces are filled.
async fn stays_text(attackers_text: &str) {
    for place in PLACES {
        let template = place.replace("{text}", attackers_text);
        let page = stored(&template).await;
        for _ in 0..3 {
            let (body, nonce) = visited(&page);
            let body = String::from_utf8(body).unwrap();
            assert_eq!(body, template.replace("{nonce}", &nonce));
            assert_eq!(body.matches(&nonce).count(), 1, "{body}");
        }
    }
}

#[tokio::test]
async fn a_nonce_of_an_earlier_response_stays_text() {
    // A body, a form field, a cached fragment, a JSON string, and a link hold it.
    let (_, known) = visited(&stored(PLACES[0]).await);
    assert_eq!(known.len(), 22);
    stays_text(&known).await;
}

#[tokio::test]
async fn every_nonce_that_the_page_has_ever_had_stays_text() {
    let earlier = stored(PLACES[0]).await;
    let known: Vec<String> = (0..50).map(|_| visited(&earlier).1).collect();
    stays_text(&known.join(" ")).await;
}

#[tokio::test]
async fn a_nonce_of_a_response_that_is_made_at_the_same_time_stays_text() {
    let (mine, theirs) = (Visit::new(), Visit::new());
    let template = format!("<p>{}</p><b nonce=\"{{nonce}}\"></b>", theirs.nonce);
    let response = html().body(Pieces::whole(mine.render(&template))).unwrap();
    let (page, _) = mine.store(response).await.unwrap();
    let (body, nonce) = visited(&page);
    assert_eq!(body, template.replace("{nonce}", &nonce).into_bytes());
}

#[tokio::test]
async fn what_stands_in_holes_is_no_placeholder() {
    let page = stored("<b nonce=\"{nonce}\"></b>").await;
    let blank = String::from_utf8(page.body()[10..32].to_vec()).unwrap();
    assert_eq!(blank, "(nonce-is-filled-here)");
    stays_text(&blank).await;
}

#[tokio::test]
async fn placeholders_of_others_stay_text() {
    for text in [
        "{{ csp_nonce }}",
        "CSP_NONCE_PLACEHOLDER",
        "$request_id",
        "nonce-",
    ] {
        stays_text(text).await;
    }
}

#[tokio::test]
async fn the_beginning_of_a_nonce_at_the_end_of_a_page_stays_as_it_is() {
    let visit = Visit::new();
    let mut printed = visit.render("<b nonce=\"{nonce}\"></b><b nonce=\"{nonce}");
    printed.truncate(printed.len() - 4);
    let response = html().body(Pieces::whole(printed.clone())).unwrap();
    let (page, _) = visit.store(response).await.unwrap();
    let (body, nonce) = visited(&page);
    assert_eq!(body.len(), printed.len());
    assert_eq!(body[32..], printed[32..], "the rest is not touched");
    assert_eq!(&body[10..32], nonce.as_bytes());
}

/// Whoever could read the beginning of a page while the rest is made could send its nonce back, in
/// a comment that the rest then shows.
#[tokio::test]
async fn nobody_gets_a_byte_before_the_page_is_complete() {
    let visit = Visit::new();
    let rest = Arc::new(Mutex::new(None));
    let body = Unfinished {
        begun: Some(visit.render("<b nonce=\"{nonce}\"></b>").into()),
        rest: Arc::clone(&rest),
    };
    let mut storing = pin!(visit.store(html().body(body).unwrap()));
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..3 {
        assert!(storing.as_mut().poll(&mut context).is_pending());
    }
    *rest.lock().unwrap() = Some(Bytes::from("the end"));
    let Poll::Ready(Ok((_, response))) = storing.as_mut().poll(&mut context) else {
        panic!("the page is complete");
    };
    assert!(response.body().ends_with(b"the end"));
}

struct Unfinished {
    begun: Option<Bytes>,
    /// What a slow template prints last.
    rest: Arc<Mutex<Option<Bytes>>>,
}

impl Body for Unfinished {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if let Some(begun) = self.begun.take() {
            return Poll::Ready(Some(Ok(Frame::data(begun))));
        }
        let mut rest = self.rest.lock().unwrap();
        match rest.take() {
            None => Poll::Pending,
            Some(bytes) if bytes.is_empty() => Poll::Ready(None),
            Some(bytes) => {
                *rest = Some(Bytes::new());
                Poll::Ready(Some(Ok(Frame::data(bytes))))
            }
        }
    }
}

/// The answer to a HEAD request has no body: stored, it would be an empty page for everybody.
#[tokio::test]
async fn an_empty_answer_to_head_never_becomes_the_page() {
    let visit = Visit::with(Method::HEAD, &[]);
    let outcome = visit.store(html().body(Pieces::whole("")).unwrap()).await;
    assert_eq!(outcome.unwrap_err().reason, Refusal::Method);
}

/// So whatever the compressed length of one response confirms about its nonce is of no use for the
/// next one.
#[tokio::test]
async fn no_two_responses_share_a_nonce() {
    let page = stored(PLACES[0]).await;
    let mut nonces: Vec<String> = (0..200).map(|_| visited(&page).1).collect();
    nonces.sort_unstable();
    nonces.dedup();
    assert_eq!(nonces.len(), 200);
}
