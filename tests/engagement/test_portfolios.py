"""A partner changes hands where that brings more, and a person decides."""

import pytest

from partnerkit.engagement import balance_portfolios, plan_visits
from partnerkit.interop import say
from partnerkit.values.errors import InvalidInput, NotFound

FRAME = {
    "partner": ["P-1", "P-2", "P-3", "P-4", "P-5"],
    "manager": ["ida", "ida", "ida", "ida", "bo"],
    "gap": [900.0, 800.0, 700.0, 600.0, 100.0],
    "response": [0.5] * 5,
    "hours": [4.0] * 5,
}


def plan(**kwargs):
    return plan_visits({**FRAME, **kwargs}, budget={"ida": 12, "bo": 12})


def test_moves_bring_what_they_say():
    before = plan()
    moves = balance_portfolios(before)
    after = before
    for each in moves:
        after = after.moved(each.partner, each.taker)

    assert moves
    assert repr(moves) == f"<Moves: {len(moves)}>"
    assert moves.to_frame()["gain"].tolist() == [each.gain for each in moves]
    assert all((each.giver, each.taker) == ("ida", "bo") or each.gain > 0 for each in moves)
    assert after.worth - before.worth == pytest.approx(sum(each.gain for each in moves))
    assert after.price["ida"] - after.price["bo"] < before.price["ida"] - before.price["bo"]
    assert say(moves[0]).startswith(f"{moves[0].partner} could go from ida to bo")


def test_who_cannot_take_a_partner_is_not_asked_to():
    assert balance_portfolios(plan(), hours_of=lambda _partner, _manager: None)[:] == ()
    near = balance_portfolios(plan(), moves=1)[0]
    far = balance_portfolios(plan(), moves=1, hours_of=lambda _partner, _manager: 12.0)
    assert far[0].gain < near.gain


def test_a_move_that_brings_too_little_is_not_proposed():
    gain = balance_portfolios(plan(), moves=1)[0].gain

    assert balance_portfolios(plan(), least=gain + 1)[:] == ()
    assert balance_portfolios(plan(), moves=0)[:] == ()
    alone = plan_visits({name: column[:4] for name, column in FRAME.items()}, budget={"ida": 12})
    assert balance_portfolios(alone)[:] == ()


def test_what_is_due_must_fit_with_the_taker():
    given = plan_visits({**FRAME, "least": [1, 1, 1, 0, 0]}, budget={"ida": 12, "bo": 3})

    assert all(each.partner not in {"P-1", "P-2", "P-3"} for each in balance_portfolios(given))


def test_bad_input():
    with pytest.raises(InvalidInput):
        balance_portfolios(plan(), moves=-1, least=-1)
    with pytest.raises(NotFound, match="eve"):
        plan().moved("P-1", "eve")
