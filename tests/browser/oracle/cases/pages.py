"""What concerns a whole page: its address, its encoding, sandboxes, upgrades, trusted types."""

from __future__ import annotations

from collections.abc import Iterator

from oracle.case import Case, document, enforce, report_only
from oracle.cases.inline import digest

_CODE = "let name = 'caf\u00e9'"
_ENCODED = f"<script>{_CODE}</script>"
_BY_HASH = enforce(f"script-src 'sha256-{digest(_CODE)}' 'report-sample'")
_MIXED = (
    '<img src="http://cdn.test/a.png">'
    '<img src="http://cdn.test:8000/b.png">'
    '<img src="http://cdn.test:80/c.png">'
    '<img srcset="http://cdn.test/s.png">'
    '<audio src="http://cdn.test/a.wav"></audio>'
    '<script src="http://cdn.test/a.js"></script>'
    '<link rel="stylesheet" href="http://cdn.test/a.css">'
    '<iframe src="http://cdn.test/a.html"></iframe>'
    '<object data="http://cdn.test/b.html"></object>'
    '<img src="http://site.test/d.png">'
    '<img src="http://localhost/e.png">'
    '<img src="http://127.0.0.1/f.png">'
    '<img crossorigin src="http://cdn.test/g.png">'
    '<link rel="preload" as="font" crossorigin href="http://cdn.test/a.woff2">'
)
_PROBES = (
    '<img src="/a.png"><img src="https://cdn.test/a.png">'
    "<script>1</script><p onclick='1' style='margin: 0'>x</p>"
    '<iframe src="javascript:1"></iframe><noscript><img src="https://no.test/a.png"></noscript>'
)


def cases() -> Iterator[Case]:
    """All of them."""
    yield from _encodings()
    yield from _upgrades()
    yield from _sandboxes()
    yield from _trusted_types()
    yield from _whole_pages()


def _encodings() -> Iterator[Case]:
    encodings = {
        "utf-8": ("utf-8", "utf-8"),
        "latin-1": ("iso-8859-1", "latin-1"),
        "windows-1252": ("windows-1252", "cp1252"),
        "utf-16-le": ("utf-16le", "utf-16-le"),
        "utf-8-not-declared": (None, "utf-8"),
        "wrong": ("utf-8", "latin-1"),
        "wrong-other-way": ("windows-1252", "utf-8"),
        "unknown-label": ("nothing", "utf-8"),
    }
    for name, (declared, codec) in encodings.items():
        content_type = f"text/html; charset={declared}" if declared else "text/html"
        body = document(_ENCODED).encode(codec)
        yield Case(f"pages/encoding/{name}", body, _BY_HASH, content_type=content_type)
    for name, (declared, codec) in encodings.items():
        meta = f'<meta charset="{declared or "utf-8"}">'
        body = document(_ENCODED, head=meta).encode(codec)
        yield Case(f"pages/encoding-in-meta/{name}", body, _BY_HASH, content_type="text/html")
    marked = document(_ENCODED).encode("utf-8-sig")
    yield Case("pages/encoding/byte-order-mark", marked, _BY_HASH, content_type="text/html")
    carriage_returns = document("<script>1\r\n2\r3</script>")
    for name, text in {"as-sent": "1\r\n2\r3", "normalized": "1\n2\n3"}.items():
        policy = enforce(f"script-src 'sha256-{digest(text)}'")
        yield Case(f"pages/carriage-return/{name}", carriage_returns, policy)
    zero = document("<script>1\x002</script>")
    for name, text in {"as-sent": "1\x002", "replaced": "1\ufffd2"}.items():
        policy = enforce(f"script-src 'sha256-{digest(text)}'")
        yield Case(f"pages/zero-byte/{name}", zero, policy)


def _upgrades() -> Iterator[Case]:
    policies = {
        "alone": "default-src 'none'",
        "upgrade": "upgrade-insecure-requests; default-src 'none'",
        "upgrade-allowed": "upgrade-insecure-requests; default-src https:",
        "upgrade-allowed-as-http": "upgrade-insecure-requests; default-src http://cdn.test",
        "upgrade-with-value": "upgrade-insecure-requests 'none'; default-src 'none'",
        "http-allowed": "default-src http:",
        "https-allowed": "default-src https:",
        "host-allowed": "default-src cdn.test",
        "host-port-allowed": "default-src cdn.test:8000",
        "block-all-mixed-content": "block-all-mixed-content",
        "block-all-mixed-content-and-none": "block-all-mixed-content; default-src 'none'",
    }
    for origin_name, origin in {"https": "https://site.test", "http": "http://site.test"}.items():
        for name, policy in policies.items():
            page = document(_MIXED)
            yield Case(f"pages/mixed/{origin_name}/{name}", page, enforce(policy), origin)
            yield Case(
                f"pages/mixed-reported/{origin_name}/{name}", page, report_only(policy), origin
            )
    both = [
        *enforce("upgrade-insecure-requests; default-src 'none'"),
        *report_only("default-src 'none'"),
    ]
    yield Case("pages/mixed/http/upgrade-and-report", document(_MIXED), both, "http://site.test")


