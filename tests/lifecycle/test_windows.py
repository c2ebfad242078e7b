"""Months are cut as their measure joins them, and what is not told for all of them is unknown."""

from datetime import date
from decimal import Decimal

import pytest

from partnerkit import Money, Partner, Period
from partnerkit.facts import Measure, Program, Requirement, Tier
from partnerkit.lifecycle import qualify_tiers
from partnerkit.lifecycle.windows import Window, window
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.money import Quantity

YEAR, MONTHS = Period.year(2026), Period.year(2026).months()
LAST = Window(window(YEAR, 3), "additive")


def eur(amount):
    return Money.of(amount, "EUR")


def cut(told, kind="additive"):
    return Window(LAST.period, kind).value(told, "figures")


def test_the_months_end_with_the_period_and_may_begin_before_it():
    assert window(YEAR, 3) == Period.quarter(2026, 4)
    assert window(YEAR, 18) == Period.of(date(2025, 7, 1), date(2027, 1, 1))
    assert window(YEAR, None) == YEAR


def test_what_was_sold_adds_up_in_these_months_alone():
    told = {month: eur(10 * place) for place, month in enumerate(MONTHS)}

    assert cut(told) == eur(90 + 100 + 110)
    assert cut({month: Quantity.of(2, "pcs") for month in MONTHS}) == Quantity.of(6, "pcs")
    assert cut({month: Decimal("0.1") for month in MONTHS}) == Decimal("0.3")
    assert cut({**told, LAST.period: eur(7)}) == eur(7)


def test_a_gap_is_unknown_and_no_zero():
    told = dict.fromkeys(MONTHS, eur(10))

    assert cut({month: value for month, value in told.items() if month != MONTHS[10]}) is None
    assert cut({month: value for month, value in told.items() if month != MONTHS[11]}) is None
    assert cut({month: value for month, value in told.items() if month != MONTHS[9]}) is None
    assert cut({**told, MONTHS[10]: None}) is None
    assert cut({}) is None


def test_of_stock_the_last_value_counts():
    told = {month: eur(place) for place, month in enumerate(MONTHS)}

    assert cut({**told, YEAR: eur(99)}, "stock") == eur(11)
    assert cut({month: told[month] for month in MONTHS[:11]}, "stock") is None


def test_of_a_ratio_only_the_very_months_say_anything():
    assert cut({LAST.period: Decimal("7.5"), MONTHS[11]: Decimal(9)}, "satisfaction") == Decimal("7.5")
    for told, kind in (({MONTHS[11]: Decimal(9)}, "satisfaction"), ({MONTHS[11]: 9.0}, "additive")):
        with pytest.raises(InvalidValue, match="do not add up"):
            cut(told, kind)


@pytest.mark.parametrize(
    ("told", "remedy"),
    [
        ({Period.half(2026, 2): eur(1)}, "within 2026-Q4"),
        (
            {LAST.period.months()[0]: eur(1), Period.of(date(2026, 10, 15), date(2027, 1, 1)): eur(1)},
            "leave out",
        ),
        (dict(zip(MONTHS[9:], (eur(1), Decimal(1), 1), strict=True)), "one kind"),
        (dict.fromkeys(MONTHS, True), "one kind"),
        ({"2026-12": eur(1)}, "use a Period"),
    ],
)
def test_what_cannot_be_cut_is_refused(told, remedy):
    with pytest.raises(InvalidValue, match=remedy):
        cut(told)


def test_one_measure_may_be_asked_for_in_several_windows():
    program = Program(
        id="p",
        tiers=[
            Tier(name="silver", rank=1, requirements=[Requirement(measure="revenue", least=Decimal(100))]),
            Tier(
                name="gold",
                rank=2,
                requirements=[
                    Requirement(measure="revenue", least=Decimal(100)),
                    Requirement(measure="revenue", months=3, least=Decimal(60)),
                ],
            ),
        ],
    )
    early = {month: eur(15 if place < 9 else 5) for place, month in enumerate(MONTHS)}
    late = {month: eur(5 if place < 9 else 25) for place, month in enumerate(MONTHS)}
    new = {month: value for month, value in late.items() if month.start.month > 9}
    partners = [Partner(id=name) for name in ("early", "late", "new")]
    figures = {"revenue": {"early": early, "late": late, "new": new}}
    found = qualify_tiers(program, partners, figures, period=YEAR)

    assert {name: found[name].earned for name in found} == {"early": "silver", "late": "gold", "new": None}
    (lacking,) = found["early"].shortfalls
    assert (lacking.requirement.months, lacking.shown, lacking.missing) == (3, eur(15), eur(45))
    assert [each.shown for each in found["new"].shortfalls] == [None]


def test_all_that_is_wrong_with_dated_figures_is_told_at_once():
    program = Program(
        id="p",
        tiers=[
            Tier(
                name="gold",
                rank=1,
                requirements=[
                    Requirement(measure="revenue", months=3, least=Decimal(60)),
                    Requirement(measure="satisfaction", months=3, least=Decimal(7)),
                ],
            )
        ],
    )
    figures = {
        "revenue": {
            "P": {MONTHS[11]: eur(1), MONTHS[10]: Money.of("1", "SEK"), MONTHS[9]: eur(1)},
            "Q": eur(1),
        },
        "satisfaction": {"P": {MONTHS[11]: Decimal(8)}, "Q": Decimal(8)},
    }
    with pytest.raises(InvalidInput) as caught:
        qualify_tiers(
            program,
            [Partner(id="P"), Partner(id="Q")],
            figures,
            period=YEAR,
            measures=[Measure(id="satisfaction", kind="satisfaction")],
        )

    assert [fault.path for fault in caught.value.faults] == [
        "figures['revenue']",
        "figures['satisfaction']['P']",
    ]
