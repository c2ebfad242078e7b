"""Whether a goal is SMART, letter by letter."""

from datetime import date
from decimal import Decimal, localcontext

import pytest

from partnerkit.facts.goal import Goal, Measure
from partnerkit.interop import say
from partnerkit.review import check_smart
from partnerkit.values.errors import CurrencyMismatch, InvalidInput, InvalidValue, UnitMismatch
from partnerkit.values.money import Money, Quantity, Ratio
from partnerkit.values.time import Period

NEW_YEAR = date(2026, 1, 1)
REVENUE = Measure(id="revenue", currency="EUR")


def euros(*amounts):
    return [Money.of(amount, "EUR") for amount in amounts]


def goal(**more):
    given = {
        "id": "de",
        "parent": "emea",
        "owner": "U-1",
        "territory": "de",
        "measure": "revenue",
        "period": Period.year(2026),
        "target": Money.of("110", "EUR"),
    }
    return Goal(**given | more)


def check(given=None, **more):
    arguments = {"as_of": NEW_YEAR, "measure": REVENUE, "results": euros(70, 80, 90, 100)}
    return check_smart(goal() if given is None else given, **arguments | more)


def test_a_smart_goal():
    found = check()

    assert found.is_smart is True
    assert [each.letter for each in found.letters] == ["S", "M", "A", "R", "T"]
    assert say(found).startswith(
        "Specific: revenue of de, U-1 answers for it. Measurable: €110.00 of revenue."
    )


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"owner": None}, ["smart-nobody"]),
        ({"owner": None, "partner": "P-4", "territory": None}, ["smart-specific"]),
        ({"territory": None}, ["smart-nowhere"]),
        ({"owner": None, "territory": None}, ["smart-nobody", "smart-nowhere"]),
    ],
)
def test_specific_is_who_and_where(change, codes):
    letter = check(goal(**change))["S"]

    assert [each.code for each in letter.reasons] == codes
    assert letter.holds is (codes == ["smart-specific"])


def test_measurable_is_what_is_counted():
    assert check(measure=None)["M"].holds is None
    assert check(measure=Measure(id="revenue", currency="USD"))["M"].holds is False
    assert check(measure=Measure(id="revenue"))["M"].holds is True
    rate = goal(target=Ratio.of(9, 10))
    assert check(rate, measure=Measure(id="revenue", kind="ratio"), results=[])["M"].holds is True
    with pytest.raises(InvalidValue, match="measure"):
        check(measure=Measure(id="leads"))


@pytest.mark.parametrize(
    ("target", "holds", "code"),
    [
        ("112", True, "smart-attainable"),
        ("101", True, "smart-too-easy"),
        ("150", False, "smart-out-of-reach"),
    ],
)
def test_attainable_is_what_others_and_oneself_have_done(target, holds, code):
    """Own growth 14.3, 12.5 and 11.1 %, that of peers 2 and 20 %."""
    peers = [tuple(euros(100, 102)), tuple(euros(50, 60))]

    letter = check(goal(target=Money.of(target, "EUR")), peers=peers)["A"]

    assert (letter.holds, letter.reasons[0].code, letter.reasons[0].facts["count"]) == (holds, code, 5)


def test_of_costs_the_fall_is_compared():
    costs = Measure(id="revenue", currency="EUR", better="lower")
    results = euros(100, 95, 90, 85)

    assert check(goal(target=Money.of("81", "EUR")), measure=costs, results=results)["A"].holds is True
    assert check(goal(target=Money.of("40", "EUR")), measure=costs, results=results)["A"].holds is False


def test_without_comparison_attainable_is_not_known():
    assert check(results=euros(90, 100))["A"].holds is None
    assert check(results=[])["A"].holds is None
    assert check(results=euros(0, 0, 0, 0))["A"].holds is None
    assert check(results=euros(0, 0, 0, 0)).is_smart is None


def test_relevant_is_what_matters_to_somebody():
    assert check(priorities={"revenue": 3, "training": 1})["R"].holds is True
    assert check(priorities={"revenue": 0, "training": 1})["R"].holds is False
    assert check(goal(parent=None))["R"].holds is None
    assert check(goal(parent=None), priorities={"training": 1}).is_smart is False


def test_time_bound_is_an_end_that_is_still_to_come():
    assert check(goal(period=Period.since(NEW_YEAR)))["T"].reasons[0].code == "smart-no-end"
    assert check(as_of=date(2026, 12, 31))["T"].holds is True
    assert check(as_of=date(2027, 1, 1))["T"].holds is False


@pytest.mark.parametrize("language", ["en", "de", "sv"])
def test_every_letter_is_said(language):
    for found in (check(), check(goal(owner=None, parent=None), measure=None, results=[])):
        said = say(found, locale=language)
        assert "?" not in said
        assert said.count(".") >= 5


def test_results_count_what_the_target_counts():
    with pytest.raises(CurrencyMismatch):
        check(results=[Money.of(1, "USD")])
    with pytest.raises(UnitMismatch):
        check(results=[Quantity.of(1, "pcs")])
    with pytest.raises(UnitMismatch):
        check(results=[Decimal(1)])
    with pytest.raises(InvalidValue, match="exact"):
        check(goal(target=5), measure=None, results=[1.5])
    with pytest.raises(InvalidValue, match=r"peers\[1\]"):
        check(peers=[tuple(euros(1, 2)), euros(1)[0]])
    with pytest.raises((InvalidValue, InvalidInput), match="as_of"):
        check(as_of="2026")
    with pytest.raises(InvalidValue, match="letter"):
        check()["X"]


def test_the_decimal_context_of_the_host_changes_nothing():
    with localcontext(prec=3):
        facts = check(goal(target=Money.of("123456", "EUR")))["A"].reasons[0].facts
    assert facts["growth"] == Quantity.of(Decimal("123356.0"), "%")


def test_what_is_of_another_kind_is_told_all_at_once():
    with pytest.raises(InvalidInput) as caught:
        check_smart("de", as_of=NEW_YEAR, measure="revenue", results=None, peers=5, priorities=["revenue"])

    assert [fault.path for fault in caught.value.faults] == [
        "goal",
        "measure",
        "results",
        "peers",
        "priorities",
    ]
