"""Are rights and room as they were: whose a lead is, how many more somebody takes, how far away and how late?"""

import itertools
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from asking import asked
from right_worlds import (
    CALENDARS,
    DAYS,
    MOMENTS,
    NOON,
    PRODUCTS,
    TERRITORIES,
    locations,
    occasion_of,
    period,
)

from partnerkit import Lead, Ledger, Partner
from partnerkit.facts.deal import DealRegistration
from partnerkit.facts.partner import Certification, Location
from partnerkit.facts.service import ServiceCase
from partnerkit.facts.territory import Grant
from partnerkit.leads import (
    RULES,
    FairShare,
    Limit,
    Precedence,
    Right,
    absent,
    allocate,
    certified,
    clock_start,
    exclusive_grant,
    full_up,
    in_state,
    named_partner,
    of_tier,
    paced,
    protected_registration,
    running_service,
    served_by,
    within,
)
from partnerkit.leads.bonds import bind
from partnerkit.leads.distance import distances, meters
from partnerkit.leads.encoding import encode
from partnerkit.leads.exclusions import earlier_holders
from partnerkit.leads.offers import Offer
from partnerkit.leads.room import limits, taken_key
from partnerkit.leads.rule import Occasion


def firm_of(draw, name):
    """Return a partner who does not serve everything."""
    return Partner(
        id=name,
        tier=draw.one_of((None, "gold", "silver")),
        capacity=draw.one_of((None, None, 0, 1, 2)),
        territories=draw.one_of((None, ("de",), ("eu",), ("de-north", "se"))),
        products=draw.one_of((None, ("net",), ("switch", "firewall"))),
        locations=draw.one_of((None, locations(draw))),
    )


def firms_of(draw, least=1, most=5):
    return draw.mixed([firm_of(draw, f"P-{number}") for number in range(1, draw.whole(least, most) + 1)])


def lead_of(draw, name, **more):
    """Return a lead of one of few customers, from anywhere."""
    return Lead(
        id=name,
        territory=draw.one_of((None, "de", "de-north", "se", "eu", "fi")),
        product=draw.one_of((None, "net", "firewall", "switch")),
        customer=draw.one_of((None, "C-1", "C-2", "C-3")),
        **more,
    )


def whose_it_is_by_right(draw):
    """Return who has a right to each lead, and which rights nobody could keep."""
    unable = {"unable": draw.one_of(("pool", "wait"))} if draw.is_so() else {}
    firms = firms_of(draw, 2)
    deals = [
        DealRegistration(
            id=f"D-{number}", partner=draw.one_of(("P-1", "P-2")), account=draw.one_of((None, "C-1", "C-2")), customer="X",
            product=draw.one_of((None, "firewall", "net")), territory=draw.one_of((None, "de", "eu")),
            status="approved", submitted_at=MOMENTS[0], reviewed_at=MOMENTS[0], approved_at=MOMENTS[draw.whole(0, 3)],
            expires_at=MOMENTS[draw.whole(4, 8)],
        )
        for number in range(draw.whole(0, 4))
    ]  # fmt: skip
    cases = [
        ServiceCase(
            id=f"S-{number}", partner=draw.one_of((None, "P-1", "P-2", "P-3")), account=draw.one_of((None, "C-1", "C-2")),
            opened_at=draw.one_of(MOMENTS[:3]), status=draw.one_of(("open", "in-progress", "waiting", "resolved")),
        )
        for number in range(draw.whole(0, 5))
    ] if draw.is_so() else []  # fmt: skip
    grants = [
        Grant(
            partner=draw.one_of(("P-1", "P-2", "P-3")), territory=draw.one_of(("de", "eu", "se")), period=period(draw),
            products=draw.one_of((None, ("net",), ("switch",))), exclusive=draw.is_so(0.8),
        )
        for _ in range(draw.whole(0, 5))
    ]  # fmt: skip
    serving = served_by(cases)
    rights = draw.some(
        draw.mixed((
            named_partner(**unable), protected_registration(deals, **unable), running_service(serving, **unable),
            exclusive_grant(grants, **unable),
        )),
        0.8,
    )  # fmt: skip
    precedence = Precedence(rights=rights, counted=draw.is_so())
    leads = [
        lead_of(draw, f"L-{number}", named_partner=draw.one_of((None, "P-3", "P-4", "P-5")))
        for number in range(4)
    ]
    found = []
    for moment in MOMENTS:
        known = encode(leads, firms, RULES, occasion_of(draw, moment))
        bonds = bind(precedence, range(len(leads)), firms, known)
        reserved = [bonds.is_reserved(lead) for lead in range(len(leads))]
        found.append(
            (
                bonds,
                reserved,
                bonds.first([3, 0, 2, 1], [9] * len(firms)),
                bonds.forced(),
                bonds.apart(),
                bonds.applied(known),
            )
        )
    terms = {"territories": TERRITORIES, "products": PRODUCTS, "precedence": precedence}
    result = allocate(leads, firms, FairShare(default=1, value="unit"), as_of=draw.one_of(MOMENTS), **terms)
    return serving, precedence.codes, found, list(result.decisions.values())


