"""Who can take a lead is what the rules say one by one, whatever order they and the partners come in."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations
from math import acos, asin, cos, pi, radians, sin, sqrt

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Certification, Location, Partner
from partnerkit.leads import RULES, FairShare, Ledger, allocate, allocate_batch, certified
from partnerkit.leads.distance import distances, meters, within
from partnerkit.leads.encoding import encode
from partnerkit.leads.exclusions import EARLIER, earlier_holders
from partnerkit.leads.precedence import Precedence, named_partner, running_service
from partnerkit.leads.presence import open_when_urgent
from partnerkit.leads.room import paced
from partnerkit.leads.rule import Occasion
from partnerkit.leads.standing import of_tier
from partnerkit.testing.nasty import any_of, one_of, some_of
from partnerkit.values.hours import WorkingCalendar
from partnerkit.values.money import Money
from partnerkit.values.time import Period

NOW = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
OCCASION = Occasion(as_of=NOW)
PLACES, GOODS, TONGUES, NAMES = ("n", "e", "s"), ("fw", "router"), ("de", "sv"), ("A", "B", "C", "D", "E")
POINTS = ((54.3, 10.1), (53.6, 10.0), (48.1, 11.6))
OFFICE = WorkingCalendar(zone="Europe/Berlin", week={0: ((time(8), time(17)),)})
CALENDARS = {"office": OFFICE, "early": evolve(OFFICE, week={0: ((time(6), time(9)),)})}
AGAIN = earlier_holders(when_nobody_is_left="ask-again")
ALL = (
    *(rule for rule in RULES if rule is not EARLIER),
    of_tier("gold", needed=lambda lead: lead.urgent),
    certified("expert", needed=lambda lead: lead.product == "fw"),
    open_when_urgent(CALENDARS),
    within(120),
)


def few_of(items, most=3):
    """Return each choice of at most so many, as often the small ones as the large ones together."""
    chosen = [tuple(each) for count in range(most + 1) for each in combinations(items, count)]
    return (*chosen, *(each for each in chosen if len(each) < 2))


PLACED = [
    Location(
        id=f"{number}{point}{hours}",
        hours=hours,
        **({} if point is None else {"latitude": point[0], "longitude": point[1]}),
    )
    for number in range(2)
    for point in (*(None,) * 3, *POINTS)
    for hours in (None, None, *sorted(CALENDARS))
]
SITES = [(each,) for each in PLACED[:24]] + [(one, other) for one in PLACED[:24] for other in PLACED[24:]]
EXPERT_IN = [
    [Certification(name="expert", valid=Period.year(year)) for year in years]
    for years in few_of((2025, 2026), 2)
]


# Putting a strategy together takes longer than drawing from it: made once.
orders = st.lists(st.sampled_from(NAMES), min_size=1, unique=True)
fields = any_of(
    dict,
    tier=(None, "gold", "silver"),
    status=(*("active",) * 5, "suspended"),
    territories=some_of(PLACES),
    products=some_of(GOODS),
    languages=some_of(TONGUES),
    capacity=one_of(range(5)),
    locations=one_of(SITES),
    certifications=EXPERT_IN,
    absences=(*((),) * 4, (Period.day(date(2026, 3, 2)),)),
    credit_blocked=(*(False,) * 5, True),
    blocked_customers=few_of(("K1", "K2"), 2),
    unknown=few_of(("territories", "products"), 2),
)
wishes = any_of(
    dict,
    value=range(1, 10_001),
    point=(*(None,) * 3, *POINTS),
    territory=(*(None,) * 3, *PLACES),
    product=(None, None, *GOODS),
    language=(None, None, *TONGUES),
    customer=(None, "K1", "K2", "K3"),
    urgent=(False, True),
    refused_partners=few_of(NAMES),
    earlier_holders=few_of(NAMES),
)


def partner(name, unknown, **fields):
    return Partner(id=name, unknown=[each for each in unknown if fields[each] is None], **fields)


@st.composite
def some_partners(draw):
    return [partner(name, **draw(fields)) for name in draw(orders)]


pools = some_partners()


def lead(number, value, point, **more):
    where = {} if point is None else {"latitude": point[0], "longitude": point[1]}
    return Lead(id=f"L-{number}", value=Money.from_minor(value, "EUR"), **where, **more)


def queues(most=12):
    return st.lists(wishes, min_size=1, max_size=most).map(
        lambda wanted: [lead(number, **each) for number, each in enumerate(wanted)]
    )


def serves(own, wanted, name, partner, blank):
    if wanted is None:
        return True
    if own is None:
        return blank == "unrestricted" and name not in partner.unknown
    return wanted in own


def apart(one, other):
    """Return the distance by the haversine formula, written once more."""
    (a, b), (c, d) = ([radians(part) for part in point] for point in (one, other))
    return (
        2 * 6_371_008.8 * asin(sqrt(min(1, sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2)))
    )


def could_take(partner, lead, blank):
    """Say all of it once more, without the library (earlier holders aside)."""
    points = [
        (each.latitude, each.longitude) for each in partner.locations or () if each.latitude is not None
    ]
    hours = [each.hours for each in partner.locations or () if each.hours]
    return (
        partner.status == "active"
        and not partner.absences
        and not partner.credit_blocked
        and partner.id not in lead.refused_partners
        and lead.customer not in partner.blocked_customers
        and serves(partner.territories, lead.territory, "territories", partner, blank)
        and serves(partner.products, lead.product, "products", partner, blank)
        and serves(partner.languages, lead.language, "languages", partner, blank)
        and (partner.tier == "gold" or not lead.urgent)
        and (lead.product != "fw" or any(each.valid == Period.year(2026) for each in partner.certifications))
        # 07:30 in Berlin: only the early ones are open.
        and (not lead.urgent or not hours or "early" in hours)
        and (
            lead.latitude is None
            or (blank == "unrestricted" and not points)
            or any(apart((lead.latitude, lead.longitude), point) <= 120_000 for point in points)
        )
    )


def expected(pool, lead, blank, again):
    able = [partner.id for partner in pool if could_take(partner, lead, blank)]
    fresh = [name for name in able if name not in lead.earlier_holders]
    return set(fresh if fresh or not again else able)


blanks = st.sampled_from(["unrestricted", "exclude"])
named = st.none() | st.sampled_from(NAMES)


@given(pool=pools, leads=queues(), blank=blanks, again=st.booleans(), data=st.data())
def test_the_tables_equal_the_rules_asked_one_by_one_in_any_order(pool, leads, blank, again, data):
    rules = data.draw(st.permutations([*ALL, AGAIN if again else EARLIER]))
    found = encode(leads, pool, rules, OCCASION, blank)
    for index, lead in enumerate(leads):
        row = found.table[found.signatures()[index]]
        able = {partner.id for partner, could in zip(pool, row, strict=True) if could}

        assert able == expected(pool, lead, blank, again)
        assert [not against for against in found.objections(index)] == row.tolist()


@pytest.mark.parametrize("verb", [allocate, allocate_batch])
@given(pool=pools, leads=queues(), blank=blanks, again=st.booleans())
def test_only_eligible_within_every_limit_each_once_and_nobody_left_who_could(
    verb, pool, leads, blank, again
):
    rules = (*ALL, AGAIN if again else EARLIER, *paced(lambda partner: 20))
    result = verb(leads, pool, FairShare(default=1), as_of=NOW, rules=rules, blank=blank)
    given_to = list(result.assignments.values())
    for partner in pool:
        # 20 a month are 2 a day.
        assert given_to.count(partner.id) <= min(2, 4 if partner.capacity is None else partner.capacity)
    for lead in leads:
        able = expected(pool, lead, blank, again)

        assert result.assignments.get(lead.id) in able | {None}
        if lead.id in result.unassigned:
            codes = {partner: reason.code for partner, reason in result.unassigned[lead.id].items()}
            assert all(
                (codes[partner.id] in {"capacity", "capacity-window"}) == (partner.id in able)
                for partner in pool
            )


@given(pool=pools, leads=queues(), blank=blanks, data=st.data())
def test_the_order_of_rules_changes_the_first_objection_only(pool, leads, blank, data):
    rules = (*ALL, EARLIER)
    one = allocate(leads, pool, FairShare(default=1), as_of=NOW, rules=rules, blank=blank)
    other = allocate(
        leads, pool, FairShare(default=1), as_of=NOW, rules=data.draw(st.permutations(rules)), blank=blank
    )

    assert other.assignments == one.assignments
    assert other.ledger == one.ledger
    for lead in leads:
        for mine, his in zip(
            one.decisions[lead.id].candidates, other.decisions[lead.id].candidates, strict=True
        ):
            if mine.objection is not None:
                assert {mine.objection, *mine.further} == {his.objection, *his.further}


points = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@given(one=points, other=points)
def test_distances_are_those_of_the_great_circle(one, other):
    assert abs(meters(one, other) - apart(one, other)) <= 1
    assert meters(one, other) == meters(other, one) <= round(pi * 6_371_008.8)
    (a, b), (c, d) = ([radians(part) for part in point] for point in (one, other))
    angle = acos(max(-1, min(1, sin(a) * sin(c) + cos(a) * cos(c) * cos(d - b))))
    # The other formula of the sphere, which is blind to small distances.
    assert abs(meters(one, other) - 6_371_008.8 * angle) <= 2 or angle < 1e-3 or pi - angle < 1e-3


@given(some=st.lists(points, min_size=1, max_size=5), others=st.lists(points, min_size=1, max_size=5))
def test_a_table_of_distances_is_the_distances(some, others):
    assert distances(some, others).tolist() == [[meters(one, other) for other in others] for one in some]


@pytest.mark.parametrize("verb", [allocate, allocate_batch])
@given(
    pool=pools,
    leads=queues(),
    terms=st.tuples(st.sampled_from(["pool", "wait"]), st.booleans()),
    data=st.data(),
)
def test_bound_leads_go_to_their_partner_or_say_why_not(verb, pool, leads, terms, data):
    unable, counted = terms
    leads = [evolve(lead, refused_partners=(), named_partner=data.draw(named)) for lead in leads]
    serving = {"K1": "A", "K2": "B"}
    precedence = Precedence(rights=[named_partner(unable=unable), running_service(serving)], counted=counted)
    result = verb(leads, pool, FairShare(default=1), as_of=NOW, precedence=precedence)
    for lead in leads:
        decision = result.decisions[lead.id]
        claims = [lead.named_partner] if lead.named_partner else []
        claims += [serving[lead.customer]] if lead.customer in serving else []
        if decision.bound is not None:
            assert decision.winner == decision.bound.facts["partner"]
            assert decision.winner in claims
            # Whoever had a better right is told to have been unable.
            better = claims[: claims.index(decision.winner)]
            assert {each.facts["partner"] for each in decision.unable} == set(better)
        elif claims:
            assert decision.unable
            assert decision.winner is None or unable == "pool" or lead.named_partner is None
            for reason in decision.unable:
                partner, because = reason.facts["partner"], reason.facts["because"]
                assert because == "not-in-pool" or decision.candidate(partner).objection.code == because
        else:
            assert decision.unable == ()
    assert sum(result.ledger.balances.values()) == 0
    assert result.fairness.bound is None or result.fairness.largest_deviation <= result.fairness.bound


@given(
    pool=pools,
    leads=queues(),
    counted=st.booleans(),
    unable=st.sampled_from(["pool", "wait"]),
    data=st.data(),
)
def test_rights_are_the_same_one_by_one_and_all_in_a_list(pool, leads, counted, unable, data):
    leads = [evolve(lead, refused_partners=(), named_partner=data.draw(named)) for lead in leads]
    terms = {"precedence": Precedence(rights=[named_partner(unable=unable)], counted=counted)}
    whole = allocate(leads, pool, FairShare(default=1), as_of=NOW, **terms)
    ledger = Ledger()
    for lead in leads:
        single = allocate([lead], pool, FairShare(default=1), ledger=ledger, as_of=NOW, **terms)

        assert single.decisions[lead.id] == whole.decisions[lead.id]
        ledger = single.ledger
    assert ledger == whole.ledger


@given(pool=pools, leads=queues(most=1), weight=st.integers(1, 9), data=st.data())
def test_a_partner_s_view_does_not_tell_of_his_rivals(pool, leads, weight, data):
    """What is private to a rival may decide who wins, and is told by nothing else."""
    me, rivals = pool[0], pool[1:]
    assume(rivals)
    (lead,) = leads
    changed = [
        evolve(
            rival,
            capacity=data.draw(st.none() | st.integers(0, 3)),
            absences=data.draw(st.sampled_from([(), (Period.month(2026, 3),)])),
            credit_blocked=data.draw(st.booleans()),
        )
        for rival in rivals
    ]
    declined = evolve(
        lead, earlier_holders=tuple({*lead.earlier_holders, data.draw(st.sampled_from(rivals)).id} - {me.id})
    )
    lead = evolve(lead, earlier_holders=tuple(set(lead.earlier_holders) - {me.id}))
    policy = FairShare(weights={me.id: 2}, default=weight)
    ledger = Ledger().with_open({rival.id: data.draw(st.integers(0, 3)) for rival in rivals})
    views = [
        allocate([each], [me, *others], policy, ledger=before, as_of=NOW)
        .decisions[lead.id]
        .explain(viewer=me.id)
        for each, others, before in ((lead, rivals, Ledger()), (declined, changed, ledger))
    ]
    if len({view.winner for view in views}) == 1:
        assert views[0] == views[1]
    else:
        assert {view.reason.code for view in views} == {"given-to-you", "not-given-to-you"}


def test_hours_of_the_calendars_are_as_the_properties_suppose():
    assert OFFICE.next_open(NOW) == NOW + timedelta(minutes=30)
    assert CALENDARS["early"].is_open(NOW)
