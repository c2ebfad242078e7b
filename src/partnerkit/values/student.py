"""How likely is more than that, if few cases say how much it scatters?"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["student_above", "student_at", "student_reach"]

Floats = NDArray[np.float64]

#: Halvings until a float cannot be halved further.
_HALVINGS = 200

#: Beyond this, Student's t is the normal distribution wherever bounds are told.
_MOST_FREEDOM = 200


def __dir__() -> list[str]:
    return __all__


def student_above(steps: Floats, freedom: int) -> Floats:
    """
    Return the chance of more than *steps* under Student's t (Abramowitz and Stegun, 26.7.3 and 26.7.4).

    >>> round(float(student_above(np.array([2.353363]), 3)[0]), 6)
    0.05
    """
    angle = np.arctan(steps / np.sqrt(freedom))
    sine, cosine = np.sin(angle), np.cos(angle)
    odd = freedom % 2
    term = cosine if odd else np.ones_like(cosine)
    series = np.zeros_like(cosine)
    for power in range(odd, freedom - 1, 2):
        series += term
        term = term * cosine**2 * (power + 1) / (power + 2)
    inside = (angle + sine * series) * 2 / np.pi if odd else sine * series
    outside: Floats = np.clip((1 - inside) / 2, 0.0, 1.0)
    return outside


@lru_cache(maxsize=512)
def student_at(chance: float, freedom: int) -> float:
    """
    Return the steps below which Student's t stays with *chance*.

    >>> round(student_at(0.9, 4), 4)
    1.5332
    """
    if chance < 0.5:
        return -student_at(1 - chance, freedom)
    if chance == 0.5:
        return 0.0
    low, high = 0.0, 1.0
    while student_above(np.array([high]), freedom)[0] > 1 - chance:
        high *= 2
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if student_above(np.array([middle]), freedom)[0] > 1 - chance:
            low = middle
        else:
            high = middle
    return high


def student_reach(level: float, freedom: int) -> float:
    """
    Return the steps to each side of the middle between which Student's t stays with the chance *level*.

    >>> round(student_reach(0.95, 9), 4), student_reach(0.9, 10**6) == student_reach(0.9, 200)
    (2.2622, True)
    """
    return student_at((1 + level) / 2, min(freedom, _MOST_FREEDOM))
