"""The judgements of the review, one after the other, and their record; nothing is shown here."""

from collections.abc import Callable, Mapping

from attrs import frozen

from channel.facts import Channel
from partnerkit import Lead, Ledger
from partnerkit.conflicts import Conflicts, detect, rules
from partnerkit.desk import Desk
from partnerkit.goals import GoalTree, Status, attain
from partnerkit.leads import Decision, FairnessReport
from partnerkit.scoring import Scores, score

#: Prospects given out in one unit: all of them or none.
BATCH = 100


@frozen(kw_only=True)
class Review:
    """All answers about one channel."""

    channel: Channel
    status: Status
    conflicts: Conflicts
    decisions: Mapping[str, Decision]
    fairness: FairnessReport
    scores: Scores

    @property
    def reached(self) -> tuple[int, int]:
        """How many of the goals at the bottom were reached, of how many."""
        leaves = [self.status[leaf].attainment for leaf in self.status.tree.leaves]
        return sum(each is not None and each >= 1 for each in leaves), len(leaves)

    @property
    def not_placed(self) -> list[Decision]:
        """The prospects that nobody could take."""
        return [decision for decision in self.decisions.values() if decision.winner is None]


def judge(channel: Channel, desk: Desk, progress: Callable[[int, int], None] | None = None) -> Review:
    """Attain the goals, find conflicts, share out the prospects, score the partners; record it all."""
    network = channel.network
    review = Review(
        channel=channel,
        status=attain(GoalTree.of(channel.goals), channel.actuals, as_of=channel.as_of),
        conflicts=detect(network, rules.builtin(), as_of=channel.as_of),
        decisions=share_out(channel, desk, progress),
        fairness=FairnessReport.of(desk.get(Ledger, channel.policy.pool).value),
        scores=score(channel.card, channel.figures, key="partner", as_of=channel.as_of),
    )
    with desk.unit():
        record(review, desk)
    return review


def record(review: Review, desk: Desk) -> None:
    """Write what was found, reached and scored into the audit trail; a second review writes nothing anew."""
    day = review.channel.day.isoformat()
    for conflict in review.conflicts:
        facts = {"reason": conflict.reason, "parties": conflict.parties, "severity": conflict.severity}
        desk.record("find", conflict.id, facts, kind="Conflict", key=f"{day} {conflict.id}")
    for goal, each in review.status.items():
        facts = {"actual": each.actual, "target": each.target, "attainment": each.attainment}
        desk.record("attain", goal, facts, kind="Goal", key=f"{day} goal {goal}")
    for partner in review.scores:
        why = review.scores.explain(partner)
        facts = {"score": why.score, "rank": why.rank, "reasons": why.reasons}
        desk.record("score", str(partner), facts, kind="Score", key=f"{day} score {partner}")


def share_out(
    channel: Channel, desk: Desk, progress: Callable[[int, int], None] | None = None
) -> dict[str, Decision]:
    """Give each prospect to a partner, once: a second review of the same data reads the first one's decisions."""
    facts = [fact for fact in channel.network if not isinstance(fact, Lead)]
    known = {kind: dict.fromkeys(desk.all(kind)) for kind in dict.fromkeys(map(type, facts))}
    desk.put(*(fact for fact in facts if fact not in known[type(fact)]))
    leads = sorted(channel.network.leads, key=lambda lead: (str(lead.received_at), lead.id))
    decisions: dict[str, Decision] = {}
    for start in range(0, len(leads), BATCH):
        batch = leads[start : start + BATCH]
        decisions |= desk.assign_many(
            batch,
            channel.policy,
            as_of=channel.as_of,
            key=f"prospects from {batch[0].id}",
            blank="exclude",  # a dealer of whom we do not know what it serves shall not win by that
        )
        if progress is not None:
            progress(len(decisions), len(leads))
    return decisions
