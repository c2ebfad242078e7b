from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from partnerkit import Money, Period
from partnerkit.facts import BonusTerm, RebateStep
from partnerkit.lifecycle.bases import read, until
from partnerkit.values.errors import InvalidInput, InvalidValue

STEPS = (RebateStep(turnover=Money.of("0", "EUR"), share=Decimal("0.01")),)
Q1, Q2 = Period.quarter(2026, 1), Period.quarter(2026, 2)
END = date(2027, 1, 1)


def term(name="B", **more):
    base = {"partner": "P", "kind": "rebate", "measure": "m", "period": Period.year(2026), "steps": STEPS}
    return BonusTerm(id=name, **base | more)


def eur(amount):
    return Money.of(amount, "EUR")


def paths(terms, actuals):
    with pytest.raises((InvalidValue, InvalidInput)) as caught:
        read(terms, actuals, END)
    return [fault.path for fault in getattr(caught.value, "faults", [caught.value])]


def test_what_is_wrong_is_said_all_at_once():
    fee = term("F", steps=(), fee=eur("5"))
    by_quarter = term("Q", accrues="settlement", settled="quarter")
    found = paths(
        [term("A"), term("B"), term("C"), fee, by_quarter],
        {
            "A": 1.5,
            "B": Money.of("1", "SEK"),
            "C": Money.of("0.001", "EUR", scale=3),
            "F": eur("1"),
            "Q": eur("1"),
            "X": eur("1"),
        },
    )

    assert found == ["actuals", *(f"actuals['{name}']" for name in "ABCFQ")]


def test_days_are_counted_once_and_within_one_settlement():
    by_quarter = term(accrues="settlement", settled="quarter")

    assert paths([term()], {"B": {Q1: eur("1"), Period.month(2026, 3): eur("1")}}) == [
        "actuals['B'][2026-03]"
    ]
    assert paths([term()], {"B": {Period.year(2025): eur("1")}}) == ["actuals['B'][2025]"]
    assert paths([by_quarter], {"B": {Period.half(2026, 1): eur("1")}}) == ["actuals['B'][2026-H1]"]


def test_a_term_is_given_once():
    assert paths([term(), term()], {}) == ["terms[1].id"]


def test_rows_stand_by_settlement_where_each_climbs_for_itself():
    bases = read(
        [term("A"), term("B", accrues="settlement", settled="quarter"), term("C")],
        {"A": eur("7"), "B": {Q1: eur("1"), Period.month(2026, 5): eur("2")}},
        END,
    )

    assert bases.base.tolist() == [700, 100, 200, 0, 0, 0]
    assert bases.term.tolist() == [0, 1, 1, 1, 1, 2]
    assert bases.known.tolist() == [True, True, False]
    assert bases.by_term(bases.base).tolist() == [700, 300, 0]


def test_what_has_not_begun_does_not_count():
    told = {"B": {Q1: eur("1"), Q2: eur("2")}}

    assert read([term()], told, date(2026, 4, 1)).base.tolist() == [100]
    assert read([term()], told, date(2026, 4, 2)).base.tolist() == [300]


def test_a_day_is_over_at_its_end_in_the_zone():
    noon = datetime(2026, 3, 31, 12, tzinfo=UTC)

    assert until(noon, "UTC") == (date(2026, 3, 31), date(2026, 4, 1))
    assert until(datetime(2026, 3, 31, 22, tzinfo=UTC), "Europe/Berlin") == (
        date(2026, 4, 1),
        date(2026, 4, 1),
    )


def test_equal_steps_of_one_program_are_kept_once():
    terms = [term(str(at)) for at in range(5)]

    assert len(read(terms, {}, END).ladders.least) == 1


def test_what_was_reached_is_told_by_period():
    with pytest.raises(InvalidValue, match=r"actuals\['B'\]: '2026-01' .* use a Period"):
        read([term()], {"B": {"2026-01": eur("1")}}, date(2026, 9, 30))
