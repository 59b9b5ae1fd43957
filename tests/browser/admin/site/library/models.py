"""What a library keeps, with a field for every widget that the admin has."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Author(models.Model):
    """Somebody who writes: found by typing, in the fields that complete what is typed."""

    name = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.name


class Publisher(models.Model):
    """Chosen from a list that can be added to on the spot."""

    name = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.name


class Genre(models.Model):
    """Many a book: chosen in two lists side by side, or one above the other."""

    name = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.name


class Book(models.Model):
    """What is lent, and what most of the admin's widgets are for."""

    class Status(models.TextChoices):
        SHELVED = "shelved"
        LENT = "lent"
        LOST = "lost"

    title = models.CharField(max_length=100)
    slug = models.SlugField(max_length=100)
    author = models.ForeignKey(Author, models.PROTECT)
    publisher = models.ForeignKey(Publisher, models.SET_NULL, blank=True, null=True)
    sequel_to = models.ForeignKey("self", models.SET_NULL, blank=True, null=True)
    genres = models.ManyToManyField(Genre, blank=True)
    shelved_under = models.ManyToManyField(Genre, blank=True, related_name="shelf")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.SHELVED)
    published = models.DateField()
    bought = models.DateTimeField(default=timezone.now)
    opened_at = models.TimeField("story time", blank=True, null=True)
    details = models.JSONField(blank=True, default=dict)
    remarks = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.title


class Chapter(models.Model):
    """A part of a book, edited as a row of a table."""

    book = models.ForeignKey(Book, models.CASCADE)
    title = models.CharField(max_length=100)
    slug = models.SlugField(max_length=100, blank=True)
    translator = models.ForeignKey(Author, models.SET_NULL, blank=True, null=True)
    translated = models.DateField(blank=True, null=True)

    def __str__(self) -> str:
        return self.title


class Review(models.Model):
    """What a reader thinks of a book, edited in a block of its own."""

    book = models.ForeignKey(Book, models.CASCADE)
    reader = models.CharField(max_length=100)
    text = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.reader


class Loan(models.Model):
    """Who has a book: only looked at, so its list offers no actions."""

    reader = models.CharField(max_length=100)
    book = models.ForeignKey(Book, models.CASCADE)

    def __str__(self) -> str:
        return f"{self.book}, lent to {self.reader}"


class Branch(models.Model):
    """A house of the library, found on a map."""

    name = models.CharField(max_length=100)
    #: As PostGIS prints geometries. A real geometry column would need a spatial database.
    place = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "branches"

    def __str__(self) -> str:
        return self.name


class BranchOnForeignMap(Branch):
    """The same houses, on the map whose scripts come from where Django's documentation says."""

    class Meta:
        proxy = True
        verbose_name_plural = "branches on foreign maps"
