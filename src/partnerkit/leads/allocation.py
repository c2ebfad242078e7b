"""
Who gets this lead?

`allocate` gives leads one by one, in the order in which they come, and never
takes one back. `allocate_batch` looks at all of them first: the largest goes
first, and none is left over that a re-arrangement could place.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Unpack, get_args

from attrs import evolve

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads.booking import book
from partnerkit.leads.kernel import Progress, distribute
from partnerkit.leads.ledger import Ledger
from partnerkit.leads.policy import Basis, Policy
from partnerkit.leads.question import Rounding, Terms, pose
from partnerkit.leads.result import Allocation
from partnerkit.values.errors import InvalidValue, shown

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
    progress: Progress | None = None,
    **terms: Unpack[Terms],
) -> Allocation:
    """
    Give *leads* one by one, in this order, each to the candidate whom *policy* puts first.

    A list gives bit for bit what lead after lead gives, the ledger handed on.
    A lead that is open in the ledger already stays where it is and is not
    counted again. *progress* is told how many leads are done, and of how many.

    Parameters
    ----------
    terms
        Any of `Terms`: `territories=` and `products=`, trees by which an id
        matches those below it; `rules=`, who could take a lead at all;
        `precedence=`, whose a lead is by right; `blank="exclude"`, to keep
        partners from leads that ask for what they left out.

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
    question = pose(leads, partners, policy, ledger=ledger, as_of=as_of, by_value=False, **terms)
    trace = distribute(question.work, progress=progress)
    return Allocation(question, trace, book(question, trace), {"order": "as given"})


def allocate_batch(
    leads: Sequence[Lead],
    partners: Sequence[Partner],
    policy: Policy,
    *,
    ledger: Ledger | None = None,
    as_of: datetime,
    rounding: Rounding | None = None,
    progress: Progress | None = None,
    **terms: Unpack[Terms],
) -> Allocation:
    """
    Give all *leads* at once: by falling value, and none left that a re-arrangement could place.

    Only those who leave the rest possible are candidates, so that no lead takes
    another's last chance. The order of *leads* does not matter: what goes to
    somebody by right comes first, and equal values are taken by id. Arguments
    and errors are those of `allocate`; the bound holds at every step of that
    order.

    With `FairShare(fit=...)` every partner's entitlement gets a price, and
    leads go where they fit best at these prices while everybody still gets what
    he is owed; a `fit_weight` is not needed for that.

    Parameters
    ----------
    rounding
        Divide the leads at the best fit there is, then round to whole ones:
        everybody gets what that division gives him, off by less than the
        largest lead he shared in. "flow" divides exactly in whole numbers;
        limits of number keep what the prices gave. "solver" has all limits in
        its linear program (HiGHS, extra `solver`; it counts in floats, so
        machines may differ between equally good divisions). The bound then
        holds before and after the batch, which is one step. Meant for some
        thousands of leads and some hundred partners.
    terms
        Any of `Terms`, as of `allocate`.

    Raises
    ------
    InvalidValue
        For rounding without a `FairShare` that has a fit, besides what `allocate` raises.

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
    from partnerkit.leads.batch import bounded, give

    _check_rounding(rounding, policy)
    question = pose(leads, partners, policy, ledger=ledger, as_of=as_of, by_value=True, **terms)
    trace = give(question.work, rounding=rounding, progress=progress)
    given = evolve(question, work=trace.work, rounding=rounding)
    after = book(given, trace)
    if trace.work.chosen is not None:
        # One step, whatever happened in it; where all is somebody's by right, each lead is a step of its own.
        after = bounded(question.ledger, after)
    return Allocation(given, trace, after, _method(trace.work.basis, rounding))


def _method(basis: Basis, rounding: Rounding | None) -> dict[str, str]:
    method = {"order": "falling value, then id", "placed": "as many as possible, in this order"}
    if basis in {"price", "rounding"}:
        method["prices"] = "integer subgradient on a sample by value"
    if rounding is not None:
        method["rounding"] = "matching of leads to slots (Shmoys and Tardos)"
        method["division"] = {
            "flow": "minimum-cost flow of value, in whole numbers",
            "solver": "linear program by HiGHS, in floats: machines may differ between equally good divisions",
        }[rounding]
    return method


def _check_rounding(rounding: object, policy: Policy) -> None:
    if rounding is None:
        return
    if rounding not in get_args(Rounding):
        remedy = "use 'flow' or 'solver', or leave it out"
        raise InvalidValue(path="rounding", value=shown(rounding), remedy=remedy)
    if policy.fit is None or policy.basis != "owed":
        remedy = "use a FairShare with fit=, or leave it out"
        raise InvalidValue(path="rounding", value=shown(rounding), remedy=remedy)
