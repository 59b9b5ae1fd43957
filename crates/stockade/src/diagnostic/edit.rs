use super::Span;

/// A change to a text: the bytes of `span` are replaced.
///
/// An empty span inserts. Edits are spliced into the text, so that what they leave out stays
/// byte for byte as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// What comes in its place.
    pub replacement: String,
}

/// The text with all edits made.
///
/// An edit that overlaps an earlier one, or that does not lie in the text between two characters,
/// is left out.
///
/// ```
/// use stockade::Span;
/// use stockade::diagnostic::{Edit, apply_edits};
///
/// let edit = Edit { span: Span::new(7, 7), replacement: " defer".into() };
/// assert_eq!(apply_edits("<script src=a.js>", &[edit]), "<script defer src=a.js>");
/// ```
pub fn apply_edits(text: &str, edits: &[Edit]) -> String {
    let mut ordered: Vec<&Edit> = edits.iter().collect();
    ordered.sort_by_key(|edit| (edit.span.start(), edit.span.end()));
    let mut edited = String::with_capacity(text.len());
    let mut done = 0;
    for edit in ordered {
        let span = edit.span.range();
        if let (Some(before), Some(_)) = (text.get(done..span.start), text.get(span.clone())) {
            edited.push_str(before);
            edited.push_str(&edit.replacement);
            done = span.end;
        }
    }
    edited.push_str(text.get(done..).unwrap_or_default());
    edited
}
