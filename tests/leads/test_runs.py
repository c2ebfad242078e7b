"""Leads given in a run, booked when somebody asks. That it is what `allocate` gives is a property."""

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve

from partnerkit import Lead, Ledger, Money, Partner, Period
from partnerkit.leads import BestFit, EqualLoad, FairShare, Fit, Rotation, allocate
from partnerkit.leads.account import Account
from partnerkit.leads.asked import Asked, named_of
from partnerkit.leads.eligibility import Occasion
from partnerkit.leads.owed import Reckoned
from partnerkit.leads.roster import Roster
from partnerkit.leads.runs import KINDS, Run, runs
from partnerkit.values.errors import CurrencyMismatch, InvalidValue, LedgerMismatch, Overflowed

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NOW = Occasion(as_of=NOON)
FIT = Fit(of_lead=lambda lead: lead.id, of_partner=lambda partner: partner.id, score=lambda *_: 0.5)
POLICY = FairShare(weights={"gold": 2, "silver": 1})
FIRMS = {
    f"P-{each}": Partner(
        id=f"P-{each}", tier="gold", territories=("de" if each % 2 else "se",), capacity=None if each else 1
    )
    for each in range(6)
}


def lead(number, territory="de", euro=100):
    return Lead(id=f"L-{number}", territory=territory, value=Money.of(euro + number, "EUR"))


def begun(policy=POLICY):
    return allocate([lead(0)], [*FIRMS.values()], policy, as_of=NOON).ledger


def started(policy=POLICY, few=0):
    ledger = begun(policy)
    return Run(Roster.of(FIRMS, policy).following(ledger), ledger, few=few)


def test_policies_that_go_by_what_is_owed_alone_run():
    fit = BestFit(default=1, fit=FIT)

    assert runs(POLICY)
    assert not any(map(runs, (EqualLoad(default=1), Rotation(default=1), fit)))
    assert not runs(FairShare(default=1, fit=FIT))


def test_a_list_leaves_the_ledger_that_asking_everybody_leaves():
    run, given = started(), [lead(number, "se" if number % 3 else "de") for number in range(1, 40)]
    decisions = [run.give(each, NOW) for each in given]
    expected = allocate(given, [*FIRMS.values()], POLICY, ledger=begun(), as_of=NOON)

    assert decisions == [expected.decisions[each.id] for each in given]
    assert run.ledger == expected.ledger
    assert run.ledger is run.ledger
    assert run.before.leads == 1


def test_nothing_is_told_before_somebody_looks():
    decision, by_name = started().give(lead(1), NOW), started(few=64).give(lead(1), NOW)

    assert isinstance(decision.candidates, Asked)
    assert named_of(decision.candidates)._all is None
    assert isinstance(by_name.candidates, Reckoned)
    assert isinstance(started(few=3).give(lead(1), NOW).candidates, Asked)
    assert isinstance(started(few=4).give(lead(1), NOW).candidates, Reckoned)
    assert decision == by_name
    assert [each.partner for each in decision.candidates] == [each.partner for each in by_name.candidates]


def test_who_has_no_more_room_is_passed_over_and_told_so():
    run = started()
    decisions = [run.give(lead(number, "se"), NOW) for number in range(1, 8)]
    full = [each for each in decisions if each.winner == "P-0"]

    assert len(full) == 1
    (told,) = (each for each in decisions[-1].named if each.partner == "P-0")
    assert dict(told.objection.facts) == {"open": 1, "limit": 1}
    elsewhere = run.give(lead(8), NOW).candidate("P-0")
    assert [each.code for each in (elsewhere.objection, *elsewhere.further)] == ["territory", "capacity"]


def test_it_stops_before_a_lead_that_needs_everybody():
    run = started()
    run.give(lead(1), NOW)

    assert run.ready([lead(2), lead(1), lead(3)], NOW) == 1
    assert run.ready([lead(0)], NOW) == 0
    stranger = {**FIRMS, "P-9": Partner(id="P-9", tier="gold")}
    nobody = {**FIRMS, "P-5": Partner(id="P-5")}
    for firms in (stranger, nobody):
        assert not Run(Roster.of(firms, POLICY).following(begun()), begun()).ready([lead(2)], NOW)


