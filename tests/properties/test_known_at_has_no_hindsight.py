"""
What was known at a moment is what it was then, whatever has been entered since.

A back-test may see no fact that came later, nothing that happened later, no
version that replaced an older one later, and no trace that it was replaced at
all. First every noun by itself, against what it says of its own times; then a
diary of news, against the pages written until then; then whole networks.
"""

from copy import copy
from datetime import UTC, date, datetime, time, timedelta
from types import UnionType
from typing import Union, get_args, get_origin

import pytest
from attrs import evolve, fields, has, resolve_types
from hypothesis import given, settings
from hypothesis import strategies as st

from partnerkit import facts as nouns_of_the_house
from partnerkit.access import HIDDEN
from partnerkit.access.categories import OF_FIELD
from partnerkit.facts.deal import DealRegistration
from partnerkit.facts.fact import Fact
from partnerkit.facts.figure import Figure
from partnerkit.facts.interaction import Interaction, Task
from partnerkit.facts.lead import Lead
from partnerkit.facts.network import Network
from partnerkit.facts.partner import Partner
from partnerkit.facts.service import ServiceCase, WarrantyClaim
from partnerkit.facts.territory import Territory
from partnerkit.testing.happenings import lives, nouns
from partnerkit.testing.strategies import figures, instants, leads, networks, partners, periods, versions
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.money import Money
from partnerkit.values.time import Period

NOUNS = [
    noun
    for noun in (getattr(nouns_of_the_house, name) for name in nouns_of_the_house.__all__)
    if issubclass(noun, Fact) and noun is not Fact
]

#: How each of them is drawn. Putting a strategy together takes longer than drawing from it: made once, as below.
STRATEGIES = {noun: st.from_type(noun) for noun in NOUNS} | nouns()

#: Dates of what happened: they bound what can be known. A field is named as `Model.field`.
HAPPENED = {
    "Agreement.ended_on",
    "Agreement.notice_on",
    "Agreement.signed_on",
    "Answer.on",
    "Campaign.announced_at",
    "Commitment.done_on",
    "Consent.given_at",
    "Consent.notice_at",
    "Consent.withdrawn_at",
    "DealRegistration.approved_at",
    "DealRegistration.ended_at",
    "DealRegistration.extended_at",
    "DealRegistration.reviewed_at",
    "DealRegistration.submitted_at",
    "Delivery.delivered_on",
    "Delivery.ordered_on",
    "DirectEngagement.last_active_at",
    "DirectEngagement.since",
    "DirectEngagement.until",
    "Enrolment.enrolled_at",
    "Enrolment.stepped_at",
    "Figure.entered_at",
    "FundRequest.requested_at",
    "Interaction.at",
    "Intervention.ended_on",
    "JointPlan.signed_by_partner",
    "JointPlan.signed_by_vendor",
    "Justification.at",
    "Lead.closed_at",
    "Lead.received_at",
    "Plan.agreed_on",
    "Plan.closed_on",
    "Plan.talks",
    "PlanStep.done_on",
    "RateTable.on",
    "ServiceCase.closed_at",
    "ServiceCase.first_response_at",
    "ServiceCase.opened_at",
    "ServiceCase.resolved_at",
    "Standing.began_at",
    "StandingStep.at",
    "StepTaken.at",
    "Succession.on",
    "Task.ended_at",
    "Task.opened_at",
    "Touch.at",
    "TrainingResult.on",
    "WarrantyClaim.credited_at",
    "WarrantyClaim.decided_at",
    "WarrantyClaim.failed_on",
    "WarrantyClaim.sold_on",
    "WarrantyClaim.submitted_at",
    "WrittenWarning.cured_on",
    "WrittenWarning.given_on",
    "WrittenWarning.known_on",
}

