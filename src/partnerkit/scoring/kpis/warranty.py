"""
How does the partner handle warranty claims?

Rejected claims and late ones are the partner's doing. How many claims there are
for each unit sold is not: that is how often the product fails, and a dealer who
serves customers well sees more of them. How long a decision takes is the
vendor's doing. Both are measured, and stay out of a partner's scorecard unless
they are asked for by name.
"""

from collections import defaultdict
from datetime import UTC, datetime, time, timedelta

from partnerkit.scoring.ground import Ground, middle
from partnerkit.scoring.measuring import Found, ReadyKpi, Words
from partnerkit.scoring.scorecard import Kpi
from partnerkit.values.reasons import Reason

__all__ = [
    "KPIS",
    "WORDS",
    "claim_decision_days",
    "claim_turnaround_days",
    "claims_per_unit",
    "warranty_rejection_rate",
]

_DECIDED = {"approved", "partly", "rejected", "credited"}
_DAY = timedelta(days=1)


def __dir__() -> list[str]:
    return __all__


def _rejections(ground: Ground) -> Found:
    rejected: defaultdict[str, float] = defaultdict(float)
    decided: defaultdict[str, float] = defaultdict(float)
    for claim in ground.network.warranty_claims:
        if claim.status in _DECIDED and ground.within(claim.decided_at or claim.submitted_at):
            decided[claim.partner] += 1
            rejected[claim.partner] += claim.status == "rejected"
    return Found(values=rejected, of=decided)


def warranty_rejection_rate() -> ReadyKpi:
    """
    Return how many of the claims decided in the period were rejected; small numbers are drawn to the peers.

    >>> warranty_rejection_rate().kpi.count, warranty_rejection_rate().kpi.of
    ('claims_rejected', 'claims_decided')
    """
    kpi = Kpi("warranty_rejection_rate", better="lower", count="claims_rejected", of="claims_decided")
    return ReadyKpi(kpi=kpi, find=_rejections, needs=("WarrantyClaim",))


def _turnaround(ground: Ground) -> Found:
    solved = {case.id: case.resolved_at or case.closed_at for case in ground.network.service_cases}
    taken: defaultdict[str, list[float]] = defaultdict(list)
    for claim in ground.network.warranty_claims:
        since = solved.get(claim.case or "")
        if since is None and claim.failed_on is not None:
            since = datetime.combine(claim.failed_on, time(), UTC) + _DAY
        if since is not None and ground.within(claim.submitted_at):
            taken[claim.partner].append(max(0.0, (claim.submitted_at - since) / _DAY))
    return Found(values=middle(taken))


def claim_turnaround_days() -> ReadyKpi:
    """
    Return the median of the days from the end of a repair, else from the failure, to the claim.

    >>> claim_turnaround_days().kpi.unit
    'days'
    """
    return ReadyKpi(
        kpi=Kpi("claim_turnaround_days", better="lower", unit="days", valid=(0, 3_650)),
        find=_turnaround,
        needs=("WarrantyClaim", "ServiceCase"),
    )


def _decisions(ground: Ground) -> Found:
    taken: defaultdict[str, list[float]] = defaultdict(list)
    for claim in ground.network.warranty_claims:
        if ground.within(claim.submitted_at):
            taken[claim.partner].append(((claim.decided_at or ground.as_of) - claim.submitted_at) / _DAY)
    return Found(values=middle(taken))


def claim_decision_days() -> ReadyKpi:
    """
    Return the median of the days the vendor takes to decide a claim; it says nothing of the partner.

    >>> claim_decision_days().kept_out.code
    'vendors-own-figure'
    """
    return ReadyKpi(
        kpi=Kpi("claim_decision_days", better="lower", unit="days", valid=(0, 3_650)),
        find=_decisions,
        needs=("WarrantyClaim",),
        kept_out=Reason("vendors-own-figure", {"kpi": "claim_decision_days"}),
    )


def claims_per_unit(*, units: str = "units_sold") -> ReadyKpi:
    """
    Return how many claims there are for each unit sold: a figure of the product, not of the partner.

    >>> claims_per_unit().kept_out.code
    'product-figure'
    """

    def find(ground: Ground) -> Found:
        claims: defaultdict[str, float] = defaultdict(float)
        for claim in ground.network.warranty_claims:
            claims[claim.partner] += ground.within(claim.submitted_at)
        sold = ground.total(units).values
        return Found(values={name: claims[name] / sold[name] for name in sold if sold[name] > 0})

    return ReadyKpi(
        kpi=Kpi("claims_per_unit", better="lower", valid=(0, 100)),
        find=find,
        needs=("WarrantyClaim", units),
        kept_out=Reason("product-figure", {"kpi": "claims_per_unit"}),
    )


KPIS = (warranty_rejection_rate(), claim_turnaround_days(), claim_decision_days(), claims_per_unit())

WORDS: Words = {
    "en": {
        "kpi-warranty-rejection-rate": "The share of warranty claims that were rejected, of those decided.",
        "kpi-claim-turnaround-days": "The median of the days from the repair to the warranty claim.",
        "kpi-claim-decision-days": "The median of the days the vendor takes to decide a warranty claim.",
        "kpi-claims-per-unit": "How many warranty claims there are for each unit sold.",
        "product-figure": "{kpi} says how often the product fails, not how well the partner works; it stays out of a partner's scorecard.",
        "vendors-own-figure": "{kpi} is the vendor's own doing; it stays out of a partner's scorecard.",
    },
    "de": {
        "kpi-warranty-rejection-rate": "Der Anteil abgelehnter Garantieanträge an den entschiedenen.",
        "kpi-claim-turnaround-days": "Der Median der Tage von der Reparatur bis zum Garantieantrag.",
        "kpi-claim-decision-days": "Der Median der Tage, die der Hersteller für die Entscheidung über einen Garantieantrag braucht.",
        "kpi-claims-per-unit": "Wie viele Garantieanträge auf ein verkauftes Gerät kommen.",
        "product-figure": "{kpi} sagt, wie oft das Produkt ausfällt, nicht, wie gut der Partner arbeitet; es gehört nicht in die Scorecard eines Partners.",
        "vendors-own-figure": "{kpi} liegt beim Hersteller selbst; es gehört nicht in die Scorecard eines Partners.",
    },
    "sv": {
        "kpi-warranty-rejection-rate": "Andelen garantianspråk som avslogs av dem som avgjordes.",
        "kpi-claim-turnaround-days": "Medianen av antalet dagar från reparationen till garantianspråket.",
        "kpi-claim-decision-days": "Medianen av antalet dagar som leverantören behöver för att avgöra ett garantianspråk.",
        "kpi-claims-per-unit": "Hur många garantianspråk det går på varje såld enhet.",
        "product-figure": "{kpi} visar hur ofta produkten går sönder, inte hur väl partnern arbetar; det hör inte hemma i en partners styrkort.",
        "vendors-own-figure": "{kpi} beror på leverantören själv; det hör inte hemma i en partners styrkort.",
    },
}