def test_who_could_take_a_lead_is_looked_up_anew_at_another_moment_and_for_very_many_kinds():
    firms = {"P-0": FIRMS["P-0"], "P-1": evolve(FIRMS["P-1"], blocked_customers=("C-7",))}
    ledger = allocate([lead(0)], [*firms.values()], POLICY, as_of=NOON).ledger
    run = Run(Roster.of(firms, POLICY).following(ledger), ledger)
    for number in range(1, KINDS + 5):
        asked = Lead(id=f"L-{number}", value=Money.of(5, "EUR"), customer=f"C-{number}", territory="de")
        assert run.give(asked, Occasion(as_of=NOON + timedelta(hours=number % 2))).winner == (
            None if number == 7 else "P-1"
        )
        assert len(run._kinds) <= KINDS


def test_what_is_wrong_is_refused_and_the_ledger_is_as_it_was():
    run, ledger = started(), begun()
    for wrong, error in (
        (Lead(id="L-1", territory="de"), InvalidValue),
        (Lead(id="L-1", territory="de", value=Money.of(5, "USD")), CurrencyMismatch),
    ):
        with pytest.raises(error):
            run.give(wrong, NOW)
    assert run.ledger == ledger
    other = FairShare(default=1, value="unit")
    with pytest.raises(LedgerMismatch):
        Run(Roster.of(FIRMS, other).following(ledger), ledger).give(lead(1), NOW)


def test_balances_that_grow_too_large_are_refused_at_the_lead_that_lets_them():
    most = 2**62 - 2
    balances = {"P-0": 0, "P-1": most, "P-2": -most, "P-3": most, "P-4": -most, "P-5": 0}
    accounts = tuple(Account(partner=name, balance=each, level=0) for name, each in balances.items())
    ledger = Ledger(value="lead", currency="EUR", accounts=accounts)
    with pytest.raises(Overflowed, match=r"ledger\.balance"):
        Run(Roster.of(FIRMS, POLICY).following(ledger), ledger).give(lead(1), NOW)
    with pytest.raises(Overflowed, match=r"ledger\.balance"):
        allocate([lead(1)], [*FIRMS.values()], POLICY, ledger=ledger, as_of=NOON)


def test_leads_that_nobody_can_take_settle_how_the_ledger_counts():
    ledger = Ledger(accounts=tuple(Account(partner=name, level=0) for name in FIRMS))
    run = Run(Roster.of(FIRMS, POLICY).following(ledger), ledger)
    assert run.give(lead(1, "fi"), NOW).winner is None
    assert (
        run.ledger == allocate([lead(1, "fi")], [*FIRMS.values()], POLICY, ledger=ledger, as_of=NOON).ledger
    )


def test_turns_are_no_longer_kept_once_a_lead_is_given():
    ledger = Ledger(accounts=tuple(Account(partner=name, level=0) for name in FIRMS))
    run = Run(Roster.of(FIRMS, POLICY).following(ledger), ledger)
    run.give(lead(1), NOW)

    after = allocate([lead(1)], [*FIRMS.values()], POLICY, ledger=ledger, as_of=NOON).ledger
    assert (ledger.steady, run.ledger.steady, after.steady) == (True, False, False)
    assert run.ledger == after


def test_who_is_absent_on_another_day_is_not_asked_then():
    away = evolve(FIRMS["P-1"], absences=(Period.of(date(2026, 3, 3), date(2026, 3, 4)),))
    run = Run(Roster.of({**FIRMS, "P-1": away}, POLICY).following(begun()), begun())
    days = [Occasion(as_of=NOON + timedelta(days=days)) for days in range(3)]

    told = [run.give(lead(number + 1), day).candidate("P-1").is_eligible for number, day in enumerate(days)]
    assert told == [True, False, True]
