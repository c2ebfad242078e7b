from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve

from partnerkit import Money, Partner, Period
from partnerkit.facts import Certification, Incentive, Program, Requirement, Tier
from partnerkit.lifecycle import benefits, change_tiers, qualify_tiers
from partnerkit.values.errors import InvalidInput, InvalidValue, NotFound

YEAR = Period.year(2026)


def revenue(least):
    return Requirement(measure="revenue", least=Decimal(least))


SATISFIED = Requirement(measure="satisfaction", least=Decimal(7))
PROGRAM = Program(
    id="p",
    tiers=[
        Tier(name="silver", rank=1, requirements=[revenue(50_000)]),
        Tier(
            name="gold",
            rank=2,
            requirements=[revenue(100_000), SATISFIED, Requirement(certification="expert", least=Decimal(1))],
        ),
    ],
    grace_months=6,
)
EXPERT = (Certification(name="expert"),)


def eur(amount):
    return Money.of(amount, "EUR")


def standing(sold, satisfaction=8, tier=None, certifications=EXPERT, program=PROGRAM):
    partner = Partner(id="P", tier=tier, certifications=certifications)
    figures = {"revenue": {"P": None if sold is None else eur(sold)}, "satisfaction": {"P": satisfaction}}
    return qualify_tiers(program, [partner], figures, period=YEAR)["P"]


@pytest.mark.parametrize(
    ("sold", "satisfaction", "certifications", "earned"),
    [
        ("49999.99", 8, EXPERT, None),
        ("50000", 8, EXPERT, "silver"),
        ("100000", 8, EXPERT, "gold"),
        ("100000", Decimal("6.99"), EXPERT, "silver"),
        ("100000", 8, (), "silver"),
    ],
)
def test_the_highest_tier_of_which_all_is_shown_is_earned(sold, satisfaction, certifications, earned):
    assert standing(sold, satisfaction, None, certifications).earned == earned


def test_a_higher_tier_begins_after_the_period_a_lower_one_after_the_grace():
    up, down = standing("100000", tier="silver"), standing("60000", tier="gold")

    assert (up.outcome, up.effective, up.reason.code) == ("promote", date(2027, 1, 1), "tier-earned")
    assert (down.outcome, down.effective, down.reason.code) == ("demote", date(2027, 7, 1), "tier-missed")
    assert standing("60000", tier="silver").outcome == "keep"


def test_what_is_missing_of_the_next_tier_is_said_with_its_size():
    found = standing("60000", Decimal("6.5"), "silver", ())

    assert found.next_tier == "gold"
    assert [(each.requirement.name, each.missing) for each in found.shortfalls] == [
        ("revenue", eur("40000")),
        ("satisfaction", Decimal("0.5")),
        ("expert", Decimal(1)),
    ]
    assert standing("100000").next_tier is None


def test_where_less_is_better_the_distance_is_what_is_too_much():
    program = Program(
        id="p",
        tiers=[
            Tier(name="gold", rank=1, requirements=[Requirement(measure="rejected", most=Decimal("0.05"))])
        ],
    )
    found = qualify_tiers(program, [Partner(id="P")], {"rejected": {"P": Decimal("0.07001")}}, period=YEAR)[
        "P"
    ]

    assert found.shortfalls[0].missing == Decimal("0.0201")
    assert found.shortfalls[0].needed == Decimal("0.05")


def test_nobody_is_demoted_on_what_is_unknown():
    assert standing(None, tier="silver").outcome == "unknown"
    assert standing("100000", None, tier="gold").outcome == "unknown"
    assert standing("100000", None, tier="gold").reason.code == "tier-undecided"
    # What is known is enough: whatever the answers say, the revenue is too small.
    assert standing("60000", None, tier="gold").outcome == "demote"
    # And nobody is promoted on it.
    assert standing("100000", None, tier="silver").outcome == "keep"


def test_a_higher_tier_that_is_unknown_may_save_the_one_held():
    tiers = [
        Tier(name="silver", rank=1, requirements=[revenue(50_000)]),
        Tier(name="gold", rank=2, requirements=[SATISFIED]),
    ]
    program = Program(id="p", tiers=tiers)

    assert standing("1", None, tier="silver", program=program).outcome == "unknown"
    assert standing("1", 6, tier="silver", program=program).outcome == "demote"


