"""How is the portal set up? One place; what differs between hosts comes from the environment."""

import os
import secrets
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

HERE = Path(__file__).parent
DATA = Path(os.environ.get("PORTAL_DATA", HERE.parent / "data"))
SAMPLE = Path(os.environ.get("PORTAL_SAMPLE", HERE.parents[1] / "sample_data"))

#: Where all is kept. PostgreSQL is one line: PORTAL_STORE=postgresql+psycopg://crm@db.example/crm
STORE = os.environ.get("PORTAL_STORE", "")

#: The demo's day; a real portal leaves it empty and has the clock.
DEMO_DAY = os.environ.get("PORTAL_DEMO_DAY", "2026-11-23T08:00+00:00")

SECRET_KEY = os.environ.get("PORTAL_SECRET") or secrets.token_urlsafe(50)
DEBUG = os.environ.get("PORTAL_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("PORTAL_HOSTS", "127.0.0.1,localhost").split(",")
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = None
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "axes",
    "portal",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.asking.SecondFactor",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.asking.around",
            ]
        },
    }
]
_at, _IN_TURN = urlsplit(STORE), {"transaction_mode": "IMMEDIATE"}
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _at.path[1:],
        "USER": _at.username,
        "PASSWORD": unquote(_at.password or ""),
        "HOST": _at.hostname or dict(parse_qsl(_at.query)).get("host", ""),
        "PORT": _at.port or "",
    }
    if STORE
    else {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA / "portal.db", "OPTIONS": _IN_TURN}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "login", "today", "login"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"}]

#: Who guesses waits. What is counted is the account: one who guesses has many addresses, and behind a proxy all have one.
AXES_FAILURE_LIMIT, AXES_COOLOFF_TIME, AXES_RESET_ON_SUCCESS = 10, timedelta(minutes=15), True
AXES_LOCKOUT_PARAMETERS, SILENCED_SYSTEM_CHECKS = ["username"], ["axes.W006"]
AXES_LOCKOUT_TEMPLATE, AXES_DISABLE_ACCESS_LOG, OTP_TOTP_ISSUER = "login.html", True, "Norrhav"

STATIC_URL = "static/"

#: Documents: no page serves this folder; each file goes out by a view that asks whose it is.
MEDIA_ROOT = DATA / "files"
LARGEST_PAPER = 5_000_000
TIME_ZONE = "Europe/Berlin"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("sv", "Svenska")]
LOCALE_PATHS = [HERE / "locale"]

#: Cookies only over TLS, unless it is a demo on this machine.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not os.environ.get("PORTAL_DEMO")
