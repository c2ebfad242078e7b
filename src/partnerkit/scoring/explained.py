"""
What did each KPI do to each of many scores?

All of a group is worked through at once, whoever of it is asked for; what was
found is kept, so that explaining everybody takes one pass for each group and
not one for each partner. Of groups without end some thousands are kept.
"""

from collections.abc import Sequence
from math import isnan
from typing import Any, TypeAlias, final

from attrs import define, evolve, field, frozen
from numpy.typing import NDArray

from partnerkit.scoring.evaluation import Noted, evaluate
from partnerkit.scoring.explanation import Line, line
from partnerkit.scoring.groups import Floats
from partnerkit.scoring.peers import Peers
from partnerkit.scoring.readings import Reading
from partnerkit.scoring.scorecard import Scorecard

__all__ = ["SAME", "Explained"]

#: Scores that differ by more were not computed from the same figures.
SAME = 1e-9

#: So many rows of a group are kept together.
_BLOCK = 4_096

#: So many figures are kept, some forty bytes each; what is one group more costs as much as so many rows.
_MOST = 1_000_000
_EACH = 16


def __dir__() -> list[str]:
    return __all__


@final
@frozen(eq=False)
class _Block:
    """Some rows of a group that follow each other, and what each KPI did to them."""

    start: int
    score: Floats
    coverage: Floats
    noted: Sequence[Noted]

    #: KPI by KPI, what came in.
    figures: Sequence[Sequence[NDArray[Any]]]


#: The lines of a row, not yet divided by the weight of all KPIs, and its coverage.
Found: TypeAlias = tuple[list[Line], float]


@final
@define(eq=False)
class Explained:
    """What was found so far, of the rows of some peer groups."""

    card: Scorecard
    readings: Sequence[Reading]
    peers: Peers
    weights: Sequence[float]
    _blocks: dict[tuple[int, int], _Block] = field(factory=dict, init=False)
    _held: int = field(default=0, init=False)

    def __reduce__(self) -> tuple[Any, ...]:
        # Scores that are sent elsewhere find it again there.
        return type(self), (self.card, self.readings, self.peers, self.weights)

    def of(self, row: int, group: int, score: float) -> Found | None:
        """Return what there is of a *row*; None if its *score* does not come of the figures any more."""
        place = int(self.peers.place_of[row] - self.peers.groups.starts[group])
        name = group, place // _BLOCK
        block = self._blocks.get(name)
        if block is None or not self._tells(block, row, place, score):
            block = self._evaluated(group, name[1] * _BLOCK)
            if not self._tells(block, row, place, score):
                return None
            self._keep(name, block)
        at = place - block.start
        lines = [
            line(self.card, reading, noted, row, at)
            for reading, noted in zip(self.readings, block.noted, strict=True)
        ]
        return lines, float(block.coverage[at])

    def _tells(self, block: _Block, row: int, place: int, score: float) -> bool:
        """Tell whether *score* is what the block has, and the figures of *row* are those that it comes of."""
        at = place - block.start
        found = float(block.score[at])
        if abs(found - score) > SAME + SAME * abs(score) or isnan(found) != isnan(score):
            return False
        return all(
            column[row] == kept[at] or (column[row] != column[row] and kept[at] != kept[at])  # NaN
            for reading, figures in zip(self.readings, block.figures, strict=True)
            for column, kept in zip(_columns(reading), figures, strict=True)
        )

    def _evaluated(self, group: int, start: int) -> _Block:
        peers, cut = self.peers.only(group), slice(start, start + _BLOCK)
        noted = list[Noted]()
        found = evaluate(
            self.card,
            self.readings,
            peers,
            self.weights,
            lambda _, each: noted.append(_of_some(each, cut)),
        )
        rows = peers.rows[cut]
        return _Block(
            start=start,
            score=found.score[cut].copy(),
            coverage=found.coverage[cut].copy(),
            noted=noted,
            figures=[[column[rows] for column in _columns(reading)] for reading in self.readings],
        )

    def _keep(self, name: tuple[int, int], block: _Block) -> None:
        held = (len(block.score) + _EACH) * len(self.readings)
        if self._held + held > _MOST:
            self._blocks.clear()
            self._held = 0
        self._blocks[name] = block
        self._held += held


def _columns(reading: Reading) -> list[NDArray[Any]]:
    columns = reading.values, reading.totals, reading.errors, reading.freshness
    return [each for each in columns if each is not None]


def _of_some(noted: Noted, cut: slice) -> Noted:
    """Return what was noted of some rows, in arrays of its own."""
    return evolve(
        noted,
        compared=noted.compared[cut].copy(),
        shrunk=None if noted.shrunk is None else noted.shrunk[cut].copy(),
        scaled=noted.scaled[cut].copy(),
        weight=noted.weight[cut] if noted.weight.strides == (0,) else noted.weight[cut].copy(),
        added=tuple([each[cut].copy() for each in noted.added]),
        gaps=noted.gaps[:0].copy(),
    )
