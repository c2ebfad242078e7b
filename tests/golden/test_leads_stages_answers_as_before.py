"""Are stages and the long run told as they were: where leads stay, who waited, and what is no chance?"""

from datetime import date, timedelta
from functools import partial

import numpy as np
from asking import asked
from attrs import evolve
from hour_worlds import DAYS, NAMES, NOON, in_order, touches_of

from partnerkit import Lead, Money, Partner, PartnerkitError, Period
from partnerkit.facts.consent import Consent
from partnerkit.leads import (
    Criterion,
    EqualLoad,
    FairShare,
    Handout,
    Prospect,
    Rotation,
    Stage,
    StageEntered,
    StageTable,
    funnel,
    long_run,
    qualify,
    simulate,
    survival,
)
from partnerkit.leads.chance import beyond_chance, chance_of_sum
from partnerkit.leads.durations import incidence
from partnerkit.leads.handouts import encoded
from partnerkit.leads.simulation import deviations, entitlements
from partnerkit.leads.usual_stages import USUAL_STAGES
from partnerkit.values.reasons import Facts


def criterion(draw, name):
    told = draw.one_of(
        (True, True, False, None, lambda known: known.lead.urgent, lambda known: len(known.touches) > 1)
    )
    return Criterion(name, draw.one_of(("fit", "timing")), holds=told if callable(told) else lambda _: told)


def table_of(draw):
    """Return a table of stages that lead on, or one that cannot be."""
    names = ("new", "asked", "good", "won", "lost")[: draw.whole(1, 5)]
    then = {
        "new": ("asked", "lost"),
        "asked": ("good", "lost"),
        "good": ("won", "lost"),
        "won": (),
        "lost": (),
    }
    if draw.is_so(0.2):
        then[draw.one_of(names)] = (draw.one_of((*names, "gone")),)
    stages = [
        Stage(
            name=name, then=tuple(each for each in then[name] if each in names or each == "gone"), won=name == "won" and not then[name], needs_reason=name == "lost" and not then[name], owner=draw.one_of((None, "sales")),
            entry=[criterion(draw, f"in-{place}") for place in range(draw.whole(0, 2))], leave=[criterion(draw, "out")] if draw.is_so(0.3) else (),
        )
        for name in draw.one_of((names, names, names, (*names, names[0])))
    ]  # fmt: skip
    return asked(StageTable, stages=stages, recycle_reasons=("no-budget",), version="v2")


def stages_of_leads(draw):
    """Return where a lead stands by a table and by the usual stages, and what it misses."""
    table = table_of(draw)
    lead = Lead(
        id="L-1", urgent=draw.is_so(), stage=draw.one_of((None, "asked", "MQL", "other")), product=draw.one_of((None, "net")), value=draw.one_of((None, Money.of("1", "EUR"))),
        consent=draw.one_of((None, Consent(basis="consent", purpose="offer", channels=("e-mail",), given_at=DAYS[0], withdrawn_at=draw.one_of((None, DAYS[1]))), Consent(basis="contract", purpose="offer"))),
        status=(status := draw.one_of(("open", "open", "open", "won", "lost", "recycled", "withdrawn"))), closed_at=None if status == "open" else NOON,
    )  # fmt: skip
    touches = touches_of(draw, ["L-1"])
    answers = {
        name: draw.one_of((None, True, False, "Eve")) for name in ("accepted_by", "need", "decision_maker")
    } | {"decision_by": draw.one_of((None, "soon", date(2027, 3, 2), date(2027, 3, 3), date(2027, 3, 4)))}
    answers = draw.one_of(
        (answers, answers, {**answers, "accepted_by": True, "need": 1, "decision_maker": "Eve"}, None)
    )
    moments = (*DAYS[:3], NOON + timedelta(days=90), NOON + timedelta(days=91))
    found = [
        asked(
            qualify,
            lead,
            draw.one_of((None, None, table)) if isinstance(table, StageTable) else None,
            as_of=at,
            touches=touches,
            answers=answers,
        )
        for at in moments
    ]
    odd = StageTable(
        stages=[
            Stage(name="a", then=("b",)),
            Stage(name="b", entry=[Criterion("odd", "fit", holds=lambda _: 1)]),
        ]
    )
    told = [
        each.holds(Prospect(lead=lead, as_of=at, touches=tuple(touches), answers=Facts(answers or {})))
        for stage in USUAL_STAGES.stages
        for each in (*stage.entry, *stage.leave)
        for at in moments[:2]
    ]
    known = (
        table
        if not isinstance(table, StageTable)
        else (
            table.first,
            table.names,
            [table[name].is_end for name in table.names],
            asked(table.__getitem__, "x"),
            hash(table) == hash(table),
        )
    )
    return found, asked(qualify, lead, odd, as_of=NOON), told, known


