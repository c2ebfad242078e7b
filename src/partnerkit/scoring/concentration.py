"""
Who makes 80 %?

In most channels few partners make most of the sales; how few, and how much
hangs on the largest, decides whom one cannot afford to lose. Partners are put
in order, the largest first, and their shares added up.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal, final

import numpy as np
from attrs import field, frozen
from numpy.typing import ArrayLike, NDArray

from partnerkit.scoring.groups import Floats
from partnerkit.scoring.intervals import as_share
from partnerkit.scoring.series import as_numbers, key_faults
from partnerkit.values import fields
from partnerkit.values.columns import require
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.fields import as_tuple
from partnerkit.values.frames import FrameKind, Library, read_columns, to_frame, write_columns
from partnerkit.values.markup import small_table
from partnerkit.values.reasons import Facts, Reason

__all__ = ["Concentration", "Lorenz", "gini", "lorenz", "pareto"]

Klass = Literal["A", "B", "C"]

#: What the frame of a concentration holds beside the key.
_COLUMNS = ("value", "place", "share", "cumulated", "class")

_SHARE = fields.number(least=0, most=1)
_BOUNDS = fields.Check(
    lambda value: (
        isinstance(value, tuple)
        and len(value) == 2
        and all(map(_SHARE.accepts, value))
        and 0 < value[0] <= value[1]
    ),
    "use two shares above 0, the first not above the second, as (0.8, 0.95)",
)


def __dir__() -> list[str]:
    return __all__


def _known(values: ArrayLike) -> Floats:
    """Return the known values, sorted; what is negative or no number is refused."""
    try:
        given = np.asarray(values, dtype=np.float64).ravel()
    except (TypeError, ValueError):
        remedy = "use numbers; of Money, the amounts of one currency"
        raise InvalidValue(path="values", value=shown(values), remedy=remedy) from None
    known = np.sort(given[~np.isnan(given)])
    if len(known) and (known[0] < 0 or not np.isfinite(known[-1])):
        odd = known[0] if known[0] < 0 else known[-1]
        remedy = "use finite numbers of 0 or more; set returns against the sales of a longer period"
        raise InvalidValue(path="values", value=shown(float(odd)), remedy=remedy)
    return known


def gini(values: ArrayLike) -> float:
    """
    Return how unequally a total is spread: 0 if all have the same, (n - 1) / n if one has all.

    The mean difference of all pairs, over twice the mean (Gini, Variabilità e
    mutabilità, 1912); NaN is left out, no total gives 0. It is not corrected for
    small numbers; multiply by n / (n - 1) for that.

    >>> gini([1, 1, 1, 1]), gini([0, 0, 0, 10]), gini([])
    (0.0, 0.75, 0.0)
    """
    known = _known(values)
    total = known.sum()
    if not total > 0:
        return 0.0
    count = len(known)
    places = np.arange(1, count + 1)
    return max(0.0, float((2 * places - count - 1) @ (known / total)) / count)


@final
@frozen(kw_only=True, eq=False)
class Lorenz:
    """The Lorenz curve: which share of the total the smallest partners make; both run from 0 to 1."""

    partners: Floats
    made: Floats

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return a row for each point of the curve as a frame of *kind*."""
        return to_frame({"partners": self.partners, "made": self.made}, kind)

    _repr_html_ = small_table


def lorenz(values: ArrayLike) -> Lorenz:
    """
    Return which share of the total the smallest partners make together, from nobody to all of them.

    Lorenz, Publications of the American Statistical Association 9, 1905; without
    a total the curve is the diagonal. NaN is left out.

    >>> curve = lorenz([3, 1, 6])
    >>> curve.partners.round(3).tolist(), curve.made.tolist()
    ([0.0, 0.333, 0.667, 1.0], [0.0, 0.1, 0.4, 1.0])
    """
    known = _known(values)
    partners = np.linspace(0.0, 1.0, len(known) + 1)
    total = known.sum()
    if not total > 0:
        return Lorenz(partners=partners, made=partners.copy())
    made = np.concatenate([[0.0], np.cumsum(known) / total])
    made[-1] = 1.0
    return Lorenz(partners=partners, made=made)


