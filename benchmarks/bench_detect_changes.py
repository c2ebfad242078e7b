"""
What does a change of 100 facts cost, beside a full look at 1,000,000?

    nox -s bench -- detect_changes

1,000,000 facts, seed fixed, of every kind that a rule behind the door reads,
and as many for each partner as a program of 1,000 partners knows: 420 price terms (12 classes
of partners buy 500 products), 180 direct engagements and 50 leads of three and two
years, 80 registrations of which one in ten is open (a program caps them at some tens),
100 monthly figures, 30 contacts, 20 cases of service, 20 grants, 10 goals, an agreement.
80,000 customers, so that a customer has one registration. 4,000 people own 4,000 territories
and hand them on each year, one of 50 a month too late. A network of prices alone would have
rules with nothing to do in the full look; a network full of conflicts would have findings as its work.

100 facts change, as many of each kind, by `with_facts`; then `detect_changes` asks all rules.
Told are processor times: a full look at what the change made, the change, and
the look at the change; the answers must agree.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from attrs import evolve

from figures import tell
from partnerkit import Money, Network, Partner
from partnerkit.conflicts import detect, detect_changes, rules
from partnerkit.facts import (
    Account,
    Agreement,
    Assignment,
    DealRegistration,
    DirectEngagement,
    Figure,
    Goal,
    Grant,
    Lead,
    Person,
    PriceTerm,
    Product,
    ServiceCase,
    Territory,
    Touch,
)
from partnerkit.facts.fact import Fact
from partnerkit.values import Period

NOW = datetime(2026, 3, 1, tzinfo=UTC)
START = date(2023, 1, 1)
CHANGES, ROUNDS = 100, 3
PARTNERS, PLACES, PEOPLE = 1_000, 4_000, 4_000

#: Customers for each product.
ACCOUNTS = 160
EUR = [Money.of(str(n), "EUR") for n in range(100, 200)]


def span(draw: random.Random) -> Period:
    first = START + timedelta(days=draw.randrange(1_400))
    return Period.of(first, first + timedelta(days=draw.randrange(30, 120)))


def ground(size: int) -> Iterator[Fact]:
    """Give the nouns that the others refer to."""
    yield from (Territory(id=f"t{n}", parent=f"t{n // 40}" if n >= 50 else None) for n in range(PLACES))
    yield from (Product(id=f"m{n}", parent=f"m{n // 50}" if n >= 50 else None) for n in range(size))
    yield from (Person(id=f"u{n}", territory=f"t{n % PLACES}") for n in range(PEOPLE))
    for n in range(PARTNERS):
        yield Partner(
            id=f"p{n}", tier=("gold", "silver", "bronze")[n % 3], program=f"g{n % 4}", form="resells",
            territories=[f"t{place}" for place in range(n % 4, 50, 4)],
        )  # fmt: skip
        yield Agreement(
            id=f"c{n}", partner=f"p{n}", period=Period.since(START), form="resells", status="signed",
            signed_on=START, purchase_share=Decimal("0.9") if n % 100 == 0 else Decimal("0.5"),
        )  # fmt: skip
    yield from (Account(id=f"a{n}", name=f"Customer {n}") for n in range(size * ACCOUNTS))


def promised(draw: random.Random, products: int) -> dict[str, Callable[[int], Fact]]:
    """Return how a fact of each kind is made that was agreed: prices, places, goals."""
    return {
        "term": lambda n: PriceTerm(
            id=f"T{n}",
            partner=f"p{n % PARTNERS}",
            product=f"m{n // PARTNERS}",
            list_price=EUR[n // PARTNERS % 100],
            discount=Decimal("0.2") if draw.random() > 0.001 else Decimal("0.3"),
        ),
        "assignment": lambda n: assignment(draw, n),
        "grant": lambda n: Grant(
            partner=f"p{draw.randrange(PARTNERS)}",
            territory=f"t{draw.randrange(PLACES)}",
            products=(f"m{draw.randrange(products)}",),
            exclusive=n % 4 == 0,
            period=span(draw),
        ),
        "goal": lambda n: Goal(
            id=f"G{n}",
            measure="revenue",
            partner=f"p{n % PARTNERS}",
            territory=f"t{draw.randrange(PLACES)}",
            product=f"m{n // PARTNERS}",
            period=Period.year(2026),
            target=EUR[draw.randrange(100)],
        ),
    }


def happened(draw: random.Random, products: int) -> dict[str, Callable[[int], Fact]]:
    """Return how a fact of each kind is made that happened: with customers, and what it came to."""
    return {
        "figure": lambda n: Figure(
            partner=f"p{n % PARTNERS}",
            person=f"u{n % PEOPLE}",
            territory=f"t{draw.randrange(PLACES) if n % 20 == 0 else n % PLACES}",
            measure="revenue",
            period=Period.month(2025, 1 + n % 12),
            value=EUR[n % 100],
            source=str(n),
        ),
        "deal": lambda n: registration(draw, n, products),
        "direct": lambda n: engagement(draw, n, products),
        "lead": lambda n: Lead(
            id=f"L{n}",
            customer=f"a{draw.randrange(products * ACCOUNTS)}",
            product=f"m{draw.randrange(products)}",
            received_at=NOW - timedelta(days=draw.randrange(1, 700)),
            territory=f"t{draw.randrange(PLACES)}",
        ),
        "touch": lambda n: Touch(
            account=f"a{draw.randrange(products * ACCOUNTS)}",
            lead=f"L{draw.randrange(products * 100)}",
            at=NOW - timedelta(days=draw.randrange(1, 700)),
            channel="visit",
            role="partner",
            partner=f"p{n % PARTNERS}",
            approach="active" if n % 3 == 0 else "passive",
        ),
        "service": lambda n: ServiceCase(
            id=f"S{n}",
            partner=f"p{n % PARTNERS}",
            sold_by=f"p{(n + (n % 100 == 0)) % PARTNERS}",
            account=f"a{draw.randrange(products * ACCOUNTS)}",
            opened_at=NOW - timedelta(days=draw.randrange(1, 700)),
        ),
    }


def engagement(draw: random.Random, number: int, products: int) -> DirectEngagement:
    """Draw direct sales at work on a customer for a month, within the last three years."""
    since = NOW - timedelta(days=draw.randrange(31, 1_095))
    return DirectEngagement(
        id=f"E{number}",
        person=f"u{draw.randrange(PEOPLE)}",
        account=f"a{draw.randrange(products * ACCOUNTS)}",
        product=f"m{draw.randrange(products)}",
        since=since,
        last_active_at=since + timedelta(days=30),
    )


def assignment(draw: random.Random, number: int) -> Assignment:
    """Hand each territory on year after year, up to who is on record for it; one of 50 stays a month too long."""
    turn, place = divmod(number, PLACES)
    year = NOW.year - turn
    late = timedelta(days=30 if draw.random() < 1 / 50 else 0)
    return Assignment(
        person=f"u{(place + 7 * turn) % PEOPLE}",
        territory=f"t{place}",
        period=Period.of(date(year, 1, 1), date(year + 1, 1, 1) + late),
    )


def registration(draw: random.Random, number: int, products: int) -> DealRegistration:
    """Draw a registration: one of ten is open, the others were rejected in time."""
    submitted = NOW - timedelta(days=draw.randrange(10, 400))
    ended = number % 10 != 0
    return DealRegistration(
        id=f"D{number}",
        partner=f"p{draw.randrange(PARTNERS)}",
        account=f"a{draw.randrange(products * ACCOUNTS)}",
        product=f"m{draw.randrange(products)}",
        status="rejected" if ended else "submitted",
        submitted_at=submitted,
        ended_at=submitted + timedelta(days=9) if ended else None,
    )


#: How the facts are shared out.
PARTS = {
    "term": 42, "direct": 18, "figure": 10, "deal": 8, "lead": 5, "touch": 3, "service": 2, "grant": 2,
    "assignment": 2, "goal": 1,
}  # fmt: skip


def instance(count: int) -> tuple[Network, Callable[[random.Random], list[Fact]]]:
    """Return a network of about *count* facts, and what draws 100 changed ones."""
    draw = random.Random(1)
    products = count // 2 // PARTNERS
    made = promised(draw, products) | happened(draw, products)
    each = {kind: count * part // 100 for kind, part in PARTS.items()}
    network = Network.of(
        ground(products), *([made[kind](n) for n in range(many)] for kind, many in each.items())
    )

    def changed(draw: random.Random) -> list[Fact]:
        found: list[Fact] = []
        for place in range(CHANGES):
            kind = [*PARTS][place % len(PARTS)]
            fact: Any = made[kind](draw.randrange(each[kind]))
            if kind == "term":
                fact = evolve(fact, discount=Decimal("0.25"))
            if kind == "assignment":
                fact = evolve(fact, person=f"u{draw.randrange(PEOPLE)}")
            found.append(fact)
        return found

    return network, changed


def spent(call: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.process_time()
    answer = call()
    return time.process_time() - begun, answer


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--facts", type=int, default=1_000_000)
    count = parser.parse_args().facts
    applied = rules.builtin()
    print(f"rules: {', '.join(rule.code for rule in applied)}")
    network, changed = instance(count)
    first, was = spent(lambda: detect(network, applied, as_of=NOW))
    print(
        f"{len(network):,} facts, {len(was):,} findings; the first full look, with its indexes: {first:.2f} s"
    )
    draw = random.Random(2)
    full, made, asked = [], [], []
    for turn in range(ROUNDS):
        facts = changed(draw)
        took, after = spent(lambda facts=facts: network.with_facts(facts))
        made.append(took)
        took, told = spent(lambda after=after: detect_changes(network, after, applied, as_of=NOW))
        asked.append(took)
        if turn == 0:
            print(f"the first change, with its indexes: {made[0]:.3f} s to make, {took:.3f} s to ask")
        took, now = spent(lambda after=after: detect(after, applied, as_of=NOW))
        full.append(took)
        old, new = ({each.id: each for each in found} for found in (was, now))
        assert [each for each in now if old.get(each.id) != each] == list(told.new)
        assert [each for each in was if new.get(each.id) != each] == list(told.cleared)
    whole, change, look = (statistics.median(each) for each in (full, made, asked))
    print(f"full look {whole:.2f} s; change {change * 1e3:.1f} ms; look at the change {look * 1e3:.1f} ms")
    tell("a change of 100 facts and the look at it / a full look", 100 * (change + look) / whole, "%", most=2)


if __name__ == "__main__":
    main()
