"""Several policies at a time, and policies that only report."""

from __future__ import annotations

from collections.abc import Iterator

from oracle.case import Case, Headers, document, enforce, report_only

_PAGE = document(
    '<img src="https://cdn.test/a.png">'
    '<img src="/b.png">'
    "<script>let first = 'something longer than forty letters';</script>"
    '<script nonce="abc">1</script>'
    '<p onclick="1" style="margin: 0">x</p>'
    '<iframe src="https://cdn.test/a.html"></iframe>'
    "<iframe srcdoc=\"<img src='https://cdn.test/c.png'>\"></iframe>"
)
_STRICT = "default-src 'none' 'report-sample'"
_OWN = "default-src 'self'"
_LOOSE = "default-src * 'unsafe-inline'"
_NONCE = "script-src 'nonce-abc' 'report-sample'; img-src https:"

_HEADERS: dict[str, Headers] = {
    "strict-strict": enforce(_STRICT, _STRICT),
    "strict-own": enforce(_STRICT, _OWN),
    "own-strict": enforce(_OWN, _STRICT),
    "strict-loose": enforce(_STRICT, _LOOSE),
    "loose-strict": enforce(_LOOSE, _STRICT),
    "own-nonce": enforce(_OWN, _NONCE),
    "three": enforce(_OWN, _NONCE, _LOOSE),
    "comma": enforce(f"{_OWN}, {_NONCE}, {_LOOSE}"),
    "report-strict": report_only(_STRICT),
    "report-two": report_only(_STRICT, _OWN),
    "report-comma": report_only(f"{_STRICT}, {_OWN}"),
    "enforce-own-report-strict": [*enforce(_OWN), *report_only(_STRICT)],
    "report-strict-enforce-own": [*report_only(_STRICT), *enforce(_OWN)],
    "enforce-strict-report-own": [*enforce(_STRICT), *report_only(_OWN)],
    "enforce-strict-report-strict": [*enforce(_STRICT), *report_only(_STRICT)],
    "enforce-loose-report-strict": [*enforce(_LOOSE), *report_only(_STRICT)],
    "report-with-report-uri": report_only(f"{_STRICT}; report-uri /report"),
    "report-with-report-to": report_only(f"{_STRICT}; report-to endpoint"),
    "report-sandbox": report_only("sandbox; img-src 'none'"),
    "report-upgrade": report_only("upgrade-insecure-requests; img-src 'none'"),
    "report-frame-ancestors": report_only("frame-ancestors 'none'; img-src 'none'"),
}


def cases() -> Iterator[Case]:
    """Each set of headers on the same page."""
    for name, headers in _HEADERS.items():
        yield Case(f"several/{name}", _PAGE, headers)
