"""What lies above and below what."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.facts.territory import Territory
from partnerkit.facts.tree import DEPTH, Tree, faults_of
from partnerkit.values.errors import BrokenTree, InvalidValue, NotFound

EUROPE = {"emea": None, "de": "emea", "se": "emea", "de-north": "de", "de-south": "de", "us": None}


@pytest.fixture
def europe():
    return Tree.from_parents(EUROPE)


def chain(levels):
    return {f"t{n:02}": f"t{n - 1:02}" if n else None for n in range(levels)}


def test_a_territory_lies_in_all_that_lie_above_it(europe):
    assert europe.ancestors("de-north") == ("de-north", "de", "emea")
    assert europe.covers("emea", "de-north")
    assert europe.covers("de", "de")
    assert not europe.covers("de-north", "de")
    assert not europe.covers("us", "de")


def test_a_territory_holds_all_that_lie_below_it(europe):
    assert europe.children("emea") == ("de", "se")
    assert europe.descendants("emea") == ("emea", "de", "se", "de-north", "de-south")
    assert europe.children("de-south") == ()
    assert europe.roots == ("emea", "us")


def test_a_tree_is_a_collection_of_its_ids(europe):
    assert list(europe) == sorted(EUROPE)
    assert (len(europe), "de" in europe, "fr" in europe) == (6, True, False)


def test_a_tree_is_equal_by_value_and_survives_a_pickle(europe):
    twin = Tree.of(Territory(id=each, parent=up) for each, up in reversed(EUROPE.items()))

    assert (europe, hash(europe), repr(europe)) == (twin, hash(twin), repr(twin))
    assert pickle.loads(pickle.dumps(europe)).children("de") == ("de-north", "de-south")
    assert Tree.from_parents({"de": None}) != europe


@pytest.mark.parametrize("ask", [Tree.children, Tree.ancestors, Tree.descendants])
def test_what_is_not_there_is_not_found(europe, ask):
    with pytest.raises(NotFound) as caught:
        ask(europe, "fr")

    assert (caught.value.key, caught.value.known[:2]) == ("fr", ("de", "de-north"))


@pytest.mark.parametrize(
    ("parents", "fault", "nodes"),
    [
        ({"de": "emea"}, "orphan", ("de",)),
        ({"b": "gone", "a": "gone", "c": None}, "orphan", ("a", "b")),
        ({"a": "a"}, "cycle", ("a",)),
        ({"a": "b", "b": "c", "c": "a", "root": None}, "cycle", ("a", "b", "c")),
        ({"0-below": "a", "a": "b", "b": "a"}, "cycle", ("a", "b")),
        ({"a": "b", "b": "a", "x": "y", "y": "x"}, "cycle", ("a", "b", "x", "y")),
        (chain(DEPTH + 1), "depth", ("t32",)),
    ],
)
def test_what_is_no_tree_is_refused_with_the_ids_at_fault(parents, fault, nodes):
    with pytest.raises(BrokenTree) as caught:
        Tree.from_parents(parents, path="territories")

    assert caught.value == BrokenTree(path="territories", fault=fault, nodes=nodes)


def test_the_deepest_tree_allowed_is_taken():
    assert len(Tree.from_parents(chain(DEPTH)).ancestors("t31")) == DEPTH


def test_all_kinds_of_faults_come_at_once():
    parents = chain(DEPTH + 3) | {"a": "b", "b": "a", "c": "b", "lost": "nowhere", "below": "lost"}

    assert [(fault.fault, fault.nodes) for fault in faults_of(parents)] == [
        ("orphan", ("lost",)),
        ("depth", ("t32",)),
        ("cycle", ("a", "b")),
    ]


@st.composite
def forests(draw):
    names = draw(st.lists(st.integers(0, 99).map(str), min_size=1, max_size=20, unique=True))
    ups = [draw(st.none() | st.sampled_from(names[:place])) if place else None for place in range(len(names))]
    return dict(zip(names, ups, strict=True))


@given(forests(), st.randoms(use_true_random=False))
def test_the_order_of_the_nodes_does_not_matter(parents, random):
    shuffled = list(parents.items())
    random.shuffle(shuffled)

    assert repr(Tree.from_parents(dict(shuffled))) == repr(Tree.from_parents(parents))


@given(forests())
def test_up_and_down_are_the_same_way(parents):
    tree = Tree.from_parents(parents)

    assert all(
        (lower in tree.descendants(upper)) == tree.covers(upper, lower) for upper in tree for lower in tree
    )
    assert sorted(node for root in tree.roots for node in tree.descendants(root)) == list(tree)


@given(forests(), st.data())
def test_one_edge_upward_too_many_is_always_found(parents, data):
    tree = Tree.from_parents(parents)
    upper = data.draw(st.sampled_from(list(tree)))
    lower = data.draw(st.sampled_from(tree.descendants(upper)))
    (fault,) = faults_of(parents | {upper: lower})

    assert (fault.fault, set(fault.nodes)) == (
        "cycle",
        {node for node in tree.ancestors(lower) if tree.covers(upper, node)},
    )


def test_whatever_lies_above_comes_first(europe):
    places = {node: place for place, node in enumerate(europe.order)}

    assert sorted(europe.order) == sorted(europe)
    assert all(places[up] < places[node] for node, up in europe.parents.items() if up is not None)


@pytest.mark.parametrize(("nodes", "path"), [(["de"], "tree[0]"), ([Territory], "tree[0]"), (5, "tree")])
def test_ids_alone_are_no_tree(nodes, path):
    with pytest.raises(InvalidValue) as caught:
        Tree.of(nodes)
    assert caught.value.path == path
