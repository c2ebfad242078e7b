"""
Can we rely on what partners report, and how do we ask without accusing?

An outcome says where it comes from: reported by the partner, confirmed, or
contradicted. Some are verified, by a draw that nobody can foresee without its
seed; what looks odd is asked about; and how far a partner's word carries is
told with its uncertainty. The same for every success, not for leads alone.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from math import ceil, exp, lgamma, log, log1p, sqrt
from statistics import NormalDist
from typing import Literal, TypeAlias, final, get_args

from attrs import evolve, field, frozen

from partnerkit.facts import checks
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.fields import as_utc
from partnerkit.values.fiscal import FiscalCalendar
from partnerkit.values.money import Money
from partnerkit.values.reasons import Finding, Reason
from partnerkit.values.rows import Rows
from partnerkit.values.time import instant

__all__ = [
    "PartnerReport",
    "Provenance",
    "Reliability",
    "implausible",
    "reliability_of",
    "verification_sample",
]

Provenance: TypeAlias = Literal["self-reported", "confirmed", "contradicted"]

_level = fields.Check(lambda value: fields.is_finite(value) and 0 < value < 1, "use a level between 0 and 1")

#: Shorter than any quarter of a year.
_few_days = fields.whole_number(most=80)

#: Fewer wins of a partner show no pattern, and what chance brings more often is none.
_LEAST, _LEVEL = 6, 0.01


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class PartnerReport:
    """
    What a partner said came of something, and whether that was borne out.

    >>> monday = datetime.fromisoformat("2026-03-02T09:00Z")
    >>> report = PartnerReport(id="R-1", partner="P-4", subject="L-17", outcome="won", at=monday)
    >>> report.confirm(by="anna", at=monday).provenance
    'confirmed'
    """

    id: str = field(validator=fields.identifier)
    partner: str = field(validator=fields.identifier)

    #: What it is about: a lead, a deal, a figure.
    subject: str = field(validator=fields.identifier)

    #: Such as "won", "lost", "working"; "won" is a success.
    outcome: str = field(validator=fields.identifier)

    #: When it was reported, and when it is said to have happened.
    at: datetime = field(converter=as_utc, validator=fields.aware)
    happened_at: datetime | None = field(
        default=None, converter=as_utc, validator=fields.optional(fields.aware)
    )
    value: Money | None = field(default=None, validator=fields.optional(checks.amount))
    provenance: Provenance = field(default="self-reported", validator=fields.choice(*get_args(Provenance)))

    #: Who verified it, when, and what was found.
    by: str | None = field(default=None, validator=fields.optional(fields.identifier))
    verified_at: datetime | None = field(
        default=None, converter=as_utc, validator=fields.optional(fields.aware)
    )
    why: str | None = field(default=None, validator=fields.optional(fields.text))

    def __attrs_post_init__(self) -> None:
        raise_faults(self._faults())

    def _faults(self) -> Iterator[InvalidValue]:
        verified = self.provenance != "self-reported"
        if verified != (self.by is not None and self.verified_at is not None):
            remedy = "say who verified it and when, or leave it self-reported"
            yield InvalidValue(path="provenance", value=shown(self.provenance), remedy=remedy)
        if self.provenance == "contradicted" and not (self.why or "").strip():
            yield InvalidValue(path="why", value=shown(self.why), remedy="say what was found instead")
        if self.happened_at is not None and self.happened_at > self.at:
            remedy = f"use a time up to the report, {self.at}"
            yield InvalidValue(path="happened_at", value=shown(str(self.happened_at)), remedy=remedy)

    def confirm(self, *, by: str, at: datetime, why: str | None = None) -> "PartnerReport":
        """Return the report as *by* found it borne out: by the customer, an order, a delivery."""
        return evolve(self, provenance="confirmed", by=by, verified_at=at, why=why)

    def contradict(self, *, by: str, at: datetime, why: str) -> "PartnerReport":
        """Return the report as *by* found it otherwise, and how."""
        return evolve(self, provenance="contradicted", by=by, verified_at=at, why=why)


def verification_sample(
    reports: Sequence[PartnerReport], part: Decimal = Decimal("0.1"), *, least: int = 1, seed: int = 0
) -> Rows[PartnerReport]:
    """
    Return which reports to verify: so large a *part* of each partner's, but at least *least* of them.

    The draw hangs on the ids and the *seed* alone, so it can be repeated and
    shown to whoever doubts it; keep the seed to yourself until it is drawn.
    Reports that were verified before count as drawn.

    >>> monday = datetime.fromisoformat("2026-03-02T09:00Z")
    >>> told = [PartnerReport(id=f"R-{n}", partner="P-4", subject=f"L-{n}", outcome="won", at=monday) for n in range(20)]
    >>> len(verification_sample(told))
    2
    """
    faults: list[InvalidValue] = []
    if (fault := checks.part.fault("part", part)) is not None:
        faults.append(fault)
    if type(least) is not int or least < 0:
        faults.append(InvalidValue(path="least", value=shown(least), remedy="use 0 or more"))
    raise_faults(faults)
    of_partner: dict[str, list[PartnerReport]] = defaultdict(list)
    for report in reports:
        of_partner[report.partner].append(report)
    drawn = []
    for _, own in sorted(of_partner.items()):
        unverified = [each for each in own if each.provenance == "self-reported"]
        wanted = max(least, ceil(Fraction(part) * len(own))) - (len(own) - len(unverified))
        ranked = sorted(unverified, key=lambda each: sha256(f"{seed}/{each.id}".encode()).digest())
        drawn += ranked[: max(0, wanted)]
    return Rows(PartnerReport, sorted(drawn, key=lambda each: (each.partner, each.id)))


@final
@frozen(kw_only=True)
class Reliability:
    """How far the reports of one partner were borne out."""

    partner: str
    reports: int

    #: How many were verified, and how many of them were borne out.
    verified: int
    confirmed: int

    #: The part that is borne out lies in here; from 0 to 1 where nothing was verified.
    low: float
    high: float

    @property
    def part(self) -> Fraction | None:
        """The part of those verified that was borne out; None where none was."""
        return Fraction(self.confirmed, self.verified) if self.verified else None


def reliability_of(reports: Sequence[PartnerReport], *, level: float = 0.9) -> Rows[Reliability]:
    """
    Return how far the reports of each partner were borne out, by those that were verified.

    The range is Wilson's (1927), which holds for few reports and for none that fail.

    >>> monday = datetime.fromisoformat("2026-03-02T09:00Z")
    >>> report = PartnerReport(id="R-1", partner="P-4", subject="L-17", outcome="won", at=monday)
    >>> told = reliability_of([report.confirm(by="anna", at=monday)])[0]
    >>> told.part, round(told.low, 2), told.high
    (Fraction(1, 1), 0.27, 1.0)
    """
    fields.check({"level": (_level, level)})
    of_partner: dict[str, list[PartnerReport]] = defaultdict(list)
    for report in reports:
        of_partner[report.partner].append(report)
    found = []
    for partner, own in sorted(of_partner.items()):
        confirmed = sum(each.provenance == "confirmed" for each in own)
        verified = confirmed + sum(each.provenance == "contradicted" for each in own)
        low, high = _wilson(confirmed, verified, level)
        found.append(
            Reliability(
                partner=partner, reports=len(own), verified=verified, confirmed=confirmed, low=low, high=high
            )
        )
    return Rows(Reliability, found)


def _wilson(good: int, of: int, level: float) -> tuple[float, float]:
    if not of:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + level) / 2)
    middle = (good + z * z / 2) / (of + z * z)
    half = z / (of + z * z) * sqrt(good * (of - good) / of + z * z / 4)
    return (0.0 if good == 0 else middle - half), (1.0 if good == of else middle + half)


def implausible(
    reports: Sequence[PartnerReport],
    activity: Mapping[str, Sequence[datetime]],
    *,
    as_of: datetime,
    quiet: timedelta = timedelta(days=180),
    stale: timedelta = timedelta(days=60),
    last_days: int = 5,
    fiscal: FiscalCalendar | None = None,
) -> tuple[Finding, ...]:
    """
    Return what looks odd in reports and should be asked about; none of it is a proof.

    Parameters
    ----------
    activity
        Subject -> when something was done about it: contacts, offers, visits.
    quiet
        A win is asked about where nothing was done in so long a time before.
    stale
        A report that is neither won nor lost is asked about when it is older.
    last_days
        Wins of the last days of a quarter, by the *fiscal* calendar or the
        plain one, are asked about where chance hardly brings so many (1 in
        100), once a partner has six or more wins.

    Raises
    ------
    InvalidValue, InvalidInput
        For an *as_of* or an activity without a time zone, a time below 0, and more days than there are in a quarter.

    >>> monday = datetime.fromisoformat("2026-03-02T09:00Z")
    >>> report = PartnerReport(id="R-1", partner="P-4", subject="L-17", outcome="won", at=monday)
    >>> [finding.code for finding in implausible([report], {}, as_of=monday)]
    ['won-without-activity']
    """
    moment = instant(as_of, path="as_of")
    fields.check(
        {
            "quiet": (fields.ahead, quiet),
            "stale": (fields.duration, stale),
            "last_days": (_few_days, last_days),
        }
    )
    known = [each for each in reports if each.at <= moment]
    latest = {(each.partner, each.subject): each for each in sorted(known, key=lambda one: (one.at, one.id))}
    # What was verified answers for itself, and for what the partner said of it before.
    told = [each for each in latest.values() if each.provenance == "self-reported"]
    found = []
    for each in told:
        when = each.happened_at or each.at
        if each.outcome == "won":
            done = [instant(at, path=f"activity.{each.subject}") for at in activity.get(each.subject, ())]
            if not any(when - quiet <= at <= when for at in done):
                facts = {"partner": each.partner, "subject": each.subject}
                found.append(_asked(Reason("won-without-activity", facts), each.partner, each.subject))
        elif each.outcome != "lost" and moment - each.at > stale:
            old = {"partner": each.partner, "subject": each.subject, "since": each.at.date()}
            found.append(_asked(Reason("report-stale", old), each.partner, each.subject))
    found += _waves(told, last_days, fiscal or FiscalCalendar())
    return tuple(sorted(found, key=lambda each: (each.code, each.subjects)))


def _asked(reason: Reason, *subjects: str) -> Finding:
    """Return a finding that asks: nothing counts against anybody before he has answered."""
    return Finding(
        reason=reason,
        severity="low",
        subjects=subjects,
        proposals=(Reason("ask-for-explanation", {"partner": subjects[0]}),),
    )


def _waves(reports: Sequence[PartnerReport], last_days: int, fiscal: FiscalCalendar) -> list[Finding]:
    """Find partners who win at the end of the quarter more often than chance would have it."""
    wins: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for each in reports:
        if each.outcome == "won":
            day = (each.happened_at or each.at).date()
            quarter = fiscal.quarter(*fiscal.quarter_of(day))
            wins[each.partner].append(((quarter.end - day).days, (quarter.end - quarter.start).days))
    found = []
    for partner, own in sorted(wins.items()):
        late, of = sum(left <= last_days for left, _ in own), len(own)
        share = last_days / (sum(length for _, length in own) / of)
        if of >= _LEAST and _so_many(late, of, share) < _LEVEL:
            facts = {"partner": partner, "count": late, "of": of, "days": last_days}
            found.append(_asked(Reason("wins-at-quarter-end", facts), partner))
    return found


def _so_many(least: int, of: int, share: float) -> float:
    """Return how likely at least so many of all are, where each is with the chance *share*; binomial."""
    if not least:
        return 1.0
    # The ways to choose them are more than a float can hold from some thousand on: their logarithms are not.
    return sum(
        exp(lgamma(of + 1) - lgamma(k + 1) - lgamma(of - k + 1) + k * log(share) + (of - k) * log1p(-share))
        for k in range(least, of + 1)
    )
