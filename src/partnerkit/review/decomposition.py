"""
How is a difference taken apart along a chain of levels?

Every level is read as so much for one of the level before: leads, deals won
for one lead, revenue for one deal. What a ratio that differs from what was
expected did to the outcome is its Shapley value; see `factors`.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from partnerkit.review.factors import MOST_FACTORS, factors_of, slopes
from partnerkit.review.gaps import WHY_NOT, Against, Gaps
from partnerkit.scoring.groups import Floats
from partnerkit.scoring.ordering import medians
from partnerkit.scoring.peers import Peers, peers_of
from partnerkit.scoring.readings import Readings, fault_at, read
from partnerkit.scoring.scorecard import Kpi, Scorecard
from partnerkit.values import fields
from partnerkit.values.errors import InvalidInput, InvalidValue, raise_faults, shown
from partnerkit.values.time import moment

__all__ = ["CHAIN_CAUSES", "decompose"]

#: Which cause a column of the chain tells of.
CHAIN_CAUSES: Mapping[str, str] = {
    "market": "weak-market",
    "leads": "too-few-leads",
    "leads_given": "too-few-leads",
    "own_leads": "little-own-marketing",
    "won": "low-conversion",
    "revenue": "small-deals",
}


def __dir__() -> list[str]:
    return __all__


def decompose(
    frame: object,
    levels: Sequence[str | Sequence[str]],
    *,
    key: str,
    as_of: date | datetime,
    against: object | None = None,
    peers: Sequence[str] | None = None,
    min_peers: int = 5,
    causes: Mapping[str, str] | None = None,
) -> Gaps:
    """
    Take the difference between what a partner reached and what was expected apart.

    Parameters
    ----------
    levels
        Columns from the first cause to the outcome, as ("leads", "won", "revenue"). Several columns in one place
        are added, as ("leads_given", "own_leads"), and each gets its own part.
    against
        The same columns of the own past or of a plan, by the same keys. Without it, the typical peer: the median
        of each ratio among those who share *peers*, where at least *min_peers* are known.
    causes
        Column -> the cause that it tells of; `CHAIN_CAUSES` where nobody says.

    Raises
    ------
    InvalidValue, InvalidInput
        For columns that are absent or hold no finite numbers from 0 up, and keys that are missing or occur twice.

    >>> now = {"partner": ["P-4"], "leads": [8], "won": [2], "revenue": [2_000]}
    >>> past = {"partner": ["P-4"], "leads": [10], "won": [5], "revenue": [5_000]}
    >>> gap = decompose(now, ["leads", "won", "revenue"], key="partner", against=past, as_of=date(2026, 6, 30))["P-4"]
    >>> gap.difference, [(part.column, part.effect) for part in gap.parts]
    (-3000.0, [('leads', -750.0), ('won', -2250.0), ('revenue', 0.0)])
    """
    steps = _steps(levels)
    raise_faults(_faults(steps, key, min_peers))
    names = tuple(name for step in steps for name in step)
    shared = None if peers is None else tuple(peers)
    card = Scorecard(kpis=tuple(map(Kpi, names)), peers=shared, min_peers=min_peers)
    readings, columns = _read(card, frame, key, as_of, "frame")
    keys = tuple(readings.keys.tolist())
    own = _ratios(columns, steps)
    if against is None:
        groups = peers_of(readings.peers, len(keys), least=min_peers)
        wanted = {name: _typical(ratio, groups, min_peers) for name, ratio in own.items()}
    else:
        wanted = _ratios(_aligned(keys, *_read(card, against, key, as_of, "against")), steps)
    factors, hoped = _agreed(_factors(own, steps), _factors(wanted, steps))
    worth = dict(zip(steps, slopes(factors, hoped), strict=True))
    parts = {
        name: (own[name], wanted[name], _effect(own[name], wanted[name], worth[step]))
        for step in steps
        for name in step
    }
    reached, expected = np.prod(factors, axis=0), np.prod(hoped, axis=0)
    why = _why(columns, steps, np.isnan(reached) | np.isnan(expected), "peers" if against is None else "own")
    for column in (reached, expected, *(each[2] for each in parts.values())):
        column[why > 0] = np.nan
    return Gaps(
        order=keys,
        against="peers" if against is None else "own",
        outcome=" + ".join(steps[-1]),
        columns=names,
        causes=CHAIN_CAUSES if causes is None else causes,
        as_of=moment(as_of),
        actual=reached,
        expected=expected,
        parts=parts,
        why=why,
    )


def _steps(levels: object) -> tuple[tuple[str, ...], ...]:
    if isinstance(levels, str) or not isinstance(levels, Sequence):
        remedy = 'use a list of levels, as ("leads", "won", "revenue")'
        raise InvalidValue(path="levels", value=shown(levels), remedy=remedy)
    return tuple(tuple(each) if isinstance(each, list | tuple) else (each,) for each in levels)


def _faults(steps: Sequence[tuple[str, ...]], key: object, min_peers: object) -> Iterator[InvalidValue]:
    checks = {
        "key": (fields.identifier, key),
        "min_peers": (fields.whole_number(least=3, most=1_000_000), min_peers),
    }
    yield from fields.faults(checks)
    names = [name for step in steps for name in step]
    if not 1 <= len(steps) <= MOST_FACTORS:
        remedy = f"name 1 to {MOST_FACTORS} levels, the outcome last"
        yield InvalidValue(path="levels", value=shown(len(steps)), remedy=remedy)
    for place, step in enumerate(steps):
        odd = [name for name in step if fields.identifier.fault("", name) or names.count(name) > 1]
        if odd or not step:
            remedy = "name the columns of each level, each column once"
            yield InvalidValue(path=f"levels[{place}]", value=shown(step), remedy=remedy)


def _read(
    card: Scorecard, frame: object, key: str, as_of: date | datetime, path: str
) -> tuple[Readings, dict[str, Floats]]:
    try:
        readings = read(card, frame, key=key, as_of=as_of)
    except (InvalidValue, InvalidInput) as error:
        if path == "frame":
            raise
        raise error.under(path) from None
    columns = {each.kpi.name: each.column() for each in readings.by_kpi}
    below = [
        fault_at(name, "a value below 0", readings.keys, column < 0, "use values from 0 up")
        for name, column in columns.items()
        if (column < 0).any()
    ]
    raise_faults(each if path == "frame" else each.under(path) for each in below)
    return readings, columns


def _aligned(keys: Sequence[Any], readings: Readings, columns: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return the columns of another frame in the order of *keys*; who is not in it is unknown."""
    places = {each: row for row, each in enumerate(readings.keys.tolist())}
    rows = np.array([places.get(each, len(places)) for each in keys], dtype=np.int64)
    return {name: np.append(column, np.nan)[rows] for name, column in columns.items()}


