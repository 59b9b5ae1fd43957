//! A template as a tokenizer of HTML should see it: of the same length, without template syntax.

use super::text::is_space;
use super::{Construct, ConstructKind};

/// A template in which no template syntax is left. Each byte stands where it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Masked {
    /// The literal text as it was. What prints something, or may, is bytes 0x01; what prints
    /// nothing is spaces, unless it joins what stands before it to what stands after it
    /// (`data-x{# … #}src`), because spaces would part the two. Line feeds stay everywhere.
    pub text: String,
    /// The constructs that stand inside a tag's name or directly after it (`<script{{ x }}`), by
    /// their places in the list, in order. In the text they begin with a space, so that the name
    /// is seen, but it may be longer in what is printed.
    pub touches_tag_name: Vec<usize>,
    /// The constructs that stand where a tag's name begins: `<{{ tag }}`.
    pub dynamic_tag_names: Vec<usize>,
}

/// Hides the `constructs` of a template from a tokenizer of HTML.
///
/// ```
/// use stockade_markup::template::syntax::{Dialect, lex, mask};
///
/// let source = "<p {% if a<b %}hidden{% endif %}>";
/// let masked = mask(source, &lex(source, &Dialect::Django));
/// assert_eq!(masked.text.replace('\x01', "."), "<p ............hidden...........>");
/// ```
pub fn mask(source: &str, constructs: &[Construct]) -> Masked {
    let mut masked = Masked {
        text: String::with_capacity(source.len()),
        touches_tag_name: Vec::new(),
        dynamic_tag_names: Vec::new(),
    };
    let texts = Texts { source, constructs };
    let mut name = TagName::No;
    for (index, construct) in constructs.iter().enumerate() {
        masked.text.push_str(texts.before(index));
        name = name.after(texts.printed_before(index));
        match name {
            TagName::No => {}
            TagName::Begins => masked.dynamic_tag_names.push(index),
            TagName::Continues => masked.touches_tag_name.push(index),
        }
        let filler = if prints_nothing(construct) && !texts.joins(index) {
            ' '
        } else {
            '\x01'
        };
        let hidden = texts.inside(index);
        masked.text.extend(fill(hidden, filler, name));
        name = name.after_construct(construct);
    }
    masked.text.push_str(texts.before(constructs.len()));
    masked
}

fn prints_nothing(construct: &Construct) -> bool {
    matches!(
        construct.kind,
        ConstructKind::Comment | ConstructKind::Verbatim
    )
}

/// As many bytes as the construct has.
fn fill(hidden: &str, filler: char, name: TagName) -> impl Iterator<Item = char> {
    hidden.bytes().enumerate().map(move |(index, byte)| {
        if byte == b'\n' {
            '\n'
        } else if index == 0 && name == TagName::Continues {
            ' '
        } else {
            filler
        }
    })
}

/// Whether the printed text, as far as it is read, ends in the name of a tag.
///
/// It need not be one: `1<b` in a script looks the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TagName {
    No,
    /// `<` or `</` is the last of it.
    Begins,
    Continues,
}

impl TagName {
    /// The state after some more text.
    fn after(self, text: &str) -> Self {
        let tail = text.rfind('<').and_then(|start| text.get(start + 1..));
        let (state, text) = match tail {
            Some(name) => (Self::Begins, name),
            None => (self, text),
        };
        if text.is_empty() {
            return state;
        }
        match state {
            Self::No => Self::No,
            Self::Begins if text == "/" => Self::Begins,
            Self::Begins => {
                let name = text.strip_prefix('/').unwrap_or(text);
                Self::if_whole(name, name.starts_with(|c: char| c.is_ascii_alphabetic()))
            }
            Self::Continues => Self::if_whole(text, true),
        }
    }

    /// The state after a construct: what it prints goes on with a name, or begins one.
    fn after_construct(self, construct: &Construct) -> Self {
        match (self, &construct.kind) {
            (Self::Begins, ConstructKind::Expression(_)) => Self::Continues,
            _ => self,
        }
    }

    fn if_whole(name: &str, begins_well: bool) -> Self {
        let ends_name = |c: char| matches!(c, '\t' | '\n' | '\x0c' | '\r' | ' ' | '/' | '>');
        if begins_well && !name.contains(ends_name) {
            Self::Continues
        } else {
            Self::No
        }
    }
}

/// The literal texts between constructs.
struct Texts<'a> {
    source: &'a str,
    constructs: &'a [Construct],
}

impl<'a> Texts<'a> {
    fn inside(&self, index: usize) -> &'a str {
        let construct = self.constructs.get(index);
        construct
            .and_then(|construct| self.source.get(construct.span.range()))
            .unwrap_or_default()
    }

    /// What stands before a construct, or after the last one.
    fn before(&self, index: usize) -> &'a str {
        let previous = index
            .checked_sub(1)
            .and_then(|index| self.constructs.get(index));
        let start = previous.map_or(0, |previous| previous.span.range().end);
        let next = self.constructs.get(index);
        let end = next.map_or(self.source.len(), |next| next.span.range().start);
        self.source.get(start..end).unwrap_or_default()
    }

    /// What is printed of it.
    fn printed_before(&self, index: usize) -> &'a str {
        let mut text = self.before(index);
        let previous = index
            .checked_sub(1)
            .and_then(|index| self.constructs.get(index));
        if previous.is_some_and(|previous| previous.trims.after) {
            text = text.trim_start_matches(is_space);
        }
        let next = self.constructs.get(index);
        if next.is_some_and(|next| next.trims.before) {
            text = text.trim_end_matches(is_space);
        }
        text
    }

    /// Whether a construct that prints nothing stands in the middle of what may be one word.
    fn joins(&self, index: usize) -> bool {
        self.ends_word(index) && self.begins_word(index + 1)
    }

    /// Whether what is printed before a construct ends in a word. Where another construct is
    /// printed directly before it, that one may.
    fn ends_word(&self, index: usize) -> bool {
        let last = self.printed_before(index).chars().next_back();
        last.map_or(index > 0, is_of_word)
    }

    fn begins_word(&self, index: usize) -> bool {
        let first = self.printed_before(index).chars().next();
        first.map_or(index < self.constructs.len(), is_of_word)
    }
}

/// White space, quotes and these signs end a word by themselves, so that spaces beside them change
/// nothing.
fn is_of_word(character: char) -> bool {
    !is_space(character) && !matches!(character, '"' | '\'' | '=' | '<' | '>')
}
