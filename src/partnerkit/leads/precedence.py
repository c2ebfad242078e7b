"""
Whose is a lead before anybody is asked?

Ahead of any policy stand rights: the customer named a partner, a registration
protects it, a partner serves the customer already, a territory is one partner's
alone. Which right goes before which is declared, in one line and without gaps;
what happens when the partner cannot take the lead is declared, too.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Literal, TypeAlias, final

from attrs import field, frozen

from partnerkit.facts.deal import DealRegistration
from partnerkit.facts.lead import Lead
from partnerkit.facts.service import ServiceCase
from partnerkit.facts.territory import Grant
from partnerkit.facts.tree import Tree
from partnerkit.leads.coverage import lineage
from partnerkit.leads.rule import Occasion
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.reasons import Reason

__all__ = [
    "Precedence",
    "Right",
    "Unable",
    "exclusive_grant",
    "named_partner",
    "protected_registration",
    "running_service",
    "served_by",
]

#: What becomes of a lead whose partner cannot take it: it goes on to the next right and to the pool, or it waits.
Unable: TypeAlias = Literal["pool", "wait"]

#: The partners who have a right to a lead, the better one first, and why.
Holders: TypeAlias = Sequence[tuple[str, Reason]]

_code = fields.code("[a-z0-9]+(-[a-z0-9]+)*", "use lower-case words joined by hyphens")
_unable = fields.choice("pool", "wait")


def __dir__() -> list[str]:
    return __all__


@final
@frozen
class Right:
    """
    A reason why a lead belongs to a partner before any policy is asked.

    The partner must be able to take the lead, by the rules and limits of the
    pool: no right gives a lead to one who is suspended or full. Where the lead
    then waits, it is nobody else's chance in any case: nobody else is a
    candidate, nor credited a share of it.

    >>> mine = Right("own-find", holders=lambda lead, occasion: [("P-4", Reason("own-find"))] if lead.source else [])
    >>> mine.code, mine.unable
    ('own-find', 'pool')
    """

    code: str = field(validator=_code)
    holders: Callable[[Lead, Occasion], Holders] = field(
        kw_only=True, validator=fields.Check(callable, "use a function of a Lead and an Occasion")
    )

    #: What becomes of the lead when none of the holders can take it by the rules. The first who can, and is full when
    #: the turn comes, does not leave it to the next holder either: it goes to the pool, or waits for him.
    unable: Unable = field(default="pool", kw_only=True, validator=_unable)


@final
@frozen(kw_only=True)
class Precedence:
    """
    Which right goes before which, and whether leads given by right count in the pool.

    >>> Precedence(rights=[named_partner(), protected_registration([])]).codes
    ('named-partner', 'protected-registration')
    """

    #: The strongest right first.
    rights: tuple[Right, ...] = field(
        converter=fields.as_tuple, validator=fields.each(fields.instance(Right, "a Right"), unique=False)
    )

    #: True: such leads count in the ledger, so their partners get less of the rest; False: they use up room only.
    counted: bool = field(default=True, validator=fields.truth)

    def __attrs_post_init__(self) -> None:
        twice = sorted({code for code in self.codes if self.codes.count(code) > 1})
        raise_faults(
            InvalidValue(
                path="rights", value=shown(code), remedy="name each right once: it cannot precede itself"
            )
            for code in twice
        )

    @classmethod
    def of(
        cls, rights: Iterable[Right], before: Iterable[tuple[str, str]], *, counted: bool = True
    ) -> "Precedence":
        """
        Put *rights* in order by pairs of codes, the first of each going before the second.

        The pairs must leave no choice: circles are refused, and two rights of
        which no pair says which goes first.

        Raises
        ------
        InvalidValue
            If the pairs go in a circle, leave two rights without order, or name an unknown one.

        >>> rights = [protected_registration([]), named_partner()]
        >>> Precedence.of(rights, [("named-partner", "protected-registration")]).codes
        ('named-partner', 'protected-registration')
        """
        known = {right.code: right for right in cls(rights=tuple(rights)).rights}
        sorter = TopologicalSorter[str](dict.fromkeys(known, ()))
        for pair in before:
            if len(pair) != 2 or not set(pair) <= set(known):
                remedy = f"use pairs of {', '.join(known)}"
                raise InvalidValue(path="before", value=shown(pair), remedy=remedy)
            sorter.add(pair[1], pair[0])
        try:
            sorter.prepare()
        except CycleError as circle:
            remedy = "leave one of these pairs out: they go in a circle"
            raise InvalidValue(path="before", value=shown(circle.args[1]), remedy=remedy) from None
        order: list[str] = []
        while sorter:
            ready = sorter.get_ready()
            if len(ready) > 1:
                remedy = "say which of them goes first"
                raise InvalidValue(path="before", value=shown(tuple(sorted(ready))), remedy=remedy)
            order += ready
            sorter.done(*ready)
        return cls(rights=tuple(known[code] for code in order), counted=counted)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the rights, the strongest first."""
        return tuple(right.code for right in self.rights)


