"""Each policy keeps its own promise, and all of them keep the same ledger, exactly and repeatably."""

from datetime import UTC, datetime
from fractions import Fraction
from itertools import accumulate, pairwise, product
from typing import ClassVar, final

import numpy as np
import pytest
from attrs import evolve, frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import (
    BestFit,
    EqualLoad,
    FairnessReport,
    FairShare,
    Fit,
    Ledger,
    Rotation,
    allocate,
    allocate_batch,
)
from partnerkit.leads.fit import encode_fit
from partnerkit.leads.kernel import distribute
from partnerkit.leads.terms import terms_of
from partnerkit.leads.weights import relative_weights, strides
from partnerkit.leads.work import UNLIMITED, Work, tie_key, tie_order
from partnerkit.testing.nasty import any_of, one_of, some_of
from partnerkit.values.money import Money

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PLACES = ("n", "e", "s")
SKILL = Fit(
    of_lead=lambda lead: lead.territory,
    of_partner=lambda partner: partner.id,
    score=lambda place, name: (len(name) * 37 + ord(name[0]) + 7 * len(place or "")) % 5 / 4,
)

WEIGHTS = [digit * 10**power for power in range(10) for digit in range(1, 10)]
#: Some of them begin like others, as when a word is longer.
NAMES = ["".join(name) for size in (1, 2, 3) for name in product("ABMZ", repeat=size)]
weights = st.sampled_from(WEIGHTS)


@final
@frozen(kw_only=True)
class Fewest:
    """Of somebody else: to whoever was given fewest leads, however heavy he is."""

    name: ClassVar[str] = "fewest"
    basis: ClassVar[str] = "score"
    default_value: ClassVar[None] = None
    fairness_cap: ClassVar[None] = None
    fit: ClassVar[None] = None
    fit_weight: ClassVar[None] = None
    pool: ClassVar[str] = "default"
    value: ClassVar[str] = "unit"
    weights: dict

    def weight(self, partner):
        return Fraction(self.weights[partner.id])

    def score(self, standing):
        return -standing.leads