def the_usual_stages(_):
    """Return the stages that hold where nobody says others."""
    stages = [
        (each, [(one.code, one.kind) for one in (*each.entry, *each.leave)]) for each in USUAL_STAGES.stages
    ]
    told = [(each.name, each.owner, each.then, each.won, each.needs_reason, codes) for each, codes in stages]
    return told, USUAL_STAGES.recycle_reasons, USUAL_STAGES.version


def said(lead, name):
    return getattr(lead, name)


def through_the_stages(draw):
    """Return how many leads moved on, at each moment and by any group."""
    names = USUAL_STAGES.names
    entered = [
        StageEntered(
            lead=draw.one_of(("L-1", "L-2", "L-3")),
            stage=draw.one_of(names[:4] + names[5:]),
            at=draw.one_of(DAYS),
            reason=draw.one_of((None, "no-budget", "tired")),
        )
        for _ in range(draw.whole(0, 8))
    ]
    leads = [Lead(id="L-1", source="fair", region="north"), Lead(id="L-2", source="web")]
    by = draw.one_of(
        (
            (),
            "cohort",
            "source",
            ("region", "partner"),
            lambda lead: lead.source,
            partial(said, name="source"),
            ("cohort", lambda lead: lead.urgent),
        )
    )
    found = [
        funnel(entered, USUAL_STAGES, as_of=at, by=by, leads=leads, partners={"L-1": "P-1"}) for at in DAYS
    ]
    return [([(row, row.conversion, row.curve) for row in each], each.by, each.findings, each.to_frame()) for each in found], [
        asked(funnel, entered, USUAL_STAGES, as_of=NOON, by="color"), asked(funnel, [StageEntered(lead="L-1", stage="x", at=NOON)], USUAL_STAGES, as_of=NOON), funnel(entered, USUAL_STAGES, as_of=DAYS[6]),
    ]  # fmt: skip


def how_long(draw):
    """Return how many go on for how long, and the chances of what was seen."""
    size = draw.one_of((0, 1, 3, 8))
    seconds = np.array([draw.whole(0, 4) for _ in range(size)], dtype=np.int64)
    how = np.array([draw.whole(0, 2) for _ in range(size)], dtype=np.int64)
    curve = survival(seconds, how > 0)
    many = draw.one_of((4, 12, 60, 61, 90))
    values, picked = (
        np.array([draw.whole(0, 3) for _ in range(many)], dtype=np.float64),
        np.array([draw.is_so() for _ in range(many)]),
    )
    alike = np.ones(draw.one_of((3, 70)))
    chances = {
        number: draw.one_of((0.001, 0.004, 0.02, 0.6)) for number in draw.mixed(range(draw.whole(0, 4)))
    }
    return (
        curve, curve.median, [curve.quantile(part) for part in (0, 0.1, 0.5, 0.9, 1)], [incidence(seconds, how, which) for which in (1, 2)], chance_of_sum(values, picked), chance_of_sum(alike, alike > 0),
        [list(beyond_chance(chances, level)) for level in (0.01, 0.012, 0.05, 1.5)], asked(survival, seconds - 1, how > 0), asked(survival, seconds, how[1:] > 0) if size else None,
    )  # fmt: skip


def handouts_of_any_kind(draw, count, names=NAMES):
    found = []
    for number in range(count):
        at, end = in_order(draw, DAYS, 2)
        could = draw.one_of((names, names, names, names[1:], names[:1], ()))
        partner = draw.one_of((*could, None)) if could else None
        ended = (
            draw.one_of(
                (None, "won", "won", "lost", "declined", "declined", "expired", "recycled", "withdrawn")
            )
            if partner
            else None
        )
        found.append(
            Handout(
                lead=f"L-{number}", at=at, partner=partner, candidates=could, kind=draw.one_of(("web", "fair", None)), ended=ended, ended_at=None if ended is None else end,
                value=Money.of(draw.one_of(("1", "2", "3", "9")), "EUR"),
            )
        )  # fmt: skip
    return found


