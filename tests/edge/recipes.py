"""The recipes, each as it stands in `recipes/`, running in front of the application.

Only addresses, ports and folders are replaced, and each of these must be there.
"""

from __future__ import annotations

import getpass
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from serving import HOST, free_port, serving

__all__ = [
    "HERE",
    "NGINX",
    "RECIPES",
    "VARNISH",
    "Recipe",
    "adapted",
    "netloc",
    "nginx",
    "serving_the_application",
    "varnish",
]

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parents[1] / "recipes"
NGINX = "/usr/sbin/nginx"
NGINX_MODULES = "/usr/lib/nginx/modules"
JAVASCRIPT_MODULE = f"{NGINX_MODULES}/ngx_http_js_module.so"
LUA_MODULES = [f"{NGINX_MODULES}/ndk_http_module.so", f"{NGINX_MODULES}/ngx_http_lua_module.so"]
VARNISH = "/usr/sbin/varnishd"

#: The program's configuration around a recipe. Nothing that the recipe leaves to it is unusual.
NGINX_CONFIGURATION = """
user {user};
worker_processes 2;
daemon off;
pid nginx.pid;
{modules}
events {{}}
http {{
    access_log off;
    sendfile on;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    include {site};
}}
"""


@dataclass(frozen=True)
class Recipe:
    """A way of storing pages and filling them."""

    name: str
    #: What Debian calls what it needs, and what of it has to be there.
    needs: Mapping[str, str]
    #: Starts it in an empty folder: address of the application, key, folder.
    start: Callable[[str, str, Path], AbstractContextManager[str]]
    #: Whether it hands on connections that are upgraded, in a server that these tests can start.
    upgrades: bool = True
    #: Whether it compresses what it sends.
    compresses: bool = True

    @property
    def missing(self) -> str:
        """The packages that are not installed here."""
        return " ".join(
            package
            for package, program in self.needs.items()
            if not shutil.which(program) and not Path(program).exists()
        )


@contextmanager
def serving_the_application(key: str) -> Iterator[str]:
    port = free_port()
    arguments = ["application.py", str(port)]
    environment = {"EDGE_CACHE_KEY": key}
    with serving(arguments, port=port, folder=HERE, environment=environment) as address:
        yield address


@contextmanager
def nginx(site: str, modules: list[str], folder: Path) -> Iterator[str]:
    """nginx with a site that listens at port 80 in its text, and at a free one here."""
    port = free_port()
    (folder / "site.conf").write_text(adapted(site, {"listen 80;": f"listen {HOST}:{port};"}))
    configuration = NGINX_CONFIGURATION.format(
        user=getpass.getuser(),
        modules="\n".join(f"load_module {module};" for module in modules),
        site="site.conf",
    )
    (folder / "nginx.conf").write_text(configuration)
    arguments = ["-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with serving(
        arguments, port=port, folder=folder, environment={}, program=Path(NGINX)
    ) as address:
        yield address


@contextmanager
def nginx_with_njs(application: str, key: str, folder: Path) -> Iterator[str]:
    recipe = FOLDER / "nginx-njs"
    shutil.copy(recipe / "csp-nonces.js", folder)
    write_key(recipe, key, folder)
    site = adapted(
        (recipe / "site.conf").read_text(),
        {"127.0.0.1:8000": netloc(application), "/var/cache/nginx/pages": str(folder / "pages")},
    )
    with nginx(site, [JAVASCRIPT_MODULE], folder) as address:
        yield address


@contextmanager
def nginx_with_lua(application: str, key: str, folder: Path) -> Iterator[str]:
    recipe = FOLDER / "nginx-lua"
    shutil.copy(recipe / "csp_nonces.lua", folder)
    write_key(recipe, key, folder)
    site = adapted(
        (recipe / "site.conf").read_text(),
        {
            "127.0.0.1:8000": netloc(application),
            "/var/cache/nginx/pages": str(folder / "pages"),
            "/etc/nginx/?.lua": str(folder / "?.lua"),
        },
    )
    with nginx(site, LUA_MODULES, folder) as address:
        yield address


@contextmanager
def varnish_behind_nginx(application: str, key: str, folder: Path) -> Iterator[str]:
    recipe = FOLDER / "varnish"
    shutil.copy(FOLDER / "nginx-njs" / "csp-nonces.js", folder)
    write_key(recipe, key, folder)
    with varnish(application, folder) as store:
        filler = (recipe / "filler.conf").read_text()
        site = adapted(filler, {"127.0.0.1:6081": netloc(store)})
        with nginx(site, [JAVASCRIPT_MODULE], folder) as address:
            yield address


@contextmanager
def varnish(application: str, folder: Path) -> Iterator[str]:
    """Varnish alone, which in the recipe nobody but nginx reaches."""
    host, port_there = netloc(application).split(":")
    text = (FOLDER / "varnish" / "pages.vcl").read_text()
    text = adapted(text, {'"127.0.0.1"': f'"{host}"', '"8000"': f'"{port_there}"'})
    (folder / "pages.vcl").write_text(text)
    port = free_port()
    arguments = ["-F", "-j", "none", "-n", str(folder / "varnish"), "-a", f"{HOST}:{port}"]
    arguments += ["-f", str(folder / "pages.vcl"), "-s", "malloc,32m"]
    with serving(
        arguments, port=port, folder=folder, environment={}, program=Path(VARNISH)
    ) as address:
        yield address


@contextmanager
def worker_in_node(application: str, key: str, folder: Path) -> Iterator[str]:
    port = free_port()
    for file in (FOLDER / "worker").glob("*.js"):
        shutil.copy(file, folder)
    for file in (HERE / "worker_platform").iterdir():
        shutil.copy(file, folder)
    node = shutil.which("node")
    assert node is not None
    environment = {"APPLICATION": application, "CSP_EDGE_KEY": key}
    arguments = ["serve.mjs", str(port)]
    with serving(
        arguments, port=port, folder=folder, environment=environment, program=Path(node)
    ) as address:
        yield address


def write_key(recipe: Path, key: str, folder: Path) -> None:
    text = (recipe / "csp-edge-key.conf").read_text()
    example = "replace-this-with-openssl-rand-hex-16"
    (folder / "csp-edge-key.conf").write_text(adapted(text, {example: key}))


def adapted(text: str, replacements: Mapping[str, str]) -> str:
    for old, new in replacements.items():
        assert old in text, f"the recipe has no {old!r} any more"
        text = text.replace(old, new)
    return text


def netloc(address: str) -> str:
    return address.removeprefix("http://")


NGINX_NEEDS = {"nginx": NGINX}
NJS_NEEDS = {**NGINX_NEEDS, "libnginx-mod-http-js": JAVASCRIPT_MODULE}
RECIPES = [
    Recipe("nginx-njs", NJS_NEEDS, nginx_with_njs),
    Recipe("nginx-lua", {**NGINX_NEEDS, "libnginx-mod-http-lua": LUA_MODULES[1]}, nginx_with_lua),
    Recipe("varnish", {**NJS_NEEDS, "varnish": VARNISH}, varnish_behind_nginx),
    Recipe("worker", {"nodejs": "node"}, worker_in_node, upgrades=False, compresses=False),
]
