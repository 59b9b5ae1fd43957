"""What the template tags `{% csp_script %}` and `{% csp_style %}` print: an inline script or style
that is the same for every visitor, and its hash.

Everything that can be wrong with a block is found when its template is compiled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import NamedTuple, get_args

from stockade.nonce import LazyNonce
from stockade.serving.inline_hashes import InlineHash, Kind, as_parsed

__all__ = ["TAGS", "HashBlock", "HashBlockError", "data_in_block"]

#: The kind of block that a tag begins.
TAGS: dict[str, Kind] = {f"csp_{kind}": kind for kind in get_args(Kind)}

#: A name that means the same to every HTML parser.
_ATTRIBUTE_NAME = re.compile(r"[a-z][a-z0-9-]*")

#: The types under which a browser runs a script's text or acts on it
#: (https://html.spec.whatwg.org/#prepare-the-script-element). Policies ask for a hash of these.
_SCRIPT_TYPES = frozenset(
    {"", "module", "importmap", "speculationrules", "text/javascript", "application/javascript"}
)

_REFUSED_ATTRIBUTES = {
    "nonce": "the block's hash allows it on every page, so it needs no nonce",
    "src": "the block holds its text itself; a file needs an ordinary <script src> and a nonce",
    "integrity": "that belongs to a file, and the block holds its text itself",
}


class HashBlockError(ValueError):
    """A block that cannot work, or that must not be trusted."""


class HashBlock(NamedTuple):
    """An inline script or style with a text that never changes."""

    #: The whole element.
    html: str
    inline_hash: InlineHash

    @classmethod
    def make(cls, tag: str, text: str, attributes: Iterable[tuple[str, str | None]]) -> HashBlock:
        """The element that `{% tag attributes %}text{% endtag %}` prints. An attribute without a
        value is None. Raises HashBlockError."""
        kind = TAGS[tag]
        # Printed as it is hashed: a middleware that joins lines must not find two kinds of them.
        content = as_parsed(text)
        _check_content(tag, content)
        printed = "".join(_attribute(tag, name, value) for name, value in attributes)
        return cls(f"<{kind}{printed}>{content}</{kind}>", InlineHash.of(kind, content))

    def print_with(self, nonce: object | None) -> str:
        """The element, allowed on the page whose nonce this is: the nonce is not printed, it only
        tells the middleware. Where no middleware of Stockade's is, nothing is to be allowed."""
        if isinstance(nonce, LazyNonce):
            nonce.allow(self.inline_hash)
        return self.html


def data_in_block(tag: str, found: str) -> HashBlockError:
    """Why a block may not hold what `found` names."""
    if TAGS[tag] == "script":
        instead = (
            "Hand data over beside it: in attributes (data-user=…) that the script reads, or with "
            '`json_script` or `tojson` in a <script type="application/json">, which is never run.'
        )
    else:
        instead = "Choose between classes that the style sheet names, with a class attribute."
    return HashBlockError(
        f"{{% {tag} %}} holds {found}, and only text may stand in it. Its hash tells browsers to "
        "trust exactly this text, and is worked out once; what a page puts into it would be "
        f"trusted as code of yours, or blocked. {instead}"
    )


def _check_content(tag: str, content: str) -> None:
    kind = TAGS[tag]
    if re.search(rf"</{kind}", content, re.IGNORECASE):
        raise HashBlockError(
            f"The text of {{% {tag} %}} contains `</{kind}`, which ends the element in the middle "
            f"of it, in a string or a comment too. {_how_to_split(kind, f'</{kind}')}"
        )
    if kind == "script" and re.search(r"<!--.*<script", content, re.IGNORECASE | re.DOTALL):
        raise HashBlockError(
            f"The text of {{% {tag} %}} contains `<!--` and `<script` behind it. Browsers then "
            "take the element's end tag for a part of the text, and the rest of the page with it. "
            f"{_how_to_split(kind, '<script')}"
        )
    try:
        content.encode()
    except UnicodeEncodeError as error:
        raise HashBlockError(
            f"The text of {{% {tag} %}} contains half of a surrogate pair, "
            f"{content[error.start]!r}, which no page can send."
        ) from None


def _how_to_split(kind: Kind, text: str) -> str:
    split = f"{text[0]}\\{text[1:]}" if kind == "script" else f"\\3c {text[1:]}"
    return f"Write `{split}` instead, which means the same in a string."


def _attribute(tag: str, name: str, value: str | None) -> str:
    if not _ATTRIBUTE_NAME.fullmatch(name):
        raise HashBlockError(
            f"{{% {tag} %}}: {name!r} is no name of an attribute. Write names in lower case, as in "
            '{% csp_script type="module" %}.'
        )
    if name in _REFUSED_ATTRIBUTES:
        raise HashBlockError(f"{{% {tag} {name}=… %}}: {_REFUSED_ATTRIBUTES[name]}. Leave it out.")
    if name.startswith("on"):
        raise HashBlockError(
            f"{{% {tag} {name}=… %}}: a hash allows no event handler, so browsers would block it. "
            "Call addEventListener in a script instead."
        )
    if tag == "csp_script" and name == "type" and (value or "").lower() not in _SCRIPT_TYPES:
        raise HashBlockError(
            f'{{% {tag} type="{value}" %}}: browsers run nothing of this type, so it needs no '
            f'hash. Write <script type="{value}"> as it is.'
        )
    return f" {name}" if value is None else f' {name}="{escape(value)}"'
