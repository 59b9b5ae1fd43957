//! Goes through a template tag by tag and says what becomes of each.

use std::collections::BTreeMap;

use stockade::Span;
use stockade::diagnostic::{Edit, apply_edits};

use crate::address::Destination;
use crate::template::{
    ConstructKind, Dialect, Place, Reading, RegionReading, StartTag, TemplateFile, TemplateSet,
};

use super::element::Subject;
use super::media::PrintedMedia;
use super::standing::{doubt, is_in_inline_text, without_syntax};
use super::tag_address::{Origin, destinations};
use super::text::contents;
use super::{Element, Outcome, Reason, Trust, TrustMode, digest};

/// What becomes of one template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateReview {
    /// The template's name.
    pub name: String,
    /// The template's path.
    pub path: String,
    /// Its scripts, styles and media, in order.
    pub tags: Vec<ReviewedTag>,
    /// Its source with every nonce added.
    pub rewritten: String,
}

/// What becomes of one tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewedTag {
    /// What the tag is about.
    pub element: Element,
    /// What becomes of it, and why.
    pub reason: Reason,
    /// What a person approves: the start tag, and the text of an inline script or style.
    pub span: Span,
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// The text of `span`.
    pub source: String,
    /// The SHA-256 of `source`.
    pub digest: String,
    edit: Option<Edit>,
}

impl ReviewedTag {
    /// What becomes of it.
    pub fn outcome(&self) -> Outcome {
        self.reason.outcome()
    }
}

/// Reviews the template at `path`; `None` if the set has none there.
///
/// ```
/// use std::collections::HashSet;
/// use stockade_markup::OwnAddresses;
/// use stockade_markup::fixes::nonce::{Trust, TrustMode, review};
/// use stockade_markup::template::{Dialect, TemplateSet, TemplateSource};
///
/// let page = TemplateSource {
///     name: "page.html".into(),
///     path: "/app/templates/page.html".into(),
///     source: r#"<script src="{% static "page.js" %}"></script><script src="/{{ x }}.js"></script>"#.into(),
/// };
/// let set = TemplateSet::new([page], Dialect::Django, &Default::default());
/// let trust = Trust {
///     mode: TrustMode::OwnStatic,
///     addresses: OwnAddresses::new("/static/", "/media/", [])?,
///     approved: HashSet::new(),
///     only_approved: false,
///     package: String::new(),
/// };
/// let review = review(&set, "/app/templates/page.html", &trust).unwrap();
/// assert_eq!(
///     review.rewritten,
///     r#"<script{% stockade_nonce %} src="{% static "page.js" %}"></script><script src="/{{ x }}.js"></script>"#,
/// );
/// assert_eq!(review.tags[1].reason.code(), "data-in-tag");
/// # Ok::<(), stockade_markup::NotAnOrigin>(())
/// ```
pub fn review(set: &TemplateSet, path: &str, trust: &Trust) -> Option<TemplateReview> {
    let index = set.find(path)?;
    let file = set.file(index)?;
    let reviewer = Reviewer {
        set,
        index,
        file,
        trust,
    };
    let mut tags = reviewer.elements();
    tags.extend(reviewer.media());
    tags.extend(reviewer.parts());
    tags.sort_by_key(|tag| (tag.span.start(), tag.span.end()));
    let edits: Vec<Edit> = tags.iter().filter_map(|tag| tag.edit.clone()).collect();
    Some(TemplateReview {
        name: file.name.clone(),
        path: file.path.clone(),
        tags,
        rewritten: apply_edits(&file.source, &edits),
    })
}

/// Expressions of Jinja2 templates that print a nonce attribute: Stockade's own, and Flask-Admin's.
const NONCE_PRINTERS: [&str; 2] = ["csp_nonce_attr()", "admin_csp_nonce_attribute"];

struct Reviewer<'a> {
    set: &'a TemplateSet,
    index: usize,
    file: &'a TemplateFile,
    trust: &'a Trust,
}

