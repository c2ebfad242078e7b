"""Small networks in which many are in each other's way, for the questions about them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from partnerkit import Money, PartnerkitError, Period
from partnerkit.conflicts import detect, detect_changes
from partnerkit.conflicts.detect import found
from partnerkit.facts import (
    Account,
    Assignment,
    DealRegistration,
    DirectEngagement,
    Grant,
    Lead,
    Network,
    Partner,
    Person,
    Product,
    Territory,
)  # fmt: skip

#: Days in a row over the end of a leap February; each world lies within them, and is asked on each of them.
FIRST = date(2028, 2, 26)
DAYS = [FIRST + timedelta(days=number) for number in range(7)]
NOONS = [datetime(day.year, day.month, day.day, 12, tzinfo=UTC) for day in DAYS]
PLACES = [
    Territory(id="eu"),
    Territory(id="de", parent="eu"),
    Territory(id="n", parent="de"),
    Territory(id="s", parent="de"),
]
GOODS = [Product(id="it"), Product(id="fw", parent="it"), Product(id="sw", parent="it")]
FIRMS = [
    Account(
        id="A", name="Werft Kiel GmbH", domains=["werft.de"], territory="n", segment="yard", flag="channel"
    ),
    Account(id="B", name="Nord IT AG", domains=["nord.de"], territory="s", flag="direct"),
    Account(id="C", name="Nordit", domains=["nord.de", "c.de"], territory="de", flag="shared"),
]
SAME = {"C": "B", "A": "A"}


def tried(ask, *given, **named):
    """Return an answer, or why there is none."""
    try:
        return ask(*given, **named)
    except PartnerkitError as fault:
        return fault


def stretch(draw):
    """Return some days in a row, or no end."""
    first, last = sorted((draw.whole(0, 5), draw.whole(0, 5)))
    if draw.is_so(0.15):
        return draw.one_of([Period.since(DAYS[first]), Period.until(DAYS[last + 1])])
    return Period.of(DAYS[first], DAYS[last + 1])


def at(draw, low=0, high=6):
    """Return a moment: noon of one of the days, or a second beside it."""
    return NOONS[draw.whole(low, high)] + timedelta(seconds=draw.one_of([0, 0, 0, 1, -1]))


def deals(draw, count):
    """Return registrations, each as far as its course came."""
    made = []
    for number in range(count):
        who = draw.one_of(
            [
                {"account": "A"},
                {"account": "B"},
                {"account": "A"},
                {"account": "C"},
                {"customer": "Werft-Kiel"},
                {"customer": "Nord-IT"},
                {"domain": "werft.de"},
                {"customer": "Werft Kiel", "domain": "x.de"},
            ]
        )
        deal = DealRegistration(
            id=f"D-{number}", partner=draw.one_of("pqr"), opportunity=draw.one_of([None, None, None, "o1", "o2"]), product=draw.one_of([None, None, None, "fw", "it", "sw"]),
            value=draw.one_of([None, Money.of(draw.one_of(["5", "7"]), "EUR"), Money.of("6", "USD"), Money.of("9", "EUR")]), extension_limit=draw.one_of([None, 0, 1, 2]),
            chosen_in_writing=draw.is_so(0.2), public_tender=draw.one_of([None, True, False]), discount=draw.one_of([None, Decimal("0.1"), Decimal("0.2")]), **who,
        )  # fmt: skip
        step, until = draw.whole(0, 2), draw.whole(3, 6)
        course = [
            ("submit", {}),
            ("review", {}),
            ("approve", {"expires_at": NOONS[until]}),
            draw.one_of(
                [
                    ("convert", {}),
                    ("extend", {"expires_at": NOONS[6]}),
                    ("expire", {}),
                    ("withdraw", {}),
                    ("convert", {}),
                ]
            ),
        ]
        if draw.is_so(0.1):
            course[2] = ("reject", {"reason": "duplicate"})
        for event, more in course[: draw.one_of([0, 1, 2, 3, 3, 3, 4, 4])]:
            after = tried(
                deal.with_step, event, at=NOONS[min(step, 6)], by=draw.one_of([None, "u", "v"]), **more
            )
            deal = deal if isinstance(after, PartnerkitError) else after
            step += draw.one_of([0, 0, 0, 1, 2])
        made.append(deal)
    return made


def engagements(draw, count):
    """Return direct sales at work."""
    made = []
    for number in range(count):
        since = draw.whole(0, 4)
        made.append(
            DirectEngagement(
                id=f"E-{number}", person=draw.one_of("uv"), account=draw.one_of("ABC"), product=draw.one_of([None, None, "fw", "it"]), opportunity=draw.one_of([None, "o1"]),
                since=NOONS[since], last_active_at=draw.one_of([None, NOONS[min(since + 1, 6)]]), until=draw.one_of([None, NOONS[since + 2]]),
            )
        )  # fmt: skip
    return made


def leads(draw, count):
    """Return leads of the same customers."""
    return [
        Lead(
            id=f"L-{number}", customer=draw.one_of([None, "A", "A", "B", "C"]), product=draw.one_of([None, "fw", "it", "sw"]), received_at=draw.one_of([None, at(draw), at(draw)]),
            status="open" if draw.is_so(0.85) else "lost", value=draw.one_of([None, Money.of("3", "EUR")]), territory=draw.one_of([None, "n", "s", "de"]), named_partner=draw.one_of([None, "p"]),
        )
        for number in range(count)
    ]  # fmt: skip


def people(draw):
    """Return who works there."""
    return [
        Person(id=name, roles=draw.one_of([None, ["direct-sales"], ["channel-desk"]]), territory=draw.one_of([None, "n", "s", "de"]), employer=draw.one_of([None, "p"]), manager=None)
        for name in (draw.mixed("uvw") if draw.is_so(0.85) else ())
    ]  # fmt: skip


def partners(draw):
    """Return partners, some of them unknown."""
    return [
        Partner(
            id=name, tier=draw.one_of([None, "gold", "silver"]), territories=draw.one_of([("n",), ("s",), ("de", "s"), None] if draw.is_so(0.2) else [("n",), ("s",)]),
            account_owner=draw.one_of([None, "u", "v"]), status=draw.one_of(["active", "active", "suspended", "prospect"]) if draw.is_so(0.5) else "active",
            system=draw.one_of([None, "open", "exclusive", "selective"]), form=draw.one_of([None, "resells"]),
        )
        for name in (draw.mixed("pqr") if draw.is_so(0.8) else ())
    ]  # fmt: skip


def grants(draw, count):
    """Return who was promised what."""
    return [
        Grant(partner=draw.one_of("pqr"), territory=draw.one_of(["n", "de", "n", "eu", "s"]), products=draw.one_of([None, ["fw"], ["it"], ["fw", "sw"]]), exclusive=draw.is_so(0.85), period=stretch(draw))
        for _ in range(count)
    ]  # fmt: skip


def assignments(draw, count, field="territory"):
    """Return who held what."""
    whose = ["n", "s", "n", "de"] if field == "territory" else ["p", "q"]
    return [
        Assignment(person=draw.one_of("uvw"), role=draw.one_of(["owner", "owner", "owner", "deputy"]), period=stretch(draw), **{field: draw.one_of(whose)})
        for _ in range(count)
    ]  # fmt: skip


def told(conflicts):
    """Return all of each finding, with what each party may see of it."""
    return [
        (each, dict(each.own), each.admitted, [each.view(party, purpose=purpose) for party in (*each.parties, "z") for purpose in (None, "warranty")])
        for each in conflicts
    ]  # fmt: skip


def asked(draw, rule, facts, others=()):
    """Return what a rule finds on each day, which keys each fact has, what it finds under them, and what changes."""
    network = Network.of(*draw.mixed(facts))
    answers = [told(detect(network, [rule], as_of=day)) for day in draw.some(NOONS, 0.4)]
    day = draw.one_of(NOONS[1:5])
    answers.append(told(detect(network, [rule], as_of=day + timedelta(seconds=draw.one_of([-1, 0, 1])))))
    for fact in draw.some(facts, 0.25) if rule.keys else ():
        keys = rule.keys(network, fact)
        keys = keys if keys is None else set(keys)
        answers += [
            keys,
            None if keys is None else [each.id for each in found(rule, network, day, only=keys)],
        ]
    fewer = (
        tried(Network.of, [each for each in facts if each is not gone]) for gone in draw.mixed(facts)[:3]
    )
    before = next((each for each in fewer if isinstance(each, Network)), network)
    changes = detect_changes(before, network, [rule], as_of=day)
    back = detect_changes(network, before, [rule], as_of=day)
    return [
        *answers,
        [each.id for each in (*changes.new, *changes.cleared, *back.new, *back.cleared)],
        rule.premise and rule.premise(network, day),
    ]


def with_own(draw, *facts):
    """Return the facts with places, goods and firms, where a network knows of them."""
    return [*facts, *(each for kind in (PLACES, GOODS, FIRMS) if draw.is_so(0.85) for each in kind)]


def days(draw, *choices):
    """Return a length of time."""
    return timedelta(days=draw.one_of(choices))
