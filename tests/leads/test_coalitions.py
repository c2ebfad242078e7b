"""What did each bring in, if any of them together could have been at work?"""

from decimal import Decimal
from fractions import Fraction

import pytest

from partnerkit.leads import Journeys, attribute, coalitions
from partnerkit.leads.coalitions import participations, shapley_values
from partnerkit.values.errors import InvalidValue


def test_the_airport_game():
    # Littlechild and Owen (1973): runways of 1, 2 and 3; who needs a part of it shares its cost.
    costs = {"small": 1, "middle": 2, "large": 3}
    found = dict(shapley_values(list(costs), lambda who: max((costs[each] for each in who), default=0)))

    assert found == {"small": Fraction(1, 3), "middle": Fraction(5, 6), "large": Fraction(11, 6)}


def test_the_security_council():
    # Shapley and Shubik (1954): five with a veto and ten without; 39 of 63 votes needed in weighted form.
    names = [f"veto-{n}" for n in range(5)] + [f"other-{n}" for n in range(10)]
    weights = {name: 7 if name.startswith("veto") else 1 for name in names}
    found = dict(shapley_values(names, lambda who: int(sum(weights[each] for each in who) >= 39)))

    assert found["other-0"] == Fraction(4, 2145)
    assert found["veto-0"] == Fraction(421, 2145)
    assert sum(found.values()) == 1


def test_journeys_are_the_game_whose_coalitions_win_what_they_made_alone():
    journeys = Journeys.of([["a", "b", "a"], ["b"], ["c", "a"], ["b", "c", "a"]], wins=[3, 2, 1, 4])
    sets = [({"a", "b"}, 3), ({"b"}, 2), ({"a", "c"}, 1), ({"a", "b", "c"}, 4)]
    found = attribute(journeys, "shapley", worth=lambda who: sum(won for made, won in sets if made <= who))

    assert {name: each.wins for name, each in found.items()} == {
        name: each.wins for name, each in attribute(journeys, "shapley").items()
    }


@pytest.mark.parametrize("value", [Decimal("0.1"), 0.5, Fraction(1, 3), 7])
def test_any_finite_number_is_a_worth(value):
    found = dict(shapley_values(["a", "b"], lambda who: value if len(who) == 2 else 0))

    assert found == {"a": Fraction(value) / 2, "b": Fraction(value) / 2}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), None, "1", True, Decimal("NaN")])
def test_what_is_no_finite_number_is_refused(value):
    with pytest.raises(InvalidValue, match=r"worth\("):
        dict(shapley_values(["a"], lambda _: value))


def test_too_many_players_are_refused():
    with pytest.raises(InvalidValue, match="at most 15"):
        dict(shapley_values([str(n) for n in range(16)], lambda _: 0))
    with pytest.raises(InvalidValue, match="different"):
        dict(shapley_values(["a", "a"], lambda _: 0))


def test_nobody_brings_in_nothing():
    assert dict(shapley_values([], lambda _: 5)) == {}


def test_many_parties_are_looked_at_in_blocks(monkeypatch):
    journeys = Journeys.of([["a", "b", "a"], [], ["c", "c"], ["b"]], wins=[1, 1, 1, 1])
    whole = [each.tolist() for each in participations(journeys)]
    monkeypatch.setattr(coalitions, "_BLOCK", 1)

    assert [each.tolist() for each in participations(journeys)] == whole == [[0, 0, 2, 3], [0, 1, 2, 1]]


def test_a_worth_that_is_no_number_is_refused_however_it_is_none_and_a_large_one_is_taken():
    for odd in (Decimal("sNaN"), Decimal("NaN"), float("inf"), True, "3"):
        with pytest.raises(InvalidValue, match=r"^worth\("):
            list(shapley_values(["a"], lambda _, odd=odd: odd))
    assert dict(shapley_values(["a"], lambda who: 10**400 * len(who))) == {"a": 10**400}
