from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from attrs import evolve

from partnerkit import Money, Period
from partnerkit.facts import Fund, FundAllocation, FundRequest
from partnerkit.lifecycle import (
    FundBook,
    allot_by_accrual,
    allot_by_proposal,
    allot_by_weight,
    bonuses,
    statement,
)
from partnerkit.values.errors import IllegalTransition, InvalidInput, InvalidValue, NotFound

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MARCH = date(2026, 3, 2)
MAY = Period.month(2026, 5)


def eur(amount):
    return Money.of(amount, "EUR")


FUND = Fund(
    id="mdf", period=Period.year(2026), budget=eur("1000"), proofs=("invoice", "photo"), claim_days=30
)


def allocation(amount, partner="P", period=None, name=None):
    return FundAllocation(
        id=name or f"A-{partner}-{period}", fund="mdf", partner=partner, amount=eur(amount), period=period
    )


def request(amount, name="R", partner="P", period=MAY):
    return FundRequest(
        id=name, fund="mdf", partner=partner, amount=eur(amount), period=period, requested_at=NOON
    )


BOOK = FundBook(fund=FUND, allocations=[allocation("600")]).ask(request("400")).book


def step(book, event, name="R", days=0, **more):
    return book.step(name, event, at=NOON + timedelta(days=days), by="U-1", **more)


APPROVED = step(BOOK, "approve").book
CLAIMED = step(APPROVED, "claim", documents=("invoice", "photo"), amount=eur("350")).book


def code(found):
    return None if found.reason is None else found.reason.code


def test_a_request_goes_from_asking_to_paying():
    asked, approved, claimed = (book.balance("P", on=MARCH) for book in (BOOK, APPROVED, CLAIMED))
    paid = step(CLAIMED, "settle").book.balance("P", on=MARCH)

    assert (asked.bound, asked.free) == (eur("0"), eur("600"))
    assert (approved.bound, approved.free) == (eur("400"), eur("200"))
    assert (claimed.bound, claimed.claimed) == (eur("400"), eur("350"))
    assert (paid.bound, paid.settled, paid.free, paid.lapsed) == (eur("0"), eur("350"), eur("250"), eur("0"))


def test_no_more_is_promised_than_is_free():
    more = APPROVED.ask(request("201", "S")).book
    refused = step(more, "approve", "S")

    assert code(refused) == "fund-overdrawn"
    assert refused.reason.facts["free"] == eur("200")
    assert refused.book is more
    assert code(step(more, "approve", "S", amount=eur("200"))) is None


def test_what_ran_out_is_not_promised_and_goes_back_into_the_budget():
    book = (
        FundBook(fund=FUND, allocations=[allocation("1000", period=Period.month(2026, 1))])
        .ask(request("1"))
        .book
    )

    assert code(step(book, "approve")) == "fund-overdrawn"
    assert book.balance("P", on=MARCH).lapsed == eur("1000")
    assert book.unallocated(on=date(2026, 1, 31)) == eur("0")
    assert book.unallocated(on=MARCH) == eur("1000")


def test_nothing_draws_on_what_had_run_out():
    gone = allocation("300", period=Period.month(2026, 1))
    book = FundBook(fund=FUND, allocations=[gone, allocation("300")]).ask(request("300")).book
    after = step(book, "approve").book

    assert after.balance("P", on=MARCH).free == eur("0")
    assert after.balance("P", on=MARCH).lapsed == eur("300")


def test_what_runs_out_first_is_used_first():
    book = (
        FundBook(
            fund=FUND,
            allocations=[allocation("300", name="late"), allocation("300", period=Period.quarter(2026, 1))],
        )
        .ask(request("400"))
        .book
    )
    after = step(book, "approve").book

    assert after.balance("P", on=MARCH).free == eur("200")
    assert after.balance("P", on=date(2026, 4, 1)).free == eur("200")


def test_more_than_the_budget_is_not_set_aside():
    refused = BOOK.set_aside([allocation("401", "Q")], on=MARCH)

    assert code(refused) == "fund-budget-spent"
    after = BOOK.set_aside([allocation("400", "Q", Period.year(2026))], on=MARCH).book
    assert after.unallocated(on=MARCH) == eur("0")
    assert after.allocations[-1].period.start == MARCH
    with pytest.raises(InvalidValue):
        BOOK.set_aside([allocation("1", "Q", Period.month(2026, 1))], on=MARCH)


