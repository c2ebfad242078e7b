"""
Two goals that cannot both be meant.

The same thing was asked for at two different amounts: one measure, one period,
one partner, territory and product, and neither goal is part of the other. Or a
partner is given a goal in a territory that another one holds exclusively: what
the one is paid for breaks what the other was promised. A grant that is over
stands in nobody's way, nor does one on record of a partner that has left.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from typing import TypeAlias

from partnerkit.conflicts.conflict import ConflictRule, Draft, Words
from partnerkit.conflicts.deals import DESK
from partnerkit.conflicts.holdings import below, dates, is_under_contract, line
from partnerkit.conflicts.parts import about_below, grants_around, under
from partnerkit.facts.fact import Fact
from partnerkit.facts.goal import Goal
from partnerkit.facts.network import Network
from partnerkit.facts.partner import Partner
from partnerkit.facts.product import Product
from partnerkit.facts.territory import Grant, Territory
from partnerkit.facts.tree import Tree
from partnerkit.values.reasons import Reason

__all__ = ["RULE", "WORDS"]

#: Measure, partner, territory and product, "*" where it is about all; first day, and the day after the last.
_Subject: TypeAlias = tuple[str, ...]


def __dir__() -> list[str]:
    return __all__


def find(network: Network, as_of: datetime, *, only: Collection[_Subject] | None = None) -> Iterator[Draft]:
    """Draft a finding for each subject with two targets, and each goal against a grant; *only* names subjects."""
    for draft in _drafts(network if only is None else _part(network, only), as_of):
        kind, *about = draft.group
        if (
            only is None
            or (tuple(about) if kind == "goals" else _subject(network.get(Goal, about[0]))) in only
        ):
            yield draft


def keys(network: Network, fact: Fact) -> Iterable[_Subject]:
    """Return the subjects of the goals to which a fact can matter: of a goal and its parts, and those around a grant."""
    found: list[Goal] = []
    match fact:
        case Goal():
            found = _with_parts(network, fact)
        case Territory() | Product():
            found = about_below(
                network, fact, Goal, "territory" if isinstance(fact, Territory) else "product"
            )
        case Grant(exclusive=True):
            found = _goals_below(network, fact.territory)
        case Partner():
            held = under(network, Grant, "partner", [fact.id])
            found = [
                goal
                for place in {grant.territory for grant in held if grant.exclusive}
                for goal in _goals_below(network, place)
            ]
    return {_subject(goal) for goal in found}


def _goals_below(network: Network, territory: str) -> list[Goal]:
    return under(network, Goal, "territory", below(network.territory_tree, territory))


def _subject(goal: Goal) -> _Subject:
    about = (goal.measure, goal.partner or "*", goal.territory or "*", goal.product or "*")
    return (*about, goal.period.start.isoformat(), goal.period.end.isoformat())


def _subjects(goal: Goal) -> tuple[_Subject]:
    return (_subject(goal),)


def _with_parts(network: Network, goal: Goal) -> list[Goal]:
    """Return the goal and all that is part of it."""
    parts, found = network.by(Goal, "parent"), {goal.id: goal}
    waiting = [goal]
    while waiting:
        for each in parts.get(waiting.pop().id, ()):
            if each.id not in found:
                found[each.id] = each
                waiting.append(each)
    return list(found.values())


def _part(network: Network, only: Collection[_Subject]) -> Network:
    """Return the network with the goals of some subjects, what they are part of, and the grants around them."""
    by_id = network.by(Goal, "id")
    goals = {goal.id: goal for goal in under(network, Goal, _subjects, only)}
    places = {goal.territory for goal in goals.values()}
    waiting = list(goals.values())
    while waiting:
        for each in by_id.get(waiting.pop().parent, ()):
            if each.id not in goals:
                goals[each.id] = each
                waiting.append(each)
    return network.narrowed({Goal: goals.values(), Grant: grants_around(network, places)})


def _drafts(network: Network, as_of: datetime) -> Iterator[Draft]:
    goals = [goal for goal in network.goals if goal.period.end > as_of.date()]
    if not goals:
        return
    known = {goal.id for goal in network.goals}
    tree = Tree.from_parents(
        {goal.id: goal.parent if goal.parent in known else None for goal in network.goals}
    )
    by_subject: defaultdict[_Subject, list[Goal]] = defaultdict(list)
    for goal in goals:
        if goal.partner or goal.territory or goal.product:
            by_subject[_subject(goal)].append(goal)
    for subject, several in sorted(by_subject.items()):
        # A goal and its parts may say the same of one subject; only heads of such lines can contradict each other.
        ids = {goal.id for goal in several}
        heads = [goal for goal in several if ids.isdisjoint(tree.ancestors(goal.id)[1:])]
        if len({goal.target for goal in heads}) > 1:
            yield _differ(subject, heads)
    yield from _against_grants(network, goals, as_of.date())


def _differ(subject: _Subject, goals: list[Goal]) -> Draft:
    by_party: defaultdict[str, list[Goal]] = defaultdict(list)
    for goal in goals:
        by_party[goal.owner or goal.partner or DESK].append(goal)
    facts = {"measure": subject[0], "goals": tuple(sorted(goal.id for goal in goals)), "count": len(goals)}
    return Draft(
        group=("goals", *subject),
        reason=Reason("goals-differ", facts),
        own={party: list(map(_held, own)) for party, own in sorted(by_party.items())},
        proposals=[Reason(code, facts) for code in ("choose-one-goal", "say-whole-and-part")],
    )


def _against_grants(network: Network, goals: list[Goal], day: date) -> Iterator[Draft]:
    granted: defaultdict[str, list[Grant]] = defaultdict(list)
    for grant in network.grants:
        if grant.exclusive and grant.period.end > day:
            granted[grant.territory].append(grant)
    for goal in goals if granted else ():
        if goal.partner is None or goal.territory is None:
            continue
        products = set(line(network.product_tree, goal.product))
        met = [
            grant
            for place in line(network.territory_tree, goal.territory)
            for grant in granted.get(place or "", ())
            if grant.period.overlaps(goal.period)
            and (grant.products is None or products.intersection(grant.products))
        ]
        if goal.partner in {grant.partner for grant in met}:
            continue
        holders = {grant.partner: grant for grant in met if is_under_contract(network, grant.partner)}
        if holders:
            yield _compete(goal, holders)


def _compete(goal: Goal, holders: dict[str, Grant]) -> Draft:
    facts = {
        "partner": goal.partner,
        "territory": goal.territory,
        "holders": tuple(sorted(holders)),
        "goal": goal.id,
    }
    own = {
        partner: [
            Reason(
                "exclusive-grant-held",
                {"partner": partner, "territory": grant.territory, **dates(grant.period)},
            )
        ]
        for partner, grant in holders.items()
    }
    return Draft(
        group=("goal-against-grant", goal.id),
        reason=Reason("goal-against-grant", facts),
        own={**own, str(goal.partner): [_held(goal)]},
        proposals=[Reason(code, facts) for code in ("move-goal", "end-grant-first")],
    )


def _held(goal: Goal) -> Reason:
    facts = {"goal": goal.id, "measure": goal.measure, "target": goal.target, "period": goal.period}
    return Reason("goal-held", facts)


WORDS: Words = {
    "en": {
        "goal-conflict": "Goals that contradict each other",
        "goals-differ": "{count} goals ask for different amounts of the same thing ({measure}): {goals}.",
        "goal-against-grant": "{partner} has the goal {goal} in {territory}, which is granted exclusively to {holders}.",
        "goal-held": "Goal {goal}: {measure} of {target} in {period}.",
        "exclusive-grant-held": {
            "open": "{partner} holds {territory} exclusively, from {since}, open-ended.",
            "other": "{partner} holds {territory} exclusively, first day {since}, last day {until}.",
        },
        "choose-one-goal": "Decide which of the goals counts: {goals}.",
        "say-whole-and-part": "If one is part of another, say so: {goals}.",
        "move-goal": "Set the goal {goal} of {partner} where it may sell actively.",
        "end-grant-first": "Or agree with {holders} to end the exclusivity in {territory} first.",
    },
    "de": {
        "goal-conflict": "Widersprüchliche Ziele",
        "goals-differ": "{count} Ziele verlangen Verschiedenes für dasselbe ({measure}): {goals}.",
        "goal-against-grant": "{partner} hat das Ziel {goal} in {territory}; das Gebiet ist exklusiv vergeben an {holders}.",
        "goal-held": "Ziel {goal}: {measure}, {target} in {period}.",
        "exclusive-grant-held": {
            "open": "{partner} hat {territory} exklusiv, ab {since}, unbefristet.",
            "other": "{partner} hat {territory} exklusiv, erster Tag {since}, letzter Tag {until}.",
        },
        "choose-one-goal": "Entscheiden, welches Ziel gilt: {goals}.",
        "say-whole-and-part": "Ist ein Ziel Teil eines anderen, dies so eintragen: {goals}.",
        "move-goal": "Das Ziel {goal} von {partner} dorthin legen, wo aktiv verkauft werden darf.",
        "end-grant-first": "Oder zuerst mit {holders} vereinbaren, die Exklusivität in {territory} zu beenden.",
    },
    "sv": {
        "goal-conflict": "Motstridiga mål",
        "goals-differ": "{count} mål begär olika mycket av samma sak ({measure}): {goals}.",
        "goal-against-grant": "{partner} har målet {goal} i {territory}, som är exklusivt för {holders}.",
        "goal-held": "Mål {goal}: {measure}, {target} under {period}.",
        "exclusive-grant-held": {
            "open": "{partner} har {territory} exklusivt, från och med {since}, tills vidare.",
            "other": "{partner} har {territory} exklusivt, första dag {since}, sista dag {until}.",
        },
        "choose-one-goal": "Bestäm vilket mål som gäller: {goals}.",
        "say-whole-and-part": "Om det ena är en del av det andra, ange det: {goals}.",
        "move-goal": "Lägg målet {goal} för {partner} där aktiv försäljning är tillåten.",
        "end-grant-first": "Eller kom först överens med {holders} om att avsluta exklusiviteten i {territory}.",
    },
}

RULE = ConflictRule(code="goal-conflict", severity="medium", find=find, keys=keys, words=WORDS)