def orders_of_rights(draw):
    """Return the order that pairs of rights give, or why they give none."""
    names = ("a", "b", "c", "d")[: draw.whole(1, 4)]
    rights = [Right(name, holders=lambda *_: ()) for name in names]
    pairs = [
        tuple(draw.one_of((*names, *names, "e")) for _ in range(draw.one_of((2,) * 9 + (3,))))
        for _ in range(draw.whole(0, 2))
    ]
    found = asked(
        Precedence.of,
        rights,
        [*pairs, *draw.one_of((list(itertools.pairwise(names)), []))],
        counted=draw.is_so(),
    )
    twice = asked(Precedence, rights=[*rights, rights[0]])
    wrong = asked(Right, "A Right", holders=print, unable="never")
    return (found.codes, found.counted) if isinstance(found, Precedence) else found, twice, wrong


def proofs_of_skill(draw):
    """Return what stands against partners whose proof of skill begins and ends, at each moment."""
    valid = draw.some([draw.one_of((None, period(draw))) for _ in range(2)], 0.8)
    held = [Certification(name=draw.one_of(("wall", "wall", "hall")), valid=each) for each in valid]
    firm = Partner(
        id="P-1", certifications=tuple(dict.fromkeys(held)), timezone=draw.one_of((None, "Pacific/Auckland"))
    )
    rule, midnights = certified("wall"), [datetime.combine(day, time(0), UTC) for day in DAYS]
    own = rule.own(firm, "exclude")
    return [
        rule.judge(needed, own, Occasion(as_of=at))
        for at in (*midnights, *MOMENTS)
        for needed in (True, False)
    ]


def after_declining(draw):
    """Return until when partners who said that they are full are left alone, at each moment."""
    statuses = ("declined", "declined", "accepted", "worked", "reported", "expired")
    offers = [
        Offer(
            id=f"O-{number}",
            lead="L-1",
            partner=draw.one_of(("P-1", "P-2")),
            offered_at=MOMENTS[0],
            due=MOMENTS[8],
            since=draw.one_of(MOMENTS),
            status=draw.one_of(statuses),
            reason=draw.one_of((None, "no-capacity", "no-capacity", "other")),
        )
        for number in range(draw.whole(0, 6))
    ]
    rule = full_up(offers, rest=timedelta(hours=draw.one_of((1, 12, 24))))
    owns = [rule.own(Partner(id=name), "exclude") for name in ("P-1", "P-2")]
    return owns, [rule.judge(None, own, Occasion(as_of=at)) for own in owns for at in MOMENTS]


def room_there_was(draw):
    """Return how much room limits leave, in windows of any zone."""
    zone = draw.one_of(("UTC", "Pacific/Auckland", "America/New_York"))
    parts = {"day": Decimal("0.5"), "week": Decimal("0.34")} if draw.is_so() else {}
    rules = (*paced(lambda firm: firm.capacity, zone=zone, **parts), Limit(), "no limit")
    firm, policy = (
        Partner(id="P-1", capacity=draw.one_of((None, 0, 1, 3, 10))),
        FairShare(default=1, value="unit"),
    )
    terms = {"rules": (*RULES[:-1], *rules[:-1])}
    ledger, found = Ledger(), []
    for moment in (
        *MOMENTS,
        datetime(2026, 12, 31, 23, 30, tzinfo=UTC),
        datetime(2027, 1, 3, 12, tzinfo=UTC),
    ):
        result = allocate([Lead(id=f"L-{moment}")], [firm], policy, ledger=ledger, as_of=moment, **terms)
        ledger = result.ledger
        rooms = limits(rules, firm, ledger.get("P-1"), as_of=moment)
        keys = [taken_key(window, as_of=moment, zone=zone) for window in ("day", "week", "month")]
        found.append(
            (
                rooms,
                limits(rules, firm, None, as_of=moment),
                keys,
                next(iter(result.decisions.values())).reason,
            )
        )
    return (
        found,
        ledger.accounts,
        asked(paced, lambda _: 1, day=Decimal("1.1"), week=draw.one_of((Decimal(-1), Decimal(1), 0.5))),
    )


def places_and_hours(draw):
    """Return how far places are from another, and when the time to answer begins."""
    points = [(draw.number(-90, 90), draw.number(-180, 180)) for _ in range(3)]
    starts = [asked(clock_start, firm_of(draw, "P-1"), CALENDARS, as_of=moment) for moment in MOMENTS]
    unknown = Partner(id="P-2", locations=[Location(id="a", hours="office"), Location(id="b", hours="else")])
    near = Lead(id="L-1", latitude=52.0, longitude=13.0)
    reaches = [within(lambda _, reach=reach: reach) for reach in (-1, 20_041, "far")]
    wrong = [asked(encode, [near], [firm_of(draw, "P-1")], [each], occasion_of(draw)) for each in reaches]
    wrong += [asked(within, each) for each in (-0.1, 20_040.5, None)]
    return (
        distances(points, points[:2]), distances([], points), meters(points[0], points[2]), starts,
        asked(clock_start, unknown, CALENDARS, as_of=NOON), wrong, asked(absent, {"P-1": [period(draw)]}),
        asked(in_state), asked(of_tier, "gold", ""), asked(earlier_holders, when_nobody_is_left="give-up"),
        [asked(full_up, (), rest=rest) for rest in (timedelta(), timedelta(seconds=1), 3)][::2],
    )  # fmt: skip


def test_rights(answers_as_before):
    answers_as_before(whose_it_is_by_right, 14)
    answers_as_before(orders_of_rights, 32)


def test_room(answers_as_before):
    answers_as_before(proofs_of_skill, 24)
    answers_as_before(after_declining, 32)
    answers_as_before(room_there_was, 4)
    answers_as_before(places_and_hours, 6)
