"""What an engine's frame is refused for, once its figures were added up."""

from datetime import UTC, datetime

import pytest

from partnerkit.scoring import Kpi, Scorecard
from partnerkit.scoring.intake import NOBODY
from partnerkit.scoring.plan import first_pass
from partnerkit.scoring.readings import read
from partnerkit.values.errors import InvalidValue
from partnerkit.values.lazy import opened

pl = pytest.importorskip("polars")

NOW = datetime(2026, 4, 30, tzinfo=UTC)


def test_the_first_five_keys_of_a_fault_are_named_and_the_others_counted():
    many = opened(pl.DataFrame({"id": [f"P-{n}" for n in range(9)], "revenue": [1e200] * 9}).lazy())

    with pytest.raises(InvalidValue, match=r"'P-0', 'P-1', 'P-2', 'P-3', 'P-4' and 4 more"):
        first_pass(Scorecard(kpis=(Kpi("revenue"),)), many, "id", NOW)


def test_peers_called_what_stands_for_a_missing_one_are_refused():
    card = Scorecard(kpis=(Kpi("revenue"),), peers=("region", "tier"))
    tiers = {"id": ["P-1", "P-2"], "region": ["north", None], "revenue": [1.0, 2.0]}

    first_pass(card, opened(pl.DataFrame({**tiers, "tier": [None, "gold"]}).lazy()), "id", NOW)
    with pytest.raises(InvalidValue, match=r"frame\['tier'\]: '\u2400' at 'P-2' is not valid"):
        first_pass(card, opened(pl.DataFrame({**tiers, "tier": [None, NOBODY]}).lazy()), "id", NOW)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (float("inf"), "an infinite value at 'P-2'"),
        (1e120, r"a value beyond 1e\+100 at 'P-2'"),
        (0.0, "a standard error of 0 or less at 'P-2'"),
        (-1.0, "a standard error of 0 or less at 'P-2'"),
    ],
)
def test_a_standard_error_that_cannot_be_is_refused_as_in_an_array(error, told):
    card = Scorecard(kpis=(Kpi("revenue", se="error"),))
    frame = {"id": ["P-1", "P-2"], "revenue": [1.0, 2.0], "error": [1.0, error]}

    with pytest.raises(InvalidValue, match=rf"frame\['error'\]: {told}"):
        first_pass(card, opened(pl.DataFrame(frame).lazy()), "id", NOW)
    with pytest.raises(InvalidValue, match=rf"frame\['error'\]: {told}"):
        read(card, frame, key="id", as_of=NOW)
