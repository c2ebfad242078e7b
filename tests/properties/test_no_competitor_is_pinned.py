"""
From everything released to one viewer, no competitor's figure can be worked out closer than the rule allows.

The attacker here is stronger than any real one. He knows who is in each group,
whose figure counted, and who is ahead of whom; he knows that a figure that did
not change is the same; he only lacks the figures. He writes down all he was
told as a linear program and asks for the least and the greatest value of each
figure. He has come too close if half of that range is less than `p_percent` of
the figure. With a rule switched off he succeeds: so the attack is a real one.
"""

from datetime import date
from itertools import combinations, pairwise

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.scoring import (
    Disclosure,
    Kpi,
    Released,
    Scorecard,
    benchmark,
    comparison,
    fit,
    nearby,
    score,
)
from partnerkit.scoring.disclosure import neighborhoods
from partnerkit.scoring.marks import as_marks, marks, partner_marks
from partnerkit.scoring.nearby import are_dominated

optimize = pytest.importorskip("scipy.optimize", reason="the attacker needs the extra `solver`")

TODAY = date(2026, 3, 31)
RULES = Disclosure(min_contributors=3)
CARD = Scorecard(kpis=(Kpi("revenue"),))
VIEWER = "viewer"

#: Dealers, of whom two collude; `min_contributors`; networks; and the share of others' figures they may come to know
#: if they ask about the same group, and about groups of their own. Measured.
COLLUSIONS = [
    (12, 3, 10, True, 0.2),
    (12, 3, 10, False, 0.1),
    (20, 5, 10, True, 0.16),
    (20, 5, 10, False, 0.1),
]


# -- the attacker


