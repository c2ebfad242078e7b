"""Registrations and the rest in few words, for the tests of the rules."""

from datetime import UTC, datetime, timedelta

from partnerkit.conflicts import detect
from partnerkit.facts import DealRegistration, DirectEngagement, Network

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def day(number):
    return NOW + timedelta(days=number)


def deal(number, partner, *, since=-20, status="approved", account="A-1", until=None, **more):
    found = DealRegistration(id=f"D-{number}", partner=partner, account=account, **more).with_step(
        "submit", at=day(since)
    )
    if status == "submitted":
        return found
    found = found.with_step("review", at=day(since))
    if status in {"approved", "converted"}:
        found = found.with_step(
            "approve", at=day(since), expires_at=day(since + 90 if until is None else until)
        )
    if status == "converted":
        found = found.with_step("convert", at=day(since))
    if status == "rejected":
        found = found.with_step("reject", at=day(since), reason="duplicate")
    return found


def engaged(number, *, since=-30, last=None, account="A-1", person="U-1", **more):
    active = None if last is None else day(last)
    return DirectEngagement(
        id=f"E-{number}", person=person, account=account, since=day(since), last_active_at=active, **more
    )


def find(rule, *facts):
    return detect(Network.of(*facts), [rule], as_of=NOW)
