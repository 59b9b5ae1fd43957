//! All the policies of a response.

use crate::diagnostic::Span;
use crate::header;

use super::text::SharedText;
use super::{Policy, parse};

/// Whether browsers act on a policy or only report what it would have blocked.
///
/// Specification: [disposition](https://w3c.github.io/webappsec-csp/#policy-disposition).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Disposition {
    /// `Content-Security-Policy`.
    Enforce,
    /// `Content-Security-Policy-Report-Only`.
    Report,
}

impl Disposition {
    /// `"enforce"` or `"report"`, as browsers report it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Enforce => "enforce",
            Self::Report => "report",
        }
    }
}

/// Where a policy stands.
///
/// Specification: [source](https://w3c.github.io/webappsec-csp/#policy-source).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PolicySource {
    /// In a response header.
    Header,
    /// In `<meta http-equiv="Content-Security-Policy">`.
    Meta,
}

/// How a policy reaches a browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Delivery {
    /// Header or meta element.
    pub source: PolicySource,
    /// Enforced or report-only.
    pub disposition: Disposition,
}

/// The policies of a response, in the order browsers apply them.
///
/// A browser joins all lines of a header and splits them at every comma: nothing quotes one.
/// Each policy is applied on its own, and what any enforced one blocks is blocked.
///
/// ```
/// use stockade::PolicyList;
/// use stockade::policy::Disposition;
///
/// let list = PolicyList::from_headers([
///     ("Content-Security-Policy-Report-Only", "img-src 'none'"),
///     ("content-security-policy", "default-src 'self', , script-src 'none'"),
/// ]);
/// let policies: Vec<_> = list.policies().iter().map(|policy| policy.original_text()).collect();
/// assert_eq!(policies, ["default-src 'self'", "script-src 'none'", "img-src 'none'"]);
/// assert_eq!(list.policies()[2].delivery().disposition, Disposition::Report);
/// ```
///
/// Specification: [parse response's CSPs](https://w3c.github.io/webappsec-csp/#parse-response-csp).
#[derive(Debug, Clone, Default)]
pub struct PolicyList {
    lines: Vec<Line>,
    policies: Vec<Policy>,
}

/// One header line, or the content of one meta element, as it was written.
#[derive(Clone)]
pub struct Line {
    text: SharedText,
    delivery: Delivery,
}

impl PolicyList {
    /// Parses the headers of a response. Names are compared without regard to case; headers that
    /// carry no policy are passed over. Enforced policies come first, as browsers have them.
    pub fn from_headers<N, V>(headers: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: AsRef<str>,
        V: AsRef<[u8]>,
    {
        let mut enforced = Self::default();
        let mut report_only = Self::default();
        for (name, value) in headers {
            match header::disposition(name.as_ref()) {
                Some(Disposition::Enforce) => enforced.push_header(value, Disposition::Enforce),
                Some(Disposition::Report) => report_only.push_header(value, Disposition::Report),
                None => {}
            }
        }
        enforced.lines.append(&mut report_only.lines);
        enforced.policies.append(&mut report_only.policies);
        enforced
    }

    /// Adds the policies of one header line.
    pub fn push_header(&mut self, value: impl AsRef<[u8]>, disposition: Disposition) {
        self.push(
            value.as_ref(),
            Delivery {
                source: PolicySource::Header,
                disposition,
            },
        );
    }

    /// Adds the policies in the `content` of a meta element: always enforced, and some directives
    /// are ignored there.
    ///
    /// Browsers split the content at commas, as they do a header; the specification reads it as
    /// one policy.
    ///
    /// Specification: [the meta element](https://w3c.github.io/webappsec-csp/#meta-element).
    pub fn push_meta(&mut self, content: &str) {
        self.push(
            content.as_bytes(),
            Delivery {
                source: PolicySource::Meta,
                disposition: Disposition::Enforce,
            },
        );
    }

    /// Every line that was added, with those that hold no policy.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The policies. One without any directive does not count and is not among them.
    pub fn policies(&self) -> &[Policy] {
        &self.policies
    }

    fn push(&mut self, bytes: &[u8], delivery: Delivery) {
        let text = SharedText::new(bytes);
        let mut start = 0;
        for piece in text.as_str()[text.span().range()].split(',') {
            let span = Span::from_offsets(start, start + piece.len());
            let policy = parse::policy(text.clone(), span, delivery);
            if policy.directives().len() > 0 {
                self.policies.push(policy);
            }
            start += piece.len() + 1;
        }
        self.lines.push(Line { text, delivery });
    }
}

impl Line {
    /// Exactly the bytes that were parsed.
    pub fn as_bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// The line as text; bytes that are not UTF-8 appear as U+001A.
    pub fn text(&self) -> &str {
        self.text.as_str()
    }

    /// How it reaches the browser.
    pub fn delivery(&self) -> Delivery {
        self.delivery
    }
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Line")
            .field("text", &self.text())
            .field("delivery", &self.delivery)
            .finish()
    }
}
