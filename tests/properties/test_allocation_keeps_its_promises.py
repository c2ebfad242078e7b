"""What `allocate` and `allocate_batch` promise, for any leads, partners, weights and limits."""

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, product

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import FairShare, Ledger, Precedence, allocate, allocate_batch, named_partner
from partnerkit.testing.nasty import any_of, one_of, some_of
from partnerkit.values.money import Money

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PLACES = ("n", "e", "s", "w")
TONGUES = ("de", "sv")

WEIGHTS = [digit * 10**power for power in range(10) for digit in range(1, 10)]
#: Some of them begin like others, as when a word is longer.
NAMES = ["".join(name) for size in (1, 2, 3) for name in product("ABMZ", repeat=size)]


# Putting a strategy together takes longer than drawing from it: made once.
names_up_to = {
    most: st.lists(st.sampled_from(NAMES), min_size=1, max_size=most, unique=True) for most in range(1, 9)
}
partners = any_of(
    dict,
    territories=some_of(PLACES),
    languages=some_of(TONGUES),
    capacity=one_of(range(4)),
    status=("active", "active", "active", "suspended"),
)
weights = st.sampled_from(WEIGHTS)
policies = any_of(dict, value=("lead", "unit"), fairness_cap=(None, Money.of("5000", "EUR")))
wishes = {
    most: any_of(
        dict,
        territory=(*(None,) * 4, *PLACES),
        language=(None, None, *TONGUES),
        value=st.integers(1, most).map(lambda cents: Money.from_minor(cents, "EUR")),
    )
    for most in (3, 1_000, 10**9)
}
scales = st.sampled_from(sorted(wishes))


@st.composite
def channels(draw, most=6):
    """Partners with their own territories, languages, limits and weights."""
    names = draw(names_up_to[most])
    policy = FairShare(weights={name: draw(weights) for name in names}, **draw(policies))
    return [Partner(id=name, **draw(partners)) for name in names], policy


@st.composite
def queues(draw, most=12):
    wish = wishes[draw(scales)]
    return [Lead(id=f"L-{place}", **draw(wish)) for place in range(draw(st.integers(1, most)))]


def exact(*terms):
    """Add up without the rounding of the decimal context."""
    return sum(map(Fraction, terms))


def could_take(partner, lead):
    """Say it once more, without the library."""
    return (
        partner.status == "active"
        and (lead.territory is None or partner.territories is None or lead.territory in partner.territories)
        and (lead.language is None or partner.languages is None or lead.language in partner.languages)
    )


@pytest.mark.parametrize("verb", [allocate, allocate_batch])
@given(channel=channels(), leads=queues())
def test_only_eligible_partners_get_leads_and_never_above_capacity(verb, channel, leads):
    partners, policy = channel
    result = verb(leads, partners, policy, as_of=NOW)
    by_id = {partner.id: partner for partner in partners}
    given_to = list(result.assignments.values())

    assert set(result.assignments) | set(result.unassigned) == {lead.id for lead in leads}
    assert not set(result.assignments) & set(result.unassigned)
    assert all(
        could_take(by_id[result.assignments[each.id]], each)
        for each in leads
        if each.id in result.assignments
    )
    assert all(p.capacity is None or given_to.count(p.id) <= p.capacity for p in partners)
    for lead in leads:
        if lead.id in result.unassigned:
            reasons = result.unassigned[lead.id]
            assert set(reasons) == set(by_id)
            assert all((reasons[p.id].code == "capacity") == could_take(p, lead) for p in partners)


@pytest.mark.parametrize("verb", [allocate, allocate_batch])
@given(channel=channels(), leads=queues())
def test_balances_add_up_to_zero_and_stay_within_the_bound(verb, channel, leads):
    partners, policy = channel
    result = verb(leads, partners, policy, as_of=NOW)
    report = result.fairness

    assert sum(result.ledger.balances.values()) == 0
    assert report.largest_deviation <= report.bound
    assert report.slack >= 0
    assert all(
        account.balance == account.entitled - account.received and account.entitled >= 0
        for account in result.ledger.accounts
    )


