//! The code inside a construct, read as far as is needed to know where it ends.

use super::super::Delimiters;
use super::super::text::{is_space, leading_space, quoted_length};

/// What ends a piece of code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CodeEnd {
    Variable,
    Block,
    /// The end of the line.
    Line,
}

/// The delimiter that ends a piece of code, from its whitespace control on.
#[derive(Debug)]
pub(super) struct Closing {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) trims_after: bool,
}

impl Closing {
    /// Where code ends that nothing closes.
    pub(super) fn end_of_file(source: &str) -> Self {
        Self {
            start: source.len(),
            end: source.len(),
            trims_after: false,
        }
    }
}

/// Where the code ends that begins at `from`: at the first delimiter that is in no string and
/// between no brackets. None if there is no such, or if Jinja2 cannot read the code before it.
pub(super) fn closing(
    source: &str,
    from: usize,
    end: CodeEnd,
    delimiters: &Delimiters,
) -> Option<Closing> {
    let mut at = from;
    let mut open_brackets = Vec::new();
    loop {
        let rest = source.get(at..)?;
        if open_brackets.is_empty()
            && let Some(closing) = closing_at(rest, at, end, delimiters)
        {
            return Some(closing);
        }
        at += token_length(rest, &mut open_brackets)?;
    }
}

fn closing_at(rest: &str, at: usize, end: CodeEnd, delimiters: &Delimiters) -> Option<Closing> {
    let (delimiter, signs) = match end {
        CodeEnd::Variable => (delimiters.variable_end.as_str(), "-"),
        CodeEnd::Block => (delimiters.block_end.as_str(), "-+"),
        CodeEnd::Line => return line_end(rest, at),
    };
    let sign = rest.chars().next().filter(|sign| signs.contains(*sign));
    let signed = sign.filter(|_| {
        rest.get(1..)
            .is_some_and(|unsigned| unsigned.starts_with(delimiter))
    });
    (signed.is_some() || rest.starts_with(delimiter)).then(|| Closing {
        start: at,
        end: at + usize::from(signed.is_some()) + delimiter.len(),
        trims_after: signed == Some('-'),
    })
}

/// A line statement takes the empty lines after it along.
fn line_end(rest: &str, at: usize) -> Option<Closing> {
    let space = rest.get(..leading_space(rest))?;
    let length = if space.len() == rest.len() {
        space.len()
    } else {
        space.rfind(['\n', '\r'])? + 1
    };
    Some(Closing {
        start: at,
        end: at + length,
        trims_after: false,
    })
}

/// How long the token is that the text begins with. None where Jinja2 knows no token.
fn token_length(text: &str, open_brackets: &mut Vec<char>) -> Option<usize> {
    let first = text.chars().next()?;
    match first {
        _ if is_space(first) => Some(leading_space(text)),
        _ if is_word(first) => Some(word_length(text)),
        '"' | '\'' => quoted_length(text),
        '(' | '[' | '{' => {
            open_brackets.push(first);
            Some(1)
        }
        ')' | ']' | '}' => (open_brackets.pop()? == opening_bracket(first)).then_some(1),
        _ => operator_length(text),
    }
}

/// How long the name or number is that the text begins with.
///
/// Which letters a name may hold is left to Jinja2: it refuses the rest of Unicode anywhere outside
/// of a string.
pub(super) fn word_length(text: &str) -> usize {
    text.find(|character| !is_word(character))
        .unwrap_or(text.len())
}

fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric()
        || character == '_'
        || (!character.is_ascii() && !is_space(character))
}

fn opening_bracket(closing: char) -> char {
    match closing {
        ')' => '(',
        ']' => '[',
        _ => '{',
    }
}

fn operator_length(text: &str) -> Option<usize> {
    const LONG: [&str; 6] = ["//", "**", "==", "!=", ">=", "<="];
    if LONG.iter().any(|operator| text.starts_with(operator)) {
        return Some(2);
    }
    text.starts_with([
        '+', '-', '/', '*', '%', '~', '>', '<', '=', '.', ':', '|', ',', ';',
    ])
    .then_some(1)
}
