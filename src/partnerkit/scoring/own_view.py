"""
What of a score may its own partner be told?

What hangs on his figures and on the card alone. A place on the scale of his
peers is reckoned from their mean and spread: he who knows his own figure, and
tries another one, can solve for both, and from one month to the next for a
peer. So of scales that measure with peers he is told what he has and what it
weighs, and `benchmark` tells him where he stands. Points that a card gives for
a figure, whatever the others have, are told in full.
"""

from collections.abc import Container, Hashable
from typing import TYPE_CHECKING

from attrs import evolve

from partnerkit.scoring.pairwise import Pairwise
from partnerkit.scoring.scorecard import Scorecard
from partnerkit.values.errors import InvalidValue, NotFound
from partnerkit.values.reasons import Facts, Reason

if TYPE_CHECKING:
    from partnerkit.scoring.explanation import Explanation, Line

__all__ = ["check_viewer", "own_view"]


def __dir__() -> list[str]:
    return __all__


def check_viewer(key: Hashable, viewer: Hashable, known: Container[Hashable], *, is_panel: bool) -> None:
    """
    Refuse to explain the score of *key* to anybody else; no message names another partner.

    In a panel, the key is that of a partner and a period; elsewhere a pair is a name as any other.
    """
    own = key[0] if is_panel and isinstance(key, tuple) and key else key
    if own != viewer:
        remedy = "explain to a viewer the score of his own"
        raise InvalidValue(path="viewer", value="not the partner whose score it is", remedy=remedy)
    if key not in known:
        raise NotFound(path="key", key=str(key))


def own_view(found: "Explanation", card: Scorecard) -> "Explanation":
    """Return what of an explanation may be told to the partner whose score it is."""
    weights_are_known = card.weights == "given" or isinstance(card.weights, Pairwise)
    # What a card gives for a figure by itself: no peers in the scale, its ends, its weights, or the way of adding up.
    is_own = weights_are_known and card.scale == "points" and card.winsorize is None
    is_own = is_own and card.aggregate in {"weighted_sum", "geometric"}
    drawn = {kpi.name for kpi in card.kpis if kpi.shrunk_as != "none"}
    is_whole = is_own and all(each.raw is None or each.kpi not in drawn for each in found.lines)
    method = found.method
    share = None
    if not weights_are_known:
        method = Facts({name: fact for name, fact in method.items() if name != "weights"})
        known = [each for each in found.lines if each.raw is not None]
        share = len(known) / len(found.lines)
    return evolve(
        found,
        score=found.score if is_whole else None,
        rank=None,
        coverage=found.coverage if share is None else share,
        staleness=found.staleness if share is None else _staleness(found),
        lines=tuple(
            _own_line(
                each,
                is_told=is_own and each.kpi not in drawn,
                is_added=is_whole,
                weight=each.weight if share is None else _even(each, found),
            )
            for each in found.lines
        ),
        base=found.base if is_whole else None,
        method=method,
        limit=found.limit if is_whole else Reason("hangs-on-peers", {"aggregate": card.aggregate}),
    )


def _own_line(line: "Line", *, is_told: bool, is_added: bool, weight: float) -> "Line":
    return evolve(
        line,
        shrunk=None,
        scaled=line.scaled if is_told else None,
        weight=weight,
        contribution=line.contribution if is_added else None,
        to_best=None,
        to_worst=None,
    )


def _even(line: "Line", found: "Explanation") -> float:
    """Return what a KPI weighs if all known weigh the same: weights that were found tell how others' figures spread."""
    fresh = sum(_fresh(each) for each in found.lines)
    return _fresh(line) / fresh if fresh else 0.0


def _fresh(line: "Line") -> float:
    if line.raw is None:
        return 0.0
    return 1.0 if line.freshness is None else line.freshness


def _staleness(found: "Explanation") -> float:
    known = [each for each in found.lines if each.raw is not None]
    return sum(1 - _fresh(each) for each in known) / len(found.lines)