@given(channel=channels(), leads=queues())
def test_entitlement_is_the_weighted_share_of_every_lead_one_could_have_taken(channel, leads):
    """Counted in rationals, without the library; the sub-units are off by less than one per lead and unit."""
    partners, policy = channel
    partners = [evolve(partner, capacity=None) for partner in partners]
    result = allocate(leads, partners, policy, as_of=NOW)
    cap = 500_000 if policy.fairness_cap else 2**31
    for partner in partners:
        owed, slack = Fraction(0), Fraction(0)
        for lead in leads:
            among = [each for each in partners if could_take(each, lead)]
            if partner in among:
                counted = 1 if policy.value == "unit" else min(lead.value.minor, cap)
                owed += counted * policy.weight(partner) / sum(policy.weight(each) for each in among)
                slack += Fraction(counted, 2**20)

        assert abs(Fraction(result.ledger[partner.id].entitled, 2**20) - owed) <= slack


@given(channel=channels(), leads=queues())
def test_a_list_gives_bit_for_bit_what_lead_after_lead_gives(channel, leads):
    partners, policy = channel
    at_once = allocate(leads, partners, policy, as_of=NOW)
    ledger = Ledger()
    for lead in leads:
        single = allocate([lead], partners, policy, ledger=ledger, as_of=NOW)

        assert single.assignments.get(lead.id) == at_once.assignments.get(lead.id)
        assert single.decisions[lead.id] == at_once.decisions[lead.id]
        ledger = single.ledger
    assert ledger == at_once.ledger


@given(channel=channels(), leads=queues(), cut=st.integers(0, 12))
def test_interrupting_and_resuming_anywhere_gives_the_same_future(channel, leads, cut):
    partners, policy = channel
    whole = allocate(leads, partners, policy, as_of=NOW)
    first = allocate(leads[:cut], partners, policy, as_of=NOW)
    rest = allocate(leads[cut:], partners, policy, ledger=first.ledger, as_of=NOW)

    assert {**first.assignments, **rest.assignments} == whole.assignments
    assert {**first.unassigned, **rest.unassigned} == whole.unassigned
    assert rest.ledger == whole.ledger or not leads[:cut]


@given(channel=channels(), leads=queues())
def test_handing_in_the_same_leads_again_changes_nothing(channel, leads):
    partners, policy = channel
    first = allocate(leads, partners, policy, as_of=NOW)
    again = allocate(
        [lead for lead in leads if lead.id in first.assignments],
        partners,
        policy,
        ledger=first.ledger,
        as_of=NOW,
    )

    assert again.assignments == first.assignments
    assert again.ledger == first.ledger


@pytest.mark.parametrize("verb", [allocate, allocate_batch])
@given(channel=channels(), leads=queues(), data=st.data())
def test_shuffling_partners_changes_nothing(verb, channel, leads, data):
    partners, policy = channel
    result = verb(leads, partners, policy, as_of=NOW)
    shuffled = verb(leads, data.draw(st.permutations(partners)), policy, as_of=NOW)

    assert shuffled.assignments == result.assignments
    assert shuffled.ledger == result.ledger
    assert shuffled.decisions == result.decisions


@given(channel=channels(), leads=queues(), data=st.data())
def test_shuffling_the_leads_of_a_batch_changes_nothing(channel, leads, data):
    partners, policy = channel
    result = allocate_batch(leads, partners, policy, as_of=NOW)
    shuffled = allocate_batch(data.draw(st.permutations(leads)), partners, policy, as_of=NOW)

    assert shuffled.assignments == result.assignments
    assert shuffled.ledger == result.ledger


@given(
    channel=channels(),
    leads=queues(),
    factor=st.sampled_from([2, 7, 10**9, Fraction(1, 3), Decimal("0.001"), 0.5]),
)
def test_scaling_all_weights_changes_nothing(channel, leads, factor):
    partners, policy = channel
    scaled = evolve(
        policy, weights={name: Fraction(weight) * Fraction(factor) for name, weight in policy.weights.items()}
    )
    result = allocate(leads, partners, policy, as_of=NOW)

    assert allocate(leads, partners, scaled, as_of=NOW).ledger == result.ledger