MAKERS = {
    "fair-share": lambda w: FairShare(weights=w),
    "fair-share with fit": lambda w: FairShare(weights=w, fit=SKILL, fit_weight=Money.of("3", "EUR")),
    "equal-load": lambda w: EqualLoad(weights=w),
    "rotation": lambda w: Rotation(weights=w),
    "best-fit": lambda w: BestFit(weights=w, fit=SKILL),
    "of somebody else": lambda w: Fewest(weights=w),
}
every_policy = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
#: Of fair shares alone the same laws are asked in test_allocation_keeps_its_promises.py, in more kinds of pools.
OTHERS = [name for name in MAKERS if name != "fair-share"]
every_other_policy = pytest.mark.parametrize("make", [MAKERS[name] for name in OTHERS], ids=OTHERS)
#: One law, asked of each of six ways to share out.
HALF = settings(max_examples=max(5, settings.default.max_examples // 2))


# Putting a strategy together takes longer than drawing from it: made once.
names_up_to = {
    most: st.lists(st.sampled_from(NAMES), min_size=1, max_size=most, unique=True) for most in (3, 5, 8)
}
hindrances = any_of(dict, territories=some_of(PLACES), capacity=one_of(range(4)), weight=WEIGHTS)
wishes = {
    most: any_of(
        dict,
        territory=(*(None,) * 3, *PLACES),
        value=st.integers(1, most).map(lambda cents: Money.from_minor(cents, "EUR")),
    )
    for most in (3, 1_000, 10**9)
}
scales = st.sampled_from(sorted(wishes))


@st.composite
def pools(draw, most=5, everybody=False):
    """Partners with their own territories, limits and weights, and leads."""
    drawn = {name: draw(hindrances) for name in draw(names_up_to[most])}
    by_name = {name: fields.pop("weight") for name, fields in drawn.items()}
    partners = [Partner(id=name, **({} if everybody else fields)) for name, fields in drawn.items()]
    wish = wishes[draw(scales)]
    leads = [Lead(id=f"L-{number}", **draw(wish)) for number in range(draw(st.integers(1, 10)))]
    return partners, leads, by_name


@every_other_policy
@HALF
@given(pool=pools())
def test_a_list_gives_bit_for_bit_what_lead_after_lead_gives(make, pool):
    partners, leads, by_name = pool
    policy = make(by_name)
    at_once, ledger = allocate(leads, partners, policy, as_of=NOW), Ledger()
    for lead in leads:
        single = allocate([lead], partners, policy, ledger=ledger, as_of=NOW)

        assert single.decisions[lead.id] == at_once.decisions[lead.id]
        ledger = single.ledger
    assert ledger == at_once.ledger


@every_other_policy
@HALF
@given(pool=pools(), cut=st.integers(0, 10))
def test_interrupting_and_resuming_anywhere_gives_the_same_future(make, pool, cut):
    partners, leads, by_name = pool
    policy = make(by_name)
    whole = allocate(leads, partners, policy, as_of=NOW)
    first = allocate(leads[:cut], partners, policy, as_of=NOW)
    rest = allocate(leads[cut:], partners, policy, ledger=first.ledger, as_of=NOW)

    assert {**first.assignments, **rest.assignments} == whole.assignments
    assert rest.ledger == whole.ledger or not leads[:cut]


@every_policy
@pytest.mark.parametrize("verb", [allocate, allocate_batch])
@HALF
@given(pool=pools(), data=st.data(), factor=st.sampled_from([7, 10**9, Fraction(1, 3)]))
def test_neither_the_order_of_partners_nor_the_scale_of_weights_changes_anything(
    make, verb, pool, data, factor
):
    partners, leads, by_name = pool
    result = verb(leads, partners, make(by_name), as_of=NOW)
    scaled = make({name: weight * factor for name, weight in by_name.items()})
    again = verb(leads, data.draw(st.permutations(partners)), scaled, as_of=NOW)

    assert again.ledger == result.ledger
    assert again.assignments == result.assignments


@pytest.mark.parametrize("make", [MAKERS[name] for name in OTHERS if name != "fair-share with fit"])
@HALF
@given(pool=pools(), factor=st.integers(2, 50))
def test_scaling_all_values_changes_nobody_s_luck(make, pool, factor):
    partners, leads, by_name = pool
    policy = make(by_name)
    if isinstance(policy, EqualLoad | BestFit):
        policy = evolve(policy, fairness_cap=Money.of("1000000000", "EUR"))
    scaled = [evolve(lead, value=lead.value * factor) for lead in leads]
    result = allocate(leads, partners, policy, as_of=NOW)

    assert allocate(scaled, partners, policy, as_of=NOW).assignments == result.assignments


@given(runs=st.lists(st.tuples(st.sampled_from(sorted(MAKERS)), pools(most=3)), min_size=2, max_size=4))
def test_the_ledger_s_bound_is_true_under_any_mix_of_policies(runs):
    """Whoever chose, and whoever joined or left: half the size of what was not the rule's choice is added."""
    ledger = Ledger(value="unit")
    for number, (name, (partners, leads, by_name)) in enumerate(runs):
        policy = MAKERS[name](by_name)
        if policy.value != "unit":
            policy = evolve(policy, value="unit", **({"fit_weight": 2} if policy.fit_weight else {}))
        for lead in leads:
            renamed = evolve(lead, id=f"{number}-{lead.id}")
            ledger = allocate([renamed], partners, policy, ledger=ledger, as_of=NOW).ledger
            report = FairnessReport.of(ledger)

            assert report.largest_deviation <= report.bound
            assert sum(ledger.balances.values()) == 0


def opportunities(result, leads):
    """Yield for every lead in the order of processing: winner, what it counts, who could have taken it."""
    for lead in leads:
        decision = result.decisions[lead.id]
        could = {each.partner for each in decision.candidates if each.is_eligible}
        if decision.winner is not None:
            yield decision.winner, lead.value.minor, could


@pytest.mark.parametrize("verb", [allocate, allocate_batch])
@given(pool=pools())
def test_equal_load_leaves_no_envy_beyond_one_lead_at_any_moment(verb, pool):
    """Opportunity-WEF1 one by one; of a batch opportunity-WEFX: whichever lead is left out."""
    partners, leads, by_name = pool
    policy = evolve(EqualLoad(weights=by_name), fairness_cap=Money.of("1000000000", "EUR"))
    result = verb(leads, partners, policy, as_of=NOW)
    if verb is allocate_batch:
        leads = sorted(leads, key=lambda lead: (-lead.value.minor, lead.id))
    names = [partner.id for partner in partners]
    whole = relative_weights([Fraction(by_name[name]) for name in names])
    per_unit = dict(zip(names, strides(whole, 20), strict=True))
    own = dict.fromkeys(names, 0)
    seen = {(one, other): [] for one in names for other in names}
    for winner, value, could in opportunities(result, leads):
        own[winner] += value
        for envious in could:
            seen[envious, winner].append(value)
        for (one, other), values in seen.items():
            if one != other and values:
                spared = max(values) if verb is allocate else min(values)

                assert (sum(values) - spared) * per_unit[other] <= own[one] * per_unit[one]


@given(pool=pools(most=8, everybody=True))
def test_turns_are_within_one_less_half_a_turn_after_every_lead(pool):
    """Against shares counted in rationals; the grid of shares is allowed for."""
    partners, leads, by_name = pool
    result = allocate(leads, partners, Rotation(weights=by_name), as_of=NOW)
    size, total = len(partners), sum(by_name.values())
    bound = 1 - Fraction(1, max(2 * size - 2, 1))
    counts = dict.fromkeys(by_name, 0)
    for number, winner in enumerate(result.assignments.values(), 1):
        counts[winner] += 1
        for name, weight in by_name.items():
            assert abs(Fraction(weight * number, total) - counts[name]) <= bound + Fraction(number, 2**20)
    assert result.fairness.largest_deviation <= result.fairness.bound
    assert result.fairness.promise.code == "promise-rotation"


@given(pool=pools(everybody=True))
def test_best_fit_is_the_largest_sum_of_fits_where_nobody_runs_full(pool):
    optimize = pytest.importorskip("scipy.optimize")
    partners, leads, by_name = pool
    result = allocate_batch(leads, partners, BestFit(weights=by_name, fit=SKILL), as_of=NOW)
    fits = np.array([[SKILL.score(lead.territory, p.id) for p in partners] for lead in leads])
    seats = np.tile(fits, (1, len(leads)))
    rows, columns = optimize.linear_sum_assignment(seats, maximize=True)
    place = {partner.id: number for number, partner in enumerate(partners)}
    got = sum(fits[n, place[result.assignments[lead.id]]] for n, lead in enumerate(leads))

    assert got == pytest.approx(seats[rows, columns].sum(), abs=1e-9)


POLICIES = {"owed": None, **{each: MAKERS[name]({}).score for each, name in
            (("load", "equal-load"), ("turn", "rotation"), ("fit", "best-fit"))}}  # fmt: skip


@st.composite
def works(draw, basis):
    partners, leads = draw(st.integers(1, 6)), draw(st.integers(1, 20))
    row = st.sampled_from(list(product((False, True), repeat=partners)))
    steady = basis == "turn"
    table = np.array([[True] * partners] if steady else draw(st.lists(row, min_size=1, max_size=4)))
    whole = relative_weights(draw(st.lists(weights.map(Fraction), min_size=partners, max_size=partners)))
    value = st.integers(1, 1 if steady else draw(st.sampled_from([3, 10**6])))
    fit = Fit(
        of_lead=lambda lead: lead.id, of_partner=lambda p: p.id, score=lambda *key: len(str(key)) % 3 / 2
    )
    people, things = (
        [Partner(id=f"P-{'x' * n}") for n in range(partners)],
        [Lead(id=f"L-{n}") for n in range(leads)],
    )
    return Work(
        lead_ids=[f"L-{number}" for number in range(leads)],
        values=draw(st.lists(value, min_size=leads, max_size=leads)),
        signatures=np.array(
            draw(st.lists(st.integers(0, len(table) - 1), min_size=leads, max_size=leads)), dtype=np.int32
        ),
        table=table,
        weights=whole,
        partner_keys=[tie_key(each.id) for each in people],
        balances=[0] * partners,
        room=[UNLIMITED if steady else draw(st.integers(0, 9)) for _ in range(partners)],
        precision=20,
        order=list(range(leads)),
        basis=basis,
        score=POLICIES[basis],
        fits=encode_fit(fit, things, people),
        strides=strides(whole, 20),
        steady=steady,
    )


every_basis = pytest.mark.parametrize("basis", POLICIES)


@every_basis
@HALF
@given(data=st.data())
def test_narrow_and_wide_numbers_give_the_same_answer(basis, data):
    work = data.draw(works(basis))
    # Numbers that int64 cannot hold are never counted in it.
    narrow = distribute(work, plain=False if work.is_exact_in_arrays() else None)
    wide = distribute(work, plain=True)

    assert narrow.winners.tolist() == wide.winners.tolist()
    assert narrow.balances == wide.balances
    assert (narrow.accrued, narrow.corrected, narrow.steady) == (wide.accrued, wide.corrected, wide.steady)
    for place in range(len(work.order)):
        assert narrow.turn(place).scores.tolist() == wide.turn(place).scores.tolist()


@every_basis
@HALF
@given(data=st.data())
def test_a_loser_with_what_he_needed_would_have_won_and_with_a_step_less_not(basis, data):
    work = data.draw(works(basis))
    trace, ledger = distribute(work), Ledger()
    turn = trace.turn(len(work.order) - 1)
    terms = terms_of(work, turn, ledger)
    if len(terms) < 2:
        return
    place, own = data.draw(st.sampled_from(terms[1:]))
    field, step = {"load": ("level", 1), "fit": ("fit", 1)}.get(basis, ("before", Fraction(1, 2**20)))
    if basis == "turn" and turn.standing.accrual[place] == 0:
        return
    for less, wins in ((0, True), (1, False)):
        change = int(Fraction(own["needed"]) / (Fraction(1, 2**20) if basis == "fit" else step)) - less
        if basis == "load":
            change = -change * work.strides[int(turn.index[place])]
        column = getattr(turn.standing, field).copy()
        column[place] += change
        standing = evolve(turn.standing, **{field: column})
        scores = (standing.owed if work.score is None else work.score(standing)).tolist()
        draw = [tie_order(standing.lead, work.partner_keys[each]) for each in turn.index.tolist()]
        winner = min(range(len(scores)), key=lambda each: (-scores[each], draw[each]))

        assert (winner == place) is wins


@given(
    whole=st.lists(weights, min_size=2, max_size=8),
    values=st.lists(st.sampled_from([1, 3, 10**6]), min_size=60, max_size=60),
)
def test_an_adversary_who_sets_the_closest_two_against_each_other_stays_within_the_bound(whole, values):
    """Adaptive: each lead can be taken only by two neighbors in balance; every group of k is held to its bound."""
    size = len(whole)
    balances, largest = [0] * size, 0
    for number, value in enumerate(values):
        ranked = sorted(range(size), key=lambda partner: (balances[partner], partner))
        pair = min(pairwise(ranked), key=lambda two: balances[two[1]] - balances[two[0]])
        table = np.zeros((1, size), dtype=np.bool_)
        table[0, list(pair)] = True
        work = Work(
            lead_ids=[f"L-{number}"],
            values=[value],
            signatures=np.zeros(1, dtype=np.int32),
            table=table,
            weights=whole,
            partner_keys=[tie_key(f"P-{place}") for place in range(size)],
            balances=balances,
            room=[UNLIMITED] * size,
            precision=20,
            order=[0],
        )
        balances = list(distribute(work).balances)
        largest = max(largest, value)
        ahead = accumulate(sorted(balances, reverse=True))

        assert all(2 * owed <= (largest << 20) * k * (size - k) for k, owed in enumerate(ahead, 1))
