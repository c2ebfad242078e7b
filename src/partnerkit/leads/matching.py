"""
Can every lead of a batch be placed, and whom must be kept free for that?

Giving each lead to the one who is owed most can strand a later lead whose only
partner is full by then. So a batch is planned first: as many leads as possible,
the more valuable ones first. Then every lead may go only to those who leave the
rest of the plan possible.

Leads that the same partners could take are counted, not listed, so the plan is
a flow of counts from signatures to partners. Room that nobody needs is planned,
too, for leads of idleness that every partner could take; with it each place is
taken, and one rule answers both questions: a partner may take a lead exactly if
some of what is planned at him can go elsewhere, in a chain that ends where such
a lead is planned (the fine decomposition of Dulmage and Mendelsohn, 1958).
Which of many equal plans was found does not matter for that.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from partnerkit.leads.work import NOBODY, Work

__all__ = ["Plan", "asked_of", "may_be_short", "plan_for", "planned"]

#: The signature of the leads that keep a place free.
_IDLE = 0


def __dir__() -> list[str]:
    return __all__


def _first(number: int) -> int:
    return (number & -number).bit_length() - 1


class Plan:
    """
    How many leads of each signature could go to whom; a guard of the kernel.

    Sets of partners, and of signatures, are the bits of whole numbers.
    """

    def __init__(self, table: NDArray[np.bool_], room: Sequence[int]) -> None:
        packed = np.packbits(table, axis=1, bitorder="little")
        rows = [int.from_bytes(row.tobytes(), "little") for row in packed]
        self._size = len(room)
        #: Per signature, who could take its leads; at whom they are planned, and how many.
        self._rows = [(1 << self._size) - 1, *rows]
        self._planned: list[dict[int, int]] = [{} for _ in self._rows]
        self._held = [0] * len(self._rows)
        #: Per partner, the signatures planned at him.
        self._at = [0] * self._size
        for partner, places in enumerate(room):
            if places > 0:
                self._add(_IDLE, partner, places)
        #: Per signature, its part: leads of one part can change places.
        self._part = [0] * len(self._rows)
        #: Per part, its partners.
        self._within: list[int] = []
        #: Per signature, the planned leads yet to come, and those whose planned place is not needed any more.
        self._left: list[int] = []
        self._surplus: dict[int, int] = {}
        #: Per signature, its mask; None where it may have changed, and then the one before.
        self._current: list[NDArray[np.bool_] | None] = [None] * len(table)
        self._masks: list[tuple[int, NDArray[np.bool_]] | None] = [None] * len(self._rows)

    def reserve(self, signature: int, count: int = 1) -> int:
        """Plan for up to *count* more leads of *signature*; return for how many there is room."""
        left, wanted = count, self._rows[signature + 1]
        while left:
            chain = self._chain(wanted, _IDLE)
            if chain is None:
                break
            pushed = min(left, *(self._planned[mover][at] for at, mover in chain))
            self._shift(chain, pushed)
            self._add(signature + 1, chain[0][0], pushed)
            left -= pushed
        return count - left

    def trim(self, signatures: Sequence[int], missing: Sequence[int]) -> None:
        """
        Let the first of *signatures*, one a lead, have the places of the last, as far as they can fill them.

        *missing* tells how many leads of each signature are not planned. A lead is left out if the places suffice
        for it no more once those before it have theirs; so what stays is what one gets by taking the leads in order.
        """
        missing, settled = list(missing), set[int]()
        for signature in reversed(signatures):
            if not any(missing):
                break
            if signature in settled:
                continue
            if not missing[signature]:
                taker = self._replaced(signature, missing)
                if taker is None:
                    settled.add(signature)
                    continue
                signature = taker  # noqa: PLW2901  # his lead is planned now, and one is left out instead
            missing[signature] -= 1

    def _replaced(self, signature: int, missing: Sequence[int]) -> int | None:
        """Plan one of the missing leads in place of one of *signature*; return its signature."""
        wanting = [each for each, count in enumerate(missing) if count]
        wanted = 0
        for each in wanting:
            wanted |= self._rows[each + 1]
        chain = self._chain(wanted, signature + 1)
        if chain is None:
            return None
        self._shift(chain, 1)
        freed = chain[0][0]
        taker = next(each for each in wanting if self._rows[each + 1] >> freed & 1)
        self._add(taker + 1, freed, 1)
        return taker

    def placed(self) -> tuple[int, ...]:
        """Return how many leads of each signature are planned."""
        return tuple(sum(planned.values()) for planned in self._planned[1:])

    def mask(self, signature: int) -> NDArray[np.bool_]:
        """Return who may take the next lead of *signature*: the same array until that changes."""
        current = self._current[signature]
        if current is None:
            current = self._current[signature] = self._mask(signature + 1)
        return current

    def _mask(self, signature: int) -> NDArray[np.bool_]:
        if not self._within:
            self._left = [sum(planned.values()) for planned in self._planned]
            self._within.append(0)
            self._divide(0)
        may = self._rows[signature] & self._within[self._part[signature]] if self._left[signature] else 0
        known = self._masks[signature]
        if known is None or known[0] != may:
            packed = np.frombuffer(may.to_bytes(-(-self._size // 8), "little"), dtype=np.uint8)
            row = np.unpackbits(packed, count=self._size, bitorder="little").astype(np.bool_)
            known = self._masks[signature] = may, row
        return known[1]

    def assign(self, signature: int, partner: int) -> None:
        """Note that the lead went to *partner*: his room is used, and the plan moved accordingly."""
        signature += 1
        self._left[signature] -= 1
        if not self._left[signature]:
            self._current[signature - 1] = None
        idle = self._planned[_IDLE]
        if idle.get(partner, 0) > 1:
            # With room to spare nothing changes for anybody; where one place less is needed is settled later.
            idle[partner] -= 1
            self._surplus[signature] = self._surplus.get(signature, 0) + 1
            return
        self._settle()
        chain = self._chain(1 << partner, signature)
        if chain is None:
            raise AssertionError("a lead went to somebody outside the mask")
        self._shift(chain, 1)
        # Leads that could change places still can, unless a link was lost that no other chain replaces.
        for at, mover in chain:
            if at not in self._planned[mover] and self._chain(1 << at, mover) is None:
                self._divide(self._part[mover])

    def _settle(self) -> None:
        """Free the places that are planned for leads which went elsewhere, to somebody with room to spare."""
        for signature, count in self._surplus.items():
            left = count
            for partner, planned in list(self._planned[signature].items()):
                freed = min(left, planned)
                self._remove(signature, partner, freed)
                self._add(_IDLE, partner, freed)
                left -= freed
                if not left:
                    break
        self._surplus.clear()

    def _add(self, signature: int, partner: int, count: int) -> None:
        planned = self._planned[signature]
        planned[partner] = planned.get(partner, 0) + count
        self._held[signature] |= 1 << partner
        self._at[partner] |= 1 << signature

    def _remove(self, signature: int, partner: int, count: int) -> None:
        planned = self._planned[signature]
        planned[partner] -= count
        if not planned[partner]:
            del planned[partner]
            self._held[signature] ^= 1 << partner
            self._at[partner] ^= 1 << signature

    def _shift(self, chain: Sequence[tuple[int, int]], count: int) -> None:
        """Move leads along a chain: everywhere to the next partner, the last ones out of the plan."""
        for place, (at, mover) in enumerate(chain):
            self._remove(mover, at, count)
            if place + 1 < len(chain):
                self._add(mover, chain[place + 1][0], count)

    def _chain(self, start: int, goal: int) -> list[tuple[int, int]] | None:
        """
        Return how one of *start* gets a place free at the cost of a lead of *goal*, in the fewest steps.

        Each step is a partner and the signature of which a lead leaves him for the partner of the next step;
        the last is a lead of *goal* itself.
        """
        target, rows = self._held[goal], self._rows
        found = start & target
        if found:
            return [((found & -found).bit_length() - 1, goal)]
        if not start or not target:
            return None
        if not start & (start - 1):
            movers = self._at[start.bit_length() - 1]
            while movers:
                mover = (movers & -movers).bit_length() - 1
                found = rows[mover] & target
                if found:
                    return [(start.bit_length() - 1, mover), ((found & -found).bit_length() - 1, goal)]
                movers &= movers - 1
        return self._searched(start, goal)

    def _searched(self, start: int, goal: int) -> list[tuple[int, int]] | None:
        """Return what `_chain` does, for longer ones: layer after layer of partners."""
        target, held, rows = self._held[goal], self._held, self._rows
        layers: list[tuple[int, list[int]]] = []
        seen = frontier = start
        rest = [each for each, partners in enumerate(held) if partners]
        while frontier:
            movers = [each for each in rest if held[each] & frontier]
            layers.append((frontier, movers))
            following = 0
            for mover in movers:
                following |= rows[mover]
                if rows[mover] & target:
                    return self._walked(layers, _first(rows[mover] & target), goal)
            asked = set(movers)
            rest = [each for each in rest if each not in asked]
            frontier = following & ~seen
            seen |= frontier
        return None

    def _walked(self, layers: Sequence[tuple[int, list[int]]], last: int, goal: int) -> list[tuple[int, int]]:
        """Go back from the partner *last* through the layers of a search."""
        chain = [(last, goal)]
        for frontier, movers in reversed(layers):
            mover = next(each for each in movers if self._rows[each] >> last & 1)
            last = _first(self._held[mover] & frontier)
            chain.append((last, mover))
        return chain[::-1]

    def _divide(self, part: int) -> None:
        """Divide a part whose leads can no longer all change places."""
        self._current = [None] * len(self._current)
        rest = [each for each, own in enumerate(self._part) if own == part and self._held[each]]
        number = part
        while rest:
            ahead = self._closed(rest[0], rest, self._rows, self._held)
            behind = self._closed(rest[0], rest, self._held, self._rows)
            both = ahead.keys() & behind.keys()
            for each in both:
                self._part[each] = number
            self._within[number] = 0
            for each in both:
                self._within[number] |= self._held[each]
            rest = [each for each in rest if each not in both]
            number = len(self._within)
            self._within.append(0)

    @staticmethod
    def _closed(first: int, among: Sequence[int], out: Sequence[int], back: Sequence[int]) -> dict[int, None]:
        """Return the signatures that chains from *first* reach."""
        found, reached = {first: None}, out[first]
        rest = [each for each in among if each != first]
        while rest:
            more = [each for each in rest if back[each] & reached]
            if not more:
                break
            for each in more:
                found[each] = None
                reached |= out[each]
            rest = [each for each in rest if each not in found]
        return found


def asked_of(work: Work) -> tuple[NDArray[np.int32], list[int]]:
    """Return the signatures of the leads to plan, in order, and the room for them: bound ones have their places."""
    room, order = list(work.room), []
    for lead in work.order if work.forced else ():
        partner = work.forced.get(lead, NOBODY)
        if partner != NOBODY and room[partner] > 0:
            room[partner] -= 1
        else:
            order.append(lead)
    return work.signatures[np.asarray(order if work.forced else work.order, dtype=np.intp)], room


def plan_for(work: Work) -> Plan | None:
    """
    Return the plan to keep to: as many leads as possible, the first of the order before the others.

    Leads that are bound have their places already. None if no limit can come in the way.
    """
    signatures, room = asked_of(work)
    counts = np.bincount(signatures, minlength=len(work.table)).tolist()
    if not may_be_short(work.table, counts, room):
        return None
    plan, missing = planned(work.table, counts, room)
    if any(missing):
        plan.trim(signatures.tolist(), missing)
    return plan


def may_be_short(table: NDArray[np.bool_], counts: Sequence[int], room: Sequence[int]) -> bool:
    """Tell whether somebody could get more leads than he has room for."""
    return any(places < asked for places, asked in zip(room, _most(table, counts), strict=True))


def planned(table: NDArray[np.bool_], counts: Sequence[int], room: Sequence[int]) -> tuple[Plan, list[int]]:
    """Plan so many leads of each row of *table*; return how many of each there was no place for, too."""
    plan = Plan(table, [min(places, asked) for places, asked in zip(room, _most(table, counts), strict=True)])
    return plan, [count - plan.reserve(each, count) for each, count in enumerate(counts)]


def _most(table: NDArray[np.bool_], counts: Sequence[int]) -> list[int]:
    """Return how many leads each partner could get."""
    most: list[int] = (np.array(counts, dtype=np.int64)[:, None] * table).sum(axis=0).tolist()
    return most
