"""
Whatever verbs follow each other, in whatever units, the desk is what a plain model of it says.

The model is a few dictionaries and the judgements themselves. After every step
all that can be asked is compared, by a desk that remembers, by one of another
server that remembers what it read, and by a new one.
"""

import contextlib
from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from partnerkit import Lead, Ledger, Money, Partner
from partnerkit.desk import Desk
from partnerkit.leads import FairShare, allocate
from partnerkit.leads.answering import LeadOffer
from partnerkit.leads.history import apply
from partnerkit.storage import MemoryStore
from partnerkit.values.errors import IllegalTransition, InvalidValue, NotFound, PartnerkitError
from partnerkit.values.store_errors import AlreadyClaimed, IdempotencyKeyReused, StaleWrite

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
POLICY = FairShare(weights={"gold": 3}, default=1)
NAMES = st.sampled_from(["P-1", "P-2", "P-3"])
LEADS = st.integers(0, 1)
KEYS = st.sampled_from([None, None, "k1", "k2"])


def lead(number):
    return Lead(id=f"L-{number}", value=Money.of(100 + 7 * number, "EUR"))


class Model:
    """What a desk is, without any of how."""

    def __init__(self):
        self.partners, self.holders, self.offers, self.decisions, self.keys = {}, {}, {}, {}, {}
        self.ledger, self.actions = Ledger(), []

    def copy(self):
        other = Model()
        other.__dict__.update(
            {name: value.copy() if hasattr(value, "copy") else value for name, value in vars(self).items()}
        )
        return other


