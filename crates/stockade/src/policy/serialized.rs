//! A policy as it was written.

use std::fmt;
use std::ops::Range;

use crate::diagnostic::Span;

use super::directive_index::{DirectiveIndex, Place};
use super::text::SharedText;
use super::{Delivery, DirectiveName, Ignored, InvalidSource, SourceExpression};

/// One serialized policy: what was written, and what a browser makes of it.
///
/// Parsing never fails and loses nothing: what a browser would ignore is kept, and
/// [`Directive::ignored`] and [`Value::ignored`] say why it is ignored. All spans count bytes of
/// the whole line that was parsed ([`Policy::line_text`]).
///
/// ```
/// use stockade::policy::{DirectiveName, Ignored, Policy};
///
/// let policy = Policy::parse("default-src 'self';; DEFAULT-SRC *; img-src selfie.example/a?b");
/// assert_eq!(policy.to_string(), "default-src 'self';; DEFAULT-SRC *; img-src selfie.example/a?b");
///
/// let names: Vec<_> = policy.directives().map(|directive| directive.known_name()).collect();
/// assert_eq!(names[2], Some(DirectiveName::ImgSrc));
///
/// let repeated = policy.directives().nth(1).unwrap();
/// assert!(matches!(repeated.ignored(), Some(Ignored::RepeatedDirective { .. })));
/// assert_eq!(repeated.span().range(), 21..34);
/// ```
///
/// Specification: [parse a serialized CSP](https://w3c.github.io/webappsec-csp/#parse-serialized-policy).
#[derive(Clone)]
pub struct Policy {
    pub(super) text: SharedText,
    pub(super) span: Span,
    pub(super) delivery: Delivery,
    pub(super) directives: Vec<DirectiveRecord>,
    pub(super) values: Vec<ValueRecord>,
    pub(super) index: DirectiveIndex,
}

#[derive(Clone)]
pub(super) struct DirectiveRecord {
    pub(super) span: Span,
    pub(super) name: Span,
    pub(super) known_name: Option<DirectiveName>,
    pub(super) ignored: Option<Ignored>,
    pub(super) values: Range<u32>,
    /// Whether there is a value other than `'none'`. Values are a set, so a second `'none'` is
    /// no company for the first.
    pub(super) has_more_than_none: bool,
}

#[derive(Clone)]
pub(super) struct ValueRecord {
    pub(super) span: Span,
    pub(super) meaning: Meaning,
}

/// What a token is. Only source lists have a grammar of their own.
#[derive(Clone, Copy)]
pub(super) enum Meaning {
    Source(SourceExpression),
    InvalidSource(InvalidSource),
    Word,
}

impl Policy {
    /// How it reaches the browser.
    pub fn delivery(&self) -> Delivery {
        self.delivery
    }

    /// Where it stands in [`line_text`](Self::line_text), with the white space around it.
    pub fn span(&self) -> Span {
        self.span
    }

    /// The whole header line, or content of a meta element, that the policy stands in.
    pub fn line_text(&self) -> &str {
        self.text.as_str()
    }

    /// The policy's own text, without white space around it: what browsers report as
    /// `originalPolicy`.
    pub fn original_text(&self) -> &str {
        self.text.slice(self.span).trim_matches(|character: char| {
            u8::try_from(character).is_ok_and(super::text::is_whitespace)
        })
    }

    /// Exactly the bytes that were parsed.
    pub fn as_bytes(&self) -> &[u8] {
        self.text
            .as_bytes()
            .get(self.span.range())
            .unwrap_or_default()
    }

