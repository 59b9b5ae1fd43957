//! What is said to a person about a predicted violation.

use stockade::policy::Disposition;
use stockade::verdict::Reason;
use stockade::{Diagnostic, Severity};
use url::{Origin, Url};

use super::{PredictedViolation, When};

/// The violation as a finding.
pub(super) fn diagnostic(predicted: &PredictedViolation) -> Diagnostic {
    let violation = &predicted.violation;
    let subject = Subject::of(predicted);
    let severity = match violation.disposition {
        Disposition::Enforce => Severity::Error,
        Disposition::Report => Severity::Warning,
    };
    let decision = predicted.detail.lines().next().unwrap_or_default();
    let condition = match predicted.when {
        When::Load => "",
        When::Conditional => ", if it is loaded,",
        When::Interaction => ", when it is used,",
    };
    let mut message = format!("{}{condition} is {decision}", subject.name());
    if !matches!(&*violation.blocked_url, "" | "inline") {
        message.push_str(": ");
        message.push_str(&violation.blocked_url);
    }
    let diagnostic = Diagnostic::new(subject.code(), severity, message)
        .in_directive(violation.effective_directive.clone())
        .at(predicted.span);
    match help(predicted, subject) {
        Some(help) => diagnostic.with_help(help),
        None => diagnostic,
    }
}

/// What is blocked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject {
    InlineScript,
    InlineStyle,
    EventHandler,
    StyleAttribute,
    JavascriptUrl,
    Script,
    StyleSheet,
    Image,
    Font,
    Media,
    Frame,
    Object,
    Manifest,
    Connection,
    Prefetch,
    Base,
    Form,
    MixedContent,
    Other,
}

impl Subject {
    fn of(predicted: &PredictedViolation) -> Self {
        let violation = &predicted.violation;
        let is_inline = violation.blocked_url == "inline";
        match (&*violation.effective_directive, is_inline) {
            // Only these run a script that is not theirs.
            ("script-src-elem", true) if predicted.element != "script" => Self::JavascriptUrl,
            ("script-src-elem", true) => Self::InlineScript,
            ("script-src-elem", false) => Self::Script,
            ("script-src-attr", _) => Self::EventHandler,
            ("style-src-elem", true) => Self::InlineStyle,
            ("style-src-elem", false) => Self::StyleSheet,
            ("style-src-attr", _) => Self::StyleAttribute,
            ("img-src", _) => Self::Image,
            ("font-src", _) => Self::Font,
            ("media-src", _) => Self::Media,
            ("frame-src", _) => Self::Frame,
            ("object-src", _) => Self::Object,
            ("manifest-src", _) => Self::Manifest,
            ("connect-src", _) => Self::Connection,
            ("default-src", _) => Self::Prefetch,
            ("base-uri", _) => Self::Base,
            ("form-action", _) => Self::Form,
            ("block-all-mixed-content", _) => Self::MixedContent,
            _ => Self::Other,
        }
    }

    /// The rule's name.
    fn code(self) -> &'static str {
        match self {
            Self::InlineScript => "inline-script-blocked",
            Self::InlineStyle => "inline-style-blocked",
            Self::EventHandler => "event-handler-blocked",
            Self::StyleAttribute => "style-attribute-blocked",
            Self::JavascriptUrl => "javascript-url-blocked",
            Self::Script => "script-blocked",
            Self::StyleSheet => "style-sheet-blocked",
            Self::Image => "image-blocked",
            Self::Font => "font-blocked",
            Self::Media => "media-blocked",
            Self::Frame => "frame-blocked",
            Self::Object => "object-blocked",
            Self::Manifest => "manifest-blocked",
            Self::Connection => "connection-blocked",
            Self::Prefetch => "prefetch-blocked",
            Self::Base => "base-blocked",
            Self::Form => "form-blocked",
            Self::MixedContent => "mixed-content-blocked",
            Self::Other => "request-blocked",
        }
    }

    /// The beginning of a sentence about it.
    fn name(self) -> &'static str {
        match self {
            Self::InlineScript => "this inline script",
            Self::InlineStyle => "this <style>",
            Self::EventHandler => "this event handler",
            Self::StyleAttribute => "this style attribute",
            Self::JavascriptUrl => "this javascript: address",
            Self::Script => "this script",
            Self::StyleSheet => "this style sheet",
            Self::Image => "this image",
            Self::Font => "this font",
            Self::Media => "this audio, video or track",
            Self::Frame => "this frame",
            Self::Object => "this object",
            Self::Manifest => "this manifest",
            Self::Connection => "this request",
            Self::Prefetch => "this prefetch",
            Self::Base => "this <base>",
            Self::Form => "this form",
            Self::MixedContent | Self::Other => "this",
        }
    }
}

