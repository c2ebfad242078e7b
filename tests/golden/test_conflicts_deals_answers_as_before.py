"""Who is in whose way on a deal is answered as it was before."""

from decimal import Decimal

from conflict_worlds import (
    DAYS,
    NOONS,
    SAME,
    asked,
    days,
    deals,
    engagements,
    grants,
    leads,
    partners,
    people,
    stretch,
    tried,
    with_own,
)

from partnerkit import Goal, Period
from partnerkit.conflicts import rules
from partnerkit.conflicts.cooperation import Cooperation
from partnerkit.conflicts.precedence import CRITERIA, Claim, Precedence
from partnerkit.conflicts.rules import (
    channel_conflict,
    cooperation_rules,
    deal_overlap,
    dual_distribution_wall,
    lead_collision,
    protected_lead_taken,
    registration_expiry,
    registration_hoarding,
)  # fmt: skip
from partnerkit.facts import (
    ServiceCase,
)  # fmt: skip


def deals_that_overlap(draw):
    """Find one deal registered by several."""
    joint = draw.one_of(
        [
            (),
            (
                Cooperation(
                    id="K",
                    kind="joint-deal",
                    account="A",
                    registrations=["D-0", "D-1", "D-2"],
                    shares={"p": Decimal("0.5"), "q": Decimal("0.5")},
                ),
            ),
        ]
    )
    order = draw.one_of(
        [
            None,
            Precedence(
                order=draw.mixed(CRITERIA),
                tender_excluded=draw.is_so(),
                second_share=draw.one_of([Decimal(0), Decimal("0.5")]),
            ),
        ]
    )
    rule = deal_overlap.deal_overlap(
        precedence=order,
        look_back=days(draw, 0, 1, 30),
        customers=draw.one_of([None, SAME]),
        declared=joint,
    )
    return asked(draw, rule, with_own(draw, *deals(draw, draw.whole(2, 5))))


def direct_sales_beside(draw):
    """Find direct sales at work where a partner is protected."""
    rule = channel_conflict.channel_conflict(
        look_back=days(draw, 0, 1, 60), customers=draw.one_of([None, SAME])
    )
    return asked(
        draw, rule, with_own(draw, *deals(draw, draw.whole(1, 4)), *engagements(draw, draw.whole(0, 3)))
    )


def leads_that_collide(draw):
    """Find leads of a customer whom somebody else works on."""
    rule = lead_collision.lead_collision(
        given=draw.one_of([None, {f"L-{number}": draw.one_of("pq") for number in range(draw.whole(0, 4))}]), look_back=days(draw, 0, 1, 2, 30),
        direct_look_back=days(draw, 0, 1, 60), customers=draw.one_of([None, SAME]),
    )  # fmt: skip
    facts = (
        *leads(draw, draw.whole(1, 4)),
        *deals(draw, draw.whole(0, 3)),
        *engagements(draw, draw.whole(0, 2)),
    )
    return asked(draw, rule, with_own(draw, *facts))


def promised_and_taken(draw):
    """Find leads that were promised to one and registered by another."""
    rule = protected_lead_taken.protected_lead_taken(
        given=draw.one_of([None, {f"L-{number}": draw.one_of("pq") for number in range(4)}]),
        customers=draw.one_of([None, SAME]),
    )
    return asked(draw, rule, with_own(draw, *leads(draw, draw.whole(0, 3)), *deals(draw, draw.whole(2, 4))))


def held_for_long(draw):
    """Find registrations that are hoarded, and ones that end soon."""
    facts = with_own(draw, *deals(draw, draw.whole(1, 5)), *partners(draw))
    caps = {"caps": draw.one_of([None, {"gold": draw.one_of([1, 2])}]), "default": draw.one_of([1, 2, 3])}
    odd = tried(
        registration_hoarding.registration_hoarding,
        caps={"gold": draw.one_of([0, 1.5])},
        default=draw.one_of([0, 1]),
    )
    return [
        asked(draw, registration_hoarding.registration_hoarding(**caps), facts),
        asked(draw, registration_expiry.registration_expiry(notice=days(draw, 0, 1, 2, 14)), facts), odd,
    ]  # fmt: skip


def who_goes_first(draw):
    """Rule between claims, by any order of what counts."""
    claims = [
        Claim(
            registration=f"D-{number}", partner=draw.one_of("pq"), qualified_at=draw.one_of([None, NOONS[0], NOONS[0], NOONS[1]]), chosen_in_writing=draw.is_so(0.3),
            serves_customer=draw.is_so(0.3), public_tender=draw.is_so(0.2), discount=draw.one_of([None, Decimal("0.1"), Decimal("0.3")]),
        )
        for number in draw.mixed(range(draw.whole(0, 4)))
    ]  # fmt: skip
    order = draw.some(draw.mixed(CRITERIA), 0.8) or CRITERIA
    names = [*CRITERIA, "x"] if draw.is_so(0.1) else CRITERIA
    pairs = [
        tuple(draw.mixed(names)[: draw.whole(1, 3) if draw.is_so(0.05) else 2])
        for _ in range(draw.whole(0, 3))
    ]
    more = {
        "tender_excluded": draw.is_so(),
        "second_share": draw.one_of([Decimal(0), Decimal("0.5"), Decimal(1)]),
    }
    return [
        Precedence(order=order, **more).rule(*claims),
        Precedence().rule(*claims),
        tried(Precedence.from_pairs, pairs, **more),
        tried(Precedence.from_pairs, pairs),
    ]


