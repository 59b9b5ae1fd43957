//! Whether an element without a nonce could load.

use crate::policy::{
    BuiltDirective, BuiltPolicy, DirectiveName, HostSource, Keyword, SourceExpression, source,
};

/// Elements that form media consist of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ElementKind {
    /// `<script>`.
    Script,
    /// `<style>`, and `<link>` to a stylesheet.
    Style,
}

impl ElementKind {
    fn directive(self) -> DirectiveName {
        match self {
            Self::Script => DirectiveName::ScriptSrcElem,
            Self::Style => DirectiveName::StyleSrcElem,
        }
    }
}

impl BuiltPolicy {
    /// Whether the list that decides for such elements has a nonce or `'strict-dynamic'`, so that
    /// elements are expected to carry nonces.
    ///
    /// ```
    /// use stockade::{PolicyBuilder, policy::{ElementKind, source}};
    ///
    /// let policy = PolicyBuilder::new()
    ///     .directive("script-src", [source::NONCE])
    ///     .directive("style-src", [source::SELF])
    ///     .directive("base-uri", source::NONE)
    ///     .build()?;
    /// assert!(policy.needs_nonce(ElementKind::Script));
    /// assert!(!policy.needs_nonce(ElementKind::Style));
    /// # Ok::<(), stockade::Error>(())
    /// ```
    pub fn needs_nonce(&self, kind: ElementKind) -> bool {
        self.operative_directive(kind.directive())
            .is_some_and(|list| {
                list.has_nonce()
                    || (kind == ElementKind::Script && has(list, Keyword::StrictDynamic))
            })
    }

    /// Whether such an element without a nonce could load `url` in a page at `document_url`.
    ///
    /// This errs towards yes: a path or a redirect may still decide against it. No means that no
    /// source in the list can match. `url` may be relative.
    ///
    /// ```
    /// use stockade::{PolicyBuilder, policy::{ElementKind, source}};
    ///
    /// let policy = PolicyBuilder::new()
    ///     .directive("script-src", [source::SELF, "https://*.example.com"])
    ///     .build()?;
    /// let page = "https://shop.example/cart";
    /// assert!(policy.could_cover(ElementKind::Script, "/static/a.js", page));
    /// assert!(policy.could_cover(ElementKind::Script, "https://cdn.example.com/a.js", page));
    /// assert!(!policy.could_cover(ElementKind::Script, "https://cdn.example/a.js", page));
    /// # Ok::<(), stockade::Error>(())
    /// ```
    pub fn could_cover(&self, kind: ElementKind, url: &str, document_url: &str) -> bool {
        let Some(list) = self.operative_directive(kind.directive()) else {
            return true;
        };
        if kind == ElementKind::Script && has(list, Keyword::StrictDynamic) {
            return false;
        }
        let Some(target) = Target::resolve(url, document_url) else {
            return true;
        };
        list.values()
            .iter()
            .any(|value| value != source::NONCE && target.could_match(value))
    }
}

fn has(list: &BuiltDirective, keyword: Keyword) -> bool {
    list.values()
        .iter()
        .any(|value| Keyword::parse(value) == Some(keyword))
}

/// The origin of an address, as far as sources look at it.
struct Target<'u> {
    scheme: &'u str,
    host: &'u str,
    is_own: bool,
}

impl<'u> Target<'u> {
    /// `None` where the address cannot be told apart this simply.
    fn resolve(url: &'u str, document_url: &'u str) -> Option<Self> {
        let (own_scheme, own_authority) = split_origin(document_url)?;
        let (scheme, authority) = if let Some(rest) = url.strip_prefix("//") {
            (own_scheme, authority(rest))
        } else if let Some(origin) = split_origin(url) {
            origin
        } else if has_scheme(url) {
            return None;
        } else {
            (own_scheme, own_authority)
        };
        Some(Self {
            scheme,
            host: host(authority),
            is_own: authority.eq_ignore_ascii_case(own_authority),
        })
    }

    fn could_match(&self, value: &str) -> bool {
        match SourceExpression::parse(value) {
            Ok(SourceExpression::Any) => true,
            Ok(SourceExpression::Keyword(keyword)) => keyword == Keyword::SelfOrigin && self.is_own,
            Ok(SourceExpression::Scheme(span)) => self.scheme_matches(&value[span.range()]),
            Ok(SourceExpression::Host(source)) => self.host_matches(value, source),
            Ok(SourceExpression::Nonce(_) | SourceExpression::Hash(_)) | Err(_) => false,
        }
    }

    /// `http:` covers `https:` too.
    fn scheme_matches(&self, scheme: &str) -> bool {
        scheme.eq_ignore_ascii_case(self.scheme)
            || (scheme.eq_ignore_ascii_case("http") && self.scheme.eq_ignore_ascii_case("https"))
    }

    fn host_matches(&self, value: &str, source: HostSource) -> bool {
        if let Some(scheme) = source.scheme
            && !self.scheme_matches(&value[scheme.range()])
        {
            return false;
        }
        let pattern = &value[source.host.range()];
        let ends_with = |suffix: &str| {
            self.host.len() > suffix.len()
                && self.host.is_char_boundary(self.host.len() - suffix.len())
                && self.host[self.host.len() - suffix.len()..].eq_ignore_ascii_case(suffix)
        };
        match pattern.strip_prefix('*') {
            Some("") => true,
            Some(suffix) => ends_with(suffix),
            None => pattern.eq_ignore_ascii_case(self.host),
        }
    }
}

/// Scheme and authority of an absolute address.
fn split_origin(url: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    has_scheme(url).then(|| (scheme, authority(rest)))
}

fn authority(rest: &str) -> &str {
    rest.split(['/', '?', '#', '\\']).next().unwrap_or_default()
}

fn host(authority: &str) -> &str {
    let host = authority.rsplit('@').next().unwrap_or_default();
    match host.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => host,
    }
}

fn has_scheme(url: &str) -> bool {
    url.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
    })
}
