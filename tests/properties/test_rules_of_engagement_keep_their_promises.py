"""
Registrations, leads and direct sales: the same findings in any order, and no party learns of another.

The pairs of the kernel agree with comparing everybody with everybody.
"""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import combinations, permutations, product
from types import SimpleNamespace

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.conflicts import detect, rules
from partnerkit.conflicts.precedence import CRITERIA, Claim, Precedence
from partnerkit.conflicts.rules.channel_conflict import channel_conflict
from partnerkit.conflicts.rules.deal_overlap import deal_overlap
from partnerkit.conflicts.rules.lead_collision import lead_collision
from partnerkit.conflicts.rules.protected_lead_taken import protected_lead_taken
from partnerkit.facts import (
    Account,
    Assignment,
    DealRegistration,
    DirectEngagement,
    Lead,
    Network,
    Partner,
    Product,
    ServiceCase,
)  # fmt: skip
from partnerkit.values import Money, Period
from partnerkit.values.errors import InvalidValue

NOW = datetime(2026, 6, 1, tzinfo=UTC)
DAY = timedelta(days=1)
PARTNERS = ["P-1", "P-2", "P-3"]
SELLERS = ["s", "t"]
PRODUCTS = [Product(id="m"), Product(id="m-1", parent="m"), Product(id="m-2", parent="m")]
GIVEN = {"L-0": "P-1", "L-1": "P-2"}
RULES = (
    *(rule for rule in rules.builtin() if rule.code not in {"protected-lead-taken", "lead-collision"}),
    protected_lead_taken(given=GIVEN),
    lead_collision(given=GIVEN),
)

accounts = st.lists(st.sampled_from(["direct", "channel", "shared", "unknown"]), min_size=2, max_size=2).map(
    lambda flags: [Account(id=f"A-{at}", name=f"Werft {at}", flag=flag) for at, flag in enumerate(flags)]
)
wares = st.sampled_from([None, "m", "m-1", "m-2"])


# Putting a strategy together takes longer than drawing from it: made once.
DEAL = st.fixed_dictionaries(
    {
        "partner": st.sampled_from(PARTNERS),
        "account": st.sampled_from(["A-0", "A-0", "A-1", None]),
        "customer": st.sampled_from(["Werft 0 GmbH", "Unbekannt AB"]),
        "product": wares,
        "opportunity": st.sampled_from([None, None, "O-1", "O-2"]),
        "value": st.none() | st.integers(1, 9).map(lambda n: Money.of(n, "EUR")),
        "chosen_in_writing": st.booleans(),
        "public_tender": st.sampled_from([None, False, True]),
        "discount": st.none() | st.just(Decimal("0.1")),
    }
)
STEPS = st.sampled_from(
    [(), ("submit",), ("submit", "review"), ("submit", "review", "reject"),
     ("submit", "review", "approve"), ("submit", "review", "approve", "convert"),
     ("submit", "review", "approve", "extend"), ("submit", "withdraw")]
)  # fmt: skip
DIRECT = st.fixed_dictionaries(
    {
        "person": st.sampled_from(SELLERS),
        "account": st.sampled_from(["A-0", "A-1"]),
        "product": wares,
        "opportunity": st.sampled_from([None, "O-1"]),
    }
)
SELLER = st.sampled_from([None, *SELLERS])
#: All windows are months of 30 days, so steps of months meet their borders; a hair lies on either side of them.
MONTH, HAIR = 30 * DAY, timedelta(microseconds=1)
PAST = st.sampled_from([NOW - months * MONTH + hair * HAIR for months in range(6) for hair in (0, 0, 1, -1)])
STEP = st.sampled_from([0 * DAY, 9 * DAY, MONTH])
ACTIVE = st.sampled_from([None, *(months * MONTH for months in range(4))])
ASKED = st.fixed_dictionaries(
    {
        "customer": st.sampled_from(["A-0", "A-1", None]),
        "product": wares,
        "received_at": st.none() | PAST,
    }
)


@st.composite
def registrations(draw, number):
    at = draw(PAST)
    deal = DealRegistration(id=f"D-{number}", **draw(DEAL))
    for event in draw(STEPS):
        until = {"approve": at + 60 * DAY, "extend": at + 120 * DAY}.get(event)
        reason = "duplicate" if event == "reject" else None
        deal = deal.with_step(event, at=at, expires_at=until, reason=reason, by=draw(SELLER))
        at += draw(STEP)
    return deal


@st.composite
def engagements(draw, number):
    since, active = draw(PAST), draw(ACTIVE)
    last = None if active is None else since + active
    return DirectEngagement(id=f"E-{number}", since=since, last_active_at=last, **draw(DIRECT))


