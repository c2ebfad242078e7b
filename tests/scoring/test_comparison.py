"""A partner beside others like him."""

from datetime import UTC, date, datetime

import numpy as np
import pytest

import partnerkit as pk
from partnerkit.interop import say
from partnerkit.scoring import Disclosure, Kpi, Released, Scorecard, benchmark, score
from partnerkit.values.errors import InvalidInput, InvalidValue, NotFound
from partnerkit.values.reasons import Reason
from partnerkit.values.time import Period

TODAY = date(2026, 3, 31)
CARD = Scorecard(
    kpis=(
        Kpi("revenue", unit="EUR"),
        Kpi("staff_cost", better="lower", unit="EUR"),
        Kpi("rejections", better="lower", count="rejected", of="claims"),
        Kpi("stock_days", better="target", target=(30, 45)),
    )
)
SMALL = Scorecard(kpis=(Kpi("revenue"),))
RATIOS = {"staff_ratio": ("staff_cost", "revenue")}


def frame(count=21, seed=1):
    rng = np.random.default_rng(seed)
    return {
        "id": [f"P-{place}" for place in range(count)],
        "revenue": rng.lognormal(13, 0.5, count),
        "staff_cost": rng.lognormal(11, 0.3, count),
        "rejected": rng.integers(1, 9, count),
        "claims": np.full(count, 40),
        "stock_days": rng.normal(40, 9, count),
    }


def scored(columns=None, **options):
    return score(CARD, frame() if columns is None else columns, key="id", as_of=TODAY, **options)


def test_the_shop_window():
    report = benchmark(
        scored(), viewer="P-4", rules=pk.Disclosure(min_contributors=5, p_percent=10), published=Released()
    )

    assert [line.kpi for line in report] == ["revenue", "staff_cost", "rejections", "stock_days"]
    assert report["revenue"].own == frame()["revenue"][4]
    assert len(report.released.releases) == 4
    assert not report.findings


def test_a_quartile_is_the_cell_of_a_mean_of_neighbors():
    columns = {**frame(), "revenue": [float(10 * place) for place in range(21)]}
    line = benchmark(scored(columns), viewer="P-20", kpis=["revenue"])["revenue"]

    for told, mean in zip((line.lower, line.middle, line.upper), (40, 90, 150), strict=True):
        assert told.low <= mean <= told.high
        assert told.high / told.low == pytest.approx(1.25)
    assert (line.quarter, line.own) == (1, 200)
    assert line.gap == pytest.approx(line.upper.value - 200)


def test_the_best_quarter_of_costs_is_the_lower_one():
    columns = {**frame(), "staff_cost": [float(10 * place + 10) for place in range(21)]}
    line = benchmark(scored(columns), viewer="P-20", kpis=["staff_cost"])["staff_cost"]

    assert (line.best, line.quarter) == (line.lower, 4)
    assert line.gap == pytest.approx(210 - line.lower.value)


def test_of_a_target_there_is_no_best_quarter():
    line = benchmark(scored(), viewer="P-4")["stock_days"]

    assert (line.gap, line.quarter, line.best.reason.code) == (None, None, "no-best-quarter")


def test_a_ratio_makes_size_not_matter():
    line = benchmark(scored(), viewer="P-4", kpis=["staff_ratio"], ratios=RATIOS)["staff_ratio"]

    assert line.own == frame()["staff_cost"][4] / frame()["revenue"][4]
    assert line.middle.value is not None
    assert line.best == line.lower


def test_what_follows_from_the_rest_is_kept_back():
    """Who knows revenue and the ratio knows the cost: the third of a circle is never told."""
    names = ["revenue", "staff_ratio", "staff_cost"]
    report = benchmark(scored(), viewer="P-4", kpis=names, ratios=RATIOS)

    assert [line.reason and line.reason.code for line in report] == [None, None, "follows-from-others"]
    later = benchmark(scored(frame(seed=2)), viewer="P-4", published=report.released, period="2025")
    assert later["staff_cost"].reason.code == "follows-from-others"


