"""Do the rules of a pool answer as they did: whom they let take a lead, asked or looked up?"""

from datetime import timedelta

from asking import asked
from attrs import evolve
from right_worlds import CALENDARS, MOMENTS, NOON, ZONES, locations, occasion_of, period

from partnerkit import Lead, Money, Partner, PartnerkitError
from partnerkit.facts.consent import Consent
from partnerkit.facts.partner import Certification
from partnerkit.leads import (
    RULES,
    FairShare,
    Limit,
    MembershipChanged,
    Rotation,
    absent,
    allocate,
    apply,
    certified,
    full_up,
    in_state,
    may_be_passed_to,
    of_tier,
    open_when_urgent,
    screen,
    within,
)
from partnerkit.leads.encoding import encode, open_to_all
from partnerkit.leads.exclusions import earlier_holders
from partnerkit.leads.offers import Offer
from partnerkit.leads.roster import Roster, sift
from partnerkit.leads.rule import EligibilityRule, Occasion
from partnerkit.leads.runs import Run, runs
from partnerkit.values.sets import PeriodSet


def firm_of(draw, name):
    """Return a partner with something of everything a rule may look at."""
    unknown = draw.some(("territories", "products", "languages", "locations"), 0.08)
    fields = {
        "territories": draw.one_of((None, ("de",), ("se",), ("eu",), ("de-north", "se"))),
        "products": draw.one_of((None, ("net",), ("firewall",), ("switch", "firewall"))),
        "languages": draw.one_of((None, ("de",), ("sv", "en"), ("de-AT",))),
        "locations": draw.one_of((None, locations(draw), locations(draw))),
    }
    return Partner(
        id=name,
        tier=draw.one_of((None, "gold", "silver")),
        status=draw.one_of(("active",) * 6 + ("new", "closed")),
        credit_blocked=draw.is_so(0.1),
        capacity=draw.one_of((None, None, 0, 1, 2)),
        timezone=draw.one_of(ZONES),
        absences=draw.some([period(draw)], 0.3),
        blocked_customers=draw.some(("C-1", "C-2"), 0.2),
        certifications=draw.some([Certification(name=draw.one_of(("wall", "hall")), valid=draw.one_of((None, period(draw))))], 0.6),
        valid=draw.one_of((None,) * 5 + (period(draw),)),
        unknown=unknown,
        **{field: each for field, each in fields.items() if field not in unknown},
    )  # fmt: skip


def firms_of(draw, least=1, most=5):
    return draw.mixed([firm_of(draw, f"P-{number}") for number in range(1, draw.whole(least, most) + 1)])


def consent(draw):
    """Return what a person permitted, if anything."""
    given, withdrawn = (
        draw.one_of((None, MOMENTS[1])),
        draw.one_of((None, MOMENTS[3], MOMENTS[4], MOMENTS[5])),
    )
    return draw.one_of(
        (None, Consent(
            basis="consent", purpose=draw.one_of(("offer", "review")), may_be_passed_on=draw.is_so(0.8), given_at=given,
            recipients=draw.one_of((None, ("P-1", "P-2"))), withdrawn_at=withdrawn, channels=("e-mail",),
        ))
    )  # fmt: skip


def lead_of(draw, name, **more):
    """Return a lead with something of everything a rule may look at."""
    north, east = draw.one_of(((None, None), (52.5, 13.4), (54.0, 10.0), (-41.3, 174.8)))
    terms = {
        "territory": draw.one_of((None, "de", "de-north", "se", "eu", "fi")),
        "product": draw.one_of((None, "net", "firewall", "switch")),
        "language": draw.one_of((None, "de", "sv", "de-DE", "en")),
        "customer": draw.one_of((None, "C-1", "C-2", "C-3")),
        "consent": consent(draw),
        "urgent": draw.is_so(0.4),
        "refused_partners": draw.some(("P-1", "P-2"), 0.15),
        "earlier_holders": draw.some(("P-1", "P-2", "P-3", "P-4", "P-5"), draw.one_of((0.1, 0.8))),
        "latitude": north,
        "longitude": east,
        "status": draw.one_of(("open",) * 9 + ("won",)),
    }
    return Lead(id=name, **{**terms, **more})


def offers(draw):
    """Return answers to offers, of which some say that there is no room."""
    return [
        Offer(
            id=f"O-{number}", lead=f"L-{number}", partner=draw.one_of(("P-1", "P-2", "P-3")), offered_at=MOMENTS[0],
            due=MOMENTS[8], since=draw.one_of(MOMENTS), reason=draw.one_of((None, "no-capacity", "other")),
            status=draw.one_of(("offered", "declined", "declined", "accepted", "worked", "reported", "expired")),
        )
        for number in range(draw.whole(0, 6))
    ]  # fmt: skip


