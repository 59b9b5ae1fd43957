//! What begins a construct, and where the next one begins.

use std::cmp::Reverse;

use super::super::Delimiters;
use super::super::text::{is_space, leading_space};

/// The kinds of openings. Where two could begin at one place, the longer text wins, and of two
/// equally long ones the kind that stands first here: it comes last in the alphabet by the name of
/// its token in Jinja2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum OpeningKind {
    /// `{% raw %}` as a whole, which is tried before anything else.
    Raw,
    Variable,
    LineStatement,
    LineComment,
    Comment,
    Block,
}

/// The beginning of a construct.
#[derive(Debug)]
pub(super) struct Opening {
    pub(super) kind: OpeningKind,
    pub(super) start: usize,
    /// Where the content begins, after `-` and `+`.
    pub(super) end: usize,
    pub(super) trims_before: bool,
    /// Of a whole marker, such as `{% raw -%}`: whether it trims what follows.
    pub(super) trims_content: bool,
}

/// The openings of an environment, those first that win over others.
pub(super) struct Openings<'d> {
    delimiters: &'d Delimiters,
    texts: Vec<(OpeningKind, &'d str)>,
    /// Whether an opening can begin with a byte.
    begins: [bool; 256],
}

impl<'d> Openings<'d> {
    pub(super) fn new(delimiters: &'d Delimiters) -> Self {
        let mut texts = vec![
            (OpeningKind::Variable, delimiters.variable_start.as_str()),
            (OpeningKind::Comment, delimiters.comment_start.as_str()),
            (OpeningKind::Block, delimiters.block_start.as_str()),
        ];
        let statement = delimiters.line_statement.as_deref();
        texts.extend(statement.map(|prefix| (OpeningKind::LineStatement, prefix)));
        let comment = delimiters.line_comment.as_deref();
        texts.extend(comment.map(|prefix| (OpeningKind::LineComment, prefix)));
        texts.sort_by_key(|&(kind, text)| (Reverse(text.chars().count()), kind));
        texts.insert(0, (OpeningKind::Raw, delimiters.block_start.as_str()));
        texts.retain(|(_, text)| !text.is_empty());

        let mut begins = [false; 256];
        for byte in texts.iter().filter_map(|(_, text)| text.bytes().next()) {
            begins[usize::from(byte)] = true;
        }
        Self {
            delimiters,
            texts,
            begins,
        }
    }

    /// The first opening in the text from `from` on.
    pub(super) fn next(&self, source: &str, from: usize) -> Option<Opening> {
        source
            .bytes()
            .enumerate()
            .skip(from)
            .filter(|(_, byte)| self.begins[usize::from(*byte)])
            .find_map(|(at, _)| self.opening_at(source, from, at))
    }

    /// The opening whose text stands at `at`.
    fn opening_at(&self, source: &str, from: usize, at: usize) -> Option<Opening> {
        let rest = source.get(at..)?;
        self.texts
            .iter()
            .filter(|(_, text)| rest.starts_with(text))
            .filter_map(|&(kind, text)| {
                if kind == OpeningKind::Raw {
                    return marker(source, at, "raw", self.delimiters);
                }
                let start = start(source, from, at, kind)?;
                Some(signed(source, kind, start, at + text.len()))
            })
            // An indentation belongs to the statement, which therefore begins before its rivals.
            .min_by_key(|opening| opening.start)
    }
}

/// Where an opening of a kind begins whose text stands at `at`, if that is a place for it.
fn start(source: &str, from: usize, at: usize, kind: OpeningKind) -> Option<usize> {
    let before = source.get(from..at)?;
    let unindented = match kind {
        OpeningKind::LineStatement => before.trim_end_matches([' ', '\t', '\x0b']),
        OpeningKind::LineComment => {
            before.trim_end_matches(|character| is_space(character) && !is_line_end(character))
        }
        _ => return Some(at),
    };
    let start = from + unindented.len();
    let previous = source.get(..start)?.chars().next_back();
    let may_begin = previous.is_none_or(|previous| {
        is_line_end(previous) || (kind == OpeningKind::LineComment && !is_space(previous))
    });
    may_begin.then_some(start)
}

fn is_line_end(character: char) -> bool {
    matches!(character, '\n' | '\r')
}

/// An opening with the whitespace control that may follow its text.
fn signed(source: &str, kind: OpeningKind, start: usize, end: usize) -> Opening {
    let sign = source.as_bytes().get(end);
    Opening {
        kind,
        start,
        end: end + usize::from(matches!(sign, Some(b'-' | b'+'))),
        trims_before: sign == Some(&b'-'),
        trims_content: false,
    }
}

/// `{% raw %}` or `{% endraw %}`, if it stands at `at`.
pub(super) fn marker(
    source: &str,
    at: usize,
    name: &str,
    delimiters: &Delimiters,
) -> Option<Opening> {
    let block = source
        .get(at..)?
        .strip_prefix(delimiters.block_start.as_str())?;
    let opening = signed(source, OpeningKind::Raw, at, source.len() - block.len());
    let rest = source.get(opening.end..)?;
    let after_name = skip_space(rest).strip_prefix(name)?;
    let closing = skip_space(after_name);
    let block_end = delimiters.block_end.as_str();
    let unsigned = match closing.strip_prefix('-') {
        Some(unsigned) if unsigned.starts_with(block_end) => unsigned,
        // Jinja2 takes `{% endraw +%}`, but no `{% raw +%}`.
        _ if name == "endraw" => closing.strip_prefix('+').unwrap_or(closing),
        _ => closing,
    };
    let after = unsigned.strip_prefix(block_end)?;
    Some(Opening {
        end: source.len() - after.len(),
        trims_content: unsigned.len() < closing.len() && closing.starts_with('-'),
        ..opening
    })
}

fn skip_space(text: &str) -> &str {
    text.get(leading_space(text)..).unwrap_or_default()
}
