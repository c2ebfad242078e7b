"""How is a row scored by itself, once it is known what its group is like?"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, final

from attrs import frozen

from partnerkit.scoring.intake import Intake, is_gap
from partnerkit.scoring.levels import Level
from partnerkit.scoring.measures import members
from partnerkit.scoring.places import shares_of_group, with_ranks
from partnerkit.scoring.scorecard import Kpi, Scorecard
from partnerkit.scoring.scores import COLUMNS
from partnerkit.values.lazy import Lazy

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

__all__ = ["scored_rows"]

#: A coverage is enough if it falls short by rounding only.
_ROUNDING = 1e-12


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


def _nobody(intake: Intake, *, contributions: bool) -> Lazy:
    import narwhals.stable.v2 as nw

    nothing: dict[str, nw.Expr] = {"rank": nw.lit(None, nw.Int64()), "peer_group": nw.lit(None, nw.String())}
    names = [*COLUMNS, *(f"contribution_{kpi.name}" for kpi in intake.card.kpis if contributions)]
    empty = {name: nothing.get(name, nw.lit(None, nw.Float64())) for name in names}
    return intake.frame.select(nw.col(intake.key), **empty).filter(~nw.col(intake.key).is_null())


@final
@frozen(eq=False)
class _Part:
    """What one KPI adds to a row: its weight if the figure is known, what age took of it, and what it counts."""

    weight: "nw.Expr | float"
    lost: "nw.Expr | float"

    #: Weight times scaled; for TOPSIS the squared distances to the best and to the worst.
    added: "tuple[nw.Expr, ...]"


def _scored(intake: Intake, level: Level, *, contributions: bool) -> Lazy:
    import narwhals.stable.v2 as nw

    card, count = intake.card, len(intake.card.kpis)
    rows = members(intake, level, labelled=True)
    if card.scale == "percent_rank":
        rows = shares_of_group(rows, count, ideals=card.aggregate == "topsis")
    parts = [_part(intake, level, place) for place in range(count)]
    shares = {f"__share{place}": part.added[0] for place, part in enumerate(parts)} if contributions else {}
    rows = rows.with_columns(
        _sum([part.added[0] for part in parts]).alias("__first"),
        _sum([part.weight for part in parts]).alias("__weight"),
        _sum([part.lost for part in parts]).alias("__lost"),
        *(
            _sum([part.added[1] for part in parts]).alias("__second")
            for _ in range(card.aggregate == "topsis")
        ),
        **shares,
    )
    coverage = nw.col("__weight") / card.total_weight
    is_enough = (coverage >= card.min_coverage - _ROUNDING) & (nw.col("__weight") > 0)
    rows = rows.with_columns(nw.when(is_enough).then(_score(card)).alias("score"), coverage.alias("coverage"))
    rows = with_ranks(rows, level)
    if not level.is_here.all():
        rows = rows.filter(nw.col("__h"))
    return rows.select(
        nw.col(intake.key),
        nw.col("score"),
        nw.col("rank"),
        nw.col("coverage"),
        (nw.col("__lost") / card.total_weight).alias("staleness"),
        nw.col("__label").alias("peer_group"),
        *(
            _contribution(place, kpi).alias(f"contribution_{kpi.name}")
            for place, kpi in enumerate(card.kpis)
            if contributions
        ),
    )


def _score(card: Scorecard) -> "nw.Expr":
    import narwhals.stable.v2 as nw

    if card.aggregate == "weighted_sum":
        return nw.col("__first") / nw.col("__weight")
    to_worst = nw.col("__second").sqrt()
    whole = nw.col("__first").sqrt() + to_worst
    return nw.when(whole > 0).then(to_worst / whole).otherwise(nw.lit(0.5))


def _contribution(place: int, kpi: Kpi) -> "nw.Expr":
    import narwhals.stable.v2 as nw

    is_known = ~nw.col("score").is_null() & ~is_gap(place, kpi)
    return nw.when(is_known).then(nw.col(f"__share{place}") / nw.col("__weight"))


def _part(intake: Intake, level: Level, place: int) -> _Part:
    import narwhals.stable.v2 as nw

    kpi = intake.card.kpis[place]
    full = float(kpi.weight)
    is_complete = level.known[place].sum() == level.total("size").sum()
    is_aging = kpi.measured is not None

    def known(value: "nw.Expr | float") -> "nw.Expr":
        """Return the value where the figure is known, else 0."""
        shown = nw.lit(value) if isinstance(value, float) else value
        return nw.when(nw.col(f"__e{place}").is_null()).then(nw.lit(0.0)).otherwise(shown)

    weight: nw.Expr | float = nw.col(f"__f{place}") * full if is_aging else full
    scaled = _scaled(level, place)
    if intake.card.aggregate == "weighted_sum":
        added: tuple[nw.Expr, ...] = (scaled * weight,)
    else:
        ways = [(scaled - nw.col(f"__{name}{place}")) * weight for name in ("best", "worst")]
        added = tuple(way * way for way in ways)
    if is_complete and not is_aging:
        return _Part(full, 0.0, added)
    return _Part(
        weight=known(weight),
        lost=known(full - weight) if is_aging else 0.0,
        added=tuple(each.fill_null(0.0) for each in added),
    )


def _scaled(level: Level, place: int) -> "nw.Expr":
    """Put the figures of a KPI on the scale of their group, by the table of the level."""
    import narwhals.stable.v2 as nw

    scaled = nw.col(f"__e{place}")
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


def _sum(parts: "Sequence[nw.Expr | float]") -> "nw.Expr":
    """Add up; what is the same in all rows is added up here."""
    import narwhals.stable.v2 as nw

    constant = float(sum(part for part in parts if isinstance(part, float)))
    total = None if constant == 0 else nw.lit(constant)
    for part in parts:
        if not isinstance(part, float):
            total = part if total is None else total + part
    return nw.lit(0.0) if total is None else total