def test_what_was_set_aside_ahead_is_promised_to_nobody_else():
    """In March, what runs out with May is set aside anew for June: until then it is nobody else's."""
    spring = allocation("1000", period=Period.of(MARCH, MAY.end))
    book = FundBook(fund=FUND, allocations=[spring]).ask(request("400")).book
    ahead = book.set_aside([allocation("900", partner="Q", name="B")], on=MAY.end)
    found = step(ahead.book, "approve")

    assert not ahead.is_refused
    assert (code(found), found.reason.facts["free"]) == ("fund-overdrawn", eur("100"))
    assert ahead.book.balance("P", on=MARCH).free == eur("100")
    assert ahead.book.unallocated(on=MARCH) == eur("0")
    assert step(ahead.book, "approve", amount=eur("100")).book.balance("P", on=MARCH).free == eur("0")


def test_a_claim_needs_its_proofs_and_its_time():
    assert step(APPROVED, "claim", documents=("photo",)).reason.facts["proofs"] == ("invoice",)
    late = step(APPROVED, "claim", days=200, documents=("invoice", "photo"))
    assert (code(late), late.reason.facts["until"]) == ("fund-claim-late", date(2026, 6, 30))


def test_no_claim_is_above_what_was_approved_and_no_payment_above_the_claim():
    assert code(step(APPROVED, "claim", amount=eur("400.01"))) == "fund-above-promise"
    assert code(step(CLAIMED, "settle", amount=eur("351"))) == "fund-above-promise"
    assert code(step(BOOK, "approve", amount=eur("401"))) == "fund-above-promise"
    assert code(step(BOOK, "approve", amount=Money.of("1", "SEK"))) == "fund-currency"
    with pytest.raises(InvalidValue):
        step(APPROVED, "claim", amount=eur("-1"), documents=("invoice", "photo"))


def test_a_promise_expires_after_the_last_day_for_a_claim_only():
    assert code(step(APPROVED, "expire", days=120)) == "fund-claim-open"
    assert APPROVED.overdue(on=date(2026, 6, 30)) == ()
    assert APPROVED.overdue(on=date(2026, 7, 1)) == ("R",)
    assert step(APPROVED, "expire", days=121).book.balance("P", on=MARCH).free == eur("600")


def test_after_the_last_day_for_a_claim_nothing_is_promised():
    assert code(step(BOOK, "approve", days=200)) == "fund-claim-late"


def test_what_takes_place_elsewhere_is_not_paid():
    assert code(BOOK.ask(request("1", "S", period=Period.month(2027, 1)))) == "fund-outside-period"


def test_a_person_decides_and_time_goes_on():
    with pytest.raises(InvalidValue, match="who decided"):
        BOOK.step("R", "approve", at=NOON)
    with pytest.raises(InvalidValue, match="not before"):
        step(APPROVED, "claim", days=-1)
    with pytest.raises(IllegalTransition):
        step(BOOK, "settle")
    with pytest.raises(NotFound):
        step(BOOK, "approve", "X")
    with pytest.raises(InvalidValue, match="as it was asked"):
        BOOK.ask(APPROVED.requests[0])


def test_a_book_that_does_not_add_up_is_refused_with_all_its_faults():
    with pytest.raises(InvalidInput) as caught:
        FundBook(
            fund=FUND,
            allocations=[allocation("1", name="A"), evolve(allocation("1", name="A"), fund="x")],
            requests=[evolve(request("1"), amount=Money.of("1", "SEK"))],
        )
    assert [each.path for each in caught.value.faults] == [
        "allocations[1].id",
        "allocations[1].fund",
        "requests[0].amount",
    ]
    with pytest.raises(InvalidValue, match="take 400"):
        evolve(APPROVED, allocations=())
    with pytest.raises(InvalidValue, match="at most the budget"):
        FundBook(fund=FUND, allocations=[allocation("1001")])


