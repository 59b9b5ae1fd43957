"""Bases and forms that scripts add."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from urllib.parse import quote

from oracle.attempts.attempt import Attempt
from oracle.case import enforce, report_only

_BASES = [
    "https://cdn.test/",
    "https://cdn.test/folder/a?query#fragment",
    "https://site.test/folder/",
    "https://cdn.test:8443/",
    "http://cdn.test/",
]
_SOURCES = {
    "none": "'none'",
    "empty": "",
    "self": "'self'",
    "star": "*",
    "host": "cdn.test",
    "host-folder": "cdn.test/folder/",
    "host-other-folder": "cdn.test/other/",
    "http-host": "http://cdn.test",
    "https": "https:",
}
_FORMS = {
    "cdn": ("https://cdn.test/a.html", []),
    "cdn-folder": ("https://cdn.test/folder/a.html?query#fragment", []),
    "own": ("https://site.test/a.html", []),
    "redirect-to-own": ("https://site.test/redirect", ["https://site.test/a.html"]),
    "redirect-to-cdn": ("https://site.test/redirect", ["https://cdn.test/a.html"]),
    "redirect-to-other": ("https://cdn.test/redirect", ["https://other.test/a.html"]),
}


def attempts() -> Iterator[Attempt]:
    """Each address under each list."""
    for (name, source), (number, url) in product(_SOURCES.items(), enumerate(_BASES)):
        script = (
            "const base = document.querySelector('base') ?? document.createElement('base');"
            f"base.href = {url!r}; base.isConnected || document.head.append(base);"
        )
        for disposition, headers in (
            ("enforced", enforce(f"base-uri {source}")),
            ("reported", report_only(f"base-uri {source}")),
        ):
            yield Attempt(
                f"base/{name}/{number}/{disposition}",
                headers,
                script,
                {"type": "base-uri", "url": url},
            )
    for (name, source), (form, (url, redirects)) in product(_SOURCES.items(), _FORMS.items()):
        address = f"{url}?to={quote(redirects[0], safe='')}" if redirects else url
        for disposition, headers in (
            ("enforced", enforce(f"form-action {source}")),
            ("reported", report_only(f"form-action {source}")),
        ):
            yield Attempt(
                f"form/{name}/{form}/{disposition}",
                headers,
                _submission(address),
                {"type": "form-action", "url": address, "redirects": redirects},
            )


def _submission(url: str) -> str:
    # Into a frame, so that this page stays. A blocked submission loads nothing there.
    return f"""
        const frame = Object.assign(document.createElement('iframe'), {{ name: 'target' }});
        document.body.append(frame);
        const arrived = new Promise((done) => (frame.onload = done));
        const blocked = new Promise((done) =>
          addEventListener('securitypolicyviolation', ({{ disposition }}) =>
            disposition === 'enforce' && done()));
        const form = document.createElement('form');
        Object.assign(form, {{ method: 'post', target: 'target', action: {url!r} }});
        document.body.append(form);
        form.submit();
        await Promise.race([arrived, blocked]);
    """
