"""Takes out of a rewritten template what was put in: written from the outside, as a control."""

from __future__ import annotations

import re
from collections.abc import Mapping

# A style sheet's may name the others that it imports.
_NONCE_TAGS = {
    "django": r'\{% stockade_nonce(?: "[^"]*")* %\}',
    "jinja": r'\{\{ stockade_nonce\((?:"[^"]*"(?:, )?)*\) \}\}',
}

# With the expression that stood there, and perhaps signs that take away white space.
_MODE = '"(?:own-static|all)"'
_MEDIA_TAGS = {
    "django": rf'\{{% stockade_media (?P<media>\S+) {_MODE}(?: "nonced")? %\}}',
    "jinja": rf'\{{\{{[-+]? stockade_media\((?P<media>[^()]+), {_MODE}(?:, "[^"]*")?\) [-+]?\}}\}}',
}

_INSERTED: Mapping[str, re.Pattern[str]] = {
    dialect: re.compile(f"(?P<nonce>{_NONCE_TAGS[dialect]})|{_MEDIA_TAGS[dialect]}")
    for dialect in _NONCE_TAGS
}

_TAG_NAME = re.compile(r"<(?:script|style|link)\Z", re.IGNORECASE)


class NotOnlyInsertions(AssertionError):
    """A rewritten template differs from the file in more than what may be put in."""


def undone(rewritten: str, source: str, dialect: str) -> str:
    """`rewritten` without what was put into `source`.

    Raises NotOnlyInsertions where a nonce does not stand directly behind the name of a tag, or a
    media tag stands in the place of anything but one media expression.
    """
    plain, end = "", 0
    for inserted in _INSERTED[dialect].finditer(rewritten):
        plain += rewritten[end : inserted.start()]
        end = inserted.end()
        if inserted["nonce"] is None:
            plain += _media_expression(source, len(plain), inserted["media"])
        elif not _TAG_NAME.search(plain):
            raise NotOnlyInsertions(f"a nonce behind {plain[-40:]!r}")
    return plain + rewritten[end:]


def _media_expression(source: str, start: int, media: str) -> str:
    """What stands at `start` in the file, if that prints `media` and nothing else."""
    name = re.escape(media)
    expression = re.compile(
        rf"\{{\{{[-+]?\s*{name}\s*[-+]?\}}\}}|\{{%\s*csp_nonce_attr\s+{name}\s*%\}}"
    )
    found = expression.match(source, start)
    if found is None:
        raise NotOnlyInsertions(f"a media tag instead of {source[start : start + 40]!r}")
    return found[0]
