"""Permissions on record; what is left blank is a no."""

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from partnerkit.facts.consent import Consent
from partnerkit.values.errors import InvalidValue

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def form():
    return Consent(basis="consent", purpose="offer", channels=("e-mail",), given_at=MONDAY)


def test_a_consent_is_a_value(behaves):
    behaves(form, purpose="review")


def test_a_blank_is_a_no():
    blank = Consent(basis="contract", purpose="delivery")

    assert not blank.may_be_passed_on
    assert blank.channels == ()


def test_a_consent_counts_from_the_moment_it_was_given_until_it_is_withdrawn():
    withdrawn = evolve(form(), withdrawn_at=MONDAY + timedelta(days=1))

    assert not form().is_given(as_of=MONDAY - timedelta(seconds=1))
    assert form().is_given(as_of=MONDAY)
    assert withdrawn.is_given(as_of=MONDAY + timedelta(hours=23))
    assert not withdrawn.is_given(as_of=MONDAY + timedelta(days=1))


def test_a_consent_is_not_withdrawn_before_it_was_given(faults):
    assert list(faults(lambda: evolve(form(), withdrawn_at=MONDAY - timedelta(days=1)))) == ["withdrawn_at"]


def test_all_faults_of_a_consent_come_at_once(faults):
    found = faults(lambda: Consent(basis="habit", purpose="", channels="mail", may_be_passed_on=None))

    assert list(found) == ["basis", "purpose", "channels", "may_be_passed_on"]
    assert found["basis"] == (
        "'habit'",
        "use one of consent, contract, legal-obligation, legitimate-interest",
    )


def test_whether_it_stands_is_asked_of_an_instant():
    with pytest.raises(InvalidValue, match=r"as_of: .* use a datetime with a time zone"):
        Consent(basis="consent", purpose="offer").is_given(as_of=datetime(2026, 3, 2))