class DeskMachine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.store, self.at = MemoryStore(), NOON
        self.desk = Desk(self.store, tenant="acme", clock=lambda: self.at)
        self.other = Desk(self.store, tenant="acme")
        self.model, self.group, self.before = Model(), None, None

    @initialize()
    def staffed(self):
        for name in ("P-1", "P-2"):
            self.desk.put(Partner(id=name))
            self.model.partners[name] = (1, None)
            self.model.actions.append("put")

    # -- units that group verbs

    @precondition(lambda self: self.group is None)
    @rule()
    def begin(self):
        self.group, self.before = self.desk.unit(), self.model.copy()
        self.group.__enter__()

    @precondition(lambda self: self.group is not None)
    @rule(fails=st.booleans())
    def end(self, fails):
        group, self.group = self.group, None
        if not fails:
            assert not group.__exit__(None, None, None)
            return
        with contextlib.suppress(ZeroDivisionError):
            group.__exit__(ZeroDivisionError, ZeroDivisionError(), None)
        self.model = self.before

    def refused(self, call, *kinds):
        """A verb that is refused changes nothing; inside a group it ends all of it."""
        try:
            call()
        except kinds:
            if self.group is not None:
                group, self.group = self.group, None
                with contextlib.suppress(PartnerkitError):
                    group.__exit__(None, None, None)
                self.model = self.before
        else:
            raise AssertionError(f"it was not refused with {kinds}")

    # -- verbs

    @rule(name=NAMES, gold=st.booleans())
    def put(self, name, gold):
        version, _ = self.model.partners.get(name, (0, None))
        tier = "gold" if gold else None
        (stored,) = self.desk.put(Partner(id=name, tier=tier), version=version)
        assert stored.version == version + 1
        self.model.partners[name] = (version + 1, tier)
        self.model.actions.append("put")

    @rule(name=NAMES)
    def put_stale(self, name):
        version, _ = self.model.partners.get(name, (0, None))
        self.refused(lambda: self.desk.put(Partner(id=name), version=version + 1), StaleWrite)

    @rule(number=LEADS, key=KEYS, hours=st.none() | st.integers(1, 3))
    def assign(self, number, key, hours):
        name = f"L-{number}"
        by = None if hours is None else self.at + hours * HOUR
        call = lambda: self.desk.assign(lead(number), POLICY, as_of=self.at, answer_by=by, key=key)  # noqa: E731
        if key in self.model.keys:
            command, decision = self.model.keys[key]
            if command == ("assign", name):
                assert call() == decision
            else:
                self.refused(call, IdempotencyKeyReused)
            return
        if name in self.model.holders:
            self.refused(call, AlreadyClaimed)
            return
        partners = [Partner(id=each, tier=tier) for each, (_, tier) in sorted(self.model.partners.items())]
        result = allocate(
            [lead(number)], partners, POLICY, ledger=self.model.ledger, as_of=self.at, blank="exclude"
        )
        decision = call()
        assert decision == result.decisions[name]
        self.model.ledger, self.model.decisions[name] = result.ledger, decision
        self.model.holders[name] = decision.winner
        if by is not None:
            self.model.offers[name] = ("offered", decision.winner, by)
        elif name in self.model.offers:
            self.model.offers[name] = ("offered", decision.winner, None)
        if key is not None:
            self.model.keys[key] = (("assign", name), decision)
        self.model.actions.append("assign")

    @rule(number=LEADS)
    def accept(self, number):
        name = f"L-{number}"
        call = lambda: self.desk.accept(name, as_of=self.at)  # noqa: E731
        is_over = name not in self.model.offers and self.model.ledger.holder(name) is None
        if name not in self.model.holders or is_over:
            self.refused(call, NotFound)
            return
        status, partner, by = self.model.offers.get(name, ("offered", self.model.holders[name], None))
        if status != "offered":
            self.refused(call, IllegalTransition)
        elif by is not None and by < self.at:
            self.refused(call, InvalidValue)
        else:
            assert call().value.partner == partner
            self.model.offers[name] = ("accepted", partner, by)
            self.model.actions.append("accept")

    @rule(number=LEADS)
    def decline(self, number):
        name = f"L-{number}"
        call = lambda: self.desk.decline(name, why="Full.", as_of=self.at)  # noqa: E731
        if self.model.ledger.holder(name) is None:
            self.refused(call, NotFound)
            return
        self.model.ledger = apply(self.model.ledger, call())
        del self.model.holders[name]
        self._answered(name, "declined")
        self.model.actions.append("decline")

    @rule(number=LEADS)
    def release(self, number):
        name = f"L-{number}"
        call = lambda: self.desk.release(name, as_of=self.at)  # noqa: E731
        if self.model.ledger.holder(name) is None:
            self.refused(call, NotFound)
            return
        self.model.ledger = apply(self.model.ledger, call())
        self._answered(name, "withdrawn")
        self.model.actions.append("release")

    @rule(old=NAMES, new=NAMES)
    def take_over(self, old, new):
        call = lambda: self.desk.take_over(old, new, why="Bought.", as_of=self.at)  # noqa: E731
        if old == new or self.model.ledger.get(old) is None:
            self.refused(call, InvalidValue, NotFound)
            return
        theirs = {each.lead for each in self.model.ledger.open if each.partner == old}
        (change,) = call()
        self.model.ledger = apply(self.model.ledger, change)
        for name in theirs:
            self.model.holders[name] = new
            status, _, by = self.model.offers.get(name, (None, None, None))
            if status in ("offered", "accepted"):
                self.model.offers[name] = (status, new, by)
        self.model.actions.append("take-over")

    def _answered(self, name, status):
        if name in self.model.offers:
            _, partner, by = self.model.offers[name]
            self.model.offers[name] = (status, partner, by)

    @rule(hours=st.integers(0, 2))
    def time_passes(self, hours):
        self.at += hours * HOUR

    @rule()
    def expire_due(self):
        due = {
            name
            for name, (status, _, by) in self.model.offers.items()
            if status == "offered" and by and by < self.at
        }
        done = self.desk.expire_due(as_of=self.at)
        assert {each.id for each in done} == due
        for each in done:
            self.model.ledger = apply(
                self.model.ledger, self.desk.history(each.id)[-1].record.facts["change"]
            )
            del self.model.holders[each.id]
            self._answered(each.id, "expired")
            self.model.actions.append("decline")

    # -- what must hold at every moment

    @invariant()
    def is_its_model(self):
        desks = [self.desk, self.other, Desk(self.store, tenant="acme")][: 1 if self.group else 3]
        for desk in desks:
            known = {each.id: (desk.get(Partner, each.id).version, each.tier) for each in desk.all(Partner)}
            assert known == self.model.partners
            if self.model.decisions or self.model.ledger != Ledger():
                assert desk.get(Ledger, "default").value == self.model.ledger
            offers = {each.id: (each.status, each.partner, each.answer_by) for each in desk.all(LeadOffer)}
            assert offers == self.model.offers
            assert [event.action for event in desk.events()] == self.model.actions
        with self.desk._books.reading() as reading:
            claimed = {f"L-{number}": reading.holder("lead", f"L-{number}") for number in range(2)}
        assert {name: holder for name, holder in claimed.items() if holder} == self.model.holders

    def teardown(self):
        if self.group is not None:
            self.end(fails=False)
        assert self.desk.verify().intact
        # Not by `replay`, which takes what happened twice at one moment for one thing told twice.
        assert apply(Ledger(), *self.desk.entries()) == self.model.ledger
        for name in self.model.decisions:
            assert self.desk.explain(name).holds


TestDesk = DeskMachine.TestCase
TestDesk.settings = settings(stateful_step_count=20)
