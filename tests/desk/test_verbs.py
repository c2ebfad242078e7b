import copy
import pickle
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from threading import Thread

import pytest

from partnerkit import Lead, Ledger, Money, Partner, Period, Territory
from partnerkit.desk import AsyncDesk, Desk
from partnerkit.facts import DealRegistration, Touch
from partnerkit.leads import FairShare
from partnerkit.storage import MemoryStore, SqliteStore
from partnerkit.values.errors import InvalidValue, NotFound, PartnerkitError
from partnerkit.values.reasons import Finding, Reason
from partnerkit.values.store_errors import AlreadyClaimed, IdempotencyKeyReused, SchemaMismatch, StaleWrite

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
POLICY = FairShare(weights={"gold": 3, "silver": 2}, default=1, value="unit")
PARTNERS = [
    Partner(id="P-4", tier="gold", territories=("de",)),
    Partner(id="P-5", tier="silver", territories=("de", "se")),
    Partner(id="P-6", territories=("se",), capacity=1),
]


@pytest.fixture(params=["memory", "sqlite"])
def store(request, tmp_path):
    return MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "channel.db")


@pytest.fixture
def desk(store):
    ticks = iter(range(1_000))
    with Desk(
        store, tenant="acme", actor="anna", clock=lambda: NOON + timedelta(seconds=next(ticks))
    ) as desk:
        yield desk


@pytest.fixture
def staffed(desk):
    desk.put(*PARTNERS)
    return desk


# -- facts


def test_a_fact_is_put_once_and_changed_by_whoever_knows_its_version(desk):
    desk.put(*PARTNERS)
    stored = desk.get(Partner, "P-4")
    desk.put(Partner(id="P-4", tier="silver"), version=stored.version)

    assert (stored.value, stored.version) == (PARTNERS[0], 1)
    assert desk.get(Partner, "P-4").value.tier == "silver"
    with pytest.raises(StaleWrite) as caught:
        desk.put(Partner(id="P-4", tier="bronze"), version=stored.version)
    assert (caught.value.expected, caught.value.found) == (1, 2)
    with pytest.raises(StaleWrite):
        desk.put(Partner(id="P-4"))


def test_one_stale_fact_stops_all_that_were_put_with_it(staffed):
    with pytest.raises(StaleWrite):
        staffed.put(Partner(id="P-7"), Partner(id="P-4"))

    assert [partner.id for partner in staffed.all(Partner)] == ["P-4", "P-5", "P-6"]
    assert len(staffed.events()) == 3


def test_a_version_belongs_to_one_fact(desk):
    with pytest.raises(InvalidValue, match="version"):
        desk.put(*PARTNERS, version=1)


def test_what_is_not_there_is_not_found(desk):
    for name in ("P-4", "", "\ud800", "x" * 999):
        with pytest.raises(NotFound):
            desk.get(Partner, name)
    with pytest.raises(NotFound, match="kind"):
        desk.get(Money, "P-4")
    with pytest.raises(NotFound, match="kind"):
        desk.all(int)
    with pytest.raises(NotFound, match="kind"):
        desk.put("P-4")


def test_all_facts_come_in_the_order_of_their_ids(desk):
    desk.put(*reversed(PARTNERS))

    assert [partner.id for partner in desk.all(Partner)] == ["P-4", "P-5", "P-6"]
    assert desk.all(Lead) == ()


def test_a_fact_without_an_id_is_kept_once_by_what_it_says(desk):
    desk.put(Lead(id="L-1"))
    touch = Touch(lead="L-1", channel="fair", at=NOON, role="marketing")
    (stored,) = desk.put(touch)

    assert desk.get(Touch, stored.id).value == touch
    with pytest.raises(StaleWrite):
        desk.put(touch)


def test_the_network_of_one_moment_is_read_and_checked(staffed):
    staffed.put(Territory(id="de", name="Deutschland"), Territory(id="se"))

    assert staffed.network().names["de"] == "Deutschland"
    assert len(staffed.network().partners) == 3


# -- assignments


def test_a_lead_is_given_as_the_shop_window_says(staffed):
    lead = Lead(id="L-17", territory="de")
    decision = staffed.assign(lead, POLICY, as_of=NOON, key="order-4711")

    assert decision.winner == "P-4"
    assert decision.candidate("P-6").reason.code == "territory"
    assert staffed.get(Lead, "L-17").value == lead
    ledger = staffed.get(Ledger, "default").value
    assert sum(ledger.balances.values()) == 0
    assert ledger.open_leads["P-4"] == 1


