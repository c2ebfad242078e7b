"""What does a pool agree on, and who stepped in?"""

from decimal import Decimal

import pytest

from partnerkit.leads import CatchUp, capped_catch_up, catch_up, no_catch_up
from partnerkit.leads.pool import Hand
from partnerkit.values.errors import InvalidValue


def test_no_catching_up_is_a_cap_of_nothing():
    assert no_catch_up == CatchUp() == capped_catch_up(Decimal(0))
    assert catch_up.most is None


@pytest.mark.parametrize("most", [Decimal(-1), Decimal("NaN"), 1.5, "1"])
def test_what_is_no_amount_is_refused(most):
    with pytest.raises(InvalidValue):
        CatchUp(most=most)


def test_a_person_starts_with_nothing_given():
    assert (Hand(person="anna").leads, Hand(person="anna").value) == (0, 0)
