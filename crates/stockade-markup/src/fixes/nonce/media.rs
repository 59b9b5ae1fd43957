//! Form media in templates: `{{ form.media }}`, and Django 6.1's `{% csp_nonce_attr form.media %}`.

use std::fmt::Write as _;

use stockade::Span;

use crate::template::syntax::arguments;
use crate::template::{ConstructKind, Dialect, Place, TemplateFile, TemplateSet};

use super::standing::doubt;
use super::{Reason, Trust};

/// Django 6.1's own tag, which gives the nonce to every asset.
const DJANGO_TAG: &str = "csp_nonce_attr";

/// A construct that prints media, if it is one.
pub(super) struct PrintedMedia {
    /// The whole construct.
    pub(super) span: Span,
    /// `form.media`
    variable: Span,
    /// Whether it is Django's tag.
    has_nonce: bool,
}

impl PrintedMedia {
    pub(super) fn find(file: &TemplateFile) -> Vec<Self> {
        file.constructs
            .iter()
            .filter_map(|construct| match construct.kind {
                ConstructKind::Expression(variable) => {
                    is_media(file.text(variable)).then_some(Self {
                        span: construct.span,
                        variable,
                        has_nonce: false,
                    })
                }
                ConstructKind::Tag {
                    name,
                    arguments: given,
                } if file.text(name) == DJANGO_TAG => {
                    match arguments::split(file.text(given)).as_slice() {
                        [variable] if is_media(variable) => Some(Self {
                            span: construct.span,
                            variable: given,
                            has_nonce: true,
                        }),
                        _ => None,
                    }
                }
                _ => None,
            })
            .collect()
    }

    /// Whether it may be rewritten: only where the tags it prints are tags.
    pub(super) fn reason(&self, set: &TemplateSet, index: usize) -> Reason {
        let start = self.span.start();
        let in_markup = |reading: &crate::template::RegionReading| {
            reading.place_at(start) == Some(Place::Markup)
        };
        match doubt(set, index, self.span, in_markup) {
            None => Reason::Media,
            Some(Reason::DifferentPlace(_)) => Reason::MediaNotInMarkup,
            Some(doubt) => doubt,
        }
    }

    /// What stands in its place: the same, asking about each asset when it prints it.
    pub(super) fn replacement(
        &self,
        set: &TemplateSet,
        file: &TemplateFile,
        trust: &Trust,
    ) -> String {
        let variable = file.text(self.variable);
        let mode = trust.mode.as_str();
        match set.dialect() {
            Dialect::Django if self.has_nonce => {
                format!("{{% stockade_media {variable} \"{mode}\" \"nonced\" %}}")
            }
            Dialect::Django => format!("{{% stockade_media {variable} \"{mode}\" %}}"),
            Dialect::Jinja(_) => {
                let whole = file.text(self.span);
                let package = match trust.package.as_str() {
                    "" => String::new(),
                    name => format!(", {}", quoted(name)),
                };
                let call = format!("stockade_media({variable}, \"{mode}\"{package})");
                // The delimiters and the control of white space stay as they are.
                let before = Span::new(self.span.start(), self.variable.start()).len() as usize;
                let after = Span::new(self.span.start(), self.variable.end()).len() as usize;
                [
                    whole.get(..before).unwrap_or_default(),
                    &call,
                    whole.get(after..).unwrap_or_default(),
                ]
                .concat()
            }
        }
    }
}

/// A text as Jinja2 writes it. Characters that mean something to an HTML or template reader, such
/// as those of a folder's name, are written as numbers.
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for character in text.chars() {
        if character.is_ascii_alphanumeric() || matches!(character, '.' | '_' | '-' | '/' | ' ') {
            quoted.push(character);
        } else {
            // Writing into a String cannot fail.
            let _ = write!(quoted, "\\U{:08x}", u32::from(character));
        }
    }
    quoted.push('"');
    quoted
}

/// Whether a variable's last look-up is `media`, or its scripts or style sheets alone.
fn is_media(variable: &str) -> bool {
    let names: Vec<&str> = variable.split('.').collect();
    let is_name = |name: &&str| {
        name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    names
        .iter()
        .all(|name| is_name(name) || name.bytes().all(|byte| byte.is_ascii_digit()))
        && names.first().is_some_and(is_name)
        && matches!(
            names.as_slice(),
            [.., "media"] | [.., "media", "js" | "css"]
        )
}
