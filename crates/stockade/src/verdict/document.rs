use url::{Origin, Url};

/// The page, or worker, whose policies are asked.
#[derive(Debug, Clone)]
pub struct Document {
    url: Url,
    self_origin: Origin,
    /// The text of the origin's host, which is compared for every request.
    self_host: String,
    has_opaque_origin: bool,
    referrer: Option<Url>,
    status_code: u16,
}

impl Document {
    /// A page at this address that arrived with status 200. `'self'` means its origin.
    pub fn new(url: Url) -> Self {
        let self_origin = url.origin();
        Self {
            url,
            self_host: host_of(&self_origin),
            self_origin,
            has_opaque_origin: false,
            referrer: None,
            status_code: 200,
        }
    }

    /// Sets what `'self'` means: for a page that inherited its policies (`about:srcdoc`, `blob:`)
    /// the origin of the response they came with. An opaque origin matches nothing.
    ///
    /// Specification: [self-origin](https://w3c.github.io/webappsec-csp/#csp-list-self-origin).
    #[must_use]
    pub fn with_self_origin(mut self, origin: Origin) -> Self {
        self.self_host = host_of(&origin);
        self.self_origin = origin;
        self
    }

    /// Says that a sandbox took its origin away. What `'self'` means is left as it is, as in
    /// browsers, but every other page is that of another site.
    #[must_use]
    pub fn with_opaque_origin(mut self) -> Self {
        self.has_opaque_origin = true;
        self
    }

    /// Sets the page that led here.
    #[must_use]
    pub fn with_referrer(mut self, referrer: Url) -> Self {
        self.referrer = Some(referrer);
        self
    }

    /// Sets the status of the response.
    #[must_use]
    pub fn with_status_code(mut self, status_code: u16) -> Self {
        self.status_code = status_code;
        self
    }

    /// Its address.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// What `'self'` means in its policies.
    pub fn self_origin(&self) -> &Origin {
        &self.self_origin
    }

    /// The page that led here.
    pub fn referrer(&self) -> Option<&Url> {
        self.referrer.as_ref()
    }

    /// The status of its response.
    pub fn status_code(&self) -> u16 {
        self.status_code
    }

    /// Whether a sandbox took its origin away.
    pub fn has_opaque_origin(&self) -> bool {
        self.has_opaque_origin
    }

    /// Whether an address is on its own origin.
    pub(crate) fn is_same_origin(&self, url: &Url) -> bool {
        !self.has_opaque_origin && url.origin() == self.self_origin
    }

    /// Whether it arrived securely, so that its insecure content is mixed content. A page that
    /// inherited its policies is as secure as where they came from.
    pub(super) fn is_secure(&self) -> bool {
        self.url.scheme() == "https" || self.self_scheme() == Some("https")
    }

    /// The scheme of the self-origin; `None` if that is opaque.
    pub(super) fn self_scheme(&self) -> Option<&str> {
        match &self.self_origin {
            Origin::Tuple(scheme, _, _) => Some(scheme),
            Origin::Opaque(_) => None,
        }
    }

    /// The host of the self-origin; `None` if that is opaque.
    pub(super) fn self_host(&self) -> Option<&str> {
        self.self_origin.is_tuple().then_some(&*self.self_host)
    }

    /// The port of the self-origin; `None` if that is opaque.
    pub(super) fn self_port(&self) -> Option<u16> {
        match self.self_origin {
            Origin::Tuple(_, _, port) => Some(port),
            Origin::Opaque(_) => None,
        }
    }
}

/// The text of an origin's host, as [`Url::host_str`] has it; empty if the origin is opaque.
fn host_of(origin: &Origin) -> String {
    match origin {
        Origin::Tuple(_, host, _) => host.to_string(),
        Origin::Opaque(_) => String::new(),
    }
}
