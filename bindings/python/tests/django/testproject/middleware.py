"""Middleware for tests of where others stand."""


def silent(get_response):
    """Does nothing."""
    return get_response