def rules_of(draw):
    """Return rules out of all there are."""
    mine = EligibilityRule(
        "odd", of_lead=lambda lead: len(lead.id) % 2, of_partner=lambda firm: len(firm.id) % 3,
        objection=lambda wanted, own, _: {"wanted": wanted} if wanted == own else None,
    )  # fmt: skip
    more = (
        absent({name: PeriodSet(periods=[period(draw), period(draw)]) for name in ("P-1", "P-2")}),
        open_when_urgent(CALENDARS), in_state("active", "new"), of_tier("gold"),
        of_tier("gold", "silver", needed=lambda lead: lead.urgent), certified("wall"),
        certified("hall", needed=lambda lead: lead.product is not None), within(draw.one_of((0, 0.5, 300, 20_040))),
        within(lambda firm: {"gold": 300, "silver": 1}.get(firm.tier)), may_be_passed_to(),
        may_be_passed_to("offer"), full_up(offers(draw), rest=timedelta(hours=draw.one_of((1, 12, 24)))),
        full_up(offers(draw), rest=timedelta(days=1), reason="other"), mine,
    )  # fmt: skip
    ask_again = earlier_holders(when_nobody_is_left="ask-again")
    usual = [ask_again if each == RULES[6] and draw.is_so(0.4) else each for each in RULES]
    return draw.mixed((*draw.some(usual, draw.one_of((0.2, 0.6, 1))), *draw.some(more, 0.15)))


def who_could_take_it(draw):
    """Return what stands against each, asked at many moments."""
    firms, rules, blank = firms_of(draw), rules_of(draw), draw.one_of(("unrestricted", "exclude"))
    leads = [lead_of(draw, f"L-{number}") for number in range(draw.whole(0, 4))]
    found = []
    for moment in MOMENTS:
        known = encode(leads, firms, rules, occasion_of(draw, moment), blank)
        told = [(known.objections(lead), known.objections(lead, firm=True)) for lead in range(len(leads))]
        found.append((known.table, known.signatures(), told))
    open_ = open_to_all(leads, len(firms), occasion_of(draw))
    return found, open_.table, open_.signatures(), [open_.objections(lead) for lead in range(len(leads))]


def of_very_many_kinds(draw):
    """Return who could take leads of so many kinds that whole numbers of 64 bits do not tell them apart."""
    rules = [
        EligibilityRule(
            f"rule-{place}", of_lead=lambda lead, place=place: lead.attributes["asks"][place], of_partner=lambda firm: firm.id,
            objection=lambda wanted, own, _: {"wanted": wanted} if own == f"P-{wanted}" else None,
        )
        for place in range(12)
    ]  # fmt: skip
    asks = [[str(number)] * 12 for number in range(64)]
    asks += [[str(draw.whole(0, 9)), *asks[0][1:]], [*asks[1][:-1], str(draw.whole(0, 9))]]
    leads = [Lead(id=f"L-{place}", attributes={"asks": each}) for place, each in enumerate(asks)]
    known = encode(leads, [Partner(id=f"P-{number}") for number in range(64)], rules, Occasion(as_of=NOON))
    return known.table, known.signatures()


def what_leaves_much_open(draw):
    """Return what is found about partners and leads that leave fields out, and leads that look alike."""
    attributes = (
        {},
        {"company": "Süd GmbH", "domain": "sued.example"},
        {"company": "SÜD  gmbh", "email": "a@b.example"},
        {"email": " "},
    )
    leads = [
        lead_of(
            draw, f"L-{number}", contact=draw.one_of((None, "K-1", "k-1")), attributes=draw.one_of(attributes)
        )
        for number in draw.mixed(range(draw.whole(0, 6)))
    ]
    own = (
        {"alike": {"city": lambda lead: lead.product, "number": lambda lead: lead.urgent}}
        if draw.is_so(0.3)
        else {}
    )
    return screen(leads, firms_of(draw), rules=rules_of(draw), **own), screen(leads, firms_of(draw))


def begun(draw, firms, policy):
    """Return a ledger in which everybody is, and some are full or away."""
    open_to_all_of_them = [Partner(id=each.id, tier=each.tier) for each in firms]
    ledger, met = None, draw.whole(0, len(firms) - 1)
    for number, few in enumerate((open_to_all_of_them[:met], open_to_all_of_them[met:])):
        leads = [
            Lead(id=f"L-{20 + number}-{each}", value=Money.of("2", "EUR")) for each in range(draw.whole(1, 2))
        ]
        ledger = allocate(leads, few, policy, ledger=ledger, as_of=MOMENTS[0]).ledger if few else ledger
    if draw.is_so(0.2):
        step = {
            "partner": firms[0].id,
            "step": draw.one_of(("pause", "leave")),
            "at": NOON,
            "by": "Ada",
            "why": "Ill.",
        }
        ledger = apply(ledger, MembershipChanged(**step))
    return ledger.with_open({firms[-1].id: ("L-90",)}) if draw.is_so(0.2) else ledger


