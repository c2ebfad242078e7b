"""A rule of somebody else, with its words: two partners of one town are too many."""

from collections import defaultdict

from partnerkit.conflicts.conflict import ConflictRule, Draft
from partnerkit.values.reasons import Reason


def find(network, as_of):
    """Draft a finding for each town with more than one partner."""
    towns = defaultdict(set)
    for partner in network.partners:
        for place in partner.locations or ():
            if place.city is not None:
                towns[place.city].add(partner.id)
    for town, partners in sorted(towns.items()):
        if len(partners) > 1:
            yield Draft(
                group=("town", town),
                reason=Reason("harbor-crowded", {"town": town, "count": len(partners)}),
                own={partner: [Reason("harbor-in-town", {"town": town})] for partner in sorted(partners)},
                proposals=[Reason("harbor-speak", {"town": town})],
            )


WORDS = {
    "en": {
        "harbor-crowded-town": "A crowded town",
        "harbor-crowded": "{count} partners work in {town}.",
        "harbor-in-town": "Works in {town}.",
        "harbor-speak": "Speak with them about {town}.",
    }
}
RULE = ConflictRule(code="harbor-crowded-town", severity="low", find=find, words=WORDS)
