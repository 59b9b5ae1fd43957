//! The arguments of tags and the calls in expressions, as far as they are no data.

use std::borrow::Cow;

use super::Dialect;
use super::text::{is_space, leading_space, quoted_length};

/// A value that stands in the template itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Literal<'a> {
    /// `"shop.js"`, without quotes and escapes.
    Text(Cow<'a, str>),
    /// `1` or `2.5`, as it is written.
    Number(&'a str),
    /// `true`, which is a name like any other to Django.
    Boolean(bool),
    /// `none`, likewise.
    None,
}

/// A call in a Jinja2 expression, all of whose arguments are literals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call<'a> {
    /// `url_for`, or with dots: `admin_static.url`.
    pub callee: &'a str,
    /// The arguments without names, which come first.
    pub positional: Vec<Literal<'a>>,
    /// The arguments with names.
    pub keyword: Vec<(&'a str, Literal<'a>)>,
}

/// Splits the arguments of a Django tag at white space outside of quotes, as
/// `Token.split_contents` does.
///
/// ```
/// use stockade_markup::template::syntax::arguments::split;
/// assert_eq!(split(r#""a b.js" as x|default:"c d""#), [r#""a b.js""#, "as", r#"x|default:"c d""#]);
/// ```
pub fn split(arguments: &str) -> Vec<&str> {
    let mut words = Words {
        text: arguments,
        never_closes: Vec::new(),
    };
    let mut bits = Vec::new();
    while let Some((start, end)) = words.next_bit(bits.last().map_or(0, |&(_, end)| end)) {
        bits.push((start, end));
    }
    join_translations(arguments, &bits)
}

/// Django takes `_("a` for the beginning of one bit that ends with `")`.
fn join_translations<'a>(arguments: &'a str, bits: &[(usize, usize)]) -> Vec<&'a str> {
    let text = |start, end| arguments.get(start..end).unwrap_or_default();
    let mut joined = Vec::with_capacity(bits.len());
    let mut bits = bits.iter();
    while let Some(&(start, mut end)) = bits.next() {
        let bit = text(start, end);
        let closing = match bit.get(..3) {
            Some(r#"_(""#) => r#"")"#,
            Some("_('") => "')",
            _ => "",
        };
        let mut last = bit;
        while !last.ends_with(closing)
            && let Some(&(next, next_end)) = bits.next()
        {
            last = text(next, next_end);
            end = next_end;
        }
        joined.push(text(start, end));
    }
    joined
}

struct Words<'a> {
    text: &'a str,
    /// The quotes that no other one closes any more. Looking again after each would take time that
    /// grows with the square of the text.
    never_closes: Vec<char>,
}

impl Words<'_> {
    /// The next run of text without white space outside of quotes.
    fn next_bit(&mut self, from: usize) -> Option<(usize, usize)> {
        let start = from + leading_space(self.text.get(from..)?);
        let mut end = start;
        let mut has_quotes = false;
        loop {
            let rest = self.text.get(end..)?;
            let plain = |character: char| is_space(character) || matches!(character, '"' | '\'');
            end += rest.find(plain).unwrap_or(rest.len());
            match self.quoted_length_at(end) {
                Some(length) => end += length,
                // Where a quote does not close, it separates, or is a letter like any other.
                None if has_quotes => return Some((start, end)),
                None => break,
            }
            has_quotes = true;
        }
        let rest = self.text.get(start..)?;
        let length = rest.find(is_space).unwrap_or(rest.len());
        (length > 0).then_some((start, start + length))
    }

    fn quoted_length_at(&mut self, at: usize) -> Option<usize> {
        let rest = self.text.get(at..)?;
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        if self.never_closes.contains(&quote) {
            return None;
        }
        let length = quoted_length(rest);
        if length.is_none() {
            self.never_closes.push(quote);
        }
        length
    }
}

