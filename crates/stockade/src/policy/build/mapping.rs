//! Settings before they are checked.

use crate::policy::text::split_whitespace;
use crate::policy::{DirectiveName, Keyword, SourceExpression, source};

/// What a setting gives a directive.
///
/// Text is the directive's whole value and is split at white space; a list holds one value an item,
/// and white space inside an item is an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DirectiveValue {
    /// The directive is left out.
    Absent,
    /// The directive stands without a value.
    Present,
    /// The whole value.
    Text(String),
    /// The values one by one. An empty list leaves the directive out, as Django does.
    List(Vec<String>),
}

impl DirectiveValue {
    /// The values one by one, nothing checked; `None` where the directive is left out.
    fn into_values(self) -> Option<Vec<String>> {
        match self {
            Self::Absent => None,
            Self::Present => Some(Vec::new()),
            Self::Text(text) => Some(split_whitespace(&text).map(str::to_owned).collect()),
            Self::List(values) if values.is_empty() => None,
            Self::List(values) => Some(values),
        }
    }
}

impl From<&str> for DirectiveValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for DirectiveValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl<S: Into<String>> From<Vec<S>> for DirectiveValue {
    fn from(values: Vec<S>) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }
}

impl<S: Into<String>, const N: usize> From<[S; N]> for DirectiveValue {
    fn from(values: [S; N]) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }
}

/// `true` for a directive without a value, `false` for one that is left out.
impl From<bool> for DirectiveValue {
    fn from(present: bool) -> Self {
        if present { Self::Present } else { Self::Absent }
    }
}

impl<V: Into<Self>> From<Option<V>> for DirectiveValue {
    fn from(value: Option<V>) -> Self {
        value.map_or(Self::Absent, Into::into)
    }
}

/// Directives and their values in order, as settings have them: nothing is checked before
/// [`PolicyBuilder::build`](crate::PolicyBuilder::build).
///
/// ```
/// use stockade::PolicyMapping;
///
/// let mut mapping = PolicyMapping::from_iter([("default-src", "'self'"), ("img-src", "'none'")]);
/// mapping.update([("img-src", "data:"), ("font-src", "https://fonts.example")]);
/// let pairs: Vec<_> = mapping.iter().map(|(name, values)| (name, values.join(" "))).collect();
/// assert_eq!(pairs, [
///     ("default-src", "'self'".to_owned()),
///     ("img-src", "data:".to_owned()),
///     ("font-src", "'self' https://fonts.example".to_owned()),
/// ]);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PolicyMapping {
    directives: Vec<(String, Vec<String>)>,
}

impl PolicyMapping {
    /// A mapping without directives.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a directive behind the others, even if its name is there already.
    pub fn push(&mut self, name: impl Into<String>, value: impl Into<DirectiveValue>) {
        if let Some(values) = value.into().into_values() {
            self.directives.push((name.into(), values));
        }
    }

    /// The directives in order. An empty list is a directive without a value.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &[String])> {
        self.directives
            .iter()
            .map(|(name, values)| (name.as_str(), values.as_slice()))
    }

    /// Whether there is no directive at all: such a policy is not sent.
    pub fn is_empty(&self) -> bool {
        self.directives.is_empty()
    }

    /// Adds values, directive by directive: what was allowed stays allowed.
    ///
    /// `'none'` gives way to what is added. A fetch directive that is new here takes over from its
    /// [fallback](DirectiveName::fallbacks), so it starts with the fallback's values.
    pub fn update<N, V>(&mut self, additions: impl IntoIterator<Item = (N, V)>)
    where
        N: Into<String>,
        V: Into<DirectiveValue>,
    {
        for (name, value) in additions {
            let name = name.into();
            let Some(added) = value.into().into_values() else {
                continue;
            };
            let index = if let Some(index) = self.position(&name) {
                index
            } else {
                let inherited = self.inherited(&name);
                self.directives.push((name, inherited));
                self.directives.len() - 1
            };
            let values = &mut self.directives[index].1;
            if !added.is_empty() {
                values.retain(|value| !is_none_keyword(value));
            }
            for value in added {
                if !values.contains(&value) {
                    values.push(value);
                }
            }
        }
    }

    /// Replaces whole directives, each in its place; an absent value removes one.
    pub fn replace<N, V>(&mut self, replacements: impl IntoIterator<Item = (N, V)>)
    where
        N: Into<String>,
        V: Into<DirectiveValue>,
    {
        for (name, value) in replacements {
            let name = name.into();
            match (self.position(&name), value.into().into_values()) {
                (Some(index), Some(values)) => self.directives[index].1 = values,
                (Some(index), None) => drop(self.directives.remove(index)),
                (None, Some(values)) => self.directives.push((name, values)),
                (None, None) => {}
            }
        }
    }

    fn position(&self, name: &str) -> Option<usize> {
        self.directives
            .iter()
            .position(|(existing, _)| existing.eq_ignore_ascii_case(name))
    }

    /// The values that decide for `name` while it is absent, as far as they mean something there.
    fn inherited(&self, name: &str) -> Vec<String> {
        let Some(directive) = DirectiveName::parse(name) else {
            return Vec::new();
        };
        directive
            .fallbacks()
            .iter()
            .find_map(|fallback| self.position(fallback.as_str()))
            .map(|index| self.directives[index].1.iter())
            .into_iter()
            .flatten()
            .filter(|value| has_meaning_in(value, directive))
            .cloned()
            .collect()
    }
}

fn is_none_keyword(value: &str) -> bool {
    Keyword::parse(value) == Some(Keyword::None)
}

fn has_meaning_in(value: &str, directive: DirectiveName) -> bool {
    if value == source::NONCE {
        return directive.governs_inline();
    }
    match SourceExpression::parse(value) {
        Ok(SourceExpression::Keyword(keyword)) => keyword.has_effect_in(directive),
        Ok(SourceExpression::Nonce(_) | SourceExpression::Hash(_)) => directive.governs_inline(),
        Ok(_) | Err(_) => true,
    }
}

impl<N: Into<String>, V: Into<DirectiveValue>> FromIterator<(N, V)> for PolicyMapping {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(directives: I) -> Self {
        let mut mapping = Self::new();
        for (name, value) in directives {
            mapping.push(name, value);
        }
        mapping
    }
}
