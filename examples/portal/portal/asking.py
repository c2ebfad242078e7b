"""Who asks? The second factor, and what every page knows of its reader."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from babel.numbers import parse_decimal
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext
from django_otp import user_has_device

from partnerkit import PartnerkitError, Period
from partnerkit.interop import say
from portal.channel import GROUPS, KPI_NAMES, Sight, months, now, sight

#: Pages, by the roles that have them; everybody has the first ones.
MENU = {
    "today": (),
    "leads": ("owner", "seller", "head-office", "territory-manager"),
    "goals": ("owner", "bookkeeper", "head-office", "territory-manager"),
    "bonus": ("owner", "head-office", "territory-manager"),
    "comparison": ("owner", "bookkeeper"),
    "figures": ("owner", "bookkeeper", "neutral-office"),
    "deals": ("owner", "seller", "head-office", "territory-manager"),
    "conflicts": ("owner", "head-office", "territory-manager"),
    "papers": ("owner", "bookkeeper", "head-office", "territory-manager"),
    "moderation": ("neutral-office",),
    "people": ("head-office",),
}


def seen(request: HttpRequest) -> Sight:
    """Return what the reader of this page sees, looked at once; an account of nobody, or of one erased, sees nothing."""
    asked: Any = request
    if not hasattr(asked, "sight"):
        try:
            asked.sight = sight(asked.user.login.person)
        except (ObjectDoesNotExist, PartnerkitError):
            raise PermissionDenied from None
    found: Sight = asked.sight
    return found


def is_known(request: HttpRequest) -> bool:
    """Tell whether the reader logged in, and showed the second factor where there is one."""
    user: Any = request.user
    return user.is_authenticated and (user.is_verified() or not user_has_device(user))


def locale(_: HttpRequest) -> str:
    """Return the reader's language, as partnerkit takes it."""
    return (get_language() or "en").split("-")[0]


def number(request: HttpRequest, text: str) -> Decimal:
    """Read a number as the reader's language writes it: 12.000 are twelve thousand in German, and twelve in English."""
    return parse_decimal(text.strip().replace(" ", "\xa0"), locale=locale(request), strict=True)


def period_of(request: HttpRequest) -> Period:
    """Return the month that the reader chose, or the last one that is over."""
    asked, periods = request.GET.get("period") or request.POST.get("period"), months(7)
    return next((each for each in periods if str(each) == asked), periods[-2])


def group_of(request: HttpRequest) -> str:
    """Return with whom the reader wants to be compared."""
    asked = request.GET.get("group") or request.POST.get("group")
    return asked if asked in GROUPS else "all"


def said(request: HttpRequest, subject: object) -> str:
    """Say a judgement in the reader's language, with the names he knows and the clock of the portal."""
    names = {**seen(request).view.names, **{kpi: gettext(text) for kpi, text in KPI_NAMES.items()}}
    return say(subject, locale=locale(request), names=names, zone=settings.TIME_ZONE)


def may_open(found: Sight, page: str) -> bool:
    """Tell whether a page is for somebody of these roles."""
    return not MENU[page] or any(map(found.has, MENU[page]))


def around(request: HttpRequest) -> dict[str, Any]:
    """Give every page its menu, the reader and the moment."""
    if not is_known(request):
        return {}
    found = seen(request)
    return {"sight": found, "menu": [page for page in MENU if may_open(found, page)], "now": now()}


class SecondFactor:
    """Let nobody further who has a second factor and did not show it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Ask for the code first, where there is one."""
        open_to_all = request.path.startswith(("/login", "/logout", "/code", "/language", "/static"))
        if request.user.is_authenticated and not open_to_all and not is_known(request):
            return redirect("code")
        return self.get_response(request)
