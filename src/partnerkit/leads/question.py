"""
Is the question well put, and what is it in numbers?

Everything that could be wrong with leads, partners, policy and ledger is found
before the first lead is given, so that a run ends well or changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypedDict, Unpack, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import BLANK, Blank, Partner
from partnerkit.facts.tree import Tree
from partnerkit.leads.account import OpenLead
from partnerkit.leads.bonds import Bonds, bind
from partnerkit.leads.counting import counted, settled_for
from partnerkit.leads.eligibility import RULES, EligibilityRule, Limit, Occasion, Room, Rule, limits
from partnerkit.leads.encoding import Eligibility, encode, open_to_all
from partnerkit.leads.fit import FIT_BITS, Fits, encode_fit
from partnerkit.leads.ledger import Ledger
from partnerkit.leads.policy import Policy, a_policy
from partnerkit.leads.virtual_time import is_steady, starting_levels
from partnerkit.leads.weights import exact_weight, relative_weights, strides
from partnerkit.leads.work import INT64, UNLIMITED, Work, tie_key
from partnerkit.values import fields
from partnerkit.values.errors import (
    CurrencyMismatch,
    InvalidValue,
    Overflowed,
    PartnerkitError,
    PolicyFailed,
    raise_faults,
    shown,
)
from partnerkit.values.money import Money
from partnerkit.values.time import instant

if TYPE_CHECKING:
    from partnerkit.facts.product import Product
    from partnerkit.facts.territory import Territory
    from partnerkit.leads.precedence import Precedence

__all__ = [
    "PoolTerms",
    "Question",
    "Rounding",
    "Terms",
    "Within",
    "is_away",
    "pose",
    "room_left",
]

#: From which division of the leads a batch is rounded: the exact one in whole numbers, or that of a solver.
Rounding: TypeAlias = Literal["flow", "solver"]


def __dir__() -> list[str]:
    return __all__


class PoolTerms(TypedDict, total=False):
    """On what terms a pool gives its leads; whatever is left out is as usual."""

    #: Who could take a lead at all, `RULES` unless other rules are named.
    rules: Sequence[Rule]

    #: Whose a lead is by right, ahead of the policy.
    precedence: "Precedence | None"

    #: What a field means that a partner left out: "unrestricted", or "exclude" where it is unknown.
    blank: Blank


class Terms(PoolTerms, total=False):
    """The terms of a pool, and the trees by which they are read."""

    #: By these an id matches those below it; without one it matches itself only.
    territories: "Tree | Sequence[Territory] | None"
    products: "Tree | Sequence[Product] | None"


_TERMS = sorted(Terms.__optional_keys__)


@final
@frozen(kw_only=True, eq=False)
class Question:
    """Who gets which lead: checked, and encoded for the kernel."""

    leads: tuple[Lead, ...]

    #: In the order of their tie keys, which has nothing to do with names.
    partners: tuple[Partner, ...]

    #: The ledger before, with its counting and currency settled.
    ledger: Ledger
    as_of: datetime
    eligibility: Eligibility

    #: Whose a lead is by right, ahead of the policy.
    bonds: Bonds

    #: Per partner, the limits that hold.
    rooms: tuple[tuple[Room, ...], ...]

    #: The leads that are open at somebody already: they stay there.
    kept: Mapping[str, OpenLead]

    work: Work

    #: As it was asked, to ask again with something changed.
    policy: Policy
    terms: Mapping[str, Any]

    #: Whether all leads were given at once, and how shares of them were made whole.
    by_value: bool
    rounding: str | None = None


@final
@frozen(kw_only=True)
class Within:
    """The pool of which those who are asked are the ones whom the rules let pass."""

    #: How many the pool has, and the largest weight of all.
    size: int
    heaviest: Fraction

    #: The weights of those who are asked, by id.
    weights: Mapping[str, Fraction]


def pose(
    leads: Sequence[Lead],
    partners: Sequence[Partner],
    policy: Policy,
    *,
    ledger: Ledger | None,
    as_of: datetime,
    by_value: bool,
    within: Within | None = None,
    **terms: Unpack[Terms],
) -> Question:
    """
    Check everything and turn it into numbers; *by_value* orders the leads by falling value.

    *within* a larger pool, nothing stands against those who are asked by the rules.
    """
    at = instant(as_of, path="as_of")
    rules, precedence = terms.get("rules", RULES), terms.get("precedence")
    blank = terms.get("blank", "unrestricted")
    leads, partners = _checked(leads, partners, rules)
    _check_terms(terms, precedence, blank)
    fields.check({"policy": (a_policy, policy)})
    settled, amounts = settled_for(leads, policy, ledger)
    territories, products = _tree(terms.get("territories")), _tree(terms.get("products"))
    occasion = Occasion(as_of=at, territories=territories, products=products)
    rooms = _rooms(rules, partners, settled, at)
    kept, order = _order(leads, settled, amounts if by_value else None)
    eligibility = (
        encode(leads, partners, rules, occasion, blank)
        if within is None
        else open_to_all(leads, len(partners), occasion)
    )
    bonds = bind(precedence, order, partners, eligibility)
    return Question(
        leads=leads,
        partners=partners,
        ledger=settled,
        as_of=at,
        eligibility=eligibility,
        bonds=bonds,
        rooms=rooms,
        kept=kept,
        work=Work(
            lead_ids=[lead.id for lead in leads],
            values=counted(amounts, policy, settled),
            **(standings := _standings(partners, policy, settled, rooms, within)),
            **_rights(bonds, eligibility, order, standings["room"] if by_value else None),
            **_choice(leads, partners, policy, settled),
        ),
        policy=policy,
        terms=terms,
        by_value=by_value,
    )


def _order(
    leads: Sequence[Lead], ledger: Ledger, amounts: Sequence[int] | None
) -> tuple[dict[str, OpenLead], list[int]]:
    """Return who has which lead already, and the places of the others: as they came, or by falling amount."""
    held = ((lead.id, ledger.holder(lead.id)) for lead in leads)
    kept = {lead: holder for lead, holder in held if holder is not None}
    order = [place for place, lead in enumerate(leads) if lead.id not in kept]
    if amounts is not None:
        order.sort(key=lambda place: (-amounts[place], leads[place].id))
    return kept, order


def _rooms(
    rules: Sequence[Rule], partners: Sequence[Partner], ledger: Ledger, at: datetime
) -> tuple[tuple[Room, ...], ...]:
    """Return what limits each of *partners*."""
    # Everybody's account is looked up several times from here on, unless few are asked of very many.
    accounts = ledger.accounts
    if len(accounts) <= 64 * len(partners):
        accounts.by_id()
    return tuple(limits(rules, partner, accounts.get(partner.id), as_of=at) for partner in partners)


def room_left(rooms: Sequence[Room]) -> int:
    """Return how many leads one can still take within all his limits."""
    return max(0, min(room.most - room.used for room in rooms)) if rooms else UNLIMITED


def _rights(
    bonds: Bonds, eligibility: Eligibility, order: Sequence[int], room: Sequence[int] | None
) -> dict[str, Any]:
    """
    Return in which order leads are given, who could take each, and whose it is by right, as numbers.

    With *room*, those that are somebody's by right are given first as far as it goes.
    """
    signatures, table = bonds.applied(eligibility)
    return {
        "signatures": signatures,
        "table": table,
        "order": order if room is None or not bonds.kept else bonds.first(order, room),
        "forced": bonds.forced(),
        "apart": bonds.apart(),
    }


def _standings(
    partners: Sequence[Partner],
    policy: Policy,
    ledger: Ledger,
    rooms: Sequence[Sequence[Room]],
    within: Within | None,
) -> dict[str, Any]:
    """Return how every partner stands before the run, as numbers."""
    weights = _weights(partners, policy) if within is None else [within.weights[each.id] for each in partners]
    most = [] if within is None else [within.heaviest]
    is_whole = within is None or within.size == len(partners)
    accounts = [ledger.get(partner.id) for partner in partners]
    room = [
        0 if is_away(ledger, each.id) else room_left(own) for each, own in zip(partners, rooms, strict=True)
    ]
    return {
        "room": room,
        "strangers": 0 if within is None else within.size - len(partners),
        "precision": ledger.precision,
        "weights": relative_weights(weights),
        "partner_keys": [tie_key(partner.id) for partner in partners],
        "balances": [0 if account is None else account.balance for account in accounts],
        "levels": starting_levels(ledger, partners, weights),
        "strides": strides(relative_weights([*weights, *most]), ledger.precision)[: len(weights)],
        "counts": [0 if account is None else account.leads for account in accounts],
        "steady": is_whole and policy.basis == "turn" and is_steady(ledger, partners, weights),
    }


def _choice(
    leads: Sequence[Lead], partners: Sequence[Partner], policy: Policy, ledger: Ledger
) -> dict[str, Any]:
    """Return how *policy* chooses among the candidates."""
    fits = None if policy.fit is None else encode_fit(policy.fit, leads, partners)
    return {
        "policy": policy.name,
        "basis": policy.basis,
        "score": None if policy.basis == "owed" else policy.score,
        "fits": fits,
        **_bonus(fits, policy, ledger),
    }


def _weights(partners: Sequence[Partner], policy: Policy) -> list[Fraction]:
    """Return every partner's weight; whatever a policy raises names it."""
    try:
        return [exact_weight(policy.weight(partner), f"weights.{partner.id}") for partner in partners]
    except PartnerkitError:
        raise
    except Exception as error:
        fault = f"{type(error).__name__}: {error}"
        raise PolicyFailed(policy=policy.name, lead=None, fault=fault) from error


