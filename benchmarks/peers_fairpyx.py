"""
The round robin of fairpyx on an instance file: run by bench_peers.py in an environment of its own.

    python peers_fairpyx.py instance.npz answer.npz

fairpyx wants an older numpy than we do, so both read the same file and only the time of the
division itself is told. Valuations are fit times value; who is not eligible is in conflict with the lead.
"""

import sys
import time

import numpy as np
from fairpyx import AllocationBuilder, Instance
from fairpyx.algorithms import round_robin

instance = np.load(sys.argv[1])
values, eligible, fit, caps = (instance[name] for name in ("values", "eligible", "fit", "caps"))
partners = range(eligible.shape[1])
problem = Instance(
    valuations={
        partner: {
            int(lead): float(values[lead] * fit[lead, partner])
            for lead in np.flatnonzero(eligible[:, partner])
        }
        for partner in partners
    },
    agent_conflicts={partner: set(np.flatnonzero(~eligible[:, partner]).tolist()) for partner in partners},
    agent_capacities={partner: int(caps[partner]) for partner in partners},
    item_capacities=dict.fromkeys(range(len(values)), 1),
)
builder = AllocationBuilder(problem)
started = time.process_time()
round_robin(builder)
taken = time.process_time() - started
winners = np.full(len(values), -1)
for partner, leads in builder.bundles.items():
    winners[list(leads)] = partner
np.savez(sys.argv[2], winners=winners, seconds=taken)
