"""Would a partner have got a lead, had he not declined another one before?"""

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.interop import say
from partnerkit.leads import (
    BalancesCorrected,
    FairShare,
    LeadDeclined,
    allocate,
    apply,
    assign_to,
    had_it_not_declined,
)
from partnerkit.values.money import Money
from partnerkit.values.reasons import Reason

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def after_a_refusal(penalty, owed=80, weight=1):
    """Two equal partners; the winner of the first lead declines it and is owed some more by a correction."""
    partners, fair = [Partner(id="P-4"), Partner(id="P-5")], FairShare(weights={"P-4": weight}, default=1)
    first = allocate([Lead(id="L-9", value=Money.of(100, "EUR"))], partners, fair, as_of=NOW)
    winner = first.assignments["L-9"]
    other = "P-5" if winner == "P-4" else "P-4"
    declined = LeadDeclined(
        booking=first.decisions["L-9"], at=NOW, by="anna", why="No time.", penalty=penalty
    )
    amounts = {winner: Money.of(owed, "EUR"), other: Money.of(-owed, "EUR")}
    fix = BalancesCorrected(amounts=amounts, at=NOW, by="anna", why="From the old system.")
    ledger = apply(first.ledger, declined, fix)
    later = allocate([Lead(id="L-10", value=Money.of(300, "EUR"))], partners, fair, ledger=ledger, as_of=NOW)
    return later.decisions["L-10"], declined, winner


def test_one_who_paid_for_declining_would_have_won():
    # Declined at the whole price: 80 - 100 against 100 - 80; kept: 80 - 50 against 50 - 80.
    decision, declined, partner = after_a_refusal(penalty=1)

    assert decision.winner != partner
    assert had_it_not_declined(decision, declined) == Reason(
        "would-win-had-it-not-declined", {"partner": partner, "declined": "L-9"}
    )


@pytest.mark.parametrize("owed", [-80, -10, 0])
def test_without_a_penalty_declining_never_cost_anything(owed):
    decision, declined, _ = after_a_refusal(penalty=0, owed=owed)

    assert had_it_not_declined(decision, declined) is None


def test_where_it_would_not_have_sufficed_or_he_won_anyway_the_answer_is_no():
    short, declined, _ = after_a_refusal(penalty=1, owed=10)
    won, refused, partner = after_a_refusal(penalty=1, owed=200)

    assert had_it_not_declined(short, declined) is None
    assert won.winner == partner
    assert had_it_not_declined(won, refused) is None


def test_the_share_of_the_declined_lead_counts_for_everybody():
    # P-4 weighs three: declined, it is 126 behind; kept, the lead itself brings 100 and its shares 75 against 25.
    decision, declined, partner = after_a_refusal(penalty=1, owed=-38, weight=3)

    assert partner == "P-4"
    assert decision.winner == "P-5"
    assert had_it_not_declined(decision, declined) is not None


def test_the_decision_itself_tells_the_vendor_from_the_history():
    decision, declined, partner = after_a_refusal(penalty=1)
    answer = Reason("would-win-had-it-not-declined", {"partner": partner, "declined": "L-9"})
    history = [declined.booking, declined, decision]
    why = decision.explain(why_not=partner, history=history)

    assert decision.refusals(history) == why.refusals == (answer,)
    assert [each.code for each in why.counterfactuals] == ["would-win-with-more", answer.code]
    assert decision.explain(history=history).refusals == (answer,)
    assert decision.explain(why_not=decision.winner, history=history).refusals == ()
    assert decision.explain(why_not=partner).refusals == ()
    assert say(why.counterfactuals[-1]) == f"{partner} would have got it, had it not declined lead L-9."


def test_what_was_declined_later_or_in_another_pool_plays_no_part():
    decision, declined, _ = after_a_refusal(penalty=1)
    later = evolve(declined, at=NOW + timedelta(days=1))
    elsewhere = evolve(declined, booking=evolve(declined.booking, pool="other"))

    assert decision.refusals([later, elsewhere]) == ()
    assert evolve(decision, effect=None).refusals([declined]) == ()


def test_a_partner_is_not_told_since_it_hangs_on_what_others_are_owed():
    decision, declined, partner = after_a_refusal(penalty=1)
    view = decision.explain(viewer=partner, history=[declined])

    assert view.refusals == view.counterfactuals == ()
    assert view == decision.explain(viewer=partner)


def test_the_answer_is_that_of_a_world_in_which_he_kept_it_draws_included():
    partners, fair = [Partner(id="P-4"), Partner(id="P-5")], FairShare(default=1)
    first = allocate([Lead(id="L-9", value=Money.of(100, "EUR"))], partners, fair, as_of=NOW)
    answers = []
    for owed in range(40, 61):
        decision, declined, partner = after_a_refusal(penalty=1, owed=owed)
        amounts = {partner: Money.of(owed, "EUR"), decision.winner: Money.of(-owed, "EUR")}
        fix = BalancesCorrected(amounts=amounts, at=NOW, by="anna", why="From the old system.")
        lead = Lead(id="L-10", value=Money.of(300, "EUR"))
        kept = allocate([lead], partners, fair, ledger=apply(first.ledger, fix), as_of=NOW)
        answers.append(had_it_not_declined(decision, declined) is not None)

        assert answers[-1] is (kept.assignments["L-10"] == partner)
    assert set(answers) == {True, False}


def test_a_lead_given_by_hand_went_to_whom_a_person_chose():
    decision, declined, partner = after_a_refusal(penalty=1)
    lead, partners = Lead(id="L-11", value=Money.of(1, "EUR")), [Partner(id="P-4"), Partner(id="P-5")]
    given = assign_to(
        lead,
        decision.winner,
        partners,
        FairShare(default=1),
        as_of=NOW,
        by="anna",
        why="They know each other.",
    )

    assert given.entry.candidate(partner).total is not None
    assert had_it_not_declined(given.entry, declined) is None
