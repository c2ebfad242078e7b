"""
A plan walks its course and no other; done steps only move it on; sellers add up to their firm; persons stay out of sight.

The plan is walked by a state machine beside a plain account of what was done.
"""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from partnerkit.facts import Figure, Plan, PlanStep
from partnerkit.facts.plan import PLAN_COURSE
from partnerkit.lifecycle import (
    PersonBasis,
    interventions,
    next_talk,
    plan_progress,
    seller_figures,
    step_states,
)
from partnerkit.values.errors import IllegalTransition, InvalidInput, InvalidValue
from partnerkit.values.money import Money
from partnerkit.values.time import Period

START = date(2026, 3, 2)
PERIOD = Period.of(START, START + timedelta(days=100))


@st.composite
def steps(draw):
    """Up to six steps, each after some of those before it."""
    count = draw(st.integers(1, 6))
    days = sorted(draw(st.lists(st.integers(0, 99), min_size=count, max_size=count)))
    return [
        PlanStep(
            id=f"S-{place}",
            code="coach-sellers",
            by=draw(st.sampled_from(["vendor", "partner"])),
            due=START + timedelta(days=day),
            after=[f"S-{each}" for each in draw(st.sets(st.integers(0, place - 1), max_size=2))]
            if place
            else [],
            remedy="coach-sellers",
            weight=draw(st.integers(1, 5)),
        )
        for place, day in enumerate(days)
    ]


class AnyPlan(RuleBasedStateMachine):
    """A plan beside a plain account: a state, and which steps are done."""

    @initialize(
        drawn=steps(),
        kind=st.sampled_from(["onboarding", "improvement"]),
        goals=st.sampled_from([[], ["G-1"]]),
    )
    def begin(self, drawn, kind, goals):
        self.plan = Plan(id="B-1", kind=kind, partner="P-4", period=PERIOD, steps=drawn, goals=goals)
        self.state, self.done, self.day = "draft", set(), START
        self.part = 0.0

    @rule(days=st.integers(0, 20))
    def wait(self, days):
        self.day += timedelta(days=days)

    @rule(
        event=st.sampled_from(PLAN_COURSE.events),
        by=st.sampled_from([None, "vendor", "partner"]),
        why=st.booleans(),
    )
    def take(self, event, by, why):
        reason = "as-agreed" if why else None
        allowed = event in PLAN_COURSE.allowed(self.state, by)
        needs = event in {"refuse", "miss"}
        bare = event == "agree" and self.plan.kind == "improvement" and not self.plan.goals
        if not allowed:
            with pytest.raises(IllegalTransition):
                self.plan.with_step(event, on=self.day, by=by, reason=reason)
        elif (needs and not why) or bare:
            with pytest.raises(InvalidValue) as caught:
                self.plan.with_step(event, on=self.day, by=by, reason=reason)
            assert caught.value.path == ("goals" if bare else "reason")
        else:
            self.plan = self.plan.with_step(event, on=self.day, by=by, reason=reason)
            self.state = PLAN_COURSE.step(self.state, event, reason=reason)

    @rule(data=st.data())
    def do(self, data):
        step = data.draw(st.sampled_from(self.plan.steps))
        ready = self.done.issuperset(step.after)
        if self.state != "running" or not (ready or step.id in self.done):
            with pytest.raises((InvalidValue, InvalidInput)):
                self.plan.with_done(step.id, on=self.day)
        else:
            self.plan = self.plan.with_done(step.id, on=self.day)
            self.done.add(step.id)

    @precondition(lambda self: self.state == "running")
    @rule()
    def talk(self):
        self.plan = self.plan.with_talk(self.day)
        following = next_talk(self.plan)
        assert following is None or following > self.day

    @invariant()
    def it_stands_where_the_account_says(self):
        assert self.plan.status == self.state
        assert {each.id for each in self.plan.steps if each.done_on is not None} == self.done
        assert self.plan.is_closed == (self.state in {"reached", "missed", "refused"})

    @invariant()
    def progress_only_grows(self):
        found = plan_progress([self.plan], as_of=self.day)["B-1"]
        whole = sum(each.weight for each in self.plan.steps)
        assert found.done == sum(each.weight for each in self.plan.steps if each.id in self.done) / whole
        assert found.done >= self.part
        self.part = found.done

    @invariant()
    def every_step_stands_somewhere_and_none_waits_for_what_is_done(self):
        for each in step_states(self.plan, as_of=self.day):
            assert (each.state in {"done", "done-late"}) == (each.step.id in self.done)
            assert set(each.waits_for) == (
                set() if each.step.id in self.done else set(each.step.after) - self.done
            )

    @invariant()
    def only_what_was_agreed_was_given(self):
        given_ = interventions([self.plan], as_of=self.day)
        assert not given_ or self.plan.agreed_on is not None
        assert all(self.plan.agreed_on <= each.started_on <= self.day for each in given_)


TestAnyPlan = AnyPlan.TestCase

people = st.sampled_from(["U-1", "U-2", "U-3", None])
sold = st.lists(
    st.tuples(
        st.sampled_from(["P-1", "P-2"]), people, st.sampled_from(["deals", "revenue"]), st.integers(-50, 50)
    ),
    max_size=12,
)


def figures(rows):
    return [
        Figure(
            partner=partner,
            person=person,
            measure=measure,
            period=Period.month(2026, 3),
            value=value if measure == "deals" else Money.from_minor(value, "EUR"),
        )
        for partner, person, measure, value in rows
    ]


BASIS = PersonBasis(purpose="coaching", agreement="clause 4", period=Period.year(2026))


@given(sold)
def test_the_sums_of_sellers_are_their_firms(rows):
    found = seller_figures(figures(rows), as_of=START, basis=BASIS)
    counted = Counter()
    for partner, _, measure, value in rows:
        counted[partner, measure] += value

    for partner in found.firms:
        parts = [found.of_person(person, partner).figures for person in found.people(partner)]
        parts.append(found.unassigned(partner))
        for measure, value in found[partner].items():
            known = [each[measure] for each in parts if measure in each]
            assert sum(known[1:], known[0]) == value
            assert (value if measure == "deals" else value.minor) == counted[partner, measure]


@given(sold, st.permutations(["U-1", "U-2", "U-3", None]))
def test_without_a_purpose_it_cannot_be_told_who_did_what(rows, others):
    names = dict(zip(["U-1", "U-2", "U-3", None], others, strict=True))
    swapped = [(partner, names[person], measure, value) for partner, person, measure, value in rows]

    def seen(given_):
        found = seller_figures(figures(given_), as_of=START)
        frame = {name: column.tolist() for name, column in found.to_frame().items()}
        shown = {
            partner: (
                found[partner],
                found.people(partner),
                found.unassigned(partner),
                [found.of_person(person, partner) for person in ("U-1", "U-2", "U-3")],
            )
            for partner in found.firms
        }
        return repr(found), {key: sorted(map(str, column)) for key, column in frame.items()}, shown

    assert seen(rows) == seen(swapped)
