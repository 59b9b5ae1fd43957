"""The notes, in an SQLite file that is made and filled at the first start."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timezone
from pathlib import Path
from typing import NamedTuple

from flask import Flask, current_app, g

from notes.sample_notes import SAMPLE_NOTES

__all__ = ["COLOURS", "Note", "add", "delete", "find", "init_app", "save", "search"]

COLOURS = ("sand", "mint", "sky", "rose", "plum")

_SCHEMA = """
CREATE TABLE note (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    colour TEXT NOT NULL,
    pinned INTEGER NOT NULL,
    changed TEXT NOT NULL
)
"""


class Note(NamedTuple):
    """One note."""

    id: int
    title: str
    body: str
    colour: str
    pinned: bool
    changed: datetime


def init_app(app: Flask) -> None:
    """Make the database where it is missing, and close connections after each request."""
    path = Path(app.config["DATABASE"])
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _create(path)
    app.teardown_appcontext(_close)


def search(words: str = "") -> list[Note]:
    """The notes with these words in title or text, pinned ones first, then the newest."""
    pattern = "%" + words.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
    rows = _connection().execute(
        r"SELECT * FROM note WHERE title LIKE ? ESCAPE '\' OR body LIKE ? ESCAPE '\' "
        "ORDER BY pinned DESC, changed DESC",
        (pattern, pattern),
    )
    return [_note(row) for row in rows]


def find(note_id: int) -> Note | None:
    """The note with this number."""
    row = _connection().execute("SELECT * FROM note WHERE id = ?", (note_id,)).fetchone()
    return _note(row) if row else None


def add(title: str, body: str, colour: str, pinned: bool) -> int:
    """Add a note and return its number."""
    with _connection() as connection:
        cursor = connection.execute(
            "INSERT INTO note (title, body, colour, pinned, changed) VALUES (?, ?, ?, ?, ?)",
            (title, body, colour, pinned, _now()),
        )
    return cursor.lastrowid or 0


def save(note_id: int, title: str, body: str, colour: str, pinned: bool) -> None:
    """Write a changed note."""
    with _connection() as connection:
        connection.execute(
            "UPDATE note SET title = ?, body = ?, colour = ?, pinned = ?, changed = ? WHERE id = ?",
            (title, body, colour, pinned, _now(), note_id),
        )


def delete(note_id: int) -> None:
    """Delete a note."""
    with _connection() as connection:
        connection.execute("DELETE FROM note WHERE id = ?", (note_id,))


def _create(path: Path) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(_SCHEMA)
        connection.executemany("INSERT INTO note VALUES (?, ?, ?, ?, ?, ?)", SAMPLE_NOTES)
    connection.close()


def _connection() -> sqlite3.Connection:
    if "connection" not in g:
        g.connection = sqlite3.connect(current_app.config["DATABASE"])
    connection: sqlite3.Connection = g.connection
    return connection


def _close(error: BaseException | None) -> None:
    connection = g.pop("connection", None)
    if connection is not None:
        connection.close()


def _note(row: tuple[int, str, str, str, int, str]) -> Note:
    note_id, title, body, colour, pinned, changed = row
    return Note(note_id, title, body, colour, bool(pinned), datetime.fromisoformat(changed))


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")
