"""
The public API as typed calls: never run, checked by mypy and pyright.

It follows the shop window of the design; whoever breaks a call shape breaks this file.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import assert_type

import partnerkit as pk
from partnerkit.conflicts import Conflict, Conflicts, detect, rules
from partnerkit.conflicts.accounts import Grade, Match, compare_accounts, match_accounts
from partnerkit.conflicts.cases import Case, precedents
from partnerkit.conflicts.precedence import Precedence
from partnerkit.conflicts.rules.channel_conflict import channel_conflict
from partnerkit.conflicts.rules.deal_overlap import deal_overlap
from partnerkit.desk import Desk
from partnerkit.facts import Account, Grant
from partnerkit.goals import Goal, GoalTree, attain, cascade, roll_up
from partnerkit.interop import Column, dumps, loads, read_csv, say
from partnerkit.leads import Allocation, Decision, FairShare, allocate, allocate_batch
from partnerkit.scoring import Kpi, Scorecard, score
from partnerkit.storage import MemoryStore, SqliteStore
from partnerkit.values import apportion
from partnerkit.values.hours import WorkingCalendar
from partnerkit.values.machine import Machine, Transition
from partnerkit.values.reasons import Reason

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TODAY = date(2026, 11, 23)
CALENDAR = WorkingCalendar(zone="Europe/Berlin", week={day: ((time(9), time(17)),) for day in range(5)})

partner = pk.Partner(
    id="P-4",
    name="Nord IT GmbH",
    type="reseller",
    tier="gold",
    territories=("de-north",),
    products=("firewall",),
    languages=("de", "en"),
    timezone="Europe/Berlin",
    capacity=20,
)
lead = pk.Lead(
    id="L-17",
    value=pk.Money.of("12000", "EUR"),
    territory="de-north",
    product="firewall",
    language="de",
    received_at=NOW,
)
goal = pk.Goal(
    id="de",
    parent="emea",
    measure="revenue",
    period=pk.Period.year(2026),
    target=pk.Money.of("5000000", "EUR"),
)
network = pk.Network.of(partner, [lead], (goal,), declared={"Partner": {"fleet": int}})


def values() -> None:
    price = pk.Money.of("0.0125", "EUR", scale=4)
    assert_type(price + price, pk.Money)
    assert_type(price.split([3, Decimal("0.5")]), tuple[pk.Money, ...])
    assert_type(price.minor, int)
    assert_type(pk.Money.total([price], "EUR"), pk.Money)
    assert_type(pk.Ratio.of(1, 2).value, Decimal | None)
    assert_type(apportion((53, 24, 23), 100, method="sainte-lague", minimum=0), tuple[int, ...])
    assert_type(pk.Period.year(2026).span("Europe/Berlin"), pk.Span)
    assert_type(CALENDAR.is_open(NOW), bool)
    machine = Machine(name="offer", start="open", transitions=(Transition("open", "accept", "taken"),))
    assert_type(machine.step("open", "accept"), str)


def leads() -> None:
    policy = FairShare(weights={"gold": 3, "silver": 2, "bronze": 1})
    by_call = FairShare(weights=lambda each: 2 if each.tier == "gold" else 1, default=1, value="unit")
    result = allocate([lead], [partner], policy, ledger=pk.Ledger(), as_of=NOW)
    result = allocate_batch([lead], network.partners, by_call, ledger=result.ledger, as_of=NOW)
    assert_type(result, Allocation)
    assert_type(result.assignments, Mapping[str, str])
    assert_type(result.unassigned["L-18"], Mapping[str, pk.Reason])
    assert_type(result.decisions["L-17"], Decision)
    assert_type(result.ledger, pk.Ledger)
    assert_type(result.fairness.largest_deviation, Decimal)


def goals() -> None:
    tree = GoalTree.of([goal])
    assert_type(tree["de"], Goal)
    assert_type(tree.children("emea"), tuple[str, ...])
    tree = cascade(tree, "emea", by={"de": 3}, hold={"de": pk.Money.of("4000000", "EUR")})
    achieved = roll_up(tree, {"de": pk.Money.of("1", "EUR")})
    status = attain(tree, {"de": pk.Money.of("1", "EUR")}, as_of=TODAY)
    print(achieved["de"], status["de"].attainment, status["de"].forecast, status["de"].probability)


def conflicts() -> None:
    grant = Grant(partner="P-4", territory="de-north", exclusive=True, period=pk.Period.year(2026))
    found = detect(network.with_(grant), rules.builtin(), as_of=NOW)
    assert_type(found, Conflicts)
    assert_type(found[:3], Conflicts)
    print(found.to_frame("pandas"))
    for conflict in found:
        assert_type(conflict, Conflict)
        print(
            conflict.id,
            conflict.rule,
            conflict.parties,
            conflict.severity,
            conflict.reason,
            conflict.proposals,
        )
        print(conflict.view(viewer="P-4"))


def rules_of_engagement() -> None:
    matches = match_accounts([Account(id="A-1", name="GTX Pro"), Account(id="A-2", name="GTXPro")])
    assert_type(matches[0], Match)
    assert_type(compare_accounts(Account(id="A-1"), Account(id="A-2")).grade, Grade)
    customers = matches.customers()
    order = Precedence.from_pairs([("written-choice", "first-qualified")])
    applied = [deal_overlap(precedence=order, customers=customers), channel_conflict(customers=customers)]
    for conflict in detect(network, applied, as_of=NOW):
        case = Case.of(conflict, id="K-1", at=NOW, by="mia").with_step("acknowledge", at=NOW, by="mia")
        assert_type(case.status, str)
        assert_type(precedents(case, []), tuple[Reason, ...])


def scoring() -> None:
    card = Scorecard(
        kpis=(
            Kpi("revenue", weight=3, unit="EUR"),
            Kpi("first_response_hours", better="lower", weight=2),
            Kpi("stock_days", better="target", target=(30, 45)),
        ),
        scale="peer_z",
        aggregate="weighted_sum",
        peers=("tier", "region"),
        min_peers=8,
        missing="renormalize",
        min_coverage=0.6,
    )
    scores = score(card, {"partner_id": ["P-4"]}, key="partner_id", as_of=TODAY)
    print(scores.frame, scores.explain("P-4"), scores.method)


def edges() -> None:
    partners = read_csv("partners.csv", pk.Partner, {"id": "key", "capacity": Column(name="max")})
    assert_type(partners, tuple[pk.Partner, ...])
    assert_type(dumps(partner), bytes)
    print(loads(dumps(partner)))
    policy = FairShare(default=1)
    with Desk(SqliteStore("channel.db"), tenant="acme") as desk:
        desk.put(partner)
        stored = desk.get(pk.Partner, "P-4")
        desk.put(stored.value, version=stored.version)
        decision = desk.assign(lead, policy, as_of=NOW, key="order-4711")
        print(say(decision, locale="de", names=network), desk.history("L-17"), desk.verify())
    with Desk(MemoryStore(), tenant="acme") as desk, desk.unit():
        desk.put(partner)
