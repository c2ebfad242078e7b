"""What every verb shares: once under a key, tried again as a whole, within limits."""

from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from partnerkit import Lead, Money, Partner, Period
from partnerkit.desk import Desk, Retry
from partnerkit.facts import Fund, FundAllocation, FundRequest
from partnerkit.leads import FairShare
from partnerkit.storage import MemoryStore
from partnerkit.values.errors import InvalidValue
from partnerkit.values.limits import Limits
from partnerkit.values.store_errors import OutcomeUnknown, StaleWrite, StorageBusy

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
POLICY = FairShare(default=1, value="unit")


class Shaky:
    """A store that fails before or after the commit, as it is told."""

    def __init__(self):
        self.inner, self.before, self.after, self.writes = MemoryStore(), [], [], 0

    def read(self, tenant):
        return self.inner.read(tenant)

    @contextmanager
    def write(self, tenant):
        self.writes += 1
        if self.before:
            raise self.before.pop(0)
        with self.inner.write(tenant) as unit:
            yield unit
        if self.after:
            raise self.after.pop(0)

    def close(self):
        self.inner.close()


@pytest.fixture
def shaky():
    return Shaky()


@pytest.fixture
def desk(shaky):
    retry = Retry(sleep=lambda seconds: None)
    with Desk(shaky, tenant="acme", clock=lambda: NOON, retry=retry) as desk:
        desk.put(Partner(id="P-1"))
        shaky.writes = 0
        yield desk


def test_a_busy_store_is_tried_again_and_nothing_happens_twice(desk, shaky):
    shaky.before = [StorageBusy(waited_seconds=5)] * 2
    desk.assign(Lead(id="L-1"), POLICY)

    assert shaky.writes == 3
    assert len(desk.history("L-1")) == 1


def test_it_ends_after_so_many_attempts(desk, shaky):
    shaky.before = [StorageBusy(waited_seconds=5)] * 9

    with pytest.raises(StorageBusy):
        desk.assign(Lead(id="L-1"), POLICY)
    assert shaky.writes == 3
    assert desk.history("L-1") == ()


def test_a_fate_that_is_unknown_is_found_out_under_the_key(desk, shaky):
    shaky.after = [OutcomeUnknown()]
    decision = desk.assign(Lead(id="L-1"), POLICY, key="k")

    assert shaky.writes == 2
    assert [event.decision for event in desk.history("L-1")] == [decision]


def test_without_a_key_whoever_called_must_find_out(desk, shaky):
    shaky.after = [OutcomeUnknown()]

    with pytest.raises(OutcomeUnknown):
        desk.assign(Lead(id="L-1"), POLICY)
    assert shaky.writes == 1


def test_what_was_decided_on_something_stale_is_the_callers(desk, shaky):
    with pytest.raises(StaleWrite):
        desk.put(Partner(id="P-1"))
    assert shaky.writes == 1


def test_within_a_unit_of_the_caller_nothing_is_tried_again(desk, shaky):
    calls = []
    with pytest.raises(StorageBusy), desk.unit():  # noqa: PT012
        desk.put(Partner(id="P-2"))
        calls.append("once")
        raise StorageBusy(waited_seconds=5)

    assert calls == ["once"]
    assert len(desk.all(Partner)) == 1


def test_a_verb_that_fails_in_mid_unit_is_tried_as_a_whole(shaky):
    faults = [StorageBusy(waited_seconds=5), None]

    def clock():
        fault = faults.pop(0) if faults else None
        if fault is not None:
            raise fault
        return NOON

    with Desk(shaky, tenant="acme", clock=clock, retry=Retry(sleep=lambda seconds: None)) as desk:
        desk.put(Partner(id="P-1"), Partner(id="P-2"))
        assert [event.seq for event in desk.events()] == [1, 2]


