"""Form media with a nonce, on every Django version: what `{% csp_media form.media %}` prints.

Django 6.1 can hand attributes to media (`media.render(attrs={"nonce": …})`). This does the same on
older versions, and also reaches the assets that Django 6.1 leaves out: those that print themselves.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.conf import settings
from django.forms.widgets import Media
from django.template import TemplateSyntaxError
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from stockade.django.assets import MediaAsset, Script, Stylesheet, own_nonce, render_asset
from stockade.django.markup import StartTag, add_nonce, add_nonce_to_all, first_tag
from stockade.faults import report_fault

__all__ = [
    "Asset",
    "MayHaveNonce",
    "NotMediaError",
    "Script",
    "Stylesheet",
    "render_media",
    "render_media_or_report",
]


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


class Asset(NamedTuple):
    """One script or stylesheet that is about to be printed."""

    #: What the form names: a path, or an object with attributes. None for what prints itself.
    entry: str | MediaAsset | None
    #: Where a browser will load it from. None where it is inline.
    address: str | None


#: Says whether an asset may have the nonce.
MayHaveNonce = Callable[[Asset], bool]


def render_media(
    media: Media | MediaAsset, nonce: object | None, may_have: MayHaveNonce | None = None
) -> SafeString:
    """The tags of `media`, each with `nonce`; without a nonce exactly what `{{ media }}` prints.

    `may_have`, if given, is asked about each asset; one that may not have the nonce is printed as
    Django prints it. The nonce is made only if there is a tag to print it in. Raises ValueError if
    an asset has a nonce of its own, as Django 6.1 does.
    """
    if nonce is None:
        return media.__html__()
    printer = _Printer(nonce, may_have)
    return printer.asset(media) if isinstance(media, MediaAsset) else printer.media(media)


class _Printer:
    """Prints assets with the nonce, if they may have it."""

    def __init__(self, nonce: object, may_have: MayHaveNonce | None) -> None:
        self._nonce = nonce
        self._may_have = may_have

    def media(self, media: Any) -> SafeString:
        # The class is asked for rather than the type, which would be that of a lazy object around
        # it.
        if media.__class__.render is Media.render:
            return mark_safe("\n".join([*self._css(media), *self._js(media)]))
        if self._may_have is None and _takes_attributes(media.render):
            printed: SafeString = media.render(attrs={"nonce": self._nonce})
            return printed
        return add_nonce_to_all(media.render(), self._nonce, self._tag_may_have)

    def asset(self, asset: Any) -> SafeString:
        if not isinstance(asset, MediaAsset):
            return add_nonce(asset.__html__(), self._nonce, self._tag_may_have)
        if own_nonce(asset) is False or not self._asset_may_have(asset):
            return asset.__html__()
        if hasattr(asset, "render"):  # Django 6.1
            return asset.render(attrs={"nonce": self._nonce})
        if _prints_itself(asset):
            return add_nonce(asset.__html__(), self._nonce)
        return render_asset(asset, {"nonce": self._nonce})

    def _css(self, media: Any) -> Iterable[str]:
        if media.__class__.render_css is not Media.render_css:
            return self._printed_by_subclass(media.render_css)
        return [
            self.asset(asset)
            if hasattr(asset, "__html__")
            else self._stylesheet(asset, media.absolute_path(asset), medium)
            for medium, assets in sorted(media._css.items())
            for asset in assets
        ]

    def _js(self, media: Any) -> Iterable[str]:
        if media.__class__.render_js is not Media.render_js:
            return self._printed_by_subclass(media.render_js)
        return [
            self.asset(asset)
            if hasattr(asset, "__html__")  # which marked strings have as well
            else self._script(asset, media.absolute_path(asset))
            for asset in media._js
        ]

    def _printed_by_subclass(self, render: Callable[..., Iterable[str]]) -> Iterable[str]:
        """The assets that an overridden `render_css` or `render_js` prints in its own way."""
        if self._may_have is None and _takes_attributes(render):
            return render(attrs={"nonce": self._nonce})
        return [add_nonce(markup, self._nonce, self._tag_may_have) for markup in render()]

    def _stylesheet(self, path: str, address: str, medium: str) -> SafeString:
        return format_html(
            '<link href="{}" media="{}"{} rel="stylesheet">',
            address,
            medium,
            self._attribute(path, address),
        )

    def _script(self, path: str, address: str) -> SafeString:
        return format_html('<script src="{}"{}></script>', address, self._attribute(path, address))

    def _attribute(self, path: str, address: str) -> SafeString:
        if self._may_have is None or self._may_have(Asset(path, address)):
            return format_html(' nonce="{}"', self._nonce)
        return SafeString()

    def _asset_may_have(self, asset: MediaAsset) -> bool:
        if self._may_have is None:
            return True
        return self._may_have(Asset(asset, _address(asset)))

    def _tag_may_have(self, tag: StartTag) -> bool:
        return self._may_have is None or self._may_have(Asset(None, tag.address))


def _address(asset: MediaAsset) -> str | None:
    if type(asset) in (Script, Stylesheet):
        return asset.path
    # A class of the site's or a package's own may print another address, or none.
    tag = first_tag(asset.__html__())
    return tag.address if tag else None


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