def test_deals_and_leads(answers_as_before):
    """One deal, several that claim it."""
    answers_as_before(deals_that_overlap, cases=60)
    answers_as_before(direct_sales_beside, cases=45)
    answers_as_before(leads_that_collide, cases=60)
    answers_as_before(promised_and_taken, cases=45)
    answers_as_before(held_for_long, cases=45)
    answers_as_before(who_goes_first, cases=75)


def agreed_on(draw):
    """Find who breaks what several agreed on."""
    declared = []
    for number in range(draw.whole(1, 3)):
        kind = draw.one_of(["joint-deal", "referral", "sale-and-installation", "service"])
        shares = draw.one_of(
            [
                {"p": Decimal("0.6"), "q": Decimal("0.4")},
                {"q": Decimal("0.5"), "r": Decimal("0.5")},
                {"p": Decimal("0.5"), "q": Decimal("0.4")},
                {"p": Decimal(1)},
            ]
            if draw.is_so(0.2)
            else [
                {"p": Decimal("0.6"), "q": Decimal("0.4")},
                {"q": Decimal("0.5"), "r": Decimal("0.25"), "p": Decimal("0.25")},
            ]
        )
        seller = (
            (None if kind == "joint-deal" else draw.one_of("pq"))
            if draw.is_so(0.95)
            else draw.one_of([None, "p", "z"])
        )
        made = tried(
            Cooperation,
            id=f"K-{number if draw.is_so(0.97) else 0}",
            kind=kind,
            account=draw.one_of("AB"),
            seller=seller,
            shares=shares,
            registrations=draw.some(["D-0", "D-1"], 0.3),
            valid=draw.one_of([None, stretch(draw)]),
        )
        declared.append(made)
    kept = [each for each in declared if isinstance(each, Cooperation)]
    cases = [
        ServiceCase(id=f"S-{number}", partner=draw.one_of([None, "p", "q"]), sold_by=draw.one_of([None, "p", "q"]), account=draw.one_of([None, "A", "A", "B"]), opened_at=NOONS[0])
        for number in range(draw.whole(0, 4))
    ]  # fmt: skip
    rule = cooperation_rules.cooperation_rules(declared=kept)
    said = [[each.partners, each.helpers, [each.holds_on(day) for day in DAYS]] for each in kept]
    return [declared, said, asked(draw, rule, with_own(draw, *deals(draw, 3), *cases))]


def seen_across(draw):
    """Find who of direct sales saw what a partner told the channel desk."""
    purposes = ["warranty", "after-sales", "own-account"]
    showings = [
        dual_distribution_wall.Showing(person=draw.one_of("uv"), record=draw.one_of(["D-0", "D-1"]), partner=draw.one_of("pq"), about=draw.one_of(["identified-customer", "future-price"]), purpose=draw.one_of([None, *purposes]))
        for _ in range(draw.whole(0, 3))
    ]  # fmt: skip
    rule = dual_distribution_wall.dual_distribution_wall(
        showings=showings,
        purposes=draw.some(purposes, 0.7),
        role=draw.one_of(["direct-sales", "channel-desk"]),
    )
    odd = tried(dual_distribution_wall.dual_distribution_wall, purposes=["x"])
    return [
        asked(
            draw,
            rule,
            with_own(
                draw,
                *deals(draw, 3),
                *engagements(draw, draw.whole(0, 2)),
                *people(draw),
                *partners(draw),
            ),
        ),
        odd,
    ]


def promises_of_goals(draw):
    """Find goals that promise one thing to two."""
    goals = []
    for number in range(draw.whole(1, 5)):
        more = {
            name: draw.one_of(choices)
            for name, choices in (
                ("owner", [None, "u", "v"]),
                ("partner", [None, "p", "q"]),
                ("territory", [None, "n", "de", "n"]),
                ("product", [None, None, "fw", "sw"]),
            )
        }
        parent = draw.one_of([None, None, *(each.id for each in goals)])
        goals.append(
            Goal(
                id=f"G-{number}",
                parent=parent,
                measure=draw.one_of(["m", "m", "k"]),
                target=draw.one_of([1, 2]),
                period=draw.one_of([Period.of(DAYS[0], DAYS[3]), Period.of(DAYS[0], DAYS[3]), stretch(draw)]),
                **more,
            )
        )
    return asked(draw, rules.get("goal-conflict"), with_own(draw, *goals, *grants(draw, draw.whole(0, 2))))


def test_cooperation_and_the_wall(answers_as_before):
    """What partners agreed on, and what direct sales may see."""
    answers_as_before(agreed_on, cases=60)
    answers_as_before(seen_across, cases=45)
    answers_as_before(promises_of_goals, cases=75)
