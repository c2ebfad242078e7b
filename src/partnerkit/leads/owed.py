"""
What decided about a lead, in whole numbers, before it is put into words?

By the ledger rule a decision hangs on two numbers for each who could take the
lead: what he was owed before, and his share of it. Ranks, totals and what a
loser lacked follow from them. So these two are kept, and the rest is told when
somebody looks: most decisions nobody ever looks at.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, final, overload

from attrs import frozen

from partnerkit.leads.candidate import Candidate
from partnerkit.leads.ledger import Ledger
from partnerkit.leads.terms import ranked
from partnerkit.leads.work import tie_key, tie_order
from partnerkit.values.errors import InvalidValue, shown

__all__ = ["Owed", "Reckoned"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Owed:
    """
    What each who could take a lead was owed before, and his share of it, in sub-units.

    >>> owed = Owed(lead="L-1", partners=("P-4", "P-5"), before=(0, 8), accrual=(4, 4), precision=3)
    >>> [(each.partner, each.total) for each in owed.candidates()], owed.ahead
    ([('P-5', Decimal('1.5')), ('P-4', Decimal('0.5'))], 8)
    """

    lead: str

    #: By place: who, and his two numbers.
    partners: tuple[str, ...]
    before: tuple[int, ...]
    accrual: tuple[int, ...]

    #: Of the ledger: a sub-unit is a minor unit, or a lead, divided by 2**precision.
    precision: int
    currency: str | None = None

    def __attrs_post_init__(self) -> None:
        if not len(self.partners) == len(self.before) == len(self.accrual) or not self.partners:
            remedy = "give both numbers of each partner, and at least one"
            raise InvalidValue(path="owed", value=shown(self.partners), remedy=remedy)

    @property
    def totals(self) -> list[int]:
        """What each is owed with his share of the lead."""
        return [before + share for before, share in zip(self.before, self.accrual, strict=True)]

    @property
    def ahead(self) -> int | None:
        """By how much the first is ahead of the next one, in sub-units; None without one."""
        if len(self.partners) < 2:
            return None
        second, first = sorted(self.totals)[-2:]
        return first - second

    def candidates(self) -> Iterator[Candidate]:
        """Return them in full, the winner first and then as they were ranked."""
        amount, totals = Ledger(currency=self.currency, precision=self.precision).amount, self.totals
        draw = [tie_order(self.lead, tie_key(partner)) for partner in self.partners]
        for rank, (place, short, needed) in enumerate(ranked(totals, draw)):
            yield Candidate(
                partner=self.partners[place],
                before=amount(self.before[place]),
                accrual=amount(self.accrual[place]),
                bonus=amount(0),
                total=amount(totals[place]),
                short=amount(short) if rank else None,
                needed=amount(needed) if rank else None,
                won=not rank,
                alone=len(totals) == 1,
                currency=self.currency,
            )


@final
class Reckoned(Sequence[Candidate]):
    """
    Those who could take a lead, told in full when somebody looks, and *others* who could not.

    To the eye it is the tuple of all of them, and it equals that tuple.

    >>> owed = Owed(lead="L-1", partners=("P-4", "P-5"), before=(0, 8), accrual=(4, 4), precision=3)
    >>> reckoned = Reckoned(owed)
    >>> len(reckoned), reckoned[0].partner, reckoned == tuple(owed.candidates())
    (2, 'P-5', True)
    """

    __slots__ = ("_all", "others", "owed")

    def __init__(self, owed: Owed, others: Iterable[Candidate] = ()) -> None:
        self.owed, self.others = owed, tuple(others)
        self._all: tuple[Candidate, ...] | None = None

    def everybody(self) -> tuple[Candidate, ...]:
        """Return all of them; they are told once."""
        if self._all is None:
            self._all = (*self.owed.candidates(), *self.others)
        return self._all

    def __len__(self) -> int:
        return len(self.owed.partners) + len(self.others)

    def __iter__(self) -> Iterator[Candidate]:
        return iter(self.everybody())

    @overload
    def __getitem__(self, place: int) -> Candidate: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Candidate, ...]: ...
    def __getitem__(self, place: int | slice) -> Candidate | tuple[Candidate, ...]:
        return self.everybody()[place]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Reckoned):
            return self.owed == other.owed and self.others == other.others
        if not isinstance(other, tuple):
            return NotImplemented
        return len(self) == len(other) and self.everybody() == other

    def __hash__(self) -> int:
        return hash(self.everybody())

    def __repr__(self) -> str:
        return repr(self.everybody())

    def __reduce__(self) -> tuple[Any, ...]:
        return (Reckoned, (self.owed, self.others))
