"""
What do the people who sell at a partner do, and how does the firm get its figures from it?

Figures of sellers add up to the firm's, exactly. What one person did is shown
only once the host has stated for what, and on which agreement (co-determination
and data protection ask for both; which law applies is the host's to find out).
Persons are never put in an order of their figures, and each is put beside his
own past only. Who deserves praise is praised by name, and compared with nobody.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal, final

from attrs import field, frozen

from partnerkit.facts import checks
from partnerkit.facts.figure import Figure
from partnerkit.facts.goal import Measure, Target
from partnerkit.facts.interaction import Interaction
from partnerkit.values import fields
from partnerkit.values.errors import CurrencyMismatch, InvalidValue, NotFound, UnitMismatch, raise_faults
from partnerkit.values.exact import exact_sum
from partnerkit.values.fields import as_tuple
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.markup import small_table
from partnerkit.values.money import Money, Quantity, Ratio
from partnerkit.values.reasons import Facts, Finding, Reason
from partnerkit.values.time import Period

__all__ = [
    "PersonBasis",
    "PersonFigures",
    "SellerFigures",
    "exchange_refusals",
    "praise",
    "seller_figures",
]

#: What somebody can be praised for without any figure.
Deed = Literal["course-passed", "first-deal", "customer-thanked", "colleague-helped", "promise-kept"]
DEEDS: tuple[Deed, ...] = (
    "course-passed",
    "first-deal",
    "customer-thanked",
    "colleague-helped",
    "promise-kept",
)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class PersonBasis:
    """
    What figures about persons may be used for, and on which agreement; the host states it.

    >>> basis = PersonBasis(purpose="coaching", agreement="works agreement of 2026-02-01, clause 4", period=Period.year(2026))
    >>> basis.covers("revenue", "P-4", date(2026, 3, 2)), basis.covers("revenue", "P-4", date(2027, 3, 2))
    (True, False)
    """

    purpose: str = field(validator=checks.reason_code)

    #: With whom it was agreed, and where it stands.
    agreement: str = field(
        validator=fields.Check(
            lambda value: fields.is_text(value) and bool(value.strip()),
            "say with whom it was agreed, and where it stands",
        )
    )
    period: Period = field(validator=checks.period)

    #: What it covers; None is everything.
    measures: tuple[str, ...] | None = field(
        default=None, converter=as_tuple, validator=fields.optional(checks.identifiers)
    )
    partners: tuple[str, ...] | None = field(
        default=None, converter=as_tuple, validator=fields.optional(checks.identifiers)
    )

    def covers(self, measure: str, partner: str, day: date) -> bool:
        """Tell whether figures of persons at *partner* may be shown on *day*."""
        return (
            self.period.contains(day)
            and (self.measures is None or measure in self.measures)
            and (self.partners is None or partner in self.partners)
        )


@final
@frozen(kw_only=True)
class PersonFigures:
    """What one person did at one partner, or why it is not shown."""

    person: str
    partner: str

    #: Measure -> value; only what the stated basis covers.
    figures: Facts
    reason: Reason


@final
@frozen(kw_only=True, eq=False, repr=False)
class SellerFigures:
    """Figures of firms, and, where a basis is stated, of the people who sell there."""

    basis: PersonBasis | None
    as_of: date

    #: Partner -> measure -> value, of all its people and of nobody's alone.
    firms: Mapping[str, Facts]
    _parts: Mapping[tuple[str, str | None], Mapping[str, Target]] = field(alias="parts")

    def __repr__(self) -> str:
        return (
            f"<SellerFigures of {len(self.firms)} partners; persons {'off' if self.basis is None else 'on'}>"
        )

    def __getitem__(self, partner: str) -> Facts:
        if partner not in self.firms:
            raise NotFound.among(self.firms, path="partner", key=partner)
        return self.firms[partner]

    def people(self, partner: str) -> tuple[str, ...]:
        """Return who has figures at *partner* that the basis covers, by id; nobody where figures of persons are off."""
        self[partner]
        return tuple(
            sorted(
                person
                for (firm, person), told in self._parts.items()
                if firm == partner
                and person is not None
                and any(self._shown(partner, measure) for measure in told)
            )
        )

    def of_person(self, person: str, partner: str) -> PersonFigures:
        """Return what one person did at *partner*, beside nobody; what the basis does not cover is left out."""
        self[partner]
        parts = self._parts.get((partner, person), {})
        told = {measure: value for measure, value in parts.items() if self._shown(partner, measure)}
        facts: dict[str, object] = {"partner": partner}
        # Whether there is a figure that is not shown is not told either.
        if self.basis is None:
            return PersonFigures(
                person=person, partner=partner, figures=Facts(), reason=Reason("person-figures-off", facts)
            )
        facts |= {"purpose": self.basis.purpose, "agreement": self.basis.agreement}
        code = "person-figures-shown" if told else "person-figures-not-covered"
        return PersonFigures(person=person, partner=partner, figures=Facts(told), reason=Reason(code, facts))

    def unassigned(self, partner: str) -> Facts:
        """Return what belongs to nobody alone; without a basis nothing, since the rest could be worked out from it."""
        self[partner]
        parts = self._parts.get((partner, None), {})
        return Facts({measure: value for measure, value in parts.items() if self._shown(partner, measure)})

    def _shown(self, partner: str, measure: str) -> bool:
        return self.basis is not None and self.basis.covers(measure, partner, self.as_of)

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return a row for each partner and measure; persons are in no table, for a table can be put in any order."""
        rows = [
            (partner, measure, value)
            for partner, found in self.firms.items()
            for measure, value in found.items()
        ]
        names = ("partner", "measure", "value")
        columns = zip(*rows, strict=True) if rows else ((), (), ())
        return to_frame(dict(zip(names, map(list, columns), strict=True)), kind)

    _repr_html_ = small_table