def policy_of(draw):
    weights = {
        "weights": draw.one_of(({}, {"gold": 2, "P-1": 3})),
        "default": draw.one_of((1,) * 11 + (None,)),
    }
    money = {"value": "lead", "default_value": Money.of("1", "EUR")}
    return draw.one_of(
        (FairShare(value="unit", **weights), FairShare(**money, **weights), Rotation(**weights))
    )


def judged(found):
    """Return a decision with all who were asked, and the ledger after it."""
    if found is None:
        return None
    decision, ledger = found
    return decision, decision.candidates.__class__.__name__, list(decision.candidates), decision.named, decision.effect, (
        decision.reason, decision.counterfactual, ledger, ledger.accounts, ledger.open,
    )  # fmt: skip


def looked_up(draw):
    """Return what a roster answers that follows partners who come, change and go."""
    policy, rules = policy_of(draw), rules_of(draw)
    if not Roster.suits(rules):
        return "does not suit", [getattr(each, "code", each.__class__.__name__) for each in rules]
    firms = {each.id: each for each in firms_of(draw, 3, 7)}
    blank = draw.one_of(("unrestricted", "exclude"))
    ledger = begun(draw, [*firms.values()], policy)
    roster = Roster.of(firms, policy, rules=rules, blank=blank)
    roster = roster.following(ledger) if draw.is_so(0.8) else roster
    found = []
    for number in range(3):
        occasion, lead = occasion_of(draw), lead_of(draw, draw.one_of((f"L-{number}", "L-21-0")))
        pool = roster.pool(occasion.as_of.date())
        sifted = sift(roster, pool, lead, occasion)
        given = asked(roster.give, lead, ledger, occasion)
        found.append((
            pool.here, pool.order, pool.names, pool.heaviest, sifted.left, sifted.rest, sifted.others(()), sifted.counts,
            sifted.everybody(()), [(rule.code, whom) for rule, whom in sifted.fails],
            given if isinstance(given, PartnerkitError) else judged(given),
        ))  # fmt: skip
        if isinstance(given, tuple):
            ledger = given[1]
            roster = roster.following(ledger)
        changed = dict(draw.some(tuple(firms.items()), 0.8)) or dict(firms)
        changed |= {name: firm_of(draw, name) for name in draw.some((*changed, "P-9"), 0.3)}
        new = [each for each in changed.values() if ledger.get(each.id) is None]
        ledger = allocate([Lead(id=f"L-7{number}")], [Partner(id=each.id, tier="gold") for each in new], policy, ledger=ledger, as_of=NOON).ledger if new and draw.is_so(0.7) else ledger  # fmt: skip
        roster, firms = roster.with_partners(changed).following(ledger), changed
    return found, [(name, asked(roster.weight, name)) for name in firms], roster.full, roster.new


def in_a_run(draw):
    """Return what a run of leads gives, which books once for all of them."""
    policy = policy_of(draw)
    if not runs(policy):
        return "does not run", policy.name
    rules = [each for each in rules_of(draw) if not isinstance(each, Limit)] + draw.one_of(([], [Limit()]))
    firms = {each.id: each for each in firms_of(draw, 3, 7)}
    ledger = begun(draw, [*firms.values()], policy)
    roster = Roster.of(firms, policy, rules=rules, blank="unrestricted").following(ledger)
    run = Run(roster, ledger, few=draw.one_of((0, 1, 3, 99)))
    found = []
    occasion = occasion_of(draw)
    for batch in range(draw.whole(1, 3)):
        other, part = occasion_of(draw), draw.one_of(("as_of", "territories", "products"))
        occasion = draw.one_of((occasion, other, evolve(occasion, **{part: getattr(other, part)})))
        leads = [lead_of(draw, draw.one_of((f"L-{batch}-{number}",) * 6 + ("L-21-0",)), value=Money.of(draw.one_of(("1", "1", "3")), "EUR")) for number in range(draw.whole(1, 4))]  # fmt: skip
        ready = run.ready(leads, occasion)
        given = [run.give(lead, occasion) for lead in leads[:ready]]
        told = [
            (
                each,
                each.candidates.__class__.__name__,
                list(each.candidates),
                each.effect,
                each.named,
                each.reason,
                each.counterfactual,
            )
            for each in given
        ]
        found.append((ready, told, run.ledger, run.ledger.accounts, run.ledger.open))
    return found, run.pool, run.before is ledger, run.partners is firms, run.blank


def test_rules(answers_as_before):
    answers_as_before(who_could_take_it, 10)
    answers_as_before(what_leaves_much_open, 24)
    answers_as_before(of_very_many_kinds, 2)


def test_rosters_and_runs(answers_as_before):
    answers_as_before(looked_up, 20)
    answers_as_before(in_a_run, 30)
