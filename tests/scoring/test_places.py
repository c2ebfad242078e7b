"""Who is where in a group, by an engine that has no order of rows."""

import numpy as np
import pytest

from partnerkit.scoring.places import shares_of_group, with_ranks
from partnerkit.values.lazy import gathered, opened

pl = pytest.importorskip("polars")
nw = pytest.importorskip("narwhals.stable.v2")


def test_ties_share_the_lower_number_and_who_has_no_score_has_no_rank():
    rows = opened(
        pl.DataFrame(
            {"id": list("abcde"), "__p": [0, 0, 0, 0, 1], "score": [1.0, 3.0, 1.0 + 1e-15, None, 0.0]}
        ).lazy()
    )
    found = gathered(with_ranks(rows, nw.lit(1e-12), 2).select("id", "rank").sort("id"))

    assert found["rank"].tolist()[:3] == [2, 1, 2]
    assert found["rank"].tolist()[4] == 1
    assert found["rank"][3] is None or np.isnan(found["rank"][3])


def test_a_share_counts_those_behind_and_half_of_the_equals():
    rows = opened(
        pl.DataFrame(
            {"id": list("abcd"), "__p": [0] * 4, "__e0": [1.0, 2.0, 2.0, 9.0], "__k0": [4.0] * 4}
        ).lazy()
    )
    found = gathered(shares_of_group(rows, [0], ideals=True).sort("id"))

    assert found["__e0"].tolist() == [0.125, 0.5, 0.5, 0.875]
    assert (found["__best0"].tolist()[0], found["__worst0"].tolist()[0]) == (0.875, 0.125)
