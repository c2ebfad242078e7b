"""What was known of each period, where an engine holds the rows."""

from datetime import UTC, date, datetime

import numpy as np
import pytest

from partnerkit.scoring.lazy_panel import chosen
from partnerkit.scoring.panel import panel
from partnerkit.values.errors import InvalidValue
from partnerkit.values.lazy import gathered, opened

pl = pytest.importorskip("polars")

ROWS = {
    "id": ["a", "a", "a", "b", "b"],
    "month": ["2026-01", "2026-01", "2026-02", "2026-01", "2026-04"],
    "booked": [date(2026, 2, 3), date(2026, 2, 9), date(2026, 3, 9), date(2025, 1, 1), date(2026, 4, 9)],
}
AT = datetime(2026, 4, 1, tzinfo=UTC)


@pytest.mark.parametrize("known", [None, "booked"])
def test_the_rows_that_count_are_those_of_arrays(known):
    found = chosen(opened(pl.LazyFrame(ROWS)), "id", "month", known, AT)
    columns = {name: np.array(column) for name, column in ROWS.items()}
    columns["booked"] = columns["booked"].astype("datetime64[D]")
    wanted = panel(columns, "id", "month", known, np.datetime64("2026-04-01", "us"))

    rows = gathered(found.rows.sort("id", "month", "booked"))
    assert rows["booked"].tolist() == columns["booked"][wanted.rows].tolist()
    assert (found.later, found.known - len(rows["booked"])) == (wanted.later, wanted.replaced)


@pytest.mark.parametrize(("moment", "count"), [("2026-03-31T23:59:59.999999Z", 4), ("2026-04-01T00:00Z", 5)])
def test_a_period_counts_from_the_moment_on_in_which_it_is_over(moment, count):
    rows = {"id": list("abcde"), "month": ["2026-01", "2026-02", "2026-02", "2026-02", "2026-03"]}
    found = chosen(opened(pl.LazyFrame(rows)), "id", "month", None, datetime.fromisoformat(moment))

    assert len(gathered(found.rows)["id"]) == count


def test_who_knows_since_when_must_be_told_of_every_row():
    late = pl.LazyFrame({**ROWS, "booked": [None, *ROWS["booked"][1:]]})
    with pytest.raises(InvalidValue, match="no date in 1 rows"):
        chosen(opened(late), "id", "month", "booked", AT)
    with pytest.raises(InvalidValue, match="no such column"):
        chosen(opened(late), "id", "month", "seen", AT)
