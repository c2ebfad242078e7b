"""What goes wrong with a store says whether to try again. Every error's common promises: test_errors.py."""

from partnerkit.values.store_errors import (
    AlreadyClaimed,
    IdempotencyKeyReused,
    NotReplayable,
    OutcomeUnknown,
    SchemaMismatch,
    StaleWrite,
    StorageBusy,
    StorageFailed,
)


def test_what_may_succeed_later_says_so():
    assert StaleWrite.retryable
    assert StorageBusy.retryable
    assert OutcomeUnknown.retryable
    assert not AlreadyClaimed.retryable


def test_a_new_fact_that_is_on_record_already_says_how_to_change_it():
    assert str(StaleWrite(path="Partner 'P-4'", expected=0, found=3)) == (
        "Partner 'P-4' is on record already, at version 3; load it, and pass its version= to change it"
    )
    assert len(str(StaleWrite(path="x" * 1_000, expected=0, found=3))) < 200
    for expected, found in ((1, 0), (1, 2), (0, 0)):
        assert str(StaleWrite(path="p", expected=expected, found=found)) == (
            f"p is at version {found}, not {expected}; load it again and decide anew"
        )


def test_programs_tell_them_apart_by_codes_that_stay():
    assert {
        each.code for each in (AlreadyClaimed, NotReplayable, StaleWrite, StorageBusy, StorageFailed)
    } == {
        "already-claimed",
        "storage-failed",
        "not-replayable",
        "stale-write",
        "storage-busy",
    }


def test_a_lost_commit_is_repeated_with_the_same_key():
    assert "same key" in str(OutcomeUnknown())


def test_a_newer_store_wants_a_newer_library_and_an_older_one_a_migration():
    assert "newer partnerkit" in str(SchemaMismatch(path="a.db", expected=1, found=2))
    assert "migrate" in str(SchemaMismatch(path="a.db", expected=2, found=1))


def test_what_lies_with_the_store_or_the_key_names_it():
    assert IdempotencyKeyReused(key="k").path == "key"
    assert {
        each.path for each in (StorageBusy(waited_seconds=1.0), OutcomeUnknown(), StorageFailed(fault="f"))
    } == {"store"}
