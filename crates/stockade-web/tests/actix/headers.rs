//! Headers that are there already.

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{App, HttpResponse, web};
use stockade::PolicyBuilder;
use stockade::policy::source;
use stockade_web::actix::Csp;
use stockade_web::{CspNonce, Policies};

use crate::support::{get, policies, scripts_with_nonce};

#[actix_rt::test]
async fn a_policy_that_is_not_text_stays_as_the_handler_wrote_it() {
    let handler = || async {
        let value = HeaderValue::from_bytes(b"script-src 'self' \xff").unwrap();
        HttpResponse::Ok()
            .insert_header(("content-security-policy", value))
            .finish()
    };
    let app = App::new()
        .wrap(Csp::new(policies()))
        .default_service(web::to(handler));
    let answer = get(app, "/").await;
    let policy = answer.header("content-security-policy").unwrap();
    assert_eq!(policy, "script-src 'self' \u{fffd}");
}

#[actix_rt::test]
async fn several_policies_of_the_handler_all_stay() {
    let handler = || async {
        let name = HeaderName::from_static("content-security-policy");
        let mut response = HttpResponse::Ok();
        for policy in ["img-src 'self'", "font-src 'self'"] {
            response.append_header((name.clone(), policy));
        }
        response.finish()
    };
    let app = App::new()
        .wrap(Csp::new(policies()))
        .default_service(web::to(handler));
    let answer = get(app, "/").await;
    let policy = answer.header("content-security-policy").unwrap();
    assert_eq!(policy, "img-src 'self', font-src 'self'");
}

#[actix_rt::test]
async fn a_cache_control_that_is_not_text_gives_way() {
    let handler = |nonce: CspNonce| async move {
        let value = HeaderValue::from_bytes(b"public\xff").unwrap();
        let mut response = HttpResponse::Ok();
        response.insert_header(("cache-control", value));
        response.body(nonce.to_string())
    };
    let app = App::new()
        .wrap(Csp::new(policies()))
        .default_service(web::to(handler));
    let answer = get(app, "/").await;
    assert_eq!(answer.header("cache-control").unwrap(), "private");
}

#[actix_rt::test]
async fn an_enormous_policy_is_sent_whole() {
    let hosts = (0..2_000).map(|number| format!("https://cdn{number}.example"));
    let policy = scripts_with_nonce().directive("img-src", hosts.collect::<Vec<_>>());
    let policies = Policies::builder().enforce(policy).build().unwrap();
    let handler = |nonce: CspNonce| async move { HttpResponse::Ok().body(nonce.to_string()) };
    let app = App::new()
        .wrap(Csp::new(policies))
        .default_service(web::to(handler));
    let answer = get(app, "/").await;
    let policy = answer.header("content-security-policy").unwrap();
    assert!(policy.len() > 40_000);
    assert!(policy.contains(&format!("'nonce-{}'", answer.body)));
    assert!(policy.ends_with(" https://cdn1999.example"));
}

#[actix_rt::test]
async fn a_policy_without_a_nonce_never_makes_a_page_private() {
    let policy = PolicyBuilder::new().directive("default-src", source::SELF);
    let policies = Policies::builder().enforce(policy).build().unwrap();
    let app = App::new().wrap(Csp::new(policies));
    let app = app.default_service(web::to(crate::support::plain_page));
    let answer = get(app, "/").await;
    assert_eq!(
        answer.header("content-security-policy").unwrap(),
        "default-src 'self'"
    );
    assert_eq!(answer.header("cache-control"), None);
}
