"""What happens only when somebody clicks or submits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from oracle.case import Action, Case, Headers, document, enforce, report_only
from oracle.cases.inline import digest

_LINKS = {
    "link": '<a id="x" href="javascript:1">x</a>',
    "link-upper-case": '<a id="x" href="JAVASCRIPT:1">x</a>',
    "link-spaces": '<a id="x" href=" &#1;java\nscript:1">x</a>',
    "link-encoded": '<a id="x" href="javascript:%31">x</a>',
    "link-long": '<a id="x" href="javascript:\'a longer text than forty letters has\'">x</a>',
    "link-void": '<a id="x" href="javascript:void(0)">x</a>',
    "link-empty": '<a id="x" href="javascript:">x</a>',
    "link-other-scheme": '<a id="x" href="/none">x</a>',
    "link-handler": '<a id="x" href="/none" onclick="1">x</a>',
    "area": '<map name="m"><area id="x" href="javascript:1"></map>',
    "link-in-frame": (
        '<a id="x" target="frame" href="javascript:1">x</a><iframe name="frame"></iframe>'
    ),
    "ping": '<a id="x" href="/none" ping="https://cdn.test/none">x</a>',
}
#: None of them to an application or over plain HTTP: about those the browser asks a person first.
_FORMS = {
    "form": '<form id="x" action="https://cdn.test/none"></form>',
    "form-post": '<form id="x" method="post" action="https://cdn.test/none"></form>',
    "form-same-origin": '<form id="x" action="/none"></form>',
    "form-relative": '<form id="x" action="none"></form>',
    "form-query": '<form id="x" method="post" action="https://cdn.test/none?a=b#c"></form>',
    "form-get-query": '<form id="x" action="https://cdn.test/none?a=b"></form>',
    "form-get-fields": (
        '<form id="x" action="https://cdn.test/none"><input name="a" value="b"></form>'
    ),
    "form-javascript": '<form id="x" action="javascript:1"></form>',
    "form-data": '<form id="x" action="data:text/html,x"></form>',
    "form-dialog": '<form id="x" method="dialog" action="https://cdn.test/none"></form>',
    "form-port": '<form id="x" action="https://cdn.test:8443/none"></form>',
    "form-in-frame": (
        '<form id="x" action="https://cdn.test/none" target="frame"></form>'
        '<iframe name="frame"></iframe>'
    ),
    "form-user": '<form id="x" action="https://user:secret@cdn.test/none"></form>',
}
_BUTTONS = {
    "button": '<form action="https://cdn.test/none"><button id="x"></button></form>',
    "button-formaction": (
        '<form><button id="x" formaction="https://cdn.test/none"></button></form>'
    ),
    "button-formaction-javascript": (
        '<form><button id="x" formaction="javascript:1"></button></form>'
    ),
    "button-form-attribute": (
        '<form id="f"></form><button id="x" form="f" formaction="https://cdn.test/none"></button>'
    ),
    "button-alone": '<button id="x" formaction="https://cdn.test/none"></button>',
    "input-submit": '<form action="https://cdn.test/none"><input id="x" type="submit"></form>',
    "input-submit-formaction": (
        '<form><input id="x" type="submit" formaction="https://cdn.test/none"></form>'
    ),
    "input-image-formaction": (
        '<form><input id="x" type="image" alt formaction="https://cdn.test/none"></form>'
    ),
}
_POLICIES = {
    "none": "default-src 'none'; form-action 'none'",
    "none-with-samples": "default-src 'none' 'report-sample'; form-action 'none'",
    "self": "default-src 'self'; form-action 'self'",
    "only-default": "default-src 'none'",
    "inline": "default-src 'self' 'unsafe-inline'; form-action 'self'",
    "host": "script-src 'self'; form-action https://cdn.test",
    "hash": (
        f"script-src 'unsafe-hashes' 'sha256-{digest('javascript:1')}'; "
        "form-action https://cdn.test/none"
    ),
    "path": "form-action https://cdn.test/other",
}


def cases() -> Iterator[Case]:
    """Each element under each policy, clicked or submitted."""
    for policy_name, policy in _POLICIES.items():
        headers = enforce(policy)
        yield from _all_elements("click", {**_LINKS, **_BUTTONS}, policy_name, headers)
        yield from _all_elements("submit", _FORMS, policy_name, headers)
    yield from _all_elements("submit", _FORMS, "reported", report_only(_POLICIES["none"]))


def _all_elements(
    kind: Literal["click", "submit"],
    elements: Mapping[str, str],
    policy_name: str,
    headers: Headers,
) -> Iterator[Case]:
    for name, html in elements.items():
        action = Action(kind, "#x", _deciding_element(html))
        yield Case(f"interaction/{policy_name}/{name}", document(html), headers, actions=[action])


def _deciding_element(html: str) -> str:
    """The name of the element with the identifier `x`, or that of its form."""
    before, _, after = html.partition(' id="x"')
    name = before.rpartition("<")[2]
    is_button = name in {"button", "input"}
    return "form" if is_button and "formaction" not in after.partition(">")[0] else name
