"""
Which reported figures count, and for which goal?

A box that goes from the vendor to a distributor, from there to a reseller and
on to a customer is reported by both partners, and it is one box. So a measure
states its level: of sell-in the partner counts who bought from the vendor, of
sell-through and sell-out the one who is nearest to the customer. What is left
out is returned with its reason, never dropped in silence.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise, product
from operator import itemgetter
from typing import Any, Protocol, TypeAlias, cast, final

from attrs import field, frozen

from partnerkit.facts.figure import Figure
from partnerkit.facts.goal import Measure
from partnerkit.facts.rates import RateTable
from partnerkit.goals.actuals import TREE
from partnerkit.goals.amounts import Value, encode, raise_together
from partnerkit.goals.conversion import by_currency, converted
from partnerkit.goals.tree import GoalTree
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, NotFound, PartnerkitError, raise_faults, shown
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.markup import small_table
from partnerkit.values.money import Money
from partnerkit.values.reasons import Reason
from partnerkit.values.time import Period

__all__ = ["Actuals", "Hierarchy", "LeftOut", "actuals_of"]


class Hierarchy(Protocol):
    """What lies above what, such as `network.partner_tree`."""

    def __contains__(self, node: object, /) -> bool: ...

    def ancestors(self, node: str, /) -> Sequence[str]:
        """Return the node and every one above it, the root last."""
        ...


#: Partner, territory, product, person.
_Key: TypeAlias = tuple[str | None, str | None, str | None, str | None]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class LeftOut:
    """A figure that counts for no goal, and why."""

    figure: Figure
    reason: Reason


@final
@frozen(kw_only=True, eq=False, repr=False)
class Actuals(Mapping[str, Value | None]):
    """Leaf id -> what was reported for it, as `roll_up` and `attain` take it; None where all of it is unknown."""

    _values: Mapping[str, Value | None] = field(alias="values")

    #: Leaf id -> period -> value, where no two periods overlap.
    by_period: Mapping[str, Mapping[Period, Value]]
    left_out: tuple[LeftOut, ...]

    def __getitem__(self, goal: str) -> Value | None:
        if goal not in self._values:
            raise NotFound.among(self._values, path="actuals", key=goal)
        return self._values[goal]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return one row per leaf: its id, and what was reported for it."""
        return to_frame({"goal": list(self._values), "value": list(self._values.values())}, kind)

    _repr_html_ = small_table

    def __repr__(self) -> str:
        return f"<Actuals of {len(self)} leaves; {len(self.left_out)} figures left out>"


def actuals_of(
    tree: GoalTree,
    figures: Iterable[Figure],
    *,
    measure: Measure | None = None,
    partners: Hierarchy | None = None,
    territories: Hierarchy | None = None,
    products: Hierarchy | None = None,
    rates: RateTable | None = None,
) -> Actuals:
    """
    Return what *figures* say of the leaves of *tree*: added up, of a stock the latest known of each partner.

    A figure belongs to the leaf whose partner, territory, product and period it
    fits; a leaf that leaves one of them out takes all, and one that names only
    its owner takes what that person sold. Where several fit, the most specific
    one takes it. Figures of other measures are not looked at, nor are versions
    that were replaced.

    Parameters
    ----------
    measure
        That of the tree, if left out. With a level, each unit counts once along
        the tiers of distribution; without one, every partner's figures count.
    partners, territories, products
        What lies above what (`network.partner_tree` and the like): tiers of
        distribution, and figures of what is below the partner, territory or
        product of a leaf.
    rates
        Converts amounts to the currency of the targets, rounded once for each leaf.

    Raises
    ------
    InvalidValue, InvalidInput
        For figures that say the same twice, that fit two leaves equally well,
        that cannot be added, and measures that count distinct things.

    >>> from partnerkit import Goal, Money, Partner
    >>> from partnerkit.facts import Tree
    >>> sold = Measure(id="sold", currency="EUR", level="sell-out")
    >>> tiers = Tree.of([Partner(id="D-1"), Partner(id="P-4", parent="D-1")])
    >>> year, amount = Period.year(2026), Money.of("900", "EUR")
    >>> goal = Goal(id="de", measure="sold", period=year, target=amount)
    >>> figures = [Figure(partner=name, measure="sold", period=year, value=amount) for name in ("D-1", "P-4")]
    >>> known = actuals_of(GoalTree.of([goal], measure=sold), figures, partners=tiers)
    >>> known["de"], [(each.figure.partner, each.reason.code) for each in known.left_out]
    (Money.of('900.00', 'EUR'), [('D-1', 'counted-at-another-tier')])
    """
    _check(tree, measure, rates, partners=partners, territories=territories, products=products)
    stated = measure or tree.measure or Measure(id=tree.measure_id)
    if stated.kind == "distinct":
        remedy = "give roll_up the sets of ids themselves; a figure holds their number only"
        raise InvalidValue(path="measure.kind", value=shown("distinct"), remedy=remedy)
    given = [
        each
        for each in fields.listed("figures", figures, Figure)
        if each.measure == stated.id and each.known_until is None
    ]
    raise_faults(_told_twice(given))
    left: list[LeftOut] = []
    counted = _counted(given, stated, partners, left)
    index = _Leaves.of(tree, (partners, territories, products))
    taken: dict[str, list[Figure]] = {}
    faults: list[PartnerkitError] = []
    for figure in counted:
        found = index.of_figure(figure)
        if len(found) > 1:
            remedy = f"make one of the goals more specific; {', '.join(found[:3])} fit equally well"
            faults.append(InvalidValue(path=_path(figure), value=shown(found[0]), remedy=remedy))
        elif found:
            taken.setdefault(found[0], []).append(figure)
        else:
            left.append(
                LeftOut(figure=figure, reason=Reason("no-goal-for-figure", {"partner": figure.partner}))
            )
    raise_together(faults)
    return _gathered(tree, stated, dict(sorted(taken.items())), rates, left)


