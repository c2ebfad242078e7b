"""What came in, checked: every fault names the column, the first keys and the remedy."""

from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pytest

from partnerkit.scoring import Kpi, Scorecard
from partnerkit.scoring.readings import read
from partnerkit.values.errors import InvalidInput, InvalidValue

TODAY = date(2026, 3, 31)
CARD = Scorecard(kpis=(Kpi("revenue"),))
RATE = Scorecard(kpis=(Kpi("rejections", count="rejected", of="claims"),))
AGING = Scorecard(kpis=(Kpi("revenue", half_life="10d", measured="on"),))


def revenue(*values, card=CARD, as_of=TODAY, **columns):
    keys = [f"P-{n}" for n in range(1, len(values) + 1)]
    return read(card, {"id": keys, "revenue": list(values), **columns}, key="id", as_of=as_of)


class TestNumbers:
    @pytest.mark.parametrize(
        "values",
        [[1, 2], [1.0, 2.0], [Decimal("1.00"), Decimal(2)], [1, 2.0], [Decimal(1), 2]],
        ids=str,
    )
    def test_of_any_kind_are_taken(self, values):
        assert revenue(*values).by_kpi[0].values.astype(float).tolist() == [1.0, 2.0]

    @pytest.mark.parametrize("missing", [None, float("nan"), Decimal("NaN")])
    def test_may_be_missing(self, missing):
        reading = revenue(1, missing).by_kpi[0]

        assert reading.missing().tolist() == [False, True]
        assert (reading.raw_at(0), reading.raw_at(1)) == (1.0, None)

    @pytest.mark.parametrize("infinite", [float("inf"), float("-inf"), Decimal("Infinity"), 10**400])
    def test_may_not_be_infinite(self, infinite):
        with pytest.raises(
            InvalidValue, match=r"frame\['revenue'\]: an infinite value at 'P-2' .*finite numbers"
        ):
            revenue(Decimal(1), infinite)

    def test_may_not_be_absurd(self):
        with pytest.raises(InvalidValue, match=r"beyond 1e\+100 at 'P-1'"):
            revenue(1e150, 3)

    @pytest.mark.parametrize("wrong", ["12", True, date(2026, 1, 1), [1]])
    def test_are_nothing_else(self, wrong):
        with pytest.raises(InvalidValue, match=r"frame\['revenue'\].*use numbers"):
            revenue(wrong, wrong)

    def test_name_the_first_five_keys_that_are_wrong(self):
        with pytest.raises(InvalidValue) as caught:
            revenue(*[float("inf")] * 8)

        assert caught.value.value.endswith("'P-1', 'P-2', 'P-3', 'P-4', 'P-5' and 3 more")


class TestKeys:
    def test_are_there_once(self):
        with pytest.raises(
            InvalidValue, match=r"frame\['id'\]: a key that was there before at 'a'.*one row for each"
        ):
            read(CARD, {"id": ["a", "b", "a"], "revenue": [1, 2, 3]}, key="id", as_of=TODAY)

    @pytest.mark.parametrize("keys", [[3, 10**9, 3], [5, 5, 6], [0.5, 0.5, 1.5]])
    def test_of_numbers_are_there_once(self, keys):
        with pytest.raises(InvalidValue, match="there before"):
            read(CARD, {"id": keys, "revenue": [1, 2, 3]}, key="id", as_of=TODAY)

    def test_are_there(self):
        with pytest.raises(InvalidValue, match="give every row its key"):
            read(CARD, {"id": ["a", None], "revenue": [1, 2]}, key="id", as_of=TODAY)

    def test_can_be_compared(self):
        with pytest.raises(InvalidValue, match="use text or numbers"):
            read(CARD, {"id": [["a"], ["b"]], "revenue": [1, 2]}, key="id", as_of=TODAY)


class TestRates:
    def test_keep_their_parts(self):
        reading = revenue(0, 0, rejected=[1, 0], claims=[4, 0], card=RATE).by_kpi[0]

        assert (reading.raw_at(0), reading.raw_at(1)) == (0.25, None)

    @pytest.mark.parametrize(("rejected", "claims"), [([5, 1], [4, 4]), ([-1, 1], [4, 4]), ([0, 1], [-4, 4])])
    def test_lie_between_zero_and_one(self, rejected, claims):
        with pytest.raises(
            InvalidValue, match=r"frame\['rejected'\]: a rate of claims outside 0 to 1 at 'P-1'"
        ):
            revenue(0, 0, rejected=rejected, claims=claims, card=RATE)