def test_a_kpi_that_changed_its_meaning_is_kept_back():
    report = benchmark(scored(), viewer="P-4", kpis=["ratio"], ratios={"ratio": ("staff_cost", "revenue")})
    other = benchmark(
        scored(frame(seed=2)),
        viewer="P-4",
        kpis=["ratio"],
        ratios={"ratio": ("stock_days", "revenue")},
        published=report.released,
        period="2025",
    )

    assert other["ratio"].reason.code == "follows-from-others"


def test_a_second_group_of_one_period_is_refused_and_a_release_stays():
    first = benchmark(scored(), viewer="P-4", kpis=["revenue"])
    halves = {f"P-{place}": "even" if place % 2 == 0 else "odd" for place in range(21)}
    second = benchmark(
        scored(), viewer="P-4", kpis=["revenue"], groups=halves, published=first.released, rules=Disclosure()
    )
    again = benchmark(scored(frame(seed=2)), viewer="P-4", kpis=["revenue"], published=first.released)

    facts = {"kpi": "revenue", "period": Period.day(TODAY)}
    assert second["revenue"].reason == Reason("another-group", facts)
    assert second.released == first.released
    assert again["revenue"].cells == first["revenue"].cells
    assert again["revenue"].own != first["revenue"].own


def test_a_group_of_one_other_tells_nothing_of_him():
    """Also not by the second group, which differs from the first by him alone."""
    report = benchmark(scored(), viewer="P-0", kpis=["revenue"], groups={"P-0": "g", "P-1": "g"})
    assert report["revenue"].reason.code == "few-contributors"

    nine, ten = (dict.fromkeys([f"P-{place}" for place in range(count)], "g") for count in (9, 10))
    first = benchmark(scored(), viewer="P-0", kpis=["revenue"], groups=nine)
    second = benchmark(scored(), viewer="P-0", kpis=["revenue"], groups=ten, published=first.released)
    assert second["revenue"].cells == first["revenue"].cells


def test_another_kpi_may_have_another_group():
    large = {f"P-{place}": "large" if place < 11 else "small" for place in range(21)}
    first = benchmark(scored(), viewer="P-0", kpis=["revenue"])
    second = benchmark(
        scored(),
        viewer="P-0",
        kpis=["staff_cost"],
        groups=large,
        published=first.released,
        rules=Disclosure(),
    )

    assert second["staff_cost"].reason is None


def test_overlapping_periods_are_refused():
    first = benchmark(scored(), viewer="P-4", kpis=["revenue"], period="2026-03")
    quarter = benchmark(
        scored(frame(seed=2)), viewer="P-4", kpis=["revenue"], period="2026-Q1", published=first.released
    )

    assert quarter["revenue"].reason.code == "overlapping-period"
    assert quarter.released == first.released


def test_a_cell_refreshes_only_with_enough_new_figures_and_then_of_these():
    first = benchmark(scored(), viewer="P-4", kpis=["revenue"], period="2026-01")
    for changed, code in ((4, "not-refreshed"), (5, None)):
        revenue = frame()["revenue"].copy()
        revenue[10 : 10 + changed] = np.arange(changed) + 1000.0
        line = benchmark(
            scored({**frame(), "revenue": revenue}),
            viewer="P-4",
            kpis=["revenue"],
            period="2026-02",
            published=first.released,
        )["revenue"]

        assert (line.reason and line.reason.code) == code
        if changed == 4:
            assert line.cells == first["revenue"].cells
            assert str(line.period) == "2026-01"
        else:
            assert line.middle.low < 1002 <= line.middle.high


def test_rivals_of_the_same_trading_area_do_not_count():
    columns = {**frame(13), "revenue": [1e6] * 7 + [10.0] * 6}
    areas = {f"P-{place}": "north" if place < 7 else f"area-{place}" for place in range(13)}
    line = benchmark(scored(columns), viewer="P-0", kpis=["revenue"], areas=areas)["revenue"]
    assert line.middle.high < 20

    areas["P-7"] = areas["P-8"] = "north"
    refused = benchmark(scored(columns), viewer="P-0", kpis=["revenue"], areas=areas)
    assert refused["revenue"].reason.code == "trading-area"

    del areas["P-12"]
    assert benchmark(scored(columns), viewer="P-9", kpis=["revenue"], areas=areas)["revenue"].middle.low > 1e5


