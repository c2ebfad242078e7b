"""
What does a policy have to say?

A policy states what each partner is owed; the engine does the rest. It is a
value: frozen, comparable, without a memory of its own (that is the ledger).
"""

from fractions import Fraction
from typing import ClassVar, Literal, Protocol, TypeAlias

from partnerkit.facts.partner import Partner
from partnerkit.values.money import Money

__all__ = ["Counting", "Policy"]

#: What a lead counts: its value, or one.
Counting: TypeAlias = Literal["lead", "unit"]


def __dir__() -> list[str]:
    return __all__


class Policy(Protocol):
    """
    How one pool of leads is shared out.

    Laws:

    - `weight` is above zero and depends on nothing but the partner;
    - a policy never changes: the same question gets the same answer.
    """

    #: The name of the policy, as its file is called: "fair-share".
    name: ClassVar[str]

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

    def weight(self, partner: Partner, /) -> Fraction:
        """
        Return what *partner* is owed, in proportion to the others.

        Raises
        ------
        MissingWeight
            When the policy knows none for this partner.
        """
        ...
