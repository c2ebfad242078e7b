"""
Which leads look alike, and which partners?

Leads that look alike to every rule, and partners that do, are judged once:
there never is a table of leads by partners, only one of kinds by partners,
with one row for each set of partners that could take a lead.
"""

from collections.abc import Hashable, Sequence
from typing import final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads.eligibility import EligibilityRule, Occasion, Rule
from partnerkit.values.reasons import Reason

__all__ = ["Eligibility", "encode"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False)
class Eligibility:
    """Which partners could take which leads, apart from limits: one row for each set of partners."""

    rules: tuple[EligibilityRule, ...]
    occasion: Occasion

    #: Per lead, what each rule reads of it: an index into `lead_keys`.
    kind_of: NDArray[np.int32]
    lead_keys: tuple[tuple[Hashable, ...], ...]

    #: Per partner, what each rule reads of him.
    partner_keys: tuple[tuple[Hashable, ...], ...]

    #: Per kind of lead, its row in `table`: kinds that the same partners can serve share one.
    row_of: NDArray[np.int32]

    #: Rows by partners: True where nothing is objected.
    table: NDArray[np.bool_]

    def signatures(self) -> NDArray[np.int32]:
        """Return the row of `table` of every lead."""
        return self.row_of[self.kind_of]

    def objections(self, lead: int) -> list[Reason | None]:
        """Return for every partner the first objection against his taking the lead at index *lead*."""
        wanted = self.lead_keys[self.kind_of[lead]]
        seen: dict[tuple[int, Hashable], Reason | None] = {}
        answers: list[Reason | None] = []
        for own in self.partner_keys:
            answer = None
            for place, rule in enumerate(self.rules):
                known = place, own[place]
                if known not in seen:
                    facts = rule.objection(wanted[place], own[place], self.occasion)
                    seen[known] = None if facts is None else Reason(rule.code, facts)
                answer = seen[known]
                if answer is not None:
                    break
            answers.append(answer)
        return answers


def _numbered(keys: Sequence[Hashable]) -> tuple[NDArray[np.int32], list[Hashable]]:
    known: dict[Hashable, int] = {}
    numbers = [known.setdefault(key, len(known)) for key in keys]
    return np.array(numbers, dtype=np.int32), list(known)


def encode(
    leads: Sequence[Lead], partners: Sequence[Partner], rules: Sequence[Rule], occasion: Occasion
) -> Eligibility:
    """Judge every kind of lead against every kind of partner."""
    asked = tuple(rule for rule in rules if isinstance(rule, EligibilityRule))
    kind_of, kinds = _numbered([tuple(rule.of_lead(lead) for rule in asked) for lead in leads])
    partner_keys = [tuple(rule.of_partner(partner) for rule in asked) for partner in partners]
    lead_keys: list[tuple[Hashable, ...]] = kinds  # type: ignore[assignment]  # made as tuples above
    open_to = np.ones((len(kinds), len(partners)), dtype=np.bool_)
    for place, rule in enumerate(asked):
        of_kind, wanted = _numbered([key[place] for key in lead_keys])
        of_partner, own = _numbered([key[place] for key in partner_keys])
        passes = np.array(
            [[rule.objection(one, other, occasion) is None for other in own] for one in wanted],
            dtype=np.bool_,
        ).reshape(len(wanted), len(own))
        open_to &= passes[np.ix_(of_kind, of_partner)]
    rows, row_of = _distinct(open_to)
    return Eligibility(
        rules=asked,
        occasion=occasion,
        kind_of=kind_of,
        lead_keys=tuple(lead_keys),
        partner_keys=tuple(partner_keys),
        row_of=row_of,
        table=open_to[rows],
    )


def _distinct(table: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
    """Return where each distinct row first stands, and for each row which of these it is."""
    packed = np.packbits(table, axis=1)
    known: dict[bytes, int] = {}
    row_of = np.array([known.setdefault(row.tobytes(), len(known)) for row in packed], dtype=np.int32)
    _, first = np.unique(row_of, return_index=True)
    return first, row_of
