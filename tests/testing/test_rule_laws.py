"""A rule that breaks a law is told so."""

from itertools import count

import pytest

from partnerkit.conflicts import ConflictRule, Draft
from partnerkit.facts import Lead, Network, Partner, Person, PriceTerm, Standing, StandingStep, Task
from partnerkit.facts.interaction import Subject
from partnerkit.facts.partner import Succession
from partnerkit.facts.terms import Justification
from partnerkit.testing.dealings import AS_OF
from partnerkit.testing.laws import BrokenLaw
from partnerkit.testing.rule_laws import check_rule_laws, renamed
from partnerkit.values import Money
from partnerkit.values.reasons import Reason

TWO = Network.of(Partner(id="P-1"), Partner(id="P-2"))
turns = count()


def rule(find, **more):
    return ConflictRule(code="rule", severity="info", find=find, **more)


def both(network, own=lambda party, others: {}, group=("x",)):
    ids = [each.id for each in network.partners]
    return Draft(
        group=group,
        reason=Reason("met"),
        own={party: [Reason("own", own(party, [each for each in ids if each != party]))] for party in ids},
    )


LAWFUL = rule(lambda network, as_of: [both(network)])
BROKEN = {
    "asked twice": rule(lambda network, as_of: [both(network, group=(str(next(turns)),))]),
    "one finding for a group": rule(lambda network, as_of: [both(network)] * 2),
    "the others renamed": rule(
        lambda network, as_of: [both(network, lambda party, others: {"n": len(others[0])})]
    ),
    "the others named to": rule(
        lambda network, as_of: [both(network, lambda party, others: {"whom": ("P-1", "P-2")})]
    ),
    "what is new of": rule(
        lambda network, as_of, only=None: [both(network, group=(str(len(network.partners)),))],
        keys=lambda network, fact: (),
    ),
}


def test_a_lawful_rule_passes():
    check_rule_laws(LAWFUL, [TWO, TWO.with_facts(Partner(id="P-3"))], as_of=AS_OF)


@pytest.mark.parametrize("law", BROKEN)
def test_a_broken_law_is_told(law):
    with pytest.raises(BrokenLaw, match=law):
        check_rule_laws(BROKEN[law], [TWO, TWO.with_facts(Partner(id="P-3"))], as_of=AS_OF)


def test_the_others_are_renamed_wherever_they_are_named():
    term = PriceTerm(
        id="T",
        partner="P-2",
        product="x",
        list_price=Money.of("9", "EUR"),
        justifications=[Justification(code="volume", by="U")],
    )
    network = renamed(Network.of(Partner(id="P-1", parent="P-2"), Partner(id="P-2"), term), keep="P-1")

    assert [(each.id, each.parent) for each in network.partners] == [
        ("P-1", "other P-2"),
        ("other P-2", None),
    ]
    assert (network.price_terms[0].partner, network.price_terms[0].justifications[0].by) == (
        "other P-2",
        "other U",
    )


def test_the_others_are_renamed_in_what_nobody_checks_and_in_the_parts_of_a_fact():
    step = StandingStep(
        event="qualify", at=AS_OF, decided_by="U", overridden_by="P-1", override_reason="asked"
    )
    taken_over = Succession(kind="merger", other="P-9", on=AS_OF.date())
    facts = [
        *(Partner(id="P-1", successions=[taken_over]), Partner(id="P-2"), Person(id="U"), Person(id="P-1")),
        Standing(id="S", partner="P-1", began_at=AS_OF, steps=[step]),
        Task(id="T", about=Subject(model="Partner", id="P-2")),
        Lead(id="L", refused_partners=["P-1", "P-2"], earlier_holders=["P-9"]),
    ]
    network = renamed(Network.of(facts), keep="P-1")

    lead, standing = network.leads[0], network.standings[0]
    assert network.partners[0].successions[0].other == "other P-9"
    assert (standing.steps[0].decided_by, standing.steps[0].overridden_by) == ("other U", "P-1")
    assert network.tasks[0].about == Subject(model="Partner", id="other P-2")
    assert (lead.refused_partners, lead.earlier_holders) == (("P-1", "other P-2"), ("other P-9",))
