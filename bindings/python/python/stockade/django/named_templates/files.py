"""Reading all templates that Django can find: where a block or an include ends up is known only
from the templates that use it."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from django.forms.renderers import get_default_renderer
from django.template import Engine, engines
from django.template.backends.django import DjangoTemplates

from stockade._core import TemplateSet
from stockade.django.named_templates.current import file_loaders
from stockade.faults import logger
from stockade.named_templates.rewriting import LARGEST_TEMPLATE, is_unicode

__all__ = ["TemplateFile", "configured_engines", "read_template_set"]


class TemplateFile(NamedTuple):
    """A template, as a loader finds it."""

    name: str
    #: Without symbolic links. Two names may lead to one file.
    path: str
    source: str


def configured_engines() -> Iterator[Engine]:
    """The engines of TEMPLATES, and that of the form renderer if it has one of its own."""
    renderer = get_default_renderer()
    for backend in (*engines.all(), getattr(renderer, "engine", None)):
        if isinstance(backend, DjangoTemplates):
            yield backend.engine


def read_template_set(
    all_engines: Iterable[Engine], others: Iterable[TemplateFile] = ()
) -> TemplateSet:
    """Everything that the file loaders of the engines find, and `others`.

    Files that are no templates (they are not in the engine's encoding) are left out.
    """
    found = list(dict.fromkeys(all_engines))
    templates = [*_read_files(found), *others]
    return TemplateSet(
        templates,
        dialect="django",
        inclusion_tags=_inclusion_tags(found, {template.name for template in templates}),
    )


def _read_files(all_engines: Iterable[Engine]) -> Iterator[TemplateFile]:
    # Engines share directories: each file is read once, and found once by each of its names.
    sources: dict[str, str | None] = {}
    seen = set()
    for engine in all_engines:
        for name, path in _files_of(engine):
            if (name, path) in seen or not is_unicode(name, path):
                continue
            seen.add((name, path))
            if path not in sources:
                sources[path] = _read(path, engine.file_charset)
            source = sources[path]
            if source is not None:
                yield TemplateFile(name, path, source)


def _files_of(engine: Engine) -> Iterator[tuple[str, str]]:
    """The names of the templates and their real paths."""
    for loader in file_loaders(engine):
        for directory in map(str, loader.get_dirs()):
            for path, real_path in _files_below(directory):
                yield os.path.relpath(path, directory).replace(os.sep, "/"), real_path


def _files_below(directory: str) -> Iterator[tuple[str, str]]:
    visited = set()
    for folder, subfolders, files in os.walk(directory, followlinks=True):
        real_folder = os.path.realpath(folder)
        if real_folder in visited:  # a symbolic link that leads back
            subfolders.clear()
            continue
        visited.add(real_folder)
        for file in files:
            path = os.path.join(folder, file)
            is_link = os.path.islink(path)
            yield path, os.path.realpath(path) if is_link else os.path.join(real_folder, file)


def _read(path: str, encoding: str) -> str | None:
    try:
        if os.path.getsize(path) > LARGEST_TEMPLATE:
            logger.warning("%s is too large a template to be looked at.", path)
            return None
        with open(path, encoding=encoding) as file:
            return file.read()
    except (OSError, UnicodeError):
        return None


def _inclusion_tags(all_engines: Iterable[Engine], names: set[str]) -> dict[str, list[str]]:
    """Which templates the tags include that have a template of their own."""
    tags: defaultdict[str, list[str]] = defaultdict(list)
    for engine in all_engines:
        for library in (*engine.template_builtins, *engine.template_libraries.values()):
            for tag, compile_function in library.tags.items():
                for template in _included_by(compile_function, names):
                    if template not in tags[tag]:
                        tags[tag].append(template)
    return {tag: templates for tag, templates in tags.items() if templates}


def _included_by(compile_function: Callable[..., object], names: set[str]) -> Iterable[str]:
    """The templates of an inclusion tag. Nothing for what looks different than expected."""
    code: Any = getattr(compile_function, "__code__", None)
    if code is None:
        return ()
    if "InclusionAdminNode" in code.co_names:
        return _of_admin_tag(code.co_consts, names)
    return _of_inclusion_tag(_file_name(compile_function))


def _of_inclusion_tag(file_name: object) -> Iterable[str]:
    # What `@register.inclusion_tag` was given. A Template object has been compiled already.
    if isinstance(file_name, str):
        return [file_name]
    if isinstance(file_name, list | tuple):
        return [name for name in file_name if isinstance(name, str)]
    return ()


def _of_admin_tag(constants: Iterable[object], names: set[str]) -> Iterable[str]:
    # The admin looks for "pagination.html" among the templates of a model, then of its app, then
    # its own.
    files = {constant for constant in constants if isinstance(constant, str) and "." in constant}
    return sorted(
        name for name in names if name.startswith("admin/") and name.rpartition("/")[2] in files
    )


def _file_name(compile_function: Any) -> object:
    """The argument of `@register.inclusion_tag`, which the compile function has in its closure."""
    closure = dict(
        zip(compile_function.__code__.co_freevars, compile_function.__closure__ or (), strict=False)
    )
    return closure["filename"].cell_contents if "filename" in closure else None
