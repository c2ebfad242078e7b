"""The pages: each asks partnerkit, and shows the answer."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from portal.asking import may_open, seen

View = Callable[..., HttpResponse]


def for_roles(page: str) -> Callable[[View], View]:
    """Open a page to those who have it in their menu."""

    def only(view: View) -> View:
        @wraps(view)
        def asked(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
            if not may_open(seen(request), page):
                raise PermissionDenied
            return view(request, *arguments, **named)

        return asked

    return only
