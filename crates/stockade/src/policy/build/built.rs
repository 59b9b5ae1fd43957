//! What building gives.

use crate::header::CompiledPolicy;
use crate::policy::{DirectiveName, Keyword, source};
use crate::{Diagnostic, PolicyMapping};

/// A checked policy, with a hole where each response's nonce goes.
#[derive(Debug, Clone)]
pub struct BuiltPolicy {
    directives: Vec<BuiltDirective>,
    warnings: Vec<Diagnostic>,
}

/// A checked directive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuiltDirective {
    name: String,
    known_name: Option<DirectiveName>,
    values: Vec<String>,
}

impl BuiltPolicy {
    pub(super) fn new(directives: Vec<BuiltDirective>, warnings: Vec<Diagnostic>) -> Self {
        let mut built = Self {
            directives,
            warnings,
        };
        built.warn_about_length();
        built
    }

    /// The same policy with other directives.
    pub(super) fn with_directives(&self, directives: Vec<BuiltDirective>) -> Self {
        Self {
            directives,
            warnings: self.warnings.clone(),
        }
    }

    /// The directives in the order they were given.
    pub fn directives(&self) -> &[BuiltDirective] {
        &self.directives
    }

    /// What a browser would ignore, and what the policy leaves open.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// The directive that decides for `name`: itself, or the first of its
    /// [fallbacks](DirectiveName::fallbacks) that is there.
    pub fn operative_directive(&self, name: DirectiveName) -> Option<&BuiltDirective> {
        operative(&self.directives, name)
    }

    /// Whether the list that decides for `name` has a nonce or `'strict-dynamic'`, so that elements
    /// are expected to carry nonces.
    ///
    /// ```
    /// use stockade::PolicyBuilder;
    /// use stockade::policy::{DirectiveName, source};
    ///
    /// let policy = PolicyBuilder::new()
    ///     .directive("script-src", [source::NONCE])
    ///     .directive("style-src", [source::SELF])
    ///     .directive("base-uri", source::NONE)
    ///     .build()?;
    /// assert!(policy.expects_nonces(DirectiveName::ScriptSrcElem));
    /// assert!(!policy.expects_nonces(DirectiveName::StyleSrcElem));
    /// # Ok::<(), stockade::Error>(())
    /// ```
    pub fn expects_nonces(&self, name: DirectiveName) -> bool {
        self.operative_directive(name).is_some_and(|list| {
            list.has_nonce() || (list.is_strict_dynamic() && name == DirectiveName::ScriptSrcElem)
        })
    }

    /// The policy cut into segments, ready to be sent.
    pub fn compile(&self) -> CompiledPolicy {
        CompiledPolicy::new(self)
    }

    /// The policy in the format of settings, to merge into or to print.
    pub fn to_mapping(&self) -> PolicyMapping {
        self.directives
            .iter()
            .map(|directive| {
                let value = match directive.values.as_slice() {
                    [] => true.into(),
                    values => super::DirectiveValue::List(values.to_vec()),
                };
                (directive.name.as_str(), value)
            })
            .collect()
    }

    fn warn_about_length(&mut self) {
        let length = self.compile().max_length();
        if length > 4096 {
            self.warnings.push(
                Diagnostic::warning(
                    "long-header",
                    format!(
                        "the header is {length} bytes long, and servers and proxies commonly \
                         refuse responses whose headers exceed 4096 or 8192 bytes"
                    ),
                )
                .with_help("replace lists of hosts by a nonce, or hosts by a wildcard"),
            );
        }
    }
}

pub(super) fn operative(
    directives: &[BuiltDirective],
    name: DirectiveName,
) -> Option<&BuiltDirective> {
    std::iter::once(&name)
        .chain(name.fallbacks())
        .find_map(|name| {
            directives
                .iter()
                .find(|directive| directive.known_name == Some(*name))
        })
}

impl BuiltDirective {
    /// Values are a set: a second one of the same text changes nothing and is left out.
    pub(super) fn new(name: &str, known_name: Option<DirectiveName>, values: &[String]) -> Self {
        let mut unique: Vec<String> = Vec::with_capacity(values.len());
        for value in values {
            if !unique.contains(value) {
                unique.push(value.clone());
            }
        }
        Self {
            name: name.to_ascii_lowercase(),
            known_name,
            values: unique,
        }
    }

    /// Its name in lower case.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its name, where it is a known one.
    pub fn known_name(&self) -> Option<DirectiveName> {
        self.known_name
    }

    /// Its values; [`source::NONCE`] stands where the nonce goes. Empty where it has no value.
    pub fn values(&self) -> &[String] {
        &self.values
    }

    /// Whether it has a hole for the nonce.
    pub fn has_nonce(&self) -> bool {
        self.values.iter().any(|value| value == source::NONCE)
    }

    fn is_strict_dynamic(&self) -> bool {
        self.values
            .iter()
            .any(|value| Keyword::parse(value) == Some(Keyword::StrictDynamic))
    }
}
