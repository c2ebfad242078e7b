"""
What has a partner earned, what will it be by the end, and how far is the next step?

Rebates, referral fees and agents' commission, from terms and actuals, exact to
the minor unit. What is told of the end is a forecast and owes nobody anything.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal, final

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from partnerkit.facts.bonus import BonusTerm
from partnerkit.facts.terms import RebateStep
from partnerkit.lifecycle.bases import Bases, Reached, Total, read, until
from partnerkit.lifecycle.ladders import Ahead, ahead, climb, scaled
from partnerkit.values import fields
from partnerkit.values.errors import NotFound
from partnerkit.values.exact import decimal_of
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.markup import small_table
from partnerkit.values.money import Money, Ratio, minor_digits
from partnerkit.values.reasons import Reason

__all__ = ["Bonus", "Bonuses", "bonuses"]


_BY_TERM = fields.instance(Mapping, "a mapping of term id to what is reached on it")


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Bonus:
    """What one partner has earned on one term, and what comes next."""

    term: str
    partner: str

    #: What was reached so far, in the settlement that runs where each climbs for itself; None is unknown.
    base: Total | None

    #: What is earned so far on all of the period; None is unknown.
    earned: Money | None

    #: The step it stands on, and the next one; None is the ground, the top, or unknown.
    step: RebateStep | None
    next_step: RebateStep | None

    #: What must still be sold to reach it, and what is earned more the moment it is reached.
    missing: Money | None
    worth: Money | None

    #: What it will have earned by the end of the period, and how that was found; None cannot be told yet.
    forecast: Money | None
    method: Literal["straight-pace", "expected", "none"]

    #: How it stands: how far the next step is, or why nothing can be said.
    reason: Reason


@final
@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Bonuses(Mapping[str, Bonus]):
    """Term -> what was earned on it; columns that make objects when asked for them."""

    _bases: Bases = field(alias="bases")
    _until: int = field(alias="until")

    #: By term, what is expected by the end, and whether anybody said so.
    _expected: NDArray[np.int64] = field(alias="expected")
    _is_expected: NDArray[np.bool_] = field(alias="is_expected")

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {term.id: place for place, term in enumerate(self._bases.terms)}

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._bases.terms)

    def __repr__(self) -> str:
        return f"<Bonuses: {len(self)} terms>"

    @cached_property
    def _climbed(self) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
        bases = self._bases
        return climb(bases.base, bases.ladder, bases.ladders)

    @cached_property
    def _current(self) -> NDArray[np.intp]:
        """By term the row that runs, or the last one."""
        bases = self._bases
        if len(bases.base) == len(bases.terms):
            return bases.first
        over = bases.by_term((bases.end <= self._until).astype(np.int64))
        count = np.diff(np.append(bases.first, len(bases.base)))
        current: NDArray[np.intp] = bases.first + np.minimum(over, count - 1)
        return current

    @cached_property
    def _ahead(self) -> Ahead:
        bases, rows = self._bases, self._current
        return ahead(bases.base[rows], bases.ladder[rows], self._climbed[1][rows], bases.ladders)

    @cached_property
    def _gain(self) -> NDArray[np.int64]:
        """By term, minor units earned more at the next step; the cap is that of all settlements together."""
        earned = self._climbed[0]
        more = self._ahead.then - earned[self._current]
        before = self._bases.by_term(earned)
        return np.minimum(before + more, self._caps) - np.minimum(before, self._caps)

    @cached_property
    def earned(self) -> NDArray[np.int64]:
        """By term, minor units earned so far; 0 where nothing is known."""
        earned = self._bases.by_term(self._climbed[0])
        return np.minimum(earned, self._caps) if len(self._bases.base) > len(self) else earned

    @property
    def missing(self) -> NDArray[np.int64]:
        """By term, minor units up to the next step; 0 at the top."""
        return self._ahead.missing

    @property
    def forecast(self) -> NDArray[np.int64]:
        """By term, minor units earned by the end of the period; what cannot be told yet goes on as it is."""
        return self._finals[0]

    @property
    def _caps(self) -> NDArray[np.int64]:
        bases = self._bases
        return bases.ladders.cap.take(bases.ladder[bases.first])

    @cached_property
    def _finals(self) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """By term, minor units by the end of the period, and whether that can be told."""
        bases, ends = self._bases, self._bases.end
        left = ends - np.clip(self._until, bases.start, ends)
        start = bases.start[bases.first]
        last = np.append(bases.first, len(bases.base))[1:] - 1
        passed = np.clip(self._until, start, ends[last]) - start
        total = bases.by_term(bases.base)
        told = bases.known & ((passed > 0) | self._is_expected)
        more = np.where(self._is_expected, self._expected - total, total)
        over = np.maximum(np.where(self._is_expected, bases.by_term(left), passed), 1)
        final = bases.base + scaled(more.take(bases.term), left, over.take(bases.term))
        earned = bases.by_term(climb(final, bases.ladder, bases.ladders)[0])
        return np.minimum(earned, self._caps), told

    def __getitem__(self, term: str) -> Bonus:
        place = self._places.get(term)
        if place is None:
            raise NotFound.among(self._places, path="bonuses", key=term)
        found, row = self._bases.terms[place], int(self._current[place])
        known, currency = bool(self._bases.known[place]), found.currency
        at = int(self._climbed[1][row])
        step = found.steps[at - 1] if at else None
        following = found.steps[at] if at < len(found.steps) else None
        finals, told = self._finals
        base, earned = int(self._bases.base[row]), Money.from_minor(int(self.earned[place]), currency)
        missing = worth = None
        if known and following is not None:
            missing = Money.from_minor(int(self._ahead.missing[place]), currency)
            worth = Money.from_minor(int(self._gain[place]), currency)
        total: Total = base if found.fee is not None else Money.from_minor(base, currency)
        given = "expected" if self._is_expected[place] else "straight-pace"
        bonus = Bonus(
            term=term,
            partner=found.partner,
            base=total if known else None,
            earned=earned if known else None,
            step=step if known else None,
            next_step=following if known else None,
            missing=missing,
            worth=worth,
            forecast=Money.from_minor(int(finals[place]), currency) if told[place] else None,
            method=given if told[place] else "none",  # type: ignore[arg-type]  # one of the words
            reason=Reason("bonus-unknown", {"term": term}),
        )
        return evolve(bonus, reason=_reason(bonus)) if known else bonus

    def to_frame(self, kind: Library = "dict") -> Any:
        """
        Return a row for each term: exact amounts of its currency, None where nothing is known.

        `missing` and `worth` are None at the top of the ladder.
        """
        terms, known = self._bases.terms, self._bases.known
        finals, told = self._finals
        is_open = known & (self._ahead.missing > 0)
        columns: dict[str, Any] = {
            "term": [term.id for term in terms],
            "partner": [term.partner for term in terms],
            "currency": [term.currency for term in terms],
            "base": self._amounts(self._bases.base[self._current], known, counts=True),
            "earned": self._amounts(self.earned, known),
            "forecast": self._amounts(finals, told),
            "missing": self._amounts(self._ahead.missing, is_open),
            "worth": self._amounts(self._gain, is_open),
        }
        return to_frame(columns, kind)

    _repr_html_ = small_table

    def _amounts(
        self, values: NDArray[np.int64], known: NDArray[np.bool_], *, counts: bool = False
    ) -> list[Decimal | None]:
        """Return exact amounts; with *counts*, what earns a fee is a count."""
        digits = {term.currency: minor_digits(term.currency) for term in self._bases.terms}
        return [
            decimal_of(value, 0 if counts and term.fee is not None else digits[term.currency])
            if told
            else None
            for term, value, told in zip(self._bases.terms, values.tolist(), known.tolist(), strict=True)
        ]


def _reason(bonus: Bonus) -> Reason:
    facts = {"partner": bonus.partner, "earned": bonus.earned}
    if bonus.next_step is None:
        return Reason("bonus-top", facts)
    share = Ratio(numerator=bonus.next_step.share, denominator=Decimal(1))
    more = {"missing": bonus.missing, "worth": bonus.worth, "share": share}
    return Reason("bonus-next-step", {**facts, **more})


def bonuses(
    terms: Sequence[BonusTerm],
    actuals: Mapping[str, Reached],
    *,
    as_of: date | datetime,
    expected: Mapping[str, Total] | None = None,
    viewer: str | None = None,
    zone: str = "UTC",
) -> Bonuses:
    """
    Return what partners have earned, what it will be by the end, and how far the next step is.

    Parameters
    ----------
    actuals
        Term -> what was reached, to date or by period, returns taken off; None, or left out, is unknown. Of
        disputed figures the host leaves out what is disputed: it counts for and against nobody.
    expected
        Term -> what will be reached by the end, as from `goals.attain`; a term left out, or None, goes on at a straight
        pace by days.
    viewer
        A partner: it sees its own terms alone.

    Raises
    ------
    InvalidInput
        All faults at once, as for `actuals` in another currency, floats, and days counted twice.
    Overflowed
        For what int64 minor units cannot hold.

    >>> from decimal import Decimal
    >>> from partnerkit import Period
    >>> steps = [RebateStep(turnover=Money.of(at, "EUR"), share=Decimal(part)) for at, part in (("50000", "0.02"), ("100000", "0.03"))]
    >>> term = BonusTerm(id="B-1", partner="P-4", kind="rebate", measure="revenue", period=Period.year(2026), steps=steps)
    >>> bonus = bonuses([term], {"B-1": Money.of("80000", "EUR")}, as_of=date(2026, 9, 30))["B-1"]
    >>> bonus.earned, bonus.missing, bonus.worth, bonus.forecast
    (Money.of('1600.00', 'EUR'), Money.of('20000.00', 'EUR'), Money.of('1400.00', 'EUR'), Money.of('3208.79', 'EUR'))
    """
    checks = {
        "actuals": (_BY_TERM, actuals),
        "expected": (fields.optional(_BY_TERM), expected),
        "viewer": (fields.optional(fields.identifier), viewer),
    }
    fields.check(checks)
    today, begun = until(as_of, zone)
    known: Mapping[str, Reached] = actuals
    terms = tuple(term for term in fields.listed("terms", terms, BonusTerm) if viewer in {None, term.partner})
    if viewer is not None:
        own = {term.id for term in terms}
        known = {name: value for name, value in actuals.items() if name in own}
        expected = None if expected is None else {name: expected[name] for name in expected if name in own}
    bases = read(terms, known, begun)
    final, is_expected = np.zeros(len(terms), np.int64), np.zeros(len(terms), bool)
    if expected is not None:
        told = read(terms, expected, begun, whole=True)
        final, is_expected = told.base, told.known & bases.known
    return Bonuses(bases=bases, until=today.toordinal(), expected=final, is_expected=is_expected)
