"""
What must be known of each group, so that a row can be reckoned by itself?

The engine sums up the narrowest groups once; wider groups are made of these
sums here. Only medians, figures far from 0, and those that are drawn to the
peers need the engine again: once for each level, whatever is still to be known.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from partnerkit.scoring.aggregates import GEOMETRIC_SPAN
from partnerkit.scoring.groups import Floats
from partnerkit.scoring.intake import Intake, is_gap, is_late
from partnerkit.scoring.levels import Level
from partnerkit.scoring.members import by_group, drawn, figures_alone, joined, members, points_of, scale_of
from partnerkit.scoring.ordering import TIE
from partnerkit.scoring.priors import measure_means, measure_rates, sums_of_rates
from partnerkit.scoring.scales import MEAN_DEVIATION, MEDIAN_DEVIATION, NOTHING, drawn_together
from partnerkit.scoring.scorecard import Scorecard
from partnerkit.values.lazy import Lazy

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw
    from numpy.typing import NDArray

__all__ = ["first_sums", "measure"]

#: Where figures are so many times as large as their spread, sums leave too few digits to their differences.
_OFFSET = 1e4


def __dir__() -> list[str]:
    return __all__


def first_sums(intake: Intake) -> Lazy:
    """Return what the first pass finds of each of the narrowest groups."""
    import narwhals.stable.v2 as nw

    sums = [nw.len().alias("size"), nw.col(intake.key).count().alias("keyed")]
    # A text is its own name; what else groups is shown as it came.
    kinds = intake.frame.collect_schema()
    for place in range(len(intake.names)):
        label = nw.col(f"__l{place}")
        sums.append(label.count().alias(f"named{place}"))
        if kinds[f"__l{place}"] != nw.String:
            sums.append(label.max().alias(f"like{place}"))
    for place, kpi in enumerate(intake.card.kpis):
        flags = {
            "later": ("u", None if intake.by is None else kpi.measured),
            "other": ("y", kpi.currency),
            "errors": ("q", kpi.se),
            "outside": ("o", kpi.valid),
            "wild": ("w", kpi.valid or kpi.measured),
        }
        sums += (
            nw.col(f"__{column}{place}").sum().alias(f"{name}{place}")
            for name, (column, asked) in flags.items()
            if asked is not None
        )
        if kpi.measured is not None:
            sums.append(nw.col(f"__t{place}").max().alias(f"last{place}"))
        if kpi.of is not None:
            sums += _sums_of_parts(place, intake)
        else:
            sums += _sums(place, intake.card, "v" if is_late(intake.card, kpi) else "e")
    return intake.frame.group_by(*intake.groups).agg(*sums) if intake.groups else intake.frame.select(*sums)


def _sums(place: int, card: Scorecard, column: str = "e") -> "Iterator[nw.Expr]":
    import narwhals.stable.v2 as nw

    figure = nw.col(f"__{column}{place}")
    yield figure.count().alias(f"known{place}")
    yield figure.min().alias(f"least{place}")
    yield figure.max().alias(f"most{place}")
    if scale_of(card) == "peer_z":
        yield figure.mean().alias(f"mean{place}")
        yield figure.std(ddof=0).alias(f"deviation{place}")
    if scale_of(card) == "vector":
        yield (figure * figure).sum().alias(f"squares{place}")


def _sums_of_parts(place: int, intake: Intake) -> "Iterator[nw.Expr]":
    import narwhals.stable.v2 as nw

    counts, totals = nw.col(f"__c{place}"), nw.col(f"__n{place}")
    is_known = ~is_gap(intake.card, place)
    is_wrong = (counts < 0) | (totals < 0) | (counts > totals)
    used = nw.when(is_known).then(totals)
    yield used.count().alias(f"known{place}")
    yield totals.min().alias(f"least{place}")
    yield totals.max().alias(f"most{place}")
    yield nw.when(is_wrong).then(nw.lit(1)).otherwise(nw.lit(0)).sum().alias(f"bad{place}")
    yield nw.when(is_known).then(counts).sum().alias(f"counts{place}")
    yield used.sum().alias(f"totals{place}")
    yield (used * used).sum().alias(f"squares{place}")
    if intake.card.kpis[place].shrunk_as == "beta_binomial":
        yield from sums_of_rates(place, is_known)


def measure(intake: Intake, level: Level) -> None:
    """Fill the table of *level*: what rows are reckoned with."""
    card, places = intake.card, range(len(intake.card.kpis))
    rates = [place for place in places if card.kpis[place].shrunk_as == "beta_binomial"]
    if rates:
        measure_rates(intake, level, rates)
    means = [place for place in places if card.kpis[place].shrunk_as == "normal"]
    if means:
        measure_means(intake, level, means)
    if card.winsorize is not None:
        _measure_ends(intake, level, card.winsorize)
    scale, is_there = scale_of(card), [not is_late(card, kpi) for kpi in card.kpis]
    summed = {place: _summed(level, place, scale) for place in places if is_there[place]}
    far = _far(level, summed) if scale == "peer_z" else []
    answers = _asked(intake, level, far)
    summed = {place: summed[place] if is_there[place] else _answered(answers, place) for place in places}
    for place in places:
        level.known[place] = summed[place]["known"]
    match scale:
        case "peer_z":
            late = {place: found for place, found in summed.items() if not is_there[place]}
            far_late = _far(level, late)
            if far_late:
                answers |= by_group(members(intake, level, far_late), _from_bases(far_late))
            _measure_deviations(level, summed, {*far, *far_late}, answers)
        case "robust_z":
            _measure_medians(intake, level, summed, answers)
        case "min_max":
            for place, found in summed.items():
                spread = np.nan_to_num(found["most"] - found["least"])
                level.spread[place] = spread
                level.table[f"__m{place}"] = np.nan_to_num(found["least"])
                level.table[f"__d{place}"] = np.where(spread > 0, spread, 1.0)
                level.table[f"__z{place}"] = np.where(spread > 0, 0.0, 0.5)
        case "vector":
            for place, found in summed.items():
                _scale_by(level, place, None, np.sqrt(np.nan_to_num(found["squares"])))
        case "points":
            for place in places:
                level.spread[place] = np.ones(len(level.described))
        case _:
            for place in places:
                level.spread[place] = (level.known[place] > 0).astype(np.float64)
                level.table[f"__k{place}"] = np.maximum(level.known[place], 1.0)
    ideals = {} if scale_of(card) == "percent_rank" else _ideals(intake, level, summed)
    level.ideals = ideals
    if card.aggregate in {"topsis", "vikor"}:
        level.table |= ideals
    reach = [np.abs(column) for column in ideals.values()] if card.is_additive else []
    highest = np.full(len(level.described), GEOMETRIC_SPAN + 1 if card.aggregate == "geometric" else 1.0)
    level.table["__unit"] = TIE * np.max([highest, *reach], axis=0)


def _summed(level: Level, place: int, scale: str) -> dict[str, Floats]:
    """Return what is known of the figures of each group, made of what was found of the narrowest."""
    known = level.total(f"known{place}")
    found = {"known": known, "least": level.least(f"least{place}"), "most": level.most(f"most{place}")}
    if scale == "vector":
        found["squares"] = level.total(f"squares{place}")
    if scale == "peer_z":
        counts = level.found[f"known{place}"].astype(np.float64)
        means = np.nan_to_num(level.found[f"mean{place}"].astype(np.float64))
        own = np.nan_to_num(level.found[f"deviation{place}"].astype(np.float64))
        count = len(level.described)
        # Counted from the least, so that a big offset does no harm.
        base = np.nan_to_num(found["least"])
        shift = np.bincount(level.number, weights=counts * (means - base[level.number]), minlength=count)
        mean = base + shift / np.maximum(known, 1)
        away = means - mean[level.number]
        squares = np.bincount(level.number, weights=counts * (own * own + away * away), minlength=count)
        found |= {"mean": mean, "deviation": np.sqrt(squares / np.maximum(known, 1))}
    return found


def _asked(intake: Intake, level: Level, far: Sequence[int]) -> dict[str, Floats]:
    """Ask the engine, once, for what the first pass could not tell: of figures that were not there, medians, those *far* from 0."""
    import narwhals.stable.v2 as nw

    card = intake.card
    late = [place for place, kpi in enumerate(card.kpis) if is_late(card, kpi)]
    sums = [each for place in late for each in _sums(place, card)] + _from_bases(far)
    places = [*late, *far]
    if scale_of(card) == "robust_z":
        places = [*range(len(card.kpis))]
        sums += [nw.col(f"__e{place}").median().alias(f"median{place}") for place in places]
    return by_group(members(intake, level, places), sums) if sums else {}


def _answered(answers: Mapping[str, Floats], place: int) -> dict[str, Floats]:
    names = ("known", "least", "most", "mean", "deviation", "squares")
    return {name: answers[f"{name}{place}"] for name in names if f"{name}{place}" in answers}


def _measure_ends(intake: Intake, level: Level, share: float) -> None:
    import narwhals.stable.v2 as nw

    places = range(len(intake.card.kpis))
    names = {f"__{kind}{place}" for kind in "ra" for place in places}
    told = {name: column for name, column in level.table.items() if name in names}
    rows = joined(intake, level, figures_alone(intake, places), told).with_columns(
        drawn(intake.card, place, level).alias(f"__v{place}") for place in places
    )
    sums = []
    for place in places:
        sums.append(nw.col(f"__v{place}").quantile(share, "linear").alias(f"low{place}"))
        sums.append(nw.col(f"__v{place}").quantile(1 - share, "linear").alias(f"high{place}"))
    answers = by_group(rows, sums)
    for place in places:
        ends = drawn_together(np.nan_to_num(answers[f"low{place}"]), np.nan_to_num(answers[f"high{place}"]))
        level.table[f"__low{place}"], level.table[f"__high{place}"] = ends


def _scale_by(level: Level, place: int, center: Floats | None, spread: Floats) -> None:
    """Note that rows are counted from *center* in units of *spread*; without a spread nobody differs."""
    spread = np.where(spread > NOTHING, spread, 0.0)
    level.spread[place] = spread
    if center is not None:
        level.table[f"__m{place}"] = np.nan_to_num(center)
    level.table[f"__s{place}"] = np.divide(1.0, spread, out=np.zeros_like(spread), where=spread > 0)


def _is_flat(found: Mapping[str, Floats]) -> "NDArray[np.bool_]":
    return ~(found["most"] > found["least"])


def _far(level: Level, summed: Mapping[int, Mapping[str, Floats]]) -> list[int]:
    """Return whose figures are far from 0, and note from where to count them: the least of each group."""
    far = []
    for place, found in summed.items():
        reach = np.maximum(np.abs(found["least"]), np.abs(found["most"]))
        if (~_is_flat(found) & (reach > _OFFSET * np.nan_to_num(found["deviation"]))).any():
            far.append(place)
            level.table[f"__b{place}"] = np.nan_to_num(found["least"])
    return far


def _from_bases(places: Sequence[int]) -> "list[nw.Expr]":
    import narwhals.stable.v2 as nw

    sums = []
    for place in places:
        figure = nw.col(f"__e{place}") - nw.col(f"__b{place}")
        sums += [figure.mean().alias(f"mean{place}"), figure.std(ddof=0).alias(f"deviation{place}")]
    return sums


def _measure_deviations(
    level: Level,
    summed: Mapping[int, Mapping[str, Floats]],
    far: Collection[int],
    answers: Mapping[str, Floats],
) -> None:
    for place, found in summed.items():
        counted = _answered(answers, place) if place in far else found
        # What is counted from the least is 0 where all are equal.
        least = 0.0 if place in far else found["least"]
        deviation = np.where(_is_flat(found), 0.0, np.nan_to_num(counted["deviation"]))
        _scale_by(level, place, np.where(_is_flat(found), least, counted["mean"]), deviation)


def _measure_medians(
    intake: Intake,
    level: Level,
    summed: Mapping[int, Mapping[str, Floats]],
    answers: Mapping[str, Floats],
) -> None:
    import narwhals.stable.v2 as nw

    sums = []
    for place in summed:
        level.table[f"__m{place}"] = np.nan_to_num(answers[f"median{place}"])
        away = (nw.col(f"__e{place}") - nw.col(f"__m{place}")).abs()
        sums += [away.median().alias(f"median{place}"), away.mean().alias(f"mean{place}")]
    answers = by_group(members(intake, level, [*summed]), sums)
    for place in summed:
        spread = MEDIAN_DEVIATION * np.nan_to_num(answers[f"median{place}"])
        mean = MEAN_DEVIATION * np.nan_to_num(answers[f"mean{place}"])
        spread = np.where(spread > TIE * mean, spread, mean)
        _scale_by(level, place, level.table[f"__m{place}"], spread)


def _ideals(intake: Intake, level: Level, summed: dict[int, dict[str, Floats]]) -> dict[str, Floats]:
    """Return the best and the worst of each group on the scale; it keeps the order of figures."""
    ideals = {}
    for place, found in summed.items():
        points = points_of(intake.card, place)
        for column, extreme in ((f"__best{place}", found["most"]), (f"__worst{place}", found["least"])):
            value = np.nan_to_num(extreme)
            if points is not None:
                none, full = points
                ideals[column] = np.clip((value - none) / ((full - none) / 100), 0.0, 100.0)
                continue
            value = value - level.table.get(f"__b{place}", 0.0) - level.table.get(f"__m{place}", 0.0)
            if f"__d{place}" in level.table:
                value = value / level.table[f"__d{place}"] + level.table[f"__z{place}"]
            ideals[column] = value * level.table.get(f"__s{place}", 1.0)
    return ideals
