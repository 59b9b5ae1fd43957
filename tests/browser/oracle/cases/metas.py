"""Policies in the markup: which elements count, and what stands in front of them."""

from __future__ import annotations

from collections.abc import Iterator

from oracle.case import Case, Headers, enforce, report_only

_CSP = 'http-equiv="Content-Security-Policy"'
_META = f"<meta {_CSP} content=\"img-src 'none'\">"
_IMAGE = '<img src="https://cdn.test/a.png">'
_BEFORE = '<link rel="preload" as="image" href="https://cdn.test/before.png">'

_PAGES = {
    "in-head": f"<head>{_META}</head><body>{_IMAGE}",
    "in-body": f"<head></head><body>{_META}{_IMAGE}",
    "no-head-tag": f"{_META}{_IMAGE}",
    "no-head-tag-after-title": f"<title>x</title>{_META}{_IMAGE}",
    "after-text": f"text{_META}{_IMAGE}",
    "after-comment": f"<!-- x -->{_META}{_IMAGE}",
    "after-head-end": f"<head></head>{_META}<body>{_IMAGE}",
    "after-attempt": f"<head>{_BEFORE}{_META}</head><body>{_IMAGE}",
    "after-script": f"<head><script>1</script>{_META}</head><body>{_IMAGE}",
    "after-image-in-body": f"<head></head><body>{_IMAGE}{_META}{_IMAGE}",
    "in-noscript": f"<head><noscript>{_META}</noscript></head><body>{_IMAGE}",
    "in-template": f"<head><template>{_META}</template></head><body>{_IMAGE}",
    "in-div": f"<head><div>{_META}</div></head><body>{_IMAGE}",
    "in-svg": f"<body><svg>{_META}</svg>{_IMAGE}",
    "in-title": f"<head><title>{_META}</title></head><body>{_IMAGE}",
    "in-comment": f"<head><!-- {_META} --></head><body>{_IMAGE}",
    "after-br": f"<head><br>{_META}</head><body>{_IMAGE}",
    "after-head-then-p": f"<head><p>{_META}</head><body>{_IMAGE}",
    "upper-case": (
        f'<HEAD><META HTTP-EQUIV="CONTENT-SECURITY-POLICY" CONTENT="IMG-SRC \'NONE\'">{_IMAGE}'
    ),
    "space-around-name": (
        f"<head><meta http-equiv=' Content-Security-Policy ' content=\"img-src 'none'\">{_IMAGE}"
    ),
    "report-only": (
        '<head><meta http-equiv="Content-Security-Policy-Report-Only" '
        f"content=\"img-src 'none'\">{_IMAGE}"
    ),
    "empty-content": f'<head><meta {_CSP} content="">{_IMAGE}',
    "space-content": f'<head><meta {_CSP} content="  ">{_IMAGE}',
    "no-content": f"<head><meta {_CSP}>{_IMAGE}",
    "content-first": f"<head><meta content=\"img-src 'none'\" {_CSP}>{_IMAGE}",
    "content-twice": f"<head><meta {_CSP} content=\"img-src 'none'\" content='img-src *'>{_IMAGE}",
    "name-attribute": (
        f"<head><meta name='Content-Security-Policy' content=\"img-src 'none'\">{_IMAGE}"
    ),
    "entities": f"<head><meta {_CSP} content='img-src &#39;none&#39;'>{_IMAGE}",
    "comma": f"<head><meta {_CSP} content=\"img-src *, img-src 'none'\">{_IMAGE}",
    "newlines": f"<head><meta {_CSP} content=\"\n  img-src\n 'none';\n\">{_IMAGE}",
    "spaces-in-original": f"<head><meta {_CSP} content=\"  img-src   'none' ; ;\">{_IMAGE}",
    "non-ascii": (
        f"<head><meta {_CSP} content=\"img-src caf\u00e9.test; script-src 'none'\">{_IMAGE}"
    ),
    "two": f"<head>{_META}<meta {_CSP} content=\"img-src 'self'\">{_IMAGE}",
    "two-same": f"<head>{_META}{_META}{_IMAGE}",
    "frame-ancestors": (
        f"<head><meta {_CSP} content=\"frame-ancestors 'none'; img-src 'none'\">{_IMAGE}"
    ),
    "sandbox": f"<head><meta {_CSP} content=\"sandbox; img-src 'none'\">{_IMAGE}<script>1</script>",
    "report-uri": f"<head><meta {_CSP} content=\"report-uri /report; img-src 'none'\">{_IMAGE}",
    "only-ignored": f'<head><meta {_CSP} content="report-uri /report">{_IMAGE}',
    "upgrade": (
        f"<head><meta {_CSP} content=\"upgrade-insecure-requests; img-src 'none'\">"
        '<img src="http://cdn.test/a.png">'
    ),
    "script-then-inline": (
        f"<head><meta {_CSP} content=\"script-src 'none'\"><script>1</script></head><body>"
    ),
    "inline-then-script": (
        f"<head><script>1</script><meta {_CSP} content=\"script-src 'none'\"></head><body>"
    ),
    "style-before": (
        f"<head><style>p {{}}</style><meta {_CSP} content=\"style-src 'none'\">"
        "<style>p {}</style></head><body><p style='margin: 0'>"
    ),
    "base-before": (
        f"<head><base href='https://cdn.test/'><meta {_CSP} content=\"base-uri 'none'\"></head>"
        "<body><img src='a.png'>"
    ),
    "base-after": (
        f"<head><meta {_CSP} content=\"base-uri 'none'; img-src 'none'\">"
        "<base href='https://cdn.test/'></head><body><img src='a.png'>"
    ),
    "html-attributes-before": (
        f"<html onclick='1' style='margin:0'><head>{_META}"
        f"<meta {_CSP} content=\"default-src 'none'\">"
    ),
    "body-attributes-after": (
        f"<head><meta {_CSP} content=\"default-src 'none'\"></head>"
        "<body onload='1' style='margin:0'>"
    ),
    "deferred-before": (
        f'<head><script defer src="https://cdn.test/a.js"></script>'
        f"<meta {_CSP} content=\"script-src 'none'\"></head><body>"
    ),
    "async-before": (
        f'<head><script async src="https://cdn.test/a.js"></script>'
        f"<meta {_CSP} content=\"script-src 'none'\"></head><body>"
    ),
    "module-before": (
        f'<head><script type="module" src="https://cdn.test/a.js"></script>'
        f"<meta {_CSP} content=\"script-src 'none'\"></head><body>"
    ),
    "module-inline-before": (
        f'<head><script type="module">import "https://cdn.test/a.js"</script>'
        f"<meta {_CSP} content=\"script-src 'none'\"></head><body>"
    ),
    "icon-before": (
        f'<head><link rel="icon" href="https://cdn.test/a.png">'
        f"<meta {_CSP} content=\"img-src 'none'\"></head><body>"
    ),
    "font-before": (
        "<head><style>@font-face{font-family:f;src:url(https://cdn.test/a.woff2)}"
        "p{font-family:f;background:url(https://cdn.test/a.png)}</style>"
        f"<meta {_CSP} content=\"font-src 'none'; img-src 'none'\"></head><body><p>x</p>"
    ),
    "style-sheet-before": (
        '<head><link rel="stylesheet" href="https://cdn.test/a.css">'
        f"<meta {_CSP} content=\"style-src 'none'\"></head><body>"
    ),
    "media-after-frame-before": (
        f"<head>{_META}</head><body><iframe src='/a.html'></iframe>"
        f"<meta {_CSP} content=\"frame-src 'none'\"><iframe src='/b.html'></iframe>"
    ),
    "srcdoc-inherits": f"<head>{_META}</head><body><iframe srcdoc='{_IMAGE}'></iframe>",
    "srcdoc-own": f"<body><iframe srcdoc='{_META.replace(chr(39), '&#39;')}{_IMAGE}'></iframe>",
    "srcdoc-own-later": (
        f"<body><iframe srcdoc='{_IMAGE}{_META.replace(chr(39), '&#39;')}'></iframe>"
    ),
    "meta-inside-select": f"<body><select>{_META}</select>{_IMAGE}",
}
_HEADERS: dict[str, Headers] = {
    "alone": [],
    "with-header": enforce("img-src 'self'; script-src 'self'"),
    "with-report-only": report_only("img-src 'self'"),
}


def cases() -> Iterator[Case]:
    """Each page with and without policies in the headers."""
    for headers_name, headers in _HEADERS.items():
        for name, html in _PAGES.items():
            yield Case(f"metas/{headers_name}/{name}", f"<!doctype html>{html}", headers)
