"""Who may do what, and who are you really?"""

from secrets import token_urlsafe
from typing import Any

import pyotp
from attrs import evolve
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from partnerkit import PartnerkitError
from partnerkit.access import CATEGORIES
from partnerkit.facts import Person
from portal.asking import seen
from portal.channel import classes, desk
from portal.models import Kept, Login
from portal.views import for_roles


def code(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor, once a session; a code is good for half a minute, and the one before it."""
    asked: Any = request
    if request.method == "POST":
        if pyotp.TOTP(asked.user.login.secret).verify(request.POST.get("code", ""), valid_window=1):
            request.session["known"] = True
            return redirect("today")
        messages.error(request, _("This code is not right."))
    return render(request, "code.html")


def factor(request: HttpRequest) -> HttpResponse:
    """Set up the second factor: it counts from when its first code was right."""
    asked: Any = request
    secret = request.session.setdefault("factor", pyotp.random_base32())
    if request.method == "POST":
        if pyotp.TOTP(secret).verify(request.POST.get("code", ""), valid_window=1):
            asked.user.login.secret = secret
            asked.user.login.save()
            del request.session["factor"]
            messages.success(request, _("From now on you are asked for a code."))
            return redirect("today")
        messages.error(request, _("This code is not right."))
    address = pyotp.TOTP(secret).provisioning_uri(name=asked.user.username, issuer_name="Norrhav")
    return render(request, "factor.html", {"secret": secret, "address": address})


@for_roles("people")
def people(request: HttpRequest) -> HttpResponse:
    """Let head office say how far each person sees, and what each class of permission shows."""
    if request.method == "POST":
        try:
            change(request)
        except PartnerkitError as error:
            messages.error(request, str(error))
        return redirect("people")
    persons = {each.id: each for each in desk().all(Person)}
    logins = [
        (each, persons[each.person])
        for each in Login.objects.select_related("user")
        if each.person in persons
    ]
    shown = {
        "logins": logins,
        "without": sorted(set(persons) - {each.person for each, _each in logins}),
        "classes": classes(),
        "categories": CATEGORIES,
        "degrees": ("self", "team", "territory", "all"),
    }
    return render(request, "people.html", shown)


def change(request: HttpRequest) -> None:
    """Do what the form asks for: nobody locks himself out."""
    form: Any = request.POST
    if "account" in form:
        open_account(request, form["account"].strip(), form.get("of", ""))
        return
    if "person" in form:
        stored = desk().get(Person, form["person"])
        changed = evolve(stored.value, permission=form.get("permission") or None)
        desk().put(changed, version=stored.version, actor=seen(request).person.id)
    elif "lock" in form:
        account = get_object_or_404(User.objects.exclude(pk=request.user.pk), username=form["lock"])
        account.is_active = not account.is_active
        account.save()
    else:
        for own in (each for each in classes() if each.id == form.get("class")):
            Kept.put(f"class/{own.id}", evolve(own, sees=form.getlist("sees")))
    messages.success(request, _("Saved."))


def open_account(request: HttpRequest, name: str, person: str) -> None:
    """Let somebody of the channel log in, with a password of chance that is shown once."""
    password = token_urlsafe(9)
    known = desk().get(Person, person).value
    user, is_new = User.objects.get_or_create(username=name[:150] or "-")
    if not is_new:
        messages.error(request, _("There is such an account already."))
        return
    user.set_password(password)
    user.save()
    Login.objects.create(user=user, person=known.id)
    told = {"name": user.username, "password": password}
    messages.success(request, _("%(name)s can log in; the first password is %(password)s") % told)
