"""
What if a partner lets the time run out again and again?

A pause is proposed, never imposed. Breaches that were the vendor's own fault do
not count, the partner is heard first, a person decides, the pause has an end,
and there is an appeal. The last partner who could serve a territory, with what
he carries and in a language he speaks there, is not paused at all: then
somebody has to talk.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias, final, get_args

from attrs import evolve, field, frozen

from partnerkit.facts.partner import Partner
from partnerkit.facts.tree import Tree
from partnerkit.leads.changes import MembershipChanged, a_why
from partnerkit.leads.coverage import LANGUAGE, PRODUCT, TERRITORY
from partnerkit.leads.offers import Offer
from partnerkit.leads.rule import EligibilityRule, Occasion
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.fields import as_utc
from partnerkit.values.machine import Machine, Transition
from partnerkit.values.reasons import Finding, Reason
from partnerkit.values.rows import Rows
from partnerkit.values.time import Span, instant
from partnerkit.values.zones import zone_info

__all__ = ["PAUSE_COURSE", "Excuse", "PauseCase", "PauseFinding", "propose_pauses"]

#: The life of a proposed pause.
PAUSE_COURSE = Machine(
    name="pause",
    start="proposed",
    transitions=(
        Transition("proposed", "state", "heard", by=("partner",)),
        Transition("proposed", "confirm", "confirmed", by=("channel-manager",), reason_required=True),
        Transition("proposed", "dismiss", "dismissed", by=("channel-manager",), reason_required=True),
        Transition("heard", "confirm", "confirmed", by=("channel-manager",), reason_required=True),
        Transition("heard", "dismiss", "dismissed", by=("channel-manager",), reason_required=True),
        Transition("confirmed", "appeal", "appealed", by=("partner",), reason_required=True),
        Transition("confirmed", "end", "ended", by=("scheduler",)),
        Transition("appealed", "uphold", "upheld", by=("appeal-board",), reason_required=True),
        Transition("appealed", "lift", "lifted", by=("appeal-board",), reason_required=True),
        Transition("appealed", "end", "ended", by=("scheduler",)),
        Transition("upheld", "end", "ended", by=("scheduler",)),
    ),
)

#: In these the partner gets no lead.
_PAUSED = ("confirmed", "appealed", "upheld")

_count = fields.whole_number(least=1)

#: Why a breach was no fault of the partner.
Excuse: TypeAlias = Literal["bad-contact-data", "vendor-outage", "absence-on-file"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class PauseCase:
    """A pause of one partner: proposed, heard, decided, ended, appealed."""

    partner: str = field(validator=fields.identifier)
    proposed_at: datetime = field(converter=as_utc, validator=fields.aware)

    #: The offers whose time ran out without a fault of the vendor.
    breaches: tuple[str, ...] = field(converter=fields.as_tuple, validator=fields.each(fields.identifier))

    #: By when the partner may state how it came about; nothing is decided before.
    statement_due: datetime = field(converter=as_utc, validator=fields.aware)

    #: How long it lasts from the moment it is confirmed.
    length: timedelta = field(validator=fields.ahead_above_zero)
    status: str = field(default=PAUSE_COURSE.start, validator=fields.choice(*PAUSE_COURSE.states))
    since: datetime = field(converter=as_utc, validator=fields.aware)
    statement: str | None = field(default=None, validator=fields.optional(fields.text))

    #: Who decided, why, and when it ends.
    by: str | None = field(default=None, validator=fields.optional(fields.identifier))
    why: str | None = field(default=None, validator=fields.optional(fields.text))
    ends_at: datetime | None = field(default=None, converter=as_utc, validator=fields.optional(fields.aware))

    def __attrs_post_init__(self) -> None:
        raise_faults(fields.in_order(self, "proposed_at", "statement_due"))

    @property
    def is_paused(self) -> bool:
        """Whether the partner gets no leads."""
        return self.status in _PAUSED

    def state(self, text: str, *, at: datetime) -> "PauseCase":
        """Return the case with what the partner says to it."""
        moment = instant(at, path="at")
        if moment > self.statement_due:
            remedy = f"the time for it ended at {self.statement_due}; there is still the appeal"
            raise InvalidValue(path="at", value=shown(str(moment)), remedy=remedy)
        return evolve(self._stepped("state", "partner", moment, None), statement=text)

    def confirm(
        self,
        *,
        at: datetime,
        by: str,
        why: str,
        partners: Sequence[Partner],
        running: Sequence["PauseCase"] = (),
        territories: Tree | None = None,
        products: Tree | None = None,
    ) -> "PauseCase":
        """
        Return the case as the person *by* confirmed it, once the partner was heard or the time for it is over.

        *partners* and *running* are those of this moment: whoever has become the
        last one meanwhile, as in `propose_pauses`, is not paused.
        """
        moment = instant(at, path="at")
        out = {each.partner for each in running if each.is_paused}
        own = next((each for each in partners if each.id == self.partner), None)
        occasion = Occasion(as_of=moment, territories=territories, products=products)
        alone = None if own is None else _alone_with(own, partners, out, occasion)
        if alone is not None:
            remedy = f"dismiss it: nobody else serves {', '.join(alone)}"
            raise InvalidValue(path="partner", value=shown(self.partner), remedy=remedy)
        return evolve(self._decided("confirm", moment, by, why), ends_at=moment + self.length)

    def dismiss(self, *, at: datetime, by: str, why: str) -> "PauseCase":
        """Return the case as *by* dropped it: a breach was the vendor's own fault, say, or the statement explains it."""
        return self._decided("dismiss", instant(at, path="at"), by, why)

    def _decided(self, event: str, at: datetime, by: str, why: str) -> "PauseCase":
        _check(by, why)
        if self.status == "proposed" and event == "confirm" and at <= self.statement_due:
            remedy = f"hear the partner first, or wait until {self.statement_due}"
            raise InvalidValue(path="at", value=shown(str(at)), remedy=remedy)
        return evolve(self._stepped(event, "channel-manager", at, why), by=by, why=why)

    def appeal(self, why: str, *, at: datetime) -> "PauseCase":
        """Return the case before the board, because the partner does not agree; the pause goes on."""
        return evolve(self._stepped("appeal", "partner", at, why), statement=why)

    def settle(self, event: Literal["uphold", "lift"], *, at: datetime, by: str, why: str) -> "PauseCase":
        """Return the case as *by*, who is not the one who decided it, settled the appeal."""
        _check(by, why)
        if by == self.by:
            raise InvalidValue(path="by", value=shown(by), remedy="let another person hear the appeal")
        return evolve(self._stepped(event, "appeal-board", at, why), by=by, why=why)

    def end(self, *, at: datetime) -> "PauseCase":
        """Return the case as it is over; not before its end."""
        moment = instant(at, path="at")
        if self.ends_at is not None and moment < self.ends_at:
            remedy = f"use a time not before its end, {self.ends_at}"
            raise InvalidValue(path="at", value=shown(str(moment)), remedy=remedy)
        return self._stepped("end", "scheduler", moment, None)

    def _stepped(self, event: str, by: str, at: datetime, why: str | None) -> "PauseCase":
        moment = instant(at, path="at")
        status = PAUSE_COURSE.step(self.status, event, by=by, reason=why)
        if moment < self.since:
            remedy = f"use a time not before its last step, {self.since}"
            raise InvalidValue(path="at", value=shown(str(moment)), remedy=remedy)
        return evolve(self, status=status, since=moment)

    def entry(self, *, by: str) -> MembershipChanged | None:
        """Return what the last step is for the ledger of the pool: a pause, a return, or nothing."""
        if self.status == "confirmed" and self.why is not None:
            step: Literal["pause", "return"] = "pause"
        elif self.status in ("ended", "lifted"):
            step = "return"
        else:
            return None
        why = self.why or "The pause is over."
        return MembershipChanged(partner=self.partner, step=step, at=self.since, by=by, why=why)


