//! Inline blocks that a response's header allows.

use stockade_web::assets::InlineBlock;
use stockade_web::{CspNonce, ErrorKind, InlineHash};

#[test]
fn a_hash_that_is_asked_for_twice_is_listed_once() {
    let nonce = CspNonce::new();
    for text in ["b()", "a()", "b()"] {
        nonce
            .clone()
            .allow_inline(InlineHash::script(text))
            .unwrap();
    }
    let expected = ["b()", "a()"].map(InlineHash::script);
    assert_eq!(nonce.inline_hashes(), expected);
}

#[test]
fn a_header_is_not_made_longer_than_servers_take() {
    let nonce = CspNonce::new();
    for number in 0..64 {
        nonce
            .allow_inline(InlineHash::script(&number.to_string()))
            .unwrap();
    }
    let error = nonce
        .allow_inline(InlineHash::script("one more"))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidAsset);
    assert!(nonce.allow_inline(InlineHash::script("0")).is_ok());
    assert_eq!(nonce.inline_hashes().len(), 64);
}

#[test]
fn a_script_and_a_style_of_the_same_text_are_two() {
    let (script, style) = (InlineHash::script("a"), InlineHash::style("a"));
    assert_eq!(script.source(), style.source());
    assert_ne!(script, style);
}

#[test]
fn a_text_that_would_end_its_element_is_refused() {
    for text in ["</script", "a </SCRIPT >", "<!-- x", "'<!--'"] {
        let error = InlineBlock::script(text).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidAsset);
        assert!(
            error
                .to_string()
                .contains("browsers would end it elsewhere"),
            "{error}"
        );
    }
    assert!(InlineBlock::style("</style>").is_err());
    assert!(InlineBlock::style("a > b::after { content: '</script>' }").is_ok());
    assert!(InlineBlock::script("a < b; '</style>'").is_ok());
}

#[cfg(feature = "tower")]
mod served {
    use super::*;
    use axum::Router;
    use axum::body::Body;
    use axum::http::Request;
    use axum::response::Html;
    use axum::routing::get;
    use axum::{Extension, http::HeaderMap};
    use stockade::PolicyBuilder;
    use stockade_web::{CspLayer, Policies};
    use tower::ServiceExt as _;

    async fn headers(
        handler: impl Fn(&CspNonce) -> String + Clone + Send + Sync + 'static,
    ) -> HeaderMap {
        let policies = Policies::builder()
            .enforce(PolicyBuilder::from_text("default-src 'self'"))
            .report_only(PolicyBuilder::from_text("style-src 'unsafe-inline'"))
            .build()
            .unwrap();
        let handler = async move |Extension(nonce): Extension<CspNonce>| Html(handler(&nonce));
        let app = Router::new()
            .route("/", get(handler))
            .layer(CspLayer::new(policies));
        let request = Request::builder().uri("/").body(Body::empty()).unwrap();
        app.oneshot(request).await.unwrap().headers().clone()
    }

    #[tokio::test]
    async fn the_header_allows_the_blocks_of_the_page_which_stays_cacheable() {
        let block = InlineBlock::script("start()").unwrap();
        let style = InlineBlock::style("p {}").unwrap();
        let hashes = [&block, &style].map(|block| block.inline_hash().source().to_owned());
        for _ in 0..2 {
            let (block, style) = (block.clone(), style.clone());
            let headers = headers(move |nonce| {
                format!("{}{}", style.render(Some(nonce)), block.render(Some(nonce)))
            })
            .await;
            let [script, style] = &hashes;
            assert_eq!(
                headers["content-security-policy"],
                format!("default-src 'self'; script-src 'self' {script}; style-src 'self' {style}"),
            );
            let report_only = &headers["content-security-policy-report-only"];
            assert_eq!(report_only, "style-src 'unsafe-inline'");
            assert!(!headers.contains_key("cache-control"));
        }
    }

    #[tokio::test]
    async fn a_page_without_blocks_gets_the_policy_as_it_is() {
        let headers = headers(|_| String::new()).await;
        assert_eq!(headers["content-security-policy"], "default-src 'self'");
    }

    #[tokio::test]
    async fn pages_with_ever_new_blocks_are_served_without_end() {
        for number in 0..300 {
            let hash = InlineHash::script(&number.to_string());
            let source = hash.source().to_owned();
            let headers = headers(move |nonce| {
                nonce.allow_inline(hash.clone()).unwrap();
                String::new()
            })
            .await;
            let policy = headers["content-security-policy"].to_str().unwrap();
            assert!(policy.ends_with(&source), "{policy}");
        }
    }

    #[tokio::test]
    async fn a_block_that_comes_after_the_header_is_refused() {
        let kept = std::sync::Arc::new(std::sync::Mutex::new(None));
        let keeper = kept.clone();
        headers(move |nonce| {
            nonce.allow_inline(InlineHash::script("early()")).unwrap();
            *keeper.lock().unwrap() = Some(nonce.clone());
            String::new()
        })
        .await;
        let nonce = kept.lock().unwrap().take().unwrap();
        let error = nonce
            .allow_inline(InlineHash::script("late()"))
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::LateNonce);
        assert!(nonce.allow_inline(InlineHash::script("early()")).is_ok());
    }
}
