//! Django's template language, cut up as `django.template.base.Lexer` does it.
//!
//! A construct never goes over the end of a line, and the first closing delimiter ends it, whatever
//! quotes say. `{% comment %}` is a tag to Django's lexer, whose parser then skips what follows;
//! here it is one construct.

use super::text::{Finder, is_space, span, trimmed};
use super::{Construct, ConstructKind, Trims};

/// Every construct of a template, in order.
pub(super) fn lex(source: &str) -> Vec<Construct> {
    let mut constructs = Vec::new();
    let mut state = State::Template;
    for piece in Pieces::new(source) {
        let content = source.get(piece.content()).unwrap_or_default();
        let content = content.trim_matches(is_space);
        let is_tag = piece.delimiter == Delimiter::Tag;
        state = match state {
            State::Verbatim { end, inside } if is_tag && content == end => {
                if inside.is_none() {
                    constructs.push(piece.construct(ConstructKind::Verbatim));
                }
                inside.map_or(State::Template, |start| State::Comment { start })
            }
            State::Verbatim { .. } => state,
            _ if is_tag && opens_verbatim(content) => {
                if matches!(state, State::Template) {
                    constructs.push(piece.construct(ConstructKind::Verbatim));
                }
                State::Verbatim {
                    end: format!("end{content}"),
                    inside: state.comment(),
                }
            }
            State::Comment { start } if is_tag && content == "endcomment" => {
                constructs.push(comment(start, piece.end));
                State::Template
            }
            State::Comment { .. } => state,
            State::Template if is_tag && first_word(content) == "comment" => {
                State::Comment { start: piece.start }
            }
            State::Template => {
                constructs.push(piece.construct(piece.kind(source)));
                state
            }
        };
    }
    constructs.extend(state.comment().map(|start| comment(start, source.len())));
    constructs
}

/// What the pieces that follow are to Django.
enum State {
    Template,
    /// In a `{% comment %}` that began at `start`.
    Comment {
        start: usize,
    },
    /// All is literal up to the tag with the content `end`. Verbatim is a matter of the lexer, so
    /// it also hides the end of the comment it may be `inside` of.
    Verbatim {
        end: String,
        inside: Option<usize>,
    },
}

impl State {
    /// Where the comment began that is still open.
    fn comment(&self) -> Option<usize> {
        match self {
            Self::Template => None,
            Self::Comment { start } => Some(*start),
            Self::Verbatim { inside, .. } => *inside,
        }
    }
}

/// `{% verbatim %}` and `{% verbatim name %}`, where nothing but a space may follow the word.
fn opens_verbatim(content: &str) -> bool {
    content == "verbatim" || content.starts_with("verbatim ")
}

fn first_word(content: &str) -> &str {
    content.split(is_space).next().unwrap_or_default()
}

fn comment(start: usize, end: usize) -> Construct {
    Construct {
        span: span(start, end),
        kind: ConstructKind::Comment,
        trims: Trims::default(),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Delimiter {
    Tag,
    Variable,
    Comment,
}

/// What stands between two delimiters on one line, before it is known what it means.
struct Piece {
    delimiter: Delimiter,
    start: usize,
    end: usize,
}

impl Piece {
    fn content(&self) -> std::ops::Range<usize> {
        self.start + 2..self.end - 2
    }

    fn kind(&self, source: &str) -> ConstructKind {
        let content = trimmed(source, self.start + 2, self.end - 2);
        match self.delimiter {
            Delimiter::Comment => ConstructKind::Comment,
            Delimiter::Variable => ConstructKind::Expression(content),
            Delimiter::Tag => {
                let (start, end) = (content.range().start, content.range().end);
                let word = first_word(source.get(content.range()).unwrap_or_default());
                ConstructKind::Tag {
                    name: span(start, start + word.len()),
                    arguments: trimmed(source, start + word.len(), end),
                }
            }
        }
    }

    fn construct(&self, kind: ConstructKind) -> Construct {
        Construct {
            span: span(self.start, self.end),
            kind,
            trims: Trims::default(),
        }
    }
}

/// Everything on one line from an opening delimiter to the next closing one of its kind.
struct Pieces<'a> {
    source: &'a str,
    at: usize,
    tag_end: Finder<'a>,
    variable_end: Finder<'a>,
    comment_end: Finder<'a>,
    line_end: Finder<'a>,
}

impl<'a> Pieces<'a> {
    fn new(source: &'a str) -> Self {
        Self {
            source,
            at: 0,
            tag_end: Finder::new(source, "%}"),
            variable_end: Finder::new(source, "}}"),
            comment_end: Finder::new(source, "#}"),
            line_end: Finder::new(source, "\n"),
        }
    }

    /// Where the piece ends that would begin with the two bytes before `content`.
    fn end(&mut self, delimiter: Delimiter, content: usize) -> Option<usize> {
        let closing = match delimiter {
            Delimiter::Tag => &mut self.tag_end,
            Delimiter::Variable => &mut self.variable_end,
            Delimiter::Comment => &mut self.comment_end,
        };
        let closing = closing.at_or_after(content)?;
        let on_this_line = self
            .line_end
            .at_or_after(content)
            .is_none_or(|line_end| closing < line_end);
        on_this_line.then_some(closing + 2)
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        loop {
            let start = self.at + self.source.get(self.at..)?.find('{')?;
            self.at = start + 1;
            let delimiter = match self.source.as_bytes().get(start + 1)? {
                b'%' => Delimiter::Tag,
                b'{' => Delimiter::Variable,
                b'#' => Delimiter::Comment,
                _ => continue,
            };
            if let Some(end) = self.end(delimiter, start + 2) {
                self.at = end;
                return Some(Piece {
                    delimiter,
                    start,
                    end,
                });
            }
        }
    }
}
