"""
Which leads look alike, and which partners?

Leads that look alike to every rule, and partners that do, are judged once:
there never is a table of leads by partners, only one of kinds by partners,
with one row for each set of partners that could take a lead. What a rule reads
of a lead counts only as far as it tells partners apart: a customer whom nobody
is kept from is like any other.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import count
from typing import Any, TypeAlias, final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Blank, Partner
from partnerkit.leads.rule import UNKNOWN, EligibilityRule, Occasion
from partnerkit.values.errors import InvalidValue
from partnerkit.values.reasons import Reason

__all__ = ["Eligibility", "encode", "open_to_all"]

#: So many rows are judged at a time: what is alike is put together before the next ones are.
BLOCK = 4096

#: So many columns of objections are remembered at a time.
TOLD = 64

#: Kinds are numbered anew before their product could leave int64.
_MOST_KINDS = 2**31


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False)
class Eligibility:
    """Which partners could take which leads, apart from limits: one row for each set of partners."""

    rules: tuple[EligibilityRule, ...]
    occasion: Occasion
    leads: Sequence[Lead]

    #: Per rule, what it reads of every partner.
    own: tuple[tuple[Hashable, ...], ...]

    #: Per lead, its row in `table`: leads that the same partners can serve share one.
    row_of: NDArray[np.int32]

    #: Rows by partners: True where nothing is objected.
    table: NDArray[np.bool_]

    #: Per rule and what it reads of a lead, what was objected: leads that are told one after the other are often alike.
    _told: dict[tuple[int, Hashable], tuple[Reason | None, ...]] = field(factory=dict, init=False, repr=False)

    def signatures(self) -> NDArray[np.int32]:
        """Return the row of `table` of every lead."""
        return self.row_of

    def objections(self, lead: int, *, firm: bool = False) -> list[tuple[Reason, ...]]:
        """
        Return for every partner all that stands against his taking the lead at index *lead*, in order.

        If *firm*, rules that give way are left out: whether they do depends on who else there is.
        """
        if self.table[self.row_of[lead]].all():
            return [()] * self.table.shape[1]
        open_to = [True] * self.table.shape[1]
        against: dict[int, Sequence[Reason | None]] = {}
        for place in _in_turn(self.rules):
            if firm and self.rules[place].gives_way:
                continue
            found = self._against(place, lead)
            left = [could and reason is None for could, reason in zip(open_to, found, strict=True)]
            if not self.rules[place].gives_way or any(left) or not any(open_to):
                against[place], open_to = found, left
        columns = (against[place] for place in sorted(against))
        told = zip(*columns, strict=True) if against else ((),) * len(open_to)
        return [tuple(reason for reason in each if reason is not None) for each in told]

    def _against(self, place: int, lead: int) -> Sequence[Reason | None]:
        rule = self.rules[place]
        wanted = rule.of_lead(self.leads[lead])
        found = self._told.get((place, wanted))
        if found is None:
            reasons = {own: rule.judge(wanted, own, self.occasion) for own in set(self.own[place])}
            found = tuple(reasons[own] for own in self.own[place])
            if len(self._told) >= TOLD:
                self._told.clear()
            self._told[place, wanted] = found
        return found


def _in_turn(rules: Sequence[EligibilityRule]) -> list[int]:
    """Return the places of *rules*, those that give way last: they must know who is left."""
    return sorted(range(len(rules)), key=lambda place: rules[place].gives_way)


def encode(
    leads: Sequence[Lead],
    partners: Sequence[Partner],
    rules: Sequence[object],
    occasion: Occasion,
    blank: Blank = "unrestricted",
) -> Eligibility:
    """Judge every kind of lead against every kind of partner."""
    asked = tuple(rule for rule in rules if isinstance(rule, EligibilityRule))
    own = tuple(tuple(rule.owns(partners, blank)) for rule in asked)
    looked_at = (_stage(asked[place], leads, own[place], occasion) for place in _in_turn(asked))
    stages = [each for each in looked_at if each is not None]
    kind_of, first = _kinds([codes for codes, _, _ in stages], len(leads))
    blocks = (
        _open_to([(codes[some], passes, gives_way) for codes, passes, gives_way in stages], len(partners))
        for some in _blocks(first)
    )
    table, row_of = _distinct(blocks, len(partners))
    return Eligibility(
        rules=asked, occasion=occasion, leads=leads, own=own, row_of=row_of[kind_of], table=table
    )


def open_to_all(leads: Sequence[Lead], partners: int, occasion: Occasion) -> Eligibility:
    """Return that nothing stands against *partners*, so many, who were looked at before."""
    return Eligibility(
        rules=(),
        occasion=occasion,
        leads=leads,
        own=(),
        row_of=np.zeros(len(leads), dtype=np.int32),
        table=np.ones((1, partners), dtype=np.bool_),
    )


Stage: TypeAlias = tuple[NDArray[np.int32], NDArray[np.bool_], bool]


def _stage(
    rule: EligibilityRule, leads: Sequence[Lead], own: Sequence[Hashable], occasion: Occasion
) -> Stage | None:
    """
    Return per lead a row of the rule's table, the table (by partners), and whether it gives way.

    None is a rule that lets all pass, as most do when somebody asks about one lead.
    """
    wanted_of, wanted = _numbered(map(rule.of_lead, leads))
    own_of, different = _numbered(own)
    if len(wanted) == 1:
        table, row_of = _judged(rule, wanted, different, occasion), np.zeros(1, dtype=np.int32)
        if table.all():
            return None
    else:
        blocks = (
            _judged(rule, wanted[start : start + BLOCK], different, occasion)
            for start in _starts(len(wanted))
        )
        table, row_of = _distinct(blocks, len(different))
    return row_of[wanted_of], table[:, own_of], rule.gives_way


def _starts(size: int) -> range:
    return range(0, size, BLOCK)


def _blocks(rows: NDArray[np.intp]) -> Iterator[NDArray[np.intp]]:
    return (rows[start : start + BLOCK] for start in _starts(len(rows)))


def _numbered(keys: Iterable[Hashable]) -> tuple[NDArray[np.int32], list[Hashable]]:
    """Return the number of every key, and the different keys by number."""
    known: defaultdict[Hashable, int] = defaultdict(count().__next__)
    numbers = np.fromiter(map(known.__getitem__, keys), dtype=np.int32)
    return numbers, list(known)


def _judged(
    rule: EligibilityRule, wanted: Sequence[Any], own: Sequence[Any], occasion: Occasion
) -> NDArray[np.bool_]:
    """Return whether *rule* lets pass: what is wanted by what partners have."""
    looked_up = rule.table if rule.tokens is None else rule.tokens.table
    if looked_up is None:
        judged = [[rule.judge(one, other, occasion) is None for other in own] for one in wanted]
        return np.array(judged, dtype=np.bool_).reshape(len(wanted), len(own))
    passes = np.ones((len(wanted), len(own)), dtype=np.bool_)
    rows, columns = list(range(len(wanted))), list(range(len(own)))
    if rule.restricts is not None:
        rows = [row for row in rows if wanted[row] is not None]
        unknown = [column for column in columns if own[column] is UNKNOWN]
        columns = [column for column in columns if own[column] not in (None, UNKNOWN)]
        if unknown:
            passes[np.ix_(rows, unknown)] = False
    if rows and columns:
        told = looked_up([wanted[row] for row in rows], [own[column] for column in columns], occasion)
        # A table of a host may be lists.
        found = np.asarray(told)
        if found.shape != (len(rows), len(columns)) or found.dtype != np.bool_:
            remedy = f"return an array of bool, {len(rows)} by {len(columns)}"
            raise InvalidValue(
                path=f"rules.{rule.code}.table", value=f"{found.dtype} {found.shape}", remedy=remedy
            )
        passes[np.ix_(rows, columns)] = found
    return passes


def _kinds(codes: Sequence[NDArray[np.int32]], leads: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the kind of every lead, by what all rules read of it, and a lead of every kind."""
    kinds, most = np.zeros(leads, dtype=np.int64), 1
    for each in codes:
        different = int(each.max(initial=0)) + 1
        if most * different > _MOST_KINDS:
            kinds = np.unique(kinds, return_inverse=True)[1].astype(np.int64)
            most = int(kinds.max(initial=0)) + 1
        kinds, most = kinds * different + each, most * different
    if most == 1:
        return np.zeros(leads, dtype=np.intp), np.arange(min(leads, 1))
    _, first, kind_of = np.unique(kinds, return_index=True, return_inverse=True)
    return kind_of, first


def _open_to(stages: Sequence[Stage], partners: int) -> NDArray[np.bool_]:
    """Return which partners could take leads of some kinds; a rule that gives way leaves nobody out alone."""
    open_to = np.ones((len(stages[0][0]) if stages else 1, partners), dtype=np.bool_)
    for codes, passes, gives_way in stages:
        if not gives_way:
            open_to &= passes[codes]
            continue
        left = open_to & passes[codes]
        some = left.any(axis=1)
        open_to[some] = left[some]
    return open_to


def _distinct(blocks: Iterable[NDArray[np.bool_]], width: int) -> tuple[NDArray[np.bool_], NDArray[np.int32]]:
    """Return the distinct rows of all blocks, and for each row which of these it is."""
    known: dict[bytes, int] = {}
    row_of: list[int] = []
    for block in blocks:
        packed = np.packbits(block, axis=1)
        # An array without columns has rows all the same.
        row_of += [known.setdefault(row.tobytes(), len(known)) for row in packed]
    rows = np.frombuffer(b"".join(known), dtype=np.uint8).reshape(len(known), -(-width // 8))
    table = np.unpackbits(rows, axis=1, count=width).astype(np.bool_)
    return table, np.array(row_of, dtype=np.int32)
