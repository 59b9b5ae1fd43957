"""Giving a nonce to markup that is already rendered: just enough HTML to read a start tag.

Some assets print themselves (`__html__`, `mark_safe`) and take no attributes. Their markup comes
from the code of a widget or form, never from a visitor, so its own tags may have the nonce.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Literal, NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

__all__ = ["StartTag", "add_nonce", "add_nonce_to_all", "first_tag"]

_BEFORE_FIRST_TAG = re.compile(r"(?:\s|<!--.*?-->)*", re.DOTALL)

# A start tag, as the HTML tokenizer takes it apart. Read part by part, so that the time it takes
# grows only with the length of the tag, whatever stands in it.
_TAG_NAME = re.compile(r"<([a-zA-Z][^\t\n\f\r />]*)")
_END_OR_ATTRIBUTE_NAME = re.compile(
    r"[\t\n\f\r /]*(?:(?P<end>>)|(?P<name>[^\t\n\f\r />][^\t\n\f\r />=]*))"
)
_ATTRIBUTE_VALUE = re.compile(
    r"""[\t\n\f\r ]*=[\t\n\f\r ]*
    (?: "(?P<double>[^"]*)" | '(?P<single>[^']*)' | (?P<cut_off>["'])
      | (?P<bare>[^\t\n\f\r >]*) )""",
    re.VERBOSE,
)

#: Elements whose content is text up to their end tag: what looks like a tag in them is none.
_RAW_TEXT = frozenset({"script", "style", "textarea", "title"})


class StartTag(NamedTuple):
    """One start tag, read as a browser reads it."""

    name: str
    attributes: dict[str, str]
    #: Where the name ends, which is where an attribute can be added whatever follows.
    name_end: int
    end: int

    @property
    def takes_nonce(self) -> bool:
        """Whether a nonce decides about this element and it has none yet."""
        return self.kind is not None and "nonce" not in self.attributes

    @property
    def kind(self) -> Literal["script", "style"] | None:
        """Whether a policy sees a script or a style in this element, or neither."""
        if self.name == "script":
            return "script"
        if self.name == "style":
            return "style"
        return self._kind_of_link() if self.name == "link" else None

    @property
    def address(self) -> str | None:
        """Where it loads from, if it is not inline."""
        return self.attributes.get("href" if self.name == "link" else "src")

    def _kind_of_link(self) -> Literal["script", "style"] | None:
        relations = self.attributes.get("rel", "").lower().split()
        destination = self.attributes.get("as", "").lower() if "preload" in relations else ""
        if "stylesheet" in relations or destination == "style":
            return "style"
        if "modulepreload" in relations or destination == "script":
            return "script"
        return None


def _every_tag(tag: StartTag) -> bool:
    return True


def add_nonce(
    markup: str, nonce: object, may_have: Callable[[StartTag], bool] = _every_tag
) -> SafeString:
    """Put `nonce` into the first tag of `markup`, if a nonce decides about its element and it
    `may_have` one.

    Only the first: an asset is one element, so a second tag may be text that broke out of it.

    >>> add_nonce('<script type="importmap">{}</script>', "N")
    '<script nonce="N" type="importmap">{}</script>'
    """
    tag = first_tag(markup)
    if tag is None or not tag.takes_nonce or not may_have(tag):
        return mark_safe(markup)  # the asset declared its markup safe
    return mark_safe(_with_nonce(markup, [tag], nonce))


def add_nonce_to_all(
    markup: str, nonce: object, may_have: Callable[[StartTag], bool] = _every_tag
) -> SafeString:
    """Put `nonce` into every tag of `markup` whose element a nonce decides about, and that
    `may_have` one.

    For what a `Media` prints as a whole in its own way. Nothing tells there which elements its
    author meant, so the author is trusted with all of them.
    """
    tags = [tag for tag in _start_tags(markup) if tag.takes_nonce and may_have(tag)]
    return mark_safe(_with_nonce(markup, tags, nonce))


def first_tag(markup: str) -> StartTag | None:
    """The tag that `markup` starts with, after white space and comments."""
    before = _BEFORE_FIRST_TAG.match(markup)
    return _read_start_tag(markup, before.end() if before else 0)


def _with_nonce(markup: str, tags: list[StartTag], nonce: object) -> str:
    if not tags:  # Nothing to print the nonce in: do not make it.
        return markup
    attribute = format_html(' nonce="{}"', nonce)
    ends = [tag.name_end for tag in tags]
    pieces = [markup[start:end] for start, end in zip([0, *ends], [*ends, None], strict=True)]
    return attribute.join(pieces)


def _start_tags(markup: str) -> list[StartTag]:
    tags = []
    position = markup.find("<")
    while position != -1:
        if markup.startswith("<!--", position):
            position = markup.find("-->", position)
        elif tag := _read_start_tag(markup, position):
            tags.append(tag)
            position = _end_of_text(markup, tag)
        else:
            position += 1
        if position != -1:
            position = markup.find("<", position)
    return tags


def _end_of_text(markup: str, tag: StartTag) -> int:
    """Where markup goes on after `tag`: behind the text of elements that hold only text."""
    if tag.name not in _RAW_TEXT:
        return tag.end
    end_tag = re.compile(rf"</{tag.name}[\t\n\f\r />]", re.IGNORECASE).search(markup, tag.end)
    return end_tag.end() if end_tag else -1


def _read_start_tag(markup: str, position: int) -> StartTag | None:
    """The start tag at `position`, or None where there is none or it is cut off."""
    opening = _TAG_NAME.match(markup, position)
    if opening is None:
        return None
    attributes: dict[str, str] = {}
    position = opening.end()
    while part := _END_OR_ATTRIBUTE_NAME.match(markup, position):
        if part["end"]:
            return StartTag(opening[1].lower(), attributes, opening.end(), part.end())
        value = _ATTRIBUTE_VALUE.match(markup, part.end())
        if value and value["cut_off"]:
            return None
        position = value.end() if value else part.end()
        text = (value["double"] or value["single"] or value["bare"] or "") if value else ""
        # A browser keeps the first of two attributes with the same name.
        attributes.setdefault(part["name"].lower(), html.unescape(text))
    return None
