"""`{% cache %}` fragments and the nonce. Each test closes a part of G4."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import pytest
from django.core.cache import cache
from django.template import Context, Template
from django.test import override_settings

from stockade import LazyNonce
from stockade.django import fragment_cache
from stockade.django.fragment_cache import CachedNonceError
from stockade.nonce import current_nonce

FRAGMENT = Template(
    "{% load cache %}{% cache 500 menu %}{{ made }}<script {% csp_nonce_attr %}>{% endcache %}"
)
PLAIN_FRAGMENT = Template("{% load cache %}{% cache 500 footer %}{{ made }}{% endcache %}")


def render(template: Template, nonce: object | None, **context: Any) -> str:
    return template.render(Context({"csp_nonce": nonce, **context}))


def test_fragment_with_a_nonce_is_made_anew_for_each_response() -> None:
    first, second = LazyNonce(), LazyNonce()
    assert render(FRAGMENT, first, made=1) == f'1<script nonce="{first}">'
    assert render(FRAGMENT, second, made=2) == f'2<script nonce="{second}">'


def test_fragment_with_a_nonce_is_not_stored() -> None:
    render(FRAGMENT, LazyNonce())
    assert render(PLAIN_FRAGMENT, None, made=1) == "1"  # the cache does store
    assert render(FRAGMENT, None, made=2) == "2<script >"


def test_fragment_without_a_nonce_is_stored_as_ever() -> None:
    nonce = LazyNonce()
    assert render(PLAIN_FRAGMENT, nonce, made=1) == "1"
    assert render(PLAIN_FRAGMENT, nonce, made=2) == "1"
    assert not nonce


def test_fragment_is_stored_although_the_page_printed_its_nonce_before() -> None:
    nonce = LazyNonce()
    str(nonce)
    assert render(PLAIN_FRAGMENT, nonce, made=1) == "1"
    assert render(PLAIN_FRAGMENT, nonce, made=2) == "1"


def test_fragment_that_prints_the_nonce_again_is_not_stored() -> None:
    nonce, other = LazyNonce(), LazyNonce()
    str(nonce)
    render(FRAGMENT, nonce)
    assert render(FRAGMENT, other) == f'<script nonce="{other}">'


def test_stored_fragment_is_used_in_a_page_with_a_nonce() -> None:
    render(FRAGMENT, None, made=1)
    assert render(FRAGMENT, LazyNonce(), made=2) == "1<script >"


@pytest.mark.parametrize(
    "content",
    [
        "{{ csp_nonce }}",
        "{{ csp_nonce|escapejs }}",
        "{% csp_nonce %}",
        "{% csp_nonce_attr as attribute %}",
        "{% script %}go(){% endscript %}",
        "{% csp_media media %}",
        "{{ media|with_nonce:csp_nonce }}",
    ],
)
@override_settings(DEBUG=True)
def test_every_way_of_printing_is_an_error_in_development(content: str) -> None:
    from django.forms import Media

    template = Template("{% load cache %}{% cache 500 menu %}" + content + "{% endcache %}")
    with pytest.raises(CachedNonceError, match="menu") as caught:
        render(template, LazyNonce(), media=Media(js=["/a.js"]))
    assert "Write {% csp_cache … menu %}" in str(caught.value)


@override_settings(DEBUG=True)
def test_asking_whether_there_is_a_nonce_is_no_error() -> None:
    template = Template(
        "{% load cache %}{% cache 500 menu %}{% if csp_nonce %}1{% endif %}{% endcache %}"
    )
    assert render(template, LazyNonce()) == ""


def test_production_logs_the_fragment(caplog: pytest.LogCaptureFixture) -> None:
    nonce = LazyNonce()
    render(FRAGMENT, nonce)
    [record] = caplog.records
    assert (record.name, record.levelno) == ("stockade", logging.ERROR)
    assert "menu" in record.getMessage()
    assert str(nonce) not in record.getMessage()


def test_fragment_around_a_fragment_with_a_nonce_is_not_stored_either() -> None:
    template = Template(
        "{% load cache %}{% cache 500 outer %}{{ made }}"
        "{% cache 500 inner %}{% csp_nonce_attr %}{% endcache %}{% endcache %}"
    )
    first, second = LazyNonce(), LazyNonce()
    assert render(template, first, made=1) == f'1nonce="{first}"'
    assert render(template, second, made=2) == f'2nonce="{second}"'


def test_fragment_inside_a_fragment_with_a_nonce_is_stored() -> None:
    template = Template(
        "{% load cache %}{% cache 500 outer %}{% csp_nonce_attr %}"
        "{% cache 500 inner %}{{ made }}{% endcache %}{% endcache %}"
    )
    first, second = LazyNonce(), LazyNonce()
    assert render(template, first, made=1) == f'nonce="{first}"1'
    assert render(template, second, made=2) == f'nonce="{second}"1'


def test_nonce_that_a_view_handed_over_as_text_is_noticed() -> None:
    template = Template(
        "{% load cache %}{% cache 500 menu %}{{ made }}{{ csp_nonce }}{% endcache %}"
    )
    assert render(template, "first nonce", made=1) == "1first nonce"
    assert render(template, "second nonce", made=2) == "2second nonce"


def test_nonce_that_reached_the_fragment_in_other_text_is_noticed() -> None:
    nonce = LazyNonce()
    tag = f'<script nonce="{nonce}">'
    template = Template("{% load cache %}{% cache 500 menu %}{{ tag|safe }}{% endcache %}")
    assert render(template, nonce, tag=tag) == tag
    assert render(template, LazyNonce(), tag="other") == "other"


def test_nonce_of_the_response_is_noticed_without_a_context() -> None:
    nonce = LazyNonce()
    token = current_nonce.set(nonce)
    try:
        assert FRAGMENT.render(Context()) == f'<script nonce="{nonce}">'
    finally:
        current_nonce.reset(token)
    assert FRAGMENT.render(Context({"made": 2})) == "2<script >"


def test_errors_in_a_fragment_are_not_swallowed() -> None:
    template = Template("{% load cache %}{% cache 500 menu %}{% include missing %}{% endcache %}")
    with pytest.raises(TypeError):
        render(template, LazyNonce(), missing=7)


def test_threads_that_share_a_template_get_their_own_fragments() -> None:
    numbers = count()

    def is_its_own(_: int) -> bool:
        nonce, number = LazyNonce(), next(numbers)
        return render(FRAGMENT, nonce, made=number) == f'{number}<script nonce="{nonce}">'

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(is_its_own, range(800)))


def test_template_can_be_rendered_any_number_of_times() -> None:
    """Nothing of a rendering stays behind in the template."""
    for number in range(3000):
        nonce = LazyNonce()
        assert render(FRAGMENT, nonce, made=number) == f'{number}<script nonce="{nonce}">'


def test_installing_twice_changes_nothing() -> None:
    fragment_cache.install()
    nonce = LazyNonce()
    assert render(FRAGMENT, nonce) == f'<script nonce="{nonce}">'
    assert render(PLAIN_FRAGMENT, nonce, made=1) == render(PLAIN_FRAGMENT, nonce, made=2)
    cache.clear()
