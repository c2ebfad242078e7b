"""Terms, agreements and those who buy by them, mostly alike, for the questions about them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from partnerkit import Money, PartnerkitError, Period
from partnerkit.conflicts import (
    detect,
    detect_changes,
)
from partnerkit.conflicts.detect import found
from partnerkit.facts import (
    Agreement,
    DealRegistration,
    Network,
    NoticeTerms,
    Partner,
    PriceTerm,
    Territory,
)  # fmt: skip
from partnerkit.facts.terms import Justification, QuantityBreak, RebateStep

FIRST = date(2028, 2, 26)
DAYS = [FIRST + timedelta(days=number) for number in range(7)]
NOONS = [datetime(day.year, day.month, day.day, 12, tzinfo=UTC) for day in DAYS]
PLACES = [
    Territory(id="eu", kind="land"),
    Territory(id="n", parent="eu", kind="city"),
    Territory(id="s", parent="eu", kind="city"),
]
FIELDS = [
    ("partner", ["p", "q"]),
    ("status", ["approved", "x", "submitted"]),
    ("product", ["fw", "sw"]),
    ("value", [Money.of("5", "EUR"), Money.of("7", "EUR"), Money.of("5", "USD")]),
    ("extensions", [0, 1, 2]),
    ("chosen_in_writing", [True, False]),
    ("submitted_at", NOONS[:2]),
]


def tried(ask, *given, **named):
    """Return an answer, or why there is none."""
    try:
        return ask(*given, **named)
    except PartnerkitError as fault:
        return fault


def stretch(draw):
    """Return some days in a row, or no end."""
    first, last = sorted((draw.whole(0, 5), draw.whole(0, 5)))
    return Period.since(DAYS[first]) if draw.is_so(0.2) else Period.of(DAYS[first], DAYS[last + 1])


def told(conflicts):
    """Return all of each finding."""
    return [(each, dict(each.own)) for each in conflicts]


def asked(draw, rule, facts, share=0.5):
    """Return what a rule finds on each day, which keys each fact has, what it finds under them, and what changes."""
    network, answers = Network.of(*draw.mixed(facts)), []
    for day in draw.some(NOONS, share) or NOONS[:1]:
        answers.append(tried(detect, network, [rule], as_of=day))
        answers[-1] = answers[-1] if isinstance(answers[-1], PartnerkitError) else told(answers[-1])
    if isinstance(answers[-1], PartnerkitError):
        return answers
    day = draw.one_of(NOONS[1:5])
    for fact in draw.some(facts, 0.2):
        keys = rule.keys(network, fact)
        keys = keys if keys is None else set(keys)
        answers += [
            keys,
            None if keys is None else [each.id for each in found(rule, network, day, only=keys)],
        ]
    gone = draw.one_of(facts)
    before = tried(Network.of, [each for each in facts if each is not gone])
    if isinstance(before, Network):
        changes = detect_changes(before, network, [rule], as_of=day)
        answers.append([each.id for each in (*changes.new, *changes.cleared)])
    return answers


def sold(draw, count):
    """Return who is sold what and when; no two terms for one thing at one time."""
    made = []
    for partner, product in draw.mixed(
        [(partner, product) for product in ("fw", "sw") for partner in "pqrs"][: count + 1]
    ):
        day = DAYS[draw.whole(1, 5)]
        made += [
            (partner, product, valid)
            for valid in draw.one_of(
                [[None], [None], [stretch(draw)], [Period.until(day), Period.since(day)]]
            )
        ]
    return made


def terms(draw, count, coins=("EUR",)):
    """Return what partners pay, mostly alike."""
    made = []
    for number, (partner, product, valid) in enumerate(sold(draw, count)):
        coin = draw.one_of(coins)
        breaks = [
            QuantityBreak(quantity=quantity, **draw.one_of([{"discount": Decimal("0.3")}, {"discount": Decimal("0.2")}, {"price": Money.of("70", coin)}]))
            for quantity in draw.some([5, 10], 0.2)
        ]  # fmt: skip
        rebates = [
            RebateStep(turnover=Money.of(turnover, coin), share=share)
            for turnover, share in draw.some([("100", Decimal("0.02")), ("200", Decimal("0.05"))], 0.15)
        ]
        reasons = [
            Justification(code=code, explains=draw.one_of([None, Decimal("0.05"), Decimal("0.1")]))
            for code in draw.mixed(["volume", "function", "meeting-competition", "own"])[
                : draw.one_of([0, 0, 0, 1, 2])
            ]
        ]
        cash = draw.one_of([None, None, None, Decimal("0.02")])
        made.append(
            PriceTerm(
                id=f"T-{number}", partner=partner, product=product, list_price=Money.of(draw.one_of(["100", "100", "200"]), coin), unit=draw.one_of([None] * 7 + ["pcs"]),
                discount=draw.one_of([Decimal(0), Decimal("0.1"), Decimal("0.1"), Decimal("0.11"), Decimal("0.109"), Decimal("0.2"), Decimal("0.5")]), breaks=breaks, break_form=draw.one_of(["range", "slab"]), rebates=rebates,
                funds=draw.one_of([None, None, None, Money.of("10", coin)]), payment_days=draw.one_of([None, 30, 90]), cash_discount=cash, cash_discount_days=draw.one_of([None, 10]) if cash else None,
                registration=draw.one_of([None, None, None, "D-0", "D-1", "D-2"]), justifications=reasons, valid=valid,
            )
        )  # fmt: skip
    return made


def buyers(draw, forms=("resells", "resells", "resells", "agent", "genuine-agent", "fulfils", None)):
    """Return partners, most of one class."""
    return [
        Partner(
            id=name, tier=draw.one_of([None, None, None, None, "gold"]), program=draw.one_of([None, "prog"]) if draw.is_so(0.1) else None, type=draw.one_of([None, "dealer"]) if draw.is_so(0.1) else None,
            form=draw.one_of(forms), system=draw.one_of([None, "open", "exclusive", "selective", "franchise"]), territories=draw.one_of([None, None, ("n",), ("s",), ("n", "s")]) if draw.is_so(0.2) else None,
        )
        for name in "pqrs"
    ]  # fmt: skip


def agreements(draw, count):
    """Return contracts of all lengths and states."""
    made = []
    for number in range(count):
        status = draw.one_of(["signed", "signed", "signed", "notice-given", "draft", "ended"])
        lengths = [
            stretch(draw),
            Period.of(date(2024, 2, 29), date(2029, 3, 1)),
            Period.of(date(2024, 2, 29), date(2029, 3, 2)),
            Period.of(date(2023, 5, 1), date(2028, 5, 1)),
            Period.of(date(2023, 5, 1), date(2028, 5, 2)),
            Period.since(date(2020, 1, 1)),
        ]
        when = {
            "signed": {"signed_on": FIRST},
            "notice-given": {"signed_on": FIRST, "notice_on": FIRST},
            "draft": {},
            "ended": {"signed_on": FIRST, "ended_on": FIRST},
        }[status]
        notice = draw.one_of(
            [None, {"months": 3}, {"months": 6}, {"months": 7}, {"days": 90}, {"days": 180}, {"days": 181}]
        )
        made.append(
            Agreement(
                id=f"V-{number}", partner=draw.one_of("pqr"), form=draw.one_of([None, "resells", "agent", "genuine-agent", "fulfils"]), system=draw.one_of([None, "open", "exclusive", "selective", "franchise"]), period=draw.one_of(lengths),
                notice=None if notice is None else NoticeTerms(**notice), purchase_share=draw.one_of([None, Decimal("0.8"), Decimal("0.81"), Decimal(1)]), renews_months=draw.one_of([None, None, 12]), status=status, valid=draw.one_of([None, None, None, stretch(draw)]),
                restricts=draw.one_of([None, (), draw.some(["active-sales", "all-active-sales", "passive-sales", "online-sales", "online-advertising", "end-users", "cross-supplies", "competing-goods"], 0.3)]), **when,
            )
        )  # fmt: skip
    return made


def registrations():
    """Return two that were granted, and one that was not."""
    asked_for = [
        DealRegistration(id=f"D-{number}", partner=partner, account="A").with_step("submit", at=NOONS[0])
        for number, partner in enumerate("pqr")
    ]
    return [
        each.with_step("review", at=NOONS[0]).with_step("approve", at=NOONS[0], expires_at=NOONS[5])
        for each in asked_for[:2]
    ] + asked_for[2:]
