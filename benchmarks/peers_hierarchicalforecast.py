"""
Reconciliation by hierarchicalforecast on an instance file: run by bench_reconcile.py in an environment of its own.

    python peers_hierarchicalforecast.py instance.npz answer.npz

It wants packages that we do not, so both read the same file and only the time of the answer itself is told.
"""

import sys
import time

import numpy as np
from hierarchicalforecast.methods import MinTraceSparse
from scipy import sparse

instance = np.load(sys.argv[1])
rows, leaves = instance["rows"], instance["leaves"]
nodes, bottom = len(instance["base"]), int(instance["bottom"])
summing = sparse.csr_matrix((np.ones(len(rows)), (rows, leaves)), shape=(nodes, bottom))
base = instance["base"].astype(float)[:, None]
found = {}
for method in ("ols", "wls_struct"):
    took = []
    for _ in range(3):
        started = time.process_time()
        answer = MinTraceSparse(method).fit_predict(summing, base)
        took.append(time.process_time() - started)
    found[method] = answer["mean"][:, 0]
    found[f"{method}_seconds"] = np.array(min(took))
np.savez(sys.argv[2], **found)
