//! The notes, in a database that is made and filled at the first start.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use minijinja::{Value, context};
use rusqlite::{Connection, OptionalExtension as _, Result, Row, params};

use crate::sample_notes::SAMPLE_NOTES;

const SCHEMA: &str = "
    CREATE TABLE note (
        id INTEGER PRIMARY KEY,
        title TEXT NOT NULL,
        body TEXT NOT NULL,
        pinned INTEGER NOT NULL,
        changed TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ'))
    )";

/// One note, as it is kept.
#[derive(Debug, Clone)]
pub(crate) struct Note {
    /// Its number, in addresses.
    pub(crate) id: i64,
    /// What it is called.
    pub(crate) title: String,
    /// What it says.
    pub(crate) body: String,
    /// Whether it stands before those that are not.
    pub(crate) pinned: bool,
    /// When it was last changed: `2026-11-18T08:10:00Z`.
    pub(crate) changed: String,
}

/// What somebody has written, to be kept.
#[derive(Debug, Default, Clone)]
pub(crate) struct Draft {
    /// What it is called.
    pub(crate) title: String,
    /// What it says.
    pub(crate) body: String,
    /// Whether it is to stand before those that are not.
    pub(crate) pinned: bool,
}

/// The notebook. Its answers take microseconds, so handlers wait for them without leaving their
/// thread.
#[derive(Debug)]
pub(crate) struct Notes(Mutex<Connection>);

impl Notes {
    /// The notes in this file, or in memory. Missing ones are the samples.
    pub(crate) fn open(file: Option<&Path>) -> Result<Self> {
        let connection = match file {
            Some(file) => Connection::open(file)?,
            None => Connection::open_in_memory()?,
        };
        if !connection.table_exists(None, "note")? {
            fill(&connection)?;
        }
        Ok(Self(Mutex::new(connection)))
    }

    /// The notes with these words in title or text, pinned ones first, then the newest.
    pub(crate) fn search(&self, words: &str) -> Result<Vec<Note>> {
        let escaped = words
            .replace('\\', r"\\")
            .replace('%', r"\%")
            .replace('_', r"\_");
        self.connection()
            .prepare(
                r"SELECT * FROM note WHERE title LIKE ?1 ESCAPE '\' OR body LIKE ?1 ESCAPE '\'
                  ORDER BY pinned DESC, changed DESC",
            )?
            .query_map([format!("%{escaped}%")], note)?
            .collect()
    }

    /// The note with this number.
    pub(crate) fn find(&self, id: i64) -> Result<Option<Note>> {
        self.connection()
            .query_row("SELECT * FROM note WHERE id = ?", [id], note)
            .optional()
    }

    /// Adds a note and returns its number.
    pub(crate) fn add(&self, draft: &Draft) -> Result<i64> {
        let connection = self.connection();
        connection.execute(
            "INSERT INTO note (title, body, pinned) VALUES (?, ?, ?)",
            params![draft.title, draft.body, draft.pinned],
        )?;
        Ok(connection.last_insert_rowid())
    }

    /// Writes a changed note.
    pub(crate) fn save(&self, id: i64, draft: &Draft) -> Result<()> {
        self.connection().execute(
            "UPDATE note SET title = ?, body = ?, pinned = ?,
                             changed = strftime('%Y-%m-%dT%H:%M:%SZ') WHERE id = ?",
            params![draft.title, draft.body, draft.pinned, id],
        )?;
        Ok(())
    }

    /// Deletes a note.
    pub(crate) fn delete(&self, id: i64) -> Result<()> {
        self.connection()
            .execute("DELETE FROM note WHERE id = ?", [id])?;
        Ok(())
    }

    /// What time it is, for the page that says when it was made.
    pub(crate) fn time(&self) -> Result<String> {
        self.connection()
            .query_row("SELECT time()", [], |row| row.get(0))
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        // What panicked elsewhere has left no half of a change: the database sees to that.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What templates see of a note.
impl From<Note> for Value {
    fn from(note: Note) -> Self {
        let Note {
            id,
            title,
            body,
            pinned,
            changed,
        } = note;
        context! { id, title, body, pinned, changed }
    }
}

/// What templates see of a draft.
impl From<Draft> for Value {
    fn from(draft: Draft) -> Self {
        let Draft {
            title,
            body,
            pinned,
        } = draft;
        context! { title, body, pinned }
    }
}

impl From<Note> for Draft {
    fn from(note: Note) -> Self {
        Self {
            title: note.title,
            body: note.body,
            pinned: note.pinned,
        }
    }
}

fn fill(connection: &Connection) -> Result<()> {
    connection.execute(SCHEMA, [])?;
    let mut insert = connection
        .prepare("INSERT INTO note (title, body, pinned, changed) VALUES (?, ?, ?, ?)")?;
    for (title, body, pinned, changed) in SAMPLE_NOTES {
        insert.execute(params![title, body, pinned, changed])?;
    }
    Ok(())
}

fn note(row: &Row<'_>) -> Result<Note> {
    Ok(Note {
        id: row.get("id")?,
        title: row.get("title")?,
        body: row.get("body")?,
        pinned: row.get("pinned")?,
        changed: row.get("changed")?,
    })
}
