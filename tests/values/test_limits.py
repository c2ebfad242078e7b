import pytest

from partnerkit.facts.tree import DEPTH
from partnerkit.interop import serialisation
from partnerkit.storage import audit
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue
from partnerkit.values.limits import LIMITS, Limits


def test_the_widest_limits_are_those_of_the_house():
    assert Limits(batch=1_000_000, goal_nodes=1_000_000, depth=32, text=10_000, document=1_000_000) == LIMITS
    assert (LIMITS.depth, LIMITS.depth) == (DEPTH, serialisation.DEPTH)
    assert (LIMITS.document, LIMITS.document) == (audit.DOCUMENT_SIZE, serialisation.SIZE)
    assert LIMITS.text == fields.TEXT_LENGTH


@pytest.mark.parametrize("name", ["batch", "goal_nodes", "depth", "text", "document"])
@pytest.mark.parametrize("wrong", [0, -1, 1.5, True, None, "9", 10**9])
def test_a_limit_is_only_made_tighter(name, wrong):
    with pytest.raises(InvalidValue, match=name):
        Limits(**{name: wrong})


def test_what_is_just_within_passes_and_one_more_does_not():
    limits = Limits(batch=2, goal_nodes=3, depth=2, text=4, document=5)
    limits.check_count("ab", "leads")
    Limits(batch=1, goal_nodes=1, depth=1, text=1, document=1).check_tree(1, 1, "goals")
    limits.check_tree(3, 2, "goals")
    limits.check_size(b"12345", "fact")
    assert list(limits.text_faults({"a": ["1234"], "b": 5, "c": None}, "x")) == []
    for call in (
        lambda: limits.check_count("abc", "leads"),
        lambda: limits.check_tree(4, 2, "goals"),
        lambda: limits.check_tree(3, 3, "goals"),
        lambda: limits.check_size(b"123456", "fact"),
    ):
        with pytest.raises(InvalidValue, match="use at most"):
            call()


def test_a_text_that_is_too_long_is_named_and_not_repeated():
    (fault,) = Limits(text=4).text_faults({"name": "secret"}, "partner")

    assert fault.path == "partner.name"
    assert "secret" not in str(fault)
