"""What breaks careless code is drawn, and not seldom."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, find, settings
from hypothesis.errors import NoSuchExample

from partnerkit.testing.nasty import EDGES, NASTY, identifiers, instants, moneys, periods
from partnerkit.values.time import Period

SEEN = settings(max_examples=500, phases=[Phase.generate], suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize(
    ("strategy", "happens"),
    [
        (identifiers(), lambda name: name in NASTY),
        (identifiers(), lambda name: name.startswith("P") and name not in NASTY),
        (identifiers(), lambda name: len(name) == 7),
        (instants(), lambda moment: moment in EDGES),
        (instants(), lambda moment: moment.utcoffset() % timedelta(hours=1)),
        (moneys(), lambda money: money.currency == "KWD" and money.minor < 0),
        (periods(), lambda period: period == period.of(period.start, period.start + timedelta(days=1))),
        (periods(endless=True), lambda period: period == Period.since(period.start)),
        (periods(endless=True), lambda period: period == Period.until(period.end)),
    ],
)
def test_it_happens_soon(strategy, happens):
    assert happens(find(strategy, happens, settings=SEEN))


def test_periods_end_unless_endless_ones_are_asked_for():
    def endless(period):
        return period in (Period.since(period.start), Period.until(period.end))

    # Where they are asked for, two of five are endless.
    with pytest.raises(NoSuchExample):
        find(periods(), endless, settings=settings(SEEN, max_examples=60))
