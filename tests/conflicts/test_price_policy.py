"""What a program calls uniform."""

from fractions import Fraction

from partnerkit.conflicts.price_policy import ACCEPTED, PricePolicy
from partnerkit.facts.terms import STANDARD_JUSTIFICATIONS


def test_meeting_competition_is_a_reason_only_where_the_law_knows_it():
    assert set(STANDARD_JUSTIFICATIONS) - set(ACCEPTED) == {"meeting-competition"}


def test_without_a_currency_amounts_are_what_they_are():
    assert PricePolicy().worth("SEK") == 1
    assert PricePolicy(currency="SEK").worth("SEK") == Fraction(1)
