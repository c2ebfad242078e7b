"""What is due, on both sides, and who does it?"""

from datetime import date, timedelta
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from partnerkit import Partner, PartnerkitError
from partnerkit.facts import Task
from partnerkit.review import due
from portal.asking import may_open, said, seen
from portal.channel import Sight, desk, months, now
from portal.views import for_roles
from portal.views.figures import calendar


@for_roles("today")
def page(request: HttpRequest) -> HttpResponse:
    """Show what is late and what comes within a month, of all that the reader may see, and the tasks of both sides."""
    found = seen(request)
    partner = found.person.employer
    offers = [each for each in found.offers if may_open(found, "leads") and partner in (None, each.partner)]
    rows = due([*found.view, *offers], as_of=now(), ahead=timedelta(days=30))
    lines = [{"words": said(request, row.reason), "at": row.at, "late": row.at <= now()} for row in rows]
    collected = calendar(found, months(2)[0]) if partner and may_open(found, "figures") else None
    tasks = [
        {"task": each, "mine": each.owner in own_people(found)}
        for each in sorted(found.view.tasks, key=lambda each: (each.due or date.max, each.id))
        if each.status in {"open", "started"}
    ]
    shown = {
        "lines": lines,
        "open": sum(each.status == "offered" for each in offers),
        "late": [each for each in collected.figures if each.status == "late"] if collected else [],
        "tasks": tasks,
        "sees_tasks": "tasks" in found.view.categories,
        "choices": [] if partner else found.view.partners,
    }
    return render(request, "today.html", shown)


def own_people(found: Sight) -> set[str]:
    """Return the people of the reader's own side."""
    return {each.id for each in found.view.people if each.employer == found.person.employer}


@require_POST
@for_roles("today")
def task(request: HttpRequest) -> HttpResponse:
    """Note a task for the other side or finish one of one's own; partners ask their manager, managers their partner."""
    found, form = seen(request), request.POST
    person, partner = found.person, found.person.employer or form.get("partner") or ""
    if "tasks" not in found.view.categories:
        raise PermissionDenied
    try:
        if "done" in form:
            if found.view.get(Task, form["done"]).owner not in own_people(found):
                raise Http404
            stored = desk().get(Task, form["done"])
            done = stored.value.with_step("finish", at=now(), by=person.id)
            desk().put(done, version=stored.version, actor=person.id)
        else:
            firm = desk().get(Partner, found.view.get(Partner, partner).id).value
            theirs = (each.id for each in found.view.people if each.employer == partner)
            asked = Task(
                id=f"K-{uuid4().hex[:12]}",
                title=form.get("title", "").strip(),
                partner=partner,
                owner=firm.account_owner if person.employer else next(theirs, None),
                raised_by="partner" if person.employer else "vendor",
                due=date.fromisoformat(form["due"]) if form.get("due") else None,
                opened_at=now(),
            )
            desk().put(asked, actor=person.id)
    except (ValueError, PartnerkitError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Saved."))
    return redirect("today")
