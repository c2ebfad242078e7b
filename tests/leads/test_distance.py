"""Is a partner near enough?"""

from datetime import UTC, datetime

import pytest

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Location, Partner
from partnerkit.leads import FairShare, allocate
from partnerkit.leads.distance import meters, within
from partnerkit.values.errors import InvalidValue
from partnerkit.values.reasons import Reason

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
UNITS = FairShare(default=1, value="unit")
BERLIN, MUNICH, KIEL, HAMBURG = (52.52, 13.405), (48.137, 11.575), (54.323, 10.123), (53.551, 9.994)


def located(name, *places, **more):
    return Partner(
        id=name,
        locations=[
            Location(id=f"{name}-{number}", latitude=place[0], longitude=place[1])
            for number, place in enumerate(places)
        ],
        **more,
    )


def judged(lead, partner, **terms):
    result = allocate([lead], [partner], UNITS, as_of=NOW, **terms)
    return None if result.assignments else result.unassigned[lead.id][partner.id]


def test_known_distances():
    assert meters((0, 0), (0, 90)) == round(6_371_008.8 * 3.141592653589793 / 2)
    assert meters((90, 0), (-90, 123)) == meters((0, 0), (0, 180))
    assert meters((10, 179.9), (10, -179.9)) == meters((10, 0), (10, 0.2))


def test_the_nearest_location_counts():
    lead = Lead(id="L-1", latitude=HAMBURG[0], longitude=HAMBURG[1])

    assert judged(lead, located("P-4", MUNICH, KIEL), rules=[within(100)]) is None
    assert judged(lead, located("P-4", MUNICH, BERLIN), rules=[within(100)]) == Reason(
        "distance", {"km": 255.3, "limit": 100.0}
    )


def test_what_is_told_is_further_than_the_limit():
    lead = Lead(id="L-1", latitude=0, longitude=1)

    # 111,195 meters.
    assert judged(lead, located("P-4", (0, 0)), rules=[within(111.19)]) == Reason(
        "distance", {"km": 111.2, "limit": 111.19}
    )
    assert judged(lead, located("P-4", (0, 0)), rules=[within(111.1)]).facts["km"] > 111.1


def test_whoever_has_many_places_does_not_lend_them_to_the_next():
    lead = Lead(id="L-1", latitude=HAMBURG[0], longitude=HAMBURG[1])
    partners = [located("P-4", MUNICH, KIEL), located("P-5", BERLIN, MUNICH), located("P-6", HAMBURG)]
    (decision,) = allocate([lead], partners, UNITS, rules=[within(100)], as_of=NOW).decisions.values()

    assert {each.partner for each in decision.candidates if each.objection is None} == {"P-4", "P-6"}


def test_the_reach_may_be_the_partner_s_own():
    lead = Lead(id="L-1", latitude=HAMBURG[0], longitude=HAMBURG[1])
    rules = [within(lambda partner: partner.attributes.get("reach"))]

    assert judged(lead, located("P-4", BERLIN, attributes={"reach": 300}), rules=rules) is None
    assert judged(lead, located("P-4", BERLIN, attributes={"reach": 200}), rules=rules).code == "distance"
    assert judged(lead, located("P-4", BERLIN), rules=rules) is None
    with pytest.raises(InvalidValue, match="kilometers"):
        judged(lead, located("P-4", BERLIN, attributes={"reach": -1}), rules=rules)


def test_without_coordinates_it_restricts_nothing_unless_blanks_are_excluded():
    lead = Lead(id="L-1", latitude=HAMBURG[0], longitude=HAMBURG[1])

    assert judged(Lead(id="L-2"), located("P-4", MUNICH), rules=[within(1)]) is None
    assert judged(lead, Partner(id="P-4", locations=[Location(id="x")]), rules=[within(1)]) is None
    assert judged(lead, Partner(id="P-4"), rules=[within(1)], blank="exclude") == Reason(
        "field-unknown", {"field": "locations"}
    )


@pytest.mark.parametrize("kilometers", [-1, float("nan"), float("inf"), "50"])
def test_a_reach_that_is_none_is_refused(kilometers):
    with pytest.raises(InvalidValue, match="kilometers"):
        within(kilometers)
