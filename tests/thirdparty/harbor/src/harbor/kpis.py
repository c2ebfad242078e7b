"""How much of what a partner sells leaves through the harbor?"""

from partnerkit.scoring import Kpi, ReadyKpi
from partnerkit.scoring.measuring import Found

__all__ = ["KPIS", "WORDS"]


def _shipped(ground):
    by_sea, revenue = ground.total("shipped_revenue").values, ground.total("revenue").values
    return Found(values={name: by_sea[name] / revenue[name] for name in by_sea if revenue.get(name, 0) > 0})


KPIS = (
    ReadyKpi(
        kpi=Kpi("shipped_share", unit="share", valid=(0, 1)),
        find=_shipped,
        needs=("shipped_revenue", "revenue"),
    ),
)

WORDS = {
    "en": {"kpi-shipped-share": "What leaves by sea as a share of all revenue."},
    "de": {"kpi-shipped-share": "Was den Hafen verlässt, als Anteil am gesamten Umsatz."},
    "sv": {"kpi-shipped-share": "Det som lämnar hamnen som andel av hela omsättningen."},
}
