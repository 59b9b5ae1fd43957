//! What the editor sends, and what is wrong with it.

use minijinja::{Value, context};
use serde::Deserialize;

use crate::notes::Draft;

/// As many characters as a title may have.
pub(crate) const TITLE_LIMIT: usize = 80;
/// As many characters as a text may have.
pub(crate) const BODY_LIMIT: usize = 4000;

/// The fields of the editor's form.
#[derive(Debug, Deserialize)]
pub(crate) struct NoteForm {
    title: String,
    body: String,
    /// There where the box is ticked.
    pinned: Option<String>,
}

/// What is wrong with a draft, field by field.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Problems {
    title: Option<String>,
    body: Option<String>,
}

impl NoteForm {
    /// The draft, with what is wrong with it if anything is.
    pub(crate) fn read(self) -> (Draft, Option<Problems>) {
        let draft = Draft {
            title: self.title.trim().to_owned(),
            body: self.body.replace("\r\n", "\n").trim_end().to_owned(),
            pinned: self.pinned.is_some(),
        };
        let problems = Problems {
            title: problem(&draft.title, TITLE_LIMIT, "Give the note a title."),
            body: problem(&draft.body, BODY_LIMIT, "Write something, if only a word."),
        };
        let is_fine = problems == Problems::default();
        (draft, (!is_fine).then_some(problems))
    }
}

/// What templates see of problems.
impl From<Problems> for Value {
    fn from(Problems { title, body }: Problems) -> Self {
        context! { title, body }
    }
}

fn problem(text: &str, limit: usize, if_empty: &str) -> Option<String> {
    match text.chars().count() {
        0 => Some(if_empty.to_owned()),
        length if length > limit => Some(format!(
            "That is {length} characters long. {limit} are the limit."
        )),
        _ => None,
    }
}