@pytest.mark.parametrize(
    "call",
    [
        lambda desk: desk.put(*(Partner(id=f"P-{number}") for number in range(4))),
        lambda desk: desk.assign_many([Lead(id=f"L-{number}") for number in range(4)], POLICY),
        lambda desk: desk.assign_batch([Lead(id=f"L-{number}") for number in range(4)], POLICY),
        lambda desk: desk.record("met", "P-1", {"by": "x" * 21}, kind="Partner"),
        lambda desk: desk.put(Partner(id="P-1", name="x" * 21)),
        lambda desk: desk.assign(Lead(id="L-1", city="x" * 21), POLICY),
        lambda desk: desk.assign_to(Lead(id="L-1", city="x" * 21), "P-1", POLICY, why="Asked."),
    ],
)
def test_tighter_limits_hold_at_every_door(call):
    with Desk(MemoryStore(), tenant="acme", limits=Limits(batch=3, text=20)) as desk:
        with pytest.raises(InvalidValue, match="use at most"):
            call(desk)
        assert desk.events() == ()


@pytest.mark.parametrize("documents", [["invoice"], ("invoice",), map(str, ["invoice"])])
def test_what_is_tried_again_is_given_the_same(desk, shaky, documents):
    desk.put(Fund(id="mdf", period=Period.year(2026), budget=Money.of(900, "EUR"), proofs=["invoice"]))
    desk.set_aside(FundAllocation(id="A-1", fund="mdf", partner="P-1", amount=Money.of(900, "EUR")))
    asked = FundRequest(
        id="R-1", fund="mdf", partner="P-1", amount=Money.of(9, "EUR"), period=Period.year(2026), requested_at=NOON
    )  # fmt: skip
    desk.request_funds(asked)
    desk.decide_funds("R-1", "approve")
    shaky.before = [StorageBusy(waited_seconds=5)]

    assert desk.decide_funds("R-1", "claim", documents=documents).refused is None
    assert desk.get(FundRequest, "R-1").value.steps[-1].documents == ("invoice",)


@pytest.mark.parametrize(
    ("call", "path"),
    [
        (lambda desk: desk.assign("L-1", POLICY), "lead"),
        (lambda desk: desk.assign_to(Partner(id="P-1"), "P-1", POLICY, why="Asked."), "lead"),
        (lambda desk: desk.assign_many([Lead(id="L-1"), Partner(id="P-1")], POLICY), r"leads\[1\]"),
        (lambda desk: desk.assign_batch(None, POLICY), "leads"),
        (lambda desk: desk.assign(Lead(id="L-1"), "fair-share"), "policy"),
        (lambda desk: desk.assign_to(Lead(id="L-1"), "P-1", None, why="Asked."), "policy"),
        (lambda desk: desk.reassign("L-1", "P-1", FairShare, why="Asked."), "policy"),
        (lambda desk: desk.record_score({"P-1": 3}), "scores"),
        (lambda desk: desk.set_goal(Partner(id="P-1")), r"goals\[0\]"),
        (lambda desk: desk.record_actuals(Partner(id="P-1")), r"figures\[0\]"),
        (lambda desk: desk.register_deal(Partner(id="P-1")), "deal"),
        (lambda desk: desk.open_case(Partner(id="P-1")), "case"),
        (lambda desk: desk.request_funds(Partner(id="P-1")), "request"),
        (lambda desk: desk.set_aside(Partner(id="P-1")), r"allocations\[0\]"),
        (lambda desk: desk.record("met", "P-1", None, kind="Partner"), "facts"),
        (lambda desk: desk.correct(None, why="Lost."), "amounts"),
        (lambda desk: desk.member("P-1", "pause", why="Ill.", pool=["north"]), "pool"),
        (lambda desk: desk.split_account("P-1", "P-2", 1, why="Sold.", open_leads="L-1"), "open_leads"),
        (lambda desk: desk.decide_funds("R-1", "claim", documents="invoice"), "documents"),
    ],
)
def test_what_a_verb_is_not_about_is_refused_by_name(desk, call, path):
    with pytest.raises(InvalidValue, match=f"^{path}: .* is not valid here; use "):
        call(desk)
    assert len(desk.events()) == 1
