//! The notes, in memory: they are gone when the server stops.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

/// How many notes are kept. Older ones give way, so that nobody can fill the memory.
const LIMIT: usize = 100;
/// How many characters a title may have.
const TITLE_LIMIT: usize = 80;
/// How many characters a text may have.
const BODY_LIMIT: usize = 4000;

/// One note.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Note {
    pub(crate) title: String,
    pub(crate) body: String,
}

/// The notebook, newest note first.
#[derive(Debug)]
pub(crate) struct Notes(Mutex<Vec<Note>>);

impl Notes {
    /// What stands in the notebook before anybody has written into it.
    pub(crate) fn sample() -> Self {
        let notes = SAMPLE_NOTES.map(|(title, body)| Note {
            title: title.to_owned(),
            body: body.to_owned(),
        });
        Self(Mutex::new(notes.into()))
    }

    pub(crate) fn all(&self) -> Vec<Note> {
        self.notes().clone()
    }

    /// Adds a note. An error says what is wrong with it.
    pub(crate) fn add(&self, note: Note) -> Result<(), &'static str> {
        if note.title.trim().is_empty() || note.body.trim().is_empty() {
            return Err("A note needs a title and a text.");
        }
        if note.title.chars().count() > TITLE_LIMIT || note.body.chars().count() > BODY_LIMIT {
            return Err(
                "That is too long: 80 characters are the limit for titles, 4000 for texts.",
            );
        }
        let mut notes = self.notes();
        notes.insert(0, note);
        notes.truncate(LIMIT);
        Ok(())
    }

    fn notes(&self) -> MutexGuard<'_, Vec<Note>> {
        // What panicked elsewhere has left no half of a note.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

const SAMPLE_NOTES: [(&str, &str); 4] = [
    (
        "Packing for the hut",
        "Head torch, and the batteries this time. Oats, lentils, the good cheese, two lemons.",
    ),
    (
        "Bread, 78 % water",
        "Mix at eight, fold at nine, ten and eleven. Shape after lunch, then the cold shelf.",
    ),
    (
        "CONGRATULATIONS, READER",
        "You were chosen! Just keep reading. \
         <script>document.documentElement.dataset.pwned = \"script\"</script>\
         <img src=\"/static/prize.svg?missing\" \
         onerror=\"document.documentElement.dataset.pwned = 'handler'\">",
    ),
    (
        "Birds at the feeder",
        "Blue tit, great tit, coal tit. Nuthatch, upside down as ever.",
    ),
];
