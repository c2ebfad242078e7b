"""How the vendor does, seen by its partners."""

from datetime import UTC, date, datetime, timedelta

import pytest
from witnesses import TODAY

from partnerkit.facts import DealRegistration, Delivery, Lead, Network, Partner, Task, WarrantyClaim
from partnerkit.interop import say
from partnerkit.interop.wording import LANGUAGES, catalogue
from partnerkit.review import mirror
from partnerkit.review.mirror_card import STANDARDS
from partnerkit.values.errors import InvalidInput, NotFound
from partnerkit.values.money import Money
from partnerkit.values.time import Period

QUARTER = Period.quarter(2026, 2)
START = datetime(2026, 4, 6, 8, tzinfo=UTC)


def look(*facts, **more):
    return mirror(
        Network.of(Partner(id="P-4"), Partner(id="P-5"), facts), QUARTER, **({"as_of": TODAY} | more)
    )


def readings(seen, partner="P-4"):
    return {each.measure: each for each in seen[partner]}


def delivery(place, late, partner="P-4"):
    due = date(2026, 4, 20)
    return Delivery(
        id=f"O-{place}{partner}",
        partner=partner,
        ordered_on=date(2026, 4, 1),
        promised_on=due,
        delivered_on=due + timedelta(days=late),
    )


def test_delivery_in_time_is_a_share_of_what_was_due():
    found = readings(look(delivery(1, 0), delivery(2, 3), delivery(3, 0), delivery(4, 0)))["delivery_in_time"]

    assert (found.value, found.count, found.kept) == (0.75, 4, False)
    assert say(found).startswith("We delivered 75.0")


def test_what_is_still_to_come_counts_once_it_is_late():
    waiting = Delivery(id="O-1", partner="P-4", ordered_on=date(2026, 4, 1), promised_on=date(2026, 6, 29))

    assert readings(look(waiting))["delivery_in_time"].value == 0
    assert readings(look(waiting, as_of=date(2026, 6, 28)))["delivery_in_time"].value is None


def test_leads_that_were_no_chance_tell_of_their_quality():
    ended = [("win", "L-1"), ("lose", "L-2"), ("withdraw", "L-3"), ("recycle", "L-4")]
    leads = [
        Lead(id=name, received_at=START).with_step(event, at=START + timedelta(days=3))
        for event, name in ended
    ]
    given = {lead.id: ("P-4", START) for lead in leads}

    assert readings(look(*leads, given=given))["usable_leads"].value == 0.5
    assert readings(look(*leads))["usable_leads"].value is None


def claim(place, days):
    one = WarrantyClaim(id=f"W-{place}", partner="P-4", claimed=Money.of("9", "EUR"), submitted_at=START)
    return one if days is None else one.with_step("approve", at=START + timedelta(days=days))


def test_days_are_a_median_and_waiting_counts():
    found = readings(look(claim(1, 2), claim(2, 4), claim(3, None)))["warranty_days"]

    assert (found.value, found.count, found.kept) == (4, 3, True)


def test_registrations_count_to_approval_or_rejection():
    asked = [
        DealRegistration(id=f"D-{place}", partner="P-4", domain="werft.de").with_step("submit", at=START)
        for place in range(3)
    ]
    approved = (
        asked[0]
        .with_step("review", at=START)
        .with_step("approve", at=START + timedelta(days=9), expires_at=START + timedelta(days=90))
    )
    withdrawn = asked[1].with_step("withdraw", at=START + timedelta(days=1), reason="changed-mind")

    assert readings(look(approved, withdrawn))["registration_days"].value == 9
    assert readings(look(approved, withdrawn))["registration_days"].count == 1


def test_what_the_partner_asked_for_counts_until_it_is_done():
    tasks = [
        Task(id="K-1", partner="P-4", raised_by="partner", opened_at=START).with_step(
            "finish", at=START + timedelta(days=5)
        ),
        Task(id="K-2", partner="P-4", raised_by="vendor", opened_at=START),
        Task(id="K-3", partner="P-4", raised_by="partner", opened_at=START).with_step("cancel", at=START),
    ]

    assert readings(look(*tasks))["answer_days"].value == 5


