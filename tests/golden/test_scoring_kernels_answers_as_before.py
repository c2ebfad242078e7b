"""What the steps below scores and ranks were before, and which cards were refused."""

from datetime import date
from itertools import product

import numpy as np
import pytest

from partnerkit import PartnerkitError
from partnerkit.scoring import (
    Kpi,
    Pairwise,
    Scorecard,
    score,
    sensitivity,
)
from partnerkit.scoring.groups import Groups
from partnerkit.scoring.layout import is_within, matrix_of, within
from partnerkit.scoring.ordering import medians as group_medians
from partnerkit.scoring.ordering import order_within, quantiles, ranks, sorted_within
from partnerkit.scoring.rank_sets import rank_sets
from partnerkit.scoring.scales import SCALES, net_flow, points, winsorized
from partnerkit.scoring.shrinkage import shrunk_means, shrunk_rates
from partnerkit.scoring.weighing import critic, entropy


def asked(question):
    """Return an answer, or why there is none."""
    try:
        return question()
    except PartnerkitError as fault:
        return fault


def sets_of_ranks(draw):
    count = draw.whole(1, 6)
    estimates = np.array([float(draw.whole(0, 4)) for _ in range(count)])
    errors = np.array(
        [[draw.number(-1, 1) * draw.one_of((0, 1, 1, 3)) for _ in range(count)] for _ in range(20)]
    )
    of = draw.one_of((None, None, [0], [count - 1, 0]))
    return rank_sets(
        estimates,
        errors,
        level=draw.one_of((0.5, 0.8, 0.95)),
        is_simultaneous=draw.is_so() and of is None,
        of=of,
    )


def test_sets_of_ranks(answers_as_before):
    answers_as_before(sets_of_ranks, 60)


def some_groups(draw):
    sizes = np.array([draw.whole(1, 5) for _ in range(draw.whole(1, 4))])
    values = np.array(
        [draw.one_of((np.nan, 0.0, 1.0, 1.0, 2.0, 7.0, -3.0, 1e8, 1e8 + 1)) for _ in range(sizes.sum())]
    )
    return Groups.of(sizes), values, np.flatnonzero(np.isnan(values))


def scaled(draw):
    groups, values, gaps = some_groups(draw)
    found = []
    for scale in (*SCALES.values(), lambda *given: points(*given, none=1, full=5)):
        own = values.copy()
        found.append((scale(own, gaps, groups), own))
    for preference in (None, (0, 1), (1, 5), (1, 1)):
        own = values.copy()
        found.append((net_flow(own, gaps, groups, preference=preference), own))
    for share in (0.1, 0.25, 0.49):
        own = values.copy()
        found.append((winsorized(own, groups, share), own))
    return found


def test_scales(answers_as_before):
    answers_as_before(scaled, 36, is_summed=True)


def ordered(draw):
    groups, values, gaps = some_groups(draw)
    known = groups.known(gaps)
    rising = sorted_within(values, groups)
    places = [quantiles(rising, groups, known, share) for share in (0.0, 0.1, 0.5, 0.9, 1.0)]
    large = Groups.of(np.array([300, 2, 2_100]))
    many = np.array([float(n * 37 % 101) for n in range(2402)])
    stripes = [(part, each.sizes) for part, each in groups.stripes(draw.one_of((1, 4, 100)))]
    return (
        order_within(values, groups),
        rising,
        group_medians(values, groups, known),
        places,
        ranks(values, groups),
        stripes,
        large.total(many),
        large.squares(many),
        large.least(many),
        ranks(many, large).sum(),
        groups.times(2).starts,
    )


def test_order_in_groups(answers_as_before):
    answers_as_before(ordered, 40, is_summed=True)


def drawn_together(draw):
    sizes = np.array([draw.whole(1, 7) for _ in range(draw.whole(1, 3))])
    groups, count = Groups.of(sizes), int(sizes.sum())
    totals = np.array([draw.one_of((np.nan, 0.0, 1.0, 5.0, 50.0)) for _ in range(count)])
    counts = np.array([np.nan if np.isnan(each) else float(draw.whole(0, int(each))) for each in totals])
    values = np.array([draw.one_of((np.nan, 1.0, 2.0, 2.0, 5.0, 90.0)) for _ in range(count)])
    errors = np.array([draw.one_of((np.nan, 0.5, 1.0, 1.0, 20.0)) for _ in range(count)])
    return shrunk_rates(counts.copy(), totals, groups), shrunk_means(values.copy(), errors, groups)


def test_figures_that_rest_on_little(answers_as_before):
    answers_as_before(drawn_together, 60, is_summed=True)


def weighed(draw):
    count = draw.whole(1, 6)
    columns = [
        np.array([draw.one_of((np.nan, 0.0, 1.0, 1.0, 3.0, 1000.0)) for _ in range(count)])
        for _ in range(draw.whole(1, 4))
    ]
    names = "abcd"[: draw.whole(1, 4)]
    judged = {
        (one, other): draw.one_of((1, 3, 9, 1 / 9, 0.5))
        for at, one in enumerate(names)
        for other in names[at + 1 :]
    }
    if draw.is_so(0.2):
        judged = {
            **dict(list(judged.items())[1:]),
            draw.one_of((("b", "a"), ("a", "a"), ("a", ""), ("a", "b"))): draw.one_of(
                (10, 1, True, "3", 9.0000001)
            ),
        }
    pairs = asked(lambda: Pairwise.of(judged))
    told = (pairs.weights, pairs.consistency_ratio, pairs.names) if isinstance(pairs, Pairwise) else None
    return entropy(columns), critic(columns), pairs, told


def test_weights(answers_as_before):
    answers_as_before(weighed, 80, is_summed=True)


