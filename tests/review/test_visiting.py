"""What visiting brought, beside comparable partners who were not visited."""

from datetime import UTC, date, datetime

import pytest
from attrs import evolve

from partnerkit.facts import Interaction
from partnerkit.interop import say
from partnerkit.review import visiting_effect
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.time import Period

NAMES = [f"P-{at}" for at in range(60)]
MONTHS = [f"2026-{month:02}" for month in range(1, 8)]


def sales(lift, visited=20):
    """Partners of different size, some of which rise by *lift* from April on."""
    noise = (0.0, 0.6, -0.4, 0.2, -0.5, 0.1, 0.3)
    return {
        "partner": [name for name in NAMES for _ in MONTHS],
        "month": MONTHS * len(NAMES),
        "sales": [
            50.0 + at % 9 + noise[(at + 3 * month) % 7] + lift * (at < visited and month > 3)
            for at in range(len(NAMES))
            for month in range(7)
        ],
    }


def visit(at, month=4, **kwargs):
    given = {
        "kind": "visit",
        "held": True,
        "minutes": 60,
        "travel_minutes": 30,
        "office_minutes": 30,
        **kwargs,
    }
    return Interaction(
        id=f"I-{at}-{month}-{given['kind']}",
        partner=NAMES[at],
        at=datetime(2026, month, 9, tzinfo=UTC),
        **given,
    )


def effect(frame, visits, **kwargs):
    given = {"before": 3, "after": 3, "as_of": date(2026, 7, 31), "during": Period.month(2026, 4), **kwargs}
    return visiting_effect(frame, visits, key="partner", by="month", value="sales", **given)


def test_what_is_known_is_found_again_with_its_bounds():
    found = effect(sales(2.0), [visit(at) for at in range(20)])

    assert found.effect.interval.low < 2.0 < found.effect.interval.high
    assert found.per_visit.estimate == pytest.approx(3 * found.effect.interval.estimate)
    assert found.per_hour.estimate == pytest.approx(found.per_visit.estimate / 2)
    assert (found.visits, found.hours) == (20, 40)


def test_that_they_were_chosen_is_said_in_any_case():
    found = effect(sales(2.0), [visit(at) for at in range(20)])

    assert found.reasons[0].code == "visiting-brought"
    assert "effect-not-by-lot" in [each.code for each in found.reasons]
    for locale in ("en", "de", "sv"):
        assert "20" in say(found, locale=locale)


def test_visits_that_bring_nothing_are_seen_to_bring_nothing():
    found = effect(sales(0.0), [visit(at) for at in range(20)])

    assert found.per_visit.low < 0 < found.per_visit.high


def test_several_visits_of_one_partner_share_what_they_brought():
    once = effect(sales(2.0), [visit(at) for at in range(20)])
    again = [evolve(visit(at), id=f"J-{at}", at=datetime(2026, 4, 20, tzinfo=UTC)) for at in range(20)]
    twice = effect(sales(2.0), [*(visit(at) for at in range(20)), *again])

    assert twice.effect.interval == once.effect.interval
    assert twice.per_visit.estimate == pytest.approx(once.per_visit.estimate / 2)


def test_who_was_visited_before_is_no_comparison():
    frame, visits = sales(2.0), [visit(at) for at in range(20)]
    found = effect(frame, [*visits, *(visit(at, 3) for at in range(20, 45))])

    assert found.effect.others <= 15


def test_who_is_visited_after_is_no_comparison_either():
    frame, visits = sales(2.0), [visit(at) for at in range(20)]
    found = effect(frame, [*visits, *(visit(at, 6) for at in range(20, 45))])

    assert found.effect.others <= 15
    assert found.effect.helped == 20


def test_what_comes_after_the_moment_is_not_known():
    visits = [visit(at) for at in range(20)]
    later = [evolve(visit(at, 8), minutes=600) for at in range(20)]
    year = {"during": Period.year(2026)}

    assert (
        effect(sales(2.0), [*visits, *later], **year).hours == effect(sales(2.0), visits, **year).hours == 40
    )
    with pytest.raises(InvalidValue, match="no visit"):
        effect(sales(2.0), later, during=Period.month(2026, 8))


def test_ids_may_be_as_long_as_ids_may_be():
    frame, visits = sales(2.0), [visit(at) for at in range(20)]
    long = {name: name + "x" * (128 - len(name)) for name in NAMES}
    renamed = [evolve(each, partner=long[each.partner], id=f"{each.id:y<128}") for each in visits]
    found = effect({**frame, "partner": [long[each] for each in frame["partner"]]}, renamed)

    assert found.effect.interval.estimate == pytest.approx(effect(frame, visits).effect.interval.estimate)


def test_too_few_visits_say_so_and_nothing_else():
    found = effect(sales(2.0), [visit(at) for at in range(5)])

    assert (found.per_visit, found.per_hour) == (None, None)
    assert [each.code for each in found.reasons] == ["effect-too-few"]


@pytest.mark.parametrize("name", ["minutes", "travel_minutes", "office_minutes"])
def test_time_that_is_not_on_record_leaves_the_hour_unknown(name):
    found = effect(sales(2.0), [visit(at, **{name: None}) for at in range(20)])

    assert found.hours is None
    assert found.per_hour is None
    assert found.per_visit is not None


def test_bad_input():
    with pytest.raises(InvalidValue, match="no visit"):
        effect(sales(2.0), [visit(1, kind="call", travel_minutes=None), visit(2, held=False, minutes=None)])
    with pytest.raises(InvalidInput) as caught:
        effect(sales(2.0), [evolve(visit(2, 6), at=datetime(2026, 4, 9, tzinfo=UTC)), evolve(visit(1), partner="P-99"), "I-3"])  # fmt: skip
    assert [each.path for each in caught.value.exceptions] == ["interactions[1].partner", "interactions[2]"]
