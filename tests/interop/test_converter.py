from decimal import Decimal

import cattrs
import pytest
from attrs import frozen

from partnerkit.interop.converter import converter, faults_of
from partnerkit.values.errors import CurrencyMismatch, InvalidInput, InvalidValue
from partnerkit.values.money import Money


@frozen(kw_only=True)
class Box:
    size: int
    pair: tuple[str, Decimal]
    either: int | str | tuple[str, ...]
    mark: bool = False


def read(**fields):
    return converter().structure({"size": 1, "pair": ["a", "1.5"], "either": 5} | fields, Box)


def paths(**fields):
    with pytest.raises(cattrs.BaseValidationError) as caught:
        read(**fields)
    return [fault.path for fault in faults_of(caught.value, "$")]


def test_a_model_is_read_as_its_types_say():
    assert read() == Box(size=1, pair=("a", Decimal("1.5")), either=5)
    assert read(either=["a", "b"]).either == ("a", "b")
    assert read(either="a").either == "a"


@pytest.mark.parametrize(
    ("field", "value", "path"),
    [
        ("pair", ["a"], "$.pair"),
        ("pair", ["a", "1", "2"], "$.pair"),
        ("pair", [1, "x"], "$.pair[0]"),
        ("pair", ["a", 1], "$.pair[1]"),
        ("either", True, "$.either"),
        ("either", 1.5, "$.either"),
        ("either", None, "$.either"),
        ("either", {"money": {"amount": "1", "currency": "EUR"}}, "$.either"),
        ("either", {"money": {"amount": "x", "currency": "EUR"}}, "$.either.money.amount"),
        ("mark", 1, "$.mark"),
        ("marks", True, "$.marks"),
    ],
    ids=str,
)
def test_each_fault_has_its_path(field, value, path):
    assert path in paths(**{field: value})


def test_what_is_usual_today_is_written_out_because_it_may_change():
    assert converter().unstructure(read())["mark"] is False


def test_the_converter_is_not_the_global_one_of_cattrs():
    assert converter() is converter()
    assert converter() is not cattrs.global_converter
    assert cattrs.structure(1.9, int) == 1  # cattrs itself is left as lenient as it is


def test_an_error_of_the_house_keeps_its_sentence():
    (fault,) = faults_of(CurrencyMismatch(expected="EUR", found="SEK"), "$.value")

    assert fault.path == "$.value"
    assert "SEK" in fault.remedy


def test_a_mistake_of_ours_is_no_fault_of_the_input():
    with pytest.raises(RuntimeError):
        faults_of(RuntimeError("bug"), "$")


def test_values_that_no_reason_may_hold_are_refused():
    for value in (float("nan"), {1: 2}, object(), b"x"):
        with pytest.raises((InvalidValue, InvalidInput)):
            converter().unstructure(value, unstructure_as=object)


def test_money_with_a_finer_scale_keeps_it():
    price = Money.of("0.0125", "EUR", scale=4)

    assert converter().structure(converter().unstructure(price), Money).scale == 4
