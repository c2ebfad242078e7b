"""Ten thousand published journeys: credit under every method is what the description of the data says."""

import csv
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from partnerkit.leads import Journeys, attribute

pytestmark = pytest.mark.real

WINS, LOSSES = 19_785, 68_602
#: Wins by first, last and all contacts alike, as listed with the data.
LISTED = {
    "alpha": (6308, 8447, 7574.72),
    "beta": (2831, 989, 2083.50),
    "eta": (3164, 4167, 3539.95),
    "iota": (4606, 3355, 3857.10),
    "lambda": (902, 1207, 1035.26),
    "theta": (1606, 653, 1022.80),
}


@pytest.fixture(scope="module")
def rows(shared_data):
    with (shared_data / "attribution_paths" / "paths.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def journeys(rows):
    listed = Journeys.of(
        [row["path"].split(" > ") for row in rows],
        wins=[int(row["total_conversions"]) for row in rows],
        losses=[int(row["total_null"]) for row in rows],
    )
    # The values have no currency; three decimals, as the dinar has, are kept of each.
    amounts = [round(1000 * float(row["total_conversion_value"])) for row in rows]
    return Journeys(
        parties=listed.parties,
        touches=listed.touches,
        offsets=listed.offsets,
        wins=listed.wins,
        losses=listed.losses,
        amounts=amounts,
        currency="KWD",
    )


def chain(rows, order):
    """Return by state how likely each next one is: dictionaries, floats, no arrays."""
    steps = {}
    for row in rows:
        path, won, lost = row["path"].split(" > "), int(row["total_conversions"]), int(row["total_null"])
        state = ()
        for name in path:
            after = (*state, name)[-order:]
            step = steps.setdefault(state, {})
            step[after] = step.get(after, 0) + won + lost
            state = after
        step = steps.setdefault(state, {})
        step["win"], step["none"] = step.get("win", 0) + won, step.get("none", 0) + lost
    totals = {state: sum(step.values()) for state, step in steps.items()}
    return {state: {to: count / totals[state] for to, count in step.items()} for state, step in steps.items()}


def power_iteration(odds, removed=None):
    """Return the chance of a win by walking the chain step by step."""
    crowd, won = {(): 1.0}, 0.0
    while sum(crowd.values()) > 1e-13:
        moved = {}
        for state, mass in crowd.items():
            for to, chance in odds[state].items():
                if to == "win":
                    won += mass * chance
                elif to != "none" and to[-1] != removed:
                    moved[to] = moved.get(to, 0.0) + mass * chance
        crowd = moved
    return won


def test_the_data_is_what_its_description_says(rows, journeys):
    value = sum(Decimal(row["total_conversion_value"]) for row in rows)
    assert journeys.won == WINS
    assert int(journeys.losses.sum()) == LOSSES
    assert round(value, 2) == Decimal("74802.97")
    assert abs(journeys.value.amount - value) < len(rows) * Decimal("0.0005")
    assert int(journeys.lengths.max()) == 89
    assert len(journeys.parties) == 12


@pytest.mark.parametrize(("method", "place"), [("first", 0), ("last", 1), ("linear", 2)])
def test_first_last_and_linear_credit_is_as_listed(journeys, method, place):
    found = attribute(journeys, method)

    for party, listed in LISTED.items():
        assert float(found[party].wins) == pytest.approx(listed[place], abs=0.005)


@pytest.mark.parametrize(
    ("method", "options"),
    [
        ("first", {}),
        ("last", {}),
        ("linear", {}),
        ("position", {}),
        ("shapley", {}),
        ("markov", {}),
        ("markov", {"order": 3}),
    ],
)
def test_every_method_credits_all_wins_and_all_money_exactly(journeys, method, options):
    found = attribute(journeys, method, **options)

    assert sum(each.wins for each in found.values()) == WINS
    assert sum(each.share for each in found.values()) == 1
    assert sum(each.amount.minor for each in found.values()) == journeys.value.minor


@pytest.mark.parametrize("order", [1, 2])
def test_removal_effects_equal_a_walk_through_the_chain(journeys, rows, order):
    found = attribute(journeys, "markov", order=order)
    odds = chain(rows, order)
    whole = power_iteration(odds)

    effects = {party: 1 - power_iteration(odds, party) / whole for party in ("alpha", "eta", "zeta")}

    assert whole == pytest.approx(WINS / (WINS + LOSSES), rel=1e-9) or order == 1
    for party, effect in effects.items():
        assert found[party].removal == pytest.approx(effect, abs=1e-9)


def test_shapley_credit_equals_an_equal_division_by_hand(journeys, rows):
    by_hand = dict.fromkeys(journeys.parties, Fraction(0))
    for row in rows:
        took_part = set(row["path"].split(" > "))
        for party in took_part:
            by_hand[party] += Fraction(int(row["total_conversions"]), len(took_part))

    assert {party: each.wins for party, each in attribute(journeys, "shapley").items()} == by_hand


def test_a_share_lies_in_its_interval(journeys):
    found = attribute(journeys, "linear", interval=0.95, draws=60)

    for each in found.values():
        low, high = each.interval
        assert low <= float(each.share) <= high or np.isclose(high - low, 0, atol=0.003)
