"""How it may end, on which day, and what a person must look at first."""

from datetime import date, timedelta

import pytest
from attrs import evolve
from partings import ADA, AGREEMENT, BO, CY, MISSED, NOON, PIA, TO_ACTIVE, WARNING, way

from partnerkit.facts.agreement import NoticeTerms
from partnerkit.facts.people import Person
from partnerkit.lifecycle import Grounds, Override, advance
from partnerkit.lifecycle.endings import blocked
from partnerkit.values.errors import InvalidValue
from partnerkit.values.money import Money
from partnerkit.values.time import Period

AT = NOON.replace(month=4, day=10)
CURE_OVER = date(2026, 4, 10)
ACTIVE = way(*TO_ACTIVE)
IMPROVED = way(*TO_ACTIVE, "improve")
DEALER = evolve(AGREEMENT, form="resells", hands_over_customers=False)
VENDOR = Grounds(initiator="vendor", agreement=AGREEMENT, improvement_plan=MISSED)


def end(standing, grounds, *, by=BO, reason="sales-below-minimum", at=AT):
    return advance(standing, "end", at=at, by=by, reason=reason, grounds=grounds)


def codes(found):
    return [each.code for each in found.findings]


def refused(*args, **more):
    found = end(*args, **more)
    assert found.standing is args[0]
    return found.refused.code


@pytest.mark.parametrize("outcome", ["missed", "refused"])
def test_the_vendor_gives_notice_after_a_plan_that_was_missed_or_refused(outcome):
    found = end(IMPROVED, evolve(VENDOR, improvement_plan=evolve(MISSED, status=outcome)))

    assert found.standing.status == "ending"
    assert found.standing.last_day == date(2026, 5, 31)
    assert codes(found) == ["indemnity-possible"]
    assert found.notice.last_day == date(2026, 5, 31)
    step = found.standing.ending
    assert (step.initiator, step.decided_by, step.reason) == ("vendor", "U-2", "sales-below-minimum")
    assert step.evidence == ("A-1", "I-1")


def test_a_plan_that_was_reached_is_no_ground_to_be_proud_of():
    found = end(IMPROVED, evolve(VENDOR, improvement_plan=evolve(MISSED, status="reached")))

    assert codes(found) == ["notice-after-success", "indemnity-possible"]


def test_without_a_closed_plan_a_second_person_overrides_with_a_reason():
    bare = evolve(VENDOR, improvement_plan=None)
    second = evolve(bare, override=Override(by=CY, reason="market-left"))

    assert refused(ACTIVE, bare) == "notice-without-plan"
    assert refused(ACTIVE, VENDOR) == "notice-without-plan"  # the plan is nobody's: none was begun
    found = end(ACTIVE, second)
    assert codes(found) == ["notice-without-plan", "indemnity-possible"]
    assert found.findings[0].evidence[0].facts["why"] == "market-left"
    assert (found.standing.ending.overridden_by, found.standing.ending.override_reason) == (
        "U-3",
        "market-left",
    )


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (BO, "override-by-same-person"),
        (ADA, "override-not-theirs"),
        (PIA, "override-not-theirs"),
        (Person(id="U-7", roles=["head-office"]), "override-not-theirs"),
    ],
)
def test_who_may_not_override(second, code):
    grounds = evolve(VENDOR, improvement_plan=None, override=Override(by=second, reason="market-left"))

    assert refused(ACTIVE, grounds) == code


def test_an_override_that_is_not_needed_leaves_no_trace():
    found = end(IMPROVED, evolve(VENDOR, override=Override(by=CY, reason="market-left")))

    assert found.standing.ending.overridden_by is None


def test_a_vendor_may_give_more_time_than_it_must_never_less():
    assert refused(IMPROVED, evolve(VENDOR, last_day=date(2026, 5, 30))) == "notice-too-short"
    assert end(IMPROVED, evolve(VENDOR, last_day=date(2026, 12, 31))).standing.last_day == date(2026, 12, 31)


def test_the_day_on_which_the_other_side_has_the_notice_counts():
    found = end(IMPROVED, evolve(VENDOR, received_on=date(2026, 5, 2)))

    assert found.standing.last_day == date(2026, 6, 30)