@given(channel=channels(), leads=queues(), factor=st.integers(2, 50))
def test_scaling_all_values_changes_nobody_s_luck(channel, leads, factor):
    partners, policy = channel
    policy = evolve(policy, fairness_cap=Money.of("1000000000000", "EUR"))
    scaled = [evolve(lead, value=lead.value * factor) for lead in leads]
    result = allocate(leads, partners, policy, as_of=NOW)

    assert allocate(scaled, partners, policy, as_of=NOW).assignments == result.assignments


def most_that_can_be_placed(leads, partners):
    """Which leads a greedy matroid algorithm places, by textbook augmenting paths on single places."""
    seats = [p for p in partners for _ in range(len(leads) if p.capacity is None else p.capacity)]
    holder = {}

    def place(lead, seen):
        for number, partner in enumerate(seats):
            if number not in seen and could_take(partner, lead):
                seen.add(number)
                if number not in holder or place(holder[number], seen):
                    holder[number] = lead
                    return True
        return False

    return {lead.id for lead in leads if place(lead, set())}


overlapping = any_of(dict, territories=[each for each in some_of(PLACES) if each], capacity=(1, 2))
small_wishes = any_of(
    dict, territory=PLACES, value=[Money.from_minor(cents, "EUR") for cents in range(1, 10)]
)


@st.composite
def scarcities(draw):
    """About as many leads as there is room for, and partners who overlap: greed strands somebody."""
    partners = [Partner(id=f"P-{place}", **draw(overlapping)) for place in range(draw(st.integers(2, 5)))]
    room = sum(partner.capacity for partner in partners)
    leads = [
        Lead(id=f"L-{place}", **draw(small_wishes)) for place in range(draw(st.integers(room - 1, room + 2)))
    ]
    policy = FairShare(
        weights={partner.id: draw(weights) for partner in partners},
        value=draw(st.sampled_from(["lead", "unit"])),
    )
    return partners, leads, policy


@given(scarcities())
def test_a_batch_leaves_no_lead_that_a_re_arrangement_could_place(scarcity):
    """As many as possible, and the more valuable ones first; the bound holds all the same."""
    partners, leads, policy = scarcity
    order = sorted(leads, key=lambda lead: (0 if policy.value == "unit" else -lead.value.minor, lead.id))

    result = allocate_batch(leads, partners, policy, as_of=NOW)

    assert set(result.assignments) == most_that_can_be_placed(order, partners)
    assert sum(result.ledger.balances.values()) == 0
    assert result.fairness.largest_deviation <= result.fairness.bound
    for lead in leads:
        decision = result.decisions[lead.id]
        codes = {each.reason.code for each in decision.candidates if not each.is_eligible}

        assert codes <= (
            {"territory", "capacity", "kept-free"} if decision.winner else {"territory", "capacity"}
        )


@given(scarcities(), st.data())
def test_a_batch_gives_what_is_somebody_s_by_right_and_then_the_rest_by_value(scarcity, data):
    """A right that cannot be kept, since its partner is full, leaves a lead like any other."""
    partners, leads, policy = scarcity
    named = st.sampled_from([None, *(partner.id for partner in partners[:2])])
    leads = [evolve(lead, named_partner=data.draw(named)) for lead in leads]
    leads += [evolve(lead, id=f"{lead.id}-too", named_partner=None) for lead in leads[:3]]
    policy = evolve(policy, value="lead")
    order = sorted(leads, key=lambda lead: (-lead.value.minor, lead.id))
    room, bound = {partner.id: partner.capacity for partner in partners}, {}
    for lead in order:
        holder = next((each for each in partners if each.id == lead.named_partner), None)
        if holder is not None and could_take(holder, lead) and room[holder.id]:
            bound[lead.id] = holder.id
            room[holder.id] -= 1

    result = allocate_batch(
        leads, partners, policy, as_of=NOW, precedence=Precedence(rights=[named_partner()])
    )

    left = [evolve(partner, capacity=room[partner.id]) for partner in partners]
    rest = [lead for lead in order if lead.id not in bound]
    assert bound.items() <= result.assignments.items()
    assert set(result.assignments) == {*bound, *most_that_can_be_placed(rest, left)}


