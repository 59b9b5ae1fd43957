"""The table of articles. wagtail's own tables have migrations, so this one needs one, too."""

from __future__ import annotations

import django.db.models.deletion
import wagtail.fields
from django.db import migrations, models
from wagtail.blocks import CharBlock, RichTextBlock
from wagtail.images.blocks import ImageChooserBlock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("wagtailcore", "0001_squashed_0016_change_page_url_path_to_text_field"),
        ("wagtailimages", "0001_squashed_0021"),
    ]

    operations = [
        migrations.CreateModel(
            name="ArticlePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("introduction", wagtail.fields.RichTextField(blank=True)),
                ("published", models.DateField(blank=True, null=True)),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("heading", CharBlock()),
                            ("paragraph", RichTextBlock()),
                            ("picture", ImageChooserBlock()),
                        ],
                        blank=True,
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailimages.image",
                    ),
                ),
            ],
            options={"abstract": False},
            bases=("wagtailcore.page",),
        ),
    ]
