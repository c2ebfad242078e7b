"""
What should somebody look at before the leads are given?

Master data with blanks, since a partner of whom nothing is known restricts
nothing and so can win what it cannot serve; and leads that may be one and the
same. Nothing is decided here.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Blank, Partner
from partnerkit.leads.eligibility import RULES, Rule
from partnerkit.leads.rule import EligibilityRule
from partnerkit.values.reasons import Finding, Reason

__all__ = ["ALIKE", "Alike", "screen"]

#: What two leads have in common that may be one: a name for it, and what to read; None is nothing.
Alike: TypeAlias = Mapping[str, Callable[[Lead], object]]


def __dir__() -> list[str]:
    return __all__


def _attribute(name: str) -> Callable[[Lead], object]:
    return lambda lead: lead.attributes.get(name)


#: The account and the person, and what hosts tell of a company.
ALIKE: Alike = MappingProxyType(
    {
        "customer": lambda lead: lead.customer,
        "contact": lambda lead: lead.contact,
        **{name: _attribute(name) for name in ("company", "domain", "email")},
    }
)


def screen(
    leads: Sequence[Lead],
    partners: Sequence[Partner],
    *,
    rules: Sequence[Rule] = RULES,
    alike: Alike = ALIKE,
    blank: Blank = "unrestricted",
) -> tuple[Finding, ...]:
    """
    Find blanks that restrict nothing, with counts, and leads that may be one.

    A blank counts where one of *rules* asks for it: of a partner it lets him
    win what he may not serve, unless it is known to be unknown or *blank*, as
    of `allocate`, is "exclude"; of a lead it lets anybody win it. Leads are alike
    when they agree in one item of *alike*, apart from case, width and blanks.

    >>> leads = [Lead(id="L-1", territory="de", contact="u1"), Lead(id="L-2", territory="de", contact="U1")]
    >>> for finding in screen(leads, [Partner(id="P-4"), Partner(id="P-5", territories=["de"])])[::3]:
    ...     print(finding.code, finding.subjects, dict(finding.reason.facts))
    unrestricted-partner ('P-4',) {'count': 1, 'of': 2, 'rule': 'territory'}
    unrestricted-lead ('L-1', 'L-2') {'count': 2, 'of': 2, 'rule': 'product'}
    """
    asked = [rule for rule in rules if isinstance(rule, EligibilityRule) and rule.restricts is not None]
    return (*_blank_partners(partners, asked, blank), *_blank_leads(leads, asked), *_alike(leads, alike))


def _blank_partners(
    partners: Sequence[Partner], rules: Sequence[EligibilityRule], blank: Blank
) -> Iterator[Finding]:
    for rule in rules:
        named = sorted(partner.id for partner in partners if rule.own(partner, blank) is None)
        if named:
            facts = {"rule": rule.code, "count": len(named), "of": len(partners)}
            yield Finding(
                reason=Reason("unrestricted-partner", facts), severity="medium", subjects=tuple(named)
            )


def _blank_leads(leads: Sequence[Lead], rules: Sequence[EligibilityRule]) -> Iterator[Finding]:
    for rule in rules:
        blank = sorted(lead.id for lead in leads if rule.of_lead(lead) is None)
        if blank:
            facts = {"rule": rule.code, "count": len(blank), "of": len(leads)}
            yield Finding(reason=Reason("unrestricted-lead", facts), severity="low", subjects=tuple(blank))


def _alike(leads: Sequence[Lead], alike: Alike) -> Iterator[Finding]:
    for name, read in alike.items():
        found: defaultdict[str, list[str]] = defaultdict(list)
        for lead in leads:
            value = read(lead)
            if value is not None:
                found[_normal(str(value))].append(lead.id)
        for same in sorted(sorted(each) for key, each in found.items() if key and len(each) > 1):
            reason = Reason("possible-duplicates", {"by": name, "count": len(same)})
            yield Finding(reason=reason, severity="medium", subjects=tuple(same))


def _normal(value: str) -> str:
    """Return what is left of a name when case, width and blanks do not count."""
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", value).casefold()).split())