def test_prices_and_margins_must_have_an_age():
    rules = Disclosure(min_age={"revenue": 90})
    early = benchmark(scored(), viewer="P-4", kpis=["revenue"], rules=rules, as_of=date(2026, 6, 28))
    late = benchmark(scored(), viewer="P-4", kpis=["revenue"], rules=rules, as_of=date(2026, 6, 29))

    assert early["revenue"].reason.code == "too-recent"
    assert early["revenue"].reason.facts["since"] == date(2026, 6, 30)
    assert early["revenue"].own is not None
    assert late["revenue"].reason is None


def test_the_age_of_a_margin_is_asked_of_what_is_made_of_it_too():
    rules = Disclosure(min_age={"staff_cost": 90})
    line = benchmark(scored(), viewer="P-4", kpis=["staff_ratio"], ratios=RATIOS, rules=rules)["staff_ratio"]

    assert line.reason.code == "too-recent"


def test_others_are_told_as_of_the_cut_off_and_ones_own_as_of_today():
    rules = Disclosure(cut_off_days=10)
    ask = {"viewer": "P-4", "kpis": ["revenue"], "rules": rules, "period": "2026-02"}
    early = benchmark(scored(), **ask, as_of=date(2026, 3, 31))
    assert early["revenue"].reason is None

    ask["period"] = "2026-03"
    assert benchmark(scored(), **ask)["revenue"].reason.code == "before-cut-off"
    # Asked late with figures that were read too early is too early, too.
    assert benchmark(scored(), **ask, as_of=date(2026, 5, 1))["revenue"].reason.code == "before-cut-off"

    at_cut_off = score(CARD, frame(), key="id", as_of=date(2026, 4, 10))
    today = score(CARD, frame(seed=2), key="id", as_of=date(2026, 5, 1))
    line = benchmark(today, **ask, at_cut_off=at_cut_off)["revenue"]
    assert line.cells == benchmark(at_cut_off, **ask)["revenue"].cells
    assert line.own == frame(seed=2)["revenue"][4]
    assert line.known_at == datetime(2026, 4, 11, tzinfo=UTC)


def test_what_is_corrected_after_the_cut_off_counts_in_the_next_release():
    first = benchmark(scored(), viewer="P-4", kpis=["revenue"], period="2026-01")
    corrected = {**frame(), "revenue": [each * 2 for each in frame()["revenue"]]}
    ask = {"viewer": "P-4", "kpis": ["revenue"], "published": first.released}
    same = benchmark(scored(corrected), **ask, period="2026-01")
    later = benchmark(scored(corrected), **ask, period="2026-02")

    assert same["revenue"].cells == first["revenue"].cells
    assert later["revenue"].middle.low > first["revenue"].middle.low


def test_orders_on_hand_are_told_only_as_an_index():
    rules = Disclosure(index={"revenue": "staff_cost"})
    report = benchmark(
        scored(), viewer="P-4", rules=rules, ratios={"orders_by_stock": ("revenue", "stock_days")}
    )
    own = 100 * frame()["revenue"][4] / frame()["staff_cost"][4]

    assert (report["revenue"].own, report["revenue"].reason) == (pytest.approx(own), None)
    assert report["staff_cost"].reason.code == "only-as-index"
    assert report["orders_by_stock"].reason.code == "only-as-index"
    assert report["staff_cost"].own == frame()["staff_cost"][4]


