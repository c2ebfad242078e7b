"""Which deals have we registered, what would a new one meet, and who is in whose way?"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from partnerkit import Money, PartnerkitError
from partnerkit.conflicts import Attempts, detect, prevent
from partnerkit.facts import DealRegistration
from partnerkit.values.store_errors import IdempotencyKeyReused
from portal.asking import number, said, seen
from portal.channel import CURRENCY, RULES, channel, desk, now
from portal.models import Kept
from portal.views import for_roles


@for_roles("deals")
def page(request: HttpRequest) -> HttpResponse:
    """Show own deals; register one after an instant check that tells one word of three."""
    found = seen(request)
    if request.method == "POST" and found.person.employer:
        register(request, found.person.employer, found.person.id)
        return redirect("deals")
    deals = sorted(found.view.deals, key=lambda each: each.id, reverse=True)
    choices = {
        "products": found.view.products,
        "territories": [each for each in found.view.territories if each.kind == "region"],
    }
    return render(request, "deals.html", {"deals": deals, "mine": found.person.employer, **choices})


def register(request: HttpRequest, partner: str, person: str) -> None:
    """Ask first; what is not refused by the partner's own facts is written, and a person decides."""
    form = request.POST
    name = f"D-{partner}-{form.get('account', '').strip()}-{form.get('product', '')}"
    try:
        deal = DealRegistration(
            id=name,
            partner=partner,
            account=form.get("account", "").strip(),
            product=form.get("product") or None,
            territory=form.get("territory") or None,
            value=Money.of(number(request, form.get("value", "")), CURRENCY),
        )
        deal_now = deal.with_step("submit", at=now())
        with Kept.held("attempts", Attempts(limit=20)) as attempts:
            asked = prevent(channel(), deal_now, RULES, as_of=now(), asked_by=partner, attempts=attempts)
            Kept.put("attempts", asked.attempts)
        told = asked.view(viewer=partner)
        if told is not None and told.code != "accepted-for-review":
            messages.warning(request, said(request, told))
            return
        desk().register_deal(deal, actor=person, key=name)
    except (ValueError, PartnerkitError) as error:
        is_known, why = isinstance(error, IdempotencyKeyReused), _("Not registered: %(why)s") % {"why": error}
        messages.error(request, _("You have registered this deal already.") if is_known else why)
        return
    messages.success(request, _("Accepted for review. Somebody will look at it."))


@for_roles("conflicts")
def conflicts(request: HttpRequest) -> HttpResponse:
    """Show findings: a partner sees his own part and how many others there are, head office all, and how grave it is."""
    found = seen(request)
    partner = found.person.employer
    everything = detect(channel() if partner else found.view, RULES, as_of=now())
    rows = [{"words": said(request, each.reason), "severity": each.severity} for each in everything]
    if partner:
        # How grave each is, and so in which order they come, depends on the others.
        views = filter(None, [each.view(viewer=partner) for each in everything])
        rows = [{"words": said(request, view.reason)} for view in sorted(views, key=lambda view: view.id)]
    return render(request, "conflicts.html", {"rows": rows})
