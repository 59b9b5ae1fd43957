//! A policy with the hashes of what stands inline in one response.

use crate::policy::{DirectiveName, Keyword, SourceExpression, source};

use super::{BuiltDirective, BuiltPolicy};

impl BuiltPolicy {
    /// The policy with these hash-sources in the list that decides for `name`, so that inline
    /// scripts ([`DirectiveName::ScriptSrcElem`]) or styles ([`DirectiveName::StyleSrcElem`]) of
    /// these hashes are allowed.
    ///
    /// Where `default-src` decides, the hashes get a `script-src` or `style-src` that starts with
    /// its values. `'none'` gives way.
    ///
    /// A list under which every inline script or style runs is left as it is: a hash in it would
    /// make browsers ignore `'unsafe-inline'`, on which the rest of the page may rely. So is a
    /// policy without such a list, and whatever is no hash-source is left out.
    ///
    /// The base of the page is not asked for, as it is for hashes in settings: what these hashes
    /// allow stands in the page and is loaded from nowhere.
    ///
    /// ```
    /// use stockade::PolicyBuilder;
    /// use stockade::policy::{DirectiveName, HashAlgorithm};
    ///
    /// let policy = PolicyBuilder::from_text("default-src 'self'; img-src *").build()?;
    /// let hash = HashAlgorithm::Sha256.source("start()");
    /// let policy = policy.with_inline_hashes(DirectiveName::ScriptSrcElem, [&hash]);
    /// assert_eq!(
    ///     policy.compile().without_nonce(),
    ///     format!("default-src 'self'; img-src *; script-src 'self' {hash}"),
    /// );
    /// # Ok::<(), stockade::Error>(())
    /// ```
    ///
    /// Specification: [does element match source list for type and source?](https://w3c.github.io/webappsec-csp/#match-element-to-source-list)
    #[must_use]
    pub fn with_inline_hashes(
        &self,
        name: DirectiveName,
        hashes: impl IntoIterator<Item = impl AsRef<str>>,
    ) -> Self {
        let hashes: Vec<String> = hashes
            .into_iter()
            .filter(|hash| is_hash(hash.as_ref()))
            .map(|hash| hash.as_ref().to_owned())
            .collect();
        let list = self
            .operative_directive(name)
            .filter(|list| !hashes.is_empty() && name.governs_inline() && !allows_all(list));
        match list {
            Some(list) => self.with_added_values(receiver(list, name), hashes),
            None => self.clone(),
        }
    }

    fn with_added_values(&self, name: &str, values: Vec<String>) -> Self {
        let mut mapping = self.to_mapping();
        mapping.update([(name, values)]);
        let directives = mapping
            .iter()
            .map(|(name, values)| BuiltDirective::new(name, DirectiveName::parse(name), values));
        self.with_directives(directives.collect())
    }
}

/// The directive that takes the hashes: the one that decides, but never `default-src`, which knows
/// no scripts from styles.
fn receiver(list: &BuiltDirective, name: DirectiveName) -> &str {
    match (list.known_name(), name.fallbacks().first()) {
        (Some(DirectiveName::DefaultSrc), Some(nearest)) => nearest.as_str(),
        _ => list.name(),
    }
}

fn is_hash(value: &str) -> bool {
    matches!(
        SourceExpression::parse(value),
        Ok(SourceExpression::Hash(_))
    )
}

/// Whether browsers run everything inline under this list.
///
/// Specification: [allows all inline behavior](https://w3c.github.io/webappsec-csp/#allow-all-inline).
fn allows_all(list: &BuiltDirective) -> bool {
    let has = |keyword: Keyword| {
        let values = || list.values().iter().map(|value| Keyword::parse(value));
        values().any(|value| value == Some(keyword))
    };
    let switched_off = list
        .values()
        .iter()
        .any(|value| value == source::NONCE || is_hash(value))
        || (has(Keyword::StrictDynamic)
            && list
                .known_name()
                .is_some_and(|name| Keyword::StrictDynamic.has_effect_in(name)));
    has(Keyword::UnsafeInline) && !switched_off
}
