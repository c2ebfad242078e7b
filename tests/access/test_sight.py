"""A kind is sifted once, when it is asked for; what is whole is shared."""

from datetime import UTC, datetime

from partnerkit.access import visible
from partnerkit.facts import Measure, Partner, Task

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_what_is_whole_is_the_network_s_own(network):
    view = visible(network, "U-0", as_of=NOW)

    assert view.all(Measure) is network.all(Measure)
    assert view.all(Partner) == network.all(Partner)


def test_a_kind_is_sifted_once(network):
    sight = visible(network, "X-1", as_of=NOW).stock.facts

    assert sight[Task] is sight[Task]
    assert Task in sight
    assert str not in sight


def test_the_network_stays_as_it_was(network):
    before = repr(list(network))
    for viewer in ("X-1", "U-1", "U-2"):
        list(visible(network, viewer, as_of=NOW))

    assert repr(list(network)) == before