def _sandboxes() -> Iterator[Case]:
    values = {
        "empty": "",
        "scripts": "allow-scripts",
        "scripts-upper-case": "ALLOW-SCRIPTS",
        "same-origin": "allow-same-origin",
        "scripts-and-same-origin": "allow-scripts allow-same-origin",
        "forms": "allow-forms",
        "unknown": "allow-nothing",
        "quoted": "'allow-scripts'",
    }
    for name, value in values.items():
        headers = enforce(f"sandbox {value}; default-src 'self'")
        yield Case(f"pages/sandbox/{name}", document(_PROBES), headers)
        yield Case(
            f"pages/sandbox-reported/{name}",
            document(_PROBES),
            report_only(f"sandbox {value}; default-src 'self'"),
        )
    two = enforce("sandbox allow-scripts; default-src 'self'", "sandbox allow-same-origin")
    yield Case("pages/sandbox/two", document(_PROBES), two)
    commas = enforce("sandbox allow-scripts, sandbox allow-scripts, default-src 'none'")
    yield Case("pages/sandbox/comma", document(_PROBES), commas)


def _trusted_types() -> Iterator[Case]:
    for name, policy in {
        "required": "require-trusted-types-for 'script'",
        "required-and-none": "require-trusted-types-for 'script'; trusted-types 'none'",
        "required-and-nothing": "require-trusted-types-for 'script'; default-src 'none'",
        "policies-none": "trusted-types 'none'; default-src 'self'",
    }.items():
        page = document(f"{_PROBES}<iframe srcdoc='<script>1</script>'></iframe>")
        yield Case(f"pages/trusted-types/{name}", page, enforce(policy))


def _whole_pages() -> Iterator[Case]:
    nothing = enforce("default-src 'none'; base-uri 'none'; form-action 'none'")
    pages = {
        "empty": "",
        "text-only": "text",
        "no-html-tag": "<img src=https://cdn.test/a.png>",
        "quirks": "<html><body><img src=https://cdn.test/a.png style='margin:0'>",
        "html-style": "<!doctype html><html style='margin:0' onclick='1'><body>",
        "html-attributes-later": "<!doctype html><html><body><html style='margin:0' onclick='1'>",
        "body-attributes": "<!doctype html><body style='margin:0' onload='1' onclick='2'>",
        "body-background": "<!doctype html><body background='https://cdn.test/a.png'>",
        "body-twice": "<!doctype html><body onload='1'><body onload='2' onclick='3'>",
        "frameset": (
            "<!doctype html><html><head></head><frameset onload='1'>"
            "<frame src='https://cdn.test/a.html'><noframes><img src='https://cdn.test/a.png'>"
            "</noframes></frameset></html>"
        ),
        "manifest-attribute": "<!doctype html><html manifest='https://cdn.test/a.appcache'>",
        "plaintext": "<!doctype html><plaintext><script>1</script>",
        "after-html": "<!doctype html><html><body></body></html><script>1</script>",
        "in-table": "<!doctype html><table><tr><img src=https://cdn.test/a.png><script>1</script>",
        "unclosed-comment": "<!doctype html><body><!-- <script>1</script>",
        "unclosed-attribute": "<!doctype html><body><p title='<script>1</script>",
        "unclosed-tag": "<!doctype html><body><img src='https://cdn.test/a.png'",
        "end-tag-with-attributes": "<!doctype html><body></p onclick='1' style='margin:0'>",
        "slash-attributes": "<!doctype html><body><img/src='https://cdn.test/a.png'/onerror='1'>",
        "unquoted-slash": "<!doctype html><body><img src=https://cdn.test/a.png/>",
        "cdata": "<!doctype html><body><![CDATA[<script>1</script>]]>",
        "cdata-in-svg": "<!doctype html><body><svg><![CDATA[<script>1</script>]]></svg>",
        "svg-title-breaks-out": (
            "<!doctype html><body><svg><title><img src='https://cdn.test/a.png'></title></svg>"
        ),
        "svg-p-breaks-out": "<!doctype html><body><svg><p><style><img src=/a.png></style>",
        "math-style": "<!doctype html><body><math><style><img src=/a.png></style></math>",
        "escaped-script": (
            "<!doctype html><body><script><!--<script></script>--></script><img src=/a.png>"
        ),
        "nested-forms": (
            "<!doctype html><body><form onsubmit='1'><form onsubmit='2'><p onclick='3'></form>"
        ),
        "text-script": "<!doctype html><body>&lt;script>1&lt;/script>",
        "headings-with-emoji": "<!doctype html><body>\U0001f600<img src=/\U0001f600.png>",
    }
    for name, html in pages.items():
        yield Case(f"pages/whole/{name}", html, nothing)
