"""
What a partner sees of a decision is the same in two worlds that differ in nothing but what is private to his rivals.

Under every policy, one by one and in a batch, with and without rights that go
first, and by hand: their limits, absences, credit, balances and declines may
decide who gets a lead, and nothing else tells of them, in facts or in words.
"""

from datetime import UTC, datetime

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.interop import say
from partnerkit.leads import (
    BalancesCorrected,
    BestFit,
    EqualLoad,
    FairShare,
    Fit,
    Ledger,
    MembershipChanged,
    Precedence,
    Rotation,
    allocate,
    allocate_batch,
    apply,
    assign_to,
    named_partner,
)
from partnerkit.values.money import Money
from partnerkit.values.time import Period

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
BEFORE = datetime(2026, 3, 1, 9, tzinfo=UTC)
ME, RIVALS = "ME", ("A", "B", "C")
SKILL = Fit(
    of_lead=lambda lead: lead.territory,
    of_partner=lambda partner: partner.id,
    score=lambda place, name: (len(place) + 3 * ord(name[0])) % 5 / 4,
)
WEIGHTS = {"ME": 3, "A": 2}
POLICIES = {
    "fair-share": FairShare(weights=WEIGHTS, default=1),
    "fair-share with a bonus": FairShare(
        weights=WEIGHTS, default=1, fit=SKILL, fit_weight=Money.of("3", "EUR")
    ),
    "fair-share by number": FairShare(weights=WEIGHTS, default=1, value="unit"),
    "equal-load": EqualLoad(weights=WEIGHTS, default=1),
    "rotation": Rotation(weights=WEIGHTS, default=1),
    "best-fit": BestFit(weights=WEIGHTS, default=1, fit=SKILL),
}
PRICED = FairShare(weights=WEIGHTS, default=1, fit=SKILL)
BATCHES = {
    "fair-share": (POLICIES["fair-share"], {}),
    "fair-share at prices": (PRICED, {}),
    "fair-share rounded": (PRICED, {"rounding": "flow"}),
    "equal-load": (POLICIES["equal-load"], {}),
    "rotation": (POLICIES["rotation"], {}),
    "best-fit": (POLICIES["best-fit"], {}),
}
RIGHTS = {
    "no rights": {},
    "in the pool": {"precedence": Precedence(rights=[named_partner()])},
    "apart": {"precedence": Precedence(rights=[named_partner()], counted=False)},
    "waiting": {"precedence": Precedence(rights=[named_partner(unable="wait")])},
}


rights = st.sampled_from(sorted(RIGHTS)).map(RIGHTS.get)


@st.composite
def rivals(draw):
    """What a rival would not tell: how much he takes, whether he is away, his credit."""
    return [
        Partner(
            id=name,
            tier="gold",
            capacity=draw(st.none() | st.integers(0, 2)),
            absences=draw(st.sampled_from([(), (Period.month(2026, 3),)])),
            credit_blocked=draw(st.booleans()),
        )
        for name in RIVALS
    ]


@st.composite
def ledgers(draw, value):
    """Everybody has been there; what the rivals are owed among themselves, have open, and who is on leave differs."""
    people = [
        MembershipChanged(partner=name, step="join", at=BEFORE, by="anna", why="Signed.")
        for name in (ME, *RIVALS)
    ]
    start = apply(Ledger(value=value, currency="EUR" if value == "lead" else None), *people)
    if draw(st.booleans()):
        owed = draw(st.integers(1, 900))
        amount = Money.from_minor(owed, "EUR") if value == "lead" else owed
        start = apply(
            start,
            BalancesCorrected(
                amounts={"A": amount, "B": -amount}, at=BEFORE, by="anna", why="Lost in the old CRM."
            ),
        )
    if draw(st.booleans()):
        start = apply(
            start, MembershipChanged(partner="C", step="pause", at=BEFORE, by="anna", why="On leave.")
        )
    return start.with_open({name: draw(st.integers(0, 3)) for name in RIVALS})


@st.composite
def worlds(draw, policy, *, most=1):
    """Leads, and two sets of rivals with two ledgers that agree in whatever concerns the partner who asks."""
    me = Partner(id=ME, tier="gold", capacity=draw(st.none() | st.integers(0, 2)))
    leads = [
        Lead(
            id=f"L-{number}",
            value=Money.from_minor(draw(st.integers(1, 500)), "EUR"),
            territory=draw(st.sampled_from(["n", "ne"])),
            named_partner=draw(st.sampled_from([None, *RIVALS, ME])),
        )
        for number in range(draw(st.integers(1, most)))
    ]
    found = []
    for _ in range(2):
        declined = [
            evolve(lead, earlier_holders=draw(st.sampled_from([(), ("A",), RIVALS]))) for lead in leads
        ]
        found.append((declined, [me, *draw(rivals())], draw(ledgers(policy.value))))
    return found


def seen(decision):
    """Return all that reaches the partner."""
    view = decision.explain(viewer=ME)
    said = [say(view.reason, locale=locale) for locale in ("en", "de", "sv")]
    return view, say(view), said


def is_full(own):
    return own.objection is not None and "capacity" in {each.code for each in (own.objection, *own.further)}


def is_alike(one, other):
    """
    Whether he got it in both or in neither, and stood the same himself: what he was owed or had, and whether he was full.

    In a batch leads that are somebody's by right go first, so that a rival's absence can put his own in another order.
    """
    own, own_too = one.candidate(ME), other.candidate(ME)
    known = own.before is not None and own_too.before is not None
    same = not known or (own.before, own.load) == (own_too.before, own_too.load)
    return own.won == own_too.won and is_full(own) == is_full(own_too) and same


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
@given(rights=rights, data=st.data())
def test_a_lead_alone(policy, rights, data):
    results = [
        allocate(leads, partners, policy, ledger=ledger, as_of=NOW, **rights).decisions["L-0"]
        for leads, partners, ledger in data.draw(worlds(policy))
    ]
    if is_alike(*results):
        assert seen(results[0]) == seen(results[1])


@pytest.mark.parametrize(("policy", "how"), BATCHES.values(), ids=BATCHES)
@given(rights=rights, data=st.data())
def test_a_lead_of_a_batch(policy, how, rights, data):
    results = [
        allocate_batch(leads, partners, policy, ledger=ledger, as_of=NOW, **rights, **how)
        for leads, partners, ledger in data.draw(worlds(policy, most=3))
    ]
    won = [[lead for lead, winner in result.assignments.items() if winner == ME] for result in results]
    for lead in results[0].decisions if won[0] == won[1] else ():
        one, other = (result.decisions[lead] for result in results)
        if is_alike(one, other):
            assert seen(one) == seen(other)


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
@given(rights=rights, data=st.data(), to=st.sampled_from([ME, "A"]))
def test_a_lead_given_by_hand(policy, rights, data, to):
    views = [
        seen(
            assign_to(
                leads[0], to, partners, policy, ledger=ledger, as_of=NOW,
                by="anna", why="They know each other.", override=True, **rights,
            ).entry
        )
        for leads, partners, ledger in data.draw(worlds(policy))
    ]  # fmt: skip

    assert views[0] == views[1]
