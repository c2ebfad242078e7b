"""
With what is one figure measured, once the peers are known?

A few numbers say where the peers stand; they put a figure on their scale
without them. It is the arithmetic of `scales` and `shrinkage`, for one figure
and without numpy; tests hold both to each other.
"""

from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import accumulate
from math import ulp
from typing import Literal, final, get_args

from attrs import field, frozen

from partnerkit.scoring.scorecard import Better, Kpi, Scorecard
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue
from partnerkit.values.fields import Check, as_tuple

__all__ = ["Form", "Measure", "form_of"]

_HUGE = 1e300

#: What a scale does to one figure: measure from a center in spreads, cut to 0 to 100 or not, or count who is behind.
Form = Literal["distance", "range", "points", "share", "flow", "preference"]
Basis = Literal["rate", "mean"]

_figure = fields.number(least=-_HUGE, most=_HUGE)
_pair = fields.optional(
    Check(
        lambda value: isinstance(value, tuple) and len(value) == 2 and all(map(_figure.accepts, value)),
        "use two numbers",
    )
)
_counts = fields.each(fields.whole_number(), unique=False)


def __dir__() -> list[str]:
    return __all__


def form_of(card: Scorecard, kpi: Kpi) -> Form:
    """Return what the scale of *card* does to one figure of *kpi*."""
    if card.aggregate == "promethee_ii":
        return "flow" if kpi.preference is None else "preference"
    forms: dict[str, Form] = {"min_max": "range", "points": "points", "percent_rank": "share"}
    return forms.get(card.scale, "distance")


