"""What is in the library. The crawl's steps know it by name, or by its place in these lists."""

from __future__ import annotations

from datetime import date, datetime, timezone

from django.contrib.auth.models import Group, User
from django.contrib.flatpages.models import FlatPage
from django.contrib.sites.models import Site

from library.models import Author, Book, Branch, Genre, Loan, Publisher, Review

AUTHORS = ["Ursula K. Le Guin", "Octavia E. Butler", "Stanisław Lem", "Clarice Lispector"]
GENRES = ["Biography", "Fantasy", "Poetry", "Science fiction", "Travel"]
PUBLISHERS = ["Gollancz", "Suhrkamp", "Old House to Delete"]

#: Each is left alone by all steps but the one that its title names, and those that only look.
TITLES = [
    "The Dispossessed",
    "A Book to Change",
    "A Book to Delete",
    "A Book to Keep",
    "First of Two Copies",
    "Second of Two Copies",
    "A Book to Mark",
    "A Book to Edit in the List",
]
#: More, so that the list has several pages.
PAGES_OF_BOOKS = [f"Volume {number}" for number in range(1, 21)]

#: Name and password of everybody.
ADMINISTRATOR = "librarian"
STAFF = ["assistant", "trainee"]


def plant() -> None:
    """Fill an empty database."""
    _people()
    authors = [Author.objects.create(name=name) for name in AUTHORS]
    genres = [Genre.objects.create(name=name) for name in GENRES]
    publishers = [Publisher.objects.create(name=name) for name in PUBLISHERS]
    for number, title in enumerate([*TITLES, *PAGES_OF_BOOKS]):
        book = Book.objects.create(
            title=title,
            slug=f"book-{number}",
            author=authors[number % len(authors)],
            publisher=publishers[0],
            status=Book.Status.LENT if title == "The Dispossessed" else Book.Status.SHELVED,
            published=date(1970 + number, 1 + number % 12, 1),
            bought=datetime(2020, 1, 2, 3, 4, 5, tzinfo=timezone.utc),
        )
        book.genres.add(genres[number % len(genres)])
    first = Book.objects.get(title=TITLES[0])
    Review.objects.create(book=first, reader="Shevek", text="True voyage is return.")
    Loan.objects.create(book=first, reader="Takver")
    Branch.objects.create(name="Old Town", place="SRID=4326;POINT (5 47)")
    hours = FlatPage.objects.create(url="/hours/", title="Opening hours", content="From nine.")
    hours.sites.add(Site.objects.get_current())


def _people() -> None:
    User.objects.create_superuser(ADMINISTRATOR, "librarian@example.org", ADMINISTRATOR)
    for name in STAFF:
        User.objects.create_user(name, f"{name}@example.org", name, is_staff=True)
    Group.objects.create(name="Night shift")
