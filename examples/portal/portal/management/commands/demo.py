"""Make the demo's data, where there is none yet, and serve the portal."""

import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: Any) -> None:
        """Say what may be asked for."""
        parser.add_argument("--port", default="8000")
        parser.add_argument("--seed-only", action="store_true", help="make the data and stop")

    def handle(self, *_: Any, **options: Any) -> None:
        """Make and serve."""
        sys.path.insert(0, str(Path(settings.HERE).parents[1]))
        os.environ.setdefault("PORTAL_DEMO", "1")
        settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
        settings.DATA.mkdir(parents=True, exist_ok=True)
        # Django's tables first: PostgreSQL lets nothing refer to what is not there yet.
        call_command("migrate", verbosity=0)
        call_command("migrate", run_syncdb=True, verbosity=0)
        from portal import seed, words  # noqa: PLC0415  # they need the tables

        words.compile_all()
        for line in seed.sow():
            self.stdout.write(line)
        if not options["seed_only"]:
            call_command("runserver", f"127.0.0.1:{options['port']}", "--noreload", "--insecure")
