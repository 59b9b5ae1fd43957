"""Snippets that are not true are found: the control for test_snippets.py."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from comparing import problems
from pages import read
from running import run
from sections import Case

WRONG_WITHOUT_A_FRAMEWORK = {
    "a language that nothing checks": (
        "```yaml\ncsp: strict\n```",
        "nothing checks a block of yaml",
    ),
    "no language": ("```\nGET /\n```", "nothing checks a block of no language"),
    "text about nothing": ("```text\nIt works.\n```", "nothing checks a block of text"),
    "a page of nothing": ("```html\n<p>\n```", "nothing checks a block of html"),
    "a command that nothing runs": (
        "```console\n$ curl https://example.com\n```",
        "nothing checks the command: curl https://example.com",
    ),
    "code on a page of no framework": ("```python\n1\n```", "nothing checks a block of python"),
    "a policy with a fault that is not mentioned": (
        "```csp\nimg-src 'self'; img-src data:\n```",
        "this is said:\nimg-src stands in the policy already",
    ),
    "a policy without the fault that is mentioned": (
        "```csp\nimg-src 'self'\n```\n```text\nimg-src is wrong\n```",
        "instead of:\nimg-src is wrong",
    ),
    "a policy that is refused for another reason": (
        "<!-- kind: error -->\n```python\nSECURE_CSP = {'img-src': ['self']}\n```\n"
        "```text\nSECURE_CSP: img-src: …\n```",
        "this is said:\nunquoted-keyword: SECURE_CSP: img-src:",
    ),
    "a policy that is sent without the warning": (
        "<!-- kind: warning -->\n```python\nSECURE_CSP = {'img-src': ['data:']}\n```\n"
        "```text\nimg-src …\n```",
        "instead of:\nimg-src …",
    ),
    "a browser's message without a directive": (
        "<!-- browser: Chromium -->\n```text\nBlocked.\n```",
        "this message quotes no directive",
    ),
    "a browser's message about another policy": (
        "<!-- browser: Chromium -->\n```text\nIt violates the directive \"img-src 'none'\".\n```",
        "no response has sent img-src 'none'",
    ),
}

WRONG_IN_DJANGO = {
    "a policy that is refused": (
        '```python\nSECURE_CSP = {"img-src": ["self"]}\n```',
        "this is said:\n?: (stockade.E002)",
    ),
    "code that raises": ("```python\n1 / 0\n```", "this is said:\nZeroDivisionError"),
    "code that prints something else": (
        "```python\nprint(1 + 1)\n```\n```text\n3\n```",
        "this is said:\n2\ninstead of:\n3",
    ),
    "a test that fails": ("```python\ndef test_sum():\n    assert not 2\n```", "AssertionError"),
    "a tag that does not exist": ("```html+django\n{% csp_nonse %}\n```", "TemplateSyntaxError"),
    "a variable that is undefined": (
        "```html+django\n{{ csp_nonse }}\n```",
        "a variable is undefined",
    ),
    "a page that prints something else": (
        "```html+django\n<p {% csp_nonce_attr %}>\n```\n```html\n<p>\n```",
        'this is printed:\n<p nonce="…">\ninstead of:\n<p>',
    ),
    "a template to be saved with a wrong tag": (
        "<!-- file: templates/a.html -->\n```html+django\n{% csp_nonse %}\n```",
        "TemplateSyntaxError",
    ),
    "a header that is not sent": (
        "```http\nGET /admin/logout/\n\nHTTP/1.1 302 Found\n```",
        "this is printed:\nHTTP/1.1",
    ),
    "a command that prints something else": (
        "```console\n$ python manage.py check\nEverything is fine.\n```",
        "System check identified",
    ),
    "a file in no place for static files": (
        "<!-- file: elsewhere/static/a.js -->\n```javascript\n1\n```",
        "a.js is not found among the static files",
    ),
}

WRONG_IN_FLASK = {
    "code that raises": ("```python\n1 / 0\n```", "ZeroDivisionError"),
    "a page that prints something else": (
        "```html+jinja\n<p {{ csp_nonce_attr() }}>\n```\n```html\n<p>\n```",
        'this is printed:\n<p nonce="…">\ninstead of:\n<p>',
    ),
    "a header that is not sent": (
        "```http\nGET /nowhere\n\nHTTP/1.1 404 Not Found\n```",
        "this is printed:\nHTTP/1.1 404 Not Found\nContent-Security-Policy",
    ),
    "a command that prints something else": (
        "```console\n$ flask csp show\nEverything is fine.\n```",
        "default-src 'self'",
    ),
}

_APPLICATION = """<!-- project: bare -->

```python
def app(environ, start_response):
    start_response("200 OK", [("Content-Security-Policy", "img-src 'self'")])
    return [b"page"]
```
"""

WRONG_IN_AN_APPLICATION = {
    "code that raises": ("<!-- project: bare -->\n\n```python\n1 / 0\n```", "ZeroDivisionError"),
    "a header that is not shown": (
        f"{_APPLICATION}```http\nGET /\n\nHTTP/1.1 200 OK\n```",
        "this is printed:\nHTTP/1.1 200 OK\nContent-Security-Policy: img-src 'self'",
    ),
    "a page that nothing renders": (
        f"{_APPLICATION}```html+jinja\n<p>\n```",
        "nothing checks a block of html+jinja",
    ),
}


def found_in(
    blocks: str, directory: Path, framework: str | None = None, project: Path | None = None
) -> str:
    """The problems of a page with these blocks."""
    path = directory / "page.md"
    path.write_text(f"# Page\n\n{blocks}\n", encoding="utf-8")
    page = read(path)
    case = Case(page, page.sections[-1], framework, [])
    return "\n".join(problems(case, run(case, directory, project)))


@pytest.mark.parametrize(
    ("blocks", "problem"), WRONG_WITHOUT_A_FRAMEWORK.values(), ids=WRONG_WITHOUT_A_FRAMEWORK
)
def test_what_is_wrong_without_a_framework(blocks: str, problem: str, tmp_path: Path) -> None:
    assert problem in found_in(blocks, tmp_path)


@pytest.mark.skipif(not importlib.util.find_spec("django"), reason="Django is not installed here")
@pytest.mark.parametrize(("blocks", "problem"), WRONG_IN_DJANGO.values(), ids=WRONG_IN_DJANGO)
def test_what_is_wrong_in_django(
    blocks: str, problem: str, tmp_path: Path, started_project: Path
) -> None:
    assert problem in found_in(blocks, tmp_path, "django", started_project)


@pytest.mark.skipif(not importlib.util.find_spec("flask"), reason="Flask is not installed here")
@pytest.mark.parametrize(("blocks", "problem"), WRONG_IN_FLASK.values(), ids=WRONG_IN_FLASK)
def test_what_is_wrong_in_flask(blocks: str, problem: str, tmp_path: Path) -> None:
    assert problem in found_in(blocks, tmp_path, "flask")


@pytest.mark.skipif(not importlib.util.find_spec("werkzeug"), reason="needs werkzeug's client")
@pytest.mark.parametrize(
    ("blocks", "problem"), WRONG_IN_AN_APPLICATION.values(), ids=WRONG_IN_AN_APPLICATION
)
def test_what_is_wrong_in_an_application(blocks: str, problem: str, tmp_path: Path) -> None:
    assert problem in found_in(blocks, tmp_path, "werkzeug")


def test_a_block_that_does_not_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("# Page\n\n```python\n", encoding="utf-8")
    with pytest.raises(ValueError, match="a fenced block does not end"):
        read(path)
