"""What a change keeps apart from its root, and what it puts together."""

from partnerkit.facts.layers import Delta, Index, Layered, current, difference, grouped, reader
from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.facts.people import Person
from partnerkit.facts.product import Product
from partnerkit.facts.territory import Grant, Territory
from partnerkit.values.time import Period

ONE, TWO, THREE = (Product(id=name) for name in ("fw-1", "fw-2", "fw-3"))
GRANT = Grant(partner="p", territory="t", period=Period.year(2026))


def test_what_came_and_went_is_no_change():
    delta = Delta.of(added=[TWO], removed=[]).followed_by(gone=[TWO], new=[])

    assert (len(delta), delta.models) == (0, frozenset())
    assert len(Delta.of(added=[], removed=[ONE]).followed_by(gone=[], new=[ONE])) == 0


def test_the_way_from_one_change_to_another_goes_through_the_root():
    way = Delta.of(added=[TWO], removed=[ONE]).until(Delta.of(added=[THREE], removed=[]))

    assert (set(way.added), set(way.removed)) == ({ONE, THREE}, {TWO})


def test_facts_are_put_in_their_place():
    layered = Layered({Product: (ONE, THREE)}, Delta.of(added=[TWO], removed=[ONE]))

    assert layered[Product] == (TWO, THREE)
    assert layered[Product] is layered[Product]


def test_a_kind_whose_last_fact_went_is_gone():
    layered = Layered({Product: (ONE, ONE), Grant: (GRANT,)}, Delta.of(added=[], removed=[ONE]))

    assert (list(layered), len(layered), Product in layered, Grant in layered) == ([Grant], 1, False, True)
    assert layered.get(Product) is None


def test_kinds_that_did_not_change_are_those_of_the_root():
    base = {Product: (ONE,), Grant: (GRANT,)}

    assert Layered(base, Delta.of(added=[TWO], removed=[]))[Grant] is base[Grant]


def test_an_index_adds_and_takes_away_where_something_changed():
    read = reader(Partner, "territories")
    one, two = Partner(id="a", territories=("x", "y")), Partner(id="b", territories=("y",))
    index = Index(grouped([one], read), Partner, read, Delta.of(added=[two], removed=[one]), every=False)

    assert dict(index) == {"y": (two,)}
    assert (len(index), "x" in index, "y" in index, index.get("x")) == (1, False, True, None)


def test_unrestricted_stands_under_none():
    assert list(grouped([Partner(id="a")], reader(Partner, "territories"))) == [None]


def test_without_a_replaced_fact_all_are_current():
    facts = (ONE, TWO)

    assert current(facts) is facts


def test_told_twice_it_counts_twice_in_a_difference():
    delta = difference({Grant: (GRANT, GRANT)}, {Grant: (GRANT,), Product: (ONE,)})

    assert (delta.removed, delta.added) == ((GRANT,), (ONE,))


def test_a_difference_is_told_in_the_order_of_the_kinds():
    after = {model: (model(id="x"),) for model in (Territory, Person, Product, Lead, Partner)}

    names = [type(each).__name__ for each in difference({}, after).added]

    assert names == ["Lead", "Partner", "Person", "Product", "Territory"]
