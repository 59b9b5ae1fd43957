"""What the tests call, which are the same for both frameworks."""

from notes import app


def get(path, **headers):
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return app.test_client().get(path, headers=sent)


def head(path):
    return app.test_client().head(path)


def follow(path):
    return app.test_client().get(path, follow_redirects=True)


def read(response):
    return response.data
