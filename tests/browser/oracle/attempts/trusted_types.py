"""Trusted Types: which policies may be created, and what becomes of strings at sinks."""

from __future__ import annotations

from collections.abc import Iterator
from json import dumps

from oracle.attempts.attempt import Attempt
from oracle.case import enforce, report_only

_NAMES = ["one", "ONE", "two", "default", "a.b/c@d%e#f=g-h_i", "with space", "semi;colon", "\u00e9"]
_POLICIES = {
    "absent": "img-src *",
    "none": "trusted-types 'none'",
    "none-upper-case": "trusted-types 'NONE'",
    "none-twice": "trusted-types 'none' 'none'",
    "none-and-name": "trusted-types 'none' one",
    "empty": "trusted-types",
    "name": "trusted-types one",
    "names": "trusted-types one two default",
    "star": "trusted-types *",
    "star-and-name": "trusted-types * one",
    "duplicates": "trusted-types one 'allow-duplicates'",
    "duplicates-upper-case": "trusted-types one 'ALLOW-DUPLICATES'",
    "duplicates-alone": "trusted-types 'allow-duplicates'",
    "star-and-duplicates": "trusted-types * 'allow-duplicates'",
    "odd-name": "trusted-types a.b/c@d%e#f=g-h_i",
    "quoted-name": "trusted-types 'one'",
}
_SINKS = {
    "inner-html": ("document.body.innerHTML = TEXT;", "Element innerHTML"),
    "outer-html": (
        "const part = document.createElement('div'); document.body.append(part);"
        "part.outerHTML = TEXT;",
        "Element outerHTML",
    ),
    "insert-adjacent": (
        "document.body.insertAdjacentHTML('beforeend', TEXT);",
        "Element insertAdjacentHTML",
    ),
    "script-text": ("document.createElement('script').text = TEXT;", "HTMLScriptElement text"),
    "script-src": ("document.createElement('script').src = TEXT;", "HTMLScriptElement src"),
    "script-text-content": (
        "document.createElement('script').textContent = TEXT;",
        "HTMLScriptElement textContent",
    ),
    "script-inner-text": (
        "document.createElement('script').innerText = TEXT;",
        "HTMLScriptElement innerText",
    ),
    "srcdoc": ("document.createElement('iframe').srcdoc = TEXT;", "HTMLIFrameElement srcdoc"),
    "fragment": (
        "document.createRange().createContextualFragment(TEXT);",
        "Range createContextualFragment",
    ),
    "parser": ("new DOMParser().parseFromString(TEXT, 'text/html');", "DOMParser parseFromString"),
    "handler": (
        "document.createElement('p').setAttribute('onclick', TEXT);",
        "Element onclick",
    ),
    "worker": ("new Worker(TEXT);", "Worker constructor"),
    "eval": ("eval(TEXT);", "eval"),
    "function": ("new Function(TEXT);", "Function"),
    "timer": ("setTimeout(TEXT);", "Window setTimeout"),
}
_TEXTS = {"short": "x", "long": "x" * 50, "spaces": "   x   "}
_REQUIREMENTS = {
    "required": "require-trusted-types-for 'script'",
    "required-upper-case": "require-trusted-types-for 'SCRIPT'",
    "required-upper-case-name": "REQUIRE-TRUSTED-TYPES-FOR 'script'",
    "required-unquoted": "require-trusted-types-for script",
    "required-style": "require-trusted-types-for 'style'",
    "required-both": "require-trusted-types-for 'style' 'script'",
    "not-required": "trusted-types 'none'",
}


def attempts() -> Iterator[Attempt]:
    """All of them."""
    yield from _creations()
    yield from _sinks()
    yield from _writing()


def _creations() -> Iterator[Attempt]:
    for policy_name, policy in _POLICIES.items():
        for disposition, headers in (
            ("enforced", enforce(policy)),
            ("reported", report_only(policy)),
        ):
            created: list[str] = []
            # In one page, one after the other: the second of a name is a duplicate.
            for number, name in enumerate([*_NAMES, "one", "two"]):
                yield Attempt(
                    f"trusted-types/{policy_name}/{disposition}/{number}-{_slug(name)}",
                    headers,
                    f"trustedTypes.createPolicy({dumps(name)}, {{}});",
                    {"type": "trusted-types-policy", "name": name, "created": list(created)},
                )
                created.append(name)


def _sinks() -> Iterator[Attempt]:
    for requirement_name, requirement in _REQUIREMENTS.items():
        for disposition, headers in (
            ("enforced", enforce(requirement)),
            ("reported", report_only(requirement)),
        ):
            for sink_name, (script, sink) in _SINKS.items():
                for text_name, text in _TEXTS.items():
                    name = f"{requirement_name}/{disposition}/{sink_name}-{text_name}"
                    yield Attempt(
                        f"trusted-types-sinks/{name}",
                        headers,
                        script.replace("TEXT", dumps(text)),
                        {"type": "trusted-types-sink", "sink": sink, "sample": _code(sink, text)},
                    )


def _code(sink: str, text: str) -> str:
    """What the sink gets: a function's body comes with what makes it a function."""
    return f"(\n) {{\n{text}\n}})" if sink == "Function" else text


def _writing() -> Iterator[Attempt]:
    # Only where it is blocked: else it opens the document anew, and nobody listens any more.
    yield Attempt(
        "trusted-types-sinks/required/document-write",
        enforce(_REQUIREMENTS["required"]),
        "document.write('x');",
        {"type": "trusted-types-sink", "sink": "Document write", "sample": "x"},
    )


def _slug(name: str) -> str:
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in name)
