"""One goal on one day: an attainment reckons what it is asked for, and is a value all the same."""

import pickle
from datetime import date
from decimal import Decimal

import pytest

from partnerkit.facts.goal import Goal, Measure
from partnerkit.goals import GoalTree, attain
from partnerkit.goals.judged import _FIELDS, Attainment
from partnerkit.values.money import Money, Ratio
from partnerkit.values.time import Period

YEAR = Period.year(2026)


def judged(amount="300", target="1000"):
    tree = GoalTree.of([Goal(id="de", measure="revenue", period=YEAR, target=Money.of(target, "EUR"))])
    return attain(tree, {"de": Money.of(amount, "EUR")}, as_of=date(2026, 3, 31))["de"]


def test_equal_attainments_are_equal_and_others_are_not():
    assert judged() == judged()
    assert hash(judged()) == hash(judged())
    assert judged() != judged("301")
    assert judged() != "de"
    assert len({judged(), judged(), judged("301")}) == 2


def test_it_says_all_it_has_to_say_and_goes_through_pickle():
    said = repr(judged())

    assert said.startswith("Attainment(goal='de', target=Money.of('1000.00', 'EUR'), actual=")
    assert all(f"{name}=" in said for name in _FIELDS)
    assert pickle.loads(pickle.dumps(judged())) == judged()


def test_every_thing_it_says_is_listed():
    public = {name for name in vars(Attainment) if not name.startswith("_")}

    assert public == {*_FIELDS, "reason"}


def test_nothing_of_it_can_be_changed():
    with pytest.raises(AttributeError):
        judged().attainment = 1


def attainment(target, actual, **measure):
    tree = GoalTree.of(
        [Goal(id="de", measure="m", period=YEAR, target=target)], measure=Measure(id="m", **measure)
    )
    return attain(tree, {"de": actual}, as_of=date(2026, 3, 31))["de"].attainment


def test_amounts_of_other_decimals_and_ratios_are_divided_as_exactly():
    assert attainment(1000, Decimal("300.25")) == Decimal("0.30025")
    assert attainment(Decimal("0.5"), 2) == 4
    assert attainment(Ratio.of(1, 4), Ratio.of(1, 5), kind="ratio") == Decimal("0.8")
    assert attainment(0, 5) is None
