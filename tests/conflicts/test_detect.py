"""Rules are applied, whoever brings them, in whatever order."""

from datetime import UTC, date, datetime

import pytest

from partnerkit.conflicts import ConflictRule, Draft, detect, rules
from partnerkit.facts import Assignment, Network, Partner, Person
from partnerkit.values import Period
from partnerkit.values.errors import InvalidInput, InvalidValue, NotFound
from partnerkit.values.reasons import Reason

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def lonely(network, as_of):
    for partner in network.partners:
        if partner.account_owner is None:
            yield Draft(group=(partner.id,), reason=Reason("lonely"), own={partner.id: []})


LONELY = ConflictRule(code="lonely-partner", severity="info", find=lonely)
NETWORK = Network.of(Partner(id="P-1"), Partner(id="P-2"))


def test_a_rule_of_ones_own_is_a_value():
    assert [conflict.parties for conflict in detect(NETWORK, [LONELY], as_of=NOW)] == [("P-1",), ("P-2",)]


def test_a_rule_sees_the_moment_in_utc():
    seen = []
    rule = ConflictRule(code="watch", severity="info", find=lambda network, as_of: seen.append(as_of) or ())
    detect(NETWORK, [rule], as_of=datetime.fromisoformat("2026-03-01T01:00+01:00"))

    assert seen == [datetime(2026, 3, 1, tzinfo=UTC)]
    assert seen[0].tzinfo is UTC


def test_the_gravest_come_first_and_the_order_of_rules_makes_no_difference():
    grave = ConflictRule(code="z-grave", severity="high", find=lonely)
    found = detect(NETWORK, [LONELY, grave], as_of=NOW)

    assert [conflict.rule for conflict in found] == ["z-grave", "z-grave", "lonely-partner", "lonely-partner"]
    assert detect(NETWORK, iter([grave, LONELY]), as_of=NOW) == found


def test_findings_of_one_rule_are_in_the_order_of_their_groups():
    backwards = ConflictRule(
        code="backwards", severity="info", find=lambda network, as_of: reversed([*lonely(network, as_of)])
    )

    assert [conflict.group for conflict in detect(NETWORK, [backwards], as_of=NOW)] == [("P-1",), ("P-2",)]


def test_without_rules_or_facts_there_is_no_conflict():
    assert detect(NETWORK, [], as_of=NOW) == ()
    assert detect(Network.of(), rules.builtin(), as_of=NOW) == ()


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(InvalidValue, match="as_of"):
        detect(NETWORK, [LONELY], as_of=datetime(2026, 3, 1))


def test_two_rules_of_one_code_are_refused():
    with pytest.raises(InvalidValue, match="use each code once"):
        detect(NETWORK, [LONELY, LONELY], as_of=NOW)


def test_what_is_no_rule_is_refused():
    with pytest.raises(InvalidValue, match=r"rules\[1\]"):
        detect(NETWORK, [LONELY, lonely], as_of=NOW)


def test_a_rule_that_finds_one_group_twice_is_refused():
    twice = ConflictRule(
        code="twice", severity="info", find=lambda network, as_of: [*lonely(network, as_of)] * 2
    )

    with pytest.raises(InvalidInput) as caught:
        detect(NETWORK, [twice], as_of=NOW)

    assert [fault.path for fault in caught.value.faults] == ["rules['twice'].find"] * 2


class TestTheDoor:
    def test_lists_its_rules_by_code(self):
        codes = [rule.code for rule in rules.builtin()]

        assert codes == sorted(codes)
        assert {"record-mismatch", "territory-overlap", "territory-swap"} <= set(codes)

    def test_gives_one_by_its_code(self):
        assert rules.get("territory-overlap") in rules.builtin()

    def test_knows_what_it_does_not_have(self):
        with pytest.raises(NotFound, match="channel-conflict"):
            rules.get("unheard-of")

    @pytest.mark.parametrize("rule", rules.builtin(), ids=lambda rule: rule.code)
    def test_has_the_same_words_in_every_language(self, rule):
        english, german, swedish = (rule.words[language] for language in ("en", "de", "sv"))

        assert set(english) == set(german) == set(swedish)
        assert rule.code in english

    @pytest.mark.parametrize("rule", rules.builtin(), ids=lambda rule: rule.code)
    def test_names_an_entry_like_its_file(self, rule):
        assert rule.find.__module__.rpartition(".")[2].replace("_", "-") == rule.code


def test_what_was_not_known_yet_is_the_callers_to_leave_out():
    later = datetime(2026, 5, 1, tzinfo=UTC)
    network = Network.of(
        [Person(id="a"), Person(id="b")],
        Assignment(person="a", territory="de", period=Period.since(date(2026, 1, 1))),
        Assignment(person="b", territory="de", period=Period.since(date(2026, 1, 1)), known_from=later),
    )

    assert len(detect(network, rules.builtin(), as_of=NOW)) == 1
    assert detect(network.known_at(NOW), rules.builtin(), as_of=NOW) == ()


def test_one_rule_alone_is_no_list_of_rules():
    with pytest.raises(InvalidValue, match="rules"):
        detect(Network.of(), rules.builtin()[0], as_of=NOW)
    with pytest.raises(InvalidValue, match="rules"):
        detect(Network.of(), rules.builtin, as_of=NOW)
