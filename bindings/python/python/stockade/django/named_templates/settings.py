"""The keys of `STOCKADE` that are about other people's templates::

    STOCKADE = {
        "TEMPLATES": {"django.contrib.admin": "own-static", "shop": "all"},
        "OWN_ORIGINS": ["https://static.example.com"],
        "TEMPLATES_LOCK": BASE_DIR / "csp-templates.lock",
        "danger_TEMPLATE_LOADERS": ["dbtemplates.loader.Loader"],
    }

`TEMPLATES` names packages, or folders by a path, and what of their templates may get a nonce:
`"own-static"` gives it to files of this site and to inline code in which no data stands, `"all"` to
files from other hosts, too. `OWN_ORIGINS` are other hosts whose files are the site's own, such as
the CDN in `STATIC_URL`. `TEMPLATES_LOCK` is the file that `manage.py csp templates --pin` writes.

`danger_TEMPLATE_LOADERS` are loaders that read no files. A template of theirs gets nonces if it
takes the place of one of a named package: if it has the same name. **Whoever can write such a
template can run scripts in the site's pages.** For a loader that reads from a database, this is
everybody who may write to that table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.template.loaders.base import Loader
from django.urls import get_script_prefix
from django.utils.module_loading import import_string

from stockade._core import OwnAddresses
from stockade.django.named_templates.static_files import read_static_file, static_name
from stockade.named_templates.approvals import Approvals
from stockade.named_templates.lock import LockError
from stockade.named_templates.packages import NamedPackage, NamedTemplatesError, find_packages
from stockade.named_templates.rewriting import NamedTemplates

__all__ = ["KEYS", "TemplateSettings", "names_packages", "read_template_settings"]

KEYS = ("TEMPLATES", "OWN_ORIGINS", "TEMPLATES_LOCK", "danger_TEMPLATE_LOADERS")

LOCK_FILE = "csp-templates.lock"

#: Notes an error: the number of its id, what is wrong, and what to write instead.
AddError = Callable[[str, str, str | None], None]


class TemplateSettings(NamedTuple):
    """What the settings say about other people's templates."""

    #: None if no package is named.
    named: NamedTemplates | None
    #: Where the lock file is, or would be. None if the settings do not say.
    lock: Path | None
    #: Whose templates are treated as files, although they are none.
    danger_loaders: tuple[type[Loader], ...]


def read_template_settings(stockade: Any, add: AddError) -> TemplateSettings:
    """Read the keys above from the setting `STOCKADE`, and `add` every error that is in them."""
    reader = _Reader(stockade if isinstance(stockade, Mapping) else {}, add)
    return reader.read()


def names_packages() -> bool:
    """Whether the settings name anything, right or wrong. Can be asked at any time."""
    try:
        stockade = getattr(settings, "STOCKADE", {})
    except ImproperlyConfigured:  # there are no settings, as in a script that only uses Jinja
        return False
    return isinstance(stockade, Mapping) and bool(stockade.get("TEMPLATES"))


class _Reader:
    def __init__(self, stockade: Mapping[str, Any], add: AddError) -> None:
        self._stockade = stockade
        self._add = add

    def read(self) -> TemplateSettings:
        packages, addresses, lock = self._packages(), self._addresses(), self._lock()
        named = None
        if packages and addresses is not None:
            named = NamedTemplates(packages, self._approvals(lock), addresses)
        return TemplateSettings(named, lock, tuple(self._danger_loaders()))

    def _packages(self) -> tuple[NamedPackage, ...]:
        setting = 'STOCKADE["TEMPLATES"]'
        value = self._stockade.get("TEMPLATES", {})
        if not isinstance(value, Mapping):
            self._add(
                "E008",
                f"{setting} must be a dictionary, not {type(value).__name__}.",
                f'For example {setting} = {{"django.contrib.admin": "own-static"}}.',
            )
            return ()
        try:
            return self._found(value, setting)
        except NamedTemplatesError:
            for name, mode in value.items():
                self._complain_of(name, mode, setting)
            return ()

    def _found(self, names: Mapping[Any, Any], setting: str) -> tuple[NamedPackage, ...]:
        return find_packages(
            names,
            setting=setting,
            base=_base_directory(),
            installed=(app.name for app in apps.get_app_configs()),
        )

    def _complain_of(self, name: Any, mode: Any, setting: str) -> None:
        try:
            self._found({name: mode}, setting)
        except NamedTemplatesError as error:
            self._add("E008", error.message, error.hint)

    def _addresses(self) -> OwnAddresses | None:
        setting = 'STOCKADE["OWN_ORIGINS"]'
        value = self._stockade.get("OWN_ORIGINS", ())
        hint = f'For example {setting} = ["https://static.example.com"].'
        if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
            self._add("E009", f"{setting} must be a list of origins, not {value!r}.", hint)
            return None
        try:
            return OwnAddresses(
                static_url=settings.STATIC_URL or "", media_url=_media_url(), origins=value
            )
        except ValueError as error:
            self._add("E009", f"{setting}: {error}.", hint)
            return None

    def _danger_loaders(self) -> Iterator[type[Loader]]:
        setting = 'STOCKADE["danger_TEMPLATE_LOADERS"]'
        value = self._stockade.get("danger_TEMPLATE_LOADERS", ())
        if not isinstance(value, list | tuple):
            self._add(
                "E010",
                f"{setting} must be a list of dotted paths, not {type(value).__name__}.",
                f'For example {setting} = ["dbtemplates.loader.Loader"].',
            )
            return
        for path in value:
            try:
                loader = import_string(path)
            except (ImportError, AttributeError) as error:
                self._add("E010", f"{setting}: {path!r} cannot be imported: {error}.", None)
                continue
            if isinstance(loader, type) and issubclass(loader, Loader):
                yield loader
            else:
                self._add(
                    "E010",
                    f"{setting}: {path} is no template loader.",
                    'Write the path of its class, as in TEMPLATES[…]["OPTIONS"]["loaders"].',
                )

    def _lock(self) -> Path | None:
        setting = 'STOCKADE["TEMPLATES_LOCK"]'
        base = _base_directory()
        default = None if base is None else base / LOCK_FILE
        value = self._stockade.get("TEMPLATES_LOCK", default)
        if value is None:
            return None
        if not isinstance(value, str | Path) or not str(value):
            self._add(
                "E011",
                f"{setting} must be a path, not {value!r}.",
                f'For example {setting} = BASE_DIR / "{LOCK_FILE}".',
            )
            return None
        return Path(value) if base is None else base / value

    def _approvals(self, lock: Path | None) -> Approvals:
        try:
            return Approvals.read(lock, read_asset=read_static_file, asset_name=static_name)
        except LockError as error:
            self._add("E011", str(error), None)
            return Approvals.read(None)


def _base_directory() -> Path | None:
    """The site's folder, which the settings of a new project call BASE_DIR."""
    base = getattr(settings, "BASE_DIR", None)
    return Path(base) if isinstance(base, str | Path) and str(base) else None


def _media_url() -> str:
    # Django makes the script prefix ("/") of a MEDIA_URL that is not set: no folder of uploads.
    url = settings.MEDIA_URL or ""
    return "" if url == get_script_prefix() else url
