"""What scores, their explanations and all that is asked of them were before."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from card_worlds import AGGREGATES, DAY, a_card, a_frame, columns_of

from partnerkit import PartnerkitError
from partnerkit.scoring import fit, neighbors, rank_acceptability, score, swap
from partnerkit.scoring.terms import again, terms_of, uncertain


def asked(question):
    """Return an answer, or why there is none."""
    try:
        return question()
    except PartnerkitError as fault:
        return fault


def own_of(key):
    return key[0] if isinstance(key, tuple) else key


def told_of(scores, draw):
    """Return all that scores tell, and two explanations of them."""
    keys = draw.mixed(tuple(scores))[:2]
    return (
        scores.to_frame("dict"),
        scores.ranked(),
        scores.top(draw.whole(0, 4)),
        scores.findings,
        scores.unscored,
        scores.below_floor,
        scores.method,
        repr(scores),
        [dict(scores)],
        [(why, why.reasons, why.to_frame()) for why in map(scores.explain, keys)],
        [(why, why.reasons) for why in (scores.explain(key, viewer=own_of(key)) for key in keys[:1])],
    )


def scores(draw):
    card = a_card(draw)
    frame = a_frame(draw, card)
    return told_of(score(card, frame, key="id", as_of=DAY, contributions=draw.is_so()), draw)


def test_scores(answers_as_before):
    answers_as_before(scores, 80, is_summed=True)


@pytest.mark.parametrize("aggregate", AGGREGATES)
def test_scores_of_each_aggregate(answers_as_before, aggregate):
    def scores_of_each_aggregate(draw):
        card = a_card(draw, aggregate=aggregate)
        frame = a_frame(draw, card, (3, 5, 8))
        found = score(card, frame, key="id", as_of=DAY, contributions=True)
        return found.to_frame("dict"), found.findings, found.explain(frame["id"][0])

    scores_of_each_aggregate.__name__ += f"_{aggregate}"
    answers_as_before(scores_of_each_aggregate, 24, is_summed=True)


def panels(draw):
    card = a_card(draw, weights=draw.one_of(("given",) * 6 + ("pairs", "pairs", "critic")))
    frame, known = {"id": [], "month": []}, draw.one_of((None, "since"))
    labels = draw.one_of((("2025-12", "2026-01", "2026-03"), (date(2026, 3, 30), DAY, date(2026, 4, 1))))
    labels = [*labels, *labels[:1]] if known else labels
    for label in labels:
        members = draw.some(("P-1", "P-2", "P-3", "P-4"), 0.8)
        frame["id"] += members
        frame["month"] += [label] * len(members)
    count = len(frame["id"])
    frame |= columns_of(draw, card, count)
    if known:
        days = [date(2026, 1, 1), date(2026, 3, 30), DAY, date(2026, 4, 1)]
        frame["since"] = [draw.one_of(days) for _ in range(count)]
    as_of = draw.one_of((DAY, date(2026, 3, 30), datetime(2026, 4, 1, tzinfo=UTC)))
    return told_of(score(card, frame, key="id", as_of=as_of, by="month", known=known), draw)


def test_panels(answers_as_before):
    answers_as_before(panels, 40, is_summed=True)


def rows_of(card, frame):
    names = [name for name in card.columns("id") if name in frame]
    return [dict(zip(names, row, strict=True)) for row in zip(*(frame[name] for name in names), strict=True)]


def yardsticks(draw):
    card = a_card(draw)
    frame = a_frame(draw, card, (1, 3, 5, 8, 12))
    yardstick = fit(card, frame, key="id", as_of=DAY)
    others = rows_of(card, {"id": [], **a_frame(draw, card, (4,))})
    later = draw.one_of((None, date(2026, 4, 2), datetime(2026, 4, 1, 12, tzinfo=UTC), DAY))
    told = [
        (asked(lambda row=row: yardstick.score_one(row, as_of=later)), yardstick.group_of(row) is None)
        for row in (*rows_of(card, frame)[:4], *others)
    ]
    return yardstick, told


def test_yardsticks(answers_as_before):
    answers_as_before(yardsticks, 70, is_summed=True)


def what_would_swap(draw):
    card = a_card(draw, aggregate=draw.one_of(("weighted_sum", "weighted_sum", "weighted_sum", "topsis")))
    frame = a_frame(draw, card, (2, 3, 5))
    found = score(card, frame, key="id", as_of=DAY)
    pairs = [(one, other) for one in frame["id"] for other in frame["id"]][:10]
    swaps = [asked(lambda pair=pair: swap(found, *pair)) for pair in pairs]
    told = [each.reasons for each in swaps if not isinstance(each, PartnerkitError)]
    return swaps, told, asked(lambda: neighbors(found, "dict"))


def test_what_would_swap(answers_as_before):
    answers_as_before(what_would_swap, 40, is_summed=True)


def terms(draw):
    card = a_card(draw)
    found = score(card, a_frame(draw, card), key="id", as_of=DAY)
    weights = [draw.one_of((0.5, 1.0, 2.0)) for _ in card.kpis]
    terms = terms_of(found)
    changed = again(found, weights=weights, min_coverage=draw.one_of((None, 0, 1)))
    return terms.weights, terms.scaled, terms.share, changed, again(found), uncertain(found)


def test_terms(answers_as_before):
    answers_as_before(terms, 30, is_summed=True)


def ranks_by_chance(draw):
    card = a_card(draw)
    found = score(card, a_frame(draw, card), key="id", as_of=DAY)
    kind = draw.one_of(("marginal", "simultaneous"))
    told = found.rank_interval(
        draw.one_of((0.5, 0.9)), kind=kind, draws=draw.one_of((100, 150)), seed=draw.whole(0, 2)
    )
    return told.to_frame("dict"), told.reason, told.method, dict(told), repr(told)


def test_ranks_by_chance(answers_as_before):
    answers_as_before(ranks_by_chance, 6, is_summed=True)


def ranks_by_all_weights(draw):
    card = a_card(draw, aggregate=draw.one_of(("weighted_sum", "weighted_sum", "topsis", "geometric")))
    found = score(card, a_frame(draw, card), key="id", as_of=DAY)
    weights = draw.one_of(("any", "in_order"))
    told = rank_acceptability(found, weights=weights, top=draw.whole(1, 3), draws=100, seed=draw.whole(0, 2))
    central = [told.central_weights(key) for key in told]
    return told.to_frame("dict"), dict(told), told.central, told.method, repr(told), central


def test_ranks_by_all_weights(answers_as_before):
    answers_as_before(ranks_by_all_weights, 6, is_summed=True)


def spoiled(draw, frame, card):
    """Return a frame in which something is not as it should be, or otherwise than usual."""
    frame = dict(frame)
    count = len(frame["id"])
    for _ in range(draw.whole(1, 2)):
        kpi = draw.one_of(card.kpis)
        name = draw.one_of(("id", *kpi.columns, *(card.peers or ())))
        column, place = list(frame[name]), draw.whole(0, count - 1)
        numbers = (1e101, -1e101, 1e100, -1e100, float("inf"), -1.0, 0.0, float("nan"), 3)
        match draw.whole(0, 6):
            case 0:
                column[place] = draw.one_of(numbers)
            case 1:
                column = [draw.one_of(numbers)] * count
            case 2:
                column[place] = draw.one_of(
                    ("x", None, True, Decimal("2.5"), 10**400, [1], datetime(2026, 3, 1))
                )
            case 3:
                odd = (
                    True,
                    "x",
                    7,
                    None,
                    DAY,
                    datetime(2026, 3, 31, 12, tzinfo=UTC),
                    datetime(2026, 4, 1, 0, 0, 1, tzinfo=UTC),
                )
                column = [draw.one_of(odd)] * count
            case 4:
                days = [DAY + timedelta(days=ahead) for ahead in range(-2, 2)]
                column = np.array(
                    [draw.one_of(days) for _ in range(count)],
                    dtype=draw.one_of(("datetime64[D]", "datetime64[ms]")),
                )
            case 5:
                column = np.array(
                    [draw.whole(0, 3) for _ in range(count)],
                    dtype=draw.one_of(("int64", "float32", "bool", "int8")),
                )
            case 6:
                del frame[name]
                return frame
        frame[name] = column
    return frame


def frames_that_are_odd(draw):
    card = a_card(draw)
    frame = spoiled(draw, a_frame(draw, card, (1, 3, 8, 12)), card)
    key, known = draw.one_of(("id",) * 29 + ("rank",)), draw.one_of((None,) * 29 + ("since",))
    found = score(card, frame, key=key, as_of=DAY, known=known)
    return found.to_frame("dict"), found.findings, found.explain(next(iter(found)))


def test_frames_that_are_odd(answers_as_before):
    answers_as_before(frames_that_are_odd, 150, is_summed=True)


def in_order(frame):
    """Return the columns of a frame by its keys, for an engine has no order."""
    columns = frame if isinstance(frame, dict) else frame.collect().to_dict(as_series=False)
    labels = list(map(str, zip(*(columns[name] for name in ("id", "month") if name in columns), strict=True)))
    order = sorted(range(len(labels)), key=labels.__getitem__)
    return {name: [list(column)[place] for place in order] for name, column in columns.items()}


def told_lazily(draw, scores, keys):
    return (
        in_order(scores.to_frame("dict")),
        in_order(scores.ranked()) if draw.is_so() else None,
        scores.top(2),
        scores.findings,
        scores.method,
        scores.weights,
        repr(scores),
        [asked(lambda key=key: scores.explain(key)) for key in keys[:1]],
    )


def test_scores_where_rows_lie(answers_as_before):
    polars = pytest.importorskip("polars")

    def scores_where_rows_lie(draw):
        card = a_card(draw)
        frame = a_frame(draw, card, (0, 1, 3, 8, 12))
        rows = polars.DataFrame(frame, strict=False).lazy()
        found = score(card, rows, key="id", as_of=DAY, contributions=draw.is_so())
        return told_lazily(draw, found, frame["id"])

    answers_as_before(scores_where_rows_lie, 16, is_summed=True)


def test_panels_where_rows_lie(answers_as_before):
    polars = pytest.importorskip("polars")

    def panels_where_rows_lie(draw):
        card = a_card(draw, weights=draw.one_of(("given",) * 6 + ("pairs", "pairs", "critic")))
        known = draw.one_of((None, "since"))
        labels = ["2025-12", "2026-01", "2026-03", *(["2025-12"] if known else [])]
        frame = {
            "id": ["P-1", "P-2", "P-3", "P-4"] * len(labels),
            "month": [each for each in labels for _ in range(4)],
        }
        count = len(frame["id"])
        frame |= columns_of(draw, card, count)
        if known:
            days = [date(2026, 1, 1), date(2026, 3, 30), DAY, date(2026, 4, 1)]
            frame["since"] = [draw.one_of(days) for _ in range(count)]
        as_of = draw.one_of((DAY, date(2026, 3, 30), datetime(2026, 4, 1, tzinfo=UTC)))
        rows = polars.DataFrame(frame, strict=False).lazy()
        found = score(card, rows, key="id", as_of=as_of, by="month", known=known)
        return told_lazily(draw, found, [("P-1", "2025-12")])

    answers_as_before(panels_where_rows_lie, 10, is_summed=True)


def test_yardsticks_where_rows_lie(answers_as_before):
    polars = pytest.importorskip("polars")

    def yardsticks_where_rows_lie(draw):
        card = a_card(draw)
        frame = a_frame(draw, card, (0, 3, 8, 12))
        found = fit(card, polars.DataFrame(frame, strict=False).lazy(), key="id", as_of=DAY)
        return (
            found.weights,
            found.grid_error,
            sorted(map(str, found.groups)) and sorted(found.groups, key=lambda each: str(dict(each.shared))),
        )

    answers_as_before(yardsticks_where_rows_lie, 12, is_summed=True)


def test_odd_frames_where_rows_lie(answers_as_before):
    polars = pytest.importorskip("polars")

    def odd_frames_where_rows_lie(draw):
        card = a_card(draw)
        frame = spoiled(draw, a_frame(draw, card, (3, 8, 12)), card)
        try:
            rows = polars.DataFrame(frame, strict=False).lazy()
        except (TypeError, ValueError, polars.exceptions.PolarsError):
            return "no frame of Polars"
        return in_order(score(card, rows, key="id", as_of=DAY).to_frame("dict"))

    answers_as_before(odd_frames_where_rows_lie, 24, is_summed=True)
