"""A step of the life cycle is decided by a person the store knows, and written once."""

from datetime import UTC, date, datetime, timedelta

import pytest

from partnerkit import Partner, Period
from partnerkit.facts import Agreement, Person, Standing, StandingStep
from partnerkit.lifecycle import Grounds, Override
from partnerkit.values.errors import InvalidValue, NotFound
from partnerkit.values.store_errors import IdempotencyKeyReused

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
FITS = Grounds(unmet=[])


@pytest.fixture
def desk(at_desk):
    at_desk.put(
        Partner(id="P-1"),
        Person(id="U-1", name="Ada", roles=["territory-manager"]),
        Person(id="U-2", name="Bo", roles=["head-office"]),
        Standing(id="S-1", partner="P-1", began_at=NOON),
    )
    return at_desk


def test_a_step_is_written_with_who_decided_it_and_why(desk):
    done = desk.advance_partner("S-1", "qualify", grounds=FITS, as_of=NOON, actor="U-1", key="one")

    assert (done.refused, done.stored.value.status, done.stored.version) == (None, "qualified", 2)
    assert desk.get(Standing, "S-1") == done.stored
    event = desk.history("S-1")[-1]
    assert (event.action, event.actor, event.record.reason.code) == (
        "partner-qualify", "U-1", "standing-advanced",
    )  # fmt: skip


def test_under_its_key_it_happens_once(desk):
    done = desk.advance_partner("S-1", "qualify", grounds=FITS, as_of=NOON, actor="U-1", key="one")

    assert (
        desk.advance_partner("S-1", "qualify", grounds=FITS, as_of=NOON + DAY, actor="U-1", key="one") == done
    )
    with pytest.raises(IdempotencyKeyReused):
        desk.advance_partner("S-1", "qualify", as_of=NOON, actor="U-1", key="one")


def test_what_is_refused_leaves_nothing_behind(desk):
    rows = len(desk.events())
    refused = desk.advance_partner("S-1", "qualify", as_of=NOON, actor="U-1", key="one")

    assert refused.refused.code == "fit-not-assessed"
    assert refused.stored.value.status == "prospect"
    assert len(desk.events()) == rows
    assert (
        desk.advance_partner("S-1", "qualify", grounds=FITS, as_of=NOON, actor="U-1", key="one").refused
        is None
    )


def test_an_ending_keeps_its_findings_and_is_told_when_it_is_due(desk):
    agreement = Agreement(
        id="A-1",
        partner="P-1",
        form="agent",
        law="DE",
        status="signed",
        period=Period.since(date(2026, 1, 1)),
    )
    way = [StandingStep(event=event, at=NOON, decided_by="U-1") for event in ("qualify", "contract")]
    desk.put(Standing(id="S-2", partner="P-1", began_at=NOON, steps=way))
    second = Override(by=Person(id="U-3", name="Cy", roles=["head-office"]), reason="market-left")
    grounds = Grounds(initiator="vendor", agreement=agreement, override=second)

    done = desk.advance_partner(
        "S-2", "end", reason="market-left", grounds=grounds, as_of=NOON, actor="U-2", key="end"
    )
    assert [each.code for each in done.findings] == ["notice-without-plan", "indemnity-possible"]
    again = desk.advance_partner(
        "S-2", "end", reason="market-left", grounds=grounds, as_of=NOON, actor="U-2", key="end"
    )
    assert again == done
    assert done.stored.value.last_day == date(2026, 4, 30)
    (found,) = [each for each in desk.due(as_of=datetime(2026, 5, 1, tzinfo=UTC)) if each.kind == "Standing"]
    assert (found.id, found.reason.code) == ("S-2", "contract-ends")


def test_who_decides_and_about_whom_must_be_in_the_store(desk):
    with pytest.raises(NotFound) as caught:
        desk.advance_partner("S-9", "qualify", actor="U-1")
    assert caught.value.path == "Standing"
    with pytest.raises(NotFound) as caught:
        desk.advance_partner("S-1", "qualify")
    assert (caught.value.path, caught.value.key) == ("Person", "anna")
    with pytest.raises(InvalidValue):
        desk.advance_partner("S-1", "promote", actor="U-1")


def test_under_its_key_it_is_told_as_it_was_whatever_came_later(desk):
    done = desk.advance_partner("S-1", "qualify", grounds=FITS, as_of=NOON, actor="U-1", key="one")
    standing = desk.get(Standing, "S-1")
    later = standing.value.with_step(StandingStep(event="contract", at=NOON + DAY, decided_by="U-2"))
    desk.put(later, version=standing.version)

    assert desk.advance_partner("S-1", "qualify", grounds=FITS, as_of=NOON, actor="U-1", key="one") == done


def test_grounds_that_differ_in_anything_are_another_command(desk):
    # What a person is called by elsewhere stands in no repr.
    one, other = (Grounds(unmet=[], agreed_by=Person(id="U-2", external_ids={"crm": name})) for name in "12")
    assert repr(one) == repr(other)
    desk.advance_partner("S-1", "qualify", grounds=one, as_of=NOON, actor="U-1", key="one")

    with pytest.raises(IdempotencyKeyReused):
        desk.advance_partner("S-1", "qualify", grounds=other, as_of=NOON, actor="U-1", key="one")
    with pytest.raises(InvalidValue, match="grounds"):
        desk.advance_partner("S-1", "qualify", grounds=["met"], as_of=NOON, actor="U-1")
