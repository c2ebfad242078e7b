"""
How do partners respond to visits, and how sure is that?

Of what was open, after v visits 1 - exp(-r * v) is closed, beside what comes and
goes without any visit. Both are fitted for each group of partners by least
squares. A group with little history knows its own response badly: it is drawn
towards that of all, the more the less sure it is. By how much groups differ is
estimated as in a comparison of trials (R. DerSimonian and N. Laird,
"Meta-analysis in clinical trials", Controlled Clinical Trials 7, 1986). Nobody
drew lots who was visited, so part of a response may be that managers visit
where something is to be had.
"""

from collections.abc import Iterator, Mapping
from statistics import NormalDist
from typing import Any, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.values import fields
from partnerkit.values.columns import require
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.frames import Library, read_columns, to_frame
from partnerkit.values.interval import Interval
from partnerkit.values.markup import small_table
from partnerkit.values.reasons import Facts, Reason

__all__ = ["Responses", "estimate_responses", "fitted", "shrunk"]

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

_LEVEL = fields.number(least=0.5, most=0.999)

#: Responses that are looked at: below zero visits do harm; above four one visit closes all but a fiftieth.
_GRID = np.linspace(-0.5, 4.0, 91)
_NARROWINGS = 40

#: With fewer rows a group has no response of its own.
_LEAST = 4
_METHOD = "least squares of a saturating curve, groups shrunk after Morris"


def __dir__() -> list[str]:
    return __all__


def fitted(groups: Whole, visits: Whole, closed: Floats, how_many: int) -> tuple[Floats, Floats]:
    """
    Return the response of each group and its variance; not a number where nothing tells of it.

    Parameters
    ----------
    closed
        Which part of what was open each partner closed.

    >>> visits = np.array([0, 1, 2, 4, 0, 3])
    >>> response, variance = fitted(np.zeros(6, dtype=np.int64), visits, 0.1 - np.expm1(-0.5 * visits), 1)
    >>> round(float(response[0]), 6), bool(variance[0] < 1e-6)
    (0.5, True)
    """
    # Partners of one group with equally many visits differ in what they closed only: sums are enough.
    counts, at = np.unique(visits, return_inverse=True)
    cell = groups * len(counts) + at
    shape = (how_many, len(counts))
    size = np.bincount(cell, minlength=how_many * len(counts)).reshape(shape).astype(np.float64)
    total = np.bincount(cell, closed, minlength=how_many * len(counts)).reshape(shape)
    squares = np.bincount(groups, closed**2, minlength=how_many)
    number, all_ = size.sum(axis=1), total.sum(axis=1)

    def misfit(response: Floats) -> Floats:
        """Return the sum of squared errors for one response (or several, in a last axis) of each group."""
        curve = -np.expm1(-response[:, None, ...] * counts.reshape(1, -1, *[1] * (response.ndim - 1)))
        weights = size.reshape(*shape, *[1] * (response.ndim - 1))
        sums = total.reshape(*shape, *[1] * (response.ndim - 1))
        one, two, cross = (weights * curve).sum(1), (weights * curve**2).sum(1), (sums * curve).sum(1)
        ones, together, sq = (
            each.reshape(-1, *[1] * (response.ndim - 1)) for each in (number, all_, squares)
        )
        many = np.maximum(ones, 1.0)
        # Beside the best that comes and goes without a visit.
        found: Floats = (
            (sq - together**2 / many) - 2 * (cross - one * together / many) + (two - one**2 / many)
        )
        return found

    place = misfit(np.broadcast_to(_GRID, (how_many, len(_GRID)))).argmin(axis=1)
    step = _GRID[1] - _GRID[0]
    low, high = _GRID[place] - step, _GRID[place] + step
    for _ in range(_NARROWINGS):
        third = (high - low) / 3
        left_is_better = misfit(low + third) < misfit(high - third)
        low, high = np.where(left_is_better, low, low + third), np.where(left_is_better, high - third, high)
    response = (low + high) / 2
    slope = counts * np.exp(-response[:, None] * counts)
    told = (size * slope**2).sum(1) - (size * slope).sum(1) ** 2 / np.maximum(number, 1.0)
    is_known = (number >= _LEAST) & (told > 1e-12)
    left = np.maximum(misfit(response), 0.0) / np.maximum(number - 2, 1.0)
    variance = np.divide(left, told, out=np.full(how_many, np.nan), where=is_known)
    return np.where(is_known, response, np.nan), variance


def shrunk(values: Floats, variances: Floats) -> tuple[Floats, Floats]:
    """
    Return the values drawn towards their mean, and their variances; what is unknown becomes the mean.

    How much the groups differ is itself known from few: so they are drawn less, and
    are less sure, than if it were known (C. N. Morris, "Parametric empirical Bayes
    inference", Journal of the American Statistical Association 78, 1983). Fewer than
    four are not drawn at all.

    >>> drawn, _ = shrunk(np.array([0.1, 0.9, np.nan]), np.array([0.01, 0.01, np.nan]))
    >>> drawn.round(3).tolist()
    [0.1, 0.9, 0.5]
    """
    known = ~np.isnan(values)
    value, own = values[known], np.maximum(variances[known], 1e-12)
    weight, count = 1 / own, len(value)
    plain = (weight * value).sum() / weight.sum()
    spread = weight.sum() - (weight**2).sum() / weight.sum()
    excess = (weight * (value - plain) ** 2).sum() - (count - 1)
    between = max(0.0, float(excess / spread)) if count > 1 else 0.0
    weight = 1 / (own + between)
    mean, of_mean = float((weight * value).sum() / weight.sum()), float(1 / weight.sum())
    drawn, spare = np.full(len(values), mean), np.full(len(values), between + of_mean)
    pull = (count - 3) / (count - 1) * own / (own + between) if count > 3 else np.zeros(count)
    drawn[known] = value + pull * (mean - value)
    spare[known] = own * (1 - (count - 1) / count * pull)
    if count > 3:
        spare[known] += 2 / (count - 3) * (pull * (value - mean)) ** 2
    return drawn, spare


