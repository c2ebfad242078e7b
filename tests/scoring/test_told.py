"""What was told of one KPI."""

import numpy as np
import pytest
from attrs import evolve

from partnerkit.scoring.marks import as_text
from partnerkit.scoring.release import Cell, Release
from partnerkit.scoring.told import Tables, Told
from partnerkit.values.time import Period

CELL = Cell(low=1.0, high=3.0)


def release(period, group="*", figures=()):
    return Release(
        kpi="a",
        part="a",
        group=group,
        period=Period.parse(period),
        lower=CELL,
        middle=CELL,
        upper=CELL,
        figures=as_text(np.array(figures, dtype=np.uint32)),
    )


TOLD = Told.of([release("2026-03", figures=[9, 2]), release("2026-01"), release("2026-03", "g", [5])])


@pytest.mark.parametrize(
    ("asked", "found"),
    [("2026-03", None), ("2026-02", None), ("2026-Q1", "2026-01"), ("2026-03-05", "2026-03"), ("2027", None)],
)
def test_other_periods_that_overlap_are_found(asked, found):
    overlapping = TOLD.overlapping(Period.parse(asked))

    assert (None if overlapping is None else str(overlapping)) == found


def test_the_last_of_a_group_is_found():
    assert TOLD.last("*", Period.parse("2026-03")) == release("2026-03", figures=[9, 2])
    assert TOLD.last("*", Period.parse("2026-02")) == release("2026-01")
    assert TOLD.last("g", Period.parse("2026-02")) is None


def test_one_more_is_as_if_it_had_been_there():
    more = release("2026-02", figures=[1, 7])
    found = TOLD.with_release(more)

    assert [str(each) for each in found.periods] == ["2026-01", "2026-02", "2026-03"]
    assert found.at(more.period, "*") == more
    assert TOLD.at(more.period, "*") is None
    assert TOLD.releases == found.releases[:-1]


def test_two_that_go_on_from_one_know_nothing_of_each_other():
    """Also where both tell of the same period and group, or one tells of one a second time."""
    again = release("2026-03", figures=[4])
    mores = [release("2026-02"), release("2026-04", "g"), release("2026-02", "g"), again]
    found = [TOLD.with_release(more) for more in mores]
    found.append(found[0].with_release(again))

    for each, told in zip(mores, found, strict=False):
        assert told.releases == (*TOLD.releases, each)
        assert told.at(each.period, each.group) == each
    assert [told.has(Period.parse("2026-04")) for told in found] == [False, True, False, False, False]
    assert found[-1].releases == (*found[0].releases, again)
    assert [each.at(again.period, "*") for each in (TOLD, found[0])] == [TOLD.releases[0]] * 2


def test_a_period_is_known_again():
    assert [TOLD.has(Period.parse(each)) for each in ("2026-01", "2026-02", "2026-03", "2026-Q1")] == [
        True,
        False,
        True,
        False,
    ]


def counted(tables):
    """Return which of three marks counted of each KPI."""
    return tables.counted.has(["a", "b"], np.array([[1, 3, 4]] * 2, dtype=np.uint32)).tolist()


def test_tables_hold_what_was_told_when_they_are_asked():
    first, second = release("2026-01", figures=[3]), release("2026-02", figures=[4, 1])
    before = Tables.of([first])
    after = before.with_releases([second, evolve(first, kpi="b")])

    assert (list(before), list(after), len(after)) == (["a"], ["a", "b"], 2)
    assert "b" in after
    assert "c" not in after
    for _ in range(2):  # asked once more, nothing is entered twice
        assert after["a"].releases == (first, second)
        assert before["a"].releases == (first,)
        assert counted(after) == [[True, True, True], [False, True, False]]
        assert counted(before) == [[False, True, False], [False, False, False]]
    assert after["b"].releases == (evolve(first, kpi="b"),)
    with pytest.raises(KeyError):
        before["b"]
