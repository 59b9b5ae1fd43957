"""What attackers put into pages gets no nonce, wherever templates print it.

The templates in `hostile/templates` print data in every place that a page has. Each is loaded with
each payload for such a place, under an enforced policy, with the nonces that Stockade puts in.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, zip_longest
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from hostile.cases import Case, cases
from hostile.judge import Judge, Traces, judging
from hostile.payloads import STEALING_LINKS
from serving import free_port, serving

_FOLDER = Path(__file__).resolve().parent
_DIALECTS = {"hostile.django_site": "django", "hostile.flask_site": "jinja"}

Outcome = tuple[Case, Traces]

#: Where `STEALING_LINKS` work all the same: an unescaped value stands in front of a tag with a
#: nonce, and no other tag ends between them. A foreign style sheet applies, and no script runs.
BEFORE_A_NONCE = {
    "markup/before-inline-script.html",
    "markup/before-link-with-nonce-last.html",
    "markup/before-link.html",
    "markup/before-relative-address.html",
    "markup/before-script.html",
    "markup/before-style.html",
    "markup/between-scripts.html",
    "markup/include-in-two-places.html",
    "markup/quotation-mark-in-branch.html",
}

#: Templates in which the site's own script gets no nonce, because it is not clear where it stands.
OWN_SCRIPT_STAYS_BLOCKED = {
    "markup/comment-in-branch.html",
    "markup/include-by-variable.html",
    "markup/textarea-in-branch.html",
    "script/start-in-branch.html",
}

#: The controls load many pages once more: with one framework, unless there is time.
_CONTROLS = list(_DIALECTS) if os.environ.get("STOCKADE_ALL") else ["hostile.django_site"]


@pytest.fixture(scope="module")
def judge(browser: Browser) -> Iterator[Judge]:
    with judging(browser) as judge:
        yield judge


@pytest.fixture(scope="module", params=list(_DIALECTS))
def site(request: pytest.FixtureRequest) -> str:
    """The module of each framework's site in turn."""
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def named(judge: Judge, site: str) -> Mapping[str, Sequence[Outcome]]:
    """What came of every payload where the settings name the templates."""
    return outcomes(judge, site, "stockade")


def outcomes(judge: Judge, site: str, rewriter: str) -> Mapping[str, Sequence[Outcome]]:
    """What came of every payload, by the template that printed it."""
    by_template = cases_by_template(site)
    with serving_site(site, rewriter) as address:
        traces = traces_of(judge, address, chain.from_iterable(by_template.values()))
    return {
        template: [(case, traces[case.number]) for case in same]
        for template, same in by_template.items()
    }


def dangerous_templates(judge: Judge, site: str, rewriter: str) -> set[str]:
    """The templates that let a payload do something. Once one has, the others are not tried."""
    dangerous: set[str] = set()
    with serving_site(site, rewriter) as address:
        for nth_of_each in zip_longest(*cases_by_template(site).values()):
            tried = [case for case in nth_of_each if case and case.template not in dangerous]
            traces = traces_of(judge, address, tried)
            dangerous |= {case.template for case in tried if traces[case.number]}
    return dangerous


@contextmanager
def serving_site(site: str, rewriter: str) -> Iterator[str]:
    """Serve the templates as `rewriter` leaves them, and yield the address."""
    port = free_port()
    arguments = ["-m", "apps.serve", site, str(port)]
    environment = {"HOSTILE_REWRITER": rewriter}
    with serving(arguments, port=port, folder=_FOLDER, environment=environment) as address:
        yield address


def traces_of(judge: Judge, address: str, tried: Iterable[Case]) -> Mapping[int, Traces]:
    """What the payload of each case has done."""
    pages = {case.number: f"{address}{case.path}" for case in tried}
    return judge.traces(f"{address}/static/frames.html", pages)


def cases_by_template(site: str) -> Mapping[str, Sequence[Case]]:
    """Every case of a site."""
    by_template = defaultdict(list)
    for case in cases(_DIALECTS[site]):
        by_template[case.template].append(case)
    return by_template


def test_payloads_do_nothing_in_a_named_template_but_for_links_in_front_of_a_nonce(
    named: Mapping[str, Sequence[Outcome]],
) -> None:
    for template, outcome in named.items():
        allowed = STEALING_LINKS if template in BEFORE_A_NONCE else set()
        assert {case.payload for case, traces in outcome if traces} == allowed, template
        assert not any(traces.ran for _, traces in outcome), template


def test_the_own_script_of_a_named_template_still_runs(
    named: Mapping[str, Sequence[Outcome]],
) -> None:
    blocked = {
        template
        for template, outcome in named.items()
        if not any(traces.own for _, traces in outcome)
    }
    assert blocked == OWN_SCRIPT_STAYS_BLOCKED & named.keys()


@pytest.mark.parametrize("control", _CONTROLS)
def test_without_a_policy_every_template_lets_a_payload_do_something(
    judge: Judge, control: str
) -> None:
    assert dangerous_templates(judge, control, "nobody") == cases_by_template(control).keys()


@pytest.mark.parametrize("control", _CONTROLS)
def test_a_rewriter_that_looks_for_tags_alone_blesses_payloads_in_every_kind_of_place(
    judge: Judge, control: str
) -> None:
    dangerous = dangerous_templates(judge, control, "naive")
    places = {template.partition("/")[0] for template in dangerous}
    assert places == {"address", "attribute", "markup", "script", "style"}
    assert len(dangerous) > len(cases_by_template(control)) / 2
