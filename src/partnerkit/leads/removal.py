"""
How many deals fewer would there be without one of those who made the contacts?

Journeys are read as a Markov chain: where they go next depends on the last
contacts, `order` of them. The effect of removing a party is the part of all
wins that is lost when every journey that comes to it ends there without one.
The chain is solved exactly: as linear equations while it is small, else by
following the whole crowd of journeys until less than 1e-15 of it is under way.

Anderl, Becker, von Wangenheim and Schumann (2016), Mapping the customer
journey, International Journal of Research in Marketing 33.
"""

from typing import final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.leads.journeys import Journeys
from partnerkit.values.errors import InvalidValue, shown

__all__ = ["Chain", "chain_of", "removal_effects"]

#: Up to so many states, equations are solved; above, mass is followed along the edges.
_DENSE = 256
_REST = 1e-15


def __dir__() -> list[str]:
    return __all__


@final
@frozen(eq=False)
class Chain:
    """Which steps the journeys take, from state to state; the last states stand for a win and for none."""

    parties: int

    #: How many states there are, the start and both ends included.
    states: int

    #: The party of the last contact in each state; -1 for the start and the ends.
    last: NDArray[np.int64]

    #: The different steps: from which state to which.
    source: NDArray[np.int64]
    target: NDArray[np.int64]

    #: For the steps along all journeys, in their order: which of the different steps, and the row of its journey.
    edge: NDArray[np.int64]
    row: NDArray[np.int64]

    #: For each row the step that ends it with a win, and the one that ends it without.
    won: NDArray[np.int64]
    lost: NDArray[np.int64]


def chain_of(journeys: Journeys, order: int) -> Chain:
    """
    Return the chain of *journeys* with a memory of *order* contacts; rows without contacts are no part of it.

    >>> chain_of(Journeys.of([["a", "b"], ["b"]], wins=[1, 0]), 1).states
    5
    """
    if type(order) is not int or order < 1:
        raise InvalidValue(path="order", value=shown(order), remedy="use a whole number of 1 or more")
    state, last = _states(journeys, order)
    states = len(last) + 2
    win, none = states - 2, states - 1
    filled = np.flatnonzero(journeys.lengths)
    first = journeys.offsets[filled]
    ends = journeys.offsets[filled + 1] - 1
    source = np.empty_like(state)
    source[1:] = state[:-1]
    source[first] = 0
    pairs = np.concatenate((source * states + state, state[ends] * states + win, state[ends] * states + none))
    keys, edge = _numbered(pairs, states * states)
    touches, rows = len(state), len(filled)
    won, lost = np.full(len(journeys), -1), np.full(len(journeys), -1)
    won[filled], lost[filled] = edge[touches : touches + rows], edge[touches + rows :]
    return Chain(
        parties=len(journeys.parties),
        states=states,
        last=np.concatenate((last, [-1, -1])),
        source=keys // states,
        target=keys % states,
        edge=edge[:touches],
        row=journeys.rows,
        won=won,
        lost=lost,
    )