def test_points_may_be_made_up_but_no_floor():
    program = Program(
        id="p",
        tiers=[
            Tier(
                name="gold",
                rank=1,
                points=Decimal(15),
                requirements=[
                    Requirement(measure="revenue", least=Decimal(100), floor=Decimal(50), points=Decimal(10)),
                    Requirement(measure="satisfaction", least=Decimal(7), points=Decimal(10)),
                ],
            )
        ],
    )
    short = standing("74.99", 8, program=program)

    assert standing("75", 8, program=program).earned == "gold"
    assert (short.earned, short.points, short.points_needed) == (None, Decimal("14.99"), Decimal(15))
    assert standing("100", 6, program=program).earned is None
    assert standing("49.99", 8, program=program).points == Decimal(10)
    assert standing("80", None, tier="gold", program=program).outcome == "unknown"
    assert standing("40", None, tier="gold", program=program).outcome == "demote"


def test_a_program_without_tiers_or_requirements_gives_what_it_asks():
    assert standing("1", program=Program(id="p")).reason.code == "tier-none"
    assert standing("1", program=Program(id="p", tiers=[Tier(name="member", rank=1)])).earned == "member"


def test_what_a_tier_gives_depends_on_the_day():
    rebate = Incentive(kind="rebate", share=Decimal("0.03"), period=YEAR)
    funds = Incentive(kind="funds", share=Decimal("0.01"))
    program = Program(
        id="p",
        tiers=[Tier(name="gold", rank=1, incentives=[rebate, funds])],
        period=Period.since(date(2026, 1, 1)),
    )

    assert benefits(program, "gold", date(2026, 5, 1)) == (rebate, funds)
    assert benefits(program, "gold", date(2027, 5, 1)) == (funds,)
    assert benefits(program, "gold", date(2025, 5, 1)) == benefits(program, "silver", date(2026, 5, 1)) == ()


def test_a_partner_sees_itself_alone():
    partners = [Partner(id="P"), Partner(id="Q")]
    figures = {"revenue": {"P": eur("1"), "Q": eur("2")}, "satisfaction": {}}
    found = qualify_tiers(PROGRAM, partners, figures, period=YEAR, viewer="P")

    assert list(found) == ["P"]
    with pytest.raises(NotFound):
        found["Q"]


def test_partners_are_in_the_program_and_given_once():
    with pytest.raises(InvalidInput) as caught:
        qualify_tiers(PROGRAM, [Partner(id="P", tier="platinum"), Partner(id="P")], {}, period=YEAR)
    assert [each.path for each in caught.value.faults] == ["partners[0].tier", "partners[1].id"]


def test_many_are_a_table():
    partners = [Partner(id="P", tier="gold"), Partner(id="Q", tier="silver")]
    figures = {"revenue": {"P": eur("60000"), "Q": eur("60000")}, "satisfaction": {"P": 8}}
    found = qualify_tiers(PROGRAM, partners, figures, period=YEAR)
    rows = found.distances()

    assert found.to_frame()["outcome"].tolist() == ["demote", "keep"]
    assert found.with_outcome("demote") == ("P",)
    assert list(zip(rows["partner"].tolist(), rows["requirement"].tolist(), strict=True)) == [
        ("P", "revenue"),
        ("P", "expert"),
        ("Q", "revenue"),
        ("Q", "satisfaction"),
        ("Q", "expert"),
    ]
    assert (len(found), repr(found)) == (2, "<TierStandings: 2 partners in p>")


def test_there_may_be_no_grace():
    assert evolve(PROGRAM, grace_months=0).grace_months == 0


def test_tiers_of_things_of_another_kind_are_refused_by_name():
    program, partners, year = (
        Program(id="p", tiers=[Tier(name="gold", rank=1)]),
        [Partner(id="P-4")],
        Period.year(2026),
    )
    standings = qualify_tiers(program, partners, {}, period=year)
    calls = {
        "program": lambda: qualify_tiers("p", partners, {}, period=year),
        "partners[0]": lambda: qualify_tiers(program, ["P-4"], {}, period=year),
        "figures": lambda: qualify_tiers(program, partners, {"revenue": 5}, period=year),
        "period": lambda: qualify_tiers(program, partners, {}, period=2026),
        "measures": lambda: qualify_tiers(program, partners, {}, period=year, measures=None),
        "viewer": lambda: qualify_tiers(program, partners, {}, period=year, viewer=["P-4"]),
        "tier": lambda: benefits(program, 1, date(2026, 1, 1)),
        "standings": lambda: change_tiers(partners, {}, on=date(2026, 1, 1)),
        "decisions[0]": lambda: change_tiers(partners, standings, on=date(2026, 1, 1), decisions=["gold"]),
    }
    for path, call in calls.items():
        with pytest.raises(InvalidValue) as refused:
            call()
        assert refused.value.path == path
