//! salvo, through its bridge for layers.

use http::HeaderName;
use http_body_util::BodyExt as _;
use salvo::http::{ReqBody, ResBody};
use salvo::prelude::TowerLayerCompat as _;
use salvo::test::RequestBuilder;
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
        let page = respond(self.0.clone(), nonce)
            .map(|body| ResBody::Boxed(Box::pin(body.map_err(Into::into))));
        response.merge_hyper(page);
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
            let name: HeaderName = name.parse().unwrap();
            request = request.add_header(name, value.clone(), true);
        }
        let mut response = request.send(&app(&case)).await;
        check(&case, response.strip_to_hyper()).await;
    }
}