def leads(number):
    return ASKED.map(lambda drawn: Lead(id=f"L-{number}", **drawn))


def several(of, most, least=0):
    every = [of(number) for number in range(most)]
    return st.one_of(*(st.tuples(*every[:count]) for count in range(least, most + 1)))


services = st.lists(
    st.builds(
        lambda number, partner, seller: ServiceCase(
            id=f"S-{number}", partner=partner, sold_by=seller, account="A-0", opened_at=NOW
        ),
        st.integers(0, 99),
        st.sampled_from(PARTNERS),
        st.sampled_from([None, *PARTNERS]),
    ),
    max_size=3,
    unique_by=lambda case: case.id,
)
managed = st.lists(
    st.builds(
        lambda person, partner, start: Assignment(
            person=person, partner=partner, period=Period.since((NOW - start * DAY).date())
        ),
        st.sampled_from(SELLERS),
        st.sampled_from(PARTNERS),
        st.integers(-9, 99),
    ),
    max_size=3,
)
firms = st.tuples(*(st.sampled_from([None, *SELLERS]) for _ in PARTNERS)).map(
    lambda owners: [
        Partner(id=name, account_owner=owner) for name, owner in zip(PARTNERS, owners, strict=True)
    ]
)


def together(*parts):
    return st.tuples(*parts).map(lambda drawn: [*PRODUCTS, *(fact for part in drawn for fact in part)])


facts = together(
    accounts, several(registrations, 5), several(engagements, 3), several(leads, 3), services, managed, firms
)
#: Enough of what one rule looks at that many meet, and some only through others.
claimed = together(accounts, several(registrations, 5, 3))
contested = together(accounts, several(registrations, 3, 1), several(engagements, 3, 1))
wanted = together(accounts, several(registrations, 3), several(engagements, 2), several(leads, 3, 1))


def found(facts, applied=RULES):
    return detect(Network.of(facts), applied, as_of=NOW)


@given(facts, st.randoms(use_true_random=False))
def test_the_order_of_facts_and_rules_makes_no_difference(facts, random):
    mixed, order = list(facts), list(RULES)
    random.shuffle(mixed)
    random.shuffle(order)

    assert found(mixed, order) == found(facts)


@given(facts)
def test_asking_twice_gives_the_same_answer(facts):
    network = Network.of(facts)

    assert detect(network, RULES, as_of=NOW) == detect(network, RULES, as_of=NOW)


@given(facts)
def test_parties_are_named_symmetrically_and_each_group_once(facts):
    conflicts = found(facts)

    assert len({conflict.id for conflict in conflicts}) == len(conflicts)
    assert all(conflict.parties == tuple(sorted(set(conflict.parties))) for conflict in conflicts)


@given(facts, st.sampled_from(PARTNERS))
def test_no_view_depends_on_another_partys_identity_or_terms(facts, viewer):
    """All others change their names and terms; the viewer sees the same."""

    def other(name):
        return name if name is None or name == viewer else f"x-{name}"

    def disguised(fact):
        match fact:
            case DealRegistration():
                mine = fact.partner == viewer
                terms = {} if mine else {"value": Money.of(77, "EUR"), "discount": None}
                return evolve(fact, partner=other(fact.partner), stepped_by=other(fact.stepped_by), **terms)
            case DirectEngagement():
                return evolve(fact, person=other(fact.person))
            case ServiceCase():
                return evolve(fact, partner=other(fact.partner), sold_by=other(fact.sold_by))
            case Assignment():
                return evolve(fact, partner=other(fact.partner), person=other(fact.person))
            case Partner():
                return evolve(fact, id=other(fact.id), account_owner=other(fact.account_owner))
            case _:
                return fact

    def views(facts, given):
        applied = (*RULES[:-2], protected_lead_taken(given=given), lead_collision(given=given))
        seen = (conflict.view(viewer) for conflict in found(facts, applied))
        return sorted((view for view in seen if view is not None), key=repr)

    hidden = {lead: other(partner) for lead, partner in GIVEN.items()}

    assert views(map(disguised, facts), hidden) == views(facts, GIVEN)


@given(facts)
def test_a_view_names_no_other_party(facts):
    for conflict in found(facts):
        for party in conflict.parties:
            view = conflict.view(party)
            named = {
                value
                for reason in (view.reason, *view.evidence, *view.proposals)
                for value in reason.facts.values()
                if isinstance(value, str)
            }

            assert not named & set(conflict.parties) - {party}


@given(contested)
def test_partner_and_direct_sales_meet_only_at_the_channel_desk(facts):
    for conflict in found(facts, [channel_conflict()]):
        assert "channel-desk" in conflict.parties
        assert not {*SELLERS} & {*conflict.parties}
        assert conflict.proposals[0].code == "bring-to-desk"


