//! From text to a policy.

use std::collections::BTreeMap;

use crate::diagnostic::Span;

use super::directive_index::{DirectiveIndex, KNOWN_NAMES};
use super::serialized::{DirectiveRecord, Meaning, Policy, ValueRecord};
use super::source_expression::parse_at;
use super::text::{SharedText, ends_token, is_whitespace, value_length};
use super::{
    Delivery, DirectiveName, Disposition, Ignored, Keyword, PolicySource, SourceExpression,
    ValueGrammar,
};

impl Policy {
    /// Parses one policy, as an enforced header would deliver it. It must not hold a comma: that
    /// separates policies ([`PolicyList`](super::PolicyList)), and a directive with one is ignored.
    pub fn parse(text: impl AsRef<[u8]>) -> Self {
        Self::parse_as(
            text,
            Delivery {
                source: PolicySource::Header,
                disposition: Disposition::Enforce,
            },
        )
    }

    /// Parses one policy that is delivered in the given way: some directives are ignored in a
    /// meta element or in a report-only header.
    pub fn parse_as(text: impl AsRef<[u8]>, delivery: Delivery) -> Self {
        let text = SharedText::new(text.as_ref());
        let span = text.span();
        policy(text, span, delivery)
    }
}

/// [Parse a serialized CSP](https://w3c.github.io/webappsec-csp/#parse-serialized-policy): the
/// policy that stands at `span` of `text`.
pub(super) fn policy(text: SharedText, span: Span, delivery: Delivery) -> Policy {
    // Room for an ordinary policy, but never much more than the text itself: a line of commas
    // holds as many policies as it has bytes.
    let length = span.len() as usize;
    let mut parser = Parser {
        text: text.as_str(),
        delivery,
        directives: Vec::with_capacity((length / 16).min(16)),
        values: Vec::with_capacity((length / 16).min(48)),
        index: DirectiveIndex::default(),
        first_known: [None; KNOWN_NAMES],
        first_unknown: BTreeMap::new(),
    };
    parser.directives_in(span.range().start, span.range().end);
    let Parser {
        directives,
        values,
        index,
        ..
    } = parser;
    Policy {
        text,
        span,
        delivery,
        directives,
        values,
        index,
    }
}

struct Parser<'t> {
    text: &'t str,
    delivery: Delivery,
    directives: Vec<DirectiveRecord>,
    values: Vec<ValueRecord>,
    index: DirectiveIndex,
    /// Where each name first stood. An attacker may write a policy of a million directives, so
    /// looking for the first one again each time is not an option.
    first_known: [Option<Span>; KNOWN_NAMES],
    first_unknown: BTreeMap<String, Span>,
}

impl Parser<'_> {
    fn directives_in(&mut self, start: usize, end: usize) {
        let bytes = self.text.as_bytes();
        let mut at = start;
        while at < end {
            if ends_token(bytes[at]) {
                at += 1;
            } else {
                at = self.directive(at, end);
            }
        }
    }

    /// Reads the directive whose name starts at `start`, and says where it ends: at its semicolon
    /// or at `end`.
    fn directive(&mut self, start: usize, end: usize) -> usize {
        let bytes = self.text.as_bytes();
        let (name_end, mut forbidden) = token(bytes, start, end);
        let name = Span::from_offsets(start, name_end);
        let known_name = DirectiveName::from_bytes(&bytes[start..name_end]);
        let is_source_list = known_name.is_some_and(|name| {
            matches!(
                name.grammar(),
                ValueGrammar::SourceList | ValueGrammar::AncestorSourceList
            )
        });

        let first_value = self.values.len();
        let mut has_more_than_none = false;
        let mut last = name_end;
        let mut at = name_end;
        while at < end && bytes[at] != b';' {
            if is_whitespace(bytes[at]) {
                at += 1;
                continue;
            }
            let (value_end, forbidden_here) = token(bytes, at, end);
            forbidden = forbidden.or(forbidden_here);
            let meaning = if is_source_list && forbidden.is_none() {
                meaning(&bytes[at..value_end], at)
            } else {
                Meaning::Word
            };
            has_more_than_none |= !matches!(
                meaning,
                Meaning::Source(SourceExpression::Keyword(Keyword::None))
            );
            self.values.push(ValueRecord {
                span: Span::from_offsets(at, value_end),
                meaning,
            });
            last = value_end;
            at = value_end;
        }

        let ignored = self
            .repeated(name, known_name)
            .or_else(|| forbidden.map(|at| self.forbidden(at)))
            .or_else(|| match known_name {
                Some(name) => Ignored::directive(name, self.delivery),
                None => Some(Ignored::UnknownDirective),
            });
        if let (Some(name), None) = (known_name, ignored) {
            self.index.insert(name, self.directives.len());
        }
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        self.directives.push(DirectiveRecord {
            span: Span::from_offsets(start, last),
            name,
            known_name,
            ignored,
            values: count(first_value)..count(self.values.len()),
            has_more_than_none,
        });
        at
    }

    /// Chromium counts names before it looks at bytes, so a directive that it drops still makes
    /// a later one of its name a repetition.
    fn repeated(&mut self, name: Span, known_name: Option<DirectiveName>) -> Option<Ignored> {
        let first = match known_name {
            Some(known) => *self.first_known[known as usize].get_or_insert(name),
            None => *self
                .first_unknown
                .entry(self.text[name.range()].to_ascii_lowercase())
                .or_insert(name),
        };
        (first != name).then_some(Ignored::RepeatedDirective { first })
    }

    fn forbidden(&self, at: usize) -> Ignored {
        let length = self.text[at..].chars().next().map_or(0, char::len_utf8);
        Ignored::ForbiddenBytes {
            at: Span::from_offsets(at, at + length),
        }
    }
}

fn meaning(token: &[u8], start: usize) -> Meaning {
    match parse_at(token, start) {
        Ok(source) => Meaning::Source(source),
        Err(why) => Meaning::InvalidSource(why),
    }
}

/// Where the token that starts at `start` ends, and the first byte in it that makes browsers drop
/// the directive.
fn token(bytes: &[u8], start: usize, end: usize) -> (usize, Option<usize>) {
    let mut at = start + value_length(&bytes[start..end]);
    let mut forbidden = None;
    while at < end && !ends_token(bytes[at]) {
        forbidden = forbidden.or(Some(at));
        at += 1 + value_length(&bytes[at + 1..end]);
    }
    (at, forbidden)
}
