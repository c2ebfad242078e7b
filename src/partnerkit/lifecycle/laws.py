"""
What does the law ask of whoever gives notice, by contract form and country?

Rules of law as data, each with its source and what was read of it. They are
minimums where nothing better is known of a contract, and no legal advice: a
lawyer of the country looks at every ending before it is declared. A host adds
its own rules, or takes some away, by passing another table.

Read on 2026-11-26, as the laws are reprinted on the web: section 89 HGB in
full, of section 89b the second paragraph in full and the others in
commentaries; article 15 of the directive in full, in Dutch; section 24 of the
Swedish act as three commentaries state it, not its own text; Wis. Stat. 135.04
in full. Of other countries' acts nothing was read.
"""

from collections.abc import Sequence
from typing import Literal, final

from attrs import field, frozen

from partnerkit.facts import checks
from partnerkit.facts.agreement import SIDES, Agreement, Side
from partnerkit.facts.partner import FORMS, ContractForm
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.fields import as_tuple

__all__ = ["AGENTS", "LAWS", "NoticeLaw", "law_of"]

#: The contract forms that are agencies.
AGENTS: tuple[ContractForm, ...] = ("agent", "genuine-agent")

#: Members of the European Union whose own act on agents is not in the table.
_UNION = (
    *("AT", "BE", "BG", "CY", "CZ", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"),
    *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SI", "SK"),
)


def __dir__() -> list[str]:
    return __all__


def _is_rising(steps: object) -> bool:
    return isinstance(steps, tuple) and all(
        isinstance(step, tuple) and len(step) == 2 and all(type(each) is int and each > 0 for each in step)
        for step in steps
    )


_steps = fields.Check(_is_rising, "use a list of pairs of whole numbers: the year from which on, and months")


@final
@frozen(kw_only=True)
class NoticeLaw:
    """
    What one law asks: how long before, where it runs out, and whom it binds.

    >>> LAWS[0].id, [LAWS[0].months(year) for year in (1, 2, 3, 5, 6, 20)]
    ('hgb-89', [1, 2, 3, 3, 6, 6])
    """

    id: str = field(validator=fields.identifier)

    #: Where it stands.
    source: str = field(validator=fields.text)
    forms: tuple[ContractForm, ...] = field(
        converter=as_tuple, validator=fields.each(fields.choice(*FORMS), least=1)
    )

    #: Where it is the law: codes as in `Agreement.law`.
    laws: tuple[str, ...] = field(converter=as_tuple, validator=fields.each(checks.jurisdiction, least=1))

    #: Year of the contract from which on -> months; rising. Or days, in every year.
    steps: tuple[tuple[int, int], ...] = field(default=(), converter=as_tuple, validator=_steps)
    days: int | None = field(default=None, validator=fields.optional(fields.whole_number(most=3_660)))

    #: Where it runs out, unless the contract says otherwise.
    to_end_of: Literal["day", "month"] = field(default="day", validator=fields.choice("day", "month"))

    #: Whose notice it binds.
    binds: tuple[Side, ...] = field(
        default=SIDES, converter=as_tuple, validator=fields.each(fields.choice(*SIDES), least=1)
    )

    #: Whether the vendor's notice may not be shorter than the partner's.
    vendor_not_shorter: bool = field(default=False, validator=fields.truth)

    #: The months that may be agreed for the partner's own notice, however long the contract has run.
    partner_may_agree: int | None = field(default=None, validator=fields.optional(fields.whole_number()))

    #: Whether it also holds for contracts with an end of their own.
    fixed_terms: bool = field(default=False, validator=fields.truth)

    #: The days in which the partner can put right what it is given notice for; the notice is void then.
    cure_days: int | None = field(default=None, validator=fields.optional(fields.whole_number()))

    #: Whether a country's own act, not read here, may ask for more.
    is_minimum: bool = field(default=False, validator=fields.truth)

    def __attrs_post_init__(self) -> None:
        raise_faults(self._faults())

    def _faults(self) -> list[InvalidValue]:
        if bool(self.steps) == (self.days is not None):
            remedy = "state steps of months, or days: one of the two"
            return [InvalidValue(path="steps", value=shown(self.steps), remedy=remedy)]
        years, months = [year for year, _ in self.steps], [count for _, count in self.steps]
        if self.steps and years[0] != 1:
            return [InvalidValue(path="steps", value=shown(years[0]), remedy="begin with year 1")]
        if years != sorted(set(years)) or months != sorted(months):
            remedy = "let years rise, and months not fall: who was a partner longer has more time"
            return [InvalidValue(path="steps", value=shown(self.steps), remedy=remedy)]
        return []

    def months(self, year: int) -> int:
        """Return the months of notice in that year of the contract, the first one being 1; 0 where days count."""
        return max((months for since, months in self.steps if since <= year), default=0)


#: The laws this library knows. Dealers have no law here but one: for them the contract says it, or nobody.
LAWS: tuple[NoticeLaw, ...] = (
    NoticeLaw(
        id="hgb-89",
        source="HGB § 89 (1), (2)",
        forms=AGENTS,
        laws=["DE"],
        steps=((1, 1), (2, 2), (3, 3), (6, 6)),
        to_end_of="month",
        vendor_not_shorter=True,
    ),
    NoticeLaw(
        id="lag-1991-351-24",
        source="Lag (1991:351) om handelsagentur, 24 §",
        forms=AGENTS,
        laws=["SE"],
        steps=((1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 6)),
        to_end_of="month",
        vendor_not_shorter=True,
        partner_may_agree=3,
    ),
    NoticeLaw(
        id="directive-86-653-15",
        source="86/653/EEC, art. 15",
        forms=AGENTS,
        laws=_UNION,
        steps=((1, 1), (2, 2), (3, 3)),
        to_end_of="month",
        vendor_not_shorter=True,
        is_minimum=True,
    ),
    # Of sums that are owed, the dealer has 10 days to pay instead of 60, which is not told apart here; after insolvency the
    # section does not apply; and it ends for good cause only (135.03), which a person must see to.
    NoticeLaw(
        id="wis-stat-135-04",
        source="Wisconsin Fair Dealership Law, Wis. Stat. 135.04",
        forms=["resells"],
        laws=["US-WI"],
        days=90,
        binds=["vendor"],
        fixed_terms=True,
        cure_days=60,
    ),
)


def law_of(agreement: Agreement, laws: Sequence[NoticeLaw] = LAWS) -> NoticeLaw | None:
    """
    Return the law on notice that an agreement is under; None if none is known, which is no permission.

    >>> from datetime import date
    >>> from partnerkit.values.time import Period
    >>> agency = Agreement(id="A-1", partner="P-4", form="agent", law="SE", period=Period.since(date(2024, 1, 1)))
    >>> law_of(agency).id
    'lag-1991-351-24'
    """
    return next((each for each in laws if agreement.form in each.forms and agreement.law in each.laws), None)
