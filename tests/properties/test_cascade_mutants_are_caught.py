"""The laws of handing down, and what is almost one: each mutant breaks the law named with it, the real thing none."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from random import Random

import numpy as np
import pytest

from partnerkit.goals.handdown import Terms, hand_down, padded
from partnerkit.goals.shape import arrange
from partnerkit.values.apportion import shares
from partnerkit.values.split import split_many
from partnerkit.values.waterfill import Ranges, fill


def chance(seed):
    return Random(seed)  # noqa: S311  # a draw, not a secret


#: Weights with lows and highs of one family; None is no bound.
Claims = list[tuple[int, int | None, int | None]]


def real(total, claims, rounding="largest-remainder"):
    lows, highs = ([claim[side] for claim in claims] for side in (1, 2))
    limits = Ranges(
        places=np.arange(len(claims)),
        lows=np.array([low or 0 for low in lows]),
        highs=np.array([high or 0 for high in highs]),
        has_low=np.array([low is not None for low in lows]),
        has_high=np.array([high is not None for high in highs]),
    )
    weights = np.array([weight for weight, _, _ in claims])
    return fill(np.array([total]), weights, np.array([0]), limits, rounding=rounding)[0].tolist()


def decimal_loop(total, claims):
    """Quotients of 28 digits, as a Decimal gives them: their remainders are rounded."""
    weights = [Decimal(weight) for weight, _, _ in claims]
    exact = [total * (weight / sum(weights)) for weight in weights]
    parts = [int(each) for each in exact]
    order = sorted(range(len(parts)), key=lambda at: (parts[at] - exact[at], at))
    for at in order[: total - sum(parts)]:
        parts[at] += 1
    return parts


def floats(total, claims):
    """Quotients as floats."""
    whole = sum(weight for weight, _, _ in claims)
    exact = [float(total) * weight / whole for weight, _, _ in claims]
    parts = [int(each) for each in exact]
    order = sorted(range(len(parts)), key=lambda at: (parts[at] - exact[at], at))
    for at in order[: total - sum(parts)]:
        parts[at] += 1
    return parts


def each_rounded(total, claims):
    """Each share rounded by itself."""
    whole = sum(weight for weight, _, _ in claims)
    return [round(Fraction(total * weight, whole)) for weight, _, _ in claims]


def rest_to_the_last(total, claims):
    """Rounds down, and gives whatever is left to the last one."""
    whole = sum(weight for weight, _, _ in claims)
    parts = [total * weight // whole for weight, _, _ in claims]
    return [*parts[:-1], total - sum(parts[:-1])]


def ties_to_the_later(total, claims):
    return list(shares(total, [weight for weight, _, _ in claims][::-1]))[::-1]


def clipped(total, claims):
    """Cuts at the bounds and forgets what was cut."""
    parts = shares(total, [weight for weight, _, _ in claims])
    return [clamp(part, low, high) for part, (_, low, high) in zip(parts, claims, strict=True)]


def caps_first(total, claims):
    """Fixes whoever is above a cap, whichever side is off by more: its floors are raised too late."""
    free, parts = dict(enumerate(claims)), [0] * len(claims)
    for side in (2, 1):
        while True:
            rest = total - sum(part for at, part in enumerate(parts) if at not in free)
            given = (
                dict(zip(free, shares(rest, [claim[0] for claim in free.values()]), strict=True))
                if free
                else {}
            )
            off = [at for at, part in given.items() if clamp(part, *free[at][1:]) != part and free[at][side] is not None and (part > free[at][side]) == (side == 2)]  # fmt: skip
            if not off:
                break
            for at in off:
                parts[at] = free.pop(at)[side]
    for at, part in given.items():
        parts[at] = part
    return parts


def clamp(part, low, high):
    part = part if low is None else max(part, low)
    return part if high is None else min(part, high)


def free_families(draw, many=100):
    """Yield (total, claims) without bounds: small ones with ties, and such as need many digits."""
    for _ in range(many):
        count = draw.randrange(1, 9)
        most = draw.choice((3, 60, 10**9))
        yield draw.randrange(10**draw.choice((2, 5, 9))), [(draw.randrange(1, most), None, None) for _ in range(count)]  # fmt: skip
    for _ in range(many):
        # Exact remainders that differ in the last digit only.
        weight = draw.randrange(10**9, 10**10)
        # The same remainder, a third, of unequal weights: it has other digits where more stands before the point.
        yield 6 * draw.randrange(10**9) + 2, [(part * weight, None, None) for part in (4, 1, 1)]
        yield 3 * draw.randrange(10**15, 10**16) + 1, [(weight, None, None), (weight + 1, None, None), (weight, None, None)]  # fmt: skip


def bound_families(draw, many=150):
    for _ in range(many):
        claims = []
        for _ in range(draw.randrange(1, 7)):
            low = draw.randrange(50)
            claims.append((draw.randrange(1, 50), low, draw.randrange(low, 120)))
        yield draw.randrange(sum(claim[1] for claim in claims), sum(claim[2] for claim in claims) + 1), claims


def adds_up(divide):
    return all(
        sum(divide(*each)) == each[0] for each in (*free_families(chance(1)), *bound_families(chance(2)))
    )


def within_one_unit(divide):
    for total, claims in free_families(chance(3)):
        whole = sum(weight for weight, _, _ in claims)
        if any(abs(part - Fraction(total * weight, whole)) >= 1 for part, (weight, _, _) in zip(divide(total, claims), claims, strict=True)):  # fmt: skip
            return False
    return True


def spare_to_the_largest_remainders(divide):
    """Whoever got one more has no smaller remainder than whoever did not, and stands earlier if it is equal."""
    for total, claims in free_families(chance(4)):
        whole = sum(weight for weight, _, _ in claims)
        got = [(divmod(total * weight, whole), part, at) for at, ((weight, _, _), part) in enumerate(zip(claims, divide(total, claims), strict=True))]  # fmt: skip
        up = [(-left, at) for (down, left), part, at in got if part > down]
        not_up = [(-left, at) for (down, left), part, at in got if part <= down]
        if up and not_up and max(up) > min(not_up):
            return False
    return True


def bounds_are_kept(divide):
    return all(
        clamp(part, low, high) == part
        for total, claims in bound_families(chance(5))
        for part, (_, low, high) in zip(divide(total, claims), claims, strict=True)
    )


def one_level_for_all(divide):
    """Some level fits everybody's part, give or take one unit: nobody is raised or cut without need."""
    for total, claims in bound_families(chance(6)):
        parts = divide(total, claims)
        least = max((Fraction(part - 1, weight) for part, (weight, low, _) in zip(parts, claims, strict=True) if part > low), default=0)  # fmt: skip
        most = min((Fraction(part + 1, weight) for part, (weight, _, high) in zip(parts, claims, strict=True) if part < high), default=least + 1)  # fmt: skip
        if least >= most:
            return False
    return True


