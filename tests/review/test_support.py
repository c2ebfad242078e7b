"""How evidence is weighed: of one source the strongest, sources added."""

import numpy as np
import pytest
from witnesses import TODAY, seen

from partnerkit.review.evidence import Block, blocks_of
from partnerkit.review.support import GRADES, grade, supported
from partnerkit.values.reasons import Reason

ROWS = {"P-4": 0, "P-5": 1}


def weighed(*given):
    found = supported(blocks_of(given, ROWS, None), 2, ["slow-response", "late-delivery"])
    return found.speaking_for.tolist(), found.against.tolist()


def test_the_same_source_counts_once_on_each_side():
    given = [
        seen("slow-response", strength="weak"),
        seen("slow-response", strength="strong"),
        seen("slow-response", "against", "weak"),
        seen("slow-response", "against", "clear"),
    ]

    assert weighed(*given) == ([[3, 0], [0, 0]], [[2, 0], [0, 0]])


def test_sources_that_do_not_know_each_other_are_added():
    given = [
        seen("late-delivery", source=source, partner="P-5") for source in ("figures", "survey", "records")
    ]

    assert weighed(*given) == ([[0, 0], [0, 6]], [[0, 0], [0, 0]])


def test_what_is_set_aside_does_not_count():
    assert weighed(seen("slow-response", disputed=True)) == ([[0, 0], [0, 0]], [[0, 0], [0, 0]])


@pytest.mark.parametrize(
    ("speaking_for", "against", "expected"),
    [
        (9, 0, "strong"),
        (3, 0, "strong"),
        (4, 2, "clear"),
        (1, 0, "weak"),
        (2, 2, "contradicted"),
        (1, 3, "contradicted"),
        (0, 1, "cleared"),
        (0, 0, "unknown"),
    ],
)
def test_grades(speaking_for, against, expected):
    assert grade(speaking_for, against) == expected
    assert expected in GRADES


def test_figures_of_everybody_are_one_witness_too():
    def everybody(*points):
        return Block(
            cause="slow-response",
            source="figures",
            rows=np.arange(2),
            points=np.array(points),
            why=lambda place: Reason("seen"),
            when=lambda place: TODAY,
            open=False,
        )

    found = supported([everybody(1, -2), everybody(3, -1), everybody(2, 2)], 2, ["slow-response"])

    assert (found.speaking_for.tolist(), found.against.tolist()) == ([[3], [2]], [[0], [2]])
