"""How far goals are and what is to be expected of them is answered as it was before."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np

from partnerkit import Goal, Measure, Money, PartnerkitError, Period, Quantity, Ratio
from partnerkit.goals import GoalTree, attain, choosing, course, early_warnings, expectation, forecast, outlook, standing, tails
from partnerkit.goals.history import closed_periods
from partnerkit.goals.judged import _FIELDS
from partnerkit.goals.scratch import Scratch
from partnerkit.values import Seasonality

#: Four days over the end of a year, February of a leap year, a quarter, the year, and no end.
PERIODS = [
    Period.of(date(2027, 12, 30), date(2028, 1, 3)), Period.month(2028, 2), Period.quarter(2028, 1), Period.year(2028),
    Period.since(date(2028, 1, 1)),
]  # fmt: skip
MEASURES = {
    "money": Measure(id="m", currency="EUR"), "cost": Measure(id="m", better="lower"), "count": Measure(id="m"), "exact": Measure(id="m"),
    "ratio": Measure(id="m", kind="ratio"), "stock": Measure(id="m", kind="stock"), "distinct": Measure(id="m", kind="distinct"),
    "range": Measure(id="m", better="target", target_range=(Decimal(2), Decimal(7))),
    "zero": Measure(id="m", better="target", target_range=(Decimal(0), Decimal(0))),
    "pieces": Measure(id="m", unit="pcs"), "satisfaction": Measure(id="m", kind="satisfaction"),
}  # fmt: skip
KINDS = (*MEASURES, "money", "count", "money")
SEASON = Seasonality.of([1, 2, 0, 1, 1, 1, 1, 1, 1, 1, 1, 3])


def tried(ask, *given, **named):
    """Return an answer, or why there is none."""
    try:
        return ask(*given, **named)
    except PartnerkitError as fault:
        return fault


def rounded(found, digits=9):
    """Return numbers without what hangs on the machine: where they are next to nothing, too."""
    return np.round(np.asarray(found, dtype=np.float64), digits) + 0.0


def value(draw, kind, units=(0, 1, 2, 3, 5, 8, 40)):
    """Return an amount as this kind counts it."""
    size = draw.one_of(units)
    match kind:
        case "money":
            return Money.of(Decimal(size) / draw.one_of([1, 100]), "EUR")
        case "pieces":
            return Quantity.of(size, "pcs")
        case "ratio" | "satisfaction":
            return Ratio.of(size, draw.one_of([*units, 1, 9]))
        case "exact":
            return Decimal(size) / 4
    return size


def pasts(draw, kind, period):
    """Return what closed periods say: pairs, or values by period, some unknown."""
    if draw.is_so(0.4) or kind == "distinct":
        size = draw.one_of([0, 1, 2, 3, 3, 4, 5, *([20, 21] if draw.is_so(0.2) else [])])
        found, begun = [], draw.one_of([0, 0, 0, 2])
        for number in range(size):
            before, after = (value(draw, kind, units=(0, 1, 2, 3, 3, 4) if number >= begun else (0,)) for _ in range(2))
            whole = after if kind in ("ratio", "stock", "range", "zero", "satisfaction") else before + after
            found.append((before, whole))
        return found
    whole = period.days if not period.is_open else 366
    if whole < 10:
        last = period.start - timedelta(days=draw.whole(0, 1))
        spans = [Period.of(last - timedelta(days=4 * back), last - timedelta(days=4 * (back - 1))) for back in range(1, 7)]
        if draw.is_so(0.3):
            spans += [Period.of(date(year, 12, 20), date(year + 1, 1, 10)) for year in range(2022, 2027)]
    elif whole < 100:
        spans = [Period.month(year, month) for year in range(2023, 2028) for month in (12, 1, 2, 3)]
        if draw.is_so(0.4):
            spans = [Period.month(2027, month) for month in range(4, 13)] + [Period.month(2028, 1)]
    else:
        spans = [Period.quarter(year, number) for year in range(2023, 2028) for number in (1, 2, 3, 4)]
    spans = draw.some(spans, draw.one_of([1, 1, 0.9]))
    kept = {each: value(draw, kind, units=(0, 1, 2, 3, 3, 4)) if draw.is_so(0.97) else None for each in draw.mixed(spans)}
    if draw.is_so(0.03):
        kept[draw.one_of([PERIODS[4], Period.month(2027, 12), "x"])] = value(draw, kind)
    return kept


def worlds(draw):
    """Return a tree, its values to date, its past and how it is asked."""
    kind, top = draw.one_of(KINDS), draw.one_of([*PERIODS[:4], *PERIODS[:4], PERIODS[4]])
    below = [each for each in PERIODS if top.covers(each)] if kind not in ("stock",) else [top]
    goals = [Goal(id="a", measure="m", period=top, target=value(draw, kind))]
    for name in "bcd"[: draw.whole(0, 3)]:
        period = top if draw.is_so(0.8) else draw.one_of(below)
        parent = draw.one_of([None, "a", "a"])
        goals.append(Goal(id=name, parent=parent, measure="m", period=period, target=value(draw, kind)))
    stated = MEASURES[kind] if draw.is_so(0.7) or kind in ("cost", "range", "zero", "stock", "distinct", "satisfaction") else None
    tree = GoalTree.of(goals, measure=stated)
    known = {}
    for leaf in draw.some(tree.leaves, 0.9):
        if kind == "distinct":
            known[leaf] = {draw.one_of("uvw") for _ in range(3)}
            continue
        period = tree[leaf].period
        inside = [Period.of(period.start, period.start + timedelta(days=1)), Period.of(period.start + timedelta(days=1), period.start + timedelta(days=2)), Period.day(period.start + timedelta(days=3))]
        by_period = {each: draw.one_of([value(draw, kind), value(draw, kind), None]) for each in draw.some(inside, 0.7)}
        known[leaf] = draw.one_of([value(draw, kind), value(draw, kind), by_period, None])
    if draw.is_so(0.03):
        known[draw.one_of(["a", "z"])] = draw.one_of([1, 0.5, {1: 2}])
    history = {name: pasts(draw, kind, tree[name].period) for name in draw.some(tree.ids, 0.9)} if draw.is_so(0.85) else None
    days = [tree[draw.one_of(tree.leaves)].period.start + timedelta(days=number) for number in (-1, 0, 1, 2)]
    measured = {leaf: draw.one_of(days) for leaf in draw.some(tree.leaves, 0.5)} if draw.is_so(0.3) else None
    more = {
        "measured": measured, "seasonality": draw.one_of([None, None, SEASON]), "lower_is_better": draw.one_of(["mirror", "inverse"]),
        "level": draw.one_of([0.8, 0.5]), "season": draw.one_of(["auto", "auto", "year", "none"]), "zone": draw.one_of(["UTC", "Europe/Berlin"]),
        "rule": draw.one_of([None, None, *outlook.RULES]),
    }  # fmt: skip
    if draw.is_so(0.03):
        more |= draw.one_of([{"level": 1.0}, {"level": 1}, {"rule": "x"}, {"season": "x"}, {"lower_is_better": "x"}])
    return tree, known, history, more


def told_of(status):
    """Return all that is said of each goal."""
    found = []
    for name in status:
        said = {field: getattr(status[name], field) for field in _FIELDS}
        if said["probability"] is not None:
            said["probability"] = float(rounded(said["probability"]))
        found.append(said)
    return found


def test_attainment(answers_as_before):
    """Of each goal on each day: how far, how fast, and how likely."""

    def attained(draw):
        tree, known, history, more = worlds(draw)
        period, answers = tree[draw.one_of(tree.ids)].period, []
        end = date(2028, 12, 30) if period.is_open else period.end
        middle = period.start + (end - period.start) // 2
        edges = [period.start, period.start + timedelta(days=1), middle, end]
        for day in (draw.one_of(edges), draw.one_of(edges[1:]), middle):
            at = draw.one_of([day - timedelta(days=1), day, datetime(day.year, day.month, day.day, draw.one_of([0, 0, 9]), tzinfo=UTC)])
            if draw.is_so(0.8):
                known = {name: each for name, each in known.items() if not isinstance(each, dict) or at != day}
            status = tried(attain, tree, known, as_of=at, history=history, **more)
            answers.append(status if isinstance(status, PartnerkitError) else told_of(status))
            if isinstance(status, PartnerkitError):
                continue
            frame = status.to_frame()
            frame.pop("probability")
            answers += [frame, repr(status), [each.reason for each in status.values()], early_warnings(status)]
            for below, pace in ((0.9, Decimal(1)), (draw.one_of([0.0, 0.1, 1.0]), draw.one_of([Decimal(0), Decimal("0.5"), Decimal(2)]))):
                found = early_warnings(status, below=below, pace_below=pace, leaves=draw.is_so(0.7))
                answers.append(found)
        return answers

    answers_as_before(attained, cases=140)

    def refused(draw):
        tree, *_ = worlds(draw)
        status = attain(tree, {}, as_of=date(2028, 1, 1))
        odd = [{"level": each} for each in (0.0, 1.0, 1.5, -0.5, 1, 0.999)] + [{"rule": "x"}, {"season": "x"}, {"lower_is_better": "x"}]
        answers = [tried(attain, tree, {}, as_of=date(2028, 1, 1), **each) for each in odd]
        answers = [each for each in answers if isinstance(each, PartnerkitError)]
        return [len(answers), answers, tried(early_warnings, status, below=draw.one_of([-0.1, 1.1, 0.5]), pace_below=draw.one_of([Decimal(-1), 1, Decimal(0)]))]

    answers_as_before(refused, cases=12)


def test_closed_periods(answers_as_before):
    """What stood there by the same day, in the periods before."""

    def closed(draw):
        tree, _, history, _ = worlds(draw)
        answers = []
        for name in ("year", "none", "auto"):
            day = Fraction(tree.periods[0].start.toordinal()) + draw.one_of([-1, 0, 1, Fraction(5, 4), 2, 4, 20, 59, 300])
            found = tried(closed_periods, tree, history or {}, day, season=name)
            if isinstance(found, PartnerkitError):
                answers.append(found)
            else:
                answers.append([found.to_date, found.total, found.known, found.scale, found.by_year, None if found.blur is None else rounded(found.blur, 6)])
        return answers

    answers_as_before(closed, cases=70)

    def part_of_a_period(draw):
        period = draw.one_of(PERIODS)
        day = period.start + timedelta(days=draw.one_of([-1, 0, 1, 2, 3, 4, 28, 29, 30, 91, 400]))
        now = datetime(day.year, day.month, day.day, draw.one_of([0, 6, 23]), tzinfo=UTC)
        zone = draw.one_of(["UTC", "Asia/Tokyo", "America/New_York"])
        by = [expectation.share_of(None), expectation.share_of(SEASON)]
        first = Fraction(period.start.toordinal()) + draw.one_of([0, 1, Fraction(1, 2)])
        last = first + draw.one_of([-1, 0, 1, Fraction(3, 2), 3])
        shares = [] if period.is_open else [each(period, first, last) for each in by]
        return [course.course_of(period, now, course.ordinal(now), zone, season) for season in (None, by[1])] + shares

    answers_as_before(part_of_a_period, cases=100)


def test_standing(answers_as_before):
    """How much of a goal is attained, whichever way is better."""

    def stood(draw):
        numbers = [Fraction(-1), Fraction(0), Fraction(1), Fraction(2), Fraction(7), Fraction(15, 2), Fraction(100)]
        actual, target = draw.one_of([None, *numbers]), draw.one_of([None, *numbers])
        return [
            [standing.attained(measure, actual, target, way) for way in standing.CONVENTIONS]
            + [None if actual is None else standing.is_reached(measure, actual, target)]
            for measure in (None, *MEASURES.values())
        ]  # fmt: skip

    answers_as_before(stood, cases=60)


def looked(found, target):
    """Return all that an outlook says."""
    family = [found.distribution(at) for at in range(len(found.centre))]
    return [
        found.periods, found.rule, found.rest, found.volume, found.base, rounded(found.centre, 7), rounded(found.error, 6), found.keeps,
        found.family, rounded(found.shape, 6), rounded(found.odds, 6), family, rounded(found.above(target), 7),
        rounded(found.at_most(target), 7), [rounded(each, 6) for each in found.at_each(0.1, 0.5, 0.95)], rounded(found.at(0.3), 6),
        [(rows, rounded(seen, 6)) for rows, seen in found.seen],
    ]  # fmt: skip


def closed_of(draw, depth, goals):
    """Return closed periods of several goals, dense with ties and nothing."""
    units = draw.one_of([(0, 1, 2, 3), (1, 1, 2), (1, 1, 2, 0), (1, 2, 3, 5, 9), (4, 5, 6), (0, 0, 40), (10, 11)])
    less = draw.one_of([0.0, 0.0, 0.1, 0.4])
    before = np.array([[draw.one_of(units) for _ in range(goals)] for _ in range(depth)], dtype=np.int64).reshape(depth, goals)
    after = np.array([[draw.one_of(units) - draw.is_so(less) * 3 for _ in range(goals)] for _ in range(depth)], dtype=np.int64).reshape(depth, goals)
    known = np.ones((depth, goals), dtype=np.bool_)
    if draw.is_so(0.5):
        known = np.array([[draw.is_so(0.85) for _ in range(goals)] for _ in range(depth)], dtype=np.bool_).reshape(depth, goals)
    blur = np.array([[draw.one_of([0.0, 0.5, 1.0]) for _ in range(goals)] for _ in range(depth)]).reshape(depth, goals) if draw.is_so(0.2) else None
    return outlook.ClosedPeriods(to_date=before, total=before + after, known=known, scale=draw.one_of([0, 0, 2]), blur=blur)


def test_outlooks(answers_as_before):
    """What closed periods say of each goal, by every rule."""

    def ahead(draw):
        goals = draw.whole(1, 5)
        closed = closed_of(draw, draw.one_of([0, 1, 2, 3, 4, 5, 6, 7, 19, 20, 23]), goals)
        actual = np.array([draw.one_of([0.0, 1.0, 2.0, 5.0, 30.0, np.nan]) for _ in range(goals)]) / 10**closed.scale
        target = np.array([draw.one_of([0.0, 1.0, 2.0, 3.0, 8.0, 50.0]) for _ in range(goals)]) / 10**closed.scale
        rule = draw.one_of([None, None, None, *outlook.RULES])
        more = {"counts": closed.scale == 0 and draw.is_so(), "keeps": draw.is_so(0.8)}
        return looked(forecast.look_ahead(closed, actual, rule=rule, **more), target)

    answers_as_before(ahead, cases=220)

    def by_parts(draw):
        length, goals = draw.whole(1, 6), draw.whole(1, 3)
        parts = np.array([[draw.one_of([0, 1, 2, 3, 9]) for _ in range(length * draw.one_of([4, 5]) + 1)] for _ in range(1)] * goals)
        parts = parts + np.arange(goals)[:, None]
        passed = draw.whole(0, length)
        closed = outlook.ClosedPeriods.of_parts(parts, length=length, passed=passed)
        histories = outlook.Histories(parts=parts, length=length, passed=passed)
        actual = np.arange(goals) * 3.0
        whole = forecast.look_ahead(histories, actual, counts=draw.is_so())
        ladder = forecast.chain_ladder(closed.to_date + 1.0, closed.total + 1.0, closed.known)
        joined = outlook.Outlook.joined([whole, whole])
        return [closed.to_date, closed.total, closed.is_complete, looked(whole, actual + 7), [rounded(each, 7) for each in ladder], looked(joined, np.tile(actual + 9, 2))]

    answers_as_before(by_parts, cases=60)

    def fitted(draw):
        depth, goals = draw.whole(1, 6), draw.whole(1, 3)
        closed = closed_of(draw, depth, goals)
        known = draw.one_of([None, closed.known])
        rest, volumes = (closed.total - closed.to_date).astype(float), closed.to_date + draw.one_of([0.0, 1.0])
        with np.errstate(all="ignore"):
            fit = choosing.fitted_to(*(np.where(closed.known if known is not None else True, each, 0) for each in (rest, volumes)), known)
            rows = np.flatnonzero(closed.known.sum(0) == closed.known.sum(0).max())
            told = [fit.variance, fit.factor, fit.missed, fit.off, fit.weighed, choosing.variance_of(rest, known, np.maximum(closed.known.sum(0), 1)), choosing.least_of(volumes, known)]
            seen = fit.seen(rows, Scratch(depth * goals), None)
        chosen = choosing.chosen_rules(closed, draw.one_of([None, *outlook.RULES]))
        rolled = choosing.all_rolling(closed, Scratch(depth * goals))
        answers = [chosen.rule, rounded(chosen.rest), rounded(chosen.volumes), chosen.after, chosen.volume, chosen.base, chosen.known, chosen.count, rounded(chosen.least)]
        if rolled is not None:
            answers += [rounded(rolled.rest), rounded(rolled.volumes), rolled.after, rolled.volume, rolled.base, rolled.count, rounded(rolled.least)]
        return [answers, [rounded(each, 6) for each in told], rounded(seen, 6), [choosing._network(size) for size in range(depth + 3)]]

    answers_as_before(fitted, cases=120)


def test_tails(answers_as_before):
    """How likely more than that is, from few terms and from many."""

    def tail(draw):
        count = draw.whole(19, 23)
        seen = np.sort(np.array([[draw.one_of([-4.0, -1.0, 0.0, 0.25, 1.0, 9.0]) for _ in range(3)] for _ in range(count)]), axis=0)
        steps = np.array([draw.one_of([-9.0, -2.0, -1.0, 0.0, 0.5, 1.0, 3.0, 4.0]) for _ in range(3)])
        chances = [draw.one_of([0.001, 0.01, 0.1, 0.5, 0.9, 0.975, 0.9999]) for _ in range(2)]
        shape = np.array([draw.one_of([0.3, 1.0, 4.0, 60.0, 900.0, 2e5]) for _ in range(4)])
        odds = np.array([draw.one_of([0.01, 0.5, 1.0, 8.0]) for _ in range(4)])
        least = np.array([float(draw.one_of([-1, 0, 1, 2, 5, 249, 250, 251, 3000, 1.5])) for _ in range(4)])
        mean = np.floor(shape * odds)
        return [
            rounded(tails.seen_above(steps, seen)), [rounded(tails.seen_at(each, seen)) for each in (*chances, 1 / (count + 1), count / (count + 1))],
            rounded(tails.count_above(least, shape, odds), 8), rounded(tails.count_above(mean + 1, shape, odds), 8), tails.counts_at(chances, shape, odds),
        ]  # fmt: skip

    answers_as_before(tail, cases=50)
