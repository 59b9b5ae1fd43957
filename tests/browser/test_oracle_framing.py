"""What `stockade explain` says about frames is what Chromium does with a page in one."""

from __future__ import annotations

from oracle.agreement import Agreement
from oracle.choice import chosen
from oracle.framing import framings
from oracle.observe import observe_framings
from oracle.prediction import explain_framings

_QUICK_RUN = 40


def test_a_page_is_in_a_frame_exactly_where_it_may_be() -> None:
    these = chosen(list(framings()), _QUICK_RUN)
    allowed = explain_framings(these)
    shown = observe_framings(these)
    assert shown.failures == {}
    found = {
        name: [f"shown: {is_shown}, allowed: {allowed[name]}"] if is_shown != allowed[name] else []
        for name, is_shown in shown.seen.items()
    }
    agreement = Agreement(shown.major_version, found)
    agreement.check()
    assert agreement.gone == []
