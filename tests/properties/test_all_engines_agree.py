"""Who computes makes no difference: the scores of arrays are those of every engine, to 1e-9 by key."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from partnerkit.scoring import Kpi, Scorecard, score

duckdb = pytest.importorskip("duckdb")
pl = pytest.importorskip("polars")

TODAY = date(2026, 3, 31)
values = st.one_of(
    st.none(),
    st.integers(-5, 5).map(float),
    st.floats(-1e6, 1e6, allow_subnormal=False),
    st.sampled_from([float("nan"), 0.1, -0.0, 1e9, 1e9 + 1]),
)


@st.composite
def frames(draw):
    count = draw(st.integers(1, 12))

    def column(of):
        return draw(st.lists(of, min_size=count, max_size=count))

    groups = {"tier": column(st.sampled_from(["a", "b", None])), "region": column(st.integers(0, 1))}
    return {"id": list(range(count)), **groups, **{name: column(values) for name in ("a", "b", "c")}}


cards = st.builds(
    lambda scale, aggregate, peers, least: Scorecard(
        kpis=(
            Kpi("a", weight=3),
            Kpi("b", better="lower", preference=(0.5, 2.0) if aggregate == "promethee_ii" else None),
            Kpi("c", better="target", target=(-2, 3)),
        ),
        scale=scale,
        aggregate=aggregate,
        peers=peers,
        min_peers=least,
        min_coverage=0.3,
    ),
    st.sampled_from(["peer_z", "min_max", "vector", "percent_rank"]),
    st.sampled_from(["weighted_sum", "topsis", "vikor", "promethee_ii"]),
    st.sampled_from([None, ("tier",), ("tier", "region")]),
    st.integers(1, 5),
)


@pytest.fixture(scope="module")
def connection():
    """One database for all examples: to open one takes longer than to ask it; twelve rows need no second thread."""
    with duckdb.connect(config={"threads": 1}) as opened:
        yield opened


# Each example asks five engines.
@settings(max_examples=max(5, settings.default.max_examples * 2 // 3))
@given(card=cards, columns=frames())
def test_all_engines_agree(connection, card, columns):
    typed = pl.DataFrame(columns, schema_overrides=dict.fromkeys("abc", pl.Float64), strict=False)
    connection.register("given", typed.to_arrow())
    wanted = score(card, columns, key="id", as_of=TODAY).to_frame()
    for frame in (typed, typed.to_pandas(), typed.to_arrow(), typed.lazy(), connection.table("given")):
        found = score(card, frame, key="id", as_of=TODAY).to_frame()
        order = np.argsort(found["id"])
        assert_allclose(found["score"][order].astype(float), wanted["score"], rtol=1e-9, atol=1e-9)
        assert_allclose(found["coverage"][order].astype(float), wanted["coverage"], rtol=1e-9)
        assert found["peer_group"][order].tolist() == wanted["peer_group"].tolist()
