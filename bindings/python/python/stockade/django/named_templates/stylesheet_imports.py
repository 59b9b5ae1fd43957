"""Style sheets that import others, as `admin/css/forms.css` does before Django 6.1.

A nonce allows the style sheet that carries it, and nothing that this one imports: browsers ask the
list of sources about each `@import`. So where a rewritten template gives the nonce to a style sheet
of the site's own, the policy of that page gets the addresses of the files it imports: of just these
files, and only if they are static files of the site's own, too.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.templatetags.static import static

from stockade._core import TemplateReview
from stockade.django.conf import policies_for
from stockade.django.named_templates.static_files import read_static_file
from stockade.django.style_sources import allow_style

__all__ = ["allow_imports", "imported_by", "with_imports"]

_NONCE_TAG = "{% stockade_nonce %}"
_LINK = "<link"
_STATIC = re.compile(r"""\{%\s*static\s+(?P<quote>["'])(?P<name>[^"']+)(?P=quote)\s*%\}""")

_COMMENT = re.compile(rb"/\*.*?\*/", re.DOTALL)
#: Imports stand before all rules, behind `@charset` and `@layer` at most.
_STATEMENT = re.compile(
    rb"""\s*@(?:import\s+(?:url\(\s*)?(?P<quote>["']?)(?P<address>[^"'()\s;]+)(?P=quote)|charset|layer)
    [^;{]*;""",
    re.VERBOSE | re.IGNORECASE,
)
_MOST_IMPORTS = 32


def with_imports(review: TemplateReview) -> str:
    """The rewritten template, in which the nonce of a style sheet says what this one imports."""
    rewritten = review.rewritten
    for tag in review.tags:
        if tag.element == "link" and tag.outcome == "added":
            imports = [
                name
                for found in _STATIC.finditer(tag.source)
                for name in imported_by(found["name"])
            ]
            if imports:
                behind_name = tag.source[len(_LINK) :]
                names = " ".join(f'"{name}"' for name in imports)
                rewritten = rewritten.replace(
                    f"{_LINK}{_NONCE_TAG}{behind_name}",
                    f"{_LINK}{{% stockade_nonce {names} %}}{behind_name}",
                )
    return rewritten


def imported_by(name: str) -> tuple[str, ...]:
    """The static files that a static style sheet imports, and those that these import."""
    found: dict[str, None] = {}
    waiting = [name]
    while waiting and len(found) < _MOST_IMPORTS:
        for imported in _imports(waiting.pop()):
            if imported not in found and imported != name:
                found[imported] = None
                waiting.append(imported)
    return tuple(found)


def _imports(name: str) -> Iterator[str]:
    content = _COMMENT.sub(b"", read_static_file(name) or b"")
    position = 0
    while statement := _STATEMENT.match(content, position):
        position = statement.end()
        address = (statement["address"] or b"").decode(errors="replace")
        # What is elsewhere, or has a character that would end the template tag, is left out.
        if re.fullmatch(r"[\w./-]+", address) and not address.startswith("/"):
            imported = posixpath.normpath(posixpath.join(posixpath.dirname(name), address))
            if not imported.startswith(".."):
                yield imported


def allow_imports(names: tuple[str, ...], request: HttpRequest, response: HttpResponseBase) -> None:
    """Let the response's policies allow these static files as style sheets."""
    page = request.build_absolute_uri()
    enforced, report_only = policies_for(request)
    for name in names:
        address = static(name)
        if all(
            policy.is_empty or policy.allows_without_nonce("style", address, page)
            for policy in (enforced, report_only)
        ):
            continue
        source = address if "//" in address else f"{request.get_host()}{address}"
        if not source.startswith("["):  # No source matches a host that is an IPv6 address.
            allow_style(source, request, response)