def the_long_run(draw):
    """Return how each fared at each moment, and what does not look like chance."""
    handouts = handouts_of_any_kind(draw, draw.one_of((0, 1, 3, 10, 20)))
    handouts = [evolve(each, value=None) for each in handouts] if draw.is_so(0.2) else handouts
    limits = {name: draw.one_of((None, 1, 2)) for name in draw.some(NAMES, 0.7)}
    known = [
        [
            each if each.ended_at is None or each.ended_at <= at else evolve(each, ended=None, ended_at=None)
            for each in handouts
            if each.at <= at
        ]
        for at in DAYS
    ]
    found = [long_run(each, as_of=at, limits=limits) for at, each in zip(DAYS, known, strict=True)]
    weights = {name: draw.one_of((1.0, 2.0)) for name in draw.some(NAMES, 0.9)}
    data = encoded(handouts, as_of=DAYS[6])
    wrong = [
        asked(long_run, each, as_of=at)
        for each, at in (([*handouts, *handouts[:1]], DAYS[6]), (handouts, DAYS[2]), ([*handouts, "x"], NOON))
    ]
    other = [evolve(each, value=Money.of("1", "SEK")) for each in handouts[1:2]]
    return (
        [(each.partners, each.findings, each.to_frame()) for each in found], found[-1].method, data, [data.could(place) for place in range(len(data.partners))], entitlements(data, weights), deviations(data, weights), wrong,
        asked(found[-1].__getitem__, draw.one_of(("P-1", "P-9"))), asked(encoded, [*handouts[:1], *other], as_of=DAYS[6]), [asked(long_run, handouts, as_of=DAYS[6], limits={"P-1": each}) for each in (0, True)],
        [asked(Handout, lead="L", at=DAYS[1], partner=partner, ended=ended, ended_at=at) for partner in (None, "P-1") for ended in (None, "won") for at in (None, DAYS[0], DAYS[1])],
    )  # fmt: skip


def not_by_chance(draw):
    """Return what is found where one partner gets worse leads, or declines the small ones."""
    some, count = [], draw.one_of((30, 60))
    for number in range(count):
        partner = draw.one_of(NAMES[:2])
        good = draw.is_so(0.85 if partner == "P-1" else 0.15)
        value = draw.one_of((1, 2, 50, 90))
        ended = (
            "declined"
            if partner == "P-2" and value < draw.one_of((3, 60)) and draw.is_so(0.8)
            else "won"
            if draw.is_so(0.9 if good else 0.1)
            else "lost"
        )
        some.append(
            Handout(
                lead=f"L-{number}",
                at=NOON,
                partner=partner,
                candidates=NAMES[:2],
                kind="good" if good else "bad",
                value=Money.of(str(value), "EUR"),
                ended=ended,
                ended_at=DAYS[1],
            )
        )
    found = long_run(some, as_of=DAYS[2])
    return found.partners, found.findings


def leads_of_a_week(draw):
    """Return leads that came in within a week, and what became of them."""
    leads = []
    for number in range(draw.whole(0, 8)):
        at, end = in_order(draw, DAYS, 2)
        status = draw.one_of(("open", "won", "lost", "recycled"))
        leads.append(
            Lead(
                id=f"L-{number}",
                received_at=at,
                value=Money.of(draw.one_of(("1", "2")), "EUR"),
                status=status,
                closed_at=None if status == "open" else end,
            )
        )
    return leads


def all_of(given):
    """Return all that is told of what a policy would have given."""
    book = given.ledger
    return (
        given.handouts,
        given.deviations,
        given.ratios,
        given.long_run.partners,
        book,
        book.accounts,
        book.open,
    )


def simulations(draw):
    """Return what policies would have given, one lead at a time and in batches."""
    firms = [
        Partner(id=name, capacity=draw.one_of((None, 1, 2, 0)), tier=draw.one_of(("gold", None)))
        for name in NAMES[: draw.whole(1, 3)]
    ]
    leads = leads_of_a_week(draw)
    policies = {
        "fair": FairShare(default=1, weights={"gold": 2}),
        "equal": EqualLoad(default=1, value="unit"),
        "rotation": Rotation(default=2),
    }
    tried = {name: policies[name] for name in draw.some(tuple(policies), 0.6)}
    terms = {
        "every": draw.one_of((None, timedelta(days=1), timedelta(days=2), timedelta(hours=30))),
        "kinds": draw.one_of((None, {"L-1": "web"})),
        "yardstick": draw.one_of((None, None, *tried)),
    }
    steps, changing = [], lambda at: firms if at > DAYS[2] else firms[:1]
    found = asked(
        simulate,
        tried,
        leads,
        draw.one_of((firms, firms, changing)),
        as_of=DAYS[6],
        progress=lambda *step: steps.append(step),
        **terms,
    )
    wrong = asked(
        simulate,
        tried,
        [*leads, Lead(id="L-9"), Lead(id="L-8", received_at=DAYS[5])],
        firms,
        as_of=DAYS[draw.whole(4, 5)],
        every=draw.one_of((timedelta(0), timedelta(-1), None)),
        yardstick=draw.one_of((None, "best")),
    )
    if isinstance(found, PartnerkitError):
        return found, wrong
    told = {name: all_of(each) for name, each in found.items()}
    return told, found.to_frame(), len(found), steps, wrong, Period.day(DAYS[0].date())


def test_stages(answers_as_before):
    answers_as_before(the_usual_stages, 1)
    answers_as_before(stages_of_leads, 48)
    answers_as_before(through_the_stages, 12)
    answers_as_before(how_long, 40)


def test_the_long_run(answers_as_before):
    answers_as_before(the_long_run, 12)
    answers_as_before(not_by_chance, 24)
    answers_as_before(simulations, 12)
