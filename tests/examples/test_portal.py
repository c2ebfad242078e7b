"""The portal stays small, keeps to the doors of partnerkit, and speaks German and Swedish wherever it speaks."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PORTAL = Path(__file__).parents[2] / "examples" / "portal"
QUICK = Path(__file__).parents[1] / "browser" / "settings"
CODE = [each for ending in ("py", "html", "js", "css") for each in sorted(PORTAL.rglob(f"*.{ending}"))]


def test_its_code_has_fewer_than_1500_lines():
    # The made-up data of the demo is no code of a portal.
    lines = [line for each in CODE if each.name != "seed.py" for line in each.read_text("utf-8").splitlines()]
    assert 500 < sum(bool(line.strip()) for line in lines) < 1_500


@pytest.mark.parametrize("language", ["de", "sv"])
def test_whatever_it_says_has_words(language):
    babel = pytest.importorskip("babel.messages.pofile")
    said = set()
    for each in CODE:
        text = each.read_text("utf-8")
        said |= set(re.findall(r"""{% translate ["']([^"']*)["'] %}""", text))
        for body in re.findall(
            r"{% blocktranslate[^%]*%}(.*?){% (?:plural|endblocktranslate) %}", text, re.DOTALL
        ):
            said.add(re.sub(r"{{ (\w+) }}", r"%(\1)s", body))
        if each.suffix == ".py":
            said |= set(re.findall(r'\b(?:_|ngettext)\(\s*"([^"]+)"', text))
    with (PORTAL / f"portal/locale/{language}/LC_MESSAGES/django.po").open("rb") as file:
        words = {
            each.id[0] if isinstance(each.id, tuple) else each.id: each.string for each in babel.read_po(file)
        }
    assert len(said) > 100
    assert {each for each in said if not words.get(each)} == set()
    assert all(all(each) for each in words.values() if isinstance(each, tuple))


def asked_of(data, script):
    """Run a script in the portal's own process, on the data in a folder; return the JSON that it prints last."""
    for library in ("django", "django_otp", "axes"):
        pytest.importorskip(library)
    path = os.pathsep.join([str(QUICK), *sys.path])
    answer = subprocess.run(
        [sys.executable, PORTAL / "manage.py", "shell", "-c", script],
        env={
            **os.environ,
            "PORTAL_DATA": str(data),
            "DJANGO_SETTINGS_MODULE": "portal_quick",
            "PYTHONPATH": path,
        },
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout.splitlines()[-1])


#: What a browser of Jana's is answered; her portal is new, and she has no part in it yet.
JANA = """
import json
import re
from datetime import timedelta
from attrs import evolve
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from partnerkit import Lead, Partner
from partnerkit.desk import Desk
from partnerkit.facts import Person
from partnerkit.leads.answering import LeadOffer
from partnerkit.storage import SqliteStore
from portal import channel
from portal.channel import desk
from portal.models import Login

call_command("migrate", verbosity=0)
call_command("migrate", run_syncdb=True, verbosity=0)
user = User.objects.create_user("jana", password="of chance")
Login.objects.create(user=user, person="x-1")
first, second = (Client(headers={"host": "localhost"}) for _ in range(2))

def sent(browser, page, **form):
    return browser.post(f"/{page}", form, follow=True, secure=True)

"""

#: A dealer gives a lead back when the only other one is of a tier for which the portal has no weight, then again, and
#: once more when the office had moved it to him by hand.
GIVEN_BACK = """
def told():
    # What is on the disk, not what the portal's own desk knows.
    with Desk(SqliteStore(channel.settings.DATA / "channel.db"), tenant=channel.TENANT) as read:
        offer, lead = read.get(LeadOffer, "L-1").value, read.get(Lead, "L-1").value
        done = [event.action for event in read.history("L-1")]
        return [offer.partner, offer.status, list(lead.earlier_holders), done, read.verify().intact]

def give_back():
    page = sent(first, "leads/L-1/decline", why="no-capacity").content.decode()
    return re.findall('class="message[^"]*">(.*?)<', page)

first.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
desk().put(Person(id="x-1", employer="P-1", roles=("owner",), permission="all"), Partner(id="P-1", tier="gold"))
desk().assign(Lead(id="L-1"), channel.POLICY, answer_by=channel.now() + timedelta(days=2), key="seed")
desk().put(Partner(id="P-2", tier="platinum"))
said = [told(), give_back(), told()]
stored = desk().get(Partner, "P-2")
desk().put(evolve(stored.value, tier="bronze"), version=stored.version)
said += [give_back(), told()]
later = channel.now() + timedelta(hours=1)
desk().reassign("L-1", "P-1", channel.POLICY, why="They talked.", override=True, as_of=later)
channel.now = desk()._books._clock = lambda: later
print(json.dumps([*said, give_back(), told()]))
"""


def test_a_lead_is_given_back_and_offered_to_the_next_both_or_neither(tmp_path):
    before, refused, between, done, after, again, in_the_end = asked_of(tmp_path, JANA + GIVEN_BACK)

    # Who the other is, and what of it the portal cannot count, is not for this dealer to know.
    assert refused == ["It cannot go back now; ask us."]
    assert between == before == ["P-1", "offered", [], ["assign"], True]
    course = ["assign", "decline", "put", "assign"]
    assert done == again == ["The lead went back."]
    assert after == ["P-2", "offered", ["P-1"], course, True]
    assert in_the_end == ["P-2", "offered", ["P-1"], [*course, "reassign", *course[1:]], True]


#: Somebody guesses Jana's password too often, and she lost her phone; head office has two commands, FREE and LEND.
LOCKED_OUT = """
from io import StringIO
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

def lands(browser, page, **form):
    return sent(browser, page, **form).request["PATH_INFO"]

def logged_in(browser, password):
    return lands(browser, "login", username="jana", password=password)

desk().put(Person(id="x-1", name="Jana", roles=("head-office",)))
TOTPDevice.objects.create(user=user, confirmed=True)
told = [logged_in(first, password) for password in [*["guessed"] * 10, "of chance"]][-1:]
call_command(FREE, "jana", stdout=StringIO())
call_command(LEND, "jana", stdout=(printed := StringIO()))
token = printed.getvalue().strip()
told += [logged_in(first, "of chance"), lands(first, "code", code=token)]
first.get("/factor", secure=True)
phone = TOTPDevice.objects.get(confirmed=False)
told += [lands(first, "factor", code=f"{totp(phone.bin_key):06}"), TOTPDevice.objects.get() == phone]
print(json.dumps([*told, logged_in(second, "of chance"), lands(second, "code", code=token)]))
"""


def test_head_office_lets_somebody_in_again_who_was_locked_out_and_lost_the_phone(tmp_path):
    told = (PORTAL / "README.md").read_text("utf-8")
    free, lend = re.findall(r"^python examples/portal/manage.py (\w+) jana$", told, re.MULTILINE)
    script = LOCKED_OUT.replace("FREE", repr(free)).replace("LEND", repr(lend))
    locked, *let_in, is_new, again, once = asked_of(tmp_path, JANA + script)

    assert locked == "/login"
    assert let_in == ["/code", "/", "/"]
    # The phone that was lost opens nothing any more, and a token is good once.
    assert is_new
    assert (again, once) == ("/code", "/code")
