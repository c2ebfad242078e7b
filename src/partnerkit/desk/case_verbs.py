"""
Whose deal is it, and who settles a dispute?

A registration is looked at against all others and the direct sales force under
the lock, before it is written, so that two partners who register one deal at
one moment cannot both pass unseen. Cases take their steps here; who may not
decide is refused by the facts that stand.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, final

from attrs import frozen

from partnerkit.conflicts.cases import Case, Procedure
from partnerkit.conflicts.conflict import ConflictRule
from partnerkit.conflicts.prevention import prevent
from partnerkit.desk.events import Event, Stored
from partnerkit.desk.once import Verbs, verb
from partnerkit.facts.account import Account
from partnerkit.facts.deal import DealRegistration, DirectEngagement
from partnerkit.facts.fact import Fact
from partnerkit.facts.partner import Partner
from partnerkit.facts.people import Person
from partnerkit.facts.product import Product
from partnerkit.facts.territory import Territory
from partnerkit.interop.serialisation import kinds, to_document
from partnerkit.storage.port import Unit
from partnerkit.values import fields
from partnerkit.values.errors import raise_faults
from partnerkit.values.reasons import Reason

__all__ = ["CaseVerbs", "Registered"]

#: What the rules on deals look at, and what that refers to.
_OF_DEALS: tuple[type[Fact], ...] = (
    *(Account, DealRegistration, DirectEngagement),
    *(Partner, Person, Product, Territory),
)

_is_asked = fields.Check(
    lambda status: status in ("draft", "submitted"),
    "register a draft, or one that was submitted; whoever approves it looks at what it collides with",
)
_are_rules = fields.optional(fields.instance(Iterable, "several ConflictRules"))
_are_none = fields.Check(lambda steps: not steps, "open the case, then take its steps by `decide_case`")

#: The rules that a new registration is held against, unless others are named.
_DEAL_RULES = ("channel-conflict", "deal-overlap")


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Registered:
    """A registration as it was written, and what somebody has to look at before it is approved."""

    stored: Stored[DealRegistration]

    #: The ids of what it collides with, as `detect` finds them, and why.
    conflicts: tuple[str, ...]
    reasons: tuple[Reason, ...]


class CaseVerbs(Verbs):
    """The part of a `Desk` where deals are registered and disputes settled."""

    @verb
    def register_deal(
        self,
        deal: DealRegistration,
        *,
        rules: Iterable[ConflictRule] | None = None,
        as_of: datetime | None = None,
        key: str | None = None,
        actor: str | None = None,
    ) -> Registered:
        """
        Write a registration as submitted, with what it would collide with.

        It is written either way: asking is the partner's right, and a person
        decides. Of two that collide, whichever comes second has the finding.

        Parameters
        ----------
        deal
            A draft, which is submitted by this, or one that was submitted.
        rules
            What to hold it against; left out, overlap with other registrations and with direct sales.

        Raises
        ------
        InvalidValue, InvalidInput
            For one that was looked at already, and for a partner, account, product or territory that is not in
            the store.
        StaleWrite
            When there is a registration of this id.
        """

        def registered(unit: Unit) -> Registered:
            at, by = self._at(as_of), self._by(actor)
            asked = deal.with_step("submit", at=at) if deal.status == "draft" else deal
            models = _OF_DEALS if rules is None else _all_facts()
            found = prevent(self._books.network(unit, models), asked, _rules(rules), as_of=at)
            raise_faults(found.faults)
            ids = tuple(each.id for each in found.conflicts)
            reasons = tuple(each.reason for each in found.conflicts)
            facts = {"partner": asked.partner, "conflicts": ids, "reasons": reasons}
            stored = self._books.put(unit, asked, version=0, actor=by, action="register-deal", facts=facts)
            return Registered(stored=stored, conflicts=ids, reasons=reasons)

        self._checked_one(deal, "deal", DealRegistration)
        fields.check({"deal.status": (_is_asked, deal.status), "rules": (_are_rules, rules)})
        return self._once(["register-deal", to_document(deal)], key, registered, self._registered)

    @verb
    def open_case(self, case: Case, *, key: str | None = None, actor: str | None = None) -> Stored[Case]:
        """
        Write a new case, from a finding (`Case.of`) or opened by hand.

        `InvalidValue` for one with steps: they are taken by `decide_case`, which sees to it that who takes them
        may. `StaleWrite` when there is a case of this id.
        """
        self._checked_one(case, "case", Case)
        fields.check({"case.steps": (_are_none, case.steps)})
        return self._once(
            ["open-case", to_document(case)],
            key,
            lambda unit: self._books.put(
                unit, case, version=0, actor=self._by(actor), action="open-case", facts=_told(case)
            ),
            self._case,
        )

    @verb
    def decide_case(
        self,
        case: str,
        event: str = "decide",
        *,
        reason: str | None = None,
        party: str | None = None,
        procedure: Procedure | None = None,
        as_of: datetime | None = None,
        key: str | None = None,
        actor: str | None = None,
    ) -> Stored[Case]:
        """
        Take a step in a case: decide it, or any other *event* of its course; *actor* is who takes it.

        Raises
        ------
        NotFound
            When there is no such case.
        IllegalTransition, InvalidValue
            What `Case.with_step` refuses: a step out of turn, a side not heard, a decider who may not.
        """

        def stepped(unit: Unit) -> Stored[Case]:
            stored = self._there(unit, Case, case)
            by = self._by(actor)
            after = stored.value.with_step(
                event, at=self._at(as_of), by=by, party=party, reason=reason, procedure=procedure,
                network=None if procedure is None else self._books.network(unit, _OF_DEALS),
            )  # fmt: skip
            facts = {**_told(after), "event": event, "said": reason, "party": party}
            return self._books.put(
                unit, after, version=stored.version, actor=by, action=f"case-{event}", facts=facts
            )

        return self._once(["case", case, event, reason, party], key, stepped, self._case)

    def _case(self, events: Sequence[Event]) -> Stored[Case]:
        return self._written(events[-1], Case)

    def _registered(self, events: Sequence[Event]) -> Registered:
        facts: Any = events[-1].kept().record.facts
        stored = self._written(events[-1], DealRegistration)
        return Registered(stored=stored, conflicts=facts["conflicts"], reasons=facts["reasons"])


def _all_facts() -> tuple[type[Fact], ...]:
    return tuple(kind for kind in kinds().values() if issubclass(kind, Fact))


def _rules(rules: Iterable[ConflictRule] | None) -> Iterable[ConflictRule]:
    if rules is not None:
        return tuple(rules)
    from partnerkit.conflicts import rules as door

    return tuple(door.get(code) for code in _DEAL_RULES)


def _told(case: Case) -> dict[str, Any]:
    return {"subject": case.subject, "status": case.status, "parties": case.parties}
