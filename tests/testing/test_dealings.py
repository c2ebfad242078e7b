"""What is drawn fits together, and gets in somebody's way."""

from hypothesis import Phase, find, given, settings

from partnerkit.conflicts import detect, rules
from partnerkit.facts import Network
from partnerkit.testing.dealings import AS_OF, dealing_networks


@given(dealing_networks())
def test_what_is_drawn_fits_together(network):
    assert Network.of(list(network)) == network


def test_conflicts_are_found_in_it():
    found = find(
        dealing_networks(),
        lambda network: len({each.rule for each in detect(network, rules.builtin(), as_of=AS_OF)}) > 2,
        # One is enough; the smallest would take minutes to find.
        settings=settings(max_examples=500, deadline=None, database=None, phases=[Phase.generate]),
    )

    assert len(found) > 0