def test_the_same_key_gives_the_same_decision_and_changes_nothing(staffed):
    lead = Lead(id="L-17", territory="de")
    first = staffed.assign(lead, POLICY, as_of=NOON, key="order-4711")
    rows = len(staffed.events())

    assert staffed.assign(lead, POLICY, as_of=NOON + timedelta(days=1), key="order-4711") == first
    assert staffed.assign(lead, POLICY, key="order-4711", actor="bert") == first
    assert len(staffed.events()) == rows


def test_a_key_stands_for_one_command(staffed):
    staffed.assign(Lead(id="L-17", territory="de"), POLICY, as_of=NOON, key="order-4711")

    for other in (Lead(id="L-18", territory="de"), Lead(id="L-17", territory="se")):
        with pytest.raises(IdempotencyKeyReused):
            staffed.assign(other, POLICY, as_of=NOON, key="order-4711")
    with pytest.raises(IdempotencyKeyReused):
        staffed.record("note", "L-17", {}, kind="Lead", key="order-4711")


def test_a_lead_is_given_once(staffed):
    staffed.assign(Lead(id="L-17", territory="de"), POLICY, as_of=NOON)
    rows = len(staffed.events())

    with pytest.raises(AlreadyClaimed) as caught:
        staffed.assign(Lead(id="L-17", territory="de"), POLICY, as_of=NOON, key="order-4712")
    assert caught.value.key == "L-17"
    assert len(staffed.events()) == rows


def test_a_lead_that_nobody_can_take_is_decided_and_may_be_asked_again(staffed):
    lead = Lead(id="L-17", territory="fi")
    first = staffed.assign(lead, POLICY, as_of=NOON, key="k")
    staffed.put(Partner(id="P-7", territories=("fi",)))
    again = staffed.assign(lead, POLICY, as_of=NOON, key="k")
    later = staffed.assign(lead, POLICY, as_of=NOON)

    assert (first.winner, first.reason.code) == (None, "lead-unassigned")
    assert again == first
    assert later.winner == "P-7"


def test_a_lead_that_stands_in_the_store_must_be_the_same(staffed):
    staffed.put(Lead(id="L-17", territory="de"), Lead(id="L-18", territory="de"))

    assert staffed.assign(Lead(id="L-17", territory="de"), POLICY, as_of=NOON).winner
    with pytest.raises(StaleWrite):
        staffed.assign(Lead(id="L-18", territory="se"), POLICY, as_of=NOON)
    assert staffed.get(Lead, "L-18").version == 1


def test_territories_in_the_store_are_a_tree_for_the_assignment(staffed):
    staffed.put(Territory(id="de"), Territory(id="se"), Territory(id="de-north", parent="de"))

    assert staffed.assign(Lead(id="L-17", territory="de-north"), POLICY, as_of=NOON).winner == "P-4"


def test_a_partner_outside_its_valid_time_is_not_asked(desk):
    desk.put(Partner(id="P-4", valid=Period.until(date(2026, 3, 2))), Partner(id="P-5"))

    decision = desk.assign(Lead(id="L-17"), POLICY, as_of=NOON)

    assert [candidate.partner for candidate in decision.candidates] == ["P-5"]


def test_without_partners_nothing_is_decided(desk):
    with pytest.raises(InvalidValue, match="partners"):
        desk.assign(Lead(id="L-17"), POLICY, as_of=NOON)

    assert desk.events() == ()


def test_many_leads_are_one_unit(staffed):
    leads = [Lead(id=f"L-{number}", territory="de") for number in range(6)]
    decisions = staffed.assign_many(leads, POLICY, as_of=NOON, key="batch-1")

    assert list(decisions) == [lead.id for lead in leads]
    assert staffed.assign_many(leads, POLICY, as_of=NOON, key="batch-1") == decisions
    assert staffed.get(Ledger, "default").version == 1
    with pytest.raises(AlreadyClaimed):
        staffed.assign_many([Lead(id="L-9", territory="de"), leads[0]], POLICY, as_of=NOON)
    with pytest.raises(NotFound):
        staffed.get(Lead, "L-9")


def test_no_leads_are_no_work(staffed):
    assert dict(staffed.assign_many([], POLICY, as_of=NOON, key="k")) == {}
    assert len(staffed.events()) == 3


@pytest.mark.parametrize("leads", [["L-17"], [None], [Partner(id="P-4")]])
def test_what_is_no_lead_is_refused(staffed, leads):
    with pytest.raises(InvalidValue, match=r"leads\[0\]"):
        staffed.assign_many(leads, POLICY, as_of=NOON)


