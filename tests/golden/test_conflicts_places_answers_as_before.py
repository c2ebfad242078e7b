"""Who holds which territory and partner is answered as it was before."""

from attrs import evolve
from conflict_worlds import (
    DAYS,
    FIRMS,
    FIRST,
    GOODS,
    PLACES,
    asked,
    assignments,
    at,
    grants,
    leads,
    partners,
    people,
    stretch,
    with_own,
)

from partnerkit import Period
from partnerkit.conflicts import rules
from partnerkit.conflicts.holdings import Holding, swaps, together
from partnerkit.facts import (
    Assignment,
    Figure,
    Grant,
    Network,
    Touch,
)  # fmt: skip


def held_twice(draw):
    """Find territories that several hold."""
    facts = with_own(draw, *assignments(draw, draw.whole(0, 4)), *grants(draw, draw.whole(0, 4)))
    return asked(draw, rules.get("territory-overlap"), facts)


def nobody_there(draw):
    """Find territories that nobody holds."""
    places = [evolve(each, valid=draw.one_of([None, None, stretch(draw)])) for each in PLACES]
    facts = [
        *places,
        *GOODS,
        *assignments(draw, draw.whole(0, 2)),
        *grants(draw, draw.whole(0, 2)),
        *partners(draw),
    ]
    return asked(draw, rules.get("territory-gap"), facts)


def sold_into(draw):
    """Find sales into a territory that is another's alone."""
    places = [
        evolve(each, segment=draw.one_of([None, None, "yard"]), reserved=draw.is_so(0.3), products=draw.one_of([None, ["fw"], ["it"]]), valid=draw.one_of([None, stretch(draw)]))
        for each in PLACES
    ]  # fmt: skip
    touches = [
        Touch(
            lead=lead, account=account, channel="visit", at=at(draw), **draw.one_of([{"role": "partner", "partner": who} for who in "ppqqr"] + [{"role": "direct"}, {"role": "partner"}]),
            approach=draw.one_of(["active", "active", "active", "passive", None]),
        )
        for lead, account in (draw.one_of([("L-0", None), ("L-1", None), (None, "A"), (None, "C"), ("L-0", "B")]) for _ in range(draw.whole(1, 4)))
    ]  # fmt: skip
    facts = [*places, *GOODS, *FIRMS, *touches, *leads(draw, 2), *grants(draw, draw.whole(1, 4))]
    many = (
        [
            Grant(partner=f"h{number}", territory="n", exclusive=True, period=Period.since(FIRST))
            for number in range(draw.one_of([4, 5]))
        ]
        if draw.is_so(0.15)
        else []
    )
    return asked(draw, rules.get("exclusivity-breach"), [*facts, *many, *(() if many else partners(draw))])


def managed(draw):
    """Find partners whom several manage."""
    return asked(
        draw,
        rules.get("owner-conflict"),
        with_own(draw, *assignments(draw, draw.whole(1, 4), "partner"), *partners(draw)),
    )


def exchanged(draw):
    """Find territories that changed hands, and figures that were booked before they did."""
    cut = draw.whole(2, 4)
    held = []
    for person, places in zip(
        "uvw",
        draw.one_of([("ns", "sn", ("de", "n")), ("ns", "ns", "sn"), ("ns", "sn", "sn")]),
        strict=True,
    ):
        if draw.is_so(0.85):
            shift = draw.one_of([0, 0, 0, 1])
            held += [
                Assignment(person=person, territory=places[0], period=Period.of(DAYS[0], DAYS[cut])),
                Assignment(
                    person=person,
                    territory=places[1],
                    period=draw.one_of([Period.since, lambda day: Period.of(day, DAYS[6])])(
                        DAYS[cut + shift]
                    ),
                ),
            ]
    held = draw.some(held, 0.95) + tuple(assignments(draw, draw.whole(0, 1)))
    figures = [
        Figure(
            partner="p",
            measure="m",
            period=Period.day(FIRST),
            value=1,
            person=draw.one_of("uv"),
            territory=draw.one_of([None, "n", "s"]),
        )
        for _ in range(draw.whole(0, 2))
    ]
    facts = with_own(draw, *held, *people(draw), *figures)
    spans = [Holding(draw.one_of("uvw"), stretch(draw), number) for number in range(draw.whole(0, 4))]
    return [
        asked(draw, rules.get("territory-swap"), facts),
        asked(draw, rules.get("record-mismatch"), facts),
        swaps(Network.of(*facts)),
        [(each, each.holders) for each in together(spans)],
    ]


def test_territories(answers_as_before):
    """Who holds what, alone or together, and where nobody is."""
    answers_as_before(held_twice, cases=90)
    answers_as_before(nobody_there, cases=75)
    answers_as_before(sold_into, cases=105)
    answers_as_before(managed, cases=45)
    answers_as_before(exchanged, cases=90)