def test_a_disputed_figure_does_not_count_and_ones_own_is_marked():
    columns = {**frame(7), "revenue": [10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 1000.0]}
    ask = {"viewer": "P-0", "kpis": ["revenue", "staff_ratio"], "ratios": RATIOS}
    before = benchmark(scored(columns), **ask, disputed={"revenue": ["P-0"], "staff_cost": ["P-1"]})
    assert before["revenue"].is_disputed
    assert before["staff_ratio"].is_disputed
    assert before["revenue"].own == 10.0
    assert "own-figure-disputed" in [reason.code for reason in before.reasons]

    line = benchmark(scored(columns), **ask, disputed={"revenue": {"P-6"}})["revenue"]
    assert line.reason is None
    assert not line.is_disputed
    assert line.middle.high < 13
    few = benchmark(scored(columns), **ask, disputed={"revenue": {"P-5", "P-6"}})["revenue"]
    assert few.reason.code == "few-contributors"


def test_if_few_make_up_a_mean_nothing_of_the_group_is_told():
    """Else what lies below and above would tell of those few: they hold nearly all, and no more than those above."""
    columns = {**frame(16), "revenue": [0.0] + [80.0] * 8 + [682.0] * 2 + [683.0] * 5}
    line = benchmark(scored(columns), viewer="P-0", kpis=["revenue"])["revenue"]

    assert {told.reason for told in line.cells.values()} == {Reason("dominated-by-few", {"kpi": "revenue"})}


def test_what_few_make_up_is_kept_back():
    columns = {**frame(6), "revenue": [1.0, 1.0, 1.0, 1.0, 1.0, 1e6]}
    line = benchmark(scored(columns), viewer="P-0", kpis=["revenue"])["revenue"]

    assert line.middle.reason.code == "dominated-by-few"


def test_rules_that_keep_everything_back_say_which_one_does():
    report = benchmark(scored(), viewer="P-4", rules=Disclosure(min_contributors=50))

    assert report.findings[0].reason.facts["rule"] == "few-contributors"
    assert len(report.suppressed) == 12
    assert all(line.own is not None for line in report)
    assert report.released.releases == ()


def test_a_slip_in_the_name_of_a_topic_is_found():
    """What is called otherwise would be told as if no rule spoke of it."""
    rules = Disclosure(
        min_age={"revenu": 90, "staff_ratio": 90, "stock_days": 90}, index={"order": "revenue"}
    )
    disputed = {"stock_day": ["P-5"], "stock_days": ["P-6"]}
    report = benchmark(scored(), viewer="P-4", rules=rules, ratios=RATIOS, disputed=disputed)
    found = [(each.code, each.reason.facts["topic"], each.reason.facts["where"]) for each in report.findings]

    assert found == [
        ("unknown-topic", topic, where)
        for topic, where in (("revenu", "min_age"), ("order", "index"), ("stock_day", "disputed"))
    ]
    # A ratio of an earlier report is known, whether it is asked for again or not.
    first = benchmark(scored(), viewer="P-4", ratios=RATIOS)
    later = benchmark(
        scored(), viewer="P-4", rules=Disclosure(min_age={"staff_ratio": 9}), published=first.released
    )
    assert not later.findings


def test_a_panel_is_compared_by_its_periods():
    months = ["2026-01", "2026-02"]
    parts = [frame(seed=seed) for seed in (1, 2)]
    columns = {name: [*parts[0][name], *parts[1][name]] for name in parts[0]}
    columns["month"] = [month for month in months for _ in range(21)]
    scores = scored(columns, by="month")
    first = benchmark(scores, viewer="P-4", kpis=["revenue"], period="2026-01")
    latest = benchmark(scores, viewer="P-4", kpis=["revenue"], published=first.released)

    assert first["revenue"].own == parts[0]["revenue"][4]
    assert latest["revenue"].own == parts[1]["revenue"][4]
    assert [str(each.period) for each in latest.released.releases] == months


