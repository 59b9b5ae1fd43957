//! Loco, with the middleware that it has by default. Its hooks are functions without a value, so the
//! application finds its case through its settings.

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::Full;
use loco_rs::Result;
use loco_rs::app::{AppContext, Hooks};
use loco_rs::bgworker::Queue;
use loco_rs::boot::{BootResult, StartMode, create_app};
use loco_rs::config::Config;
use loco_rs::controller::{AppRoutes, Routes};
use loco_rs::environment::Environment;
use loco_rs::prelude::{State, async_trait, get};
use loco_rs::task::Tasks;
use serde::Deserialize;
use stockade_web::{CspLayer, CspNonce};
use tower::ServiceExt as _;

use crate::behaviour::{Case, cases};
use crate::exchange::{check, request, respond};

struct Site;

#[async_trait]
impl Hooks for Site {
    fn app_name() -> &'static str {
        env!("CARGO_CRATE_NAME")
    }

    async fn boot(
        mode: StartMode,
        environment: &Environment,
        config: Config,
    ) -> Result<BootResult> {
        create_app::<Self>(mode, environment, config).await
    }

    fn routes(_: &AppContext) -> AppRoutes {
        let routes = Routes::new()
            .add("/", get(page))
            .add("/panic", get(broken_page));
        AppRoutes::empty().add_route(routes)
    }

    async fn after_routes(router: Router, context: &AppContext) -> Result<Router> {
        Ok(router.layer(CspLayer::new(case_of(context).policies())))
    }

    async fn connect_workers(_: &AppContext, _: &Queue) -> Result<()> {
        Ok(())
    }

    fn register_tasks(_: &mut Tasks) {}
}

async fn page(State(context): State<AppContext>, nonce: CspNonce) -> Response {
    respond(case_of(&context).response, nonce).map(Body::new)
}

async fn broken_page() -> Response {
    panic!("this page is broken")
}

#[derive(Deserialize)]
struct Settings {
    case: usize,
}

fn case_of(context: &AppContext) -> Case {
    let settings: Settings = context.config.settings().unwrap();
    cases().swap_remove(settings.case)
}

/// The application of the case with this number, with more lines in its section `server`.
async fn boot(case: usize, server: &str) -> Router {
    let config = format!(
        "
settings:
  case: {case}
logger:
  enable: false
  level: info
  format: compact
workers:
  mode: ForegroundBlocking
server:
  host: http://localhost
  port: 5150
{server}"
    );
    let config = serde_yaml_ng::from_str(&config).unwrap();
    // Where Loco answers with a page of its own if there is none.
    let environment = Environment::Development;
    let site = Site::boot(StartMode::ServerOnly, &environment, config).await;
    site.unwrap().router.unwrap()
}

async fn check_every_case(server: &str) {
    for (number, case) in cases().iter().enumerate() {
        let site = boot(number, server).await;
        check(case, site.oneshot(request(case)).await.unwrap()).await;
    }
}

/// What the application of the first case answers: its page prints its nonce.
async fn visit(server: &str, path: &str) -> (StatusCode, HeaderMap) {
    let request = Request::builder().uri(path).body(Full::<Bytes>::default());
    let site = boot(0, server).await;
    let response = site.oneshot(request.unwrap()).await.unwrap();
    let (head, _) = response.into_parts();
    (head.status, head.headers)
}

#[tokio::test]
async fn every_case_holds() {
    check_every_case("").await;
}

#[tokio::test]
async fn what_loco_answers_itself_has_the_policy() {
    let answers = [
        ("/missing", StatusCode::NOT_FOUND),
        ("/panic", StatusCode::INTERNAL_SERVER_ERROR),
    ];
    for (path, expected) in answers {
        let (status, headers) = visit("", path).await;
        assert_eq!(status, expected);
        assert_eq!(
            headers["content-security-policy"],
            "default-src 'none'; script-src 'none'; base-uri 'none'"
        );
    }
}

/// Each of them sends one, inside of the layer, which takes it for the handler's.
#[tokio::test]
async fn the_presets_of_secure_headers_keep_the_policy_away() {
    for preset in ["github", "owasp"] {
        let policy = policy_beside(&format!("preset: {preset}")).await;
        assert!(policy.starts_with("default-src 'self'"), "{policy}");
        assert!(!policy.contains("nonce"), "{policy}");
    }
}

/// So to empty the header of a preset is no way to make room for ours.
#[tokio::test]
async fn an_empty_override_in_secure_headers_leaves_no_policy_at_all() {
    let empty = "overrides: { Content-Security-Policy: '' }";
    assert_eq!(policy_beside(empty).await, "");
}

/// The only policy that is sent where `secure_headers` is enabled, with one more setting.
async fn policy_beside(setting: &str) -> String {
    let server =
        format!("  middlewares:\n    secure_headers:\n      enable: true\n      {setting}\n");
    let (_, headers) = visit(&server, "/").await;
    let mut sent = headers.get_all("content-security-policy").iter();
    let policy = sent.next().unwrap().to_str().unwrap().to_owned();
    assert!(sent.next().is_none());
    policy
}

#[tokio::test]
async fn every_case_holds_beside_the_documented_secure_headers() {
    let server = documented_server();
    check_every_case(server).await;
    let (_, headers) = visit(server, "/").await;
    assert_eq!(headers["x-content-type-options"], "nosniff");
}

/// The section of a configuration that `docs/axum.md` shows.
fn documented_server() -> &'static str {
    let page = include_str!("../../../docs/axum.md");
    let (_, server) = page.split_once("```yaml\nserver:\n").unwrap();
    server.split_once("```").unwrap().0
}
