//! Character references: `&amp;`, `&#38;`, `&#x26;`.
//!
//! Specification: [character reference state](https://html.spec.whatwg.org/multipage/parsing.html#character-reference-state).

use super::named_reference;

/// Where a character reference stands, which decides what one without a semicolon means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// In the value of an attribute.
    Attribute,
    /// In the text of an element.
    Text,
}

/// Reads the character reference that `text` begins with and appends what it stands for. Returns
/// how long it is; `None` if it is none, but an ampersand.
pub(super) fn read(text: &str, standing: Standing, decoded: &mut String) -> Option<usize> {
    let rest = text.strip_prefix('&')?;
    match rest.as_bytes().first()? {
        b'#' => read_number(rest.get(1..)?, decoded).map(|length| length + 2),
        byte if byte.is_ascii_alphanumeric() => {
            read_name(rest, standing, decoded).map(|length| length + 1)
        }
        _ => None,
    }
}

fn read_name(text: &str, standing: Standing, decoded: &mut String) -> Option<usize> {
    let (name, characters) = named_reference::longest(text)?;
    let next = text.as_bytes().get(name.len());
    // `?a=1&copy=2` in an address has always been meant as it is written.
    if standing == Standing::Attribute
        && !name.ends_with(';')
        && next.is_some_and(|&byte| byte == b'=' || byte.is_ascii_alphanumeric())
    {
        return None;
    }
    decoded.extend(characters);
    Some(name.len())
}

fn read_number(text: &str, decoded: &mut String) -> Option<usize> {
    let (digits, radix, prefix) = match text.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16, 1),
        None => (text, 10, 0),
    };
    let length = digits
        .bytes()
        .take_while(|byte| char::from(*byte).is_digit(radix))
        .count();
    let digits = digits.get(..length).filter(|digits| !digits.is_empty())?;
    // What overflows is no character either.
    let number = u32::from_str_radix(digits, radix).unwrap_or(u32::MAX);
    decoded.push(character(number));
    let semicolon = usize::from(text.as_bytes().get(prefix + length) == Some(&b';'));
    Some(prefix + length + semicolon)
}

/// Specification: [numeric character reference end state](https://html.spec.whatwg.org/multipage/parsing.html#numeric-character-reference-end-state).
fn character(number: u32) -> char {
    match number {
        0 => char::REPLACEMENT_CHARACTER,
        0x80..=0x9F => WINDOWS_1252
            .get(number as usize - 0x80)
            .copied()
            .unwrap_or(char::REPLACEMENT_CHARACTER),
        _ => char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}

/// What authors of old meant by the numbers from 0x80 to 0x9F.
const WINDOWS_1252: [char; 32] = [
    '\u{20AC}', '\u{81}', '\u{201A}', '\u{0192}', '\u{201E}', '\u{2026}', '\u{2020}', '\u{2021}',
    '\u{02C6}', '\u{2030}', '\u{0160}', '\u{2039}', '\u{0152}', '\u{8D}', '\u{017D}', '\u{8F}',
    '\u{90}', '\u{2018}', '\u{2019}', '\u{201C}', '\u{201D}', '\u{2022}', '\u{2013}', '\u{2014}',
    '\u{02DC}', '\u{2122}', '\u{0161}', '\u{203A}', '\u{0153}', '\u{9D}', '\u{017E}', '\u{0178}',
];

#[cfg(test)]
mod tests {
    use super::{Standing, read};

    fn decoded(text: &str, standing: Standing) -> Option<(String, usize)> {
        let mut decoded = String::new();
        read(text, standing, &mut decoded).map(|length| (decoded, length))
    }

    #[test]
    fn references_stand_for_characters() {
        for (reference, character, length) in [
            ("&amp;b", "&", 5),
            ("&amp b", "&", 4),
            ("&notin;", "\u{2209}", 7),
            ("&notit;", "\u{AC}", 4),
            ("&NotEqualTilde;", "\u{2242}\u{338}", 15),
            ("&#97;b", "a", 5),
            ("&#97b", "a", 4),
            ("&#x61;", "a", 6),
            ("&#X61g", "a", 5),
            ("&#128;", "\u{20AC}", 6),
            ("&#0;", "\u{FFFD}", 4),
            ("&#xD800;", "\u{FFFD}", 8),
            ("&#99999999999;", "\u{FFFD}", 14),
        ] {
            let expected = Some((character.to_owned(), length));
            assert_eq!(decoded(reference, Standing::Text), expected, "{reference}");
        }
    }

    #[test]
    fn an_ampersand_alone_stands_for_itself() {
        for text in [
            "&",
            "& ",
            "&;",
            "&#;",
            "&#x;",
            "&#xg",
            "&nothing;at;all",
            "&a",
        ] {
            assert_eq!(
                decoded(text, Standing::Text).filter(|_| text != "&nothing;at;all"),
                None
            );
        }
    }

    #[test]
    fn the_parameters_of_an_address_are_no_references() {
        assert_eq!(decoded("&copy=2", Standing::Attribute), None);
        assert_eq!(decoded("&copying", Standing::Attribute), None);
        assert!(decoded("&copy=2", Standing::Text).is_some());
        assert!(decoded("&copy;=2", Standing::Attribute).is_some());
        assert!(decoded("&copy'", Standing::Attribute).is_some());
    }
}
