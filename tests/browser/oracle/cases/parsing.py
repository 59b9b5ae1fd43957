"""How a header becomes policies: separators, white space, repetition, and foreign bytes."""

from __future__ import annotations

from collections.abc import Iterator

from oracle.case import Case, Headers, document, enforce, report_only

#: One attempt of each kind, so that it shows which directives a policy is left with.
_PAGE = document(
    '<img src="https://cdn.test/a.png">'
    '<img src="/b.png">'
    '<script src="https://cdn.test/a.js"></script>'
    "<script>1</script>"
    '<p onclick="1" style="color: red">x</p>'
    "<style>p { margin: 0 }</style>"
    '<audio src="https://cdn.test/a.wav"></audio>'
)

_HEADERS: dict[str, Headers] = {
    "none-at-all": [],
    "empty": enforce(""),
    "only-space": enforce("  "),
    "only-semicolons": enforce(";;;"),
    "only-commas": enforce(",,,"),
    "unknown-directive": enforce("nothing-src 'none'"),
    "unknown-directive-and-known": enforce("nothing-src 'none'; img-src 'none'"),
    "no-value": enforce("img-src"),
    "no-value-and-semicolon": enforce("img-src;"),
    "no-values": enforce("img-src; script-src; style-src"),
    "upper-case-name": enforce("IMG-SRC 'none'"),
    "mixed-case-name": enforce("Img-Src 'none'; ScRiPt-sRc 'none'"),
    "upper-case-none": enforce("img-src 'NONE'"),
    "upper-case-self": enforce("img-src 'SELF'"),
    "unquoted-none": enforce("img-src none"),
    "unquoted-self": enforce("img-src self"),
    "double-quotes": enforce('img-src "self"'),
    "curly-quotes": [("Content-Security-Policy", "img-src \x91self\x92")],
    "none-and-host": enforce("img-src 'none' cdn.test"),
    "none-twice": enforce("img-src 'none' 'none'"),
    "none-and-self": enforce("img-src 'self' 'none'"),
    "none-and-invalid": enforce("img-src 'none' 'nothing'"),
    "none-and-report-sample": enforce("script-src 'none' 'report-sample'"),
    "invalid-only": enforce("img-src 'nothing'"),
    "tab": enforce("img-src\t'none'"),
    "tabs-around": enforce("\timg-src\t\t'none'\t;\tscript-src 'none'"),
    "spaces-many": enforce("   img-src    'none'    "),
    "semicolon-first": enforce("; img-src 'none'"),
    "semicolons-many": enforce("img-src 'none';;; ;script-src 'none';"),
    "semicolon-in-source": enforce("img-src https://cdn.test/a;b"),
    "form-feed": [("Content-Security-Policy", "img-src\x0c'none'")],
    "vertical-tab": [("Content-Security-Policy", "img-src\x0b'none'")],
    "vertical-tab-in-value": [("Content-Security-Policy", "img-src 'none'\x0b; script-src 'none'")],
    "no-break-space": [("Content-Security-Policy", "img-src\xa0'none'; script-src 'none'")],
    "control-byte-in-value": [
        ("Content-Security-Policy", "img-src 'none' \x01; script-src 'none'")
    ],
    "control-byte-in-name": [("Content-Security-Policy", "img\x01-src 'none'; script-src 'none'")],
    "delete-byte": [("Content-Security-Policy", "img-src \x7f'none'; script-src 'none'")],
    "latin-1": [("Content-Security-Policy", "img-src caf\xe9.test; script-src 'none'")],
    "utf-8": [
        (
            "Content-Security-Policy",
            "img-src café.test; script-src 'none'".encode().decode("latin-1"),
        )
    ],
    "non-ascii-then-repeated": [
        ("Content-Security-Policy", "img-src \xe9; img-src 'none'; script-src 'none'")
    ],
    "control-then-repeated": [("Content-Security-Policy", "img-src \x01; img-src 'none'")],
    "non-ascii-name": [("Content-Security-Policy", "im\xe9g-src 'none'; img-src 'none'")],
    "repeated": enforce("img-src 'none'; img-src *"),
    "repeated-other-order": enforce("img-src *; img-src 'none'"),
    "repeated-upper-case": enforce("img-src *; IMG-SRC 'none'"),
    "repeated-source": enforce("img-src cdn.test cdn.test"),
    "comma": enforce("img-src *, img-src 'none'"),
    "comma-no-space": enforce("img-src 'none',script-src 'none'"),
    "comma-in-value": enforce("img-src 'self', cdn.test"),
    "comma-first": enforce(", img-src 'none'"),
    "comma-last": enforce("img-src 'none',"),
    "comma-and-semicolons": enforce("img-src 'none'; , ;script-src 'none'"),
    "two-lines": enforce("img-src 'none'", "script-src 'none'"),
    "two-lines-same": enforce("img-src 'none'", "img-src 'none'"),
    "two-lines-one-empty": enforce("", "img-src 'none'"),
    "header-name-upper-case": [("CONTENT-SECURITY-POLICY", "img-src 'none'")],
    "header-name-lower-case": [("content-security-policy", "img-src 'none'")],
    "header-name-x": [("X-Content-Security-Policy", "img-src 'none'")],
    "header-name-webkit": [("X-WebKit-CSP", "img-src 'none'")],
    "report-only": report_only("img-src 'none'"),
    "report-only-comma": report_only("img-src 'none', script-src 'none'"),
    "report-only-then-enforce": [*report_only("img-src 'none'"), *enforce("script-src 'none'")],
    "underscore-in-name": enforce("img_src 'none'"),
    "colon-after-name": enforce("img-src: 'none'"),
    "equals-after-name": enforce("img-src='none'"),
    "quoted-name": enforce("'img-src' 'none'"),
    "digits-in-name": enforce("img-src2 'none'; img-src 'none'"),
    "name-only-space-before-semicolon": enforce("img-src ; script-src 'none'"),
    "html": enforce("img-src <b>; script-src 'none'"),
    "backslash": enforce("img-src \\ 'none'; script-src 'none'"),
    "original-kept-verbatim": enforce("  IMG-src   'none' ;; script-SRC  'None'  "),
    "original-kept-with-unknown": enforce("nothing a b; img-src 'none'; nothing c"),
    "removed-plugin-types": enforce("plugin-types application/pdf; img-src 'none'"),
    "removed-referrer": enforce("referrer no-referrer; reflected-xss block; img-src 'none'"),
    "removed-require-sri-for": enforce("require-sri-for script style; img-src 'none'"),
    "removed-prefetch-src": enforce("prefetch-src 'none'; img-src 'none'"),
    "removed-navigate-to": enforce("navigate-to 'none'; img-src 'none'"),
    "webrtc-block": enforce("webrtc 'block'; img-src 'none'"),
    "long-list": enforce("img-src " + " ".join(f"h{number}.test" for number in range(500))),
    "long-list-then-host": enforce(
        "img-src " + " ".join(f"h{number}.test" for number in range(500)) + " cdn.test"
    ),
}


def cases() -> Iterator[Case]:
    """Each header on the same page."""
    for name, headers in _HEADERS.items():
        yield Case(f"parsing/{name}", _PAGE, headers)
