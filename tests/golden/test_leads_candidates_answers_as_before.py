"""Are candidates told of as they were: by which weights, with what fit, and in which words?"""

import pickle
from decimal import Decimal
from fractions import Fraction

import numpy as np
from asking import asked
from attrs import evolve

from partnerkit import Lead, Ledger, Money, Partner
from partnerkit.leads import Account, BestFit, EqualLoad, FairShare, Fit, Rotation
from partnerkit.leads.asked import Asked, Rest, could_take, label_of, named_of
from partnerkit.leads.batch import bounded
from partnerkit.leads.booking import joined
from partnerkit.leads.candidate import Candidate, readable
from partnerkit.leads.counting import counted, settled_for, worth
from partnerkit.leads.fit import Fits, encode_fit
from partnerkit.leads.lookup import Lookup
from partnerkit.leads.owed import Owed, Reckoned
from partnerkit.leads.policies import builtin
from partnerkit.leads.policy import Standing
from partnerkit.leads.terms import CODES, ranked
from partnerkit.leads.virtual_time import is_steady, starting_levels
from partnerkit.leads.weights import (
    exact_weight,
    is_weight,
    kept_weights,
    relative_weights,
    share_out,
    strides,
    weight_of,
    whole_shares,
)
from partnerkit.leads.work import tie_key, tie_order, tie_orders
from partnerkit.values.reasons import Reason


def weights(draw):
    """Return what weights come to, as shares and strides, exact and in arrays."""
    some = [draw.one_of((1, 1, 2, 3, 7, 2**40)) for _ in range(draw.whole(1, 6))]
    precision = draw.one_of((1, 2, 3, 20, 30))
    exact = [Fraction(each, draw.one_of((1, 2, 3))) for each in some]
    firm = Partner(id="P-1", tier=draw.one_of((None, "gold")))
    given = draw.one_of(
        (
            {},
            {"gold": 2},
            {"P-1": 3, "gold": 2},
            {"P-1": Decimal("0.1")},
            lambda _: draw.one_of((1, 0.5, 0, None)),
        )
    )
    values = (
        1,
        0,
        -1,
        True,
        0.5,
        float("inf"),
        float("nan"),
        Decimal(1),
        Decimal("NaN"),
        Decimal(0),
        Fraction(1, 3),
        "1",
        None,
        2**2199,
        2**2200,
        Fraction(1, 2**2199),
        Fraction(1, 2**2200),
    )
    return (
        whole_shares(precision, some), share_out(precision, np.array(some, dtype=object)), strides(some, precision), strides((), precision),
        relative_weights(exact), relative_weights(()), asked(weight_of, firm, given, draw.one_of((None, 1, Decimal("0.5")))),
        [is_weight(each) for each in values], [asked(exact_weight, each, "weights.P-1") for each in values[:13]],
        [kept_weights(each).__class__.__name__ for each in ({"a": 1}, {1: 1}, print, None)],
        tie_orders("L-1", np.array([tie_key("P-1"), tie_key("P-2")], dtype=np.uint64)), tie_order("L-1", tie_key("P-2")),
    )  # fmt: skip


def fits(draw):
    """Return how well leads fit partners, as a function and as a table, and what is refused."""
    leads, firms = (
        [draw.one_of(("de", "se")) for _ in range(draw.whole(0, 4))],
        [draw.one_of(("a", "b")) for _ in range(draw.whole(0, 3))],
    )
    numbers = {
        "de": {"a": 0.0, "b": 1.0},
        "se": {"a": 1 / 3, "b": draw.one_of((0.5, 0.5, 1.1, -0.1, float("nan")))},
    }

    def score(one, other):
        return numbers[one][other]

    plain = Fit(of_lead=lambda lead: lead.territory, of_partner=lambda firm: firm.tier, score=score)
    table = Fit(
        of_lead=len,
        of_partner=len,
        table=lambda leads, firms: [[numbers[one][other] for other in firms] for one in leads],
    )
    odd = Fit(
        of_lead=len, of_partner=len, table=lambda leads, firms: draw.one_of(([], "abc", [[1, 2]], None))
    )
    rows = np.array([place for place in range(len(leads)) if draw.is_so()], dtype=np.intp)
    made = asked(Fits, plain, leads, firms)
    more = (
        [made.row(lead) for lead in range(len(leads))] + [made.rows(rows)] if isinstance(made, Fits) else made
    )
    encoded = asked(
        encode_fit,
        plain,
        [Lead(id="L-1", territory="de")],
        [Partner(id="P-1", tier="b"), Partner(id="P-2", tier="a")],
    )
    return (
        more, asked(table.of, leads, firms), asked(odd.of, leads, firms), encoded.rows(np.array([0])),
        [asked(Fit, of_lead=len, of_partner=len, **each) for each in ({}, {"score": max, "table": max}, {"score": 1})],
    )  # fmt: skip


