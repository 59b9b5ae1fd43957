//! The cases of `tests/behaviour/serving.json`: what every adapter must do. Each adapter's runner
//! builds an application for a case, sends it the case's request, and hands the answer to
//! [`Case::check`].

mod expect;

use std::fmt::Display;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use stockade::policy::{DirectiveValue, PolicyMapping, source};
use stockade::{PolicyBuilder, ReportingEndpoints};
use stockade_web::Policies;

pub(crate) use expect::Answer;

/// Where a nonce stands, in policies and in bodies.
const NONCE: &str = "{nonce}";

/// All cases, in the order of the file.
pub(crate) fn cases() -> Vec<Case> {
    #[derive(Deserialize)]
    struct File {
        cases: Vec<Case>,
    }
    let text = include_str!("../../../../tests/behaviour/serving.json");
    let file: File = serde_json::from_str(text).expect("serving.json has the format of its README");
    file.cases
}

/// One case: a request, the handler's response, and what becomes of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    pub(crate) name: String,
    #[serde(default)]
    policies: Settings,
    #[serde(default)]
    pub(crate) request: Request,
    pub(crate) response: Response,
    pub(crate) expect: expect::Expectation,
}

impl Case {
    /// What the adapter is configured with.
    pub(crate) fn policies(&self) -> Policies {
        self.policies.build()
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Request {
    #[serde(default = "get")]
    pub(crate) method: String,
    #[serde(default)]
    pub(crate) headers: Vec<(String, String)>,
}

impl Default for Request {
    fn default() -> Self {
        Self {
            method: get(),
            headers: Vec::new(),
        }
    }
}

fn get() -> String {
    "GET".to_owned()
}

/// What the handler answers.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Response {
    #[serde(default = "ok")]
    pub(crate) status: u16,
    #[serde(default)]
    pub(crate) headers: Vec<(String, String)>,
    #[serde(default)]
    body: String,
    /// Whether the body is made, and the nonce printed, after the headers went out.
    #[serde(default)]
    pub(crate) streamed: bool,
}

impl Response {
    /// The body, in which `nonce` is printed wherever it belongs: not at all in a page without it.
    pub(crate) fn body(&self, nonce: &impl Display) -> String {
        let mut pieces = self.body.split(NONCE);
        let first = pieces.next().unwrap_or_default().to_owned();
        pieces.fold(first, |body, piece| format!("{body}{nonce}{piece}"))
    }
}

fn ok() -> u16 {
    200
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    enforce: Option<Mapping>,
    report_only: Option<Mapping>,
    /// On every response.
    probe: Option<Mapping>,
    #[serde(default)]
    reporting_endpoints: Pairs<String>,
    integrity_policy: Option<String>,
    integrity_policy_report_only: Option<String>,
    edge_cache_key: Option<String>,
}

impl Settings {
    fn build(&self) -> Policies {
        let mut builder = Policies::builder();
        if let Some(mapping) = &self.enforce {
            builder = builder.enforce(mapping.policy());
        }
        if let Some(mapping) = &self.report_only {
            builder = builder.report_only(mapping.policy());
        }
        if let Some(mapping) = &self.probe {
            builder = builder.probe(mapping.policy(), 1);
        }
        if !self.reporting_endpoints.0.is_empty() {
            builder = builder.reporting_endpoints(self.endpoints());
        }
        if let Some(value) = &self.integrity_policy {
            builder = builder.integrity_policy(value);
        }
        if let Some(value) = &self.integrity_policy_report_only {
            builder = builder.integrity_policy_report_only(value);
        }
        if let Some(key) = &self.edge_cache_key {
            builder = builder.edge_cache_key(key);
        }
        builder.build().expect("the policies of a case are valid")
    }

    fn endpoints(&self) -> ReportingEndpoints {
        ReportingEndpoints::new(self.reporting_endpoints.0.clone())
            .expect("the endpoints of a case are valid")
    }
}

/// Directives and their sources.
#[derive(Debug, Clone, Deserialize)]
struct Mapping(Pairs<Sources>);

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Sources {
    Present(bool),
    List(Vec<String>),
}

impl Mapping {
    fn policy(&self) -> PolicyBuilder {
        let pairs = self.0.0.iter();
        let mapping: PolicyMapping = pairs
            .map(|(name, sources)| (name.as_str(), sources.value()))
            .collect();
        PolicyBuilder::from_mapping(mapping)
    }
}

impl Sources {
    fn value(&self) -> DirectiveValue {
        match self {
            Self::Present(present) => (*present).into(),
            Self::List(sources) => DirectiveValue::List(
                sources
                    .iter()
                    .map(|source| source.replace(NONCE, source::NONCE))
                    .collect(),
            ),
        }
    }
}

/// A JSON object in the order in which it is written, which decides the order of a policy.
#[derive(Debug, Clone)]
struct Pairs<V>(Vec<(String, V)>);

impl<V> Default for Pairs<V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Pairs<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder<V>(std::marker::PhantomData<V>);

        impl<'de, V: Deserialize<'de>> Visitor<'de> for InOrder<V> {
            type Value = Pairs<V>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }

        deserializer.deserialize_map(InOrder(std::marker::PhantomData))
    }
}
