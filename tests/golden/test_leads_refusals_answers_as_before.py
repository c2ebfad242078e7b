"""Is what cannot be refused in the same words as before: moments without a zone, and terms that mean nothing?"""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import numpy as np
from asking import asked
from attrs import evolve, field, fields, frozen

from partnerkit import Lead, Ledger, Money, Partner, PartnerkitError
from partnerkit.leads import (
    USUAL_STAGES,
    BestFit,
    EqualLoad,
    FairShare,
    Fit,
    Limit,
    OfferBook,
    Offering,
    Precedence,
    Right,
    Rotation,
    allocate,
    allocate_batch,
    answer,
    assign_to,
    carry_out,
    check_campaigns,
    clock_start,
    deletion_duties,
    funnel,
    implausible,
    journeys_of,
    judge_pledges,
    long_run,
    offer_leads,
    propose_pauses,
    qualify,
    report_outcome,
    run_due,
    watch,
    withdraw,
)
from partnerkit.leads.rule import EligibilityRule

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NAIVE = datetime(2026, 3, 2, 12)
UNIT = FairShare(default=1, value="unit")
FIT = Fit(of_lead=lambda lead: lead.territory, of_partner=lambda firm: firm.tier, score=lambda *_: 0.5)


def moments_without_a_zone(_):
    """Return what each question says that is asked at no moment of the world."""
    lead, firms, offering = (
        Lead(id="L-1"),
        [Partner(id="P-1")],
        Offering(policy=UNIT, within=timedelta(hours=1)),
    )
    at, by = {"at": NAIVE, "ledger": Ledger(), "by": "Ada"}, {"ledger": Ledger(), "as_of": NAIVE}
    return [
        asked(allocate, [lead], firms, UNIT, as_of=NAIVE),
        asked(assign_to, lead, "P-1", firms, UNIT, as_of=NAIVE, by="Ada", why="So."),
        asked(propose_pauses, [], firms, as_of=NAIVE),
        asked(check_campaigns, [], as_of=NAIVE),
        asked(judge_pledges, [], as_of=NAIVE),
        asked(implausible, [], {}, as_of=NAIVE),
        asked(deletion_duties, [], as_of=NAIVE),
        asked(run_due, OfferBook(), as_of=NAIVE),
        asked(offer_leads, OfferBook(), [lead], firms, offering, **by),
        asked(carry_out, OfferBook(), [], firms, offering, **by),
        asked(answer, OfferBook(), "L-1/1", "accept", firms, offering, **at),
        asked(withdraw, OfferBook(), "L-1", why="So.", **at),
        asked(report_outcome, OfferBook(), "L-1/1", "won", **at),
        asked(watch, [], [], as_of=NAIVE),
        asked(funnel, [], USUAL_STAGES, as_of=NAIVE),
        asked(qualify, lead, as_of=NAIVE),
        asked(journeys_of, [], [lead], as_of=NAIVE, level="person"),
        asked(long_run, [], as_of=NAIVE),
        asked(clock_start, firms[0], {}, as_of=NAIVE),
        asked(Ledger().release, "L-1", as_of=NAIVE),
    ]


def policies_that_cannot_be(_):
    """Return what each policy says of each of its terms that means nothing, and which of them it takes and shows."""
    wrong = {
        "weights": ({"": 1}, {"P-1": 0}, 1, {1: 1}, None),
        "default": (0, True, "1", None),
        "pool": ("", None),
        "value": ("both", "unit"),
        "default_value": (Money.of("0", "EUR"), 1, Money.of("0.01", "EUR")),
        "fairness_cap": (Money.of("0", "EUR"), 1, Money.of("0.01", "EUR")),
        "fit": (1, None, FIT),
        "fit_weight": (0, Money.of("0", "EUR"), Money.of("0.01", "EUR"), 1, None),
    }
    found = []
    for policy in (FairShare, EqualLoad, BestFit, Rotation):
        taken = {each.name: (each.init, each.repr) for each in fields(policy)}
        known = {"fit": FIT} if policy is BestFit else {}
        terms = [
            (name, each) for name, some in wrong.items() if taken.get(name, (False,))[0] for each in some
        ]
        made = [asked(policy, **{**known, name: each}) for name, each in terms]
        defaults = {name: getattr(policy(**known), name) for name in taken if name != "fit"}
        says = [each if isinstance(each, PartnerkitError) else "taken" for each in made]
        found.append((policy.name, policy.basis, taken, says, defaults))
    return found


