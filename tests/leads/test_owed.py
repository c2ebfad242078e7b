"""What decided in whole numbers, told in full when somebody looks. That it is what `allocate` tells is a property."""

import pickle
from decimal import Decimal

import pytest
from attrs import evolve

from partnerkit.leads.asked import Asked, Rest, could_take, named_of
from partnerkit.leads.candidate import Candidate
from partnerkit.leads.owed import Owed, Reckoned
from partnerkit.values.errors import InvalidValue
from partnerkit.values.reasons import Reason

OWED = Owed(
    lead="L-1",
    partners=("P-4", "P-5", "P-6"),
    before=(0, 8, -4),
    accrual=(4, 4, 8),
    precision=3,
    currency="EUR",
)
FULL = Candidate(partner="P-2", objection=Reason("capacity", {"open": 1, "limit": 1}))


def test_totals_ranks_and_what_a_loser_lacked_follow_from_the_two_numbers():
    first, second, third = OWED.candidates()

    assert (first.partner, first.won, first.total, first.needed) == ("P-5", True, Decimal("0.015"), None)
    assert {second.partner, third.partner} == {"P-4", "P-6"}
    assert (second.total, second.short) == (Decimal("0.005"), Decimal("0.01"))
    # Who would lose the draw needs the smallest step more.
    assert {each.needed - each.short for each in (second, third)} <= {Decimal(0), Decimal("0.00125")}
    assert OWED.ahead == 8


def test_one_alone_is_ahead_of_nobody():
    alone = Owed(lead="L-1", partners=("P-4",), before=(-3,), accrual=(8,), precision=3)

    assert alone.ahead is None
    assert [(each.alone, each.reason.code) for each in alone.candidates()] == [(True, "only-candidate")]


def test_a_draw_is_told_as_one():
    even = evolve(OWED, before=(0, 0, 0), accrual=(4, 4, 4))

    assert even.ahead == 0
    assert [each.reason.code for each in even.candidates()] == ["most-owed", "tie-lost", "tie-lost"]


@pytest.mark.parametrize("change", [{"partners": ()}, {"before": (1, 2)}, {"accrual": (1, 2, 3, 4)}], ids=str)
def test_both_numbers_of_each_partner_are_needed(change):
    with pytest.raises(InvalidValue, match="both numbers"):
        evolve(OWED, **change)


def test_it_is_the_tuple_of_all_of_them():
    reckoned, everybody = Reckoned(OWED, [FULL]), (*OWED.candidates(), FULL)

    assert (len(reckoned), reckoned[-1], reckoned[:2]) == (4, FULL, everybody[:2])
    assert reckoned == everybody
    assert everybody == reckoned
    assert reckoned == Reckoned(OWED, [FULL])
    assert reckoned != Reckoned(evolve(OWED, before=(0, 8, -5)), [FULL])
    assert reckoned != Reckoned(OWED)
    assert reckoned != [*everybody]
    assert (hash(reckoned), repr(reckoned)) == (hash(everybody), repr(everybody))
    assert pickle.loads(pickle.dumps(reckoned)) == reckoned


def test_to_see_that_it_is_not_empty_nobody_is_told():
    reckoned = Reckoned(OWED)

    assert reckoned != ()
    assert reckoned._all is None


def test_who_could_take_a_lead_is_known_before_it_is_told():
    rest = Rest(counts={"territory": 2}, digest="0" * 64)
    for candidates in (Reckoned(OWED, [FULL]), Asked(Reckoned(OWED, [FULL]), rest)):
        assert could_take(candidates) == ("P-4", "P-5", "P-6")
        assert named_of(candidates)._all is None
    assert sorted(could_take(tuple(Reckoned(OWED, [FULL])))) == ["P-4", "P-5", "P-6"]
