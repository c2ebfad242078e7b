import pytest
from attrs import evolve
from registrations import day, deal, find

from partnerkit.conflicts.rules.registration_hoarding import RULE, registration_hoarding
from partnerkit.facts import Partner
from partnerkit.values.errors import InvalidValue

GOLD = Partner(id="P-1", tier="gold")


def held(count, **more):
    return [deal(number, "P-1", account=f"A-{number}", **more) for number in range(count)]


def test_the_cap_is_by_tier():
    rule = registration_hoarding(caps={"gold": 3}, default=2)

    assert find(rule, GOLD, held(3)) == ()
    (conflict,) = find(rule, GOLD, held(4))
    assert conflict.reason.facts == {"partner": "P-1", "count": 4, "limit": 3}
    assert len(find(rule, Partner(id="P-1"), held(3))) == 1


def test_the_default_cap_is_that_of_the_field():
    assert find(RULE, held(25)) == ()
    assert len(find(RULE, held(26))) == 1


def test_what_has_ended_or_run_out_is_not_held():
    assert find(registration_hoarding(default=1), held(5, status="converted"), deal(9, "P-1", until=-1)) == ()


def test_what_became_of_the_others_is_told_beside_it():
    ended = [
        deal(9, "P-1", account="A-9", status="converted"),
        evolve(deal(8, "P-1", account="A-8", since=-200), status="expired", ended_at=day(-100)),
    ]
    (conflict,) = find(registration_hoarding(default=1), held(2), ended)

    assert conflict.evidence[0].facts == {"partner": "P-1", "converted": 1, "expired": 1}


@pytest.mark.parametrize("most", [1_000_001, 10**9])
def test_a_cap_is_no_more_than_a_million(most):
    with pytest.raises(InvalidValue, match="default"):
        registration_hoarding(default=most)
    assert registration_hoarding(default=1_000_000).code == "registration-hoarding"


def test_a_cap_that_is_none_is_refused_by_its_path():
    with pytest.raises(InvalidValue, match=r"caps\['gold'\]"):
        registration_hoarding(caps={"gold": 0})
