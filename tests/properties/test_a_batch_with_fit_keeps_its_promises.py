"""A batch with fit: within the bound at every step, below the dual bound, and the same in any order."""

from datetime import UTC, datetime
from itertools import accumulate

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment, linprog

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import FairShare, Precedence, allocate_batch, named_partner
from partnerkit.leads.fit import Fit
from partnerkit.leads.fractional import Batch, by_flow, by_solver
from partnerkit.leads.kernel import distribute
from partnerkit.leads.matching import plan_for
from partnerkit.leads.prices import ONE, dual_bound, fit_reached, priced
from partnerkit.leads.work import NOBODY, UNLIMITED, Work, tie_key
from partnerkit.values.money import Money

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Table:
    """Fits by lead and partner."""

    def __init__(self, rows):
        self._rows = rows

    def rows(self, leads):
        return self._rows[leads]

    def row(self, lead):
        return self._rows[lead]


@st.composite
def works(draw, most_partners=6, most_leads=20):
    """Any values, weights, eligibility, limits and fits; leads by falling value; plain or in arrays."""
    partners, leads = draw(st.integers(1, most_partners)), draw(st.integers(1, most_leads))
    row = st.lists(st.booleans(), min_size=partners, max_size=partners)
    table = np.array(draw(st.lists(row, min_size=1, max_size=6)), dtype=np.bool_)
    magnitude = draw(st.sampled_from([1, 100, 10**6, 2**31]))
    values = draw(st.lists(st.integers(1, magnitude), min_size=leads, max_size=leads))
    weight = st.builds(lambda digit, power: digit * 10**power, st.integers(1, 9), st.integers(0, 9))
    room = st.just(UNLIMITED) | st.integers(0, 6)
    kinds = st.lists(st.integers(0, len(table) - 1), min_size=leads, max_size=leads)
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    fits = Table(rng.integers(0, ONE + 1, (leads, partners)).astype(np.int32))
    return Work(
        lead_ids=[f"L-{place}" for place in range(leads)],
        values=sorted(values, reverse=True),
        signatures=np.array(draw(kinds), dtype=np.int32),
        table=table,
        weights=draw(st.lists(weight, min_size=partners, max_size=partners)),
        partner_keys=[tie_key(f"P-{place}") for place in range(partners)],
        balances=[0] * partners,
        room=draw(st.lists(room, min_size=partners, max_size=partners)),
        precision=20,
        order=list(range(leads)),
        fits=fits,
    )


@given(works(), st.booleans())
def test_every_group_is_within_the_bound_after_every_lead_the_range_of_bonuses_counted(work, plain):
    at_prices = priced(work, work.fits)
    trace = distribute(at_prices, guard=plan_for(at_prices), plain=plain or None)
    balances, widest_bonus, largest = [0] * len(work.weights), 0, 0
    for place, lead in enumerate(work.order):
        turn = trace.turn(place)
        for partner, accrual in zip(turn.index.tolist(), turn.accrual, strict=True):
            balances[partner] += accrual
        if trace.winners[place] != NOBODY:
            balances[trace.winners[place]] -= work.values[lead] << 20
            widest_bonus = max(widest_bonus, max(turn.bonus) - min(turn.bonus))
        largest = max(largest, work.values[lead] << 20)
        partners = len(balances)
        ahead = list(accumulate(sorted(balances, reverse=True)))

        assert sum(balances) == 0
        assert all(
            2 * total <= (largest + widest_bonus) * size * (partners - size)
            for size, total in enumerate(ahead, 1)
        )
    assert widest_bonus == trace.widest_bonus <= 2 * at_prices.largest_bonus
    assert tuple(balances) == trace.balances


@given(works())
def test_fit_is_never_above_its_dual_bound(work):
    at_prices = priced(work, work.fits)
    for each in (distribute(work, guard=plan_for(work)), distribute(at_prices, guard=plan_for(at_prices))):
        assert fit_reached(each, work.fits) <= dual_bound(each, work.fits)


@given(works())
def test_arrays_and_plain_python_give_the_same_batch(work):
    at_prices = priced(work, work.fits)
    runs = [distribute(at_prices, guard=plan_for(at_prices), plain=plain) for plain in (True, False)]

    assert at_prices.is_exact_in_arrays() or runs[1].balances
    if at_prices.is_exact_in_arrays():
        assert runs[0].winners.tolist() == runs[1].winners.tolist()
        assert runs[0].balances == runs[1].balances


@st.composite
def divisible(draw):
    partners, leads = draw(st.integers(1, 5)), draw(st.integers(1, 14))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    values = sorted((rng.integers(1, draw(st.sampled_from([3, 10**4])) + 1, leads)).tolist(), reverse=True)
    fit = rng.integers(0, ONE + 1, (leads, partners))
    owner = rng.integers(0, partners, leads)
    due = np.bincount(owner, weights=values, minlength=partners).astype(np.int64)
    shift = rng.integers(0, due + 1)
    due = due - shift + np.roll(shift, 1)
    return Batch(values=values, fit=fit, due=due.tolist(), room=[leads] * partners)


def worth(batch, parts):
    return sum(
        batch.values[lead] * int(batch.fit[lead, partner]) * share
        for lead, part in enumerate(parts)
        for partner, share in part.items()
    )


