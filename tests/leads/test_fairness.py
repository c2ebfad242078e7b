"""Did everybody get what they were owed, and how far off can it ever be?"""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from attrs import evolve

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import FairnessReport, FairShare, Ledger, Precedence, allocate, named_partner
from partnerkit.leads.account import Account
from partnerkit.values.money import Money

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PARTNERS = [Partner(id="P-4"), Partner(id="P-5"), Partner(id="P-6", territories=("se",))]


def ledger(*accounts, **more):
    """Build one of entitled and received leads."""
    made = tuple(
        Account(
            partner=f"P-{place}",
            group="P-0",
            entitled=owed << 20,
            received=got << 20,
            balance=(owed - got) << 20,
        )
        for place, (owed, got) in enumerate(accounts)
    )
    return Ledger(value="unit", accounts=made, **more)


def test_the_bound_is_half_the_others_times_the_largest_lead():
    leads = [
        Lead(id="L-1", value=Money.of("100", "EUR"), territory="de"),
        Lead(id="L-2", value=Money.of("40", "EUR"), territory="de"),
    ]
    report = allocate(leads, PARTNERS, FairShare(default=1), as_of=NOW).fairness

    assert (report.members, report.largest_value, report.bound) == (2, 100, 50)
    assert (report.largest_deviation, report.slack) == (30, 20)
    assert report.entitled == {"P-4": 70, "P-5": 70, "P-6": 0}
    assert sorted(report.received.values()) == [0, 40, 100]
    assert report.ratios["P-6"] is None


def test_bonus_and_corrections_widen_the_bound():
    plain = ledger((2, 1), (1, 2), (1, 1), largest_value=3)
    widened = evolve(plain, largest_bonus=2 << 20, corrected=7 << 20)

    assert FairnessReport.of(plain).bound == 3
    assert FairnessReport.of(widened).bound == 3 + 2 + 7


@pytest.mark.parametrize(
    ("value", "told"), [("100.01", Money.of("50.01", "EUR")), ("100", Money.of("50", "EUR"))]
)
def test_what_is_promised_in_words_is_never_less_than_the_bound(value, told):
    report = allocate(
        [Lead(id="L-1", value=Money.of(value, "EUR"))], PARTNERS[:2], FairShare(default=1), as_of=NOW
    ).fairness

    assert report.promise.facts["bound"] == told
    assert told.amount >= report.bound


def test_turns_are_promised_in_hundredths_of_a_lead_rounded_up():
    four = ledger((1, 1), (0, 0), (0, 0), (0, 0), leads=1, largest_value=1)

    assert FairnessReport.of(four, basis="turn").promise.facts["bound"] == Decimal("0.84"), "5/6 of a lead"


def test_turns_are_promised_only_where_a_lead_went_by_turn():
    apart = Precedence(rights=[named_partner()], counted=False)
    lead = Lead(id="L-1", value=Money.of("100", "EUR"), named_partner="P-4")
    report = allocate([lead], PARTNERS, FairShare(default=1), as_of=NOW, precedence=apart).fairness

    assert (report.promise.code, report.promise.facts["bound"]) == ("promise-ledger", Money.of(0, "EUR"))


def test_equal_ratios_are_perfectly_fair():
    report = FairnessReport.of(ledger((4, 4), (10, 10)))

    assert (report.jain, report.gini) == (1, 0)


def test_the_textbook_values_of_jain_and_gini():
    """One of four gets everything: Jain 1/n, Gini (n - 1)/n."""
    report = FairnessReport.of(ledger((1, 4), (1, 0), (1, 0), (1, 0)))

    assert report.jain == pytest.approx(1 / 4)
    assert report.gini == pytest.approx(3 / 4)


def test_gini_weighs_by_what_was_owed():
    """Owed 3 and 1, got 2 and 2: half the double sum of e_i e_j |x_i - x_j| by the square of the total times the mean."""
    expected = 2 * 3 * 1 * abs(2 / 3 - 2) / (2 * 4**2 * 1)

    assert FairnessReport.of(ledger((3, 2), (1, 2))).gini == pytest.approx(expected)


def test_before_the_first_lead_nothing_is_known():
    report = FairnessReport.of(Ledger())

    assert report.jain is report.gini is None
    assert (report.bound, report.largest_deviation, report.partners) == (0, 0, ())


def test_the_report_is_a_frame():
    frame = FairnessReport.of(ledger((3, 2), (1, 2))).to_frame()

    assert list(frame) == ["partner", "entitled", "received", "balance", "ratio", "leads", "ratio_by_policy"]
    assert frame["entitled"].tolist() == [Decimal(3), Decimal(1)]
    assert frame["partner"].tolist() == ["P-0", "P-1"]
