"""One figure beside what it was at the last review."""

from decimal import Decimal, localcontext

import pytest

from partnerkit import Money
from partnerkit.review import Reading


@pytest.mark.parametrize(
    ("value", "before", "verdict"),
    [(1, 3, "better"), (3, 1, "worse"), (2, 2, "same"), (None, 2, None), (2, None, None)],
)
def test_it_says_whether_it_got_better(value, before, verdict):
    assert Reading(code="cases-late", value=value, before=before).verdict == verdict


def test_what_cannot_be_told_apart_by_a_number_has_no_change():
    for value, before in ((1, Decimal(1)), (Money.of(1, "EUR"), Money.of(1, "SEK")), ((), ())):
        assert Reading(code="receivables", value=value, before=before).change is None


def test_a_change_is_exact_in_any_decimal_context():
    with localcontext(prec=2):
        assert Reading(code="cases-hours", value=Decimal("123.4"), before=Decimal("23.1")).change == Decimal(
            "100.3"
        )
