"""An independent look for the tags that have to do with nonces: simple, and wrong about some.

Nothing that it finds in plain markup may be missing in a review.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# What is no markup, or markup that no browser acts on.
_NOT_MARKUP = re.compile(
    rb"""
      \{\# .*? \#\}
    | \{% -? \s* comment \b .*? %\} .*? \{% -? \s* endcomment \s* -? %\}
    | <!-- .*? -->
    """,
    re.DOTALL | re.VERBOSE,
)

_TAG = re.compile(
    rb"""
      (?: <script\b .*? </script \b )
    | (?: <style\b .*? </style \b )
    | (?: <link\b [^>]* \brel \s* = \s* ["']? stylesheet \b )
    """,
    re.DOTALL | re.VERBOSE | re.IGNORECASE,
)


def tags(source: str) -> Iterator[int]:
    """Where scripts, styles and links to style sheets begin, as offsets into the text's bytes."""
    text = _NOT_MARKUP.sub(lambda match: b" " * len(match[0]), source.encode())
    return (match.start() for match in _TAG.finditer(text))
