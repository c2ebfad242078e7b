"""
How does fair allocation stand beside what others would use?

    nox -s bench -- peers [a] [b] [c]

One instance, one run: the ledger in a batch and one by one, a weighted rota and
smooth weighted round robin in plain Python, min-cost flow of OR-tools, linear
assignment and linear programming of scipy, and round robin of fairpyx (in an
environment of its own, PARTNERKIT_FAIRPYX names its Python). Fit is of the best
there is; `least` is the smallest received / entitled, `deviation` the largest
|received - entitled| in largest leads. Seconds are those of the processor, of
the answer alone: what each peer reads is made before. Peers that cannot end
within the hour on a size are left out there.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from figures import tell
from instances import Instance, draw
from partnerkit.leads.ample import guard_for
from partnerkit.leads.kernel import distribute
from partnerkit.leads.work import Work

Answer = NDArray[np.int64]


@final
@frozen(eq=False)
class Market:
    """What every peer reads: the same numbers, as each likes them best."""

    instance: Instance
    eligible: NDArray[np.bool_]
    fit: NDArray[np.int32]

    #: The task of the kernel: keys and whole numbers, as the model layer makes them once.
    by_value: Work
    as_they_come: Work

    @classmethod
    def of(cls, instance: Instance) -> "Market":
        """Write out the whole matrix, which only the peers need."""
        leads = np.arange(len(instance.values))
        blocks = [instance.rows(block) for block in np.array_split(leads, max(1, len(leads) // 4096))]
        works = instance.work(), instance.work(by_value=False)
        return cls(instance, instance.table[instance.kinds], np.concatenate(blocks), *works)

    @property
    def euros(self) -> NDArray[np.float64]:
        """The values in euros."""
        return self.instance.values / 100

    def kinds_of_candidates(self) -> list[list[int]]:
        """Return the candidates of each kind of lead as lists, for plain Python."""
        return [np.flatnonzero(row).tolist() for row in self.instance.table]


def ledger_batch(market: Market) -> Answer:
    """Give the largest first, by the ledger rule, none stranded."""
    work = market.by_value
    return _in_place(work.order, distribute(work, guard=guard_for(work)).winners)


def ledger_online(market: Market) -> Answer:
    """Give in the order of arrival, by the ledger rule."""
    work = market.as_they_come
    return _in_place(work.order, distribute(work).winners)


def _in_place(order: Any, winners: Any) -> Answer:
    answer = np.full(len(order), -1, dtype=np.int64)
    answer[np.asarray(order)] = winners
    return answer


def rota(market: Market) -> Answer:
    """Walk a list in which everybody stands as often as he weighs; skip who cannot."""
    instance = market.instance
    times = np.maximum(1, np.round(instance.weights / instance.weights.min())).astype(int)
    turns = np.concatenate([(np.arange(count) + 0.5) / count for count in times])
    cycle = np.repeat(np.arange(len(times)), times)[np.argsort(turns, kind="stable")].tolist()
    can = [set(each) for each in market.kinds_of_candidates()]
    room, at, answer = instance.capacity.tolist(), 0, []
    for kind in instance.kinds.tolist():
        winner = -1
        for step in range(len(cycle)):
            partner = cycle[(at + step) % len(cycle)]
            if room[partner] and partner in can[kind]:
                winner, at = partner, (at + step + 1) % len(cycle)
                room[partner] -= 1
                break
        answer.append(winner)
    return np.array(answer)


def smooth(market: Market) -> Answer:
    """Give by smooth weighted round robin among those who can (as balancers of web traffic do)."""
    instance = market.instance
    candidates, weights = market.kinds_of_candidates(), instance.weights.tolist()
    current, room, answer = [0] * len(weights), instance.capacity.tolist(), []
    for kind in instance.kinds.tolist():
        total, best, most = 0, -1, None
        for partner in candidates[kind]:
            if room[partner]:
                weight = weights[partner]
                total += weight
                level = current[partner] = current[partner] + weight
                if most is None or level > most:
                    best, most = partner, level
        if best >= 0:
            current[best] -= total
            room[best] -= 1
        answer.append(best)
    return np.array(answer)


def min_cost_flow(market: Market) -> Answer:
    """Give for the best fit there is: OR-tools, whole numbers."""
    from ortools.graph.python import min_cost_flow as flows

    leads, partners = market.eligible.shape
    lead, partner = np.nonzero(market.eligible)
    gain = np.round(market.fit[lead, partner] / 2**20 * market.euros[lead] * 100).astype(np.int64)
    flow = flows.SimpleMinCostFlow()
    source, sink = leads + partners, leads + partners + 1
    arcs = flow.add_arcs_with_capacity_and_unit_cost(
        lead, leads + partner, np.ones(len(lead), np.int64), -gain
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        np.full(leads, source), np.arange(leads), np.ones(leads, np.int64), np.zeros(leads, np.int64)
    )
    # Who cannot be placed goes nowhere, at no gain.
    flow.add_arcs_with_capacity_and_unit_cost(
        np.arange(leads), np.full(leads, sink), np.ones(leads, np.int64), np.zeros(leads, np.int64)
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        leads + np.arange(partners),
        np.full(partners, sink),
        market.instance.capacity,
        np.zeros(partners, np.int64),
    )
    flow.set_nodes_supplies(np.array([source, sink]), np.array([leads, -leads]))
    assert flow.solve() == flow.OPTIMAL
    answer = np.full(leads, -1)
    used = flow.flows(arcs) > 0
    answer[lead[used]] = partner[used]
    return answer


def linear_assignment(market: Market) -> Answer:
    """Give for the best fit there is: scipy, a column for each place of each partner."""
    from scipy.optimize import linear_sum_assignment

    gain = np.where(market.eligible, market.fit / 2**20 * market.euros[:, None], 0)
    columns = np.repeat(np.arange(gain.shape[1]), np.minimum(market.instance.capacity, len(gain)))
    leads, places = linear_sum_assignment(gain[:, columns], maximize=True)
    answer = np.full(len(gain), -1)
    answer[leads] = columns[places]
    answer[~market.eligible[np.arange(len(gain)), answer]] = -1
    return answer


def linear_program(market: Market) -> Answer:
    """Give for the best fit there is: scipy's HiGHS."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_matrix

    lead, partner = np.nonzero(market.eligible)
    columns = np.arange(len(lead))
    rows = csr_matrix(
        (np.ones(2 * len(lead)), (np.append(lead, len(market.eligible) + partner), np.tile(columns, 2)))
    )
    limits = np.append(np.ones(len(market.eligible)), market.instance.capacity)
    gain = market.fit[lead, partner] / 2**20 * market.euros[lead]
    found = linprog(-gain, A_ub=rows, b_ub=limits, bounds=(0, 1), method="highs").x
    answer = np.full(len(market.eligible), -1)
    answer[lead[found > 0.5]] = partner[found > 0.5]
    return answer


