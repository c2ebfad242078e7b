"""
On which leads and partners is allocation measured?

Three sizes of one market: 8 territories x 6 products x 5 languages, so 240
kinds of lead; about 30 % of the partners could take each. A lead's value is
log-normal(9, 1) in euros, a partner's weight log-normal(0, 0.6), his capacity
1.5 times his share of the number of leads. Fit is a partner's skill times
noise, drawn anew for every pair. Seeds are fixed.
"""

from typing import final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit import Lead, Money, Partner
from partnerkit.leads.work import UNLIMITED, Work, tie_key

__all__ = ["SIZES", "Instance", "draw"]

#: Name -> leads and partners.
SIZES = {"a": (1_000, 50), "b": (10_000, 200), "c": (100_000, 1_000)}

TERRITORIES = tuple(f"t{n}" for n in range(8))
PRODUCTS = tuple(f"p{n}" for n in range(6))
LANGUAGES = ("de", "en", "sv", "fr", "it")
PRECISION = 20


@final
@frozen(kw_only=True, eq=False)
class Instance:
    """A market, as arrays; partners stand in the order of their tie keys."""

    lead_ids: tuple[str, ...]
    partner_ids: tuple[str, ...]

    #: In cents.
    values: NDArray[np.int64]

    #: Per lead, its kind: territory, product and language as one number.
    kinds: NDArray[np.int32]

    #: Per partner and attribute, which values he serves.
    serves: tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]

    #: Kinds by partners: who could take it.
    table: NDArray[np.bool_]

    #: In thousandths.
    weights: NDArray[np.int64]

    #: How many leads each partner takes at most.
    capacity: NDArray[np.int64]

    #: Per partner, in (0, 1); and the noise of all pairs, a window into it per lead.
    skill: NDArray[np.float32]
    noise: NDArray[np.float32]
    windows: NDArray[np.intp]

    def row(self, lead: int) -> NDArray[np.int32]:
        """Return the fit of every partner for one lead, in 2**-20."""
        return self.rows(np.array([lead]))[0]

    def rows(self, leads: NDArray[np.intp]) -> NDArray[np.int32]:
        """Return the fit of every partner for each of *leads*, in 2**-20."""
        windows = np.lib.stride_tricks.sliding_window_view(self.noise, len(self.skill))
        return (windows[self.windows[leads]] * self.skill).astype(np.int32)

    def work(self, *, limited: bool = True, by_value: bool = True) -> Work:
        """Return the task of the kernel."""
        order = np.argsort(-self.values, kind="stable") if by_value else np.arange(len(self.values))
        return Work(
            lead_ids=self.lead_ids,
            values=self.values.tolist(),
            signatures=self.kinds,
            table=self.table,
            weights=self.weights.tolist(),
            partner_keys=[tie_key(partner) for partner in self.partner_ids],
            balances=[0] * len(self.partner_ids),
            room=self.capacity.tolist() if limited else [UNLIMITED] * len(self.partner_ids),
            precision=PRECISION,
            order=order.tolist(),
        )

    def leads(self) -> list[Lead]:
        """Return the leads as objects."""
        return [
            Lead(
                id=lead,
                value=Money.from_minor(value, "EUR"),
                territory=TERRITORIES[kind // 30],
                product=PRODUCTS[kind // 5 % 6],
                language=LANGUAGES[kind % 5],
            )
            for lead, value, kind in zip(
                self.lead_ids, self.values.tolist(), self.kinds.tolist(), strict=True
            )
        ]

    def partners(self, *, limited: bool = True) -> list[Partner]:
        """Return the partners as objects."""

        def served(attribute: int, partner: int, names: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(names[each] for each in np.flatnonzero(self.serves[attribute][partner]))

        return [
            Partner(
                id=name,
                territories=served(0, place, TERRITORIES),
                products=served(1, place, PRODUCTS),
                languages=served(2, place, LANGUAGES),
                capacity=int(self.capacity[place]) if limited else None,
            )
            for place, name in enumerate(self.partner_ids)
        ]


def draw(size: str | tuple[int, int], seed: int = 1) -> Instance:
    """Return the instance of that *size*: "a", "b" or "c", or so many leads and partners."""
    leads, partners = SIZES[size] if isinstance(size, str) else size
    rng = np.random.default_rng([seed, leads])
    serves = tuple(_some(rng, partners, count) for count in (len(TERRITORIES), len(PRODUCTS), len(LANGUAGES)))
    by_territory, by_product, by_language = serves
    table = np.array(
        [
            by_territory[:, t] & by_product[:, p] & by_language[:, k]
            for t in range(len(TERRITORIES))
            for p in range(len(PRODUCTS))
            for k in range(len(LANGUAGES))
        ]
    )
    kinds = rng.integers(0, len(table), leads).astype(np.int32)
    weights = np.maximum(1, (1000 * rng.lognormal(0, 0.6, partners)).astype(np.int64))
    owed = table * weights / np.maximum(1, (table * weights).sum(axis=1, keepdims=True))
    share = (owed * np.bincount(kinds, minlength=len(table))[:, None]).sum(axis=0)
    ids = sorted((f"P-{n:04}" for n in range(partners)), key=lambda name: (tie_key(name), name))
    return Instance(
        lead_ids=tuple(f"L-{n:06}" for n in range(leads)),
        partner_ids=tuple(ids),
        values=np.maximum(1, (100 * rng.lognormal(9, 1, leads)).astype(np.int64)),
        kinds=kinds,
        serves=serves,
        table=table,
        weights=weights,
        capacity=np.ceil(1.5 * share).astype(np.int64),
        skill=rng.uniform(0.3, 1, partners).astype(np.float32),
        noise=(2**20 * rng.uniform(0.4, 1, max(65_536, 8 * partners))).astype(np.float32),
        windows=rng.integers(0, max(65_536, 8 * partners) - partners, leads),
    )


def _some(rng: np.random.Generator, partners: int, values: int) -> NDArray[np.bool_]:
    """Return for each partner which values he serves: three fifths, at least one."""
    found = rng.random((partners, values)) < 0.61
    found[np.arange(partners), rng.integers(0, values, partners)] = True
    return found