@pytest.mark.parametrize("as_of", [datetime(2026, 3, 2), "2026-03-02", date(2026, 3, 2)])
def test_a_moment_without_a_zone_is_refused(staffed, as_of):
    with pytest.raises(InvalidValue, match="as_of"):
        staffed.assign(Lead(id="L-17", territory="de"), POLICY, as_of=as_of)


@pytest.mark.parametrize("key", ["", "k" * 129, "a\0b", " k"])
def test_a_key_that_is_no_name_is_refused_and_nothing_kept(staffed, key):
    with pytest.raises(InvalidValue, match="key"):
        staffed.assign(Lead(id="L-17", territory="de"), POLICY, as_of=NOON, key=key)

    assert len(staffed.events()) == 3


def test_a_closed_lead_makes_room_again(staffed):
    staffed.put(Territory(id="se"))
    staffed.assign(
        Lead(id="L-1", territory="se"), FairShare(weights={"P-6": 100}, default=1, value="unit"), as_of=NOON
    )
    stored = staffed.get(Ledger, "default")
    staffed.put(stored.value.release("L-1", as_of=NOON), version=stored.version)

    assert staffed.get(Ledger, "default").value.open_leads["P-6"] == 0


def test_pools_have_ledgers_of_their_own(staffed):
    staffed.assign(Lead(id="L-1", territory="de"), POLICY, as_of=NOON)
    staffed.assign(
        Lead(id="L-2", territory="de", value=Money.of(100, "EUR")),
        FairShare(default=1, pool="big"),
        as_of=NOON,
    )

    assert [ledger.pool for ledger in staffed.all(Ledger)] == ["big", "default"]


# -- the log


def test_the_history_of_a_lead_says_who_decided_what_when_and_why(staffed):
    decision = staffed.assign(Lead(id="L-17", territory="de"), POLICY, as_of=NOON, actor="bert")
    staffed.record("offered", "L-17", {"partner": "P-4"}, kind="Lead")
    assigned, offered = staffed.history("L-17")

    assert (assigned.actor, assigned.action, assigned.kind) == ("bert", "assign", "Lead")
    assert assigned.decision == decision
    assert assigned.record.reason.code == "lead-given"
    assert assigned.record.facts["weights"] == {"P-4": Fraction(3), "P-5": Fraction(2)}
    assert assigned.record.facts["policy"] == "fair-share"
    assert (offered.actor, offered.decision, offered.seq) == ("anna", None, assigned.seq + 1)
    assert assigned.at < offered.at
    assert assigned.at.tzinfo is UTC


def test_the_history_of_a_partner_begins_when_it_was_put(staffed):
    staffed.put(Partner(id="P-4", tier="silver"), version=1, actor="bert")

    assert [
        (event.actor, event.action, event.record.facts["version"]) for event in staffed.history("P-4")
    ] == [
        ("anna", "put", 1),
        ("bert", "put", 2),
    ]
    assert staffed.history("nobody") == ()


def test_other_decisions_are_recorded_with_their_reasons(desk):
    finding = Finding(
        reason=Reason("territory-overlap", {"territory": "de", "share": Decimal("0.5")}), severity="high"
    )
    row = desk.record(
        "conflict", "C-1", {"finding": finding, "parties": ("P-4", "P-5")}, kind="Conflict", key="C-1"
    )

    (event,) = desk.history("C-1")

    assert (
        desk.record("conflict", "C-1", dict(event.record.facts), kind="Conflict", key="C-1")
        == row
        == event.seq
    )
    assert event.record.facts["finding"] == finding
    assert event.record.reason.code == "territory-overlap"
    assert len(desk.events()) == 1


@pytest.mark.parametrize("facts", [{"a": object()}, {"a": float("nan")}, {"a": {"b": 1}}])
def test_what_no_record_can_hold_is_refused(desk, facts):
    with pytest.raises(PartnerkitError):
        desk.record("note", "L-1", facts, kind="Lead")

    assert desk.events() == ()


@pytest.mark.parametrize("action", ["put", "blank", "erase"])
def test_what_became_of_a_document_is_not_told_beside_it(staffed, action):
    lead = Lead(id="L-17", territory="de")
    staffed.assign(lead, POLICY, as_of=NOON)
    with pytest.raises(InvalidValue, match=f"^action: '{action}' .* use a word of your own"):
        staffed.record(action, "default", {"version": 7}, kind="Ledger")

    assert staffed.explain("L-17").holds


def test_the_log_can_be_followed_from_any_row(staffed):
    staffed.record("note", "P-4", {"text": "x"}, kind="Partner")

    assert [event.seq for event in staffed.events(after=2)] == [3, 4]
    assert [event.seq for event in staffed.events(after=1, limit=2)] == [2, 3]
    assert staffed.verify().rows == 4
    assert staffed.verify().intact


