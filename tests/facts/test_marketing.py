"""What is done so that somebody asks, and who was reached by it."""

from datetime import UTC, datetime

from partnerkit.facts.marketing import Campaign, Touch
from partnerkit.values.money import Money
from partnerkit.values.time import Period

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def fair(**more):
    return Touch(**{"lead": "L-17", "channel": "fair", "at": MONDAY, "role": "marketing"} | more)


def spring(**more):
    return Campaign(
        **{
            "id": "C-1",
            "name": "Frühjahr",
            "period": Period.quarter(2026, 2),
            "budget": Money.of("8000", "EUR"),
            "channels": ("fair", "e-mail"),
            "owner": "U-2",
        }
        | more
    )


def test_what_marketing_does_behaves_like_a_fact(behaves):
    behaves(fair, channel="search")
    behaves(spring, name="Herbst")


def test_a_touch_belongs_to_a_lead_or_an_account(faults):
    assert list(faults(lambda: fair(lead=None))) == ["lead"]
    assert fair(lead=None, account="A-9").account == "A-9"


def test_only_the_touch_of_a_partner_names_one(faults):
    assert list(faults(lambda: fair(partner="P-4"))) == ["partner"]
    assert fair(partner="P-4", role="partner").partner == "P-4"


def test_all_faults_of_a_touch_come_at_once(faults):
    found = faults(lambda: fair(channel="", at=None, role="agency", consented="yes"))

    assert list(found) == ["channel", "at", "role", "consented"]


def test_a_campaign_without_channels_is_refused_and_with_unknown_ones_is_not(faults):
    assert list(faults(lambda: spring(channels=(), budget=Money.of("-1", "EUR")))) == ["budget", "channels"]
    assert spring(channels=None).channels is None
