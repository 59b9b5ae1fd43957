"""What is in the admin."""

from __future__ import annotations

from third_party.unfold_site.models import Author, Book


def plant() -> None:
    """Fill an empty database."""
    author = Author.objects.create(name="Ursula K. Le Guin")
    for number in range(1, 31):
        Book.objects.create(title=f"Volume {number}", slug=f"volume-{number}", author=author)
