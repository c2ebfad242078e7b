"""What is given, and what gives way to it."""

from datetime import UTC, datetime

import pytest

from partnerkit.facts.network import Network
from partnerkit.facts.partner import Partner
from partnerkit.facts.territory import Grant
from partnerkit.values.errors import InvalidValue, NotFound
from partnerkit.values.time import Period

MARCH = datetime(2026, 3, 1, tzinfo=UTC)
GRANT = Grant(partner="P-4", territory="de", period=Period.year(2026))


def test_a_fact_takes_the_place_of_its_version_only():
    silver = Partner(id="P-4", tier="silver", known_until=MARCH)
    before = Network.of(silver, Partner(id="P-4", tier="gold", known_from=MARCH))
    after = before.with_facts(Partner(id="P-4", tier="platinum", known_from=MARCH))

    assert [each.tier for each in after.versions(Partner, "P-4")] == ["silver", "platinum"]


def test_what_says_the_same_as_before_is_no_change():
    before = Network.of(Partner(id="P-4"), GRANT)

    assert len(before.with_facts(Partner(id="P-4")).changes_since(before)) == 0
    assert len(before.with_facts(Partner(id="P-4"), removed=[(Partner, "P-4")]).changes_since(before)) == 0


def test_an_id_takes_every_version_with_it_and_a_fact_all_that_say_the_same():
    before = Network.of(
        Partner(id="P-4", known_until=MARCH), Partner(id="P-4", known_from=MARCH), GRANT, GRANT
    )
    after = before.with_facts(removed=[(Partner, "P-4"), GRANT])

    assert len(after) == 0
    assert after == Network.of()


def test_a_fact_without_an_id_may_be_told_twice():
    assert len(Network.of(GRANT).with_facts(GRANT, [GRANT]).grants) == 3


@pytest.mark.parametrize("missing", [(Partner, "P-9"), (Grant, "P-4"), Partner(id="P-4", tier="gold")])
def test_what_is_not_there_cannot_be_removed(missing):
    with pytest.raises(NotFound, match=r"removed\[0\]"):
        Network.of(Partner(id="P-4"), GRANT).with_facts(removed=[missing])


@pytest.mark.parametrize("alien", ["P-4", (Partner, 4), None, Partner])
def test_what_names_no_fact_cannot_be_removed(alien):
    with pytest.raises(InvalidValue, match=r"removed\[0\]"):
        Network.of(Partner(id="P-4")).with_facts(removed=[alien])
