"""Credit adds up exactly, and Shapley's axioms hold."""

from datetime import timedelta
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnerkit.leads import Journeys, attribute
from partnerkit.leads.coalitions import shapley_values
from partnerkit.testing.nasty import any_of

NAMES = "abcde"
METHODS = ("first", "last", "linear", "position", "time-decay", "shapley", "markov")
#: One law, asked of each of seven methods.
HALF = settings(max_examples=max(5, settings.default.max_examples // 2))


# Putting a strategy together takes longer than drawing from it: made once.
#: So many of each length.
PATHS = [
    path for length in range(6) for path in product(NAMES, repeat=length) for _ in range(5 ** (5 - length))
]
ROWS = [
    st.lists(
        any_of(
            lambda path, won, lost, amount: (path, won, lost, amount),
            path=PATHS,
            won=range(fewest_wins, 6),
            lost=range(6),
            amount=range(10_001),
        ),
        min_size=1,
        max_size=5,
    )
    for fewest_wins in (0, 1)
]
AGES = [st.lists(st.integers(0, 10**7), min_size=count, max_size=count) for count in range(6)]


@st.composite
def journeys(draw, fewest_wins=0):
    rows = draw(ROWS[fewest_wins])
    parties = tuple(NAMES)
    touches = [parties.index(name) for path, *_ in rows for name in path]
    ages = [age for path, *_ in rows for age in sorted(draw(AGES[len(path)]), reverse=True)]
    return Journeys(
        parties=parties,
        touches=touches,
        offsets=np.concatenate(([0], np.cumsum([len(path) for path, *_ in rows]))),
        wins=[won for _, won, _, _ in rows],
        losses=[lost for _, _, lost, _ in rows],
        amounts=[amount if won else 0 for _, won, _, amount in rows],
        currency="EUR",
        ages=ages,
        names=[f"L-{row}" for row in range(len(rows))],
    )


def credited(told, method, **options):
    terms = {"half_life": timedelta(days=7)} if method == "time-decay" else {}
    return attribute(told, method, **terms, **options)


@pytest.mark.parametrize("method", METHODS)
@HALF
@given(told=journeys())
def test_all_that_was_won_is_credited_exactly_once(method, told):
    found = credited(told, method)

    wins = sum((each.wins for each in found.values()), Fraction(0))
    assert wins + found.unattributed.wins == told.won
    assert all(each.wins >= 0 for each in found.values())
    cents = sum(each.amount.minor for each in found.values()) + found.unattributed.amount.minor
    assert cents == told.value.minor


@pytest.mark.parametrize("method", METHODS[:-1])
@HALF
@given(told=journeys(fewest_wins=1))
def test_the_credit_of_the_deals_adds_up_to_the_credit_of_all(method, told):
    found = credited(told, method)
    deals = [credit for name in told.names for credit in found.deal(name)]

    for party, whole in found.items():
        assert sum((each.wins for each in deals if each.party == party), Fraction(0)) == whole.wins
        assert sum(each.amount.minor for each in deals if each.party == party) == whole.amount.minor


@pytest.mark.parametrize("method", METHODS)
@HALF
@given(told=journeys(), data=st.data())
def test_the_order_of_the_journeys_does_not_matter(method, told, data):
    rows = data.draw(st.permutations(range(len(told))))
    parts = [np.arange(told.offsets[row], told.offsets[row + 1]) for row in rows]
    places = np.concatenate(parts).astype(np.int64)
    other = Journeys(
        parties=told.parties,
        touches=told.touches[places],
        offsets=np.concatenate(([0], np.cumsum([len(part) for part in parts]))),
        wins=told.wins[rows],
        losses=told.losses[rows],
        ages=told.ages[places],
    )
    before, after = credited(told, method), credited(other, method)

    for party in told.parties:
        if method == "markov":
            assert float(after[party].wins) == pytest.approx(float(before[party].wins), abs=1e-9)
        else:
            assert after[party].wins == before[party].wins


@given(told=journeys(), order=st.integers(1, 4))
def test_removal_effects_are_parts(told, order):
    for credit in credited(told, "markov", order=order).values():
        assert 0 <= credit.removal <= 1


@given(told=journeys(fewest_wins=1))
def test_a_party_without_contact_is_no_loss(told):
    there = {told.parties[each] for each in told.touches}

    for method in METHODS:
        found = credited(told, method)
        assert all(found[party].wins == 0 for party in set(NAMES) - there)


#: A game as the worth of each coalition of three, the empty one included.
games = st.lists(
    st.one_of(st.integers(-50, 50), st.fractions(-5, 5, max_denominator=9)), min_size=8, max_size=8
)


def worth_of(values):
    return lambda who: values[sum(1 << "abc".index(each) for each in who)]


def values_of(values):
    return dict(shapley_values("abc", worth_of(values)))


@given(values=games)
def test_shapley_is_efficient(values):
    assert sum(values_of(values).values()) == values[7] - values[0]


@given(left=games, right=games)
def test_shapley_is_additive(left, right):
    together = values_of([one + other for one, other in zip(left, right, strict=True)])
    apart = values_of(left), values_of(right)

    assert together == {name: apart[0][name] + apart[1][name] for name in "abc"}


@given(values=games)
def test_shapley_treats_those_who_bring_the_same_alike(values):
    # What a brings to any coalition, b brings as well.
    even = list(values)
    even[2], even[6] = even[1], even[5]
    found = values_of(even)

    assert found["a"] == found["b"]


@given(values=games)
def test_shapley_gives_nothing_to_who_brings_nothing(values):
    idle = [values[code & 3] for code in range(8)]

    assert values_of(idle)["c"] == 0


@given(told=journeys())
def test_the_equal_division_is_the_shapley_value_of_the_journeys(told):
    def worth(who):
        return sum(
            int(won)
            for row, won in enumerate(told.wins)
            if told.lengths[row]
            and {told.parties[each] for each in told.touches[told.offsets[row] : told.offsets[row + 1]]}
            <= who
        )

    game = dict(shapley_values(told.parties, worth))
    assert game == {party: each.wins for party, each in credited(told, "shapley").items()}
