"""What the applications of both frameworks have in common: one policy, one page."""

from __future__ import annotations

from stockade import CSP

POLICY = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.NONCE],
    "style-src": [CSP.NONCE],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
}

#: Whatever runs or applies leaves a mark on the root element. Django and Jinja both print it.
PAGE = """<!doctype html>
<html lang="en">
<title>Nonces</title>
<style {% csp_nonce_attr %}>p { color: rgb(0, 128, 0) }</style>
<script {% csp_nonce_attr %}>document.documentElement.dataset.nonced = "ran"</script>
<script>document.documentElement.dataset.plain = "ran"</script>
<script nonce="AAAAAAAAAAAAAAAAAAAAAA">document.documentElement.dataset.guessed = "ran"</script>
<p onclick="document.documentElement.dataset.handler = 'ran'">Click me</p>
</html>
"""
