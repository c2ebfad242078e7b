"""Does the allocation of leads answer as it did: who gets each, by which rule, what is booked, and in which words?"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from asking import asked
from attrs import evolve

from partnerkit import Lead, Ledger, Money, Partner, PartnerkitError
from partnerkit.leads import (
    RULES,
    BestFit,
    EqualLoad,
    FairShare,
    Fit,
    Limit,
    MembershipChanged,
    Precedence,
    Rotation,
    allocate,
    allocate_batch,
    apply,
    assign_to,
    earlier_holders,
    named_partner,
    running_service,
    what_if,
)
from partnerkit.leads.envy import envy_of
from partnerkit.leads.fairness import FairnessReport
from partnerkit.leads.handouts import handouts_of
from partnerkit.leads.kernel import distribute
from partnerkit.leads.question import pose

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WORTH = (None, "1", "1", "0.01", "0.02", "0.99", "1", "2.50", "100")


def firms_of(draw, least=1, most=4, *, plain=False):
    """Return some partners, of whom some can take little."""
    firms = []
    for number in range(1, draw.whole(least, most) + 1):
        more = {} if plain else {
            "status": draw.one_of(("active",) * 9 + ("closed",)),
            "credit_blocked": draw.is_so(0.05),
            "unknown": draw.some(("products", "languages"), 0.1),
            "blocked_customers": draw.some(("C-1", "C-2"), 0.1),
        }  # fmt: skip
        if not {"languages"} & set(more.get("unknown", ())):
            more["languages"] = draw.one_of((None, None, None, ("de",), ("sv", "en")))
        firms.append(
            Partner(
                id=f"P-{number}",
                tier=draw.one_of(("gold", "silver", "silver", None)),
                territories=draw.one_of((None, None, ("de",), ("se", "de"))),
                capacity=draw.one_of((None, None, None, 0, 1, 2, 3)),
                **more,
            )
        )
    return draw.mixed(firms)


def leads_of(draw, least=1, most=5, first=1):
    """Return some leads, with ties of their value and a few who ask for much."""
    return [
        Lead(
            id=f"L-{number}",
            value=None if worth is None else Money.of(worth, "EUR"),
            territory=draw.one_of((None, None, "de", "de", "se")),
            language=draw.one_of((None, None, None, "de", "sv-FI")),
            customer=draw.one_of((None, None, "C-1", "C-2")),
            refused_partners=draw.some(("P-1", "P-2"), 0.1),
            earlier_holders=draw.some(("P-1", "P-2", "P-3"), 0.1),
            named_partner=draw.one_of((None, None, None, "P-3", "P-4")),
            status=draw.one_of(("open",) * 14 + ("lost",)),
        )
        for number in range(first, first + draw.whole(least, most))
        for worth in (draw.one_of(WORTH),)
    ]


def score(kind, firm):
    """Return how well a kind of lead fits a kind of partner."""
    return {None: 0.25, "de": 1.0, "se": 0.5}[kind] * {None: 0.5, "gold": 1.0, "silver": 0.75}[firm]


FITS = (
    Fit(of_lead=lambda lead: lead.territory, of_partner=lambda firm: firm.tier, score=score),
    Fit(
        of_lead=lambda lead: lead.territory or "",
        of_partner=lambda firm: firm.id,
        table=lambda leads, firms: [[len(one + other) % 3 / 2 for other in firms] for one in leads],
    ),
)


def weights_of(draw):
    """Return what policies are told of weights, often too little."""
    weights = draw.one_of(
        (
            {}, {"gold": 2}, {"gold": Decimal("2.5"), "silver": 1, "P-1": 3}, {"P-2": 0.1, "P-3": Fraction(1, 3)},
            lambda firm: 2 if firm.tier else Fraction(1, 7),
        )
    )  # fmt: skip
    return {"weights": weights, "default": draw.one_of((1,) * 9 + (Decimal("0.5"), None))}


def policy_of(draw, *kinds):
    """Return a policy."""
    kind = draw.one_of(kinds or ("fair", "fair", "fit", "best", "load", "turn"))
    if kind == "turn":
        return Rotation(**weights_of(draw))
    counting = draw.one_of(("unit", "lead", "lead"))
    terms = weights_of(draw) | {"value": counting}
    if counting == "lead":
        terms["default_value"] = draw.one_of((Money.of("1", "EUR"), Money.of("2.50", "EUR")) * 4 + (None,))
        terms["fairness_cap"] = draw.one_of((None, None, Money.of("0.50", "EUR"), Money.of("2", "EUR")))
    if kind == "load":
        return EqualLoad(**terms)
    if kind == "best":
        return BestFit(fit=draw.one_of(FITS), **terms)
    if kind == "fit":
        units = draw.one_of((1, Fraction(1, 3), Decimal("0.5"), None))
        money = draw.one_of((Money.of("1", "EUR"), Money.of("0.03", "EUR"), Money.of("40", "EUR"), None))
        worth = units if (counting == "unit") != draw.is_so(0.03) else money
        return FairShare(fit=draw.one_of(FITS), fit_weight=worth, **terms)
    return FairShare(**terms)


def terms_of(draw):
    """Return the terms of a pool."""
    terms = {}
    if draw.is_so(0.4):
        limits = (
            Limit(),
            Limit(window="day", most=lambda _: 1),
            Limit(window="month", most=lambda firm: firm.capacity),
        )
        earlier = earlier_holders(when_nobody_is_left=draw.one_of(("wait", "ask-again")))
        terms["rules"] = (
            *(each for each in RULES[:-1] if each.code != earlier.code),
            earlier,
            *draw.some(limits),
        )
    if draw.is_so(0.4):
        rights = (
            named_partner(unable=draw.one_of(("pool", "wait"))),
            running_service({"C-1": "P-1", "C-2": "P-2"}, unable=draw.one_of(("pool", "wait"))),
        )
        terms["precedence"] = Precedence(rights=draw.some(rights, 0.8), counted=draw.is_so(0.6))
    if draw.is_so(0.2):
        terms["blank"] = draw.one_of(("unrestricted", "exclude"))
    return terms


def begun(draw, firms, policy, terms):
    """Return a ledger that is somewhat uneven: some leads given, some of them by hand, one partner away."""
    ledger = Ledger(pool=policy.pool, precision=draw.one_of((20, 20, 3)))
    ledger = allocate(leads_of(draw, 0, 4, 20), firms, policy, ledger=ledger, as_of=NOON, **terms).ledger
    if draw.is_so(0.3):
        firm = draw.one_of(firms)
        told = {"by": "Ada", "why": "Said so.", "override": True, "as_of": NOON, "ledger": ledger}
        ledger = assign_to(Lead(id="L-30", value=Money.of("3", "EUR")), firm.id, firms, policy, **told).ledger
    if draw.is_so(0.2) and ledger.accounts:
        away = {"partner": draw.one_of(ledger.accounts).partner, "step": draw.one_of(("pause", "leave"))}
        ledger = apply(ledger, MembershipChanged(at=NOON, by="Ada", why="Away.", **away))
    if draw.is_so(0.2):
        ledger = ledger.with_open({draw.one_of(firms).id: ("L-3",), "P-9": 2})
    return ledger


def booked(ledger):
    """Return a ledger with all it holds."""
    return ledger, ledger.accounts, ledger.open


def explained(decision, firms):
    """Return a decision with all it says, to everybody."""
    candidates = [
        (each, each.reason, each.counterfactual, each.told, each.behind) for each in decision.candidates
    ]
    asked_of = [
        (asked(decision.explain, firm.id), asked(decision.explain, why_not=firm.id)) for firm in firms
    ]
    whole = decision.explain()
    return (
        decision, decision.reason, decision.counterfactual, decision.effect, candidates, asked_of,
        (whole.others, whole.reason, whole.counterfactuals),
    )  # fmt: skip


def told_of(result):
    """Return an allocation with all that can be asked of it."""
    firms = result.question.partners
    return (
        [explained(each, firms) for each in result.decisions.values()], booked(result.ledger), repr(result),
        result.assignments, {lead: dict(each) for lead, each in result.unassigned.items()}, result.unassigned_by,
        result.fairness, result.envy, result.fit, result.dual_bound, result.method, result.to_frame(),
        [(lead.id, *more) for lead, *more in result.handed_out()], result.findings,
        handouts_of(result, kinds={"L-1": "web", "L-2": "fair"}),
    )  # fmt: skip


def given(draw, verb, *kinds, most=4, **more):
    """Return what one verb makes of a case."""
    policy, firms, terms = policy_of(draw, *kinds), firms_of(draw, most=most), terms_of(draw)
    ledger = begun(draw, firms, policy, terms)
    as_of = NOON + timedelta(days=draw.one_of((0, 0, 1, 30)))
    return verb(leads_of(draw), firms, policy, ledger=ledger, as_of=as_of, **terms, **more)


def one_by_one(draw):
    return told_of(given(draw, allocate))


def one_by_one_by_what_is_owed(draw):
    return told_of(given(draw, allocate, "fair", "fit"))


def at_once(draw):
    return told_of(given(draw, allocate_batch))


def at_once_with_fit(draw):
    return told_of(given(draw, allocate_batch, "fit", "best"))


def rounded(draw):
    """Return a batch that is divided at the best fit and rounded, where few have room for many leads."""
    if draw.is_so(0.2):
        rounding = draw.one_of(("flow", "round"))
        return told_of(given(draw, allocate_batch, "fit", "fair", rounding=rounding))
    firms, terms = firms_of(draw, 2, 5, plain=True), terms_of(draw) if draw.is_so(0.4) else {}
    policy = FairShare(fit=draw.one_of(FITS), value="lead", **weights_of(draw))
    ledger = begun(draw, firms, policy, terms) if draw.is_so() else None
    leads = [evolve(each, value=each.value or Money.of("3", "EUR")) for each in leads_of(draw, 3, 9)]
    return told_of(allocate_batch(leads, firms, policy, ledger=ledger, as_of=NOON, rounding="flow", **terms))


def turns(draw):
    """Return rounds of a rotation, which is steady as long as nobody is missing."""
    policy, firms = Rotation(**weights_of(draw)), firms_of(draw, least=2, plain=True)
    leads = [Lead(id=f"L-{number}") for number in range(draw.whole(1, 12))]
    first = allocate(leads[:4], firms, policy, as_of=NOON)
    second = allocate(leads[4:], firms[: draw.whole(1, len(firms))], policy, ledger=first.ledger, as_of=NOON)
    return told_of(first), told_of(second)


def would_have_been(draw):
    """Return what other weights, limits, partners or another policy would have given."""
    firms = firms_of(draw, least=2)
    policy = policy_of(draw, "fair", "load")
    verb = draw.one_of((allocate, allocate_batch))
    result = verb(leads_of(draw, 2, 6), firms, policy, as_of=NOON)
    changes = {
        "weights": draw.one_of(({"P-1": 9}, {"gold": 9, "silver": 1})),
        "capacity": draw.one_of(({"P-1": 0}, {"P-1": None, "P-2": 1}, {"P-7": 1, "P-8": None})),
        "partners": firms[1:],
        "policy": policy_of(draw, "fair", "load"),
        "rules": RULES[:-1],
    }
    found = asked(what_if, result, **{name: changes[name] for name in draw.some(tuple(changes), 0.4)})
    if isinstance(found, PartnerkitError):
        return found
    return list(found), found.received(), found.to_frame(), booked(found.after.ledger)


def traced(trace):
    """Return a trace with each of its turns."""
    turns = [
        (
            turn.index,
            turn.before,
            turn.accrual,
            turn.bonus,
            turn.totals(),
            turn.scores,
            turn.room,
            turn.standing,
        )
        for turn in map(trace.turn, range(len(trace.winners)))
    ]
    return (
        trace.winners, trace.sets, trace.masks, trace.checkpoints, trace.balances, trace.accrued, trace.widest_bonus,
        trace.corrected, trace.steady, trace.is_steady, trace.bound, trace.apart, turns,
    )  # fmt: skip


def posed(draw, *kinds, most=8):
    """Return a question, as the kernel is asked it."""
    policy, firms, terms = policy_of(draw, *kinds), firms_of(draw, 2, most), terms_of(draw)
    ledger = begun(draw, firms, policy, terms)
    return pose(
        leads_of(draw, 1, 8), firms, policy, ledger=ledger, as_of=NOON, by_value=draw.is_so(), **terms
    )


def in_three_ways(draw):
    """Return what the kernel makes of a case in arrays, in plain Python, and as it chooses itself."""
    work = posed(draw).work
    steps = []
    found = [traced(distribute(work, plain=plain)) for plain in (True, False)]
    return found, traced(distribute(work, progress=lambda *step: steps.append(step))), steps


def of_many(draw):
    """Return some decisions of a run that is longer than what is kept of it."""
    policy, firms = policy_of(draw, "fair", "load", "turn", "fit"), firms_of(draw, 3, 5, plain=True)
    leads = [
        Lead(id=f"L-{number:03}", value=Money.of(draw.one_of(WORTH[1:]), "EUR")) for number in range(300)
    ]
    steps = []
    result = allocate(leads, firms, policy, as_of=NOON, progress=lambda *step: steps.append(step))
    few = [result.decisions[f"L-{number:03}"] for number in (0, 254, 255, 256, 257, 299)]
    return (
        [explained(each, firms) for each in few],
        booked(result.ledger),
        steps,
        result.envy,
        result.fairness,
    )


def fairness_of_any_ledger(draw):
    """Return what is reported of a ledger under each promise, and who would rather have been another."""
    policy, firms = policy_of(draw, "fair", "load", "turn"), firms_of(draw, 2, 6)
    ledger = begun(draw, firms, policy, {})
    bases = ("owed", "load", "turn", "fit", "score", "price", "rounding")
    work = pose(leads_of(draw, 0, 6), firms, policy, ledger=ledger, as_of=NOON, by_value=False).work
    reports = [FairnessReport.of(ledger, basis=basis) for basis in bases]
    shares = [(each.entitled, each.received, each.ratios, each.to_frame()) for each in reports[:1]]
    return reports, shares, envy_of(distribute(work), tuple(f"P-{place}" for place in range(len(firms))))


def test_one_by_one(answers_as_before):
    answers_as_before(one_by_one, 24)
    answers_as_before(one_by_one_by_what_is_owed, 16)
    answers_as_before(turns, 8)
    answers_as_before(of_many, 1)


def test_at_once(answers_as_before):
    answers_as_before(at_once, 14)
    answers_as_before(at_once_with_fit, 12)
    answers_as_before(rounded, 28)


def test_the_kernel(answers_as_before):
    answers_as_before(in_three_ways, 14)
    answers_as_before(fairness_of_any_ledger, 16)


def test_what_would_have_been(answers_as_before):
    answers_as_before(would_have_been, 16)