class Attacker:
    """Collects what was told, and knows everything but the figures."""

    def __init__(self, rules, *, most=None):
        self.rules, self.most = rules, most
        self.values, self.rows, self.limits, self.seen = [], [], [], {}
        self.index, self.ceiling = {}, {}

    def variable(self, mark, value):
        if mark not in self.index:
            self.index[mark] = len(self.values)
            self.values.append(value)
        return self.index[mark]

    def index_of(self, value):
        """Return which of the figures he heard of is *value*."""
        return self.values.index(value)

    def know(self, coefficients, limit):
        """Note that the sum of coefficient times figure is at most *limit*."""
        self.rows.append(coefficients)
        self.limits.append(limit)

    def hear(self, release, figures):
        """Take in one release; *figures* are everybody's, to tell who counted and in which order."""
        if release in self.seen.values():
            return
        self.seen[len(self.seen)] = release
        keys = list(figures)
        values = np.array([[figures[key] for key in keys]], dtype=float)
        (found,) = marks([release.kpi], partner_marks(keys), values)
        counted = np.isin(found, as_marks(release.figures))
        members = sorted(
            (figures[key], int(mark))
            for key, mark, counts in zip(keys, found, counted, strict=True)
            if counts
        )
        ids = [self.variable(mark, value) for value, mark in members]
        for low, high in pairwise(ids):
            self.know({low: 1.0, high: -1.0}, 0.0)
        least = self.rules.min_contributors
        for start, told in zip(neighborhoods(len(ids), least), release.cells, strict=True):
            if start is not None and told.low is not None:
                near = ids[start : start + least]
                self.know(dict.fromkeys(near, 1.0), told.high * least)
                self.know(dict.fromkeys(near, -1.0), -told.low * least)
        self.reckon_with_dominance(release, ids)

    def reckon_with_dominance(self, release, ids):
        """Note how much the greatest have of each neighborhood: less than the rule allows, or that much if it was kept back."""
        starts = [
            start for start in neighborhoods(len(ids), self.rules.min_contributors) if start is not None
        ]
        if self.rules.dominance is None:
            return
        largest, percent = self.rules.dominance
        is_kept = release.middle.reason is not None and release.middle.reason.code == "dominated-by-few"
        if is_kept and len(starts) > 1:
            return  # of one of them it is true, and he does not know of which
        sign = -1.0 if is_kept else 1.0
        for start in starts:
            near = ids[start : start + self.rules.min_contributors]
            share = dict.fromkeys(near, -sign * percent / 100)
            for each in near[-largest:]:
                share[each] += sign
            self.know(share, 0.0)

    def order_all(self):
        """Learn who is ahead of whom, whatever the group and the day."""
        ids = sorted(range(len(self.values)), key=self.values.__getitem__)
        for low, high in pairwise(ids):
            self.know({low: 1.0, high: -1.0}, 0.0)

    def knowledge(self):
        """Return all he knows as a matrix and the limits of its rows."""
        matrix = np.zeros((len(self.rows), len(self.values)))
        for row, each in enumerate(self.rows):
            for place, coefficient in each.items():
                matrix[row, place] += coefficient
        # A hair of room, because the ends are floats; nobody is saved by it.
        return matrix, np.array(self.limits) + 1e-9 * (1 + np.abs(self.limits))

    def ends(self, coefficients, knowledge, most):
        """Yield the least and the greatest value of a sum of coefficient times figure, each with figures that come to it."""
        matrix, limits = knowledge
        goal = np.zeros(len(self.values))
        goal[list(coefficients)] = list(coefficients.values())
        for sign in (1.0, -1.0):
            answer = optimize.linprog(sign * goal, A_ub=matrix, b_ub=limits, bounds=(0, most))
            assert answer.status in {0, 3}
            yield (-np.inf * sign, None) if answer.status == 3 else (sign * answer.fun, answer.x)

    def range_of(self, coefficients):
        """Return the least and the greatest value that a sum of coefficient times figure can have."""
        return [end for end, _ in self.ends(coefficients, self.knowledge(), self.most)]

    def pins(self, percent=None, *, beside=()):
        """
        Return the figures, *beside* some, that he knows closer than *percent*, or than the rule allows.

        Figures that fit all he knows show what may be: of whom they show a wide enough range, no more is asked.
        """
        percent = self.rules.p_percent if percent is None else percent
        asked = {place: value for place, value in enumerate(self.values) if value not in beside}
        if not asked:
            return []
        knowledge, most = self.knowledge(), self.most or 10 * max(self.values) + 1
        shown = [figures for _, figures in self.ends(dict.fromkeys(asked, 1.0), knowledge, most)]
        pinned = []
        for place, value in asked.items():
            near = 2 * (value * percent / 100 * (1 - 1e-6) - 1e-7)
            seen = [figures[place] for figures in shown]
            ends = self.ends({place: 1.0}, knowledge, self.most)
            while max(seen) - min(seen) < near:
                end, figures = next(ends, (None, None))
                if end is None:
                    pinned.append(value)
                    break
                seen.append(end)
                shown += [] if figures is None else [figures]
        return pinned


def scored(figures, own=50.0, as_of=TODAY, card=CARD):
    frame = {"id": [VIEWER, *figures], "revenue": [own, *figures.values()]}
    return score(card, frame, key="id", as_of=as_of)


def ask(attacker, figures, published, *, members=None, day=1, own=50.0, month=3, forget=False):
    """Ask once, about a group of one's own choice; return what was shown so far."""
    groups = None if members is None else {VIEWER: "g", **dict.fromkeys(members, "g")}
    if groups is not None:
        name = "-".join(sorted(members))
        groups = dict.fromkeys(groups, name)
    report = benchmark(
        scored(figures, own, date(2026, month, day)),
        viewer=VIEWER,
        rules=attacker.rules,
        published=Released() if forget else published,
        groups=groups,
    )
    # What he heard before he does not hear again; of a record that was lost on the way he hears all.
    for release in report.released.releases:
        attacker.hear(release, figures)
    return report.released


def network(values):
    return {f"P-{place:02}": float(value) for place, value in enumerate(values)}


# -- what he is up against

