"""What a server says, in our words."""

import pytest

pytest.importorskip("sqlalchemy")

from sqlalchemy.exc import DBAPIError, InvalidRequestError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from partnerkit.storage.sqlline import translated
from partnerkit.values.store_errors import StorageBusy, StorageFailed


class Refused(Exception):
    """What a driver raises: it may quote a row, and has the server's code."""

    def __init__(self, sqlstate):
        super().__init__("canary@example.com")
        self.sqlstate = sqlstate


@pytest.mark.parametrize("state", ["55P03", "40001", "40P01", "57014"])
def test_who_met_another_unit_may_try_again(state):
    error = translated(DBAPIError("SELECT 1", None, Refused(state)), waited_seconds=5)

    assert error == StorageBusy(waited_seconds=5)
    assert error.retryable


@pytest.mark.parametrize(
    ("state", "fault"),
    [
        ("53100", "disk of the server is full"),
        ("53300", "short of a resource"),
        ("25006", "read-only"),
        ("28P01", "user or the password"),
        ("3D000", "no such database"),
        ("42P01", "tables are missing"),
        ("57P01", "stopped"),
        ("XX001", "damaged"),
        ("22012", "refused with 22012"),
        (None, "cannot be reached"),
    ],
)
def test_a_fault_of_the_server_is_told_without_its_own_words(state, fault):
    error = translated(DBAPIError("SELECT 1", None, Refused(state)), waited_seconds=5)

    assert isinstance(error, StorageFailed)
    assert fault in str(error)
    assert "canary" not in str(error)


def test_a_pool_without_a_line_left_is_busy_and_a_misuse_is_told_as_one():
    assert translated(PoolTimeout(), waited_seconds=5) == StorageBusy(waited_seconds=5)
    assert "misused" in str(translated(InvalidRequestError("canary"), waited_seconds=5))


def test_what_a_server_refused_with_is_found_wherever_a_driver_has_it():
    as_psycopg2 = Refused(None)
    as_psycopg2.pgcode = "55P03"
    for refused in (as_psycopg2, Exception({"S": "ERROR", "C": "55P03", "M": "canary"})):
        error = translated(DBAPIError("SELECT 1", None, refused), waited_seconds=5)
        assert error == StorageBusy(waited_seconds=5)
