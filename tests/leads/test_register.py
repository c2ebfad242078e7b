"""How does a long list by id change without being copied?"""

import pickle

from hypothesis import given
from hypothesis import strategies as st

from partnerkit.leads.account import OpenLead
from partnerkit.leads.register import BLOCK, Register

keys = st.integers(0, 2_000).map(lambda number: f"{number * 7919 % 2003:04}")


def lead(name, partner="P-4"):
    return OpenLead(lead=name, partner=partner)


@given(
    start=st.sets(st.integers(0, 2_000), max_size=3).map(lambda some: [f"{each:04}" for each in some]),
    size=st.sampled_from([0, 1, BLOCK, 2 * BLOCK, 1_500]),
    steps=st.lists(st.tuples(st.booleans(), keys), max_size=40),
)
def test_it_is_what_a_sorted_dict_would_be(start, size, steps):
    names = {*start, *(f"{number:04}" for number in range(size))}
    model = {name: lead(name) for name in names}
    register = Register("lead", model.values())
    for place, (add, name) in enumerate(steps):
        before, was = register, tuple(register)
        if add:
            model[name] = lead(name, f"P-{place}")
            register = register.with_items([model[name]])
        elif name in model:
            del model[name]
            register = register.without(name)

        assert tuple(before) == was
        assert register.get(name) == model.get(name)

    expected = tuple(model[name] for name in sorted(model))

    assert register == expected
    assert register == Register("lead", expected)
    assert hash(register) == hash(Register("lead", expected))
    assert len(register) == len(expected)
    assert [register.get(each.lead) for each in expected] == list(expected)


def test_many_at_once_are_one_change():
    few = Register("lead", map(lead, ("b", "d")))
    more = few.with_items([lead("a"), lead("d", "P-5"), lead("e")])

    assert [each.lead for each in more] == ["a", "b", "d", "e"]
    assert more.get("d").partner == "P-5"
    assert few.get("d").partner == "P-4"


def test_a_block_that_grows_is_cut_in_two_and_one_that_empties_goes():
    register = Register("lead", [lead(f"{number:05}") for number in range(0, 10 * BLOCK, 2)])
    for number in range(1, 3 * BLOCK, 2):
        register = register.with_items([lead(f"{number:05}")])

    assert max(map(len, register._blocks)) < 2 * BLOCK

    for number in range(2 * BLOCK):
        register = register.without(f"{number:05}")

    assert min(map(len, register._blocks)) > 0
    assert register[0].lead == f"{2 * BLOCK:05}"
    assert register[-2:] == tuple(register)[-2:]


def test_it_looks_and_travels_like_a_tuple():
    register = Register("lead", map(lead, "ab"))

    assert repr(register) == repr(tuple(register))
    assert pickle.loads(pickle.dumps(register)) == register
    assert register != list(register)
    assert register != Register("lead", map(lead, "abc"))


def test_what_is_put_in_as_it_was_is_no_change():
    old = Register("lead", [OpenLead(lead=f"L-{number}", partner="P-4") for number in range(9)])
    new = old.with_items([OpenLead(lead="L-1", partner="P-4"), OpenLead(lead="L-2", partner="P-5")])

    assert new.changes(old) == {"L-2": OpenLead(lead="L-2", partner="P-5")}


def test_what_was_seen_in_a_block_is_shared_until_it_changes():
    seen = []

    def total(items):
        seen.append(len(items))
        return sum(each.value for each in items)

    old = Register("lead", [OpenLead(lead=f"L-{each:04}", partner="P-4", value=1) for each in range(1_000)])
    more = old.with_items([OpenLead(lead="L-0500", partner="P-4", value=9)])

    assert sum(old.looked_at(total)) == 1_000
    seen.clear()
    for register, expected in (
        (old.with_items([OpenLead(lead="L-0500", partner="P-4", value=9)]), 1_008),
        (old.without("L-0999"), 999),
        (
            old.with_items([OpenLead(lead=f"L-0500-{each}", partner="P-4", value=1) for each in range(600)]),
            1_600,
        ),
    ):
        assert sum(register.looked_at(total)) == expected
        assert sum(register.looked_at(total)) == expected
    # Of what is new alone, and of what is cut in pieces each of them.
    assert seen == [256, 231, 256, 256, 256, 88]
    assert more.looked_at(len) == [256, 256, 256, 232]
