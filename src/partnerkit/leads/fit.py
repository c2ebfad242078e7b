"""
How well does a partner fit a lead?

A fit is judged as eligibility is: it says what it reads of a lead and of a
partner, and gives a number for two of these. So leads that look alike to it
are judged once. Fits count in steps of 2**-20, whole numbers from there on: a
run is the same bit for bit on every machine.
"""

from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache
from typing import Any, TypeAlias, final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, shown

__all__ = ["FIT_BITS", "Fit", "Fits", "encode_fit"]

#: A fit of 1 is 2**20 steps.
FIT_BITS = 20

#: Up to so many numbers the whole table is kept; beyond, rows are made when they are asked for.
KEPT = 2**22

_function = fields.Check(callable, "use a function")

#: Leads by partners: a number from 0 to 1 for each.
Table: TypeAlias = Callable[[Sequence[Any], Sequence[Any]], Any]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Fit:
    """
    How well partners fit leads, from 0 to 1.

    *score* judges one kind of lead and one kind of partner. Where it would be
    called too often, *table* judges many at once: it is given the kinds of
    leads and of partners, and returns rows of numbers, one row for each lead.

    >>> skill = Fit(
    ...     of_lead=lambda lead: lead.product,
    ...     of_partner=lambda partner: partner.tier,
    ...     score=lambda product, tier: 0.75 if tier == "gold" else 0.5,
    ... )
    >>> leads, partners = [Lead(id="L-17")], [Partner(id="P-4", tier="gold"), Partner(id="P-5")]
    >>> (encode_fit(skill, leads, partners).row(0) / 2**20).tolist()
    [0.75, 0.5]
    """

    #: What it reads of a lead, and of a partner: hashable, and as little as it needs.
    of_lead: Callable[[Lead], Hashable] = field(validator=_function)
    of_partner: Callable[[Partner], Hashable] = field(validator=_function)

    #: From the two, a number from 0 to 1.
    score: Callable[[Any, Any], float] | None = field(default=None, validator=fields.optional(_function))

    #: The same for many at once, as an array of leads by partners.
    table: Table | None = field(default=None, validator=fields.optional(_function))

    def __attrs_post_init__(self) -> None:
        if (self.score is None) == (self.table is None):
            found = "neither" if self.score is None else "both"
            raise InvalidValue(path="score", value=found, remedy="use either score= or table=")

    def of(self, leads: Sequence[Hashable], partners: Sequence[Hashable]) -> NDArray[np.int32]:
        """
        Return the fit of some kinds of leads to some kinds of partners, in steps of 2**-20.

        Raises
        ------
        InvalidValue
            For what is no number from 0 to 1, or not one for each.
        """
        if not leads or not partners:
            return np.zeros((len(leads), len(partners)), dtype=np.int32)
        if self.table is not None:
            found = self.table(leads, partners)
        else:
            found = [[self.score(one, other) for other in partners] for one in leads]  # type: ignore[misc]  # one of the two is given
        try:
            numbers = np.asarray(found, dtype=np.float64)
        except (TypeError, ValueError):
            numbers = np.empty(0)
        if numbers.shape != (len(leads), len(partners)):
            remedy = f"use a number for each of {len(leads)} leads by {len(partners)} partners"
            raise InvalidValue(path="policy.fit", value=shown(found), remedy=remedy)
        wrong = np.argwhere(~((numbers >= 0) & (numbers <= 1)))
        if len(wrong):
            row, column = wrong[0].tolist()
            path = f"policy.fit({shown(leads[row])}, {shown(partners[column])})"
            value = shown(float(numbers[row, column]))
            raise InvalidValue(path=path, value=value, remedy="use a number from 0 to 1")
        return np.rint(numbers * (1 << FIT_BITS)).astype(np.int32)


@final
class Fits:
    """The fits of the leads and partners of one run; rows are made when they are asked for."""

    def __init__(self, fit: Fit, leads: Sequence[Hashable], partners: Sequence[Hashable]) -> None:
        self._fit = fit
        self._lead, self._lead_kinds = _numbered(leads)
        self._partner, self._partner_kinds = _numbered(partners)
        self._kept: NDArray[np.int32] | None = None
        if len(self._lead_kinds) * len(partners) <= KEPT:
            # Faults show before the first lead is given.
            self._kept = fit.of(self._lead_kinds, self._partner_kinds)[:, self._partner]
        self._made = lru_cache(maxsize=256)(self._make)

    def row(self, lead: int) -> NDArray[np.int32]:
        """Return how well every partner of the run fits the lead at index *lead*, in steps of 2**-20."""
        kind = self._lead[lead]
        return self._made(kind) if self._kept is None else self._kept[kind]

    def rows(self, leads: NDArray[np.intp]) -> NDArray[np.int32]:
        """Return leads by partners; ask for some hundred leads at a time."""
        kinds, places = np.unique(np.array(self._lead, dtype=np.intp)[leads], return_inverse=True)
        if self._kept is not None:
            return self._kept[kinds][places]
        found = self._fit.of([self._lead_kinds[kind] for kind in kinds.tolist()], self._partner_kinds)
        return found[:, self._partner][places]

    def _make(self, kind: int) -> NDArray[np.int32]:
        return self._fit.of([self._lead_kinds[kind]], self._partner_kinds)[0, self._partner]


def _numbered(keys: Sequence[Hashable]) -> tuple[list[int], list[Hashable]]:
    known: dict[Hashable, int] = {}
    return [known.setdefault(key, len(known)) for key in keys], list(known)


def encode_fit(fit: Fit, leads: Sequence[Lead], partners: Sequence[Partner]) -> Fits:
    """
    Read of every lead and partner what *fit* needs.

    Raises
    ------
    InvalidValue
        For a fit that is no number from 0 to 1.

    >>> alike = Fit(of_lead=lambda lead: 0, of_partner=lambda partner: 0, score=lambda one, other: 1)
    >>> encode_fit(alike, [Lead(id="L-1")], [Partner(id="P-4")]).rows(np.array([0])).tolist()
    [[1048576]]
    """
    return Fits(fit, [fit.of_lead(lead) for lead in leads], [fit.of_partner(partner) for partner in partners])
