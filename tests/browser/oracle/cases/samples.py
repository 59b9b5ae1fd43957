"""Samples: where they are given, how long they are, and what becomes of odd letters."""

from __future__ import annotations

import html
from collections.abc import Iterator

from oracle.case import Case, document, enforce

_TEXTS = {
    "empty": "",
    "space": " ",
    "one": "1",
    "forty": "a" * 40,
    "forty-one": "a" * 41,
    "thirty-nine": "b" * 39,
    "spaces-before": "   first();   ",
    "newlines-before": "\n\n\tfirst();\n",
    "carriage-returns": "\r\n first();\r second();",
    "no-break-space-before": "\u00a0first();",
    "spaces-forty": " " * 40 + "first();",
    "accents": "'\u00e9' + '\u00fc'",
    "emoji": "'\U0001f600'",
    "emoji-cut": "a" * 39 + "\U0001f600",
    "emoji-fits": "a" * 38 + "\U0001f600",
    "emoji-many": "\U0001f600" * 30,
    "quotes": "\"a\" + 'b'",
    "ampersand": "1 && 2",
    "less-than": "1 < 2 > 3",
    "comment": "// a comment that is longer than forty letters, as they are",
    "html-comment": "<!-- first(); -->",
    "zero-byte": "a\0b",
    "byte-order-mark": "\ufefffirst();",
    "replacement": "\ufffd",
    "form-feed": "\f first();",
    "vertical-tab": "\v first();",
}
_POLICIES = {
    "sample": "default-src 'report-sample'",
    "sample-specific": (
        "default-src 'none'; script-src 'report-sample'; style-src 'report-sample'"
    ),
    "sample-elsewhere": "default-src 'report-sample'; script-src 'none'; style-src 'none'",
    "sample-elements-only": "script-src-elem 'report-sample'; script-src-attr 'none'; "
    "style-src-elem 'report-sample'; style-src-attr 'none'",
    "sample-attributes-only": "script-src-elem 'none'; script-src-attr 'report-sample'; "
    "style-src-elem 'none'; style-src-attr 'report-sample'",
    "sample-upper-case": "default-src 'Report-Sample'",
    "sample-with-none": "default-src 'none' 'report-sample'",
    "sample-unquoted": "default-src report-sample",
    "no-sample": "default-src 'none'",
}


def cases() -> Iterator[Case]:
    """Each text in each kind of place; every policy for a few of them, one for all."""
    for policy_name, policy in _POLICIES.items():
        texts = _TEXTS if policy_name == "sample" else {"forty-one": _TEXTS["forty-one"]}
        for name, text in texts.items():
            yield Case(f"samples/{policy_name}/{name}", _page(text), enforce(policy))


def _page(text: str) -> str:
    attribute = html.escape(text)
    return document(
        f"<script>{text}</script>"
        f'<script type="module">{text}</script>'
        f'<script type="importmap">{text}</script>'
        f"<style>{text}</style>"
        f'<p onclick="{attribute}">x</p>'
        f'<p style="{attribute}">x</p>'
        f'<iframe src="javascript:{attribute}"></iframe>'
        f'<img src="https://cdn.test/a.png">'
        f"<svg><script>{attribute}</script></svg>"
    )
