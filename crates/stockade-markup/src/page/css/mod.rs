//! The addresses in style sheets.
//!
//! Specification: [CSS Syntax](https://drafts.csswg.org/css-syntax/).

use std::ops::Range;

use cssparser::{CowRcStr, ParseError, Parser, ParserInput, Token};

use super::text::{contains, contains_ignoring_case, starts_with_ignoring_case, trim_html_space};

/// What an address in a style sheet is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CssUse {
    /// `@import`.
    Import {
        /// Whether it depends on what the browser supports.
        is_conditional: bool,
    },
    /// The `src` of a `@font-face`.
    Font,
    /// Everything else.
    Image,
}

/// An address in a style sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CssAddress<'s> {
    pub(super) address: &'s str,
    pub(super) css_use: CssUse,
    /// The bytes of `url(…)`, or of the string.
    pub(super) range: Range<usize>,
}

/// Blocks and functions in each other that are read; browsers have a limit as well.
const MAX_DEPTH: usize = 64;

/// Finds the addresses in the text of a `<style>`.
pub(super) fn style_sheet(text: &str, found: &mut dyn FnMut(CssAddress<'_>)) {
    if !may_have_addresses(text) {
        return;
    }
    let mut input = ParserInput::new(text);
    Sheet { found }.read(&mut Parser::new(&mut input));
}

/// Finds the addresses in a `style` attribute.
pub(super) fn declarations(text: &str, found: &mut dyn FnMut(CssAddress<'_>)) {
    if !may_have_addresses(text) {
        return;
    }
    let mut input = ParserInput::new(text);
    let mut parser = Parser::new(&mut input);
    Sheet { found }.read_block(&mut parser, Surroundings::default(), 0);
}

/// A cheap look first: most style attributes have no address in them. A backslash may hide one.
fn may_have_addresses(text: &str) -> bool {
    let bytes = text.as_bytes();
    contains(bytes, b'\\')
        || contains_ignoring_case(bytes, b"url(")
        || contains_ignoring_case(bytes, b"image-set(")
        || (contains(bytes, b'@') && contains_ignoring_case(bytes, b"import"))
}

struct Sheet<'f> {
    found: &'f mut dyn FnMut(CssAddress<'_>),
}

/// What is known of the tokens of a block or a function.
#[derive(Debug, Clone, Copy, Default)]
struct Surroundings {
    /// They describe a font.
    is_font: bool,
    /// They are the value of a property that shows images, where `#a` is an address as well. To
    /// others it is an element of the page.
    shows_images: bool,
    /// A string among them is an address.
    has_addresses: bool,
}

