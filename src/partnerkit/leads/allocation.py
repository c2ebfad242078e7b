"""
Who gets this lead?

`allocate` gives leads one by one, in the order in which they come, and never
takes one back. `allocate_batch` looks at all of them first: the largest goes
first, and none is left over that a re-arrangement could place.
"""

from collections.abc import Sequence
from datetime import datetime

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.facts.product import Product
from partnerkit.facts.territory import Territory
from partnerkit.facts.tree import Tree
from partnerkit.leads.booking import book
from partnerkit.leads.eligibility import RULES, Rule
from partnerkit.leads.kernel import Progress, distribute
from partnerkit.leads.ledger import Ledger
from partnerkit.leads.matching import plan_for
from partnerkit.leads.policy import Policy
from partnerkit.leads.question import pose
from partnerkit.leads.result import Allocation

__all__ = ["allocate", "allocate_batch"]


def __dir__() -> list[str]:
    return __all__


def allocate(
    leads: Sequence[Lead],
    partners: Sequence[Partner],
    policy: Policy,
    *,
    ledger: Ledger | None = None,
    as_of: datetime,
    territories: Tree | Sequence[Territory] | None = None,
    products: Tree | Sequence[Product] | None = None,
    rules: Sequence[Rule] = RULES,
    progress: Progress | None = None,
) -> Allocation:
    """
    Give *leads* one by one, in this order, each to the candidate who is owed most.

    A list gives bit for bit what lead after lead gives, the ledger handed on.
    A lead that is open in the ledger already stays where it is and is not
    counted again. With trees of territories and products an id matches those
    below it, too. *progress* is told how many leads are done, and of how many.

    Raises
    ------
    InvalidValue, InvalidInput
        For ids that come twice, no partners, a lead without value, a time without zone.
    MissingWeight
        When the policy knows none for a partner.
    CurrencyMismatch, LedgerMismatch
        For leads of several currencies, and for the ledger of another pool.

    >>> from datetime import UTC
    >>> from partnerkit.leads.policies import FairShare
    >>> partners = [Partner(id="P-4", territories=("de",)), Partner(id="P-5", territories=("se",))]
    >>> leads = [Lead(id="L-17", territory="de"), Lead(id="L-18", territory="fi")]
    >>> policy, now = FairShare(default=1, value="unit"), datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> result = allocate(leads, partners, policy, as_of=now)
    >>> dict(result.assignments), result.unassigned["L-18"]["P-4"].code
    ({'L-17': 'P-4'}, 'territory')
    """
    question = pose(
        leads,
        partners,
        policy,
        ledger=ledger,
        as_of=as_of,
        territories=territories,
        products=products,
        rules=rules,
        by_value=False,
    )
    trace = distribute(question.work, progress=progress)
    return Allocation(question, trace, book(question, trace))


def allocate_batch(
    leads: Sequence[Lead],
    partners: Sequence[Partner],
    policy: Policy,
    *,
    ledger: Ledger | None = None,
    as_of: datetime,
    territories: Tree | Sequence[Territory] | None = None,
    products: Tree | Sequence[Product] | None = None,
    rules: Sequence[Rule] = RULES,
    progress: Progress | None = None,
) -> Allocation:
    """
    Give all *leads* at once: by falling value, and none left that a re-arrangement could place.

    Where giving each lead to the one who is owed most would strand another,
    only those who leave the rest possible are candidates. The order of *leads*
    does not matter: equal values are taken by id. Arguments and errors are
    those of `allocate`; the bound holds at every step of that order.

    >>> from datetime import UTC
    >>> from partnerkit.leads.policies import FairShare
    >>> partners = [Partner(id="P-4", capacity=1), Partner(id="P-5", territories=("de",), capacity=1)]
    >>> result = allocate_batch(
    ...     [Lead(id="L-1", territory="de"), Lead(id="L-2", territory="se")],
    ...     partners,
    ...     FairShare(default=1, value="unit"),
    ...     as_of=datetime(2026, 3, 2, 9, tzinfo=UTC),
    ... )
    >>> dict(result.assignments)
    {'L-1': 'P-5', 'L-2': 'P-4'}
    """
    question = pose(
        leads,
        partners,
        policy,
        ledger=ledger,
        as_of=as_of,
        territories=territories,
        products=products,
        rules=rules,
        by_value=True,
    )
    trace = distribute(question.work, guard=plan_for(question.work), progress=progress)
    return Allocation(question, trace, book(question, trace))
