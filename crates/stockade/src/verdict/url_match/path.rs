//! Paths, compared as browsers do: percent-decoded as a whole.

/// Whether the path of an address is what a source expression names: below it if that ends with a
/// slash, else the same.
///
/// Browsers decode the whole path before they compare, so that `/a%2Fb` is `/a/b`; the
/// specification compares the decoded pieces between slashes. What is not UTF-8 then is read as
/// Latin-1.
///
/// Specification: [path-part matches](https://w3c.github.io/webappsec-csp/#match-paths).
pub(super) fn path_matches(expression: &str, path: &str) -> bool {
    if !expression.contains('%') && !path.contains('%') {
        return if expression.ends_with('/') {
            path.starts_with(expression)
        } else {
            path == expression
        };
    }
    let (expression, path) = (Decoded::new(expression), Decoded::new(path));
    let is_folder = expression.bytes().last() == Some(b'/');
    let mut rest = path.characters();
    let starts = expression
        .characters()
        .all(|wanted| rest.next() == Some(wanted));
    starts && (is_folder || rest.next().is_none())
}

/// A percent-decoded path, one byte at a time.
struct Decoded<'p> {
    path: &'p str,
    is_utf8: bool,
}

impl<'p> Decoded<'p> {
    fn new(path: &'p str) -> Self {
        let mut decoded = Self {
            path,
            is_utf8: true,
        };
        decoded.is_utf8 = decoded.is_valid_utf8();
        decoded
    }

    fn bytes(&self) -> impl Iterator<Item = u8> + use<'p> {
        percent_decoded(self.path)
    }

    /// The bytes as UTF-8: what was Latin-1 is encoded.
    fn characters(&self) -> impl Iterator<Item = u8> + use<'p> {
        let is_utf8 = self.is_utf8;
        self.bytes().flat_map(move |byte| {
            let as_latin1 = [0xC0 | (byte >> 6), 0x80 | (byte & 0x3F)];
            let (encoded, length) = if is_utf8 || byte.is_ascii() {
                ([byte, 0], 1)
            } else {
                (as_latin1, 2)
            };
            encoded.into_iter().take(length)
        })
    }

    fn is_valid_utf8(&self) -> bool {
        let mut bytes = self.bytes();
        while let Some(first) = bytes.next() {
            let mut character = [first, 0, 0, 0];
            let length = match first {
                0x00..=0x7F => 1,
                0xC0..=0xDF => 2,
                0xE0..=0xEF => 3,
                0xF0..=0xFF => 4,
                0x80..=0xBF => return false,
            };
            for place in &mut character[1..length] {
                let Some(byte) = bytes.next() else {
                    return false;
                };
                *place = byte;
            }
            if std::str::from_utf8(&character[..length]).is_err() {
                return false;
            }
        }
        true
    }
}

/// The bytes of a text; `%` without two hexadecimal digits behind it stands for itself.
pub(in crate::verdict) fn percent_decoded(text: &str) -> impl Iterator<Item = u8> {
    let text = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let (byte, length) = match text.get(at..)? {
            [b'%', high, low, ..] => match (hex_digit(*high), hex_digit(*low)) {
                (Some(high), Some(low)) => (high * 16 + low, 3),
                _ => (b'%', 1),
            },
            [byte, ..] => (*byte, 1),
            [] => return None,
        };
        at += length;
        Some(byte)
    })
}

fn hex_digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::path_matches;

    #[test]
    fn paths_are_compared_decoded() {
        for (expression, path) in [
            ("/a/", "/a/b"),
            ("/a/", "/a/"),
            ("/a", "/a"),
            ("/", "/anything"),
            ("/a%2Fb", "/a/b"),
            ("/a/b", "/a%2fb"),
            ("/a%2F", "/a/b"),
            ("/%61", "/a"),
            ("/caf%C3%A9", "/caf%E9"),
            ("/caf%E9", "/caf%C3%A9"),
            ("/100%", "/100%"),
            ("/%zz", "/%zz"),
        ] {
            assert!(path_matches(expression, path), "{expression} {path}");
        }
    }

    #[test]
    fn other_paths_differ() {
        for (expression, path) in [
            ("/a", "/a/"),
            ("/a/", "/a"),
            ("/a", "/A"),
            ("/a%2Fb", "/a"),
            ("/a", "/a%2Fb"),
            ("/caf%E9", "/caf%E8"),
        ] {
            assert!(!path_matches(expression, path), "{expression} {path}");
        }
    }
}
