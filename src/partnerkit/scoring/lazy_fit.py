"""What will later partners be measured with, where an engine holds the rows?"""

from datetime import UTC, date, datetime

import numpy as np

from partnerkit.scoring.arithmetic import regret_ends
from partnerkit.scoring.grids import Grid, grids
from partnerkit.scoring.intake import Intake
from partnerkit.scoring.levels import Level, all_levels
from partnerkit.scoring.measure import Measure, form_of
from partnerkit.scoring.members import members, points_of
from partnerkit.scoring.plan import first_pass
from partnerkit.scoring.scorecard import Scorecard
from partnerkit.scoring.sums import measure
from partnerkit.scoring.yardstick import PeerMeasure, Yardstick
from partnerkit.values.lazy import Lazy
from partnerkit.values.reasons import Facts
from partnerkit.values.time import moment

__all__ = ["fit_lazily"]


def __dir__() -> list[str]:
    return __all__


def fit_lazily(card: Scorecard, frame: Lazy, *, key: str, as_of: date | datetime) -> Yardstick:
    """
    Measure the peers in *frame*, which its engine sums up, as `fit` does.

    Raises
    ------
    InvalidValue, InvalidInput
        As `fit`; and for what this engine cannot do as exactly as arrays do.
    """
    at = moment(as_of)
    intake, found = first_pass(card, frame, key, at.astimezone(UTC))
    groups: list[PeerMeasure] = []
    for level in all_levels(card, found):
        measure(intake, level)
        groups += _groups(intake, level)
    error = max((each.widest_gap for group in groups for each in group.measures), default=0.0)
    return Yardstick(card=card, as_of=at, weights=intake.weights, groups=tuple(groups), grid_error=error)


def _groups(intake: Intake, level: Level) -> list[PeerMeasure]:
    card, count = intake.card, len(level.described)
    is_ranked = form_of(card, card.kpis[0]) in {"share", "flow", "preference"}
    places = range(len(card.kpis))
    nothing: list[Grid] = [((), (), ())] * count
    known = {place: int(level.known[place].sum()) for place in places}
    by_kpi = (
        grids(members(intake, level, places), known, count) if is_ranked else dict.fromkeys(places, nothing)
    )
    ends = np.zeros((0, count))
    if card.aggregate == "vikor":
        found = regret_ends(intake, level)
        names = ("least_first", "most_first", "least_second", "most_second")
        ends = np.nan_to_num([found[name] for name in names])
    return [
        PeerMeasure(
            shared=Facts(group.shared),
            size=group.size,
            measures=tuple(_measure(intake, level, place, number, by_kpi[place][number]) for place in places),
            ends=tuple(ends[:, number].tolist()),
        )
        for number, group in enumerate(level.described)
    ]


def _measure(intake: Intake, level: Level, place: int, number: int, grid: Grid) -> Measure:
    card, kpi = intake.card, intake.card.kpis[place]

    def at(name: str, unknown: float = 0.0) -> float:
        column = level.table.get(f"__{name}{place}")
        return unknown if column is None or not np.isfinite(column[number]) else float(column[number])

    points = points_of(card, place)
    figures, below, upto = grid
    best = worst = 0.0
    if level.ideals:
        best, worst = (float(level.ideals[f"__{name}{place}"][number]) for name in ("best", "worst"))
    elif figures:
        worst, best = ((below[end] + upto[end]) / 2 / upto[-1] for end in (0, -1))
    return Measure(
        form=form_of(card, kpi),
        better=kpi.better,
        target=kpi.target,
        base=at("b"),
        center=at("m") if points is None else points[0],
        spread=float(level.spread[place][number]) if points is None else (points[1] - points[0]) / 100,
        ends=None if card.winsorize is None or not level.known[place][number] else (at("low"), at("high")),
        prior=None if np.isnan(at("a", np.nan)) else (at("r"), at("a")),
        drawn_as="rate" if kpi.of is not None else "mean",
        best=best,
        worst=worst,
        grid=figures,
        below=below,
        upto=upto,
        count=upto[-1] if upto else 0,
        preference=kpi.preference,
    )
