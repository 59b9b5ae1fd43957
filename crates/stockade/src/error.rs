use std::fmt;

/// Why a policy, an endpoint or a nonce could not be made.
///
/// Its [`Display`](fmt::Display) tells a person what happened, where, why it matters and what to
/// write instead; the parts are there for programs.
///
/// ```
/// use stockade::{ErrorKind, PolicyBuilder};
///
/// let error = PolicyBuilder::new()
///     .setting("SECURE_CSP")
///     .directive("script-src", ["self"])
///     .build()
///     .unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::UnquotedKeyword);
/// assert_eq!(error.suggestion(), Some("'self'"));
/// assert_eq!(
///     error.to_string(),
///     "SECURE_CSP: script-src: \"self\" does not stand in single quotes, so a browser takes it \
///      for a host; write \"'self'\"",
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    inner: Box<Inner>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Inner {
    kind: ErrorKind,
    message: String,
    setting: String,
    directive: Option<String>,
    value: Option<String>,
    suggestion: Option<String>,
}

/// Which rule was broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A value of a type that no directive can have.
    WrongType,
    /// A name with characters that directive names cannot have.
    InvalidDirectiveName,
    /// A name that is one typo away from a known directive.
    UnknownDirective,
    /// The same directive twice: browsers obey only the first.
    RepeatedDirective,
    /// A character that would end the value, the directive or the header, or that makes a
    /// browser drop the directive.
    ForbiddenCharacter,
    /// A keyword without its single quotes.
    UnquotedKeyword,
    /// A directive's name among the sources of another directive.
    MissingSemicolon,
    /// A quoted word that is one typo away from a keyword.
    UnknownKeyword,
    /// `'none'` beside other values.
    NoneWithOthers,
    /// A placeholder that nothing will fill in.
    UnfilledPlaceholder,
    /// A nonce that would be the same in every response.
    FixedNonce,
    /// A policy that trusts nonces, hashes or `'strict-dynamic'`, but lets a page's base move.
    MissingBaseUri,
    /// `report-to` names an endpoint that is not defined.
    UnknownEndpoint,
    /// A reporting endpoint with a name or an address that browsers refuse.
    InvalidEndpoint,
    /// An integrity policy under which browsers would block nothing.
    InvalidIntegrityPolicy,
    /// A key for edge caches that can be guessed, or that no header can carry.
    InvalidEdgeCacheKey,
    /// The operating system gave no random bytes.
    NoRandomness,
}

impl ErrorKind {
    /// The kind in kebab-case, such as `"unquoted-keyword"`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WrongType => "wrong-type",
            Self::InvalidDirectiveName => "invalid-directive-name",
            Self::UnknownDirective => "unknown-directive",
            Self::RepeatedDirective => "repeated-directive",
            Self::ForbiddenCharacter => "forbidden-character",
            Self::UnquotedKeyword => "unquoted-keyword",
            Self::MissingSemicolon => "missing-semicolon",
            Self::UnknownKeyword => "unknown-keyword",
            Self::NoneWithOthers => "none-with-others",
            Self::UnfilledPlaceholder => "unfilled-placeholder",
            Self::FixedNonce => "fixed-nonce",
            Self::MissingBaseUri => "missing-base-uri",
            Self::UnknownEndpoint => "unknown-endpoint",
            Self::InvalidEndpoint => "invalid-endpoint",
            Self::InvalidIntegrityPolicy => "invalid-integrity-policy",
            Self::InvalidEdgeCacheKey => "invalid-edge-cache-key",
            Self::NoRandomness => "no-randomness",
        }
    }
}

impl Error {
    /// An error; `message` is a sentence without a full stop that says what happened and why it
    /// matters.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            inner: Box::new(Inner {
                kind,
                message: message.into(),
                setting: String::new(),
                directive: None,
                value: None,
                suggestion: None,
            }),
        }
    }

    /// Names the setting the fault is in.
    #[must_use]
    pub fn in_setting(mut self, setting: impl Into<String>) -> Self {
        self.inner.setting = setting.into();
        self
    }

    /// Names the directive the fault is in.
    #[must_use]
    pub fn in_directive(mut self, name: impl Into<String>) -> Self {
        self.inner.directive = Some(name.into());
        self
    }

    /// Quotes the value at fault.
    #[must_use]
    pub fn about_value(mut self, value: impl Into<String>) -> Self {
        self.inner.value = Some(value.into());
        self
    }

    /// Says what to write instead: text that can be pasted.
    #[must_use]
    pub fn with_suggestion(mut self, suggestion: impl Into<String>) -> Self {
        self.inner.suggestion = Some(suggestion.into());
        self
    }

    /// Which rule was broken.
    pub fn kind(&self) -> ErrorKind {
        self.inner.kind
    }

    /// The setting the fault is in; empty where none was named.
    pub fn setting(&self) -> &str {
        &self.inner.setting
    }

    /// The directive the fault is in.
    pub fn directive(&self) -> Option<&str> {
        self.inner.directive.as_deref()
    }

    /// The value at fault, as it was given.
    pub fn value(&self) -> Option<&str> {
        self.inner.value.as_deref()
    }

    /// What to write instead, where that is known.
    pub fn suggestion(&self) -> Option<&str> {
        self.inner.suggestion.as_deref()
    }
}

/// `setting: directive: what happened and why; write "…"`, on one line whatever the value holds.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.inner;
        if !inner.setting.is_empty() {
            write!(f, "{}: ", inner.setting)?;
        }
        if let Some(directive) = &inner.directive {
            write!(f, "{}: ", directive.escape_debug())?;
        }
        f.write_str(&inner.message)?;
        match &inner.suggestion {
            Some(suggestion) => write!(f, "; write \"{suggestion}\""),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}
