"""What the page check says about every page that the library serves.

It is told to where browsers report, so that the crawl can compare.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from urllib.request import Request, urlopen

import stockade
from django.http import HttpRequest, HttpResponse

#: Stands in front of the address of a page that something is predicted for.
PREDICTED = "predicted: "


def foreseeing(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Check each page before the browser gets it. The outermost middleware sees its headers."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not response.streaming and response.get("Content-Type", "").startswith("text/html"):
            address = request.build_absolute_uri()
            for violation in stockade.check(response.content, response.items(), address):
                if violation.when == "load":
                    _tell(address, violation)
        return response

    return middleware


def _tell(address: str, violation: stockade.PredictedViolation) -> None:
    report = {
        "document-uri": PREDICTED + address,
        "effective-directive": violation.effective_directive,
        "blocked-uri": violation.blocked_uri,
        "script-sample": violation.sample,
    }
    request = Request(  # noqa: S310 (the address is the crawl's own)
        os.environ["LIBRARY_REPORTS"],
        data=json.dumps({"csp-report": report}).encode(),
        headers={"Content-Type": "application/csp-report"},
    )
    urlopen(request).close()  # noqa: S310
