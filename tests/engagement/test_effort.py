"""Where the time of account managers goes, as far as it was recorded."""

from datetime import UTC, datetime

import pytest

from partnerkit.engagement import time_use
from partnerkit.facts import Interaction, Network, Partner, Person
from partnerkit.interop import say
from partnerkit.values.errors import InvalidInput, NotFound
from partnerkit.values.time import Period

MARCH = Period.month(2026, 3)


def held(day, minutes=60, travel=120, office=30, **kwargs):
    given = {"kind": "visit", "held": True, "persons": ["U-1"], **kwargs}
    return Interaction(
        id=f"I-{day}-{given['kind']}", partner="P-4", at=datetime(2026, 3, day, 9, tzinfo=UTC), minutes=minutes,
        travel_minutes=travel, office_minutes=office, **given,
    )  # fmt: skip


def use(*facts, worked=10, **kwargs):
    network = Network.of(Partner(id="P-4"), Person(id="U-1"), Person(id="U-2"), *facts)
    return time_use(network, {"U-1": worked, **kwargs}, during=MARCH)


def test_hours_add_up_to_what_was_worked():
    (found,) = use(held(2), held(3, kind="call", travel=None, minutes=90, office=None))

    assert (found.with_partners, found.travel, found.preparation, found.administration) == (2.5, 2, 0.5, 5)
    assert sum(found.shares.values()) == pytest.approx(1)
    assert say(found) == (
        "U-1: 25% of the time with partners, 20% on the way, 5% before and after, 50% administration."
    )


def test_who_was_there_with_others_has_spent_the_time_like_them():
    found = use(held(2, persons=["U-1", "U-2"]), **{"U-2": 20})
    one, other = found
    assert found.to_frame()["travel"].tolist() == [2, 2]
    assert (repr(found), found[:1]) == ("<TimeUses: 2>", (one,))

    assert one.travel == other.travel == 2


def test_what_was_missed_or_is_of_another_month_does_not_count():
    april = Interaction(
        id="I-9", kind="visit", partner="P-4", at=datetime(2026, 4, 1, tzinfo=UTC), held=True, minutes=9
    )
    missed = held(5, held=False, minutes=None)
    (found,) = use(missed, april, held(6, held=None))

    assert (found.with_partners, found.administration) == (0, 10)


def test_where_a_time_is_not_on_record_the_rest_is_unknown():
    (found,) = use(held(2, office=None))

    assert (found.administration, found.unrecorded, found.shares["administration"]) == (None, 1, None)
    assert say(found).startswith("U-1: the time of 1 contact is not on record")


def test_more_than_was_worked_is_told():
    (found,) = use(held(2), worked=3)

    assert found.administration is None
    for locale in ("en", "de", "sv"):
        assert "3" in say(found, locale=locale)


def test_bad_input():
    with pytest.raises(InvalidInput):
        use(worked=0, **{"U-2": float("nan")})
    with pytest.raises(NotFound):
        use(**{"U-9": 5})