figure = st.one_of(
    st.integers(0, 12).map(float),
    st.floats(0.5, 2000),
    st.sampled_from([100.0, 99.999999, 100.000001, 125.0, 1.0, 1e6, 0.0]),
)
networks = st.lists(figure, min_size=3, max_size=14).map(network)
percents = st.sampled_from([5.0, 10.0, 20.0, 40.0])
dominances = st.sampled_from([None, (2, 85.0), (1, 60.0), (2, 70.0), (1, 35.0)])


@given(networks, percents, st.integers(1, 4), dominances)
def test_one_release_pins_nobody(figures, percent, least, dominance):
    attacker = Attacker(Disclosure(min_contributors=least, p_percent=percent, dominance=dominance))
    ask(attacker, figures, Released())

    assert attacker.pins() == []


@pytest.mark.parametrize("value", [1.0, 100.0, 125.0, 99.9999, 123456.0])
@pytest.mark.parametrize("count", [3, 8, 9, 14])
def test_not_even_when_all_are_alike(value, count):
    attacker = Attacker(RULES)
    ask(attacker, network([value] * count), Released())

    assert attacker.values
    assert attacker.pins() == []


@pytest.mark.parametrize("is_told", [True, False])
def test_a_bound_that_everybody_knows_must_be_told_to_the_card(is_told):
    """Who knows that nobody has more than 90 comes too close, unless the grid ends there, too."""
    figures = network([88.0] * 9)
    card = Scorecard(kpis=(Kpi("revenue", valid=(0, 90) if is_told else None),))
    attacker = Attacker(RULES, most=90)
    for release in benchmark(scored(figures, card=card), viewer=VIEWER, rules=RULES).released.releases:
        attacker.hear(release, figures)

    assert (attacker.pins() == []) is is_told


@st.composite
def campaigns(draw):
    """Return what everybody enters and what the attacker asks, day by day: groups, polls, withdrawals, corrections."""
    figures = draw(networks)
    steps = []
    for day in range(1, draw(st.integers(2, 6)) + 1):
        changed = draw(st.lists(st.sampled_from(sorted(figures)), max_size=6, unique=True))
        figures = {
            **figures,
            **{key: draw(st.one_of(figure, st.just(figures[key] * 1.001))) for key in changed},
        }
        gone = draw(st.lists(st.sampled_from(sorted(figures)), max_size=3, unique=True))
        now = {key: value for key, value in figures.items() if key not in gone}
        members = draw(st.one_of(st.none(), st.sets(st.sampled_from(sorted(figures)), min_size=1)))
        steps.append((draw(st.sampled_from([day, 1])), draw(st.floats(0, 1000)), now, members))
    return steps


@given(campaigns())
def test_nor_does_a_campaign_of_overlapping_groups_polls_and_withdrawals(steps):
    attacker, published = Attacker(RULES), Released()
    for day, own, figures, members in steps:
        published = ask(attacker, figures, published, members=members, day=day, own=own)

    assert attacker.pins() == []


@given(networks, st.lists(st.floats(0, 2000), min_size=1, max_size=5))
def test_his_own_figure_moves_nothing_he_is_told(figures, owns):
    first = benchmark(scored(figures), viewer=VIEWER, rules=RULES).released
    for own in owns:
        assert benchmark(scored(figures, own), viewer=VIEWER, rules=RULES).released == first


# -- the test of the test: with one rule switched off, he succeeds

SPREAD = (3.0, 11.0, 29.0, 50.0, 61.0, 83.0, 97.0, 140.0)


def test_without_the_width_of_cells_he_succeeds():
    attacker = Attacker(evolve(RULES, p_percent=0))
    ask(attacker, network([100.0] * 9), Released())

    assert len(attacker.pins(10)) == 9


def test_without_enough_contributors_he_succeeds():
    """Means as they are pin nobody of an ordinary group of three; of one, the mean is the figure."""
    for least, count in ((3, 0), (1, 3)):
        attacker = Attacker(evolve(RULES, p_percent=0, min_contributors=least, dominance=None))
        ask(attacker, network(SPREAD[:4]), Released())

        assert len(attacker.pins(10)) == count


