"""What trends, shares, segments and intervals were before, and the steps below them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np

from partnerkit import PartnerkitError, Period
from partnerkit.scoring import (
    Kpi,
    Pairwise,
    Scorecard,
    bootstrap,
    gini,
    lorenz,
    movement,
    pareto,
    rank_intervals,
    trends,
    value_matrix,
    wilson,
)
from partnerkit.scoring.changes import breaks, pettitt
from partnerkit.scoring.groups import Groups
from partnerkit.scoring.layout import is_within, matrix_of, within
from partnerkit.scoring.ordering import medians as group_medians
from partnerkit.scoring.ordering import order_within, quantiles, ranks, sorted_within
from partnerkit.scoring.rank_sets import rank_sets
from partnerkit.scoring.scales import SCALES, net_flow, points, winsorized
from partnerkit.scoring.series import read_series
from partnerkit.scoring.shrinkage import shrunk_means, shrunk_rates
from partnerkit.scoring.slopes import medians, theil_sen
from partnerkit.scoring.weighing import critic, entropy

DAY = date(2026, 3, 31)


def asked(question):
    """Return an answer, or why there is none."""
    try:
        return question()
    except PartnerkitError as fault:
        return fault


def figures(draw, count, choices, gaps=0.15):
    return [None if draw.is_so(gaps) else draw.one_of(choices) for _ in range(count)]


def a_series(draw, count):
    """Return figures that rise, fall, jump, stand or swing with the season."""
    slope, jump, swing = draw.one_of((0, 0, 1, -1, 0.5)), draw.one_of((0, 0, 20, -20)), draw.one_of((0, 0, 10))
    base, noise, gaps = draw.one_of((0, 10, 100, -50)), draw.one_of((0, 1, 3)), draw.one_of((0, 0, 0.2))
    return [
        None
        if draw.is_so(gaps)
        else base + slope * n + jump * (n >= count // 2) + swing * (n % 4 == 0) + noise * draw.whole(-2, 2)
        for n in range(count)
    ]


def labels_of(draw, count):
    match draw.whole(0, 3):
        case 0:
            return [f"{2024 + n // 12}-{1 + n % 12:02}" for n in range(count)]
        case 1:
            return [f"{2020 + n // 4}-Q{1 + n % 4}" for n in range(count)]
        case 2:
            return [str(2025 - count + n) for n in range(count)]
    return [date(2024 + n // 12, 1 + n % 12, 5) for n in range(count)]


def test_trends(answers_as_before):
    def trended(draw):
        count = draw.one_of((0, 1, 3, 4, 8, 9, 16, 26))
        labels = labels_of(draw, count)
        frame = {"id": [], "by": [], "a": []}
        for key in ("P-1", "P-2", "P-3")[: draw.whole(1, 3)]:
            own = a_series(draw, count)
            kept = [n for n in range(count) if draw.is_so(0.95)]
            frame["id"] += [key] * len(kept)
            frame["by"] += [labels[n] for n in kept]
            frame["a"] += [own[n] for n in kept]
        kpi = draw.one_of(("a", Kpi("a"), Kpi("a", better="lower"), Kpi("a", better="target", target=(5, 20))))
        found = trends(
            frame,
            key="id",
            by="by",
            kpi=kpi,
            as_of=draw.one_of((DAY, DAY, date(2025, 2, 27), date(2025, 2, 28))),
            level=draw.one_of((0.5, 0.9, 0.99)),
            seasonal=draw.is_so(0.7),
            steady_within=draw.one_of((0, 0.05, 1)),
            least_periods=draw.one_of((3, 4, 8)),
        )
        verdicts = [found.of(each) for each in ("improving", "steady", "falling", "unclear")]
        return dict(found), repr(found), verdicts, found.to_frame(), found.adjusted, found.method, found.breaks, found.series

    answers_as_before(trended, 120, is_summed=True)


def test_series_that_are_odd(answers_as_before):
    def series(draw):
        odd = ("2026-01", "2026-02", "2026-Q1", "2026", None, "x", date(2026, 1, 5), datetime(2026, 1, 1), Period.month(2026, 3), 7)
        count = draw.whole(0, 7)
        choices = odd if draw.is_so(0.5) else draw.one_of((odd[:2], odd[2:3], odd[6:8]))
        frame = {
            "id": [draw.one_of(("P-1", "P-2", "P-3", *([None, ["x"]] if draw.is_so(0.1) else []))) for _ in range(count)],
            "by": [draw.one_of(choices) for _ in range(count)],
            "a": [draw.one_of((1, 2.5, None, Decimal(3), *((float("inf"), "x", True, 1e101, -1e101, 1e100) if draw.is_so(0.3) else ()))) for _ in range(count)],
        }
        if draw.is_so(0.1):
            del frame[draw.one_of(("id", "by", "a"))]
        as_of = draw.one_of((DAY, date(2026, 2, 1), datetime(2026, 4, 1, tzinfo=UTC)))
        found = read_series(frame, key="id", by="by", value="a", as_of=as_of)
        return found, found.per_year

    answers_as_before(series, 120)


def test_slopes_and_changes(answers_as_before):
    def sloped(draw):
        count = draw.one_of((1, 2, 3, 5, 9, 12))
        table = np.array([a_series(draw, count) for _ in range(3)], dtype=np.float64)
        found = theil_sen(table, level=draw.one_of((0.5, 0.9, 0.99)), season=draw.one_of((1, 1, 2, 4)))
        straight = np.where(np.isnan(table), np.nan, np.arange(count) * 1.0)
        return found, medians(table), pettitt(table), breaks(table, straight, chance=draw.one_of((0.05, 0.5))), breaks(table, straight * 0)

    answers_as_before(sloped, 80, is_summed=True)


def test_shares_of_the_total(answers_as_before):
    def shared(draw):
        count = draw.whole(0, 9)
        amounts = draw.one_of(((0, 1, 2, 99, 100), (5,), (0,), (10, -3, 1), (1.5, 2.5)))
        frame = {"id": [f"P-{draw.one_of((n, n, 0))}" for n in range(count)], "a": figures(draw, count, amounts)}
        values = np.array([np.nan if each is None else each for each in frame["a"]], dtype=np.float64)
        bounds = draw.one_of(((0.8, 0.95), (0.5, 0.5), (0.2, 0.9), (0.95, 0.8), (0, 1), 0.5))
        curve = asked(lambda: lorenz(values))
        told = [asked(lambda: gini(values)), curve, asked(lambda: curve.to_frame()) if hasattr(curve, "partners") else None]
        found = asked(lambda: pareto(frame, key="id", value=draw.one_of(("a", "a", "a", "a", "gone")), bounds=bounds))
        if isinstance(found, PartnerkitError):
            return told, found
        made = [asked(lambda share=share: found.who_makes(share)) for share in (0, 0.5, 0.8, 1, 1.1)]
        tops = [asked(lambda most=most: found.top_share(most)) for most in (0, 1, 2, 20)]
        own = found.total, found.share, found.cumulated, found.gini, found.effective_number
        return told, dict(found), repr(found), own, made, tops, found.reasons, found.method, found.to_frame(), found.order

    answers_as_before(shared, 120, is_summed=True)


def test_segments(answers_as_before):
    def segmented(draw):
        count = draw.whole(0, 6)
        frame = {"id": [f"P-{draw.one_of((n, n, n, n, n, 0))}" for n in range(count)], "a": figures(draw, count, (0, 1, 2, 5)), "b": figures(draw, count, (0, 2, 4, -1))}
        cuts = {"value_cut": draw.one_of(("median", 1, 2)), "potential_cut": draw.one_of(("median", 0, 2, "mean"))}
        found = value_matrix(frame, key="id", value="a", potential=draw.one_of(("b", "b", "b", "c")), **cuts)
        segments = sorted({each for each in found.values() if each})
        after = {key: draw.one_of((None, "keep", "develop", each)) for key, each in found.items() if draw.is_so(0.8)} | {"new": "keep"}
        moved = movement(dict(found), after)
        return dict(found), repr(found), [found.of(each) for each in segments], found.reasons, found.to_frame(), found.value_cut, found.potential_cut, found.method, moved, moved.moves, moved.stayed, moved.moved, repr(moved), moved.reasons, moved.to_frame()

    answers_as_before(segmented, 80)


def test_intervals(answers_as_before):
    def within_limits(draw):
        count = draw.whole(0, 8)
        frame = {"id": [draw.one_of(("P-1", "P-2", "P-3")) for _ in range(count)], "a": [draw.one_of((1.0, 2.0, 5.0, 9.0)) for _ in range(count)]}
        level, total = draw.one_of((0.5, 0.9, 0.99, 0.4)), draw.one_of((0, 1, 2, 10, 100))
        told = asked(lambda: wilson(draw.whole(0, total), total, level=level))
        statistic = draw.one_of((lambda columns: float(columns["a"].sum()), lambda columns: gini(columns["a"]), lambda _: float("nan")))
        return told, bootstrap(statistic, frame, key=draw.one_of(("id",) * 9 + ("x",)), level=level, draws=draw.one_of((100, 101, 99)), seed=draw.whole(0, 3))

    answers_as_before(within_limits, 60, is_summed=True)


def test_ranks_that_may_be(answers_as_before):
    def ranks_that_may_be(draw):
        count, is_told = draw.whole(0, 8), draw.is_so()
        keys = [f"P-{n if is_told and draw.is_so(0.97) else n // 2}" for n in range(count)]
        frame = {"id": keys, "a": figures(draw, count, (1.0, 2.0, 2.0, 3.0, 9.0)), "se": figures(draw, count, (0, 0.1, 1.0, *((-1.0,) if draw.is_so(0.1) else ())))}
        found = rank_intervals(frame, key="id", value="a", se=draw.one_of(("se", "se", "se", "no")) if is_told else None, level=draw.one_of((0.5, 0.9)), kind=draw.one_of(("marginal", "simultaneous")), better=draw.one_of(("higher", "lower")), draws=draw.one_of((100, 100, 99)), seed=draw.whole(0, 2))
        return dict(found), repr(found), found.to_frame(), found.reason, found.method

    answers_as_before(ranks_that_may_be, 80, is_summed=True)


def test_sets_of_ranks(answers_as_before):
    def sets_of_ranks(draw):
        count = draw.whole(1, 6)
        estimates = np.array([float(draw.whole(0, 4)) for _ in range(count)])
        errors = np.array([[draw.number(-1, 1) * draw.one_of((0, 1, 1, 3)) for _ in range(count)] for _ in range(20)])
        of = draw.one_of((None, None, [0], [count - 1, 0]))
        return rank_sets(estimates, errors, level=draw.one_of((0.5, 0.8, 0.95)), is_simultaneous=draw.is_so() and of is None, of=of)

    answers_as_before(sets_of_ranks, 60)


def some_groups(draw):
    sizes = np.array([draw.whole(1, 5) for _ in range(draw.whole(1, 4))])
    values = np.array([draw.one_of((np.nan, 0.0, 1.0, 1.0, 2.0, 7.0, -3.0, 1e8, 1e8 + 1)) for _ in range(sizes.sum())])
    return Groups.of(sizes), values, np.flatnonzero(np.isnan(values))


def test_scales(answers_as_before):
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

    answers_as_before(scaled, 60, is_summed=True)


def test_order_in_groups(answers_as_before):
    def ordered(draw):
        groups, values, gaps = some_groups(draw)
        known = groups.known(gaps)
        rising = sorted_within(values, groups)
        places = [quantiles(rising, groups, known, share) for share in (0.0, 0.1, 0.5, 0.9, 1.0)]
        large = Groups.of(np.array([300, 2, 900]))
        many = np.array([float(n * 37 % 101) for n in range(1202)])
        stripes = [(part, each.sizes) for part, each in groups.stripes(draw.one_of((1, 4, 100)))]
        return order_within(values, groups), rising, group_medians(values, groups, known), places, ranks(values, groups), stripes, large.total(many), large.squares(many), large.least(many), ranks(many, large).sum(), groups.times(2).starts

    answers_as_before(ordered, 40, is_summed=True)


def test_figures_that_rest_on_little(answers_as_before):
    def drawn_together(draw):
        sizes = np.array([draw.whole(1, 7) for _ in range(draw.whole(1, 3))])
        groups, count = Groups.of(sizes), int(sizes.sum())
        totals = np.array([draw.one_of((np.nan, 0.0, 1.0, 5.0, 50.0)) for _ in range(count)])
        counts = np.array([np.nan if np.isnan(each) else float(draw.whole(0, int(each))) for each in totals])
        values = np.array([draw.one_of((np.nan, 1.0, 2.0, 2.0, 5.0, 90.0)) for _ in range(count)])
        errors = np.array([draw.one_of((np.nan, 0.5, 1.0, 1.0, 20.0)) for _ in range(count)])
        return shrunk_rates(counts.copy(), totals, groups), shrunk_means(values.copy(), errors, groups)

    answers_as_before(drawn_together, 60, is_summed=True)


def test_weights(answers_as_before):
    def weighed(draw):
        count = draw.whole(1, 6)
        columns = [np.array([draw.one_of((np.nan, 0.0, 1.0, 1.0, 3.0, 1000.0)) for _ in range(count)]) for _ in range(draw.whole(1, 4))]
        names = "abcd"[: draw.whole(1, 4)]
        judged = {(one, other): draw.one_of((1, 3, 9, 1 / 9, 0.5)) for at, one in enumerate(names) for other in names[at + 1 :]}
        if draw.is_so(0.2):
            judged = {**dict(list(judged.items())[1:]), draw.one_of((("b", "a"), ("a", "a"), ("a", ""), ("a", "b"))): draw.one_of((10, 1, True, "3", 9.0000001))}
        pairs = asked(lambda: Pairwise.of(judged))
        told = (pairs.weights, pairs.consistency_ratio, pairs.names) if isinstance(pairs, Pairwise) else None
        return entropy(columns), critic(columns), pairs, told

    answers_as_before(weighed, 80, is_summed=True)


def test_columns_side_by_side(answers_as_before):
    def side_by_side(draw):
        base = np.arange(24.0).reshape(6, 4) if draw.is_so(0.8) else np.asfortranarray(np.arange(24.0).reshape(6, 4))
        columns = [draw.one_of((base[:, draw.whole(0, 3)], base[:, draw.whole(0, 3)], base[::2, 0], np.arange(6.0), base[:, 1].astype(np.float32))) for _ in range(draw.whole(1, 4))]
        found = matrix_of(columns)
        rows = np.array([4, 0, 2])
        base[draw.whole(0, 5), draw.whole(0, 3)] = draw.one_of((1.0, np.nan, np.inf, -1e9))
        named = {str(place): column for place, column in enumerate(columns)}
        sane = [is_within(np.array(each), 10.0) for each in ([], [10.0], [10.1], [-10.0], [-11.0], [np.nan, 1], [np.inf], [np.nan])]
        return found and (found.rows, found.places, found.gather(rows)), sorted(within(named, draw.one_of((23, 5, 100)))), sane

    answers_as_before(side_by_side, 60)


def test_cards(answers_as_before):
    def carded(draw):
        def some(**choices):
            return {name: draw.one_of(each) for name, each in choices.items() if draw.is_so(0.25)}

        pairs = ((0, 10), (10, 0), (5, 5), (-5, 5), (1,), "ab", (True, 2), (1e101, 0), (0, float("nan")))
        kpis = [
            asked(lambda name=name: Kpi(name, **some(weight=(0, 1, 2.5, -1, 1e6, 1e6 + 1), better=("lower", "target", "best"), target=pairs, unit=("EUR", ""), half_life=("90d", "2w", "0d", "36h", "100000d", "1y"), measured=("on",), count=("x",), of=("y",), se=("e",), shrink=("none", "normal", "beta_binomial", "all"), valid=pairs, currency=("cur",), points=pairs, floor=(0, 100, 101, -1), preference=pairs)))
            for name in ("a", draw.one_of(("a", "b", "b", "b", "")))
        ]
        good = [each for each in kpis if isinstance(each, Kpi)]
        told = [(each.shrunk_as, each.columns, each.half_life_days) for each in good]
        more = [Kpi(draw.one_of("abc"), weight=draw.one_of((0, 1, 1)), points=draw.one_of((None, None, (0, 1))), preference=draw.one_of((None, None, (0, 1)))) for _ in range(draw.whole(0, 2))]
        card = asked(lambda: Scorecard(kpis=draw.one_of((good, more, [*good, *more], ("a",))), **some(scale=("points", "vector", "min_max", "z"), aggregate=("geometric", "topsis", "promethee_ii", "sum"), weights=("entropy", "critic", "even", Pairwise.of({("a", "b"): 2})), winsorize=(0.001, 0.49, 0.5, 0.0001), peers=(("t",), "t", (), ("t", "t")), min_peers=(0, 1), missing=("refuse", "drop"), min_coverage=(0, 1, 1.1))))
        whole = (card.total_weight, card.is_additive, card.columns("id")) if isinstance(card, Scorecard) else None
        return kpis, told, card, whole

    answers_as_before(carded, 250)
