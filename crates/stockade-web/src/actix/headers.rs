//! Actix's headers, as [`response::finish`](crate::response::finish) sees them.

use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};

use crate::headers::{Field, Headers};

impl Headers for HeaderMap {
    type Value = HeaderValue;

    fn set_if_absent(&mut self, field: Field, value: impl FnOnce() -> HeaderValue) -> bool {
        let name = name(field);
        let is_absent = !self.contains_key(&name);
        if is_absent {
            self.insert(name, value());
        }
        is_absent
    }

    fn set(&mut self, field: Field, value: HeaderValue) {
        self.insert(name(field), value);
    }

    fn append(&mut self, field: Field, value: HeaderValue) {
        Self::append(self, name(field), value);
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
            .filter_map(|value| value.to_str().ok())
            .collect();
        texts.join(", ")
    }
}

fn name(field: Field) -> HeaderName {
    match field {
        Field::ContentSecurityPolicy => header::CONTENT_SECURITY_POLICY,
        Field::ContentSecurityPolicyReportOnly => header::CONTENT_SECURITY_POLICY_REPORT_ONLY,
        Field::CacheControl => header::CACHE_CONTROL,
        Field::ContentType => header::CONTENT_TYPE,
        other => HeaderName::from_static(other.name()),
    }
}
