"""Serve a site whose database is there: `python -m third_party.serve SITE PORT`."""

from __future__ import annotations

import os
import sys


def main(site: str, port: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = f"third_party.{site}.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("runserver", f"127.0.0.1:{port}", use_reloader=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
