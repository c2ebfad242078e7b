"""
How is a plan in fractions of leads turned into whole leads?

A fractional plan says what part of each lead goes to whom. Each partner's parts
are cut, the most valuable lead first, into slots of one lead; then a matching of
leads to slots of the highest total fit gives whole leads (Shmoys and Tardos,
Mathematical Programming 62, 1993). Nobody gets a lead of which he had no part,
each gets as many leads as he had parts in sum, rounded down or up, the value of
his leads is off by less than the most valuable one that he shared in, and the
total fit is no lower than that of the fractions.

Leads that have one owner already stay with him: only the others need slots.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from heapq import heappop, heappush
from math import ceil, floor
from typing import TypeAlias

__all__ = ["Parts", "round_off"]

#: Partner -> his part of a lead; the parts of a lead add up to one.
Parts: TypeAlias = Mapping[int, Fraction]


def __dir__() -> list[str]:
    return __all__


def round_off(
    parts: Sequence[Parts], gain: Callable[[int, int], int], *, tolerance: Fraction = Fraction(0)
) -> list[int]:
    """
    Return the partner of each lead; *parts* are by falling value of the leads.

    *gain* tells what a lead is worth with a partner, as a whole number. Sums of parts that are no further than
    *tolerance* from a whole number are taken for it, as a solver that computes in floats leaves them.

    >>> half = Fraction(1, 2)
    >>> round_off([{0: half, 1: half}, {0: half, 1: half}], lambda lead, partner: lead == partner)
    [0, 1]
    """
    winners = [next(iter(part)) if len(part) == 1 else -1 for part in parts]
    open_leads = [lead for lead, winner in enumerate(winners) if winner < 0]
    slots, owners, full = _slots([parts[lead] for lead in open_leads], tolerance)
    gains = [
        {slot: gain(lead, owners[slot]) for slot in near}
        for lead, near in zip(open_leads, slots, strict=True)
    ]
    # A full slot is worth more than all there is to gain, so that none stays empty.
    spread = sum(max(each.values()) - min(each.values()) for each in gains) + 1
    costs = [
        {slot: (0 if slot in full else spread) - worth for slot, worth in each.items()} for each in gains
    ]
    for lead, slot in zip(open_leads, _matched(costs, len(owners)), strict=True):
        winners[lead] = owners[slot]
    return winners


def _slots(parts: Sequence[Parts], tolerance: Fraction) -> tuple[list[list[int]], list[int], frozenset[int]]:
    """Return the slots near each lead, the owner of each slot, and the slots that are full."""
    sums: dict[int, Fraction] = {}
    for part in parts:
        for partner, share in part.items():
            sums[partner] = sums.get(partner, Fraction(0)) + share
    first: dict[int, int] = {}
    owners: list[int] = []
    full: set[int] = set()
    for partner in sorted(sums):
        first[partner] = len(owners)
        owners += [partner] * max(1, ceil(sums[partner] - tolerance))
        full.update(range(first[partner], first[partner] + floor(sums[partner] + tolerance)))
    slots: list[list[int]] = []
    reached = dict.fromkeys(sums, Fraction(0))
    for part in parts:
        near: list[int] = []
        for partner in sorted(part):
            start, end = reached[partner], reached[partner] + part[partner]
            reached[partner] = end
            last = max(1, ceil(sums[partner] - tolerance)) - 1
            near += [
                first[partner] + slot for slot in range(min(floor(start), last), min(ceil(end) - 1, last) + 1)
            ]
        slots.append(near)
    return slots, owners, frozenset(full)


def _matched(costs: Sequence[Mapping[int, int]], slots: int) -> list[int]:
    """Return a slot for each lead at the lowest total cost, in whole numbers (Kuhn, 1955; Edmonds and Karp, 1972)."""
    holder: list[int | None] = [None] * slots
    slot_of: list[int] = [-1] * len(costs)
    #: What keeps every cost less the potentials of its two ends from being negative.
    potential = [0] * slots
    lowest = [0] * len(costs)
    for lead, own in enumerate(costs):
        lowest[lead] = min(cost - potential[slot] for slot, cost in own.items())
        known: dict[int, int] = {}
        before: dict[int, int] = {}
        settled: dict[int, int] = {}
        queue: list[tuple[int, int]] = []
        asking, base, free = lead, 0, -1
        while free < 0:
            for slot, cost in costs[asking].items():
                far = base + cost - potential[slot] - lowest[asking]
                if slot not in settled and (slot not in known or far < known[slot]):
                    known[slot], before[slot] = far, asking
                    heappush(queue, (far, slot))
            far, slot = heappop(queue)
            while slot in settled:
                far, slot = heappop(queue)
            settled[slot] = base = far
            other = holder[slot]
            if other is None:
                free = slot
            else:
                asking = other
        for slot, far in settled.items():
            potential[slot] -= base - far
            other = holder[slot]
            if other is not None:
                lowest[other] += base - far
        lowest[lead] += base
        while True:
            asking = before[free]
            holder[free] = asking
            slot_of[asking], free = free, slot_of[asking]
            if asking == lead:
                break
    return slot_of
