"""
What members enter is seen by the neutral office alone, nothing of it is overwritten, and a doubt is a question first.

The first is shown by two worlds that differ in everything others entered: a member, the vendor, and whoever else asks
see the same in both. The rest is a walk through entries, questions and time beside a plain record of what was done.
"""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule

from partnerkit.scoring import Entry, Kpi, Query, Reminder, Ring, collect, doubts, enter
from partnerkit.scoring.entries import OFFICE, PARTNER, QUERY_COURSE
from partnerkit.values.errors import IllegalTransition
from partnerkit.values.reasons import Reason
from partnerkit.values.time import Period

MEMBERS = ("P-1", "P-2", "P-3")
KPIS = (Kpi("revenue", valid=(0, 900)), Kpi("stock"))
MARCH = Period.month(2026, 3)
START = datetime(2026, 4, 1, tzinfo=UTC)
RING = Ring(id="north", members=MEMBERS, kpis=[kpi.name for kpi in KPIS], observers=["vendor"])

members = st.sampled_from(MEMBERS)
kpis = st.sampled_from([kpi.name for kpi in KPIS])
values = st.one_of(st.integers(-10, 1000).map(float), st.just(0.5))


@st.composite
def worlds(draw, partners):
    """Return what some partners entered, were asked and reminded of."""
    entries, queries, reminders = [], [], []
    for partner in partners:
        for kpi in RING.kpis:
            trace = ()
            for hours in sorted(draw(st.lists(st.integers(0, 500), max_size=2))):
                value = draw(values)
                moment = START + timedelta(hours=hours)
                one = Entry(
                    partner=partner, kpi=kpi, period=MARCH, value=value, at=moment, by="U-1", reason="x"
                )
                trace = enter(trace, one)
            entries += trace
            if trace and draw(st.booleans()):
                doubt = Reason("figure-repeated", {"kpi": kpi, "value": trace[-1].value})
                queries.append(Query(partner=partner, kpi=kpi, period=MARCH, doubt=doubt, at=START))
        if draw(st.booleans()):
            reminders.append(Reminder(partner=partner, period=MARCH, at=START + timedelta(days=12)))
    return entries, queries, reminders


def collected(*parts, days=20):
    entries, queries, reminders = ([*first, *second] for first, second in zip(*parts, strict=True))
    as_of = START + timedelta(days=days)
    queries += doubts(KPIS, MARCH, entries, as_of=as_of, queries=queries)
    return collect(RING, MARCH, entries, as_of=as_of, queries=queries, reminders=reminders)


@given(worlds(("P-1",)), worlds(("P-2", "P-3")), worlds(("P-2", "P-3")), st.integers(0, 30))
def test_what_others_entered_changes_nothing_that_anybody_but_the_office_sees(own, others, instead, days):
    first, second = collected(own, others, days=days), collected(own, instead, days=days)

    for asks in (
        {"role": PARTNER, "viewer": "P-1"},
        {"role": "vendor"},
        {"role": "vendor", "viewer": "vendor"},
    ):
        seen = [each.view(**asks) for each in (first, second)]
        assert seen[0] == seen[1]
        assert repr(seen[0]) == repr(seen[1])
        assert seen[0].findings == seen[1].findings
        assert (seen[0].to_remind, seen[0].disputed, seen[0].columns()) == (
            seen[1].to_remind,
            seen[1].disputed,
            seen[1].columns(),
        )
    assert first.view(role=OFFICE) is first


class ACollection(RuleBasedStateMachine):
    """Days go by: figures come in, are corrected and asked about."""

    queries = Bundle("queries")

    def __init__(self):
        super().__init__()
        self.now, self.entries, self.done, self.asked = START, (), [], []
        self.contradicted = []

    @rule(partner=members, kpi=kpis, value=values)
    def enters(self, partner, kpi, value):
        entry = Entry(
            partner=partner, kpi=kpi, period=MARCH, value=value, at=self.now, by="U-1", reason="It is so."
        )
        self.entries = enter(self.entries, entry)
        self.done.append((partner, kpi, value))

    @rule(hours=st.integers(1, 100))
    def time_goes_by(self, hours):
        self.now += timedelta(hours=hours)

    @precondition(lambda self: self.done)
    @rule(target=queries, data=st.data())
    def asks(self, data):
        partner, kpi, value = data.draw(st.sampled_from(self.done))
        doubt = Reason("figure-repeated", {"value": value})
        self.asked.append(Query(partner=partner, kpi=kpi, period=MARCH, doubt=doubt, at=self.now))
        return len(self.asked) - 1

    @rule(place=queries, event=st.sampled_from(QUERY_COURSE.events), by=st.sampled_from([OFFICE, PARTNER]))
    def goes_on(self, place, event, by):
        query = self.asked[place]
        may = event in QUERY_COURSE.allowed(query.status, by)
        try:
            after = query.with_step(event, by=by, at=self.now, reason="Because.")
        except IllegalTransition:
            assert not may
            return
        assert may
        # Nobody is contradicted before he was heard.
        assert event != "contradict" or "answer" in [step.event for step in query.steps]
        assert after.steps[:-1] == query.steps
        self.asked[place] = after
        self.now += timedelta(minutes=1)  # what is entered from here on is another figure
        if event == "contradict":
            self.contradicted.append((query.partner, query.kpi, self.trace_of(query.partner, query.kpi)[-1]))

    def trace_of(self, partner, kpi):
        return [value for *figure, value in self.done if figure == [partner, kpi]]

    @invariant()
    def nothing_is_lost(self):
        found = collect(RING, MARCH, self.entries, as_of=self.now, queries=self.asked)
        for figure in found.figures:
            place = figure.owed.partner, figure.owed.kpi
            trace = self.trace_of(*place)
            assert [each.value for each in figure.entries] == trace
            assert figure.value == (trace[-1] if trace else None)
            assert (figure.status == "late") == (not trace and self.now >= START + timedelta(days=10))
            assert figure.is_contradicted == any((*place, value) in self.contradicted for value in trace[-1:])


TestACollection = ACollection.TestCase