@given(divisible())
@settings(deadline=None)
def test_the_exact_division_fits_as_well_as_the_linear_program(batch):
    leads, partners = batch.fit.shape
    # By how much of its value each lead goes to whom: of shares times values, the solver gives up some.
    equal = np.zeros((leads + partners, leads * partners))
    for lead in range(leads):
        for partner in range(partners):
            equal[lead, lead * partners + partner] = 1
            equal[leads + partner, lead * partners + partner] = 1
    optimum = -linprog(
        -batch.fit.ravel().astype(np.float64), A_eq=equal, b_eq=[*batch.values, *batch.due], method="highs"
    ).fun
    parts, _ = by_flow(batch, np.zeros(partners, dtype=np.int32))
    received = [
        sum(v * part.get(partner, 0) for v, part in zip(batch.values, parts, strict=True))
        for partner in range(partners)
    ]

    assert received == batch.due
    assert float(worth(batch, parts)) == pytest.approx(optimum, rel=1e-9, abs=1e-3)
    assert float(worth(batch, by_solver(batch))) == pytest.approx(optimum, rel=1e-5, abs=10)


@given(st.integers(1, 9), st.integers(0, 2**32 - 1))
def test_with_one_lead_each_the_exact_division_is_the_optimal_assignment(size, seed):
    fit = np.random.default_rng(seed).integers(0, ONE + 1, (size, size))
    batch = Batch(values=[1] * size, fit=fit, due=[1] * size, room=[1] * size)
    parts, _ = by_flow(batch, np.zeros(size, dtype=np.int32))

    assert all(len(part) == 1 for part in parts)
    assert worth(batch, parts) == fit[linear_sum_assignment(fit, maximize=True)].sum()


PLACES = ("n", "e", "s")
# Putting a strategy together takes longer than drawing from it: made once.
areas = st.none() | st.lists(st.sampled_from(PLACES), min_size=1, unique=True).map(tuple)
rooms, regions = st.none() | st.integers(0, 3), st.none() | st.sampled_from(PLACES)


@st.composite
def markets(draw):
    partners = [
        Partner(
            id=f"P-{name}",
            territories=draw(areas),
            capacity=draw(rooms),
        )
        for name in range(draw(st.integers(1, 5)))
    ]
    cents = st.integers(1, draw(st.sampled_from((3, 10**6))))
    leads = [
        Lead(
            id=f"L-{n}",
            value=Money.from_minor(draw(cents), "EUR"),
            territory=draw(regions),
        )
        for n in range(draw(st.integers(1, 10)))
    ]
    salt = draw(st.integers(0, 2**30))
    fit = Fit(
        of_lead=lambda lead: lead.id,
        of_partner=lambda partner: partner.id,
        score=lambda lead, partner: tie_key(f"{salt}{lead}{partner}") / 2**64,
    )
    weights = {partner.id: draw(st.integers(1, 9)) for partner in partners}
    return leads, partners, FairShare(weights=weights, fit=fit)


#: One law, asked of each of three ways to round.
HALF = settings(max_examples=max(5, settings.default.max_examples // 2))


@pytest.mark.parametrize("rounding", [None, "flow", "solver"])
@HALF
@given(market=markets(), data=st.data())
def test_the_order_of_leads_and_partners_changes_nothing(rounding, market, data):
    leads, partners, policy = market
    first = allocate_batch(leads, partners, policy, as_of=NOW, rounding=rounding)
    again = allocate_batch(
        data.draw(st.permutations(leads)),
        data.draw(st.permutations(partners)),
        policy,
        as_of=NOW,
        rounding=rounding,
    )

    assert again.assignments == first.assignments
    assert again.ledger == first.ledger
    assert all(again.decisions[lead.id] == first.decisions[lead.id] for lead in leads[:3])


@pytest.mark.parametrize("rounding", [None, "flow", "solver"])
@HALF
@given(market=markets(), later=markets())
def test_limits_ledger_and_bound_hold_batch_after_batch(rounding, market, later):
    leads, partners, policy = market
    first = allocate_batch(leads, partners, policy, as_of=NOW, rounding=rounding)
    more = [evolve(lead, id=f"M-{n}") for n, lead in enumerate(later[0])]
    second = allocate_batch(more, partners, policy, as_of=NOW, ledger=first.ledger, rounding=rounding)
    plain = allocate_batch(leads, partners, evolve(policy, fit=None), as_of=NOW)

    assert set(first.assignments) == set(plain.assignments)
    for result in (first, second):
        assert sum(result.ledger.balances.values()) == 0
        assert result.fairness.largest_deviation <= result.fairness.bound
        assert result.fit <= result.dual_bound
    given_to = [*first.assignments.values(), *second.assignments.values()]
    assert all(p.capacity is None or given_to.count(p.id) <= p.capacity for p in partners)


@pytest.mark.parametrize("rounding", [None, "flow"])
@HALF
@given(market=markets(), counted=st.booleans(), data=st.data())
def test_a_batch_with_rights_is_what_is_bound_and_then_the_rest(rounding, market, counted, data):
    """What is somebody's by right uses up his room, and where it counts his share: it does not price the others."""
    leads, partners, policy = market
    named = st.sampled_from([None, *(partner.id for partner in partners)])
    leads = [evolve(lead, named_partner=data.draw(named)) for lead in leads]
    terms = {"as_of": NOW, "precedence": Precedence(rights=[named_partner()], counted=counted)}
    whole = allocate_batch(leads, partners, policy, rounding=rounding, **terms)
    bound = [lead for lead in leads if whole.decisions[lead.id].bound is not None]
    rest = [lead for lead in leads if lead not in bound]
    first = allocate_batch(bound, partners, policy, **terms)
    second = allocate_batch(rest, partners, policy, ledger=first.ledger, rounding=rounding, **terms)

    assert {**first.assignments, **second.assignments} == whole.assignments
    assert second.ledger.balances == whole.ledger.balances
