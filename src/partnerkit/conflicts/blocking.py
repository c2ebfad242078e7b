"""
Which names are worth comparing?

Never all pairs. Names that share a key stand in one block; in a block each
is compared with its next few in the order of names, so the number of pairs
grows with the names. Keys are drawn from groups of three letters: min-wise
hashing [1]_ weighted by how rare a group is [2]_, so that names with a typo
share some key with high probability, whatever word it is in.

References
----------
.. [1] A. Broder, On the resemblance and containment of documents, 1997.
.. [2] S. Ioffe, Improved consistent sampling, weighted minhash and L1 sketching, 2010; here a weight belongs to
   the group of letters, not to the name, which an exponential clock per group gives exactly.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints: TypeAlias = NDArray[np.int64]

__all__ = ["candidates", "sharing"]

#: Keys per name, hashes per key, and how many next names of a block are compared.
BANDS, HASHES, WINDOW = 6, 2, 2

#: Next names compared in four orders of all names: by words or as written, from the front and from the back.
NEIGHBORS = 2

#: Groups of letters are told apart by so many bits.
_BITS = 16


def __dir__() -> list[str]:
    return __all__


def candidates(names: Sequence[str], by_word: Sequence[str], *, least: float) -> "tuple[Ints, Ints]":
    """
    Return pairs of rows worth comparing, each once, the lower row first.

    Parameters
    ----------
    names
        Plain names without blanks, one for each row.
    by_word
        The same with the words of each in order.
    least
        Pairs whose letters alone show that they are less alike than this, from 0 to 1, are left out.

    >>> left, right = candidates(["werftkiel", "nordit", "werftkeil"], ["kielwerft", "itnord", "keilwerft"], least=0.7)
    >>> list(zip(left.tolist(), right.tolist()))
    [(0, 2)]
    """
    import numpy as np

    count = len(names)
    order = _order(names)
    rows, signatures = _signatures(list(map(names.__getitem__, order.tolist())))
    found = [_next_in(order[rows], signature, WINDOW) for signature in signatures]
    everybody = np.zeros(count, dtype=np.int64)
    backward, by_word_backward = ([name[::-1] for name in way] for way in (names, by_word))
    ways = (order, *map(_order, (backward, by_word, by_word_backward)))
    found += [_next_in(way, everybody, NEIGHBORS) for way in ways]
    first, second = _once(found, count)
    possible = _may_be_alike(names, first, second, least)
    return first[possible], second[possible]


def sharing(names: Sequence[str], keys: "Iterable[tuple[Ints, Ints]]") -> "tuple[Ints, Ints]":
    """
    Return pairs of rows that share a key, each once: of many that do, those next to each other by name.

    *keys* are rows and, for each, what it has.

    >>> import numpy as np
    >>> left, right = sharing(["werft", "nord", "kiel"], [(np.array([0, 2]), np.array([7, 7]))])
    >>> left.tolist(), right.tolist()
    ([0], [2])
    """
    import numpy as np

    order = _order(names)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    found = [(order[:0], order[:0])]
    for row, key in keys:
        by_name = np.argsort(place[row], kind="stable")
        found.append(_next_in(row[by_name], key[by_name], 2 * WINDOW))
    return _once(found, len(names))


def _order(names: Sequence[str]) -> "Ints":
    """Return the rows in the order of their names."""
    import numpy as np

    return np.array(sorted(range(len(names)), key=names.__getitem__), dtype=np.int64)


def _once(found: "Sequence[tuple[Ints, Ints]]", count: int) -> "tuple[Ints, Ints]":
    import numpy as np

    first, second = (np.concatenate(ends) for ends in zip(*found, strict=True))
    codes = np.sort(np.minimum(first, second) * count + np.maximum(first, second))
    codes = codes[np.diff(codes, prepend=-1) > 0]
    low, high = np.divmod(codes, max(count, 1))
    return low[low != high], high[low != high]


def _may_be_alike(names: Sequence[str], first: "Ints", second: "Ints", least: float) -> "NDArray[np.bool_]":
    """
    Tell which pairs can be as alike as *least*: an edit changes one letter.

    Each letter that one name has more often than the other costs an insertion or deletion. Which letters
    each has, and has twice, fits into one number and settles most pairs; of the others all letters are counted.
    """
    import numpy as np

    letters, row = _letters(names)
    inside = letters != ord("\n")
    cells = (row * 32 + (letters & 31))[inside].astype(np.int64)
    counts = np.bincount(cells, minlength=32 * len(names)).reshape(-1, 32)
    bits = np.uint64(1) << np.arange(32, dtype=np.uint64)
    bags = ((counts > 0) * bits).sum(1) | (((counts > 1) * bits).sum(1) << np.uint64(32))
    length = counts.sum(1)
    longest = (1 - least) * (length[first] + length[second])
    near: NDArray[np.bool_] = np.bitwise_count(bags[first] ^ bags[second]) <= longest
    asked = np.flatnonzero(near)
    counts = np.minimum(counts, 127).astype(np.int8)
    apart = np.abs(counts[first[asked]] - counts[second[asked]]).sum(1, dtype=np.int64)
    near[asked] = apart <= longest[asked]
    return near


def _next_in(rows: "Ints", key: "Ints", window: int) -> "tuple[Ints, Ints]":
    """Pair each of *rows* with the next few that have the same key, in the order they came in."""
    import numpy as np

    by_key = np.argsort(key, kind="stable")
    rows, key = rows[by_key], key[by_key]
    firsts, seconds = [rows[:0]], [rows[:0]]
    for step in range(1, min(window, max(len(rows) - 1, 0)) + 1):
        same = np.flatnonzero(key[step:] == key[:-step])
        if not len(same):
            break
        firsts.append(rows[same])
        seconds.append(rows[same + step])
    return np.concatenate(firsts), np.concatenate(seconds)


def _signatures(names: Sequence[str]) -> "tuple[Ints, list[Ints]]":
    """Return the rows that have letters, and for each band a key for each of them."""
    import numpy as np

    bucket, row = _letter_groups(names)
    if not len(row):
        return row, []
    starts = np.flatnonzero(np.diff(row, prepend=-1))
    frequency = np.bincount(bucket, minlength=2**_BITS)
    rarity = np.sqrt(np.log1p(len(names) / np.maximum(frequency, 1))).astype(np.float32)
    clocks = _clocks(BANDS * HASHES) / rarity
    # The bits of a float tell which group of letters rang first.
    least = [np.minimum.reduceat(clock[bucket], starts).view(np.uint32).astype(np.int64) for clock in clocks]
    bands = [least[at : at + HASHES] for at in range(0, len(least), HASHES)]
    return row[starts], [_combined(band) for band in bands]


def _letters(names: Sequence[str]) -> "tuple[NDArray[np.uint64], Ints]":
    """Return the letters of all names, each name with a line break before and the last with one behind, and their rows."""
    import numpy as np

    text = "\n" + "\n".join(names) + "\n"
    letters = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    return letters, np.cumsum(letters == ord("\n")) - 1


def _letter_groups(names: Sequence[str]) -> "tuple[Ints, Ints]":
    """Return the groups of three letters of all names, ends included, as buckets, with the row of each."""
    import numpy as np

    letters, row = _letters(names)
    mixed = (letters[:-2] * np.uint64(0x9E3779B1) + letters[1:-1] * np.uint64(0x85EBCA77)) ^ (
        letters[2:] * np.uint64(0xC2B2AE3D)
    )
    bucket = (mixed * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(64 - _BITS)
    inside = letters[1:-1] != ord("\n")
    return bucket[inside].astype(np.int64), row[:-2][inside]


def _combined(band: "Sequence[Ints]") -> "Ints":
    key = band[0]
    for each in band[1:]:
        key = (key << 32) ^ each
    return key


@lru_cache(maxsize=1)
def _clocks(count: int) -> "NDArray[np.float32]":
    """Return, for each hash, when the clock of each bucket rings: exponential, the same on every machine."""
    import numpy as np

    state: NDArray[np.uint64] = np.random.PCG64(0).random_raw(count * 2**_BITS)
    uniform = ((state >> np.uint64(40)).astype(np.float64) + 0.5) / 2**24
    return -np.log(uniform).astype(np.float32).reshape(count, 2**_BITS)
