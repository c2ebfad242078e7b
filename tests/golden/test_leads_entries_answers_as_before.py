"""Does each entry do to a ledger what it did: give, take back, correct, merge, hand over, or refuse?"""

from decimal import Decimal
from fractions import Fraction

from asking import asked
from attrs import evolve
from ledger_worlds import MOMENTS, NAMES, NOON, WHY, booked

from partnerkit import Lead, Ledger, Money, Partner, PartnerkitError
from partnerkit.leads import (
    AccountSplit,
    AccountTakenOver,
    BalancesCorrected,
    CatchUp,
    FairShare,
    LeadCreditedBack,
    LeadDeclined,
    LeadReassigned,
    LeadReleased,
    LedgersMerged,
    Limit,
    MembershipChanged,
    OpenLeadsTold,
    Rotation,
    allocate,
    allocate_batch,
    apply,
    assign_to,
    had_it_not_declined,
    missed,
    reassign,
    replay,
)
from partnerkit.leads.account import Taken
from partnerkit.leads.decision import Decision
from partnerkit.leads.entries import Booking
from partnerkit.leads.merging import merge, together
from partnerkit.leads.pages import LedgerPage, bound, head_of, page_of, rebound, turned
from partnerkit.leads.pool import Hand, catch_up, no_catch_up
from partnerkit.leads.result import Allocation
from partnerkit.leads.takeover import split_account, take_over

RULES = (Limit(window="day"), Limit(window="month", most=lambda _: 9), Limit())


def firms_of(draw, least=1):
    """Return some partners, who take one lead a day or as many as come."""
    tiers = ("gold", "silver", None)
    return [
        Partner(id=name, tier=draw.one_of(tiers), capacity=draw.one_of((None, None, 1, 2)))
        for name in NAMES[: draw.whole(least, 4)]
    ]


def policy_of(draw):
    money = {"value": "lead", "default_value": Money.of("1", "EUR")}
    weights = draw.one_of(({"default": 1}, {"default": 1, "weights": {"gold": 3, "P-2": Fraction(1, 3)}}))
    return draw.one_of(
        (FairShare(value="unit", **weights), FairShare(**money, **weights), Rotation(**weights))
    )


def lead_of(draw, name):
    return Lead(id=name, value=Money.of(draw.one_of(("1", "1", "0.03", "2.50")), "EUR"))


def entry_of(draw, number, *, ledger, policy, firms, decisions):
    """Return an entry of any kind, which often cannot be."""
    at, any_lead = draw.one_of(MOMENTS), draw.one_of((*(each.lead for each in ledger.open), "X-1"))
    who, other = draw.one_of(NAMES), draw.one_of(NAMES)
    given = draw.one_of(decisions)
    step = draw.one_of(("join", "pause", "return", "leave"))
    amount = draw.one_of(
        (1, Decimal("0.5"), Money.of("0.5", "EUR"), Money.of("1", "SEK"), -1, Decimal("1e-30"))
    )
    penalty = draw.one_of((Fraction(0), Fraction(1, 3), Decimal("0.5"), 1))
    made = {
        "decision": lambda: asked(allocate, [lead_of(draw, f"L-{number}")], firms, policy, ledger=ledger, as_of=at).decisions[f"L-{number}"],
        "hand": lambda: assign_to(lead_of(draw, f"L-{number}"), who, firms, policy, ledger=ledger, as_of=at, override=True, **WHY).entry,
        "told": lambda: OpenLeadsTold(open={draw.one_of((who, "L-9")): draw.one_of((other, 2, ("L-8", any_lead)))}, at=at, by="Ada"),
        "released": lambda: LeadReleased(lead=any_lead, at=at, by="Ada", partner=draw.one_of((None, None, who))),
        "credited": lambda: LeadCreditedBack(booking=given, at=at, **WHY),
        "declined": lambda: LeadDeclined(booking=given, at=at, penalty=penalty, expired=draw.is_so(), **WHY),
        "reassigned": lambda: LeadReassigned(
            lead=any_lead, partner=who, at=at, overrode=draw.one_of((None, "capacity")),
            taken=draw.one_of(((), (Taken(window="day", key=f"{at:%Y-%m-%d}", count=1),))), **WHY,
        ),
        "corrected": lambda: BalancesCorrected(amounts={who: amount, other: -amount if who != other else amount}, at=at, **WHY),
        "member": lambda: MembershipChanged(
            partner=who, step=step, at=at, missed=draw.one_of((None, None, amount)),
            against=draw.one_of(({}, {}, {other: 1}, {"P-1": 2, "P-2": 0})), **WHY,
        ),
        "merged": lambda: LedgersMerged(other=begun(draw, policy, first=draw.one_of((2, 30)))[0], at=at, **WHY),
        "taken": lambda: AccountTakenOver(old=who, new=draw.one_of((other, "P-9")), at=at, **WHY),
        "split": lambda: AccountSplit(
            partner=who, new=draw.one_of(("P-7", other)), part=draw.one_of((0, Fraction(1, 3), Decimal("0.5"), 1)),
            open_leads=draw.some(("L-1", "L-2", "L-3"), 0.3), at=at, **WHY,
        ),
    }  # fmt: skip
    return asked(made[draw.one_of(tuple(made))])


