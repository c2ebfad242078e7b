"""
What does it cost to give a lead to the partner it fits best?

A batch can be fair and fit well at once: somebody's best leads are another's
second best. Each partner gets a price: what one more euro of his entitlement
costs the others in fit. At the right prices every lead goes to the one with
the highest fit less price, and everybody gets just about what he is owed; the
prices are the dual variables of that linear program, found by subgradient
steps (Held, Wolfe and Crowder, 1974) on a sample of the leads: each euro has
the same chance, so a large lead counts as much as many small ones.

Then the leads are given by falling value, each to the one with the highest sum
of what he is owed and a bonus, which is fit less price times a stake. The stake
falls with the values, so that the last leads even out what the first left over.

All numbers are whole, so prices are the same on every machine.
"""

from collections.abc import Callable, Iterator
from typing import Protocol, final

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from partnerkit.leads.fit import FIT_BITS
from partnerkit.leads.trace import Trace
from partnerkit.leads.work import INT64, NOBODY, Work, shares_among

__all__ = ["FitRows", "Prices", "dual_bound", "fit_reached", "owed", "price", "priced"]

#: Fits and prices count in steps of 2**-20; no price is further from zero than the best fit.
ONE = 1 << FIT_BITS

#: How many euros of the batch are drawn, and how often prices are corrected by them.
SAMPLE = 4096
ROUNDS = 40
STEP = ONE // 8

#: How many times its value a lead may weigh for fit, against what is owed.
STAKE = 2

#: So many leads are looked at together.
BLOCK = 256

_NOWHERE = -(1 << 30)


def __dir__() -> list[str]:
    return __all__


class FitRows(Protocol):
    """How well partners fit, in steps of 2**-20."""

    def rows(self, leads: NDArray[np.intp], /) -> NDArray[np.int32]:
        """Return leads by partners."""
        ...


@final
@frozen(kw_only=True, eq=False)
class Prices:
    """What each partner's entitlement costs, and how much fit may weigh for each lead."""

    fits: FitRows
    precision: int

    #: Per partner, in steps of 2**-20.
    prices: NDArray[np.int32]

    #: Per lead, in minor units; and per partner, the most that any lead may stake on him.
    stakes: NDArray[np.int64]
    ceilings: NDArray[np.int64]

    def bonus(self, order: NDArray[np.intp]) -> Callable[[int, NDArray[np.intp]], NDArray[np.int64]]:
        """Return the function that gives some partners' bonus for a lead; quick for leads in this *order*."""
        place_of = np.zeros(len(self.stakes), dtype=np.intp)
        place_of[order] = np.arange(len(order))
        places, stakes = place_of.tolist(), self.stakes.tolist()
        lowest, shift = int(self.ceilings.min()), self.precision - FIT_BITS
        held: tuple[int, NDArray[np.int32]] = (-1, np.empty((0, 0), dtype=np.int32))

        def of(lead: int, index: NDArray[np.intp]) -> NDArray[np.int64]:
            nonlocal held
            start, row = divmod(places[lead], BLOCK)
            block = held
            if block[0] != start:
                leads = order[start * BLOCK : (start + 1) * BLOCK]
                block = held = start, self.fits.rows(leads) - self.prices
            stake = stakes[lead]
            surplus: NDArray[np.int64] = block[1][row][index].astype(np.int64)
            surplus *= np.minimum(self.ceilings[index], stake) if stake > lowest else stake
            if shift > 0:
                surplus <<= shift
            elif shift < 0:
                surplus >>= -shift
            return surplus

        return of


def owed(work: Work) -> list[int]:
    """
    Return what each partner should get of a batch, in sub-units: what he is owed before, and of its leads.

    Nobody should get more than there is for him. Where limits come in the way, leads are owed to fewer partners in
    the end.
    """
    share, totals, most = shares_among(work), list(work.balances), [0] * len(work.balances)
    order = np.asarray(work.order, dtype=np.intp)
    worth = [0] * len(work.table)
    for signature, lead in zip(work.signatures[order].tolist(), work.order, strict=True):
        worth[signature] += work.values[lead]
    able = np.array([room > 0 for room in work.room], dtype=np.bool_)
    for row, value in zip(work.table & able, worth, strict=True):
        index = np.flatnonzero(row) if value else np.empty(0, dtype=np.intp)
        for partner, part in zip(index.tolist(), share(index).tolist(), strict=True):
            totals[partner] += part * value
            most[partner] += value
    return [min(total, there_is << work.precision) for total, there_is in zip(totals, most, strict=True)]