def what_counts(draw):
    """Return what leads count in a pool, up to the cap and beyond."""
    amounts = ("1", "0.01", "21474836.48", "21474836.49", "43980465111.03", "43980465111.04")
    leads = [
        Lead(
            id=f"L-{number}",
            value=draw.one_of(
                (
                    None,
                    *(Money.of(each, "EUR") for each in amounts),
                    Money.of("3", draw.one_of(("EUR", "SEK"))),
                )
            ),
        )
        for number in range(draw.whole(0, 3))
    ]
    caps = {
        "fairness_cap": draw.one_of(
            (
                None,
                Money.of("0.50", "EUR"),
                Money.of("40000000000", "EUR"),
                Money.of("50000000000", "EUR"),
                Money.of("90000000000", "EUR"),
                Money.of("1", "SEK"),
            )
        )
    }
    unit = draw.is_so(0.3)
    policy = (
        FairShare(default=1, value="unit")
        if unit
        else FairShare(
            default=1, default_value=draw.one_of((None, Money.of("1", "EUR"), Money.of("2", "SEK"))), **caps
        )
    )
    ledgers = (
        None,
        Ledger(),
        Ledger(value="lead", currency="EUR", precision=draw.one_of((1, 20, 30))),
        Ledger(value="unit"),
        Ledger(pool="x"),
        "none",
    )
    return [
        (asked(settled_for, leads, policy, each), asked(worth, leads, policy, each)) for each in ledgers
    ], asked(counted, [1, 2**31], policy, Ledger())


def candidate(draw, name, **more):
    amounts = (None, Decimal(0), Decimal("0.005"), Decimal("1.25"), Decimal(-2), Decimal("0.0005"))
    terms = {
        "basis": draw.one_of(tuple(CODES)), "due": draw.one_of((None, 1, 3)), "won": draw.is_so(0.3), "alone": draw.is_so(0.2),
        "by_hand": draw.is_so(0.1), "private": draw.is_so(0.2), "currency": draw.one_of((None, "EUR", "JPY", "BHD")),
        "bound": draw.one_of((None,) * 6 + (Reason("bound-to-another"),)), "for_him": draw.one_of((None, None, (Reason("credit-block"),))),
        **{each: draw.one_of(amounts) for each in ("before", "accrual", "bonus", "total", "load", "fit", "price", "score", "short", "needed", "needed_fit")},
        "owed_less": draw.one_of((None, None, Decimal("0.5"))),
    }  # fmt: skip
    if draw.is_so(0.3):
        against = (
            Reason("capacity", {"open": 1, "limit": 1}),
            Reason("field-unknown", {"field": "products"}),
            Reason("credit-block"),
            Reason("tier", {"tier": None, "needed": ("gold",)}),
            Reason("away", {"partner": name, "away": "left"}),
        )
        terms |= {"objection": draw.one_of(against), "further": draw.some(against, 0.3)}
    return Candidate(partner=name, **{**terms, **more})


def told_of_candidates(draw):
    """Return what candidates say of themselves, to all and to each alone."""
    some = [candidate(draw, f"P-{number}") for number in draw.mixed(range(draw.whole(1, 5)))]
    told = [
        (
            each.reason,
            each.counterfactual,
            each.told,
            each.behind,
            each.for_himself(won=False),
            each.for_himself(won=True),
        )
        for each in some
    ]
    rest = Rest.of(some)
    whole = Asked(named_of(some, short=True), rest)
    made = whole.made_by(lambda: some)
    less = Reason("tier", {"tier": "silver", "needed": ("gold",)})
    others = tuple(
        evolve(each, objection=less) if each.objection and each.objection.code == "tier" else each
        for each in some
    )
    lists = [each.named if isinstance(each, Asked) else each for each in (whole, made)]
    return (
        told, rest, rest.count, [label_of(each.objection) for each in some if each.objection], lists, len(whole), repr(whole), could_take(some),
        could_take(whole), whole == tuple(some), made == tuple(some), made == others, whole == others, whole == made, list(made), asked(list, whole), asked(whole.__getitem__, 0), asked(whole.__getitem__, -1),
        whole == tuple(some[1:]), asked(Rest, counts={"a": draw.whole(0, 1)}, digest="f" * draw.whole(63, 64)), whole == 1,
        [readable(amount, currency) for amount in (None, Decimal("0.005"), Decimal("2.675")) for currency in (None, "EUR", "JPY")],
        pickle.loads(pickle.dumps(made)) == tuple(some), pickle.loads(pickle.dumps(whole)) == whole,  # our own
    )  # fmt: skip


