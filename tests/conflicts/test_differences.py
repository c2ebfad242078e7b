"""What is told of a change, and where it looks."""

from datetime import UTC, datetime

import pytest
from attrs import evolve

from partnerkit.conflicts import ConflictRule, Draft, detect_changes
from partnerkit.facts import Network, Partner
from partnerkit.values.errors import InvalidValue
from partnerkit.values.reasons import Reason

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def lonely(network, as_of, *, only=None):
    for partner in network.partners:
        if partner.account_owner is None and (only is None or partner.id in only):
            yield Draft(
                group=(partner.id,), reason=Reason("lonely", {"tier": partner.tier}), own={partner.id: []}
            )


def of_partner(network, fact):
    return [fact.id] if isinstance(fact, Partner) else []


FULL = ConflictRule(code="lonely", severity="low", find=lonely)
IN_PART = evolve(FULL, keys=of_partner)
BEFORE = Network.of(Partner(id="P-1"), Partner(id="P-2"))


def test_a_moment_without_a_zone_is_refused_by_its_name():
    with pytest.raises(InvalidValue) as caught:
        detect_changes(BEFORE, BEFORE, [FULL], as_of=NOW.replace(tzinfo=None))

    assert caught.value.path == "as_of"


@pytest.mark.parametrize("rule", [FULL, IN_PART])
def test_new_and_cleared_are_told_apart(rule):
    after = BEFORE.with_facts(Partner(id="P-3"), removed=[(Partner, "P-1")])
    changes = detect_changes(BEFORE, after, [rule], as_of=NOW)

    assert [each.group for each in changes.new] == [("P-3",)]
    assert [each.group for each in changes.cleared] == [("P-1",)]


@pytest.mark.parametrize("rule", [FULL, IN_PART])
def test_a_changed_finding_is_cleared_and_new(rule):
    changes = detect_changes(BEFORE, BEFORE.with_facts(Partner(id="P-1", tier="gold")), [rule], as_of=NOW)

    assert [each.id for each in changes.new] == [each.id for each in changes.cleared]
    assert [each.reason.facts["tier"] for each in (*changes.cleared, *changes.new)] == [None, "gold"]


def test_a_rule_is_asked_where_the_change_is_and_nowhere_else():
    asked = []
    rule = evolve(IN_PART, find=lambda network, as_of, *, only: asked.append(only) or ())
    detect_changes(BEFORE, BEFORE.with_facts(Partner(id="P-1", tier="gold")), [rule], as_of=NOW)

    assert asked == [{"P-1"}, {"P-1"}]


def test_a_rule_that_cannot_say_where_is_asked_everywhere():
    rule = evolve(IN_PART, keys=lambda network, fact: None, find=lonely)

    assert len(detect_changes(BEFORE, BEFORE.with_facts(Partner(id="P-3")), [rule], as_of=NOW).new) == 1


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(InvalidValue, match="as_of"):
        detect_changes(BEFORE, BEFORE, [FULL], as_of=datetime(2026, 3, 1))
