"""Look-ups are made once, and shared by what is made of a network."""

import itertools

import pytest

from partnerkit.facts import stock
from partnerkit.facts.network import Network
from partnerkit.facts.partner import Partner
from partnerkit.facts.territory import Territory


@pytest.fixture
def before():
    return Network.of([Territory(id="de")], [Partner(id=f"P-{n}", tier="gold") for n in range(9)])


def test_a_change_shares_trees_and_facts_of_kinds_that_did_not_change(before):
    after = before.with_facts(Partner(id="P-9"))

    assert after.territory_tree is before.territory_tree
    assert after.territories is before.territories
    assert after.stock.root is before.stock


def test_a_change_reads_no_other_fact_than_those_it_touches(before, monkeypatch):
    assert len(before.by(Partner, "tier")["gold"]) == 9
    monkeypatch.setattr(stock, "grouped", lambda *_: pytest.fail("the index was made again"))
    after = before.with_facts(Partner(id="P-3", tier="silver"))

    assert [each.id for each in after.by(Partner, "tier")["silver"]] == ["P-3"]
    assert len(after.by(Partner, "tier")["gold"]) == 8


def test_a_changed_network_is_as_near_to_the_next_as_its_root(before):
    third = before.with_facts(Partner(id="P-9")).with_facts(Partner(id="P-10"), removed=[(Partner, "P-9")])

    assert [each.id for each in third.changes_since(before).added] == ["P-10"]
    assert len(before.changes_since(third)) == 1


def test_many_changes_make_a_new_root_and_the_last_step_is_still_remembered(before, monkeypatch):
    monkeypatch.setattr(stock, "_SMALL", 2)
    monkeypatch.setattr(stock, "isqrt", lambda _: 0)
    steps = [before]
    for number in range(10, 20):
        steps.append(steps[-1].with_facts(Partner(id=f"P-{number}")))
    monkeypatch.setattr(stock, "difference", lambda *_: pytest.fail("both were read"))

    assert steps[-1].stock.root is not before.stock
    for one, other in itertools.pairwise(steps):
        assert len(other.changes_since(one)) == 1
