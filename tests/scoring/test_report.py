"""What a partner learns from the comparison."""

import pytest

from partnerkit.scoring.release import Cell
from partnerkit.scoring.released import Released
from partnerkit.scoring.report import Compared, Report
from partnerkit.values.errors import NotFound
from partnerkit.values.reasons import Reason
from partnerkit.values.time import Period

KEPT = Cell(reason=Reason("few-contributors", {"kpi": "a", "least": 15}))


def line(better="higher", own=5.0, ends=((0, 2), (3, 5), (6, 8)), **more):
    lower, middle, upper = (KEPT if each is None else Cell(low=each[0], high=each[1]) for each in ends)
    options = {"kpi": "a", "unit": None, "period": Period.year(2026), "reason": None, **more}
    return Compared(better=better, own=own, lower=lower, middle=middle, upper=upper, **options)


@pytest.mark.parametrize(
    ("better", "own", "quarter", "gap"),
    [
        ("higher", 9.0, 1, -2),
        ("higher", 5.0, 2, 2),
        ("higher", 0.5, 4, 6.5),
        ("lower", 0.5, 1, -0.5),
        ("lower", 9.0, 4, 8),
    ],
)
def test_the_quarter_and_the_gap_hang_on_the_cells(better, own, quarter, gap):
    found = line(better, own)

    assert (found.quarter, found.gap) == (quarter, gap)


def test_what_is_kept_back_or_unknown_gives_no_quarter_and_no_gap():
    assert (line(own=None).quarter, line(own=None).gap) == (None, None)
    assert (line(ends=(None, (3, 5), None)).quarter, line(ends=(None, (3, 5), None)).gap) == (None, None)


@pytest.mark.parametrize(
    ("better", "own", "said"),
    [
        ("higher", 9.0, ("ahead-of-best", {"ahead": 2})),
        ("lower", 0.5, ("ahead-of-best", {"ahead": 0.5})),
        ("higher", 5.0, ("gap-to-best", {"gap": 2})),
        ("higher", 7.0, ("gap-to-best", {"gap": 0})),
    ],
)
def test_whoever_is_ahead_reads_of_no_gap_below_zero(better, own, said):
    report = Report(
        viewer="P-1",
        group="*",
        period=Period.year(2026),
        lines=(line(better, own),),
        findings=(),
        released=Released(),
    )

    code, facts = said
    assert report.reasons[1] == Reason(code, {"kpi": "a", "unit": None, **facts})


def test_it_goes_into_a_frame_and_into_reasons():
    report = Report(
        viewer="P-1",
        group="*",
        period=Period.year(2026),
        lines=(line(ends=(None, (3, 5), None)),),
        findings=(),
        released=Released(),
    )

    assert report.to_frame()["middle_low"].tolist() == [3]
    assert [reason.code for reason in report.reasons] == ["compared"]
    assert set(report.suppressed) == {("a", "lower"), ("a", "upper")}
    assert len(report) == 1
    with pytest.raises(NotFound):
        report["b"]
