"""What was known at a moment does not depend on what was learned after it."""

from datetime import UTC, datetime, timedelta

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.facts.figure import Figure
from partnerkit.facts.lead import Lead
from partnerkit.facts.network import Network
from partnerkit.facts.partner import Partner
from partnerkit.facts.territory import Territory
from partnerkit.values.time import Period

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
IDS = ("a", "b", "c")


def at(hour):
    return None if hour is None else EPOCH + timedelta(hours=hour)


hours = st.integers(0, 40)

#: What happens over time: at this hour we learn this of the fact of this id, or, for None, that it is withdrawn.
news = st.lists(
    st.tuples(
        hours,
        st.sampled_from(
            [
                lambda name, tier: Partner(id=name, tier=tier),
                lambda name, tier: Lead(id=name, source=tier),
                lambda name, tier: Territory(id=name, kind=tier),
            ]
        ),
        st.sampled_from(IDS),
        st.none() | st.sampled_from(["gold", "silver", "bronze"]),
    ),
    max_size=20,
).map(lambda items: sorted(items, key=lambda item: item[0]))

figures = st.lists(
    st.builds(
        lambda since, entered, value, source: Figure(
            partner="a",
            measure="revenue",
            period=Period.month(2026, 3),
            value=value,
            source=source,
            entered_at=at(entered),
            known_from=None if since is None else at(since + (entered or 0)),
        ),
        st.none() | hours,
        st.none() | hours,
        st.integers(0, 2),
        st.none() | st.sampled_from(["crm", "erp"]),
    ),
    max_size=5,
)


def told(news):
    """Keep a diary of *news*: a newer version closes the one before it."""
    closed, current = [], {}
    for hour, make, name, tier in news:
        before = current.pop((make, name), None)
        if before is not None:
            closed.append(evolve(before, known_until=at(hour)))
        if tier is not None:
            current[make, name] = evolve(make(name, tier), known_from=at(hour))
    return [*closed, *current.values()]


@given(news, figures, hours)
def test_what_is_learned_later_changes_nothing(news, figures, hour):
    until_then = [item for item in news if item[0] <= hour]
    known_then = [each for each in figures if each.learned_at is None or each.learned_at <= at(hour)]

    assert Network.of(told(news), figures).known_at(at(hour)) == Network.of(
        told(until_then), known_then
    ).known_at(at(hour))


@given(news, figures, hours)
def test_no_trace_of_the_future_is_left(news, figures, hour):
    then = Network.of(told(news), figures).known_at(at(hour))

    assert all(fact.learned_at is None or fact.learned_at <= at(hour) for fact in then)
    assert all(fact.known_until is None for fact in then)


@given(news, hours)
def test_of_every_id_exactly_the_version_told_last_is_known(news, hour):
    then = Network.of(told(news)).known_at(at(hour))
    last = {}
    for since, make, name, tier in news:
        if since <= hour:
            last[type(make(name, tier)), name] = make(name, tier) if tier is not None else None
    expected = sorted((model.__name__, name) for (model, name), fact in last.items() if fact is not None)

    assert sorted((type(fact).__name__, fact.id) for fact in then) == expected
    assert all(
        evolve(then.get(model, name), known_from=None) == fact
        for (model, name), fact in last.items()
        if fact is not None
    )


@given(news, figures, hours, st.randoms(use_true_random=False))
def test_the_order_in_which_facts_are_given_does_not_matter(news, figures, hour, random):
    facts = [*told(news), *figures]
    shuffled = random.sample(facts, len(facts))
    network, other = Network.of(facts), Network.of(shuffled)

    assert list(map(repr, other)) == list(map(repr, network))
    assert other == network
    assert other.known_at(at(hour)) == network.known_at(at(hour))


@given(news, hours, hours)
def test_looking_back_from_a_look_back_is_looking_back_once(news, earlier, later):
    network = Network.of(told(news))
    earlier, later = min(earlier, later), max(earlier, later)

    assert network.known_at(at(later)).known_at(at(earlier)).leads == tuple(
        evolve(lead, known_until=None)
        for lead in network.leads
        if lead.is_known_at(at(earlier)) and lead.is_known_at(at(later))
    )
