"""
Can the figures of an engine's frame be used?

A first sum by group brings what is needed to refuse what an array of the same
figures would be refused for; only if there is something to refuse, a second
question asks for the first keys.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from partnerkit.scoring.intake import NOBODY, Found, Intake, is_gap
from partnerkit.scoring.scorecard import HUGE, Kpi
from partnerkit.values.columns import NAMED, first_few
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.frames import Column
from partnerkit.values.lazy import Lazy, count_of, gathered

__all__ = ["check", "name_first", "stumble"]


def __dir__() -> list[str]:
    return __all__


def check(intake: Intake, found: Found) -> None:
    """
    Refuse what cannot be used, as told by the first sums by group.

    Raises
    ------
    InvalidValue, InvalidInput
        For keys that are missing or occur twice, infinite values, rates above
        1, values measured after the moment, and gaps where the card refuses
        them; all faults together.
    """
    import narwhals.stable.v2 as nw

    size = int(found["size"].sum())
    if not size:
        return
    keyless = size - int(found["keyed"].sum())
    path = f"frame[{intake.key!r}]"
    if keyless:
        remedy = "give every row its key"
        raise InvalidValue(path=path, value=f"nothing in {keyless} rows", remedy=remedy)
    if _different(intake) != size:
        counted = intake.frame.group_by(*intake.label).agg(nw.len().alias("__rows"))
        named = name_first(counted.filter(nw.col("__rows") > 1), intake.key)
        remedy = "give one row for each key; add up or pick before scoring"
        if intake.by is not None:
            remedy = "give one row for each key and period, or known= to let the latest report count"
        raise InvalidValue(path=path, value=f"a key that was there before at {named}", remedy=remedy)
    raise_faults(_faults(intake, found))


def _different(intake: Intake) -> int:
    import narwhals.stable.v2 as nw

    if intake.by is not None:
        return count_of(intake.frame.select(*intake.label).unique())
    different = intake.frame.select(nw.col(intake.key).n_unique().alias("different"))
    return int(gathered(different)["different"][0])


def stumble(intake: Intake) -> None:
    """
    Tell which figures are infinite, where an engine stumbles over one.

    Raises
    ------
    InvalidValue, InvalidInput
        For infinite figures, and those beyond any use, if there are any.
    """
    raise_faults(fault for kpi in intake.card.kpis for fault in _huge(intake, kpi))


def _faults(intake: Intake, found: Found) -> Iterator[InvalidValue]:
    import narwhals.stable.v2 as nw

    yield from _unnamed(intake, found)
    for place, kpi in enumerate(intake.card.kpis):
        if kpi.of is not None and found[f"bad{place}"].sum():
            counts, totals = nw.col(f"__c{place}"), nw.col(f"__n{place}")
            named = name_first(
                intake.frame.filter((counts < 0) | (totals < 0) | (counts > totals)), intake.key
            )
            value = f"a rate of {kpi.of} outside 0 to 1 at {named}"
            yield InvalidValue(
                path=f"frame[{kpi.count!r}]", value=value, remedy=f"count from 0 up to {kpi.of}"
            )
        has_errors = kpi.se is not None and found[f"errors{place}"].sum() > 0
        is_wild = has_errors or (f"wild{place}" in found and found[f"wild{place}"].sum() > 0)
        if is_wild or (found[f"least{place}"] < -HUGE).any() or (found[f"most{place}"] > HUGE).any():
            yield from _huge(intake, kpi)
        if kpi.currency is not None and found[f"other{place}"].sum():
            named = name_first(intake.frame.filter(nw.col(f"__y{place}") == 1), intake.key)
            remedy = f"convert {kpi.name} to {kpi.unit} at a stated rate first"
            value = f"another currency than {kpi.unit} at {named}"
            yield InvalidValue(path=f"frame[{kpi.currency!r}]", value=value, remedy=remedy)
        if has_errors:
            yield from _no_errors(intake, kpi)
        # Of a panel, what was measured after the end of its period was only not known yet.
        if intake.by is None and kpi.measured is not None and _is_after(found[f"last{place}"], intake.at):
            named = name_first(intake.frame.filter(nw.col(f"__t{place}") > intake.at), intake.key)
            remedy = "leave out what was not known yet"
            value = f"measured after as_of at {named}"
            yield InvalidValue(path=f"frame[{kpi.measured!r}]", value=value, remedy=remedy)
        if intake.card.missing == "refuse" and found[f"known{place}"].sum() < found["size"].sum():
            named = name_first(intake.frame.filter(is_gap(intake.card, place)), intake.key)
            remedy = 'give the values, or set missing="renormalize"'
            yield InvalidValue(path=f"frame[{kpi.name!r}]", value=f"no value at {named}", remedy=remedy)


def _is_after(last: Column, at: int) -> bool:
    """Tell whether the last date of a group is later than *at*; where nobody dated anything there is none, and no number."""
    return bool((last.astype(np.float64) > at).any())


def _unnamed(intake: Intake, found: Found) -> Iterator[InvalidValue]:
    """Find peers that are called what stands here for a missing one: they would be compared with nobody's."""
    import narwhals.stable.v2 as nw

    for place, name in enumerate(intake.names):
        if not found[f"named{place}"][found[f"__g{place}"] == NOBODY].any():
            continue
        called = nw.col(f"__g{place}") == NOBODY
        named = name_first(intake.frame.filter(called & ~nw.col(f"__l{place}").is_null()), intake.key)
        remedy = "use another word; where the rows lie, this one stands for a missing value"
        value = f"{shown(NOBODY)} at {named}"
        yield InvalidValue(path=f"frame[{name!r}]", value=value, remedy=remedy)


def _no_errors(intake: Intake, kpi: Kpi) -> Iterator[InvalidValue]:
    import narwhals.stable.v2 as nw

    error = nw.col(kpi.se or "").cast(nw.Float64()).fill_nan(None)
    named = name_first(intake.whole.filter(error <= 0), intake.key)
    if named:
        remedy = "use standard errors above 0, or leave them out where nobody knows"
        value = f"a standard error of 0 or less at {named}"
        yield InvalidValue(path=f"frame[{kpi.se!r}]", value=value, remedy=remedy)


def _huge(intake: Intake, kpi: Kpi) -> Iterator[InvalidValue]:
    import narwhals.stable.v2 as nw

    for name in kpi.columns:
        if name in {kpi.measured, kpi.currency}:
            continue
        value = nw.col(name).cast(nw.Float64()).fill_nan(None)
        wrong = intake.whole.filter((value > HUGE) | (value < -HUGE))
        named = name_first(wrong, intake.key)
        if named:
            what = (
                "an infinite value"
                if count_of(wrong.filter(value.abs() == np.inf))
                else f"a value beyond {HUGE:g}"
            )
            remedy = "use finite numbers in a fitting unit; what is unknown is left out"
            yield InvalidValue(path=f"frame[{name!r}]", value=f"{what} at {named}", remedy=remedy)


def name_first(rows: Lazy, key: str) -> str:
    """Name the first keys in their own order, for there is no other, and how many more there are."""
    import narwhals.stable.v2 as nw

    count = count_of(rows)
    if not count:
        return ""
    first: Sequence[Any] = gathered(rows.select(nw.col(key)).sort(key).head(NAMED))[key].tolist()
    return first_few(first, count)
