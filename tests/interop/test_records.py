import tracemalloc
import zlib
from datetime import UTC, datetime

import pytest

from partnerkit.interop.records import SIZE, Record, packed, unpacked
from partnerkit.leads import Decision
from partnerkit.values.errors import InvalidInput
from partnerkit.values.reasons import Finding, Reason


def test_a_short_record_can_be_read_in_place_and_a_long_one_is_packed():
    record = Record(facts={"words": "again and " * 500})

    assert packed(record, plain=10_000).startswith(b'{"kind":"Record"')
    assert len(packed(record, plain=1_000)) < 200
    assert unpacked(packed(record, plain=1_000)) == unpacked(packed(record, plain=10_000)) == record


@pytest.mark.parametrize(
    "data",
    [
        b"",
        None,
        7,
        b"z",
        b"zz",
        b"z" + zlib.compress(b"{}")[:-1],
        packed(Record(facts={"version": 1}), plain=1)[:-1],
        b"z" + zlib.compress(b" " * (SIZE + 1)),
        b"z" + zlib.compress(b"z"),
        zlib.compress(b"{}"),
    ],
    ids=lambda data: repr(data)[:20],
)
def test_what_was_not_packed_here_is_refused(data):
    with pytest.raises(InvalidInput):
        unpacked(data)


def test_a_bomb_is_not_unpacked():
    bomb = b"z" + zlib.compress(b" " * (5 * SIZE), 1)

    tracemalloc.start()
    try:
        with pytest.raises(InvalidInput):
            unpacked(bomb)
        # A little beyond the longest document, and not the whole of what is in it.
        assert tracemalloc.get_traced_memory()[1] < 3 * SIZE
    finally:
        tracemalloc.stop()


def test_a_record_tells_its_reason_wherever_it_stands():
    reason = Reason("lead-unassigned", {"lead": "L-1", "partners": 0})
    decision = Decision(lead="L-1", as_of=datetime(2026, 3, 2, tzinfo=UTC), winner=None)

    assert Record(decision=decision).reason == reason
    assert Record(facts={"reason": reason}).reason == reason
    assert Record(facts={"finding": Finding(reason=reason, severity="low")}).reason == reason
    assert Record(facts={"version": 1}).reason is None