def _ratios(columns: Mapping[str, Floats], steps: Sequence[tuple[str, ...]]) -> dict[str, Floats]:
    """Return each column for one of the level before; NaN for one of nothing."""
    found: dict[str, Floats] = {}
    above: Floats | None = None
    for step in steps:
        for name in step:
            found[name] = columns[name] if above is None else factors_of([above, columns[name]])[1]
        above = np.sum([columns[name] for name in step], axis=0)
    return found


def _factors(ratios: Mapping[str, Floats], steps: Sequence[tuple[str, ...]]) -> list[Floats]:
    return [np.sum([ratios[name] for name in step], axis=0) for step in steps]


def _agreed(actual: list[Floats], expected: list[Floats]) -> tuple[list[Floats], list[Floats]]:
    """Let what does not exist on one side, as the price of no sale, be as on the other: it explains nothing."""
    for place, (own, hoped) in enumerate(zip(actual, expected, strict=True)):
        if place:
            neither = np.isnan(own) & np.isnan(hoped)
            actual[place] = np.where(neither, 0.0, np.where(np.isnan(own), hoped, own))
            expected[place] = np.where(neither, 0.0, np.where(np.isnan(hoped), own, hoped))
    return actual, expected


def _effect(own: Floats, wanted: Floats, worth: Floats) -> Floats:
    """Return what a column did; where one side does not exist, nothing."""
    difference = own - wanted
    return np.asarray(np.where(np.isnan(difference) & ~np.isnan(worth), 0.0, difference * worth))


def _typical(ratio: Floats, peers: Peers, least: int) -> Floats:
    """Return the median of the peers for each row; NaN where too few are known."""
    placed = peers.gather(ratio)
    known = peers.groups.known(np.flatnonzero(np.isnan(placed)))
    middle = np.where(known >= least, medians(placed, peers.groups, known), np.nan)
    return np.asarray(peers.spread(np.asarray(peers.groups.each(middle))))


def _why(
    columns: Mapping[str, Floats],
    steps: Sequence[tuple[str, ...]],
    unknown: NDArray[np.bool_],
    against: Against,
) -> NDArray[np.int8]:
    """Say partner by partner why its gap is unknown, as a place in `WHY_NOT`; 0 where it is known."""
    totals = [np.sum([columns[name] for name in step], axis=0) for step in steps]
    found = np.where(
        unknown, WHY_NOT.index("gap-few-peers" if against == "peers" else "gap-nothing-to-compare"), 0
    )
    for above, below in pairwise(totals):
        found[(above == 0) & (below > 0)] = WHY_NOT.index("gap-broken-chain")
    for total in totals:
        found[np.isnan(total)] = WHY_NOT.index("gap-figures-missing")
    return found.astype(np.int8)
