"""
Who answers under an id today, and under which ids did it answer before?

A firm that was taken over lives on in the one that took it: its old id is still
written in contracts, systems and heads. Splits change no id: both firms answer.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import final

from attrs import field, frozen

from partnerkit.facts.partner import Partner
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown

__all__ = ["Lineage", "lineage"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Lineage:
    """Old ids and who took them over."""

    #: Old id -> the partner that answers for it now.
    successors: Mapping[str, str] = field(factory=dict)

    def current(self, partner: str) -> str:
        """Return the id of whoever answers for *partner* now; itself where nobody took it over."""
        return self.successors.get(partner, partner)

    def ids(self, partner: str) -> tuple[str, ...]:
        """Return every id under which the firm behind *partner* answers, its own first."""
        now = self.current(partner)
        return (now, *sorted(old for old, new in self.successors.items() if new == now))


def lineage(partners: Iterable[Partner], *, on: date | None = None) -> Lineage:
    """
    Return who took over whom by a day; without one, all that is known.

    Raises
    ------
    InvalidInput
        For firms that took over each other, in a chain or not, and one that two took over.

    >>> from partnerkit.facts import Succession
    >>> merged = Partner(id="P-4", successions=[Succession(kind="merger", other="P-9", on=date(2026, 7, 1))])
    >>> found = lineage([merged, Partner(id="P-9")])
    >>> found.current("P-9"), found.ids("P-9")
    ('P-4', ('P-4', 'P-9'))
    """
    fields.check({"on": (fields.optional(fields.calendar_date), on)})
    above: dict[str, str] = {}
    faults = []
    for partner in partners:
        for place, each in enumerate(partner.successions):
            if each.kind == "split" or (on is not None and on < each.on):
                continue
            if above.setdefault(each.other, partner.id) != partner.id:
                path = f"partners[{partner.id!r}].successions[{place}].other"
                remedy = f"name a partner that {above[each.other]} has not taken over"
                faults.append(InvalidValue(path=path, value=shown(each.other), remedy=remedy))
    found: dict[str, str] = {}
    for old, taker in above.items():
        seen, now = {old}, taker
        while now in above and now not in seen:
            seen.add(now)
            now = above[now]
        if now in seen:
            path = f"partners[{taker!r}].successions"
            faults.append(InvalidValue(path=path, value=shown(old), remedy="let no firm take over itself"))
            continue
        found[old] = now
    raise_faults(faults)
    return Lineage(successors=MappingProxyType(dict(sorted(found.items()))))
