"""A language of the host is said on every chart, table and page; each of our words is marked, so what is not can be seen."""

import io
import re
from datetime import UTC, date, datetime, timedelta
from functools import cache

import numpy as np
import pytest

pytest.importorskip("matplotlib", reason="charts need the extra plots")
pytest.importorskip("great_tables", reason="tables need the extra plots")
pytest.importorskip("rich", reason="a terminal needs the extra cli")

from babel import Locale
from babel.messages.pofile import read_po, write_po

from partnerkit import Lead, Ledger, Money, Network, Partner, Period
from partnerkit.conflicts.conflict import Conflict
from partnerkit.facts import Figure, Goal, Interaction, ServiceCase, Task, Territory, WarrantyClaim
from partnerkit.facts.intervention import Intervention
from partnerkit.goals import GoalTree, attain
from partnerkit.interop import grid, plots, read_words, say_value, table, words_template
from partnerkit.interop.pages import review_page
from partnerkit.interop.wording import terms
from partnerkit.leads import USUAL_STAGES, FairShare, StageEntered, allocate, funnel, simulate, survival
from partnerkit.review import Judged, decompose, measure_effects, review_partner, review_program
from partnerkit.scoring import Kpi, Scorecard, pareto, score
from partnerkit.values.errors import InvalidValue
from partnerkit.values.reasons import Reason

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
YEAR = Period.year(2026)

# Names are written without small letters: whatever has some is a word of ours.
PARTNERS = [Partner(id="P-1", tier="A", territories=["T-1"]), Partner(id="P-2", tier="B")]


@cache
def finnish():
    """Return what a translator gives back: every word of ours, marked."""
    told = read_po(io.BytesIO(words_template("fi")), locale="fi")
    for message in told:
        if message.context:
            message.string = f"‹{message.id}›"
    data = io.BytesIO()
    write_po(data, told)
    return {"fi": read_words(data.getvalue(), "fi")}


MONTHS = {
    name.rstrip(".")
    for kind in ("format", "stand-alone")
    for name in Locale("fi").months[kind]["abbreviated"].values()
}


def unmarked(text):
    """Return what of *text* is no word of the host; a mark may lie in another."""
    while (less := re.sub(r"‹[^‹›]*›", "", text)) != text:
        text = less
    return [
        word for word in re.findall(r"[^\W\d_]*[a-zäöü][^\W\d_]*", text) if word.rstrip(".") not in MONTHS
    ]


def goals():
    tree = GoalTree.of(
        Goal(id=key, parent=parent, measure="M", period=YEAR, target=Money.of(target, "EUR"), partner=partner)
        for key, parent, target, partner in [("G-1", None, 1_000, None), ("G-2", "G-1", 990, "P-1"), ("G-3", "G-1", 10, "P-2")]
    )  # fmt: skip
    return attain(tree, {"G-2": Money.of(400, "EUR")}, as_of=NOW.date())


def scores():
    card = Scorecard(kpis=(Kpi("K", count="X", of="Y"),), min_peers=2)
    frame = {"id": ["P-1", "P-2"], "X": [20, 4], "Y": [40, 30]}
    return score(card, frame, key="id", as_of=NOW.date())


def leads():
    start = NOW - timedelta(days=9)
    return [
        Lead(id=f"L-{at}", received_at=start + timedelta(hours=at), value=Money.of(100 + at, "EUR"))
        for at in range(4)
    ]


def conflicts():
    return [
        Conflict(
            id="C-1", rule="R", group=(), parties=("P-1", "P-2"), severity="high",
            reason=Reason("deal-overlap", {}), evidence=(), proposals=(), own={},
        )
    ]  # fmt: skip


def effects(helped):
    sales = 100 + np.random.default_rng(3).normal(0, 1, (40, 12))
    sales[:helped, 6:] += 4
    names = [f"P-{place}" for place in range(40)]
    frame = {"id": np.repeat(names, 12), "M": [each.label for each in YEAR.months()] * 40, "X": sales.ravel()}
    given = [
        Intervention(id=name, partner=name, remedy="help", started_on=date(2026, 7, 1))
        for name in names[:helped]
    ]
    return measure_effects(frame, given, key="id", by="M", value="X", as_of=date(2026, 12, 31))


def gap():
    now, past = {"id": ["P-1"], "L": [12], "W": [3]}, {"id": ["P-1"], "L": [10], "W": [5]}
    return decompose(now, ["L", "W"], key="id", against=past, as_of=NOW.date())["P-1"]


def passed():
    told = [StageEntered(lead="L-1", stage=stage, at=NOW) for stage in ("MQL", "SAL")]
    return funnel(told, USUAL_STAGES, as_of=NOW)


def land():
    return Network.of(Territory(id="T-1"), Territory(id="T-2"), Territory(id="T-3", parent="T-1"), PARTNERS)


POLICY = FairShare(weights={"A": 2, "B": 1})

