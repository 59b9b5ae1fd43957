"""Everything in the catalogue, under policies that allow nothing and policies that allow all."""

from __future__ import annotations

import html
from collections.abc import Iterator

from oracle.case import Case, Headers, document, enforce, report_only
from oracle.catalogue import BODY

_NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'"
_NOTHING_WITH_SAMPLES = (
    "default-src 'none' 'report-sample'; base-uri 'none'; form-action 'none'; report-uri /report"
)
_EVERYTHING = (
    "default-src * data: blob: about: javascript: mailto: 'unsafe-inline'; base-uri *; "
    "form-action *"
)
#: Inline code is allowed, so that what it asks for is seen.
_NO_REQUESTS = "default-src 'unsafe-inline'; base-uri 'self'"
_OWN_REQUESTS = "default-src 'self'; base-uri 'self'"


def cases() -> Iterator[Case]:
    """Each fragment under each of these policies, and in each kind of place."""
    policies: dict[str, Headers] = {
        "nothing": enforce(_NOTHING),
        "reported": report_only(_NOTHING_WITH_SAMPLES),
        "everything": enforce(_EVERYTHING),
        "no-requests": enforce(_NO_REQUESTS),
        "own-requests": enforce(_OWN_REQUESTS),
    }
    for theme, fragments in BODY.items():
        for name, fragment in fragments.items():
            for policy_name, headers in policies.items():
                yield Case(f"{theme}/{name}/{policy_name}", document(fragment), headers)
            yield Case(f"{theme}/{name}/meta", document(fragment, head=_meta(_NOTHING)))
            yield Case(
                f"{theme}/{name}/srcdoc",
                document(f'<iframe srcdoc="{html.escape(fragment)}"></iframe>'),
                enforce(_NOTHING),
            )


def _meta(policy: str) -> str:
    return f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
