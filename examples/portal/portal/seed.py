"""What does the demo show? The fictional Norrhav network, its people, and a half-filled year."""

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO

from attrs import evolve
from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from matplotlib.figure import Figure

from channel import machines
from partnerkit import Lead, Money, Partner, Period, facts
from partnerkit.facts import Agreement, BonusTerm, Person, RebateStep, Task
from partnerkit.goals import Goal
from partnerkit.interop import dumps
from partnerkit.scoring import Entry, Remark, Reminder
from portal import models
from portal.channel import CURRENCY, POLICY, TENANT, areas, desk, groups_by, months, now, ring

#: Account -> person. Everybody's password in the demo is "norrhav-demo".
ACCOUNTS = {
    "office": "vp",
    "territory": "a-1",
    "owner": "x-owner",
    "bookkeeper": "x-books",
    "neutral": "x-neutral",
}
PASSWORD = "norrhav-demo"  # noqa: S105  # a demo's
FIRM = "P-03"
YEAR = 2026

#: Every ninth dealer is late with the last month.
LATE = 4


def sow() -> Iterator[str]:
    """Fill the channel and the accounts, once; say what can be done then."""
    if not desk().all(Partner):
        channel = machines.read(settings.SAMPLE, lambda _: lambda *_: None)
        facts = list(_facts(channel))
        with desk().unit():
            desk().put(*facts)
        leads = [each for each in channel.network.leads if each.territory == "de-north"][:12]
        desk().assign_many(leads, POLICY, answer_by=now() + timedelta(days=2), key="seed")
        models.Figure.objects.bulk_create(
            models.Figure(partner=entry.partner, body=dumps(entry))
            for entry in _entries(channel.network.partners)
        )
        for reminder in _reminders(channel.network.partners):
            models.Kept.put(f"reminder/{reminder.period}/{reminder.partner}/1", reminder)
        for remark in _remarks():
            models.Kept.put(f"remark/{remark.id}", remark)
        paper = models.Paper(partner=FIRM, title="Price list 2026", added_at=now(), added_by="a-1")
        paper.kind = "application/pdf"
        paper.file.save("price-list.pdf", ContentFile(_sheet("Wheel loaders and excavators, from January")))
    for account, person in ACCOUNTS.items():
        user, new = User.objects.get_or_create(username=account)
        if new:
            user.set_password(PASSWORD)
            user.save()
            models.Login.objects.create(user=user, person=person)
    yield f"{TENANT}: log in as {', '.join(ACCOUNTS)}; the password is {PASSWORD}"


def _facts(channel: machines.Channel) -> Iterator[object]:
    roles = {"vp": ("head-office", "all"), "a-1": ("territory-manager", "territory")}
    for fact in channel.network:
        if isinstance(fact, Lead):
            continue
        if isinstance(fact, Partner):
            yield evolve(fact, attributes={})
        elif isinstance(fact, Person) and fact.id in roles:
            role, permission = roles[fact.id]
            yield evolve(fact, roles=(role,), permission=permission)
        else:
            yield fact
    yield Person(id="x-owner", name="Anna Lüders", employer=FIRM, roles=("owner",), permission="all")
    yield Person(id="x-books", name="Bo Lüders", employer=FIRM, roles=("bookkeeper",), permission="all")
    yield Person(id="x-neutral", name="Doris Stein", roles=("neutral-office",), permission="all")
    yield Task(
        id="K-1",
        title="Demo machine for the spring fair",
        partner=FIRM,
        owner="a-1",
        raised_by="partner",
        due=date(2026, 11, 30),
    )
    yield Task(
        id="K-2",
        title="Send the service report",
        partner=FIRM,
        owner="x-owner",
        raised_by="vendor",
        due=date(2026, 11, 20),
    )
    yield Agreement(
        id="V-2024",
        partner=FIRM,
        period=Period.of(date(2024, 1, 1), date(2027, 1, 1)),
        status="signed",
        signed_on=date(2023, 12, 4),
    )
    yield from _figures_and_goals(channel)