def test_no_notice_is_there_before_it_was_decided():
    caused = Grounds(initiator="for-cause", agreement=AGREEMENT, warning=WARNING)

    for grounds in (VENDOR, caused):
        for name in ("received_on", "last_day"):
            before = evolve(grounds, **{name: AT.date() - timedelta(days=1)})
            assert refused(IMPROVED, before) == "notice-backdated"


def test_an_unclear_notice_of_a_dealer_needs_a_date_that_somebody_found_out():
    dealer = evolve(VENDOR, agreement=DEALER)

    assert refused(IMPROVED, dealer) == "notice-unclear"
    found = end(IMPROVED, evolve(dealer, last_day=date(2026, 10, 31)))
    assert found.standing.last_day == date(2026, 10, 31)
    assert codes(found) == ["notice-unclear"]


def test_a_fixed_term_is_kept_where_no_notice_was_agreed():
    fixed = evolve(VENDOR, agreement=evolve(DEALER, period=Period.year(2026)))

    found = end(IMPROVED, fixed)
    assert (found.standing.last_day, codes(found)) == (date(2026, 12, 31), ["notice-not-agreed"])
    assert refused(IMPROVED, evolve(fixed, last_day=date(2026, 12, 30))) == "notice-too-short"


def test_in_wisconsin_the_dealer_is_told_until_when_it_can_cure():
    found = end(IMPROVED, evolve(VENDOR, agreement=evolve(DEALER, law="US-WI")))

    assert codes(found) == ["notice-curable"]
    assert found.notice.cure_until == AT.date() + timedelta(days=60)


def test_a_partner_leaves_when_it_wants_and_leaving_early_is_a_finding():
    grounds = Grounds(initiator="partner", agreement=evolve(DEALER, notice=NoticeTerms(months=3)))

    found = end(ACTIVE, grounds, by=PIA)
    assert (found.standing.last_day, codes(found)) == (date(2026, 7, 10), [])
    early = end(ACTIVE, evolve(grounds, last_day=date(2026, 4, 30)), by=PIA)
    assert codes(early) == ["notice-too-short"]
    assert refused(ACTIVE, evolve(grounds, agreement=DEALER), by=PIA) == "notice-unclear"
    own = evolve(grounds.agreement, partner_notice=NoticeTerms(months=1))
    assert end(ACTIVE, evolve(grounds, agreement=own), by=PIA).standing.last_day == date(2026, 5, 10)


def test_the_vendor_records_a_partner_s_notice_with_its_letter():
    grounds = Grounds(initiator="partner", agreement=AGREEMENT)

    assert refused(ACTIVE, grounds) == "partner-notice-unproven"
    found = end(ACTIVE, evolve(grounds, evidence=["letter-9"]))
    assert found.standing.ending.evidence == ("letter-9", "A-1")
    assert found.findings[-1].evidence[0].code == "indemnity-may-be-lost"


def test_people_of_a_partner_give_notice_for_it_and_nothing_else():
    assert refused(IMPROVED, VENDOR, by=PIA) == "ending-not-theirs"
    assert refused(ACTIVE, evolve(VENDOR, initiator="insolvency", evidence=["x"]), by=PIA) == (
        "ending-not-theirs"
    )


def test_together_both_say_so_and_say_when():
    grounds = Grounds(initiator="mutual", agreement=AGREEMENT, last_day=date(2026, 6, 30), agreed_by=PIA)

    assert end(ACTIVE, grounds).standing.last_day == date(2026, 6, 30)
    assert refused(ACTIVE, evolve(grounds, agreed_by=None)) == "partner-has-not-agreed"
    assert refused(ACTIVE, evolve(grounds, agreed_by=CY)) == "partner-has-not-agreed"
    assert refused(ACTIVE, evolve(grounds, last_day=None)) == "last-day-missing"
    with pytest.raises(InvalidValue) as caught:
        end(ACTIVE, evolve(grounds, last_day=ACTIVE.began_at.date() - timedelta(days=1)))
    assert caught.value.path == "grounds.last_day"


