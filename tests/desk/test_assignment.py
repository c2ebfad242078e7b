"""An assignment is written in one piece, whatever goes wrong in between."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from attrs import evolve

from partnerkit import Lead, Ledger, Money, Partner
from partnerkit.desk import Desk
from partnerkit.desk.assignment import LEADS
from partnerkit.leads import FairShare, Precedence, allocate, named_partner
from partnerkit.storage import SqliteStore
from partnerkit.values.errors import InvalidValue
from partnerkit.values.reasons import Reason

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
POLICY = FairShare(weights={"gold": 3}, default=1)
FIRMS = [
    Partner(id="P-1", tier="gold", territories=("de",)),
    Partner(id="P-2", territories=("de",)),
    Partner(id="P-3", territories=("se",)),
]
ONE, TWO = (Lead(id=f"L-{number}", territory="de", value=Money.of(100 * number, "EUR")) for number in (1, 2))


class Fault(Exception):
    pass


class Trap:
    def __init__(self):
        self.at, self.seen = None, 0

    def __call__(self, sql):
        self.seen += 1
        if self.seen == self.at:
            raise Fault

    def set(self, at):
        self.at, self.seen = at, 0


def state(desk):
    with desk._books.reading() as reading:
        return (
            reading.head(),
            [
                (each.kind, each.id, each.version, each.body)
                for kind in ("Lead", "Ledger")
                for each in reading.scan(kind)
            ],
            [reading.holder(LEADS, lead.id) for lead in (ONE, TWO)],
            desk.verify().intact,
        )


def test_a_fault_at_any_statement_leaves_the_state_before_and_the_next_try_succeeds(tmp_path):
    trap = Trap()
    outcomes = set()
    count = 1
    at = 0
    while at <= count:
        trap.set(None)
        with Desk(SqliteStore(tmp_path / f"{at}.db", trace=trap), tenant="acme", clock=lambda: NOON) as desk:
            desk.put(*FIRMS)
            desk.assign(ONE, POLICY, as_of=NOON, key="one")
            before = state(desk)
            trap.set(at)
            if at:
                with pytest.raises(Fault):
                    desk.assign(TWO, POLICY, as_of=NOON, key="two")
                trap.set(None)
                assert state(desk) == before
            decision = desk.assign(TWO, POLICY, as_of=NOON, key="two")
            if not at:
                count = trap.seen
            # Seals are salted; all else is the same, whatever came in between.
            head, documents, holders, intact = state(desk)
            outcomes.add((decision.winner, head.seq, str(documents), str(holders), intact))
            assert desk.assign(TWO, POLICY, as_of=NOON, key="two") == decision
        at += 1

    assert count >= 12
    assert len(outcomes) == 1


def test_the_desk_decides_as_the_judgement_does(tmp_path):
    leads = [
        Lead(id=f"L-{number}", territory="de", value=Money.of(7 * number + 3, "EUR")) for number in range(12)
    ]
    result = allocate(leads, FIRMS, POLICY, as_of=NOON)
    with Desk(SqliteStore(tmp_path / "channel.db"), tenant="acme") as desk:
        desk.put(*FIRMS)
        decisions = [desk.assign(lead, POLICY, as_of=NOON) for lead in leads]

        assert decisions == [result.decisions[lead.id] for lead in leads]
        assert desk.get(Ledger, "default").value == result.ledger


def test_a_decision_can_be_followed_again_from_its_record_alone(tmp_path):
    """Who was owed most, by the terms as they were written, is who got it."""
    with Desk(SqliteStore(tmp_path / "channel.db"), tenant="acme") as desk:
        desk.put(*FIRMS)
        for lead in (ONE, TWO):
            desk.assign(lead, POLICY, as_of=NOON)

    with Desk(SqliteStore(tmp_path / "channel.db"), tenant="acme") as desk:
        for lead in (ONE, TWO):
            (event,) = desk.history(lead.id)
            could = [each for each in event.decision.candidates if each.is_eligible]
            weights = event.record.facts["weights"]

            assert set(weights) == {each.partner for each in could}
            assert max(could, key=lambda each: each.total).partner == event.decision.winner
            for each in could:
                assert each.total == each.before + each.accrual + (each.bonus or 0)
                share = (
                    Decimal(int(lead.value.amount) * weights[each.partner].numerator)
                    / sum(weights.values()).numerator
                )
                assert abs(each.accrual - share) < Decimal("0.01")
            assert event.decision.candidate("P-3").reason.facts["served"] == ("se",)


def test_what_the_store_does_not_know_of_a_partner_opens_no_door_unless_that_is_said(tmp_path):
    with Desk(SqliteStore(tmp_path / "channel.db"), tenant="acme") as desk:
        desk.put(Partner(id="P-9"))
        kept = desk.assign(ONE, POLICY, as_of=NOON)
        taken = desk.assign(TWO, POLICY, as_of=NOON, blank="unrestricted")

    assert kept.candidate("P-9").reason == Reason("field-unknown", {"field": "territories"})
    assert taken.winner == "P-9"


def test_the_desk_keeps_rights_and_the_record_tells_of_them(tmp_path):
    named = evolve(ONE, named_partner="P-2")
    with Desk(SqliteStore(tmp_path / "channel.db"), tenant="acme") as desk:
        desk.put(*FIRMS)
        decision = desk.assign(named, POLICY, as_of=NOON, precedence=Precedence(rights=[named_partner()]))
        (event,) = desk.history(ONE.id)

    assert decision.bound == Reason("named-partner", {"partner": "P-2"})
    assert event.decision == decision


@pytest.mark.parametrize("is_known", [False, True], ids=["a new pool", "a pool with a ledger"])
@pytest.mark.parametrize(
    "terms",
    [
        {"blnk": "exclude"}, {"blank": "unknown"}, {"rules": None}, {"rules": ["tier"]}, {"ledger": Ledger()},
        {"territories": None}, {"batch": True}, {"written": {}}, {"precedence": "named"},
    ],
    ids=str,
)  # fmt: skip
def test_a_term_that_is_none_is_refused_whoever_is_asked(at_desk, is_known, terms):
    at_desk.put(*FIRMS)
    if is_known:
        at_desk.assign(ONE, POLICY, as_of=NOON)
    before = at_desk.events()
    (name,) = terms
    for give in (
        lambda: at_desk.assign(TWO, POLICY, as_of=NOON, **terms),
        lambda: at_desk.assign_to(TWO, "P-1", POLICY, why="Asked.", as_of=NOON, **terms),
    ):
        with pytest.raises(InvalidValue, match=f"^{name}"):
            give()
    assert at_desk.events() == before