def monotone_in_the_total(divide):
    draw = chance(7)
    for _ in range(25):
        claims = [(draw.randrange(1, 30), None, None) for _ in range(draw.randrange(2, 6))]
        parts = [divide(total, claims) for total in range(12)]
        if any(after < before for one, other in pairwise(parts) for before, after in zip(one, other, strict=True)):  # fmt: skip
            return False
    return True


LAWS = (adds_up, within_one_unit, spare_to_the_largest_remainders, bounds_are_kept, one_level_for_all)


@pytest.mark.parametrize("law", LAWS)
def test_the_kernel_keeps_every_law(law):
    assert law(real)


def test_sainte_lague_is_monotone_and_keeps_bounds_and_sums():
    def divide(total, claims):
        return real(total, claims, "sainte-lague")

    assert all(law(divide) for law in (monotone_in_the_total, adds_up, bounds_are_kept))
    assert not monotone_in_the_total(real)


@pytest.mark.parametrize(
    ("mutant", "law"),
    [
        (decimal_loop, spare_to_the_largest_remainders),
        (floats, adds_up),
        (floats, spare_to_the_largest_remainders),
        (each_rounded, adds_up),
        (rest_to_the_last, within_one_unit),
        (ties_to_the_later, spare_to_the_largest_remainders),
        (clipped, adds_up),
        (rest_to_the_last, bounds_are_kept),
        (caps_first, adds_up),
    ],
)
def test_a_mutant_is_caught(mutant, law):
    assert not law(mutant)


# -- through levels


def tree(limits=None, padding=()):
    """Hand 1,003 down two levels and return the amounts by id."""
    above = {"r": None, "a": "r", "b": "r", "a1": "a", "a2": "a", "b1": "b"}
    shape, places, _ = arrange(list(above), list(above.values()))
    ids = [list(above)[at] for at in places.tolist()]
    weights = np.array([{"r": 0, "a": 2, "b": 1, "a1": 1, "a2": 1, "b1": 1}[each] for each in ids])
    amounts = np.array([1_003 if each == "r" else 0 for each in ids])
    terms = Terms(limits=limits, padding={ids.index(each): Fraction(21, 20) for each in padding})
    found, stuck = hand_down(shape, 0, amounts, weights, terms)
    assert not stuck
    return dict(zip(ids, found.tolist(), strict=True))


def test_padding_is_rounded_once_at_each_goal_and_only_where_it_is_declared():
    found = tree(padding=("r", "a"))

    assert found["a"] + found["b"] == padded(1_003, Fraction(21, 20)) == 1_053
    assert found["a1"] + found["a2"] == padded(found["a"], Fraction(21, 20)) == 737
    assert found["b1"] == found["b"]


def test_splitting_level_by_level_is_not_splitting_the_leaves():
    parts = split_many(np.array([1_003]), np.array([1, 1, 1]), np.array([0])).tolist()

    assert list(map(tree().get, ("a1", "a2", "b1"))) == [335, 334, 334] == parts
