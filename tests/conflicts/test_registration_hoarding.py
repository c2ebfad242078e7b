import pytest
from registrations import deal, find

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


def test_a_cap_that_is_none_is_refused_by_its_path():
    with pytest.raises(InvalidValue, match=r"caps\['gold'\]"):
        registration_hoarding(caps={"gold": 0})
