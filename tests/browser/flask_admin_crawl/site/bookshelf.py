"""Books and their authors in Flask-Admin: `python bookshelf.py PORT [OPTION…]`.

It has one of everything that Flask-Admin draws with scripts.
"""

from __future__ import annotations

import argparse
import base64
import datetime
import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import flask_admin  # type: ignore[import-untyped]
from flask import Flask, flash
from flask_admin import Admin
from flask_admin.actions import action  # type: ignore[import-untyped]
from flask_admin.contrib.fileadmin import FileAdmin  # type: ignore[import-untyped]
from flask_admin.contrib.sqla import ModelView  # type: ignore[import-untyped]
from sqlalchemy import ForeignKey, create_engine
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    mapped_column,
    relationship,
    scoped_session,
    sessionmaker,
)
from stockade.flask import CSP, Stockade, csp_nonce
from werkzeug.serving import run_simple

try:
    from flask_admin.theme import Bootstrap4Theme  # type: ignore[import-untyped]

    THEME: dict[str, Any] = {"theme": Bootstrap4Theme()}
except ImportError:  # Flask-Admin 1
    THEME = {"template_mode": "bootstrap4"}

#: What the dialogs that open over a list end with, in Flask-Admin 2.
_STYLE_DIALOG = "window.faForm.applyGlobalStyles(document.getElementsByClassName('modal-content'));"
#: Files of Flask-Admin that its dialogs load.
_DIALOG_SCRIPTS = ("admin/js/bs4_modal.js", "admin/js/details_filter.js")


class Base(DeclarativeBase):
    """What is on the shelf."""


class Author(Base):
    __tablename__ = "author"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    born: Mapped[datetime.date | None]
    books: Mapped[list[Book]] = relationship(back_populates="author")

    def __str__(self) -> str:
        return self.name


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    pages: Mapped[int]
    published: Mapped[datetime.date | None]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("author.id"))
    author: Mapped[Author | None] = relationship(back_populates="books")

    def __str__(self) -> str:
        return self.title


class BookView(ModelView):  # type: ignore[misc]
    """A list with everything that can be on one."""

    column_list = ("title", "pages", "published", "author")
    column_searchable_list = ("title",)
    column_filters = ("title", "pages", "published")
    column_editable_list = ("title",)
    can_view_details = True
    can_set_page_size = True
    page_size = 5
    page_size_options = (5, 20)
    form_ajax_refs = {"author": {"fields": ("name",)}}

    @action("bind", "Bind in leather", "Bind these books in leather?")  # type: ignore[untyped-decorator]
    def bind(self, ids: Sequence[str]) -> None:
        flash(f"Bound: {len(ids)}")


class AuthorView(ModelView):  # type: ignore[misc]
    """Forms with forms inside, and dialogs over the list."""

    inline_models = (Book,)
    can_view_details = True
    create_modal = True
    edit_modal = True
    details_modal = True


class FileView(FileAdmin):  # type: ignore[misc]
    """Files, with dialogs over the list."""

    upload_modal = True
    mkdir_modal = True
    rename_modal = True


def make_application(folder: Path, options: argparse.Namespace) -> Flask:
    """The site, with its files in `folder`."""
    app = Flask(__name__)
    app.config["SECRET_KEY"] = "only for this test"  # noqa: S105
    if options.named:
        app.config["STOCKADE_TEMPLATES"] = {"flask_admin": "own-static"}
    if options.lock:
        app.config["STOCKADE_TEMPLATES_LOCK"] = options.lock.absolute()
    Stockade(app, _policy(options))

    sessions = scoped_session(sessionmaker(create_engine(f"sqlite:///{folder / 'books.sqlite3'}")))
    app.teardown_appcontext(lambda error: sessions.remove())
    _fill(sessions)
    files = folder / "files"
    files.mkdir()
    (files / "readme.txt").write_text("Silence, please.", encoding="utf-8")

    generator = {"csp_nonce_generator": csp_nonce} if options.generator else {}
    admin = Admin(app, name="Bookshelf", **THEME, **generator)
    admin.add_view(BookView(Book, sessions, category="Stock"))
    admin.add_view(AuthorView(Author, sessions, category="Stock"))
    admin.add_view(FileView(str(files), name="Files", endpoint="files"))

    @app.get("/blocked")
    def blocked() -> str:
        return "<!doctype html><title>Blocked</title><script>document.title = 'ran'</script>"

    return app


def _policy(options: argparse.Namespace) -> dict[str, list[str]]:
    """Nonces only, but for what the options add."""
    scripts = [CSP.NONCE, "'report-sample'"]
    if options.strict_dynamic:
        scripts.append(CSP.STRICT_DYNAMIC)
    if options.dialog_hashes:
        scripts.extend(_dialog_hashes())
    return {
        "default-src": [CSP.SELF],
        "script-src": scripts,
        "style-src": [CSP.NONCE, "'report-sample'"],
        "img-src": [CSP.SELF, "data:"],
        "object-src": [CSP.NONE],
        "base-uri": [CSP.NONE],
        "form-action": [CSP.SELF],
        "frame-ancestors": [CSP.NONE],
        "report-uri": [options.reports],
    }


def _dialog_hashes() -> Iterator[str]:
    """Dialogs are fetched by a script, with a nonce that is not the page's. jQuery runs what their
    script elements hold, and the text of those that have an address, as inline scripts."""
    static = Path(flask_admin.__file__).parent / "static"
    files = [(static / name).read_bytes() for name in _DIALOG_SCRIPTS]
    for script in (_STYLE_DIALOG.encode(), *files):
        yield f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"


def _fill(sessions: scoped_session[Session]) -> None:
    Base.metadata.create_all(sessions.get_bind())
    born = datetime.date(1815, 12, 10)
    authors = [Author(name=name, born=born) for name in ("Ada", "Charles", "Mary")]
    for number in range(1, 13):
        author = authors[number % len(authors)]
        sessions.add(Book(title=f"Volume {number:02}", pages=number * 40, author=author))
    sessions.commit()
    sessions.remove()


def main() -> None:
    """Serve the site until the process is ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("--reports", default="/reports", help="where browsers report to")
    parser.add_argument("--generator", action="store_true", help="Flask-Admin prints the nonce")
    parser.add_argument("--named", action="store_true", help="its templates are named")
    parser.add_argument("--lock", type=Path, help="what has been reviewed of them")
    parser.add_argument("--dialog-hashes", action="store_true", help="allow the dialogs' scripts")
    parser.add_argument("--strict-dynamic", action="store_true", help="trust what scripts add")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        application = make_application(Path(folder), options)
        run_simple("127.0.0.1", options.port, application, threaded=True)


if __name__ == "__main__":
    main()
