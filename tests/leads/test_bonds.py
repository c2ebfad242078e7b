"""Which leads are bound to a partner by right, and what if he cannot take them?"""

from datetime import UTC, datetime

import pytest

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import FairShare, allocate, allocate_batch
from partnerkit.leads.precedence import Precedence, Right, named_partner, running_service
from partnerkit.values.errors import InvalidValue
from partnerkit.values.money import Money
from partnerkit.values.reasons import Reason

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
UNITS = FairShare(default=1, value="unit")
PAIR = [Partner(id="P-4"), Partner(id="P-5")]


@pytest.fixture(params=[allocate, allocate_batch], ids=lambda verb: verb.__name__)
def verb(request):
    return request.param


def named(count, partner="P-4", **more):
    return [Lead(id=f"L-{number}", named_partner=partner, **more) for number in range(count)]


def rights(unable="pool", *, counted=True):
    return Precedence(rights=[named_partner(unable=unable)], counted=counted)


def test_bound_leads_go_to_whom_they_are_bound_whoever_is_owed_more(verb):
    result = verb(named(3), PAIR, UNITS, as_of=NOW, precedence=rights())
    decision = result.decisions["L-2"]

    assert set(result.assignments.values()) == {"P-4"}
    assert decision.bound == decision.reason == Reason("named-partner", {"partner": "P-4"})
    assert decision.margin is decision.counterfactual is None
    assert [each.reason.code for each in decision.candidates] == ["named-partner", "bound-to-another"]
    assert decision.unable == ()


def test_where_they_count_the_partner_gets_less_of_the_rest(verb):
    bound = verb(named(3), PAIR, UNITS, as_of=NOW, precedence=rights())
    rest = [Lead(id=f"M-{number}") for number in range(3)]
    after = verb(rest, PAIR, UNITS, ledger=bound.ledger, as_of=NOW, precedence=rights())

    assert bound.ledger.balances["P-5"] == 3 * 2**19
    assert bound.fairness.largest_deviation <= bound.fairness.bound
    assert set(after.assignments.values()) == {"P-5"}


def test_where_they_do_not_they_use_up_room_only(verb):
    partners = [Partner(id="P-4", capacity=3), Partner(id="P-5")]
    result = verb(named(3), partners, UNITS, as_of=NOW, precedence=rights(counted=False))
    decision = result.decisions["L-1"]

    assert set(result.ledger.balances.values()) == {0}
    assert result.ledger["P-4"].open_leads == 3
    assert decision.bound.code == "named-partner"
    assert [each.reason.code for each in decision.candidates] == ["named-partner", "bound-to-another"]
    more = verb([Lead(id="M-1")], partners, UNITS, ledger=result.ledger, as_of=NOW)
    assert more.decisions["M-1"].candidate("P-4").reason == Reason("capacity", {"open": 3, "limit": 3})
    bound = Lead(id="N-1", named_partner="P-4")
    again = verb([bound], PAIR, UNITS, ledger=result.ledger, as_of=NOW, precedence=rights(counted=False))
    assert again.ledger["P-4"].open_leads == 4


def test_one_who_cannot_take_it_by_the_rules_leaves_it_to_the_pool_with_the_reason(verb):
    partners = [Partner(id="P-4", status="suspended"), Partner(id="P-5")]
    decision = verb(named(1), partners, UNITS, as_of=NOW, precedence=rights()).decisions["L-0"]

    assert decision.winner == "P-5"
    assert decision.bound is None
    assert decision.unable == (
        Reason("right-not-kept", {"right": "named-partner", "partner": "P-4", "because": "partner-status"}),
    )


def test_or_it_waits_with_the_reason(verb):
    partners = [Partner(id="P-4", status="suspended"), Partner(id="P-5")]
    result = verb(named(1), partners, UNITS, as_of=NOW, precedence=rights("wait"))

    assert result.assignments == {}
    assert {partner: reason.code for partner, reason in result.unassigned["L-0"].items()} == {
        "P-4": "partner-status",
        "P-5": "lead-reserved",
    }
    assert result.decisions["L-0"].unable[0].facts["because"] == "partner-status"


def test_one_who_is_not_in_the_pool_has_no_right_there(verb):
    decision = verb(named(1, "P-9"), PAIR, UNITS, as_of=NOW, precedence=rights()).decisions["L-0"]

    assert decision.winner in {"P-4", "P-5"}
    assert decision.unable[0].facts["because"] == "not-in-pool"


