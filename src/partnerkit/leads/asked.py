"""
Who was asked about a lead, where most could never take it?

Of ten thousand partners ten serve the place, and the other thousands have one
and the same thing against them. Those whom the rules let pass stand there by
name. Of the rest there is a count by what stood against them first, and a
digest of all that stood against each: whoever makes the decision again from
history has them all, and sees that they are the ones.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, final, overload

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from partnerkit.leads.candidate import Candidate
from partnerkit.leads.owed import Reckoned
from partnerkit.values import fields
from partnerkit.values.reasons import Facts, Reason
from partnerkit.values.store_errors import NotReplayable

__all__ = ["NO_ROOM", "Asked", "Rest", "could_take", "label_of", "named_of"]

#: What stands against a partner whom the rules let pass: it hangs on leads he has, or on his being away.
NO_ROOM = frozenset({"away", "capacity", "capacity-window", "kept-free"})

_hex = fields.code("[0-9a-f]{64}", "use a digest of 64 hexadecimal digits")
_counts = fields.Check(
    lambda value: isinstance(value, Facts) and all(type(each) is int and each > 0 for each in value.values()),
    "use a mapping of codes to whole numbers above zero",
)


def __dir__() -> list[str]:
    return __all__


def label_of(reason: Reason) -> str:
    """
    Return what of a reason tells partners apart: its code, and for a field left out which one.

    >>> label_of(Reason("capacity", {"open": 3, "limit": 3})), label_of(Reason("field-unknown", {"field": "products"}))
    ('no-room', 'field-unknown products')
    """
    if reason.code in NO_ROOM:
        return "no-room"
    return f"{reason.code} {reason.facts['field']}" if reason.code == "field-unknown" else reason.code


@final
@frozen(kw_only=True)
class Rest:
    """
    Those who could not take a lead by the rules, as a count and a digest.

    >>> Rest(counts={"territory": 9_990}, digest="0" * 64).count
    9990
    """

    #: How many, by the code of what stood against them first.
    counts: Facts = field(converter=Facts, validator=_counts)

    #: Of everybody who was asked, by id, and of all that stood against each.
    digest: str = field(validator=_hex)

    @property
    def count(self) -> int:
        """How many they are."""
        return sum(self.counts.values())  # type: ignore[arg-type]  # whole numbers

    @classmethod
    def told(
        cls, names: bytes, against: Mapping[str, NDArray[np.bool_]], counts: Mapping[str, int]
    ) -> "Rest":
        """Make it of a digest of all ids in their order, and per label of whom in that order it stood against."""
        digest = sha256(names)
        for label in sorted(label for label, whom in against.items() if whom.any()):
            digest.update(label.encode() + b"\n" + np.packbits(against[label]).tobytes())
        return cls(counts={code: count for code, count in counts.items() if count}, digest=digest.hexdigest())

    @classmethod
    def of(cls, candidates: Iterable[Candidate]) -> "Rest":
        """Make it of everybody who was asked."""
        everybody = sorted(candidates, key=lambda each: each.partner)
        against: dict[str, NDArray[np.bool_]] = {}
        for place, each in enumerate(everybody):
            for reason in () if each.objection is None else (each.objection, *each.further):
                label = label_of(reason)
                whom = against.setdefault(label, np.zeros(len(everybody), dtype=np.bool_))
                whom[place] = True
        first = (each.objection.code for each in everybody if each.objection and not _is_named(each))
        return cls.told(names_of(each.partner for each in everybody), against, Counter(first))


def names_of(ids: Iterable[str]) -> bytes:
    """Return the digest of *ids*, which come in their order."""
    return sha256("\n".join(ids).encode()).digest()


def _is_named(candidate: Candidate) -> bool:
    return candidate.objection is None or candidate.objection.code in NO_ROOM


@final
class Asked(Sequence[Candidate]):
    """
    Everybody who was asked: those whom the rules let pass by name, the rest made when they are looked at.

    To the eye it is the tuple of all of them, and it equals that tuple. As read
    from a record the rest cannot be made, and looking at them says where they are.

    >>> rest = Rest(counts={"territory": 2}, digest="0" * 64)
    >>> asked = Asked([Candidate(partner="P-4", won=True)], rest)
    >>> len(asked), asked[0].partner
    (3, 'P-4')
    """

    __slots__ = ("_all", "_make", "named", "rest")

    def __init__(
        self,
        named: Iterable[Candidate],
        rest: Rest,
        make: Callable[[], Sequence[Candidate]] | None = None,
    ) -> None:
        # Candidates that are made only when somebody looks must not be made by keeping them.
        self.named: Sequence[Candidate] = named if isinstance(named, Reckoned) else tuple(named)
        self.rest = rest
        self._make = make
        self._all: tuple[Candidate, ...] | None = None

    def made_by(self, make: Callable[[], Sequence[Candidate]]) -> "Asked":
        """Return the same with a way to the rest; *make* returns everybody."""
        return Asked(self.named, self.rest, make)

    def everybody(self) -> tuple[Candidate, ...]:
        """Return all of them; they are made once."""
        if self._all is None:
            if self._make is None:
                missing = (
                    f"{self.rest.count} who could not take the lead; ask `explain` of the desk that wrote it"
                )
                raise NotReplayable(path="candidates", missing=missing)
            self._all = tuple(self._make())
        return self._all

    def __len__(self) -> int:
        return len(self.named) + self.rest.count

    def __iter__(self) -> Iterator[Candidate]:
        return iter(self.everybody())

    @overload
    def __getitem__(self, place: int) -> Candidate: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Candidate, ...]: ...
    def __getitem__(self, place: int | slice) -> Candidate | tuple[Candidate, ...]:
        # Those who could take it come first.
        if isinstance(place, int) and 0 <= place < len(self.named) and self.named[place].is_eligible:
            return self.named[place]
        return self.everybody()[place]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Asked):
            return self.named == other.named and self.rest == other.rest
        other = other.everybody() if isinstance(other, Reckoned) else other
        if not isinstance(other, tuple):
            return NotImplemented
        if len(self) != len(other):
            return False
        if self._make is not None or self._all is not None:
            return self.everybody() == other
        return self.named == named_of(other, short=True) and self.rest == Rest.of(other)

    def __hash__(self) -> int:
        return hash(self.everybody())

    def __repr__(self) -> str:
        return f"<{len(self)} partners, {len(self.named)} of them by name>"

    def __reduce__(self) -> tuple[Any, ...]:
        return (Asked, (self.named, self.rest)) if self._make is None else (tuple, (self.everybody(),))


def named_of(candidates: Sequence[Candidate], *, short: bool = False) -> Sequence[Candidate]:
    """
    Return those of *candidates* with numbers of their own: all whom the rules let pass are among them.

    *short* leaves out the others also where they are there.

    >>> stranger = Candidate(partner="P-5", objection=Reason("territory"))
    >>> len(named_of((stranger,))), len(named_of((stranger,), short=True))
    (1, 0)
    """
    if isinstance(candidates, Asked):
        return candidates.named
    return tuple(each for each in candidates if _is_named(each)) if short else candidates


def could_take(candidates: Sequence[Candidate]) -> Sequence[str]:
    """
    Return the ids of those who could have taken the lead, without making the candidates that are made when asked for.

    >>> could_take([Candidate(partner="P-4", won=True), Candidate(partner="P-5", objection=Reason("territory"))])
    ['P-4']
    """
    named = named_of(candidates)
    if isinstance(named, Reckoned):
        return named.owed.partners
    return [each.partner for each in named if each.is_eligible]
