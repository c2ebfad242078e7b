"""What was a partner promised for what it sells or refers: rebates, referral fees, commission?"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Literal, TypeAlias, final

from attrs import field, frozen

from partnerkit.facts import checks
from partnerkit.facts.fact import Fact, refers_to
from partnerkit.facts.terms import RebateStep
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.fields import as_tuple
from partnerkit.values.money import Money
from partnerkit.values.time import Period

__all__ = ["BONUS_KINDS", "BonusKind", "BonusTerm", "Ladder"]

#: What a buyer is paid back, what is paid for a customer brought in, what an agent earns on contracts it brings about.
BonusKind: TypeAlias = Literal["rebate", "referral-fee", "commission"]
BONUS_KINDS: tuple[BonusKind, ...] = ("rebate", "referral-fee", "commission")

#: Whether the share of the highest step reached counts for all of it, or each share for its own part only.
Ladder: TypeAlias = Literal["whole-turnover", "marginal"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class BonusTerm(Fact):
    """
    What one partner earns on one measure in one period, a year as a rule: a plan, known before it.

    >>> from decimal import Decimal
    >>> BonusTerm(
    ...     id="B-1",
    ...     partner="P-4",
    ...     kind="rebate",
    ...     measure="revenue",
    ...     period=Period.year(2026),
    ...     steps=[RebateStep(turnover=Money.of("50000", "EUR"), share=Decimal("0.02"))],
    ... ).currency
    'EUR'
    """

    id: str = field(validator=fields.identifier)
    partner: str = field(validator=fields.identifier, metadata=refers_to("Partner"))
    kind: BonusKind = field(validator=fields.choice(*BONUS_KINDS))

    #: The id of the measure whose actuals earn it: amounts for steps, a count for a fee each.
    measure: str = field(validator=fields.identifier, metadata=refers_to("Measure"))
    period: Period = field(validator=checks.period)

    #: From which amount on which share is earned, in rising order.
    steps: tuple[RebateStep, ...] = field(
        default=(), converter=as_tuple, validator=fields.each(fields.instance(RebateStep, "a RebateStep"))
    )
    ladder: Ladder = field(default="whole-turnover", validator=fields.choice("whole-turnover", "marginal"))

    #: What is earned for each one counted, such as a customer referred, in place of steps.
    fee: Money | None = field(default=None, validator=fields.optional(checks.amount_above_zero))

    #: The most that is earned in the period; None is no limit.
    cap: Money | None = field(default=None, validator=fields.optional(checks.amount))

    #: Whether steps are climbed by what was reached since the period began, or by each settlement for itself.
    accrues: Literal["period", "settlement"] = field(
        default="period", validator=fields.choice("period", "settlement")
    )

    #: How often it is settled.
    settled: Literal["month", "quarter", "period"] = field(
        default="period", validator=fields.choice("month", "quarter", "period")
    )

    #: Where this stands, such as the agreement's id.
    agreement: str | None = field(
        default=None, validator=fields.optional(fields.identifier), metadata=refers_to("Agreement")
    )

    def _faults(self) -> Iterator[InvalidValue]:
        if bool(self.steps) == (self.fee is not None):
            yield InvalidValue(
                path="steps", value=shown(len(self.steps)), remedy="state steps or a fee, one of the two"
            )
        if self.period.is_open:
            yield InvalidValue(
                path="period", value=shown(str(self.period)), remedy="use a period with an end"
            )
        yield from self._currencies()
        for place, (lower, upper) in enumerate(pairwise(self.steps), 1):
            if upper.turnover.currency == lower.turnover.currency and upper.turnover <= lower.turnover:
                remedy = f"use more than the step before, {lower.turnover.amount}"
                yield InvalidValue(
                    path=f"steps[{place}].turnover", value=shown(str(upper.turnover.amount)), remedy=remedy
                )
            # On all of the turnover, a smaller share above would pay less for selling more.
            if self.ladder == "whole-turnover" and upper.share < lower.share:
                remedy = f'use {lower.share} or more, or ladder="marginal"'
                yield InvalidValue(path=f"steps[{place}].share", value=shown(str(upper.share)), remedy=remedy)

    def _currencies(self) -> Iterator[InvalidValue]:
        amounts = [(f"steps[{place}].turnover", step.turnover) for place, step in enumerate(self.steps)]
        amounts += [(name, each) for name, each in (("fee", self.fee), ("cap", self.cap)) if each is not None]
        for path, amount in amounts[1:]:
            if amount.currency != amounts[0][1].currency:
                remedy = f"use {amounts[0][1].currency}, the currency of {amounts[0][0]}"
                yield InvalidValue(path=path, value=shown(amount.currency), remedy=remedy)

    @property
    def currency(self) -> str:
        """The currency in which it is earned."""
        return (self.steps[0].turnover if self.fee is None else self.fee).currency

    @property
    def settlements(self) -> tuple[Period, ...]:
        """
        The parts of the period that are settled one after the other.

        >>> fee = Money.of("250", "EUR")
        >>> term = BonusTerm(id="B", partner="P-4", kind="referral-fee", measure="m", period=Period.year(2026), fee=fee)
        >>> term.settlements == (Period.year(2026),)
        True
        """
        if self.settled == "month":
            return self.period.months()
        return self.period.quarters() if self.settled == "quarter" else (self.period,)
