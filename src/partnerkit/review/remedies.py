"""
What can help, under which condition, and what has it done so far?

A catalogue as data: a host adds its own remedies to the list or leaves some
out. A remedy of the vendor's is no favor but the removal of its own cause. What
ends the relation stands last in every list, is proposed only where no cause of
the vendor stands, and a person decides it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, TypeAlias, final

from attrs import evolve, field, frozen

from partnerkit.facts import checks
from partnerkit.review.gaps import said
from partnerkit.scoring.intervals import Interval, as_share
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.fields import as_tuple
from partnerkit.values.money import Money
from partnerkit.values.reasons import Reason

__all__ = [
    "REMEDIES",
    "Better",
    "Observed",
    "ProposedRemedy",
    "Remedy",
    "known_to_help",
    "remedy_faults",
    "with_effects",
]

#: Which way of a figure is better.
Better: TypeAlias = Literal["higher", "lower"]

#: Who does it.
Doer: TypeAlias = Literal["vendor", "partner", "both"]

#: Asked of whatever ends the relation, whether a catalogue asks it or not.
_HEARD = "partner-heard"


def __dir__() -> list[str]:
    return __all__


_codes = fields.each(checks.reason_code)


@final
@frozen(kw_only=True)
class Observed:
    """
    What a remedy did to comparable partners, as `measure_effects` found it.

    >>> Observed(outcome="revenue", interval=Interval(estimate=3.0, low=1.0, high=5.0, level=0.95, method="")).helps
    True
    """

    #: The figure it was measured on, and whether in per cent of it.
    outcome: str = field(validator=fields.identifier)
    interval: Interval = field(validator=fields.instance(Interval, "an Interval"))

    #: On how many partners that were helped it rests.
    count: int = field(default=0, validator=fields.whole_number())
    relative: bool = field(default=False, validator=fields.truth)

    #: What weakens it: they were chosen, or went another way before.
    warnings: tuple[Reason, ...] = field(default=(), converter=as_tuple)

    #: Which way of the figure is better.
    better: Better = field(default="higher", validator=fields.choice("higher", "lower"))

    @property
    def reason(self) -> Reason:
        """The same as a code and facts; in per cent where it is relative."""
        between = self.interval
        bounds = {"estimate": between.estimate, "low": between.low, "high": between.high}
        told: dict[str, object] = {
            name: as_share(each) if self.relative else said(each) for name, each in bounds.items()
        }
        return Reason("effect-observed", {**told, "outcome": self.outcome, "count": self.count})

    @property
    def helps(self) -> bool | None:
        """Whether the figure went the better way, or the other one; None where it may be either."""
        is_more = True if self.interval.low > 0 else False if self.interval.high < 0 else None
        return is_more if is_more is None or self.better == "higher" else not is_more


@final
@frozen(kw_only=True)
class Remedy:
    """
    Something that can be done against a cause.

    >>> Remedy(code="send-a-coach", causes=["low-conversion"], by="vendor", needs=["coach-free"]).ends
    False
    """

    #: Its words are those of the reason "remedy-<code>".
    code: str = field(validator=checks.reason_code)
    causes: tuple[str, ...] = field(converter=as_tuple, validator=fields.each(checks.reason_code, least=1))
    by: Doer = field(validator=fields.choice("vendor", "partner", "both"))

    #: What must hold before it makes sense; the words are those of the reason "needs-<code>".
    needs: tuple[str, ...] = field(default=(), converter=as_tuple, validator=_codes)

    #: What one partner's costs, for the side that does it; None is unknown.
    cost: Money | None = field(default=None, validator=fields.optional(checks.amount))

    #: What it did so far; None is not known yet.
    effect: Observed | None = field(
        default=None, validator=fields.optional(fields.instance(Observed, "an Observed"))
    )

    #: Whether it ends the relation.
    ends: bool = field(default=False, validator=fields.truth)

    @property
    def statement(self) -> Reason:
        """What it is, to be said in words."""
        return Reason(f"remedy-{self.code}")

    @property
    def conditions(self) -> tuple[str, ...]:
        """What is asked before it is proposed: what it needs, and of what ends the relation, that the partner was heard."""
        return (*self.needs, _HEARD) if self.ends and _HEARD not in self.needs else self.needs


@final
@frozen(kw_only=True)
class ProposedRemedy:
    """A remedy put forward for one partner: against what, and what is to be checked before. A person decides."""

    remedy: Remedy

    #: The causes it is against, of those that stand, in their order.
    against: tuple[str, ...]

    #: Each condition, and whether it holds; None is to be found out.
    conditions: tuple[tuple[str, bool | None], ...]

    @property
    def code(self) -> str:
        """The code of the remedy."""
        return self.remedy.code

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What to do, what to find out before, what it did so far, and that a person decides."""
        open_ = tuple(Reason(f"needs-{code}") for code, holds in self.conditions if holds is None)
        return (self.remedy.statement, *open_, *self._effect(), Reason("person-decides"))

    def _effect(self) -> Iterator[Reason]:
        effect = self.remedy.effect
        if effect is None:
            yield Reason("effect-unknown", {"remedy": self.code})
            return
        yield effect.reason
        yield from effect.warnings