def _check(by: str, why: str) -> None:
    faults = (fields.identifier.fault("by", by), a_why.fault("why", why))
    raise_faults(fault for fault in faults if fault is not None)


@final
@frozen(kw_only=True)
class PauseFinding:
    """A partner with repeated breaches: what is proposed, or why it is not."""

    partner: str

    #: None where the partner is the last who could serve something.
    case: PauseCase | None
    finding: Finding


def propose_pauses(
    offers: Iterable[Offer],
    partners: Sequence[Partner],
    *,
    as_of: datetime,
    least: int = 3,
    window: timedelta = timedelta(days=90),
    to_answer: timedelta = timedelta(days=14),
    length: timedelta = timedelta(days=30),
    excused: Mapping[str, Excuse] | None = None,
    outages: Sequence[Span] = (),
    running: Sequence[PauseCase] = (),
    territories: Tree | None = None,
    products: Tree | None = None,
) -> Rows[PauseFinding]:
    """
    Return whom to pause for a while, because at least *least* offers ran out within *window*.

    Parameters
    ----------
    excused
        Offer id -> why it does not count. An offer also does not count when the
        partner was away by its `absences` on a day of it, or an outage of the
        vendor's portal (*outages*) touched it.
    to_answer
        The time in which the partner may state how it came about.
    length
        How long the pause would last.
    running
        Pauses that are open or in force: their partners are not proposed again,
        and who is paused does not serve any territory. Of those that are over,
        or were dismissed, the breaches are settled: hand them in, too, and
        nothing counts twice.
    territories, products
        The trees; without one an id matches itself only.

    Raises
    ------
    InvalidValue, InvalidInput
        For *least* below 1, times of nothing or less, and an excuse that is none of those agreed on.

    >>> from datetime import UTC
    >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> ran_out = [
    ...     Offer(id=f"L-{n}/1", lead=f"L-{n}", partner="P-4", offered_at=monday, due=monday, status="expired",
    ...           since=monday)
    ...     for n in range(3)
    ... ]
    >>> both = [Partner(id="P-4", territories=["de"]), Partner(id="P-5", territories=["de"])]
    >>> [(each.partner, each.case.status) for each in propose_pauses(ran_out, both, as_of=monday)]
    [('P-4', 'proposed')]
    """
    moment, reasons = instant(as_of, path="as_of"), excused or {}
    _check_terms(reasons, least=least, window=window, to_answer=to_answer, length=length)
    known = {each.id: each for each in partners}
    settled = {*reasons, *(name for case in running for name in case.breaches)}
    ran_out = [
        each
        for each in offers
        if each.status == "expired" and moment - window <= each.due <= moment and each.id not in settled
    ]
    counted = _counted(ran_out, known, outages)
    busy = {each.partner for each in running if not PAUSE_COURSE.ended(each.status)}
    out = {each.partner for each in running if each.is_paused}
    occasion = Occasion(as_of=moment, territories=territories, products=products)
    found = []
    # Whoever let most run out comes first: of two who cannot both be left out, the worse one is proposed.
    for partner in sorted(counted, key=lambda each: (-len(counted[each]), each)):
        breaches = tuple(sorted(counted[partner]))
        if len(breaches) < least or partner in busy or partner not in known:
            continue
        alone = _alone_with(known[partner], partners, out, occasion)
        if alone is not None:
            found.append(_the_last(partner, len(breaches), alone))
            continue
        out.add(partner)
        case = PauseCase(
            partner=partner,
            proposed_at=moment,
            since=moment,
            breaches=breaches,
            statement_due=moment + to_answer,
            length=length,
        )
        found.append(PauseFinding(partner=partner, case=case, finding=_proposal(case)))
    return Rows(PauseFinding, found)


