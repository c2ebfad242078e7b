"""A diagnosis, read by the vendor, by the partner and by anybody else."""

import pytest
from witnesses import TODAY, seen

from partnerkit.interop import say
from partnerkit.review import diagnose
from partnerkit.values.errors import NotFound


def diagnosis(*given, partner="P-4"):
    return diagnose(["P-4", "P-5"], as_of=TODAY, evidence=given)[partner]


def test_it_asks_before_it_accuses():
    said = say(diagnosis(seen("slow-response"), seen("poor-lead-quality")))

    assert said.index("lead nowhere") < said.index("slow to follow up")
    assert "comes first" in said
    assert "Do our leads reach the right people" in said
    assert said.endswith("It is a proposal: a person decides.")


def test_a_cause_is_found_by_its_code():
    found = diagnosis(seen("slow-response"))

    assert found["slow-response"].side == "partner"
    with pytest.raises(NotFound, match="late-delivery"):
        found["late-delivery"]


def test_the_vendor_s_are_at_hand():
    assert [each.cause for each in diagnosis(seen("late-delivery"), seen("weak-market")).vendor_causes] == [
        "late-delivery"
    ]


def test_the_partner_gets_its_own_view_and_nobody_else_any():
    found = diagnosis(seen("slow-response"), seen("late-delivery"))
    own = found.view("P-4")

    assert (own.viewer, [each.cause for each in own.causes]) == ("P-4", ["late-delivery"])
    assert own.view("P-4") is own
    assert found.view("P-5") is None
    assert own.view("P-5") is None


def test_nothing_found_is_said():
    assert say(diagnosis()) == "Nothing on record speaks for any cause."


def test_a_strength_is_said():
    assert "The partner sells well." in say(diagnosis(seen("low-conversion", "against", "strong")))


def test_the_partner_is_told_nothing_of_effects_on_others():
    found = diagnosis(seen("late-delivery", open=True))

    assert "not known yet" in say(found)
    assert "not known yet" not in say(found.view("P-4"))
