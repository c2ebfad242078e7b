"""How far somebody sees goes by permission, duty and territory."""

from datetime import date

import pytest

from partnerkit import Period
from partnerkit.access.reach import NOTHING, reach_at_partner, reach_at_vendor
from partnerkit.facts import Assignment, Network, Partner, Person, Territory

TODAY = date(2026, 3, 2)


@pytest.fixture
def network():
    return Network.of(
        [Territory(id="de"), Territory(id="de-north", parent="de"), Territory(id="se")],
        [
            Person(id="U-1", permission="territory", territory="de"),
            Person(id="U-2", permission="self", manager="U-1"),
            Person(id="X-1", permission="all", employer="P-1"),
            Person(id="X-2", permission="team", employer="P-1", manager="X-1"),
            Person(id="X-3", permission="self", employer="P-1", manager="X-2"),
        ],
        [
            Partner(id="P-1", account_owner="U-2"),
            Partner(id="P-2", territories=("de-north",), parent="P-1"),
            Partner(id="P-3", territories=("se",)),
        ],
        Assignment(person="U-2", partner="P-3", period=Period.month(2026, 3)),
        Assignment(person="U-2", territory="se", period=Period.month(2026, 4)),
    )


def test_duties_count_on_their_days(network):
    person = network.get(Person, "U-2")

    march = reach_at_vendor(network, person, "all", TODAY)
    april = reach_at_vendor(network, person, "all", date(2026, 4, 1))
    assert (march.partners, march.territories) == ({"P-1", "P-3"}, set())
    assert (april.partners, april.territories) == ({"P-1"}, {"se"})


def test_a_manager_sees_what_his_people_see_and_his_territories(network):
    person = network.get(Person, "U-1")

    assert reach_at_vendor(network, person, "self", TODAY).partners == set()
    assert reach_at_vendor(network, person, "team", TODAY).partners == {"P-1", "P-3"}
    far = reach_at_vendor(network, person, "all", TODAY)
    assert (far.partners, far.territories) == ({"P-1", "P-2", "P-3"}, {"de", "de-north"})


def test_at_a_partner_it_ends_with_the_firm(network):
    def reach(name, *, downline=False):
        return reach_at_partner(network, network.get(Person, name), "all", downline=downline)

    assert reach("X-1").partners == {"P-1"}
    assert reach("X-1", downline=True).partners == {"P-2"}
    assert reach("X-2", downline=True) == NOTHING
    assert reach("X-2").partners == set()
    assert reach("X-2").people == {"X-2", "X-3"}
    assert reach("X-3").people == {"X-3"}
    assert reach("X-3").bound == {"P-1"}


def test_without_permission_there_is_nothing(network):
    assert reach_at_vendor(network, Person(id="U-9"), "all", TODAY) == NOTHING
    assert reach_at_partner(network, Person(id="U-9", permission="all"), "all", downline=True) == NOTHING
