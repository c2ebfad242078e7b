from datetime import UTC, date, datetime

import pytest

from partnerkit.facts import Task
from partnerkit.interop import say
from partnerkit.review import open_points

ON = date(2026, 3, 2)


def asked(name, **fields):
    return Task(id=name, title=f"point {name}", partner="P-4", raised_by="partner", **fields)


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"owner": "U-2", "due": date(2026, 3, 1)}, "overdue"),
        ({"due": date(2026, 3, 1)}, "overdue"),
        ({"owner": "U-2", "due": ON}, "in-time"),
        ({"due": ON}, "without-owner"),
        ({}, "without-owner"),
        ({"owner": "U-2"}, "without-day"),
    ],
)
def test_a_point_says_how_it_stands(fields, state):
    (found,) = open_points([asked("K-1", **fields)], on=ON)
    assert (found.state, found.owner, found.until) == (state, fields.get("owner"), fields.get("due"))
    for locale in ("en", "de", "sv"):
        assert "point K-1" in say(found, locale=locale)
        # Whom nobody is, and a day that there is not, are no dash.
        assert "\N{EN DASH}" not in say(found, locale=locale)


def test_what_a_newer_version_replaced_is_no_open_point():
    replaced = asked("K-1", known_until=datetime(2026, 3, 1, tzinfo=UTC))
    assert open_points([replaced], on=ON) == ()


def test_what_the_vendor_asked_for_and_what_is_done_is_no_open_point():
    done = asked("K-1").with_step("finish", at=datetime(2026, 3, 1, tzinfo=UTC))
    assert open_points([Task(id="K-2"), Task(id="K-3", raised_by="vendor"), done, object()], on=ON) == ()


def test_the_longest_overdue_comes_first_and_what_is_in_time_last():
    tasks = [
        asked("K-1", owner="U-2", due=date(2026, 4, 1)),
        asked("K-2", owner="U-2", due=date(2026, 2, 20)),
        asked("K-3"),
        asked("K-4", due=date(2026, 2, 1)),
        asked("K-5", owner="U-2"),
    ]
    assert [each.id for each in open_points(tasks, on=ON)] == ["K-4", "K-2", "K-3", "K-5", "K-1"]
