"""Which of several findings are chance, if many were looked for?"""

from collections.abc import Sequence

__all__ = ["holm"]


def __dir__() -> list[str]:
    return __all__


def holm(chances: Sequence[float]) -> tuple[float, ...]:
    """
    Return the chances of error where several questions were asked at once.

    S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian
    Journal of Statistics 6, 1979: the more is tested, the more is found by chance.

    >>> [round(each, 6) for each in holm([0.01, 0.04, 0.03])]
    [0.03, 0.06, 0.06]
    """
    order = sorted(range(len(chances)), key=lambda at: chances[at])
    found = [0.0] * len(chances)
    so_far = 0.0
    for place, at in enumerate(order):
        so_far = max(so_far, min(1.0, (len(chances) - place) * chances[at]))
        found[at] = so_far
    return tuple(found)
