"""What do we want to reach, and shall we?"""

from collections import defaultdict
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from partnerkit import Period
from partnerkit.facts import Figure
from partnerkit.goals import GoalTree, Status, attain
from partnerkit.interop.plots import forecast_fan, goal_icicle
from portal.asking import locale, said, seen
from portal.channel import Sight, now
from portal.views import for_roles

TOLD, LEVELS = 0.8, (0.5, 0.8, 0.95)  # how likely an interval holds: told, and drawn


@for_roles("goals")
def page(request: HttpRequest) -> HttpResponse:
    """Show the goals of one partner, or of all the reader may see."""
    found, asked = seen(request), locale(request)
    own = found.person.employer
    chosen = own or request.GET.get("partner")
    goals = [each for each in found.view.goals if each.period == year()]
    partners = [each for each in found.view.partners if each.id in {goal.partner for goal in goals}]
    if chosen and not own and chosen not in {each.id for each in partners}:
        raise Http404
    # A goal of one partner stands in the tree of all that the reader may see.
    theirs = [each.id for each in goals if each.partner == chosen]
    if not goals or (chosen and not theirs):
        return render(request, "goals.html", {"partners": partners})
    tree = GoalTree.of(goals)
    by_level = {level: status(found, tree, level) for level in (LEVELS if chosen else (TOLD,))}
    goal = theirs[0] if chosen else tree.roots[0]
    standing = by_level[TOLD][goal]
    came_in = {
        each.period: each.value
        for each in figures(found)
        if each.partner == chosen and year().covers(each.period)
    }
    chart = (
        forecast_fan(list(by_level.values()), goal, came_in, locale=asked)
        if chosen
        else goal_icicle(by_level[TOLD], locale=asked, names=found.view)
    )
    return render(
        request,
        "goals.html",
        {
            "partners": partners,
            "chosen": found.view.names.get(chosen) if chosen else None,
            "standing": standing,
            "chart": chart,
            "reasons": [said(request, reason) for reason in standing.reasons],
        },
    )


def year() -> Period:
    return Period.year(now().year)


def figures(found: Sight) -> list[Figure]:
    """Return what was bought month by month, as far as the reader may see it."""
    return [each for each in found.view.figures if each.measure == "purchases"]


def status(found: Sight, tree: GoalTree, level: float) -> Status:
    """Judge the goals by the closed months of the year, and by those of the years before."""
    bought: dict[str, dict[Period, Any]] = defaultdict(dict)
    for each in figures(found):
        bought[each.partner][each.period] = each.value
    this, today = year(), now().date()
    actuals, history = {}, {}
    for leaf in tree.leaves:
        months = bought[tree[leaf].partner or ""]
        actuals[leaf] = {
            month: value for month, value in months.items() if this.covers(month) and month.end <= today
        }
        history[leaf] = {month: value for month, value in months.items() if month.end <= this.start}
    return attain(tree, actuals, as_of=now(), history=history, level=level)
