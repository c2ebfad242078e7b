"""Prices and agreements are judged as they were before."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
from term_worlds import (
    DAYS,
    NOONS,
    PLACES,
    agreements,
    asked,
    buyers,
    registrations,
    sold,
    terms,
    told,
    tried,
)

from partnerkit import Money, PartnerkitError, Period
from partnerkit.conflicts import (
    comparable,
    detect,
    effective_price,
    price_policy,
    pricing,
    rules,
)
from partnerkit.conflicts.contracts import contract_forms, distribution_systems
from partnerkit.conflicts.rules import non_compete, resale_price_fixing, uniform_pricing
from partnerkit.facts import (
    Figure,
    Network,
    PriceTerm,
)  # fmt: skip
from partnerkit.facts.terms import RebateStep


def unlike_terms(draw):
    """Find who pays otherwise than comparable partners do, by any policy."""
    coins = draw.one_of([("EUR",), ("EUR",), ("EUR", "SEK")])
    bought = draw.is_so(0.4)
    figures = [
        Figure(partner=draw.one_of("pqrs"), measure=draw.one_of(["buys", "buys", "m"]), value=draw.one_of([None, 5, Money.of(draw.one_of(["0", "50", "100", "250"]), draw.one_of(coins))]), product=draw.one_of([None, None, "fw"]), status=draw.one_of(["reported", "reported", "disputed"]),
               period=draw.one_of([Period.month(2028, 1), Period.month(2028, 2), Period.of(DAYS[0], DAYS[draw.whole(1, 5)]), Period.month(2027, 12), Period.year(2028)]), location=f"{number}")
        for number in range(4 if bought else 0)
    ]  # fmt: skip
    more = {
        "tolerance": draw.one_of([Decimal("0.01"), Decimal("0.01"), Decimal(0), Decimal("0.1")]), "jurisdiction": draw.one_of(["EU", "EU", "US"]), "accepted": draw.one_of([None, None, ("own", "volume")]),
        "currency": "EUR" if len(coins) > 1 and draw.is_so(0.95) else None, "purchases": "buys" if bought else None, "rebates": draw.one_of(["offered", "earned", "forecast"]) if bought else "offered",
        "interest": draw.one_of([Decimal(0), Decimal(0), Decimal("0.06")]), "region": draw.one_of([None, None, "land", "city"]), "look_back_days": draw.one_of([365, 1, 2, 0, 3]),
    }  # fmt: skip
    more["rates"] = {"SEK": Decimal("0.5")} if more["currency"] else None
    facts = [
        *terms(draw, draw.whole(3, 7), coins),
        *buyers(draw, ("resells",) * 8 + (None, "fulfils")),
        *PLACES,
        *registrations(),
        *figures,
        *agreements(draw, draw.one_of([0, 0, 1])),
    ]
    return asked(draw, uniform_pricing.uniform_pricing(**more), facts, share=0.35)


def with_funds(draw):
    """Return terms of four partners who differ in funds, days to pay and rebates only."""
    funds = draw.one_of([None, Money.of("10", "EUR")])
    return [
        PriceTerm(
            id=f"T-{partner}", partner=partner, product="fw", list_price=Money.of("100", "EUR"), funds=draw.one_of([funds, None]), payment_days=draw.one_of([0, 0, 30, 90]),
            rebates=[RebateStep(turnover=Money.of("100", "EUR"), share=Decimal("0.1"))] if draw.is_so(0.8) else [],
        )
        for partner in "pqrs"
    ]  # fmt: skip


def purchases(draw):
    """Return what was bought in months, in days of one, and over the turn of a year."""
    periods = [
        Period.month(2028, 1),
        Period.of(DAYS[0], DAYS[2]),
        Period.of(DAYS[2], DAYS[4]),
        Period.of(DAYS[3], DAYS[6]),
        Period.year(2027),
        Period.of(date(2027, 12, 31), date(2028, 1, 2)),
        Period.of(DAYS[1], DAYS[3]),
    ]
    return [
        Figure(partner=draw.one_of("pqrs"), measure="buys", value=Money.of(draw.one_of(["0", "99", "100", "500"]), "EUR"), product=draw.one_of([None, "fw", "sw"]), period=draw.one_of(periods), location=f"{number}")
        for number in range(4)
    ]  # fmt: skip


def bought_with_funds(draw):
    """Tell what partners pay on each day, once funds and what was bought are counted."""
    held, figures = with_funds(draw), purchases(draw)
    network = Network.of(*held, *buyers(draw, ("resells",)), *figures, *PLACES)
    basis = draw.one_of(["offered", "earned", "forecast"])
    policy = price_policy.PricePolicy(
        purchases="buys", rebates=basis, interest=draw.one_of([Decimal(0), Decimal("0.06")])
    )
    answers = []
    for day in (date(2028, 1, 1), *DAYS[:5]):
        now = pricing.priced(network, policy, day)
        answers.append(
            [now.price, now.scale, now.found.off, now.found.reference, now.bands, now.bought, now.term]
        )
    rule = uniform_pricing.uniform_pricing(purchases="buys", rebates=basis)
    return [*answers, told(detect(network, [rule], as_of=NOONS[3]))]


def one_price(draw):
    """Return what one term comes to: by quantity, by turnover, in another currency."""
    term, *steps = (terms(draw, 1)[0] for _ in range(3))
    reached = [Fraction(draw.one_of([0, 99, 100, 150, 200, 999])) for _ in range(2)]
    policy = tried(
        price_policy.PricePolicy,
        currency=draw.one_of([None, "EUR"]),
        rates=draw.one_of([{}, {"SEK": Decimal("0.5")}, {"SEK": Decimal(0)}]),
        rebates=draw.one_of(["offered", "earned"]),
        purchases=draw.one_of([None, "buys"]),
    )
    return [
        [effective_price.effective_unit_price(term, quantity, turnover=draw.one_of([0, 100, 250]), interest=draw.one_of([Decimal(0), Decimal("0.06"), Decimal(1)]), purchased=draw.one_of([None, Fraction(5), Fraction(1000)])) for quantity in (1, 4, 5, 10, 20)],
        [effective_price.rebate_share(term, turnover) for turnover in (Fraction(99), Fraction(100), Fraction(200))], [effective_price.bands(steps, basis=basis, reached=reached) for basis in ("offered", "earned", "forecast")],
        policy, policy if isinstance(policy, PartnerkitError) else tried(policy.worth, draw.one_of(["EUR", "SEK", "USD"])), tried(effective_price.in_currency, Fraction(3), draw.one_of(["EUR", "SEK"]), "EUR", {"SEK": Decimal("0.5")}),
    ]  # fmt: skip


def compared(draw):
    """Compare prices in bulk, weighed and explained."""
    count = draw.whole(0, 8)
    kind = draw.one_of([np.int64, np.int64, object])
    group = np.array([draw.one_of([0, 1, 3]) for _ in range(count)], dtype=np.int64)
    price = np.array(
        [
            draw.one_of([0, 99, 100, 100, 101, 102, 110, *([-1, 2**62] if draw.is_so(0.02) else [])])
            for _ in range(count)
        ],
        dtype=kind,
    )
    explained = (
        np.array([draw.one_of([0, 0, 0, 1, 5, -1]) for _ in range(count)], dtype=kind)
        if draw.is_so()
        else None
    )
    weight = np.array([draw.one_of([0, 1, 2, 5]) for _ in range(count)]) if draw.is_so(0.4) else None
    found_ = comparable.compare(
        group,
        price,
        explained=explained,
        weight=weight,
        tolerance=draw.one_of(
            [(1, 100), (0, 1), (1, 50), (1, 10), *([(-1, 1), (1, 0)] if draw.is_so(0.05) else [])]
        ),
    )
    counts = np.array([draw.one_of([1, 1, 2, 3]) for _ in range(count)], dtype=np.int64)
    return [found_.reference, found_.allowance, found_.off, pricing._spread(counts)]


def test_prices(answers_as_before):
    """What comparable partners pay, and who is off the reference."""
    answers_as_before(unlike_terms, cases=105)
    answers_as_before(bought_with_funds, cases=40)
    answers_as_before(one_price, cases=45)
    answers_as_before(compared, cases=112)


def bound(draw):
    """Find agreements that forbid to sell for others for too long."""
    rule = non_compete.non_compete(
        share=draw.one_of([Decimal("0.8"), Decimal(1)]),
        years=draw.one_of([5, 5, 4]),
        notice_months=draw.one_of([6, 3, 0]),
    )
    odd = tried(
        non_compete.non_compete,
        **draw.one_of([{"years": 0}, {"share": Decimal(2)}, {"notice_months": -1}, {}]),
    )
    return [
        asked(draw, rule, agreements(draw, draw.whole(1, 4))),
        odd if isinstance(odd, PartnerkitError) else None,
    ]


def restricted(draw):
    """Find resale prices that are set, and customers who are kept away."""
    clauses = [None, None, "recommended", "maximum", "minimum", "fixed"]
    held = []
    for number, (partner, product, valid) in enumerate(sold(draw, draw.whole(1, 4))):
        said = {"resale": draw.one_of(clauses), "advertised": draw.one_of(clauses)}
        held.append(
            PriceTerm(
                id=f"T-{number}", partner=partner, product=product, list_price=Money.of("9", "EUR"), **said, enforced_by=["rebate"] if any(said.values()) and draw.is_so() else (),
                restricts=draw.some(["passive-sales", "end-users", "cross-supplies", "active-sales"], 0.3), valid=valid,
            )
        )  # fmt: skip
    facts = [*held, *buyers(draw), *agreements(draw, draw.whole(0, 3)), *PLACES]
    fixing = tried(resale_price_fixing.resale_price_fixing, jurisdiction=draw.one_of(["EU", "US"]))
    network = Network.of(*facts)
    return [
        asked(draw, fixing, facts),
        asked(draw, rules.get("passive-sales-restricted"), facts),
        [(contract_forms(network, day), distribution_systems(network, day)) for day in DAYS],
    ]


def test_agreements(answers_as_before):
    """What no contract may bind a partner to."""
    answers_as_before(bound, cases=45)
    answers_as_before(restricted, cases=52)
