"""A host takes leads through the agreed stages: each is in one of them, gets there by the table only, and is counted."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile

from attrs import evolve
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

import partnerkit as pk
from partnerkit.facts.consent import Consent
from partnerkit.facts.marketing import Touch
from partnerkit.leads import USUAL_STAGES, StageEntered, funnel, qualify

DAY = timedelta(days=1)
ORDER = {name: place for place, name in enumerate(USUAL_STAGES.names)}
MAY = Consent(basis="consent", purpose="offer", channels=["e-mail"])
ANSWERS = {"accepted_by": True, "need": True, "decision_maker": True, "decision_by": date(2026, 12, 31)}
#: What it takes for each criterion.
FOUND_OUT = {
    "may-be-reached": "consent",
    "product-known": "product",
    "showed-interest": "touch",
    "accepted-by-sales": "accepted_by",
    "has-need": "need",
    "decider-known": "decision_maker",
    "decides-soon": "decision_by",
    "value-known": "value",
}
NAMES = ("L-1", "L-2", "L-3")
leads = st.sampled_from(NAMES)


class LeadsAmongStages(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.now = datetime(2026, 1, 5, tzinfo=UTC)
        self.leads, self.answers, self.touches, self.told = {}, {}, [], []
        # The model: where each lead is, and how visits of each stage went out.
        self.where, self.moved, self.dropped = {}, Counter(), Counter()
        for name in NAMES:
            self.come_in(name)

    def ask(self, name):
        return qualify(
            self.leads[name],
            as_of=self.now,
            touches=self.touches,
            answers=self.answers[name],
        )

    def enter(self, name, stage, reason=None):
        before = self.where.get(name)
        if before is not None:
            is_drop = USUAL_STAGES[stage].is_end and not USUAL_STAGES[stage].won
            (self.dropped if is_drop else self.moved)[before] += 1
        self.where[name] = stage
        self.told.append(StageEntered(lead=name, stage=stage, at=self.now, reason=reason))
        self.now += DAY

    def look(self, name):
        """Take the lead as far as it qualifies, one stage of the table after the other."""
        reached = self.ask(name).stage
        while ORDER[self.where[name]] < ORDER[reached]:
            here = USUAL_STAGES[self.where[name]]
            ways = [each for each in here.then if each == reached or not USUAL_STAGES[each].is_end]
            after = reached if reached in ways else ways[0]
            self.enter(name, after, "no-budget" if after == "recycled" else None)

    def come_in(self, name):
        self.leads[name], self.answers[name] = pk.Lead(id=name), {}
        self.touches = [each for each in self.touches if each.lead != name]
        self.enter(name, USUAL_STAGES.first)

    def is_over(self, name):
        return USUAL_STAGES[self.where[name]].is_end

    def by_hand(self, name):
        """Return the stage as somebody would who reads the agreement."""
        lead, told = self.leads[name], self.answers[name]
        fresh = any(each.lead == name and self.now - each.at <= 90 * DAY for each in self.touches)
        gates = (
            ("MQL", lead.consent and lead.product and fresh),
            ("SAL", "accepted_by" in told),
            ("SQL", {"need", "decision_maker", "decision_by"} <= set(told)),
            ("opportunity", lead.value),
            ("won", lead.status == "won"),
        )
        if lead.status in ("lost", "withdrawn", "recycled"):
            return "lost" if lead.status == "withdrawn" else lead.status
        passed = [stage for stage, _ in takewhile(lambda gate: gate[1], gates)]
        return passed[-1] if passed else "subscriber"

    def learn(self, name, what):
        if what in ANSWERS:
            self.answers[name][what] = ANSWERS[what]
        elif what == "touch":
            self.touches.append(Touch(lead=name, channel="webinar", at=self.now, role="marketing"))
        else:
            known = {"consent": MAY, "product": "firewall", "value": pk.Money.of("10", "EUR")}
            self.leads[name] = evolve(self.leads[name], **{what: known[what]})

    @rule(name=leads, what=st.sampled_from(["consent", "product", "value", "touch", *ANSWERS]))
    def something_more_is_known(self, name, what):
        if not self.is_over(name):
            self.learn(name, what)
            self.look(name)

    @rule(name=leads)
    def what_is_missing_is_found_out(self, name):
        if not self.is_over(name):
            for reason in self.ask(name).missing:
                if reason.facts["criterion"] != "was-won":
                    self.learn(name, FOUND_OUT[reason.facts["criterion"]])
            self.look(name)

    @rule(days=st.integers(1, 400))
    def time_passes(self, days):
        self.now += days * DAY

    @rule(name=leads, status=st.sampled_from(["won", "won", "lost", "withdrawn", "recycled"]))
    def comes_to_an_end(self, name, status):
        if not self.is_over(name):
            self.leads[name] = evolve(self.leads[name], status=status)
            self.look(name)

    @rule(name=leads)
    def begins_anew(self, name):
        if self.where.get(name) == "recycled":
            self.come_in(name)

    @invariant()
    def each_lead_is_in_one_stage_and_its_owner_or_nobody_owes(self):
        for name, stage in self.where.items():
            found = self.ask(name)
            assert found.stage == self.by_hand(name)
            assert (found.owner is None) == (found.next is None) == USUAL_STAGES[found.stage].is_end
            if found.next is not None:
                # A way on: nothing is missing for ever, each gap is named.
                assert found.missing
                assert found.next in USUAL_STAGES[found.stage].then
            if found.stage != stage:
                # What was reached is not taken back when contacts grow old; nor is an end.
                assert ORDER[found.stage] < ORDER[stage]

    @invariant()
    def the_steps_follow_the_table(self):
        last = {}
        for each in self.told:
            before = last.get(each.lead)
            if before is None or before == "recycled":
                assert each.stage == USUAL_STAGES.first
            else:
                assert each.stage in USUAL_STAGES[before].then
            last[each.lead] = each.stage
        assert last == self.where

    @invariant()
    def the_funnel_counts_each_of_them_where_it_is(self):
        found = funnel(self.told, USUAL_STAGES, as_of=self.now)
        rows = {row.stage: row for row in found}
        here = Counter(self.where.values())
        for stage in USUAL_STAGES.names:
            row = rows.get(stage)
            counted = (0, 0, 0) if row is None else (row.still_there, row.moved_on, row.dropped)
            assert counted == (here[stage], self.moved[stage], self.dropped[stage])
        assert not found.findings


TestLeadsAmongStages = LeadsAmongStages.TestCase
# Three leads come to their ends, and begin anew, in thirty steps.
TestLeadsAmongStages.settings = settings(stateful_step_count=30)
