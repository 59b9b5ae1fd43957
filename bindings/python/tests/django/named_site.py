"""Packages with templates, made for one test, and engines that find them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.template import Context, Engine, Template

from stockade.named_templates.assets import digest_of

FILE_LOADER = "django.template.loaders.filesystem.Loader"
CACHED_LOADER = "django.template.loaders.cached.Loader"

#: A script that a named package gets a nonce for, and the same with it.
SCRIPT = '<script src="/shop.js"></script>'
NONCED = '<script nonce="N" src="/shop.js"></script>'


def make_package(folder: Path, name: str = "shopware", **templates: str) -> Path:
    """A package in `folder` with `page="…"` as its template `page.html`.

    Returns the folder that its templates are in.
    """
    directory = folder / name / "templates"
    directory.mkdir(parents=True, exist_ok=True)
    (folder / name / "__init__.py").touch()
    for template, source in templates.items():
        (directory / f"{template}.html").write_text(source, encoding="utf-8")
    return directory


def named(**changed: Any) -> dict[str, Any]:
    """The setting STOCKADE that names the package."""
    return {"TEMPLATES": {"shopware": "own-static"}, **changed}


def backend(*directories: Path, **options: Any) -> list[dict[str, Any]]:
    """The setting TEMPLATES with one engine of Django's that looks into these directories."""
    return [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [str(directory) for directory in directories],
            "OPTIONS": options,
        }
    ]


def engine(*directories: Path, **options: Any) -> Engine:
    """An engine of the site's own, outside of the setting TEMPLATES."""
    return Engine(dirs=[str(directory) for directory in directories], **options)


def printed(template: Template, nonce: object | None = "N", **context: Any) -> str:
    """What the template prints in a response with this nonce, None for one without CSP."""
    return template.render(Context({"csp_nonce": nonce, **context}))


def pin(folder: Path, *, tags: Iterable[tuple[str, str]] = (), assets: Iterable[str] = ()) -> Path:
    """A lock file in which the package is pinned: tags by template and source, assets by path."""
    package = {
        "distribution": None,
        "version": None,
        "tags": [
            {
                "template": template,
                "digest": digest_of(source.encode()),
                "element": "script",
                "tag": source,
            }
            for template, source in tags
        ],
        "assets": [{"path": path, "digest": None} for path in assets],
    }
    content = {"format": 1, "generated": "", "packages": {"shopware": package}}
    lock = folder / "csp-templates.lock"
    lock.write_text(json.dumps(content), encoding="utf-8")
    return lock
