"""What can hold a partner back, and whose it is."""

import pytest

from partnerkit.interop.wording import LANGUAGES, catalogue
from partnerkit.review.causes import CAUSES, SIDES, Cause, cause_faults
from partnerkit.values.errors import InvalidInput


def test_the_house_s_own_causes_fit_together():
    assert [*cause_faults(CAUSES)] == []


def test_the_vendor_s_come_first():
    sides = [SIDES.index(each.side) for each in CAUSES]

    assert sides == sorted(sides)
    assert {each.side for each in CAUSES} == set(SIDES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.code)
def test_every_cause_is_said_and_asked_about(cause, language):
    words = catalogue(language)

    assert cause.statement.code in words
    assert words[cause.question.code].endswith("?")
    assert (f"strength-{cause.code}" in words) == (cause.side == "partner")


@pytest.mark.parametrize(
    ("causes", "paths"),
    [
        ([], ["causes"]),
        (["late-delivery"], ["causes[0]"]),
        ([Cause(code="partner", side="vendor")], ["causes[0].code"]),
        ([Cause(code="market-cause", side="market")], ["causes[0].code"]),
        ([Cause(code="a", side="vendor"), Cause(code="a", side="market")], ["causes[1].code"]),
        (
            [Cause(code="a", side="vendor"), Cause(code="b", side="vendor", behind=["a"])],
            ["causes[1].behind"],
        ),
        ([Cause(code="a", side="partner", behind=["b"])], ["causes[0].behind"]),
        (
            [Cause(code="a", side="partner"), Cause(code="b", side="partner", behind=["a"])],
            ["causes[1].behind"],
        ),
        (
            [Cause(code="a", side="market", kpis=["x"]), Cause(code="b", side="market", kpis=["x"])],
            ["causes.kpis"],
        ),
    ],
)
def test_a_list_of_causes_that_makes_no_sense_is_told(causes, paths):
    assert [each.path for each in cause_faults(causes)] == paths


def test_a_cause_tells_all_its_faults():
    with pytest.raises(InvalidInput) as caught:
        Cause(code="Slow!", side="weather")

    assert [each.path for each in caught.value.faults] == ["code", "side"]
