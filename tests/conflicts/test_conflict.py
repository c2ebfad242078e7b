"""A finding, and what each party may see of it."""

import pickle

import pytest

from partnerkit.conflicts import Conflict, ConflictRule, Draft
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.reasons import Reason


def nothing(network, as_of):
    return ()


RULE = ConflictRule(code="price-spread", severity="medium", find=nothing)


def draft(**changes):
    own = {"P-4": [Reason("term", {"price": 90})], "P-7": [Reason("term", {"price": 110})]}
    return Draft(
        **{
            "group": ("firewall", "2026"),
            "reason": Reason("price-spread", {"low": 90}),
            "own": own,
            **changes,
        }
    )


class TestAConflict:
    def test_names_rule_parties_reason_and_everything_it_rests_on(self):
        conflict = Conflict.of(RULE, draft(evidence=[Reason("list-price")], proposals=[Reason("align")]))

        assert (conflict.rule, conflict.parties, conflict.severity) == (
            "price-spread",
            ("P-4", "P-7"),
            "medium",
        )
        assert conflict.reason.facts == {"low": 90}
        assert [reason.code for reason in conflict.evidence] == ["term", "term", "list-price"]
        assert conflict.proposals == (Reason("align"),)

    def test_keeps_its_id_while_figures_and_parties_change(self):
        other = draft(own={"P-9": []}, reason=Reason("price-spread", {"low": 1}), severity="high")

        assert Conflict.of(RULE, draft()).id == Conflict.of(RULE, other).id

    def test_has_another_id_for_another_group_or_rule(self):
        ids = {
            Conflict.of(RULE, draft()).id,
            Conflict.of(RULE, draft(group=("firewall", "2027"))).id,
            Conflict.of(RULE, draft(group=("firewall2026",))).id,
            Conflict.of(ConflictRule(code="other", severity="low", find=nothing), draft()).id,
        }

        assert len(ids) == 4

    def test_has_the_same_id_on_every_machine(self):
        assert Conflict.of(RULE, draft()).id == "price-spread-64346e63da25c27a"

    def test_may_be_graver_than_its_rule(self):
        assert Conflict.of(RULE, draft(severity="high")).severity == "high"

    def test_compares_hashes_and_pickles(self):
        conflict = Conflict.of(RULE, draft())

        assert pickle.loads(pickle.dumps(conflict)) == conflict
        assert hash(conflict) == hash(Conflict.of(RULE, draft()))


class TestAView:
    def test_shows_a_party_its_own_facts_and_how_many_others_there_are(self):
        view = Conflict.of(RULE, draft()).view(viewer="P-4")

        assert view.evidence == (Reason("term", {"price": 90}),)
        assert view.reason == Reason("party-to-conflict", {"rule": "price-spread", "count": 1})
        assert "P-7" not in repr(view)
        assert "110" not in repr(view)

    def test_asks_before_anything_counts_against_a_party(self):
        assert [reason.code for reason in Conflict.of(RULE, draft()).view("P-4").proposals] == [
            "state-your-side"
        ]

    @pytest.mark.parametrize("viewer", ["P-1", "", None])
    def test_shows_others_nothing(self, viewer):
        assert Conflict.of(RULE, draft()).view(viewer=viewer) is None

    def test_is_the_same_whoever_the_other_is(self):
        own = {"P-4": [Reason("term", {"price": 90})], "P-99": [Reason("term", {"price": 10**6})]}
        other = draft(
            own=own, group=("elsewhere",), reason=Reason("price-spread", {"low": 7}), severity="high"
        )

        assert Conflict.of(RULE, other).view("P-4") == Conflict.of(RULE, draft()).view("P-4")

    def test_of_two_parties_have_different_ids(self):
        conflict = Conflict.of(RULE, draft(own={"P-4": [], "P-7": []}))

        assert conflict.view("P-4").id != conflict.view("P-7").id


class TestADraft:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"group": ()},
            {"group": ("",)},
            {"own": {}},
            {"own": {"P-4": "term"}},
            {"own": {"P-4": ["term"]}},
            {"own": None},
            {"reason": "price-spread"},
            {"evidence": ["list-price"]},
            {"proposals": [None]},
            {"severity": "grave"},
        ],
        ids=str,
    )
    def test_that_says_nothing_usable_is_refused(self, wrong):
        with pytest.raises(InvalidValue):
            draft(**wrong)


class TestARule:
    def test_that_is_none_is_refused_with_every_fault(self):
        with pytest.raises(InvalidInput) as caught:
            ConflictRule(code="Price Spread", severity="grave", find="nothing", words=None)

        assert [fault.path for fault in caught.value.faults] == ["code", "severity", "find", "words"]
