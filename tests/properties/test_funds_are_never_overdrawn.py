"""Whatever is asked of a fund, in whatever order: it never promises, and never pays, more than it has."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from partnerkit import Money, Period
from partnerkit.facts import Fund, FundAllocation, FundRequest
from partnerkit.facts.fund import FUND_COURSE
from partnerkit.lifecycle import FundBook, allot_by_accrual, allot_by_proposal, allot_by_weight

PARTNERS = ("P-1", "P-2")
BUDGET = 1_000
amounts = st.integers(1, BUDGET + 200)


def eur(units):
    return Money.from_minor(units, "EUR")


class Funds(RuleBasedStateMachine):
    """Walk a fund through everything that can be asked of it, with a ledger of plain numbers beside it."""

    def __init__(self):
        super().__init__()
        self.now = datetime(2026, 1, 5, 12, tzinfo=UTC)
        fund = Fund(
            id="mdf", period=Period.year(2026), budget=eur(BUDGET), claim_days=20, proofs=("invoice",)
        )
        self.book = FundBook(fund=fund)
        self.paid = 0
        self.number = 0

    @rule(days=st.integers(0, 40))
    def wait(self, days):
        self.now += timedelta(days=days)

    @rule(
        partner=st.sampled_from(PARTNERS),
        amount=amounts,
        days=st.none() | st.integers(1, 60),
        ahead=st.sampled_from((0, 0, 5, 40)),
    )
    def set_aside(self, partner, amount, days, ahead):
        self.number += 1
        today = self.now.date() + timedelta(days=ahead)
        period = (
            None
            if days is None
            else Period(start=today - timedelta(days=9), end=today + timedelta(days=days))
        )
        new = FundAllocation(
            id=f"A-{self.number}", fund="mdf", partner=partner, amount=eur(amount), period=period
        )
        left = self.book.unallocated(on=today)
        found = self.book.set_aside([new], on=today)
        assert found.is_refused == (eur(amount) > left)
        self.book = found.book

    @rule(partner=st.sampled_from(PARTNERS), amount=amounts, days=st.integers(0, 60))
    def ask(self, partner, amount, days):
        self.number += 1
        start = self.now.date() + timedelta(days=days)
        asked = FundRequest(
            id=f"R-{self.number:03}",
            fund="mdf",
            partner=partner,
            amount=eur(amount),
            period=Period.day(start),
            requested_at=self.now,
        )
        self.book = self.book.ask(asked).book

    @precondition(lambda self: self.book.requests)
    @rule(
        data=st.data(), part=st.none() | amounts, documents=st.sampled_from([(), ("invoice",), ("invoice",)])
    )
    def go_on(self, data, part, documents):
        request = data.draw(st.sampled_from(self.book.requests))
        events = FUND_COURSE.allowed(request.status)
        if not events:
            return
        event = data.draw(st.sampled_from(events))
        amount = eur(part) if part is not None and event in {"approve", "claim", "settle"} else None
        found = self.book.step(
            request.id, event, at=self.now, by="U-1", amount=amount, reason="as-agreed", documents=documents
        )
        if found.is_refused:
            assert found.book is self.book
            assert found.reason.code.startswith("fund-")
            return
        after = found.book.requests[[each.id for each in found.book.requests].index(request.id)]
        assert after.status == FUND_COURSE.step(request.status, event, reason="as-agreed")
        self.paid += after.settled.minor if event == "settle" else 0
        self.book = found.book

    @invariant()
    def is_never_overdrawn(self):
        today = self.now.date()
        balances = self.book.balances(on=today)
        promised = sum(each.bound.minor + each.settled.minor for each in balances)
        free = sum(each.free.minor for each in balances)

        assert self.paid == sum(each.settled.minor for each in balances) <= BUDGET
        assert promised + free + self.book.unallocated(on=today).minor <= BUDGET
        assert self.book.unallocated(on=today).minor >= 0
        for each in balances:
            assert each.free.minor >= 0
            assert each.lapsed.minor >= 0
            assert each.settled.minor + each.bound.minor + each.free.minor <= each.allocated.minor
            assert each.claimed.minor <= each.bound.minor

    @invariant()
    def keeps_what_it_is_told(self):
        book = self.book
        assert FundBook(
            fund=book.fund, allocations=book.allocations[::-1], requests=book.requests[::-1]
        ).balances(on=self.now.date()) == book.balances(on=self.now.date())


Funds.TestCase.settings = settings(
    max_examples=max(10, settings.default.max_examples // 3), stateful_step_count=30
)
TestFunds = Funds.TestCase

FUND = Fund(id="mdf", period=Period.year(2026), budget=eur(BUDGET))
asked = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 2_000), max_size=6)


@given(asked, st.integers(0, BUDGET))
def test_an_allotment_is_within_the_budget_and_what_was_asked(claims, left):
    money = {name: eur(units) for name, units in claims.items()}
    of = eur(left)
    by_proposal = allot_by_proposal(FUND, money, of=of)
    by_accrual = allot_by_accrual(FUND, money, 1, of=of)

    for found in (by_proposal, by_accrual):
        assert sum(each.amount.minor for each in found) == min(left, sum(claims.values()))
        assert all(each.amount <= money[each.partner] for each in found)
    if any(claims.values()):
        assert sum(each.amount.minor for each in allot_by_weight(FUND, claims, of=of)) == left


@given(asked, st.integers(0, BUDGET))
def test_nobody_who_got_less_than_asked_got_less_than_another(claims, left):
    found = {
        each.partner: each.amount.minor
        for each in allot_by_proposal(FUND, {n: eur(u) for n, u in claims.items()}, of=eur(left))
    }

    for name, given_ in found.items():
        if given_ < claims[name]:
            assert all(other <= given_ + 1 for other in found.values())
