"""Whatever persons give, move and close in the ledger: the offers of all leads go on, and nobody is asked for what another has."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import (
    FairShare,
    Ledger,
    OfferBook,
    Offering,
    answer,
    apply,
    assign_to,
    carry_out,
    offer_leads,
    reassign,
    replay,
    report_outcome,
    run_due,
    withdraw,
)
from partnerkit.leads.changes import LeadReleased
from partnerkit.values.errors import IllegalTransition, InvalidValue

HOUR = timedelta(hours=1)
PARTNERS = [Partner(id="P-1", capacity=1), Partner(id="P-2", capacity=2), Partner(id="P-3")]
UNITS = FairShare(weights={"P-1": 3}, default=1, value="unit")
NAMES = [each.id for each in PARTNERS]


class Hands(RuleBasedStateMachine):
    @initialize(at_once=st.sampled_from([1, 2, None]), rounds=st.sampled_from([2, 10]))
    def begin(self, at_once, rounds):
        self.terms = Offering(policy=UNITS, within=8 * HOUR, at_once=at_once, rounds=rounds, expiry_penalty=1)
        self.book, self.ledger, self.now = OfferBook(), Ledger(), datetime(2026, 3, 2, 9, tzinfo=UTC)
        self.history, self.stood = [], {}

    def take(self, step):
        self.book, self.ledger = step.book, step.ledger
        self.history += step.entries

    def by_hand(self, given):
        self.ledger = given.ledger
        self.history.append(given.entry)

    def holder(self, lead):
        held = self.ledger.holder(lead)
        return None if held is None else held.partner

    @rule()
    def a_new_lead(self):
        lead = Lead(id=f"L-{len(self.book)}")
        self.take(offer_leads(self.book, [lead], PARTNERS, self.terms, ledger=self.ledger, as_of=self.now))

    @rule(hours=st.integers(0, 12))
    def the_scheduler_asks(self, hours):
        self.now += hours * HOUR
        due = run_due(self.book, as_of=self.now)
        before = {each.id for each in self.book.offers}
        open_before = {each.lead for each in self.ledger.open}
        self.take(carry_out(self.book, due, PARTNERS, self.terms, ledger=self.ledger, as_of=self.now))
        expired = {each.lead for each in due if each.kind == "expire"}
        for offer in self.book.offers:
            if offer.id not in before and offer.lead not in expired:
                assert offer.lead not in open_before
        assert all(self.holder(each.id) is None for each in self.book.of_state("waiting"))

    @rule(data=st.data(), event=st.sampled_from(["accept", "decline", "work", "report"]))
    def a_partner_answers(self, data, event):
        names = [each.id for each in self.book.offers]
        if not names:
            return
        offer = self.book.offer(data.draw(st.sampled_from(names)))
        others = self.holder(offer.lead) not in (None, offer.partner)
        told = {"ledger": self.ledger, "at": self.now, "by": "max"}
        try:
            if event == "report":
                self.take(report_outcome(self.book, offer.id, "won", **told))
            else:
                self.take(
                    answer(self.book, offer.id, event, PARTNERS, self.terms, reason="no-capacity", **told)
                )
        except (InvalidValue, IllegalTransition):
            return
        assert not others

    @rule(data=st.data(), partner=st.sampled_from(NAMES))
    def a_person_gives_or_moves(self, data, partner):
        names = [each.id for each in self.book.cases if each.state != "over"]
        if not names:
            return
        lead = Lead(id=data.draw(st.sampled_from(names)))
        told = {"ledger": self.ledger, "as_of": self.now, "by": "anna", "why": "A test.", "override": True}
        if self.holder(lead.id) is None:
            self.by_hand(assign_to(lead, partner, PARTNERS, UNITS, **told))
        elif self.holder(lead.id) != partner:
            self.by_hand(reassign(lead, partner, PARTNERS, UNITS, **told))

    @rule(data=st.data())
    def a_person_closes(self, data):
        names = [each.lead for each in self.ledger.open]
        if names:
            closed = LeadReleased(lead=data.draw(st.sampled_from(names)), at=self.now, by="anna")
            self.ledger = apply(self.ledger, closed)
            self.history.append(closed)

    @rule(data=st.data())
    def the_vendor_takes_a_lead_back(self, data):
        names = [each.id for each in self.book.cases if each.state != "over"]
        if not names:
            return
        name = data.draw(st.sampled_from(names))
        try:
            self.take(withdraw(self.book, name, ledger=self.ledger, at=self.now, by="anna", why="A test."))
        except InvalidValue:
            # It was given by hand: the decision is not in the book.
            assert self.holder(name) is not None
        else:
            assert self.holder(name) is None

    @invariant()
    def what_is_over_is_nobody_s(self):
        for case in self.book.of_state("over"):
            assert not [each for each in map(self.book.offer, case.offers) if each.is_live]

    @invariant()
    def the_ledger_follows_from_its_history(self):
        assert sum(self.ledger.balances.values()) == 0

    def teardown(self):
        if hasattr(self, "history"):
            assert replay(self.history, told_once=True) == self.ledger


TestHands = Hands.TestCase
