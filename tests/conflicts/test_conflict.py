"""A finding, and what each party may see of it."""

import pickle

import pytest
from attrs import evolve

from partnerkit.conflicts import Admission, Conflict, ConflictRule, Draft
from partnerkit.values.errors import FieldHidden, InvalidInput, InvalidValue
from partnerkit.values.hidden import HIDDEN
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


def test_a_rule_is_the_same_in_whatever_words_it_is_said():
    other = evolve(RULE, words={"en": {"price-spread": "Prices differ."}})

    assert (other, hash(other)) == (RULE, hash(RULE))


@pytest.mark.parametrize("value", [HIDDEN, ("P-4", HIDDEN)])
def test_nothing_that_nobody_may_see_is_told_in_a_draft(value):
    with pytest.raises(FieldHidden):
        draft(reason=Reason("price-spread", {"low": value}))


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
        assert Conflict.of(RULE, draft(group=("Prüfgerät",))).id == "price-spread-1926301102a03ad5"

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


class TestTheWall:
    """Through the wall between partners and direct sales, record by record, for a stated purpose."""

    CONFLICT = Conflict.of(
        ConflictRule(code="met-direct", severity="medium", find=lambda network, as_of: ()),
        Draft(
            group=("D-1", "E-1"),
            reason=Reason("met"),
            own={"P-4": [Reason("mine")], "U-2": []},
            admitted=[
                Admission(party="U-2", record="D-1", purpose="warranty", shows=Reason("serial-number")),
                Admission(party="U-2", record="D-2", purpose="own-account", shows=Reason("customer-named")),
                Admission(party="P-4", record="E-1", purpose="warranty", shows=Reason("claim-filed")),
            ],
            goes_to="channel-desk",
        ),
    )

    @pytest.mark.parametrize(
        ("purpose", "seen"),
        [
            (None, []),
            ("warranty", ["serial-number"]),
            ("own-account", ["customer-named"]),
            ("after-sales", []),
        ],
    )
    def test_a_party_sees_only_the_records_admitted_to_it_for_the_purpose(self, purpose, seen):
        assert [each.code for each in self.CONFLICT.view("U-2", purpose=purpose).evidence] == seen

    def test_a_purpose_opens_nothing_to_others(self):
        assert self.CONFLICT.view("U-3", purpose="warranty") is None

    def test_the_name_of_a_view_does_not_tell_that_anything_was_admitted(self):
        assert self.CONFLICT.view("U-2", purpose="warranty").id == self.CONFLICT.view("U-2").id

    def test_a_purpose_that_is_none_of_those_is_refused(self):
        with pytest.raises(InvalidValue, match="purpose"):
            self.CONFLICT.view("U-2", purpose="curiosity")

    def test_it_goes_to_the_neutral_role(self):
        assert self.CONFLICT.goes_to == "channel-desk"
