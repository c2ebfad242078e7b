"""Does the kernel answer as it did: what is given step by step, planned ahead, priced, divided and rounded?"""

from fractions import Fraction

import numpy as np
import pytest
from attrs import evolve

from partnerkit import Ledger
from partnerkit.leads import BestFit, EqualLoad, Fit, Rotation
from partnerkit.leads.ample import Ample, free_places, guard_for
from partnerkit.leads.candidates import CandidateSets
from partnerkit.leads.fractional import NEVER, Batch, by_flow, by_solver
from partnerkit.leads.kernel import distribute
from partnerkit.leads.matching import Plan, asked_of, may_be_short, plan_for, planned
from partnerkit.leads.prices import dual_bound, fit_reached, owed, price, priced
from partnerkit.leads.rounding import round_off
from partnerkit.leads.terms import terms_of
from partnerkit.leads.work import Work, shares_among, tie_key


def table_of(draw, rows, columns, share=0.6):
    return np.array(
        [[draw.is_so(share) for _ in range(columns)] for _ in range(rows)], dtype=np.bool_
    ).reshape(rows, columns)


class Table:
    """Fits that are written down."""

    def __init__(self, steps):
        self._steps = np.array(steps, dtype=np.int32)

    def row(self, lead):
        return self._steps[lead]

    def rows(self, leads):
        return self._steps[leads]


def work_of(draw, leads=None, firms=None, **more):
    """Return a batch as the kernel is given it."""
    firms, leads = firms or draw.whole(1, 5), leads or draw.whole(1, 8)
    rows = draw.whole(1, 3)
    balances = [draw.whole(-3, 3) for _ in range(firms - 1)]
    precision = draw.one_of((1, 3, 20, 24))
    steps = [[draw.one_of((0, 1 << 19, 1 << 20, 3)) for _ in range(firms)] for _ in range(leads)]
    forced = {lead: draw.whole(0, firms - 1) for lead in range(leads) if draw.is_so(0.1)}
    terms = {
        "lead_ids": [f"L-{number}" for number in range(leads)], "values": [draw.one_of((0, 1, 1, 2, 5, 100)) for _ in range(leads)],
        "signatures": np.array([draw.whole(0, rows - 1) for _ in range(leads)], dtype=np.int32), "table": table_of(draw, rows, firms, 0.7),
        "weights": [draw.one_of((1, 1, 2, 7)) for _ in range(firms)], "partner_keys": [tie_key(f"P-{number}") for number in range(firms)],
        "balances": [*balances, -sum(balances)], "room": [draw.one_of((0, 1, 1, 2, 2**62)) for _ in range(firms)], "precision": precision,
        "order": draw.mixed(range(leads)), "fits": Table(steps), "forced": forced, "apart": frozenset(draw.some(tuple(forced))),
    }  # fmt: skip
    return Work(**{**terms, **more})


def traced(trace):
    """Return what happened, step by step."""
    turns = [
        (turn.index, turn.before, turn.accrual, turn.bonus, turn.totals(), turn.room, turn.scores)
        for turn in map(trace.turn, range(len(trace.winners)))
    ]
    return (
        trace.winners, trace.sets, trace.masks, trace.balances, trace.accrued, trace.widest_bonus, trace.corrected, trace.steady,
        trace.bound, trace.apart, trace.is_steady, turns,
    )  # fmt: skip


def shares_of_sets(draw):
    """Return the shares of sets of candidates, and what becomes of a set when somebody is full."""
    work = work_of(
        draw, weights=draw.one_of(([1, 2, 4], [2**43, 1, 2**43], [1, 1, 1])), firms=3, precision=20
    )
    share = shares_among(work)
    found = [share(np.array(each, dtype=np.intp)) for each in ((), (0,), (0, 2), (0, 1, 2))]
    for plain in (True, False):
        sets = CandidateSets(work, plain=plain)
        told = [sets.of(row) for row in range(len(work.table))]
        guard = np.array([True, False, True])
        told += [
            sets.within(0, guard),
            sets.within(0, guard),
            sets.of_bound(0, 1, apart=draw.is_so()),
            sets.of_bound(0, 1, apart=True),
        ]
        sets.close(draw.whole(0, 2))
        told += [sets.of(row) for row in range(len(work.table))] + [sets.within(0, guard)]
        found += [
            [(each.number, each.index, each.shares, each.size, each.complete) for each in told],
            sets.masks,
        ]
    return found