def named_partner(*, unable: Unable = "pool") -> Right:
    """
    Return the right of the partner whom the customer named.

    >>> right = named_partner()
    >>> right.holders(Lead(id="L-17", named_partner="P-4"), None)
    (('P-4', Reason(code='named-partner', facts=Facts(partner='P-4'))),)
    """

    def holders(lead: Lead, _: Occasion) -> Holders:
        named = lead.named_partner
        return () if named is None else ((named, Reason("named-partner", {"partner": named})),)

    return Right("named-partner", holders=holders, unable=unable)


def protected_registration(deals: Iterable[DealRegistration], *, unable: Unable = "wait") -> Right:
    """
    Return the right of the partner who registered the deal, while it is protected.

    It needs the account of the customer on both sides. A registration for a
    product or a territory protects what lies below, and a lead that names none.
    Of several, the one approved first goes first.

    >>> protected_registration([]).unable
    'wait'
    """
    by_account: defaultdict[str, list[DealRegistration]] = defaultdict(list)
    for each in deals:
        if each.account is not None and each.protection is not None:
            by_account[each.account].append(each)
    for found in by_account.values():
        found.sort(key=lambda each: (str(each.approved_at), each.id))

    def holders(lead: Lead, occasion: Occasion) -> Holders:
        return tuple(
            (each.partner, Reason("protected-registration", _registered(each)))
            for each in by_account.get(lead.customer or "", ())
            if each.is_protected(as_of=occasion.as_of)
            and _may_be(lead.product, each.product, occasion.products)
            and _may_be(lead.territory, each.territory, occasion.territories)
        )

    return Right("protected-registration", holders=holders, unable=unable)


def _registered(registration: DealRegistration) -> Mapping[str, object]:
    return {
        "partner": registration.partner,
        "registration": registration.id,
        "until": registration.expires_at,
    }


def _may_be(wanted: str | None, granted: str | None, tree: Tree | None) -> bool:
    return wanted is None or granted is None or granted in lineage(wanted, tree)


def served_by(cases: Iterable[ServiceCase]) -> Mapping[str, str]:
    """
    Return which partner serves each account now: the one of its case opened last that is not over.

    >>> from datetime import datetime
    >>> opened = datetime.fromisoformat("2026-03-02T09:00+01:00")
    >>> dict(served_by([ServiceCase(id="S-1", partner="P-4", account="A-9", opened_at=opened)]))
    {'A-9': 'P-4'}
    """
    running = [each for each in cases if each.status in {"open", "in-progress", "waiting"}]
    running.sort(key=lambda each: (each.opened_at, each.id))
    return {
        each.account: each.partner
        for each in running
        if each.account is not None and each.partner is not None
    }


def running_service(partners: Mapping[str, str], *, unable: Unable = "pool") -> Right:
    """
    Return the right of the partner who serves the customer already: account -> partner, as of `served_by`.

    >>> right = running_service({"A-9": "P-4"})
    >>> [partner for partner, _ in right.holders(Lead(id="L-17", customer="A-9"), None)]
    ['P-4']
    """
    serving = dict(partners)

    def holders(lead: Lead, _: Occasion) -> Holders:
        partner = serving.get(lead.customer or "")
        return () if partner is None else ((partner, Reason("running-service", {"partner": partner})),)

    return Right("running-service", holders=holders, unable=unable)


def exclusive_grant(grants: Iterable[Grant], *, unable: Unable = "wait") -> Right:
    """
    Return the right of the partner to whom a territory was granted alone, while the grant runs, by days of UTC.

    A lead lies in it when its territory and its product do; one that does not
    say where it belongs, or to which product, lies in none that is limited. Of
    several grants, which contradict each other, the one that began first goes
    first.

    >>> exclusive_grant([]).code
    'exclusive-grant'
    """
    by_territory: defaultdict[str, list[Grant]] = defaultdict(list)
    for each in grants:
        if each.exclusive:
            by_territory[each.territory].append(each)

    def holders(lead: Lead, occasion: Occasion) -> Holders:
        if lead.territory is None:
            return ()
        found = [
            each
            for node in lineage(lead.territory, occasion.territories)
            for each in by_territory.get(node, ())
            if each.holds_on(occasion.as_of.date()) and _is_in(lead.product, each.products, occasion.products)
        ]
        found.sort(key=lambda each: (each.period.start, each.partner))
        return tuple((each.partner, Reason("exclusive-grant", _granted(each))) for each in found)

    return Right("exclusive-grant", holders=holders, unable=unable)


def _granted(grant: Grant) -> Mapping[str, object]:
    return {"partner": grant.partner, "territory": grant.territory}


def _is_in(wanted: str | None, granted: tuple[str, ...] | None, tree: Tree | None) -> bool:
    if granted is None:
        return True
    return wanted is not None and any(node in granted for node in lineage(wanted, tree))
