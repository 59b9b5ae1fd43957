"""Markdown pages, read as far as their tests need: headings, links and fenced blocks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["ROOT", "Block", "Page", "Section", "pages", "read"]

ROOT = Path(__file__).resolve().parents[4]

_FENCE = re.compile(r"^(?P<indent> *)(?P<fence>```+)(?P<language>[^\s,]*)")
_HEADING = re.compile(r"^(#+) +(.+?)\s*$")
_COMMENT = re.compile(r"^ *<!-- (?P<name>[a-z ]+)(?:: (?P<value>.+?))? -->$")
_ANCHOR = re.compile(r'<a id="([^"]+)">')
_LINK = re.compile(r"(?<!!)\[(?:[^\[\]]|\[[^\]]*\])*\]\((?P<target>[^()\s]+)\)")
_CODE = re.compile(r"`[^`\n]*(?:\n[^`\n]+)?`")


@dataclass
class Block:
    """A fenced block."""

    language: str
    #: The first line of its text, counted from 1 as editors do.
    line: int
    text: str
    #: The comments directly above it: `<!-- file: a.py -->` is {"file": "a.py"}.
    comments: dict[str, str] = field(default_factory=dict)


@dataclass
class Section:
    """A heading, and the blocks between it and the next one."""

    title: str
    line: int
    level: int
    #: What links to the heading end with, as GitHub makes it.
    anchor: str
    blocks: list[Block] = field(default_factory=list)
    #: The comments that stand above no block: `<!-- project: bare -->`.
    comments: dict[str, str] = field(default_factory=dict)


@dataclass
class Page:
    """A Markdown file."""

    path: Path
    sections: list[Section]
    #: Targets of links, each with its line.
    links: list[tuple[int, str]]
    anchors: set[str]

    @property
    def name(self) -> str:
        """Its path from the root of the repository, such as `docs/django.md`."""
        is_ours = self.path.is_relative_to(ROOT)
        return self.path.relative_to(ROOT).as_posix() if is_ours else self.path.name


def pages() -> list[Page]:
    """The README and every page of the documentation."""
    return [read(path) for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("**/*.md")))]


def read(path: Path) -> Page:
    """Read a page. Raises ValueError for a block that does not end."""
    sections = [Section("", 1, 0, "")]
    anchors: set[str] = set()
    prose: list[str] = []
    used: Counter[str] = Counter()
    comments: dict[str, str] = {}
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    for number, line in lines:
        if fence := _FENCE.match(line):
            block = Block(fence["language"], number + 1, "", comments)
            text = [*_text_until(fence, lines, path)]
            block.text = "\n".join(text)
            sections[-1].blocks.append(block)
            comments = {}
            prose += ["", *("" for _ in text), ""]
        elif comment := _COMMENT.match(line):
            comments[comment["name"]] = comment["value"] or ""
            prose.append("")
        else:
            prose.append(line)
            sections[-1].comments |= comments
            comments = {}
            if heading := _HEADING.match(line):
                anchor = _slug(heading[2], used)
                anchors.add(anchor)
                sections.append(Section(heading[2], number, len(heading[1]), anchor))
            anchors |= set(_ANCHOR.findall(line))
    return Page(path, sections, [*_links("\n".join(prose))], anchors)


def _links(prose: str) -> Iterator[tuple[int, str]]:
    """Each target, with the line on which its link ends."""
    # Code may hold brackets, and may be broken over two lines.
    text = _CODE.sub(lambda code: "`" + "\n" * code[0].count("\n"), prose)
    for link in _LINK.finditer(text):
        yield text.count("\n", 0, link.end()) + 1, link["target"]


def _text_until(
    fence: re.Match[str], lines: Iterator[tuple[int, str]], path: Path
) -> Iterator[str]:
    end = fence["indent"] + fence["fence"]
    for _, line in lines:
        if line.rstrip() == end:
            return
        yield line.removeprefix(fence["indent"])
    raise ValueError(f"{path}: a fenced block does not end")


def _slug(title: str, used: Counter[str]) -> str:
    """The anchor that GitHub gives a heading."""
    kept = re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
    used[kept] += 1
    return kept if used[kept] == 1 else f"{kept}-{used[kept] - 1}"
