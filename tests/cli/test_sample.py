"""The sample is always the same, and has something to find."""

from partnerkit.cli.sample import AS_OF, sample_network
from partnerkit.conflicts import detect, rules
from partnerkit.goals import GoalTree


def test_the_sample_is_always_the_same():
    assert sample_network() == sample_network()


def test_its_goals_add_up_and_its_territories_do_not():
    network = sample_network()

    assert not GoalTree.of(network.goals).gaps()
    assert {each.rule for each in detect(network, rules.builtin(), as_of=AS_OF)} == {
        "territory-overlap",
        "territory-gap",
    }
