"""
A partner portal that embeds partnerkit.

    python examples/portal/manage.py demo

makes a database with a fictional dealer network, and serves it on http://127.0.0.1:8000. Needs Django with
`django-otp` and `django-axes`, and the extra `plots`.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

if __name__ == "__main__":
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
