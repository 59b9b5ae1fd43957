"""Form media with a nonce, on every Django version: what `{% csp_media form.media %}` prints.

Django 6.1 can hand attributes to media (`media.render(attrs={"nonce": …})`). This does the same on
older versions, and also reaches the assets that Django 6.1 leaves out: those that print themselves.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.forms.widgets import Media
from django.template import TemplateSyntaxError
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from stockade.django.assets import MediaAsset, Script, Stylesheet, own_nonce, render_asset
from stockade.django.markup import add_nonce, add_nonce_to_all
from stockade.faults import report_fault

__all__ = ["NotMediaError", "Script", "Stylesheet", "render_media", "render_media_or_report"]


class NotMediaError(TemplateSyntaxError):
    """A template asked for the tags of something that is not form media."""


def render_media_or_report(value: object, nonce: object | None, asked: object) -> str:
    """`render_media` for templates, where a name may be mistyped.

    `asked` prints as what the template says, and where. If `value` is no media, raises
    NotMediaError in development; in production logs it and returns nothing.
    """
    if isinstance(value, (Media, MediaAsset)):
        return render_media(value, nonce)
    report_fault(NotMediaError(_complaint(value, asked)), development=settings.DEBUG)
    return ""


def _complaint(value: object, asked: object) -> str:
    if value is None or value == "":
        found = "that is undefined, None or empty here"
    elif hasattr(value, "media"):
        found = f"that is of the type {type(value).__qualname__}; write `.media` after it"
    else:
        found = f"that is of the type {type(value).__qualname__}"
    return (
        f"{asked} needs form media, but {found}. In production nothing is printed in its place, so "
        "the page would lack scripts and stylesheets. Write for instance `form.media`, "
        "`formset.media` or `media.js`."
    )


def render_media(media: Media | MediaAsset, nonce: object | None) -> SafeString:
    """The tags of `media`, each with `nonce`; without a nonce exactly what `{{ media }}` prints.

    The nonce is made only if there is a tag to print it in. Raises ValueError if an asset has a
    nonce of its own, as Django 6.1 does.
    """
    if nonce is None:
        return media.__html__()
    if isinstance(media, MediaAsset):
        return _asset_with_nonce(media, nonce)
    # The class is asked for rather than the type, which would be that of a lazy object around it.
    if media.__class__.render is Media.render:
        return mark_safe("\n".join([*_css_with_nonce(media, nonce), *_js_with_nonce(media, nonce)]))
    if _takes_attributes(media.render):
        return media.render(attrs={"nonce": nonce})
    return add_nonce_to_all(media.render(), nonce)


def _css_with_nonce(media: Any, nonce: object) -> Iterable[str]:
    if media.__class__.render_css is not Media.render_css:
        return _rendered_by_subclass(media.render_css, nonce)
    return [
        _asset_with_nonce(asset, nonce)
        if hasattr(asset, "__html__")
        else format_html(
            '<link href="{}" media="{}" nonce="{}" rel="stylesheet">',
            media.absolute_path(asset),
            medium,
            nonce,
        )
        for medium, assets in sorted(media._css.items())
        for asset in assets
    ]


def _js_with_nonce(media: Any, nonce: object) -> Iterable[str]:
    if media.__class__.render_js is not Media.render_js:
        return _rendered_by_subclass(media.render_js, nonce)
    return [
        _asset_with_nonce(asset, nonce)
        if hasattr(asset, "__html__")  # which marked strings have as well
        else format_html('<script src="{}" nonce="{}"></script>', media.absolute_path(asset), nonce)
        for asset in media._js
    ]


def _rendered_by_subclass(render: Callable[..., Iterable[str]], nonce: object) -> Iterable[str]:
    """The assets that an overridden `render_css` or `render_js` prints in its own way."""
    if _takes_attributes(render):
        return render(attrs={"nonce": nonce})
    return [add_nonce(markup, nonce) for markup in render()]


def _asset_with_nonce(asset: Any, nonce: object) -> SafeString:
    if not isinstance(asset, MediaAsset):
        return add_nonce(asset.__html__(), nonce)
    if own_nonce(asset) is False:
        return asset.__html__()
    if hasattr(asset, "render"):  # Django 6.1
        return asset.render(attrs={"nonce": nonce})
    if _prints_itself(asset):
        return add_nonce(asset.__html__(), nonce)
    return render_asset(asset, {"nonce": nonce})


def _prints_itself(asset: MediaAsset) -> bool:
    """Whether the asset's class has its own way of printing, as was usual before Django 6.1."""
    own = asset.__class__
    return (own.__html__, own.__str__) != (MediaAsset.__html__, MediaAsset.__str__)


def _takes_attributes(render: Callable[..., object]) -> bool:
    """Whether `render` can be called as Django 6.1 calls it.

    Asked beforehand, because a TypeError from calling it might have another reason.
    """
    try:
        inspect.signature(render).bind(attrs=None)
    except TypeError:
        return False
    return True
