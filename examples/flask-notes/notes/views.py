"""The pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import (
    Blueprint,
    abort,
    flash,
    redirect,
    render_template,
    request,
    stream_template,
    url_for,
)
from werkzeug.wrappers import Response

from notes import database
from notes.database import COLOURS, Note

__all__ = ["blueprint"]

TITLE_LIMIT = 80
BODY_LIMIT = 1000

blueprint = Blueprint("notes", __name__)


@dataclass
class NoteForm:
    """What stands in the editor's fields, and what is wrong with it."""

    title: str = ""
    body: str = ""
    colour: str = COLOURS[0]
    pinned: bool = False

    @classmethod
    def of(cls, note: Note) -> NoteForm:
        return cls(note.title, note.body, note.colour, note.pinned)

    @classmethod
    def sent(cls) -> NoteForm:
        colour = request.form.get("colour", "")
        return cls(
            request.form.get("title", "").strip(),
            request.form.get("body", "").strip().replace("\r\n", "\n"),
            colour if colour in COLOURS else COLOURS[0],
            "pinned" in request.form,
        )

    def errors(self) -> dict[str, str]:
        errors = {}
        if not self.title:
            errors["title"] = "A note needs a title."
        elif len(self.title) > TITLE_LIMIT:
            errors["title"] = f"A title has {TITLE_LIMIT} characters at most."
        if len(self.body) > BODY_LIMIT:
            errors["body"] = f"A note has {BODY_LIMIT} characters at most."
        return errors


@blueprint.get("/")
def index() -> str:
    words = request.args.get("q", "").strip()
    return render_template("index.html", notes=database.search(words), words=words)


@blueprint.get("/notes/<int:note_id>")
def show(note_id: int) -> str:
    return render_template("show.html", note=_note_or_404(note_id))


@blueprint.route("/notes/new", methods=["GET", "POST"])
def create() -> str | Response:
    if request.method == "GET":
        return _editor(NoteForm(), {})
    form = NoteForm.sent()
    if errors := form.errors():
        return _editor(form, errors)
    note_id = database.add(form.title, form.body, form.colour, form.pinned)
    flash("Written down.")
    return redirect(url_for(".show", note_id=note_id))


@blueprint.route("/notes/<int:note_id>/edit", methods=["GET", "POST"])
def edit(note_id: int) -> str | Response:
    note = _note_or_404(note_id)
    if request.method == "GET":
        return _editor(NoteForm.of(note), {}, note)
    form = NoteForm.sent()
    if errors := form.errors():
        return _editor(form, errors, note)
    database.save(note_id, form.title, form.body, form.colour, form.pinned)
    flash("Saved.")
    return redirect(url_for(".show", note_id=note_id))


@blueprint.route("/notes/<int:note_id>/delete", methods=["GET", "POST"])
def delete(note_id: int) -> str | Response:
    note = _note_or_404(note_id)
    if request.method == "GET":
        return render_template("delete.html", note=note)
    database.delete(note_id)
    flash(f"“{note.title}” is gone.")
    return redirect(url_for(".index"))


@blueprint.get("/print")
def print_all() -> Iterator[str]:
    """All notes on one page, sent while it is rendered."""
    return stream_template("print.html", notes=database.search())


@blueprint.get("/unsafe/<int:note_id>")
def unsafe(note_id: int) -> str:
    """The note as a template would show it that forgot to escape."""
    return render_template("unsafe.html", note=_note_or_404(note_id))


def _editor(form: NoteForm, errors: dict[str, str], note: Note | None = None) -> str:
    return render_template(
        "editor.html",
        form=form,
        errors=errors,
        note=note,
        colours=COLOURS,
        title_limit=TITLE_LIMIT,
        body_limit=BODY_LIMIT,
    )


def _note_or_404(note_id: int) -> Note:
    return database.find(note_id) or abort(404)
