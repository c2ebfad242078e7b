"""How many leads may a partner still take?"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import FairShare, Limit, allocate
from partnerkit.leads.room import paced
from partnerkit.values.errors import InvalidValue
from partnerkit.values.reasons import Reason

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
UNITS = FairShare(default=1, value="unit")


def test_pacing_spreads_a_month_over_days_and_weeks():
    rules, ledger, given = paced(lambda _: 20), None, []
    for day in range(2, 14):
        leads = [Lead(id=f"L-{day}-{number}") for number in range(5)]
        result = allocate(
            leads, [Partner(id="P-4")], UNITS, ledger=ledger, as_of=NOW.replace(day=day), rules=rules
        )
        ledger = result.ledger
        given.append(len(result.assignments))

    # 2 a day, 6 a week (Monday to Sunday), whatever the month still allows.
    assert given == [2, 2, 2, 0, 0, 0, 0, 2, 2, 2, 0, 0]
    assert result.unassigned["L-13-0"]["P-4"] == Reason(
        "capacity-window", {"window": "week", "key": "2026-W11", "taken": 6, "limit": 6}
    )


def test_a_share_of_a_small_limit_is_not_rounded_to_nothing():
    assert [limit.most(Partner(id="P-4")) for limit in paced(lambda _: 4)] == [1, 2, 4]
    assert [limit.most(Partner(id="P-4")) for limit in paced(lambda _: 0)] == [0, 0, 0]
    assert [limit.most(Partner(id="P-4")) for limit in paced(lambda _: None)] == [None, None, None]


def test_a_share_above_the_whole_or_in_floats_is_refused():
    with pytest.raises(InvalidValue, match="day"):
        paced(lambda _: 4, day=Decimal(2))
    with pytest.raises(InvalidValue, match="week"):
        paced(lambda _: 4, week=0.3)


def test_a_limit_that_is_no_whole_number_is_refused():
    with pytest.raises(InvalidValue, match=r"rules\.day\.P-4"):
        allocate(
            [Lead(id="L-1")],
            [Partner(id="P-4")],
            UNITS,
            as_of=NOW,
            rules=[Limit(window="day", most=lambda _: 2.5)],
        )


def test_a_zone_that_is_none_is_refused_where_the_limit_is_made():
    with pytest.raises(InvalidValue, match="zone"):
        Limit(window="day", zone="Berlin")


def test_a_limit_that_is_no_function_is_refused_where_it_is_made():
    with pytest.raises(InvalidValue, match=r"^most: .*function of a Partner"):
        Limit(window="day", most=5)


@pytest.mark.parametrize("monthly", ["20", Decimal("20.5"), 2.5])
def test_a_month_that_is_no_whole_number_is_refused_by_name(monthly):
    with pytest.raises(InvalidValue, match=r"rules\.day\.P-4: .*whole number"):
        allocate([Lead(id="L-1")], [Partner(id="P-4")], UNITS, as_of=NOW, rules=paced(lambda _: monthly))


@pytest.mark.parametrize(("window", "back"), [("day", 1), ("week", 2), ("month", 2)])
def test_a_clock_that_is_behind_lets_nobody_have_more(window, back):
    # The first moments of a day, a week and a month, and moments before them.
    midnight = datetime(2027, 2, 1, tzinfo=UTC)
    rules, ledger, given = [Limit(window=window, most=lambda _: 1)], None, []
    for number, seconds in enumerate((-back, 0, -back, 1)):
        result = allocate(
            [Lead(id=f"L-{number}")],
            [Partner(id="P-4")],
            UNITS,
            ledger=ledger,
            as_of=midnight + timedelta(seconds=seconds),
            rules=rules,
        )
        ledger = result.ledger
        given.append(len(result.assignments))

    assert given == [1, 1, 0, 0]