def test_only_a_term_that_ends_by_itself_expires():
    fixed = evolve(DEALER, period=Period.year(2026))
    grounds = Grounds(initiator="expiry", agreement=fixed)

    assert end(ACTIVE, grounds).standing.last_day == date(2026, 12, 31)
    assert refused(ACTIVE, evolve(grounds, agreement=DEALER)) == "does-not-expire"
    assert refused(ACTIVE, evolve(grounds, agreement=evolve(fixed, renews_months=12))) == "does-not-expire"


def test_insolvency_is_shown_by_a_paper():
    grounds = Grounds(initiator="insolvency", agreement=AGREEMENT)

    assert refused(ACTIVE, grounds) == "insolvency-unproven"
    assert end(ACTIVE, evolve(grounds, evidence=["IN 12/26"])).standing.last_day == AT.date()


def test_cause_rests_on_a_warning_that_has_run_out():
    grounds = Grounds(initiator="for-cause", agreement=AGREEMENT, warning=WARNING)

    found = end(ACTIVE, grounds)
    assert found.standing.last_day == AT.date()
    assert codes(found) == ["cause-known-since", "indemnity-possible"]
    assert found.findings[0].reason.facts["count"] == 39
    assert found.standing.ending.evidence == ("A-1", "W-1", "invoice-77")
    assert refused(ACTIVE, evolve(grounds, warning=None)) == "cause-without-warning"
    assert refused(ACTIVE, grounds, at=AT - timedelta(days=1)) == "cause-may-be-cured"


def test_an_ending_says_how_and_of_which_contract():
    assert refused(IMPROVED, evolve(VENDOR, initiator=None)) == "initiator-missing"
    assert refused(IMPROVED, evolve(VENDOR, agreement=None)) == "agreement-missing"
    draft = evolve(VENDOR, agreement=evolve(AGREEMENT, status="draft"))
    assert refused(IMPROVED, draft) == "agreement-unsigned"


def test_what_it_earned_caps_the_indemnity():
    earned = [(date(2026, 2, 1), Money.of("1510", "EUR"))]
    found = end(IMPROVED, evolve(VENDOR, commissions=earned))

    # Five months, of which a year has twelve.
    assert found.findings[-1].reason.facts["cap"] == Money.of("3624", "EUR")


def test_a_contract_that_never_began_leaves_nothing_to_claim():
    ahead = evolve(AGREEMENT, period=Period.since(date(2027, 1, 1)), signed_on=date(2026, 1, 5))
    grounds = Grounds(initiator="mutual", agreement=ahead, last_day=date(2026, 6, 30), agreed_by=PIA)

    assert codes(end(way(*TO_ACTIVE[:2]), grounds)) == []


def test_a_notice_before_its_contract_is_an_error():
    late = evolve(VENDOR, agreement=evolve(AGREEMENT, period=Period.since(date(2027, 1, 1))))
    with pytest.raises(InvalidValue) as caught:
        end(IMPROVED, late)

    assert caught.value.path == "at"
    with pytest.raises(InvalidValue) as caught:
        end(IMPROVED, evolve(late, received_on=AT.date()))

    assert caught.value.path == "grounds.received_on"


@pytest.mark.parametrize("how", [{"initiator": "vendor"}, {"initiator": "partner", "evidence": ["letter"]}])
def test_nobody_worked_together_since_after_the_contract_began(how):
    began = AGREEMENT.period.start
    with pytest.raises(InvalidValue) as caught:
        end(IMPROVED, evolve(VENDOR, since=began + timedelta(days=1), **how))

    assert caught.value.path == "grounds.since"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"evidence": ()}, "cause-without-evidence"),
        ({"known_on": None}, "cause-undated"),
        ({"given_on": None, "deadline": None}, "cause-without-warning"),
        ({"deadline": None}, "cause-without-warning"),
        ({"cured_on": date(2026, 4, 9)}, "cause-cured"),
        ({"deadline": CURE_OVER}, "cause-may-be-cured"),
        ({"cured_on": CURE_OVER}, None),
        ({}, None),
    ],
)
def test_cause_needs_evidence_a_warning_that_has_run_out_and_a_date_of_knowledge(change, code):
    found = blocked(evolve(WARNING, **change), CURE_OVER)

    assert (found and found.code) == code
