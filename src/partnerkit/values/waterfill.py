"""
How is an amount divided in proportion where some may not have less, and some not more?

Water-filling: one level is raised for all, each gets its weight times the
level, but never less than its floor nor more than its cap. Written down, part
i is ``min(max(level * weight[i], low[i]), high[i])``, with the one level at
which the parts add up. So those whom no bound binds have exactly their
proportion of what the others leave, and no bound is ever crossed.

The level is found without searching for it: share out, see who falls below a
floor and who exceeds a cap, and fix whichever side is off by more in all, for
the level can only move away from it (Bitran and Hax, 1981; Bretthauer and
Shetty, 2002). Each round fixes at least one; a handful of rounds is what
happens. Only claims with a bound are ever looked at, all groups at once, and
every comparison is one of whole numbers.
"""

from typing import TYPE_CHECKING, Any, final

from attrs import frozen

from partnerkit.values.split import FITS, GUESS, Column, Rounding, by_priority, divided, parts_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Ranges", "fill"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False)
class Ranges:
    """Floors and caps of some claims, as columns of equal length; a claim that is not named has none."""

    #: Which claims they are of, in rising order.
    places: "NDArray[np.int64]"
    lows: Column
    highs: Column

    #: Where there is a floor, and where a cap; elsewhere the number means nothing.
    has_low: "NDArray[np.bool_]"
    has_high: "NDArray[np.bool_]"

    @classmethod
    def of(cls, places: "NDArray[np.int64]", lows: Column, highs: Column) -> "Ranges":
        """Return limits of which each has both, floor and cap."""
        import numpy as np

        both = np.ones(len(places), dtype=np.bool_)
        return cls(places=places, lows=lows, highs=highs, has_low=both, has_high=both)

    def between(self, start: int, stop: int) -> "Ranges":
        """Return those of the claims from *start* to *stop*, counted from there."""
        import numpy as np

        some = slice(*np.searchsorted(self.places, (start, stop)).tolist())
        return Ranges(
            places=self.places[some] - start,
            lows=self.lows[some],
            highs=self.highs[some],
            has_low=self.has_low[some],
            has_high=self.has_high[some],
        )

    def chosen(self, some: "NDArray[np.int64]", kind: "np.dtype[Any] | type[Any]") -> "Ranges":
        """Return some of the limits as numbers of *kind*, with zeros where there is no bound."""
        import numpy as np

        has_low, has_high = self.has_low[some], self.has_high[some]
        return Ranges(
            places=self.places[some],
            lows=np.where(has_low, self.lows[some], 0).astype(kind),
            highs=np.where(has_high, self.highs[some], 0).astype(kind),
            has_low=has_low,
            has_high=has_high,
        )

    def joined(self, other: "Ranges") -> "Ranges":
        """Return both, for different claims."""
        import numpy as np

        order = np.argsort(np.concatenate((self.places, other.places)))
        return Ranges(
            places=np.concatenate((self.places, other.places))[order],
            lows=np.concatenate((self.lows, other.lows))[order],
            highs=np.concatenate((self.highs, other.highs))[order],
            has_low=np.concatenate((self.has_low, other.has_low))[order],
            has_high=np.concatenate((self.has_high, other.has_high))[order],
        )

    def mirrored(self) -> "Ranges":
        """Return the limits of the opposite amounts."""
        return Ranges(
            places=self.places,
            lows=-self.highs,
            highs=-self.lows,
            has_low=self.has_high,
            has_high=self.has_low,
        )

    def nearest_to_zero(self) -> Column:
        """Return what a claim gets that weighs nothing: zero, or the bound next to it."""
        import numpy as np

        raised = np.where(self.has_low, np.maximum(self.lows, 0), 0)
        return np.where(self.has_high, np.minimum(raised, self.highs), raised)


