"""What the tests call, which are the same for both frameworks."""

from django.test import Client


def get(path, **headers):
    return Client(**{f"HTTP_{name.upper()}": value for name, value in headers.items()}).get(path)


def head(path):
    return Client().head(path)


def follow(path):
    return Client().get(path, follow=True)


def read(response):
    return b"".join(response) if response.streaming else response.content