impl Reviewer<'_> {
    fn elements(&self) -> Vec<ReviewedTag> {
        self.start_tags()
            .into_values()
            .filter_map(|tag| {
                let subject = Subject::of(&tag, self.file)?;
                let span = match subject {
                    Subject::Inline(_) => Span::new(tag.span.start(), tag.content.end()),
                    _ => tag.span,
                };
                let reason = self.reason(&tag, subject, span);
                let edit = (reason.outcome() == Outcome::Added).then(|| Edit {
                    span: Span::new(tag.name_end(), tag.name_end()),
                    replacement: self.nonce(),
                });
                Some(self.reviewed(subject.element(), reason, span, edit))
            })
            .collect()
    }

    /// Every start tag of the template, whether or not it is one wherever it is printed.
    fn start_tags(&self) -> BTreeMap<Span, StartTag> {
        let analysis = self.set.analysis();
        let mut found = BTreeMap::new();
        let mut add = |reading: &Reading| {
            for tag in &reading.tags {
                found.entry(tag.span).or_insert_with(|| tag.clone());
            }
        };
        for (region, places) in analysis.regions(self.index) {
            for place in &places.known {
                if let Some(reading) = analysis.reading(self.index, *region, *place) {
                    add(&reading.reading);
                    add(&reading.rest(self.file, *region));
                }
            }
        }
        for region in self.file.regions() {
            let is_known = |(known, places): &(_, crate::template::Places)| {
                *known == region && !places.known.is_empty()
            };
            if !analysis.regions(self.index).iter().any(is_known) {
                add(&RegionReading::new(self.file, region, Place::Markup).reading);
            }
        }
        found
    }

    fn reason(&self, tag: &StartTag, subject: Subject, span: Span) -> Reason {
        if self.has_nonce(tag) {
            return Reason::HasNonce;
        }
        if subject == Subject::DataBlock {
            return Reason::DataBlock;
        }
        if let Some(impossible) = without_syntax(self.file, tag.name_end()) {
            return impossible;
        }
        let doubt = doubt(self.set, self.index, tag.span, |reading| {
            reading.reading.has(tag)
        });
        if let Some(certainly_not @ Reason::DifferentPlace(_)) = doubt {
            return certainly_not;
        }
        let on_its_own = self.reason_on_its_own(tag, subject);
        if let Reason::PartNotApproved(_) = on_its_own {
            return on_its_own;
        }
        if self
            .trust
            .approves(&self.file.name, &digest(self.file.text(span)))
        {
            return Reason::Approved;
        }
        match doubt {
            Some(doubt) => doubt,
            None if on_its_own.outcome() == Outcome::Added && self.trust.only_approved => {
                Reason::NotApproved
            }
            None => on_its_own,
        }
    }

    /// What the tag deserves, wherever it stands.
    fn reason_on_its_own(&self, tag: &StartTag, subject: Subject) -> Reason {
        let part = match subject {
            Subject::Inline(_) => contents(self.set, self.index, tag.content, self.trust),
            _ => super::text::Contents::default(),
        };
        if let Some(part) = part.unapproved_part {
            return Reason::PartNotApproved(part);
        }
        let address = match subject {
            Subject::Loaded(_, address) => Some(address),
            _ => None,
        };
        if self.has_data(tag, address) {
            return Reason::DataInTag;
        }
        if tag.is_foreign {
            return Reason::ForeignElement;
        }
        match subject {
            Subject::Loaded(_, address) => self.reason_of_address(address),
            Subject::LoadedFromNowhere(_) => Reason::UnclearAddress,
            _ if part.has_data => Reason::DataInText,
            _ => Reason::Literal,
        }
    }

    fn reason_of_address(&self, address: Span) -> Reason {
        let Some(found) = destinations(self.set, self.index, address, self.trust) else {
            return Reason::DataInTag;
        };
        let is_trusted = self.trust.mode == TrustMode::All;
        found
            .into_iter()
            .map(|(destination, origin)| match (destination, origin) {
                (Destination::Own, _) => Reason::OwnAddress,
                (Destination::Media, _) => Reason::MediaUrl,
                (Destination::Unclear, _) => Reason::UnclearAddress,
                (Destination::Foreign, Origin::Static) if !is_trusted => Reason::ForeignStaticUrl,
                (Destination::Foreign, _) => Reason::ForeignAddress { is_trusted },
            })
            .max_by_key(Reason::outcome)
            .unwrap_or(Reason::UnclearAddress)
    }

    fn has_nonce(&self, tag: &StartTag) -> bool {
        let prints_nonce = |construct: &crate::template::Construct| match construct.kind {
            ConstructKind::Tag { name, arguments } => {
                self.file.text(name) == "csp_nonce_attr" && arguments.is_empty()
            }
            ConstructKind::Expression(expression) => {
                NONCE_PRINTERS.contains(&self.file.text(expression))
            }
            _ => false,
        };
        tag.attribute("nonce").is_some()
            || self
                .file
                .constructs_in(tag.span)
                .any(|(_, construct)| prints_nonce(construct))
    }

    /// Whether template syntax stands in the tag, outside of its address. Comments do not count,
    /// unless what they part is one word in what is printed.
    fn has_data(&self, tag: &StartTag, address: Option<Span>) -> bool {
        let is_in_address = |span: Span| {
            address.is_some_and(|address| {
                address.start() <= span.start() && span.end() <= address.end()
            })
        };
        self.file
            .constructs_in(tag.span)
            .filter(|(_, construct)| !is_in_address(construct.span))
            .any(|(index, construct)| {
                !matches!(construct.kind, ConstructKind::Comment)
                    || self.file.joins_words(index, construct)
            })
    }

    fn media(&self) -> Vec<ReviewedTag> {
        PrintedMedia::find(self.file)
            .into_iter()
            .map(|media| {
                let reason = media.reason(self.set, self.index);
                let edit = (reason.outcome() == Outcome::Added).then(|| Edit {
                    span: media.span,
                    replacement: media.replacement(self.set, self.file, self.trust),
                });
                self.reviewed(Element::Media, reason, media.span, edit)
            })
            .collect()
    }

    /// What this template prints into inline scripts and styles of others.
    fn parts(&self) -> Vec<ReviewedTag> {
        let analysis = self.set.analysis();
        analysis
            .regions(self.index)
            .iter()
            .filter_map(|(region, _)| {
                let span = self.file.span(*region);
                let place = is_in_inline_text(analysis, self.index, self.file, span)?;
                let element = match place {
                    Place::Style => Element::Style,
                    _ => Element::Script,
                };
                if !contents(self.set, self.index, span, self.trust).has_data {
                    return None;
                }
                let digest = digest(self.file.text(span));
                let reason = if self.trust.approves(&self.file.name, &digest) {
                    Reason::ApprovedPart
                } else {
                    Reason::DataInPart
                };
                Some(self.reviewed(element, reason, span, None))
            })
            .collect()
    }

    fn nonce(&self) -> String {
        match self.set.dialect() {
            Dialect::Django => "{% stockade_nonce %}".to_owned(),
            Dialect::Jinja(delimiters) => format!(
                "{} stockade_nonce() {}",
                delimiters.variable_start, delimiters.variable_end,
            ),
        }
    }

    fn reviewed(
        &self,
        element: Element,
        reason: Reason,
        span: Span,
        edit: Option<Edit>,
    ) -> ReviewedTag {
        let source = self.file.text(span).to_owned();
        ReviewedTag {
            element,
            reason,
            span,
            line: self.file.line_of(span.start()),
            column: self.file.column_of(span.start()),
            digest: digest(&source),
            source,
            edit,
        }
    }
}