def _numbered(keys: NDArray[np.int64], limit: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the different keys, sorted, and the place of each among them; without sorting where they are few."""
    if limit > max(4 * len(keys), 1024):
        found, places = np.unique(keys, return_inverse=True)
        return found, places
    seen = np.zeros(limit, dtype=np.bool_)
    seen[keys] = True
    place = np.cumsum(seen) - 1
    return np.flatnonzero(seen), place[keys]


def _states(journeys: Journeys, order: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the state after each contact, from 1, and the party of the last contact in each; 0 is the start."""
    count = len(journeys.parties)
    state = journeys.touches + 1
    last = np.concatenate(([-1], np.arange(count)))
    firsts = np.zeros(len(state), dtype=np.bool_)
    firsts[journeys.offsets[:-1][journeys.lengths > 0]] = True
    longest = int(journeys.lengths.max(initial=0))
    for _ in range(min(order, longest) - 1):
        # A memory of one contact more: the state before, and the contact.
        before = np.concatenate(([0], state[:-1]))
        before[firsts] = 0
        keys, places = _numbered(before * count + journeys.touches, len(last) * count)
        state, last = places + 1, np.concatenate(([-1], keys % count))
    return state, last


def removal_effects(
    chain: Chain, wins: NDArray[np.int64], losses: NDArray[np.int64]
) -> tuple[NDArray[np.float64], float]:
    """
    Return for each party the part of all wins that is lost without it, from 0 to 1, and the chance of a win.

    *wins* and *losses* are those of the rows the chain was made from, or of a sample of them.

    >>> journeys = Journeys.of([["a", "b"], ["b"], ["c"]], wins=[1, 0, 1], losses=[0, 1, 1])
    >>> effects, chance = removal_effects(chain_of(journeys, 1), journeys.wins, journeys.losses)
    >>> effects.round(3).tolist(), round(chance, 3)
    ([0.25, 0.5, 0.5], 0.5)
    """
    size = len(chain.source)
    filled = chain.won >= 0
    counts = np.bincount(chain.edge, weights=(wins + losses)[chain.row], minlength=size)
    counts += np.bincount(chain.won[filled], weights=wins[filled], minlength=size)
    counts += np.bincount(chain.lost[filled], weights=losses[filled], minlength=size)
    leaving = np.bincount(chain.source, weights=counts, minlength=chain.states)
    odds = counts / np.where(leaving > 0, leaving, 1)[chain.source]
    solve = _solved if chain.states <= _DENSE else _followed
    chances = solve(chain, odds)
    chance = float(chances[-1])
    if chance <= 0:
        return np.zeros(chain.parties), 0.0
    return np.clip(1 - chances[:-1] / chance, 0, 1), chance


def _solved(chain: Chain, odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the chance of a win without each party, and at last with all: linear equations."""
    inner = chain.states - 2
    steps = np.zeros((chain.states, chain.states))
    steps[chain.source, chain.target] = odds
    found = np.empty(chain.parties + 1)
    for party in range(chain.parties + 1):
        # Who comes to a removed party wins nothing any more: its states drop out, their columns with them.
        kept = np.flatnonzero(chain.last[:inner] != party) if party < chain.parties else np.arange(inner)
        matrix = np.eye(len(kept)) - steps[np.ix_(kept, kept)]
        found[party] = np.linalg.solve(matrix, steps[kept, inner])[0]
    return found


def _followed(chain: Chain, odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the same by following the crowd from the start, in one column for each party that is removed."""
    win = chain.states - 2
    # Whoever comes to the same state again and again is followed once, to where he goes in the end.
    stays = chain.source == chain.target
    leaves = np.ones(chain.states)
    leaves[chain.source[stays]] -= odds[stays]
    onward = (chain.target < win) & ~stays
    odds = odds / leaves[chain.source]
    source, target, part = chain.source[onward], chain.target[onward], odds[onward]
    order = np.argsort(target, kind="stable")
    source, target, part = source[order], target[order], part[order]
    arrivals = np.flatnonzero(np.diff(target, prepend=-1))
    reached = target[arrivals]
    wins = np.zeros(chain.states)
    ending = chain.target == win
    wins[chain.source[ending]] = odds[ending]
    blocked = chain.last[:, np.newaxis] == np.arange(chain.parties + 1)
    crowd = np.zeros((chain.states, chain.parties + 1))
    crowd[0] = 1.0
    found = np.zeros(chain.parties + 1)
    while crowd.sum(axis=0).max() >= _REST:
        found += wins @ crowd
        moved = np.zeros_like(crowd)
        moved[reached] = np.add.reduceat(crowd[source] * part[:, np.newaxis], arrivals, axis=0)
        moved[blocked] = 0.0
        crowd = moved
    return found
