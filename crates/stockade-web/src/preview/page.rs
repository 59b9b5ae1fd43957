//! Which responses are pages.

use std::sync::Arc;

use http::header::{
    CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_TYPE, HOST, HeaderMap, HeaderName, LOCATION,
};
use http::request;
use http::{Method, response};
use url::Url;

use super::layer::Settings;
use super::review::Review;
use super::warnings::PageWarnings;
use crate::Policies;

/// In a response's extensions: the policies that it is sent with.
#[derive(Clone)]
pub(crate) struct Sent(pub(crate) Policies);

/// What is kept of a request until its response is there.
pub(super) struct Visit {
    name: String,
    url: Url,
    is_head: bool,
    warnings: Arc<PageWarnings>,
}

impl Visit {
    /// `None` for a request without an address that a browser could have asked for.
    pub(super) fn new(request: &request::Parts, settings: &Settings) -> Option<Self> {
        Some(Self {
            name: (settings.name)(request),
            url: address(request)?,
            is_head: request.method == Method::HEAD,
            warnings: Arc::clone(&settings.warnings),
        })
    }

    /// How the body is to be read, if it is a page that can be.
    pub(super) fn review(
        self,
        response: &mut response::Parts,
        length: Option<u64>,
    ) -> Option<Review> {
        let sent = response.extensions.remove::<Sent>();
        if self.is_head || !is_page(response) {
            return None;
        }
        let policies = response
            .headers
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec()));
        Some(Review {
            warnings: self.warnings,
            name: self.name,
            url: self.url,
            content_type: text(&response.headers, CONTENT_TYPE).to_owned(),
            headers: policies
                .filter(|(name, _)| stockade::header::disposition(name).is_some())
                .collect(),
            sent: sent.map(|sent| sent.0),
            length,
            content: Vec::new(),
        })
    }
}

/// Whether a browser that asks for this address shows the body, and reads it as HTML.
fn is_page(response: &response::Parts) -> bool {
    let status = response.status.as_u16();
    let headers = &response.headers;
    let is_redirect = (300..400).contains(&status) && headers.contains_key(LOCATION);
    let media_type = text(headers, CONTENT_TYPE)
        .split(';')
        .next()
        .unwrap_or_default();
    let disposition = text(headers, CONTENT_DISPOSITION).to_ascii_lowercase();
    let coding = text(headers, CONTENT_ENCODING).trim();
    status >= 200
        && !matches!(status, 204 | 205 | 304)
        && !is_redirect
        && media_type.trim().eq_ignore_ascii_case("text/html")
        && !disposition.starts_with("attachment")
        && (coding.is_empty() || coding.eq_ignore_ascii_case("identity"))
}

/// A header's value; `""` where there is none, or one that is no text.
fn text(headers: &HeaderMap, name: HeaderName) -> &str {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default()
}

/// The address that the browser asked for, as far as it can be known here.
fn address(request: &request::Parts) -> Option<Url> {
    let host = match (request.uri.authority(), text(&request.headers, HOST)) {
        (Some(authority), _) => authority.as_str(),
        (None, "") => "localhost",
        (None, host) => host,
    };
    let scheme = request.uri.scheme_str().unwrap_or("http");
    let path = request
        .uri
        .path_and_query()
        .map_or("/", |path| path.as_str());
    Url::parse(&format!("{scheme}://{host}{path}")).ok()
}
