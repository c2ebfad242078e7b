"""What a scorecard takes from an engine's frame, and what it refuses."""

from datetime import UTC, date, datetime

import numpy as np
import pytest

from partnerkit.scoring import Kpi, Scorecard
from partnerkit.scoring.intake import NOBODY, oriented, take_in
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.lazy import gathered, opened

pl = pytest.importorskip("polars")
nw = pytest.importorskip("narwhals.stable.v2")

NOW = datetime(2026, 4, 30, tzinfo=UTC)
CARD = Scorecard(
    kpis=(Kpi("revenue", half_life="90d", measured="seen"), Kpi("stock", better="target", target=(2, 4))),
    peers=("tier",),
)


def frame(**more):
    given = {
        "id": ["P-1", "P-2"],
        "tier": ["gold", None],
        "revenue": [1.0, float("nan")],
        "stock": [1, 9],
        "seen": [date(2026, 4, 30), date(2026, 1, 30)],
    }
    return opened(pl.DataFrame({**given, **more}).lazy())


def test_rows_bring_what_groups_them_and_figures_where_more_is_better():
    rows = gathered(take_in(CARD, frame(), "id", NOW).frame)

    assert rows["__g0"].tolist() == ["gold", NOBODY]
    assert rows["__e1"].tolist() == [-1.0, -5.0]
    assert rows["__f0"][0] == 1.0  # today is not over yet
    assert rows["__f0"][1] == pytest.approx(0.5 ** (89 / 90))


def test_inside_a_target_nothing_is_better_and_a_gap_stays_one():
    rows = nw.from_native(pl.DataFrame({"stock": [None, 2.0, 3.0, 5.0]}).lazy())

    turned = gathered(rows.select(oriented(nw.col("stock"), CARD.kpis[1]).alias("stock")))["stock"]

    assert turned[1:].tolist() == [0.0, 0.0, -1.0]
    assert np.isnan(turned[0])


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"seen": ["yesterday", "today"]}, "use dates"),
        ({"seen": [datetime(2026, 1, 1), datetime(2026, 1, 1)]}, "times without a zone"),
        ({"stock": [True, False]}, "for yes and no, 1 and 0"),
        ({"stock": ["much", "little"]}, "use numbers"),
        ({"tier": [["gold"], ["silver"]]}, "use text or numbers to group by"),
    ],
)
def test_a_column_of_a_wrong_kind_is_refused_before_anything_is_computed(more, told):
    with pytest.raises(InvalidValue, match=told):
        take_in(CARD, frame(**more), "id", NOW)


def test_all_absent_columns_are_named_at_once():
    with pytest.raises(InvalidInput) as caught:
        take_in(CARD, opened(pl.DataFrame({"id": ["P-1"]}).lazy()), "id", NOW)

    assert {fault.path for fault in caught.value.exceptions} == {
        f"frame['{name}']" for name in ("tier", "revenue", "stock", "seen")
    }


@pytest.mark.parametrize("codes", [[True, False], [1, 2], [date(2026, 1, 1), None], [["EUR"], ["EUR"]]])
def test_currencies_that_are_no_codes_are_refused_before_an_engine_stumbles(codes):
    card = Scorecard(kpis=(Kpi("revenue", unit="EUR", currency="in"),))
    rows = opened(pl.DataFrame({"id": ["P-1", "P-2"], "revenue": [1, 2], "in": codes}).lazy())

    with pytest.raises(InvalidValue, match="use codes of currencies, as 'EUR'"):
        take_in(card, rows, "id", NOW)
