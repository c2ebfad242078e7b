"""What the review says, section by section: the terminal and the page show the same."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

from channel.judge import Review
from channel.page import attainment_chart, fairness_chart, months_chart
from partnerkit import Money
from partnerkit.conflicts import Conflict, rules
from partnerkit.goals import GoalTree
from partnerkit.interop import say
from partnerkit.interop.pages import Section, Table
from partnerkit.values.reasons import SEVERITIES

#: How many rows a table shows at most.
MOST = 12


def percent(share: Decimal | float | None, digits: int = 1) -> str:
    """Write a share; what is unknown is a dash."""
    return "–" if share is None else f"{share:.{digits}%}"


def amount(value: object, digits: int = 0) -> str:
    """Write an amount with thousands apart; the currency is said once, above."""
    return f"{value.amount:,.{digits}f}" if isinstance(value, Money) else "–"


def tiles(review: Review) -> list[tuple[str, str]]:
    """Return the figures at the top of the page."""
    channel, decisions = review.channel, review.decisions
    (root, *_) = review.status.tree.roots
    reached, goals = review.reached
    return [
        (amount(channel.sales, 2), f"sales in {channel.currency}"),
        (percent(review.status[root].attainment, 2), f"of {amount(review.status[root].target)} in goals"),
        (f"{reached} of {goals}", "quotas reached"),
        (str(len(review.conflicts)), "findings"),
        (
            f"{len(decisions) - len(review.not_placed):,} of {len(decisions):,}",
            "prospects given to a partner",
        ),
    ]


def sections(review: Review) -> list[Section]:
    """Return the review."""
    return [goals(review), findings(review), prospects(review), not_placed(review), performance(review)]


def goals(review: Review) -> Section:
    """Who reached what, from the top of the tree down to people; single quotas stay below."""
    status, names = review.status, review.channel.network.names
    tree = status.tree
    shown = [goal for goal in reading_order(tree) if tree.children(goal)]
    depths = [len(tree.path(goal)) - 1 for goal in shown]
    titles = [title(goal, names) for goal in shown]
    reached, count = review.reached
    months = review.channel.months
    return Section(
        anchor="goals",
        title="Goals",
        lead=f"{reached} of {count} quotas were reached. A manager's own business is a line of its own, so that every level adds up.",
        parts=[
            Table(
                head=("who", "target", "actual", "attainment", "pace", "forecast"),
                rows=[
                    (
                        name,
                        amount(status[goal].target),
                        amount(status[goal].actual),
                        percent(status[goal].attainment, 2),
                        percent(status[goal].pace),
                        amount(status[goal].forecast),
                    )
                    for goal, name in zip(shown, titles, strict=True)
                ],
                numbers=frozenset(range(1, 6)),
                depths=depths,
            ),
            attainment_chart(
                titles,
                [
                    None if status[goal].attainment is None else float(status[goal].attainment)
                    for goal in shown
                ],
            ),
            months_chart(
                list(months),
                [float(each.amount) / 1e6 for each in months.values()],
                f"million {review.channel.currency}",
            ),
        ],
    )


def reading_order(tree: GoalTree) -> list[str]:
    """List goals as a reader expects them: each one right above its children."""
    order, waiting = [], list(reversed(tree.roots))
    while waiting:
        goal = waiting.pop()
        order.append(goal)
        waiting.extend(reversed(tree.children(goal)))
    return order


def title(goal: str, names: Mapping[str, str]) -> str:
    """Return the name of the person a goal belongs to."""
    person, _, own = goal.partition("/")
    return names.get(person, person) + (", own accounts" if own else "")


def findings(review: Review) -> Section:
    """Who is in whose way, with what it rests on and what could be done."""
    network = review.channel.network
    read = ", ".join(
        f"{count:,} {name}"
        for count, name in (
            (len(network.deals), "deal registrations"),
            (len(network.price_terms), "price terms"),
            (len(network.grants), "grants"),
            (len(network.assignments), "assignments"),
        )
        if count
    )
    return Section(
        anchor="findings",
        title="Findings",
        lead=(
            f"The rules of engagement, applied to {read}. Each finding says what it rests on and what could be done, "
            "the best first. Nothing follows by itself: every side is heard, and a person decides."
        ),
        parts=[by_rule(review.conflicts), one_by_one(review.conflicts, network.names)],
    )


def by_rule(conflicts: Sequence[Conflict]) -> Table:
    """Show how often each rule found something, and how grave the gravest is."""
    gravest: dict[str, str] = {}
    for each in conflicts:
        known = gravest.setdefault(each.rule, each.severity)
        gravest[each.rule] = max(known, each.severity, key=SEVERITIES.index)
    counts = Counter(each.rule for each in conflicts)
    return Table(
        head=("rule", "findings", "gravest"),
        rows=[(title_of(rule), str(count), gravest[rule]) for rule, count in counts.items()],
        numbers=frozenset({1}),
        tags=frozenset({2}),
    )


def one_by_one(conflicts: Sequence[Conflict], names: Mapping[str, str]) -> Table:
    """Show each finding with its grounds and its ways out."""
    return Table(
        head=("how grave", "what", "what it rests on", "what could be done"),
        rows=[
            (
                conflict.severity,
                say(conflict.reason, names=names)
                + (f"\nAt stake: {amount(conflict.stake)}." if conflict.stake else ""),
                "\n".join(say(each, names=names) for each in conflict.evidence),
                "\n".join(say(each, names=names) for each in conflict.proposals),
            )
            for conflict in conflicts
        ],
        tags=frozenset({0}),
    )


def title_of(rule: str) -> str:
    """Return the title of a rule of the house."""
    return str(rules.get(rule).words["en"][rule])


def prospects(review: Review) -> Section:
    """Who was given how much of what he was owed."""
    fairness, names = review.fairness, review.channel.network.names
    unit = fairness.currency or "prospects"
    ranked = sorted(fairness.partners, key=lambda share: (-share.leads, share.partner))
    owed = [share for share in fairness.partners if share.entitled]
    return Section(
        anchor="prospects",
        title="Prospects",
        lead=(
            f"Every partner was owed a share of each prospect it could have taken. Nobody is further than "
            f"{fairness.largest_deviation:,.2f} {unit} from that; the proved bound is {fairness.bound:,.2f} "
            f"({fairness.members} partners at most compete, the largest prospect counts {fairness.largest_value:,.2f})."
        ),
        parts=[
            Table(
                head=("partner", "prospects", f"owed ({unit})", "received", "received / owed"),
                rows=[
                    (
                        names.get(share.partner, share.partner),
                        str(share.leads),
                        f"{share.entitled:,.2f}",
                        f"{share.received:,.2f}",
                        percent(share.ratio),
                    )
                    for share in ranked[:MOST]
                ],
                numbers=frozenset(range(1, 5)),
            ),
            fairness_chart(
                [float(share.entitled) for share in owed], [float(share.received) for share in owed], unit
            ),
        ],
    )


#: What stood against so many partners, in few words.
WHY_NOT = {
    "capacity": "have no room",
    "credit-blocked": "are blocked for credit",
    "language": "do not speak the language",
    "partner-status": "are not active",
    "product": "do not carry the product",
    "territory": "serve elsewhere",
}


def not_placed(review: Review) -> Section:
    """The prospects nobody could take, and what stood against it."""
    network = review.channel.network
    leads = {lead.id: lead for lead in network.leads}
    rows = []
    for decision in review.not_placed:
        lead = leads[decision.lead]
        counts = Counter(each.reason.code for each in decision.candidates)
        why = ", ".join(f"{count} {WHY_NOT.get(code, code)}" for code, count in counts.most_common())
        place = network.names.get(lead.territory or "", lead.territory or "–")
        asked = ", ".join(filter(None, (lead.product, lead.language)))
        rows.append((lead.id, place, lead.city or "–", asked or "–", why))
    return Section(
        anchor="not-placed",
        title="Not placed",
        lead=f"{len(rows)} prospects could be taken by nobody. The reasons count partners.",
        parts=[Table(head=("prospect", "territory", "place", "asked for", "why not"), rows=rows)],
    )


def performance(review: Review) -> Section:
    """Who performs in his peer group, and on which figures that rests."""
    scores, names = review.scores, review.channel.network.names
    frame = scores.frame
    rows = list(
        zip(
            frame["partner"],
            frame["score"],
            frame["rank"],
            frame["coverage"],
            frame["peer_group"],
            strict=True,
        )
    )
    known = sorted(
        (row for row in rows if row[1] is not None and row[1] == row[1]), key=lambda row: (-row[1], row[0])
    )
    kpis = [kpi.name for kpi in review.channel.card.kpis]

    def line(row: Sequence[object]) -> tuple[str, ...]:
        parts = {part.kpi: part.contribution for part in scores.explain(row[0]).lines}
        return (
            names.get(str(row[0]), str(row[0])),
            str(row[4]),
            f"{row[2]:g}",
            f"{row[1]:+.2f}",
            *("–" if parts[kpi] is None else f"{parts[kpi]:+.2f}" for kpi in kpis),
        )

    unknown = len(rows) - len(known)
    head = ("partner", "peer group", "rank", "score", *(kpi.replace("_", " ") for kpi in kpis))
    numbers = frozenset(range(2, len(head)))
    return Section(
        anchor="performance",
        title="Performance",
        lead=(
            "Each partner against its peers, the first and the last; the columns on the right add up to the score. "
            + (f"{unknown} partners have too few figures for a score. " if unknown else "")
            + "Ask before you conclude: the last ones need a conversation, not a verdict."
        ),
        parts=[
            Table(head=head, rows=[line(row) for row in known[:MOST]], numbers=numbers),
            Table(head=head, rows=[line(row) for row in known[-MOST // 2 :]], numbers=numbers),
        ],
    )
