"""What the applications of both frameworks have in common: one policy, two pages."""

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

#: Scripts and styles that their hashes allow, and one that differs from them by a space.
HASH_BLOCKS = """<!doctype html>
<html lang="en">
<title>Hash blocks</title>
{% csp_style %}p { color: rgb(0, 128, 0) }{% endcsp_style %}
{% csp_script %}document.documentElement.dataset.hashed = "ran"{% endcsp_script %}
{% csp_script type="module" %}document.documentElement.dataset.module = "ran"{% endcsp_script %}
{% csp_script %}\r\n// Grüße, 世界\r\n\r
document.documentElement.dataset.lines = "ran"{% endcsp_script %}
<script>document.documentElement.dataset.changed = "ran"</script>
<script>document.documentElement.dataset.hashed = "ran twice" </script>
<p>Green</p>
"""

#: A script that a view writes and allows itself, with what an HTML parser makes something else of.
RAW_SCRIPT = "document.documentElement.dataset.raw =\r\n'ran\0'\r"
