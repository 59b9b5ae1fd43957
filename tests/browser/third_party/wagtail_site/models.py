"""One kind of page, with a field for each large editor that wagtail has."""

from __future__ import annotations

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import CharBlock, RichTextBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page


class ArticlePage(Page):
    """An article."""

    introduction = RichTextField(blank=True)
    published = models.DateField(blank=True, null=True)
    picture = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, blank=True, null=True, related_name="+"
    )
    body = StreamField(
        [
            ("heading", CharBlock()),
            ("paragraph", RichTextBlock()),
            ("picture", ImageChooserBlock()),
        ],
        blank=True,
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("published"),
        FieldPanel("picture"),
        FieldPanel("body"),
    ]
