"""
What does the search for unlike prices cost, beside a database that groups the same rows?

    nox -s bench -- pricing

1,000 partners of three tiers buy 1,000 products: 1,000,000 prices, one of
2,000 off by 4 to 6 %, one of 100 with a reason on record, seed fixed. DuckDB
groups the same table in the same run with GROUP BY .. HAVING, and must name
the same groups. The model API starts from objects; its unit is one loop that
reads every field it uses once.
"""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from figures import grow, tell
from partnerkit import Money, Network, Partner
from partnerkit.conflicts import detect
from partnerkit.conflicts.comparable import WHOLLY, compare
from partnerkit.conflicts.rules.uniform_pricing import RULE
from partnerkit.facts.terms import Justification, PriceTerm

PARTNERS, ROUNDS = 1_000, 5
DISCOUNTS = np.array([24, 18, 12])
NOW = datetime(2026, 3, 1, tzinfo=UTC)

SAME_GROUPS = """
    SELECT grp FROM terms WHERE NOT justified GROUP BY grp
    HAVING max(price) * 100 > quantile_disc(price, 0.5) * 101 OR min(price) * 100 < quantile_disc(price, 0.5) * 99
    ORDER BY grp
"""


class Instance:
    """The drawn columns: who buys what at which discount, in percent."""

    def __init__(self, products: int, seed: int = 1) -> None:
        rng = np.random.default_rng(seed)
        self.size = PARTNERS * products
        self.partner = np.tile(np.arange(PARTNERS), products)
        self.product = np.repeat(np.arange(products), PARTNERS)
        self.tier = rng.integers(0, 3, PARTNERS)
        self.listed = rng.integers(1_000, 1_000_000, products)
        moved = np.where(rng.random(self.size) < 1 / 2_000, rng.choice([-5, 4, 6], self.size), 0)
        self.discount = DISCOUNTS[self.tier][self.partner] + moved
        self.justified = rng.random(self.size) < 1 / 100
        order = rng.permutation(self.size)
        for name in ("partner", "product", "discount", "justified"):
            setattr(self, name, getattr(self, name)[order])

    def columns(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Return group, price in parts of a cent, and what is explained."""
        group = self.product * 3 + self.tier[self.partner]
        price = self.listed[self.product] * (100 - self.discount)
        return group, price, np.where(self.justified, WHOLLY, 0)

    def network(self) -> Network:
        """Return the same as objects, each with amounts of its own, as a file brings them."""
        partners = [
            Partner(id=f"P-{n:04}", tier=f"tier-{tier}", type="reseller", form="resells")
            for n, tier in enumerate(self.tier.tolist())
        ]
        reason = (Justification(code="volume"),)
        terms = [
            PriceTerm(
                id=f"T-{place:07}",
                partner=f"P-{partner:04}",
                product=f"A-{product:04}",
                list_price=Money.from_minor(int(self.listed[product]), "EUR"),
                discount=Decimal(f"0.{discount:02}"),
                payment_days=30,
                justifications=reason if justified else (),
            )
            for place, (partner, product, discount, justified) in enumerate(
                zip(
                    self.partner.tolist(),
                    self.product.tolist(),
                    self.discount.tolist(),
                    self.justified.tolist(),
                    strict=True,
                )
            )
        ]
        return Network.of(partners, terms)


def median(act: Callable[[], object]) -> float:
    """Return the median time of a few rounds, after one to get warm."""
    act()
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        act()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def spent(act: Callable[[], object]) -> float:
    """Return the median processor time of some rounds, after one to get warm."""
    act()
    taken = []
    for _ in range(3 * ROUNDS):
        started = time.process_time()
        act()
        taken.append(time.process_time() - started)
    return statistics.median(taken)


def reading(network: Network) -> Callable[[], None]:
    """Return one Python loop that reads every field the judgement uses, once."""
    terms, partners = network.price_terms, network.partners

    def read() -> None:
        for partner in partners:
            _ = (partner.id, partner.program, partner.tier, partner.type, partner.form, partner.territories)
        for term in terms:
            _ = (
                term.partner, term.product, term.unit, term.list_price.amount, term.list_price.currency,
                term.discount, term.breaks, term.break_form, term.rebates, term.payment_days,
                term.cash_discount, term.cash_discount_days, term.funds, term.registration, term.valid,
            )  # fmt: skip
            for each in term.justifications:
                _ = (each.code, each.explains)

    return read


def grouped(
    columns: tuple[NDArray[Any], ...],
) -> tuple[Callable[[], Any], duckdb.DuckDBPyConnection]:
    """Return the query on a table of the same columns."""
    database = duckdb.connect()
    source = dict(zip(("grp", "price", "justified"), (*columns[:2], columns[2] != 0), strict=True))  # noqa: F841  # read by name
    database.execute("CREATE TABLE terms AS SELECT * FROM source")
    return lambda: database.execute(SAME_GROUPS).fetchnumpy()["grp"], database


def arrays(products: int) -> float:
    """Print a line about the kernel; return its time."""
    group, price, explained = columns = Instance(products).columns()
    query, database = grouped(columns)
    off = compare(group, price, explained=explained).off
    assert np.array_equal(np.unique(group[off]), query()), "the two name different groups"
    kernel, base = median(lambda: compare(group, price, explained=explained)), median(query)
    database.close()
    tell(f"{len(group):,} prices: kernel / GROUP BY of DuckDB, same groups", kernel / base, most=1)
    return kernel


def objects(products: int) -> float:
    """Print a line about the model API; return its time."""
    network = Instance(products).network()
    # Both run on one processor: what others do on the machine does not count.
    coat, loop = spent(lambda: detect(network, [RULE], as_of=NOW)), spent(reading(network))
    tell(f"{len(network.price_terms):,} terms as objects: detect / one reading loop", coat / loop, most=3)
    return coat


def main() -> None:
    """Print the table."""
    small, large = arrays(100), arrays(1_000)
    grow("unlike prices, kernel", {100_000: small, 1_000_000: large}, most=11)
    small, large = objects(10), objects(100)
    grow("unlike prices, objects", {10_000: small, 100_000: large}, most=11)


if __name__ == "__main__":
    main()
