"""Would somebody rather have another's leads?"""

from datetime import UTC, datetime
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import BestFit, EqualLoad, FairShare, Fit, allocate
from partnerkit.values.money import Money

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def lead(number, value, territory=None):
    return Lead(id=f"L-{number}", value=Money.from_minor(value, "EUR"), territory=territory)


def envious_by_hand(result, leads, partners, weight):
    """Count the pairs once more from the records, in fractions."""
    count, values = 0, {each.id: each.value.minor for each in leads}
    could = {
        each.id: {c.partner for c in result.decisions[each.id].candidates if c.is_eligible} for each in leads
    }
    for one in partners:
        for other in partners:
            theirs = [
                values[name]
                for name, got in result.assignments.items()
                if got == other.id and one.id in could[name]
            ]
            own = sum(values[name] for name, got in result.assignments.items() if got == one.id)
            if one is not other and theirs:
                rest = Fraction(sum(theirs) - max(theirs)) / weight[other.id]
                count += rest > Fraction(own) / weight[one.id]
    return count


markets = st.lists(
    st.tuples(st.integers(1, 1000), st.sampled_from(["n", "s", None])), min_size=1, max_size=14
)


@given(markets, st.lists(st.integers(1, 9), min_size=3, max_size=3), st.booleans())
def test_envy_is_counted_pair_by_pair(asked, weights, by_load):
    partners = [
        Partner(id="A"), Partner(id="B", territories=("n",)), Partner(id="C", territories=("s",), capacity=2),
    ]  # fmt: skip
    leads = [lead(number, *each) for number, each in enumerate(asked)]
    weight = dict(zip("ABC", weights, strict=True))
    policy = (EqualLoad if by_load else FairShare)(weights=weight)
    result = allocate(leads, partners, policy, as_of=NOW)

    assert result.envy.pairs == 6
    assert result.envy.envious == envious_by_hand(result, leads, partners, weight)
    assert (result.envy.worst is None) == (result.envy.envious == 0)


def test_the_worst_is_named():
    partners = [Partner(id="A"), Partner(id="B")]
    fit = Fit(of_lead=lambda _: 0, of_partner=lambda each: each.id, score=lambda _, name: name == "A")
    leads = [lead(number, 100) for number in range(4)]
    all_to_one = allocate(leads, partners, BestFit(fit=fit, default=1), as_of=NOW).envy
    most = allocate(
        [*leads, lead(9, 100, "b")],
        [Partner(id="A", territories=("a",)), Partner(id="B", territories=("a", "b"))],
        BestFit(fit=fit, default=1),
        as_of=NOW,
    ).envy

    assert (all_to_one.envious, all_to_one.worst.partner, all_to_one.worst.times) == (1, "B", None)
    assert (most.worst.other, most.worst.times) == ("A", 3)


def test_nobody_envies_where_there_is_nothing():
    result = allocate(
        [lead(1, 5, "x")], [Partner(id="A", territories=("y",))], FairShare(default=1), as_of=NOW
    )

    assert (result.envy.envious, result.envy.pairs) == (0, 0)


def test_the_worst_envy_is_told_in_parts_of_each_one_s_weight():
    """By fit alone: A has 20 for a weight of 10, B 12 and 6 for a weight of 1, the larger left out."""
    fit = Fit(
        of_lead=lambda each: each.territory,
        of_partner=lambda each: each.id,
        score=lambda one, other: int(one == other),
    )
    leads = [lead(1, 2_000, "A"), lead(2, 1_200, "B"), lead(3, 600, "B")]
    partners = [Partner(id="A"), Partner(id="B")]
    worst = allocate(leads, partners, BestFit(weights={"A": 10, "B": 1}, fit=fit), as_of=NOW).envy.worst

    assert (worst.partner, worst.other, worst.times) == ("A", "B", 3)