/// What to do about it.
fn help(predicted: &PredictedViolation, subject: Subject) -> Option<String> {
    let fixed = match subject {
        _ if predicted.reason == Reason::NonceDistrusted => {
            "browsers distrust a nonce where an attribute stands twice, or where one holds \
             \"<script\", \"<style\" or \"<link\": look for a quote that is missing before it"
        }
        Subject::InlineScript => {
            "give the element the page's nonce, or move the code into a file that the policy allows"
        }
        Subject::InlineStyle => {
            "give the element the page's nonce, or move the rules into a style sheet that the \
             policy allows"
        }
        Subject::EventHandler => {
            "move the handler into a script that the policy allows, and attach it there with \
             addEventListener"
        }
        Subject::StyleAttribute => {
            "move the declarations into a style sheet, as a class; a script may also set them \
             through element.style"
        }
        Subject::JavascriptUrl => {
            "use a button, and attach its handler with addEventListener in a script that the \
             policy allows"
        }
        Subject::MixedContent => "load it over https:",
        Subject::Script if predicted.reason == Reason::StrictDynamicIgnoresAddresses => GIVE_NONCE,
        Subject::Script | Subject::StyleSheet if may_have_nonce(predicted) => {
            return Some(match allow_address(predicted, subject) {
                Some(address) => format!("{GIVE_NONCE}; or, {address}"),
                None => GIVE_NONCE.to_owned(),
            });
        }
        _ => return allow_address(predicted, subject),
    };
    Some(fixed.to_owned())
}

/// What [`LogLine`](super::LogLine) replaces by a framework's own words.
pub(super) const GIVE_NONCE: &str = "give the element the page's nonce";

/// Whether the element has an attribute for a nonce, and the list has one.
fn may_have_nonce(predicted: &PredictedViolation) -> bool {
    matches!(&*predicted.element, "script" | "link") && predicted.detail.contains("'nonce-")
}

/// How the policy would allow the address.
fn allow_address(predicted: &PredictedViolation, subject: Subject) -> Option<String> {
    let source = source_for(predicted)?;
    if subject == Subject::Script && source.ends_with(':') {
        let help = "move the code into a file: a list that covers such addresses covers every \
                    script that an attacker can write";
        return Some(help.to_owned());
    }
    let effective = &predicted.violation.effective_directive;
    let deciding = deciding_directive(&predicted.detail);
    let mut help = match (predicted.reason, deciding) {
        (_, "default-src") if effective != "default-src" => format!(
            "if the page needs it, give the policy a directive of its own for it: {effective} \
             with {source}, beside what default-src has"
        ),
        (Reason::EmptyList, _) => {
            format!("if the page needs it, replace the list of {deciding} by {source}")
        }
        _ => format!("if the page needs it, add {source} to {deciding}"),
    };
    match subject {
        Subject::Base => help.push_str("; better, write the addresses of the page in full"),
        Subject::Object => help.push_str("; better, show it in an <img>, a <video> or an <iframe>"),
        _ => {}
    }
    Some(help)
}

/// The source expression that would cover what is blocked.
fn source_for(predicted: &PredictedViolation) -> Option<String> {
    let violation = &predicted.violation;
    let Ok(url) = Url::parse(&violation.blocked_url) else {
        // Reports name only the scheme of an address that is none of the web.
        let is_scheme = violation
            .blocked_url
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
        return (is_scheme && !violation.blocked_url.is_empty())
            .then(|| format!("{}:", violation.blocked_url));
    };
    let origin = url.origin();
    let page = Url::parse(&violation.document_url).map(|page| page.origin());
    Some(match (&origin, page) {
        (Origin::Tuple(..), Ok(page)) if page == origin => "'self'".to_owned(),
        (Origin::Tuple(..), _) => origin.ascii_serialization(),
        (Origin::Opaque(_), _) => format!("{}:", url.scheme()),
    })
}

/// The directive that the decision names first: `blocked by default-src (for img-src): …`.
fn deciding_directive(detail: &str) -> &str {
    detail
        .split_once(" by ")
        .and_then(|(_, rest)| rest.split([' ', ':']).next())
        .unwrap_or_default()
}
