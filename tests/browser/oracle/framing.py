"""Pages in frames: whether `frame-ancestors` lets them be there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from oracle.case import SITE, Case, Headers, document, enforce, report_only

_SOURCES = {
    "none": "'none'",
    "empty": "",
    "self": "'self'",
    "star": "*",
    "https": "https:",
    "http": "http:",
    "host": "cdn.test",
    "host-upper-case": "CDN.TEST",
    "host-https": "https://cdn.test",
    "host-http": "http://cdn.test",
    "host-star": "*.cdn.test",
    "host-port": "cdn.test:8443",
    "host-port-star": "cdn.test:*",
    "host-path": "cdn.test/framing/",
    "host-slash": "cdn.test/",
    "hosts": "'self' cdn.test sub.cdn.test",
    "keyword": "'unsafe-inline'",
}
_ANCESTORS = {
    "own": [SITE],
    "cdn": ["https://cdn.test"],
    "cdn-plain": ["http://cdn.test"],
    "cdn-port": ["https://cdn.test:8443"],
    "cdn-sub": ["https://sub.cdn.test"],
    "own-in-own": [SITE, SITE],
    "own-in-cdn": [SITE, "https://cdn.test"],
    "cdn-in-own": ["https://cdn.test", SITE],
    "cdn-in-sub": ["https://cdn.test", "https://sub.cdn.test"],
    "sandboxed": ["null"],
    "own-in-sandboxed": [SITE, "null"],
}


@dataclass(frozen=True)
class Framing:
    """A page with a policy, in a frame of a page, in a frame of another, and so on."""

    name: str
    headers: Headers
    #: The origins of the pages around it, the nearest first. `null` is a sandboxed page.
    ancestors: Sequence[str]

    @property
    def pages(self) -> Sequence[Case]:
        """The pages to serve, the framed one first and the outermost last."""
        pages = [Case(f"{self.name}/framed", document("framed"), self.headers)]
        for number, origin in enumerate(self.ancestors):
            frame = document(f'<iframe src="{pages[-1].url}"></iframe>')
            name = f"{self.name}/{number}"
            if origin == "null":
                pages.append(Case(name, frame, enforce("sandbox allow-scripts")))
            else:
                pages.append(Case(name, frame, origin=origin))
        return pages

    @property
    def question(self) -> Mapping[str, Any]:
        """What stands under `attempt` in the line for the command."""
        return {"type": "frame-ancestors", "ancestors": self.ancestors}


def framings() -> Iterator[Framing]:
    """Each list, with each chain of ancestors."""
    for (name, source), (chain, ancestors) in product(_SOURCES.items(), _ANCESTORS.items()):
        headers = enforce(f"frame-ancestors {source}")
        yield Framing(f"framing/{name}/{chain}", headers, ancestors)
    for chain, ancestors in _ANCESTORS.items():
        headers = report_only("frame-ancestors 'none'")
        yield Framing(f"framing/reported/{chain}", headers, ancestors)
        headers = enforce("frame-ancestors *", "frame-ancestors 'self'")
        yield Framing(f"framing/two/{chain}", headers, ancestors)
        yield Framing(f"framing/default/{chain}", enforce("default-src 'none'"), ancestors)