    /// Every directive in the order it was written, ignored ones included.
    pub fn directives(&self) -> impl DoubleEndedIterator<Item = Directive<'_>> + ExactSizeIterator {
        self.directives.iter().map(|record| Directive {
            policy: self,
            record,
        })
    }

    /// The directive that a browser obeys under this name.
    pub fn directive(&self, name: DirectiveName) -> Option<Directive<'_>> {
        let record = match self.index.find(name)? {
            Place::At(position) => self.directives.get(position)?,
            Place::Behind(position) => self
                .directives
                .get(position..)?
                .iter()
                .find(|record| record.known_name == Some(name) && record.ignored.is_none())?,
        };
        Some(Directive {
            policy: self,
            record,
        })
    }

    /// The directive that decides for `name`: itself, or the first of its
    /// [fallbacks](DirectiveName::fallbacks) that is there.
    pub fn operative_directive(&self, name: DirectiveName) -> Option<Directive<'_>> {
        std::iter::once(name)
            .chain(name.fallbacks().iter().copied())
            .find_map(|name| self.directive(name))
    }

    /// The text at `span`; empty where the span is not of this policy.
    pub fn text(&self, span: Span) -> &str {
        self.text.slice(span)
    }
}

/// Prints what was parsed. Bytes that were not UTF-8 appear as U+001A; [`Policy::as_bytes`] has
/// them as they were.
impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text.slice(self.span))
    }
}

impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Policy")
            .field("text", &self.text.slice(self.span))
            .field("delivery", &self.delivery)
            .finish_non_exhaustive()
    }
}

/// One directive of a [`Policy`].
#[derive(Clone, Copy)]
pub struct Directive<'p> {
    policy: &'p Policy,
    record: &'p DirectiveRecord,
}

impl<'p> Directive<'p> {
    /// From its name to its last value.
    pub fn span(self) -> Span {
        self.record.span
    }

    /// Where its name stands.
    pub fn name_span(self) -> Span {
        self.record.name
    }

    /// Its name as it was written.
    pub fn name(self) -> &'p str {
        self.policy.text.slice(self.record.name)
    }

    /// Its name, where it is a known one. An ignored directive can have a known name.
    pub fn known_name(self) -> Option<DirectiveName> {
        self.record.known_name
    }

    /// Its values in the order they were written, ignored ones included.
    pub fn values(self) -> impl DoubleEndedIterator<Item = Value<'p>> + ExactSizeIterator {
        let Range { start, end } = self.record.values;
        self.policy
            .values
            .get(start as usize..end as usize)
            .unwrap_or_default()
            .iter()
            .map(move |record| Value {
                directive: self,
                record,
            })
    }

    /// Its source expressions that browsers take into account.
    pub fn sources(self) -> impl Iterator<Item = SourceExpression> + use<'p> {
        self.values()
            .filter(|value| value.ignored().is_none())
            .filter_map(Value::source)
    }

    /// Why browsers ignore the directive as a whole; `None` if they obey it.
    pub fn ignored(self) -> Option<Ignored> {
        self.record.ignored
    }
}

impl fmt::Debug for Directive<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Directive({:?} at {:?})",
            self.policy.text.slice(self.record.span),
            self.span()
        )
    }
}

/// One token in the value of a [`Directive`].
#[derive(Clone, Copy)]
pub struct Value<'p> {
    directive: Directive<'p>,
    record: &'p ValueRecord,
}

impl<'p> Value<'p> {
    /// Where it stands.
    pub fn span(self) -> Span {
        self.record.span
    }

    /// The token as it was written.
    pub fn text(self) -> &'p str {
        self.directive.policy.text.slice(self.record.span)
    }

    /// What it says, in a directive whose value is a source list.
    pub fn source(self) -> Option<SourceExpression> {
        match self.record.meaning {
            Meaning::Source(source) => Some(source),
            Meaning::InvalidSource(_) | Meaning::Word => None,
        }
    }

    /// The same without a copy, which is most of the cost of looking along a list.
    pub(crate) fn source_ref(self) -> Option<&'p SourceExpression> {
        match &self.record.meaning {
            Meaning::Source(source) => Some(source),
            Meaning::InvalidSource(_) | Meaning::Word => None,
        }
    }

    /// Why browsers ignore it (or a part of it); `None` if they take it as it stands.
    pub fn ignored(self) -> Option<Ignored> {
        match self.record.meaning {
            Meaning::Word => None,
            Meaning::InvalidSource(why) => Some(Ignored::InvalidSource(why)),
            Meaning::Source(source) => {
                let company = self.directive.record.has_more_than_none;
                Ignored::source(source, self.directive.known_name()?, company)
            }
        }
    }
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Value({:?} at {:?})", self.text(), self.span())
    }
}
