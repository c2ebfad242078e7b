"""
What counts how much, told by comparing two figures at a time?

The analytic hierarchy process: somebody says of each pair how many times more
important the one is. The weights are the principal eigenvector of these
judgments; how far they contradict each other is measured, not mended
(Saaty, The Analytic Hierarchy Process, 1980).
"""

import math
from collections.abc import Mapping
from functools import cached_property
from typing import final

from attrs import field, frozen

from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.fields import as_tuple, is_identifier

__all__ = ["ACCEPTED", "Pairwise"]

#: The average index of random judgments, by the number of things compared (Saaty 1980).
_RANDOM = (0.0, 0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)

#: From this consistency ratio on, judgments should be made again.
ACCEPTED = 0.1

#: The power method stops when no weight moves by more.
_STILL, _ROUNDS = 1e-15, 1000


def __dir__() -> list[str]:
    return __all__


@final
@frozen
class Pairwise:
    """
    Judgments on pairs: (one, other, how many times more important the one is).

    >>> judged = Pairwise.of({("price", "service"): 2, ("price", "reach"): 4, ("service", "reach"): 2})
    >>> {name: round(weight, 3) for name, weight in judged.weights.items()}, judged.consistency_ratio < 1e-9
    ({'price': 0.571, 'service': 0.286, 'reach': 0.143}, True)
    """

    judgments: tuple[tuple[str, str, float], ...] = field(converter=as_tuple)

    @classmethod
    def of(cls, judgments: Mapping[tuple[str, str], float]) -> "Pairwise":
        """
        Take a judgment for each pair, from 1/9 to 9; 1 is equally important.

        Raises
        ------
        InvalidValue, InvalidInput
            For a pair that is missing or judged twice, and judgments outside 1/9 to 9.
        """
        return cls(tuple((one, other, times) for (one, other), times in judgments.items()))

    def __attrs_post_init__(self) -> None:
        faults, seen = list[InvalidValue](), set[frozenset[str]]()
        for place, judgment in enumerate(self.judgments):
            path = f"judgments[{place}]"
            is_judgment = (
                isinstance(judgment, tuple)
                and len(judgment) == 3
                and all(map(is_identifier, judgment[:2]))
                and judgment[0] != judgment[1]
            )
            if not is_judgment:
                faults.append(
                    InvalidValue(path=path, value=shown(judgment), remedy="use (one, other, times)")
                )
                continue
            pair, times = frozenset(judgment[:2]), judgment[2]
            if type(times) not in (int, float) or not 1 / 9 - 1e-9 <= times <= 9 + 1e-9:
                remedy = "use a number from 1/9 to 9; 3 is moderately, 9 extremely more important"
                faults.append(InvalidValue(path=path, value=shown(times), remedy=remedy))
            if pair in seen:
                faults.append(InvalidValue(path=path, value=shown(judgment), remedy="judge each pair once"))
            seen.add(pair)
        raise_faults(faults)
        names = self.names
        missing = [
            (one, other)
            for place, one in enumerate(names)
            for other in names[place + 1 :]
            if frozenset((one, other)) not in seen
        ]
        if missing or not 2 <= len(names) < len(_RANDOM):
            value = f"no judgment of {missing[0]}" if missing else f"{len(names)} names"
            remedy = f"judge each pair of 2 to {len(_RANDOM) - 1} names once"
            raise InvalidValue(path="judgments", value=value, remedy=remedy)

    @property
    def names(self) -> tuple[str, ...]:
        """What is compared, in the order in which it came up."""
        return tuple(dict.fromkeys(name for judgment in self.judgments for name in judgment[:2]))

    @cached_property
    def _solved(self) -> tuple[tuple[float, ...], float]:
        names = self.names
        matrix = [[1.0] * len(names) for _ in names]
        for one, other, times in self.judgments:
            row, column = names.index(one), names.index(other)
            matrix[row][column], matrix[column][row] = float(times), 1 / times
        weights = [1 / len(names)] * len(names)
        largest = float(len(names))
        for _ in range(_ROUNDS):
            grown = [sum(map(float.__mul__, row, weights)) for row in matrix]
            largest = math.fsum(grown)
            moved = [each / largest for each in grown]
            still = max(abs(a - b) for a, b in zip(moved, weights, strict=True)) <= _STILL
            weights = moved
            if still:
                break
        return tuple(weights), largest

    @property
    def weights(self) -> Mapping[str, float]:
        """The weight of each by its name; together 1."""
        return dict(zip(self.names, self._solved[0], strict=True))

    @property
    def consistency_ratio(self) -> float:
        """
        How far the judgments contradict each other, next to random ones; from 0.1 on judge again.

        Of two names it is 0: nothing can contradict one judgment.
        """
        count = len(self.names)
        index = (self._solved[1] - count) / (count - 1)
        return max(0.0, index / _RANDOM[count]) if _RANDOM[count] else 0.0