@final
@frozen(kw_only=True, eq=False, repr=False)
class Responses(Mapping[str, Interval]):
    """Group -> response, with the bounds between which it lies."""

    found: Mapping[str, Interval]

    #: Group -> how many rows tell of it: a partner in a period is one.
    counts: Mapping[str, int]

    #: That nobody drew lots, in any case.
    warnings: tuple[Reason, ...]
    method: Facts

    def __getitem__(self, group: str) -> Interval:
        if group not in self.found:
            raise NotFound.among(self.found, path="group", key=group)
        return self.found[group]

    def __iter__(self) -> Iterator[str]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)

    def __repr__(self) -> str:
        return f"<Responses of {len(self)} groups>"

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return one row per group, with the columns `response`, `response_low` and `response_high` of `plan_visits`."""
        rows = self.values()
        columns: dict[str, Any] = {
            "group": list(self),
            "rows": [self.counts[each] for each in self],
            "response": [each.estimate for each in rows],
            "response_low": [each.low for each in rows],
            "response_high": [each.high for each in rows],
        }
        return to_frame(columns, kind)

    _repr_html_ = small_table


def estimate_responses(frame: object, *, group: str | None = None, level: float = 0.9) -> Responses:
    """
    Estimate how each group of partners responds to visits, from what became of earlier ones.

    Parameters
    ----------
    frame
        A row for each partner and period: `open`, above 0, what was open before; `closed`,
        how much of it was closed in the period; and `visits` in it. Partners who got none
        say what comes without.
    group
        The column that names the group, such as tier or region; None is one group, "all".

    Raises
    ------
    InvalidValue, InvalidInput
        All faults at once: missing columns, numbers and groups, open amounts of 0, and no group of
        which four rows, with unequally many visits, tell anything.

    >>> visits = [0, 0, 1, 2, 3, 4] * 3
    >>> closed = [100 * (0.05 + 1 - 0.5**each) + at % 3 for at, each in enumerate(visits)]
    >>> found = estimate_responses({"open": [100.0] * 18, "closed": closed, "visits": visits})["all"]
    >>> 0.6 < found.low < found.estimate < found.high < 0.8
    True
    """
    columns, _ = read_columns(frame)
    wanted = ("open", "closed", "visits") if group is None else ("open", "closed", "visits", group)
    require(wanted, columns, "give it, one value for each row")
    raise_faults((*_faults(columns, level), *_group_faults(columns, group)))
    names = ["all"] * len(columns["open"]) if group is None else list(map(str, columns[group].tolist()))
    groups = sorted(set(names))
    place = {name: at for at, name in enumerate(groups)}
    codes = np.array([place[each] for each in names], dtype=np.int64)
    closed = columns["closed"].astype(np.float64) / columns["open"].astype(np.float64)
    own, variance = fitted(codes, columns["visits"].astype(np.int64), closed, len(groups))
    if np.isnan(own).all():
        remedy = "give at least four rows of a group, some visited more often than others"
        raise InvalidValue(path="frame['visits']", value="tells nothing", remedy=remedy)
    drawn, spread = shrunk(own, variance)
    reach = NormalDist().inv_cdf((1 + level) / 2) * np.sqrt(spread)
    # To a plan, visits that seem to do harm do nothing.
    bounds = [np.maximum(each, 0.0).tolist() for each in (drawn, drawn - reach, drawn + reach)]
    counted = np.bincount(codes, minlength=len(groups)).tolist()
    return Responses(
        found={
            name: Interval(estimate=middle, low=low, high=high, level=level, method=_METHOD)
            for name, middle, low, high in zip(groups, *bounds, strict=True)
        },
        counts=dict(zip(groups, counted, strict=True)),
        warnings=(Reason("effect-not-by-lot"),),
        method=Facts({"estimate": _METHOD, "level": level, "least": _LEAST}),
    )


def _group_faults(columns: Mapping[str, Any], group: str | None) -> Iterator[InvalidValue]:
    names = [] if group is None else columns[group].tolist()
    # Who is of no known group belongs with nobody; nan is not like itself.
    unknown = [row for row, name in enumerate(names) if name is None or name != name]  # noqa: PLR0124  # NaN
    for row in unknown[:5]:
        remedy = "name the group of every row, or leave the row out"
        yield InvalidValue(path=f"frame[{group!r}][{row}]", value=shown(names[row]), remedy=remedy)


def _faults(columns: Mapping[str, Any], level: float) -> Iterator[InvalidValue]:
    fault = _LEVEL.fault("level", level)
    if fault is not None:
        yield fault
    for name in ("open", "closed", "visits"):
        column = columns[name]
        if column.dtype.kind not in "iuf" or not len(column):
            value = str(column.dtype) if len(column) else "no rows"
            yield InvalidValue(path=f"frame[{name!r}]", value=value, remedy="use numbers")
            continue
        wrong, remedy = ~np.isfinite(column), "use a finite number"
        if name == "open":
            wrong, remedy = wrong | (column <= 0), "use a finite number above 0"
        elif name == "visits":
            wrong, remedy = (
                wrong | (column < 0) | (column != np.round(column)),
                "use a whole number of 0 or more",
            )
        for row in np.flatnonzero(wrong)[:5].tolist():
            yield InvalidValue(path=f"frame[{name!r}][{row}]", value=shown(column[row].item()), remedy=remedy)
