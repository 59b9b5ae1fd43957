//! Character references by name: `&lt;`.

use std::sync::LazyLock;

/// Every name with its characters in hexadecimal, sorted by name. Some names need no semicolon.
///
/// The data is that of [named character references](https://html.spec.whatwg.org/multipage/named-characters.html).
const TABLE: &str = include_str!("named_references.txt");

static NAMES: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    TABLE
        .lines()
        .filter_map(|line| line.split_once(' '))
        .collect()
});

/// The length of the longest name.
const LONGEST: usize = 32;

/// The longest name that `text` begins with, and the characters it stands for.
pub(super) fn longest(text: &str) -> Option<(&'static str, impl Iterator<Item = char>)> {
    let end = text
        .bytes()
        .take(LONGEST)
        .position(|byte| !byte.is_ascii_alphanumeric())
        .map_or(text.len().min(LONGEST), |end| {
            end + usize::from(text.as_bytes().get(end) == Some(&b';'))
        });
    (2..=end).rev().find_map(|length| {
        let name = text.get(..length)?;
        let index = NAMES.binary_search_by_key(&name, |(name, _)| name).ok()?;
        let (name, characters) = NAMES.get(index)?;
        let characters = characters.split(' ').filter_map(|digits| {
            u32::from_str_radix(digits, 16)
                .ok()
                .and_then(char::from_u32)
        });
        Some((*name, characters))
    })
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, NAMES};

    #[test]
    fn the_table_is_complete_sorted_and_has_no_longer_names() {
        assert_eq!(NAMES.len(), 2231);
        assert!(NAMES.is_sorted());
        assert!(NAMES.iter().all(|(name, _)| name.len() <= LONGEST));
    }
}
