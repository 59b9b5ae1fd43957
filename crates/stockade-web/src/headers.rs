//! Headers in the types of any framework.

use bytes::Bytes;

use crate::{Error, ErrorKind};

/// The headers that a response is given, or that are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    ContentSecurityPolicy,
    ContentSecurityPolicyReportOnly,
    ReportingEndpoints,
    IntegrityPolicy,
    IntegrityPolicyReportOnly,
    CacheControl,
    ContentType,
    NoncePlaceholder,
}

impl Field {
    pub(crate) const POLICIES: [Self; 2] = [
        Self::ContentSecurityPolicy,
        Self::ContentSecurityPolicyReportOnly,
    ];

    /// The name in lower case.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::ContentSecurityPolicy => stockade::header::CONTENT_SECURITY_POLICY,
            Self::ContentSecurityPolicyReportOnly => {
                stockade::header::CONTENT_SECURITY_POLICY_REPORT_ONLY
            }
            Self::ReportingEndpoints => stockade::header::REPORTING_ENDPOINTS,
            Self::IntegrityPolicy => stockade::header::INTEGRITY_POLICY,
            Self::IntegrityPolicyReportOnly => stockade::header::INTEGRITY_POLICY_REPORT_ONLY,
            Self::CacheControl => "cache-control",
            Self::ContentType => "content-type",
            Self::NoncePlaceholder => crate::edge::PLACEHOLDER_HEADER,
        }
    }
}

/// The headers of a response, in a framework's own type.
pub(crate) trait Headers {
    /// A value in the framework's own type.
    type Value: HeaderValue;

    /// Gives the response a header that it does not have. Whether it had none.
    fn set_if_absent(&mut self, field: Field, value: impl FnOnce() -> Self::Value) -> bool;
    /// Sets the only value of a header.
    fn set(&mut self, field: Field, value: Self::Value);
    /// Adds a value beside those that are there.
    fn append(&mut self, field: Field, value: Self::Value);
    fn remove(&mut self, field: Field);
    /// Removes every header whose name, in lower case, is one of those.
    fn remove_those(&mut self, is_one: impl Fn(&str) -> bool);
    /// All values of a header, joined by commas. Values that are not text are left out.
    fn joined(&self, field: Field) -> String;
}

/// A header's value in a framework's own type.
pub(crate) trait HeaderValue: Clone {
    /// `None` for what no header can carry.
    fn from_bytes(bytes: Bytes) -> Option<Self>;
    fn of_shared(value: &SharedValue) -> &Self;
    /// `private`
    fn private() -> Self;
}

/// A value that many responses share, in the types of all frameworks: its bytes are checked once,
/// and a response only counts one more user of them.
#[derive(Debug, Clone)]
pub(crate) struct SharedValue {
    #[cfg(feature = "tower")]
    http: http::HeaderValue,
    #[cfg(feature = "actix")]
    actix: actix_web::http::header::HeaderValue,
}

impl SharedValue {
    pub(crate) fn new(value: &str) -> Result<Self, Error> {
        let bytes = Bytes::copy_from_slice(value.as_bytes());
        // An error for every framework or for none.
        let checked = |bytes: &Bytes| bytes.iter().all(|byte| matches!(byte, b' '..=b'~'));
        if !checked(&bytes) {
            return Err(not_printable(value));
        }
        Ok(Self {
            #[cfg(feature = "tower")]
            http: HeaderValue::from_bytes(bytes.clone()).ok_or_else(|| not_printable(value))?,
            #[cfg(feature = "actix")]
            actix: HeaderValue::from_bytes(bytes).ok_or_else(|| not_printable(value))?,
        })
    }
}

fn not_printable(value: &str) -> Error {
    Error::new(
        ErrorKind::InvalidPolicy,
        format!(
            "a header cannot carry {value:?}, because something in it is not printable ASCII; \
             remove that"
        ),
    )
}

#[cfg(feature = "tower")]
impl HeaderValue for http::HeaderValue {
    fn from_bytes(bytes: Bytes) -> Option<Self> {
        Self::from_maybe_shared(bytes).ok()
    }

    fn of_shared(value: &SharedValue) -> &Self {
        &value.http
    }

    fn private() -> Self {
        Self::from_static("private")
    }
}

#[cfg(feature = "actix")]
impl HeaderValue for actix_web::http::header::HeaderValue {
    fn from_bytes(bytes: Bytes) -> Option<Self> {
        Self::from_maybe_shared(bytes).ok()
    }

    fn of_shared(value: &SharedValue) -> &Self {
        &value.actix
    }

    fn private() -> Self {
        Self::from_static("private")
    }
}
