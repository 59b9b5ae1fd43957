//! "Did you mean": words that are one slip of the finger apart.

/// The candidate that `word` most likely stands for, if it is one typo away: one character too
/// many, too few or wrong, two swapped, or only case and separators that differ.
pub(crate) fn closest<'c>(
    word: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    // Longer words are no typo of anything, and comparing them would cost time for nothing.
    if word.len() > 64 {
        return None;
    }
    let word = simplify(word);
    candidates
        .into_iter()
        .filter(|candidate| is_one_edit_apart(&word, &simplify(candidate)))
        // Of several, the one that starts alike: people seldom mistype the beginning.
        .max_by_key(|candidate| {
            let candidate = simplify(candidate);
            word.iter()
                .zip(&candidate)
                .take_while(|(a, b)| a == b)
                .count()
        })
}

/// `scriptSrc`, `script_src` and `Script-Src` are all `script-src` to a person.
fn simplify(word: &str) -> Vec<char> {
    word.chars()
        .filter(|character| !matches!(character, '-' | '_' | ' '))
        .map(|character| character.to_ascii_lowercase())
        .collect()
}

/// Whether the two are equal or one insertion, deletion, substitution or swap apart.
fn is_one_edit_apart(a: &[char], b: &[char]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if long.len() - short.len() > 1 {
        return false;
    }
    let start = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    let (short, long) = (&short[start..], &long[start..]);
    match (short, long) {
        ([], _) => true,
        ([first, second, rest @ ..], [x, y, others @ ..])
            if first == y && second == x && rest == others =>
        {
            true
        }
        _ if short.len() == long.len() => short[1..] == long[1..],
        _ => *short == long[1..],
    }
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn typos_are_found_and_other_words_are_not() {
        let names = [
            "script-src",
            "script-src-elem",
            "style-src",
            "img-src",
            "default-src",
        ];
        for (word, expected) in [
            ("script_src", Some("script-src")),
            ("scriptSrc", Some("script-src")),
            ("scirpt-src", Some("script-src")),
            ("scrpt-src", Some("script-src")),
            ("script-srcs", Some("script-src")),
            ("script-srx", Some("script-src")),
            ("image-src", None),
            ("fenced-frame-src", None),
            ("", None),
        ] {
            assert_eq!(closest(word, names), expected, "{word}");
        }
    }
}
