"""
What speaks for or against a cause, and how much?

A piece of evidence is weak, clear or strong: 1, 2 or 3 points for the cause or
against it. Points are a grade, no probability. Of one source only the
strongest piece on each side counts, because the same figures told twice are no
second witness; what independent sources say is added up, as weights of evidence
are (I. J. Good, "Weight of evidence: a brief survey", Bayesian Statistics 2,
1985). So the order of evidence cannot matter, and taking away what speaks for a
cause can never raise it.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Literal, TypeAlias, final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from partnerkit.facts import checks
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.reasons import Reason

__all__ = [
    "SOURCES",
    "STRENGTHS",
    "Block",
    "Evidence",
    "Source",
    "Strength",
    "blocks_of",
    "day_of",
    "evidence_faults",
]

#: How much one piece says, by its points.
Strength: TypeAlias = Literal["weak", "clear", "strong"]
STRENGTHS: tuple[Strength, ...] = ("weak", "clear", "strong")

#: Who is the witness: our figures, our records, the partner's named answers, what was said in visits and calls,
#: and what others publish about the market.
Source: TypeAlias = Literal["figures", "records", "survey", "exchange", "market"]
SOURCES: tuple[Source, ...] = ("figures", "records", "survey", "exchange", "market")


#: Cause, source, openness, and the code of why it would not count.
_Kind: TypeAlias = tuple[str, Source, bool, str]

_INSTANT = timedelta(microseconds=1)


def __dir__() -> list[str]:
    return __all__


def day_of(at: datetime) -> date:
    """
    Return the day, in UTC, that is known at an instant: at midnight it is the one that just ended.

    >>> day_of(datetime.fromisoformat("2026-07-01T00:00Z"))
    datetime.date(2026, 6, 30)
    """
    return (at.astimezone(UTC) - _INSTANT).date()


@final
@frozen(kw_only=True)
class Evidence:
    """
    One thing that speaks for or against a cause.

    >>> said = Reason("said-in-visit", {"words": "two sellers left in May"})
    >>> seen = Evidence(
    ...     partner="P-4", cause="slow-response", speaks="for", strength="clear", source="exchange", on=date(2026, 6, 3), reason=said
    ... )
    >>> seen.points
    2
    """

    partner: str = field(validator=fields.identifier)
    cause: str = field(validator=checks.reason_code)
    speaks: Literal["for", "against"] = field(validator=fields.choice("for", "against"))
    strength: Strength = field(validator=fields.choice(*STRENGTHS))
    source: Source = field(validator=fields.choice(*SOURCES))

    #: The day it tells of; what is too old is set aside.
    on: date = field(validator=fields.calendar_date)
    reason: Reason = field(validator=fields.instance(Reason, "a Reason"))

    #: What a side disputes does not count until it is settled.
    disputed: bool = field(default=False, validator=fields.truth)

    #: Whether the partner may read the reason: then it tells of nobody else.
    open: bool = field(default=False, validator=fields.truth)

    @property
    def points(self) -> int:
        """From 1 to 3, below zero where it speaks against the cause."""
        size = STRENGTHS.index(self.strength) + 1
        return size if self.speaks == "for" else -size


@final
@frozen(kw_only=True, eq=False)
class Block:
    """Evidence of one source on one cause for many partners, in columns; objects are made when asked for."""

    cause: str
    source: Source

    #: The number of the partner in the order asked for, and its points; 0 says nothing.
    rows: NDArray[np.int64]
    points: NDArray[np.int64]

    #: Make the reason of the piece at a place, and the day it tells of.
    why: Callable[[int], Reason]
    when: Callable[[int], date]
    open: bool

    #: Whether the reasons, though weighed beside others, tell the partner's own facts alone.
    own: bool = False

    #: Which pieces do not count, by place, and the code of why.
    aside: NDArray[np.bool_] | None = None
    because: str = "evidence-disputed"

    @property
    def counted(self) -> NDArray[np.int64]:
        """The points that count."""
        return self.points if self.aside is None else np.where(self.aside, 0, self.points)

    def at(self, row: int) -> Iterator[int]:
        """Give the places of the evidence about one partner."""
        first, last = np.searchsorted(self.rows, [row, row + 1])
        yield from (place for place in range(int(first), int(last)) if self.points[place])


def evidence_faults(
    given: Sequence[Evidence], partners: Sequence[str], causes: Sequence[str], *, as_of: date
) -> Iterator[InvalidValue]:
    """
    Find what is wrong with evidence that was handed in: about others, on unknown causes, from the future.

    >>> [fault.path for fault in evidence_faults(["hearsay"], ["P-4"], ["slow-response"], as_of=date(2026, 6, 30))]
    ['evidence[0]']
    """
    known, named = set(partners), set(causes)
    for place, each in enumerate(given):
        path = f"evidence[{place}]"
        if not isinstance(each, Evidence):
            yield InvalidValue(path=path, value=shown(each), remedy="use an Evidence")
            continue
        if each.partner not in known:
            # Whose evidence it is stays untold: the caller may not be the one who may know.
            remedy = "leave it out: it is about nobody who is diagnosed"
            yield InvalidValue(path=f"{path}.partner", value="(another partner)", remedy=remedy)
        if each.cause not in named:
            remedy = "use a cause that is looked at, as one of CAUSES"
            yield InvalidValue(path=f"{path}.cause", value=shown(each.cause), remedy=remedy)
        if each.on > as_of:
            remedy = f"leave it out: it was not known on {as_of}"
            yield InvalidValue(path=f"{path}.on", value=shown(str(each.on)), remedy=remedy)


def blocks_of(given: Sequence[Evidence], rows: dict[str, int], oldest: date | None) -> list[Block]:
    """
    Gather evidence in blocks: one for each cause, source, openness and reason why it would not count.

    >>> blocks_of([], {}, None)
    []
    """
    grouped: dict[_Kind, list[Evidence]] = {}
    for each in given:
        aside = "evidence-disputed" if each.disputed else ""
        if oldest is not None and each.on < oldest:
            aside = "evidence-stale"
        grouped.setdefault((each.cause, each.source, each.open, aside), []).append(each)
    return [
        _block(sorted(found, key=lambda each: (rows[each.partner], _order(each))), rows, key)
        for key, found in sorted(grouped.items())
    ]


def _order(each: Evidence) -> tuple[int, str, str]:
    """Say in which order pieces stand that nothing else orders."""
    return (-each.points, each.reason.code, f"{each.reason.facts!r} {each.on}")


def _block(found: Sequence[Evidence], rows: dict[str, int], key: _Kind) -> Block:
    cause, source, is_open, because = key
    return Block(
        cause=cause,
        source=source,
        rows=np.array([rows[each.partner] for each in found], dtype=np.int64),
        points=np.array([each.points for each in found], dtype=np.int64),
        why=lambda place: found[place].reason,
        when=lambda place: found[place].on,
        open=is_open,
        aside=np.ones(len(found), dtype=np.bool_) if because else None,
        because=because or "evidence-disputed",
    )