# -- units


def test_a_group_of_verbs_takes_effect_together(desk):
    with desk.unit() as same:
        same.put(*PARTNERS)
        decision = desk.assign(Lead(id="L-17", territory="de"), POLICY, as_of=NOON)

        assert desk.get(Lead, "L-17").version == 1
        assert desk.history("L-17")[0].decision == decision

    assert len(desk.events()) == 4


def test_a_group_that_fails_leaves_nothing_not_even_in_memory(desk):
    desk.put(PARTNERS[0])
    with pytest.raises(ZeroDivisionError), desk.unit():  # noqa: PT012
        desk.put(PARTNERS[1])
        assert len(desk.all(Partner)) == 2
        desk.assign(Lead(id="L-17", territory="de"), POLICY, as_of=NOON)
        1 / 0  # noqa: B018

    assert desk.all(Partner) == (PARTNERS[0],)
    assert len(desk.events()) == 1
    desk.put(PARTNERS[2])
    assert desk.all(Partner) == (PARTNERS[0], PARTNERS[2])


def test_a_verb_that_was_refused_ends_its_group_even_if_nobody_listens(staffed):
    with pytest.raises(StaleWrite), staffed.unit():  # noqa: PT012  # the group refuses at its end
        staffed.put(Partner(id="P-8"))
        with pytest.raises(StaleWrite):
            staffed.put(Partner(id="P-7"), Partner(id="P-4"))

    assert len(staffed.all(Partner)) == 3


@pytest.mark.parametrize(
    "refused",
    [
        lambda desk: desk.assign("L-17", POLICY),
        lambda desk: desk.put(Partner(id="P-7"), Partner(id="P-6"), version=1),
        lambda desk: desk.expire_due(limit=-1),
    ],
)
def test_a_verb_that_was_refused_for_what_it_was_given_ends_its_group_too(staffed, refused):
    with pytest.raises(InvalidValue), staffed.unit():  # noqa: PT012  # the group refuses at its end
        staffed.put(Partner(id="P-8"))
        with pytest.raises(InvalidValue):
            refused(staffed)

    assert len(staffed.all(Partner)) == 3


def test_a_question_without_an_answer_does_not_end_a_group(desk):
    with desk.unit():
        with pytest.raises(NotFound):
            desk.get(Partner, "P-4")
        with pytest.raises(InvalidValue):
            desk.history(None)
        desk.put(PARTNERS[0])

    assert desk.all(Partner) == (PARTNERS[0],)


def test_groups_within_groups_are_one(desk):
    with pytest.raises(ZeroDivisionError), desk.unit():  # noqa: PT012
        with desk.unit():
            desk.put(PARTNERS[0])
        1 / 0  # noqa: B018

    assert desk.all(Partner) == ()


def test_another_desk_sees_changes_of_this_one(store, desk):
    other = Desk(store, tenant="acme")
    assert other.all(Partner) == ()
    desk.put(*PARTNERS)
    assert len(other.all(Partner)) == 3
    other.put(Partner(id="P-4", tier="bronze"), version=1)

    assert desk.all(Partner)[0].tier == "bronze"
    assert desk.all(Partner) == other.all(Partner)


def test_tenants_do_not_meet(store, staffed):
    other = Desk(store, tenant="beta")
    other.put(Partner(id="P-4", tier="bronze"))

    assert len(other.all(Partner)) == 1
    assert len(staffed.all(Partner)) == 3
    assert [event.seq for event in other.events()] == [1]
    assert other.verify().intact


