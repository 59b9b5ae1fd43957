//! Development mode: what browsers will block, in the log.

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use stockade::PolicyBuilder;
use stockade_web::preview::{LIMIT, PreviewLayer};
use stockade_web::{CspLayer, CspNonce, Policies};

use crate::support::{self, Streamed, logged, run, strict_policies};

const HANDLER: &str = "<p>Hello</p>\n<button onclick=\"buy()\">Buy</button>";

/// An application with `body` at `/`.
fn app<R: IntoResponse + Clone + Send + Sync + 'static>(body: R) -> Router {
    let app = Router::new().route("/", get(async move || body));
    app.layer(CspLayer::new(strict_policies()))
        .layer(PreviewLayer::new())
}

/// What is logged about these pages, asked for one after the other.
fn log_of(app: &Router, paths: &[&str]) -> Vec<String> {
    logged(|| {
        for path in paths {
            run(async || support::get(app, path).await);
        }
    })
}

#[test]
fn what_is_blocked_is_logged_with_its_place_and_what_to_do() {
    assert_eq!(
        log_of(&app(Html(HANDLER)), &["/"]),
        [
            "/ (line 2 of the page): this event handler is blocked by script-src (for \
          script-src-attr): the list has no nonce or hash that matches. Move the handler into a script that \
          the policy allows, and attach it there with addEventListener."
        ],
    );
}

#[test]
fn each_place_is_logged_once() {
    let handler = async || Html(format!("{HANDLER}\n<button onclick='sell()'>Sell</button>"));
    let app = Router::new()
        .route("/", get(handler))
        .route("/other", get(handler))
        .layer(CspLayer::new(strict_policies()))
        .layer(PreviewLayer::new());
    let log = log_of(&app, &["/", "/", "/other"]);
    assert_eq!(log.len(), 2, "{log:#?}");
    assert!(
        log[0].starts_with("/ (lines 2, 3 of the page): "),
        "{log:#?}"
    );
    assert!(
        log[1].starts_with("/other (lines 2, 3 of the page): "),
        "{log:#?}"
    );
}

#[test]
fn a_script_without_the_nonce_is_told_how_to_get_it() {
    let app = Router::new()
        .route("/", get(async || Html("<script>start()</script>")))
        .layer(CspLayer::new(strict_policies()))
        .layer(PreviewLayer::new().nonce_attribute("{{ csp_nonce_attr() }}"));
    let log = log_of(&app, &["/"]);
    assert!(
        log[0].ends_with(
            "Give it {{ csp_nonce_attr() }}, or move the code into a file that the policy allows."
        ),
        "{log:#?}",
    );
}

#[test]
fn a_policy_without_a_nonce_is_told_to_have_one() {
    let policy = PolicyBuilder::from_text("script-src 'self'; base-uri 'none'");
    let app = Router::new()
        .route("/", get(async || Html("<script>start()</script>")))
        .layer(CspLayer::new(
            Policies::builder().enforce(policy).build().unwrap(),
        ))
        .layer(PreviewLayer::new().nonce_attribute("{{ csp_nonce_attr() }}"));
    let log = log_of(&app, &["/"]);
    assert!(
        log[0].contains(
            "Add source::NONCE to script-src and give it {{ csp_nonce_attr() }}, or move"
        ),
        "{log:#?}",
    );
}

#[test]
fn a_page_that_is_allowed_everything_is_not_mentioned() {
    let page =
        async |nonce: CspNonce| Html(format!("<script {}>start()</script>", nonce.attribute()));
    let app = Router::new()
        .route("/", get(page))
        .layer(CspLayer::new(strict_policies()))
        .layer(PreviewLayer::new());
    assert_eq!(log_of(&app, &["/"]), [""; 0]);
}

#[test]
fn a_streamed_page_is_read_and_passes_unchanged() {
    let page = async || Html(Streamed::body(|| HANDLER.to_owned()));
    let app = Router::new()
        .route("/", get(page))
        .layer(CspLayer::new(strict_policies()))
        .layer(PreviewLayer::new());
    assert_eq!(log_of(&app, &["/"]).len(), 1);
    assert_eq!(run(async || support::get(&app, "/").await).body, HANDLER);
}

#[test]
fn what_is_no_page_is_not_read() {
    let json = ([(CONTENT_TYPE, "application/json")], HANDLER);
    assert_eq!(log_of(&app(json), &["/"]), [""; 0]);
    let download = ([("content-disposition", "attachment")], Html(HANDLER));
    assert_eq!(log_of(&app(download), &["/"]), [""; 0]);
    let compressed = ([("content-encoding", "br")], Html(HANDLER));
    assert_eq!(log_of(&app(compressed), &["/"]), [""; 0]);
}

#[test]
fn a_page_beyond_the_limit_is_not_read() {
    let page = format!("{HANDLER}{}", " ".repeat(LIMIT));
    assert_eq!(log_of(&app(Html(page)), &["/"]), [""; 0]);
}

#[test]
fn a_page_cannot_forge_lines_or_show_the_nonce() {
    let page = async |nonce: CspNonce| {
        let nonce = nonce.to_string();
        Html(format!(
            "{nonce}<img src='https://evil.example/&#10;&#27;[2J\u{202e}'>"
        ))
    };
    let app = Router::new()
        .route("/{name}", get(page))
        .layer(CspLayer::new(strict_policies()))
        .layer(PreviewLayer::new().name_pages(|_| "a\nforged \u{1b}[2Jline".to_owned()));
    let log = log_of(&app, &["/a"]);
    assert_eq!(log.len(), 1);
    assert!(
        log[0].starts_with("a\\nforged \\u{1b}[2Jline (line 1"),
        "{log:#?}"
    );
    assert!(!log[0].contains(['\n', '\u{1b}', '\u{202e}']), "{log:#?}");
    assert!(
        !log[0].contains("nonce-") || log[0].contains("'nonce-…'"),
        "{log:#?}"
    );
}

#[test]
fn nothing_is_read_where_it_is_switched_off() {
    let app = Router::new()
        .route("/", get(async || Html(HANDLER)))
        .layer(CspLayer::new(strict_policies()))
        .layer(PreviewLayer::new().enabled(false));
    assert_eq!(log_of(&app, &["/"]), [""; 0]);
}

#[test]
fn of_many_things_on_one_page_twenty_are_logged() {
    let images: Vec<String> = (0..25).map(|n| format!("<img src=/{n}.png>")).collect();
    let log = log_of(&app(Html(images.concat())), &["/"]);
    assert_eq!(log.len(), 21, "{log:#?}");
    assert_eq!(
        log[20],
        "/: 5 more kinds of things are blocked on this page."
    );
}
