"""What have marketing, sales and partners agreed on, and who owes whom an answer?"""

from datetime import UTC, date, datetime, timedelta

import pytest

from partnerkit.facts.lead import Lead
from partnerkit.leads import (
    Criterion,
    FieldInput,
    Prospect,
    ServiceLevel,
    TargetProfile,
    clocks_of,
    profile_at,
    watch,
)
from partnerkit.leads.together import SIDES
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.time import Period

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
FIREWALL = Criterion("wants-a-firewall", "fit", holds=lambda known: known.lead.product == "firewall")
BUDGET = Criterion("has-budget", "fit", holds=lambda known: known.answers.get("budget"))


def profile(version="2026-1", valid=None, sides=SIDES, on=date(2025, 12, 1)):
    made = TargetProfile(version=version, valid=valid or Period.year(2026), criteria=[FIREWALL, BUDGET])
    for side in sides:
        made = made.agreed_by(side, by="anna", on=on)
    return made


def test_a_profile_counts_once_all_three_sides_agreed():
    half = profile(sides=["marketing", "sales"])

    assert (half.is_agreed, half.missing) == (False, ("partner",))
    assert profile_at([half], date(2026, 3, 2)) is None
    assert profile_at([profile()], date(2026, 3, 2)).version == "2026-1"
    assert profile_at([profile()], date(2027, 1, 1)) is None


def test_it_does_not_count_before_the_last_one_agreed():
    late = profile(on=date(2026, 3, 3))

    assert profile_at([late], date(2026, 3, 2)) is None
    assert profile_at([late], date(2026, 3, 3)) == late
    again = profile().agreed_by("partner", by="ben", on=date(2026, 3, 3))
    assert profile_at([again], date(2026, 3, 2)) == again


def test_the_version_that_began_last_holds_and_older_ones_stay():
    newer = profile("2026-2", Period.of(date(2026, 7, 1), date(2026, 12, 31)))

    assert profile_at([profile(), newer], date(2026, 6, 30)).version == "2026-1"
    assert profile_at([newer, profile()], date(2026, 7, 1)).version == "2026-2"


def test_versions_are_told_apart():
    with pytest.raises(InvalidValue, match=r"profiles\[1\]\.version"):
        profile_at([profile(), profile()], date(2026, 3, 2))
    with pytest.raises(InvalidValue, match="let one profile begin"):
        profile_at([profile(), profile("2026-2")], date(2026, 3, 2))


def test_a_lead_that_does_not_fit_is_told_why():
    known = Prospect(lead=Lead(id="L-1", product="router"), as_of=NOW)

    assert [each.code for each in profile().misses(known)] == ["criterion-not-met", "criterion-unknown"]
    fits = Prospect(lead=Lead(id="L-1", product="firewall"), as_of=NOW, answers={"budget": True})
    assert profile().misses(fits) == ()
    vague = Prospect(lead=Lead(id="L-1", product="firewall"), as_of=NOW, answers={"budget": "perhaps"})
    with pytest.raises(InvalidValue, match=r"criteria\.has-budget"):
        profile().misses(vague)


def brought(**changes):
    return FieldInput(
        **{
            "id": "F-1",
            "kind": "idea",
            "by": "P-4",
            "text": "Try it.",
            "at": NOW,
            "owed_by": "product",
            **changes,
        }
    )


def test_who_brings_an_idea_is_owed_an_answer_in_time():
    owed = ServiceLevel(name="answer", owed_by="vendor", within=40 * HOUR)
    inputs = [brought(), brought(id="F-2").answered("No, and this is why.", at=NOW + 9 * HOUR)]
    told = watch(clocks_of(inputs, owed), [owed], as_of=NOW + 41 * HOUR)

    assert [(each.clock.subject, each.clock.owner, each.state) for each in told] == [
        ("F-1", "product", "overdue"),
        ("F-2", "product", "met"),
    ]


def test_a_joint_visit_names_who_went_along():
    visit = brought(kind="joint-visit", with_whom=["anna", "P-4"], about="A-7")

    assert not visit.is_answered
    with pytest.raises(InvalidValue, match="with_whom"):
        brought(kind="joint-visit")


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"answer": "Yes."}, "answered_at"),
        ({"answered_at": NOW}, "answer"),
        ({"answer": "Yes.", "answered_at": NOW - HOUR}, "answered_at"),
        ({"kind": "rumor"}, "kind"),
    ],
)
def test_an_answer_has_its_time(changes, path):
    with pytest.raises((InvalidValue, InvalidInput), match=path):
        brought(**changes)
