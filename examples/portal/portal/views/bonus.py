"""What have we earned, what will it be, and how far is the next step?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from partnerkit.lifecycle import bonuses
from portal.asking import said, seen
from portal.channel import now
from portal.views import for_roles
from portal.views.goals import figures


@for_roles("bonus")
def page(request: HttpRequest) -> HttpResponse:
    """Show each bonus the reader may see, from what was bought so far."""
    found = seen(request)
    terms = found.view.bonus_terms
    bought = {
        term.id: {
            each.period: each.value
            for each in figures(found)
            if each.partner == term.partner
            and term.period.covers(each.period)
            and each.period.end <= now().date()
        }
        for term in terms
    }
    rows = bonuses(terms, bought, as_of=now(), viewer=found.person.employer)
    lines = [{"bonus": each, "words": said(request, each)} for each in rows.values()]
    return render(request, "bonus.html", {"lines": lines})
