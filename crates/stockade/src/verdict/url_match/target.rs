use url::Url;

/// The parts of an address that source expressions look at.
#[derive(Debug, Clone, Copy)]
pub(in crate::verdict) struct Target<'u> {
    pub(super) scheme: &'u str,
    pub(super) host: Option<&'u str>,
    /// Its port, also where that is the default of the scheme.
    pub(super) port: Option<u16>,
    pub(super) has_default_port: bool,
    pub(super) path: &'u str,
    /// Behind a redirect paths do not count, so that nobody can probe where it leads.
    pub(super) is_redirect: bool,
}

impl<'u> Target<'u> {
    pub(in crate::verdict) fn new(url: &'u Url) -> Self {
        Self {
            scheme: url.scheme(),
            host: url.host_str(),
            port: url.port_or_known_default(),
            has_default_port: url.port().is_none(),
            path: url.path(),
            is_redirect: false,
        }
    }

    /// The address of a page that frames another: only its origin counts. `None` where that is
    /// opaque.
    pub(in crate::verdict) fn of_ancestor(url: &'u Url) -> Option<Self> {
        matches!(url.scheme(), "http" | "https").then(|| Self {
            path: "/",
            ..Self::new(url)
        })
    }

    /// The same address, reached by a redirect.
    pub(in crate::verdict) fn behind_redirect(mut self) -> Self {
        self.is_redirect = true;
        self
    }

    /// What `upgrade-insecure-requests` makes of it. Browsers leave addresses of the machine
    /// itself alone, which are as good as secure.
    ///
    /// Specification: [upgrade request](https://w3c.github.io/webappsec-upgrade-insecure-requests/#upgrade-request).
    pub(in crate::verdict) fn upgraded(mut self) -> Self {
        let scheme = match self.scheme {
            "http" => "https",
            "ws" => "wss",
            _ => return self,
        };
        if !self.is_loopback() {
            self.scheme = scheme;
            if self.has_default_port {
                self.port = Some(443);
            }
            self.has_default_port = self.port == Some(443);
        }
        self
    }

    /// Whether the address is one of the machine itself.
    pub(in crate::verdict) fn is_loopback(&self) -> bool {
        self.host.is_some_and(|host| {
            host == "localhost"
                || host.ends_with(".localhost")
                || host == "[::1]"
                || (host.starts_with("127.")
                    && host.bytes().all(|b| b.is_ascii_digit() || b == b'.'))
        })
    }

    /// Whether an https page must not load it.
    pub(in crate::verdict) fn is_insecure(&self) -> bool {
        matches!(self.scheme, "http" | "ws") && !self.is_loopback()
    }
}