def test_without_dominance_he_succeeds_with_what_is_known_of_the_small():
    """Everybody knows that a small dealer has at most 20; the one who has nearly all of it is then told by the mean."""
    found = {}
    for dominance in (None, (1, 85)):
        attacker = Attacker(evolve(RULES, p_percent=0, dominance=dominance))
        ask(attacker, network([5.0, 10.0, 1000.0]), Released())
        for place in range(len(attacker.values) - 1):
            attacker.know({place: 1.0}, 20.0)
        found[dominance] = attacker.pins(10)

    assert found == {None: [1000.0], (1, 85): []}


def test_without_memory_two_overlapping_groups_tell_the_one_between_them():
    """The means of a group with a dealer and of one without: their difference is his figure."""
    figures = network(SPREAD[:6])
    keys = list(figures)
    groups = [set(each) for each in combinations(keys, 3)]
    for forget in (False, True):
        attacker, published = Attacker(evolve(RULES, p_percent=0)), Released()
        for members in groups:
            published = ask(attacker, figures, published, members=members, forget=forget)

        assert bool(attacker.pins(10)) is forget


def test_without_memory_wide_cells_do_not_help_against_many_groups():
    """Each group tells on which side of an end of a cell it lies; many such questions find anybody."""
    figures = network([60.0, 71.0, 80.0, 95.0, 107.0, 118.0, 130.0, 152.0])
    for forget in (False, True):
        attacker, published = Attacker(RULES), Released()
        for members in combinations(figures, 3):
            published = ask(attacker, figures, published, members=set(members), forget=forget)

        assert bool(attacker.pins()) is forget


def test_without_memory_polling_between_entries_tells_who_entered():
    """One enters a new figure between two days: the two means tell by how much it moved, if all others are the same."""
    before = network(SPREAD[:5])
    for forget in (False, True):
        attacker, published = Attacker(evolve(RULES, p_percent=0, min_contributors=5)), Released()
        for day, value in enumerate((29.0, 31.0), start=1):
            published = ask(attacker, {**before, "P-02": value}, published, day=day, forget=forget)
        assert len(published.releases) == 1
        if forget:
            old, new = attacker.values.index(29.0), attacker.values.index(31.0)
            assert attacker.range_of({new: 1.0, old: -1.0}) == pytest.approx([2, 2], abs=1e-6)
        else:
            assert 31.0 not in attacker.values


def test_without_memory_withdrawing_a_figure_tells_it():
    figures = network(SPREAD[:6])
    for forget in (False, True):
        attacker, published = Attacker(evolve(RULES, p_percent=0, min_contributors=5)), Released()
        for day, gone in enumerate(figures, start=1):
            rest = {key: value for key, value in figures.items() if key != gone}
            published = ask(attacker, rest, published, day=day, forget=forget)

        assert bool(attacker.pins(10)) is forget


@pytest.mark.parametrize("is_off", [True, False])
def test_without_keeping_back_the_whole_group_dominance_tells_of_the_few(is_off, monkeypatch):
    """Two make up nearly all of the middle, and have no more than those above: only they can be meant, and so much."""
    if is_off:
        monkeypatch.setattr(comparison, "_cells", cell_by_cell)
    attacker = Attacker(Disclosure(min_contributors=5))
    figures = network([each * 1.25**2.5 / 1.6 for each in [80.0] * 8 + [682.0] * 2 + [683.0] * 5])
    ask(attacker, figures, Released())
    if is_off:
        near = [place for place, value in enumerate(attacker.values)][5:10]
        attacker.know({each: -1.0 if each in near[-2:] else 0.85 / 0.15 for each in near}, 0.0)

    assert bool(attacker.pins()) is is_off


def cell_by_cell(topic, place, found, rules):
    """Tell each neighborhood that few do not make up, whatever the others are."""
    kept = comparison.Cell(reason=comparison.Reason("dominated-by-few"))
    return tuple(
        kept if near and are_dominated(np.array(near), rules) else comparison._cell(topic, near, rules)
        for near in found.of(place)
    )


