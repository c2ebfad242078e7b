"""
What does it cost to diagnose everybody, beside the score itself?

    nox -s bench -- diagnosis

10,000 partners in 50 groups with 20 KPIs, of which 12 tell of causes; a chain
of four levels taken apart against the peers; a mirror of the vendor; a piece of
evidence that somebody saw for every partner; conflicts of every tenth. A
diagnosis is everything from these answers to the points of all partners and
causes; "with the gap" takes the gap apart, too. Objects are made for whoever is
looked at: what it would cost to make them all stands below. Then ten times as
many partners. Last, the effects of three remedies on 10,000 partners over 24
months, beside numpy's sort of their figures. Seed fixed, best of a few
rounds, in processor time.
"""

import time
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import numpy as np

from figures import grow, tell
from partnerkit.conflicts.conflict import Conflict, ConflictRule, Draft
from partnerkit.facts import Delivery, Intervention, Network, Partner
from partnerkit.review import CAUSES, Evidence, decompose, diagnose, measure_effects, mirror
from partnerkit.scoring import Kpi, Scorecard, score
from partnerkit.values.reasons import Reason
from partnerkit.values.time import Period

PARTNERS, GROUPS, FIGURES, ROUNDS = 10_000, 50, 20, 5
DAY = date(2026, 6, 30)
TOLD = [kpi for cause in CAUSES for kpi in cause.kpis][:12]
CHAIN = ["market", ("leads_given", "own_leads"), "won", "revenue"]


def best(act: Callable[[], Any], rounds: int = ROUNDS) -> float:
    """Return the best processor time of a few rounds."""
    return best_of({"it": act}, rounds)["it"]


def best_of(acts: Mapping[str, Callable[[], Any]], rounds: int = ROUNDS) -> dict[str, float]:
    """Return the best processor time of each; all are done in each round, so that all have the same machine."""
    taken = dict.fromkeys(acts, float("inf"))
    for _ in range(rounds):
        for name, act in acts.items():
            started = time.process_time()
            act()
            taken[name] = min(taken[name], time.process_time() - started)
    return taken


def columns(partners: int) -> dict[str, Any]:
    """Return figures of all partners."""
    rng = np.random.default_rng(1)
    names = [*TOLD, *(f"k{place:02}" for place in range(FIGURES - len(TOLD)))]
    market = rng.lognormal(8, 0.3, partners)
    leads = rng.poisson(20, partners).astype(float), rng.poisson(10, partners).astype(float)
    won = np.floor((leads[0] + leads[1]) * rng.uniform(0.1, 0.5, partners))
    return {
        "partner": np.array([f"P-{place}" for place in range(partners)], dtype=object),
        "tier": rng.integers(0, GROUPS, partners),
        **{name: rng.lognormal(3, 0.5, partners) for name in names},
        "market": market,
        "leads_given": leads[0],
        "own_leads": leads[1],
        "won": won,
        "revenue": won * rng.lognormal(8, 0.4, partners),
    }, names


def ordered(ids: list[str]) -> list[Delivery]:
    """Return an order of each partner, some of them late."""
    return [
        Delivery(
            id=f"O-{name}",
            partner=name,
            ordered_on=date(2026, 4, 1),
            promised_on=date(2026, 4, 9),
            delivered_on=date(2026, 4, 9 + place % 3),
        )
        for place, name in enumerate(ids)
    ]


def in_conflict(ids: list[str]) -> list[Conflict]:
    """Return a conflict of every tenth."""
    rule = ConflictRule(code="territory-overlap", severity="medium", find=lambda _, as_of: ())  # noqa: ARG005
    return [
        Conflict.of(rule, Draft(group=(name,), reason=Reason("x"), own={name: [], "U-1": []}))
        for name in ids[::10]
    ]


def witnessed(ids: list[str]) -> list[Evidence]:
    """Return what somebody saw at each partner."""
    return [
        Evidence(
            partner=name,
            cause=CAUSES[place % len(CAUSES)].code,
            speaks="for",
            strength="clear",
            source="exchange",
            on=DAY,
            reason=Reason("seen"),
        )
        for place, name in enumerate(ids)
    ]


def run(partners: int) -> dict[str, float]:
    """Time everything for so many partners."""
    frame, names = columns(partners)
    ids = frame["partner"].tolist()
    card = Scorecard(kpis=tuple(map(Kpi, names)), peers=("tier",), min_peers=8)
    network = Network.of([Partner(id=name) for name in ids], ordered(ids))
    conflicts, witnesses = in_conflict(ids), witnessed(ids)
    scores = score(card, frame, key="partner", as_of=DAY)
    seen = mirror(network, Period.quarter(2026, 2), as_of=DAY)

    def gaps() -> Any:
        return decompose(frame, CHAIN, key="partner", peers=["tier"], as_of=DAY)

    told, apart = {"scores": scores, "mirror": seen}, gaps()
    found = diagnose(ids, as_of=DAY, gaps=apart, conflicts=conflicts, evidence=witnesses, **told)

    def made() -> None:
        for name in ids:
            _ = found[name]

    acts = {
        "the score": lambda: score(card, frame, key="partner", as_of=DAY),
        "from scores": lambda: diagnose(ids, as_of=DAY, scores=scores),
        "with the mirror": lambda: diagnose(ids, as_of=DAY, **told),
        "with the gap": lambda: diagnose(ids, as_of=DAY, gaps=gaps(), **told),
        "with all": lambda: diagnose(
            ids, as_of=DAY, gaps=gaps(), conflicts=conflicts, evidence=witnesses, **told
        ),
    }
    taken = best_of(acts)
    return {**taken, "every object": best(made, 1) if partners <= PARTNERS else float("nan")}


def helped() -> None:
    """Print what it costs to measure effects."""
    rng = np.random.default_rng(3)
    months = [*Period.year(2025).months(), *Period.year(2026).months()]
    ids = np.repeat(np.array([f"P-{place}" for place in range(PARTNERS)], dtype=object), len(months))
    labels = np.tile(np.array([each.label for each in months], dtype=object), PARTNERS)
    figures = rng.lognormal(8, 0.5, len(ids))
    frame = {"id": ids, "month": labels, "x": figures}
    given = [
        Intervention(
            id=f"H-{place}",
            partner=f"P-{place}",
            remedy=("coach-sellers", "give-leads", "train-people")[place % 3],
            started_on=months[8 + place % 8].start,
        )
        for place in range(1_500)
    ]
    own = best(
        lambda: measure_effects(frame, given, key="id", by="month", value="x", as_of=date(2026, 12, 31)), 3
    )
    plain = best(lambda: np.sort(figures))
    tell(f"effects of 1,500 interventions on {PARTNERS:,} partners", own / plain, "sorts")


def main() -> None:
    """Print everything."""
    small, large = run(PARTNERS), run(10 * PARTNERS)
    for name, taken in small.items():
        most = 20 if name == "with all" else None
        tell(f"{PARTNERS:,} partners: {name} / the score", taken / small["the score"], most=most)
        if name != "every object":
            grow(f"diagnosis, {name}", {PARTNERS: taken, 10 * PARTNERS: large[name]}, most=most and 11)
    helped()


if __name__ == "__main__":
    main()