def one_deal(network, one, other):
    if None not in (one.opportunity, other.opportunity) and one.opportunity != other.opportunity:
        return False
    tree = network.product_tree
    if None in (one.product, other.product):
        return True
    return tree.covers(one.product, other.product) or tree.covers(other.product, one.product)


def customer(deal):
    if deal.account is not None:
        return deal.account
    return "A-0" if deal.customer.startswith("Werft 0") else deal.customer


@given(claimed)
def test_registrations_overlap_exactly_where_comparing_all_with_all_says(facts):
    network, back = Network.of(facts), 30 * DAY

    def stands(deal):
        if deal.status in {"draft", "rejected", "withdrawn"} or deal.submitted_at > NOW:
            return False
        ends = [end for end in (deal.ended_at, deal.expires_at) if end is not None]
        return not ends or min(ends) + back > NOW

    linked = defaultdict(set)
    for one, other in combinations(filter(stands, network.deals), 2):
        if customer(one) == customer(other) and one_deal(network, one, other):
            linked[one.id].add(other.id)
            linked[other.id].add(one.id)
    expected, seen = set(), set()
    partner = {deal.id: deal.partner for deal in network.deals}
    for start in linked:
        group, waiting = {start}, [start]
        while waiting:
            new = linked[waiting.pop()] - group
            group |= new
            waiting += new
        if len({partner[each] for each in group}) > 1:
            expected.add(tuple(sorted(group)))
    seen = {conflict.group for conflict in detect(network, [deal_overlap()], as_of=NOW)}

    assert seen == expected


@given(claimed)
def test_a_protection_is_broken_exactly_where_comparing_all_with_all_says(facts):
    network = Network.of(facts)
    approved = [
        deal
        for deal in network.deals
        if deal.approved_at is not None and deal.approved_at <= NOW and deal.status != "withdrawn"
    ]
    expected = {
        ("registrations", first.id, second.id)
        for first, second in permutations(approved, 2)
        if first.partner != second.partner
        and first.approved_at < second.approved_at
        and first.is_protected(as_of=second.approved_at)
        and customer(first) == customer(second)
        and one_deal(network, first, second)
    }

    assert {each.group for each in detect(network, [protected_lead_taken()], as_of=NOW)} == expected


@given(contested)
def test_the_channel_conflicts_exactly_where_comparing_all_with_all_says(facts):
    network, back = Network.of(facts), 60 * DAY
    expected = set()
    for deal, direct in product(network.deals, network.direct):
        ends = [end for end in (deal.ended_at, deal.expires_at) if end is not None]
        if deal.status in {"draft", "rejected", "withdrawn"} or any(end <= NOW for end in ends):
            continue
        in_time = direct.last_known_at + back >= deal.submitted_at
        if (
            customer(deal) == direct.account
            and in_time
            and direct.since <= NOW
            and one_deal(network, deal, direct)
        ):
            expected.add((deal.id,))
    # What is submitted later than now does not stand yet.
    standing = {deal.id for deal in network.deals if deal.submitted_at and deal.submitted_at <= NOW}
    conflicts = detect(network, [channel_conflict()], as_of=NOW)

    assert {each.group for each in conflicts} == {group for group in expected if group[0] in standing}


@pytest.mark.parametrize("hair", [-1, 0, 1])
def test_direct_sales_is_there_to_the_last_instant_of_its_window_and_a_claim_until_its_own_ends(hair):
    """Drawn moments come that close to each other too seldom."""
    last = NOW - 3 * MONTH
    met = last + 2 * MONTH + hair * HAIR
    seller = DirectEngagement(id="E-0", person="s", account="A-0", since=last - DAY, last_active_at=last)
    deal = DealRegistration(id="D-0", partner="P-1", account="A-0").with_step("submit", at=met)
    lead = Lead(id="L-9", customer="A-0", received_at=met)
    gone = DealRegistration(id="D-1", partner="P-2", account="A-0")
    for event in ("submit", "review"):
        gone = gone.with_step(event, at=last)
    gone = gone.with_step("approve", at=last, expires_at=NOW - MONTH + hair * HAIR)
    soon = evolve(seller, since=NOW + hair * HAIR, last_active_at=None)
    before = DealRegistration(id="D-2", partner="P-3", account="A-0").with_step("submit", at=last - DAY)
    asked, later = evolve(lead, received_at=NOW - DAY), evolve(deal, submitted_at=NOW + hair * HAIR)
    promised, came = evolve(gone, expires_at=NOW + DAY), evolve(lead, id="L-1", received_at=NOW + hair * HAIR)

    assert len(found([seller, deal], [channel_conflict()])) == (hair <= 0)
    assert len(found([soon, deal], [channel_conflict()])) == (hair <= 0)
    assert len(found([before, gone], [deal_overlap()])) == (hair > 0)
    assert len(found([seller, lead], RULES[-1:])) == (hair <= 0)
    # Nothing meets a lead before it is there, and no lead meets anything before it came.
    assert len(found([soon, asked], RULES[-1:])) == (hair <= 0)
    assert len(found([later, asked], RULES[-1:])) == (hair <= 0)
    assert len(found([seller, evolve(came, id="L-9")], [lead_collision(direct_look_back=4 * MONTH)])) == (
        hair <= 0
    )
    assert len(found([promised, came], [protected_lead_taken(given={"L-1": "P-1"})])) == (hair <= 0)
    assert len(found([deal, gone], [deal_overlap()])) == (hair > 0)