def _check(tree: object, measure: object, rates: object, **hierarchies: object) -> None:
    """Refuse arguments of another kind, all together."""
    above = fields.optional(
        fields.Check(
            lambda value: hasattr(value, "ancestors"),
            "use what lies above what, such as network.partner_tree",
        )
    )
    of_measure = fields.optional(fields.instance(Measure, "a Measure"))
    of_rates = fields.optional(fields.instance(RateTable, "a RateTable"))
    checks = {"tree": (TREE, tree), "measure": (of_measure, measure), "rates": (of_rates, rates)}
    fields.check(checks | {name: (above, each) for name, each in hierarchies.items()})


def _path(figure: Figure) -> str:
    return f"figures[{figure.partner}][{figure.period}]"


def _identity(figure: Figure) -> tuple[str, ...]:
    names = (figure.partner, figure.location, figure.product, figure.territory, figure.person)
    return tuple(name or "" for name in names)


def _told_twice(figures: Sequence[Figure]) -> Iterator[InvalidValue]:
    """Find figures on the same thing that share days."""
    in_order = sorted(figures, key=lambda each: (_identity(each), each.period))
    for _, group in groupby(in_order, _identity):
        for earlier, later in pairwise(group):
            if earlier.period.overlaps(later.period):
                remedy = f"report each day once; {earlier.period} is reported, too"
                yield InvalidValue(path=_path(later), value=shown(str(later.period)), remedy=remedy)


def _counted(
    given: Sequence[Figure], measure: Measure, partners: Hierarchy | None, left: list[LeftOut]
) -> list[Figure]:
    """Return the figures that count; the others are added to *left*."""
    usable = []
    for figure in given:
        if figure.status == "disputed":
            left.append(LeftOut(figure=figure, reason=Reason("figure-disputed", {"partner": figure.partner})))
        else:
            usable.append(figure)
    if measure.level is None or partners is None:
        return usable
    elsewhere = _counted_elsewhere(usable, partners, nearest_vendor=measure.level == "sell-in")
    for at, other in elsewhere.items():
        facts = {"partner": usable[at].partner, "other": other, "level": measure.level}
        left.append(LeftOut(figure=usable[at], reason=Reason("counted-at-another-tier", facts)))
    return [figure for at, figure in enumerate(usable) if at not in elsewhere]


def _counted_elsewhere(
    figures: Sequence[Figure], partners: Hierarchy, *, nearest_vendor: bool
) -> dict[int, str]:
    """Return which figures are on units that count at a partner above (or below) them, and who that is."""
    by_partner: dict[str, dict[str | None, list[tuple[Period, int]]]] = {}
    for at, figure in enumerate(figures):
        by_partner.setdefault(figure.partner, {}).setdefault(figure.product, []).append((figure.period, at))
    for known in by_partner.values():
        for spans in known.values():
            spans.sort()
    above = {
        partner: tuple(partners.ancestors(partner)[1:]) if partner in partners else ()
        for partner in by_partner
    }
    found: dict[int, str] = {}
    # From the end of the chain that counts: what is left out itself takes no other's place.
    for at, figure in sorted(
        enumerate(figures),
        key=lambda each: len(above[each[1].partner]) * (1 if nearest_vendor else -1),
    ):
        for other in above[figure.partner] if at not in found else ():
            same = [place for place in _sharing(by_partner.get(other, {}), figure) if place not in found]
            # One without a value counts nowhere, so it takes no other's place.
            if nearest_vendor:
                if any(figures[place].value is not None for place in same):
                    found.setdefault(at, other)
            elif figure.value is not None:
                found.update((place, figure.partner) for place in same)
    return dict(sorted(found.items()))


def _sharing(known: Mapping[str | None, list[tuple[Period, int]]], figure: Figure) -> Iterator[int]:
    """Find what another partner reports on the same products and days; without a product it is on all."""
    for name, spans in known.items():
        if name == figure.product or name is None or figure.product is None:
            # Of several figures on one product, locations say, the longest may begin long before.
            last = bisect_left(spans, figure.period.end, key=lambda each: each[0].start)
            yield from (at for period, at in spans[:last] if period.overlaps(figure.period))


