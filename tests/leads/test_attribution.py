"""Who had which share in what was won: marketing, partners, direct sales?"""

from datetime import timedelta
from fractions import Fraction

import pytest
from attrs import evolve

from partnerkit.leads import Journeys, attribute
from partnerkit.values.errors import InvalidValue, NotFound
from partnerkit.values.money import Money

DEALS = evolve(
    Journeys.of(
        [["marketing", "partner", "direct"], ["partner"], ["marketing", "partner"], []],
        wins=[1, 1, 0, 1],
        losses=[0, 0, 1, 0],
        values=[Money.of(each, "EUR") for each in ("100", "50.01", "0", "7")],
    ),
    names=["L-1", "L-2", "L-3", "L-4"],
)


def test_the_whole_is_credited_and_what_nobody_reached_stands_apart():
    found = attribute(DEALS, "linear")

    assert {name: each.wins for name, each in found.items()} == {
        "direct": Fraction(1, 3),
        "marketing": Fraction(1, 3),
        "partner": Fraction(4, 3),
    }
    assert [each.amount for each in found.values()] == [
        Money.of(each, "EUR") for each in ("33.33", "33.34", "83.34")
    ]
    assert (found.unattributed.wins, found.unattributed.amount) == (1, Money.of("7", "EUR"))
    assert sum(each.share for each in found.values()) == 1


def test_one_deal_can_be_looked_at():
    deal = {each.party: (each.share, each.amount) for each in attribute(DEALS, "position").deal("L-1")}

    assert deal == {
        "marketing": (Fraction(2, 5), Money.of("40", "EUR")),
        "partner": (Fraction(1, 5), Money.of("20", "EUR")),
        "direct": (Fraction(2, 5), Money.of("40", "EUR")),
    }
    assert [each.party for each in attribute(DEALS, "linear").deal("L-1")] == [
        "direct",
        "marketing",
        "partner",
    ]
    assert attribute(DEALS, "linear").deal("L-4") == ()
    with pytest.raises(NotFound, match="L-9"):
        attribute(DEALS, "linear").deal("L-9")
    with pytest.raises(InvalidValue, match="shares each deal"):
        attribute(DEALS, "markov").deal("L-1")


def test_a_goal_that_is_shared_counts_on_both_sides_in_full():
    found = attribute(DEALS, "linear")
    rows = {(each.goal, each.party): each for each in found.toward({"pipeline": ("marketing", "partner")})}

    assert {key: each.counted for key, each in rows.items()} == {
        ("pipeline", "marketing"): Fraction(5, 3),
        ("pipeline", "partner"): Fraction(5, 3),
    }
    assert rows["pipeline", "marketing"].own == Fraction(1, 3)
    assert rows["pipeline", "marketing"].counted_amount == Money.of("116.68", "EUR")
    with pytest.raises(NotFound, match=r"goals\.pipeline"):
        found.toward({"pipeline": ("sales",)})
    for twice in (("partner", "partner"), "partner"):
        with pytest.raises(InvalidValue, match=r"goals\.pipeline.*once"):
            found.toward({"pipeline": twice})


def test_money_by_removal_adds_up_to_the_cent():
    found = attribute(DEALS, "markov")

    assert Money.total(each.amount for each in found.values()) == Money.of("150.01", "EUR")
    assert sum(each.wins for each in found.values()) == 2
    assert found["partner"].removal == 1.0


def test_without_values_no_money_is_credited():
    journeys = Journeys.of([["a"]], wins=[1])

    for method in ("first", "markov"):
        found = attribute(journeys, method)
        assert found["a"].amount is None
        assert found.unattributed.amount is None
    assert found.toward({"g": ["a"]})[0].counted_amount is None


def test_the_answer_says_by_which_convention():
    aged = evolve(DEALS, ages=[3, 2, 1, 1, 2, 1])

    assert dict(attribute(aged, "time-decay", half_life=timedelta(days=7)).method) == {
        "half_life": timedelta(days=7),
        "name": "time-decay",
    }
    assert dict(attribute(DEALS, "position", position=(1, 1, 1)).method)["position"] == (1, 1, 1)
    assert dict(attribute(DEALS, "markov", order=2).method) == {"name": "markov", "order": 2}


def test_an_answer_is_a_table():
    frame = attribute(DEALS, "markov", interval=0.9, draws=20).to_frame()

    assert list(frame) == ["party", "wins", "share", "amount", "low", "high", "removal"]
    assert frame["party"].tolist() == ["direct", "marketing", "partner"]


def test_a_worth_of_one_s_own_belongs_to_shapley():
    found = attribute(DEALS, "shapley", worth=lambda who: len(who) ** 2)

    assert [each.wins for each in found.values()] == [3, 3, 3]
    with pytest.raises(InvalidValue, match="worth"):
        attribute(DEALS, "markov", worth=len)
    with pytest.raises(InvalidValue, match="interval"):
        attribute(DEALS, "shapley", worth=len, interval=0.9)


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ({"interval": "x"}, "interval"),
        ({"interval": float("nan")}, "interval"),
        ({"interval": 1}, "interval"),
        ({"interval": True}, "interval"),
        ({"interval": 0.9, "draws": 1.5}, "draws"),
        ({"interval": 0.9, "draws": 0}, "draws"),
        ({"interval": 0.9, "seed": -1}, "seed"),
        ({"draws": 20}, "draws"),
        ({"seed": 1}, "seed"),
        ({"method": "position", "position": 5}, "position"),
        ({"half_life": timedelta(days=7)}, "half_life"),
        ({"method": "markov", "position": (1, 1, 1)}, "position"),
        ({"method": "shapley", "order": 2, "worth": len}, "order"),
    ],
)
def test_what_cannot_be_drawn_or_weighed_is_refused_by_name(asked, path):
    with pytest.raises(InvalidValue, match=f"^{path}: "):
        attribute(DEALS, **asked)


def test_an_unknown_method_is_refused():
    with pytest.raises(InvalidValue, match="method"):
        attribute(DEALS, "u-shaped")


def test_where_nothing_was_won_nobody_is_credited():
    found = attribute(Journeys.of([["a"], ["b"]], wins=[0, 0], values=[Money.zero("EUR")] * 2), "markov")

    assert [(each.wins, each.share, each.amount) for each in found.values()] == [
        (0, 0, Money.zero("EUR"))
    ] * 2
