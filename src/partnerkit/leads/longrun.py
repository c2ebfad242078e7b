"""
How did it go for each partner in the long run?

Amounts alone do not tell. One partner may get his share in leads that convert
badly, wait long for the next one, or stand at his limit; another may keep the
large leads and decline the small ones. Each is measured against what he could
have taken, and only what chance hardly explains becomes a finding. A finding
asks; it accuses nobody.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from statistics import NormalDist
from types import MappingProxyType
from typing import Any, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.leads.chance import beyond_chance, chance_of_sum
from partnerkit.leads.handouts import Handout, Handouts, encoded
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.markup import small_table
from partnerkit.values.reasons import Finding, Reason
from partnerkit.values.rows import by_name
from partnerkit.values.time import instant

__all__ = ["Course", "Drought", "LongRun", "long_run"]

#: What chance brings about more rarely than this, over all partners together, becomes a finding.
LEVEL = 0.01

#: Fewer leads that ended, or were declined and kept, say nothing.
_LEAST = 5


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Drought:
    """The longest time that a partner saw leads go to others that he could have taken."""

    #: How many of them in a row.
    leads: int

    #: From the first to the last of them; None if there was none.
    since: datetime | None = None
    until: datetime | None = None


@final
@frozen(kw_only=True)
class Course:
    """How it went for one partner."""

    partner: str

    #: How many leads he could have taken, and how many he was given.
    opportunities: int
    given: int

    drought: Drought

    #: The share of the time in which he had as many leads open as he takes; None without a limit.
    at_capacity: float | None

    declined: int
    expired: int

    #: Of his leads that were won or lost, the share that was won; None if there is none.
    conversion: float | None

    #: What leads of the kinds he got convert at elsewhere in the pool, and those he could have taken.
    quality: float | None
    quality_offered: float | None


@final
@frozen(kw_only=True, eq=False)
class LongRun:
    """
    How a pool of leads was handed out, over any time.

    >>> long_run([], as_of=datetime(2026, 3, 2, tzinfo=UTC)).partners
    ()
    """

    #: Sorted by partner id.
    partners: tuple[Course, ...]

    #: What chance hardly explains.
    findings: tuple[Finding, ...]

    #: Every convention by name.
    method: Mapping[str, str]

    def __getitem__(self, partner: str) -> Course:
        for each in self.partners:
            if each.partner == partner:
                return each
        raise NotFound(path="partners", key=partner)

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return one row per partner."""
        names = ("partner", "opportunities", "given", "at_capacity", "declined", "expired")
        more = ("conversion", "quality", "quality_offered")
        columns = by_name(self.partners, (*names, *more))
        return to_frame({**columns, "drought": [each.drought.leads for each in self.partners]}, kind)

    _repr_html_ = small_table


def long_run(
    handouts: Sequence[Handout], *, as_of: datetime, limits: Mapping[str, int | None] | None = None
) -> LongRun:
    """
    Judge how leads were handed out up to *as_of*.

    Parameters
    ----------
    handouts
        In any order, of one pool; those of a lead that was handed on are several.
    limits
        Partner id -> how many leads he takes at once, 0 for one who takes none; None is unlimited.

    Raises
    ------
    InvalidValue, InvalidInput
        For handouts that come twice or lie after *as_of*, and for a limit below zero.
    CurrencyMismatch
        For values of two currencies.

    >>> when = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> both = ("P-4", "P-5")
    >>> leads = [Handout(lead=f"L-{n}", at=when, partner="P-4", candidates=both) for n in range(3)]
    >>> long_run(leads, as_of=when)["P-5"].drought.leads
    3
    """
    at = instant(as_of, path="as_of")
    limits = {} if limits is None else limits
    raise_faults(
        InvalidValue(
            path=f"limits.{partner}", value=shown(limit), remedy="use a whole number, zero or more, or None"
        )
        for partner, limit in limits.items()
        if limit is not None and (type(limit) is not int or limit < 0)
    )
    data = encoded(handouts, as_of=at)
    quality = _qualities(data)
    courses = [
        _course(data, place, limits.get(partner), at, quality[place])
        for place, partner in enumerate(data.partners)
    ]
    return LongRun(
        partners=tuple(courses),
        findings=(*_uneven(data, quality), *_choosy(data)),
        method=MappingProxyType(
            {
                "level": f"{LEVEL} over all partners together (Holm 1979)",
                "quality": "conversion of the same kind of lead elsewhere in the pool (indirect standardization)",
                "quality_test": "mean of a sample without replacement from what one could have taken, normal",
                "decline_test": "rank sum of declined among given values (Wilcoxon 1945), exact up to 60 leads",
            }
        ),
    )


def _course(
    data: Handouts, partner: int, limit: int | None, as_of: datetime, quality: tuple[float, float]
) -> Course:
    own = data.winners == partner
    endings = data.endings[own]
    won, lost = (int((endings == each).sum()) for each in ("won", "lost"))
    return Course(
        partner=data.partners[partner],
        opportunities=int(data.could(partner).sum()),
        given=int(own.sum()),
        drought=_drought(data, partner),
        at_capacity=None if limit is None else _at_capacity(data, own, limit, as_of),
        declined=int((endings == "declined").sum()),
        expired=int((endings == "expired").sum()),
        conversion=won / (won + lost) if won + lost else None,
        quality=_known(quality[0]),
        quality_offered=_known(quality[1]),
    )


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value