@final
@frozen(kw_only=True)
class Measure:
    """
    The measure of one KPI among one group of peers.

    >>> Measure(form="distance", center=10.0, spread=2.0).scaled(13.0)
    1.5
    """

    form: Form = field(validator=fields.choice(*get_args(Form)))
    better: Better = field(default="higher", validator=fields.choice(*get_args(Better)))
    target: tuple[float, float] | None = field(default=None, converter=as_tuple, validator=_pair)

    #: In figures turned so that more is better; without a spread nobody differs. The center is counted from the
    #: base, so that both together keep the digits of a small spread around large figures.
    base: float = field(default=0.0, validator=_figure)
    center: float = field(default=0.0, validator=_figure)
    spread: float = field(default=0.0, validator=_figure)

    #: To what figures are cut at the ends, before they are turned.
    ends: tuple[float, float] | None = field(default=None, converter=as_tuple, validator=_pair)

    #: To what figures are drawn that rest on little, and the spread of the peers; None draws nothing.
    prior: tuple[float, float] | None = field(default=None, converter=as_tuple, validator=_pair)

    #: Whether figures are rates, drawn by the number they rest on, or means, drawn by their standard error.
    drawn_as: Basis = field(default="rate", validator=fields.choice(*get_args(Basis)))

    #: The best and the worst of the peers, scaled.
    best: float = field(default=0.0, validator=_figure)
    worst: float = field(default=0.0, validator=_figure)

    #: Figures of the peers in rising order, how many are below each, and how many below or equal.
    grid: tuple[float, ...] = field(default=(), converter=as_tuple, validator=fields.each(_figure))
    below: tuple[int, ...] = field(default=(), converter=as_tuple, validator=_counts)
    upto: tuple[int, ...] = field(default=(), converter=as_tuple, validator=_counts)

    #: How many of the peers have a figure.
    count: int = field(default=0, validator=fields.whole_number())

    preference: tuple[float, float] | None = field(default=None, converter=as_tuple, validator=_pair)

    def __attrs_post_init__(self) -> None:
        if not len(self.grid) == len(self.below) == len(self.upto):
            remedy = "give one number below and one up to each figure of the grid"
            raise InvalidValue(path="grid", value=f"{len(self.grid)} figures", remedy=remedy)

    @property
    def widest_gap(self) -> float:
        """How many peers, as a share, stand between two figures of the grid at most; a net flow counts both ways."""
        if self.count < 2 or len(self.grid) < 2:
            return 0.0
        widest = max(high - low for low, high in zip(self.upto, self.below[1:], strict=False))
        return widest / self.count if self.form == "share" else 2 * widest / (self.count - 1)

    def drawn(self, value: float, basis: float) -> float:
        """
        Return *value* drawn to the peers: a rate by the number it rests on, a mean by its standard error.

        >>> Measure(form="distance", prior=(0.5, 0.2)).drawn(1.0, 4)
        0.75
        """
        if self.prior is None:
            return value
        center, spread = self.prior
        if self.drawn_as == "rate":
            kept = spread * basis / (1 - spread + spread * basis)
        else:
            kept = spread / (basis * basis + spread)
        return center + kept * (value - center)

    def scaled(self, value: float) -> float:
        """Return *value* on the scale of the peers; more is better."""
        if self.ends is not None:
            value = min(max(value, self.ends[0]), self.ends[1])
        if self.target is not None:
            value = -max(self.target[0] - value, value - self.target[1], 0.0)
        elif self.better == "lower":
            value = -value
        if self.form == "distance":
            return (value - self.base - self.center) * (1 / self.spread) if self.spread else 0.0
        if self.form == "range":
            return (value - self.center) / self.spread if self.spread else 0.5
        if self.form == "points":
            return min(max((value - self.center) / self.spread, 0.0), 100.0)
        if self.form == "share":
            return self._share(value)
        others = max(self.count - 1, 1)
        if self.form == "flow":
            return (
                min(max((2 * self._share(value) - 1) * self.count / others, -1.0), 1.0) if self.count else 0.0
            )
        return min(max(self._preferred(value) / others, -1.0), 1.0)

    def _share(self, value: float) -> float:
        """Return the share of the peers behind, half of the equals with them; between two of the grid in proportion."""
        if not self.count:
            return 0.0
        place = bisect_left(self.grid, value)
        if place < len(self.grid) and self.grid[place] == value:
            return (self.below[place] + self.upto[place]) / 2 / self.count
        if self.prior is not None and (near := self._nearly(value, place)) is not None:
            return (self.below[near] + self.upto[near]) / 2 / self.count
        if place == 0:
            return 0.0
        if place == len(self.grid):
            return 1.0
        low, high = self.upto[place - 1], self.below[place]
        way = (value - self.grid[place - 1]) / (self.grid[place] - self.grid[place - 1])
        return (low + (high - low) * way) / self.count

    def _nearly(self, value: float, place: int) -> int | None:
        """Return which of the grid is the same but for rounding: another engine may have drawn it to the peers."""
        near = (each for each in (place - 1, place) if 0 <= each < len(self.grid))
        return next((each for each in near if abs(self.grid[each] - value) <= 4 * ulp(value)), None)

    @cached_property
    def _masses(self) -> tuple[list[float], list[float], list[float], list[float]]:
        """
        Return where the peers stand, how many there are up to each place, and the sum of their figures.

        Figures are summed from the first of those who follow each other more
        closely than what decides, as in `scales`: so small figures keep their
        digits beside large ones. Where that is, comes last.
        """
        places, masses = list[float](), list[float]()
        for place, figure in enumerate(self.grid):
            if place and self.below[place] > self.upto[place - 1]:
                places.append((self.grid[place - 1] + figure) / 2)
                masses.append(self.below[place] - self.upto[place - 1])
            places.append(figure)
            masses.append(self.upto[place] - self.below[place])
        decided = self.preference[1] if self.preference else 0.0
        firsts = list[float]()
        for place, figure in enumerate(places):
            is_first = not place or figure - places[place - 1] > decided
            firsts.append(figure if is_first else firsts[-1])
        sums = [mass * (figure - first) for mass, figure, first in zip(masses, places, firsts, strict=True)]
        return places, [0.0, *accumulate(masses)], [0.0, *accumulate(sums)], firsts

    def _preferred(self, value: float) -> float:
        """Return to how many peers it is preferred, in full or in part, less how many are preferred to it."""
        places, masses, sums, firsts = self._masses
        indifferent, decided = self.preference or (0.0, 0.0)
        if decided == indifferent:
            behind = masses[bisect_left(places, value - decided)]
            return behind - (masses[-1] - masses[bisect_right(places, value + decided)])
        full = bisect_right(places, value - decided)
        some = max(bisect_left(places, value - indifferent), full)
        ahead = bisect_left(places, value + decided)
        some_ahead = min(bisect_right(places, value + indifferent), ahead)
        behind = before = 0.0
        if some > full:
            away = value - firsts[full] - indifferent
            behind = (masses[some] - masses[full]) * away - (sums[some] - sums[full])
        if ahead > some_ahead:
            away = value - firsts[some_ahead] + indifferent
            before = (sums[ahead] - sums[some_ahead]) - (masses[ahead] - masses[some_ahead]) * away
        return masses[full] - (masses[-1] - masses[ahead]) + (behind - before) / (decided - indifferent)
