"""What may stand in a field of a fact."""

from decimal import Decimal
from fractions import Fraction

import pytest

from partnerkit.facts import Person, Territory, checks
from partnerkit.values.money import Money


@pytest.mark.parametrize("value", [Money.zero("EUR"), Money.of("0.01", "SEK")])
def test_an_amount_is_zero_or_more(value):
    assert checks.amount.fault("funds", value) is None
    assert checks.amount.fault("funds", -Money.of("0.01", "EUR")).remedy.startswith(
        "use Money of zero or more"
    )


@pytest.mark.parametrize("value", [Decimal("-0.01"), Decimal("1.01"), 0.5, 1, Decimal("NaN"), "0.5"])
def test_a_share_lies_between_nothing_and_all_and_is_exact(value):
    assert checks.share.fault("discount", value) is not None
    assert checks.share.fault("discount", Decimal("0.5")) is None


@pytest.mark.parametrize("value", [-1, 2, 0.5, True, Fraction(3, 2), Decimal("NaN"), Decimal("1e-99"), "0.5"])
def test_a_part_is_any_exact_number_from_nothing_to_all(value):
    assert checks.part.fault("part", value) is not None
    assert all(checks.part.fault("part", each) is None for each in (0, 1, Fraction(1, 3), Decimal("0.5")))


@pytest.mark.parametrize(
    "value", ["www.example.com", "Example.com", "example", "ex ample.com", "-a.de", "a..de", "a.b-"]
)
def test_a_domain_is_written_in_one_way_only(value):
    assert checks.domain.fault("domain", value) is not None


@pytest.mark.parametrize(
    "value", ["example.com", "werft-kiel.de", "xn--mller-kva.de", "a.b.co.uk", "x.museum"]
)
def test_domains_as_they_are(value):
    assert checks.domain.fault("domain", value) is None


@pytest.mark.parametrize("value", [-90, 90, 54.3, 0])
def test_latitudes(value):
    assert checks.latitude.fault("latitude", value) is None


@pytest.mark.parametrize("value", [-90.1, float("nan"), float("inf"), True, "54", Decimal(54)])
def test_no_latitudes(value):
    assert checks.latitude.fault("latitude", value) is not None


@pytest.mark.parametrize(
    ("value", "known"), [("EUR", True), ("SEK", True), ("XYZ", False), ("eur", False), (None, False)]
)
def test_a_currency_is_one_of_the_world(value, known):
    assert (checks.currency.fault("currency", value) is None) == known


@pytest.mark.parametrize(
    ("make", "name", "kind"), [(Territory, "parent", "territory"), (Person, "manager", "person")]
)
def test_nothing_stands_above_itself(faults, make, name, kind):
    assert make(id="A", **{name: "B"}).parent == "B"
    assert faults(lambda: make(id="A", **{name: "A"})) == {
        name: ("'A'", f"name another {kind}, or leave it out")
    }