#: Dates that are set ahead of their day: plans, promises, terms.
PLANNED = {
    "Commitment.due",
    "DealRegistration.expires_at",
    "Delivery.promised_on",
    "HandOver.on",
    "Intervention.review_on",
    "Intervention.started_on",
    "JointPlan.review_dates",
    "Person.hired_on",
    "Person.left_on",
    "PlanStep.due",
    "PlanStep.start",
    "ServiceCase.due_at",
    "StandingStep.last_day",
    "StandingStep.review_on",
    "Task.due",
    "TrainingResult.expires_on",
    "WrittenWarning.deadline",
}


def dated_fields(model):
    """Give every field of *model* and of its parts that holds a date, as `Model.field`."""
    resolve_types(model)
    for each in fields(model):
        kinds = set(leaves(each.type))
        if kinds & {date, datetime} and each.name not in {"known_from", "known_until"}:
            yield f"{model.__name__}.{each.name}"
        for part in kinds:
            if isinstance(part, type) and has(part) and part.__module__.startswith("partnerkit.facts"):
                yield from dated_fields(part)


def leaves(kind):
    if get_origin(kind) in {Union, UnionType, tuple}:
        for each in get_args(kind):
            yield from leaves(each)
    else:
        yield kind


def happened(value):
    """Give every moment of something that happened, in *value* and its parts."""
    for each in fields(type(value)):
        inner = getattr(value, each.name)
        named = f"{type(value).__name__}.{each.name}"
        if named in HAPPENED and inner is not None and not is_plan(value):
            yield from inner if isinstance(inner, tuple) else (inner,)
        for part in inner if isinstance(inner, tuple) else (inner,):
            if has(type(part)) and type(part).__module__.startswith("partnerkit.facts"):
                yield from happened(part)


def is_plan(value):
    """Tell whether it is still to come; of a message only where it was known before. Commitments are not drawn."""
    is_silent = isinstance(value, Interaction) and value.held is None and not value.outcome
    return is_silent and (value.kind != "message" or value.known_from is not None)


def is_over(when, moment):
    return when <= moment.date() if type(when) is date else when <= moment


def edge(when):
    """Return the instant at which *when* comes, or its day is over."""
    return datetime.combine(when + timedelta(days=1), time(), UTC) if type(when) is date else when


SINCE = st.none() | instants()
LENGTHS = st.none() | st.integers(1, 5_000)


@st.composite
def records(draw, noun):
    """One version of a fact, and a moment to look at it: any, or just before and at what happened."""
    fact = draw(STRATEGIES[noun])
    known_from = draw(SINCE)
    length = draw(LENGTHS)
    until = None if length is None else (known_from or draw(instants())) + timedelta(hours=length)
    try:
        fact = evolve(fact, known_from=known_from, known_until=until)
    except (InvalidValue, InvalidInput):
        # A figure refuses to be known before it was entered.
        fact = evolve(fact, known_until=None)
    edges = [
        moment for when in happened(fact) for moment in (edge(when), edge(when) - timedelta(microseconds=1))
    ]
    at = draw(st.sampled_from(edges) if edges and draw(st.booleans()) else instants())
    return fact, at.astimezone(UTC)


def test_every_date_of_every_noun_is_either_a_plan_or_something_that_happened():
    assert {each for noun in NOUNS for each in dated_fields(noun)} == HAPPENED | PLANNED


