"""What does it mean that a lead is qualified, and whose work is it then?"""

import pytest

from partnerkit.leads import Criterion, Stage, StageTable
from partnerkit.values.errors import InvalidInput, InvalidValue, NotFound


def table(ways, **more):
    return StageTable(stages=[Stage(name=name, then=then) for name, then in ways.items()], **more)


def test_a_table_names_its_stages_in_order():
    told = table({"new": ["ripe", "lost"], "ripe": ["won", "lost"], "won": [], "lost": []}, version="2026-2")

    assert told.names == ("new", "ripe", "won", "lost")
    assert (told.first, told["ripe"].is_end, told["lost"].is_end) == ("new", False, True)
    assert hash(told) == hash(
        table({"new": ["ripe", "lost"], "ripe": ["won", "lost"], "won": [], "lost": []}, version="2026-2")
    )
    with pytest.raises(NotFound, match="MQL"):
        told["MQL"]


@pytest.mark.parametrize(
    ("ways", "message"),
    [
        ({"new": ["ripe"]}, r"stages\[0\]\.then.*'ripe'"),
        ({"new": ["ripe"], "ripe": ["new"]}, "new > ripe > new"),
        ({"new": ["a", "b"], "a": ["c"], "b": ["c"], "c": ["b"]}, "c > b > c"),
        ({"new": ["new"]}, "new > new"),
        ({"new": [], "lonely": []}, r"stages\[1\].*let some stage lead to it"),
    ],
)
def test_undefined_stages_and_circles_are_refused(ways, message):
    with pytest.raises(InvalidValue, match=message):
        table(ways)


def test_stages_are_named_once():
    stages = [Stage(name="new", then=["ripe"]), Stage(name="ripe"), Stage(name="ripe", says="again")]
    with pytest.raises(InvalidValue, match="'ripe' is not valid here; name each stage once"):
        StageTable(stages=stages)


def test_only_an_end_is_won_or_needs_a_reason():
    with pytest.raises(InvalidInput) as caught:
        Stage(name="ripe", then=["won"], won=True, needs_reason=True)

    assert [each.path for each in caught.value.faults] == ["won", "needs_reason"]


def test_a_table_is_a_value():
    assert {table({"new": ()}), table({"new": ()})} == {table({"new": ()})}


def test_a_large_table_is_looked_at_once():
    names = [f"s{n}" for n in range(40)]

    assert len(table({name: names[place + 1 :] for place, name in enumerate(names)}).names) == 40


@pytest.mark.parametrize("arguments", [("Big", "fit"), ("big", "size"), ("big_one", "fit")])
def test_a_criterion_has_a_code_and_a_kind(arguments):
    with pytest.raises(InvalidValue):
        Criterion(*arguments, holds=lambda _: True)
    with pytest.raises(InvalidValue, match="holds"):
        Criterion("big", "fit", holds=True)
