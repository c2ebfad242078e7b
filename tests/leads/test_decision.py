"""Why this partner, and why not me?"""

import pickle
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.interop import say
from partnerkit.leads import FairShare, allocate
from partnerkit.leads.candidate import Candidate, readable
from partnerkit.leads.decision import Decision
from partnerkit.values.errors import NotFound
from partnerkit.values.money import Money
from partnerkit.values.reasons import Reason

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PARTNERS = [
    Partner(id="P-4", tier="gold"),
    Partner(id="P-5", tier="silver"),
    Partner(id="P-6", tier="silver", languages=("sv",)),
]
LEAD = Lead(id="L-17", value=Money.of("12000", "EUR"), language="de")


@pytest.fixture
def decision():
    return allocate([LEAD], PARTNERS, FairShare(weights={"gold": 3, "silver": 1}), as_of=NOW).decisions[
        "L-17"
    ]


def test_the_winner_s_terms_the_margin_and_the_counterfactual_are_told(decision):
    assert decision.winner == "P-4"
    assert decision.margin == 6000
    assert decision.reason == Reason(
        "lead-given",
        {
            "lead": "L-17",
            "partner": "P-4",
            "total": Money.of("9000", "EUR"),
            "candidates": 2,
            "margin": Money.of("6000", "EUR"),
        },
    )
    # With 6000 it is owed as much and loses the draw: a cent more is the least that is enough.
    assert decision.counterfactual == Reason(
        "would-win-with-more", {"partner": "P-5", "needed": Money.of("6000.01", "EUR")}
    )


def test_everybody_who_was_asked_has_his_reason(decision):
    euro = {
        name: Money.of(amount, "EUR")
        for name, amount in (("before", 0), ("accrual", 3000), ("bonus", 0), ("total", 3000))
    }

    assert [each.partner for each in decision.candidates] == ["P-4", "P-5", "P-6"]
    assert decision.candidate("P-4").reason.code == "most-owed"
    assert decision.candidate("P-5").reason == Reason("owed-less", {**euro, "short": Money.of("6000", "EUR")})
    assert decision.candidate("P-6").reason == Reason("language", {"language": "de", "spoken": ("sv",)})
    with pytest.raises(NotFound, match="P-9"):
        decision.candidate("P-9")


def test_the_vendor_sees_everything(decision):
    view = decision.explain()

    assert view.candidates == decision.candidates
    assert (view.winner, view.others, view.viewer) == ("P-4", 3, None)
    assert view.reason == decision.reason


def test_a_loser_sees_that_he_did_not_get_it_and_no_amount(decision):
    view = decision.explain(viewer="P-5")

    assert view.winner is None
    assert view.reason == Reason("not-given-to-you")
    assert view.candidates == (Candidate(partner="P-5", private=True),)  # amounts tell who else could take it
    assert view.candidates[0].reason == view.reason
    assert view.others is None
    assert view.counterfactuals == ()
    assert "P-4" not in repr(view)


def test_one_who_could_not_take_it_sees_what_stood_against_him(decision):
    view = decision.explain(viewer="P-6")

    assert view.reason == Reason("language", {"language": "de", "spoken": ("sv",)})
    assert view.winner is None


def test_the_winner_does_not_learn_whether_he_was_alone():
    policy = FairShare(default=1)
    alone = allocate([LEAD], PARTNERS[:1], policy, as_of=NOW).decisions["L-17"]
    together = allocate([LEAD], PARTNERS, FairShare(weights={"gold": 3, "silver": 1}), as_of=NOW).decisions[
        "L-17"
    ]

    assert alone.reason.code == "lead-given-only"
    assert alone.candidate("P-4").reason.code == "only-candidate"
    assert alone.margin is alone.counterfactual is None
    for each in (alone, together):
        assert each.explain(viewer="P-4").reason.code == "given-to-you"
        assert each.explain(viewer="P-4").winner == "P-4"


def test_one_who_was_not_asked_gets_no_view(decision):
    with pytest.raises(NotFound, match="P-9"):
        decision.explain(viewer="P-9")


def test_a_draw_is_called_a_draw():
    decision = allocate(
        [Lead(id="L-1")], PARTNERS[:2], FairShare(default=1, value="unit"), as_of=NOW
    ).decisions["L-1"]
    loser = decision.candidates[1]

    assert loser.reason.code == "tie-lost"
    assert decision.margin == loser.short == 0
    assert loser.needed == Decimal(1) / 2**20
    assert loser.reason.facts["total"] == Decimal("0.50")


def test_a_lead_that_nobody_can_take_is_a_decision_too():
    decision = allocate([LEAD], PARTNERS[2:], FairShare(default=1), as_of=NOW).decisions["L-17"]

    assert decision.winner is None
    assert decision.reason == Reason("lead-unassigned", {"lead": "L-17", "partners": 1})
    assert decision.counterfactual is None


def test_why_nobody_could_take_it_is_told_by_kinds():
    full = Partner(id="P-9", capacity=0)
    far = [Partner(id=each, territories=["se"]) for each in ("P-7", "P-8")]
    lead = Lead(id="L-1", territory="de")
    decision = allocate([lead], [full, *far], FairShare(default=1, value="unit"), as_of=NOW).decisions["L-1"]

    assert [(each.facts["count"], each.facts["partner"]) for each in decision.objections] == [
        (2, "P-7"),
        (1, "P-9"),
    ]
    assert say(decision.objections) == (
        "2 partners, such as P-7: Does not serve de, only se. P-9: No free capacity: 0 of 0 leads open."
    )


@pytest.mark.parametrize(
    ("weights", "code"),
    [
        ({}, "lead-given-drawn"),
        ({"P-4": 100_001, "P-5": 100_000}, "lead-given-barely"),
        ({"P-4": 2}, "lead-given"),
    ],
)
def test_nobody_is_told_of_a_margin_of_nothing(weights, code):
    partners = [Partner(id="P-4"), Partner(id="P-5")]
    policy = FairShare(weights=weights, default=1)
    lead = Lead(id="L-1", value=Money.of("10", "EUR"))
    reason = allocate([lead], partners, policy, as_of=NOW).decisions["L-1"].reason

    assert reason.code == code
    assert ("margin" in reason.facts) == (code == "lead-given")


def test_a_lead_that_is_open_already_stays_where_it_is():
    policy = FairShare(default=1)
    first = allocate([LEAD], PARTNERS[:2], policy, as_of=NOW)
    again = allocate([LEAD], PARTNERS[:2], policy, ledger=first.ledger, as_of=NOW)
    decision = again.decisions["L-17"]

    assert again.assignments == first.assignments
    assert again.ledger == first.ledger
    assert decision.reason == Reason(
        "lead-kept", {"lead": "L-17", "partner": first.assignments["L-17"], "since": NOW}
    )


def test_amounts_are_rounded_for_reading_only():
    assert readable(Decimal("0.715"), "EUR") == Money.of("0.72", "EUR")
    assert readable(Decimal("0.714"), None) == Decimal("0.71")
    assert readable(None, "EUR") is None


def test_a_decision_is_a_plain_value(decision):
    assert pickle.loads(pickle.dumps(decision)) == decision
    assert hash(decision)
    assert Decision(lead="L-1", as_of=NOW, winner=None) != decision