def reservations(draw):
    """Return what a plan reserves, whom it keeps free, and what it gives up."""
    rows, firms = draw.whole(1, 5), draw.whole(1, 9)
    table, room = (
        table_of(draw, rows, firms, draw.one_of((0.3, 0.6))),
        [draw.one_of((0, 1, 1, 2, 3)) for _ in range(firms)],
    )
    plan = Plan(table, room)
    asked_for = draw.mixed([row for row in range(rows) for _ in range(draw.whole(0, 3))])
    missing = [0] * rows
    for row in asked_for:
        missing[row] += 1 - plan.reserve(row)
    found = [list(missing), plan.placed()]
    if any(missing):
        plan.trim(asked_for, missing)
        found.append(plan.placed())
    for row in asked_for:
        mask = plan.mask(row)
        found.append(mask.tolist())
        if mask.any():
            plan.assign(row, draw.one_of(np.flatnonzero(mask).tolist()))
            found.append([plan.mask(other).tolist() for other in range(rows)])
    counts = [asked_for.count(row) for row in range(rows)]
    other, left = planned(table, counts, room)
    return (
        found,
        may_be_short(table, counts, room),
        other.placed(),
        left,
        [other.mask(row) for row in range(rows)],
    )


def ample_room(draw):
    """Return how many places are free whatever comes, and who guards a batch."""
    rows, firms = draw.whole(1, 3), draw.whole(1, 6)
    table, counts = table_of(draw, rows, firms, 0.8), [draw.whole(0, 6) for _ in range(rows)]
    room = [draw.one_of((0, 1, 3, 5, 8, 20)) for _ in range(firms)]
    free = free_places(table, np.array(counts), room)
    found = [free]
    if free is not None:
        guard = Ample(table, list(counts), list(room), list(free))
        for row in draw.mixed(np.repeat(range(rows), counts).tolist()):
            mask = guard.mask(row)
            found.append((mask.tolist(), guard.is_planned))
            if mask.any():
                guard.assign(row, draw.one_of(np.flatnonzero(mask).tolist()))
    work = work_of(draw, leads=draw.whole(4, 12))
    guard, plan = guard_for(work), plan_for(work)
    kept = traced(distribute(work, guard=guard))
    return found, guard.__class__.__name__, kept, asked_of(work), None if plan is None else plan.placed()


def steps_of_the_kernel(draw):
    """Return what is given step by step, by what is owed and by scores, in arrays and in plain Python."""
    basis = draw.one_of(("owed", "owed", "load", "turn", "fit"))
    policies = {
        "load": EqualLoad(default=1),
        "turn": Rotation(default=1),
        "fit": BestFit(fit=Fit(of_lead=id, of_partner=id, score=max)),
    }
    firms = draw.whole(1, 5)
    more = {"basis": basis, "firms": firms}
    if basis == "owed" and draw.is_so(0.3):
        bonus = [draw.one_of((0, 1, 9)) for _ in range(firms)]
        more |= {
            "bonus": lambda _, index: np.array(bonus, dtype=np.int64)[index],
            "largest_bonus": draw.one_of((9, 2**58)),
            "fit_weight": 9,
        }
        if draw.is_so():
            steps = (0, 0, 3, 1 << 19)
            more |= {"basis": "price", "fit_weight": 0, "prices": [draw.one_of(steps) for _ in range(firms)]}
    if basis != "owed":
        more |= {
            "score": policies[basis].score, "steady": basis == "turn", "levels": [draw.whole(0, 3) for _ in range(firms)],
            "strides": [draw.one_of((4, 4, 4, 8, 8, 2**60)) for _ in range(firms)], "counts": [draw.whole(0, 2) for _ in range(firms)],
        }  # fmt: skip
    work = work_of(draw, **more)
    ways = (None, True, False) if work.is_exact_in_arrays() else (None, True)
    traces = [distribute(work, plain=plain) for plain in ways]
    ledger = Ledger(precision=work.precision)
    told = [terms_of(work, traces[0].turn(place), ledger) for place in range(len(work.order))]
    return [traced(each) for each in traces], told, work.is_exact_in_arrays(), traces[0].checkpoints


