import pytest

from partnerkit.storage import Claim, Draft, Outcome
from partnerkit.values.errors import InvalidInput, InvalidValue

GOOD = {"kind": "Lead", "id": "L-1", "version": 0, "body": b"{}"}


@pytest.mark.parametrize(
    "bad",
    [
        {"body": "{}"},
        {"body": bytearray(b"{}")},
        {"body": b" " * 1_000_001},
        {"version": -1},
        {"version": True},
        {"version": 1.0},
        {"kind": ""},
        {"id": "L-1\n"},
        {"id": "\u202eL-1"},
        {"id": "x" * 129},
        {"id": 17},
    ],
    ids=str,
)
def test_a_draft_is_refused_before_any_store_sees_it(bad):
    with pytest.raises(InvalidValue) as caught:
        Draft(**GOOD | bad)

    assert caught.value.path == next(iter(bad))
    assert len(str(caught.value)) < 300


def test_a_document_of_one_megabyte_is_accepted():
    assert len(Draft(**GOOD | {"body": b" " * 1_000_000}).body) == 1_000_000


def test_claims_and_outcomes_are_checked_too():
    with pytest.raises(InvalidInput):
        Claim(scope="", key="", holder="P-4")
    with pytest.raises(InvalidValue):
        Outcome(key="k" * 129, fingerprint="f", result=b"")


def test_contents_never_show_in_what_is_printed():
    secret = b"canary@example.com"

    shown = repr(Draft(**GOOD | {"body": secret})) + repr(Outcome(key="k", fingerprint="f", result=secret))

    assert "canary" not in shown