def _figures_and_goals(channel: machines.Channel) -> Iterator[object]:
    rows = machines._rows(settings.SAMPLE / "sales.csv")  # noqa: SLF001  # the demo reads as the other example does
    bought: dict[tuple[str, str], Money] = defaultdict(lambda: Money.zero(CURRENCY))
    for row in rows:
        bought[row["partner"], row["month"]] += Money.of(row["revenue"], CURRENCY)
    last: dict[str, Money] = defaultdict(lambda: Money.zero(CURRENCY))
    for (partner, month), value in bought.items():
        start = date.fromisoformat(f"{month}-01")
        period = Period.month(start.year, start.month)
        yield facts.Figure(partner=partner, measure="purchases", period=period, value=value)
        if start.year == YEAR - 1:
            last[partner] += value
    targets = {
        each.id: last[each.id].times(Decimal("1.08")) for each in channel.network.partners if each.id in last
    }
    yield from (_bonus(partner, target) for partner, target in targets.items())
    total = Money.total(targets.values(), CURRENCY)
    yield Goal(id=f"all {YEAR}", measure="purchases", period=Period.year(YEAR), target=total)
    for partner, target in targets.items():
        yield Goal(
            id=f"{partner} {YEAR}",
            parent=f"all {YEAR}",
            measure="purchases",
            period=Period.year(YEAR),
            target=target,
            partner=partner,
        )


def _bonus(partner: str, target: Money) -> BonusTerm:
    """A rebate on all purchases of the year, in steps around the target."""
    steps = [
        RebateStep(turnover=target.times(Decimal(at)), share=Decimal(share))
        for at, share in (("0.7", "0.01"), ("0.9", "0.02"), ("1", "0.03"), ("1.2", "0.035"))
    ]
    return BonusTerm(
        id=f"rebate {partner}",
        partner=partner,
        kind="rebate",
        measure="purchases",
        period=Period.year(YEAR),
        steps=steps,
    )


def _entries(partners: tuple[Partner, ...]) -> Iterator[Entry]:
    """Half a year of figures of all dealers; some are late, in question or corrected; this month has none yet."""
    chance = random.Random(7)  # made-up figures
    for place, partner in enumerate(ring(partners).members):
        size = 300_000 + 45_000 * (place * 7 % 40)
        for period in months(7)[:-1]:
            revenue = size * chance.uniform(0.85, 1.2)
            values = {
                "revenue": round(revenue),
                "staff_cost": round(revenue * chance.uniform(0.09, 0.16)),
                "margin": round(chance.uniform(0.08, 0.24), 4),
                "stock_days": round(chance.uniform(35, 120)),
            }
            is_last = period == months(2)[0]
            if is_last and place % 9 == LATE:
                continue
            if is_last and partner == FIRM:
                values["stock_days"] *= 7
            at = datetime.combine(period.end, time(9), now().tzinfo) + timedelta(days=6)
            about = {"partner": partner, "period": period, "by": f"{partner}-books", "source": "bookkeeping"}
            for kpi, value in values.items():
                yield Entry(kpi=kpi, value=value, at=at, **about)
            if is_last and place % 13 == 5:
                at += timedelta(days=2)
                yield Entry(kpi="margin", value=0.15, at=at, reason="Before discounts.", **about)


def _reminders(partners: tuple[Partner, ...]) -> Iterator[Reminder]:
    late = [each for place, each in enumerate(ring(partners).members) if place % 9 == LATE]
    for each in late[:3]:
        yield Reminder(partner=each, period=months(2)[0], at=now() - timedelta(days=2))


def _remarks() -> Iterator[Remark]:
    """What others said: of another area, one that waits for the neutral office, and a rival's."""
    said = (
        ("de-south", "Who shares a mechanic with a neighbor in winter?"),
        ("de-south", "Our stock turns 6 times a year."),
        ("de-north", "Does anybody rent out machines by the hour?"),
    )
    known = areas()
    for number, (area, text) in enumerate(said):
        partner = [each for each in groups_by("all") if known.get(each) == area and each != FIRM][number]
        at, page = now() - timedelta(days=3 - number), f"{months(2)[0]} all all"
        yield Remark(id=f"B-{number}", page=page, partner=partner, by="x-1", at=at, text=text)


def _sheet(text: str) -> bytes:
    """Return a page of PDF."""
    page = Figure(figsize=(8.3, 11.7))
    page.text(0.1, 0.9, text)
    page.savefig(sheet := BytesIO(), format="pdf", metadata={"CreationDate": None})
    return sheet.getvalue()
