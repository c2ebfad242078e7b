"""Rates that rest on few deliveries, of 86 real vendors: small numbers are drawn to what is common."""

import csv
from collections import Counter
from datetime import date

import numpy as np
import pytest

from partnerkit.scoring import Kpi, Scorecard, score

pytestmark = pytest.mark.real

REJECTION = Kpi("rejection_rate", better="lower", count="rejected", of="received")


@pytest.fixture(scope="module")
def frame(shared_data):
    def rows(name):
        with (shared_data / "adventureworks_vendors" / name).open(encoding="utf-8") as file:
            return list(csv.DictReader(file))

    vendor_of = {row["purchase_order_id"]: row["vendor_id"] for row in rows("purchase_orders.csv")}
    rejected, received = Counter(), Counter()
    for line in rows("purchase_order_lines.csv"):
        vendor = vendor_of[line["purchase_order_id"]]
        rejected[vendor] += float(line["rejected_qty"])
        received[vendor] += float(line["received_qty"])
    return {
        "vendor": list(received),
        "rejected": [rejected[vendor] for vendor in received],
        "received": list(received.values()),
    }


@pytest.fixture(scope="module")
def shrunk(frame):
    scores = score(Scorecard(kpis=(REJECTION,)), frame, key="vendor", as_of=date(2025, 9, 30))
    return np.array([scores.explain(key).lines[0].shrunk for key in frame["vendor"]])


def test_the_figures_are_those_of_the_readme(frame):
    assert len(frame["vendor"]) == 86
    assert sum(frame["rejected"]) / sum(frame["received"]) == pytest.approx(0.03124, abs=5e-6)


def test_each_rate_lies_between_its_own_and_the_common_one(frame, shrunk):
    own = np.array(frame["rejected"]) / np.array(frame["received"])
    common = sum(frame["rejected"]) / sum(frame["received"])

    assert (np.minimum(own, common) - 1e-12 <= shrunk).all()
    assert (shrunk <= np.maximum(own, common) + 1e-12).all()


def test_the_fewer_pieces_the_further_a_rate_moves(frame, shrunk):
    own = np.array(frame["rejected"]) / np.array(frame["received"])
    common = sum(frame["rejected"]) / sum(frame["received"])
    moved = (own - shrunk) / (own - common)

    assert (np.diff(moved[np.argsort(frame["received"])]) <= 1e-9).all()


def test_the_naive_order_changes(frame, shrunk):
    """Somebody with nothing rejected out of little no longer stands before everybody with a long record."""
    own = np.array(frame["rejected"]) / np.array(frame["received"])

    assert (np.argsort(own, kind="stable") != np.argsort(shrunk, kind="stable")).any()
    assert len(np.unique(shrunk[own == 0])) > 1


def test_who_leads_by_little_is_explained(frame):
    """The best rate of all rests on few pieces; drawn to the common one it falls behind longer records."""
    card = Scorecard(kpis=(REJECTION,), min_coverage=0)
    scores = score(card, frame, key="vendor", as_of=date(2025, 9, 30))
    own = np.array(frame["rejected"]) / np.array(frame["received"])
    clean = [place for place in np.flatnonzero(own == 0) if scores.rank[place] > 1]
    place = max(clean, key=lambda each: scores.rank[each])
    line = scores.explain(frame["vendor"][place]).lines[0]
    longest = np.array(frame["received"])[own == 0].max()

    assert (line.raw, frame["received"][place] < longest) == (0.0, True)
    assert line.shrunk > 0


def test_the_shrunk_rates_are_those_of_the_formula(frame, shrunk):
    """Kleinman's moments, by plain arithmetic on the same counts."""
    counts, totals = np.array(frame["rejected"]), np.array(frame["received"])
    size, rate = totals.sum(), counts.sum() / totals.sum()
    spread = (totals * (counts / totals - rate) ** 2).sum()
    chance, freedom = rate * (1 - rate), len(totals) - 1
    likeness = (spread - chance * freedom) / (chance * (size - (totals**2).sum() / size - freedom))
    pull = (1 - likeness) / (1 - likeness + likeness * totals)

    assert 0 < likeness < 1
    np.testing.assert_allclose(shrunk, counts / totals - pull * (counts / totals - rate), rtol=1e-9)
