"""
What can hold a partner back, and whose is it?

A cause belongs to a side: the vendor, the partner or the market. The vendor's
come first, in every list: whoever looks for a fault begins at home. A cause of
the partner may be the shadow of one of the vendor's (who gets poor leads
converts few); it says which ones must be looked at before.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Literal, TypeAlias, final

from attrs import field, frozen

from partnerkit.facts import checks
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.fields import as_tuple
from partnerkit.values.reasons import Reason

__all__ = ["CAUSES", "SIDES", "Cause", "CauseSide", "cause_faults"]

#: Whose a cause is, in the order in which causes are looked at.
CauseSide: TypeAlias = Literal["vendor", "partner", "market"]
SIDES: tuple[CauseSide, ...] = ("vendor", "partner", "market")

#: The other columns of the table of all partners, as codes.
_COLUMNS = ("partner", *(f"{side}-cause" for side in SIDES))


def __dir__() -> list[str]:
    return __all__


_codes = fields.each(checks.reason_code)


@final
@frozen(kw_only=True)
class Cause:
    """
    Something that can hold a partner back.

    >>> Cause(code="slow-response", side="partner", kpis=["first_response_hours"]).question
    Reason(code='ask-slow-response', facts=Facts())
    """

    #: The code that surveys use, too; its words are those of the reason "cause-<code>".
    code: str = field(validator=checks.reason_code)
    side: CauseSide = field(validator=fields.choice(*SIDES))

    #: The KPIs that tell of it: worse than the peers speaks for the cause, better against it.
    kpis: tuple[str, ...] = field(default=(), converter=as_tuple, validator=fields.each(fields.identifier))

    #: The causes of the vendor that may be behind it, and are looked at before.
    behind: tuple[str, ...] = field(default=(), converter=as_tuple, validator=_codes)

    @property
    def statement(self) -> Reason:
        """What is said where it stands."""
        return Reason(f"cause-{self.code}")

    @property
    def question(self) -> Reason:
        """What is asked before anything is concluded from it."""
        return Reason(f"ask-{self.code}")


_VENDOR = (
    Cause(code="too-few-leads", side="vendor", kpis=["leads_given"]),
    Cause(code="poor-lead-quality", side="vendor", kpis=["usable_leads"]),
    Cause(code="late-delivery", side="vendor", kpis=["delivery_in_time"]),
    Cause(code="slow-warranty", side="vendor", kpis=["claim_turnaround_days", "claim_decision_days"]),
    Cause(code="slow-registration", side="vendor", kpis=["registration_days"]),
    Cause(code="slow-vendor-response", side="vendor", kpis=["answer_days"]),
    Cause(code="channel-conflict", side="vendor"),
    Cause(code="product-complaints", side="vendor", kpis=["claims_per_unit"]),
    Cause(code="no-training-offered", side="vendor"),
)
_SELLING = ("too-few-leads", "poor-lead-quality", "channel-conflict", "late-delivery", "slow-registration")
_PARTNER = (
    Cause(
        code="slow-response",
        side="partner",
        kpis=["first_response_hours"],
        behind=["poor-lead-quality", "slow-vendor-response"],
    ),
    Cause(code="low-conversion", side="partner", kpis=["lead_conversion"], behind=_SELLING[1:]),
    Cause(code="small-deals", side="partner", kpis=["deal_value"], behind=["channel-conflict"]),
    Cause(code="little-own-marketing", side="partner", kpis=["own_leads"], behind=["channel-conflict"]),
    Cause(
        code="service-complaints",
        side="partner",
        kpis=["resolution_hours", "cases_on_time", "repeat_repair_rate"],
        behind=["product-complaints", "slow-warranty", "late-delivery"],
    ),
    Cause(
        code="training-gap",
        side="partner",
        kpis=["trained_share", "training_pass_rate", "certifications_held"],
        behind=["no-training-offered"],
    ),
    Cause(
        code="divided-attention",
        side="partner",
        kpis=["share_of_wallet"],
        behind=[*_SELLING, "slow-warranty"],
    ),
)
_MARKET = (
    Cause(code="weak-market", side="market", kpis=["market_growth"]),
    Cause(code="strong-competition", side="market"),
)

#: The causes the house knows, the vendor's first.
CAUSES: tuple[Cause, ...] = (*_VENDOR, *_PARTNER, *_MARKET)


def cause_faults(causes: Sequence[Cause]) -> Iterator[InvalidValue]:
    """
    Find what is wrong with a list of causes: doubles, a vendor that hides behind itself, and names that are not in it.

    A code that is the name of another column of the table of `Diagnoses` is wrong, too.

    >>> [each.path for each in cause_faults([Cause(code="a", side="partner", behind=["b"])])]
    ['causes[0].behind']
    """
    odd = [place for place, each in enumerate(causes) if not isinstance(each, Cause)]
    if odd:
        yield from (
            InvalidValue(
                path=f"causes[{place}]", value=shown(causes[place]), remedy="use a Cause, as one of CAUSES"
            )
            for place in odd
        )
        return
    if not causes:
        yield InvalidValue(path="causes", value="()", remedy="name one cause at least")
    sides = {each.code: each.side for each in reversed(causes)}
    seen = set[str]()
    for place, each in enumerate(causes):
        if each.code in seen:
            yield InvalidValue(
                path=f"causes[{place}].code", value=shown(each.code), remedy="name each cause once"
            )
        seen.add(each.code)
        if each.code in _COLUMNS:
            remedy = "use another code: the table of all partners has a column of this name"
            yield InvalidValue(path=f"causes[{place}].code", value=shown(each.code), remedy=remedy)
        if each.side != "partner" and each.behind:
            remedy = "leave it out: only a cause of the partner may stand behind one of the vendor"
            yield InvalidValue(path=f"causes[{place}].behind", value=shown(each.behind), remedy=remedy)
        wrong = [code for code in each.behind if sides.get(code) != "vendor"]
        if wrong and each.side == "partner":
            remedy = "name causes of the vendor that are in the list"
            yield InvalidValue(path=f"causes[{place}].behind", value=shown(wrong), remedy=remedy)
    told = {each.code: each.kpis for each in causes}
    kpis = list(chain.from_iterable(map(dict.fromkeys, told.values())))
    for name in dict.fromkeys(name for name in kpis if kpis.count(name) > 1):
        yield InvalidValue(
            path="causes.kpis", value=shown(name), remedy="let each KPI tell of one cause alone"
        )