def rules_that_cannot_be(_):
    """Return what is said of rules, rights and limits that mean nothing, and what they are where nothing is said."""
    terms = {"of_lead": len, "of_partner": len, "objection": max}
    wrong = (
        ("a-rule", {}), ("A rule", {}), ("", {}), ("a--b", {}), ("a", {"restricts": "tier"}), ("a", {"restricts": "products"}),
        ("a", {"tokens": 1}), ("a", {"gives_way": 1}), ("a", {"gives_way": True}),
    )  # fmt: skip
    made = [asked(EligibilityRule, code, **terms, **more) for code, more in wrong]
    told = [
        each if isinstance(each, PartnerkitError) else (each.code, each.gives_way, each.restricts)
        for each in made
    ]
    rights = [
        asked(Right, code, holders=max, **more)
        for code, more in (("a", {}), ("a b", {}), ("a", {"unable": "x"}))
    ]
    rights = [each if isinstance(each, PartnerkitError) else (each.code, each.unable) for each in rights]
    limits = [asked(Limit, **each) for each in ({"window": "year"}, {"zone": "Mars"}, {})]
    limits = [each if isinstance(each, PartnerkitError) else (each.window, each.zone) for each in limits]
    return told, rights, limits, asked(Precedence, rights=(1,)), asked(Precedence, rights=(), counted=1), (
        [asked(Fit, **{"of_lead": len, "of_partner": len, "score": max, name: 1}) for name in ("of_lead", "of_partner", "score")]
    )  # fmt: skip


@frozen
class Own:
    """A policy of somebody's own, which does what it should not where it is told so."""

    does: str
    name = "own"
    basis = "score"
    pool = "default"
    value = "unit"
    default_value = fairness_cap = fit = fit_weight = None
    weighs: object = field(default=1)

    def weight(self, partner):
        return 1 / self.weighs if partner.id == "P-1" else Fraction(self.weighs)

    def score(self, standing):
        scores = {
            "fewest": lambda: -standing.leads,
            "most": lambda: standing.before * 1.5 + standing.accrual,
            "alike": lambda: np.ones(len(standing), dtype=object),
            "words": lambda: np.array(["a"] * len(standing)),
            "too-few": lambda: np.zeros(len(standing) - 1),
            "nothing": lambda: np.full(len(standing), np.nan),
            "broken": lambda: 1 / 0,
        }
        return scores[self.does]()


def by_a_policy_of_ones_own(draw):
    """Return what a policy of somebody's own decides, and what is said of one that does not answer."""
    does = draw.one_of(("fewest", "most", "alike", "fewest", "most", "words", "too-few", "nothing", "broken"))
    firms = [
        Partner(id=f"P-{number}", capacity=draw.one_of((None, None, 2)))
        for number in range(1, draw.whole(2, 4))
    ]
    leads = [Lead(id=f"L-{number}") for number in range(draw.whole(1, 5))]
    result = allocate(leads, firms, Own(does, draw.one_of((1, 1, 1, 2, 0))), as_of=NOON)
    decisions = list(result.decisions.values())
    told = [
        (each, each.reason, each.counterfactual, each.effect, list(each.candidates)) for each in decisions
    ]
    reasons = [(one.reason, one.counterfactual) for each in decisions for one in each.candidates]
    return told, reasons, result.fairness, result.ledger, result.ledger.accounts


def handed_in_wrongly(draw):
    """Return what is said of what was handed in, each by itself and some of it together."""
    firms, leads = (
        [Partner(id="P-1"), Partner(id="P-2")],
        [Lead(id="L-1", value=Money.of("1", "EUR")), Lead(id="L-2")],
    )
    policy = FairShare(default=1, default_value=Money.of("1", "EUR"))
    twice = (Limit(window="day"), Limit(window="day"), "a rule", Limit(), Limit())
    faults = (
        ("partners", [*firms, firms[0]]), ("partners", [*firms, "a partner"]), ("partners", ()), ("leads", [*leads, leads[0]]),
        ("leads", [None, *leads]), ("ledger", Ledger(pool="other")), ("ledger", Ledger(value="unit")), ("ledger", ""),
        ("ledger", Ledger(value="lead", currency="SEK")), ("rules", twice), ("rules", twice[:2]), ("blank", "all"), ("precedence", "mine"),
        ("policy", FairShare(default=1)), ("policy", FairShare(weights={"P-1": 1})), ("policy", UNIT),
        ("policy", evolve(policy, fit=FIT, fit_weight=1)), ("policy", evolve(policy, fit=FIT, fit_weight=Money.of("1", "SEK"))),
        ("policy", evolve(UNIT, fit=FIT, fit_weight=Money.of("1", "EUR"))), ("policy", evolve(UNIT, fit=FIT, fit_weight=2**22)),
        ("policy", evolve(UNIT, fit=FIT, fit_weight=2**21 - 1)), ("policy", evolve(policy, fairness_cap=Money.of("1", "SEK"))),
    )  # fmt: skip
    good = {"leads": leads, "partners": firms, "policy": policy, "as_of": NOON}
    some = dict(draw.mixed(draw.some(faults, 0.2)))
    asked_for = [{name: each} for name, each in faults] + [some]
    found = [asked(verb, **{**good, **each}) for verb in (allocate, allocate_batch) for each in asked_for]
    roundings = [asked(allocate_batch, **good, rounding=each) for each in ("flow", "best", 1)]
    return [each if isinstance(each, PartnerkitError) else each.assignments for each in found], roundings


def test_what_cannot_be(answers_as_before):
    answers_as_before(moments_without_a_zone, 1)
    answers_as_before(policies_that_cannot_be, 1)
    answers_as_before(rules_that_cannot_be, 1)
    answers_as_before(by_a_policy_of_ones_own, 18)
    answers_as_before(handed_in_wrongly, 4)
