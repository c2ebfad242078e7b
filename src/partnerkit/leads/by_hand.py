"""
What if a person decides who gets the lead?

The lead is owed to those who could take it all the same, and whoever gets it is
charged: so what is given by hand is made up for by the leads to come. The rules
are kept, and the rights ahead of them, or overridden by somebody with a reason;
the ledger tells how much was given by hand, and by whom.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Unpack, final

import numpy as np
from attrs import frozen

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads.bonds import Bonds, bind
from partnerkit.leads.booking import levels_of, windows_of
from partnerkit.leads.candidate import Candidate
from partnerkit.leads.changes import LeadReassigned, a_why
from partnerkit.leads.decision import Decision, Effect
from partnerkit.leads.history import Entry, apply
from partnerkit.leads.ledger import Ledger
from partnerkit.leads.policy import Policy
from partnerkit.leads.question import Question, Terms, pose
from partnerkit.leads.retelling import full
from partnerkit.leads.work import shares_among
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.reasons import Reason

__all__ = ["ByHand", "assign_to", "reassign"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class ByHand:
    """What a person decided: the entry to keep in the history, and the ledger after it."""

    entry: Entry
    ledger: Ledger

    @property
    def reason(self) -> Reason:
        """Who decided what, and why."""
        return self.entry.reason


def assign_to(
    lead: Lead,
    partner: str,
    partners: Sequence[Partner],
    policy: Policy,
    *,
    ledger: Ledger | None = None,
    as_of: datetime,
    by: str,
    why: str,
    override: bool = False,
    **terms: Unpack[Terms],
) -> ByHand:
    """
    Give *lead* to *partner* because *by* says so; *override* even if a rule objects.

    It is owed to all who could take it, as if the policy had given it; if
    nobody could, to him alone. `corrected` grows by what he gets beyond his own
    share. A lead that waits for somebody's right by `precedence=` is nobody
    else's chance, and where such leads do not count, it does not for its holder.

    Raises
    ------
    InvalidValue
        For a partner who could not take it, without *override*; for a lead that somebody has.
    NotFound
        For one who is not among *partners*.

    >>> from datetime import UTC
    >>> from partnerkit.leads.policies import FairShare
    >>> given = assign_to(
    ...     Lead(id="L-17"), "P-4", [Partner(id="P-4"), Partner(id="P-5")], FairShare(default=1, value="unit"),
    ...     as_of=datetime(2026, 3, 2, 9, tzinfo=UTC), by="anna", why="They know each other.",
    ... )
    >>> given.reason.code, given.ledger.amount(given.ledger["P-5"].balance)
    ('lead-given-by-hand', Decimal('0.5'))
    """
    _check_said(by, why)
    question = pose([lead], partners, policy, ledger=ledger, as_of=as_of, by_value=False, **terms)
    if question.kept:
        held = question.kept[lead.id].partner
        raise InvalidValue(
            path="lead", value=shown(lead.id), remedy=f"reassign it; it is open at {shown(held)}"
        )
    overrode = _overridden(question, partner, override=override)
    candidates, accrued = _candidates(question, partner)
    value = 0 if _is_apart(question, partner) else question.work.values[0]
    whole = value << question.work.precision
    effect = Effect(
        pool=question.ledger.pool,
        precision=question.work.precision,
        value=value,
        taken=windows_of(question.rooms[_place(question, partner)]),
        corrected=whole - accrued if any(each.is_eligible for each in candidates) else 0,
        by=by,
        why=why,
        overrode=overrode,
        levels=levels_of(question),
    )
    decision = Decision(
        lead=lead.id,
        as_of=question.as_of,
        winner=partner,
        currency=question.ledger.currency,
        candidates=candidates,
        effect=effect,
    )
    return ByHand(entry=decision, ledger=apply(question.ledger, decision))


def reassign(
    lead: Lead,
    partner: str,
    partners: Sequence[Partner],
    policy: Policy,
    *,
    ledger: Ledger,
    as_of: datetime,
    by: str,
    why: str,
    override: bool = False,
    **terms: Unpack[Terms],
) -> ByHand:
    """
    Move an open *lead* to *partner* because *by* says so; *override* even if a rule objects now.

    The lead stays owed to those who could take it when it came. Errors are those of `assign_to`;
    `NotFound` also for a lead that nobody has.

    >>> from datetime import UTC
    >>> from partnerkit.leads.policies import FairShare
    >>> partners, policy = [Partner(id="P-4"), Partner(id="P-5")], FairShare(default=1, value="unit")
    >>> moment = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> moved = reassign(
    ...     Lead(id="L-1"), "P-5", partners, policy, ledger=Ledger().with_open({"P-4": ["L-1"]}),
    ...     as_of=moment, by="anna", why="On leave.",
    ... )
    >>> moved.ledger.holder("L-1").partner
    'P-5'
    """
    if ledger.holder(lead.id) is None:
        raise NotFound(path="ledger.open", key=lead.id)
    _check_said(by, why)
    question = pose([lead], partners, policy, ledger=ledger, as_of=as_of, by_value=False, **terms)
    change = LeadReassigned(
        lead=lead.id,
        partner=partner,
        at=question.as_of,
        by=by,
        why=why,
        taken=windows_of(question.rooms[_place(question, partner)]),
        overrode=_overridden(question, partner, override=override),
    )
    return ByHand(entry=change, ledger=apply(ledger, change))


def _check_said(by: str, why: str) -> None:
    raise_faults(
        fault for fault in (fields.identifier.fault("by", by), a_why.fault("why", why)) if fault is not None
    )


def _place(question: Question, partner: str) -> int:
    for place, each in enumerate(question.partners):
        if each.id == partner:
            return place
    raise NotFound.among([each.id for each in question.partners], path="partners", key=partner)


def _bonds(question: Question) -> Bonds:
    """Return whose the lead is by right, also if it is open at somebody already."""
    return bind(question.terms.get("precedence"), [0], question.partners, question.eligibility)


def _is_apart(question: Question, partner: str) -> bool:
    """Tell whether the lead is *partner*'s by right, in a pool where such leads do not count."""
    bonds = _bonds(question)
    return not bonds.counted and bonds.forced().get(0) == _place(question, partner)


