"""History, potential and mixtures as weights."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from partnerkit.facts.figure import Figure, MarketData
from partnerkit.facts.goal import Goal
from partnerkit.goals import GoalTree, blend, cascade, history, potential
from partnerkit.values.errors import CurrencyMismatch, InvalidInput, InvalidValue
from partnerkit.values.money import Money, Ratio
from partnerkit.values.time import Period

YEAR = Period.year(2026)


def euros(amount):
    return Money.of(amount, "EUR")


def sold(partner, period, amount, **more):
    return Figure(partner=partner, measure="sales", period=period, value=amount, **more)


def tree():
    """Two partners, one of them by quarter; the quarters do not repeat whose they are."""
    return GoalTree.of(
        Goal(id=name, parent=up, partner=partner, territory=where, measure="sales", period=period, target=euros(100 if not up else 0))
        for name, up, partner, where, period in (
            ("all", None, None, None, YEAR),
            ("nord", "all", "P-4", "north", YEAR),
            ("elbe", "all", "P-5", "east", YEAR),
            ("nord/q1", "nord", None, None, Period.quarter(2026, 1)),
            ("nord/q2", "nord", None, None, Period.quarter(2026, 2)),
        )
    )  # fmt: skip


FIGURES = [
    sold("P-4", Period.month(2025, 1), euros(10)),
    sold("P-4", Period.month(2025, 2), euros(20)),
    sold("P-4", Period.month(2025, 5), euros(5), product="fw"),
    sold("P-4", Period.month(2025, 5), euros(99), status="disputed"),
    sold("P-4", Period.month(2025, 6), None),
    sold("P-4", Period.quarter(2024, 1), euros(99)),
    sold("P-5", Period.year(2025), euros(65)),
    sold("P-5", Period.of(date(2025, 12, 1), date(2026, 2, 1)), euros(99)),
    Figure(partner="P-5", measure="visits", period=Period.year(2025), value=7),
]


def test_last_years_figures_of_the_same_days_count_for_each_goal():
    assert history(tree(), FIGURES, match=["partner"]) == {
        "elbe": euros(65),
        "nord/q1": euros(30),
        "nord/q2": euros(5),
    }
    assert history(tree(), FIGURES, match=["partner"], years=2, unknown=0) == {
        "elbe": 0,
        "nord/q1": euros(99),
        "nord/q2": 0,
    }


def test_whose_the_whole_tree_is_stands_at_its_root():
    goals = [Goal(id="nord", partner="P-4", measure="sales", period=YEAR, target=euros(100))]
    goals += [
        Goal(id=name, parent="nord", measure="sales", period=Period.quarter(2026, number), target=euros(0))
        for number, name in ((1, "q1"), (2, "q2"))
    ]

    figures = [*FIGURES, sold("P-5", Period.month(2025, 3), euros(7))]
    assert history(GoalTree.of(goals), figures, match=["partner"]) == {"q1": euros(30), "q2": euros(5)}


def test_history_hands_down():
    handed = cascade(tree(), "all", by=history(tree(), FIGURES, match=["partner"]))

    assert [handed[goal].target for goal in ("elbe", "nord", "nord/q1")] == [euros(65), euros(35), euros(30)]


def test_leap_days_end_with_february():
    leap = GoalTree.of([Goal(id="a", measure="sales", period=Period.day(date(2024, 2, 29)), target=euros(1))])
    day = sold("P-4", Period.day(date(2023, 2, 28)), euros(1))

    assert history(leap, [day]) == {"a": euros(1)}
    until = GoalTree.of([Goal(id="a", measure="sales", period=Period.of(date(2024, 2, 1), date(2024, 2, 29)), target=euros(1))])  # fmt: skip
    assert history(until, [day]) == {"a": euros(1)}


def test_what_nobody_recorded_has_to_be_answered():
    weights = history(tree(), FIGURES[6:], match=["partner"])

    assert weights["nord/q1"] is None
    with pytest.raises(InvalidInput):
        cascade(tree(), "all", by=weights)


def test_figures_of_two_currencies_are_refused_by_their_place():
    with pytest.raises(CurrencyMismatch) as caught:
        history(tree(), [*FIGURES, sold("P-5", YEAR, Money.of(1, "USD"))])

    assert caught.value.path == "figures[9].value"
    with pytest.raises(InvalidValue, match="weigh by amounts"):
        history(tree(), [sold("P-4", YEAR, Ratio.of(1, 2))])
    with pytest.raises(InvalidValue, match="match"):
        history(tree(), FIGURES, match=["colour"])
    with pytest.raises(InvalidValue, match="years"):
        history(tree(), FIGURES, match=["partner"], years=-1)


def test_a_potential_belongs_to_a_territory():
    market = [
        MarketData(territory="north", period=Period.quarter(2026, 1), potential=3),
        MarketData(territory="north", period=Period.quarter(2026, 2)),
        MarketData(territory="east", period=YEAR, potential=4),
    ]

    assert potential(tree(), market, unknown=0) == {"elbe": 4, "nord/q1": 3, "nord/q2": 0}


def test_a_blend_counts_each_driver_for_its_share_whatever_it_is_measured_in():
    mixed = blend(
        tree(),
        (Decimal("0.75"), history(tree(), FIGURES, match=["partner"])),
        (Decimal("0.25"), {"elbe": 0, "nord/q1": 0, "nord/q2": 0}),
        (Decimal("0.25"), "equal"),
    )
    handed = cascade(tree(), "all", by=mixed)

    assert handed["elbe"].target == euros("61.25")
    assert Fraction(mixed["nord/q1"], mixed["nord/q2"]) == Fraction(43, 13)


def test_shares_of_a_blend_are_refused_together():
    with pytest.raises(InvalidInput) as caught:
        blend(tree(), (0.5, "equal"), (Decimal(1), {"xx": 1}))

    assert [fault.path for fault in caught.value.faults] == ["parts[0]", "parts[1][xx]"]
    with pytest.raises(InvalidValue, match="share above 0"):
        blend(tree(), (Decimal(0), "equal"))


def test_a_figure_counts_once_though_other_goals_name_more():
    goals = [
        Goal(id=partner, partner=partner, territory=where, measure="sales", period=YEAR, target=euros(0))
        for partner, where in (("P-4", None), ("P-5", "east"))
    ]

    found = history(GoalTree.of(goals), [sold("P-4", Period.month(2025, 1), euros(9))], unknown=0)

    assert found == {"P-4": euros(9), "P-5": 0}


def test_what_was_replaced_does_not_weigh_beside_what_replaced_it():
    goals = [Goal(id="de", partner="P-4", territory="de", measure="sales", period=YEAR, target=euros(0))]
    then = {"known_from": datetime(2025, 4, 1, tzinfo=UTC), "known_until": datetime(2025, 5, 1, tzinfo=UTC)}
    march, now = Period.month(2025, 3), {"known_from": then["known_until"]}
    figures = [
        sold("P-4", march, euros(9), territory="de", **then),
        sold("P-4", march, euros(8), territory="de", **now),
    ]
    market = [
        MarketData(territory="de", period=YEAR, potential=size, **known)
        for size, known in ((7, then), (6, now))
    ]

    assert history(GoalTree.of(goals), figures) == {"de": euros(8)}
    assert potential(GoalTree.of(goals), market) == {"de": 6}


def test_of_a_goal_without_end_the_first_day_moves():
    def of(period):
        return GoalTree.of([Goal(id="x", partner="P-4", measure="sales", period=period, target=euros(1))])

    figures = [sold("P-4", Period.year(year), euros(year)) for year in (2024, 2025, 2026)]

    assert history(of(Period.of(date(2026, 1, 1), date.max)), figures) == {"x": euros(2025 + 2026)}
    assert history(of(Period.of(date.min, date(2026, 1, 1))), figures) == {"x": euros(2024)}
    assert history(of(Period.of(date.min, date.max)), figures, years=3) == {"x": euros(2024 + 2025 + 2026)}
