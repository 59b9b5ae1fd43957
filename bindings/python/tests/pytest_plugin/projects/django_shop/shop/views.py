from django.http import HttpResponse, HttpResponseRedirect, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.gzip import gzip_page
from page_texts import (
    ANY_SCRIPT,
    ESCAPE,
    FIXED_NONCE,
    INLINE,
    LATIN,
    LATIN_POLICY,
    LONG,
    META,
    STRICT,
    parts,
)

from stockade import CSP
from stockade.django.decorators import csp_exempt


def clean(request):
    return render(request, "clean.html")


def blocked(request, number):
    return render(request, "blocked.html", {"number": number})


@csp_exempt
def none(request):
    return HttpResponse(INLINE)


@csp_exempt
def report_only(request):
    return HttpResponse(INLINE, headers={str(CSP.HEADER_REPORT_ONLY): STRICT})


def any_script(request):
    return under(ANY_SCRIPT, INLINE)


@csp_exempt
def meta(request):
    return HttpResponse(META)


@csp_exempt
def fixed_nonce(request):
    return HttpResponse(FIXED_NONCE)


def streamed(request):
    return StreamingHttpResponse(parts(), headers={str(CSP.HEADER_ENFORCE): STRICT})


@gzip_page
def packed(request):
    return under(STRICT, LONG)


def latin(request):
    return under(LATIN_POLICY, LATIN, content_type="text/html; charset=latin-1")


def xhtml(request):
    return under(STRICT, INLINE, content_type="application/xhtml+xml")


def escape(request):
    return under("img-src 'self'; " + STRICT, ESCAPE)


def data(request):
    return JsonResponse({"page": INLINE})


def moved(request):
    response = HttpResponseRedirect("/clean/")
    response.content = INLINE
    return response


def download(request):
    response = under(STRICT, INLINE)
    response["Content-Disposition"] = 'attachment; filename="page.html"'
    return response


def empty(request):
    return under(STRICT, "")


def under(policy, page, **options):
    return HttpResponse(page, headers={str(CSP.HEADER_ENFORCE): policy}, **options)