def what_was_owed(draw):
    """Return those who could take a lead by two numbers each."""
    size = draw.whole(1, 4)
    numbers = {
        "before": tuple(draw.whole(-2, 2) for _ in range(size)),
        "accrual": tuple(draw.whole(0, 2) for _ in range(size)),
    }
    one = Owed(
        lead=draw.one_of(("L-1", "L-2")),
        partners=tuple(f"P-{each}" for each in range(size)),
        precision=draw.one_of((1, 2)),
        currency=draw.one_of((None, "EUR")),
        **numbers,
    )
    told = Reckoned(one, draw.some((candidate(draw, "P-9"),)))
    totals, tied = [draw.whole(0, 2) for _ in range(4)], [draw.whole(0, 1) for _ in range(4)]
    wrong = [
        asked(Owed, lead="L-1", precision=1, partners=("P-1",), **each)
        for each in ({"before": (1,), "accrual": ()}, {"before": (), "accrual": (1,)})
    ]
    return (
        one.totals, one.ahead, list(told), len(told), told[0], told[-1:], repr(told), told == tuple(told), told == Reckoned(one), told == list(told),
        hash(told) == hash(tuple(told)), could_take(told), [(each.reason, each.counterfactual) for each in told], ranked(totals, tied), wrong,
        asked(Owed, lead="L-1", partners=(), before=(), accrual=(), precision=1), pickle.loads(pickle.dumps(told)) == told,
    )  # fmt: skip


def where_a_ledger_begins(draw):
    """Return the levels newcomers start at, and whether turns go round as if from the beginning."""
    size, unit = draw.whole(1, 4), 1 << 3
    firms = [
        Partner(id=f"P-{number}", status=draw.one_of(("active", "active", "closed")))
        for number in range(size)
    ]
    exact = [Fraction(draw.one_of((1, 1, 2)), draw.one_of((1, 3))) for _ in firms]
    leads = draw.whole(0, 3)
    shares = share_out(3, np.array(relative_weights(exact), dtype=object)).tolist()
    accounts = [
        Account(
            partner=firm.id,
            level=draw.one_of((None, 0, 1, 5)),
            entitled=leads * share + draw.one_of((0,) * 9 + (1,)),
            received=leads * unit if not place else 0,
        )
        for place, (firm, share) in enumerate(zip(firms, shares, strict=True))
        if draw.is_so(0.9)
    ]
    more = [Account(partner="P-9", entitled=draw.one_of((0, 0, 1)))] if draw.is_so(0.3) else []
    ledger = Ledger(
        precision=3, accounts=(*accounts, *more), steady=draw.is_so(0.8), corrected=draw.one_of((0, 0, 0, 1))
    )
    after = Ledger(precision=3, corrected=draw.whole(0, 9), largest_value=draw.whole(0, 2), largest_bonus=draw.whole(0, 3), accounts=(
        Account(partner="P-1", balance=9, group=draw.one_of(("P-1", "P-2"))), Account(partner="P-2", balance=-9)))  # fmt: skip
    groups = [[draw.one_of("abcd") for _ in range(draw.whole(0, 3))] for _ in range(3)]
    found = Lookup({"a": 1, "b": 2}, lambda place: place * 2)
    return (
        starting_levels(ledger, firms, exact), is_steady(ledger, firms, exact), bounded(ledger, after), sorted(joined(groups).items()), dict(found), repr(found),
        asked(found.__getitem__, "c"), found == {"a": 2, "b": 4}, found == 3, "c" in found, list(builtin()),
    )  # fmt: skip


def scores(draw):
    """Return how policies rank those who could take a lead."""
    size = draw.whole(1, 4)
    known = {
        name: [draw.whole(0, 3) for _ in range(size)]
        for name in ("before", "accrual", "bonus", "level", "fit", "leads")
    }
    one = Standing.of(
        value=draw.one_of((1, 2)),
        precision=draw.one_of((1, 2)),
        steady=draw.is_so(0.7),
        **{name: known[name] for name in ("before", *draw.some(tuple(known), 0.8))},
    )
    fit = BestFit(fit=Fit(of_lead=len, of_partner=len, score=max))
    return (
        one,
        one.owed,
        len(one),
        [
            policy.score(one)
            for policy in (FairShare(default=1), EqualLoad(default=1), Rotation(default=1), fit)
        ],
        Standing.of(),
    )


def test_weights_and_scores(answers_as_before):
    answers_as_before(weights, 24)
    answers_as_before(scores, 24)
    answers_as_before(where_a_ledger_begins, 64)
    answers_as_before(what_counts, 24)
    answers_as_before(fits, 24)


def test_candidates(answers_as_before):
    answers_as_before(told_of_candidates, 48)
    answers_as_before(what_was_owed, 24)