#: What the house proposes, in no order; conditions named "sells-well", "no-vendor-cause" and the like are answered by
#: the diagnosis itself, the others by the host.
REMEDIES: tuple[Remedy, ...] = (
    Remedy(code="give-leads", causes=["too-few-leads", "little-own-marketing"], by="vendor", needs=["sells-well", "capacity-free"]),
    Remedy(code="qualify-leads", causes=["poor-lead-quality"], by="vendor"),
    Remedy(code="secure-delivery", causes=["late-delivery"], by="vendor"),
    Remedy(code="decide-claims-faster", causes=["slow-warranty"], by="vendor"),
    Remedy(code="decide-registrations-faster", causes=["slow-registration"], by="vendor"),
    Remedy(code="name-a-contact", causes=["slow-vendor-response"], by="vendor"),
    Remedy(code="settle-conflicts", causes=["channel-conflict"], by="both"),
    Remedy(code="fix-the-product", causes=["product-complaints"], by="vendor"),
    Remedy(code="offer-training", causes=["no-training-offered"], by="vendor"),
    Remedy(code="share-marketing-costs", causes=["little-own-marketing"], by="both", needs=["funds-free"]),
    Remedy(code="agree-response-times", causes=["slow-response"], by="partner"),
    Remedy(code="coach-sellers", causes=["low-conversion", "small-deals"], by="both"),
    Remedy(code="visit-together", causes=["low-conversion", "divided-attention", "strong-competition"], by="both"),
    Remedy(code="train-people", causes=["training-gap", "service-complaints"], by="partner", needs=["training-offered"]),
    Remedy(code="support-service", causes=["service-complaints"], by="both"),
    Remedy(code="joint-plan", causes=["divided-attention", "weak-market", "strong-competition"], by="both"),
    Remedy(code="adjust-goals", causes=["weak-market"], by="both"),
    Remedy(
        code="end-agreement",
        causes=["slow-response", "low-conversion", "service-complaints", "divided-attention"],
        by="vendor",
        needs=["no-vendor-cause", _HEARD, "improvement-plan-closed"],
        ends=True,
    ),
)  # fmt: skip


def remedy_faults(remedies: Sequence[Remedy], causes: Sequence[str]) -> Iterator[InvalidValue]:
    """
    Find what is wrong with a catalogue: doubles, and causes that nobody looks at.

    >>> [fault.path for fault in remedy_faults([Remedy(code="pray", causes=["rain"], by="both")], ["weak-market"])]
    ['remedies[0].causes']
    """
    known, seen = set(causes), set[str]()
    for place, each in enumerate(remedies):
        path = f"remedies[{place}]"
        if not isinstance(each, Remedy):
            yield InvalidValue(path=path, value=shown(each), remedy="use a Remedy, as one of REMEDIES")
            continue
        if each.code in seen:
            yield InvalidValue(path=f"{path}.code", value=shown(each.code), remedy="name each remedy once")
        seen.add(each.code)
        strange = [code for code in each.causes if code not in known]
        if strange:
            remedy = "name causes that are looked at, as those of CAUSES"
            yield InvalidValue(path=f"{path}.causes", value=shown(strange), remedy=remedy)


def known_to_help(remedy: Remedy) -> int:
    """
    Return where a remedy stands among others: 0 has been seen to help, 1 is not known, 2 has been seen to harm.

    >>> known_to_help(REMEDIES[0])
    1
    """
    helps = None if remedy.effect is None else remedy.effect.helps
    return 1 if helps is None else 0 if helps else 2


def with_effects(remedies: Sequence[Remedy], observed: Mapping[str, Observed]) -> tuple[Remedy, ...]:
    """
    Return the catalogue with what was observed since, by the codes of remedies: so it learns.

    Raises
    ------
    InvalidValue, InvalidInput
        For effects of remedies that are not in it.

    >>> seen = Observed(outcome="revenue", interval=Interval(estimate=3.0, low=1.0, high=5.0, level=0.95, method=""))
    >>> [each.effect.helps for each in with_effects(REMEDIES, {"give-leads": seen}) if each.effect]
    [True]
    """
    known = {each.code for each in remedies}
    raise_faults(
        InvalidValue(path=f"observed[{code!r}]", value="no such remedy", remedy="use a code of the catalogue")
        for code in observed
        if code not in known
    )
    return tuple(evolve(each, effect=observed.get(each.code, each.effect)) for each in remedies)
