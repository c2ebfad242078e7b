"""A policy of somebody else's is as good as one of the house."""

from datetime import UTC, datetime
from fractions import Fraction
from typing import ClassVar, final

import pytest
from attrs import frozen

from partnerkit.desk import Desk
from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.interop import dumps, loads, say
from partnerkit.leads import Ledger, allocate
from partnerkit.leads.policies import builtin
from partnerkit.storage import MemoryStore
from partnerkit.values.errors import InvalidValue, PolicyFailed

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PARTNERS = [Partner(id="P-1", name="Ada"), Partner(id="P-2", name="Bo")]


@final
@frozen
class ByLengthOfName:
    """A third party's policy: longer names get more."""

    name: ClassVar[str] = "by-length-of-name"
    pool: ClassVar[str] = "default"
    value: ClassVar[str] = "unit"
    default_value: ClassVar[None] = None
    fairness_cap: ClassVar[None] = None
    basis: ClassVar[str] = "score"
    fit: ClassVar[None] = None
    fit_weight: ClassVar[None] = None

    def weight(self, partner):
        return Fraction(len(partner.name))

    def score(self, standing):
        return standing.owed


@final
@frozen
class Breaks:
    name: ClassVar[str] = "breaks"
    pool: ClassVar[str] = "default"
    value: ClassVar[str] = "unit"
    default_value: ClassVar[None] = None
    fairness_cap: ClassVar[None] = None
    basis: ClassVar[str] = "score"
    fit: ClassVar[None] = None
    fit_weight: ClassVar[None] = None
    answer: object = None

    def weight(self, partner):
        if self.answer is None:
            raise RuntimeError(partner.id)
        return self.answer


def test_a_policy_of_a_third_party_shares_out_leads():
    result = allocate([Lead(id=f"L-{n}") for n in range(50)], PARTNERS, ByLengthOfName(), as_of=NOW)

    assert list(result.assignments.values()).count("P-1") == 30


def test_a_policy_that_raises_leaves_the_ledger_as_it_was():
    ledger = Ledger().with_open({"P-1": 1})
    with pytest.raises(PolicyFailed) as caught:
        allocate([Lead(id="L-1")], PARTNERS, Breaks(), ledger=ledger, as_of=NOW)

    assert (caught.value.policy, caught.value.lead) == ("breaks", None)
    assert "RuntimeError: P-" in str(caught.value)

    assert ledger == Ledger().with_open({"P-1": 1})


@pytest.mark.parametrize("answer", [0, -1, float("nan"), "3"])
def test_a_policy_that_returns_no_weight_is_told_so(answer):
    with pytest.raises(InvalidValue, match=r"weights\.P-"):
        allocate([Lead(id="L-1")], PARTNERS, Breaks(answer), as_of=NOW)


def test_every_policy_behind_the_door_carries_its_name():
    assert all(policy.name == name for name, policy in builtin().items())


def test_the_desk_and_documents_work_with_a_policy_of_a_third_party():
    with Desk(MemoryStore(), tenant="acme") as desk:
        desk.put(*PARTNERS)
        decision = desk.assign(Lead(id="L-1"), ByLengthOfName(), as_of=NOW)

    assert decision.reason.code == "given-by-score"
    assert say(decision).startswith("Lead L-1 goes to P-1, because it scores highest of 2 candidates")
    assert loads(dumps(decision)) == decision
