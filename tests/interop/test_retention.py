"""How long a fact may be kept, and which must go."""

from datetime import UTC, date, datetime

import pytest
from attrs import fields_dict

from partnerkit import facts
from partnerkit.interop.retention import _ENDS, Retention, due_for_erasure
from partnerkit.interop.serialisation import kinds
from partnerkit.values.errors import InvalidInput, InvalidValue

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CONSENT = facts.Consent(basis="consent", purpose="offer", given_at=NOON, withdrawn_at=NOON.replace(day=9))


def lost(day, **more):
    return facts.Lead(id=f"L-{day}", status="lost", closed_at=datetime.fromisoformat(f"{day}T09:00Z"), **more)


@pytest.mark.parametrize(
    ("closed", "months", "last"),
    [
        ("2024-02-29", 12, date(2025, 2, 28)),
        ("2025-01-31", 1, date(2025, 2, 28)),
        ("2025-12-31", 2, date(2026, 2, 28)),
        ("2025-06-15", 0, date(2025, 6, 15)),
        ("9998-06-15", 1_200, date.max),
    ],
)
def test_a_period_ends_on_the_same_day_of_the_month_or_its_last(closed, months, last):
    retention = Retention(months={"Lead": months})
    (due,) = due_for_erasure([lost(closed)], retention, as_of=date.max)

    assert due.since == last
    before = date.fromordinal(last.toordinal() - 1)
    assert due_for_erasure([lost(closed)], retention, as_of=before) == ()


def test_what_is_not_over_or_not_named_is_kept():
    open_lead = facts.Lead(id="L-1", received_at=NOON.replace(year=2000))
    task = facts.Task(id="K-1", status="done", ended_at=NOON.replace(year=2001))

    assert due_for_erasure([open_lead, task], Retention(months={"Lead": 1}), as_of=NOON) == ()
    assert [due.id for due in due_for_erasure([task], Retention(months={"Task": 1}), as_of=NOON)] == ["K-1"]


def test_consent_that_was_withdrawn_does_not_wait_for_a_period():
    (due,) = due_for_erasure(
        [facts.Lead(id="L-1", consent=CONSENT)], Retention(months={}), as_of=NOON.replace(day=10)
    )

    assert (due.reason.code, due.since) == ("consent-withdrawn", date(2026, 3, 9))
    assert due_for_erasure([facts.Lead(id="L-1", consent=CONSENT)], Retention(months={}), as_of=NOON) == ()


def test_the_longest_due_comes_first_and_each_fact_once():
    leads = [lost("2024-05-01"), lost("2024-01-01"), lost("2024-03-01", consent=CONSENT)]
    found = due_for_erasure(leads, Retention(months={"Lead": 1}), as_of=date(2027, 1, 1))

    assert [due.since for due in found] == [date(2024, 2, 1), date(2024, 4, 1), date(2024, 6, 1)]


@pytest.mark.parametrize("kind", ["Partner", "Nothing", 7])
def test_a_kind_without_an_end_cannot_be_due(kind):
    with pytest.raises(InvalidValue, match="months"):
        Retention(months={kind: 12})


@pytest.mark.parametrize("months", [-1, 1.5, True, "12", None, 10_000])
def test_months_are_whole(months):
    with pytest.raises(InvalidValue, match="months"):
        Retention(months={"Lead": months})


def test_every_kind_that_can_be_over_has_the_fields_that_say_so():
    for kind, names in _ENDS.items():
        assert set(names) <= set(fields_dict(kinds()[kind])), kind


def test_what_must_go_is_asked_for_a_day_in_utc():
    lead = facts.Lead(id="L-1", status="lost", closed_at=datetime(2024, 1, 31, 9, tzinfo=UTC))
    # By the clock of Kiritimati it is the 28th already.
    early = datetime.fromisoformat("2026-02-28T05:00+14:00")

    assert due_for_erasure([lead], Retention(months={"Lead": 25}), as_of=early) == ()
    with pytest.raises(InvalidValue, match="time zone"):
        due_for_erasure([lead], Retention(months={"Lead": 25}), as_of=datetime(2026, 3, 1))


def test_what_is_asked_by_is_refused_by_its_name():
    with pytest.raises(InvalidInput) as caught:
        due_for_erasure([], None, as_of="2026")
    assert [each.path for each in caught.value.faults] == ["retention", "as_of"]