def seller_figures(
    figures: Iterable[Figure],
    *,
    as_of: date,
    period: Period | None = None,
    basis: PersonBasis | None = None,
    measures: Mapping[str, Measure] | None = None,
) -> SellerFigures:
    """
    Add figures up by person, and those of all to the firm's.

    A figure without a person belongs to nobody alone and counts for the firm beside those of its people: give the firm's
    figure or those of its people, not both. Disputed figures do not count, nor do those that are not known.

    Parameters
    ----------
    period
        Only figures whose period lies within count.
    basis
        Without it, only firms are shown.
    measures
        Measure -> what it is; sums and ratios add up, other kinds are refused. Without it, all are sums.

    Raises
    ------
    InvalidValue, CurrencyMismatch, UnitMismatch
        For measures that do not add up, and amounts that do not belong together.

    >>> march = Period.month(2026, 3)
    >>> sold = {"U-1": 40, "U-2": 60, None: 5}
    >>> found = seller_figures(
    ...     [Figure(partner="P-4", person=person, measure="deals", period=march, value=value) for person, value in sold.items()],
    ...     as_of=date(2026, 4, 1),
    ... )
    >>> found["P-4"]["deals"], found.of_person("U-1", "P-4").reason.code
    (105, 'person-figures-off')
    """
    fields.check({"as_of": (fields.calendar_date, as_of)})
    parts: dict[tuple[str, str | None], dict[str, Target]] = {}
    firms: dict[str, dict[str, Target]] = {}
    known = measures or {}
    raise_faults(
        InvalidValue(
            path=f"measures[{name!r}]", value=each.kind, remedy="use measures that add up, or ratios"
        )
        for name, each in known.items()
        if each.kind not in {"additive", "ratio"}
    )
    for each in figures:
        if (
            each.value is None
            or each.status == "disputed"
            or (period is not None and not period.covers(each.period))
        ):
            continue
        for total in (parts.setdefault((each.partner, each.person), {}), firms.setdefault(each.partner, {})):
            before = total.get(each.measure)
            total[each.measure] = each.value if before is None else _added(before, each.value, each)
    return SellerFigures(
        basis=basis,
        as_of=as_of,
        firms={partner: Facts(firms[partner]) for partner in sorted(firms)},
        parts=parts,
    )


