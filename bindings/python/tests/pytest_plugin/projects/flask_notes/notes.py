import gzip

from flask import (
    Blueprint,
    Flask,
    Response,
    jsonify,
    redirect,
    render_template,
    request,
    stream_with_context,
)
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
from stockade.flask import Stockade, csp_exempt

POLICY = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.NONCE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
}

site = Blueprint("site", __name__)


@site.get("/clean/")
def clean():
    return render_template("clean.html")


@site.get("/blocked/<int:number>/")
def blocked(number):
    return render_template("blocked.html", number=number)


@site.get("/unused/")
def unused():
    return render_template("clean.html")


@site.get("/none/")
@csp_exempt
def none():
    return INLINE


@site.get("/report_only/")
@csp_exempt
def report_only():
    return INLINE, {str(CSP.HEADER_REPORT_ONLY): STRICT}


@site.get("/any_script/")
def any_script():
    return under(ANY_SCRIPT, INLINE)


@site.get("/meta/")
@csp_exempt
def meta():
    return META


@site.get("/fixed_nonce/")
@csp_exempt
def fixed_nonce():
    return FIXED_NONCE


@site.get("/streamed/")
def streamed():
    return under(STRICT, stream_with_context(parts()))


@site.get("/packed/")
def packed():
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return under(STRICT, LONG)
    response = under(STRICT, gzip.compress(LONG.encode()))
    response.headers["Content-Encoding"] = "gzip"
    return response


@site.get("/latin/")
def latin():
    return under(LATIN_POLICY, LATIN, content_type="text/html; charset=latin-1")


@site.get("/xhtml/")
def xhtml():
    return under(STRICT, INLINE, content_type="application/xhtml+xml")


@site.get("/escape/")
def escape():
    return under("img-src 'self'; " + STRICT, ESCAPE)


@site.get("/data/")
def data():
    return jsonify(page=INLINE)


@site.get("/moved/")
def moved():
    return redirect("/clean/")


@site.get("/download/")
def download():
    response = under(STRICT, INLINE)
    response.headers["Content-Disposition"] = 'attachment; filename="page.html"'
    return response


@site.get("/empty/")
def empty():
    return under(STRICT, "")


def under(policy, page, **options):
    return Response(page, headers={str(CSP.HEADER_ENFORCE): policy}, **options)


app = Flask(__name__)
app.testing = True
app.register_blueprint(site)
Stockade(app, POLICY)
