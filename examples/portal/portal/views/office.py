"""Who may do what, and who are you really?"""

from base64 import b32encode
from secrets import token_urlsafe
from typing import Any

from attrs import evolve
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django_otp import login, match_token
from django_otp.plugins.otp_totp.models import TOTPDevice

from partnerkit import PartnerkitError
from partnerkit.access import CATEGORIES
from partnerkit.facts import Person
from portal.asking import seen
from portal.channel import classes, desk
from portal.models import Kept, Login
from portal.views import for_roles


def code(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor, once a session: each code is good once, and who was wrong waits, longer each time."""
    if request.method == "POST":
        device = match_token(request.user, request.POST.get("code", ""))
        if device is not None:
            login(request, device)
            return redirect("today")
        messages.error(request, _("This code is not right, or not any more: wait for the next one."))
    return render(request, "code.html")


def factor(request: HttpRequest) -> HttpResponse:
    """Set up the second factor: it counts from when its first code was right, in the place of the one before."""
    device, _is_new = TOTPDevice.objects.get_or_create(user=request.user, confirmed=False)
    if request.method == "POST":
        if device.verify_token(request.POST.get("code", "")):
            TOTPDevice.objects.filter(user=request.user, confirmed=True).delete()
            device.confirmed = True
            device.save()
            login(request, device)
            messages.success(request, _("From now on you are asked for a code."))
            return redirect("today")
        messages.error(request, _("This code is not right, or not any more: wait for the next one."))
    secret = b32encode(device.bin_key).decode()
    return render(request, "factor.html", {"secret": secret, "address": device.config_url})


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
