"""The portal's own settings, but that a password is checked at once: that it takes long is Django's promise, not ours."""

import os
from pathlib import Path

from portal.settings import *  # noqa: F403  # settings of Django are names of a module

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# A test that needs no whole network shows a smaller one.
if "PORTAL_SAMPLE" in os.environ:
    SAMPLE = Path(os.environ["PORTAL_SAMPLE"])
