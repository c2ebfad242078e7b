"""
What the effect of a remedy promises.

Its intervals of 95 % hold what is true about 95 times in 100, where nothing
helped it says so about as often, and what moves everybody alike is no effect.
"""

from datetime import date
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnerkit.facts import Intervention
from partnerkit.review import measure_effects
from partnerkit.values.time import Period

MONTHS = [*Period.year(2025).months(), *Period.year(2026).months()]
#: How many months before and after are looked at unless told otherwise.
REACH = 6
TIMES = 300


@cache
def rows(partners, first, last):
    """Return whose figure each row is, and of which month."""
    names = [f"P-{place}" for place in range(partners)]
    return {
        "id": [name for name in names for _ in MONTHS[first:last]],
        "month": [each.label for each in MONTHS[first:last]] * partners,
    }


@cache
def begun(starts):
    """Return what began in these months, at one partner each."""
    return [
        Intervention(
            id=f"H-{place}", partner=f"P-{place}", remedy="coach-sellers", started_on=MONTHS[start].start
        )
        for place, start in enumerate(starts)
    ]


def measured(table, starts, **more):
    """Measure the effect on partners that began in these months, one for each start, with no month more than it needs."""
    first, last = min(starts) - REACH, max(starts) + REACH
    frame = {**rows(len(table), first, last), "x": table[:, first:last].ravel()}
    options = {"key": "id", "by": "month", "value": "x", "as_of": date(2026, 12, 31)} | more
    return measure_effects(frame, begun(tuple(starts)), **options)["coach-sellers"]


def drawn(rng, partners, starts, effect, memory):
    """Return figures with a level of each partner, seasons of all, noise that remembers, and an effect."""
    noise = rng.normal(0, 10, (partners, len(MONTHS)))
    for month in range(1, len(MONTHS)):
        noise[:, month] += memory * noise[:, month - 1]
    table = 100 + rng.normal(0, 15, partners)[:, None] + rng.normal(0, 5, len(MONTHS)) + noise
    for place, start in enumerate(starts):
        table[place, start:] += effect
    return table


@pytest.mark.parametrize(
    ("partners", "starts", "effect", "memory"),
    [
        pytest.param(100, [12] * 15, 4.0, 0.5, id="an effect"),
        pytest.param(100, [12] * 15, 0.0, 0.5, id="no effect"),
        pytest.param(60, [8, 11, 14] * 10, 0.0, 0.3, id="others that serve several, at different times"),
    ],
)
def test_intervals_hold_what_is_true_about_as_often_as_they_say(partners, starts, effect, memory):
    rng = np.random.default_rng(20)
    held, before = 0, 0
    for _ in range(TIMES):
        found = measured(drawn(rng, partners, starts, effect, memory), starts)
        held += found.interval.low <= effect <= found.interval.high
        before += found.before.low <= 0 <= found.before.high

    # Three standard deviations of a share of 300.
    assert 0.91 <= held / TIMES <= 0.985
    assert 0.91 <= before / TIMES <= 0.985


@settings(max_examples=10)
@given(st.integers(0, 2**32 - 1), st.floats(-50, 50), st.sampled_from([0.5, 2.0, 8.0]))
def test_what_moves_everybody_alike_is_no_effect_and_units_do_not_matter(seed, shift, unit):
    rng = np.random.default_rng(seed)
    starts = [12] * 10
    table = drawn(rng, 40, starts, 3.0, 0.0)
    later = np.arange(len(MONTHS)) >= 12
    plain, moved = measured(table, starts), measured((table + shift * later) * unit, starts)

    assert moved.interval.estimate == pytest.approx(plain.interval.estimate * unit, abs=1e-6)
    assert moved.interval.high == pytest.approx(plain.interval.high * unit, abs=1e-6)