@given(channel=channels(), leads=queues())
def test_a_newcomer_or_leaver_changes_nothing_for_leads_he_cannot_take(channel, leads):
    partners, policy = channel
    newcomer = Partner(id="newcomer", territories=("elsewhere",))
    policy = evolve(policy, default=7)
    leads = [evolve(lead, territory=lead.territory or "n") for lead in leads]
    half = len(leads) // 2
    alone = allocate(leads, partners, policy, as_of=NOW)
    first = allocate(leads[:half], [*partners, newcomer], policy, as_of=NOW)
    joined = allocate(leads[half:], partners, policy, ledger=first.ledger, as_of=NOW)

    assert {**first.assignments, **joined.assignments} == alone.assignments
    assert [each for each in joined.ledger.accounts if each.partner != "newcomer"] == list(
        alone.ledger.accounts
    )


@given(channel=channels(), leads=queues())
def test_every_decision_is_the_calculation_itself(channel, leads):
    """Terms add up, the winner has the largest total, and what a loser needed is what he needed."""
    partners, policy = channel
    result = allocate(leads, partners, policy, as_of=NOW)
    ledger = Ledger(value=policy.value, currency=result.ledger.currency)
    for lead in leads:
        decision = result.decisions[lead.id]
        could = [each for each in decision.candidates if each.is_eligible]

        assert {each.partner for each in decision.candidates} == {partner.id for partner in partners}
        assert all(exact(each.total) == exact(each.before, each.accrual, each.bonus) for each in could)
        assert decision.winner == (could[0].partner if could else None)
        assert [each.total for each in could] == sorted((each.total for each in could), reverse=True)
        assert all(exact(each.short or 0, each.total) == exact(could[0].total) for each in could)
        assert decision.margin == (could[1].short if len(could) > 1 else None)
        for account in ledger.accounts:
            for each in could:
                assert each.partner != account.partner or each.before == ledger.amount(account.balance)
        ledger = allocate([lead], partners, policy, ledger=ledger, as_of=NOW).ledger


@given(channel=channels(), leads=queues(most=8), data=st.data())
def test_a_loser_who_were_owed_what_he_needed_would_have_won(channel, leads, data):
    partners, policy = channel
    before = allocate(leads[:-1], partners, policy, as_of=NOW).ledger
    decision = allocate(leads[-1:], partners, policy, ledger=before, as_of=NOW).decisions[leads[-1].id]
    losers = [each for each in decision.candidates if each.is_eligible and not each.won]
    if not losers or len(leads) == 1:
        return
    loser = data.draw(st.sampled_from(losers))
    needed = int(exact(loser.needed) / exact(before.amount(1)))
    for shift, wins in ((needed, True), (needed - 1, False)):
        accounts = [
            evolve(each, balance=each.balance + shift * (each.partner == loser.partner))
            for each in before.accounts
        ]
        outside = evolve(accounts[0], partner="~outside", group="~outside", balance=-shift, open_leads=0)
        ledger = evolve(before, accounts=(*accounts, outside))

        again = allocate(leads[-1:], partners, policy, ledger=ledger, as_of=NOW)

        assert (again.assignments[leads[-1].id] == loser.partner) is wins


@given(channel=channels(most=4), leads=queues(most=8))
def test_a_partner_s_view_does_not_depend_on_the_secrets_of_others(channel, leads):
    """Whether a rival declined, is away or is full: what a partner who cannot take it sees stays the same."""
    partners, policy = channel
    decisions = allocate(leads, partners, policy, as_of=NOW).decisions
    for rivals in combinations(partners, max(len(partners) - 1, 1)):
        for lead in leads:
            for viewer in rivals:
                view = decisions[lead.id].explain(viewer=viewer.id)
                text = repr((view.reason, view.candidates, view.winner))

                assert view.others is None
                assert not any(repr(each.id) in text for each in partners if each.id != viewer.id)
                assert view.winner in (None, viewer.id)
                assert all(each.short is None and each.needed is None for each in view.candidates)
