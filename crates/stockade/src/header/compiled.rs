//! A policy cut into segments.

use crate::policy::{BuiltDirective, BuiltPolicy, Keyword, Nonce, source};

/// A policy ready to be sent: text, with holes where the response's nonce goes.
///
/// # A response that used no nonce
///
/// A page that prints no nonce gets none in its header: the header is then the same for every
/// visitor, and the page can be cached. Leaving the nonce out never allows more than sending it.
/// A nonce in a list switches `'unsafe-inline'` off, so `'unsafe-inline'` goes with the nonce; and
/// a list that held nothing else is sent as `'none'`, for a directive that is left out would make
/// browsers fall back to a looser one.
///
/// ```
/// use stockade::{Nonce, PolicyBuilder, policy::source};
///
/// let policy = PolicyBuilder::new()
///     .directive("default-src", "https:")
///     .directive("script-src", [source::NONCE, source::UNSAFE_INLINE])
///     .directive("style-src", [source::SELF, source::NONCE])
///     .directive("base-uri", source::NONE)
///     .build()?
///     .compile();
///
/// let nonce = Nonce::generate()?;
/// assert_eq!(
///     policy.render(Some(&nonce)),
///     format!(
///         "default-src https:; script-src 'nonce-{nonce}' 'unsafe-inline'; \
///          style-src 'self' 'nonce-{nonce}'; base-uri 'none'"
///     ),
/// );
/// assert_eq!(
///     policy.render(None),
///     "default-src https:; script-src 'none'; style-src 'self'; base-uri 'none'",
/// );
/// # Ok::<(), stockade::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompiledPolicy {
    segments: Vec<String>,
    without_nonce: String,
    report_to: Option<String>,
}

impl CompiledPolicy {
    pub(crate) fn new(policy: &BuiltPolicy) -> Self {
        let report_to = policy
            .directives()
            .iter()
            .find(|directive| directive.name() == "report-to")
            .and_then(|directive| directive.values().first().cloned());
        Self {
            segments: segments(policy.directives()),
            without_nonce: without_nonce(policy.directives()),
            report_to,
        }
    }

    /// The header value for a response: with its nonce, or for one that used none.
    ///
    /// An empty value means that the policy has no directives: send no header.
    pub fn render(&self, nonce: Option<&Nonce>) -> String {
        let Some(nonce) = nonce.map(Nonce::as_str) else {
            return self.without_nonce.clone();
        };
        let mut value = String::with_capacity(self.max_length());
        for (index, segment) in self.segments.iter().enumerate() {
            if index > 0 {
                value.push_str(nonce);
            }
            value.push_str(segment);
        }
        value
    }

    /// The text around the nonces: the value with a nonce is these, joined by it.
    pub fn segments(&self) -> &[String] {
        &self.segments
    }

    /// The header value for a response that used no nonce.
    pub fn without_nonce(&self) -> &str {
        &self.without_nonce
    }

    /// Whether a nonce has a place in it.
    pub fn uses_nonce(&self) -> bool {
        self.segments.len() > 1
    }

    /// Whether it has no directives, so that no header should be sent.
    pub fn is_empty(&self) -> bool {
        self.without_nonce.is_empty()
    }

    /// The reporting endpoint it names, which the `Reporting-Endpoints` header must define.
    pub fn report_to(&self) -> Option<&str> {
        self.report_to.as_deref()
    }

    /// The most bytes that its header value can have.
    pub fn max_length(&self) -> usize {
        let text: usize = self.segments.iter().map(String::len).sum();
        text + (self.segments.len() - 1) * Nonce::LENGTH
    }
}

fn segments(directives: &[BuiltDirective]) -> Vec<String> {
    let mut segments = vec![String::new()];
    let mut push = |text: &str| {
        if let Some(last) = segments.last_mut() {
            last.push_str(text);
        }
        if text.ends_with("'nonce-") {
            segments.push("'".to_owned());
        }
    };
    for (index, directive) in directives.iter().enumerate() {
        if index > 0 {
            push("; ");
        }
        push(directive.name());
        for value in directive.values() {
            push(" ");
            push(match value.as_str() {
                source::NONCE => "'nonce-",
                value => value,
            });
        }
    }
    segments
}

fn without_nonce(directives: &[BuiltDirective]) -> String {
    let mut text = String::new();
    for (index, directive) in directives.iter().enumerate() {
        if index > 0 {
            text.push_str("; ");
        }
        text.push_str(directive.name());
        let mut sent = 0;
        for value in directive.values() {
            if !directive.has_nonce() || survives_without_nonce(value) {
                text.push(' ');
                text.push_str(value);
                sent += 1;
            }
        }
        if directive.has_nonce() && sent == 0 {
            text.push(' ');
            text.push_str(Keyword::None.as_str());
        }
    }
    text
}

/// Whether a value stays in a list that loses its nonce.
fn survives_without_nonce(value: &str) -> bool {
    value != source::NONCE && Keyword::parse(value) != Some(Keyword::UnsafeInline)
}