def test_a_partner_sees_itself_alone():
    book = evolve(BOOK, allocations=[allocation("600"), allocation("1", "Q")])

    assert [each.partner for each in book.balances(on=MARCH)] == ["P", "Q"]
    assert [each.partner for each in book.balances(on=MARCH, viewer="Q")] == ["Q"]
    assert book.to_frame(on=MARCH)["partner"].tolist() == ["P", "Q"]
    assert repr(book) == "<FundBook: mdf, 2 allocations, 1 requests>"


@pytest.mark.parametrize("at", ["2026-03-03T00:30+02:00", "2026-03-31T21:30-05:00"])
def test_a_day_is_that_of_utc_wherever_it_was_decided(at):
    # By the clock of whoever decides it is a day of the period; in UTC it is the one before, or after it.
    period = Period.of(date(2026, 3, 3), date(2026, 4, 1))
    book = FundBook(fund=FUND, allocations=[allocation("600", period=period)]).ask(request("400")).book

    found = book.step("R", "approve", at=datetime.fromisoformat(at), by="U-1")

    assert found.reason.code == "fund-overdrawn"


def test_what_begins_later_has_not_run_out():
    book = FundBook(fund=FUND, allocations=[allocation("600", period=MAY)])

    found = book.balance("P", on=MARCH)
    assert (found.allocated, found.free, found.lapsed) == (eur("600"), eur("0"), eur("0"))
    assert book.balance("P", on=date(2026, 6, 1)).lapsed == eur("600")


@pytest.mark.parametrize("asked", ["unallocated", "balances", "overdue"])
def test_a_day_is_no_moment(asked):
    with pytest.raises(InvalidValue, match=r"on: .* use a date"):
        getattr(BOOK, asked)(on=NOON)


def test_only_allocations_are_set_aside():
    with pytest.raises(InvalidValue, match="allocations"):
        BOOK.set_aside(["A-1"], on=MARCH)


def test_arguments_of_another_kind_are_refused_by_name():
    calls = {
        "fund": lambda: allot_by_weight("mdf", {"P": 1}),
        "weights": lambda: allot_by_weight(FUND, ["P"]),
        "purchases": lambda: allot_by_accrual(FUND, {None: eur("1")}, Decimal("0.1")),
        "proposals": lambda: allot_by_proposal(FUND, [eur("1")]),
        "partner": lambda: BOOK.balance(["P"], on=MARCH),
        "allocations": lambda: BOOK.set_aside(None, on=MARCH),
        "request": lambda: BOOK.ask("R"),
        "event": lambda: BOOK.step("R", "approved", at=NOON, by="U-1"),
        "amount": lambda: BOOK.step("R", "approve", at=NOON, by="U-1", amount=5),
        "documents": lambda: CLAIMED.step(
            "R", "settle", at=NOON + timedelta(days=1), by="U-1", documents=None
        ),
        "terms[0]": lambda: bonuses(["B"], {}, as_of=MARCH),
        "actuals": lambda: bonuses([], None, as_of=MARCH),
        "expected": lambda: bonuses([], {}, as_of=MARCH, expected=[1]),
        "viewer": lambda: bonuses([], {}, as_of=MARCH, viewer=["P"]),
        "term": lambda: statement("B", None, as_of=MARCH),
    }
    for path, call in calls.items():
        with pytest.raises(InvalidValue) as refused:
            call()
        assert refused.value.path == path


def test_the_days_of_a_fund_are_those_of_its_time_zone():
    """The last day for a claim is over at midnight in New York, not five hours earlier."""
    late = datetime(2026, 7, 1, 2, tzinfo=UTC)
    proofs = {"documents": ("invoice", "photo")}
    for zone, refused in ((None, "fund-claim-late"), ("America/New_York", None)):
        book = FundBook(
            fund=evolve(FUND, timezone=zone),
            allocations=[allocation("600", period=Period.quarter(2026, 1))],
            requests=[request("400")],
        )
        # The evening of the last day of March: what is set aside for the quarter may still be promised.
        promised = book.step("R", "approve", at=datetime(2026, 4, 1, 3, tzinfo=UTC), by="U-1")
        assert code(promised) == (None if zone else "fund-overdrawn")
        book = book.step("R", "approve", at=datetime(2026, 3, 30, tzinfo=UTC), by="U-1").book
        assert code(book.step("R", "claim", at=late, **proofs)) == refused
