"""The library's admin, in which an attacker can print something at any point of any template.

Run it with an interpreter that has the wanted version of Django::

    python -m hostile.admin_site PORT

| path | answer |
|---|---|
| `/points` | every point that is printed on one of the pages, as JSON |
| `/unprinted` | the points of rewritten templates that none of the pages prints |
| `/case/NUMBER/PAGE?point=…&text=…&markup=…` | a page with that text there |
| `/without-policy/NUMBER/PAGE?…` | the same page without its policy |
| `….js`, `….css` | next to nothing: what the admin's own scripts do is not asked here |
"""

from __future__ import annotations

import functools
import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode
from wsgiref.util import setup_testing_defaults

from hostile.admin_pages import PAGES, Page
from hostile.marked_pages import MarkedPage

if TYPE_CHECKING:
    from django.template import Template

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

_LIBRARY = Path(__file__).resolve().parents[1] / "admin" / "site"
_STATIC = Path(__file__).resolve().parent / "static"


def main(port: str) -> None:
    sys.path.append(str(_LIBRARY))
    os.environ["DJANGO_SETTINGS_MODULE"] = "hostile.admin_settings"
    import django
    from django.core.management import call_command
    from django.core.servers.basehttp import run
    from django.core.wsgi import get_wsgi_application

    django.setup()
    # They need the apps to be ready.
    from hostile.points import install

    install()
    call_command("migrate", run_syncdb=True, verbosity=0)
    import_module("library.seed").plant()
    application: Any = _with_cases(get_wsgi_application())
    run("127.0.0.1", int(port), application, threading=True)


def _with_cases(application: Application) -> Application:
    """The application, with what the table above has."""

    def with_cases(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/points":
            points = json.dumps(_points(_marked_pages(application)))
            return _answer(start_response, points, "application/json")
        if path == "/unprinted":
            unprinted = json.dumps(_unprinted(_marked_pages(application)))
            return _answer(start_response, unprinted, "application/json")
        if path == "/frames":
            frames = (_STATIC / "frames.html").read_text(encoding="utf-8")
            return _answer(start_response, frames, "text/html")
        if path.endswith((".js", "/jsi18n/")):
            script = (_STATIC / "anything.js").read_text(encoding="utf-8")
            return _answer(start_response, script, "text/javascript")
        if path.endswith(".css"):
            return _answer(start_response, "", "text/css")
        if match := re.fullmatch(r"/(case|without-policy)/\d+/(\d+)", path):
            page = _marked_pages(application)[int(match[2])]
            policy = page.policy if match[1] == "case" else None
            return _attacked(page, policy, environ["QUERY_STRING"], start_response)
        return _answer(start_response, "", "text/plain")

    return with_cases


def _attacked(
    page: MarkedPage, policy: str | None, query: str, start_response: StartResponse
) -> Iterable[bytes]:
    wanted = {name: values[0] for name, values in parse_qs(query).items()}
    text = page.attacked(wanted["point"], wanted["text"], is_markup=wanted["markup"] == "yes")
    return _answer(start_response, text, "text/html", policy=policy)


@functools.cache
def _marked_pages(application: Application) -> Sequence[MarkedPage]:
    """Each page of the admin, made once."""
    return [_marked_page(application, page) for page in PAGES]


def _marked_page(application: Application, page: Page) -> MarkedPage:
    headers: dict[str, str] = {}

    def start_response(status: str, given: list[tuple[str, str]], *arguments: Any) -> None:
        headers.update(given)

    body = b"".join(application(_request(page), start_response))
    return MarkedPage(body.decode(), headers.get("Content-Security-Policy"))


def _points(pages: Sequence[MarkedPage]) -> dict[str, Any]:
    """By the name of each point of a file: the first page that prints it, what that has before it,
    and whether its template has been rewritten."""
    found: dict[str, Any] = {}
    for number, page in enumerate(pages):
        for name, before in page.points:
            if name not in found and not name.startswith("None:"):
                found[name] = {"page": number, "before": before, "rewritten": _is_rewritten(name)}
    return found


def _unprinted(pages: Sequence[MarkedPage]) -> list[str]:
    """The points of Django's rewritten templates that are on no page."""
    from hostile.points import points_of

    printed = {name for page in pages for name, _ in page.points}
    templates = [_template(name) for name in _names_of_djangos_templates()]
    rewritten = [template for template in templates if template and _is_changed(template)]
    return sorted(point for template in rewritten for point in points_of(template) - printed)


def _names_of_djangos_templates() -> Iterator[str]:
    import django

    for folder in Path(django.__file__).parent.glob("contrib/*/templates"):
        for path in folder.rglob("*.html"):
            yield path.relative_to(folder).as_posix()


def _is_rewritten(point: str) -> bool:
    template = _template(point.partition(":")[0])
    return template is not None and _is_changed(template)


def _template(name: str) -> Template | None:
    from django.template import TemplateDoesNotExist, engines

    backend: Any = engines["django"]
    try:
        template: Template = backend.engine.get_template(name)
    except TemplateDoesNotExist:  # one of Django's form widgets, which have an engine of their own
        return None
    return template


def _is_changed(template: Template) -> bool:
    """Whether its text is another than the file's."""
    return bool(template.source != Path(template.origin.name).read_text(encoding="utf-8"))


def _request(page: Page) -> Environ:
    body = urlencode(page.data or {}).encode()
    environ = {
        "REQUEST_METHOD": "GET" if page.data is None else "POST",
        "PATH_INFO": page.path,
        "QUERY_STRING": page.query,
        "HTTP_HOST": "127.0.0.1",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }
    setup_testing_defaults(environ)
    return environ


def _answer(
    start_response: StartResponse, text: str, content_type: str, *, policy: str | None = None
) -> Iterable[bytes]:
    headers = [("Content-Type", f"{content_type}; charset=utf-8")]
    if content_type == "text/html":
        headers += [] if policy is None else [("Content-Security-Policy", policy)]
    else:
        headers.append(("Cache-Control", "max-age=600"))
    start_response("200 OK", headers)
    return [text.encode()]


if __name__ == "__main__":
    main(*sys.argv[1:])
