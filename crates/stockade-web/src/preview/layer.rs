//! What is configured.

use std::fmt;
use std::sync::Arc;

use http::request::Parts;
use tower_layer::Layer;

use super::Preview;
use super::warnings::PageWarnings;

/// Logs what browsers will block on the pages that are served, in development.
///
/// See the [module](crate::preview).
#[derive(Clone)]
#[must_use]
pub struct PreviewLayer {
    settings: Settings,
}

/// What a layer hands to its services.
#[derive(Clone)]
pub(super) struct Settings {
    pub(super) is_enabled: bool,
    pub(super) name: Arc<NamePage>,
    /// One for all services, or a router would warn once for each of its routes.
    pub(super) warnings: Arc<PageWarnings>,
}

pub(super) type NamePage = dyn Fn(&Parts) -> String + Send + Sync;

impl PreviewLayer {
    /// Reads pages in a build with debug assertions.
    pub fn new() -> Self {
        Self {
            settings: Settings {
                is_enabled: cfg!(debug_assertions),
                name: Arc::new(|request| request.uri.path().to_owned()),
                warnings: Arc::new(PageWarnings::new("nonce=\"…\" with what CspNonce prints")),
            },
        }
    }

    /// Reads pages, or does not, whatever the build. `enabled(true)` is for a test of a release
    /// build, not for visitors.
    pub fn enabled(mut self, enabled: bool) -> Self {
        self.settings.is_enabled = enabled;
        self
    }

    /// How templates print the nonce, for the advice in warnings.
    ///
    /// ```
    /// use stockade_web::preview::PreviewLayer;
    ///
    /// let layer = PreviewLayer::new().nonce_attribute("{{ csp_nonce_attr() }}");
    /// ```
    pub fn nonce_attribute(mut self, text: impl Into<String>) -> Self {
        self.settings.warnings = Arc::new(PageWarnings::new(text));
        self
    }

    /// What a page is called in warnings; otherwise the path of its address. A warning about a
    /// page of the same name is not repeated, so a route is a better name than an address.
    ///
    /// ```
    /// use axum::extract::MatchedPath;
    /// use stockade_web::preview::PreviewLayer;
    ///
    /// let layer = PreviewLayer::new().name_pages(|request| {
    ///     let route = request.extensions.get::<MatchedPath>();
    ///     route.map_or("a page", MatchedPath::as_str).to_owned()
    /// });
    /// ```
    pub fn name_pages(mut self, name: impl Fn(&Parts) -> String + Send + Sync + 'static) -> Self {
        self.settings.name = Arc::new(name);
        self
    }
}

impl Default for PreviewLayer {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for PreviewLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreviewLayer")
            .field("is_enabled", &self.settings.is_enabled)
            .finish_non_exhaustive()
    }
}

impl<S> Layer<S> for PreviewLayer {
    type Service = Preview<S>;

    fn layer(&self, inner: S) -> Preview<S> {
        Preview::new(inner, self.settings.clone())
    }
}
