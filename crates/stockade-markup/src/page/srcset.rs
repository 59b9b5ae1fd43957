//! The candidates of a `srcset`.
//!
//! Specification: [parse a srcset attribute](https://html.spec.whatwg.org/multipage/images.html#parsing-a-srcset-attribute).

use std::ops::Range;

/// One image of a `srcset`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate<'s> {
    pub(super) address: &'s str,
    /// Where the address stands in the attribute's value.
    pub(super) range: Range<usize>,
    /// Whether it is for a given width, `300w`.
    pub(super) has_width: bool,
    /// Whether it is for a screen of ordinary density: `1x`, or nothing said.
    pub(super) is_ordinary: bool,
}

/// The candidates that are well-formed, in order.
pub(super) fn candidates(srcset: &str) -> impl Iterator<Item = Candidate<'_>> {
    let mut position = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = &srcset[position..];
            let start = position + rest.len() - rest.trim_start_matches(is_space_or_comma).len();
            let rest = &srcset[start..];
            if rest.is_empty() {
                return None;
            }
            let end = start + rest.find(is_space).unwrap_or(rest.len());
            let address = srcset[start..end].trim_end_matches(',');
            let range = start..start + address.len();
            let descriptors = if range.end < end {
                position = end;
                ""
            } else {
                let length = descriptors_length(&srcset[end..]);
                position = end + length;
                &srcset[end..position]
            };
            if let Some((has_width, is_ordinary)) = read_descriptors(descriptors) {
                return Some(Candidate {
                    address,
                    range,
                    has_width,
                    is_ordinary,
                });
            }
        }
    })
}

/// Up to the next comma that stands in no parentheses.
fn descriptors_length(text: &str) -> usize {
    let mut in_parentheses = false;
    text.bytes()
        .position(|byte| match byte {
            b'(' => {
                in_parentheses = true;
                false
            }
            b')' => {
                in_parentheses = false;
                false
            }
            b',' => !in_parentheses,
            _ => false,
        })
        .unwrap_or(text.len())
}

/// Whether a width is given, and whether the density is ordinary; `None` if the candidate does not
/// count.
fn read_descriptors(text: &str) -> Option<(bool, bool)> {
    let (mut width, mut density, mut height) = (None, None, None);
    for descriptor in text.split(is_space).filter(|text| !text.is_empty()) {
        let (slot, number) = match descriptor.as_bytes().last()? {
            b'w' => (&mut width, descriptor.strip_suffix('w')?),
            b'h' => (&mut height, descriptor.strip_suffix('h')?),
            b'x' => (&mut density, descriptor.strip_suffix('x')?),
            _ => return None,
        };
        let number: f64 = number.parse().ok().filter(|number: &f64| *number >= 0.0)?;
        if slot.replace(number).is_some() {
            return None;
        }
    }
    if (density.is_some() && width.or(height).is_some()) || (height.is_some() && width.is_none()) {
        return None;
    }
    let has_width = width.is_some();
    Some((
        has_width,
        !has_width && density.is_none_or(|density| (density - 1.0).abs() < f64::EPSILON),
    ))
}

fn is_space(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\x0C' | '\r' | ' ')
}

fn is_space_or_comma(character: char) -> bool {
    is_space(character) || character == ','
}

#[cfg(test)]
mod tests {
    use super::candidates;

    fn addresses(srcset: &str) -> Vec<(&str, bool, bool)> {
        candidates(srcset)
            .map(|candidate| {
                (
                    candidate.address,
                    candidate.has_width,
                    candidate.is_ordinary,
                )
            })
            .collect()
    }

    #[test]
    fn candidates_are_split_at_commas_that_follow_space_or_descriptors() {
        assert_eq!(
            addresses("a.png, b.png 2x ,c,d.png 300w,data:,x 1.0x"),
            [
                ("a.png", false, true),
                ("b.png", false, false),
                ("c,d.png", true, false),
                ("data:,x", false, true),
            ],
        );
        assert_eq!(addresses(" , "), []);
    }

    #[test]
    fn a_candidate_with_a_bad_descriptor_does_not_count() {
        for srcset in ["a 2", "a 1x 2x", "a 1x 5w", "a 5h", "a -1x", "a (1x, b 2x"] {
            assert_eq!(addresses(srcset), [], "{srcset}");
        }
        assert_eq!(addresses("a 5w 5h"), [("a", true, false)]);
    }

    #[test]
    fn places_are_those_of_the_addresses() {
        let srcset = " a.png 2x,, b.png,";
        let found: Vec<_> = candidates(srcset).map(|c| &srcset[c.range]).collect();
        assert_eq!(found, ["a.png", "b.png"]);
    }
}
