"""Service cases and warranty claims."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from walking import events_of

from partnerkit.facts.service import CASE_COURSE, CLAIM_COURSE, ServiceCase, WarrantyClaim
from partnerkit.values.errors import IllegalTransition, InvalidValue
from partnerkit.values.money import Money

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def euro(text):
    return Money.of(text, "EUR")


def case(**more):
    return ServiceCase(**{"id": "S-1", "partner": "P-4", "units": ("SN-1",), "opened_at": MONDAY} | more)


def claim(**more):
    return WarrantyClaim(
        **{
            "id": "W-1",
            "partner": "P-4",
            "case": "S-1",
            "units": ("SN-1",),
            "sold_on": date(2025, 6, 1),
            "failed_on": date(2026, 2, 20),
            "claimed": euro("480"),
            "submitted_at": MONDAY,
        }
        | more
    )


def test_they_behave_like_facts(behaves):
    behaves(case, product="saw")
    behaves(claim, product="saw")


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"opened_at": None}, "opened_at"),
        ({"first_response_at": MONDAY - DAY}, "first_response_at"),
        ({"due_at": MONDAY - DAY}, "due_at"),
        ({"resolved_at": MONDAY + DAY}, "resolved_at"),
        ({"closed_at": MONDAY + DAY, "status": "waiting"}, "closed_at"),
        ({"priority": "asap"}, "priority"),
        ({"reopened": -1}, "reopened"),
        ({"units": ("SN-1", "SN-1")}, "units"),
    ],
)
def test_a_case_refuses_what_makes_no_sense(faults, change, path):
    assert list(faults(lambda: case(**change))) == [path]


def test_all_faults_of_a_case_come_at_once(faults):
    assert sorted(faults(lambda: case(id="", status="new", handed_over=1.0))) == [
        "handed_over",
        "id",
        "status",
    ]


def test_the_first_response_is_the_first_one():
    back = case().with_step("start", at=MONDAY + DAY).with_step("wait", at=MONDAY + 2 * DAY)

    assert back.with_step("start", at=MONDAY + 3 * DAY).first_response_at == MONDAY + DAY


def test_a_case_that_comes_back_is_counted():
    again = case(status="closed", resolved_at=MONDAY + DAY, closed_at=MONDAY + 2 * DAY).with_step(
        "reopen", at=MONDAY + 9 * DAY
    )

    assert (again.status, again.reopened, again.resolved_at, again.closed_at) == ("open", 1, None, None)
    for event in ("start", "resolve", "reopen"):
        again = again.with_step(event, at=MONDAY + 10 * DAY)
    assert again.reopened == 2


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"claimed": Money.zero("EUR")}, "claimed"),
        ({"approved": euro("1")}, "approved"),
        ({"status": "approved"}, "approved"),
        ({"status": "approved", "approved": euro("481")}, "approved"),
        ({"status": "approved", "approved": euro("479")}, "approved"),
        ({"status": "partly", "approved": euro("480")}, "approved"),
        ({"status": "partly", "approved": euro("0")}, "approved"),
        ({"status": "rejected", "approved": euro("1")}, "approved"),
        ({"status": "credited", "approved": euro("500")}, "approved"),
        ({"status": "partly", "approved": Money.of("100", "SEK")}, "approved"),
        ({"failed_on": date(2025, 5, 31)}, "failed_on"),
        ({"decided_at": MONDAY + DAY}, "decided_at"),
        ({"status": "rejected", "decided_at": MONDAY - DAY}, "decided_at"),
        ({"status": "rejected", "credited_at": MONDAY + DAY}, "credited_at"),
        ({"reason": "Wear part!"}, "reason"),
    ],
)
def test_a_claim_refuses_what_contradicts_itself(faults, change, path):
    assert list(faults(lambda: claim(**change))) == [path]


def test_a_fault_tells_the_amount_and_what_would_be_right(faults):
    assert faults(lambda: claim(status="partly", approved=euro("481"))) == {
        "approved": ("'481.00'", "use more than 0 and less than 480.00")
    }


def test_all_faults_of_a_claim_come_at_once(faults):
    assert sorted(faults(lambda: claim(partner="", claimed=480, units="SN-1"))) == [
        "claimed",
        "partner",
        "units",
    ]
    assert list(faults(lambda: claim(failed_on=date(2020, 1, 1), approved=euro("1")))) == [
        "failed_on",
        "approved",
    ]


def test_a_claim_on_its_way_to_the_money():
    partly = claim().with_step(
        "approve-partly", at=MONDAY + DAY, by="U-3", approved=euro("300"), reason="wear-part"
    )
    paid = partly.with_step("credit", at=MONDAY + 9 * DAY)

    assert (partly.status, partly.approved, partly.decided_by, partly.reason) == (
        "partly",
        euro("300"),
        "U-3",
        "wear-part",
    )
    assert (paid.status, paid.approved, paid.decided_at, paid.credited_at) == (
        "credited",
        euro("300"),
        MONDAY + DAY,
        MONDAY + 9 * DAY,
    )


def test_an_approval_in_part_says_how_much_and_why(faults):
    assert list(faults(lambda: claim().with_step("approve-partly", at=MONDAY, reason="wear-part"))) == [
        "approved"
    ]
    assert list(faults(lambda: claim().with_step("approve-partly", at=MONDAY, approved=euro("1")))) == [
        "reason"
    ]


def test_a_rejected_claim_is_never_paid():
    rejected = claim().with_step("reject", at=MONDAY + DAY, reason="out-of-warranty")

    assert rejected.approved == Money.zero("EUR")
    with pytest.raises(IllegalTransition):
        rejected.with_step("credit", at=MONDAY + 2 * DAY)


class CaseOnItsWay(RuleBasedStateMachine):
    """Any events in any order."""

    @initialize()
    def begin(self):
        self.case, self.now, self.returned = case(), MONDAY, 0

    @rule(
        event_at=events_of(CASE_COURSE),
        hours=st.integers(0, 100),
    )
    def step(self, event_at, hours):
        event = event_at(self.case.status)
        self.now += timedelta(hours=hours)
        if event in CASE_COURSE.allowed(self.case.status):
            expected = CASE_COURSE.step(self.case.status, event)
            self.case = self.case.with_step(event, at=self.now)
            self.returned += event == "reopen"
            assert self.case.status == expected
        else:
            with pytest.raises(IllegalTransition):
                self.case.with_step(event, at=self.now)

    @invariant()
    def what_is_open_has_no_end(self):
        assert self.case.reopened == self.returned
        assert (self.case.closed_at is not None) == (self.case.status in {"closed", "canceled"})


class ClaimOnItsWay(RuleBasedStateMachine):
    """Any events in any order and any amounts: never more is paid than was claimed."""

    @initialize()
    def begin(self):
        self.claim, self.now = claim(), MONDAY

    @rule(
        event_at=events_of(CLAIM_COURSE),
        hours=st.integers(0, 100),
        cents=st.none() | st.integers(0, 60_000),
    )
    def step(self, event_at, hours, cents):
        event = event_at(self.claim.status)
        self.now += timedelta(hours=hours)
        amount = None if cents is None else Money.from_minor(cents, "EUR")

        def act():
            return self.claim.with_step(event, at=self.now, approved=amount, reason="wear-part")

        if event not in CLAIM_COURSE.allowed(self.claim.status):
            with pytest.raises(IllegalTransition):
                act()
        elif self.fits(event, cents):
            self.claim = act()
        else:
            with pytest.raises(InvalidValue):
                act()

    def fits(self, event, cents):
        if event == "approve-partly":
            return cents is not None and 0 < cents < 48_000
        return cents is None or {"approve": cents == 48_000, "reject": cents == 0, "credit": False}[event]

    @invariant()
    def never_more_is_paid_than_was_claimed(self):
        if self.claim.approved is not None:
            assert self.claim.approved <= self.claim.claimed
        assert (self.claim.approved is None) == (self.claim.status == "submitted")
        assert (self.claim.credited_at is not None) == (self.claim.status == "credited")


TestCaseOnItsWay = CaseOnItsWay.TestCase
#: Its course has a handful of states: whatever can go wrong does so within so many steps.
TestCaseOnItsWay.settings = settings(stateful_step_count=20)
TestClaimOnItsWay = ClaimOnItsWay.TestCase
#: Its course has a handful of states: whatever can go wrong does so within so many steps.
TestClaimOnItsWay.settings = settings(stateful_step_count=15)


def test_what_nobody_had_begun_had_not_come_back_either():
    case = ServiceCase(id="S-1", opened_at=MONDAY)
    for event in ("start", "resolve", "reopen", "start"):
        case = case.with_step(event, at=MONDAY + DAY)

    assert (case.reopened, case.as_known_at(MONDAY)) == (1, ServiceCase(id="S-1", opened_at=MONDAY))
