"""A lead that is looked up in a roster gets the very decision and ledger that asking everybody gives."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from partnerkit import Lead, Ledger, Money, Partner, Period, Territory
from partnerkit.facts.tree import Tree
from partnerkit.interop.records import Record, packed, told, unpacked
from partnerkit.leads import (
    EqualLoad,
    FairShare,
    MembershipChanged,
    Rotation,
    allocate,
    allocate_batch,
    apply,
)
from partnerkit.leads.asked import Asked, Rest, could_take
from partnerkit.leads.briefly import Briefly
from partnerkit.leads.eligibility import Occasion
from partnerkit.leads.roster import Roster
from partnerkit.leads.runs import Run

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TREE = Tree.of([Territory(id="de"), Territory(id="de-north", parent="de"), Territory(id="se")])
PLACES = st.sampled_from(["de", "de-north", "se", "mars"])
DAYS = st.sampled_from(
    [None, Period.of(date(2026, 1, 1), date(2026, 3, 2)), Period.of(date(2026, 3, 1), date(2026, 4, 1))]
)


def some(values, most=2):
    return st.one_of(st.none(), st.lists(values, min_size=1, max_size=most, unique=True).map(tuple))


# Putting a strategy together takes longer than drawing from it: made once.
@cache
def partner(number):
    return st.builds(
        Partner,
        id=st.just(f"P-{number}"),
        tier=st.sampled_from([None, "gold", "silver"]),
        territories=some(PLACES),
        products=some(st.sampled_from(["fw", "vpn"])),
        languages=some(st.sampled_from(["de", "en", "sv-FI"])),
        capacity=st.sampled_from([None, None, 0, 1, 3]),
        status=st.sampled_from(["active", "active", "active", "suspended"]),
        credit_blocked=st.sampled_from([False, False, True]),
        blocked_customers=st.sampled_from([(), (), ("C-1",)]),
        absences=DAYS.map(lambda days: () if days is None else (days,)),
        valid=DAYS,
        timezone=st.sampled_from([None, "Asia/Tokyo"]),
    )


@cache
def leads(number):
    return st.builds(
        Lead,
        id=st.just(f"L-{number}"),
        value=st.integers(1, 5_000).map(lambda units: Money.from_minor(units, "EUR")),
        territory=st.one_of(st.none(), PLACES),
        product=st.sampled_from([None, "fw"]),
        language=st.sampled_from([None, "de", "sv"]),
        customer=st.sampled_from([None, "C-1"]),
        refused_partners=st.sampled_from([(), ("P-1",)]),
        earlier_holders=st.sampled_from([(), ("P-2", "P-0")]),
        status=st.sampled_from(["open"] * 5 + ["won"]),
    )


POLICIES = st.sampled_from(
    [
        FairShare(weights={"gold": 3, "P-2": Decimal("0.3")}, default=1),
        EqualLoad(weights={"gold": 7}, default=2),
        Rotation(weights={"silver": 2}, default=3),
    ]
)


def paused(data, ledger):
    """Let some go away who have an account, be they full or not."""
    for account in ledger.accounts:
        if account.away is None and data.draw(st.integers(0, 4)) == 0:
            step = MembershipChanged(
                partner=account.partner, step="pause", at=NOON, by="anna", why="On leave."
            )
            ledger = apply(ledger, step)
    return ledger


@given(data=st.data(), policy=POLICIES, blank=st.sampled_from(["exclude", "unrestricted"]))
def test_a_roster_gives_what_asking_everybody_gives(data, policy, blank):
    count = data.draw(st.integers(1, 5))
    firms = {f"P-{each}": data.draw(partner(each)) for each in range(count)}
    roster, ledger = Roster.of(firms, policy, blank=blank), Ledger(pool=policy.pool)
    for number in range(data.draw(st.integers(1, 6))):
        if data.draw(st.integers(0, 3)) == 0:
            # Somebody changes, comes, or goes.
            name = f"P-{data.draw(st.integers(0, 6))}"
            firms = {**firms, name: data.draw(partner(int(name[2:])))}
        elif len(firms) > 1 and data.draw(st.integers(0, 9)) == 0:
            firms = {name: each for name, each in firms.items() if name != min(firms)}
        at = NOON + timedelta(hours=number)
        lead = data.draw(leads(number))
        there = [each for each in firms.values() if each.valid is None or each.valid.contains(at.date())]
        roster = roster.with_partners(firms).following(ledger)
        found = roster.give(lead, ledger, Occasion(as_of=at, territories=TREE)) if there else None
        if not there:
            continue
        result = allocate([lead], there, policy, ledger=ledger, as_of=at, territories=TREE, blank=blank)
        if found is not None:
            decision, after = found
            asked = result.decisions[lead.id]
            assert after == result.ledger
            assert decision == asked
            assert (decision.reason, decision.counterfactual) == (asked.reason, asked.counterfactual)
            if isinstance(decision.candidates, Asked):
                # As it reads from a record, too.
                assert evolve(decision, candidates=Asked(decision.named, decision.candidates.rest)) == asked
                assert decision.candidates.rest == Rest.of(asked.candidates)
                assert tuple(decision.candidates) == asked.candidates
        else:
            ids = {each.id for each in there}
            assert any(ledger.get(name) is None or ledger[name].level is None for name in ids)
        ledger = paused(data, result.ledger)


@given(data=st.data(), policy=POLICIES, blank=st.sampled_from(["exclude", "unrestricted"]))
def test_a_batch_is_told_briefly_as_it_is_told_in_full(data, policy, blank):
    firms = {f"P-{each}": data.draw(partner(each)) for each in range(data.draw(st.integers(1, 5)))}
    there = [each for each in firms.values() if each.valid is None or each.valid.contains(NOON.date())]
    if not there:
        return
    batch = [data.draw(leads(number)) for number in range(data.draw(st.integers(1, 6)))]
    common = {"as_of": NOON, "territories": TREE, "blank": blank}
    result, again = (allocate_batch(batch, there, policy, **common) for _ in range(2))
    roster = Roster.of(firms, policy, blank=blank)
    told = Briefly(result, roster, few=data.draw(st.integers(0, 3)))
    for lead in data.draw(st.permutations(batch)):
        # Of another run, so that in which order one asks plays no part.
        asked, found = again.decisions[lead.id], told.decision(lead)
        assert found == asked
        assert (found.reason, found.counterfactual) == (asked.reason, asked.counterfactual)
        if isinstance(found.candidates, Asked):
            assert evolve(found, candidates=Asked(found.named, found.candidates.rest)) == asked
            assert tuple(found.candidates) == asked.candidates


OWED = st.sampled_from(
    [
        FairShare(weights={"gold": 3, "P-2": Decimal("0.3")}, default=1),
        FairShare(weights={"silver": 7}, default=2, fairness_cap=Money.of("20", "EUR")),
        FairShare(default=1, value="unit"),
    ]
)


def followed(data, run, given, firms, common):
    """Give leads in the run and by asking everybody; the ledger is looked at now and then."""
    ledger, policy = run.ledger, run.policy
    for lead, hours in given:
        at = NOON + timedelta(hours=hours)
        occasion = Occasion(as_of=at, territories=TREE)
        if not run.ready([lead], occasion):
            return
        there = [each for each in firms.values() if each.valid is None or each.valid.contains(at.date())]
        asked = allocate([lead], there, policy, ledger=ledger, as_of=at, **common)
        ledger, expected, decision = asked.ledger, asked.decisions[lead.id], run.give(lead, occasion)
        # Read from a record it says the same, before anybody looked.
        written = told(decision, {"pool": "default"}, plain=9)
        read = unpacked(written).decision
        assert written == packed(Record(facts={"pool": "default"}, decision=decision), plain=9)
        assert could_take(read.candidates) == could_take(decision.candidates)
        assert read == expected
        assert decision == expected
        assert (decision.margin, decision.reason) == (expected.margin, expected.reason)
        assert tuple(decision.candidates) == expected.candidates
        if data.draw(st.booleans()):
            assert run.ledger == ledger
    assert run.ledger == ledger
    assert not run.ready([lead for lead, _ in given if ledger.holder(lead.id)][:1], occasion)


@given(
    data=st.data(),
    policy=OWED,
    blank=st.sampled_from(["exclude", "unrestricted"]),
    few=st.sampled_from([0, 2, 64]),
)
def test_a_run_gives_what_asking_everybody_about_each_lead_gives(data, policy, blank, few):
    firms = {f"P-{each}": data.draw(partner(each)) for each in range(data.draw(st.integers(1, 5)))}
    there = [each for each in firms.values() if each.valid is None or each.valid.contains(NOON.date())]
    if not there:
        return
    common = {"territories": TREE, "blank": blank}
    begun = allocate([data.draw(leads(0))], there, policy, as_of=NOON, **common).ledger
    begun = paused(data, begun)
    run = Run(Roster.of(firms, policy, blank=blank).following(begun), begun, few=few)
    count = data.draw(st.integers(1, 6))
    given = [(data.draw(leads(number)), data.draw(st.integers(0, 2))) for number in range(1, count + 1)]

    followed(data, run, given, firms, common)
