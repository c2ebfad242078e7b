"""The judgements of the review, one after the other; nothing is read or shown here."""

from collections.abc import Callable

from attrs import frozen

from channel.facts import Channel
from partnerkit.conflicts import Conflict, detect, rules
from partnerkit.goals import GoalTree, Status, attain
from partnerkit.leads import Allocation, allocate_batch
from partnerkit.scoring import Scores, score


@frozen(kw_only=True)
class Review:
    """All answers about one channel."""

    channel: Channel
    status: Status
    conflicts: tuple[Conflict, ...]
    allocation: Allocation
    scores: Scores

    @property
    def reached(self) -> tuple[int, int]:
        """How many of the goals at the bottom were reached, of how many."""
        leaves = [self.status[leaf].attainment for leaf in self.status.tree.leaves]
        return sum(each is not None and each >= 1 for each in leaves), len(leaves)


def judge(channel: Channel, progress: Callable[[int, int], None] | None = None) -> Review:
    """Attain the goals, find conflicts, share out the prospects, score the partners."""
    network = channel.network
    tree = GoalTree.of(channel.goals)
    return Review(
        channel=channel,
        status=attain(tree, channel.actuals, as_of=channel.as_of),
        conflicts=detect(network, rules.builtin(), as_of=channel.as_of),
        allocation=allocate_batch(
            network.leads,
            network.partners,
            channel.policy,
            as_of=channel.as_of,
            territories=network.territory_tree,
            products=network.product_tree,
            progress=progress,
        ),
        scores=score(channel.card, channel.figures, key="partner", as_of=channel.as_of),
    )
