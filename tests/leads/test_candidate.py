"""How did one partner stand when a lead was decided?"""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from attrs import evolve

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import FairShare, allocate
from partnerkit.leads.candidate import Candidate, readable
from partnerkit.values.money import Money
from partnerkit.values.reasons import Reason

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PARTNERS = [Partner(id="P-4"), Partner(id="P-5"), Partner(id="P-6", territories=("se",))]
LEAD = Lead(id="L-1", value=Money.of("300", "EUR"), territory="de")


def stood():
    policy = FairShare(weights={"P-4": 2}, default=1)
    return allocate([LEAD], PARTNERS, policy, as_of=NOW).decisions["L-1"].candidates


def test_terms_add_up_to_what_decided():
    for each in stood()[:2]:
        assert each.total == each.before + each.accrual + (each.bonus or 0)


@pytest.mark.parametrize(
    ("basis", "stands", "needed", "told"),
    [
        ("score", {}, "0", "0.001"),  # level, and the draw lost
        ("score", {}, "1.5", "1.501"),
        ("score", {}, "1.5004", "1.501"),
        ("load", {"load": Decimal(0)}, "0.01", None),
        ("load", {"load": Decimal(3)}, "3", "3"),
        ("fit", {"fit": Decimal("0.75")}, "0.25", "0.250"),
        ("fit", {"fit": Decimal("0.75")}, "0.2501", None),
    ],
)
def test_what_would_have_been_enough_is_told_where_it_can_be_had(basis, stands, needed, told):
    loser = Candidate(partner="P-4", basis=basis, needed=Decimal(needed), short=Decimal(0), **stands)
    reason = loser.counterfactual

    assert (None if reason is None else reason.facts["needed"]) == (None if told is None else Decimal(told))


def test_what_he_needed_would_have_let_him_win():
    winner, loser, _ = stood()

    assert winner.needed is None
    assert winner.counterfactual is None
    # With a tie the draw decides, so the step may be one sub-unit more than he is short.
    assert loser.short <= loser.needed <= loser.short + Decimal(2) ** -19
    assert loser.total + loser.short == winner.total
    assert loser.counterfactual.facts["partner"] == "P-5"


def test_one_who_could_not_take_it_has_an_objection_and_no_terms():
    *_, last = stood()

    assert not last.is_eligible
    assert last.reason.code == "territory"
    assert (last.total, last.counterfactual) == (None, None)


def test_for_himself_he_is_told_nothing_that_depends_on_others():
    winner, loser, last = stood()

    assert loser.for_himself(won=False) == Candidate(partner=loser.partner, private=True)
    assert winner.for_himself(won=True) == Candidate(partner=winner.partner, won=True, private=True)
    assert last.for_himself(won=False).reason == last.objection
    assert evolve(last, for_him=()).for_himself(won=False).reason.code == "not-given-to-you"
    assert evolve(last, for_him=()).reason == last.objection


@pytest.mark.parametrize("won", [True, False])
def test_of_all_there_is_he_is_told_his_fit_and_his_bonus(won):
    numbers = ("before", "accrual", "total", "load", "score", "short", "needed", "needed_fit", "owed_less")
    full = Candidate(
        partner="P-4",
        **dict.fromkeys(numbers, Decimal(1)),
        bonus=Decimal(3),
        fit=Decimal("0.5"),
        due=2,
        basis="turn",
        bound=Reason("named-partner", {"partner": "P-4"}),
        alone=True,
        by_hand=True,
    )
    known = Candidate(partner="P-4", fit=Decimal("0.5"), bonus=Decimal(3), won=won, private=True)

    assert full.for_himself(won=won) == known
    # At a price the bonus tells the price, and the price tells who else could have taken it.
    assert evolve(full, price=Decimal(1)).for_himself(won=won) == evolve(known, bonus=None)


def test_amounts_are_rounded_for_reading():
    assert readable(Decimal("0.715"), "EUR") == Money.of("0.72", "EUR")
    assert readable(Decimal("0.714"), None) == Decimal("0.71")
    assert readable(None, "EUR") is None
