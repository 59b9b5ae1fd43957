"""A Django site of one page, protected in each of the ways that are compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from typing import Any

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client
from django.urls import path
from django.utils.module_loading import import_string

from pages import Page, Protection, check_pages, template, wsgi_caller
from policy import CASES, Case, directives
from rounds import Calls, Subject

__all__ = ["comparisons"]


@dataclass(frozen=True)
class Candidate:
    """One way of protecting the site, set up as its documentation says."""

    name: str
    middleware: str | None = None
    context_processor: str | None = None
    apps: tuple[str, ...] = ()
    #: The settings of the enforced policy, and of the report-only one.
    enforce: dict[str, Any] = field(default_factory=dict)
    report_only: dict[str, Any] = field(default_factory=dict)
    #: The nonce's name in templates and on the request.
    variable: str = "csp_nonce"
    attribute: str = "csp_nonce"
    is_lazy: bool = True
    #: Whether there is `{% csp_nonce_attr %}`, and the library that has it if Django has not.
    has_tag: bool = False
    tag_library: str | None = None


def comparisons() -> list[tuple[str, list[Subject]]]:
    """A title and the subjects of each comparison. The first subject is the unprotected site."""
    return [
        (
            case.title,
            [
                Subject(candidate.name, partial(_prepare, candidate, case))
                for candidate in _candidates()
                if candidate.has_tag or candidate.middleware is None or not case.by_tag
            ],
        )
        for case in CASES
    ]


def _candidates() -> list[Candidate]:
    candidates = [_UNPROTECTED, _stockade(), _HANDWRITTEN, _django_csp()]
    if django.VERSION >= (6, 0):
        candidates.append(_builtin())
    return candidates


_UNPROTECTED = Candidate("no CSP")

_HANDWRITTEN = Candidate(
    "handwritten",
    middleware="handwritten_django.ContentSecurityPolicyMiddleware",
    context_processor="handwritten_django.csp",
    report_only={"CSP_ALSO_REPORT_ONLY": True},
    is_lazy=False,
)


def _stockade() -> Candidate:
    policy = directives(import_module("stockade").CSP.NONCE)
    return Candidate(
        "Stockade",
        middleware="stockade.django.middleware.ContentSecurityPolicyMiddleware",
        context_processor="stockade.django.context_processors.csp",
        apps=("stockade.django",),
        enforce={"SECURE_CSP": policy},
        report_only={"SECURE_CSP_REPORT_ONLY": policy},
        has_tag=True,
        tag_library="stockade.django.templatetags.csp",
    )


def _builtin() -> Candidate:
    policy = directives(import_module("django.utils.csp").CSP.NONCE)
    return Candidate(
        "Django's own",
        middleware="django.middleware.csp.ContentSecurityPolicyMiddleware",
        context_processor="django.template.context_processors.csp",
        enforce={"SECURE_CSP": policy},
        report_only={"SECURE_CSP_REPORT_ONLY": policy},
        attribute="_csp_nonce",
        has_tag=django.VERSION >= (6, 1),
    )


def _django_csp() -> Candidate:
    policy = {"DIRECTIVES": directives(import_module("csp.constants").NONCE)}
    return Candidate(
        "django-csp",
        middleware="csp.middleware.CSPMiddleware",
        context_processor="csp.context_processors.nonce",
        apps=("csp",),
        enforce={"CONTENT_SECURITY_POLICY": policy},
        report_only={"CONTENT_SECURITY_POLICY_REPORT_ONLY": policy},
        variable="CSP_NONCE",
    )


def _prepare(candidate: Candidate, case: Case) -> Calls:
    """Set the site up in this process, ask it for pages, and say how to ask for more."""
    _configure(candidate, case)
    calls: dict[str, Callable[[], Any]] = {}
    if not case.by_tag:  # There is no template at this level.
        calls["middleware"] = _middleware_caller(candidate, case)
    calls["request"] = wsgi_caller(get_wsgi_application())
    calls["test client"] = partial(Client().get, "/")
    protected = Protection(case.headers if candidate.middleware else (), candidate.is_lazy)
    for call in calls.values():
        check_pages(case, protected, (_as_page(call()) for _ in range(2)))
    return calls


def _configure(candidate: Candidate, case: Case) -> None:
    settings.configure(
        ALLOWED_HOSTS=["*"],
        INSTALLED_APPS=candidate.apps,
        MIDDLEWARE=[candidate.middleware] if candidate.middleware else [],
        ROOT_URLCONF=__name__,
        TEMPLATES=[_template_engine(candidate, case)],
        **candidate.enforce,
        **(candidate.report_only if case.sends_both else {}),
    )
    django.setup()


def _template_engine(candidate: Candidate, case: Case) -> dict[str, Any]:
    in_memory = ("django.template.loaders.locmem.Loader", {"page.html": _template(candidate, case)})
    processor, library = candidate.context_processor, candidate.tag_library
    return {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", [in_memory])],
            "context_processors": [processor] if processor else [],
            "builtins": [library] if library else [],
        },
    }


def _template(candidate: Candidate, case: Case) -> str:
    if candidate.middleware is None or not case.prints_nonce:
        return template("")
    if case.by_tag:
        return template("{% csp_nonce_attr %}")
    return template(f'nonce="{{{{ {candidate.variable} }}}}"')


def _view(request: HttpRequest) -> HttpResponse:
    return render(request, "page.html", {"title": "Measured"})


urlpatterns = [path("", _view)]


def _middleware_caller(candidate: Candidate, case: Case) -> Callable[[], Any]:
    """A function that calls the middleware alone, around a view that does next to nothing."""
    attribute = candidate.attribute

    def view_with_nonce(request: HttpRequest) -> HttpResponse:
        nonce = str(getattr(request, attribute))
        return HttpResponse(f'<script nonce="{nonce}">start()</script>')

    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse("<script>start()</script>")

    if candidate.middleware is None:
        respond = view
    else:
        middleware = import_string(candidate.middleware)
        respond = middleware(view_with_nonce if case.prints_nonce else view)
    return lambda: respond(HttpRequest())


def _as_page(answer: Any) -> Page:
    if isinstance(answer, Page):
        return answer
    return Page(list(answer.items()), answer.content)