def test_threads_share_a_desk(staffed):
    def work(name):
        for number in range(5):
            staffed.assign(Lead(id=f"L-{name}-{number}", territory="de"), POLICY, as_of=NOON)

    threads = [Thread(target=work, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert staffed.get(Ledger, "default").value.leads == 20
    assert staffed.verify().rows == 23
    assert sum(staffed.get(Ledger, "default").value.balances.values()) == 0


# -- opening


def test_a_desk_says_at_once_that_its_store_cannot_be_used(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("not a database")

    with pytest.raises(InvalidValue, match="another program"), Desk(SqliteStore(path), tenant="acme"):
        pass
    assert path.read_text() == "not a database"


def test_a_store_of_a_newer_partnerkit_is_refused(tmp_path):
    import sqlite3
    from contextlib import closing

    with Desk(SqliteStore(tmp_path / "channel.db"), tenant="acme"):
        pass
    with closing(sqlite3.connect(tmp_path / "channel.db")) as connection:
        connection.execute("PRAGMA user_version = 99")

    with pytest.raises(SchemaMismatch), Desk(SqliteStore(tmp_path / "channel.db"), tenant="acme"):
        pass


@pytest.mark.parametrize("names", [{"tenant": ""}, {"tenant": None}, {"tenant": "acme", "actor": " "}])
def test_a_desk_has_a_tenant_and_an_actor(names):
    with pytest.raises(InvalidValue):
        Desk(MemoryStore(), **names)


@pytest.mark.parametrize(
    ("name", "value"), [("store", "channel.db"), ("clock", NOON), ("retry", 3), ("limits", None)]
)
def test_what_a_desk_stands_on_is_looked_at_at_once(name, value):
    with pytest.raises(InvalidValue, match=f"^{name}: .* use a "):
        Desk(**{"store": MemoryStore(), "tenant": "acme", name: value})


def test_without_a_moment_the_clock_is_asked(tmp_path):
    with Desk(MemoryStore(), tenant="acme", clock=lambda: NOON) as desk:
        desk.put(Partner(id="P-4"))

        assert desk.assign(Lead(id="L-17"), POLICY).as_of == NOON
        assert desk.history("L-17")[0].at == NOON
    with Desk(MemoryStore(), tenant="acme") as desk:
        desk.put(Partner(id="P-4"))
        assert abs(desk.history("P-4")[0].at - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_clock_without_a_zone_is_refused():
    with Desk(MemoryStore(), tenant="acme", clock=lambda: datetime(2026, 3, 2)) as desk, pytest.raises(InvalidValue, match="clock"):  # fmt: skip
        desk.put(Partner(id="P-4"))


def test_what_was_written_outlives_the_desk(tmp_path):
    with Desk(SqliteStore(tmp_path / "channel.db"), tenant="acme") as desk:
        desk.put(*PARTNERS)
        decision = desk.assign(Lead(id="L-17", territory="de"), POLICY, as_of=NOON, key="k")

    with Desk(SqliteStore(tmp_path / "channel.db"), tenant="acme") as desk:
        assert desk.all(Partner) == tuple(PARTNERS)
        assert desk.assign(Lead(id="L-17", territory="de"), POLICY, as_of=NOON, key="k") == decision


def test_attributes_of_a_host_are_declared_once_for_all_verbs(store):
    partner = Partner(id="P-4", attributes={"country": "DE"})
    with Desk(store, tenant="acme", declared={"Partner": {"country": str}}) as desk:
        desk.put(partner)
        assert desk.network().partners == (partner,)
        assert desk.register_deal(DealRegistration(id="D-1", partner="P-4", customer="Werft")).conflicts == ()

    with Desk(store, tenant="acme") as desk, pytest.raises(PartnerkitError, match="declare it"):
        desk.network()


@pytest.mark.parametrize("version", [[], "1", -1, True])
def test_a_version_is_a_whole_number(version):
    with Desk(MemoryStore(), tenant="acme") as desk, pytest.raises(InvalidValue, match=r"^version: "):
        desk.put(Partner(id="P-1"), version=version)


def test_what_is_no_kind_of_fact_is_told_as_it_was_written():
    with Desk(MemoryStore(), tenant="acme") as desk:
        for ask in (lambda: desk.all(None), lambda: desk.get(None, "P-1")):
            with pytest.raises(NotFound, match=r"^kind: there is no 'None'; known: Account"):
                ask()


def test_one_text_is_no_list_of_leads():
    with Desk(MemoryStore(), tenant="acme") as desk, pytest.raises(InvalidValue, match=r"^leads: 'L-1'"):
        desk.assign_many("L-1", FairShare(default=1))


def test_what_a_host_declares_is_looked_at_at_once():
    with pytest.raises(InvalidValue, match="declared"):
        Desk(MemoryStore(), tenant="acme", declared=5)


def test_a_group_within_a_group_that_is_left_by_an_exception_ends_both():
    desk = Desk(MemoryStore(), tenant="acme")

    def group():
        with desk.unit():
            desk.put(Partner(id="P-1"))
            with suppress(KeyError), desk.unit():
                desk.put(Partner(id="P-2"))
                raise KeyError("P-3")

    with pytest.raises(KeyError):
        group()
    assert desk.events() == ()


@pytest.mark.parametrize("send", [pickle.dumps, copy.copy, copy.deepcopy])
@pytest.mark.parametrize("kind", [Desk, AsyncDesk])
def test_a_desk_stays_with_its_process_and_says_what_to_send_instead(kind, send):
    desk = kind(MemoryStore(), tenant="acme")
    with pytest.raises(InvalidValue, match=rf"'{kind.__name__}' .* make an? {kind.__name__} in each process"):
        send(desk)
