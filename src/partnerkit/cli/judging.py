"""What is judged when a command is typed? A call or two of the library each, made a table for people and programs."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from partnerkit.cli.data import as_json, rows_of
from partnerkit.facts.goal import Measure
from partnerkit.facts.lead import Lead
from partnerkit.facts.network import Network
from partnerkit.interop.wording import say
from partnerkit.values.errors import InvalidValue, raise_faults
from partnerkit.values.money import Money, Quantity, Ratio
from partnerkit.values.reasons import Reason
from partnerkit.values.time import Period

if TYPE_CHECKING:
    from partnerkit.goals import Status
    from partnerkit.goals.tree import Gap
    from partnerkit.leads import Decision
    from partnerkit.leads.ledger import Ledger
    from partnerkit.review import Review
    from partnerkit.scoring import ReadyKpi

__all__ = ["attained", "findings", "readings", "reviewed", "scored", "shared_out"]

#: Columns by their names.
Table: TypeAlias = dict[str, list[Any]]


def __dir__() -> list[str]:
    return __all__


def findings(network: Network, moment: datetime, tongue: Mapping[str, Any]) -> Table:
    """Return what is wrong in the data and in whose way somebody is, a row each."""
    from partnerkit.conflicts import detect, rules
    from partnerkit.goals import GoalTree

    known = network.known_at(moment)
    rows: list[Sequence[Any]] = [
        ("goal-gap", "concern", gap.goal, say(_gap(gap), **tongue, names=known))
        for goals_ in _by_measure(known).values()
        for gap in GoalTree.of(goals_).gaps()
    ]
    for each in detect(known, rules.builtin(), as_of=moment):
        said = say(each.reason, **tongue, names=known)
        rows.append((each.rule, each.severity, each.parties, said))
    return rows_of(("rule", "severity", "who", "what"), rows)


def _gap(gap: "Gap") -> Reason:
    found = gap.difference.value if isinstance(gap.difference, Ratio) else gap.difference
    if isinstance(found, Quantity):
        size: Any = Quantity.of(abs(found.amount), found.unit)
    else:
        size = None if found is None else abs(found)
    facts = {"goal": gap.goal, "gap": size}
    return Reason("goals-below-short", facts) if found == size else Reason("goals-below-beyond", facts)


def shared_out(
    network: Network,
    weights: Mapping[str, int],
    moment: datetime,
    tongue: Mapping[str, Any],
    ledger: "Ledger | None" = None,
    *,
    default_value: Money | None = None,
    count_leads: bool = False,
) -> Table:
    """
    Return who gets which open lead, and why; what is open by the *ledger* stays where it is, and takes room.

    A lead counts as much as it is worth, without a value the default; or each counts one.
    """
    from partnerkit.leads import FairShare, allocate_batch

    known, day = network.known_at(moment), moment.date()
    partners = [each for each in known.partners if each.holds_on(day)]
    # Without weights everybody is owed the same.
    policy = FairShare(
        weights=weights, default=1, value="unit" if count_leads else "lead", default_value=default_value
    )
    leads = [lead for lead in known.leads if lead.status == "open"]
    if default_value is None and not count_leads:
        raise_faults(_worth_nothing(lead) for lead in leads if lead.value is None)
    result = allocate_batch(
        leads,
        partners,
        policy,
        ledger=ledger,
        as_of=moment,
        territories=known.territory_tree,
        products=known.product_tree,
    )
    rows = (
        (
            lead.id,
            result.assignments.get(lead.id),
            lead.value,
            say(_why(result.decisions[lead.id]), **tongue, names=known),
        )
        for lead in leads
    )
    return rows_of(("lead", "partner", "value", "why"), rows)


def _worth_nothing(lead: Lead) -> InvalidValue:
    remedy = "state one, or one for all that have none, as --default-value '5000 EUR'; or use --count-leads"
    return InvalidValue(path=f"leads[{lead.id!r}].value", value="None", remedy=remedy)


def _why(decision: "Decision") -> Sequence[Reason]:
    """Return why somebody got it; or why nobody could take it, for else everybody asks that next."""
    return (decision.reason, *(decision.objections if decision.winner is None else ()))


def scored(network: Network, period: Period, by: "Sequence[ReadyKpi]", moment: datetime) -> tuple[Table, str]:
    """Return a row for each partner, and in words what is not known, for without it nobody has a score."""
    from partnerkit.scoring import measure_partners, score

    measured = measure_partners(network, by, period, as_of=moment)
    frame = score(measured.card(), measured.to_frame(), key="partner", as_of=moment).frame
    table = {name: list(column.tolist()) for name, column in frame.items()}
    return table, say(measured.findings, names=network)


def reviewed(network: Network, partner: str | None, began: datetime, moment: datetime) -> "Review":
    """Return the review of the program, or of one partner."""
    from partnerkit.conflicts import detect, rules
    from partnerkit.review import Judged, review_partner, review_program

    # A review looks at one tree of goals: that of the measure with the most of them.
    status = max(_statuses(network, moment), key=len, default=None)
    found = detect(network.known_at(moment), rules.builtin(), as_of=moment)
    judged = Judged(goals=status, conflicts=tuple(found))
    if partner is None:
        return review_program(network, since=began, as_of=moment, judged=judged)
    return review_partner(network, partner, since=began, as_of=moment, judged=judged)


def attained(network: Network, moment: datetime) -> Table:
    """Return how far each goal is."""
    rows = (
        (goal, each.target, each.actual, each.attainment, each.pace, each.forecast)
        for status in _statuses(network, moment)
        for goal, each in status.items()
    )
    return rows_of(("goal", "target", "actual", "attainment", "pace", "forecast"), rows)


def _statuses(network: Network, moment: datetime) -> "Iterator[Status]":
    """Yield how far the goals of each measure are."""
    from partnerkit.goals import GoalTree, actuals_of, attain

    known = network.known_at(moment)
    for measure, goals_ in _by_measure(known).items():
        tree = GoalTree.of(goals_)
        figures = [each for each in known.figures if each.measure == measure]
        declared = [each for each in known.all(Measure) if each.id == measure]
        actuals = actuals_of(
            tree, figures, measure=declared[0] if declared else None, partners=known.partner_tree
        )
        yield attain(tree, actuals, as_of=moment)


def _by_measure(network: Network) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for goal in network.goals:
        found.setdefault(goal.measure, []).append(goal)
    return found


def readings(found: "Review") -> Table:
    """Return what a review reads, a row each."""
    rows = [
        (area.area, name, each.code, _text(each.value), _text(each.before))
        for area in found.areas
        for name, readings in (("", area.readings), *((line.id, line.readings) for line in area.lines))
        for each in readings
    ]
    return rows_of(("area", "line", "reading", "value", "before"), rows)


def _text(value: Any) -> str | None:  # counts, shares and amounts stand in one column
    return None if value is None else str(as_json(value))
