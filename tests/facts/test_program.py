"""What the vendor asks of partners of each rank, and what it gives them."""

from datetime import date
from decimal import Decimal, localcontext

import pytest

from partnerkit.facts.program import Incentive, Program, Requirement, Tier
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.money import Money
from partnerkit.values.time import Period


def skilled(**more):
    return Requirement(**{"measure": "certified-people", "least": Decimal(2), "months": 12} | more)


def rebate(**more):
    return Incentive(**{"kind": "rebate", "share": Decimal("0.03"), "period": Period.year(2026)} | more)


def gold(**more):
    return Tier(**{"name": "gold", "rank": 2, "requirements": (skilled(),), "incentives": (rebate(),)} | more)


def machines(**more):
    return Program(
        **{"id": "machines", "name": "Machines", "tiers": (Tier(name="silver", rank=1), gold())} | more
    )


def test_a_program_behaves_like_a_fact(behaves):
    behaves(machines, name="Heavy machines")
    behaves(gold, rank=3)
    behaves(rebate, share=Decimal("0.04"))
    behaves(skilled, least=Decimal(3))


def test_a_tier_is_found_by_its_name():
    assert machines().tier("gold") == gold()
    assert machines().tier("platinum") is None


@pytest.mark.parametrize(
    ("make", "name", "value"),
    [
        (skilled, "measure", ""),
        (skilled, "least", 2),
        (skilled, "least", Decimal("NaN")),
        (skilled, "months", 0),
        (skilled, "months", 61),
        (skilled, "points", Decimal(-1)),
        (rebate, "kind", "gift"),
        (rebate, "share", Decimal("1.01")),
        (rebate, "share", 0.03),
        (rebate, "share", None),
        (rebate, "measure", ""),
        (rebate, "period", 2026),
        (gold, "name", None),
        (gold, "rank", 0),
        (gold, "requirements", ("skill",)),
        (gold, "incentives", (3,)),
        (machines, "id", ""),
        (machines, "name", 1),
        (machines, "tiers", None),
        (machines, "period", "2026"),
        (machines, "products", ()),
    ],
)
def test_a_program_and_its_parts_refuse_what_makes_no_sense(faults, make, name, value):
    found = faults(lambda: make(**{name: value}))

    assert {path: seen for path, (seen, _) in found.items()} == {name: repr(value)}
    assert found[name][1].startswith(("use ", "state either "))


def test_an_incentive_is_a_share_or_an_amount_and_never_both(faults):
    assert list(faults(lambda: rebate(amount=Money.of("100", "EUR")))) == ["share"]
    assert list(faults(lambda: rebate(share=None, amount=Money.of("-1", "EUR")))) == ["amount"]
    assert rebate(share=None, amount=Money.of("100", "EUR")).share is None


def test_each_tier_has_a_name_and_a_rank_of_its_own(faults):
    assert faults(lambda: machines(tiers=(gold(), gold(rank=1))))["tiers"] == (
        "['gold', 'gold']",
        "use each name once",
    )
    assert faults(lambda: machines(tiers=(gold(), gold(name="silver"))))["tiers"] == (
        "[2, 2]",
        "use each rank once",
    )


def test_all_faults_of_a_program_come_at_once(faults):
    assert list(faults(lambda: machines(id="", tiers=("gold",), products=()))) == ["id", "tiers", "products"]


def test_tiers_stand_in_rising_rank_in_whatever_order_they_were_given():
    silver, gold = Tier(name="silver", rank=1), Tier(name="gold", rank=2)

    assert Program(id="P", tiers=[gold, silver]) == Program(id="P", tiers=[silver, gold])
    assert [tier.name for tier in Program(id="P", tiers=(gold, silver)).tiers] == ["silver", "gold"]


def test_a_rejection_rate_is_asked_to_stay_below_and_people_to_be_certified():
    limit = Requirement(measure="claim-rejection-rate", most=Decimal("0.05"))
    people = Requirement(certification="firewall-expert", least=Decimal(2))

    assert (limit.least, limit.most) == (None, Decimal("0.05"))
    assert (people.measure, people.certification) == (None, "firewall-expert")


@pytest.mark.parametrize(
    ("more", "paths"),
    [
        ({}, ["measure", "least"]),
        ({"measure": "revenue", "certification": "expert", "least": Decimal(1)}, ["measure"]),
        ({"measure": "revenue"}, ["least"]),
        ({"measure": "revenue", "least": Decimal(2), "most": Decimal(1)}, ["most"]),
        ({"measure": "", "least": 1.5, "most": "2", "months": 61, "points": Decimal(-1)}, None),
    ],
)
def test_a_requirement_that_asks_for_nothing_or_too_much_is_refused(faults, more, paths):
    assert list(faults(lambda: Requirement(**more))) == (paths or list(more))


def test_a_program_runs_in_its_period_and_without_one_always():
    program = Program(id="P", period=Period.year(2026))

    assert (program.holds_on(date(2026, 12, 31)), program.holds_on(date(2027, 1, 1))) == (True, False)
    assert Program(id="P").holds_on(date(2027, 1, 1))


def test_a_floor_lies_before_the_aim_and_earns_points():
    def paths(**more):
        with pytest.raises((InvalidValue, InvalidInput)) as caught:
            Requirement(measure="m", **more)
        return [fault.path for fault in getattr(caught.value, "faults", [caught.value])]

    points = {"points": Decimal(5)}
    assert paths(least=Decimal(5), floor=Decimal(5), **points) == ["floor"]
    assert paths(most=Decimal(5), floor=Decimal(5), **points) == ["floor"]
    assert paths(least=Decimal(5), floor=Decimal(1)) == ["floor"]
    assert paths(least=Decimal(5), most=Decimal(9), floor=Decimal(1), **points) == ["floor"]
    assert Requirement(measure="m", most=Decimal(5), floor=Decimal(8), **points).floor == Decimal(8)


def test_a_joint_plan_is_there_or_not():
    assert Requirement(joint_plan=True).name == "joint-plan"
    for more in ({"measure": "m"}, {"least": Decimal(1)}):
        with pytest.raises(InvalidValue):
            Requirement(joint_plan=True, **more)


def test_a_tier_asks_for_points_that_can_be_had():
    some = Requirement(measure="m", least=Decimal(1), points=Decimal(5))
    for points in (None, Decimal(6)):
        with pytest.raises(InvalidValue):
            Tier(name="gold", rank=1, requirements=[some], points=points)
    assert Tier(name="gold", rank=1, requirements=[some], points=Decimal(5)).points == Decimal(5)


def test_measures_and_certifications_have_names_of_their_own():
    both = [Requirement(measure="x", least=Decimal(1)), Requirement(certification="x", least=Decimal(1))]
    with pytest.raises(InvalidValue):
        Program(id="p", tiers=[Tier(name="gold", rank=1, requirements=both)])


def test_points_add_up_exactly_whatever_the_host_rounds_to():
    some = [Requirement(measure=name, least=Decimal(1), points=Decimal("1.001")) for name in "ab"]
    with localcontext(prec=3):
        assert Tier(name="gold", rank=1, requirements=some, points=Decimal("2.002")).points == Decimal(
            "2.002"
        )
