from datetime import date
from decimal import Decimal

import pytest

from partnerkit import Money, Period
from partnerkit.facts import BonusTerm, RebateStep
from partnerkit.values.errors import InvalidInput, InvalidValue


def step(at, share, currency="EUR"):
    return RebateStep(turnover=Money.of(at, currency), share=Decimal(share))


def term(*steps, **more):
    base = {"id": "B", "partner": "P", "kind": "rebate", "measure": "m", "period": Period.year(2026)}
    return BonusTerm(**base | {"steps": steps} | more)


def paths(*steps, **more):
    with pytest.raises((InvalidValue, InvalidInput)) as caught:
        term(*steps, **more)
    return [fault.path for fault in getattr(caught.value, "faults", [caught.value])]


def test_a_ladder_rises():
    assert paths(step("100", "0.01"), step("100", "0.02")) == ["steps[1].turnover"]
    assert paths(step("100", "0.03"), step("50", "0.02")) == ["steps[1].turnover", "steps[1].share"]


def test_only_on_its_own_part_may_a_share_fall():
    assert paths(step("0", "0.03"), step("50", "0.02")) == ["steps[1].share"]
    assert term(step("0", "0.03"), step("50", "0.02"), ladder="marginal").currency == "EUR"


def test_it_is_in_one_currency():
    assert paths(step("0", "0.01"), step("50", "0.02", "SEK"), cap=Money.of("1", "USD")) == [
        "steps[1].turnover",
        "cap",
    ]


def test_it_has_steps_or_a_fee_and_an_end():
    assert paths() == ["steps"]
    assert paths(step("0", "0.01"), fee=Money.of("1", "EUR")) == ["steps"]
    assert paths(step("0", "0.01"), period=Period.since(date(2026, 1, 1))) == ["period"]
    assert term(fee=Money.of("1", "SEK")).currency == "SEK"


def test_it_is_settled_in_parts():
    assert term(step("0", "0.01"), settled="month").settlements == Period.year(2026).months()
    assert len(term(step("0", "0.01"), settled="quarter").settlements) == 4
