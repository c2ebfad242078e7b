"""What closed periods say of goals is answered as it was before."""

import numpy as np
from outlook_worlds import rounded

from partnerkit.goals import choosing, forecast, outlook, tails
from partnerkit.goals.scratch import Scratch


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
    units = draw.one_of(
        [(0, 1, 2, 3), (1, 1, 2), (1, 1, 2, 0), (1, 2, 3, 5, 9), (4, 5, 6), (0, 0, 40), (10, 11)]
    )
    less = draw.one_of([0.0, 0.0, 0.1, 0.4])
    before = np.array(
        [[draw.one_of(units) for _ in range(goals)] for _ in range(depth)], dtype=np.int64
    ).reshape(depth, goals)
    after = np.array(
        [[draw.one_of(units) - draw.is_so(less) * 3 for _ in range(goals)] for _ in range(depth)],
        dtype=np.int64,
    ).reshape(depth, goals)
    known = np.ones((depth, goals), dtype=np.bool_)
    if draw.is_so(0.5):
        known = np.array(
            [[draw.is_so(0.85) for _ in range(goals)] for _ in range(depth)], dtype=np.bool_
        ).reshape(depth, goals)
    blur = (
        np.array([[draw.one_of([0.0, 0.5, 1.0]) for _ in range(goals)] for _ in range(depth)]).reshape(
            depth, goals
        )
        if draw.is_so(0.2)
        else None
    )
    return outlook.ClosedPeriods(
        to_date=before, total=before + after, known=known, scale=draw.one_of([0, 0, 2]), blur=blur
    )


def ahead(draw):
    """Look ahead from closed periods, by each rule."""
    goals = draw.whole(1, 5)
    closed = closed_of(draw, draw.one_of([0, 1, 2, 3, 4, 5, 6, 7, 19, 20, 23]), goals)
    actual = (
        np.array([draw.one_of([0.0, 1.0, 2.0, 5.0, 30.0, np.nan]) for _ in range(goals)]) / 10**closed.scale
    )
    target = np.array([draw.one_of([0.0, 1.0, 2.0, 3.0, 8.0, 50.0]) for _ in range(goals)]) / 10**closed.scale
    rule = draw.one_of([None, None, None, *outlook.RULES])
    more = {"counts": closed.scale == 0 and draw.is_so(), "keeps": draw.is_so(0.8)}
    return looked(forecast.look_ahead(closed, actual, rule=rule, **more), target)


def by_parts(draw):
    """Look ahead from parts of periods, and join what was seen."""
    length, goals = draw.whole(1, 6), draw.whole(1, 3)
    parts = np.array(
        [[draw.one_of([0, 1, 2, 3, 9]) for _ in range(length * draw.one_of([4, 5]) + 1)] for _ in range(1)]
        * goals
    )
    parts = parts + np.arange(goals)[:, None]
    passed = draw.whole(0, length)
    closed = outlook.ClosedPeriods.of_parts(parts, length=length, passed=passed)
    histories = outlook.Histories(parts=parts, length=length, passed=passed)
    actual = np.arange(goals) * 3.0
    whole = forecast.look_ahead(histories, actual, counts=draw.is_so())
    ladder = forecast.chain_ladder(closed.to_date + 1.0, closed.total + 1.0, closed.known)
    joined = outlook.Outlook.joined([whole, whole])
    return [
        closed.to_date,
        closed.total,
        closed.is_complete,
        looked(whole, actual + 7),
        [rounded(each, 7) for each in ladder],
        looked(joined, np.tile(actual + 9, 2)),
    ]


def fit_of(draw, closed):
    """Return how well volumes fit to what was left, and what was seen of that."""
    depth, goals = closed.total.shape
    known = draw.one_of([None, closed.known])
    rest = (closed.total - closed.to_date).astype(float)
    volumes = closed.to_date + draw.one_of([0.0, 1.0])
    with np.errstate(all="ignore"):
        fit = choosing.fitted_to(
            *(np.where(closed.known if known is not None else True, each, 0) for each in (rest, volumes)),
            known,
        )
        count = closed.known.sum(0)
        told = [
            fit.variance,
            fit.factor,
            fit.missed,
            fit.off,
            fit.weighed,
            choosing.variance_of(rest, known, np.maximum(count, 1)),
            choosing.least_of(volumes, known),
        ]
        seen = fit.seen(np.flatnonzero(count == count.max()), Scratch(depth * goals), None)
    return [rounded(each, 6) for each in told], rounded(seen, 6)


def rules_of(draw, closed):
    """Return which rule fits each goal best, and what it rests on, rolling ones where there are any."""
    chosen = choosing.chosen_rules(closed, draw.one_of([None, *outlook.RULES]))
    rolled = choosing.all_rolling(closed, Scratch(closed.total.size))
    answers = [
        chosen.rule,
        rounded(chosen.rest),
        rounded(chosen.volumes),
        chosen.after,
        chosen.volume,
        chosen.base,
        chosen.known,
        chosen.count,
        rounded(chosen.least),
    ]
    if rolled is not None:
        answers += [
            rounded(rolled.rest),
            rounded(rolled.volumes),
            rolled.after,
            rolled.volume,
            rolled.base,
            rolled.count,
            rounded(rolled.least),
        ]
    return answers


def fitted(draw):
    """Fit rules to closed periods."""
    closed = closed_of(draw, draw.whole(1, 6), draw.whole(1, 3))
    told, seen = fit_of(draw, closed)
    networks = [choosing._network(size) for size in range(len(closed.total) + 3)]
    return [rules_of(draw, closed), told, seen, networks]


def test_outlooks(answers_as_before):
    """What closed periods say of each goal, by every rule."""
    answers_as_before(ahead, cases=160)
    answers_as_before(by_parts, cases=60)
    answers_as_before(fitted, cases=120)


def tail(draw):
    """Return how likely more than that is, and how much will be more with such a chance."""
    count = draw.whole(19, 23)
    seen = np.sort(
        np.array([[draw.one_of([-4.0, -1.0, 0.0, 0.25, 1.0, 9.0]) for _ in range(3)] for _ in range(count)]),
        axis=0,
    )
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


def test_tails(answers_as_before):
    """How likely more than that is, from few terms and from many."""
    answers_as_before(tail, cases=30)
