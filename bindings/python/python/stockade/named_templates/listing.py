"""What Stockade does to the templates of named packages, for a person to read on a terminal."""

from __future__ import annotations

import os
import re
import textwrap
from collections import Counter
from collections.abc import Iterator

from stockade._core import ReviewedTag, TemplateReview
from stockade.named_templates.changes import Changes
from stockade.named_templates.pinning import pinned_tag
from stockade.named_templates.reviewing import ReviewedPackage, ReviewedTemplate
from stockade.terminal import Terminal, printable, shortened

__all__ = ["Listing", "shown_path"]

#: What is said of each outcome: at the tag, of one, of several, and its colour.
_OUTCOMES = {
    "added": ("nonce", "tag gets a nonce", "tags get a nonce", "green"),
    "has-nonce": ("has one", "has its own", "have their own", "cyan"),
    "not-needed": ("needs none", "needs none", "need none", "dim"),
    "refused": ("refused", "is refused", "are refused", "red"),
}
#: What a line has that prints something …
_PRINTS = re.compile(r"\{\{|\{%(?!-? *end)")
#: … and the whole of it.
_PRINTED = re.compile(r"\{\{.+?\}\}|\{%(?!-? *end).+?%\}")
#: How much of a tag is shown: a template may be made to be slow to read.
_EXCERPT_LINES = 6
_EXCERPT_COLUMNS = 400
#: Where the text of a tag's line begins.
_INDENT = 24
#: What stands before the lines below it.
_MARGIN = " " * 12


class Listing:
    """Makes lines for `terminal`. `command` is how it was called: "manage.py csp templates"."""

    def __init__(self, terminal: Terminal, command: str) -> None:
        self._width = terminal.width
        self._style = terminal.style
        self._command = command

    def package(self, package: ReviewedPackage) -> Iterator[str]:
        """Every tag of the package, by file, and what becomes of it."""
        state = "pinned" if package.is_pinned else "not pinned"
        name = self._style(printable(package.package.name), "bold")
        yield f"{name}  {self._style(f'{package.package.mode}, {state}', 'dim')}"
        yield self._counts(package)
        for template in package.templates:
            if template.review.tags:
                yield ""
                yield from self._template(template)
        yield ""

    def advice(self, *, refused: bool) -> Iterator[str]:
        """What to do next."""
        if refused:
            yield from self._wrapped(
                "A tag that is refused waits for a person. Read it where it stands. If no value "
                "can end the tag, the string or the address that it is printed into, accept it "
                "with the command below it. Otherwise put a template of your own in the place of "
                'this one, and write the nonce there: <script nonce="{{ csp_nonce }}">.'
            )
            yield ""
        yield f"{self._style(f'{self._command} --diff', 'bold')}  shows the edits."
        yield f"{self._style(f'{self._command} --pin', 'bold')}   keeps it at this."

    def refused(self, review: TemplateReview, tag: ReviewedTag) -> Iterator[str]:
        """Why a tag is refused, and how it stands in its file."""
        reason, *more = self._wrapped(f"{tag.message[:1].upper()}{tag.message[1:]}.", _INDENT)
        yield self._line(tag, reason)
        yield from (f"{' ' * _INDENT}{line}" for line in more)
        place = f"{shown_path(review.path)}:{tag.line}:{tag.column}"
        yield f"{_MARGIN}{self._style(place, 'cyan')}"
        for line in self._excerpt(tag):
            yield f"{_MARGIN}{line}"

    def changes(self, changes: Changes, package: ReviewedPackage) -> Iterator[str]:
        """What is new, changed and gone, a line each."""
        lines = {
            (review.name, tag.digest): f"{review.name}:{tag.line}" for review, tag in package.tags
        }
        for word, colour, tags in (
            ("new", "green", changes.new_tags),
            ("changed", "yellow", changes.changed_tags),
            ("gone", "red", changes.gone_tags),
        ):
            for tag in tags:
                place = lines.get((tag.template, tag.digest), tag.template)
                yield self._change(word, colour, f"{place}  {tag.tag}")
        for word, colour, assets in (
            ("new", "green", changes.new_assets),
            ("changed", "yellow", changes.changed_assets),
            ("gone", "red", changes.gone_assets),
        ):
            for asset in assets:
                yield self._change(word, colour, asset.path)

    def _change(self, word: str, colour: str, what: str) -> str:
        text = shortened(printable(what), self._width and self._width - 12)
        return f"  {self._style(f'{word:<8}', colour)}  {text}"

    def _counts(self, package: ReviewedPackage) -> str:
        counter = Counter[str](tag.outcome for _, tag in package.tags)
        if not counter:
            return "No template has a script, a style, a stylesheet or form media."
        return ", ".join(
            self._style(f"{counter[outcome]} {one if counter[outcome] == 1 else many}", colour)
            for outcome, (_, one, many, colour) in _OUTCOMES.items()
            if counter[outcome]
        )

    def _template(self, template: ReviewedTemplate) -> Iterator[str]:
        review = template.review
        yield f"  {self._style(printable(review.name), 'bold')}"
        yield f"  {self._style(shown_path(review.path), 'dim')}"
        for tag in review.tags:
            if tag.outcome != "refused":
                yield self._line(tag, pinned_tag(review, tag).tag)
                continue
            yield from self.refused(review, tag)
            if tag.pinnable:
                accept = f"{self._command} --pin --accept {printable(review.name)}:{tag.line}"
                yield f"{_MARGIN}{self._style(accept, 'bold')}"

    def _line(self, tag: ReviewedTag, text: str) -> str:
        word, _, _, colour = _OUTCOMES[tag.outcome]
        if tag.reason in ("approved", "approved-part"):
            word = "reviewed"
        text = shortened(printable(text), self._width and self._width - _INDENT)
        return f"  {f'{tag.line}:{tag.column}':>8}  {self._style(f'{word:<10}', colour)}  {text}"

    def _excerpt(self, tag: ReviewedTag) -> Iterator[str]:
        """The first line, and those that print something: they are what has to be read."""
        first, *rest = (printable(line.rstrip()) for line in tag.source.split("\n"))
        lines = [(tag.line, first), *enumerate(_dedented(rest, tag.column - 1), tag.line + 1)]
        shown = lines[:1] + [line for line in lines[1:] if _PRINTS.search(line[1])]
        for number, line in shown[:_EXCERPT_LINES]:
            text = shortened(line, self._width - 20 if self._width else _EXCERPT_COLUMNS)
            marked = _PRINTED.sub(lambda found: self._style(found[0], "yellow"), text)
            yield f"{self._style(f'{number:>5} |', 'dim')} {marked}"
        if len(shown) > _EXCERPT_LINES:
            yield f"      | … and {len(shown) - _EXCERPT_LINES} more lines that print something"

    def _wrapped(self, text: str, indent: int = 0) -> list[str]:
        width = self._width - indent if self._width else 10_000
        return textwrap.wrap(printable(text), max(width, 30)) or [""]


def _dedented(lines: list[str], columns: int) -> list[str]:
    """The lines without the indentation that the first line of their tag has, if all have it."""
    indentation = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return [line[min(columns, indentation) :] for line in lines]


def shown_path(path: str) -> str:
    """The path as a terminal can open it: from here, if it is below here."""
    relative = os.path.relpath(path)
    return printable(path if relative.startswith(os.pardir) else relative)
