"""A diary of news: whatever is written on later pages, what was known on an earlier day stays as it was."""

from datetime import UTC, datetime, timedelta

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.facts.lead import Lead
from partnerkit.facts.network import Network
from partnerkit.facts.partner import Partner
from partnerkit.facts.territory import Territory

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
