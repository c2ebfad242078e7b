"""When firms merge or split, nothing is lost and nothing comes twice: not a cent, not a lead, not a fact."""

from collections import Counter
from datetime import UTC, date, datetime
from fractions import Fraction

from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from partnerkit import Goal, Lead, Money, Partner, Period
from partnerkit.facts import (
    Agreement,
    CreditNote,
    Figure,
    FundAllocation,
    Network,
    Task,
    WarrantyClaim,
)
from partnerkit.leads import (
    AccountTakenOver,
    FairShare,
    LeadCreditedBack,
    Ledger,
    allocate,
    apply,
    split_account,
    take_over,
)
from partnerkit.leads.account import Account, OpenLead
from partnerkit.lifecycle import lineage, split_partner
from partnerkit.review import unite_partners
from partnerkit.testing.happenings import nouns

NOON, EVEN = datetime(2026, 3, 2, 12, tzinfo=UTC), FairShare(default=1)
DAY, YEAR = date(2026, 7, 1), Period.year(2026)
FIRMS = ("P-1", "P-2", "P-3")
MOST = max(10, settings.default.max_examples // 3)
OF_PARTNERS = (Agreement, CreditNote, FundAllocation, Task, WarrantyClaim)
STRATEGIES = nouns()
firms = st.sampled_from(FIRMS)
units = st.integers(-(10**6), 10**6)


@st.composite
def facts(draw):
    """Draw firms, and figures, goals, claims, agreements and credit notes of theirs."""
    found = [Partner(id=name) for name in FIRMS]
    found += [
        Figure(
            partner=draw(firms),
            measure="revenue",
            period=Period.month(2026, month),
            value=Money.from_minor(draw(units), "EUR"),
        )
        for month in draw(st.lists(st.integers(1, 12), max_size=4))
    ]
    found += [
        Goal(
            id=f"G-{at}",
            measure="revenue",
            period=YEAR,
            target=Money.from_minor(target, "EUR"),
            partner=draw(firms),
        )
        for at, target in enumerate(draw(st.lists(units, max_size=4)))
    ]
    for at, model in enumerate(draw(st.lists(st.sampled_from(OF_PARTNERS), max_size=4))):
        found.append(
            evolve(
                draw(STRATEGIES[model]), id=f"X-{at}", partner=draw(firms), known_from=None, known_until=None
            )
        )
    return found


def sums(found):
    """Add up whatever amount the facts name, by kind, field, period and currency; and count the facts."""
    total = Counter()
    for fact in found:
        total[type(fact).__name__] += 1
        for name in ("value", "target", "amount", "claimed", "approved"):
            amount = getattr(fact, name, None)
            if isinstance(amount, Money):
                total[type(fact).__name__, name, getattr(fact, "period", None), amount.currency] += (
                    amount.minor
                )
    return total


def with_more(total, more):
    """Add without dropping what is zero or below, as `+` of counters does."""
    return Counter({key: total[key] + more[key] for key in {*total, *more}})


@settings(max_examples=MOST)
@given(facts())
def test_a_merger_conserves_every_sum_and_nobody_else_changes(found):
    # References into the void, as of a drawn claim to its account, are no part of this.
    before = Network.of(found)
    after = unite_partners(before, old="P-2", into="P-1", on=DAY)

    assert sums(after.network) == sums(before)
    named = {getattr(fact, "partner", None) for fact in after.network}
    assert "P-2" not in named
    for model in before.kinds:
        if model is not Partner:
            old = [fact for fact in before.all(model) if fact.partner == "P-3"]
            assert [fact for fact in after.network.all(model) if fact.partner == "P-3"] == old
    assert {after.lineage.current(name) for name in ("P-1", "P-2")} == {"P-1"}


@st.composite
def ledgers(draw):
    balances = draw(st.lists(units, min_size=2, max_size=2))
    balances.append(-sum(balances))
    leads = draw(st.lists(firms, max_size=4))
    open_by = Counter(leads)
    accounts = tuple(
        Account(
            partner=name,
            balance=balance,
            entitled=draw(units),
            received=draw(units),
            leads=draw(st.integers(0, 9)),
            open_leads=open_by[name] + draw(st.integers(0, 2)),
            group=draw(firms),
        )
        for name, balance in zip(FIRMS, balances, strict=True)
    )
    opened = tuple(OpenLead(lead=f"L-{at}", partner=name) for at, name in enumerate(leads))
    return Ledger(value="unit", accounts=accounts, open=opened)


TOTALS = ("balances", "entitled", "received", "open_leads")


def totals(ledger):
    found = {name: sum(getattr(ledger, name).values()) for name in TOTALS}
    return found | {"leads": sum(each.leads for each in ledger.accounts), "open": len(ledger.open)}


@given(ledgers(), firms, st.sampled_from((*FIRMS, "P-9")))
def test_a_ledger_conserves_every_sum_when_firms_merge(ledger, old, new):
    assume(old != new)
    after = take_over(ledger, old=old, new=new)

    assert totals(after) == totals(ledger)
    assert after.get(old) is None
    assert old not in {each.group for each in after.accounts}
    for name in set(FIRMS) - {old, new}:
        assert evolve(after[name], group=name) == evolve(ledger[name], group=name)
    count = Counter(each.partner for each in after.open)
    assert all(after[name].open_leads >= count[name] for name in count)


@given(st.lists(st.integers(1, 1_000), min_size=1, max_size=6), firms, firms, st.data())
def test_what_was_given_before_a_merger_can_be_taken_back_after_it(values, old, new, data):
    assume(old != new)
    ledger, booked = Ledger(), []
    for number, value in enumerate(values):
        lead = Lead(id=f"L-{number}", value=Money.of(value, "EUR"))
        could = data.draw(st.lists(firms, min_size=1, unique=True))
        given = allocate([lead], [Partner(id=name) for name in could], EVEN, ledger=ledger, as_of=NOON)
        ledger, booked = given.ledger, [*booked, given.decisions[lead.id]]
    back = [LeadCreditedBack(booking=each, at=NOON, by="anna", why="None.") for each in booked]
    merged = [AccountTakenOver(old=old, new=new, at=NOON, by="anna", why="Bought.")]

    first, last = apply(ledger, *merged, *back), apply(ledger, *back, *merged)
    assert not first.open
    for name in (*TOTALS, "heirs"):
        assert getattr(first, name) == getattr(last, name)
    assert set(first.balances.values()) <= {0}


@given(ledgers(), firms, st.fractions(0, 1), st.data())
def test_a_ledger_conserves_every_sum_when_a_firm_splits(ledger, partner, part, data):
    own = [each.lead for each in ledger.open if each.partner == partner]
    going = data.draw(st.sets(st.sampled_from(own)) if own else st.just(set()))
    after = split_account(ledger, partner=partner, new="P-9", part=part, open_leads=going)

    assert totals(after) == totals(ledger)
    assert abs(after["P-9"].balance - ledger[partner].balance * part) < 1
    assert take_over(after, old="P-9", new=partner)[partner].balance == ledger[partner].balance


@settings(max_examples=MOST)
@given(facts(), st.fractions(0, 1), st.booleans())
def test_a_split_conserves_every_sum(found, part, moves):
    mine = [fact.id for fact in found if isinstance(fact, Goal) and fact.partner == "P-1"]
    after = split_partner(
        found,
        partner="P-1",
        new=Partner(id="P-9"),
        on=DAY,
        moves=lambda fact: moves and not isinstance(fact, Goal),
        goals=dict.fromkeys(mine, part),
    ).facts
    more = Counter({"Partner": 1, "Goal": len(mine)})

    assert sums(after) == with_more(sums(found), more)
    assert lineage(each for each in after if isinstance(each, Partner)).current("P-9") == "P-9"
    for name in mine:
        parts = {
            fact.id: fact.target for fact in after if isinstance(fact, Goal) and fact.id.startswith(name)
        }
        whole = next(fact.target for fact in found if getattr(fact, "id", None) == name)
        assert parts[name] + parts[f"{name}/P-9"] == whole
        assert abs(Fraction(parts[f"{name}/P-9"].minor) - whole.minor * part) < 1
