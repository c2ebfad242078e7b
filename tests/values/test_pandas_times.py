"""What pandas calls a time is a moment like any other; its NaT is none."""

from datetime import UTC, date, datetime, time

import pytest

from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.hours import WorkingCalendar
from partnerkit.values.time import Period, Span, moment

pd = pytest.importorskip("pandas")


@pytest.mark.parametrize(
    "make",
    [
        lambda: Period.of(pd.NaT, date(2027, 1, 1)),
        lambda: Span.of(pd.NaT, datetime(2027, 1, 1, tzinfo=UTC)),
        lambda: moment(pd.NaT),
    ],
    ids=["period", "span", "moment"],
)
def test_not_a_time_is_refused(make):
    with pytest.raises((InvalidValue, InvalidInput)):
        make()


def test_a_timestamp_is_a_moment():
    found = moment(pd.Timestamp("2026-01-01", tz="Europe/Berlin"))

    assert found == datetime(2025, 12, 31, 23, tzinfo=UTC)
    assert type(found) is datetime


def test_a_series_of_timestamps_is_timed_at_once():
    office = WorkingCalendar(zone="UTC", week=dict.fromkeys(range(5), ((time(9), time(17)),)))
    starts = pd.Series(pd.to_datetime(["2026-06-02T09:00Z", "2026-06-03T12:00Z"]))
    ends = [datetime(2026, 6, 3, 17, tzinfo=UTC)] * 2

    assert office.elapsed_many(starts, ends).tolist() == [16 * 3600, 5 * 3600]
