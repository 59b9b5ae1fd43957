"""What kind of place in a page a text stands in, told by what is before it."""

from __future__ import annotations

import re

_ELEMENT_TEXT = re.compile(r"<(/?)(script|style)\b[^<>]*>", re.IGNORECASE)
_ADDRESS = re.compile(r"""\b(?:src|href|action|data)\s*=\s*["']?[^"'\s<>]*\Z""", re.IGNORECASE)


def place_after(text: str) -> str:
    """A key of `hostile.payloads.PAYLOADS`: the place that follows `text`.

    >>> place_after('<p class="')
    'attribute'
    >>> place_after("<script>let count = ")
    'script'
    """
    elements = list(_ELEMENT_TEXT.finditer(text))
    if elements and not elements[-1][1]:
        return elements[-1][2].lower()
    if text.rfind("<") > text.rfind(">"):
        return "address" if _ADDRESS.search(text) else "attribute"
    return "markup"