@pytest.mark.parametrize("counted", [True, False])
def test_one_who_is_full_when_the_turn_comes_leaves_it_to_the_pool(verb, counted):
    partners = [Partner(id="P-4", capacity=1), Partner(id="P-5")]
    result = verb(named(2), partners, UNITS, as_of=NOW, precedence=rights(counted=counted))
    decision = result.decisions["L-1"]

    assert result.assignments == {"L-0": "P-4", "L-1": "P-5"}
    assert decision.bound is None
    assert decision.unable == (
        Reason("right-not-kept", {"right": "named-partner", "partner": "P-4", "because": "capacity"}),
    )
    assert result.ledger["P-5"].received == 2**20
    assert result.ledger["P-4"].received == (2**20 if counted else 0)


def test_or_lets_it_wait_and_nobody_else_was_ever_a_candidate(verb):
    partners = [Partner(id="P-4", capacity=1), Partner(id="P-5")]
    result = verb(named(2), partners, UNITS, as_of=NOW, precedence=rights("wait"))

    assert result.assignments == {"L-0": "P-4"}
    assert result.decisions["L-0"].candidate("P-5").reason == Reason("lead-reserved")
    assert result.unassigned["L-1"]["P-5"] == Reason("lead-reserved")
    assert result.unassigned["L-1"]["P-4"] == Reason("capacity", {"open": 1, "limit": 1})
    assert result.ledger["P-4"].balance == 0
    assert result.ledger["P-4"].received == 2**20


def test_the_stronger_right_goes_first_and_the_next_where_it_cannot_be_kept(verb):
    precedence = Precedence(rights=[named_partner(), running_service({"A-9": "P-5"})])
    lead = Lead(id="L-1", named_partner="P-4", customer="A-9")
    away = [Partner(id="P-4", credit_blocked=True), Partner(id="P-5"), Partner(id="P-6")]

    assert verb([lead], [*PAIR, Partner(id="P-6")], UNITS, as_of=NOW, precedence=precedence).assignments == {
        "L-1": "P-4"
    }
    second = verb([lead], away, UNITS, as_of=NOW, precedence=precedence).decisions["L-1"]
    assert second.bound.code == "running-service"
    assert second.unable[0].facts["because"] == "credit-block"


def test_in_a_batch_they_go_first_and_the_rest_is_planned_around_them():
    partners = [Partner(id="P-4", capacity=2), Partner(id="P-5", territories=["se"], capacity=2)]
    policy = FairShare(default=1)
    leads = [
        Lead(id="L-1", value=Money.of(900, "EUR"), territory="se"),
        Lead(id="L-2", value=Money.of(800, "EUR"), territory="se"),
        Lead(id="L-3", value=Money.of(700, "EUR"), territory="de"),
        Lead(id="L-4", value=Money.of(1, "EUR"), territory="se", named_partner="P-4"),
    ]
    result = allocate_batch(leads, partners, policy, as_of=NOW, precedence=rights())

    assert result.assignments == {"L-1": "P-5", "L-2": "P-5", "L-3": "P-4", "L-4": "P-4"}
    assert result.decisions["L-4"].bound is not None


def test_in_a_batch_a_right_that_cannot_be_kept_goes_ahead_of_no_lead_that_is_worth_more():
    partners = [Partner(id="P-4", capacity=1), Partner(id="P-5", capacity=1)]
    leads = [
        Lead(id="L-1", value=Money.of(9_000, "EUR")),
        Lead(id="L-2", value=Money.of(70, "EUR"), named_partner="P-4"),
        Lead(id="L-3", value=Money.of(50, "EUR"), named_partner="P-4"),
    ]
    result = allocate_batch(leads, partners, FairShare(default=1), as_of=NOW, precedence=rights())

    # Its partner is full: it goes on to the pool, where the more valuable ones come first.
    assert result.assignments == {"L-2": "P-4", "L-1": "P-5"}
    assert result.decisions["L-3"].unable[0].facts["because"] == "capacity"


def test_what_is_no_precedence_is_refused(verb):
    with pytest.raises(InvalidValue, match="precedence"):
        verb(named(1), PAIR, UNITS, as_of=NOW, precedence=[named_partner()])


@pytest.mark.parametrize("holders", [["P4"], "P4", [("P4", "Found it himself.")], {"P4": Reason("own-find")}])
def test_a_right_that_names_its_holders_otherwise_than_by_id_and_reason_is_refused(verb, holders):
    own = Precedence(rights=[Right("own-find", holders=lambda lead, occasion: holders)])

    with pytest.raises(InvalidValue, match=r"rights\.own-find"):
        verb(named(1), [Partner(id="P4"), Partner(id="P5")], UNITS, as_of=NOW, precedence=own)