def fill(
    totals: Column,
    weights: Column,
    offsets: "NDArray[np.int64]",
    limits: Ranges,
    *,
    unit: int = 1,
    rounding: Rounding = "largest-remainder",
) -> tuple[Column, "NDArray[np.bool_]"]:
    """
    Divide many totals at once, each among its own group of weights within *limits*.

    Parameters
    ----------
    totals, weights, offsets, unit, rounding
        As for `split_many`; a group may be all zeros if its limits take its total up.
    limits
        Floors and caps in whole units: multiples of *unit*, but where both are
        the same, which is a claim that is held. No floor is above its cap.

    Returns
    -------
    The parts, and which groups add up. Where nobody of weight has room left, a group does not.

    >>> import numpy as np
    >>> limits = Ranges(
    ...     places=np.array([0, 2]), lows=np.array([0, 30]), highs=np.array([40, 0]),
    ...     has_low=np.array([False, True]), has_high=np.array([True, False]),
    ... )
    >>> parts, adds_up = fill(np.array([100]), np.array([6, 3, 1]), np.array([0]), limits)
    >>> parts.tolist(), adds_up.tolist()
    ([40, 30, 30], [True])
    """
    import numpy as np

    group = np.searchsorted(offsets, limits.places, side="right") - 1
    pegs, is_pegged = _pegged(totals, weights, offsets, limits, group)
    rest = totals.astype(np.result_type(totals, pegs))
    np.subtract.at(rest, group, pegs)
    claims = weights.copy()
    claims[limits.places[is_pegged]] = 0
    sums = np.add.reduceat(claims if claims.dtype == object else claims.astype(np.float64), offsets)
    is_done = np.equal(sums, 0)
    adds_up = ~is_done | np.equal(rest, 0)
    if is_done.any():
        # Where nothing is left everybody gets nothing more, whatever the weights.
        rest = np.where(is_done, 0, rest)
        claims = np.where(np.repeat(is_done, np.diff(offsets, append=len(weights))), 1, claims)
    in_turn = np.unique(group[adds_up[group]]) if rounding == "sainte-lague" else group[:0]
    shared = rest.copy()
    shared[in_turn] = 0
    parts = parts_of(shared, claims, offsets, unit=unit, rounding=rounding)
    parts = parts.astype(np.result_type(parts, pegs), copy=False)
    parts[limits.places] += pegs
    ends = np.append(offsets[1:], len(weights))
    for at in in_turn.tolist():
        some = slice(int(offsets[at]), int(ends[at]))
        free = np.zeros_like(claims[some]) if is_done[at] else claims[some]
        of_group = limits.between(some.start, some.stop)
        columns = (weights[some], free, parts[some])
        parts[some] = _in_turn(int(totals[at]), int(rest[at]), columns, of_group, unit)
    return parts, adds_up


