"""When each partner is to be spoken to next, and who has heard nothing for long."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.engagement import Cadence, contact_plan
from partnerkit.facts import Interaction, Network, Partner, Person
from partnerkit.interop import say
from partnerkit.values.errors import InvalidInput, InvalidValue

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
TODAY = NOW.date()


def contact(days, kind="visit", partner="P-4", **kwargs):
    given = {"held": None if days < 0 else True, **kwargs}
    at = NOW - timedelta(days=days)
    return Interaction(id=f"I-{partner}-{kind}-{days}", kind=kind, partner=partner, at=at, **given)


def plan(*facts, cadences=(), partner=None, **kwargs):
    given = partner or Partner(id="P-4", tier="gold", languages=["sv", "en"], account_owner="U-1")
    ours = [Person(id=each) for each in ("U-0", "U-1", "X-1")]
    known = {each.id for each in facts if isinstance(each, Person)}
    people = [each for each in ours if each.id not in known]
    return contact_plan(Network.of(given, people, *facts), cadences, as_of=NOW, **kwargs)


def one(*facts, channel="visit", days=90, **kwargs):
    (found,) = plan(*facts, cadences=[Cadence(channel=channel, days=days, **kwargs)])
    return found


def test_the_next_one_is_due_so_many_days_after_the_last():
    found = one(contact(100))

    assert (found.last, found.due) == (TODAY - timedelta(days=100), TODAY - timedelta(days=10))
    assert (found.state, found.days_over, found.person, found.language) == ("overdue", 10, "U-1", "sv")
    assert say(found) == "P-4: a visit is 10 days overdue; the last was on Feb 21, 2026."
    assert say(found, locale="de") == "P-4: Besuch seit 10 Tagen überfällig; zuletzt am 21.02.2026."


def test_what_is_missed_does_not_count_and_what_never_was_is_due_at_once():
    found = one(contact(10, held=False))

    assert (found.state, found.last, found.due, found.days_over) == ("due", None, TODAY, 0)


def test_a_plan_in_time_is_a_plan_and_one_too_late_is_overdue():
    known = Person(id="X-1", employer="P-4")

    assert one(known, contact(80, persons=["X-1"]), contact(-5)).state == "planned"
    assert one(known, contact(80, persons=["X-1"])).state == "in-time"
    late = one(known, contact(100, persons=["X-1"]), contact(-5))
    assert (late.state, late.planned) == ("overdue", "I-P-4-visit--5")


@pytest.mark.parametrize(
    ("channel", "kind", "via", "counts"),
    [
        ("call", "visit", None, True), ("call", "meeting", None, True), ("call", "call", None, True),
        ("visit", "call", None, False), ("visit", "meeting", None, False),
        ("e-mail", "message", "e-mail", True), ("e-mail", "message", "group-message", False),
        ("group-message", "message", "group-message", True), ("e-mail", "message", None, False),
        ("group-message", "call", None, False),
    ],
)  # fmt: skip
def test_a_more_personal_contact_counts_for_a_lesser_one(channel, kind, via, counts):
    found = one(contact(10, kind, via=via), channel=channel)

    assert (found.last is not None) == counts


def test_a_call_replaces_a_visit_where_the_relation_stands_only():
    met, anna = contact(200, persons=["X-1"]), Person(id="X-1", employer="P-4")
    bo = Person(id="X-2", employer="P-4")
    call = contact(10, "call")

    assert one(met, anna, call, or_call=True).state == "in-time"
    assert one(met, anna, call).state == "overdue"
    assert one(met, bo, call, or_call=True).state == "overdue"


def test_a_new_contact_is_visited_at_once():
    found = one(contact(10, persons=["X-1"]), Person(id="X-2", employer="P-4"))

    assert (found.state, found.due, found.reason.code) == ("due", TODAY, "contact-first")


def test_the_closest_cadence_counts():
    cadences = [
        Cadence(channel="call", days=90),
        Cadence(channel="call", days=30, tiers=["gold"]),
        Cadence(channel="call", days=45, partners=["P-4"]),
        Cadence(channel="call", days=50, partners=["P-4"]),
        Cadence(channel="e-mail", days=7, tiers=["silver"]),
    ]

    assert [(each.channel, each.due) for each in plan(contact(10, "call"), cadences=cadences)] == [
        ("call", TODAY + timedelta(days=35))
    ]
    silver = plan(contact(10, "call"), cadences=cadences[:2], partner=Partner(id="P-4", tier="silver"))
    assert silver[0].due == TODAY + timedelta(days=80)


def test_who_has_heard_nothing_for_long_is_named():
    found = plan(contact(121, "message"))

    assert [each.code for each in found.quiet] == ["partner-quiet"]
    assert say(found.quiet[0]).startswith("Nobody has spoken to P-4 for more than 120 days")
    assert plan(contact(120, "message")).quiet == ()
    assert len(plan().quiet) == 1
    assert plan(quiet_after=10, partner=Partner(id="P-4", status="ended")).quiet == ()


def test_it_is_spoken_in_a_language_of_both_if_there_is_one():
    assert one().language == "sv"
    assert one(Person(id="U-1", languages=["de", "en"])).language == "en"
    assert one(Person(id="U-1", languages=["de"])).language == "sv"
    assert plan(cadences=[Cadence(channel="call", days=9)], partner=Partner(id="P-4"))[0].language is None
    austrian = Partner(id="P-4", languages=["fr", "de-AT"], account_owner="U-1")
    calls = [Cadence(channel="call", days=9)]
    assert plan(Person(id="U-1", languages=["de"]), cadences=calls, partner=austrian)[0].language == "de-AT"


def test_the_longest_overdue_come_first_and_each_person_has_a_list():
    facts = [Partner(id=f"P-{at}", account_owner=f"U-{at % 2}") for at in (1, 2, 3)]
    held = [contact(60 + 10 * at, "call", partner=f"P-{at}") for at in (1, 2, 3)]
    found = plan(*facts, *held, cadences=[Cadence(channel="call", days=65)])

    assert [each.partner for each in found] == ["P-3", "P-2", "P-1", "P-4"]
    assert [each.partner for each in found.of("U-1")] == ["P-3", "P-1", "P-4"]
    assert repr(found) == "<ContactPlan: 4 contacts, 3 overdue, 1 partners quiet>"
    assert found.to_frame()["days_over"].tolist() == [25, 15, 5, 0]
    assert found[:1] == (found[0],)


@given(st.integers(0, 400), st.integers(1, 400))
def test_nothing_that_is_due_is_in_time(ago, days):
    found = one(contact(ago, "call"), channel="call", days=days)

    assert found.days_over == max(0, ago - days)
    assert (found.state in {"due", "overdue"}) == (found.due <= TODAY)
    assert found.due == TODAY - timedelta(days=ago - days)


@pytest.mark.parametrize("locale", ["en", "de", "sv"])
def test_every_state_has_words(locale):
    anna = Person(id="X-1", employer="P-4")
    met = contact(80, persons=["X-1"])
    for found in (one(), one(anna, met), one(anna, met, contact(-3)), one(anna, contact(91, persons=["X-1"])), one(anna, contact(90, persons=["X-1"]))):  # fmt: skip
        assert found.reason.code not in say(found, locale=locale)


def test_bad_input():
    with pytest.raises(InvalidInput) as caught:
        plan(cadences=[Cadence(channel="call", days=3, partners=["P-9"]), "call"], quiet_after=0)
    assert [each.path for each in caught.value.faults] == [
        "quiet_after",
        "cadences[0].partners",
        "cadences[1]",
    ]
    with pytest.raises(InvalidInput):
        Cadence(channel="call", days=3, partners=["P-4"], tiers=["gold"], or_call=True)
    with pytest.raises(InvalidValue, match="channel"):
        Cadence(channel="fax", days=3)
    assert contact_plan(Network.of(), [], as_of=NOW)[:] == ()
    assert date(2026, 6, 1) == TODAY


def test_what_was_called_off_is_no_plan():
    known = Person(id="X-1", employer="P-4")

    assert one(known, contact(80, persons=["X-1"]), contact(-5, held=False)).planned is None
