"""What vendor and partner agreed on, until when, and how it can end."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from walking import events_of

from partnerkit.facts.agreement import AGREEMENT_COURSE, Agreement, Commitment, JointPlan, NoticeTerms
from partnerkit.values.errors import IllegalTransition, InvalidValue
from partnerkit.values.money import Money
from partnerkit.values.time import Period

NEW_YEAR = date(2026, 1, 1)
DAY = timedelta(days=1)


def contract(**more):
    return Agreement(
        **{
            "id": "A-1",
            "partner": "P-4",
            "form": "resells",
            "system": "selective",
            "period": Period.year(2026),
            "notice": NoticeTerms(months=3, to_end_of="quarter", source="contract, clause 14"),
            "law": "DE",
            "territories": ("de-north",),
            "products": ("firewall",),
            "minimum_purchase": Money.of("200000", "EUR"),
            "renews_months": 12,
        }
        | more
    )


def signed(**more):
    return contract(**{"status": "signed", "signed_on": NEW_YEAR} | more)


def promise(**more):
    return Commitment(**{"id": "C-1", "by": "vendor", "text": "a demo machine"} | more)


def plan(**more):
    return JointPlan(
        **{
            "id": "J-1",
            "partner": "P-4",
            "period": Period.year(2026),
            "vendor_goals": ("share in the north",),
            "partner_goals": ("two more engineers",),
            "goals": ("de",),
            "measures": ("trade fair",),
            "commitments": (promise(),),
            "budget": Money.of("10000", "EUR"),
            "review_dates": (date(2026, 4, 1), date(2026, 7, 1)),
        }
        | more
    )


def test_an_agreement_behaves_like_a_fact(behaves):
    behaves(contract, exclusive=True)
    behaves(plan, version=2)
    behaves(promise, done_on=NEW_YEAR)
    behaves(lambda: NoticeTerms(days=30), days=60)


def test_the_whole_course_of_an_agreement():
    sent = contract().with_step("send", on=NEW_YEAR)
    in_force = sent.with_step("revise", on=NEW_YEAR + DAY).with_step("send", on=NEW_YEAR + 2 * DAY)
    in_force = in_force.with_step("sign", on=NEW_YEAR + 9 * DAY)
    noticed = in_force.with_step("give-notice", on=date(2026, 6, 1), reason="sales-below-minimum")
    ended = noticed.with_step("end", on=date(2026, 9, 30))

    assert [each.status for each in (sent, in_force, noticed, ended)] == [
        "sent",
        "signed",
        "notice-given",
        "ended",
    ]
    assert (ended.signed_on, ended.notice_on, ended.ended_on) == (
        NEW_YEAR + 9 * DAY,
        date(2026, 6, 1),
        date(2026, 9, 30),
    )
    assert ended.reason == "sales-below-minimum"


def test_who_withdraws_a_notice_has_given_none():
    noticed = signed().with_step("give-notice", on=date(2026, 6, 1), reason="sales-below-minimum")

    assert noticed.with_step("withdraw-notice", on=date(2026, 6, 9)) == signed()


@pytest.mark.parametrize(("state", "event"), [("sent", "refuse"), ("signed", "give-notice")])
def test_a_refusal_and_a_notice_say_why(faults, state, event):
    found = faults(lambda: contract(status=state).with_step(event, on=NEW_YEAR))

    assert list(found) == ["reason"]
    assert (
        contract(status=state).with_step(event, on=NEW_YEAR, reason="terms-too-hard").reason
        == "terms-too-hard"
    )


def test_an_agreement_expires_when_its_period_is_over_and_not_before(faults):
    assert faults(lambda: signed().with_step("expire", on=date(2026, 12, 31))) == {
        "on": ("'2026-12-31'", "use a day not before 2027-01-01, its end")
    }
    assert signed().with_step("expire", on=date(2027, 1, 1)).ended_on == date(2027, 1, 1)
    assert list(faults(lambda: signed().with_step("expire", on=datetime(2027, 1, 1)))) == ["on"]
    assert list(
        faults(lambda: signed(period=Period.since(NEW_YEAR)).with_step("expire", on=date(2099, 1, 1)))
    ) == ["on"]


def test_what_has_not_been_signed_can_not_be_given_notice():
    with pytest.raises(IllegalTransition) as caught:
        contract().with_step("give-notice", on=NEW_YEAR, reason="sales-below-minimum")

    assert caught.value.allowed == ("send",)


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("id", "", "''"),
        ("partner", None, "None"),
        ("form", "buys", "'buys'"),
        ("system", "closed", "'closed'"),
        ("period", NEW_YEAR, "datetime.date(2026, 1, 1)"),
        ("notice", 3, "3"),
        ("law", "Germany", "'Germany'"),
        ("exclusive", 1, "1"),
        ("territories", (), "()"),
        ("products", (), "()"),
        ("minimum_purchase", 200_000, "200000"),
        ("minimum_purchase", Money.of("-1", "EUR"), "Money.of('-1.00', 'EUR')"),
        ("renews_months", 0, "0"),
        ("hands_over_customers", "yes", "'yes'"),
        ("signed_on", datetime(2026, 1, 1), "datetime.datetime(2026, 1, 1, 0, 0)"),
        ("signed_on", NEW_YEAR, "'2026-01-01'"),
        ("notice_on", NEW_YEAR, "'2026-01-01'"),
        ("ended_on", NEW_YEAR, "'2026-01-01'"),
        ("reason", "terms-too-hard", "'terms-too-hard'"),
        ("status", "pending", "'pending'"),
        ("status", "notice-given", "None"),
    ],
)
def test_an_agreement_refuses_what_makes_no_sense(faults, name, value, shown):
    found = faults(lambda: contract(**{name: value}))
    path = "notice_on" if value == "notice-given" else name

    assert list(found) == [path]
    assert found[path][0] == shown
    assert found[path][1].startswith(("use ", "leave ", "say "))


def test_the_days_of_an_agreement_follow_each_other(faults):
    ended = signed(status="ended", notice_on=date(2026, 6, 1), ended_on=date(2026, 9, 30))

    assert list(faults(lambda: evolve(ended, notice_on=date(2025, 12, 31)))) == ["notice_on"]
    assert list(faults(lambda: evolve(ended, ended_on=date(2026, 5, 31)))) == ["ended_on"]
    assert evolve(ended, signed_on=None, notice_on=None, ended_on=None).status == "ended"


@pytest.mark.parametrize(
    ("terms", "path"),
    [
        ({}, "months"),
        ({"months": 3, "days": 90}, "months"),
        ({"months": -1}, "months"),
        ({"days": 4_000}, "days"),
        ({"months": 3, "to_end_of": "week"}, "to_end_of"),
        ({"months": 3, "source": 14}, "source"),
    ],
)
def test_notice_is_in_months_or_days_and_has_no_default(faults, terms, path):
    assert list(faults(lambda: NoticeTerms(**terms))) == [path]


@pytest.mark.parametrize(
    ("name", "value", "path"),
    [
        ("id", "", "id"),
        ("partner", "", "partner"),
        ("period", None, "period"),
        ("version", 0, "version"),
        ("vendor_goals", "share", "vendor_goals"),
        ("partner_goals", (1,), "partner_goals"),
        ("goals", ("",), "goals"),
        ("measures", None, "measures"),
        ("commitments", (None,), "commitments"),
        ("budget", Money.of("-1", "EUR"), "budget"),
        ("review_dates", ("2026-04-01",), "review_dates"),
        ("review_dates", (date(2026, 4, 1), date(2027, 1, 1)), "review_dates[1]"),
        ("signed_by_vendor", True, "signed_by_vendor"),
        ("vendor_priorities", {"share": 0.5}, "vendor_priorities"),
        ("partner_priorities", {"share": Decimal(0)}, "partner_priorities"),
        ("commitments", (promise(), promise(text="two engineers")), "commitments[1].id"),
        ("commitments", (promise(due=date(2027, 1, 1)),), "commitments[0].due"),
        ("commitments", (promise(goal="fr"),), "commitments[0].goal"),
        ("signed_by_partner", 1, "signed_by_partner"),
    ],
)
def test_a_joint_plan_refuses_what_makes_no_sense(faults, name, value, path):
    assert list(faults(lambda: plan(**{name: value}))) == [path]


def test_all_faults_come_at_once(faults):
    assert list(faults(lambda: contract(id="", law="de", territories=()))) == ["id", "law", "territories"]
    assert list(faults(lambda: contract(signed_on=NEW_YEAR, notice_on=NEW_YEAR - DAY, reason="no"))) == [
        "signed_on",
        "notice_on",
        "reason",
    ]
    assert list(faults(lambda: plan(review_dates=(date(2025, 1, 1), date(2027, 1, 1))))) == [
        "review_dates[0]",
        "review_dates[1]",
    ]


class AgreementOnItsWay(RuleBasedStateMachine):
    """Any events on any days: those of the table happen, the others are refused, and no state contradicts itself."""

    @initialize(open_ended=st.booleans())
    def begin(self, open_ended):
        self.agreement = contract(period=Period.since(NEW_YEAR) if open_ended else Period.year(2026))
        self.today = NEW_YEAR

    @rule(
        event_at=events_of(AGREEMENT_COURSE),
        days=st.integers(0, 200),
        reason=st.none() | st.just("sales-below-minimum"),
    )
    def step(self, event_at, days, reason):
        event = event_at(self.agreement.status)
        before, self.today = self.agreement, self.today + days * DAY

        def act():
            return before.with_step(event, on=self.today, reason=reason)

        if event not in AGREEMENT_COURSE.allowed(before.status):
            with pytest.raises(IllegalTransition):
                act()
        elif (
            (event in {"refuse", "give-notice"} and reason is None)
            or (event == "expire" and self.today < before.period.end)
            or (reason is not None and event in {"send", "revise", "sign"})
        ):
            with pytest.raises(InvalidValue):
                act()
        else:
            self.agreement = act()
            assert self.agreement.status == AGREEMENT_COURSE.step(before.status, event, reason="any")

    @invariant()
    def it_was_signed_before_it_could_end(self):
        state = self.agreement

        assert (state.signed_on is not None) == (state.status in {"signed", "notice-given", "ended"})
        assert (state.ended_on is not None) == (state.status == "ended")

    @invariant()
    def a_notice_stands_with_its_day_and_its_reason(self):
        state = self.agreement

        assert (state.status != "notice-given") or (state.notice_on is not None and state.reason is not None)
        assert state.notice_on is None or state.status in {"notice-given", "ended"}

    @invariant()
    def the_state_stands_by_itself(self):
        assert evolve(self.agreement) == self.agreement


TestAgreementOnItsWay = AgreementOnItsWay.TestCase
#: Its course has a handful of states: whatever can go wrong does so within so many steps.
TestAgreementOnItsWay.settings = settings(stateful_step_count=20)


def test_the_other_party_may_be_a_firm_of_the_vendor(faults):
    assert contract(vendor="Nordwerk Deutschland GmbH").vendor == "Nordwerk Deutschland GmbH"
    assert list(faults(lambda: contract(vendor=7))) == ["vendor"]


@pytest.mark.parametrize("make", [contract, plan])
def test_what_was_agreed_holds_on_the_days_of_its_period(make):
    assert make().holds_on(date(2026, 12, 31))
    assert not make().holds_on(date(2027, 1, 1))
    assert not make(valid=Period.half(2026, 2)).holds_on(NEW_YEAR)


def test_a_plan_is_signed_when_both_sides_have():
    half = plan().with_signature("vendor", on=NEW_YEAR)
    whole = half.with_signature("partner", on=NEW_YEAR + DAY)

    assert (plan().signed_version, half.signed_version, whole.signed_version) == (None, None, 1)
    with pytest.raises(InvalidValue, match="side"):
        plan().with_signature("bank", on=NEW_YEAR)


def test_what_changes_must_be_signed_again():
    signed = plan().with_signature("vendor", on=NEW_YEAR).with_signature("partner", on=NEW_YEAR)
    next_one = signed.revised(goals=("de", "fr"))

    assert (next_one.version, next_one.signed_version, next_one.goals) == (2, None, ("de", "fr"))
    assert signed.signed_version == 1
