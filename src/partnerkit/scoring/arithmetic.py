"""How is a row scored by itself, once it is known what its group is like?"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, final

from attrs import frozen

from partnerkit.scoring.aggregates import COMPROMISE, GEOMETRIC_SPAN, SAME
from partnerkit.scoring.evaluation import ROUNDING
from partnerkit.scoring.groups import Floats
from partnerkit.scoring.intake import Intake
from partnerkit.scoring.levels import Level
from partnerkit.scoring.members import by_group, labels_of, members, points_of, scale_of
from partnerkit.scoring.places import flows_of, shares_of_group, with_ends, with_flows, with_ranks
from partnerkit.scoring.scorecard import Scorecard
from partnerkit.scoring.scores import COLUMNS
from partnerkit.values.lazy import Lazy

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

__all__ = ["regret_ends", "scored_rows"]


def __dir__() -> list[str]:
    return __all__


def scored_rows(intake: Intake, levels: Sequence[Level], *, contributions: bool) -> Lazy:
    """
    Return a row for each row that came in, in any order, not yet computed.

    The columns are the key, score, rank, coverage, staleness, peer group, and
    with *contributions* one for each KPI.
    """
    import narwhals.stable.v2 as nw

    if not levels:
        return _nobody(intake, contributions=contributions)
    parts = [_scored(intake, level, contributions=contributions) for level in levels]
    return parts[0] if len(parts) == 1 else nw.concat(parts, how="vertical")


def _periods(intake: Intake) -> "list[nw.Expr]":
    import narwhals.stable.v2 as nw

    return [] if intake.by is None else [nw.col("__l0").alias(intake.by)]


def _nobody(intake: Intake, *, contributions: bool) -> Lazy:
    import narwhals.stable.v2 as nw

    nothing: dict[str, nw.Expr] = {"rank": nw.lit(None, nw.Int64()), "peer_group": nw.lit(None, nw.String())}
    names = [*COLUMNS, *(f"contribution_{kpi.name}" for kpi in intake.card.kpis if contributions)]
    empty = {name: nothing.get(name, nw.lit(None, nw.Float64())) for name in names}
    return intake.frame.select(nw.col(intake.key), *_periods(intake), **empty).filter(
        ~nw.col(intake.key).is_null()
    )


@final
@frozen(eq=False)
class _Part:
    """What one KPI adds to a row: its weight if the figure is known, what age took of it, and what it counts."""

    weight: "nw.Expr | float"
    lost: "nw.Expr | float"

    #: What it adds to each running column, as in `aggregates`.
    added: "tuple[nw.Expr, ...]"


def _reckoned(intake: Intake, level: Level, *, contributions: bool) -> Lazy:
    """
    Add up the KPIs of each row: ``__first``, ``__second``, ``__weight``, ``__lost``; coverage and ``__used``.

    The figures themselves are left behind: every step would name them all anew to the engine.
    """
    import narwhals.stable.v2 as nw

    card, count = intake.card, len(intake.card.kpis)
    rows = members(intake, level)
    if scale_of(card) == "percent_rank":
        preferred = {place: card.kpis[place] for place in range(count) if _is_preferred(card, place)}
        # All tables are made before one is joined: the next would be asked for through the windows and joins of the last.
        flows = flows_of(rows, preferred, {place: int(level.known[place].sum()) for place in preferred})
        ranked = [place for place in range(count) if place not in flows]
        rows = with_flows(shares_of_group(rows, ranked, ideals=not card.is_additive), flows)
    parts = [_part(intake, level, place) for place in range(count)]
    running = {
        "__first": _sum([part.added[0] for part in parts]),
        "__weight": _sum([part.weight for part in parts]),
    }
    if _ages(card):
        running["__lost"] = _sum([part.lost for part in parts])
    if card.aggregate == "topsis":
        running["__second"] = _sum([part.added[1] for part in parts])
    if card.aggregate == "vikor":
        running["__second"] = nw.max_horizontal(*(part.added[0] for part in parts))
    if contributions:
        running |= {
            f"__share{place}": nw.when(~nw.col(f"__e{place}").is_null()).then(part.added[0])
            for place, part in enumerate(parts)
        }
    kept = ["__p", "__unit", *([] if level.is_here.all() else ["__h"])]
    coverage = nw.col("__weight") / sum(intake.weights)
    is_enough = (coverage >= card.min_coverage - ROUNDING) & (nw.col("__weight") > 0)
    return rows.select(intake.key, *_periods(intake), *kept, **running).with_columns(
        nw.when(is_enough).then(nw.col("__weight")).alias("__used"), coverage.alias("coverage")
    )


def regret_ends(intake: Intake, level: Level) -> dict[str, Floats]:
    """Return, for VIKOR, the least and greatest sum and regret of each group."""
    import narwhals.stable.v2 as nw

    rows = _reckoned(intake, level, contributions=False)
    columns = {"first": nw.col("__first") / nw.col("__used"), "second": nw.col("__second") / nw.col("__used")}
    sums = [
        end.alias(f"{which}_{name}")
        for name, column in columns.items()
        for which, end in (("least", column.min()), ("most", column.max()))
    ]
    return by_group(rows, sums)


def _scored(intake: Intake, level: Level, *, contributions: bool) -> Lazy:
    import narwhals.stable.v2 as nw

    card, labels = intake.card, labels_of(intake, level)
    rows = _reckoned(intake, level, contributions=contributions)
    rows = with_ranks(_with_score(rows, card), nw.col("__unit"), len(level.described))
    if not level.is_here.all():
        rows = rows.filter(nw.col("__h"))
    staleness = nw.col("__lost") / sum(intake.weights) if _ages(card) else nw.lit(0.0)
    return rows.join(labels, on="__p", how="inner").select(
        intake.key,
        *([] if intake.by is None else [intake.by]),
        *("score", "rank", "coverage"),
        staleness.alias("staleness"),
        "peer_group",
        *(_contribution(card, place) for place in range(len(card.kpis)) if contributions),
    )


def _ages(card: Scorecard) -> bool:
    return any(kpi.measured is not None for kpi in card.kpis)


def _with_score(rows: Lazy, card: Scorecard) -> Lazy:
    """Add the score, as `aggregates` does; where too little is known there is none."""
    import narwhals.stable.v2 as nw

    first, second, used = nw.col("__first"), nw.col("__second"), nw.col("__used")
    match card.aggregate:
        case "topsis":
            whole = first.sqrt() + second.sqrt()
            closeness = nw.when(whole > 0).then(second.sqrt() / whole).otherwise(nw.lit(0.5))
            return rows.with_columns(nw.when(~used.is_null()).then(closeness).alias("score"))
        case "vikor":
            rows = rows.with_columns((first / used).alias("__first"), (second / used).alias("__second"))
            ends = {"__least_first": first.min(), "__most_first": first.max()}
            rows = with_ends(rows, ends | {"__least_second": second.min(), "__most_second": second.max()})
            behind = _behind("first", COMPROMISE) + _behind("second", 1 - COMPROMISE)
            return rows.with_columns((1 - behind).alias("score"))
        case "geometric":
            return rows.with_columns((first / used).exp().alias("score"))
        case _:
            return rows.with_columns((first / used).alias("score"))


def _behind(name: str, part: float) -> "nw.Expr":
    """Return how far each is behind the first of its group, as *part* of the whole way; half if nobody differs."""
    import narwhals.stable.v2 as nw

    column, least = nw.col(f"__{name}"), nw.col(f"__least_{name}")
    way = nw.col(f"__most_{name}") - least
    share = (column - least) / nw.when(way > SAME).then(way)
    is_flat = ~column.is_null() & (way <= SAME)
    return nw.when(is_flat).then(nw.lit(0.5)).otherwise(share) * part


def _contribution(card: Scorecard, place: int) -> "nw.Expr":
    import narwhals.stable.v2 as nw

    share = nw.col(f"__share{place}") / nw.col("__used")
    if card.aggregate == "geometric":
        # By the logarithmic mean of the score and 1; see `log_mean`.
        logarithm = nw.col("score").log()
        is_flat = logarithm.abs() < 1e-9
        near = 1 + logarithm / 2
        share = share * nw.when(is_flat).then(near).otherwise((nw.col("score") - 1) / logarithm)
    return share.alias(f"contribution_{card.kpis[place].name}")


def _part(intake: Intake, level: Level, place: int) -> _Part:
    import narwhals.stable.v2 as nw

    kpi, full = intake.card.kpis[place], intake.weights[place]
    is_complete = level.known[place].sum() == level.total("size").sum()
    is_aging = kpi.measured is not None

    def known(value: "nw.Expr | float") -> "nw.Expr":
        """Return the value where the figure is known, else 0."""
        shown = nw.lit(value) if isinstance(value, float) else value
        return nw.when(nw.col(f"__e{place}").is_null()).then(nw.lit(0.0)).otherwise(shown)

    weight: nw.Expr | float = nw.col(f"__f{place}") * full if is_aging else full
    added = tuple(_added(intake.card, _scaled(intake.card, level, place), weight, place))
    if is_complete and not is_aging:
        return _Part(full, 0.0, added)
    if not _is_centered(intake.card, level, place):
        added = tuple(each.fill_null(0.0) for each in added)
    return _Part(weight=known(weight), lost=known(full - weight) if is_aging else 0.0, added=added)


def _added(card: Scorecard, scaled: "nw.Expr", weight: "nw.Expr | float", place: int) -> "Iterator[nw.Expr]":
    """Yield what a KPI adds to each running column, as `aggregates` does."""
    import narwhals.stable.v2 as nw

    match card.aggregate:
        case "topsis":
            for name in ("best", "worst"):
                away = (scaled - nw.col(f"__{name}{place}")) * weight
                yield nw.when(_is_way(place)).then(away * away).otherwise(away * 0.0)
        case "vikor":
            best, worst = nw.col(f"__best{place}"), nw.col(f"__worst{place}")
            regret = nw.when(_is_way(place)).then((best - scaled) / (best - worst)).otherwise(nw.lit(0.0))
            yield nw.when(~scaled.is_null()).then(regret * weight)
        case "geometric":
            span = GEOMETRIC_SPAN / (100 if card.scale == "points" else 1)
            yield (1 + scaled * span).log() * weight
        case _:
            yield scaled * weight


def _is_way(place: int) -> "nw.Expr":
    """Tell whether the best of a group is better than the worst by more than rounding; as `is_way` of `aggregates`."""
    import narwhals.stable.v2 as nw

    best, worst = nw.col(f"__best{place}"), nw.col(f"__worst{place}")
    return best - worst > nw.max_horizontal(best.abs(), worst.abs()) * SAME


def _scaled(card: Scorecard, level: Level, place: int) -> "nw.Expr":
    """Put the figures of a KPI on the scale of their group, by the table of the level."""
    import narwhals.stable.v2 as nw

    scaled = nw.col(f"__e{place}")
    points = points_of(card, place)
    if points is not None:
        none, full = points
        scaled = (scaled - none) / ((full - none) / 100)
        low = nw.when(scaled < 0).then(nw.lit(0.0)).otherwise(scaled)
        return nw.when(low > 100).then(nw.lit(100.0)).otherwise(low)
    if _is_preferred(card, place):
        return scaled
    if _is_centered(card, level, place):
        scaled = nw.coalesce(scaled, nw.col(f"__m{place}"))
    if card.aggregate == "promethee_ii":
        known = level.known[place]
        if len(set(known.tolist())) == 1:
            return (scaled * 2 - 1) * float(known[0] / max(known[0] - 1, 1.0))
        others = nw.when(nw.col(f"__k{place}") > 1).then(nw.col(f"__k{place}") - 1).otherwise(nw.lit(1.0))
        return (scaled * 2 - 1) * nw.col(f"__k{place}") / others
    for column in (f"__b{place}", f"__m{place}"):
        if column in level.table:
            scaled = scaled - nw.col(column)
    if f"__s{place}" in level.table:
        scaled = scaled * nw.col(f"__s{place}")
    if f"__d{place}" in level.table:
        scaled = scaled / nw.col(f"__d{place}")
        if level.table[f"__z{place}"].any():
            scaled = scaled + nw.col(f"__z{place}")
    return scaled


def _is_centered(card: Scorecard, level: Level, place: int) -> bool:
    """Tell whether what is unknown may be taken for the center of its group, which is 0 on the scale and adds nothing."""
    is_z = card.aggregate == "weighted_sum" and scale_of(card) in {"peer_z", "robust_z"}
    # Of what nobody dated the weight is unknown, too.
    is_z = is_z and card.kpis[place].measured is None
    return is_z and f"__m{place}" in level.table and f"__b{place}" not in level.table


def _is_preferred(card: Scorecard, place: int) -> bool:
    """Tell whether a difference of the figures counts in part."""
    return card.aggregate == "promethee_ii" and card.kpis[place].preference is not None


def _sum(parts: "Sequence[nw.Expr | float]") -> "nw.Expr":
    """Add up; what is the same in all rows is added up here."""
    import narwhals.stable.v2 as nw

    constant = float(sum(part for part in parts if isinstance(part, float)))
    total: nw.Expr | None = None if constant == 0 else nw.lit(constant)
    for part in parts:
        if isinstance(part, nw.Expr):
            total = part if total is None else total + part
    return nw.lit(0.0) if total is None else total
