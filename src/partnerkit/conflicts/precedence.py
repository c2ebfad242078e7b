"""
Of several who claim one deal, whose is it?

The order of reasons is data that a program declares. It must be total: of
any two reasons it is said which comes first, without a circle. Claims that
no reason tells apart are left to people.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Literal, TypeAlias, cast, final

from attrs import field, frozen

from partnerkit.facts import checks
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.exact import private_context
from partnerkit.values.fields import as_tuple
from partnerkit.values.reasons import Reason

__all__ = ["CRITERIA", "Claim", "Criterion", "Precedence", "Ruling"]

Criterion: TypeAlias = Literal["existing-customer", "first-qualified", "written-choice"]

#: What can decide between two claims, as the codes of a program's rules.
CRITERIA: tuple[Criterion, ...] = ("existing-customer", "first-qualified", "written-choice")

_LISTED = fields.instance(Iterable, "a list of pairs")

_LAST = datetime.max.replace(tzinfo=UTC)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Claim:
    """
    What counts when a registration is weighed against others on the same deal.

    Its id is used to name it, never to rank it.
    """

    registration: str = field(validator=fields.identifier)
    partner: str = field(validator=fields.identifier)

    #: When it was submitted, if it stands; None was never qualified.
    qualified_at: datetime | None = field(
        default=None, converter=fields.as_utc, validator=fields.optional(fields.aware)
    )
    chosen_in_writing: bool = field(default=False, validator=fields.truth)
    serves_customer: bool = field(default=False, validator=fields.truth)
    public_tender: bool = field(default=False, validator=fields.truth)
    discount: Decimal | None = field(default=None, validator=fields.optional(checks.share))

    def _rank(self, criterion: Criterion) -> tuple[bool, datetime]:
        if criterion == "first-qualified":
            # Who never qualified was left out before.
            return False, self.qualified_at or _LAST
        holds = self.chosen_in_writing if criterion == "written-choice" else self.serves_customer
        return not holds, _LAST


@final
@frozen(kw_only=True)
class Ruling:
    """Who has precedence, why, and in which order the others follow."""

    #: The registration that wins, of several alike of one partner the first by id; None where nothing tells
    #: the first two partners apart, or nobody may win.
    winner: str | None

    #: "first-by-precedence", "tied-by-precedence" or "nobody-eligible".
    reason: Reason

    #: Registrations in their order, without those that are excluded.
    order: tuple[str, ...]

    #: Registrations that may not win: public tenders, and what never qualified.
    excluded: tuple[str, ...]

    #: Partner id -> what the approval adds to its discount, as far as it is known.
    discounts: Mapping[str, Decimal]


@final
@frozen(kw_only=True)
class Precedence:
    """
    The order in which reasons decide, the first that tells two claims apart wins.

    >>> day = datetime.fromisoformat("2026-03-02T09:00Z")
    >>> ruling = Precedence().rule(
    ...     Claim(registration="D-1", partner="P-1", qualified_at=day),
    ...     Claim(registration="D-2", partner="P-2", qualified_at=day.replace(day=3), chosen_in_writing=True),
    ... )
    >>> ruling.winner, ruling.reason.facts["criterion"]
    ('D-2', 'written-choice')
    """

    order: tuple[Criterion, ...] = field(
        default=("written-choice", "existing-customer", "first-qualified"),
        converter=as_tuple,
        validator=fields.each(fields.choice(*CRITERIA), least=1),
    )

    #: A published tender is open to everybody, so nobody can register it.
    tender_excluded: bool = field(default=True, validator=fields.truth)

    #: The part of the winner's discount that the second partner gets; where nothing tells who is second, nobody does.
    second_share: Decimal = field(default=Decimal("0.5"), validator=checks.share)

    @classmethod
    def from_pairs(
        cls,
        pairs: Iterable[Sequence[str]],
        *,
        tender_excluded: bool = True,
        second_share: Decimal = Decimal("0.5"),
    ) -> "Precedence":
        """
        Build it from statements of the form "the first goes before the second".

        Raises
        ------
        InvalidValue
            For an unknown reason, a circle, and two reasons of which nobody
            says which comes first; the path names the statement.

        >>> Precedence.from_pairs([("written-choice", "first-qualified")]).order
        ('written-choice', 'first-qualified')
        """
        fields.check({"pairs": (_LISTED, pairs)})
        given: list[tuple[Any, ...]] = [
            tuple(pair) if isinstance(pair, list | tuple) else (pair,) for pair in pairs
        ]
        raise_faults(
            InvalidValue(
                path=f"pairs[{place}]", value=shown(pair), remedy=f"name two of {', '.join(CRITERIA)}"
            )
            for place, pair in enumerate(given)
            if len(pair) != 2 or any(name not in CRITERIA for name in pair) or pair[0] == pair[1]
        )
        waiting = dict.fromkeys(name for pair in given for name in pair)
        order: list[str] = []
        while waiting:
            rest = [(place, pair) for place, pair in enumerate(given) if not set(pair) & set(order)]
            free = [name for name in waiting if all(name != later for _, (_, later) in rest)]
            if not free:
                place, pair = rest[-1]
                raise InvalidValue(
                    path=f"pairs[{place}]", value=shown(pair), remedy="undo the circle it closes"
                )
            if len(free) > 1:
                raise InvalidValue(
                    path="pairs",
                    value=shown(tuple(sorted(free)[:2])),
                    remedy="say which of the two goes first",
                )
            order.append(free[0])
            del waiting[free[0]]
        return cls(
            order=cast("tuple[Criterion, ...]", tuple(order)),
            tender_excluded=tender_excluded,
            second_share=second_share,
        )

    def rule(self, *claims: Claim) -> Ruling:
        """Decide between *claims* on one deal; their order does not matter."""
        known = sorted(fields.listed("claims", claims, Claim), key=lambda claim: claim.registration)
        excluded = [each for each in known if self._is_excluded(each)]
        ranked = sorted((each for each in known if each not in excluded), key=self._key)
        order = tuple(each.registration for each in ranked)
        out = tuple(each.registration for each in excluded)
        if not ranked:
            return Ruling(winner=None, reason=Reason("nobody-eligible"), order=(), excluded=out, discounts={})
        first = ranked[0]
        rivals = [each for each in ranked[1:] if each.partner != first.partner]
        criterion = self._decisive(first, rivals[0]) if rivals else self._met(first)
        if criterion is None:
            tied = tuple(each.registration for each in ranked if self._key(each) == self._key(first))
            reason = Reason("tied-by-precedence", {"registrations": tied})
            return Ruling(winner=None, reason=reason, order=order, excluded=out, discounts={})
        facts = {"registration": first.registration, "partner": first.partner, "criterion": criterion}
        return Ruling(
            winner=first.registration,
            reason=Reason("first-by-precedence", facts),
            order=order,
            excluded=out,
            discounts=self._discounts(ranked, rivals),
        )

    def _is_excluded(self, claim: Claim) -> bool:
        return claim.qualified_at is None or (self.tender_excluded and claim.public_tender)

    def _key(self, claim: Claim) -> tuple[tuple[bool, datetime], ...]:
        return tuple(claim._rank(criterion) for criterion in self.order)  # noqa: SLF001  # of this file

    def _met(self, claim: Claim) -> Criterion:
        """Return the first criterion that a claim without a rival meets; where it meets none, the first there is."""
        for criterion in self.order:
            missed, _ = claim._rank(criterion)  # noqa: SLF001  # of this file
            if not missed:
                return criterion
        return self.order[0]

    def _decisive(self, one: Claim, other: Claim) -> Criterion | None:
        for criterion in self.order:
            if one._rank(criterion) != other._rank(criterion):  # noqa: SLF001  # likewise
                return criterion
        return None

    def _discounts(self, ranked: Sequence[Claim], rivals: Sequence[Claim]) -> Mapping[str, Decimal]:
        first = ranked[0]
        # Claims of one partner may be alike but for what they add: then nobody knows it.
        stated = {each.discount for each in ranked if self._key(each) == self._key(first)}
        if first.discount is None or len(stated) > 1:
            return {}
        found = {first.partner: first.discount}
        if rivals and self.second_share and self._is_second(rivals[0], rivals[1:]):
            found[rivals[0].partner] = private_context(80).multiply(first.discount, self.second_share)
        return found

    def _is_second(self, claim: Claim, others: Sequence[Claim]) -> bool:
        """Tell whether a reason puts *claim* ahead of other partners; where none does, people say who is second."""
        other = next((each for each in others if each.partner != claim.partner), None)
        return other is None or self._decisive(claim, other) is not None