def test_no_error_names_anybody_else():
    others = [f"P-{place}" for place in range(1, 21)]
    calls = [
        (NotFound, {"viewer": "P-99"}),
        (NotFound, {"viewer": "P-0", "groups": dict.fromkeys(others, "g")}),
        (NotFound, {"viewer": "P-0", "areas": dict.fromkeys(others, "a")}),
        (NotFound, {"viewer": "P-0", "kpis": ["profit"]}),
        (InvalidValue, {"viewer": "P-0", "published": Released(viewer="P-7")}),
        (InvalidValue, {"viewer": "P-0", "as_of": date(2026, 1, 1)}),
        (InvalidValue, {"viewer": "P-0", "period": "spring"}),
        (InvalidValue, {"viewer": "P-0", "kpis": "revenue"}),
        (InvalidValue, {"viewer": "P-0", "ratios": {"x": ("rejections", "revenue")}}),
        (InvalidValue, {"viewer": "P-0", "disputed": ["P-3"]}),
        (
            InvalidValue,
            {"viewer": "P-0", "at_cut_off": score(CARD, frame(), key="id", as_of=date(2026, 4, 9))},
        ),
        (InvalidValue, {"viewer": "P-0", "at_cut_off": score(SMALL, frame(), key="id", as_of=TODAY)}),
        (NotFound, {"viewer": "P-99", "at_cut_off": scored()}),
        (InvalidInput, {"viewer": "P-0", "rules": None, "published": 1, "ratios": 2}),
    ]
    for error, call in calls:
        with pytest.raises(error) as caught:
            benchmark(scored(), **call)
        assert not any(f"'{key}'" in str(caught.value) or f"{key} " in str(caught.value) for key in others)


def test_a_report_holds_no_name_and_no_figure_of_others():
    columns = frame()
    report = benchmark(scored(), viewer="P-4", as_of=datetime(2026, 4, 2, tzinfo=UTC))
    shown = repr(report) + repr(report.to_frame())

    for place in set(range(21)) - {4}:
        assert f"'P-{place}'" not in shown
        assert str(float(columns["revenue"][place])) not in shown


@pytest.mark.parametrize("locale", ["en", "de", "sv"])
def test_it_is_said_in_words(locale):
    report = benchmark(scored(), viewer="P-4", kpis=["revenue", "stock_days"])

    assert "revenue: " in say(report, locale=locale)


def test_a_release_does_not_depend_on_the_order_of_rows():
    columns = frame()
    order = np.random.default_rng(3).permutation(21)
    mixed = {name: np.asarray(column)[order] for name, column in columns.items()}
    mine = benchmark(scored(), viewer="P-4").lines
    other = benchmark(scored(mixed), viewer="P-4").lines

    assert mine == other


def test_what_is_made_of_a_disputed_figure_does_not_count_either():
    others = [f"P-{place}" for place in range(17)]
    line = benchmark(scored(), viewer="P-20", disputed={"claims": [*others, "P-20"]})["rejections"]

    assert (line.reason.code, line.is_disputed) == ("few-contributors", True)


def test_rules_guard_the_columns_of_a_rate():
    report = benchmark(scored(), viewer="P-4", rules=Disclosure(min_age={"claims": 90}))

    assert report["rejections"].reason.code == "too-recent"
    assert not [each for each in report.findings if each.reason.code == "unknown-topic"]


def test_a_text_is_no_list_of_keys():
    with pytest.raises(InvalidValue, match=r"disputed\['revenue'\]"):
        benchmark(scored(), viewer="P-4", disputed={"revenue": "P-9"})


def test_kpis_may_come_one_by_one():
    now = scored()

    assert len(benchmark(now, viewer="P-4", kpis=iter(["revenue"]), at_cut_off=now)) == 1
    with pytest.raises(InvalidValue, match="kpis: 5"):
        benchmark(now, viewer="P-4", kpis=5)


def test_a_figure_counts_once_whatever_wrote_its_key():
    first = benchmark(scored(), viewer="P-4", kpis=["revenue"], period="2026-01")
    groups = {np.str_(key): "*" for key in frame()["id"]}
    again = benchmark(
        scored(), viewer="P-4", kpis=["revenue"], period="2026-02", groups=groups, published=first.released
    )

    assert again["revenue"].reason.code == "not-refreshed"