def _bonus(fits: Fits | None, policy: Policy, ledger: Ledger) -> dict[str, Any]:
    """Return what fit adds to what a candidate is owed, in whole sub-units, and the most it can add."""
    worth = policy.fit_weight
    if fits is None or worth is None:
        return {}
    if isinstance(worth, Money):
        if policy.value == "unit":
            remedy = "use a number of leads: each counts one"
            raise InvalidValue(path="policy.fit_weight", value=shown(worth), remedy=remedy)
        if ledger.currency is not None and worth.currency != ledger.currency:
            raise CurrencyMismatch(path="policy.fit_weight", expected=ledger.currency, found=worth.currency)
        worth = worth.minor
    elif policy.value == "lead":
        remedy = "use money: leads count their value"
        raise InvalidValue(path="policy.fit_weight", value=shown(worth), remedy=remedy)
    most = int(Fraction(worth) * 2**ledger.precision)
    if most >= INT64 >> FIT_BITS:
        exponent = INT64.bit_length() - 1 - FIT_BITS - ledger.precision
        raise Overflowed(path="policy.fit_weight", limit=f"below 2**{exponent} minor units or leads")

    def bonus(lead: int, index: NDArray[np.intp]) -> NDArray[np.int64]:
        return (fits.row(lead)[index].astype(np.int64) * most) >> FIT_BITS

    return {"bonus": bonus, "largest_bonus": most, "fit_weight": most}


