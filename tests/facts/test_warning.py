"""A warning on record: its days follow each other, and it is known as it was."""

from datetime import UTC, date, datetime

import pytest
from attrs import evolve

from partnerkit.facts import Network, Partner, WrittenWarning
from partnerkit.values.errors import InvalidInput, InvalidValue

WARNING = WrittenWarning(
    id="W-1",
    partner="P-4",
    cause="payment-overdue",
    known_on=date(2026, 3, 2),
    given_on=date(2026, 3, 9),
    deadline=date(2026, 4, 9),
    evidence=["invoice-77"],
)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"given_on": date(2026, 3, 1)}, "given_on"),
        ({"deadline": date(2026, 3, 8)}, "deadline"),
        ({"cured_on": date(2026, 3, 8)}, "cured_on"),
        ({"given_on": None}, "given_on"),
        ({"cause": "Payment!"}, "cause"),
    ],
)
def test_dates_of_a_warning_that_are_reversed_are_refused(change, path):
    with pytest.raises((InvalidValue, InvalidInput)) as caught:
        evolve(WARNING, **change)

    assert caught.value.path == path


def test_it_is_known_as_it_was():
    cured = evolve(WARNING, cured_on=date(2026, 4, 1))
    moments = [datetime(2026, month, day, tzinfo=UTC) for month, day in ((3, 2), (3, 5), (3, 20), (4, 2))]

    assert [cured.as_known_at(moment) for moment in moments] == [
        None,
        evolve(WARNING, given_on=None, deadline=None),
        WARNING,
        cured,
    ]


def test_it_belongs_to_a_partner_that_is_there():
    assert Network.of(WARNING, Partner(id="P-4")).written_warnings == (WARNING,)
    with pytest.raises(InvalidValue):
        Network.of(WARNING, Partner(id="P-5"))