@given(wanted)
def test_whoever_meets_a_lead_is_found_by_exactly_one_rule(facts):
    """A registration that stands, or active direct sales, at the customer of an open lead: never lost, never told twice."""
    network, back = Network.of(facts), 60 * DAY
    met, promised = defaultdict(set), set()
    for lead, deal in product(network.leads, network.deals):
        if None in (lead.customer, lead.received_at) or customer(deal) != lead.customer:
            continue
        holder = GIVEN.get(lead.id)
        if deal.partner == holder or not one_deal(
            network, evolve(deal, opportunity=None), with_project(lead)
        ):
            continue
        ends = [end for end in (deal.ended_at, deal.expires_at) if end is not None]
        if holder is not None and deal.is_protected(as_of=lead.received_at):
            promised.add(("lead", lead.id, deal.id))
        elif deal.status not in {"draft", "rejected", "withdrawn"} and all(end > NOW for end in ends):
            met[lead.id].add(deal.id)
    direct = {
        lead.id
        for lead, each in product(network.leads, network.direct)
        if lead.received_at is not None
        and lead.customer == each.account
        and each.since <= NOW
        and each.last_known_at + back >= lead.received_at
        and one_deal(network, evolve(each, opportunity=None), with_project(lead))
    }
    conflicts = detect(network, RULES[-2:], as_of=NOW)
    found = {
        each.group[0]: set(each.reason.facts.get("registrations", ()))
        for each in conflicts
        if each.rule == "lead-collision" and len(each.group) == 1
    }

    assert found == {lead: met[lead] for lead in met.keys() | direct if met[lead] or lead in direct}
    assert {each.group for each in conflicts if each.group[0] == "lead"} == promised


def with_project(lead):
    return SimpleNamespace(opportunity=None, product=lead.product)


claims = st.lists(
    st.builds(
        lambda day, chosen, serves, tender: (day, chosen, serves, tender),
        st.none() | st.integers(0, 3),
        st.booleans(),
        st.booleans(),
        st.booleans(),
    ),
    min_size=1,
    max_size=4,
).map(
    lambda rows: [
        Claim(
            registration=f"D-{at}",
            partner=f"P-{at}",
            qualified_at=None if day is None else NOW + day * DAY,
            chosen_in_writing=chosen,
            serves_customer=serves,
            public_tender=tender,
        )
        for at, (day, chosen, serves, tender) in enumerate(rows)
    ]
)


@given(claims, st.permutations(CRITERIA))
def test_precedence_orders_every_claim_once_whatever_order_they_come_in(claims, order):
    precedence = Precedence(order=order)
    rulings = [precedence.rule(*mixed) for mixed in permutations(claims)]

    assert all(ruling == rulings[0] for ruling in rulings)
    assert sorted((*rulings[0].order, *rulings[0].excluded)) == sorted(each.registration for each in claims)


@given(claims, st.permutations(CRITERIA))
def test_precedence_has_no_circle(claims, order):
    """Whoever wins against all wins against each; so nobody beats, through others, themselves."""
    precedence = Precedence(order=order)
    ruling = precedence.rule(*claims)
    by_id = {each.registration: each for each in claims}
    for one, other in combinations(ruling.order, 2):
        assert precedence.rule(by_id[one], by_id[other]).winner in {one, None}


@given(st.lists(st.permutations(CRITERIA).map(lambda order: tuple(order[:2])), min_size=1, max_size=4))
def test_stated_precedence_is_total_and_acyclic_or_refused(pairs):
    named = {name for pair in pairs for name in pair}
    fitting = [
        order
        for order in permutations(sorted(named))
        if all(order.index(first) < order.index(second) for first, second in pairs)
    ]
    if len(fitting) == 1:
        assert Precedence.from_pairs(pairs).order == fitting[0]
    else:
        with pytest.raises(InvalidValue, match="pairs"):
            Precedence.from_pairs(pairs)
