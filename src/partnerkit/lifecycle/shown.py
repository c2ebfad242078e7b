"""
What did each partner show of what its program asks?

Figures, certificates and joint plans become one column for each requirement's
subject. A requirement on a measure of which nothing is said is a fault, and so
are mixed currencies; a partner of whom nothing is known is not: its tier is
then not decided.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor, isfinite
from typing import Any, final

import numpy as np
from attrs import frozen

from partnerkit.facts.agreement import JointPlan
from partnerkit.facts.goal import Measure
from partnerkit.facts.partner import Partner
from partnerkit.facts.program import Program, Requirement
from partnerkit.lifecycle.points import ANY, UNKNOWN, Asked, Codes
from partnerkit.lifecycle.windows import Shown, Value, Window, window
from partnerkit.values.errors import (
    CurrencyMismatch,
    InvalidValue,
    Overflowed,
    UnitMismatch,
    raise_faults,
    shown,
)
from partnerkit.values.exact import as_written, private_context
from partnerkit.values.fields import is_decimal
from partnerkit.values.money import Money, Quantity, minor_digits
from partnerkit.values.time import Period

__all__ = ["Evidence", "evidence"]

_EXACT = private_context(200)

#: Decimals of a bound, and those kept of plain numbers at the least; hundredths of points that a tier may give.
_DIGITS, _TOLD, _POINTS = 9, 4, 10**9


def __dir__() -> list[str]:
    return __all__


@final
@frozen(eq=False)
class Evidence:
    """Columns of what was shown, and the tiers as they read them."""

    #: Subject -> its decimals, and its currency or unit.
    digits: Mapping[str, int]
    units: Mapping[str, str | None]
    columns: Codes

    #: By tier: its requirements, and the hundredths of points they must bring together.
    tiers: Sequence[tuple[Sequence[Asked], int]]

    def value(self, subject: str, code: int) -> Decimal | Money | None:
        """Return the number behind a code, as an amount where the subject is money."""
        if code in {UNKNOWN, ANY}:
            return None
        digits, unit = self.digits[subject], self.units[subject]
        number = Decimal(code // 2).scaleb(-digits, _EXACT)
        if unit is None or not unit.startswith("money "):
            return number
        return Money.of(number, unit.removeprefix("money "), scale=max(digits, 0))


def evidence(
    program: Program,
    partners: Sequence[Partner],
    figures: Mapping[str, Mapping[str, Shown]],
    *,
    period: Period,
    measures: Sequence[Measure] = (),
    joint_plans: Sequence[JointPlan] = (),
) -> Evidence:
    """
    Return what *partners* showed in *period*, by what the program asks for.

    Raises
    ------
    InvalidInput
        All faults at once: requirements on measures that *figures* says nothing of,
        mixed currencies and units, floats for money, values that are no numbers.
    """
    every = [each for tier in program.tiers for each in tier.requirements]
    faults = [*_unknown(program, figures, measures)]
    told = {each.id: each for each in measures}
    digits: dict[str, int] = {}
    units: dict[str, str | None] = {}
    for name in dict.fromkeys(each.name for each in every):
        # All figures tell the unit: of a partner alone of whom nothing is known, none would.
        units[name] = _unit(name, figures.get(name, {}).values(), told.get(name), faults)
        digits[name] = _decimals([each for each in every if each.name == name], units[name])
    rows: dict[tuple[str, int | None], int] = {}
    columns = []
    for each in every:
        if (each.name, each.months) in rows:
            continue
        rows[each.name, each.months] = len(rows)
        measure = told.get(each.name)
        months = Window(window(period, each.months), "additive" if measure is None else measure.kind)
        values = _cut(
            each.name, partners, _values(each, partners, figures, period, joint_plans), months, faults
        )
        columns.append(_column(each.name, partners, values, (digits[each.name], units[each.name]), faults))
    raise_faults(faults)
    tiers = [
        (
            [_asked(each, rows[each.name, each.months], digits[each.name]) for each in tier.requirements],
            int(_hundredths(tier.points)),
        )
        for tier in program.tiers
    ]
    made = np.array(columns, np.int64) if columns else np.zeros((0, len(partners)), np.int64)
    return Evidence(digits, units, made, tiers)


def _unknown(
    program: Program, figures: Mapping[str, object], measures: Sequence[Measure]
) -> Iterator[InvalidValue]:
    known = {*figures, *(each.id for each in measures)}
    for tier in program.tiers:
        for place, each in enumerate(tier.requirements):
            if each.measure is not None and each.measure not in known:
                remedy = (
                    f"hand in figures of it, or name one of {', '.join(sorted(known)) or 'those handed in'}"
                )
                path = f"program.tiers[{tier.name!r}].requirements[{place}].measure"
                yield InvalidValue(path=path, value=shown(each.measure), remedy=remedy)


def _values(
    requirement: Requirement,
    partners: Sequence[Partner],
    figures: Mapping[str, Mapping[str, Shown]],
    period: Period,
    joint_plans: Sequence[JointPlan],
) -> Sequence[Shown]:
    """Return what each partner showed; a certificate it does not hold and a plan that is not signed are known."""
    own = figures.get(requirement.name)
    if own is not None:
        return [own.get(partner.id) for partner in partners]
    if requirement.joint_plan:
        signed = {
            plan.partner
            for plan in joint_plans
            if plan.signed_version is not None and plan.period.overlaps(period)
        }
        return [int(partner.id in signed) for partner in partners]
    if requirement.certification is None:
        return [None] * len(partners)
    last, name = period.last_day, requirement.certification
    return [
        sum(
            each.name == name and (each.valid is None or each.valid.contains(last))
            for each in partner.certifications
        )
        for partner in partners
    ]


def _cut(
    name: str,
    partners: Sequence[Partner],
    told: Sequence[Shown],
    months: Window,
    faults: list[InvalidValue],
) -> list[Value]:
    """Return the values of these *months*; those that are told by period are cut."""
    values: list[Any] = list(told)
    # There are few types, and looking at each value costs more than all the rest.
    if any(issubclass(each, Mapping) for each in set(map(type, values))):
        for place, each in enumerate(values):
            if isinstance(each, Mapping):
                path = f"figures[{name!r}][{partners[place].id!r}]"
                try:
                    values[place] = months.value(each, path)
                except InvalidValue as fault:
                    faults.append(fault)
                    values[place] = None
                except (CurrencyMismatch, UnitMismatch):
                    # Told already, of the whole column.
                    values[place] = None
    return values


def _unit(
    name: str, values: Collection[Shown], measure: Measure | None, faults: list[InvalidValue]
) -> str | None:
    """Return the one currency or unit of a column; more of them are a fault."""
    kinds, bare = set(map(type, values)), values
    if any(issubclass(each, Mapping) for each in kinds):
        bare = [
            each for value in values for each in (value.values() if isinstance(value, Mapping) else (value,))
        ]
        kinds = set(map(type, bare))
    found = set()
    if Money in kinds:
        found |= {f"money {each}" for each in {each.currency for each in bare if type(each) is Money}}
    if Quantity in kinds:
        found |= {each.unit for each in bare if type(each) is Quantity}
    if measure is not None and (measure.currency or measure.unit):
        expected = f"money {measure.currency}" if measure.currency else measure.unit
        wrong, unit = found - {expected}, expected
    else:
        unit = min(found, default=None)
        wrong = found - {unit}
    for each in sorted(wrong):
        remedy = (
            f"use {(unit or 'one unit').removeprefix('money ')} for all of them; convert at a stated rate"
        )
        faults.append(
            InvalidValue(path=f"figures[{name!r}]", value=shown(each.removeprefix("money ")), remedy=remedy)
        )
    return unit


def _decimals(bounds: Sequence[Requirement], unit: str | None) -> int:
    numbers = [
        number for each in bounds for number in (each.least, each.most, each.floor) if number is not None
    ]
    digits = max((max(0, -int(number.as_tuple().exponent)) for number in numbers), default=0)
    if digits > _DIGITS:
        remedy = f"use at most {_DIGITS} decimals"
        raise InvalidValue(path=f"requirements[{bounds[0].name!r}]", value=str(digits), remedy=remedy)
    money = unit.removeprefix("money ") if unit and unit.startswith("money ") else None
    # What is shown is told as finely as people say it, such as a mean of 6.5 where 7 is asked.
    return max(digits, _TOLD if money is None else minor_digits(money))


def _column(
    name: str,
    partners: Sequence[Partner],
    values: Sequence[Value],
    read: tuple[int, str | None],
    faults: list[InvalidValue],
) -> list[int]:
    digits, unit = read
    is_money = unit is not None and unit.startswith("money ")
    codes = []
    for partner, value in zip(partners, values, strict=True):
        code = _code(value, digits, is_money=is_money)
        if code is None:
            remedy = "use Money" if is_money else "use Money, a Quantity, a finite Decimal, an int or a float"
            path = f"figures[{name!r}][{partner.id!r}]"
            faults.append(InvalidValue(path=path, value=shown(value), remedy=remedy))
            code = UNKNOWN
        codes.append(code)
    return codes


def _code(value: Any, digits: int, *, is_money: bool) -> int | None:
    """Return twice the number in its last decimal, and one more where something is cut off; None is no number."""
    if value is None:
        return UNKNOWN
    kind = type(value)
    if kind is Money or kind is Quantity:
        number = value.amount
    elif is_money or kind is bool:
        return None
    elif kind is int:
        number = Decimal(value) if abs(value) < ANY else None
    elif kind is float:
        number = as_written(value) if isfinite(value) and abs(value) < ANY else None
    else:
        number = value if is_decimal(value) else None
    if number is None:
        return None
    scaled = number.scaleb(digits, _EXACT)
    whole = int(scaled)
    code = 2 * whole if whole == scaled else 2 * floor(scaled) + 1
    if not UNKNOWN < code < ANY:
        raise Overflowed(path="figures", limit="int64 in the decimals of the requirements")
    return code


def _asked(requirement: Requirement, row: int, digits: int) -> Asked:
    points = None if requirement.points is None else _hundredths(requirement.points)
    if requirement.joint_plan:
        return Asked(row, least=2 * 10**digits, most=ANY, points=points)
    least, most = (
        other if number is None else 2 * int(number.scaleb(digits, _EXACT))
        for number, other in ((requirement.least, UNKNOWN), (requirement.most, ANY))
    )
    low = None if requirement.floor is None else 2 * int(requirement.floor.scaleb(digits, _EXACT))
    if low is not None and abs(low - (most if low > most else least)) * (points or 0) >= ANY:
        raise Overflowed(path=f"requirements[{requirement.name!r}].floor", limit="points in int64")
    return Asked(row, least=least, most=most, points=points, floor=low)


def _hundredths(points: Decimal | None) -> int:
    """Return points as whole hundredths; more decimals make no difference that is asked for."""
    exact = Fraction(points or 0) * 100
    found = ceil(exact)
    if found >= _POINTS:
        raise Overflowed(path="points", limit="10 million points")
    return found