def side_by_side(draw):
    base = (
        np.arange(24.0).reshape(6, 4).copy()
        if draw.is_so(0.8)
        else np.asfortranarray(np.arange(24.0).reshape(6, 4))
    )
    columns = [
        draw.one_of(
            (
                base[:, draw.whole(0, 3)],
                base[:, draw.whole(0, 3)],
                base[::2, 0],
                np.arange(6.0),
                base[:, 1].astype(np.float32),
            )
        )
        for _ in range(draw.whole(1, 4))
    ]
    found = matrix_of(columns)
    rows = np.array([4, 0, 2])
    base[draw.whole(0, 5), draw.whole(0, 3)] = draw.one_of((1.0, np.nan, np.inf, -1e9))
    named = {str(place): column for place, column in enumerate(columns)}
    sane = [
        is_within(np.array(each), 10.0)
        for each in ([], [10.0], [10.1], [-10.0], [-11.0], [np.nan, 1], [np.inf], [np.nan])
    ]
    return (
        found and (found.rows, found.places, found.gather(rows)),
        sorted(within(named, draw.one_of((23, 5, 100)))),
        sane,
    )


def test_columns_side_by_side(answers_as_before):
    answers_as_before(side_by_side, 60)


def some_of(draw, **choices):
    """Return some of the terms, each with one of its choices."""
    return {name: draw.one_of(each) for name, each in choices.items() if draw.is_so(0.25)}


def an_odd_kpi(draw, name):
    """Return a KPI told with terms of which many cannot be, or not together."""
    pairs = ((0, 10), (10, 0), (5, 5), (-5, 5), (1,), "ab", (True, 2), (1e101, 0), (0, float("nan")))
    return asked(
        lambda: Kpi(
            name,
            **some_of(
                draw,
                weight=(0, 1, 2.5, -1, 1e6, 1e6 + 1),
                better=("lower", "target", "best"),
                target=pairs,
                unit=("EUR", ""),
                half_life=("90d", "2w", "0d", "36h", "100000d", "1y"),
                measured=("on",),
                count=("x",),
                of=("y",),
                se=("e",),
                shrink=("none", "normal", "beta_binomial", "all"),
                valid=pairs,
                currency=("cur",),
                points=pairs,
                floor=(0, 100, 101, -1),
                preference=pairs,
            ),
        )
    )


def an_odd_card(draw, good, more):
    """Return a card of KPIs, told with terms of which many cannot be."""
    return asked(
        lambda: Scorecard(
            kpis=draw.one_of((good, more, [*good, *more], ("a",))),
            **some_of(
                draw,
                scale=("points", "vector", "min_max", "z"),
                aggregate=("geometric", "topsis", "promethee_ii", "sum"),
                weights=("entropy", "critic", "even", Pairwise.of({("a", "b"): 2})),
                winsorize=(0.001, 0.49, 0.5, 0.0001),
                peers=(("t",), "t", (), ("t", "t")),
                min_peers=(0, 1),
                missing=("refuse", "drop"),
                min_coverage=(0, 1, 1.1),
            ),
        )
    )


def carded(draw):
    """Make KPIs and a card of them, or be told why that is none."""
    kpis = [an_odd_kpi(draw, name) for name in ("a", draw.one_of(("a", "b", "b", "b", "")))]
    good = [each for each in kpis if isinstance(each, Kpi)]
    told = [(each.shrunk_as, each.columns, each.half_life_days) for each in good]
    more = [
        Kpi(
            draw.one_of("abc"),
            weight=draw.one_of((0, 1, 1)),
            points=draw.one_of((None, None, (0, 1))),
            preference=draw.one_of((None, None, (0, 1))),
        )
        for _ in range(draw.whole(0, 2))
    ]
    card = an_odd_card(draw, good, more)
    whole = (card.total_weight, card.is_additive, card.columns("id")) if isinstance(card, Scorecard) else None
    return kpis, told, card, whole


def test_cards(answers_as_before):
    answers_as_before(carded, 250)


def roots(_):
    numbers = (-1.0, -0.5, 0.0, 0.25, 0.5, 1.0, 3.0)
    terms = np.array(list(product(numbers, repeat=3))).T
    return [np.round(each, 9) + 0.0 for each in sensitivity._roots(*terms)]


def test_roots(answers_as_before):
    answers_as_before(roots, 1)


def test_small_figures_where_rows_lie(answers_as_before):
    polars = pytest.importorskip("polars")

    def small_figures(draw):
        scale = draw.one_of(("min_max", "peer_z", "robust_z", "vector", "percent_rank"))
        kpis = [Kpi("a"), Kpi("b", better="target", target=(0.5, 0.5)), Kpi("r", count="of", of="all")]
        aggregate = draw.one_of(("weighted_sum", "topsis", "vikor"))
        card = Scorecard(kpis=kpis, scale=scale, aggregate=aggregate, peers=("tier",), min_peers=2)
        frame = {
            "id": list(range(8)),
            "tier": [draw.one_of("xy") for _ in range(8)],
            "a": [draw.one_of((0.25, 0.5, 0.5, 0.75)) for _ in range(8)],
            "b": [draw.one_of((0.25, 0.5, 0.75, None)) for _ in range(8)],
            "of": [draw.whole(0, 2) for _ in range(8)],
            "all": [draw.whole(2, 3) for _ in range(8)],
        }
        rows = polars.DataFrame(frame).lazy()
        found = score(card, rows, key="id", as_of=date(2026, 3, 31)).to_frame("dict")
        order = np.argsort(found["id"])
        return {name: np.asarray(column)[order] for name, column in found.items()}

    answers_as_before(small_figures, 24, is_summed=True)
