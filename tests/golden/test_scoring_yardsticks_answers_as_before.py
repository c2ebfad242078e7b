"""What yardsticks said of single rows before."""

from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np

from partnerkit import PartnerkitError
from partnerkit.scoring import Kpi, Scorecard, fit

DAY = date(2026, 3, 31)


def asked(question):
    """Return an answer, or why there is none."""
    try:
        return question()
    except PartnerkitError as fault:
        return fault


def grids_of_yardsticks(draw):
    preference = draw.one_of((None, (0, 50), (10, 10)))
    pairs = draw.is_so()
    told = {"preference": preference} if pairs else {}
    kpi = Kpi("a", better=draw.one_of(("higher", "lower")), **told)
    card = Scorecard(kpis=[kpi], aggregate="promethee_ii" if pairs else "weighted_sum", scale="percent_rank")
    count = draw.one_of((1001, 1002, 1300))
    modulus = draw.one_of((997, 5003, 20011))
    values = [float(n * n % modulus) for n in range(count)]
    yardstick = fit(card, {"id": list(range(count)), "a": values}, key="id", as_of=DAY)
    return yardstick, [yardstick.score_one({"a": value}) for value in (-1.0, 0.0, 17.0, 500.5, 9999.0)]


def test_grids_of_yardsticks(answers_as_before):
    answers_as_before(grids_of_yardsticks, 6)


#: Six rows of KPIs of every kind, one of them a rate, one aging, one in a currency.
FRAME = {
    "id": list(range(6)),
    "tier": ["x", "x", "x", "y", None, None],
    "a": [1.0, 2, 3, 4, 5, 6],
    "of": [1, 2, 3, 4, 5, 6],
    "all": [9] * 6,
    "e": [3.0, 1, 2, 9, 4, 8],
    "e_se": [1.0] * 6,
    "h": [1.0, 5, 2, 4, 3, 3],
    "on": [DAY] * 6,
    "u": [1, 2, 3, 1, 2, 3],
    "in": ["EUR"] * 6,
}
NOON = datetime(2026, 3, 30, 12, tzinfo=UTC)
ODD = (
    None,
    True,
    "2",
    float("nan"),
    float("inf"),
    1e101,
    -1e101,
    Decimal("2.5"),
    10**400,
    np.float64(2),
    -1,
    0,
    3,
    10,
    11,
)
DAYS = (
    None,
    DAY,
    date(2026, 4, 1),
    NOON,
    NOON.replace(tzinfo=None),
    "2026-03-30",
    float("nan"),
    datetime(2026, 4, 1, tzinfo=UTC),
)


def a_yardstick():
    """Return a yardstick of KPIs of every kind."""
    kpis = (
        Kpi("a", valid=(0, 10)),
        Kpi("r", count="of", of="all", better="lower"),
        Kpi("e", se="e_se", shrink="normal"),
        Kpi("h", half_life="2d", measured="on"),
        Kpi("u", unit="EUR", currency="in"),
    )
    card = Scorecard(kpis=kpis, min_coverage=0, peers=("tier",), min_peers=2)
    return fit(card, FRAME, key="id", as_of=DAY)


def rows_that_are_no_rows(draw):
    """Score rows in which some or all fields are not as they should be."""
    yardstick = a_yardstick()
    row = {name: draw.one_of(ODD) for name in ("a", "of", "all", "e", "e_se", "h", "u") if draw.is_so(0.9)}
    plain = {name: column[draw.whole(0, 5)] for name, column in FRAME.items()}
    row |= {
        "on": draw.one_of(DAYS),
        "in": draw.one_of(("EUR", "USD", None)),
        "tier": draw.one_of(("x", "y", "z", None)),
    }
    few = {**plain, **dict(draw.some(tuple(row.items()), 0.2))}
    return [
        asked(lambda each=each: yardstick.score_one(each, as_of=draw.one_of((None, DAY, NOON))))
        for each in (row, few)
    ]


def test_rows_that_are_no_rows(answers_as_before):
    answers_as_before(rows_that_are_no_rows, 60, is_summed=True)