@pytest.mark.parametrize("noun", NOUNS)
def test_what_is_in_sight_fits_together_and_nothing_of_it_happened_later(noun):
    # The laws are the same for each of 43 nouns; whole networks follow below.
    @settings(max_examples=max(5, settings.default.max_examples // 5))
    @given(st.lists(records(noun), min_size=1, max_size=3), instants())
    def look(found, later):
        for fact, moment in found:
            had_happened_and_is_unchanged(fact, moment)
            what_is_hidden_stays_hidden(fact, moment)
        moment = found[0][1]
        known = {getattr(fact, "id", place): fact for place, (fact, _) in enumerate(found)}
        then = Network.of(known.values()).known_at(moment)

        assert Network.of(list(then)) == then
        assert then.known_at(max(moment, later)) == then

    look()


def had_happened_and_is_unchanged(fact, moment):
    """Nothing in sight happened later, and what had happened is in sight."""
    for then in Network.of(fact).known_at(moment):
        assert [when for when in happened(then) if not is_over(when, moment)] == []
        assert then.known_until is None
    # A message that was known ahead was a plan until it was sent.
    sent = [fact.at] if isinstance(fact, Interaction) else []
    since = max(filter(None, [fact.learned_at, *sent, *map(edge, happened(fact))]), default=moment)
    if fact.known_until is None or since < fact.known_until:
        assert fact.as_known_at(max(since, moment) if fact.known_until is None else since) == evolve(
            fact, known_until=None
        )


def what_is_hidden_stays_hidden(fact, moment):
    """In a view, whatever may be seen is told as it was, and the rest is no more to be seen than now."""
    hidden = OF_FIELD.get(type(fact), {})
    veiled = copy(fact)
    for name in hidden:
        object.__setattr__(veiled, name, HIDDEN)
    then, seen = fact.as_known_at(moment), veiled.as_known_at(moment)

    assert (then is None) == (seen is None)
    for each in fields(type(fact)) if then is not None else ():
        expected = HIDDEN if each.name in hidden else getattr(then, each.name)
        assert getattr(seen, each.name) == expected, each.name


START = datetime(2026, 3, 2, 9, tzinfo=UTC)

#: Facts whose record keeps the time of these steps: what was known in between can be told from the last state.
RETOLD = [
    (Lead(id="L-17", received_at=START), ("win", "lose", "withdraw")),
    (Task(id="K-1", opened_at=START), ("finish", "cancel")),
    (ServiceCase(id="S-1", opened_at=START), ("start", "resolve", "close", "cancel")),
    (WarrantyClaim(id="W-1", partner="P-4", claimed=Money.of("9", "EUR"), submitted_at=START), None),
    (
        DealRegistration(id="D-1", partner="P-4", account="A-9"),
        ("submit", "review", "approve", "reject", "convert", "expire", "withdraw"),
    ),
]


@pytest.mark.parametrize(("start", "events"), RETOLD, ids=lambda case: type(case).__name__)
def test_the_last_state_tells_every_one_before_it(start, events):
    @given(lives(start, events=events), st.data())
    def look(life, data):
        moment = data.draw(st.sampled_from([at for at, _ in life]))
        expected = [state for at, state in life if at <= moment][-1]
        then = life[-1][1].as_known_at(moment)

        said = {"stepped_by": None} if isinstance(expected, DealRegistration) else {}
        if then is None:
            # The vendor learns of a registration by its being submitted.
            assert expected.status == "draft"
        else:
            assert evolve(then, **said) == evolve(expected, **said)

    look()


def test_an_extension_is_not_known_before_it_was_granted():
    asked = DealRegistration(id="D-1", partner="P-4", account="A-9").with_step("submit", at=START)
    days = [START + timedelta(days=each) for each in range(9)]
    approved = asked.with_step("review", at=days[1]).with_step("approve", at=days[2], expires_at=days[5])
    extended = approved.with_step("extend", at=days[3], expires_at=days[7])
    twice = extended.with_step("extend", at=days[6], expires_at=days[8])

    assert (extended.as_known_at(days[2]).status, extended.as_known_at(days[2]).extensions) == ("approved", 0)
    assert (twice.as_known_at(days[4]).status, twice.as_known_at(days[4]).extensions) == ("extended", 1)
    assert twice.as_known_at(days[4]).is_protected(as_of=days[4])


def test_a_visit_that_was_announced_was_a_plan_until_it_was_held():
    seen = {"id": "I-1", "kind": "visit", "partner": "P-4", "at": START}
    held = Interaction(**seen, held=True, outcome="agreed", minutes=90, known_from=START - timedelta(days=9))
    before = START - timedelta(days=1)

    assert held.as_known_at(before) == Interaction(**seen, known_from=held.known_from)
    assert evolve(held, known_from=None).as_known_at(before) is None
    assert Interaction(**seen).as_known_at(before) is not None
    assert Interaction(**seen | {"kind": "message"}).as_known_at(before) is None


EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
IDS = ("a", "b", "c")


def at(hour):
    return EPOCH + timedelta(hours=hour)


hours = st.integers(0, 40)

#: What happens over time: at this hour we learn this of the fact of this id, or, for None, that it is withdrawn.
news = st.lists(
    st.tuples(
        hours,
        st.sampled_from(
            [
                lambda name, word: Partner(id=name, tier=word),
                lambda name, word: Lead(id=name, source=word),
                lambda name, word: Territory(id=name, kind=word),
            ]
        ),
        st.sampled_from(IDS),
        st.none() | st.sampled_from(["gold", "silver", "bronze"]),
    ),
    max_size=20,
).map(lambda items: sorted(items, key=lambda item: item[0]))


def told(news):
    """Keep a diary of *news*: a newer version closes the one before it."""
    closed, current = [], {}
    for hour, make, name, word in news:
        before = current.pop((make, name), None)
        if before is not None:
            closed.append(evolve(before, known_until=at(hour)))
        if word is not None:
            current[make, name] = evolve(make(name, word), known_from=at(hour))
    return [*closed, *current.values()]


@given(news, hours)
def test_what_is_learned_later_changes_nothing(news, hour):
    until_then = [item for item in news if item[0] <= hour]

    assert Network.of(told(news)).known_at(at(hour)) == Network.of(told(until_then)).known_at(at(hour))


@given(news, hours)
def test_of_every_id_exactly_the_version_told_last_is_known(news, hour):
    then = Network.of(told(news)).known_at(at(hour))
    last = {}
    for since, make, name, word in news:
        if since <= hour:
            fact = make(name, word)
            last[type(fact), name] = None if word is None else evolve(fact, known_from=at(since))
    expected = {key: fact for key, fact in last.items() if fact is not None}

    assert {(type(fact), fact.id): fact for fact in then} == expected
    assert len(then) == len(expected)


@given(news, hours, st.randoms(use_true_random=False))
def test_the_order_of_the_pages_of_the_diary_does_not_matter(news, hour, random):
    facts = told(news)
    shuffled = random.sample(facts, len(facts))

    assert list(Network.of(shuffled)) == list(Network.of(facts))
    assert Network.of(shuffled).known_at(at(hour)) == Network.of(facts).known_at(at(hour))


REGIONS = ("de", "de-north", "se")
MAP = (Territory(id="de"), Territory(id="de-north", parent="de"), Territory(id="se"))

#: Nothing drawn is known from later on than this.
THE_END = datetime(2100, 1, 1, tzinfo=UTC)


#: What is known of a firm when: what else it has is drawn by the nouns above, and takes most of the time.
PLAIN = {name: st.none() for name in ("languages", "timezone", "locations", "form", "system")}
PLAIN |= dict.fromkeys(("certifications", "absences"), st.just(()))
FIRMS = st.lists(
    partners(territories=REGIONS, **PLAIN), min_size=1, max_size=4, unique_by=lambda each: each.id
)
ASKED = st.lists(leads(territories=REGIONS), max_size=4, unique_by=lambda each: each.id)
SOLD = st.lists(figures(partners=["P-0"]), max_size=3)
HELD = st.none() | periods(endless=True)


@st.composite
def histories(draw):
    """Versions of partners and leads, figures that were entered at some time, and a map that was always there."""
    firms, asked, sold = draw(FIRMS), draw(ASKED), draw(SOLD)
    told = [fact for each in (*firms, *asked) for fact in draw(versions(each))]
    dated = [evolve(each, valid=draw(HELD)) for each in told]
    return [*MAP, evolve(firms[0], id="P-0"), *(each for each in dated if each.id != "P-0"), *sold]


@given(histories(), instants())
def test_facts_that_are_entered_later_change_nothing(facts, moment):
    """So it equals the network of those entered until then, and that of what was known of each of them."""
    earlier = [fact for fact in facts if fact.learned_at is None or fact.learned_at <= moment]
    known = [then for fact in facts if (then := fact.as_known_at(moment)) is not None]
    found = Network.of(facts).known_at(moment)

    assert found == Network.of(earlier).known_at(moment)
    assert found == Network.of(known)


@given(histories(), instants(), instants())
def test_what_becomes_of_a_fact_later_leaves_no_trace(facts, moment, later):
    moment, later = sorted((moment.astimezone(UTC), later.astimezone(UTC)))
    later += timedelta(seconds=1)
    replaced = [
        evolve(fact, known_until=later)
        if fact.known_until is None and (fact.learned_at is None or fact.learned_at <= later)
        else fact
        for fact in facts
    ]

    assert Network.of(replaced).known_at(moment) == Network.of(facts).known_at(moment)


@given(networks(), instants(), instants())
def test_at_any_moment_each_id_stands_for_one_fact_in_trees_and_learns_nothing_later(network, first, second):
    moment, later = sorted((first, second))
    then = network.known_at(moment)

    for model in (Partner, Lead):
        ids = [each.id for each in then.all(model)]
        assert ids == sorted(set(ids))
        assert [then.get(model, each).id for each in ids] == ids
    assert set(then.person_tree) == {each.id for each in then.people}
    assert set(then.territory_tree) == {each.id for each in then.territories}
    assert then.known_at(moment) == then
    assert then.known_at(later) == then


@given(networks(), instants(), st.dates(date(2019, 1, 1), date(2031, 1, 1)))
def test_what_was_known_and_what_held_are_two_questions_and_in_the_end_all_that_lasts_is_known(
    network, moment, day
):
    lasting = network.known_at(THE_END)

    assert network.known_at(moment).valid_on(day) == network.valid_on(day).known_at(moment)
    assert [fact for model in (Partner, Lead) for fact in lasting.all(model)] == [
        fact for model in (Partner, Lead) for fact in network.all(model) if fact.known_until is None
    ]
    assert lasting.territories == network.known_at(moment).territories


@given(st.randoms(use_true_random=False), histories(), instants())
def test_the_order_in_which_facts_are_given_makes_no_difference(random, facts, moment):
    shuffled = random.sample(facts, len(facts))
    one, other = Network.of(facts), Network.of(shuffled)

    assert one == other
    assert list(one) == list(other)
    assert list(one.names.items()) == list(other.names.items())
    assert list(one.known_at(moment)) == list(other.known_at(moment))


@given(instants(), instants(), instants(), instants())
def test_two_versions_that_would_be_known_at_once_are_refused(first, second, third, fourth):
    spans = [sorted((first, second)), sorted((third, fourth))]
    firms = [Partner(id="P-4", name=str(nr), known_from=a, known_until=b) for nr, (a, b) in enumerate(spans)]
    (start, end), (begin, stop) = spans
    overlap = start < stop and begin < end

    if overlap:
        with pytest.raises((InvalidValue, InvalidInput)):
            Network.of(firms)
    elif start < end and begin < stop:
        assert len(Network.of(firms).known_at(start).partners) == 1


@given(periods(), instants())
def test_a_figure_that_nobody_entered_is_not_known_before_its_period_is_over(period, moment):
    figure = Figure(partner="P-4", measure="revenue", period=period, value=1)
    is_over = period.end <= moment.astimezone(UTC).date()

    assert bool(Network.of(figure).known_at(moment).all(Figure)) == is_over


@given(instants(), instants())
def test_a_figure_is_not_known_before_it_was_entered(entered, moment):
    figure = Figure(partner="P-4", measure="revenue", period=Period.year(2026), value=1, entered_at=entered)

    assert bool(Network.of(figure).known_at(moment).all(Figure)) == (entered <= moment)
