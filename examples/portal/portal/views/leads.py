"""Which leads are offered to us, and what do we answer?"""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from partnerkit import PartnerkitError
from portal.asking import seen
from portal.channel import desk, hand_on, now
from portal.views import for_roles

#: An answer -> where an offer must stand for it: one that was accepted is given back in talk, not by an old page.
ANSWERS = {"accept": ("offered", "accepted"), "decline": ("offered",)}
WHY = ("no-capacity", "wrong-product", "wrong-region", "known-customer")


@for_roles("leads")
def page(request: HttpRequest) -> HttpResponse:
    """Show what is offered, with the time that is left, and what was accepted."""
    found = seen(request)
    known = {lead.id: lead for lead in found.view.leads}
    offers = sorted(
        (each for each in found.offers if each.id in known),
        key=lambda each: (each.answer_by or now(), each.id),
    )
    rows = [
        {"offer": each, "lead": known[each.id]}
        for each in sorted(offers, key=lambda each: each.status == "accepted")
    ]
    taken = {each.id for each in found.offers}
    waiting = [lead for lead in found.view.leads if lead.id not in taken and lead.status == "open"]
    return render(
        request, "leads.html", {"rows": rows, "waiting": waiting, "why": WHY, "mine": found.person.employer}
    )


@require_POST
@for_roles("leads")
def answer(request: HttpRequest, lead: str, answer: str) -> HttpResponse:
    """Accept or decline; a declined lead goes on to the next partner at once."""
    found = seen(request)
    states, why = ANSWERS.get(answer), request.POST.get("why", WHY[0])
    if states is None or why not in WHY:
        raise Http404
    firm = found.person.employer or ""
    own = {each.id: each for each in found.offers if each.partner == firm and each.status in states}
    if lead not in own:
        messages.error(request, _("This lead is not offered to you."))
        return redirect("leads")
    key = f"{answer} {lead} by {firm}, offered {own[lead].offered_at}"  # it may come back to him by hand
    try:
        if answer == "accept":
            desk().accept(lead, actor=found.person.id, key=key)
            messages.success(request, _("The lead is yours."))
        else:
            hand_on(lead, firm, why=why, actor=found.person.id, key=key)
            messages.success(request, _("The lead went back."))
    except PartnerkitError as error:
        # What keeps the next one from it is not for him to know.
        messages.error(request, str(error) if answer == "accept" else _("It cannot go back now; ask us."))
    return redirect("leads")