def price(work: Work, fits: FitRows, *, sample: int = SAMPLE, rounds: int = ROUNDS) -> NDArray[np.int32]:
    """Return what each partner's entitlement costs, in steps of 2**-20 of fit."""
    prices = np.zeros(len(work.weights), dtype=np.int32)
    drawn = _drawn(work, sample)
    targets = [max(each, 0) for each in owed(work)]
    if not len(drawn) or not any(targets):
        return prices
    total = sum(targets)
    due = np.array([each * len(drawn) * ONE // total for each in targets], dtype=np.int64)
    fit = np.concatenate([fits.rows(drawn[start : start + BLOCK]) for start in range(0, len(drawn), BLOCK)])
    fit[~work.table[work.signatures[drawn]]] = _NOWHERE
    last = np.zeros(len(prices), dtype=np.int64)
    for step in range(rounds):
        won = np.bincount((fit - prices).argmax(axis=1), minlength=len(prices)).astype(np.int64)
        excess = np.clip(((won * ONE - due) << 10) // (due + ONE), -1024, 1024)
        move = excess * (STEP * 8 // (8 + step)) >> 10
        moved = prices + move
        # Only differences matter; on average a euro of entitlement costs nothing.
        prices = np.clip(moved - int((moved * due).sum()) // int(due.sum()), -ONE, ONE).astype(np.int32)
        if 2 * step >= rounds:
            last += prices
    averaged: NDArray[np.int32] = (last // (rounds - (rounds + 1) // 2)).astype(np.int32)
    return averaged


def _drawn(work: Work, sample: int) -> NDArray[np.intp]:
    """Draw leads that somebody could take, each as often as its share of the whole value has it."""
    order = np.asarray(work.order, dtype=np.intp)
    could: NDArray[np.bool_] = np.logical_or.reduce(work.table, axis=1)
    order = order[could[work.signatures[order]]]
    reached, points, drawn = 0, 0, []
    values = [work.values[lead] for lead in order.tolist()]
    total = sum(values)
    for place, value in enumerate(values):
        reached += value
        count = reached * sample // total - points
        drawn += [place] * count
        points += count
    return order[np.array(drawn, dtype=np.intp)]


def priced(work: Work, fits: FitRows, rest: Work | None = None) -> Work:
    """Return *work* with prices, and with fit less price as a bonus; *rest* is what of it is to be given by them."""
    order, rest = np.asarray(work.order, dtype=np.intp), work if rest is None else rest
    most = INT64 >> 22
    prices = Prices(
        fits=fits,
        precision=work.precision,
        prices=price(rest, fits),
        stakes=_stakes(rest),
        ceilings=np.array([min(max(each, 0) >> work.precision, most) for each in owed(rest)], dtype=np.int64),
    )
    largest = int(prices.stakes.max(initial=0)) * 2 * ONE << max(work.precision - FIT_BITS, 0)
    return evolve(
        work,
        basis="price",
        bonus=prices.bonus(order),
        largest_bonus=largest,
        fit_weight=0,
        prices=tuple(prices.prices.tolist()),
    )


def _stakes(work: Work) -> NDArray[np.int64]:
    """Return what each lead may weigh for fit: a multiple of its value, less when little is left to even it out."""
    stakes = np.zeros(len(work.values), dtype=np.int64)
    partners = len(work.weights)
    largest = max((work.values[lead] for lead in work.order), default=0) << work.precision
    most = max(
        (INT64 // (partners + 3) - largest - sum(map(abs, work.balances)))
        // (4 * ONE << max(work.precision - FIT_BITS, 0)),
        0,
    )
    left = sum(work.values[lead] for lead in work.order)
    for lead in work.order:
        value = work.values[lead]
        left -= value
        stakes[lead] = min(STAKE * value, left // partners, most)
    return stakes


def fit_reached(trace: Trace, fits: FitRows) -> int:
    """Return the sum of value times fit of what was given, in 2**-20 of minor units."""
    total = 0
    for leads, winners in _given(trace):
        fit = fits.rows(leads)[np.arange(len(leads)), winners]
        total += _product(fit, [trace.work.values[lead] for lead in leads.tolist()])
    return total


def dual_bound(trace: Trace, fits: FitRows) -> int:
    """
    Return what no allocation can exceed that gives every partner the same amounts, in 2**-20 of minor units.

    That is the Lagrangian at the prices (weak duality): if each lead given went to the one with the highest
    fit less price, and everybody paid the price of what he got.
    """
    work, total = trace.work, 0
    received = [0] * len(work.weights)
    prices = np.array(work.prices or received, dtype=np.int32)
    for leads, winners in _given(trace):
        surplus = fits.rows(leads) - prices
        surplus[~work.table[work.signatures[leads]]] = _NOWHERE
        values = [work.values[lead] for lead in leads.tolist()]
        total += _product(surplus.max(axis=1), values)
        for winner, value in zip(winners.tolist(), values, strict=True):
            received[winner] += value
    return total + sum(map(int.__mul__, prices.tolist(), received))


def _given(trace: Trace) -> Iterator[tuple[NDArray[np.intp], NDArray[np.int32]]]:
    """Return the leads given and their winners, some at a time."""
    order = np.asarray(trace.work.order, dtype=np.intp)
    places = np.flatnonzero(trace.winners != NOBODY)
    for start in range(0, len(places), BLOCK):
        block = places[start : start + BLOCK]
        yield order[block], trace.winners[block]


def _product(steps: NDArray[np.int32], values: list[int]) -> int:
    return sum(map(int.__mul__, steps.tolist(), values))
