from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve

from partnerkit import Money, Partner, Period
from partnerkit.facts import Certification, JointPlan, Measure, Program, Requirement, Tier
from partnerkit.lifecycle.points import UNKNOWN
from partnerkit.lifecycle.shown import evidence
from partnerkit.values.errors import InvalidInput, InvalidValue, Overflowed
from partnerkit.values.money import Quantity

YEAR = Period.year(2026)


def program(*requirements):
    return Program(id="p", tiers=[Tier(name="gold", rank=1, requirements=requirements)])


def column(requirement, values, **more):
    partners = [Partner(id=name) for name in values]
    found = evidence(program(requirement), partners, {requirement.name: values}, period=YEAR, **more)
    return found.columns[0].tolist()


REVENUE = Requirement(measure="revenue", least=Decimal(100))


def faults(requirements, figures, **more):
    partners = [Partner(id=name) for name in ("P-1", "P-2")]
    with pytest.raises((InvalidValue, InvalidInput)) as caught:
        evidence(program(*requirements), partners, figures, period=YEAR, **more)
    return [fault.path for fault in getattr(caught.value, "faults", [caught.value])]


def test_numbers_are_twice_as_large_and_odd_where_something_was_cut_off():
    requirement = Requirement(measure="satisfaction", least=Decimal("7.5"))

    assert column(requirement, {"a": Decimal("7.5"), "b": Decimal("7.51"), "c": 7, "d": None, "e": 7.25}) == [
        150_000,
        150_200,
        140_000,
        UNKNOWN,
        145_000,
    ]
    assert column(requirement, {"a": Decimal("7.00001"), "b": 0.1}) == [140_001, 2_000]
    assert column(requirement, {"a": Decimal("-0.00005")}) == [-1]
    assert column(REVENUE, {"a": Money.of("99.99", "EUR")}) == [19_998]


@pytest.mark.parametrize("value", [8.7, 0.3, 0.1 + 0.2, 1e-9, 123456789.1])
def test_a_float_is_the_number_that_was_meant(value):
    asked = Decimal(f"{value:.15g}")
    bound = Requirement(measure="satisfaction", least=asked, most=asked)
    (found,) = column(bound, {"a": value})

    # The nearest float of 8.7 is a little less, and no reason to demote anybody.
    assert found == column(bound, {"a": asked})[0]
    assert not found % 2


def test_a_requirement_on_an_unknown_measure_is_told_with_all_else():
    found = faults(
        [
            REVENUE,
            Requirement(measure="satisfaction", least=Decimal(7)),
            Requirement(measure="margin", least=Decimal(7)),
        ],
        {
            "revenue": {"P-1": Money.of("1", "EUR"), "P-2": Money.of("1", "SEK")},
            "margin": {"P-1": True, "P-2": "x"},
        },
    )

    assert found == [
        "program.tiers['gold'].requirements[1].measure",
        "figures['revenue']",
        "figures['margin']['P-1']",
        "figures['margin']['P-2']",
    ]


def test_money_is_no_float_and_has_the_currency_of_its_measure():
    measure = Measure(id="revenue", currency="EUR")

    assert faults([REVENUE], {"revenue": {"P-1": 1.5}}, measures=[measure]) == ["figures['revenue']['P-1']"]
    assert faults([REVENUE], {"revenue": {"P-1": Money.of("1", "SEK")}}, measures=[measure]) == [
        "figures['revenue']"
    ]
    assert faults([REVENUE], {"revenue": {"P-1": Quantity.of("1", "pcs"), "P-2": Quantity.of("1", "h")}}) == [
        "figures['revenue']"
    ]
    assert faults([REVENUE], {"revenue": {"P-1": float("nan")}}) == ["figures['revenue']['P-1']"]


def test_a_declared_measure_without_figures_is_unknown_of_everybody():
    found = evidence(
        program(REVENUE), [Partner(id="P")], {}, period=YEAR, measures=[Measure(id="revenue", currency="EUR")]
    )

    assert found.columns.tolist() == [[UNKNOWN]]


def test_certificates_count_on_the_last_day_and_plans_if_both_signed():
    expert = Requirement(certification="expert", least=Decimal(1))
    held = Certification(name="expert", valid=Period.year(2026))
    lapsed = Certification(name="expert", valid=Period.half(2026, 1))
    partners = [Partner(id="P-1", certifications=[held, lapsed]), Partner(id="P-2", certifications=[lapsed])]
    plan = JointPlan(id="J", partner="P-1", period=YEAR, signed_by_vendor=date(2026, 1, 9))
    signed = evolve(plan, signed_by_partner=date(2026, 1, 10))
    asked = program(expert, Requirement(joint_plan=True))

    assert evidence(asked, partners, {}, period=YEAR, joint_plans=[plan]).columns.tolist() == [
        [20_000, 0],
        [0, 0],
    ]
    assert evidence(asked, partners, {}, period=YEAR, joint_plans=[signed]).columns.tolist() == [
        [20_000, 0],
        [20_000, 0],
    ]
    told = evidence(asked, partners, {"expert": {"P-1": 3}}, period=YEAR)
    assert told.columns.tolist() == [[60_000, UNKNOWN], [0, 0]]


def test_what_does_not_fit_is_refused():
    with pytest.raises(Overflowed):
        column(REVENUE, {"a": Decimal(10) ** 30})
    with pytest.raises(InvalidValue):
        column(Requirement(measure="m", least=Decimal("0.0000000001")), {"a": 1})
    steep = Requirement(measure="m", least=Decimal(10**15), floor=Decimal(0), points=Decimal(10**6))
    with pytest.raises(Overflowed):
        evidence(
            Program(id="p", tiers=[Tier(name="g", rank=1, requirements=[steep], points=Decimal(1))]),
            [],
            {"m": {}},
            period=YEAR,
        )


def test_a_code_is_read_as_what_was_shown():
    found = evidence(
        program(REVENUE), [], {"revenue": {}}, period=YEAR, measures=[Measure(id="revenue", currency="EUR")]
    )

    assert found.value("revenue", 250) == Money.of("1.25", "EUR")
    assert found.value("revenue", UNKNOWN) is None