@pytest.mark.parametrize("is_off", [True, False])
def test_without_one_group_a_period_he_who_knows_the_order_succeeds(is_off, monkeypatch):
    """Even of groups that share nobody: their members stand between each other, and each cell narrows the other."""
    if is_off:
        patch_refusals(monkeypatch, "another-group")
    figures = network([1.0, 80.001, 99.002, 100.003, 101.004, 124.005])
    first = {"P-01", "P-02", "P-03", "P-05"}
    attacker, published = Attacker(Disclosure(min_contributors=2, p_percent=20, dominance=None)), Released()
    for members in (first, set(figures) - first):
        published = ask(attacker, figures, published, members=members)
    attacker.order_all()

    assert bool(attacker.pins()) is is_off


def patch_refusals(monkeypatch, code):
    """Switch off the refusals with *code*."""
    refusal = comparison._refusal

    def lax(*question):
        reason = refusal(*question)
        return None if reason is not None and reason.code == code else reason

    monkeypatch.setattr(comparison, "_refusal", lax)


@pytest.mark.parametrize("is_off", [True, False])
def test_without_refusing_what_overlaps_a_quarter_tells_its_months(is_off, monkeypatch):
    if is_off:
        patch_refusals(monkeypatch, "overlapping-period")
    months = [network([1.25**20 * (1.01 + month / 1e5)]) for month in range(3)]
    quarter = {key: sum(month[key] for month in months) for key in months[0]}
    rules = Disclosure(min_contributors=1, dominance=None)
    attacker, published, places = Attacker(rules), Released(), []
    for period, figures in [
        ("2026-01", months[0]),
        ("2026-02", months[1]),
        ("2026-03", months[2]),
        ("2026-Q1", quarter),
    ]:
        report = benchmark(scored(figures), viewer=VIEWER, rules=rules, published=published, period=period)
        for release in report.released.releases[len(published.releases) :]:
            attacker.hear(release, figures)
        published = report.released
        places.append(
            [attacker.values.index(value) for value in figures.values() if value in attacker.values]
        )
    for first, second, third, whole in zip(*places, strict=False):
        attacker.know({first: 1.0, second: 1.0, third: 1.0, whole: -1.0}, 0.0)
        attacker.know({first: -1.0, second: -1.0, third: -1.0, whole: 1.0}, 0.0)

    assert bool(attacker.pins()) is is_off


@pytest.mark.parametrize("is_off", [True, False])
def test_without_keeping_back_what_follows_a_ratio_tells_its_parts(is_off, monkeypatch):
    """Of one dealer each: revenue and ratio narrow the cost, whose own cell narrows it further. Logarithms make it linear."""
    if is_off:
        patch_refusals(monkeypatch, "follows-from-others")
    rules = Disclosure(min_contributors=1, dominance=None)
    frame = {"id": [VIEWER, "P-0"], "cost": [1.0, 510.0], "revenue": [1.0, 998.0]}
    card = Scorecard(kpis=(Kpi("revenue", valid=(0, 1000)), Kpi("cost")))
    report = benchmark(
        score(card, frame, key="id", as_of=TODAY),
        viewer=VIEWER,
        rules=rules,
        kpis=["revenue", "cost", "by"],
        ratios={"by": ("cost", "revenue")},
    )
    ends = {line.kpi: line.middle for line in report}
    low, high = ends["cost"].low, ends["cost"].high
    told = ends["by"]
    if told.low is not None:
        low, high = max(low, told.low * ends["revenue"].low), min(high, told.high * ends["revenue"].high)

    assert ((high - low) / 2 < 0.1 * frame["cost"][1] * (1 - 1e-6)) is is_off