/// The text of a quoted literal. None for anything else, and where escapes make it hard to say.
pub fn literal<'a>(text: &'a str, dialect: &Dialect) -> Option<Cow<'a, str>> {
    if quoted_length(text)? != text.len() || text.contains(['\n', '\r']) {
        return None;
    }
    let quote = text.get(..1)?;
    let content = text.get(1..text.len() - 1)?;
    if !content.contains('\\') {
        return Some(Cow::Borrowed(content));
    }
    match dialect {
        Dialect::Django => {
            // In this order, as Django does it.
            let quotes = content.replace(&format!("\\{quote}"), quote);
            Some(Cow::Owned(quotes.replace(r"\\", "\\")))
        }
        Dialect::Jinja(_) => without_simple_escapes(content).map(Cow::Owned),
    }
}

fn without_simple_escapes(content: &str) -> Option<String> {
    let mut text = String::with_capacity(content.len());
    let mut characters = content.chars();
    while let Some(character) = characters.next() {
        text.push(match character {
            '\\' => characters
                .next()
                .filter(|c| matches!(c, '\\' | '"' | '\''))?,
            other => other,
        });
    }
    Some(text)
}

/// A literal of any kind. Django's are text and numbers only.
pub fn constant<'a>(text: &'a str, dialect: &Dialect) -> Option<Literal<'a>> {
    if let Some(text) = literal(text, dialect) {
        return Some(Literal::Text(text));
    }
    if is_number(text) {
        return Some(Literal::Number(text));
    }
    match (dialect, text) {
        (Dialect::Jinja(_), "true" | "True") => Some(Literal::Boolean(true)),
        (Dialect::Jinja(_), "false" | "False") => Some(Literal::Boolean(false)),
        (Dialect::Jinja(_), "none" | "None") => Some(Literal::None),
        _ => None,
    }
}

/// Digits, with a fraction or without.
fn is_number(text: &str) -> bool {
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    are_digits(whole) && are_digits(fraction)
}

/// Reads a Jinja2 expression that is one call with literal arguments and nothing else:
/// `url_for('static', filename='x.js', v=1)`.
pub fn call<'a>(expression: &'a str, dialect: &Dialect) -> Option<Call<'a>> {
    let (callee, arguments) = expression.split_once('(')?;
    let mut rest = arguments.strip_suffix(')')?.trim_matches(is_space);
    let mut call = Call {
        callee: dotted_name(callee)?,
        positional: Vec::new(),
        keyword: Vec::new(),
    };
    while !rest.is_empty() {
        let (argument, following) = first_argument(rest)?;
        let (name, value) = named(argument);
        let value = constant(value, dialect)?;
        match name {
            Some(name) => call.keyword.push((name, value)),
            None if call.keyword.is_empty() => call.positional.push(value),
            None => return None,
        }
        rest = following;
    }
    Some(call)
}

fn dotted_name(text: &str) -> Option<&str> {
    text.split('.').all(is_name).then_some(text)
}

fn is_name(text: &str) -> bool {
    !text.starts_with(|c: char| c.is_ascii_digit())
        && !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// The text up to the first comma outside of a string, and what follows the comma.
fn first_argument(text: &str) -> Option<(&str, &str)> {
    let mut at = 0;
    while let Some(rest) = text.get(at..)
        && let Some(offset) = rest.find([',', '"', '\''])
    {
        at += offset;
        if rest.as_bytes().get(offset) == Some(&b',') {
            let following = text.get(at + 1..)?.trim_start_matches(is_space);
            return Some((text.get(..at)?.trim_end_matches(is_space), following));
        }
        at += quoted_length(text.get(at..)?)?;
    }
    Some((text, ""))
}

/// Takes `v=1` apart.
fn named(argument: &str) -> (Option<&str>, &str) {
    match argument.split_once('=') {
        Some((name, value)) if is_name(name.trim_end_matches(is_space)) => (
            Some(name.trim_end_matches(is_space)),
            value.trim_start_matches(is_space),
        ),
        _ => (None, argument),
    }
}
