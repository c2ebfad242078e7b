"""
Which leads are bound to a partner by right, and what if he cannot take them?

Rights are looked at in their order, before any lead is given. Whether a partner
has room is known only when the turn comes to the lead; then a bond that cannot
be kept leaves the lead to the pool, or lets it wait.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from partnerkit.facts.partner import Partner
from partnerkit.leads.encoding import Eligibility
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.reasons import Reason

if TYPE_CHECKING:
    from partnerkit.leads.precedence import Precedence

__all__ = ["Bond", "Bonds", "bind"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Bond:
    """A partner's right to one lead."""

    #: The partner by index.
    partner: int
    right: str
    reason: Reason

    #: Whether the lead waits when he has no room.
    waits: bool


@final
@frozen(kw_only=True, eq=False)
class Bonds:
    """The leads that are somebody's by right, by index."""

    kept: Mapping[int, Bond] = field(factory=dict)

    #: Rights that could not be kept, with partners who could not take the lead by the rules.
    broken: Mapping[int, tuple[tuple[str, str], ...]] = field(factory=dict)

    #: Leads that wait for a partner who cannot take them by the rules.
    stranded: frozenset[int] = frozenset()

    #: Whether they count in the ledger.
    counted: bool = True

    def is_reserved(self, lead: int) -> bool:
        """Tell whether the lead is nobody else's chance, whatever becomes of it."""
        bond = self.kept.get(lead)
        return lead in self.stranded or (bond is not None and bond.waits)

    def first(self, order: Iterable[int], room: Sequence[int]) -> list[int]:
        """Return *order* with the leads ahead for which the partner they are bound to has *room*."""
        left, ahead, others = list(room), list[int](), list[int]()
        for lead in order:
            bond = self.kept.get(lead)
            if bond is not None and left[bond.partner] > 0:
                left[bond.partner] -= 1
                ahead.append(lead)
            else:
                # Whose partner is full goes on to the pool, where it is a lead like any other.
                others.append(lead)
        return ahead + others

    def forced(self) -> Mapping[int, int]:
        """Return the partner of every bound lead."""
        return {lead: bond.partner for lead, bond in self.kept.items()}

    def apart(self) -> frozenset[int]:
        """Return the bound leads that leave the ledger alone."""
        return frozenset() if self.counted else frozenset(self.kept)

    def applied(self, eligibility: Eligibility) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
        """Return the row of every lead, and the rows, where reserved leads are open to their partner alone."""
        if not self.kept and not self.stranded:
            return eligibility.signatures(), eligibility.table
        rows = eligibility.signatures().copy()
        partners = eligibility.table.shape[1]
        alone: dict[int | None, int] = {}
        for lead, bond in self.kept.items():
            if bond.waits:
                rows[lead] = len(eligibility.table) + alone.setdefault(bond.partner, len(alone))
        for lead in self.stranded:
            rows[lead] = len(eligibility.table) + alone.setdefault(None, len(alone))
        more = np.zeros((len(alone), partners), dtype=np.bool_)
        for partner, row in alone.items():
            if partner is not None:
                more[row, partner] = True
        return rows, np.concatenate([eligibility.table, more])


def _are_pairs(holders: object) -> bool:
    return isinstance(holders, Sequence) and all(
        isinstance(each, Sequence)
        and len(each) == 2
        and isinstance(each[0], str)
        and isinstance(each[1], Reason)
        for each in holders
    )


def bind(
    precedence: "Precedence | None",
    order: Iterable[int],
    partners: Sequence[Partner],
    eligibility: Eligibility,
) -> Bonds:
    """
    Find whose each lead of *order* is: by the first right of which a holder can take it by the rules.

    Raises
    ------
    InvalidValue
        For a right that names its holders otherwise than by id and reason.
    """
    if precedence is None:
        return Bonds()
    place_of = {partner.id: place for place, partner in enumerate(partners)}
    kept: dict[int, Bond] = {}
    broken: dict[int, tuple[tuple[str, str], ...]] = {}
    stranded: set[int] = set()
    rows = eligibility.signatures()
    for lead in order:
        row = eligibility.table[rows[lead]]
        for right in precedence.rights:
            holders = right.holders(eligibility.leads[lead], eligibility.occasion)
            if not holders:
                continue
            if not _are_pairs(holders):
                remedy = "let holders= return pairs of a partner's id and a Reason, the better one first"
                raise InvalidValue(path=f"rights.{right.code}", value=shown(holders), remedy=remedy)
            able = next((each for each in holders if each[0] in place_of and row[place_of[each[0]]]), None)
            waits = right.unable == "wait"
            if able is not None:
                partner, reason = able
                kept[lead] = Bond(partner=place_of[partner], right=right.code, reason=reason, waits=waits)
                break
            broken[lead] = (*broken.get(lead, ()), *((right.code, partner) for partner, _ in holders))
            if waits:
                stranded.add(lead)
                break
    return Bonds(kept=kept, broken=broken, stranded=frozenset(stranded), counted=precedence.counted)
