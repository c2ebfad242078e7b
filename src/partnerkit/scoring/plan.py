"""
How are partners scored where their rows lie, on one machine or on many?

In two passes. First the engine sums up each group, and these few numbers come
here; then each row is reckoned from its own figures and the numbers of its
group, which are handed back and joined by group. No window goes over all rows,
no order of rows is guessed, and all figures but the small table stay where
they are. What comes back is a frame of the same engine, not yet computed.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from attrs import evolve

from partnerkit.scoring.arithmetic import scored_rows
from partnerkit.scoring.at_hand import not_additive
from partnerkit.scoring.intake import Found, Intake, take_in
from partnerkit.scoring.lazy_faults import check, stumble
from partnerkit.scoring.lazy_panel import Chosen, chosen
from partnerkit.scoring.lazy_scores import LazyScores
from partnerkit.scoring.lazy_weights import weights_where_they_lie
from partnerkit.scoring.levels import Level, levels_of
from partnerkit.scoring.scorecard import Scorecard
from partnerkit.scoring.sums import first_sums, measure
from partnerkit.scoring.weighing import weights_in_doubt
from partnerkit.values.lazy import Lazy, gathered
from partnerkit.values.reasons import Finding, Reason
from partnerkit.values.time import moment

__all__ = ["first_pass", "score_lazily"]


def __dir__() -> list[str]:
    return __all__


def score_lazily(
    card: Scorecard,
    frame: Lazy,
    *,
    key: str,
    as_of: date | datetime,
    by: str | None = None,
    known: str | None = None,
    contributions: bool = False,
) -> LazyScores:
    """
    Score each row of *frame*, which its engine computes, as `score` does.

    The groups are summed up at once, and what cannot be scored is refused;
    the scores themselves are computed when the frame of scores is.

    Raises
    ------
    InvalidValue, InvalidInput
        As `score`; and for what this engine cannot do as exactly as arrays do.
    """
    at = moment(as_of)
    utc = at.astimezone(UTC)
    left_out: Chosen | None = None
    if by is not None:
        left_out = chosen(frame, key, by, known, utc)
        frame = left_out.rows
    intake, found = first_pass(card, frame, key, utc, by)
    levels = levels_of(card, found, by)
    for level in levels:
        measure(intake, level)
    return LazyScores(
        card=card,
        weights=intake.weights,
        key=key,
        as_of=at.isoformat(),
        rows=scored_rows(intake, levels, contributions=contributions and card.is_additive),
        source=frame,
        moment=as_of,
        levels=tuple(levels),
        by=by,
        findings=(
            *_findings(card, levels),
            *_left_out(card, levels, left_out, int(found["size"].sum())),
            *weights_in_doubt(card, intake.weights, sum(level.size for level in levels)),
            *not_additive(card, contributions=contributions),
        ),
    )


def first_pass(
    card: Scorecard, frame: Lazy, key: str, at: datetime, by: str | None = None
) -> tuple[Intake, Found]:
    """
    Return what *card* uses of *frame*, and what is to be known of the narrowest groups.

    Raises
    ------
    InvalidValue, InvalidInput
        For figures and keys that cannot be used, and for what sums by group cannot do.
    """
    intake = take_in(card, frame, key, at, by)
    try:
        found = gathered(first_sums(intake))
    except Exception:
        # DuckDB raises where a sum is infinite; a fault in words is of more use.
        stumble(intake)
        raise
    check(intake, found)
    # What was only there to be refused is left behind: every later question would name it to the engine anew.
    intake = evolve(intake, frame=intake.frame.select(*intake.lasting))
    return evolve(intake, weights=weights_where_they_lie(intake)), found


def _findings(card: Scorecard, levels: Sequence[Level]) -> Iterator[Finding]:
    """Find what weakens the comparison, as `score` does, from what is known of the groups."""
    for place, kpi in enumerate(card.kpis):
        facts: dict[str, Any] = {"kpi": kpi.name}
        if levels and not sum(level.known[place].sum() for level in levels):
            yield Finding(reason=Reason("kpi-unknown", facts), severity="medium", subjects=(kpi.name,))
        unspread = sum(int(((level.spread[place] == 0) & (level.known[place] > 1)).sum()) for level in levels)
        if unspread:
            reason = Reason("kpi-without-spread", {**facts, "count": unspread})
            yield Finding(reason=reason, severity="info", subjects=(kpi.name,))
    small = [group.size for level in levels for group in level.described if group.size < card.min_peers]
    if small and card.peers is not None:
        facts = {"count": sum(small), "least": card.min_peers}
        yield Finding(reason=Reason("few-peers", facts), severity="low")


def _left_out(card: Scorecard, levels: Sequence[Level], panel: Chosen | None, size: int) -> Iterator[Finding]:
    """Find what came in and does not count: figures outside their range, figures and rows that were not known yet."""
    for place, kpi in enumerate(card.kpis):
        outside = sum(level.here(f"outside{place}") for level in levels if kpi.valid is not None)
        if outside and kpi.valid is not None:
            low, high = kpi.valid
            facts = {"kpi": kpi.name, "count": outside, "low": low, "high": high}
            reason = Reason("kpi-out-of-range", facts)
            yield Finding(reason=reason, severity="medium", subjects=(kpi.name,))
        later = sum(level.here(f"later{place}") for level in levels if f"later{place}" in level.found)
        if later:
            reason = Reason("kpi-not-known-yet", {"kpi": kpi.name, "count": later})
            yield Finding(reason=reason, severity="low", subjects=(kpi.name,))
    if panel is not None and panel.later:
        yield Finding(reason=Reason("rows-not-known-yet", {"count": panel.later}), severity="info")
    if panel is not None and panel.known > size:
        yield Finding(reason=Reason("rows-replaced", {"count": panel.known - size}), severity="info")