@pytest.mark.parametrize("is_off", [True, False])
def test_without_neighborhoods_of_their_own_two_means_tell_their_difference(is_off, monkeypatch):
    """Three means of three among five tell how far the fourth is from the first, and the fifth from the second."""
    if is_off:
        monkeypatch.setattr(nearby, "neighborhoods", lambda count, least: (0, 1, 2))
        monkeypatch.setitem(globals(), "neighborhoods", lambda count, least: (0, 1, 2))
    attacker = Attacker(evolve(RULES, p_percent=0))
    ask(attacker, network(range(100, 105)), Released())

    assert bool(attacker.pins(10)) is is_off


def test_if_his_own_figure_counted_he_would_succeed():
    """As a member under another name he knows one of each mean: of two he then knows the other."""
    figures = network([90.0, 100.0])
    for knows in (False, True):
        attacker = Attacker(Disclosure(min_contributors=2, p_percent=0, dominance=None))
        ask(attacker, figures, Released())
        if knows:
            attacker.know({0: 1.0}, 90.0)
            attacker.know({0: -1.0}, -90.0)

        assert (100.0 in attacker.pins(10)) is knows


@pytest.mark.parametrize(
    ("off", "on", "areas"),
    [
        (
            {},
            {},
            {VIEWER: "north", "P-00": "north", **{f"P-{place:02}": f"town-{place}" for place in range(1, 9)}},
        ),
        ({}, {"min_age": {"revenue": 90}}, None),
        ({}, {"cut_off_days": 10}, None),
        ({}, {"index": {"revenue": "before"}}, None),
    ],
    ids=["trading-areas", "age", "cut-off", "index"],
)
def test_without_the_rule_he_bounds_figures_of_which_he_should_know_nothing(off, on, areas):
    """Of a rival next door, of a figure too young or still open, and of a level he has no idea; else he bounds it."""
    figures = network(range(100, 145, 5))
    bounded = []
    for rules, where in ((off, None), (on, areas)):
        attacker = Attacker(evolve(RULES, **rules))
        report = benchmark(scored(figures), viewer=VIEWER, rules=attacker.rules, areas=where)
        for release in report.released.releases:
            attacker.hear(release, figures)
        bounded.append(
            figures["P-00"] in attacker.values
            and attacker.range_of({attacker.index_of(figures["P-00"]): 1.0})[1] < np.inf
        )

    assert bounded == [True, False]


# -- every yardstick, every explanation


def test_the_vendors_explanation_would_tell_and_the_partners_does_not():
    """A place on the scale of peers is (figure - mean) / spread: two tries give both, and the mean the sum of the others."""
    others = [60.0, 71.0]
    for viewer in (None, VIEWER):
        told = []
        for own in (50.0, 90.0):
            line = scored(network(others), own).explain(VIEWER, viewer=viewer).lines[0]
            told.append((line.raw, line.scaled))
        if viewer is not None:
            assert [scaled for _, scaled in told] == [None, None]
            continue
        # He tries which two others would give both answers, and finds theirs.
        guesses = [(low, high) for low in range(51, 90) for high in range(low, 90)]
        fits = [
            each for each in guesses if all(placed(own, each) == pytest.approx(told_) for own, told_ in told)
        ]
        assert fits == [(60, 71)]


def placed(own, others):
    """Return where one stands among two others on the scale `peer_z`."""
    figures = np.array([own, *others])
    return (own - figures.mean()) / figures.std()


@given(networks, networks, st.floats(1, 1000))
def test_what_a_partner_is_told_of_his_score_is_the_same_whatever_the_others_have(figures, other, own):
    for scale in ("peer_z", "percent_rank", "min_max"):
        card = Scorecard(kpis=(Kpi("revenue"),), scale=scale, peers=None, min_peers=1)
        first, second = (
            scored(each, own, card=card).explain(VIEWER, viewer=VIEWER) for each in (figures, other)
        )
        assert (first.lines, first.score, first.limit, first.reasons) == (
            second.lines,
            second.score,
            second.limit,
            second.reasons,
        )


