"""
What becomes of goals, figures, claims and agreements when firms merge or split?

They follow the firm: every reference to the old partner becomes one to the new,
nothing is added up or thrown away, so that every sum stays as it is. What two
firms both have, and one cannot have twice, such as two agreements or two tiers,
no program unites: it is told, and people decide.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, final

from attrs import evolve, frozen

from partnerkit.facts.agreement import Agreement, JointPlan
from partnerkit.facts.bonus import BonusTerm
from partnerkit.facts.fact import Fact
from partnerkit.facts.goal import Goal, Target
from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Location, Partner, Succession
from partnerkit.facts.references import renamed
from partnerkit.facts.standing import Standing
from partnerkit.values.apportion import shares
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.exact import decimal_of, rational, units_of
from partnerkit.values.fields import Check, check, choice, instance
from partnerkit.values.ids import joined
from partnerkit.values.money import Money, Quantity, Ratio
from partnerkit.values.reasons import Finding, Reason

__all__ = ["Succeeded", "follow", "merge_partners", "split_partner"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Succeeded:
    """All facts after a change of the firm, in the order they came in, and what people must decide."""

    facts: tuple[Fact, ...]
    findings: tuple[Finding, ...] = ()


def follow(fact: Fact, successors: Mapping[str, str]) -> Fact:
    """
    Return a fact with every reference to an old partner become one to the new.

    >>> from partnerkit.facts import Task
    >>> follow(Task(id="K-1", partner="P-9"), {"P-9": "P-4"}).partner
    'P-4'
    """
    if isinstance(fact, Partner) and fact.parent is not None and successors.get(fact.parent) == fact.id:
        # Who took over its own distributor has none.
        fact = evolve(fact, parent=None)
    return renamed(fact, lambda model, name: successors.get(name, name) if model == "Partner" else name)


def merge_partners(
    facts: Iterable[Fact], *, old: str, into: str, on: date, kind: str = "merger"
) -> Succeeded:
    """
    Return all facts after *into* took over *old*: a merger, or with kind "succession" a new firm in its place.

    The old partner stays on record, ended, so that its id answers; the new one
    serves what either served, and has its locations and certificates. A field
    that is left out restricts nothing, so it stays left out. Who took over a
    firm that it bought from, by way of others too, buys where that one bought
    if it is none of them.

    Raises
    ------
    NotFound, InvalidValue
        For partners that are not among the facts, or are one and the same; for an *old* one that was taken over before.

    >>> merged = merge_partners(
    ...     [Partner(id="P-4", territories=["de"]), Partner(id="P-9", territories=["at"])], old="P-9", into="P-4", on=date(2026, 7, 1)
    ... )
    >>> [(each.id, each.territories, each.status) for each in merged.facts]
    [('P-4', ('at', 'de'), 'active'), ('P-9', ('at',), 'ended')]
    """
    check({"kind": (choice("merger", "succession"), kind)})
    given = tuple(facts)
    gone, taking = _partner(given, old, "old"), _partner(given, into, "into")
    if old == into:
        raise InvalidValue(path="into", value=shown(into), remedy="name another partner")
    before = next((each.id for each in _current(given) if old in _taken_over(each)), None)
    if before is not None:
        remedy = f"name a partner that {before} has not taken over"
        raise InvalidValue(path="old", value=shown(old), remedy=remedy)
    known: Any = kind
    taken = Succession(kind=known, other=old, on=on)
    united = evolve(_united(taking, gone), successions=(*taking.successions, taken))
    if old in _above(given, taking):
        united = evolve(united, parent=gone.parent)
    followed: list[Fact] = []
    for fact in given:
        if isinstance(fact, Partner) and fact.known_until is None and fact.id == old:
            followed.append(evolve(fact, status="ended"))
        elif fact is taking:
            followed.append(follow(united, {old: into}))
        else:
            followed.append(follow(_heard(fact, old, into) if isinstance(fact, Lead) else fact, {old: into}))
    return Succeeded(facts=tuple(followed), findings=tuple(_doubled(given, gone, taking, on)))


def _heard(lead: Lead, old: str, into: str) -> Lead:
    """Return a lead whose lists of firms known no more name the new one: refused it stays, unless it is the one wanted."""
    refused, earlier = (
        tuple(dict.fromkeys(into if name == old else name for name in names))
        for names in (lead.refused_partners, lead.earlier_holders)
    )
    if lead.named_partner in {old, into}:
        refused = tuple(name for name in refused if name != into)
    if (refused, earlier) == (lead.refused_partners, lead.earlier_holders):
        return lead
    return evolve(lead, refused_partners=refused, earlier_holders=earlier)


def _current(facts: Iterable[Fact]) -> Iterator[Partner]:
    return (each for each in facts if isinstance(each, Partner) and each.known_until is None)


def _taken_over(partner: Partner) -> set[str]:
    return {each.other for each in partner.successions if each.kind != "split"}


def _above(facts: Iterable[Fact], partner: Partner) -> set[str]:
    """Return the partners that one buys from, by way of others too."""
    parents, found, name = {each.id: each.parent for each in _current(facts)}, set[str](), partner.parent
    while name is not None and name not in found:
        found.add(name)
        name = parents.get(name)
    return found


def _partner(facts: Iterable[Fact], name: str, path: str) -> Partner:
    found = [each for each in _current(facts) if each.id == name]
    if not found:
        raise NotFound(path=path, key=name)
    return found[-1]


#: What either may do, both may together; None restricts nothing.
_UNITED = ("territories", "products", "languages")
_JOINED = ("certifications", "blocked_customers")


def _united(one: Partner, other: Partner) -> Partner:
    changes: dict[str, Any] = {}
    for name in _UNITED:
        mine, theirs = getattr(one, name), getattr(other, name)
        changes[name] = None if mine is None or theirs is None else tuple(sorted({*mine, *theirs}))
    for name in _JOINED:
        changes[name] = tuple(dict.fromkeys((*getattr(one, name), *getattr(other, name))))
    changes["locations"] = (*(one.locations or ()), *_more_places(one, other)) or None
    no_limit = one.capacity is None or other.capacity is None
    changes["capacity"] = None if no_limit else (one.capacity or 0) + (other.capacity or 0)
    changes["credit_blocked"] = one.credit_blocked or other.credit_blocked
    changes["unknown"] = tuple(
        sorted(name for name in {*one.unknown, *other.unknown} if changes.get(name) is None)
    )
    return evolve(one, **changes)


def _more_places(one: Partner, other: Partner) -> Iterator[Location]:
    """Give the places that come with *other*; where both use an id for places of their own, it says whose it was."""
    known = {each.id: each for each in one.locations or ()}
    for place in other.locations or ():
        if place.id not in known:
            yield place
        elif place != known[place.id]:
            yield evolve(place, id=joined(other.id, place.id))


def _doubled(facts: Iterable[Fact], old: Partner, new: Partner, on: date) -> Iterator[Finding]:
    """Find what both have and one firm cannot simply have twice."""
    pair = {"old": old.id, "partner": new.id}
    if old.tier != new.tier:
        reason = Reason("merger-tiers-differ", {**pair, "tier": new.tier, "other": old.tier})
        yield Finding(reason=reason, severity="low", subjects=(new.id, old.id))
    own: dict[tuple[type[Fact], str], list[str]] = {}
    for fact in facts:
        if fact.known_until is None and isinstance(fact, _ONCE) and _runs(fact, on):
            own.setdefault((type(fact), fact.partner), []).append(fact.id)
    for model, code in (
        (Standing, "merger-standings"),
        (Agreement, "merger-agreements"),
        (JointPlan, "merger-joint-plans"),
        (BonusTerm, "merger-bonus-terms"),
    ):
        mine, theirs = (own.get((model, each.id), []) for each in (new, old))
        if mine and theirs:
            ids = tuple(sorted((*mine, *theirs)))
            yield Finding(
                reason=Reason(code, {**pair, "ids": ids}), severity="medium", subjects=(new.id, old.id)
            )


#: What one firm has once at a time.
_ONCE = (Standing, Agreement, JointPlan, BonusTerm)


def _runs(fact: Standing | Agreement | JointPlan | BonusTerm, on: date) -> bool:
    if isinstance(fact, Standing):
        return fact.status != "ended"
    if isinstance(fact, Agreement):
        # What nobody ended renewed itself, where the contract says so.
        is_over = fact.period.end <= on and fact.renews_months is None
        return not is_over and fact.status not in {"refused", "ended"}
    return fact.period.end > on


def split_partner(
    facts: Iterable[Fact],
    *,
    partner: str,
    new: Partner,
    on: date,
    moves: Callable[[Fact], bool],
    goals: Mapping[str, Decimal | Fraction] | None = None,
) -> Succeeded:
    """
    Return all facts after a firm split off: what *moves* goes with it whole, and of each goal named a part.

    Parameters
    ----------
    new
        The firm that splits off, which is no fact yet.
    moves
        Which of the partner's facts go with it, such as those of one territory.
    goals
        Goal -> the part that goes with it, exact to the smallest unit: the rest stays under the goal's id.

    Raises
    ------
    NotFound, InvalidInput
        For a partner that is not there, a new one that is; goals of others, parts outside 0 to 1, goals that have no parts.

    >>> from partnerkit import Period
    >>> goal = Goal(id="G", measure="revenue", period=Period.year(2026), target=Money.of("100", "EUR"), partner="P-4")
    >>> found = split_partner(
    ...     [Partner(id="P-4"), goal], partner="P-4", new=Partner(id="P-10"), on=date(2026, 7, 1), moves=lambda fact: False,
    ...     goals={"G": Decimal("0.3")},
    ... )
    >>> [(each.id, str(each.target.amount)) for each in found.facts if isinstance(each, Goal)]
    [('G', '70.00'), ('G/P-10', '30.00')]
    """
    parts = {} if goals is None else goals
    check(
        {
            "new": (instance(Partner, "the Partner that splits off"), new),
            "moves": (Check(callable, "use a function of a fact"), moves),
            "goals": (instance(Mapping, "a mapping of the id of a goal to its part"), parts),
        }
    )
    given = tuple(facts)
    source = _partner(given, partner, "partner")
    raise_faults(_split_faults(given, partner, new, parts))
    split = Succession(kind="split", other=new.id, on=on)
    found: list[Fact] = []
    for fact in given:
        if fact is source:
            found.append(evolve(source, successions=(*source.successions, split)))
        elif isinstance(fact, Goal) and fact.id in parts:
            gone, left = _divided(fact.target, rational(parts[fact.id], "goals"))
            found += [
                evolve(fact, target=left),
                evolve(fact, id=joined(fact.id, new.id), partner=new.id, target=gone),
            ]
        else:
            followed = fact if isinstance(fact, Partner) else follow(fact, {partner: new.id})
            found.append(followed if followed is not fact and moves(fact) else fact)
    return Succeeded(facts=(*found, new))


def _split_faults(
    facts: Iterable[Fact], partner: str, new: Partner, parts: Mapping[str, object]
) -> Iterator[InvalidValue]:
    own = {each.id: each for each in facts if isinstance(each, Goal) and each.partner == partner}
    if any(isinstance(each, Partner) and each.id == new.id for each in facts):
        yield InvalidValue(path="new", value=shown(new.id), remedy="use an id that no partner has")
    for name, part in parts.items():
        path = f"goals[{name!r}]"
        if name not in own:
            yield InvalidValue(path=path, value=shown(name), remedy=f"name a goal of {partner}")
        elif isinstance(own[name].target, Ratio):
            remedy = "move it whole, or leave it: a ratio has no parts"
            yield InvalidValue(path=path, value=shown(name), remedy=remedy)
        elif not 0 <= rational(part, path) <= 1:
            yield InvalidValue(path=path, value=shown(part), remedy="use a part from 0 to 1")


def _divided(target: Target, part: Fraction) -> tuple[Any, Any]:
    """Divide a target exactly: what goes, and what stays."""
    weights = [part, 1 - part]
    if isinstance(target, Money):
        gone, left = target.split(weights)
        return gone, left
    if isinstance(target, int):
        gone_units, left_units = shares(target, weights)
        return gone_units, left_units
    number = target.amount if isinstance(target, Quantity) else target
    if isinstance(number, Ratio):
        raise InvalidValue(path="goals", value=shown(number), remedy="leave it whole: a ratio has no parts")
    digits = max(0, -int(number.as_tuple().exponent))
    divided = [decimal_of(each, digits) for each in shares(units_of(number, digits), weights)]
    if isinstance(target, Quantity):
        return evolve(target, amount=divided[0]), evolve(target, amount=divided[1])
    return divided[0], divided[1]
