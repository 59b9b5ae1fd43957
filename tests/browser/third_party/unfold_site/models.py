"""Books and their authors."""

from __future__ import annotations

from django.db import models


class Author(models.Model):
    name = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.name


class Book(models.Model):
    title = models.CharField(max_length=100)
    slug = models.SlugField()
    author = models.ForeignKey(Author, models.PROTECT)
    published = models.DateField(blank=True, null=True)
    is_lent = models.BooleanField(default=False)
    remarks = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.title


class Chapter(models.Model):
    book = models.ForeignKey(Book, models.CASCADE)
    title = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.title
