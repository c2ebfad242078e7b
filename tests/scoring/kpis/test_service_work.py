"""Times of service, promises kept, repairs that had to be repeated."""

from partnerkit.facts import ServiceCase
from partnerkit.scoring.kpis.service_work import cases_on_time, repeat_repair_rate, resolution_hours


def case(at, name, opened, resolved=None, **options):
    status = options.pop("status", "open" if resolved is None else "resolved")
    ended = None if resolved is None else at(resolved)
    return ServiceCase(
        id=name, partner="P-4", opened_at=at(opened), resolved_at=ended, status=status, **options
    )


def test_hours_are_working_hours_and_open_cases_count(found, at, partner):
    solved = case(at, "S-1", "2026-03-06T16:00+01:00", "2026-03-09T10:00+01:00")
    still = case(at, "S-2", "2026-03-31T09:00+02:00")

    assert found(resolution_hours(), partner, solved) == {"P-4": 2.0}
    assert found(resolution_hours(), partner, solved, still) == {"P-4": 5.0}


def test_what_is_due_and_unsolved_is_late(found, at, partner):
    due = {"due_at": at("2026-03-20T12:00Z")}
    facts = [
        case(at, "S-1", "2026-03-02T09:00Z", "2026-03-20T12:00Z", **due),
        case(at, "S-2", "2026-03-02T09:00Z", "2026-03-20T12:01Z", **due),
        case(at, "S-3", "2026-03-02T09:00Z", **due),
        case(at, "S-4", "2026-03-02T09:00Z", due_at=at("2026-04-20T12:00Z")),
        case(at, "S-5", "2026-03-02T09:00Z", status="canceled", **due),
    ]

    assert found(cases_on_time(), partner, *facts) == {"P-4": (1.0, 3.0)}


def test_opened_again_or_the_unit_came_back(found, at, partner):
    facts = [
        case(at, "S-1", "2026-01-05T09:00Z", "2026-01-06T09:00Z", units=("U-1",)),
        case(at, "S-2", "2026-02-05T09:00Z", "2026-02-06T09:00Z", units=("U-1",)),
        case(at, "S-3", "2026-02-05T09:00Z", "2026-02-06T09:00Z", reopened=1),
        case(at, "S-4", "2026-02-05T09:00Z", "2026-02-06T09:00Z", units=("U-2",)),
        case(at, "S-5", "2026-03-05T09:00Z", reopened=2),
    ]

    assert found(repeat_repair_rate(), partner, *facts) == {"P-4": (3.0, 5.0)}
    assert found(repeat_repair_rate(within_days=7), partner, *facts) == {"P-4": (2.0, 5.0)}