def exact_in_arrays(draw):
    """Return on which side of the border to plain Python a batch is."""
    sizes = [1 << draw.whole(33, 42) for _ in range(3)]
    more = draw.one_of(
        (
            {},
            {"largest_bonus": 1 << draw.whole(54, 62)},
            {"score": max, "levels": [0, 1 << 20], "strides": [1 << draw.whole(18, 42), 1]},
        )
    )
    work = work_of(
        draw,
        leads=3,
        firms=2,
        values=sizes,
        precision=20,
        order=draw.some((0, 1, 2), 0.8),
        forced={0: 1} if draw.is_so() else {},
        **more,
    )
    return work.is_exact_in_arrays(), sizes


def divided_and_rounded(draw):
    """Return how a batch is divided at the best fit there is, and who gets the whole leads."""
    leads, firms = draw.whole(1, 7), draw.whole(2, 5)
    values = [draw.one_of((1, 2, 3, 5, 5)) for _ in range(leads)]
    fit = np.array(
        [[draw.one_of((0, 1, 5, 9, 9, NEVER)) for _ in range(firms)] for _ in range(leads)], dtype=np.int64
    )
    fit[:, 0] = np.maximum(fit[:, 0], 0)
    parts = [draw.whole(0, 3) for _ in range(firms)]
    due = [sum(values) * each // max(1, sum(parts)) for each in parts]
    due[0] += sum(values) - sum(due)
    batch = Batch(values=values, fit=fit, due=due, room=[9] * firms)
    flow, prices = by_flow(batch, np.array([draw.whole(-3, 3) for _ in range(firms)], dtype=np.int32))

    def worth_of(lead, firm):
        return values[lead] * int(fit[lead, firm])

    rounded = [round_off(flow, worth_of, tolerance=tolerance) for tolerance in (Fraction(0), Fraction(1, 8))]
    cut = [{place: Fraction(number, total) for place, number in enumerate(own) if number} for own in ([draw.one_of((0, 1, 1, 2)) for _ in range(firms - 1)] + [1] for _ in range(leads)) for total in (sum(own),)]  # fmt: skip
    return (
        flow,
        prices,
        rounded,
        [round_off(cut, worth_of, tolerance=tolerance) for tolerance in (Fraction(0), Fraction(1, 9))],
    )


def divided_by_a_solver(draw):
    """Return the one best division of a batch, where no two are as good."""
    leads, firms = draw.whole(1, 5), draw.whole(2, 4)
    values = [draw.whole(1, 9) for _ in range(leads)]
    fit = np.array([[draw.whole(1, 1 << 20) for _ in range(firms)] for _ in range(leads)], dtype=np.int64)
    fit[:, 1:][table_of(draw, leads, firms - 1, 0.2)] = NEVER
    parts = [draw.whole(0, 9) for _ in range(firms - 1)]
    due = [sum(values) * each // (sum(parts) + 1) for each in parts]
    room = [leads, *(draw.one_of((1, 1, 99)) for _ in parts)]
    found = by_solver(Batch(values=values, fit=fit, due=[sum(values) - sum(due), *due], room=room))
    return [{partner: round(float(share), 6) for partner, share in each.items()} for each in found]


def prices_of_a_batch(draw):
    """Return what each entitlement costs, and what a batch reaches at these prices."""
    work = work_of(draw, firms=draw.whole(1, 4), leads=draw.whole(1, 12))
    if draw.is_so(0.3):
        large = [draw.one_of((1, 2**37, 2**38)) for _ in work.values]
        work = evolve(work, values=large, precision=20)
    found = [
        owed(work),
        price(work, work.fits, sample=draw.one_of((3, 16, 4096)), rounds=draw.one_of((2, 7, 40))),
    ]
    at = priced(work, work.fits)
    trace = distribute(at)
    told = [
        terms_of(at, trace.turn(place), Ledger(precision=work.precision)) for place in range(len(work.order))
    ]
    return (
        found, at.prices, at.largest_bonus, traced(trace), fit_reached(trace, work.fits), dual_bound(trace, work.fits), told,
        dual_bound(distribute(work), work.fits),
    )  # fmt: skip


def test_steps(answers_as_before):
    answers_as_before(steps_of_the_kernel, 36)
    answers_as_before(exact_in_arrays, 48)
    answers_as_before(shares_of_sets, 16)


def test_plans_and_prices(answers_as_before):
    answers_as_before(reservations, 64)
    answers_as_before(ample_room, 32)
    answers_as_before(divided_and_rounded, 64)
    answers_as_before(prices_of_a_batch, 14)


def test_the_solver(answers_as_before):
    pytest.importorskip("scipy")
    answers_as_before(divided_by_a_solver, 8)
