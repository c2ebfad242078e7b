"""What is earned is exact, never falls when more is sold, and does not depend on how the year is cut."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from partnerkit import Money, Period
from partnerkit.facts import BonusTerm, RebateStep
from partnerkit.lifecycle import bonuses, statement
from partnerkit.lifecycle.ladders import Ladders, climb

YEAR = Period.year(2026)
OVER = date(2026, 12, 31)
MONTHS = YEAR.months()


def eur(units):
    return Money.from_minor(units, "EUR")


@st.composite
def terms(draw, partner="P-4"):
    """Draw a ladder of up to four steps; on the whole turnover shares rise."""
    ladder = draw(st.sampled_from(["whole-turnover", "marginal"]))
    turnovers = sorted(draw(st.sets(st.integers(0, 10**6), min_size=1, max_size=4)))
    shares = draw(
        st.lists(
            st.decimals(0, 1, places=draw(st.integers(0, 5))),
            min_size=len(turnovers),
            max_size=len(turnovers),
        )
    )
    if ladder == "whole-turnover":
        shares.sort()
    return BonusTerm(
        id="B",
        partner=partner,
        kind="rebate",
        measure="revenue",
        period=YEAR,
        steps=[
            RebateStep(turnover=eur(turnover), share=share)
            for turnover, share in zip(turnovers, shares, strict=True)
        ],
        ladder=ladder,
        cap=draw(st.none() | st.integers(0, 10**6).map(eur)),
    )


amounts = st.integers(-(10**6), 3 * 10**6)


def by_hand(term, base):
    """Reckon with fractions, step by step, and round once, half to even."""
    earned = Fraction(0)
    for at, step in enumerate(term.steps):
        turnover = step.turnover.minor
        if base < turnover:
            break
        if term.ladder == "whole-turnover":
            earned = base * Fraction(step.share)
        else:
            following = term.steps[at + 1].turnover.minor if at + 1 < len(term.steps) else base
            earned += (min(base, following) - turnover) * Fraction(step.share)
    return round(earned) if term.cap is None else min(round(earned), term.cap.minor)


@given(st.lists(st.tuples(terms(), amounts), min_size=1, max_size=5))
def test_incentives_are_what_fractions_say(cases):
    ladders = Ladders.of([term for term, _ in cases])
    found, _ = climb(np.array([base for _, base in cases]), np.arange(len(cases)), ladders)

    assert found.tolist() == [by_hand(term, base) for term, base in cases]


@given(terms(), amounts, st.integers(0, 10**6))
def test_more_sold_never_earns_less(term, base, more):
    found, _ = climb(np.array([base, base + more]), np.array([0, 0]), Ladders.of([term]))

    assert found[0] <= found[1]


@given(terms(), st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_small_forecast_is_never_above_a_larger_one(term, base, more):
    ahead = [
        bonuses([term], {"B": eur(amount)}, as_of=date(2026, 5, 31))["B"].forecast
        for amount in (base, base + more)
    ]

    assert ahead[0] <= ahead[1]


@given(terms(), st.lists(amounts, min_size=12, max_size=12))
def test_the_year_comes_to_the_same_however_it_is_settled(term, sold):
    told = dict(zip(MONTHS, map(eur, sold), strict=True))
    found = {
        settled: statement(evolve(term, settled=settled), told, as_of=OVER)
        for settled in ("month", "quarter", "period")
    }
    earned = bonuses([term], {"B": eur(sum(sold))}, as_of=OVER)["B"].earned

    assert {each.earned for each in found.values()} == {each.open for each in found.values()} == {earned}
    for each in found.values():
        assert sum((line.earned for line in each.settlements), eur(0)) == earned


@given(terms(), st.lists(amounts, min_size=12, max_size=12), st.data())
def test_however_often_it_is_credited_on_the_way_the_sum_of_the_notes_is_what_was_earned(term, sold, data):
    term = evolve(term, settled="month")
    told = dict(zip(MONTHS, map(eur, sold), strict=True))
    notes = []
    for month in [*sorted(data.draw(st.sets(st.integers(1, 11), max_size=3))), 12]:
        day = MONTHS[month - 1].last_day
        notes += statement(term, told, as_of=day, notes=notes).drafts(notes)
        if data.draw(st.booleans()):
            wrong = data.draw(st.sampled_from(MONTHS[:month]))
            told[wrong] = eur(data.draw(amounts))
    notes += statement(term, told, as_of=OVER, notes=notes).drafts(notes)
    final = statement(term, told, as_of=OVER, notes=notes)

    assert len({note.id for note in notes}) == len(notes)
    assert final.open == eur(0)
    assert sum((note.amount for note in notes), eur(0)) == final.earned


@given(st.lists(terms(), min_size=1, max_size=4), st.data())
def test_many_at_once_are_what_each_is_alone(some, data):
    named = [evolve(term, id=f"B-{at}") for at, term in enumerate(some)]
    sold = {term.id: eur(data.draw(amounts)) for term in named}
    together = bonuses(named, sold, as_of=date(2026, 7, 31))

    for term in named:
        alone = bonuses([term], {term.id: sold[term.id]}, as_of=date(2026, 7, 31))
        assert together[term.id] == alone[term.id]


def test_a_share_is_read_exactly():
    step = RebateStep(turnover=eur(0), share=Decimal("0.1"))
    term = BonusTerm(id="B", partner="P", kind="rebate", measure="m", period=YEAR, steps=[step])

    assert climb(np.array([10**15 + 5]), np.array([0]), Ladders.of([term]))[0].tolist() == [10**14]
