"""The people who sell at a partner: what adds up, what is shown of whom, and what never is."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from partnerkit.facts import Figure, Interaction, Measure
from partnerkit.interop import say
from partnerkit.lifecycle import PersonBasis, exchange_refusals, praise, seller_figures
from partnerkit.values.errors import CurrencyMismatch, InvalidInput, InvalidValue, NotFound, UnitMismatch
from partnerkit.values.money import Money, Quantity, Ratio
from partnerkit.values.time import Period

MARCH, TODAY = Period.month(2026, 3), date(2026, 4, 1)
BASIS = PersonBasis(
    purpose="coaching", agreement="works agreement, clause 4", period=Period.year(2026), measures=["deals"]
)


def figure(person, value, measure="deals", partner="P-4", **more):
    return Figure(partner=partner, person=person, measure=measure, period=MARCH, value=value, **more)


def test_the_firm_s_figure_is_the_sum_of_all():
    figures = [
        figure("U-1", 4),
        figure("U-2", 6),
        figure(None, 1),
        figure("U-1", 100, status="disputed"),
        figure("U-1", None),
        figure("U-9", 7, partner="P-5"),
        figure("U-1", Ratio.of(1, 4), "conversion"),
        figure("U-2", Ratio.of(3, 4), "conversion"),
        figure("U-1", Quantity.of(2, "h"), "hours"),
        figure(None, Quantity.of(3, "h"), "hours"),
    ]
    found = seller_figures(figures, as_of=TODAY)

    assert found["P-4"] == {"deals": 11, "conversion": Ratio.of(4, 8), "hours": Quantity.of(5, "h")}
    assert found["P-5"] == {"deals": 7}
    assert found.to_frame()["partner"].tolist() == ["P-4", "P-4", "P-4", "P-5"]
    with pytest.raises(NotFound):
        found["P-9"]
    assert seller_figures(figures, as_of=TODAY, period=Period.month(2026, 4)).firms == {}


def test_without_a_basis_nothing_of_a_person_is_shown():
    found = seller_figures([figure("U-1", 4), figure(None, 1)], as_of=TODAY)

    assert found.people("P-4") == ()
    assert found.unassigned("P-4") == {}
    assert found.of_person("U-1", "P-4").figures == {}
    assert found.of_person("U-1", "P-4").reason == found.of_person("U-nobody", "P-4").reason
    assert "4" not in repr(found).replace("P-4", "")


def test_with_a_basis_only_what_it_covers_is_shown():
    figures = [
        figure("U-2", 6),
        figure("U-1", 4),
        figure("U-1", Money.of("9", "EUR"), "revenue"),
        figure(None, 1),
    ]
    found = seller_figures(figures, as_of=TODAY, basis=BASIS)

    assert found.people("P-4") == ("U-1", "U-2")
    assert found.of_person("U-1", "P-4").figures == {"deals": 4}
    assert found.of_person("U-1", "P-4").reason.facts["agreement"] == "works agreement, clause 4"
    assert found.unassigned("P-4") == {"deals": 1}
    later = seller_figures(figures, as_of=date(2027, 1, 1), basis=BASIS)
    assert later.of_person("U-1", "P-4").reason.code == "person-figures-not-covered"
    assert later.people("P-4") == ()


def test_a_basis_names_purpose_and_agreement():
    for given in ({"purpose": ""}, {"agreement": " "}, {"measures": []}):
        with pytest.raises((InvalidValue, InvalidInput)):
            PersonBasis(**{"purpose": "coaching", "agreement": "clause 4", "period": MARCH, **given})


def test_what_does_not_belong_together_is_refused_without_naming_anybody():
    with pytest.raises(CurrencyMismatch) as caught:
        seller_figures(
            [figure("U-1", Money.of("1", "EUR")), figure("U-2", Money.of("1", "SEK"))], as_of=TODAY
        )
    assert "U-2" not in str(caught.value)
    with pytest.raises(UnitMismatch):
        seller_figures([figure("U-1", Quantity.of(1, "h")), figure("U-2", Quantity.of(1, "d"))], as_of=TODAY)
    with pytest.raises(UnitMismatch):
        seller_figures([figure("U-1", 1), figure("U-2", Money.of("1", "SEK"))], as_of=TODAY)
    with pytest.raises(InvalidValue, match="add up"):
        seller_figures([], as_of=TODAY, measures={"stock": Measure(id="stock", kind="stock")})
    with pytest.raises(InvalidValue, match="as_of"):
        seller_figures([], as_of=datetime(2026, 1, 1, tzinfo=UTC))


def test_praise_is_by_name_and_has_no_figure():
    told = praise("U-7", "first-deal", on=TODAY, partner="P-4")

    assert say(told) == "U-7 closed a first deal on Apr 1, 2026: congratulations."
    assert set(told.facts) == {"person", "partner", "on"}
    with pytest.raises(InvalidValue, match="deed"):
        praise("U-7", "best-seller", on=TODAY)


def asked(number, **more):
    at = datetime(2026, 3, number, tzinfo=UTC)
    known = {"kind": "visit", "partner": "P-4", "persons": ["U-7"], "held": False, "refused_by": "partner"}
    return Interaction(id=f"I-{number}", at=at, **{**known, **more})


def test_refusals_are_a_signal_of_the_firm_and_name_nobody():
    calls = [asked(1), asked(2), asked(3, refused_by="vendor"), asked(4, held=True, refused_by=None)]
    found = exchange_refusals([*calls, asked(5, kind="message")], as_of=TODAY)

    assert [(each.subjects, each.severity) for each in found] == [(("P-4",), "low")]
    assert (found[0].reason.facts["count"], found[0].reason.facts["of"], found[0].reason.facts["ours"]) == (
        2,
        4,
        1,
    )
    assert "U-7" not in repr(found)
    assert exchange_refusals([asked(1)], as_of=TODAY) == ()
    assert exchange_refusals([asked(1), asked(2)], as_of=date(2027, 6, 1)) == ()
    assert exchange_refusals([asked(1), asked(2)], as_of=TODAY)[0].severity == "medium"
    with pytest.raises(InvalidValue, match="least"):
        exchange_refusals([], as_of=TODAY, least=0)


def test_only_what_did_not_take_place_was_refused():
    with pytest.raises(InvalidValue, match="refused_by"):
        asked(1, held=True)


def test_decimals_add_up_to_the_last_digit():
    figures = [figure("U-1", Decimal(10**18)), figure("U-2", Decimal("1e-18")), figure(None, 1)]

    assert seller_figures(figures, as_of=TODAY)["P-4"]["deals"] == Decimal(
        "1000000000000000001.000000000000000001"
    )


def test_who_has_only_figures_that_are_not_covered_is_not_named():
    found = seller_figures([figure("U-1", 4), figure("U-2", 7, "revenue")], as_of=TODAY, basis=BASIS)

    assert found.people("P-4") == ("U-1",)
