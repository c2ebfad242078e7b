"""Which facts are there, by the name of their kind in the plural?"""

from partnerkit import facts
from partnerkit.facts import Network, Partner
from partnerkit.facts.nouns import Every, Nouns


def test_every_kind_of_fact_has_its_plural_once():
    found = [each.model for each in vars(Nouns).values() if isinstance(each, Every)]
    kinds = {
        getattr(facts, name)
        for name in facts.__all__
        if isinstance(getattr(facts, name), type) and issubclass(getattr(facts, name), facts.Fact)
    } - {facts.Fact}

    assert len(found) == len(set(found))
    assert set(found) == kinds


def test_a_plural_gives_the_facts_of_its_kind():
    network = Network.of(Partner(id="P-4"))

    assert network.partners == network.all(Partner) == (Partner(id="P-4"),)
    assert isinstance(Network.partners, Every)
