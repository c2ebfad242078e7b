"""Partners and their figures of a quarter: what questions about ready-made figures draw on."""

from datetime import UTC, date, datetime
from decimal import Decimal

from partnerkit import Money, Network, Partner, Period, Ratio
from partnerkit.facts import (
    Certification,
    Figure,
)
from partnerkit.scoring import measure_partners

Q1 = Period.quarter(2026, 1)
NAMES = ("P-1", "P-2")


def figures(draw, measures):
    found = []
    is_mixed, is_odd = draw.is_so(0.1), draw.is_so(0.1)
    for measure in measures:
        for partner in NAMES:
            periods = draw.one_of(
                (Q1.months(), Q1.months(), (Q1,), (Q1, *Q1.months()[:1]) if is_odd else (Q1,))
            )
            periods = (
                *periods,
                *(draw.one_of((Period.quarter(2025, 1).months(), (Period.quarter(2025, 1),), ()))),
            )
            for period in periods:
                if draw.is_so(0.08):
                    continue
                amount = draw.one_of((0, 1, 2, 99, 100, 100, -5))
                value = (
                    draw.one_of((Money.of(amount, "USD"), amount, Decimal("2.5")))
                    if is_mixed
                    else Money.of(amount, "EUR")
                )
                if measure == "return_on_sales":
                    value = Ratio(numerator=Decimal(amount), denominator=Decimal(draw.one_of((100, 0))))
                parts = draw.one_of(({},) * 6 + ({"product": "x"}, {"territory": "north"}))
                found.append(
                    Figure(
                        partner=partner,
                        measure=measure,
                        period=period,
                        value=None if draw.is_so(0.05) else value,
                        status="disputed" if draw.is_so(0.04) else "reported",
                        **parts,
                    )
                )
    return found


def partners(draw):
    week = Period(start=date(2026, 1, 1), end=draw.one_of((date(2026, 3, 31), date(2026, 4, 1))))
    return [
        Partner(
            id=name,
            tier=draw.one_of((None, "gold")),
            type=draw.one_of((None, "dealer")),
            timezone=draw.one_of((None, "UTC", "Europe/Berlin")),
            territories=draw.one_of((None, ("north",), ("north", "south"))),
            certifications=draw.one_of(
                ((), (Certification(name="c", valid=week),), (Certification(name="d"),))
            ),
        )
        for name in NAMES
    ]


def measured(draw, facts, entries, **options):
    as_of = draw.one_of(
        (
            date(2026, 3, 31),
            datetime(2026, 4, 1, tzinfo=UTC),
            date(2026, 3, 9),
            date(2026, 4, 11),
            date(2026, 4, 9),
        )
    )
    found = measure_partners(Network.of(*facts), entries, options.pop("period", Q1), as_of=as_of, **options)
    return found.columns, found.findings, found.kept_out, repr(found), found.card(), found.as_of
