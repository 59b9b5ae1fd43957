"""Flask's test client, and Werkzeug's, under `pytest --csp`."""

from __future__ import annotations

from suites import Suite


def test_the_test_sees_what_it_would_see_otherwise(flask_notes: Suite) -> None:
    tests = """
from flask import Response
from notes import app

def test_page():
    response = app.test_client().get("/blocked/1/")
    assert response.is_streamed
    assert "onclick" in response.text
    assert response.text == response.get_data(as_text=True)

def test_buffered():
    response = app.test_client().get("/blocked/1/", buffered=True)
    assert not response.is_streamed

def test_redirect():
    response = app.test_client().get("/moved/", follow_redirects=True)
    assert [found.status_code for found in response.history] == [302]
    assert response.request.path == "/clean/"

def test_context():
    from flask import request
    with app.test_client() as client:
        client.get("/clean/?a=b")
        assert request.args["a"] == "b"

made, closed = [], []

@app.get("/lazy/")
def lazy():
    def parts():
        for number in range(3):
            made.append(number)
            yield f"<p>{number}"
    return parts()

@app.get("/closed/")
def closing():
    response = Response("<p>")
    response.call_on_close(lambda: closed.append(True))
    return response

def test_stream_is_not_read_ahead():
    response = app.test_client().get("/lazy/")
    assert made == [0]
    assert response.text == "<p>0<p>1<p>2"

def test_closing():
    with app.test_client().get("/closed/"):
        assert not closed
    assert closed
"""
    found = flask_notes.run(tests, "--csp")
    assert found.status == 0, found.text
    assert found.summary.startswith("6 HTML pages checked")


def test_an_error_page_that_nobody_wrote_is_checked(flask_notes: Suite) -> None:
    tests = """
from notes import app

def test_it():
    app.test_client().get("/missing/")
    app.test_client().post("/clean/")
"""
    summary = flask_notes.run(tests, "--csp").summary
    assert summary.startswith("2 HTML pages checked")
    assert "HTML not checked" not in summary


def test_an_application_without_flask_is_checked_when_its_pages_are_read(
    flask_notes: Suite,
) -> None:
    tests = """
from werkzeug.test import Client
from werkzeug.wrappers import Request, Response

@Request.application
def app(request):
    policy = {"Content-Security-Policy": "script-src 'self'"}
    return Response("<p onclick=run()>", mimetype="text/html", headers=policy)

def test_read():
    assert Client(app).get("/read/").text

def test_unread():
    Client(app).get("/unread/")
"""
    summary = flask_notes.run(tests, "--csp").summary
    assert "  /read/\n    1x <p>: " in summary
    assert "streamed, and not read to its end by a test: 1 page of /unread/" in summary


def test_the_strict_policy_has_the_nonce_of_the_header_and_no_other(flask_notes: Suite) -> None:
    tests = """
from flask import render_template_string
from notes import app

@app.get("/injected/")
def injected():
    return render_template_string(
        '<script {{ csp_nonce_attr() }}>ours()</script>\\n'
        '<script nonce="somebody-elses-nonce">theirs()</script>'
    )

def test_it():
    app.test_client().get("/injected/")
"""
    summary = flask_notes.run(tests, "--csp", "--csp-policy=strict").summary
    assert "1x <script>" in summary
    assert ", line 2, column 1, in" in summary


def test_what_waits_for_a_person_says_so(flask_notes: Suite) -> None:
    tests = """
from notes import app

@app.get("/form/")
def form():
    return '<form action="https://elsewhere.example/"><button>Send</button></form>'

def test_it():
    app.test_client().get("/form/")
"""
    found = flask_notes.run(tests, "--csp=fail")
    assert "(once somebody uses it)\n" in found.said_of("test_it")
    assert "(once somebody uses it)\n" in found.summary