def is_away(ledger: Ledger, partner: str) -> bool:
    """Tell whether *partner* paused or left the pool."""
    account = ledger.get(partner)
    return account is not None and account.away is not None


def _checked(
    leads: Sequence[Lead], partners: Sequence[Partner], rules: Sequence[Rule]
) -> tuple[tuple[Lead, ...], tuple[Partner, ...]]:
    """Return leads and partners as they will be counted: the latter in the order of their tie keys."""
    raise_faults(
        InvalidValue(path=path, value=shown(given), remedy=f"use a list of {path}, even for one")
        for path, given in (("leads", leads), ("partners", partners), ("rules", rules))
        if not isinstance(given, Iterable)
    )
    leads, partners = tuple(leads), tuple(partners)
    raise_faults(
        (*_faults(leads, Lead, "leads"), *_faults(partners, Partner, "partners"), *_rule_faults(rules))
    )
    if not partners:
        raise InvalidValue(path="partners", value="none", remedy="use at least one partner")
    return leads, tuple(sorted(partners, key=lambda partner: (tie_key(partner.id), partner.id)))


def _faults(items: Sequence[Any], kind: type[Any], path: str) -> Iterable[InvalidValue]:
    """Find what is no *kind*, and ids that come twice."""
    seen: dict[str, int] = {}
    for place, item in enumerate(items):
        if not isinstance(item, kind):
            yield InvalidValue(path=f"{path}[{place}]", value=shown(item), remedy=f"use a {kind.__name__}")
        elif seen.setdefault(item.id, place) != place:
            remedy = f"use each id once; {path}[{seen[item.id]}] has it, too"
            yield InvalidValue(path=f"{path}[{place}].id", value=shown(item.id), remedy=remedy)


def _rule_faults(rules: Sequence[Any]) -> Iterable[InvalidValue]:
    windows: set[str] = set()
    for place, rule in enumerate(rules):
        if not isinstance(rule, EligibilityRule | Limit):
            yield InvalidValue(
                path=f"rules[{place}]", value=shown(rule), remedy="use an EligibilityRule or a Limit"
            )
        elif isinstance(rule, Limit):
            if rule.window in windows:
                remedy = "use one limit per window"
                yield InvalidValue(path=f"rules[{place}].window", value=shown(rule.window), remedy=remedy)
            windows.add(rule.window)


def _check_terms(terms: Mapping[str, Any], precedence: Any, blank: Any) -> None:
    """Refuse terms that nobody reads, what is no precedence, and what says nothing about blanks."""
    found = (
        *(
            InvalidValue(path=name, value=shown(term), remedy=f"leave it out, or use {', '.join(_TERMS)}")
            for name, term in terms.items()
            if name not in _TERMS
        ),
        None if precedence is None else _precedence_fault(precedence),
        fields.choice(*BLANK).fault("blank", blank),
    )
    raise_faults(fault for fault in found if fault is not None)


def _precedence_fault(precedence: object) -> InvalidValue | None:
    from partnerkit.leads.precedence import Precedence

    return fields.instance(Precedence, "a Precedence, or leave it out").fault("precedence", precedence)


def _tree(nodes: Tree | Sequence[Any] | None) -> Tree | None:
    return nodes if nodes is None or isinstance(nodes, Tree) else Tree.of(nodes)
