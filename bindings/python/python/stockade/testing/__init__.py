"""For tests: what a browser would block on the pages that a test client returns.

`assert_csp_clean` is for single tests, `CSPAssertions` the same for `unittest`. Whole suites are
checked by `pytest --csp`.
"""

from stockade.testing.assertions import CSPAssertions, assert_csp_clean

__all__ = ["CSPAssertions", "assert_csp_clean"]
