"""Small trees of goals, full of ties and borders, for the questions about them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

from attrs import evolve

from partnerkit import Goal, Measure, Money, PartnerkitError, Period, Quantity, Ratio
from partnerkit.facts import (
    RateTable,
)  # fmt: skip
from partnerkit.goals.tree import GoalTree

START = date(2027, 12, 28)
QUARTERS = [Period.quarter(2028, number) for number in (1, 2, 3, 4)]
PERIODS = [Period.year(2028), Period.half(2028, 2), *QUARTERS, Period.month(2028, 2), Period.year(2027)]
UNITS = (0, 0, 1, 2, 3, 7, 99, 100)
RATES = RateTable(id="r", base="EUR", on=START, rates={"USD": Decimal("0.8"), "JPY": Decimal("0.0061")})
MEASURES = {
    "money": Measure(id="m", currency="EUR"),
    "pieces": Measure(id="m", unit="pcs"),
    "ratio": Measure(id="m", kind="ratio"),
    "stock": Measure(id="m", kind="stock"),
    "distinct": Measure(id="m", kind="distinct"),
    "heads": Measure(id="m", kind="distinct"),
    "lower": Measure(id="m", better="lower"),
    "range": Measure(id="m", better="target", target_range=(Decimal(2), Decimal(7))),
}
KINDS = (
    "money",
    "money",
    "cents",
    "plain",
    "exact",
    "pieces",
    "ratio",
    "stock",
    "distinct",
    "heads",
    "lower",
    "range",
)
NOON = datetime(2028, 3, 1, 12, tzinfo=UTC)


def tried(ask, *given, **named):
    """Return an answer, or why there is none."""
    try:
        return ask(*given, **named)
    except PartnerkitError as fault:
        return fault


def value(draw, kind):
    """Return an amount as this kind counts it."""
    units = draw.one_of(UNITS)
    match kind:
        case "money":
            return Money.of(Decimal(units) / 100, "EUR")
        case "cents":
            return Money.of(Decimal(units) / 1000, "EUR", scale=3)
        case "pieces" | "heads":
            return Quantity.of(Decimal(units), "pcs")
        case "ratio":
            return Ratio.of(Decimal(units), draw.one_of([0, 1, 2, 100]))
        case "exact":
            return Decimal(units) / draw.one_of([1, 10, 1000])
    return units


def odd_value(draw, kind):
    """Return an amount, once in a while one of another kind, or below nothing."""
    other = draw.one_of([kind] * 9 + ["money", "plain", "ratio"])
    if draw.is_so(0.08):
        return draw.one_of([-1, Money.of("-0.01", "EUR"), Money.of("1", "USD"), None])
    return value(draw, other)


def trees(draw, kind=None, *, most=7, by_time=0.3, odd=0.0):
    """Return a tree and its kind; ids and parents in any order."""
    kind = kind or draw.one_of(KINDS)
    held = [(None, draw.one_of(PERIODS[:2]))]
    goals = []
    for name in draw.mixed("abcdefgh")[: draw.whole(1, most)]:
        parent, period = (
            draw.one_of(held)
            if not (odd and draw.is_so(0.1))
            else (draw.one_of(["zz", *"abcdefgh".replace(name, "")]), PERIODS[0])
        )
        if draw.is_so(by_time):
            period = draw.one_of([each for each in PERIODS if odd or period.covers(each)] or [period])
        held.append((name, period))
        more = {
            field: draw.one_of([None, None, "x", "y"])
            for field in ("owner", "partner", "territory", "product")
        }
        target = odd_value(draw, kind) if odd and draw.is_so(odd) else value(draw, kind)
        if target is not None:
            more["attributes"] = {"team": draw.one_of(["t", "u"])} if draw.is_so() else {}
            measure = "n" if odd and draw.is_so(0.1) else "m"
            goals.append(Goal(id=name, parent=parent, measure=measure, period=period, target=target, **more))
    if odd and draw.is_so(odd):
        goals.append(draw.one_of([goals[0], *goals])) if goals else None
    measure = MEASURES.get(kind) if draw.is_so(0.6) or kind not in ("money", "pieces") else None
    if measure is not None and measure.kind == "stock" and not odd:
        goals = [evolve(each, period=PERIODS[0]) for each in goals]
    return GoalTree.of(draw.mixed(goals), measure=measure), kind


def actuals(draw, tree, kind, odd=0.05):
    """Return what is known of some leaves."""
    if kind in ("distinct", "heads"):
        return {
            each: draw.one_of([set(draw.some("uvw")), {"u"}, None, *([3] if draw.is_so(odd) else [])])
            for each in draw.some(tree.leaves, 0.8)
        }
    found = {
        each: draw.one_of([value(draw, kind), value(draw, kind), None])
        for each in draw.some(tree.leaves, 0.8)
    }
    if draw.is_so(odd):
        found[draw.one_of([*tree.ids, "z"])] = odd_value(draw, kind)
    return found


class ByOwner:
    """A weight by a function of the goal; it says the same of itself each time."""

    def __call__(self, goal):
        return 1 + 2 * (goal.owner == "x") + (goal.partner is None)

    def __repr__(self):
        return "by owner"


def driver(draw, tree):
    """Return by what is handed down."""
    weights = (
        [0, 1, 1, 2, 3, Fraction(1, 3), Decimal("0.5"), *([None] if draw.is_so(0.1) else [])]
        if draw.is_so()
        else [1, 2, 3]
    )
    given = {
        each: draw.one_of(weights)
        for each in draw.some(tree.leaves if draw.is_so() else tree.ids, 1 - draw.is_so(0.2) / 5)
    }
    if draw.is_so(0.1):
        given[draw.one_of([*tree.ids, "z"])] = draw.one_of([-1, Money.of("1", "EUR"), Ratio.of(1, 2), 1])
    ways = [given, given, "equal", ByOwner(), *(["x"] if draw.is_so(0.1) else [])]
    return draw.one_of(ways)