def begun(draw, policy, first=1):
    """Return a ledger after some leads, the partners of it, and the decisions."""
    firms = firms_of(draw, 2)
    most = (
        {"catch_up": draw.one_of((no_catch_up, catch_up, CatchUp(most=Decimal("0.5"))))} if first == 1 else {}
    )
    ledger, decisions = Ledger(precision=draw.one_of((20, 3, 1)) if first == 1 else 20, **most), []
    for number in range(first, first + draw.whole(1, 3)):
        rules = draw.some(RULES, 0.5)
        result = allocate(
            [lead_of(draw, f"L-{number}")],
            firms[draw.whole(0, 1) :],
            policy,
            ledger=ledger,
            as_of=NOON,
            rules=rules,
        )
        decisions += result.decisions.values()
        ledger = result.ledger
    if draw.is_so(0.3):
        decisions += allocate(
            [Lead(id=f"L-{first}")], firms, policy, ledger=ledger, as_of=NOON
        ).decisions.values()
    return ledger, firms, decisions


def entries_one_after_the_other(draw):
    """Return the ledger after each of some entries of any kind, and what is made of all of them."""
    policy = policy_of(draw)
    ledger, firms, decisions = begun(draw, policy)
    history, found = [*decisions], []
    for number in range(40, 46):
        entry = entry_of(draw, number, ledger=ledger, policy=policy, firms=firms, decisions=decisions)
        after = entry if isinstance(entry, PartnerkitError) else asked(apply, ledger, entry)
        found.append((entry, getattr(entry, "reason", None), booked(after)))
        if isinstance(after, Ledger):
            ledger, history = after, [*history, entry]
            decisions += [entry] if isinstance(entry, Decision) and entry.effect else []
    first = Ledger(precision=ledger.precision, catch_up=ledger.catch_up)
    replayed = asked(replay, [each for entry in history for each in (entry, entry)], first)
    once = asked(replay, history, first, told_once=True)
    return found, booked(replayed), booked(once), replayed == ledger


def taken_back(draw):
    """Return what is left of a lead that was given, perhaps by hand, perhaps passed on, and then taken back."""
    policy = policy_of(draw)
    ledger, firms, _ = begun(draw, policy)
    told = {"as_of": NOON, "ledger": ledger}
    if draw.is_so():
        made = assign_to(lead_of(draw, "L-50"), firms[0].id, firms, policy, override=True, **told, **WHY)
        decision, ledger = made.entry, made.ledger
    else:
        result = allocate([lead_of(draw, "L-50")], firms, policy, **told)
        decision, ledger = result.decisions["L-50"], result.ledger
    if draw.is_so():
        moved = LeadReassigned(lead="L-50", partner=draw.one_of(NAMES), at=MOMENTS[2], **WHY)
        after = asked(apply, ledger, moved)
        ledger = after if isinstance(after, Ledger) else ledger
    penalty = draw.one_of((Fraction(0), Fraction(1, 3), Fraction(1)))
    terms = {"booking": decision, "at": MOMENTS[2], **WHY}
    ends = (LeadCreditedBack(**terms), LeadDeclined(penalty=penalty, **terms)) if decision.effect else ()
    return booked(ledger), [booked(asked(apply, ledger, each)) for each in ends]


def by_hand(draw):
    """Return what is booked where a person decides."""
    policy = policy_of(draw)
    ledger, firms, _ = begun(draw, policy)
    found = []
    for number in range(3):
        told = {
            "as_of": draw.one_of(MOMENTS), "by": draw.one_of(("Ada",) * 9 + ("",)), "why": draw.one_of(("Asked for.",) * 9 + (" ",)),
            "override": draw.is_so(), "rules": draw.one_of((RULES, RULES, ())), "ledger": ledger,
        }  # fmt: skip
        lead, who = (
            lead_of(draw, draw.one_of((f"L-{number}", f"L-5{number}"))),
            draw.one_of((*NAMES[:3], "P-9")),
        )
        made = asked(draw.one_of((assign_to, reassign)), lead, who, firms, policy, **told)
        if isinstance(made, PartnerkitError):
            found.append(made)
            continue
        ledger = made.ledger
        found.append((made, made.reason, booked(ledger)))
        if isinstance(made.entry, Decision):
            told = [(each, each.reason, each.told) for each in made.entry.candidates]
            views = [made.entry.explain(firm.id) for firm in firms]
            found.append(
                (told, views, made.entry.effect, made.entry.explain().reason, asked(Booking.of, made.entry))
            )
    return found


