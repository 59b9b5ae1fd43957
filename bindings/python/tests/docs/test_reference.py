"""The reference names everything there is to look up, and nothing that there is not."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from itertools import takewhile

import pytest
from pages import ROOT, read

from stockade import CSP
from stockade.serving.middleware import PolicyMiddleware

REFERENCE = read(ROOT / "docs" / "reference.md")
TEXT = REFERENCE.path.read_text(encoding="utf-8")
CRATE = ROOT / "crates" / "stockade" / "src"
PACKAGE = ROOT / "bindings" / "python" / "python" / "stockade"


def below(heading: str) -> set[str]:
    """The headings one level below a heading of the reference."""
    sections = iter(REFERENCE.sections)
    parent = next(section for section in sections if section.title == heading)
    inner = takewhile(lambda section: section.level > parent.level, sections)
    return {section.title for section in inner}


def rows_of(heading: str) -> str:
    """The tables between a heading of the second level and the next one."""
    text = TEXT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return "\n".join(line for line in text.splitlines() if line.startswith("|"))


def strings_in(*patterns: str) -> Iterator[str]:
    """The kebab-case strings in the sources of the crate, without tests and comments."""
    for pattern in patterns:
        for path in CRATE.glob(pattern):
            source = path.read_text(encoding="utf-8").partition("#[cfg(test)]")[0]
            code = re.sub(r"^\s*//.*$", "", source, flags=re.MULTILINE)
            yield from re.findall(r'"([a-z]+(?:-[a-z]+)+)"', code)


def test_every_kind_of_error_is_explained() -> None:
    assert below("Errors") == set(strings_in("error.rs"))


def test_every_code_of_a_warning_is_explained() -> None:
    names = set(strings_in("policy/directive_name.rs"))
    codes = set(strings_in("policy/build/*.rs", "policy/inspect.rs")) - names
    assert below("Warnings") == codes


def test_every_system_check_is_explained() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.glob("django/**/*.py"))
    identifiers = set(re.findall(r"\b[EW]0\d\d\b", sources))
    assert below("System checks") == {f"stockade.{identifier}" for identifier in identifiers}


@pytest.mark.parametrize("name", CSP.__members__)
def test_every_constant_is_listed(name: str) -> None:
    assert f"`{name}`" in rows_of("Constants")


def test_every_template_tag_is_listed() -> None:
    library = pytest.importorskip("stockade.django.templatetags.csp").register
    for tag in library.tags:
        assert f"`{{% {tag} " in rows_of("Template tags and filters")
    for name in library.filters:
        assert f"|{name}:" in rows_of("Template tags and filters")


def test_every_decorator_is_listed() -> None:
    decorators = pytest.importorskip("stockade.django.decorators")
    for name in decorators.__all__:
        assert f"`{name}" in rows_of("Decorators")


def test_every_key_of_the_settings_is_listed() -> None:
    conf = pytest.importorskip("stockade.django.conf")
    for key in conf._STOCKADE_KEYS:
        assert f"| `{key}` |" in rows_of("Django settings")


def test_every_name_for_starlette_is_listed() -> None:
    package = pytest.importorskip("stockade.starlette")
    for name in package.__all__:
        assert re.search(rf"`(stockade\.starlette\.)?{name}\b", rows_of("WSGI, ASGI and Starlette"))


def test_every_argument_of_the_middlewares_is_listed() -> None:
    arguments = inspect.signature(PolicyMiddleware).parameters.keys() - {"app"}
    for name in arguments:
        assert f"| `{name}` |" in rows_of("WSGI, ASGI and Starlette")
