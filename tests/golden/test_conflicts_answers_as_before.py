"""Who is in whose way is answered as it was before: deals, leads, territories, people, goals."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from attrs import evolve

from partnerkit import Goal, Money, PartnerkitError, Period
from partnerkit.conflicts import Attempts, ConflictRule, Conflicts, Draft, Prevention, detect, detect_changes, prevent, rules
from partnerkit.conflicts.cooperation import Cooperation
from partnerkit.conflicts.detect import found
from partnerkit.conflicts.holdings import Holding, swaps, together
from partnerkit.conflicts.own_world import own_world
from partnerkit.conflicts.precedence import CRITERIA, Claim, Precedence
from partnerkit.conflicts.rules import (
    channel_conflict, cooperation_rules, deal_overlap, dual_distribution_wall, lead_collision, protected_lead_taken,
    registration_expiry, registration_hoarding,
)  # fmt: skip
from partnerkit.facts import (
    Account, Assignment, DealRegistration, DirectEngagement, Figure, Grant, Lead, Network, Partner, Person, Product,
    ServiceCase, Territory, Touch,
)  # fmt: skip
from partnerkit.values import Reason

#: Days in a row over the end of a leap February; each world lies within them, and is asked on each of them.
FIRST = date(2028, 2, 26)
DAYS = [FIRST + timedelta(days=number) for number in range(7)]
NOONS = [datetime(day.year, day.month, day.day, 12, tzinfo=UTC) for day in DAYS]
PLACES = [Territory(id="eu"), Territory(id="de", parent="eu"), Territory(id="n", parent="de"), Territory(id="s", parent="de")]
GOODS = [Product(id="it"), Product(id="fw", parent="it"), Product(id="sw", parent="it")]
FIRMS = [
    Account(id="A", name="Werft Kiel GmbH", domains=["werft.de"], territory="n", segment="yard", flag="channel"),
    Account(id="B", name="Nord IT AG", domains=["nord.de"], territory="s", flag="direct"),
    Account(id="C", name="Nordit", domains=["nord.de", "c.de"], territory="de", flag="shared"),
]
SAME = {"C": "B", "A": "A"}


def tried(ask, *given, **named):
    """Return an answer, or why there is none."""
    try:
        return ask(*given, **named)
    except PartnerkitError as fault:
        return fault


def stretch(draw):
    """Return some days in a row, or no end."""
    first, last = sorted((draw.whole(0, 5), draw.whole(0, 5)))
    if draw.is_so(0.15):
        return draw.one_of([Period.since(DAYS[first]), Period.until(DAYS[last + 1])])
    return Period.of(DAYS[first], DAYS[last + 1])


def at(draw, low=0, high=6):
    """Return a moment: noon of one of the days, or a second beside it."""
    return NOONS[draw.whole(low, high)] + timedelta(seconds=draw.one_of([0, 0, 0, 1, -1]))


def deals(draw, count):
    """Return registrations, each as far as its course came."""
    made = []
    for number in range(count):
        who = draw.one_of([{"account": "A"}, {"account": "B"}, {"account": "A"}, {"account": "C"}, {"customer": "Werft-Kiel"}, {"customer": "Nord-IT"}, {"domain": "werft.de"}, {"customer": "Werft Kiel", "domain": "x.de"}])
        deal = DealRegistration(
            id=f"D-{number}", partner=draw.one_of("pqr"), opportunity=draw.one_of([None, None, None, "o1", "o2"]), product=draw.one_of([None, None, None, "fw", "it", "sw"]),
            value=draw.one_of([None, Money.of(draw.one_of(["5", "7"]), "EUR"), Money.of("6", "USD"), Money.of("9", "EUR")]), extension_limit=draw.one_of([None, 0, 1, 2]),
            chosen_in_writing=draw.is_so(0.2), public_tender=draw.one_of([None, True, False]), discount=draw.one_of([None, Decimal("0.1"), Decimal("0.2")]), **who,
        )  # fmt: skip
        step, until = draw.whole(0, 2), draw.whole(3, 6)
        course = [("submit", {}), ("review", {}), ("approve", {"expires_at": NOONS[until]}), draw.one_of([("convert", {}), ("extend", {"expires_at": NOONS[6]}), ("expire", {}), ("withdraw", {}), ("convert", {})])]
        if draw.is_so(0.1):
            course[2] = ("reject", {"reason": "duplicate"})
        for event, more in course[: draw.one_of([0, 1, 2, 3, 3, 3, 4, 4])]:
            after = tried(deal.with_step, event, at=NOONS[min(step, 6)], by=draw.one_of([None, "u", "v"]), **more)
            deal = deal if isinstance(after, PartnerkitError) else after
            step += draw.one_of([0, 0, 0, 1, 2])
        made.append(deal)
    return made


def engagements(draw, count):
    """Return direct sales at work."""
    made = []
    for number in range(count):
        since = draw.whole(0, 4)
        made.append(
            DirectEngagement(
                id=f"E-{number}", person=draw.one_of("uv"), account=draw.one_of("ABC"), product=draw.one_of([None, None, "fw", "it"]), opportunity=draw.one_of([None, "o1"]),
                since=NOONS[since], last_active_at=draw.one_of([None, NOONS[min(since + 1, 6)]]), until=draw.one_of([None, NOONS[since + 2]]),
            )
        )  # fmt: skip
    return made


def leads(draw, count):
    """Return leads of the same customers."""
    return [
        Lead(
            id=f"L-{number}", customer=draw.one_of([None, "A", "A", "B", "C"]), product=draw.one_of([None, "fw", "it", "sw"]), received_at=draw.one_of([None, at(draw), at(draw)]),
            status="open" if draw.is_so(0.85) else "lost", value=draw.one_of([None, Money.of("3", "EUR")]), territory=draw.one_of([None, "n", "s", "de"]), named_partner=draw.one_of([None, "p"]),
        )
        for number in range(count)
    ]  # fmt: skip


def people(draw):
    """Return who works there."""
    return [
        Person(id=name, roles=draw.one_of([None, ["direct-sales"], ["channel-desk"]]), territory=draw.one_of([None, "n", "s", "de"]), employer=draw.one_of([None, "p"]), manager=None)
        for name in (draw.mixed("uvw") if draw.is_so(0.85) else ())
    ]  # fmt: skip


def partners(draw):
    """Return partners, some of them unknown."""
    return [
        Partner(
            id=name, tier=draw.one_of([None, "gold", "silver"]), territories=draw.one_of([("n",), ("s",), ("de", "s"), None] if draw.is_so(0.2) else [("n",), ("s",)]),
            account_owner=draw.one_of([None, "u", "v"]), status=draw.one_of(["active", "active", "suspended", "prospect"]) if draw.is_so(0.5) else "active",
            system=draw.one_of([None, "open", "exclusive", "selective"]), form=draw.one_of([None, "resells"]),
        )
        for name in (draw.mixed("pqr") if draw.is_so(0.8) else ())
    ]  # fmt: skip


def grants(draw, count):
    """Return who was promised what."""
    return [
        Grant(partner=draw.one_of("pqr"), territory=draw.one_of(["n", "de", "n", "eu", "s"]), products=draw.one_of([None, ["fw"], ["it"], ["fw", "sw"]]), exclusive=draw.is_so(0.85), period=stretch(draw))
        for _ in range(count)
    ]  # fmt: skip


def assignments(draw, count, field="territory"):
    """Return who held what."""
    whose = ["n", "s", "n", "de"] if field == "territory" else ["p", "q"]
    return [
        Assignment(person=draw.one_of("uvw"), role=draw.one_of(["owner", "owner", "owner", "deputy"]), period=stretch(draw), **{field: draw.one_of(whose)})
        for _ in range(count)
    ]  # fmt: skip


def told(conflicts):
    """Return all of each finding, with what each party may see of it."""
    return [
        (each, dict(each.own), each.admitted, [each.view(party, purpose=purpose) for party in (*each.parties, "z") for purpose in (None, "warranty")])
        for each in conflicts
    ]  # fmt: skip


def asked(draw, rule, facts, others=()):
    """Return what a rule finds on each day, which keys each fact has, what it finds under them, and what changes."""
    network, answers = Network.of(*draw.mixed(facts)), []
    for day in draw.some(NOONS, 0.4):
        answers.append(told(detect(network, [rule], as_of=day)))
    day = draw.one_of(NOONS[1:5])
    answers.append(told(detect(network, [rule], as_of=day + timedelta(seconds=draw.one_of([-1, 0, 1])))))
    for fact in draw.some(facts, 0.25) if rule.keys else ():
        keys = rule.keys(network, fact)
        keys = keys if keys is None else set(keys)
        answers += [keys, None if keys is None else [each.id for each in found(rule, network, day, only=keys)]]
    fewer = (tried(Network.of, [each for each in facts if each is not gone]) for gone in draw.mixed(facts)[:3])
    before = next((each for each in fewer if isinstance(each, Network)), network)
    changes = detect_changes(before, network, [rule], as_of=day)
    back = detect_changes(network, before, [rule], as_of=day)
    return [*answers, [each.id for each in (*changes.new, *changes.cleared, *back.new, *back.cleared)], rule.premise and rule.premise(network, day)]


def with_own(draw, *facts):
    """Return the facts with places, goods and firms, where a network knows of them."""
    return [*facts, *(each for kind in (PLACES, GOODS, FIRMS) if draw.is_so(0.85) for each in kind)]


def days(draw, *choices):
    """Return a length of time."""
    return timedelta(days=draw.one_of(choices))


def test_deals_and_leads(answers_as_before):
    """One deal, several that claim it."""

    def deals_that_overlap(draw):
        joint = draw.one_of([(), (Cooperation(id="K", kind="joint-deal", account="A", registrations=["D-0", "D-1", "D-2"], shares={"p": Decimal("0.5"), "q": Decimal("0.5")}),)])
        order = draw.one_of([None, Precedence(order=draw.mixed(CRITERIA), tender_excluded=draw.is_so(), second_share=draw.one_of([Decimal(0), Decimal("0.5")]))])
        rule = deal_overlap.deal_overlap(precedence=order, look_back=days(draw, 0, 1, 30), customers=draw.one_of([None, SAME]), declared=joint)
        return asked(draw, rule, with_own(draw, *deals(draw, draw.whole(2, 5))))

    answers_as_before(deals_that_overlap, cases=60)

    def direct_sales_beside(draw):
        rule = channel_conflict.channel_conflict(look_back=days(draw, 0, 1, 60), customers=draw.one_of([None, SAME]))
        return asked(draw, rule, with_own(draw, *deals(draw, draw.whole(1, 4)), *engagements(draw, draw.whole(0, 3))))

    answers_as_before(direct_sales_beside, cases=45)

    def leads_that_collide(draw):
        rule = lead_collision.lead_collision(
            given=draw.one_of([None, {f"L-{number}": draw.one_of("pq") for number in range(draw.whole(0, 4))}]), look_back=days(draw, 0, 1, 2, 30),
            direct_look_back=days(draw, 0, 1, 60), customers=draw.one_of([None, SAME]),
        )  # fmt: skip
        facts = (*leads(draw, draw.whole(1, 4)), *deals(draw, draw.whole(0, 3)), *engagements(draw, draw.whole(0, 2)))
        return asked(draw, rule, with_own(draw, *facts))

    answers_as_before(leads_that_collide, cases=60)

    def promised_and_taken(draw):
        rule = protected_lead_taken.protected_lead_taken(
            given=draw.one_of([None, {f"L-{number}": draw.one_of("pq") for number in range(4)}]), customers=draw.one_of([None, SAME])
        )
        return asked(draw, rule, with_own(draw, *leads(draw, draw.whole(0, 3)), *deals(draw, draw.whole(2, 4))))

    answers_as_before(promised_and_taken, cases=45)

    def held_for_long(draw):
        facts = with_own(draw, *deals(draw, draw.whole(1, 5)), *partners(draw))
        caps = {"caps": draw.one_of([None, {"gold": draw.one_of([1, 2])}]), "default": draw.one_of([1, 2, 3])}
        odd = tried(registration_hoarding.registration_hoarding, caps={"gold": draw.one_of([0, 1.5])}, default=draw.one_of([0, 1]))
        return [
            asked(draw, registration_hoarding.registration_hoarding(**caps), facts),
            asked(draw, registration_expiry.registration_expiry(notice=days(draw, 0, 1, 2, 14)), facts), odd,
        ]  # fmt: skip

    answers_as_before(held_for_long, cases=45)

    def who_goes_first(draw):
        claims = [
            Claim(
                registration=f"D-{number}", partner=draw.one_of("pq"), qualified_at=draw.one_of([None, NOONS[0], NOONS[0], NOONS[1]]), chosen_in_writing=draw.is_so(0.3),
                serves_customer=draw.is_so(0.3), public_tender=draw.is_so(0.2), discount=draw.one_of([None, Decimal("0.1"), Decimal("0.3")]),
            )
            for number in draw.mixed(range(draw.whole(0, 4)))
        ]  # fmt: skip
        order = draw.some(draw.mixed(CRITERIA), 0.8) or CRITERIA
        names = [*CRITERIA, "x"] if draw.is_so(0.1) else CRITERIA
        pairs = [tuple(draw.mixed(names)[: draw.whole(1, 3) if draw.is_so(0.05) else 2]) for _ in range(draw.whole(0, 3))]
        more = {"tender_excluded": draw.is_so(), "second_share": draw.one_of([Decimal(0), Decimal("0.5"), Decimal(1)])}
        return [Precedence(order=order, **more).rule(*claims), Precedence().rule(*claims), tried(Precedence.from_pairs, pairs, **more), tried(Precedence.from_pairs, pairs)]

    answers_as_before(who_goes_first, cases=75)


def test_cooperation_and_the_wall(answers_as_before):
    """What partners agreed on, and what direct sales may see."""

    def agreed_on(draw):
        declared = []
        for number in range(draw.whole(1, 3)):
            kind = draw.one_of(["joint-deal", "referral", "sale-and-installation", "service"])
            shares = draw.one_of([{"p": Decimal("0.6"), "q": Decimal("0.4")}, {"q": Decimal("0.5"), "r": Decimal("0.5")}, {"p": Decimal("0.5"), "q": Decimal("0.4")}, {"p": Decimal(1)}] if draw.is_so(0.2) else [{"p": Decimal("0.6"), "q": Decimal("0.4")}, {"q": Decimal("0.5"), "r": Decimal("0.25"), "p": Decimal("0.25")}])
            seller = (None if kind == "joint-deal" else draw.one_of("pq")) if draw.is_so(0.95) else draw.one_of([None, "p", "z"])
            made = tried(Cooperation, id=f"K-{number if draw.is_so(0.97) else 0}", kind=kind, account=draw.one_of("AB"), seller=seller, shares=shares, registrations=draw.some(["D-0", "D-1"], 0.3), valid=draw.one_of([None, stretch(draw)]))
            declared.append(made)
        kept = [each for each in declared if isinstance(each, Cooperation)]
        cases = [
            ServiceCase(id=f"S-{number}", partner=draw.one_of([None, "p", "q"]), sold_by=draw.one_of([None, "p", "q"]), account=draw.one_of([None, "A", "A", "B"]), opened_at=NOONS[0])
            for number in range(draw.whole(0, 4))
        ]  # fmt: skip
        rule = cooperation_rules.cooperation_rules(declared=kept)
        said = [[each.partners, each.helpers, [each.holds_on(day) for day in DAYS]] for each in kept]
        return [declared, said, asked(draw, rule, with_own(draw, *deals(draw, 3), *cases))]

    answers_as_before(agreed_on, cases=60)

    def seen_across(draw):
        purposes = ["warranty", "after-sales", "own-account"]
        showings = [
            dual_distribution_wall.Showing(person=draw.one_of("uv"), record=draw.one_of(["D-0", "D-1"]), partner=draw.one_of("pq"), about=draw.one_of(["identified-customer", "future-price"]), purpose=draw.one_of([None, *purposes]))
            for _ in range(draw.whole(0, 3))
        ]  # fmt: skip
        rule = dual_distribution_wall.dual_distribution_wall(showings=showings, purposes=draw.some(purposes, 0.7), role=draw.one_of(["direct-sales", "channel-desk"]))
        odd = tried(dual_distribution_wall.dual_distribution_wall, purposes=["x"])
        return [asked(draw, rule, with_own(draw, *deals(draw, 3), *engagements(draw, draw.whole(0, 2)), *people(draw), *partners(draw))), odd]

    answers_as_before(seen_across, cases=45)

    def promises_of_goals(draw):
        goals = []
        for number in range(draw.whole(1, 5)):
            more = {name: draw.one_of(choices) for name, choices in (("owner", [None, "u", "v"]), ("partner", [None, "p", "q"]), ("territory", [None, "n", "de", "n"]), ("product", [None, None, "fw", "sw"]))}
            parent = draw.one_of([None, None, *(each.id for each in goals)])
            goals.append(Goal(id=f"G-{number}", parent=parent, measure=draw.one_of(["m", "m", "k"]), target=draw.one_of([1, 2]), period=draw.one_of([Period.of(DAYS[0], DAYS[3]), Period.of(DAYS[0], DAYS[3]), stretch(draw)]), **more))
        return asked(draw, rules.get("goal-conflict"), with_own(draw, *goals, *grants(draw, draw.whole(0, 2))))

    answers_as_before(promises_of_goals, cases=75)


def test_territories(answers_as_before):
    """Who holds what, alone or together, and where nobody is."""

    def held_twice(draw):
        facts = with_own(draw, *assignments(draw, draw.whole(0, 4)), *grants(draw, draw.whole(0, 4)))
        return asked(draw, rules.get("territory-overlap"), facts)

    answers_as_before(held_twice, cases=90)

    def nobody_there(draw):
        places = [evolve(each, valid=draw.one_of([None, None, stretch(draw)])) for each in PLACES]
        facts = [*places, *GOODS, *assignments(draw, draw.whole(0, 2)), *grants(draw, draw.whole(0, 2)), *partners(draw)]
        return asked(draw, rules.get("territory-gap"), facts)

    answers_as_before(nobody_there, cases=75)

    def sold_into(draw):
        places = [
            evolve(each, segment=draw.one_of([None, None, "yard"]), reserved=draw.is_so(0.3), products=draw.one_of([None, ["fw"], ["it"]]), valid=draw.one_of([None, stretch(draw)]))
            for each in PLACES
        ]  # fmt: skip
        touches = [
            Touch(
                lead=lead, account=account, channel="visit", at=at(draw), **draw.one_of([{"role": "partner", "partner": who} for who in "ppqqr"] + [{"role": "direct"}, {"role": "partner"}]),
                approach=draw.one_of(["active", "active", "active", "passive", None]),
            )
            for lead, account in (draw.one_of([("L-0", None), ("L-1", None), (None, "A"), (None, "C"), ("L-0", "B")]) for _ in range(draw.whole(1, 4)))
        ]  # fmt: skip
        facts = [*places, *GOODS, *FIRMS, *touches, *leads(draw, 2), *grants(draw, draw.whole(1, 4))]
        many = [Grant(partner=f"h{number}", territory="n", exclusive=True, period=Period.since(FIRST)) for number in range(draw.one_of([4, 5]))] if draw.is_so(0.15) else []
        return asked(draw, rules.get("exclusivity-breach"), [*facts, *many, *(() if many else partners(draw))])

    answers_as_before(sold_into, cases=105)

    def managed(draw):
        return asked(draw, rules.get("owner-conflict"), with_own(draw, *assignments(draw, draw.whole(1, 4), "partner"), *partners(draw)))

    answers_as_before(managed, cases=45)

    def exchanged(draw):
        cut = draw.whole(2, 4)
        held = []
        for person, places in zip("uvw", draw.one_of([("ns", "sn", ("de", "n")), ("ns", "ns", "sn"), ("ns", "sn", "sn")]), strict=True):
            if draw.is_so(0.85):
                shift = draw.one_of([0, 0, 0, 1])
                held += [Assignment(person=person, territory=places[0], period=Period.of(DAYS[0], DAYS[cut])), Assignment(person=person, territory=places[1], period=draw.one_of([Period.since, lambda day: Period.of(day, DAYS[6])])(DAYS[cut + shift]))]
        held = draw.some(held, 0.95) + tuple(assignments(draw, draw.whole(0, 1)))
        figures = [Figure(partner="p", measure="m", period=Period.day(FIRST), value=1, person=draw.one_of("uv"), territory=draw.one_of([None, "n", "s"])) for _ in range(draw.whole(0, 2))]
        facts = with_own(draw, *held, *people(draw), *figures)
        spans = [Holding(draw.one_of("uvw"), stretch(draw), number) for number in range(draw.whole(0, 4))]
        return [asked(draw, rules.get("territory-swap"), facts), asked(draw, rules.get("record-mismatch"), facts), swaps(Network.of(*facts)), [(each, each.holders) for each in together(spans)]]

    answers_as_before(exchanged, cases=90)


def test_before_it_is_written(answers_as_before):
    """Who asks is told in one word; all rules together, gravest first."""

    def asked_before(draw):
        facts = [*with_own(draw, *deals(draw, 2), *grants(draw, 2), *partners(draw), *assignments(draw, 1))]
        network, more = Network.of(*facts), [*deals(draw, 1), *grants(draw, draw.whole(0, 1))]
        more = [evolve(each, id="D-9") if isinstance(each, DealRegistration) and draw.is_so(0.8) else each for each in more]
        attempts, answers = Attempts(limit=draw.one_of([0, 1, 2, 3]), days=draw.one_of([1, 2, 30])), []
        for day in (*NOONS[:4], NOONS[3] + timedelta(seconds=1)):
            party = draw.one_of("pq")
            found_ = prevent(network, more if draw.is_so() else more[0], rules.builtin(), as_of=day, asked_by=party, attempts=attempts)
            attempts = found_.attempts
            answers += [found_, told(found_.conflicts), len(found_), [found_.view(each) for each in "pq"], [attempts.left(each, as_of=day) for each in "pq"], attempts.made]
        return [*answers, prevent(network, more, rules.builtin(), as_of=NOONS[2]), tried(prevent, network, more, [], as_of=NOONS[2], asked_by="p"), own_world(network, "p").all]

    answers_as_before(asked_before, cases=24)

    def all_rules(draw):
        facts = with_own(draw, *deals(draw, 3), *engagements(draw, 1), *leads(draw, 2), *grants(draw, 2), *assignments(draw, 2), *partners(draw), *people(draw))
        conflicts = detect(Network.of(*facts), draw.mixed(rules.builtin()), as_of=draw.one_of(NOONS))
        twice = [rules.builtin()[0]] * 2
        return [conflicts, conflicts.to_frame(), repr(conflicts), conflicts[:2], Counter(each.rule for each in conflicts), tried(rules.get, "x"), tried(detect, Network.of(), draw.one_of([twice, [1]]), as_of=NOONS[0]), conflicts == tuple(conflicts)]

    answers_as_before(all_rules, cases=30)

    def usual_lengths(draw):
        moments = [NOONS[6] - timedelta(days=days, seconds=second) for days in (0, 14, 30, 60) for second in (-1, 0, 1)]
        made = []
        for number in range(draw.whole(2, 4)):
            begun = draw.one_of(moments)
            deal = DealRegistration(id=f"D-{number}", partner=draw.one_of("pq"), account="A").with_step("submit", at=begun - timedelta(days=90))
            ends = begun + timedelta(days=draw.one_of([0, 14, 28, 60]), seconds=draw.one_of([0, 1]))
            deal = deal.with_step("review", at=begun - timedelta(days=90)).with_step("approve", at=begun - timedelta(days=90), expires_at=ends)
            made.append(deal.with_step("expire", at=ends) if draw.is_so(0.3) else deal)
        engaged = [DirectEngagement(id="E", person="u", account="A", since=NOONS[0] - timedelta(days=200), until=draw.one_of(moments))]
        wishes = [Lead(id=f"L-{number}", customer="A", received_at=draw.one_of(moments)) for number in range(3)]
        many = [DealRegistration(id=f"M-{number}", partner="r", account="B").with_step("submit", at=NOONS[0]) for number in range(draw.one_of([0, 25, 26]))]
        network = Network.of(*draw.some([*made, *engaged, *wishes], 0.9), *many)
        return told(detect(network, rules.builtin(), as_of=NOONS[6]))

    answers_as_before(usual_lengths, cases=60)

    def plain_ones(draw):
        made = [
            rules.builtin(), Claim(registration="D", partner="p"), Precedence(), Attempts(),
            Cooperation(id="K", kind="joint-deal", account="A", shares={"p": Decimal("0.5"), "q": Decimal("0.5")}),
            Draft(group=["g"], reason=Reason("r"), own={"p": []}), ConflictRule(code="x", severity="info", find=detect), Conflicts(), Prevention(conflicts=Conflicts()),
            dual_distribution_wall.Showing(person="u", record="D", partner="p", about="future-price"),
        ]  # fmt: skip
        return [str(each) for each in made[:-1]], made[-1], [(each.code, each.severity, each.words) for each in rules.builtin()]

    answers_as_before(plain_ones, cases=1)