def merged_and_handed_over(draw):
    """Return what two ledgers make together, and an account that is taken over or divided."""
    policy, other_policy = policy_of(draw), policy_of(draw)
    one, firms, _ = begun(draw, policy)
    other, _, _ = begun(draw, draw.one_of((policy, policy, other_policy)), first=draw.one_of((2, 30)))
    if draw.is_so(0.6):
        told = {"as_of": NOON, "override": True, "ledger": one, **WHY}
        one = assign_to(lead_of(draw, "L-60"), draw.one_of(firms).id, firms, policy, **told).ledger
    other = evolve(other, precision=one.precision) if one.precision == 20 else other
    hands = tuple(
        Hand(person=name, leads=1, value=draw.whole(0, 2), overrides=1) for name in draw.some(("Ada", "Eve"))
    )
    other = evolve(other, hands=hands, catch_up=one.catch_up) if draw.is_so(0.9) else other
    both = asked(merge, one, other)
    ledger = both if isinstance(both, Ledger) else one
    old, new = draw.one_of(NAMES), draw.one_of((*NAMES, "P-9"))
    over = asked(take_over, ledger, old=old, new=new)
    again = asked(take_over, over, old=new, new=draw.one_of(NAMES)) if isinstance(over, Ledger) else None
    part = draw.one_of((Fraction(0), Fraction(1, 3), Fraction(2, 3), 1, Fraction(3, 2), "half"))
    leads = draw.some([each.lead for each in ledger.open if each.partner == old] + ["L-1"], 0.5)
    halves = asked(
        split_account,
        ledger,
        partner=old,
        new=draw.one_of(("P-7", "P-2", "P-8")),
        part=part,
        open_leads=leads,
    )
    return (
        booked(both),
        booked(asked(merge, other, one)),
        booked(over),
        booked(again),
        booked(halves),
        together((*one.accounts, *other.accounts)),
    )


def what_was_missed(draw):
    """Return what a partner missed while away, and what refusing leads has cost it."""
    policy = FairShare(default=1, value=draw.one_of(("unit", "lead")), default_value=Money.of("1", "EUR"))
    ledger, firms, decisions = begun(draw, policy)
    away = draw.one_of(firms).id
    ledger = (
        apply(ledger, MembershipChanged(partner=away, step="pause", at=NOON, **WHY))
        if ledger.get(away)
        else ledger
    )
    history = [*decisions]
    for decision in draw.some([each for each in decisions if each.effect], 0.6):
        told = LeadDeclined(
            booking=decision,
            at=draw.one_of(MOMENTS[1:3]),
            penalty=draw.one_of((0, 1, 1, Fraction(1, 2))),
            **WHY,
        )
        ledger, history = apply(ledger, told), [*history, told]
    verb = draw.one_of((allocate, allocate_batch))
    result = verb(
        [lead_of(draw, f"L-{number}") for number in range(70, 74)],
        firms,
        policy,
        ledger=ledger,
        as_of=MOMENTS[2],
    )
    costs = [
        (decision.refusals(history), [asked(had_it_not_declined, decision, each) for each in history if isinstance(each, LeadDeclined)],
         decision.explain(history=history).refusals, [decision.explain(why_not=firm.id, history=history).counterfactuals for firm in firms])
        for decision in result.decisions.values()
    ]  # fmt: skip
    weights = {name: draw.one_of((1, 1, 2)) for name in NAMES}
    back = [asked(missed, result.decisions.values(), name, weights) for name in (away, "P-9")]
    returned = {
        "partner": away,
        "step": "return",
        "at": NOON,
        "missed": draw.one_of((1, Decimal("0.5"))),
        **WHY,
    }
    return (
        costs,
        back,
        asked(missed, result.decisions.values(), away, {}),
        booked(asked(apply, result.ledger, MembershipChanged(**returned))),
    )


def kept_in_pages(draw):
    """Return a ledger in pages, and bound together again after a change."""
    policy = policy_of(draw)
    before, firms, _ = begun(draw, policy)
    result = asked(
        allocate, [lead_of(draw, "L-80"), lead_of(draw, "L-81")], firms, policy, ledger=before, as_of=NOON
    )
    assert isinstance(result, Allocation)
    after = asked(result.ledger.release, draw.one_of(("L-1", "L-80")), as_of=NOON)
    after = after if isinstance(after, Ledger) else result.ledger
    pages = turned({}, None, before)
    new = turned(pages, before, after)
    again = rebound(before, head_of(after), pages, new.values())
    wrong = [asked(LedgerPage, pool="p", number=number) for number in (-1, 0, 4095, 4096)]
    return pages, [(each.id, each.accounts, each.open) for each in new.values()], booked(bound(head_of(before), pages.values())), booked(again), (
        [page_of(name) for name in NAMES], wrong, again == after,
    )  # fmt: skip


def test_entries(answers_as_before):
    answers_as_before(entries_one_after_the_other, 20)
    answers_as_before(taken_back, 20)
    answers_as_before(by_hand, 28)
    answers_as_before(what_was_missed, 12)
    answers_as_before(merged_and_handed_over, 20)
    answers_as_before(kept_in_pages, 12)
