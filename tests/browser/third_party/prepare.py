"""Make a site's database and fill it: `python -m third_party.prepare SITE`."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.auth.models import User

ADMINISTRATOR = "librarian"
#: Has the key of the administrator's session.
SESSION_FILE = "session.txt"


def main(site: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = f"third_party.{site}.settings"
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    # Needs the apps to be ready.
    from django.contrib.auth.models import User

    call_command("migrate", run_syncdb=True, verbosity=0)
    administrator = User.objects.create_superuser(
        ADMINISTRATOR, "librarian@example.org", ADMINISTRATOR
    )
    (settings.FOLDER / SESSION_FILE).write_text(_session_of(administrator))
    import_module(f"third_party.{site}.seed").plant()


def _session_of(user: User) -> str:
    """The key of a session in which `user` is logged in."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


if __name__ == "__main__":
    main(*sys.argv[1:])