@final
@frozen(kw_only=True)
class _Leaves:
    """The leaves of a tree, to be found by what a figure says."""

    by_key: Mapping[_Key, Sequence[tuple[Period, str]]]

    #: Which of the four the leaves name, the most specific ones first.
    masks: tuple[tuple[bool, ...], ...]
    hierarchies: tuple[Hierarchy | None, ...]

    @classmethod
    def of(cls, tree: GoalTree, hierarchies: tuple[Hierarchy | None, ...]) -> "_Leaves":
        by_key: dict[_Key, list[tuple[Period, str]]] = {}
        for name in tree.leaves:
            goal = tree[name]
            where = (goal.partner, goal.territory, goal.product)
            # Who answers for a territory answers for all of it, whoever sold; a personal goal counts what was sold.
            key = (*where, None if any(where) else goal.owner)
            by_key.setdefault(key, []).append((goal.period, name))
        masks = {tuple(each is not None for each in key) for key in by_key}
        ordered = sorted(masks, key=lambda mask: (-sum(mask), mask))
        return cls(by_key=by_key, masks=tuple(ordered), hierarchies=(*hierarchies, None))

    def of_figure(self, figure: Figure) -> list[str]:
        """Return the leaves that fit best: none, one, or several that fit equally well."""
        said = (figure.partner, figure.territory, figure.product, figure.person)
        chains = [self._chain(name, tree) for name, tree in zip(said, self.hierarchies, strict=True)]
        best: list[tuple[int, str]] = []
        for _, alike in groupby(self.masks, sum):
            for mask in alike:
                ways = [chain if asked else ((0, None),) for chain, asked in zip(chains, mask, strict=True)]
                for way in product(*ways):
                    steps = sum(step for step, _ in way)
                    leaves = self.by_key.get(cast("_Key", tuple(name for _, name in way)), ())
                    best += [(steps, leaf) for period, leaf in leaves if period.covers(figure.period)]
            if best:
                break
        if not best:
            return []
        nearest = min(map(itemgetter(0), best))
        return sorted(leaf for steps, leaf in best if steps == nearest)

    @staticmethod
    def _chain(name: str | None, hierarchy: Hierarchy | None) -> tuple[tuple[int, str | None], ...]:
        if name is None:
            return ()
        if hierarchy is None or name not in hierarchy:
            return ((0, name),)
        return tuple(enumerate(hierarchy.ancestors(name)))


def _gathered(
    tree: GoalTree,
    measure: Measure,
    taken: Mapping[str, Sequence[Figure]],
    rates: RateTable | None,
    left: list[LeftOut],
) -> Actuals:
    values: dict[str, Value | None] = {}
    by_period: dict[str, Mapping[Period, Value]] = {}
    for leaf, figures in taken.items():
        known = [each for each in figures if each.value is not None]
        latest = _latest(known) if measure.kind == "stock" else {}
        left += [
            LeftOut(figure=each, reason=_unreported(each, latest.get(_identity(each))))
            for each in figures
            if each.value is None
        ]
        if measure.kind == "stock":
            known = list(latest.values())
        values[leaf] = _sum(known, tree, rates) if known else None
        periods = sorted({each.period for each in known})
        if measure.kind != "stock" and not any(
            earlier.overlaps(later) for earlier, later in pairwise(periods)
        ):
            by_period[leaf] = {
                period: _sum([each for each in known if each.period == period], tree, rates)
                for period in periods
            }
    return Actuals(values=values, by_period=by_period, left_out=tuple(left))


def _unreported(figure: Figure, latest: Figure | None) -> Reason:
    """Return why a figure without a value does not count; of a stock an older one may stand for it."""
    if latest is not None and latest.period < figure.period:
        return Reason("older-stock-counts", {"partner": figure.partner, "period": latest.period})
    return Reason("no-value-reported", {"partner": figure.partner})


def _latest(figures: Sequence[Figure]) -> dict[tuple[str, ...], Figure]:
    return {_identity(each): each for each in sorted(figures, key=lambda figure: figure.period)}


def _sum(figures: Sequence[Figure], tree: GoalTree, rates: RateTable | None) -> Value:
    given = [each.value for each in figures]

    def path(at: int) -> str:
        return f"{_path(figures[at])}.value"

    if rates is not None:
        dimension, unit = tree.targets.kind[0]
        currency = unit if dimension == "money" else rates.base
        sums = {}
        for source, places in by_currency(given, path).items():
            part, _ = encode([given[at] for at in places], str)
            sums[source] = (part.scales[0], part.parts[0].sum(keepdims=True))
        return Money.from_minor(int(converted(sums, rates, currency)[0]), currency)
    amounts, faults = encode(given, path)
    raise_together(faults)
    return amounts.decoded([int(part.sum()) for part in amounts.parts])
