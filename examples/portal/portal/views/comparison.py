"""How do we stand beside the others?"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from partnerkit import Partner, Period
from partnerkit.scoring import Compared, Released, Report, benchmark, collect, score
from portal.asking import group_of, period_of, said, seen
from portal.channel import (
    CARD,
    GROUPS,
    KPI_NAMES,
    RATIOS,
    SHOWN,
    TOLD,
    areas,
    desk,
    entries,
    groups_by,
    months,
    now,
    ring,
)  # fmt: skip
from portal.models import Kept
from portal.views import for_roles
from portal.views.talk import beside


@for_roles("comparison")
def page(request: HttpRequest) -> HttpResponse:
    """Show own figures beside cells of the others, as far as that may be told, and what is said about it."""
    found, periods = seen(request), months(7)
    period, group = period_of(request), group_of(request)
    partner, named = found.person.employer or "", groups_by(group)
    shown: dict[str, Any] = {"periods": periods, "period": period, "groups": GROUPS, "group": group}
    if partner in named:
        report = compare(partner, period, named)
        shown["rows"] = [row(line, partial(said, request)) for line in report]
        shown["findings"] = [said(request, each) for each in report.findings]
        shown |= beside(request, period, group)
    return render(request, "comparison.html", shown)


def compare(partner: str, period: Period, groups: Mapping[str, str]) -> Report:
    """Compare one dealer with the ring's figures of a month, and remember what he was shown."""
    queries = Kept.all(f"query/{period}/")
    members = ring(desk().all(Partner))
    collected = collect(members, period, entries(), as_of=now(), queries=queries)
    scored, name = score(CARD, collected.columns(), key="partner", as_of=now()), f"released/{partner}"
    with Kept.held(name, Released()) as published:
        report = benchmark(
            scored,
            viewer=partner,
            rules=TOLD,
            published=published,
            period=period,
            groups=groups,
            areas=areas(),
            kpis=SHOWN,
            ratios=RATIOS,
            disputed=collected.disputed,
        )
        Kept.put(name, report.released)
    return report


def row(line: Compared, tell: Callable[[object], str]) -> dict[str, Any]:
    """Return one line of the table, its cells in words or with the reason why they are kept back."""
    cells = [
        {
            "low": cell.low,
            "high": cell.high,
            "why": "" if cell.reason is None else tell(cell.reason),
        }
        for cell in line.cells.values()
    ]
    why = "" if line.reason is None else tell(line.reason)
    return {"line": line, "cells": cells, "why": why, "scale": scale(line, tell)}


def scale(line: Compared, tell: Callable[[object], str]) -> dict[str, Any] | None:
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
        "alt": tell(line.middle.reason) if line.middle.reason else gettext(KPI_NAMES[line.kpi]),
    }
