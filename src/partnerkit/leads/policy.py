"""
What does a policy have to say?

A policy states what each partner is owed, and which of the candidates for a
lead goes first; the engine does the rest. It is a value: frozen, comparable,
without a memory of its own (that is the ledger).
"""

from fractions import Fraction
from typing import Any, ClassVar, Literal, Protocol, TypeAlias, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.facts.partner import Partner
from partnerkit.leads.fit import Fit
from partnerkit.leads.weights import Weight
from partnerkit.values.fields import Check
from partnerkit.values.money import Money

__all__ = ["Basis", "Counting", "Policy", "Standing", "a_policy"]

#: What is asked of a policy before anything else.
a_policy = Check(
    lambda value: (
        not isinstance(value, type) and all(hasattr(value, name) for name in ("pool", "name", "weight"))
    ),
    "use a policy, such as FairShare(default=1)",
)

#: What a lead counts: its value, or one.
Counting: TypeAlias = Literal["lead", "unit"]

#: What decides between candidates, and so what a decision is explained by and what is promised.
#: The last two are those of a batch with fit: at prices, and rounded.
Basis: TypeAlias = Literal["owed", "load", "turn", "fit", "score", "price", "rounding"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False)
class Standing:
    """
    How the candidates for one lead stand, in whole numbers: one element for each candidate.

    The arrays are of int64 or, where numbers are too wide for it, of Python's
    own integers; plain arithmetic and comparisons work on both. A policy only
    reads them.

    >>> standing = Standing.of(before=[4, 1], accrual=[1, 1])
    >>> standing.owed.tolist()
    [5, 2]
    """

    #: The id of the lead, what it counts, and the ledger's precision: a sub-unit is 1 / 2**precision of that.
    lead: str
    value: int
    precision: int

    #: Whether everybody in the pool is a candidate.
    complete: bool

    #: Whether it was so for every lead since the ledger began, with the same members, weights and policy.
    steady: bool

    #: What each is owed before this lead, his share of it, and his bonus, in sub-units.
    before: NDArray[Any]
    accrual: NDArray[Any]
    bonus: NDArray[Any]

    #: What each has been given divided by his weight, on one scale for all.
    level: NDArray[Any]

    #: How well each fits this lead, times 2**20; zero without a `Fit`.
    fit: NDArray[Any]

    #: How many leads each was given so far.
    leads: NDArray[Any]

    @property
    def owed(self) -> NDArray[Any]:
        """What each is owed with his share of this lead, and his bonus: the ledger rule's score."""
        owed: NDArray[Any] = self.before + self.accrual + self.bonus
        return owed

    def __len__(self) -> int:
        return len(self.before)

    @classmethod
    def of(cls, **known: Any) -> "Standing":
        """Return a standing of what is *known*, the rest zero; to try a policy out."""
        names = ("before", "accrual", "bonus", "level", "fit", "leads")
        columns = {name: np.asarray(known[name]) for name in names if name in known}
        size = len(next(iter(columns.values()), ()))
        zeros = {name: np.zeros(size, dtype=np.int64) for name in names}
        told = {"lead": "L-1", "value": 1, "precision": 20, "complete": False, "steady": False}
        return cls(**{**told, **zeros, **known, **columns})


class Policy(Protocol):
    """
    How one pool of leads is shared out.

    Laws:

    - `weight` is above zero and depends on nothing but the partner;
    - `score` depends on nothing but the standing, and changes nothing in it;
    - a policy never changes: the same question gets the same answer.
    """

    #: The name of the policy, as its file is called: "fair-share".
    name: ClassVar[str]

    #: What decides. A policy of your own says "score": it is explained by its scores and promises no bound.
    #: "owed" says that `score` is `standing.owed`; the engine then takes the short way and never calls it.
    basis: ClassVar[Basis]

    @property
    def pool(self) -> str:
        """The pool it shares out; a ledger belongs to one pool."""
        ...

    @property
    def value(self) -> Counting:
        """Whether a lead counts its value, or every lead counts one."""
        ...

    @property
    def default_value(self) -> Money | None:
        """What a lead of unknown value counts; None refuses it where values count."""
        ...

    @property
    def fairness_cap(self) -> Money | None:
        """The most that one lead may count; None is 2**31 minor units."""
        ...

    @property
    def fit(self) -> Fit | None:
        """How well a partner fits a lead; None if that plays no part."""
        ...

    @property
    def fit_weight(self) -> Money | Weight | None:
        """What a perfect fit adds to what one is owed: money, or leads where each counts one; None nothing."""
        ...

    def weight(self, partner: Partner, /) -> Fraction:
        """
        Return what *partner* is owed, in proportion to the others.

        Raises
        ------
        MissingWeight
            When the policy knows none for this partner.
        """
        ...

    def score(self, standing: Standing, /) -> NDArray[Any]:
        """Return one number for each candidate: the highest gets the lead, equals draw lots."""
        ...
