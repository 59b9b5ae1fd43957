//! The builder.

use crate::{Diagnostic, Error, ErrorKind};

use super::mapping::{DirectiveValue, PolicyMapping};
use super::{BuiltDirective, BuiltPolicy, name, value, whole};

/// Makes a policy out of settings, and refuses what would not do what it says.
///
/// ```
/// use stockade::{PolicyBuilder, policy::{DirectiveName, source}};
///
/// let policy = PolicyBuilder::new()
///     .directive(DirectiveName::DefaultSrc, source::SELF)
///     .directive("img-src", ["'self'", "data:"])
///     .directive("upgrade-insecure-requests", true)
///     .build()?;
/// assert_eq!(
///     policy.compile().render(None),
///     "default-src 'self'; img-src 'self' data:; upgrade-insecure-requests",
/// );
/// # Ok::<(), stockade::Error>(())
/// ```
///
/// What would inject or split a directive, an unquoted keyword, a directive that is one typo away
/// from a known one, `'none'` in company, a placeholder that nothing fills in, a fixed nonce, and
/// a nonce, hash or `'strict-dynamic'` policy that leaves the page's base open are errors. What a
/// browser would merely ignore becomes a [warning](BuiltPolicy::warnings).
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct PolicyBuilder {
    mapping: PolicyMapping,
    setting: String,
    report_only: bool,
    endpoints: Option<Vec<String>>,
}

impl PolicyBuilder {
    /// A builder without directives.
    pub fn new() -> Self {
        Self::default()
    }

    /// A builder with the directives of a mapping.
    pub fn from_mapping(mapping: PolicyMapping) -> Self {
        Self {
            mapping,
            ..Self::default()
        }
    }

    /// A builder with the directives of a serialized policy, in which
    /// [`source::NONCE`](crate::policy::source::NONCE) may stand.
    ///
    /// It is as strict as any other: this is for policies that you write, not for reading what a
    /// server sends ([`Policy::parse`](crate::Policy::parse)).
    pub fn from_text(text: &str) -> Self {
        let mut mapping = PolicyMapping::new();
        for directive in text.split(';') {
            let directive = directive.trim_ascii();
            match directive.split_once(|character: char| character.is_ascii_whitespace()) {
                Some((name, value)) => mapping.push(name, DirectiveValue::from(value)),
                None if directive.is_empty() => {}
                None => mapping.push(directive, DirectiveValue::Present),
            }
        }
        Self::from_mapping(mapping)
    }

    /// Names the setting the directives come from, for messages.
    pub fn setting(mut self, setting: impl Into<String>) -> Self {
        self.setting = setting.into();
        self
    }

    /// Says that the policy will be sent report-only, where some directives are ignored.
    pub fn report_only(mut self, report_only: bool) -> Self {
        self.report_only = report_only;
        self
    }

    /// Says which names `report-to` may use. Without this call its name is not checked.
    pub fn endpoints(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.endpoints = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// Adds a directive.
    pub fn directive(mut self, name: impl Into<String>, value: impl Into<DirectiveValue>) -> Self {
        self.mapping.push(name, value);
        self
    }

    /// Checks everything.
    ///
    /// # Errors
    ///
    /// The first fault, naming setting, directive and value, with the correction; see
    /// [`ErrorKind`].
    pub fn build(self) -> Result<BuiltPolicy, Error> {
        let setting = self.setting.clone();
        self.check().map_err(|error| error.in_setting(setting))
    }

    fn check(self) -> Result<BuiltPolicy, Error> {
        let mut warnings = Vec::new();
        let mut directives: Vec<BuiltDirective> = Vec::new();
        for (name, values) in self.mapping.iter() {
            let directive = self.check_directive(name, values, &mut warnings)?;
            if directives
                .iter()
                .any(|other| other.name() == directive.name())
            {
                return Err(Error::new(
                    ErrorKind::RepeatedDirective,
                    "the directive is given twice, and browsers obey only the first; \
                     join the two lists",
                )
                .in_directive(name));
            }
            directives.push(directive);
        }
        whole::check(&directives, &mut warnings)?;
        Ok(BuiltPolicy::new(directives, warnings))
    }

    fn check_directive(
        &self,
        name: &str,
        values: &[String],
        warnings: &mut Vec<Diagnostic>,
    ) -> Result<BuiltDirective, Error> {
        let known_name = name::check(name, self.report_only, warnings)?;
        let context = value::Context {
            directive: name,
            known_name,
            endpoints: self.endpoints.as_deref(),
        };
        value::check_all(values, &context, warnings).map_err(|error| error.in_directive(name))?;
        Ok(BuiltDirective::new(name, known_name, values))
    }
}
