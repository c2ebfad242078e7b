"""What a viewer has been shown."""

import numpy as np
import pytest

from partnerkit.scoring.marks import as_text
from partnerkit.scoring.release import Cell, Release
from partnerkit.scoring.released import Released
from partnerkit.values.errors import InvalidValue
from partnerkit.values.time import Period

CELL = Cell(low=1.0, high=3.0)


def release(**more):
    options = {"kpi": "a", "part": "a", "group": "*", "period": Period.year(2026)}
    return Release(**{**options, "lower": CELL, "middle": CELL, "upper": CELL, **more})


def test_it_belongs_to_one_viewer():
    published = Released().given_to("P-1", [release()])

    assert published.given_to("P-1") == published
    assert published.of("a") == (release(),)
    with pytest.raises(InvalidValue, match="another viewer") as caught:
        published.given_to("P-2")
    assert "P-1" not in str(caught.value)


def test_what_is_passed_on_is_what_would_be_read():
    """The table of what was told goes from record to record; read anew it is the same."""
    periods = [Period.month(2026, month) for month in (3, 1, 2)]
    first = [
        release(period=each, figures=as_text(np.array([n, 9 - n], "u4"))) for n, each in enumerate(periods)
    ]
    passed = Released()
    for each in first:
        passed = passed.given_to("P-1", [each])
    passed = passed.given_to("P-1", [release(kpi="b"), release(kpi="b", group="g", figures="0000000a")])
    read = Released(viewer="P-1", releases=passed.releases)

    assert passed == read
    assert list(passed.told) == list(read.told)
    for kpi, told in passed.told.items():
        assert told.releases == read.told[kpi].releases
        assert told.periods == read.told[kpi].periods
    asked = np.arange(12, dtype=np.uint32).reshape(1, -1).repeat(2, axis=0)
    found = [record.told.counted.has(["a", "b"], asked).tolist() for record in (passed, read)]
    assert found[0] == found[1]
    assert [sum(row) for row in found[0]] == [6, 1]
