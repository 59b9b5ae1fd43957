"""What is in the site."""

from __future__ import annotations

from io import BytesIO

from django.core.files.images import ImageFile
from PIL import Image as Pixels
from wagtail.images.models import Image
from wagtail.models import Page

from third_party.wagtail_site.models import ArticlePage


def plant() -> None:
    """Fill an empty database: wagtail has made the root and a first page."""
    file = BytesIO()
    Pixels.new("RGB", (40, 30), "green").save(file, "PNG")
    Image.objects.create(title="A green picture", file=ImageFile(file, "green.png"))
    home = Page.objects.get(depth=2)
    for number in range(1, 6):
        home.add_child(instance=ArticlePage(title=f"Article {number}", introduction="<p>Yes.</p>"))
