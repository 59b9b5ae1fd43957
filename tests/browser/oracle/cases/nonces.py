"""Which elements may use their nonce: odd values, repeated attributes, swallowed markup."""

from __future__ import annotations

from collections.abc import Iterator

from oracle.case import Case, document, enforce

_ELEMENTS = {
    "plain": '<script nonce="abc">1</script>',
    "upper-case-attribute": '<script NONCE="abc">1</script>',
    "single-quotes": "<script nonce='abc'>1</script>",
    "unquoted": "<script nonce=abc>1</script>",
    "entities": '<script nonce="&#97;bc">1</script>',
    "space-before": '<script nonce=" abc">1</script>',
    "space-after": '<script nonce="abc ">1</script>',
    "tab-and-newline-around": '<script nonce="\tabc\n">1</script>',
    "space-inside": '<script nonce="a bc">1</script>',
    "no-break-space": '<script nonce="\u00a0abc">1</script>',
    "upper-case-value": '<script nonce="ABC">1</script>',
    "with-padding": '<script nonce="abc=">1</script>',
    "quoted-like-a-source": "<script nonce=\"'nonce-abc'\">1</script>",
    "no-value": "<script nonce>1</script>",
    "twice-same": '<script nonce="abc" nonce="abc">1</script>',
    "twice-right-first": '<script nonce="abc" nonce="other">1</script>',
    "twice-right-last": '<script nonce="other" nonce="abc">1</script>',
    "other-attribute-twice": '<script nonce="abc" class="a" class="b">1</script>',
    "other-attribute-twice-before": '<script class="a" class="b" nonce="abc">1</script>',
    "other-attribute-twice-other-case": '<script nonce="abc" class="a" CLASS="b">1</script>',
    "script-in-value": '<script data-a="<script" nonce="abc">1</script>',
    "script-in-value-after": '<script nonce="abc" data-a="<script">1</script>',
    "script-in-value-upper-case": '<script data-a="x<SCRIPT y" nonce="abc">1</script>',
    "script-in-value-entities": '<script data-a="&lt;script" nonce="abc">1</script>',
    "script-in-name": '<script <script nonce="abc">1</script>',
    "script-in-name-middle": '<script a<script nonce="abc">1</script>',
    "style-in-value": '<script data-a="<style" nonce="abc">1</script>',
    "style-in-name": '<script <style nonce="abc">1</script>',
    "link-in-value": '<script data-a="<link" nonce="abc">1</script>',
    "link-in-name": '<script <link nonce="abc">1</script>',
    "img-in-value": '<script data-a="<img" nonce="abc">1</script>',
    "less-than-in-value": '<script data-a="a < b" nonce="abc">1</script>',
    "closed-script-in-value": '<script data-a="</script>" nonce="abc">1</script>',
    "script-in-nonce": '<script nonce="<script">1</script>',
    "external": '<script nonce="abc" src="https://cdn.test/a.js"></script>',
    "external-twice": (
        '<script nonce="abc" src="https://cdn.test/a.js" src="https://cdn.test/b.js"></script>'
    ),
    "external-script-in-value": (
        '<script nonce="abc" data-a="<script" src="https://cdn.test/a.js"></script>'
    ),
    "external-script-in-address": (
        '<script nonce="abc" src="https://cdn.test/a.js?<script"></script>'
    ),
    "external-module": '<script type="module" nonce="abc" src="https://cdn.test/a.js"></script>',
    "external-module-twice": (
        '<script type="module" nonce="abc" a a src="https://cdn.test/a.js"></script>'
    ),
    "inline-module-import": (
        '<script type="module" nonce="abc">import "https://cdn.test/a.js"</script>'
    ),
    "importmap": '<script type="importmap" nonce="abc">{}</script>',
    "importmap-wrong": '<script type="importmap" nonce="other">{}</script>',
    "speculationrules": '<script type="speculationrules" nonce="abc">{}</script>',
    "svg": '<svg><script nonce="abc">1</script></svg>',
    "svg-external": '<svg><script nonce="abc" href="https://cdn.test/a.js"></script></svg>',
    "svg-twice": '<svg><script nonce="abc" a a>1</script></svg>',
    "svg-script-in-value": '<svg><script nonce="abc" a="<script">1</script></svg>',
    "style": '<style nonce="abc">p { margin: 0 }</style>',
    "style-wrong": '<style nonce="other">p { margin: 0 }</style>',
    "style-space-around": '<style nonce=" abc ">p { margin: 0 }</style>',
    "style-twice": '<style nonce="abc" nonce="abc">p { margin: 0 }</style>',
    "style-other-attribute-twice": '<style nonce="abc" a a>p { margin: 0 }</style>',
    "style-script-in-value": '<style nonce="abc" a="<script">p { margin: 0 }</style>',
    "style-style-in-value": '<style nonce="abc" a="<style">p { margin: 0 }</style>',
    "style-svg": '<svg><style nonce="abc">p { margin: 0 }</style></svg>',
    "style-import": '<style nonce="abc">@import "https://cdn.test/a.css";</style>',
    "link": '<link rel="stylesheet" nonce="abc" href="https://cdn.test/a.css">',
    "link-wrong": '<link rel="stylesheet" nonce="other" href="https://cdn.test/a.css">',
    "link-space-around": '<link rel="stylesheet" nonce=" abc " href="https://cdn.test/a.css">',
    "link-twice": '<link rel="stylesheet" nonce="abc" a a href="https://cdn.test/a.css">',
    "link-script-in-value": (
        '<link rel="stylesheet" nonce="abc" a="<script" href="https://cdn.test/a.css">'
    ),
    "preload-script": '<link rel="preload" as="script" nonce="abc" href="https://cdn.test/a.js">',
    "preload-script-wrong": (
        '<link rel="preload" as="script" nonce="other" href="https://cdn.test/a.js">'
    ),
    "preload-script-twice": (
        '<link rel="preload" as="script" nonce="abc" a a href="https://cdn.test/a.js">'
    ),
    "preload-style": '<link rel="preload" as="style" nonce="abc" href="https://cdn.test/a.css">',
    "preload-image": '<link rel="preload" as="image" nonce="abc" href="https://cdn.test/a.png">',
    "modulepreload": '<link rel="modulepreload" nonce="abc" href="https://cdn.test/a.js">',
    "modulepreload-wrong": '<link rel="modulepreload" nonce="other" href="https://cdn.test/a.js">',
    "modulepreload-twice": '<link rel="modulepreload" nonce="abc" a a href="https://cdn.test/a.js">',
    "prefetch": '<link rel="prefetch" as="script" nonce="abc" href="https://cdn.test/a.js">',
    "handler": '<p nonce="abc" onclick="1">x</p>',
    "style-attribute": '<p nonce="abc" style="margin: 0">x</p>',
    "image": '<img nonce="abc" src="https://cdn.test/a.png">',
    "srcdoc": "<iframe srcdoc=\"<script nonce='abc'>1</script>\"></iframe>",
    "srcdoc-wrong": "<iframe srcdoc=\"<script nonce='other'>1</script>\"></iframe>",
    "unfinished-attribute": '<script nonce="abc" data-a="><script>1</script>',
    "unfinished-attribute-closed-later": ('<script data-a="<p>x</p><script nonce="abc">1</script>'),
    "injected-before": '<script src="https://evil.test/a.js" <script nonce="abc">1</script>',
}
_POLICIES = {
    "nonce": "default-src 'nonce-abc'; script-src 'nonce-abc'; style-src 'nonce-abc'",
    "nonce-in-default": "default-src 'nonce-abc'",
    "padded-nonce": "script-src 'nonce-abc='; style-src 'nonce-abc='",
    "strict-dynamic": "script-src 'nonce-abc' 'strict-dynamic'; style-src 'nonce-abc'",
}


def cases() -> Iterator[Case]:
    """Each element under each policy with a nonce."""
    for policy_name, policy in _POLICIES.items():
        for name, html in _ELEMENTS.items():
            yield Case(f"nonces/{policy_name}/{name}", document(html), enforce(policy))