def _against(question: Question, *, firm: bool = False) -> list[tuple[Reason, ...]]:
    """Return all that stands against each partner, or what hangs on himself alone: rules, rights, then limits."""
    bonds = _bonds(question)
    reserved = (Reason("lead-reserved"),) if bonds.is_reserved(0) and not firm else ()
    return [
        (
            *found,
            *(() if place == bonds.forced().get(0) else reserved),
            *(() if room > 0 else full(question, place, room)),
        )
        for place, (found, room) in enumerate(
            zip(question.eligibility.objections(0, firm=firm), question.work.room, strict=True)
        )
    ]


def _overridden(question: Question, partner: str, *, override: bool) -> str | None:
    """Return the code of the rule that is overridden, None if none has to be."""
    fields.check({"override": (fields.truth, override)})
    against = _against(question)[_place(question, partner)]
    if not against or override:
        return against[0].code if against else None
    remedy = f"use one who can take the lead, or say override=True; what stands against it: {against[0].code}"
    raise InvalidValue(path="partner", value=shown(partner), remedy=remedy)


def _candidates(question: Question, partner: str) -> tuple[tuple[Candidate, ...], int]:
    """Return how everybody stood, and the own share of the one who gets the lead."""
    work, ledger = question.work, question.ledger
    against, alone = _against(question), _against(question, firm=True)
    could = [place for place, each in enumerate(against) if not each]
    shares = shares_among(work)(np.array(could, dtype=np.intp)).tolist()
    accruals = {place: share * work.values[0] for place, share in zip(could, shares, strict=True)}
    found = []
    bond = _bonds(question).kept.get(0) if _is_apart(question, partner) else None
    for place, accrual in accruals.items():
        before, name = work.balances[place], question.partners[place].id
        won = name == partner
        if bond is not None:
            # The lead does not count: whoever could have taken it stands as he stood.
            right = bond.reason if won else Reason("bound-to-another")
            found.append(Candidate(partner=name, won=won, by_hand=True, bound=right))
            continue
        found.append(
            Candidate(
                partner=name,
                before=ledger.amount(before),
                accrual=ledger.amount(accrual),
                total=ledger.amount(before + accrual),
                won=won,
                by_hand=True,
                currency=ledger.currency,
            )
        )
    found.sort(key=lambda each: (not each.won, each.partner))
    others = [
        Candidate(
            partner=each.id,
            objection=found_against[0],
            further=found_against[1:],
            for_him=None if own == found_against else own,
        )
        for each, found_against, own in zip(question.partners, against, alone, strict=True)
        if found_against
    ]
    others.sort(key=lambda each: each.partner)
    return (*found, *others), 0 if bond is not None else accruals.get(_place(question, partner), 0)