def _in_turn(
    total: int, rest: int, columns: tuple[Column, Column, Column], limits: Ranges, unit: int
) -> list[int]:
    """
    Return the parts of one group by Webster's divisors: each the nearest unit to level * weight, within its limits.

    It begins at the level that water-filling found, *rest* over the claims of the free, and goes on unit by
    unit. Opposite amounts have opposite parts.
    """
    weights, claims, pegs = columns
    sign = -1 if rest < 0 else 1
    limits = limits.mirrored() if rest < 0 else limits
    whole = sum(map(int, claims)) * unit
    seats = [
        (2 * abs(rest) * int(claim) + whole - 1) // (2 * whole) if claim else sign * int(peg) // unit
        for claim, peg in zip(claims, pegs, strict=True)
    ]
    edges: list[tuple[int | None, int | None]] = [(None, None)] * len(seats)
    held = dict[int, int]()
    for at, place in enumerate(limits.places.tolist()):
        low = int(limits.lows[at]) if limits.has_low[at] else None
        high = int(limits.highs[at]) if limits.has_high[at] else None
        if low is not None and low == high:
            held[place], seats[place], edges[place] = low, 0, (0, 0)
        else:
            edges[place] = (None if low is None else low // unit, None if high is None else high // unit)
    amount = sign * total - sum(held.values())
    parts = by_priority(amount, [int(weight) for weight in weights], seats, unit, edges)
    return [sign * (part + held.get(place, 0)) for place, part in enumerate(parts)]


def _pegged(
    totals: Column, weights: Column, offsets: "NDArray[np.int64]", limits: Ranges, group: "NDArray[np.int64]"
) -> "tuple[Column, NDArray[np.bool_]]":
    """Return what each claim with limits gets because of them, zero if nothing, and whether it does."""
    import numpy as np

    amounts = np.abs(totals.astype(np.float64))
    for has, bounds in ((limits.has_low, limits.lows), (limits.has_high, limits.highs)):
        np.add.at(amounts, group, np.abs(np.where(has, bounds, 0).astype(np.float64)))
    sums = np.add.reduceat(weights.astype(np.float64), offsets)
    counts = np.bincount(group, minlength=len(offsets))
    # As for a plain division, with room for all remainders of a group together.
    fits = (sums * (amounts * GUESS + 2 + counts) < FITS) & (amounts < FITS)
    pegs, is_pegged = np.zeros(len(group), dtype=np.int64), np.zeros(len(group), dtype=np.bool_)
    for some, kind in ((fits, np.int64), (~fits, object)):
        of_kind = np.flatnonzero(some[group])
        if len(of_kind) == 0:
            continue
        # Only groups with limits are looked at, and counted anew.
        chosen, numbers = np.unique(group[of_kind], return_inverse=True)
        known = weights if kind is np.int64 else weights.astype(object)
        found = _rounds(
            totals[chosen].astype(kind),
            np.add.reduceat(known, offsets)[chosen].astype(kind),
            known[limits.places[of_kind]].astype(kind),
            numbers,
            limits.chosen(of_kind, kind),
        )
        pegs = pegs.astype(np.result_type(pegs, found[0]), copy=False)
        pegs[of_kind], is_pegged[of_kind] = found
    return pegs, is_pegged


def _rounds(
    rest: Column, sums: Column, weights: Column, group: "NDArray[np.int64]", limits: Ranges
) -> "tuple[Column, NDArray[np.bool_]]":
    """
    Fix, round after round, the side that is off by more; *rest* and *sums* are those of each group's free claims.

    If the parts below their floor lack more than those above their cap have too much, raising the former to
    their floors takes more than lowering the latter gives: the level will fall, and they will be below it still.
    """
    import numpy as np

    # What is held is fixed before its share is known: one that meets it exactly would be rounded to a unit.
    is_held = limits.has_low & limits.has_high & np.equal(limits.lows, limits.highs)
    is_pegged = np.equal(weights, 0) | np.asarray(is_held, dtype=np.bool_)
    pegs = np.where(is_pegged, limits.nearest_to_zero(), 0)
    np.subtract.at(rest, group, pegs)
    np.subtract.at(sums, group, np.where(is_pegged, weights, 0))
    free = np.flatnonzero(~is_pegged)
    while len(free):
        of, low, high = group[free], limits.lows[free], limits.highs[free]
        part, left = divided(rest[of], weights[free], sums[of])
        under = limits.has_low[free] & (part < low)
        over = limits.has_high[free] & ((part > high) | ((part == high) & (left > 0))) & ~under
        # What is lacking, less what is too much: whole units, less the fractions of all that are off.
        lack = np.zeros_like(rest)
        np.add.at(lack, of, np.where(under, low - part, 0) + np.where(over, high - part, 0))
        fractions = np.zeros_like(rest)
        np.add.at(fractions, of, np.where(under | over, left, 0))
        open_sums = np.where(np.equal(sums, 0), 1, sums)
        lack -= fractions // open_sums
        fall = (lack > 0) | ((lack == 0) & np.equal(fractions % open_sums, 0))
        now = (under & fall[of]) | (over & (lack <= 0)[of])
        fixed = free[now]
        pegs[fixed], is_pegged[fixed] = np.where(under[now], low[now], high[now]), True
        np.subtract.at(rest, group[fixed], pegs[fixed])
        np.subtract.at(sums, group[fixed], weights[fixed])
        unsettled = np.zeros(len(rest), dtype=np.bool_)
        unsettled[group[fixed]] = True
        free = free[~now & unsettled[of]]
    return pegs, is_pegged
