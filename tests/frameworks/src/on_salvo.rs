//! salvo, through its bridge for layers.

use salvo::http::ReqBody;
use salvo::test::RequestBuilder;
use salvo::tower_compat::TowerLayerCompat as _;
use salvo::{Depot, FlowCtrl, Handler, Request, Response, Router, Service, async_trait};
use stockade_web::{CspLayer, CspNonce};

use crate::behaviour::{self, Case, cases};
use crate::exchange::{check, respond};

struct Page(behaviour::Response);

#[async_trait]
impl Handler for Page {
    async fn handle(
        &self,
        request: &mut Request,
        _: &mut Depot,
        response: &mut Response,
        _: &mut FlowCtrl,
    ) {
        let nonce = request.extensions_mut().remove::<CspNonce>().unwrap();
        response.merge_hyper(respond(self.0.clone(), nonce));
    }
}

fn app(case: &Case) -> Service {
    let layer = CspLayer::new(case.policies()).compat::<ReqBody>();
    Service::new(Router::new().hoop(layer).goal(Page(case.response.clone())))
}

#[tokio::test]
async fn every_case_holds() {
    for case in cases() {
        let method = case.request.method.parse().unwrap();
        let mut request = RequestBuilder::new("http://localhost/", method);
        for (name, value) in &case.request.headers {
            request = request.add_header(name.as_str(), value.as_str(), true);
        }
        let mut response = request.send(&app(&case)).await;
        check(&case, response.strip_to_hyper()).await;
    }
}
