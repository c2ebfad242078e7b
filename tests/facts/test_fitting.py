"""A change that cannot break anything is not held against all the facts; one that may is."""

import pytest

from partnerkit.facts import network as networks
from partnerkit.facts.lead import Lead
from partnerkit.facts.network import Network
from partnerkit.facts.partner import Partner
from partnerkit.facts.territory import Territory
from partnerkit.values.errors import InvalidValue


@pytest.fixture
def before():
    return Network.of(
        [Territory(id="de"), Territory(id="de-north", parent="de")],
        Partner(id="P-4", territories=["de"]),
        Lead(id="L-1"),
    )


HARMLESS = [
    ([Lead(id="L-2", territory="de")], []),
    ([Lead(id="L-1", territory="de-north")], []),
    ([Partner(id="P-5", parent="P-4")], []),
    ([Territory(id="de-south", parent="de")], []),
    ([], [(Lead, "L-1")]),
    ([], [(Territory, "de-north")]),
]


@pytest.mark.parametrize(("new", "removed"), HARMLESS)
def test_a_harmless_change_is_not_held_against_everything(before, new, removed, monkeypatch):
    monkeypatch.setattr(networks, "incoherences", lambda *_: pytest.fail("everything was asked"))

    before.with_facts(new, removed=removed)


def test_what_is_broken_is_told_as_of_all_facts(before):
    with pytest.raises(InvalidValue) as caught:
        before.with_facts(Territory(id="de-x", parent="atlantis"))

    assert caught.value.path == "territories['de-x'].parent"


def test_a_network_of_an_earlier_moment_may_be_changed_though_it_points_into_the_unknown():
    from datetime import UTC, datetime

    march = datetime(2026, 3, 1, tzinfo=UTC)
    later = Network.of(
        Territory(id="se"), Territory(id="de", known_from=march), Lead(id="L-1", territory="de")
    )
    then = later.known_at(march.replace(month=2))

    assert len(then.with_facts(Lead(id="L-2", territory="se")).leads) == 2
    with pytest.raises(InvalidValue) as caught:
        then.with_facts(Lead(id="L-3", territory="atlantis"))
    assert caught.value.path == "leads['L-3'].territory"