def _drought(data: Handouts, partner: int) -> Drought:
    """Return the longest row of leads he could have taken and did not get."""
    missed = data.could(partner) & (data.winners != partner) & (data.winners >= 0)
    turns = np.flatnonzero(missed | (data.winners == partner))
    if not len(turns):
        return Drought(leads=0)
    rows = np.cumsum(~missed[turns])
    lengths = np.bincount(rows[missed[turns]], minlength=1)
    longest = int(lengths.argmax())
    if not lengths[longest]:
        return Drought(leads=0)
    inside = turns[missed[turns] & (rows == longest)]
    since, until = (datetime.fromtimestamp(data.began.item(each), UTC) for each in (inside[0], inside[-1]))
    return Drought(leads=len(inside), since=since, until=until)


def _at_capacity(data: Handouts, own: NDArray[np.bool_], limit: int, as_of: datetime) -> float:
    """Return the share of the time, from the first handout of the pool, with no room."""
    if not limit:
        return 1.0
    end = as_of.timestamp()
    whole = end - data.began[0]
    if not own.any() or whole <= 0:
        return 0.0
    times = np.concatenate((data.began[own], data.ended[own]))
    steps = np.concatenate((np.ones(own.sum()), -np.ones(own.sum())))
    order = np.lexsort((steps, times))
    open_leads = np.cumsum(steps[order])
    lasted = np.diff(times[order], append=end)
    return float(lasted[open_leads >= limit].sum() / whole)


def _rates(data: Handouts, but: int) -> NDArray[np.float64]:
    """Return the conversion of each kind of lead at everybody but one partner; NaN is unknown."""
    counts = (data.kind_of >= 0) & (data.winners != but)
    won = np.bincount(data.kind_of[counts & (data.endings == "won")], minlength=len(data.kinds))
    lost = np.bincount(data.kind_of[counts & (data.endings == "lost")], minlength=len(data.kinds))
    with np.errstate(invalid="ignore"):
        rates: NDArray[np.float64] = won / (won + lost)
    return rates


def _expected(data: Handouts, partner: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what the leads he got, and those he could have taken, are expected to convert at."""
    rates = np.append(_rates(data, partner), np.nan)[data.kind_of]
    got, could = rates[data.winners == partner], rates[data.could(partner) & (data.winners >= 0)]
    return got[~np.isnan(got)], could[~np.isnan(could)]


def _qualities(data: Handouts) -> list[tuple[float, float]]:
    pairs = (_expected(data, partner) for partner in range(len(data.partners)))
    return [
        (float(got.mean()) if len(got) else np.nan, float(could.mean()) if len(could) else np.nan)
        for got, could in pairs
    ]


def _uneven(data: Handouts, qualities: Sequence[tuple[float, float]]) -> Iterator[Finding]:
    """Find who got leads of lower quality than those he could have taken."""
    chances: dict[int, float] = {}
    for partner in range(len(data.partners)):
        got, could = _expected(data, partner)
        spread = could.var() if len(could) else 0.0
        if len(got) < _LEAST or len(could) <= len(got) or not spread:
            continue
        # The variance of a mean drawn without replacement.
        error = (spread / len(got) * (len(could) - len(got)) / (len(could) - 1)) ** 0.5
        chances[partner] = NormalDist().cdf((got.mean() - could.mean()) / error)
    for partner, chance in beyond_chance(chances, LEVEL):
        own, offered = qualities[partner]
        facts = {
            "partner": data.partners[partner],
            "quality": round(own, 4),
            "offered": round(offered, 4),
            "chance": chance,
        }
        yield Finding(
            reason=Reason("lead-quality-uneven", facts),
            severity="medium",
            subjects=(data.partners[partner],),
            proposals=(Reason("review-lead-kinds", {"partner": data.partners[partner]}),),
        )


def _choosy(data: Handouts) -> Iterator[Finding]:
    """Find who declines the small leads and keeps the large ones, beyond chance."""
    if data.currency is None:
        return
    chances: dict[int, float] = {}
    declined = data.endings == "declined"
    for partner in range(len(data.partners)):
        own = data.winners == partner
        values, refused = data.values[own], declined[own]
        if min(refused.sum(), (~refused).sum()) >= _LEAST:
            chances[partner] = chance_of_sum(values, refused)
    for partner, chance in beyond_chance(chances, LEVEL):
        own = data.winners == partner
        facts = {
            "partner": data.partners[partner],
            "declined": int((own & declined).sum()),
            "given": int(own.sum()),
            "chance": chance,
        }
        yield Finding(
            reason=Reason("selective-declining", facts),
            severity="medium",
            subjects=(data.partners[partner],),
            proposals=(Reason("state-your-side", {"party": data.partners[partner]}),),
        )
