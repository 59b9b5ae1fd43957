"""Make the database, fill it and serve the site: `python serve.py PORT`."""

from __future__ import annotations

import os
import sys


def main(port: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "library.settings"
    import django
    from django.core.management import call_command

    django.setup()
    # Needs the apps to be ready.
    from library.seed import plant

    call_command("migrate", run_syncdb=True, verbosity=0)
    plant()
    # The site has an address for the static files itself.
    call_command("runserver", f"127.0.0.1:{port}", use_reloader=False, use_static_handler=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
