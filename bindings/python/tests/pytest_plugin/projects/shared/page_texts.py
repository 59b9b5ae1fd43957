"""The pages that the sites of both frameworks have, and the policies that they set themselves."""

STRICT = "script-src 'self'"
ANY_SCRIPT = "script-src * 'unsafe-inline'"

INLINE = "<!DOCTYPE html>\n<script>start()</script>\n"
LONG = INLINE + "<p>long</p>" * 100
META = f'<!DOCTYPE html><meta http-equiv="Content-Security-Policy" content="{STRICT}"><p>Hello</p>'
FIXED_NONCE = '<!DOCTYPE html><script nonce="abcdefghijklmnopqrstuv">start()</script>'
ESCAPE = '<!DOCTYPE html><img src="https://pictures.example/\x1b[2J.png">'

# Browsers hash the decoded text: this is the digest of `'ü'` in UTF-8.
LATIN = "<!DOCTYPE html><script>'\u00fc'</script>".encode("latin-1")
LATIN_POLICY = "script-src 'sha256-PGXyoQpHjSIvMjcA7xrK68IH4I3QwM/Q1+F7cY0AiR8='"


def parts():
    """A page in parts."""
    yield b"<!DOCTYPE html>\n<scr"
    yield b"ipt>start()</script>\n"
