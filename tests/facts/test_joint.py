"""What several teams want together, and what each wants besides."""

from decimal import Decimal, localcontext

import pytest

from partnerkit.facts.joint import JointGoal, JointPart
from partnerkit.values.time import Period

HALF = Decimal("0.5")


def part(team, goal, weight=HALF):
    return JointPart(team=team, goal=goal, weight=weight)


def joint(**more):
    parts = (part("sales", "pipeline"), part("sales", "deals"), part("marketing", "pipeline", Decimal(1)))
    return JointGoal(**{"id": "J-1", "period": Period.year(2026), "parts": parts} | more)


def test_a_joint_goal_behaves_like_a_fact(behaves):
    behaves(joint, cap=Decimal("1.5"))
    behaves(lambda: part("sales", "deals"), weight=Decimal(1))


def test_a_goal_of_more_than_one_team_is_shared():
    assert joint().teams == ("marketing", "sales")
    assert joint().shared == ("pipeline",)


@pytest.mark.parametrize(
    ("parts", "path"),
    [
        ([part("sales", "a"), part("marketing", "a", Decimal(1))], "parts[sales].weight"),
        ([part("sales", "a", Decimal("0.9999")), part("marketing", "a", Decimal(1))], "parts[sales].weight"),
        ([part("sales", "a"), part("sales", "b")], "parts"),
        (
            [
                part("sales", "a"),
                part("sales", "a", Decimal("0.25")),
                part("sales", "b", Decimal("0.25")),
                part("marketing", "a", Decimal(1)),
            ],
            "parts[1].goal",
        ),
        ([part("sales", "a")], "parts"),
        (("sales", "marketing"), "parts"),
    ],
)
def test_a_joint_goal_refuses_what_makes_no_sense(faults, parts, path):
    assert list(faults(lambda: joint(parts=parts))) == [path]


def test_a_weight_is_a_part_of_one(faults):
    assert list(faults(lambda: part("sales", "a", 0.5))) == ["weight"]
    assert list(faults(lambda: part("sales", "a", Decimal("1.01")))) == ["weight"]
    assert list(faults(lambda: joint(cap=Decimal("0.9")))) == ["cap"]


def test_weights_add_up_exactly_whatever_the_host_rounds_to(faults):
    nearly = [part("sales", "a", Decimal("0.3333")), part("sales", "b", Decimal("0.6666"))]
    with localcontext(prec=3):
        assert list(faults(lambda: joint(parts=[*nearly, part("marketing", "a", Decimal(1))]))) == [
            "parts[sales].weight"
        ]
