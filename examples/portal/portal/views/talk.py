"""What do dealers say to each other beside a comparison, and who looks after it?"""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from partnerkit import PartnerkitError, Period
from partnerkit.scoring import Remark, heard, may_write
from partnerkit.scoring.conversation import AUTHOR, HOUSE_RULES
from partnerkit.scoring.entries import OFFICE, PARTNER
from portal.asking import group_of, period_of, said, seen
from portal.channel import areas, groups_by, now
from portal.models import Kept, Opened
from portal.views import for_roles


def beside(request: HttpRequest, period: Period, group: str) -> dict[str, Any]:
    """Return what the reader of a page of the comparison hears there, and whether he may say something."""
    user: Any = request.user
    partner, named = seen(request).person.employer or "", groups_by(group)
    page = f"{period} {group} {named.get(partner)}"
    known: Any = {
        "members": [each for each, name in named.items() if name == named.get(partner)],
        "areas": areas(),
        "opened": [each.area for each in Opened.objects.all()],
    }
    why = may_write(partner, accepted=[partner] if user.login.rules_at else [], **known)
    remarks = [each for each in Kept.all("remark/") if each.page == page]
    return {
        "page": page,
        "remarks": heard(remarks, viewer=partner, **known),
        "why": why,
        "why_not": "" if why is None else said(request, why),
        "rules": [said(request, each) for each in HOUSE_RULES],
    }


@require_POST
@for_roles("comparison")
def talk(request: HttpRequest) -> HttpResponse:
    """Accept the house rules, say something, report what somebody else said, or withdraw one's own."""
    user: Any = request.user
    person, form, period, group = seen(request).person, request.POST, period_of(request), group_of(request)
    shown = beside(request, period, group)
    if "accept" in form:
        user.login.rules_at = now()
        user.login.save()
    elif "event" in form:
        own = {each.id: each.is_own for each in shown["remarks"]}
        if form.get("remark") not in own:
            raise Http404
        step(request, form["remark"], AUTHOR if own[form["remark"]] else PARTNER)
    elif shown["why"] is None:
        told = " ".join(form.get("text", "").split())
        about = {"page": shown["page"], "partner": person.employer or "", "by": person.id, "at": now()}
        try:
            remark = Remark(id=uuid4().hex, text=told, **about)
        except PartnerkitError as error:
            messages.error(request, str(error))
        else:
            Kept.put(f"remark/{remark.id}", remark)
            if remark.status == "held":
                messages.warning(request, _("There are figures in it: the neutral office reads it first."))
    return redirect(f"/comparison?period={period}&group={group}#talk")


def step(request: HttpRequest, key: str, by: str) -> None:
    """Take the step that the form asks for, as far as this role may."""
    form, remark = request.POST, Kept.get(f"remark/{key}", None)
    if remark is None:
        raise Http404
    about = {"by": by, "at": now(), "person": seen(request).person.id, "reason": form.get("reason", "")}
    try:
        Kept.put(f"remark/{key}", remark.with_step(form.get("event", ""), **about))
    except PartnerkitError as error:
        messages.error(request, str(error))


@for_roles("moderation")
def moderation(request: HttpRequest) -> HttpResponse:
    """Show the neutral office what waits for it, and all that was said; open an area for rivals, or close it."""
    if request.method == "POST":
        if "remark" in request.POST:
            step(request, request.POST["remark"], OFFICE)
        else:
            Opened.objects.all().delete()
            Opened.objects.bulk_create(Opened(area=each) for each in request.POST.getlist("area"))
        return redirect("moderation")
    said = sorted(Kept.all("remark/"), key=lambda each: each.at, reverse=True)
    shown = {
        "waiting": [each for each in said if each.status in {"held", "reported"}],
        "others": [each for each in said if each.status not in {"held", "reported"}],
        "areas": sorted(set(areas().values())),
        "opened": {each.area for each in Opened.objects.all()},
    }
    return render(request, "moderation.html", shown)