class TestFreshness:
    def test_halves_with_every_half_life(self):
        reading = revenue(1, 1, 1, card=AGING, on=[TODAY, date(2026, 3, 21), date(2026, 3, 11)]).by_kpi[0]

        assert reading.freshness.tolist() == [1, 0.5, 0.25]

    def test_of_a_value_of_unknown_age_is_none(self):
        reading = revenue(1, 1, card=AGING, on=[TODAY, None]).by_kpi[0]

        assert reading.freshness.tolist() == [1, 0]
        assert reading.missing().tolist() == [False, True]

    def test_of_a_value_of_the_same_day_is_full_at_any_hour(self):
        now = datetime(2026, 3, 31, 8, tzinfo=UTC)

        assert revenue(1, card=AGING, on=[TODAY], as_of=now).by_kpi[0].freshness.tolist() == [1]

    def test_does_not_jump_at_midnight(self):
        before = revenue(
            1, card=AGING, on=[date(2026, 3, 1)], as_of=datetime(2026, 3, 30, 23, 59, 59, tzinfo=UTC)
        )
        after = revenue(
            1, card=AGING, on=[date(2026, 3, 1)], as_of=datetime(2026, 3, 31, 0, 0, 1, tzinfo=UTC)
        )

        assert before.by_kpi[0].freshness == pytest.approx(after.by_kpi[0].freshness, rel=1e-5)

    def test_counts_instants_of_any_zone(self):
        on = [datetime.fromisoformat("2026-03-22T01:00+01:00")]

        assert revenue(1, card=AGING, on=on, as_of=TODAY).by_kpi[0].freshness.tolist() == [0.5]

    @pytest.mark.parametrize("later", [date(2026, 4, 1), datetime(2026, 4, 1, 0, 0, 1, tzinfo=UTC)])
    def test_knows_nothing_of_the_future(self, later):
        with pytest.raises(InvalidValue, match="measured after as_of at 'P-1'"):
            revenue(1, card=AGING, on=[later])

    def test_takes_the_dates_of_pandas(self):
        pandas = pytest.importorskip("pandas")
        days = [date(2026, 3, 21), None]
        frame = pandas.DataFrame(
            {"id": ["P-1", "P-2"], "revenue": [1.0, 2.0], "on": pandas.to_datetime(days)}
        )
        found = read(AGING, frame, key="id", as_of=TODAY).by_kpi[0]

        assert found.freshness.tolist() == revenue(1, 2, card=AGING, on=days).by_kpi[0].freshness.tolist()
        with pytest.raises(InvalidValue, match="times without a zone"):
            read(AGING, frame.assign(on=datetime(2026, 3, 21, 9)), key="id", as_of=TODAY)

    @pytest.mark.parametrize("on", [datetime(2026, 3, 1), "2026-03-01", 20260301])
    def test_needs_dates_or_instants(self, on):
        with pytest.raises(InvalidValue, match="dates, or datetimes with a time zone"):
            revenue(1, card=AGING, on=[on])


def test_absent_columns_are_named_together():
    card = Scorecard(kpis=(Kpi("a"), Kpi("b")), peers=("tier",))

    with pytest.raises(InvalidInput) as caught:
        read(card, {"id": ["x"], "b": [1]}, key="id", as_of=TODAY)

    assert [fault.path for fault in caught.value.faults] == ["frame['tier']", "frame['a']"]


def test_faults_of_several_columns_come_together():
    card = Scorecard(kpis=(Kpi("a"), Kpi("b")))

    with pytest.raises(InvalidInput) as caught:
        read(card, {"id": ["x"], "a": ["1"], "b": [float("inf")]}, key="id", as_of=TODAY)

    assert [fault.path for fault in caught.value.faults] == ["frame['a']", "frame['b']"]


def test_a_rate_of_one_case_is_known_and_of_none_is_not():
    found = read(RATE, {"id": ["x", "y"], "rejected": [0, 0], "claims": [1, 0]}, key="id", as_of=TODAY)

    assert found.by_kpi[0].missing().tolist() == [False, True]


def test_a_card_may_refuse_gaps():
    card = Scorecard(kpis=(Kpi("revenue"),), missing="refuse")

    with pytest.raises(InvalidValue, match=r"no value at 'P-2'"):
        revenue(1, None, card=card)


@pytest.mark.parametrize(
    "keys", [["P-1", None], np.array([1.0, np.nan]), np.array(["2026-01-01", "NaT"], dtype="M8[D]")]
)
def test_every_row_has_its_key(keys):
    with pytest.raises(InvalidValue, match=r"frame\['id'\]: nothing in 1 rows"):
        read(CARD, {"id": keys, "revenue": [1, 2]}, key="id", as_of=TODAY)


def test_peers_are_told_by_values_that_can_be_compared():
    card = Scorecard(kpis=(Kpi("revenue"),), peers=("tags",))

    with pytest.raises(InvalidValue, match=r"frame\['tags'\].*group by"):
        revenue(1, 2, card=card, tags=[["a"], ["b"]])


def test_columns_that_nobody_asked_for_are_not_looked_at():
    assert len(revenue(1, 2, other=["x"]).keys) == 2


def test_a_moment_needs_a_zone():
    with pytest.raises(InvalidValue, match="as_of"):
        revenue(1, as_of=datetime(2026, 1, 1))


def test_nothing_is_copied_that_need_not_be():
    values = np.array([1.0, 2.0])
    found = read(CARD, {"id": np.array([1, 2]), "revenue": values}, key="id", as_of=TODAY)

    assert found.by_kpi[0].values is values
