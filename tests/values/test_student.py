"""Student's t is read both ways."""

import numpy as np
import pytest

from partnerkit.values.student import student_above, student_at

CHANCES = (0.001, 0.05, 0.1, 0.5, 0.8, 0.95, 0.999)


@pytest.mark.parametrize("freedom", [1, 2, 3, 7, 30])
@pytest.mark.parametrize("chance", CHANCES)
def test_students_t_is_read_both_ways(freedom, chance):
    steps = student_at(chance, freedom)

    assert student_above(np.array([steps]), freedom)[0] == pytest.approx(1 - chance, abs=1e-12)
    assert steps == -student_at(1 - chance, freedom)


@pytest.mark.parametrize("freedom", [1, 2, 3, 7, 30])
def test_it_is_the_first_float_that_leaves_no_more_than_the_rest(freedom):
    for chance in (0.75, 0.8, 0.9, 0.95, 0.999):
        steps = student_at(chance, freedom)
        above = student_above(np.array([steps, np.nextafter(steps, 0)]), freedom)

        assert above[0] <= 1 - chance < above[1]


def test_a_chance_stays_within_nothing_and_certainty():
    steps = np.concatenate([np.linspace(-1000, 1000, 2001), np.linspace(-30, 30, 2001)])

    for freedom in (1, 2, 10, 30, 31, 100, 101):
        chances = student_above(steps, freedom)
        assert (chances >= 0).all()
        assert (chances <= 1).all()


def test_certainty_is_as_far_as_floats_tell():
    for freedom in (1, 3, 30):
        steps = student_at(1.0, freedom)
        assert 1 < steps < np.inf
        assert student_above(np.array([steps]), freedom)[0] == 0
