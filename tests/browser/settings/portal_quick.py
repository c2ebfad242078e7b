"""The portal's own settings, but that a password is checked at once, and that few tries are enough to wait for long."""

from portal.settings import *  # noqa: F403  # settings of Django are names of a module

# That it takes long is Django's promise, not ours.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

AXES_FAILURE_LIMIT, OTP_TOTP_THROTTLE_FACTOR = 3, 3600
