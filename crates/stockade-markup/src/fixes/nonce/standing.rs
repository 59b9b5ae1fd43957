//! Whether a part of a template is, wherever it is printed, the markup that it looks like.

use stockade::Span;

use crate::template::{Analysis, Place, RegionReading, TemplateFile, TemplateSet, Uncertainty};

use super::Reason;

/// What speaks against editing the part of a file at `span`, if something does.
///
/// `is_as_seen` says of a reading whether that part is what it is taken for.
pub(super) fn doubt(
    set: &TemplateSet,
    index: usize,
    span: Span,
    is_as_seen: impl Fn(&RegionReading) -> bool,
) -> Option<Reason> {
    let file = set.file(index)?;
    let analysis = set.analysis();
    let mut doubt = Some(Reason::UnknownPlace);
    for (region, places) in analysis.regions(index) {
        let whole = file.span(*region);
        if span.start() < whole.start() || whole.end() < span.end() {
            continue;
        }
        if !places.has_unknown && doubt == Some(Reason::UnknownPlace) {
            doubt = None;
        }
        for place in &places.known {
            let Some(reading) = analysis.reading(index, *region, *place) else {
                return Some(Reason::UnknownPlace);
            };
            match &reading.uncertain {
                Some((from, because)) if *from <= span.start() => {
                    doubt = Some(uncertainty(set, file, because));
                }
                _ if !is_as_seen(reading) => {
                    let place = reading.place_at(span.start()).unwrap_or(*place);
                    return Some(Reason::DifferentPlace(place));
                }
                _ => {}
            }
        }
        if places.has_unknown {
            doubt.get_or_insert(Reason::UnknownPlace);
        }
    }
    doubt.or_else(|| moved(file, span))
}

/// Whether the text at `span` is printed as text of a `<script>` or `<style>` anywhere.
pub(super) fn is_in_inline_text(
    analysis: &Analysis,
    index: usize,
    file: &TemplateFile,
    span: Span,
) -> Option<Place> {
    analysis
        .regions(index)
        .iter()
        .filter(|(region, _)| file.span(*region) == span)
        .flat_map(|(_, places)| &places.known)
        .copied()
        .find(|place| matches!(place, Place::Script | Place::Style))
}

fn uncertainty(set: &TemplateSet, file: &TemplateFile, because: &Uncertainty) -> Reason {
    match because {
        Uncertainty::Ambiguous => Reason::Ambiguous,
        Uncertainty::Branching(offset) => Reason::Branching(file.line_of(*offset)),
        Uncertainty::OtherTemplate(other) => {
            let name = set.file(*other).map_or("", |other| &other.name);
            Reason::AfterTemplate(name.to_owned())
        }
    }
}

/// What stands against an edit whatever a person says: a template tag would be printed as text.
pub(super) fn without_syntax(file: &TemplateFile, offset: u32) -> Option<Reason> {
    let marker = file.verbatim_before(offset)?;
    let words = file.text(marker.span);
    let name = if words.contains("raw") {
        "raw"
    } else {
        "verbatim"
    };
    Some(Reason::WithoutSyntax(name))
}

fn moved(file: &TemplateFile, span: Span) -> Option<Reason> {
    let structure = file.structures.get(file.enclosing_opaque(span.start())?)?;
    let name = file
        .constructs
        .get(structure.open)?
        .tag_name(&file.source)?;
    // Where a macro ends up is known from its calls.
    (name != "macro").then(|| Reason::InsideTag(name.to_owned()))
}
