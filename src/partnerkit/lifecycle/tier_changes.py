"""
Which changes of tier take effect, and which wait for a person?

A higher tier may be given by the program, if it says so. A lower one never is:
it is proposed, the partner is heard, and a person decides it with a reason, not
before the grace is over. Whoever keeps a partner where it is says why, too.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import final

from attrs import evolve, field, frozen

from partnerkit.facts import checks
from partnerkit.facts.partner import Partner
from partnerkit.lifecycle.tiers import TierStanding, TierStandings
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.reasons import Finding, Reason

__all__ = ["TierChanges", "TierDecision", "change_tiers"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class TierDecision:
    """
    What a person decided about the tier of one partner: the earned one, or to keep it where it is.

    >>> TierDecision(partner="P-4", tier="silver", by="U-1", reason="heard-and-agreed").tier
    'silver'
    """

    partner: str = field(validator=fields.identifier)

    #: The tier it is to have; None is none.
    tier: str | None = field(validator=fields.optional(fields.identifier))
    by: str = field(validator=fields.identifier)
    reason: str = field(validator=checks.reason_code)


@final
@frozen(kw_only=True)
class TierChanges:
    """What becomes of the tiers on a day."""

    #: The partners whose tier changed, with the new one.
    changed: tuple[Partner, ...]

    #: What waits for a person: the partner and the tier it is about are in the reason.
    proposals: tuple[Finding, ...]

    #: Partner -> why a decision had no effect.
    refused: Mapping[str, Reason]


def change_tiers(
    partners: Sequence[Partner],
    standings: TierStandings,
    *,
    on: date,
    decisions: Sequence[TierDecision] = (),
) -> TierChanges:
    """
    Return the partners with the tiers that take effect by a day, and what is left to decide.

    Of a partner that was moved since, above or below both the tier it held and the one it earned, nothing is in
    question any more.

    Raises
    ------
    InvalidInput
        For decisions about partners and tiers that there are not, or partners that are not handed in, and two about one
        partner.

    >>> from decimal import Decimal
    >>> from partnerkit import Money, Period
    >>> from partnerkit.facts import Program, Requirement, Tier
    >>> from partnerkit.lifecycle import qualify_tiers
    >>> gold = Tier(name="gold", rank=1, requirements=[Requirement(measure="revenue", least=Decimal(100))])
    >>> partner = Partner(id="P-4", tier="gold")
    >>> sold = {"revenue": {"P-4": Money.of("80", "EUR")}}
    >>> found = qualify_tiers(Program(id="p", tiers=[gold]), [partner], sold, period=Period.year(2026))
    >>> changes = change_tiers([partner], found, on=date(2027, 1, 1))
    >>> changes.changed, [each.code for each in changes.proposals]
    ((), ['tier-missed'])
    """
    judged = fields.instance(TierStandings, "what qualify_tiers returns")
    fields.check({"standings": (judged, standings), "on": (fields.calendar_date, on)})
    partners = fields.listed("partners", partners, Partner)
    decisions = fields.listed("decisions", decisions, TierDecision)
    raise_faults(_faults(standings, decisions, {partner.id for partner in partners}))
    decided = {each.partner: each for each in decisions}
    waiting = {*standings.with_outcome("promote"), *standings.with_outcome("demote")}
    changed, proposals, refused = [], [], {}
    for partner in partners:
        decision = decided.get(partner.id)
        # Who moved further since, up or down, is not where the change begins any more.
        if partner.id not in waiting or not _is_on_the_way(standings[partner.id], standings, partner.tier):
            if decision is not None and decision.tier != partner.tier:
                refused[partner.id] = Reason(
                    "tier-not-in-question", {"partner": partner.id, "tier": partner.tier}
                )
            continue
        standing = standings[partner.id]
        if partner.tier == standing.earned:
            continue  # It was given before; asking again changes nothing.
        if decision is None and not _goes_by_itself(standing, standings, on):
            proposals.append(Finding(reason=standing.reason, severity="medium", subjects=(partner.id,)))
            continue
        tier = standing.earned if decision is None else decision.tier
        against = None if tier == partner.tier else _objection(standing, standings, tier, on)
        if against is not None:
            refused[partner.id] = against
        elif tier != partner.tier:
            changed.append(evolve(partner, tier=tier))
    return TierChanges(changed=tuple(changed), proposals=tuple(proposals), refused=MappingProxyType(refused))


def _places(standings: TierStandings) -> Mapping[str | None, int]:
    places: dict[str | None, int] = {each.name: place for place, each in enumerate(standings.program.tiers)}
    return {**places, None: -1}


def _is_on_the_way(standing: TierStanding, standings: TierStandings, tier: str | None) -> bool:
    """Tell whether a tier lies between the one held and the one earned, or is one of them."""
    places = _places(standings)
    lower, upper = sorted((places[standing.held], places[standing.earned]))
    return tier in places and lower <= places[tier] <= upper


def _goes_by_itself(standing: TierStanding, standings: TierStandings, on: date) -> bool:
    """Tell whether a higher tier is given without a person; a lower one never is."""
    return (
        standing.outcome == "promote"
        and standings.program.promotion == "automatic"
        and standing.effective is not None
        and standing.effective <= on
    )


def _objection(standing: TierStanding, standings: TierStandings, tier: str | None, on: date) -> Reason | None:
    """Say what speaks against a tier: it lies not between the one held and the one earned, or its day has not come."""
    facts = {"partner": standing.partner, "tier": tier}
    if not _is_on_the_way(standing, standings, tier):
        return Reason("tier-not-earned", {**facts, "earned": standing.earned})
    if standing.effective is not None and on < standing.effective:
        return Reason("tier-not-yet", {**facts, "on": standing.effective})
    return None


def _faults(
    standings: TierStandings, decisions: Sequence[TierDecision], partners: Collection[str]
) -> Iterator[InvalidValue]:
    names = {None, *(tier.name for tier in standings.program.tiers)}
    seen: set[str] = set()
    for place, each in enumerate(decisions):
        path = f"decisions[{place}]"
        if each.partner not in standings:
            remedy = "name a partner that was looked at"
            yield InvalidValue(path=f"{path}.partner", value=shown(each.partner), remedy=remedy)
        elif each.partner not in partners:
            remedy = "hand in the partner, too: it is the one that changes"
            yield InvalidValue(path=f"{path}.partner", value=shown(each.partner), remedy=remedy)
        if each.partner in seen:
            remedy = "decide about each partner once"
            yield InvalidValue(path=f"{path}.partner", value=shown(each.partner), remedy=remedy)
        if each.tier not in names:
            remedy = f"use a tier of the program: {', '.join(sorted(filter(None, names)))}"
            yield InvalidValue(path=f"{path}.tier", value=shown(each.tier), remedy=remedy)
        seen.add(each.partner)
