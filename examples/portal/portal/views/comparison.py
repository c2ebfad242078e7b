"""How do we stand beside the others, and which figures do we owe?"""

from typing import Any

from attrs import evolve
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from partnerkit import PartnerkitError, Period
from partnerkit.interop import dumps, say
from partnerkit.scoring import Compared, Entry, Released, Report, benchmark, collect, doubts, enter, score
from portal.asking import locale, seen
from portal.channel import CARD, RATIOS, SHOWN, TOLD, desk, entries, months, now, ring
from portal.models import Figure, Kept
from portal.views import for_roles

#: What dealers are grouped by, as the reader chooses.
GROUPS = ("all", "tier", "size")


def period_of(request: HttpRequest, periods: list[Period]) -> Period:
    asked = request.GET.get("period") or request.POST.get("period")
    return next((each for each in periods if str(each) == asked), periods[-2])


@for_roles("comparison")
def page(request: HttpRequest) -> HttpResponse:
    """Show own figures beside cells of the others, as far as that may be told."""
    found, asked, periods = seen(request), locale(request), months(7)
    period, group = period_of(request, periods), request.GET.get("group", "all")
    report = compare(found.person.employer or "", period, group if group in GROUPS else "all")
    return render(
        request,
        "comparison.html",
        {
            "periods": periods,
            "period": period,
            "groups": GROUPS,
            "group": group,
            "rows": [row(line, asked) for line in report] if report else [],
            "findings": [say(each, locale=asked) for each in report.findings] if report else [],
        },
    )


def compare(partner: str, period: Period, group: str) -> Report | None:
    """Compare one dealer with the ring's figures of a month, and remember what he was shown."""
    partners = {each.id: each for each in desk().network().partners}
    members = ring(partners.values())
    if partner not in members.members:
        return None
    columns = collect(members, period, entries(), as_of=now()).columns()
    scores = score(CARD, columns, key="partner", as_of=now())
    groups = {
        "all": dict.fromkeys(members.members, "all"),
        "tier": {each: partners[each].tier or "none" for each in members.members},
        "size": {
            each: "large" if (partners[each].capacity or 0) >= 10 else "small" for each in members.members
        },
    }[group]
    name = f"released/{partner}"
    report = benchmark(
        scores,
        viewer=partner,
        rules=TOLD,
        published=Kept.get(name, Released()),
        period=period,
        groups=groups,
        areas={each: (partners[each].territories or ("everywhere",))[0] for each in members.members},
        kpis=SHOWN,
        ratios=RATIOS,
    )
    Kept.put(name, report.released)
    return report


def row(line: Compared, asked: str) -> dict[str, Any]:
    """Return one line of the table, its cells in words or with the reason why they are kept back."""
    cells = [
        {
            "low": cell.low,
            "high": cell.high,
            "why": "" if cell.reason is None else say(cell.reason, locale=asked),
        }
        for cell in line.cells.values()
    ]
    why = "" if line.reason is None else say(line.reason, locale=asked)
    return {"line": line, "cells": cells, "why": why, "scale": scale(line, asked)}


def scale(line: Compared, asked: str) -> dict[str, Any] | None:
    """Place own figure and the cells on one line, 284 wide; None where there is nothing to place."""
    cells = [
        (cell.low, cell.high)
        for cell in line.cells.values()
        if cell.low is not None and cell.high is not None
    ]
    if line.own is None or not cells:
        return None
    points = [line.own, *(end for cell in cells for end in cell)]
    low, width = min(points), (max(points) - min(points)) or 1.0

    def at(value: float) -> int:
        return 8 + round(284 * (value - low) / width)

    return {
        "own": at(line.own),
        "cells": [
            {"x": at(low_end), "width": max(2, at(high_end) - at(low_end))} for low_end, high_end in cells
        ],
        "alt": " ".join(
            say(reason, locale=asked) for reason in ([line.middle.reason] if line.middle.reason else [])
        )
        or line.kpi,
    }


@for_roles("figures")
def figures(request: HttpRequest) -> HttpResponse:
    """Take this month's figures; ask about those that look wrong; show what is owed."""
    found, asked, periods = seen(request), locale(request), months(7)
    period = period_of(request, periods)
    partner = found.person.employer
    if request.method == "POST" and partner:
        taken = take(request, partner, found.person.id, period)
        messages.success(request, _("%(count)s figures were entered.") % {"count": taken})
        return redirect(f"{request.path}?period={period}")
    role = "neutral-office" if found.has("neutral-office") else "partner"
    members = ring(desk().network().partners)
    given = entries()
    asking = doubts(given, CARD.kpis, period, as_of=now())
    collected = collect(members, period, given, as_of=now(), queries=asking).view(role=role, viewer=partner)
    return render(
        request,
        "figures.html",
        {
            "periods": periods,
            "period": period,
            "partner": partner,
            "figures": collected.figures,
            "findings": [say(each, locale=asked, names=found.view) for each in collected.findings],
        },
    )


def take(request: HttpRequest, partner: str, person: str, period: Period) -> int:
    """Enter what the form holds; an empty field says nothing, and what stands already is not entered again."""
    count, given = 0, entries()
    known = {(each.partner, each.kpi, each.period): each.value for each in given}
    for kpi in CARD.kpis:
        text = request.POST.get(kpi.name, "").strip().replace(",", ".")
        if not text:
            continue
        try:
            entry = Entry(
                partner=partner, kpi=kpi.name, period=period, value=float(text), at=now(), by=person
            )
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
        count += 1
    return count