def test_other_periods_are_left_out():
    early = claim(1, 2)
    seen = mirror(Network.of(Partner(id="P-4"), early), Period.quarter(2025, 4), as_of=TODAY)

    assert readings(seen)["warranty_days"].value is None


def test_nothing_of_later_is_known():
    assert readings(look(claim(1, 2), as_of=START.date() - timedelta(days=1)))["warranty_days"].value is None


@pytest.mark.parametrize(
    ("lates", "points"),
    [([0] * 8, -2), ([0] * 3, -1), ([9], 1), ([9] * 3, 2), ([9] * 8, 3), ([9, *[0] * 9], 1)],
)
def test_points_need_cases(lates, points):
    seen = look(*(delivery(place, late) for place, late in enumerate(lates)))

    assert seen.points("delivery_in_time").tolist() == [points, 0]


@pytest.mark.parametrize(
    ("days", "count", "points"), [(13, 1, -1), (20, 3, 1), (22, 3, 2), (40, 8, 3), (40, 1, 1)]
)
def test_points_of_days_follow_how_many_times_they_are_too_many(days, count, points):
    seen = look(*(claim(place, days) for place in range(count)))

    assert seen.points("warranty_days").tolist() == [points, 0]


def test_standards_are_the_vendor_s_own():
    seen = look(delivery(1, 0), delivery(2, 3), standards={"delivery_in_time": 0.5})

    assert readings(seen)["delivery_in_time"].kept is True
    assert readings(seen)["warranty_days"].standard == STANDARDS["warranty_days"]


def test_a_partner_sees_its_own_readings_alone():
    seen = look(delivery(1, 9), delivery(2, 0, partner="P-5"))

    assert seen.view("P-4") == seen["P-4"]
    with pytest.raises(NotFound) as caught:
        seen.view("P-9")
    assert "P-5" not in str(caught.value)


def test_over_all_partners_every_case_counts_alike():
    seen = look(delivery(1, 9), delivery(2, 0), delivery(3, 0, partner="P-5"))

    assert seen.overall[0].value == pytest.approx(2 / 3)
    assert repr(seen) == "<Mirror of 2 partners: 0 standards kept, 1 missed>"


def test_the_table_has_values_and_cases():
    table = look(delivery(1, 9)).to_frame()

    assert table["partner"].tolist() == ["P-4", "P-5"]
    assert ([*look()], len(look())) == (["P-4", "P-5"], 2)
    assert table["delivery_in_time_cases"].tolist() == [1, 0]


def test_bad_input_is_told_all_at_once():
    with pytest.raises(InvalidInput) as caught:
        mirror(
            Network.of(),
            "Q2",
            as_of=TODAY,
            standards={"smiles": 1, "warranty_days": -3, "usable_leads": float("nan")},
            given={"L-1": "P-4"},
        )

    assert [each.path for each in caught.value.faults] == [
        "period",
        "standards",
        "standards['warranty_days']",
        "standards['usable_leads']",
        "given['L-1']",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reading_has_a_sentence(language):
    empty, full = look(), look(delivery(1, 0))
    codes = {each.reason.code for each in (*empty["P-4"], *full["P-4"])}
    codes |= {f"mirror-{name.replace('_', '-')}" for name in STANDARDS}

    assert codes <= set(catalogue(language))


def test_what_is_answered_at_midnight_waited_in_the_period_before():
    midnight = datetime(2026, 4, 1, tzinfo=UTC)
    asked = [
        Task(id=f"K-{hours}", partner="P-4", raised_by="partner", opened_at=midnight - timedelta(hours=hours))
        for hours in (24, 0)
    ]
    ended = [each.with_step("finish", at=midnight, by="U-1") for each in asked]
    network = Network.of(Partner(id="P-4"), ended)
    counts = [
        readings(mirror(network, Period.quarter(2026, quarter), as_of=TODAY))["answer_days"].count
        for quarter in (1, 2)
    ]
    assert counts == [1, 1]
