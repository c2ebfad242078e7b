"""How far goals are and what is to be expected of them is answered as it was before."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from outlook_worlds import MEASURES, PERIODS, SEASON, rounded, tried, worlds

from partnerkit import PartnerkitError
from partnerkit.goals import (
    attain,
    course,
    early_warnings,
    expectation,
    standing,
)
from partnerkit.goals.history import closed_periods
from partnerkit.goals.judged import _FIELDS


def told_of(status):
    """Return all that is said of each goal."""
    found = []
    for name in status:
        said = {field: getattr(status[name], field) for field in _FIELDS}
        if said["probability"] is not None:
            said["probability"] = float(rounded(said["probability"]))
        found.append(said)
    return found


def attained(draw):
    """Judge each goal on days at the borders of its period."""
    tree, known, history, more = worlds(draw)
    period, answers = tree[draw.one_of(tree.ids)].period, []
    end = date(2028, 12, 30) if period.is_open else period.end
    middle = period.start + (end - period.start) // 2
    edges = [period.start, period.start + timedelta(days=1), middle, end]
    for day in (draw.one_of(edges), draw.one_of(edges[1:]), middle):
        at = draw.one_of(
            [
                day - timedelta(days=1),
                day,
                datetime(day.year, day.month, day.day, draw.one_of([0, 0, 9]), tzinfo=UTC),
            ]
        )
        if draw.is_so(0.8):
            known = {name: each for name, each in known.items() if not isinstance(each, dict) or at != day}
        status = tried(attain, tree, known, as_of=at, history=history, **more)
        answers.append(status if isinstance(status, PartnerkitError) else told_of(status))
        if isinstance(status, PartnerkitError):
            continue
        frame = status.to_frame()
        frame.pop("probability")
        answers += [
            frame,
            repr(status),
            [each.reason for each in status.values()],
            early_warnings(status),
        ]
        for below, pace in (
            (0.9, Decimal(1)),
            (draw.one_of([0.0, 0.1, 1.0]), draw.one_of([Decimal(0), Decimal("0.5"), Decimal(2)])),
        ):
            found = early_warnings(status, below=below, pace_below=pace, leaves=draw.is_so(0.7))
            answers.append(found)
    return answers


def refused(draw):
    """Ask with terms that cannot be."""
    tree, *_ = worlds(draw)
    status = attain(tree, {}, as_of=date(2028, 1, 1))
    odd = [{"level": each} for each in (0.0, 1.0, 1.5, -0.5, 1, 0.999)] + [
        {"rule": "x"},
        {"season": "x"},
        {"lower_is_better": "x"},
    ]
    answers = [tried(attain, tree, {}, as_of=date(2028, 1, 1), **each) for each in odd]
    answers = [each for each in answers if isinstance(each, PartnerkitError)]
    return [
        len(answers),
        answers,
        tried(
            early_warnings,
            status,
            below=draw.one_of([-0.1, 1.1, 0.5]),
            pace_below=draw.one_of([Decimal(-1), 1, Decimal(0)]),
        ),
    ]


def test_attainment(answers_as_before):
    """Of each goal on each day: how far, how fast, and how likely."""
    answers_as_before(attained, cases=95)
    answers_as_before(refused, cases=12)


def closed(draw):
    """Return what stood there by the same day in the periods before."""
    tree, _, history, _ = worlds(draw)
    answers = []
    for name in ("year", "none", "auto"):
        day = Fraction(tree.periods[0].start.toordinal()) + draw.one_of(
            [-1, 0, 1, Fraction(5, 4), 2, 4, 20, 59, 300]
        )
        found = tried(closed_periods, tree, history or {}, day, season=name)
        if isinstance(found, PartnerkitError):
            answers.append(found)
        else:
            answers.append(
                [
                    found.to_date,
                    found.total,
                    found.known,
                    found.scale,
                    found.by_year,
                    None if found.blur is None else rounded(found.blur, 6),
                ]
            )
    return answers


def part_of_a_period(draw):
    """Return how much of a period is over, in any zone, with a season and without."""
    period = draw.one_of(PERIODS)
    day = period.start + timedelta(days=draw.one_of([-1, 0, 1, 2, 3, 4, 28, 29, 30, 91, 400]))
    now = datetime(day.year, day.month, day.day, draw.one_of([0, 6, 23]), tzinfo=UTC)
    zone = draw.one_of(["UTC", "Asia/Tokyo", "America/New_York"])
    by = [expectation.share_of(None), expectation.share_of(SEASON)]
    first = Fraction(period.start.toordinal()) + draw.one_of([0, 1, Fraction(1, 2)])
    last = first + draw.one_of([-1, 0, 1, Fraction(3, 2), 3])
    shares = [] if period.is_open else [each(period, first, last) for each in by]
    return [
        course.course_of(period, now, course.ordinal(now), zone, season) for season in (None, by[1])
    ] + shares


def test_closed_periods(answers_as_before):
    """What stood there by the same day, in the periods before."""
    answers_as_before(closed, cases=45)
    answers_as_before(part_of_a_period, cases=100)


def stood(draw):
    """Tell how much of a target is attained, by each convention."""
    numbers = [
        Fraction(-1),
        Fraction(0),
        Fraction(1),
        Fraction(2),
        Fraction(7),
        Fraction(15, 2),
        Fraction(100),
    ]
    actual, target = draw.one_of([None, *numbers]), draw.one_of([None, *numbers])
    return [
        [standing.attained(measure, actual, target, way) for way in standing.CONVENTIONS]
        + [None if actual is None else standing.is_reached(measure, actual, target)]
        for measure in (None, *MEASURES.values())
    ]  # fmt: skip


def test_standing(answers_as_before):
    """How much of a goal is attained, whichever way is better."""
    answers_as_before(stood, cases=60)