@given(networks, networks, st.floats(1, 1000))
def test_his_yardstick_tells_what_his_report_told_whatever_it_was_fitted_on(figures, other, own):
    report = benchmark(scored(figures), viewer=VIEWER, rules=RULES)
    frames = [{"id": list(each), "revenue": list(each.values())} for each in (figures, other)]
    mine = [fit(CARD, frame, key="id", as_of=TODAY).for_viewer(report) for frame in frames]

    assert mine[0] == mine[1]
    assert mine[0].compare({"revenue": own})["revenue"].cells == report["revenue"].cells


# -- outside the promise: what two dealers together know


def pinned_together(seed, count, least, *, same_group):
    """Return how many of the others two dealers pin together, in one network; nobody pins any alone."""
    rng = np.random.default_rng(seed)
    values = np.round(rng.lognormal(4.6, 0.3, count), 2)
    figures, rules = network(values), Disclosure(min_contributors=least)
    pair, others = list(figures)[:2], list(figures)[2:]
    frame = {"id": [*figures], "revenue": [*figures.values()]}
    scores = score(CARD, frame, key="id", as_of=TODAY)
    attacker = Attacker(rules)
    for viewer in pair:
        chosen = (
            others if same_group else rng.choice(others, size=len(others) * 6 // 10, replace=False).tolist()
        )
        groups = dict.fromkeys([*pair, *chosen], "g")
        released = benchmark(scores, viewer=viewer, rules=rules, groups=groups).released
        alone = Attacker(rules)
        for each in (attacker, alone):
            for release in released.releases:
                each.hear(release, {key: value for key, value in figures.items() if key != viewer})
        assert (count > 12 and seed > 0) or alone.pins() == []
    own = {figures[viewer] for viewer in pair}
    for place, value in enumerate(attacker.values):
        if value in own:
            attacker.know({place: 1.0}, value)
            attacker.know({place: -1.0}, -value)
    return len(attacker.pins(beside=own))


@pytest.mark.parametrize(("count", "least", "networks_", "same_group", "most"), COLLUSIONS)
def test_what_two_dealers_together_know(count, least, networks_, same_group, most):
    """Measured, not promised: they know each other's figure, and that narrows what is told of the rest."""
    found = [pinned_together(seed, count, least, same_group=same_group) for seed in range(networks_)]
    share = sum(found) / ((count - 2) * networks_)
    print(
        f"{count} dealers, {least} contributors, same group: {same_group}; {share:.1%} of others pinned together"
    )

    assert 0 < share <= most


# -- promises beside it


@pytest.mark.parametrize(
    "strict",
    [
        {"rules": {"min_age": {"revenue": 30}}},
        {"rules": {"cut_off_days": 5}},
        {"rules": {"index": {"revenue": "before"}}},
        {"rules": {"dominance": (3, 60)}},
        {
            "areas": {
                VIEWER: "north",
                **{f"P-{place:02}": "north" if place < 3 else f"a-{place}" for place in range(14)},
            }
        },
        {"disputed": {"revenue": ["P-01", "P-02"]}},
    ],
    ids=lambda strict: "-".join([*strict, *strict.get("rules", {})]),
)
@given(figures=networks)
def test_one_rule_more_tells_no_more(strict, figures):
    more = {name: value for name, value in strict.items() if name != "rules"}
    # Who leaves may have been one of the few that others are kept back for.
    rules = evolve(RULES, dominance=None) if more else RULES
    loose = benchmark(scored(figures), viewer=VIEWER, rules=rules)
    tight = benchmark(scored(figures), viewer=VIEWER, rules=evolve(rules, **strict.get("rules", {})), **more)

    assert set(loose.suppressed) <= set(tight.suppressed)
    assert tight["revenue"].own == loose["revenue"].own


@given(networks, st.integers(1, 4), st.integers(0, 2), percents, percents)
def test_stricter_rules_tell_no_more(figures, least, more, percent, other):
    loose = Disclosure(min_contributors=least, p_percent=min(percent, other), dominance=(2, 90))
    strict = Disclosure(min_contributors=least + more, p_percent=max(percent, other), dominance=(2, 85))
    if more:
        # More neighbors make another mean, which others dominate: there the count is what must not grow.
        loose, strict = evolve(loose, dominance=None), evolve(strict, dominance=None)
    kept = set(benchmark(scored(figures), viewer=VIEWER, rules=loose).suppressed)

    assert kept <= set(benchmark(scored(figures), viewer=VIEWER, rules=strict).suppressed)


TIED = Scorecard(kpis=(Kpi("revenue"), Kpi("cost"), Kpi("stock")))
RATIOS = {
    "cost_by": ("cost", "revenue"),
    "stock_by": ("stock", "revenue"),
    "cost_by_stock": ("cost", "stock"),
}
PARTS = ("revenue", "cost", "stock")


@st.composite
def tables(draw):
    """Return three figures of some dealers, of which some are unknown."""
    count = draw(st.integers(6, 12))
    known = st.lists(st.one_of(st.none(), st.integers(1, 200)), min_size=count, max_size=count)
    columns = {name: [None if each is None else float(each) for each in draw(known)] for name in PARTS}
    return {"id": [VIEWER, *(f"P-{place:02}" for place in range(1, count))], **columns}


@given(
    tables(),
    st.permutations([*PARTS, *RATIOS]),
    st.one_of(
        st.fixed_dictionaries({"min_contributors": st.integers(3, 6)}),
        st.fixed_dictionaries({"min_age": st.dictionaries(st.sampled_from(PARTS), st.just(30), min_size=1)}),
        st.fixed_dictionaries({"index": st.sampled_from([{"cost": "stock"}, {"revenue": "before"}])}),
        st.fixed_dictionaries({"p_percent": st.just(20.0)}),
    ),
)
def test_of_figures_that_follow_from_each_other_stricter_rules_tell_no_more(frame, names, stricter):
    """One that is now kept back may make room for one that followed from it: for as many, never for more."""
    scores = score(TIED, frame, key="id", as_of=TODAY)
    loose = Disclosure(min_contributors=2, dominance=None)
    told = [
        sum(
            line.middle.low is not None
            for line in benchmark(scores, viewer=VIEWER, rules=rules, kpis=names, ratios=RATIOS)
        )
        for rules in (loose, evolve(loose, **stricter))
    ]

    assert told[1] <= told[0]


def test_what_followed_may_be_told_where_a_stricter_rule_keeps_the_rest_back():
    """Four others have revenue and ratio, eight have cost: where five are asked for, cost no longer follows."""
    frame = {"id": [VIEWER, *"abcdefgh"], "revenue": [9.0] * 5 + [None] * 4, "cost": [4.0] * 9}
    card = Scorecard(kpis=TIED.kpis[:2])
    scores, by = score(card, frame, key="id", as_of=TODAY), {"by": ("cost", "revenue")}
    told = [
        [
            line.kpi
            for line in benchmark(scores, viewer=VIEWER, rules=rules, ratios=by)
            if line.middle.value is not None
        ]
        for rules in (evolve(RULES, min_contributors=4), evolve(RULES, min_contributors=5))
    ]

    assert told == [["by", "revenue"], ["cost"]]


@given(campaigns())
def test_what_was_shown_stays_or_its_absence_has_a_reason(steps):
    attacker, published = Attacker(RULES), Released()
    for day, own, figures, members in steps:
        after = ask(attacker, figures, published, members=members, day=day, own=own)
        assert after.releases[: len(published.releases)] == published.releases
        published = after
        again = benchmark(
            scored(figures, own, date(2026, 3, day)), viewer=VIEWER, rules=RULES, published=published
        )["revenue"]
        assert again.own == own
        assert all((told.low is None) == (told.reason is not None) for told in again.cells.values())
        assert again.period is not None or again.reason is not None


@given(networks, st.floats(-1e9, 1e9, allow_subnormal=False))
def test_own_figures_are_exact_and_of_today(figures, own):
    released = benchmark(scored(figures, 1.0), viewer=VIEWER, rules=RULES).released
    later = benchmark(scored(figures, own), viewer=VIEWER, rules=RULES, published=released)

    assert later["revenue"].own == own