def _check_terms(
    excused: Mapping[str, Excuse], *, least: int, window: timedelta, to_answer: timedelta, length: timedelta
) -> None:
    excuse = fields.choice(*get_args(Excuse))
    fields.check(
        {
            **{f"excused.{offer}": (excuse, why) for offer, why in excused.items()},
            "least": (_count, least),
            "window": (fields.ahead_above_zero, window),
            "to_answer": (fields.ahead, to_answer),
            "length": (fields.ahead_above_zero, length),
        }
    )


def _the_last(partner: str, count: int, served: tuple[str, ...]) -> PauseFinding:
    """Return that *partner* is not paused, as nobody else serves what he does."""
    reason = Reason("pause-would-leave-nobody", {"partner": partner, "count": count, "served": served})
    finding = Finding(reason=reason, severity="high", subjects=(partner,))
    return PauseFinding(partner=partner, case=None, finding=finding)


def _proposal(case: PauseCase) -> Finding:
    facts = {"partner": case.partner, "count": len(case.breaches), "until": case.statement_due}
    # A day that has begun is told: the pause is never said to be shorter than it would be.
    days = -(-case.length // timedelta(days=1))
    return Finding(
        reason=Reason("offers-ran-out", facts),
        severity="medium",
        subjects=(case.partner,),
        proposals=(Reason("pause-proposed", {"partner": case.partner, "days": days}),),
    )


def _counted(
    ran_out: Iterable[Offer], partners: Mapping[str, Partner], outages: Sequence[Span]
) -> dict[str, list[str]]:
    """Return per partner the offers that ran out without anybody else's fault."""
    found: dict[str, list[str]] = defaultdict(list)
    for offer in ran_out:
        if any(each.start <= offer.due and offer.offered_at < each.end for each in outages):
            continue
        partner = partners.get(offer.partner)
        if partner is None or not _was_away(partner, offer):
            found[offer.partner].append(offer.id)
    return found


def _was_away(partner: Partner, offer: Offer) -> bool:
    zone = zone_info(partner.timezone or "UTC")
    first, last = (at.astimezone(zone).date() for at in (offer.offered_at, offer.due))
    return any(each.start <= last and first < each.end for each in partner.absences or ())


def _alone_with(
    partner: Partner, partners: Sequence[Partner], out: set[str], occasion: Occasion
) -> tuple[str, ...] | None:
    """Return what only *partner* could serve: territory, product, language, or "*" for all; None if there is nothing."""
    left = [
        each
        for each in partners
        if each.id != partner.id
        and each.id not in out
        and each.status == "active"
        and not each.credit_blocked
        and each.capacity != 0
    ]
    found = _unserved(partner, left, (TERRITORY, PRODUCT, LANGUAGE), occasion)
    return None if found is None else tuple(each for each in found if each is not None) or ("*",)


def _unserved(
    partner: Partner, left: Sequence[Partner], rules: tuple[EligibilityRule, ...], occasion: Occasion
) -> tuple[str | None, ...] | None:
    """Return what none of *left* serves in the place of *partner*, rule by rule down to where nobody is left."""
    if not rules:
        return None
    rule, *others = rules
    served: Any = rule.of_partner(partner)
    for wanted in served or (None,):
        serving = [each for each in left if _serves(each, rule, wanted, occasion)]
        found = _unserved(partner, serving, tuple(others), occasion) if serving else ()
        if found is not None:
            return (wanted, *found)
    return None


def _serves(partner: Partner, rule: EligibilityRule, wanted: str | None, occasion: Occasion) -> bool:
    own = rule.own(partner, "unrestricted")
    return own is None if wanted is None else rule.judge(wanted, own, occasion) is None
