"""Prices, agreements, accounts, cases and declared rules are judged as they were before."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np

from partnerkit import Money, PartnerkitError, Period
from partnerkit.conflicts import Condition, DeclaredRule, Saying, accounts, blocking, cases, check_rules, comparable, compiled, detect
from partnerkit.conflicts import deals as deals_of
from partnerkit.conflicts import detect_changes, effective_price, joins, likeness, naming, price_policy, pricing, rules
from partnerkit.conflicts.contracts import contract_forms, distribution_systems
from partnerkit.conflicts.declared import OPERATORS, SUBJECTS, fields_of
from partnerkit.conflicts.detect import found
from partnerkit.conflicts.rules import non_compete, resale_price_fixing, uniform_pricing
from partnerkit.facts import (
    Account, Address, Agreement, DealRegistration, DirectEngagement, Figure, Lead, Network, NoticeTerms, Partner, Person, PriceTerm, Territory,
)  # fmt: skip
from partnerkit.facts.terms import Justification, QuantityBreak, RebateStep
from partnerkit.values import WorkingCalendar

FIRST = date(2028, 2, 26)
DAYS = [FIRST + timedelta(days=number) for number in range(7)]
NOONS = [datetime(day.year, day.month, day.day, 12, tzinfo=UTC) for day in DAYS]
PLACES = [Territory(id="eu", kind="land"), Territory(id="n", parent="eu", kind="city"), Territory(id="s", parent="eu", kind="city")]


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
        answers += [keys, None if keys is None else [each.id for each in found(rule, network, day, only=keys)]]
    gone = draw.one_of(facts)
    before = tried(Network.of, [each for each in facts if each is not gone])
    if isinstance(before, Network):
        changes = detect_changes(before, network, [rule], as_of=day)
        answers.append([each.id for each in (*changes.new, *changes.cleared)])
    return answers


def sold(draw, count):
    """Return who is sold what and when; no two terms for one thing at one time."""
    made = []
    for partner, product in draw.mixed([(partner, product) for product in ("fw", "sw") for partner in "pqrs"][: count + 1]):
        day = DAYS[draw.whole(1, 5)]
        made += [(partner, product, valid) for valid in draw.one_of([[None], [None], [stretch(draw)], [Period.until(day), Period.since(day)]])]
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
        rebates = [RebateStep(turnover=Money.of(turnover, coin), share=share) for turnover, share in draw.some([("100", Decimal("0.02")), ("200", Decimal("0.05"))], 0.15)]
        reasons = [Justification(code=code, explains=draw.one_of([None, Decimal("0.05"), Decimal("0.1")])) for code in draw.mixed(["volume", "function", "meeting-competition", "own"])[: draw.one_of([0, 0, 0, 1, 2])]]
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
        lengths = [stretch(draw), Period.of(date(2024, 2, 29), date(2029, 3, 1)), Period.of(date(2024, 2, 29), date(2029, 3, 2)), Period.of(date(2023, 5, 1), date(2028, 5, 1)), Period.of(date(2023, 5, 1), date(2028, 5, 2)), Period.since(date(2020, 1, 1))]
        when = {"signed": {"signed_on": FIRST}, "notice-given": {"signed_on": FIRST, "notice_on": FIRST}, "draft": {}, "ended": {"signed_on": FIRST, "ended_on": FIRST}}[status]
        notice = draw.one_of([None, {"months": 3}, {"months": 6}, {"months": 7}, {"days": 90}, {"days": 180}, {"days": 181}])
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
    asked_for = [DealRegistration(id=f"D-{number}", partner=partner, account="A").with_step("submit", at=NOONS[0]) for number, partner in enumerate("pqr")]
    return [each.with_step("review", at=NOONS[0]).with_step("approve", at=NOONS[0], expires_at=NOONS[5]) for each in asked_for[:2]] + asked_for[2:]


def test_prices(answers_as_before):
    """What comparable partners pay, and who is off the reference."""

    def unlike_terms(draw):
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
        facts = [*terms(draw, draw.whole(3, 7), coins), *buyers(draw, ("resells",) * 8 + (None, "fulfils")), *PLACES, *registrations(), *figures, *agreements(draw, draw.one_of([0, 0, 1]))]
        return asked(draw, uniform_pricing.uniform_pricing(**more), facts, share=0.35)

    answers_as_before(unlike_terms, cases=105)

    def bought_with_funds(draw):
        funds = draw.one_of([None, Money.of("10", "EUR")])
        held = [
            PriceTerm(
                id=f"T-{partner}", partner=partner, product="fw", list_price=Money.of("100", "EUR"), funds=draw.one_of([funds, None]), payment_days=draw.one_of([0, 0, 30, 90]),
                rebates=[RebateStep(turnover=Money.of("100", "EUR"), share=Decimal("0.1"))] if draw.is_so(0.8) else [],
            )
            for partner in "pqrs"
        ]  # fmt: skip
        periods = [Period.month(2028, 1), Period.of(DAYS[0], DAYS[2]), Period.of(DAYS[2], DAYS[4]), Period.of(DAYS[3], DAYS[6]), Period.year(2027), Period.of(date(2027, 12, 31), date(2028, 1, 2)), Period.of(DAYS[1], DAYS[3])]
        figures = [
            Figure(partner=draw.one_of("pqrs"), measure="buys", value=Money.of(draw.one_of(["0", "99", "100", "500"]), "EUR"), product=draw.one_of([None, "fw", "sw"]), period=draw.one_of(periods), location=f"{number}")
            for number in range(4)
        ]  # fmt: skip
        network, basis = Network.of(*held, *buyers(draw, ("resells",)), *figures, *PLACES), draw.one_of(["offered", "earned", "forecast"])
        policy = price_policy.PricePolicy(purchases="buys", rebates=basis, interest=draw.one_of([Decimal(0), Decimal("0.06")]))
        answers = []
        for day in (date(2028, 1, 1), *DAYS[:5]):
            found_ = pricing.priced(network, policy, day)
            answers.append([found_.price, found_.scale, found_.found.off, found_.found.reference, found_.bands, found_.bought, found_.term])
        return [*answers, told(detect(network, [uniform_pricing.uniform_pricing(purchases="buys", rebates=basis)], as_of=NOONS[3]))]

    answers_as_before(bought_with_funds, cases=40)

    def one_price(draw):
        term, *steps = (terms(draw, 1)[0] for _ in range(3))
        reached = [Fraction(draw.one_of([0, 99, 100, 150, 200, 999])) for _ in range(2)]
        policy = tried(price_policy.PricePolicy, currency=draw.one_of([None, "EUR"]), rates=draw.one_of([{}, {"SEK": Decimal("0.5")}, {"SEK": Decimal(0)}]), rebates=draw.one_of(["offered", "earned"]), purchases=draw.one_of([None, "buys"]))
        return [
            [effective_price.effective_unit_price(term, quantity, turnover=draw.one_of([0, 100, 250]), interest=draw.one_of([Decimal(0), Decimal("0.06"), Decimal(1)]), purchased=draw.one_of([None, Fraction(5), Fraction(1000)])) for quantity in (1, 4, 5, 10, 20)],
            [effective_price.rebate_share(term, turnover) for turnover in (Fraction(99), Fraction(100), Fraction(200))], [effective_price.bands(steps, basis=basis, reached=reached) for basis in ("offered", "earned", "forecast")],
            policy, policy if isinstance(policy, PartnerkitError) else tried(policy.worth, draw.one_of(["EUR", "SEK", "USD"])), tried(effective_price.in_currency, Fraction(3), draw.one_of(["EUR", "SEK"]), "EUR", {"SEK": Decimal("0.5")}),
        ]  # fmt: skip

    answers_as_before(one_price, cases=45)

    def compared(draw):
        count = draw.whole(0, 8)
        kind = draw.one_of([np.int64, np.int64, object])
        group = np.array([draw.one_of([0, 1, 3]) for _ in range(count)], dtype=np.int64)
        price = np.array([draw.one_of([0, 99, 100, 100, 101, 102, 110, *([-1, 2**62] if draw.is_so(0.02) else [])]) for _ in range(count)], dtype=kind)
        explained = np.array([draw.one_of([0, 0, 0, 1, 5, -1]) for _ in range(count)], dtype=kind) if draw.is_so() else None
        weight = np.array([draw.one_of([0, 1, 2, 5]) for _ in range(count)]) if draw.is_so(0.4) else None
        found_ = comparable.compare(group, price, explained=explained, weight=weight, tolerance=draw.one_of([(1, 100), (0, 1), (1, 50), (1, 10), *([(-1, 1), (1, 0)] if draw.is_so(0.05) else [])]))
        counts = np.array([draw.one_of([1, 1, 2, 3]) for _ in range(count)], dtype=np.int64)
        return [found_.reference, found_.allowance, found_.off, pricing._spread(counts)]

    answers_as_before(compared, cases=112)


def test_agreements(answers_as_before):
    """What no contract may bind a partner to."""

    def bound(draw):
        rule = non_compete.non_compete(share=draw.one_of([Decimal("0.8"), Decimal(1)]), years=draw.one_of([5, 5, 4]), notice_months=draw.one_of([6, 3, 0]))
        odd = tried(non_compete.non_compete, **draw.one_of([{"years": 0}, {"share": Decimal(2)}, {"notice_months": -1}, {}]))
        return [asked(draw, rule, agreements(draw, draw.whole(1, 4))), odd if isinstance(odd, PartnerkitError) else None]

    answers_as_before(bound, cases=45)

    def restricted(draw):
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
        return [asked(draw, fixing, facts), asked(draw, rules.get("passive-sales-restricted"), facts), [(contract_forms(network, day), distribution_systems(network, day)) for day in DAYS]]

    answers_as_before(restricted, cases=52)


def firms(draw, count):
    """Return accounts, many of them the same customer."""
    names = ["Werft Kiel GmbH", "Kiel Werft", "Werft Kíel & Co. KG", "Werfft Kiel", "Nord IT AG", "NordIT", "AB Nord", "Nördlich", "", "GmbH", "Müller und Söhne", "Soehne Mueller A/S"]
    cities = [{"city": "Kiel", "country": "DE"}, {"city": "KIEL", "country": "DE", "postal_code": "24103"}, {"city": "Ulm", "country": "DE"}, {"postal_code": "24103", "country": "DE"}, {"country": "SE"}, {"city": "Kiel"}]
    return [
        Account(
            id=f"A-{number}", name=draw.one_of(names), other_names=draw.some(names[:6], 0.1), domains=draw.some(["werft.de", "nord.de", "gmail.com"], 0.15), tax_numbers=draw.some(["DE1", "SE2"], 0.2),
            addresses=[Address(**each) for each in draw.some(cities, 0.2)],
        )
        for number in draw.mixed(range(count))
    ]  # fmt: skip


def test_accounts(answers_as_before):
    """Are these two the same customer?"""

    def the_same(draw):
        known = firms(draw, draw.whole(0, 6))
        show, merge = draw.one_of([(0.8, 0.95), (0.8, 0.95), (0.5, 0.9), (0.0, 0.5), (0.9, 0.9), (0.95, 0.8)])
        found_ = tried(accounts.match_accounts, known, show=show, merge=merge)
        one, other = firms(draw, 2)
        answers = [tried(accounts.compare_accounts, one, other, show=show, merge=merge), tried(accounts.compare_accounts, one, other)]
        answers += [each if isinstance(each, PartnerkitError) else each.reason for each in answers]
        if isinstance(found_, PartnerkitError):
            return [*answers, found_]
        return [*answers, tuple(found_), [each.reason for each in found_], found_.customers(), found_.to_frame(), repr(found_), found_[1:]]

    answers_as_before(the_same, cases=90)

    def named(draw):
        words = ["AB", "the", "Café", "Ümlaut", "øre", "A/S", "GmbH", "& Co. KG", "S.à r.l.", "o'Neil", "und", "x-y", "Oy", "aa", "ß", "Łódź", "i", "\n"]
        names = [" ".join(draw.one_of(words) for _ in range(draw.whole(0, 4))) for _ in range(draw.whole(0, 4))]
        return [naming.plain_words(names), [naming.plain_name(each) for each in names]]

    answers_as_before(named, cases=45)

    def likely(draw):
        plain = ["".join(draw.one_of(["ab", "ba", "c", "werft", "kiel"]) for _ in range(draw.whole(0, 3))) for _ in range(draw.whole(0, 7))]
        by_word = [each[::-1] if draw.is_so() else each for each in plain]
        rows = [np.array([draw.whole(0, len(plain) - 1) for _ in range(4 if plain else 0)], dtype=np.int64) for _ in range(2)]
        keys = np.array([draw.one_of([7, 7, 8]) for _ in rows[0]], dtype=np.int64)
        domains = [draw.some(["werft.de", "gmail.com", "x.de"], 0.4) for _ in range(3)] + [("many.de",)] * draw.one_of([0, 20, 21])
        owner = np.sort(np.array([draw.whole(0, 2) for _ in plain], dtype=np.int64))
        alike = likeness.names_alike(plain, by_word, *rows)
        return [
            blocking.candidates(plain, by_word, least=draw.one_of([0.0, 0.5, 0.7, 0.9, 1.0])), blocking.sharing(plain, [(rows[0], keys), (rows[1], keys)]), alike, likeness.names_alike(plain, by_word, *rows, 0.8),
            likeness.best_names(owner, *rows, alike), likeness.telling(domains),
        ]  # fmt: skip

    answers_as_before(likely, cases=75)


def test_joins(answers_as_before):
    """Who meets whom, when, over one thing."""

    def met(draw):
        def spans(count):
            start = np.array([draw.whole(0, 5) for _ in range(count)], dtype=np.int64)
            return np.array([draw.one_of([0, 1, 1, 3]) for _ in range(count)], dtype=np.int64), start, start + np.array([draw.one_of([0, 1, 2, 6]) for _ in range(count)], dtype=np.int64)

        mine, others = spans(draw.whole(0, 6)), spans(draw.whole(0, 6))
        dense = tuple(np.tile(each, 6) for each in mine), tuple(np.tile(each, 6) for each in others)
        pairs = [sorted(zip(*map(np.ndarray.tolist, each), strict=True)) for each in (joins.meetings_within(*mine), joins.meetings(mine, others), joins.meetings(*dense))]
        ends = [np.array([draw.whole(0, 6) for _ in range(4)], dtype=np.int64) for _ in range(2)]
        return [pairs, joins.components(7, *ends), list(deals_of.by_first(joins.meetings(mine, others)))]

    answers_as_before(met, cases=75)

    def stands(draw):
        deal = registrations()[draw.whole(0, 2)]
        deal = deal if deal.status != "approved" or draw.is_so() else deal.with_step(draw.one_of(["convert", "withdraw"]), at=NOONS[draw.whole(0, 4)])
        lead = Lead(id="L", product=draw.one_of([None, "fw"]), received_at=draw.one_of([None, *NOONS]))
        engaged = DirectEngagement(id="E", person="u", account="A", since=NOONS[0], last_active_at=draw.one_of([None, NOONS[2]]), until=draw.one_of([None, NOONS[3]]))
        return [[deals_of.stands(deal, as_of=noon + timedelta(seconds=second)) for noon in NOONS for second in (-1, 0)], deals_of.is_promised(Network.of(), deal, lead, draw.one_of("pq")), deals_of.registration_held(deal), deals_of.engagement_facts(engaged)]

    answers_as_before(stands, cases=24)


def test_cases(answers_as_before):
    """How a conflict is settled, by whom, and until when."""
    office = WorkingCalendar(zone="Europe/Berlin", week={day: ((time(9), time(17)),) for day in range(7)})

    def settled(draw):
        boss = [Person(id="b", roles=draw.one_of([["direct-sales"], ["channel-desk"]]))]
        staff = [Person(id=name, roles=draw.one_of([["channel-desk"], ["ombudsperson"], ["channel-desk", "ombudsperson"], ["direct-sales", "channel-desk"], None]), manager=draw.one_of([None, None, "b"]), employer=draw.one_of([None, None, "p"])) for name in "uvw"]
        direct = [DirectEngagement(id="E", person="w", account="A", since=NOONS[0])] if draw.is_so(0.3) else []
        network = Network.of(*boss, *staff, *direct)
        procedure = cases.Procedure(calendar=office, **draw.one_of([{}, {"deadlines": {"opened": timedelta(hours=8), "heard": timedelta(hours=1)}}, {"appeal": ["channel-desk"]}]))
        case = cases.Case(id="K", kind=draw.one_of(cases.KINDS), subject="x", parties=draw.one_of([["p", "q"], ["p"]]), against_vendor=draw.is_so(), opened_at=NOONS[0], opened_by="u")
        answers, hour = [], 0
        events = draw.one_of([("acknowledge", "state", "state", "hear", "mediate", "settle", "appeal", "decide-appeal"), ("acknowledge", "state", "hear", "decide", "appeal", "decide-appeal"), ("escalate", "withdraw"), ("acknowledge", "hear", "decide", "close", "close"), ("acknowledge", "state", "hear", "mediate", "escalate", "fail", "decide", "close")])  # fmt: skip
        for event in events:
            hour += draw.one_of([0, 1, 8, *([-1] if draw.is_so(0.05) else [])])
            more = {"procedure": procedure, "network": network} if draw.is_so(0.95) else draw.one_of([{}, {"procedure": procedure}])
            who = draw.one_of([*"uvwuvwuvw", "b", "p", "z"])
            after = tried(case.with_step, event, at=NOONS[0] + timedelta(hours=hour), by=who, party=draw.one_of(["p", "q", "p", "q", None]), reason=draw.one_of(["why", "why", "no", None]), **more)
            answers.append([after if isinstance(after, PartnerkitError) else after.status, [cases.barred(case, each, who, procedure, network) for each in ("hear", "decide-appeal", "state")]])
            case = case if isinstance(after, PartnerkitError) else after
            due = procedure.due(case)
            moments = [] if due is None else [due - timedelta(seconds=1), due, due + timedelta(seconds=1)]
            answers.append([due, case.since, case.unheard, case.level, case.outcome, [cases.escalations([case], procedure, as_of=each) for each in moments]])
        return [*answers, case]

    answers_as_before(settled, cases=90)

    def decided_before(draw):
        def one(name):
            case = cases.Case(id=name, kind=draw.one_of(["payment", "payment", "delivery"]), subject=draw.one_of("xxy"), parties=["p"], against_vendor=draw.is_so(0.2), opened_at=NOONS[draw.whole(0, 2)], opened_by="u")
            steps = [cases.Step(event=event, at=NOONS[draw.one_of([2, 2, 3])], by="u", party="p", reason=draw.one_of(["yes", "no"])) for event in ("acknowledge", "state", "hear", "decide", "close")]
            return tried(cases.Case, **{each: getattr(case, each) for each in ("id", "kind", "subject", "parties", "against_vendor", "opened_at", "opened_by")}, steps=steps[: draw.one_of([0, 3, 4, 4, 5])])

        known = [each for each in (one(f"K-{number}") for number in range(5)) if isinstance(each, cases.Case)]
        procedure = cases.Procedure(calendar=office)
        odd = tried(cases.Procedure, calendar=office, deadlines=draw.one_of([{"x": timedelta(1)}, {"heard": timedelta(0)}, {"heard": 1}, {"heard": timedelta(microseconds=1)}, {}]))
        asked_for = cases.Case(id=draw.one_of(["K-0", "N"]), kind="payment", subject="x", parties=["p"], against_vendor=draw.is_so(0.2), opened_at=NOONS[draw.one_of([2, 3])], opened_by="u")
        return [cases.precedents(asked_for, known), cases.escalations(known, procedure, as_of=NOONS[6] + timedelta(days=draw.one_of([0, 3, 9]))), odd if isinstance(odd, PartnerkitError) else None]

    answers_as_before(decided_before, cases=60)


def condition(draw, facts="DealRegistration"):
    """Return a condition, most of them ones that can be."""
    name, values = draw.one_of([("partner", ["p", "q"]), ("status", ["approved", "x", "submitted"]), ("product", ["fw", "sw"]), ("value", [Money.of("5", "EUR"), Money.of("7", "EUR"), Money.of("5", "USD")]), ("extensions", [0, 1, 2]), ("chosen_in_writing", [True, False]), ("submitted_at", NOONS[:2])])
    operator = draw.one_of(OPERATORS)
    value = None if operator in ("known", "unknown") else draw.some(values, 0.6) if operator in ("one-of", "none-of") else draw.one_of(values)
    return Condition(name=name, operator=operator, value=draw.one_of([1, "p", None, 0.5]) if draw.is_so(0.03) else value)


def test_declared_rules(answers_as_before):
    """Rules of a host in plain data: what they find, and what is wrong with them."""

    def declared(draw, number=0):
        where = [condition(draw) for _ in range(draw.one_of([0, 1, 1, 2]))]
        more = {"compare": draw.one_of([None, None, "value", "extensions", "discount"]), "tolerance": draw.one_of([Decimal(0), Decimal("0.4"), Decimal("0.39")])}
        if draw.is_so(0.3):
            more |= {"since": "submitted_at", "days": draw.one_of([1, 2, 3])}
        if draw.is_so(0.15):
            more |= draw.one_of([{"words": [1]}, {"words": [1]}, {"where": [1]}, {"same": []}, {"party": "X"}, {"compare": "X"}, {"since": "X", "days": 1}, {"since": "submitted_at"}, {"since": "partner", "days": 1}, {"compare": "partner"}, {"party": "value"}, {"same": ["value"]}, {"facts": "x"}, {"code": "X"}, {"least": 0}, {"words": [Saying(language="en", title="{x}", finding="{count}")]}])
        return tried(
            DeclaredRule,
            **{"code": f"r-{number}", "severity": draw.one_of(["low", "high"]), "facts": "DealRegistration", "same": draw.one_of([["account"], ["account", "product"], ["product"], ["chosen_in_writing"], ["partner"]]), "where": where, "least": draw.one_of([1, 1, 2, 2, 3]), "least_facts": draw.one_of([1, 1, 2, 3]), "words": [Saying(language="de", title="t", finding="{partners} {group} {count}")], **more},
        )  # fmt: skip

    def found_by_declared(draw):
        facts = []
        for number in range(5):
            step = NOONS[draw.whole(0, 3)] + timedelta(seconds=draw.one_of([0, 0, 1]))
            deal = DealRegistration(id=f"D-{number}", partner=draw.one_of("pq"), account=draw.one_of("AAB"), product=draw.one_of([None, "fw", "sw"]), chosen_in_writing=draw.is_so(), value=draw.one_of([None, Money.of("5", "EUR"), Money.of("7", "EUR"), Money.of("5", "USD")]), discount=draw.one_of([None, Decimal("0.1"), Decimal("0.14")]))
            facts.append(draw.one_of([deal, deal.with_step("submit", at=step), deal.with_step("submit", at=step)]))
        rule = declared(draw)
        return [rule, rule if isinstance(rule, PartnerkitError) else asked(draw, compiled(rule), facts)]

    answers_as_before(found_by_declared, cases=165)

    def checked(draw):
        made = [declared(draw, number=draw.one_of([number, number, number, number, 0])) for number in range(4)]
        known = [each for each in made if isinstance(each, DeclaredRule)]
        alike = [draw.one_of(known)] if known else []
        twin = [DeclaredRule(code="twin", severity=draw.one_of(["low", "high"]), facts=each.facts, same=each.same, where=draw.mixed(each.where), least=each.least, least_facts=each.least_facts, compare=each.compare, tolerance=each.tolerance, since=each.since, days=each.days) for each in alike]
        return [made, tried(check_rules, [*known, *twin]), fields_of(draw.one_of(SUBJECTS))]

    answers_as_before(checked, cases=90)

    def plain_ones(draw):
        rule = DeclaredRule(code="r", severity="low", facts="Lead", party="named_partner", same=["territory"])
        case = cases.Case(id="K", kind="payment", subject="x", parties=["p"], opened_at=NOONS[0], opened_by="u")
        office = WorkingCalendar(zone="UTC", week={day: ((time(9), time(17)),) for day in range(7)})
        return [rule, Condition(name="status", operator="known"), case, cases.Step(event="state", at=NOONS[0], by="u"), cases.Procedure(calendar=office), price_policy.PricePolicy(), uniform_pricing.RULE.code, accounts.SHOW, accounts.MERGE]

    answers_as_before(plain_ones, cases=1)
