//! Headers of the `http` crate, as [`response::finish`](crate::response::finish) sees them.

use http::header::{self, Entry, HeaderMap, HeaderName, HeaderValue};

use crate::headers::{Field, Headers};
use crate::log;

impl Headers for HeaderMap {
    type Value = HeaderValue;

    fn set_if_absent(&mut self, field: Field, value: impl FnOnce() -> HeaderValue) -> bool {
        // One look at the map, not two: this is most of what a fixed policy costs.
        match self.try_entry(name(field)) {
            Ok(Entry::Occupied(_)) => false,
            Ok(Entry::Vacant(entry)) => {
                report(field, entry.try_insert(value()).is_ok());
                true
            }
            Err(_) => {
                report(field, false);
                true
            }
        }
    }

    fn set(&mut self, field: Field, value: HeaderValue) {
        report(field, self.try_insert(name(field), value).is_ok());
    }

    fn append(&mut self, field: Field, value: HeaderValue) {
        report(field, self.try_append(name(field), value).is_ok());
    }

    fn remove(&mut self, field: Field) {
        Self::remove(self, name(field));
    }

    fn remove_those(&mut self, is_one: impl Fn(&str) -> bool) {
        let names = self.keys().filter(|name| is_one(name.as_str()));
        for name in names.cloned().collect::<Vec<_>>() {
            Self::remove(self, name);
        }
    }

    fn joined(&self, field: Field) -> String {
        let texts: Vec<&str> = self
            .get_all(name(field))
            .iter()
            .filter_map(|value| value.to_str().ok())
            .collect();
        texts.join(", ")
    }
}

/// A response can have some ten thousand headers. No browser takes as many.
fn report(field: Field, had_room: bool) {
    if !had_room {
        let name = field.name();
        log::error(format_args!(
            "a response has so many headers that there was no room for {name}"
        ));
    }
}

fn name(field: Field) -> &'static HeaderName {
    static REPORTING_ENDPOINTS: HeaderName = of(Field::ReportingEndpoints);
    static INTEGRITY_POLICY: HeaderName = of(Field::IntegrityPolicy);
    static INTEGRITY_POLICY_REPORT_ONLY: HeaderName = of(Field::IntegrityPolicyReportOnly);
    static NONCE_PLACEHOLDER: HeaderName = of(Field::NoncePlaceholder);
    match field {
        Field::ContentSecurityPolicy => &header::CONTENT_SECURITY_POLICY,
        Field::ContentSecurityPolicyReportOnly => &header::CONTENT_SECURITY_POLICY_REPORT_ONLY,
        Field::ReportingEndpoints => &REPORTING_ENDPOINTS,
        Field::IntegrityPolicy => &INTEGRITY_POLICY,
        Field::IntegrityPolicyReportOnly => &INTEGRITY_POLICY_REPORT_ONLY,
        Field::CacheControl => &header::CACHE_CONTROL,
        Field::ContentType => &header::CONTENT_TYPE,
        Field::NoncePlaceholder => &NONCE_PLACEHOLDER,
    }
}

const fn of(field: Field) -> HeaderName {
    HeaderName::from_static(field.name())
}