@final
@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Concentration(Mapping[Hashable, Klass | None]):
    """Partners by size: their shares, what they make together, and their class; None where nothing is known."""

    key: str
    partners: tuple[Any, ...]
    kind: FrameKind = field(factory=lambda: FrameKind("dict"))

    #: Row by row; NaN where it is not known.
    amounts: Floats

    #: The known rows, the largest first; of equals the one that came first.
    order: NDArray[np.int64]

    #: The shares of the total at which A and B end.
    bounds: tuple[float, float]

    @cached_property
    def total(self) -> float:
        """What all make together."""
        return float(self.amounts[self.order].sum())

    @cached_property
    def share(self) -> Floats:
        """The share of each in the total."""
        return self.amounts / self.total

    @cached_property
    def cumulated(self) -> Floats:
        """The share of each and all larger ones together; above 1 on the way, if some are below zero."""
        found = np.full(len(self.amounts), np.nan)
        found[self.order] = np.cumsum(self.amounts[self.order]) / self.total
        return found

    @cached_property
    def _classes(self) -> Sequence[Klass | None]:
        before = self.cumulated - self.share
        # Up to rounding: the one that crosses a bound still belongs to the class that ends there.
        slack = 1e-12
        first, second = self.bounds
        known = ~np.isnan(before)
        is_a = known & (before < first - slack) & (self.amounts > 0)
        is_b = known & (before < second - slack) & (self.amounts > 0)
        found = np.full(len(known), None, dtype=object)
        for name, where in (("C", known), ("B", is_b), ("A", is_a)):
            found[where] = name
        return tuple(found.tolist())

    @cached_property
    def _rows(self) -> Mapping[Hashable, int]:
        return {key: row for row, key in enumerate(self.partners)}

    def __getitem__(self, key: Hashable) -> Klass | None:
        if key not in self._rows:
            raise NotFound.among(self.partners, path="key", key=key)
        return self._classes[self._rows[key]]

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self.partners)

    def __repr__(self) -> str:
        counts = ", ".join(f"{self._classes.count(name)} {name}" for name in ("A", "B", "C"))
        return f"<Concentration of {len(self)}: {counts}>"

    def who_makes(self, share: float = 0.8) -> tuple[Any, ...]:
        """Return the fewest partners that make *share* of the total together, the largest first."""
        fields.check({"share": (_SHARE, share)})
        reached = np.cumsum(self.amounts[self.order]) >= share * self.total * (1 - 1e-12)
        count = int(reached.argmax()) + 1 if share > 0 and reached.any() else 0
        return tuple(self.partners[row] for row in self.order[:count].tolist())

    def top_share(self, count: int) -> float:
        """Return the share that the *count* largest make together."""
        fields.check({"count": (fields.whole_number(), count)})
        return float(self.amounts[self.order[:count]].sum() / self.total)

    @property
    def gini(self) -> float | None:
        """How unequally the total is spread, as `gini` says; None if somebody is below zero."""
        return None if self._is_mixed else gini(self.amounts)

    @property
    def effective_number(self) -> float | None:
        """How many partners of one size would be as concentrated (1 / Herfindahl); None if one is below zero."""
        return None if self._is_mixed else float(1 / np.nansum(self.share**2))

    @property
    def _is_mixed(self) -> bool:
        return bool((self.amounts < 0).any())

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The gist as codes and facts, to be said in words."""
        makers = self.who_makes(self.bounds[0])
        facts = {"count": len(makers), "of": len(self.order), "share": as_share(self.bounds[0])}
        found = [Reason("few-make-most", facts)]
        if makers:
            largest = {"partner": makers[0], "share": as_share(self.top_share(1))}
            found.append(Reason("largest-partner", largest))
        unknown = len(self.partners) - len(self.order)
        return tuple(found) if not unknown else (*found, Reason("values-unknown", {"count": unknown}))

    @property
    def method(self) -> Facts:
        """The conventions by name."""
        return Facts(
            order="largest first; of equals the one that came first",
            classes="A: while the share of all larger ones is below the first bound; B: below the second; C: the rest, "
            "and whoever is not above 0",
            bounds=self.bounds,
        )

    @cached_property
    def frame(self) -> Any:
        """One row for each partner, as the kind of frame that came in."""
        return write_columns(self._columns(), self.kind)

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return one row for each partner as a frame of *kind*."""
        return to_frame(self._columns(), kind=kind)

    _repr_html_ = small_table

    def _columns(self) -> dict[str, Any]:
        place = np.full(len(self.partners), np.nan)
        place[self.order] = np.arange(1, len(self.order) + 1)
        return {
            self.key: list(self.partners),
            "value": self.amounts,
            "place": place,
            "share": self.share,
            "cumulated": self.cumulated,
            "class": list(self._classes),
        }


def pareto(
    frame: object, *, key: str, value: str, bounds: tuple[float, float] = (0.8, 0.95)
) -> Concentration:
    """
    Put partners in order by what they make, and sort them into A, B and C.

    Parameters
    ----------
    frame
        One row for each *key*; rows of one key are added up, and one unknown makes
        the sum unknown. Unknown values are left out and counted.
    bounds
        The shares of the total at which A and B end (Dickie, Factory Management
        and Maintenance 109, 1951, after Pareto). Who crosses a bound belongs to the
        class that ends there.

    Raises
    ------
    InvalidValue, InvalidInput
        For columns that are absent or hold no finite numbers, and totals that are not above zero.

    >>> found = pareto({"partner": ["P-1", "P-2", "P-3"], "revenue": [10, 80, 10]}, key="partner", value="revenue")
    >>> dict(found), found.who_makes(0.8), found.top_share(1)
    ({'P-1': 'B', 'P-2': 'A', 'P-3': 'B'}, ('P-2',), 0.8)
    """
    fields.check({"bounds": (_BOUNDS, as_tuple(bounds))})
    columns, kind = read_columns(frame)
    require((key, value), columns)
    rows = columns[key].tolist()
    raise_faults(key_faults(key, rows, _COLUMNS))
    faults: list[InvalidValue] = []
    numbers = as_numbers(value, columns[value], rows, faults)
    raise_faults(faults)
    keys = list(dict.fromkeys(rows))
    if len(keys) < len(rows):
        place = {name: at for at, name in enumerate(keys)}
        codes = np.array([place[each] for each in rows], dtype=np.int64)
        # One unknown part makes the whole unknown.
        numbers = np.bincount(codes, numbers, len(keys)).astype(np.float64)
        kind = kind if kind.library == "dict" else FrameKind(kind.library, relation=kind.relation)
    order = np.argsort(-numbers, kind="stable")
    order = order[~np.isnan(numbers[order])]
    total = numbers[order].sum()
    if not total > 0:
        remedy = "shares need a total above zero"
        raise InvalidValue(path=f"frame[{value!r}]", value=f"a total of {total:g}", remedy=remedy)
    return Concentration(
        key=key,
        partners=tuple(keys),
        kind=kind,
        amounts=numbers,
        order=order,
        bounds=tuple(bounds),  # type: ignore[arg-type]  # its length was checked above
    )
