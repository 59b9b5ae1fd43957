//! Forms of other sites, which would be sent in a visitor's name.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::ErrorForbidden;
use actix_web::http::header::{self, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, Result};

/// Refuses what changes something, unless one of our own pages has sent it.
pub(crate) async fn refuse(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if request.method().is_safe() || is_our_own(&request) {
        return next.call(request).await;
    }
    Err(ErrorForbidden("This form is not from here."))
}

/// Browsers say where a request comes from. What is no browser has no visitor to harm.
fn is_our_own(request: &ServiceRequest) -> bool {
    let value = |name: &str| request.headers().get(name).map(HeaderValue::as_bytes);
    match (value("sec-fetch-site"), value("origin")) {
        (Some(site), _) => matches!(site, b"same-origin" | b"none"),
        (None, Some(origin)) => {
            let host = value(header::HOST.as_str()).unwrap_or_default();
            origin.strip_prefix(b"http://") == Some(host)
        }
        (None, None) => true,
    }
}