def fairpyx_round_robin(market: Market) -> tuple[Answer, float]:
    """Give by the round robin of fairpyx; the time is of the division alone."""
    with tempfile.TemporaryDirectory() as folder:
        task, answer = Path(folder) / "instance.npz", Path(folder) / "answer.npz"
        np.savez(
            task,
            values=market.euros,
            eligible=market.eligible,
            fit=market.fit / 2**20,
            caps=market.instance.capacity,
        )
        script = Path(__file__).with_name("peers_fairpyx.py")
        subprocess.run([os.environ["PARTNERKIT_FAIRPYX"], str(script), str(task), str(answer)], check=True)
        found = np.load(answer)
        return found["winners"], float(found["seconds"])


#: Peer -> how, and on which sizes it ends in good time.
PEERS: dict[str, tuple[Callable[[Market], Any], str]] = {
    "ledger, batch": (ledger_batch, "abc"),
    "ledger, one by one": (ledger_online, "abc"),
    "weighted rota, Python": (rota, "abc"),
    "smooth round robin, Python": (smooth, "abc"),
    "OR-tools min-cost flow": (min_cost_flow, "abc"),
    "scipy linear assignment": (linear_assignment, "a"),
    "scipy linear program": (linear_program, "a"),
    "fairpyx round robin": (fairpyx_round_robin, "ab"),
}


