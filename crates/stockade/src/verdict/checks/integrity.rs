//! The `integrity` attribute of external scripts.

use crate::policy::{Directive, HashAlgorithm, Policy, SourceExpression, Value};

use super::hash::Digest;

/// The hash-source of the first item, if the list has one for every item.
///
/// Browsers compare the decoded digests, so that padding and base64url make no difference; the
/// specification compares the texts.
///
/// Specification: [does integrity metadata match source list?](https://w3c.github.io/webappsec-csp/#match-integrity-metadata-to-source-list)
pub(super) fn matching_hash<'p>(
    policy: &Policy,
    directive: Directive<'p>,
    integrity: &str,
) -> Option<Value<'p>> {
    let mut first = None;
    for item in items(integrity) {
        let source = directive
            .values()
            .find(|value| has_hash(policy, *value, item))?;
        first.get_or_insert(source);
    }
    first
}

fn has_hash(policy: &Policy, value: Value<'_>, (algorithm, digest): (HashAlgorithm, &str)) -> bool {
    matches!(value.source(), Some(SourceExpression::Hash(hash))
        if hash.algorithm == algorithm
            && Digest::decode(policy.text(hash.digest))
                .is_some_and(|wanted| Some(wanted) == Digest::decode(digest)))
}

/// Whether the attribute names a digest of an algorithm that browsers know.
pub(in crate::verdict) fn names_digest(integrity: &str) -> bool {
    items(integrity).next().is_some()
}

/// Specification: [parse metadata](https://w3c.github.io/webappsec-subresource-integrity/#parse-metadata).
fn items(integrity: &str) -> impl Iterator<Item = (HashAlgorithm, &str)> {
    integrity.split_ascii_whitespace().filter_map(|item| {
        let item = item.split('?').next()?;
        HashAlgorithm::ALL.into_iter().find_map(|algorithm| {
            let digest = algorithm
                .prefixes()
                .into_iter()
                .find_map(|prefix| item.strip_prefix(prefix))?;
            Some((algorithm, digest))
        })
    })
}
