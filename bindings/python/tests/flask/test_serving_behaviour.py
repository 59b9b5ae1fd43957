"""`tests/behaviour/serving.json` for Flask."""

from __future__ import annotations

import pytest
from flask import Flask, Response
from serving_cases import ServingCase, serving_cases

from stockade import Probe
from stockade.flask import Stockade, csp_nonce


@pytest.mark.parametrize("case", serving_cases(), ids=str)
def test_serving(case: ServingCase) -> None:
    app = Flask("site")
    app.testing = True
    if probe := case.policy("probe"):
        app.config["STOCKADE_PROBE"] = Probe(probe)
    for option in ("integrity_policy", "integrity_policy_report_only", "edge_cache_key"):
        app.config[f"STOCKADE_{option.upper()}"] = case.option(option)
    Stockade(
        app,
        case.policy("enforce"),
        report_only=case.policy("report_only"),
        reporting_endpoints=case.option("reporting_endpoints"),
    )

    @app.route("/", methods=["GET", "POST"])
    def page() -> Response:
        response = Response(status=case.status)
        response.headers.clear()
        response.headers.extend(case.response_headers)
        if case.is_streamed:
            nonce = csp_nonce.find()
            response.response = (case.body(nonce) for _ in range(1))
        else:
            response.set_data(case.body(csp_nonce))
        return response

    response = app.test_client().open(
        "/", method=case.method, headers=case.request_headers, buffered=True
    )
    case.check(response.status_code, response.headers.items(), response.text)