def timed(peer: Callable[[Market], Any], market: Market, rounds: int) -> tuple[Answer, float]:
    """Return the answer and the median time."""
    taken = []
    for _ in range(rounds):
        started = time.process_time()
        answer = peer(market)
        taken.append(time.process_time() - started)
        if isinstance(answer, tuple):
            return answer
    return answer, statistics.median(taken)


def measures(market: Market, answer: Answer) -> tuple[float, float, float, float]:
    """Return the fit reached, the least received / entitled, the largest deviation, and Jain's index."""
    euros, given = market.euros, np.flatnonzero(answer >= 0)
    assert market.eligible[given, answer[given]].all()
    counts = np.bincount(answer[given], minlength=market.eligible.shape[1])
    assert (counts <= market.instance.capacity).all()
    shares = market.instance.table * market.instance.weights
    shares = shares / np.maximum(shares.sum(axis=1, keepdims=True), 1)
    owed = np.bincount(market.instance.kinds, euros, len(shares)) @ shares
    got = np.bincount(answer[given], euros[given], len(owed))
    ratios = got[owed > 0] / owed[owed > 0]
    fit = float((market.fit[given, answer[given]] / 2**20 * euros[given]).sum())
    jain = float(ratios.sum() ** 2 / len(ratios) / (ratios**2).sum())
    return fit, float(ratios.min()), float(np.abs(got - owed).max() / euros.max()), jain


def compare(size: str) -> None:
    """Print the table of one size."""
    market = Market.of(draw(size))
    leads, partners = market.eligible.shape
    print(f"\n{size}: {leads:,} leads x {partners:,} partners, {market.eligible.mean():.0%} eligible")
    matrix = np.random.default_rng(0).random(market.eligible.shape, dtype=np.float32)
    unit = statistics.median(timed(lambda _: matrix.argmax(1), market, 5)[1] for _ in range(3))
    print(f"one row-argmax pass over the matrix: {1000 * unit:.2f} ms")
    found = {}
    for name, (peer, sizes) in PEERS.items():
        if size in sizes and (peer is not fairpyx_round_robin or "PARTNERKIT_FAIRPYX" in os.environ):
            answer, seconds = timed(
                peer, market, 3 if size != "c" or peer in (ledger_batch, ledger_online) else 1
            )
            found[name] = seconds, *measures(market, answer)
            print(f"  {name} ended", file=sys.stderr)
    ours, most = found["ledger, batch"][0], max(each[1] for each in found.values())
    heads = ("seconds", "x ledger", "passes", "fit", "least", "deviation", "Jain")
    print(f"{'':<28}" + "".join(f"{head:>11}" for head in heads))
    for name, (seconds, fit, least, deviation, jain) in found.items():
        print(
            f"{name:<28}{seconds:>11.4f}{seconds / ours:>11.1f}{seconds / unit:>11.0f}"
            f"{fit / most:>11.1%}{least:>11.3f}{deviation:>11.5f}{jain:>11.3f}"
        )
    online = found["ledger, one by one"][0]
    tell(
        f"{size}: smooth round robin, Python / ledger, one by one",
        found["smooth round robin, Python"][0] / online,
    )
    for name, (seconds, *_) in found.items():
        if name != "ledger, batch":
            tell(f"{size}: {name} / ledger, batch", seconds / ours)


if __name__ == "__main__":
    for each in sys.argv[1:] or ("a", "b", "c"):
        compare(each)
