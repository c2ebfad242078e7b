"""Whatever partners and time do: no lead is lost, none has two holders, each offer expires once."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import (
    FairShare,
    Ledger,
    OfferBook,
    Offering,
    answer,
    carry_out,
    offer_leads,
    replay,
    report_outcome,
    run_due,
    withdraw,
)
from partnerkit.values.errors import IllegalTransition, InvalidValue

HOUR = timedelta(hours=1)
PARTNERS = [Partner(id="P-1", capacity=1), Partner(id="P-2", capacity=2), Partner(id="P-3")]
UNITS = FairShare(weights={"P-1": 3}, default=1, value="unit")


class Offers(RuleBasedStateMachine):
    @initialize(at_once=st.sampled_from([1, 2, None]), rounds=st.sampled_from([2, 10]))
    def begin(self, at_once, rounds):
        self.terms = Offering(
            policy=UNITS, within=8 * HOUR, at_once=at_once, rounds=rounds, decline_penalty=1
        )
        self.book, self.ledger, self.now = OfferBook(), Ledger(), datetime(2026, 3, 2, 9, tzinfo=UTC)
        self.history, self.expired, self.known = [], [], set()

    def take(self, step):
        self.expired += [
            each.id
            for each in step.offers
            if each.status == "expired" and self.book.offers.get(each.id) != each
        ]
        self.book, self.ledger = step.book, step.ledger
        self.history += step.entries

    def one(self, data, *statuses):
        names = [each.id for each in self.book.offers if each.status in statuses]
        return data.draw(st.sampled_from(names)) if names else None

    def answer(self, name, event, reason=None):
        self.take(
            answer(
                self.book,
                name,
                event,
                PARTNERS,
                self.terms,
                ledger=self.ledger,
                at=self.now,
                by="anna",
                reason=reason,
            )
        )

    @rule(count=st.integers(1, 3))
    def new_leads(self, count):
        leads = [Lead(id=f"L-{len(self.known) + place}") for place in range(count)]
        self.known.update(each.id for each in leads)
        self.take(offer_leads(self.book, leads, PARTNERS, self.terms, ledger=self.ledger, as_of=self.now))

    @rule(hours=st.integers(1, 12))
    def time_passes(self, hours):
        self.now += hours * HOUR

    @rule()
    def the_scheduler_asks(self):
        due = run_due(self.book, as_of=self.now)
        step = carry_out(self.book, due, PARTNERS, self.terms, ledger=self.ledger, as_of=self.now)
        self.take(step)
        again = carry_out(
            self.book,
            [each for each in due if each.kind == "expire"],
            PARTNERS,
            self.terms,
            ledger=self.ledger,
            as_of=self.now,
        )
        assert again.offers == ()

    @precondition(lambda self: self.book.live)
    @rule(data=st.data(), event=st.sampled_from(["open", "accept", "decline"]))
    def a_partner_answers(self, data, event):
        name = self.one(data, "offered", "opened")
        offer = self.book.offer(name)
        late = self.now > offer.due
        if event == "open" and offer.status == "opened":
            with pytest.raises(IllegalTransition):
                self.answer(name, event)
        elif late and event != "open":
            with pytest.raises(InvalidValue):
                self.answer(name, event, "late")
        else:
            self.answer(name, event, "no-capacity" if event == "decline" else None)

    @rule(data=st.data())
    def a_partner_works_and_reports(self, data):
        name = self.one(data, "accepted", "worked")
        if name is None:
            return
        if self.book.offer(name).status == "accepted":
            self.answer(name, "work")
        self.take(report_outcome(self.book, name, "lost", ledger=self.ledger, at=self.now, by="anna"))

    @rule(data=st.data())
    def the_vendor_takes_a_lead_back(self, data):
        names = [each.id for each in self.book.cases if each.state != "over"]
        if names:
            name = data.draw(st.sampled_from(names))
            self.take(withdraw(self.book, name, ledger=self.ledger, at=self.now, by="anna", why="A test."))

    @invariant()
    def no_lead_is_lost(self):
        assert {each.id for each in self.book.cases} == self.known

    @invariant()
    def each_lead_stands_where_its_offers_say(self):
        told = {subject for finding in self.book.findings for subject in finding.subjects}
        for case in self.book.cases:
            offers = [self.book.offer(name) for name in case.offers]
            held = [each for each in offers if each.status in ("accepted", "worked")]
            live = [each for each in offers if each.is_live]
            assert {
                "offered": bool(live) and not held,
                "held": len(held) == 1 and not live and case.holder == held[0].partner,
                "waiting": not live and not held and case.id in told,
                "over": not live and not held,
            }[case.state]
            assert case.state == "held" or case.holder is None
            # Nobody is asked for the same lead again.
            assert len({each.partner for each in offers}) == len(offers)

    @invariant()
    def the_ledger_knows_the_same_holders(self):
        held = {each.id: each.holder for each in self.book.of_state("held")}
        if self.terms.at_once == 1:
            held |= {each.lead: each.partner for each in self.book.live}
        assert {each.lead: each.partner for each in self.ledger.open} == held
        assert sum(self.ledger.balances.values()) == 0

    @invariant()
    def the_deadlines_are_those_of_the_open_offers(self):
        found = OfferBook(offers=self.book.offers)
        assert self.book.live == found.live
        assert self.book.deadlines.tolist() == found.deadlines.tolist()

    @invariant()
    def each_expiry_happened_once(self):
        assert len(self.expired) == len(set(self.expired))

    def teardown(self):
        if hasattr(self, "history"):
            assert replay(self.history) == self.ledger


TestOffers = Offers.TestCase
