"""
What does it cost to hand a goal down exactly, and what does a Decimal loop get wrong?

    nox -s bench -- cascade

One amount over 1,000,000 leaves, five levels below the root, families of ten
and a hundred, weights log-normal, seed fixed. Beside it the loop that a good
engineer would write with Decimal, in the same run. Bounds and holds: a tenth
of all nodes, a third of them held, the others with a floor, a cap or both.
"""

from decimal import Decimal
from fractions import Fraction
from functools import partial
from itertools import accumulate

import numpy as np

import stopwatch
from figures import grow, tell
from partnerkit import Goal, Money, Period
from partnerkit.goals import GoalTree, cascade
from partnerkit.goals.handdown import Terms, hand_down
from partnerkit.goals.shape import Shape
from partnerkit.values.waterfill import Ranges

ROUNDS = 5


def shape_of(leaves: int) -> Shape:
    """Return a root and five levels: the last families of ten, the first of a tenth of ten thousandths."""
    widths = [1, leaves // 10_000, leaves // 1_000, leaves // 100, leaves // 10, leaves]
    starts = list(accumulate(widths, initial=0))
    parents = np.concatenate(
        [[-1]]
        + [
            np.repeat(np.arange(upper), lower // upper) + start
            for upper, lower, start in zip(widths, widths[1:], starts, strict=False)
        ]
    )
    counts = np.bincount(parents[1:], minlength=len(parents))
    return Shape(parents=parents, levels=tuple(starts), counts=counts, firsts=1 + np.cumsum(counts) - counts)


def instance(leaves: int) -> tuple[Shape, np.ndarray, np.ndarray]:
    """Return a shape, amounts with the total at the root, and weights, in cents."""
    rng = np.random.default_rng(1)
    shape = shape_of(leaves)
    weights = np.zeros(len(shape), dtype=np.int64)
    weights[-leaves:] = (100 * rng.lognormal(9, 1.2, leaves)).astype(np.int64) + 1
    shape.add_up(weights)
    amounts = np.zeros(len(shape), dtype=np.int64)
    amounts[0] = weights[0] * 107 // 100
    return shape, amounts, weights


def bounds_for(shape: Shape, amounts: np.ndarray) -> Ranges:
    """Bound a tenth of the nodes around 95 to 103 % of what they would get; a third of them is held."""
    rng = np.random.default_rng(2)
    places = np.sort(rng.choice(np.arange(1, len(shape)), len(shape) // 10, replace=False))
    kind = rng.random(len(places))
    share = amounts[places]
    is_held = kind < 1 / 3
    return Ranges(
        places=places,
        lows=np.where(is_held, share * 97 // 100, share * 95 // 100),
        highs=np.where(is_held, share * 97 // 100, share * 103 // 100),
        has_low=kind < 0.7,
        has_high=is_held | (kind > 0.5),
    )


def decimal_loop(shape: Shape, amounts: np.ndarray, weights: np.ndarray) -> list[Decimal]:
    """Hand down in Decimal, largest remainder first, ties to the smaller rank: exact arithmetic, one would think."""
    cent = Decimal("0.01")
    found = [Decimal(int(amounts[0])).scaleb(-2)] * len(shape)
    firsts, counts = shape.firsts.tolist(), shape.counts.tolist()
    all_weights = [Decimal(weight) for weight in weights.tolist()]
    for node in np.flatnonzero(shape.counts).tolist():
        children = range(firsts[node], firsts[node] + counts[node])
        total = found[node]
        whole = sum(all_weights[child] for child in children)
        exact = [total * all_weights[child] / whole for child in children]
        parts = [share.quantize(cent, rounding="ROUND_FLOOR") for share in exact]
        spare = int((total - sum(parts)) / cent)
        for place in sorted(range(len(parts)), key=lambda at: (parts[at] - exact[at], at))[:spare]:
            parts[place] += cent
        found[children.start : children.stop] = parts
    return found


#: Returns the median time of some rounds.
median = partial(stopwatch.median, rounds=ROUNDS)


def wrong_families(leaves: int) -> None:
    """
    Show where the loop is wrong: its quotients have 28 digits, so remainders that are equal come out different.

    The amount is 10^14, weights are points from 1 to 60, as in any partner program. Judged by whole numbers:
    the cents that are left go to the largest remainders, of equal ones to the smaller id.
    """
    rng = np.random.default_rng(3)
    shape = shape_of(leaves)
    weights = np.zeros(len(shape), dtype=np.int64)
    weights[-leaves:] = rng.integers(1, 61, leaves)
    shape.add_up(weights)
    amounts = np.zeros(len(shape), dtype=np.int64)
    amounts[0] = 10**16 + 1
    ours = hand_down(shape, 0, amounts, weights, Terms())[0].tolist()
    theirs = [int(each.scaleb(2)) for each in decimal_loop(shape, amounts, weights)]
    wrong = {"kernel": 0, "Decimal loop": 0}
    shown = 0
    for node in np.flatnonzero(shape.counts).tolist():
        family = shape.children(node)
        whole = sum(int(weights[child]) for child in family)
        for name, parts in (("kernel", ours), ("Decimal loop", theirs)):
            remainders = [divmod(parts[node] * int(weights[child]), whole) for child in family]
            order = sorted(range(len(remainders)), key=lambda at: (-remainders[at][1], at))
            spare = parts[node] - sum(down for down, _ in remainders)
            right = [down for down, _ in remainders]
            for at in order[:spare]:
                right[at] += 1
            found = parts[family.start : family.stop]
            if found != right:
                wrong[name] += 1
                if name == "Decimal loop" and shown < 2:
                    shown += 1
                    for at in (at for at in range(len(right)) if found[at] != right[at]):
                        share = Fraction(parts[node] * int(weights[family[at]]), whole)
                        print(
                            f"    leaf {family[at]}: {found[at] / 100:,.2f} instead of {right[at] / 100:,.2f}; "
                            f"its exact share is {share} cents"
                        )
    for name, count in wrong.items():
        print(f"{name + ', families with a cent misplaced':<52}{count:>8} of {int((shape.counts > 0).sum())}")


def measured(leaves: int) -> dict[str, float]:
    """Return the time of each way to hand down, after checking what it gives."""
    shape, amounts, weights = instance(leaves)
    free = hand_down(shape, 0, amounts, weights, Terms())[0]
    limits = bounds_for(shape, free)
    found, stuck = hand_down(shape, 0, amounts, weights, Terms(limits=limits))
    assert not stuck
    for result in (free, found):
        assert (shape.add_up(np.where(shape.is_leaf, result, 0)) == result).all()
    assert (found[limits.places] >= np.where(limits.has_low, limits.lows, 0)).all()
    assert (~limits.has_high | (found[limits.places] <= limits.highs)).all()

    def taken(terms: Terms, rounds: int = ROUNDS) -> float:
        return median(lambda: hand_down(shape, 0, amounts, weights, terms), rounds=rounds)

    return {
        "free": taken(Terms()),
        "bounds and holds": taken(Terms(limits=limits)),
        "to thousands": taken(Terms(unit=100_000)),
        "sainte-lague": taken(Terms(rounding="sainte-lague"), 1),
        "Decimal loop": median(lambda: decimal_loop(shape, amounts, weights), rounds=1),
    }


def main() -> None:
    """Print the table."""
    few, many = measured(100_000), measured(1_000_000)
    for name, seconds in many.items():
        most = None if name == "Decimal loop" else 11
        grow(f"a cascade, {name}", {100_000: few[name], 1_000_000: seconds}, most=most)
    tell("1,000,000 leaves: Decimal loop / kernel", many["Decimal loop"] / many["free"], least=6)
    for name in ("bounds and holds", "to thousands", "sainte-lague"):
        most = 4 if name == "bounds and holds" else None
        tell(f"1,000,000 leaves: {name} / neither", many[name] / many["free"], most=most)
    wrong_families(100_000)
    print()
    tree = GoalTree.of(
        Goal(
            id=f"{rank:06}",
            parent=None if above < 0 else f"{above:06}",
            measure="m",
            period=Period.year(2026),
            target=Money.from_minor(10**12, "EUR"),
        )
        for rank, above in enumerate(shape_of(100_000).parents.tolist())
    )
    by = {leaf: 1 + int(leaf) % 977 for leaf in tree.leaves}
    print(
        f"{'cascade of 111,111 Goal objects':<52}{median(lambda: cascade(tree, tree.roots[0], by=by), rounds=2):>7.2f}s"
    )


if __name__ == "__main__":
    main()