impl Sheet<'_> {
    /// Reads the rules at the top: imports stand there and nowhere else.
    fn read(&mut self, parser: &mut Parser<'_, '_>) {
        loop {
            let state = parser.state();
            match next_token(parser) {
                Some((Token::CDO | Token::CDC | Token::Semicolon, _)) => {}
                Some((Token::AtKeyword(name), _)) if name.eq_ignore_ascii_case("import") => {
                    self.read_import(parser);
                }
                Some((Token::AtKeyword(name), _)) if name.eq_ignore_ascii_case("charset") => {
                    skip_statement(parser);
                }
                Some((Token::AtKeyword(name), _))
                    if name.eq_ignore_ascii_case("layer") && skip_statement(parser) => {}
                Some(_) => {
                    parser.reset(&state);
                    break;
                }
                None => return,
            }
        }
        self.read_block(parser, Surroundings::default(), 0);
    }

    fn read_import(&mut self, parser: &mut Parser<'_, '_>) {
        let Some((token, range)) = next_token(parser) else {
            return;
        };
        let (address, range) = match token {
            Token::QuotedString(address) | Token::UnquotedUrl(address) => (address, range),
            Token::Function(name) if is_url(&name) => match only_string(parser) {
                Some(address) => (address, range.start..parser.position().byte_index()),
                None => return,
            },
            _ => return,
        };
        let mut is_conditional = false;
        loop {
            match next_token(parser) {
                Some((Token::Semicolon, _)) | None => break,
                // It is no import then, but a rule that nobody knows.
                Some((Token::CurlyBracketBlock, _)) => return,
                Some((Token::Function(name), _)) if name.eq_ignore_ascii_case("supports") => {
                    is_conditional = true;
                }
                Some(_) => {}
            }
        }
        self.report(&address, CssUse::Import { is_conditional }, range);
    }

    fn read_block(&mut self, parser: &mut Parser<'_, '_>, around: Surroundings, depth: usize) {
        let mut here = around;
        let mut next_block_is_font = false;
        let mut word = None;
        while let Some((token, range)) = next_token(parser) {
            match token {
                Token::UnquotedUrl(address) => self.report_in(here, &address, range),
                Token::QuotedString(address) if here.has_addresses => {
                    self.report_in(here, &address, range);
                }
                Token::Function(name) if is_url(&name) => {
                    if let Some(address) = only_string(parser) {
                        let range = range.start..parser.position().byte_index();
                        self.report_in(here, &address, range);
                    }
                }
                Token::Function(name) => {
                    let has_addresses = is_image_set(&name);
                    let inner = Surroundings {
                        has_addresses,
                        ..here
                    };
                    self.read_nested(parser, inner, depth);
                }
                Token::AtKeyword(name) if name.eq_ignore_ascii_case("font-face") => {
                    next_block_is_font = true;
                }
                Token::AtKeyword(name)
                    if name.eq_ignore_ascii_case("import")
                        || name.eq_ignore_ascii_case("namespace") =>
                {
                    skip_statement(parser);
                }
                Token::CurlyBracketBlock => {
                    let is_font = std::mem::take(&mut next_block_is_font) || around.is_font;
                    let inner = Surroundings {
                        is_font,
                        ..Surroundings::default()
                    };
                    self.read_nested(parser, inner, depth);
                    here = around;
                }
                Token::ParenthesisBlock | Token::SquareBracketBlock => {
                    let inner = Surroundings {
                        has_addresses: false,
                        ..here
                    };
                    self.read_nested(parser, inner, depth);
                }
                Token::Semicolon => {
                    next_block_is_font = false;
                    here = around;
                }
                Token::Ident(name) => {
                    word = Some(name);
                    continue;
                }
                Token::Colon => {
                    if let Some(property) = word.take() {
                        here.shows_images = shows_images(&property);
                    }
                }
                _ => {}
            }
            word = None;
        }
    }

    fn read_nested(&mut self, parser: &mut Parser<'_, '_>, inner: Surroundings, depth: usize) {
        if depth < MAX_DEPTH {
            // The closure never fails, and what it leaves unread is skipped.
            let _: Result<(), ParseError<'_, ()>> = parser.parse_nested_block(|parser| {
                self.read_block(parser, inner, depth + 1);
                Ok(())
            });
        }
    }

    fn report_in(&mut self, here: Surroundings, address: &str, range: Range<usize>) {
        let is_local = trim_html_space(address).starts_with('#');
        if is_local && !here.shows_images {
            return;
        }
        let css_use = if here.is_font {
            CssUse::Font
        } else {
            CssUse::Image
        };
        self.report(address, css_use, range);
    }

    /// An empty address asks for nothing.
    fn report(&mut self, address: &str, css_use: CssUse, range: Range<usize>) {
        if !trim_html_space(address).is_empty() {
            (self.found)(CssAddress {
                address,
                css_use,
                range,
            });
        }
    }
}

/// The next token that is no white space and no comment, with its place. That of a function or a
/// block is the place of its opening.
fn next_token<'i>(parser: &mut Parser<'i, '_>) -> Option<(Token<'i>, Range<usize>)> {
    parser.skip_whitespace();
    let start = parser.position().byte_index();
    let token = parser.next_including_whitespace().ok()?.clone();
    Some((token, start..parser.position().byte_index()))
}

/// Skips to behind the next semicolon. Returns whether there was one, before any block.
fn skip_statement(parser: &mut Parser<'_, '_>) -> bool {
    while let Some((token, _)) = next_token(parser) {
        match token {
            Token::Semicolon => return true,
            Token::CurlyBracketBlock => return false,
            _ => {}
        }
    }
    true
}

/// The string that `url(` was given.
fn only_string<'i>(parser: &mut Parser<'i, '_>) -> Option<CowRcStr<'i>> {
    let result: Result<_, ParseError<'i, ()>> = parser.parse_nested_block(|parser| {
        let string = parser.expect_string().ok().cloned();
        while parser.next().is_ok() {}
        Ok(string)
    });
    result.ok().flatten()
}

fn is_url(name: &str) -> bool {
    name.eq_ignore_ascii_case("url")
}

fn is_image_set(name: &str) -> bool {
    name.eq_ignore_ascii_case("image-set") || name.eq_ignore_ascii_case("-webkit-image-set")
}

fn shows_images(property: &str) -> bool {
    let property = property.strip_prefix("-webkit-").unwrap_or(property);
    [
        "background",
        "border-image",
        "content",
        "cursor",
        "list-style",
        "shape-outside",
    ]
    .iter()
    .any(|name| starts_with_ignoring_case(property.as_bytes(), name.as_bytes()))
}