CHARTS = {
    "conflict_network": lambda: [(conflicts(),), ([],)],
    "contributions": lambda: [([scores().explain("P-1")],)],
    "coverage_map": lambda: [(land(),), (Network.of(Territory(id="T-1"), PARTNERS),)],
    "deviations": lambda: [
        (simulate({"F": POLICY, "rotation": POLICY}, leads(), PARTNERS, as_of=NOW),)
    ],
    "forecast_fan": lambda: [([goals()], "G-2", {Period.month(2026, 1): Money.of(400, "EUR")})],
    "funnel_stages": lambda: [(passed(),)],
    "gap_bridge": lambda: [(gap(),)],
    "goal_icicle": lambda: [(goals(),)],
    "lorenz_curve": lambda: [(pareto({"id": ["P-1", "P-2"], "X": [9.0, 1.0]}, key="id", value="X"),)],
    "observed_effects": lambda: [(effects(12),)],
    "rank_intervals": lambda: [(scores().rank_interval(0.9),)],
    "received": lambda: [(allocate(leads(), PARTNERS, POLICY, ledger=Ledger(), as_of=NOW).fairness,)],
    "survival_curves": lambda: [({"C": survival(np.array([9]), np.array([True]))},), ({"C": survival(np.array([9]), np.array([False]))},)],
}  # fmt: skip


#: What must have small letters is given a name.
NAMES = {
    "deviations": {"names": {"rotation": "R"}},
    "observed_effects": {"names": {"help": "H"}},
}


def texts_of(chart):
    """Return what is written on a chart, and what it says to whoever does not see it."""
    from matplotlib.text import Text

    return [chart.alt, *(each.get_text() for each in chart.figure.findobj(Text))]


def test_every_chart_has_its_turn():
    assert {*CHARTS} == {*plots.__all__} - {"Chart"}


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_speaks_the_language(name):
    for given in CHARTS[name]():
        said = texts_of(getattr(plots, name)(*given, locale="fi", words=finnish(), **NAMES.get(name, {})))
        assert [word for text in said for word in unmarked(text)] == []
        assert any("‹" in text for text in said)


def channel():
    euros = Money.of(1_000, "EUR")
    facts = [
        fact
        for each in PARTNERS
        for fact in (
            each,
            ServiceCase(id=f"S-{each.id}", partner=each.id, opened_at=NOW - timedelta(days=80), due_at=NOW - timedelta(days=2)),
            WarrantyClaim(id=f"W-{each.id}", partner=each.id, claimed=euros, submitted_at=NOW - timedelta(days=80)),
            Figure(partner=each.id, measure="receivables", period=Period.month(2026, 5), value=euros * 9),
            Interaction(id=f"I-{each.id}", kind="visit", partner=each.id, at=NOW - timedelta(days=95), held=True),
            Task(id=f"K-{each.id}", partner=each.id, raised_by="partner", title="D", due=date(2026, 6, 9)),
            Task(id=f"O-{each.id}", partner=each.id, raised_by="partner", title="D"),
        )
    ]  # fmt: skip
    status = goals()
    network = Network.of(facts, [status.tree[goal] for goal in status.tree])
    return network, Judged(goals=status, scores=scores(), conflicts=tuple(conflicts()))


@pytest.mark.parametrize("scope", ["partner", "program"])
def test_every_page_speaks_the_language(scope):
    network, judged = channel()
    moments = {"since": NOW - timedelta(days=91), "as_of": NOW, "judged": judged}
    if scope == "partner":
        found = review_partner(network, "P-1", **moments)
    else:
        found = review_program(network, **moments)
    made = review_page(found, locale="fi", words=finnish(), names=network)

    assert '<html lang="fi">' in made
    seen = re.sub(r"<style>.*?</style>|<svg.*?</svg>", "", made, flags=re.DOTALL)
    heard = re.findall(r'(?:data-name|aria-label)="([^"]*)"', seen)
    told = [each for each in [*re.split(r"<[^>]*>", seen), *heard] if each.strip()]
    assert [word for text in told for word in unmarked(text)] == []


def test_every_table_speaks_the_language():
    from rich.console import Console

    found = allocate(leads(), PARTNERS, POLICY, ledger=Ledger(), as_of=NOW).fairness
    options = {"columns": ["partner", "entitled", "received"], "locale": "fi", "words": finnish()}
    console = Console(width=90, file=io.StringIO(), record=True)
    console.print(grid(found, **options))
    assert unmarked(console.export_text()) == []
    assert re.findall("‹.*?›", table(found, **options).as_raw_html()) == ["‹partner›", "‹owed›", "‹received›"]


def test_every_label_can_be_translated_and_what_is_left_out_is_said_in_english():
    whole = finnish()["fi"]["terms"]
    for place in ("on-charts", "on-pages", "on-tables"):
        assert whole[place].keys() == terms("en")[place].keys()
    some = {"fi": {"terms": {"on-charts": {"even": "tasan"}, "status": {"open": "auki"}}}}
    (found,) = CHARTS["lorenz_curve"]()[0]
    said = texts_of(plots.lorenz_curve(found, locale="fi", words=some))
    assert "tasan" in said
    assert "share of the total" in said
    assert say_value("open", name="status", locale="fi", words=some) == "auki"
    assert say_value("north", name="area", locale="fi", words=some) == "north"
    assert say_value("goals", name="area", locale="fi", words=some) == "Goals"


def test_a_host_may_use_other_words_than_ours_in_our_languages():
    words = {"de": {"terms": {"on-tables": {"partner": "Händler"}}}}
    found = allocate(leads(), PARTNERS, POLICY, ledger=Ledger(), as_of=NOW).fairness
    made = table(found, columns=["partner", "received"], locale="de-AT", words=words).as_raw_html()
    assert "Händler" in made
    assert "erhalten" in made


def test_without_its_words_a_language_is_refused_everywhere():
    found = allocate(leads(), PARTNERS, POLICY, ledger=Ledger(), as_of=NOW).fairness
    for make in (plots.received, table, grid):
        with pytest.raises(InvalidValue, match="bring words="):
            make(found, locale="fi")