def _added(before: Target, value: Target, figure: Figure) -> Target:
    """Add two values exactly; which figure does not fit is said by partner and measure, never by person."""
    path = f"figures[{figure.partner!r}][{figure.measure!r}]"
    if isinstance(before, Money) and isinstance(value, Money):
        if before.currency != value.currency:
            raise CurrencyMismatch(path=path, expected=before.currency, found=value.currency)
        return before + value
    if isinstance(before, Quantity) and isinstance(value, Quantity):
        if before.unit != value.unit:
            raise UnitMismatch(path=path, expected=before.unit, found=value.unit)
        return before + value
    if isinstance(before, Ratio) and isinstance(value, Ratio):
        return before + value
    if isinstance(before, Money | Quantity | Ratio) or isinstance(value, Money | Quantity | Ratio):
        raise UnitMismatch(path=path, expected=type(before).__name__, found=type(value).__name__)
    if isinstance(before, int) and isinstance(value, int):
        return before + value
    return exact_sum(map(Decimal, (before, value)))


def praise(person: str, deed: Deed, *, on: date, partner: str | None = None) -> Reason:
    """
    Return words of praise for what one person did: by name, without a figure, beside nobody.

    >>> praise("U-7", "course-passed", on=date(2026, 3, 31)).code
    'praise-course-passed'
    """
    fields.check(
        {
            "person": (fields.identifier, person),
            "deed": (fields.choice(*DEEDS), deed),
            "on": (fields.calendar_date, on),
        }
    )
    return Reason(f"praise-{deed}", {"person": person, "partner": partner, "on": on})


def exchange_refusals(
    interactions: Iterable[Interaction], *, as_of: date, days: int = 365, least: int = 2
) -> tuple[Finding, ...]:
    """
    Tell of firms that refused an exchange *least* times or more in the last *days*.

    A visit, a call or a meeting that did not take place because the partner did not want it (`refused_by`). It is a
    signal of the firm: no person is named. It accuses nobody: why is asked first, and what the vendor refused is
    counted beside it.

    >>> from datetime import datetime
    >>> at = [datetime.fromisoformat(f"2026-0{month}-02T09:00Z") for month in (2, 3)]
    >>> asked = [Interaction(id=f"I-{n}", kind="visit", partner="P-4", at=each, held=False, refused_by="partner") for n, each in enumerate(at)]
    >>> [(each.code, each.subjects) for each in exchange_refusals(asked, as_of=date(2026, 3, 31))]
    [('exchange-refused', ('P-4',))]
    """
    fields.check(
        {
            "as_of": (fields.calendar_date, as_of),
            "days": (fields.whole_number(least=1, most=3_660), days),
            "least": (fields.whole_number(least=1, most=1_000), least),
        }
    )
    since = as_of - timedelta(days=days)
    seen: dict[str, list[Interaction]] = {}
    for each in interactions:
        if each.kind != "message" and each.held is not None and since < each.at.date() <= as_of:
            seen.setdefault(each.partner, []).append(each)
    return tuple(_refusals(seen, since, least))


def _refusals(seen: Mapping[str, list[Interaction]], since: date, least: int) -> Iterator[Finding]:
    for partner in sorted(seen):
        asked = seen[partner]
        theirs, ours = (sum(each.refused_by == side for each in asked) for side in ("partner", "vendor"))
        if theirs >= least:
            facts = {"partner": partner, "count": theirs, "of": len(asked), "ours": ours, "since": since}
            yield Finding(
                reason=Reason("exchange-refused", facts),
                severity="medium" if 2 * theirs > len(asked) else "low",
                subjects=(partner,),
                proposals=(Reason("ask-why-no-exchange", {"partner": partner}),),
            )
