"""Which figures do we owe, which are in question, and who is to be reminded?"""

from collections.abc import Sequence
from datetime import datetime

from attrs import evolve
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnerkit import Partner, PartnerkitError, Period
from partnerkit.interop import dumps
from partnerkit.scoring import Collected, Entry, Query, Reminder, collect, doubts, enter
from partnerkit.scoring.entries import OFFICE, PARTNER
from portal.asking import number, period_of, said, seen
from portal.channel import CARD, Sight, desk, entries, months, now, ring
from portal.models import Figure, Kept
from portal.views import for_roles


def calendar(found: Sight, period: Period) -> Collected:
    """Return where the figures of a month stand, as far as the reader may see them."""
    moment = now()
    asked, reminded = queries(period, moment), Kept.all(f"reminder/{period}/")
    members = ring(desk().all(Partner))
    collected = collect(members, period, entries(), as_of=moment, queries=asked, reminders=reminded)
    role = OFFICE if found.has(OFFICE) else PARTNER
    return collected.view(role=role, viewer=found.person.employer)


def queries(period: Period, moment: datetime) -> Sequence[Query]:
    """Return what was asked about figures and answered, and what is to be asked of them now."""
    kept = Kept.all(f"query/{period}/")
    return (*kept, *doubts(CARD.kpis, period, entries(), as_of=moment, queries=kept))


@for_roles("figures")
def page(request: HttpRequest) -> HttpResponse:
    """Take this month's figures; ask about those that look wrong; show what is owed."""
    found, periods = seen(request), months(7)
    period, partner = period_of(request), found.person.employer
    if request.method == "POST":
        if "remind" in request.POST:
            remind(request, calendar(found, period))
        elif "event" in request.POST:
            settle(request, found, period)
        elif partner:
            take(request, partner, found.person.id, period)
        return redirect(f"{request.path}?period={period}")
    shown = calendar(found, period)
    own = {
        "periods": periods,
        "period": period,
        "partner": partner,
        "collected": shown,
        "findings": [said(request, each) for each in shown.findings if partner or each.severity != "low"],
    }
    return render(request, "figures.html", own)


def take(request: HttpRequest, partner: str, person: str, period: Period) -> None:
    """Enter what the form holds; an empty field says nothing, and what stands already is not entered again."""
    count, given = 0, entries()
    known = {(each.partner, each.kpi, each.period): each.value for each in given}
    for kpi in CARD.kpis:
        text = request.POST.get(kpi.name, "").strip()
        if not text:
            continue
        try:
            value = float(number(request, text))
            entry = Entry(partner=partner, kpi=kpi.name, period=period, value=value, at=now(), by=person)
            before = known.get((partner, kpi.name, period))
            if before == entry.value:
                continue
            if before is not None:
                entry = evolve(entry, reason=request.POST.get("reason") or _("Corrected."))
            enter(given, entry)
        except (ValueError, PartnerkitError) as error:
            messages.error(request, f"{kpi.name}: {error}")
            continue
        Figure.objects.create(partner=partner, body=dumps(entry))
        for each in queries(period, now()):
            if each.place == entry.place and each.status == "answered":
                put(each.with_step("correct", by=PARTNER, at=now(), reason=entry.reason))
        count += 1
    messages.success(
        request,
        ngettext("%(count)s figure was entered.", "%(count)s figures were entered.", count)
        % {"count": count},
    )


def settle(request: HttpRequest, found: Sight, period: Period) -> None:
    """Answer a question about an own figure, or confirm or contradict one as the office."""
    role = OFFICE if found.has(OFFICE) else PARTNER
    form = request.POST
    for each in calendar(found, period).figures:
        for query in each.queries:
            if name(query) == form.get("query"):
                try:
                    put(query.with_step(form["event"], by=role, at=now(), reason=form.get("reason", "")))
                except PartnerkitError as error:
                    messages.error(request, str(error))


def name(query: Query) -> str:
    return f"query/{query.period}/{query.partner}/{query.kpi}/{query.doubt.code}"


def put(query: Query) -> None:
    Kept.put(name(query), query)


def remind(request: HttpRequest, shown: Collected) -> None:
    """Remind all who are late, as the office, and not again within a week."""
    if seen(request).has(OFFICE):
        for each in shown.to_remind:
            reminder = Reminder(partner=each, period=shown.period, at=now())
            Kept.put(f"reminder/{shown.period}/{each}/{reminder.at:%s}", reminder)
        count = len(shown.to_remind)
        text = ngettext("%(count)s dealer was reminded.", "%(count)s dealers were reminded.", count)
        messages.success(request, text % {"count": count})
