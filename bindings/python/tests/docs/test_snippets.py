"""Everything that the documentation shows in a fenced block is true, or this fails.

Every block of the README and of `docs/` is found here, and each is run or compared, apart from the
pages in sections.RUN_BY_CRATES. The blocks below one heading are run in order, in a project of
their own:

Django
    What `startproject` makes, with the settings of the README's quick start, a folder `templates`
    and an empty app `shop`. A view `def map_page(request)` answers at `/map-page/`.
Flask
    The README's quick start. Its `app` is there.
Starlette, FastAPI and werkzeug, for any WSGI application
    Nothing. Requests go to what the blocks call `application`, or else `app`.

What happens to a block depends on its language:

python
    Run; functions named `test_…` are called. In Django, a block of nothing but imports and
    upper-case names is added to the settings, and in a list there `...` stands for what the
    setting has held before.
html+django, html+jinja
    Rendered as a page, with the names that Python blocks have defined, and a `form`.
http
    A request, an empty line, and the head of its response (nothing where the view raises). Headers
    about policies and caches have to be there as shown, and no others of these.
console
    `python manage.py …`, `flask …` and `pytest …` are run. Other commands have to stand in
    running.NOT_RUN.
csp
    A policy, which is looked at as a view's own header is.
html
    What the template above prints.
text
    What was said about the block above: a system check, an exception, a log message, what it
    printed. A block that nothing is said about has to be fit to be used.
css, javascript
    Saved, and found among the static files.
ini, yaml
    Saved where a comment says, in Flask.
rust
    Left to rustdoc, which runs the README.

Anything else fails. White space is compared as one space, `…` stands for anything, and nonces are
shown as `…`. Comments above a block or below a heading say what is special (below a page's title,
for the whole page):

<!-- file: shop/forms.py -->      the block is saved there instead
<!-- kind: error -->              the block is a policy that is refused, for what the heading names
<!-- kind: warning -->            the block is a policy that is sent with that warning
<!-- browser: Chromium -->        the block is a browser's message about a directive: that has to
                                  have been sent last
<!-- without: NAME -->            the settings block takes the place of that setting
<!-- project: bare -->            without the README's settings
<!-- project: continued -->       the project of the heading before goes on
<!-- needs: csp -->               run where that module is installed
"""

from __future__ import annotations

from pathlib import Path

import pytest
from comparing import problems
from pages import pages
from running import run
from sections import Case, cases


@pytest.mark.parametrize("case", [*cases(pages())], ids=lambda case: case.name)
def test_section(case: Case, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if case.missing_module:
        pytest.skip(f"{case.missing_module} is not installed here")
    is_django = case.framework == "django"
    project = request.getfixturevalue("started_project") if is_django else None
    found = [*problems(case, run(case, tmp_path, project))]
    assert not found, "\n".join(found)
