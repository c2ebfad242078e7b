"""What a program calls uniform."""

from decimal import Decimal
from fractions import Fraction

import pytest
from attrs import evolve

from partnerkit.conflicts.price_policy import ACCEPTED, PricePolicy
from partnerkit.facts.terms import STANDARD_JUSTIFICATIONS
from partnerkit.values.errors import InvalidValue


def test_meeting_competition_is_a_reason_only_where_the_law_knows_it():
    assert set(STANDARD_JUSTIFICATIONS) - set(ACCEPTED) == {"meeting-competition"}


def test_without_a_currency_amounts_are_what_they_are():
    assert PricePolicy().worth("SEK") == 1
    assert PricePolicy(currency="SEK").worth("SEK") == Fraction(1)


def test_rates_are_kept_as_they_were_given_and_are_a_mapping():
    given = {"SEK": Decimal("0.09")}
    policy = PricePolicy(currency="EUR", rates=given)
    given["SEK"] = Decimal(9)

    assert (policy.worth("SEK"), hash(policy)) == (Fraction(9, 100), hash(evolve(policy)))
    with pytest.raises(InvalidValue, match=r"rates: .* use a mapping"):
        PricePolicy(currency="EUR", rates=[("SEK", Decimal("0.09"))])
