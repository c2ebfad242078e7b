"""What is due, on both sides?"""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from partnerkit.interop import say
from partnerkit.review import due
from portal.asking import locale, seen
from portal.channel import now


def page(request: HttpRequest) -> HttpResponse:
    """Show what is late and what comes within a month, of all that the reader may see."""
    found = seen(request)
    partner = found.person.employer
    offers = [each for each in found.offers if partner is None or each.partner == partner]
    rows = due([*found.view, *offers], as_of=now(), ahead=timedelta(days=30))
    lines = [
        {
            "words": say(row.reason, locale=locale(request), names=found.view),
            "at": row.at,
            "late": row.at <= now(),
        }
        for row in rows
    ]
    return render(
        request, "today.html", {"lines": lines, "open": sum(each.status == "offered" for each in offers)}
    )
