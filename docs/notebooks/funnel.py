# %% [markdown]
# # Where do leads get stuck, and how long does it take?
#
# Two thousand leads of a year go from a first contact to a deal, or not. Many of them are not over yet. They have not
# failed; so they count with the time they were seen for.

# %%
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd

from partnerkit.interop import plots, say
from partnerkit.leads import (
    USUAL_STAGES,
    Clock,
    Journeys,
    ServiceLevel,
    StageEntered,
    attribute,
    funnel,
    sla_report,
    watch,
)

AS_OF = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)

# %% [markdown]
# ## A year of leads
#
# Numbers are drawn with a seed, so that everybody sees the same. From each stage a part goes on, a part drops out, and
# each step takes its time.

# %%
chance = np.random.default_rng(7)
WAYS = {
    "subscriber": ("MQL", 0.55, 12),
    "MQL": ("SAL", 0.60, 4),
    "SAL": ("SQL", 0.50, 9),
    "SQL": ("opportunity", 0.70, 20),
    "opportunity": ("won", 0.35, 60),
}
entered = []
for number in range(2_000):
    stage, at = "subscriber", AS_OF - DAY * float(chance.uniform(0, 365))
    while at < AS_OF:
        entered.append(StageEntered(lead=f"L-{number}", stage=stage, at=at))
        if stage not in WAYS:
            break
        after, part, days = WAYS[stage]
        stage = after if chance.random() < part else "lost"
        at += DAY * float(chance.exponential(days))

# %% [markdown]
# ## The funnel
#
# `conversion` is told of those that have left a stage; `expected` of all, with the time they were seen for.

# %%
told = funnel(entered, USUAL_STAGES, as_of=AS_OF)
plots.funnel_stages(told)

# %%
pd.DataFrame(told.to_frame()).set_index("stage")

# %% [markdown]
# ## Young cohorts are not worse for being young
#
# Of the last months' opportunities few are won yet. Divided by all that entered, that looks like a fall; what is expected
# does not fall.

# %%
rows = [row for row in funnel(entered, USUAL_STAGES, as_of=AS_OF, by="cohort") if row.stage == "opportunity"]
cohorts = pd.DataFrame(
    {
        "cohort": [row.group[0] for row in rows],
        "entered": [row.entered for row in rows],
        "won so far": [row.moved_on / row.entered for row in rows],
        "expected": [row.expected for row in rows],
    }
)
cohorts.round(2)

# %% [markdown]
# ## How long does a stage hold a lead?

# %%
curves = {row.stage: row.curve for row in told if row.stage in ("MQL", "SQL", "opportunity")}
plots.survival_curves(curves)

# %% [markdown]
# ## Are partners quick enough?
#
# One partner answers quickly, the other leaves the slow ones open. The mean of the finished ones would flatter him.

# %%
claim = ServiceLevel(name="claim", owed_by="partner", within=timedelta(hours=16))
clocks = []
for partner, hours, leaves_open in (("P-4", 9, 0.05), ("P-5", 7, 0.45)):
    for number in range(200):
        clock = Clock(
            subject=f"{partner}-{number}", level="claim", owner=partner, started_at=AS_OF - 30 * DAY
        )
        if chance.random() > leaves_open:
            clock = clock.stop(at=clock.started_at + timedelta(hours=float(chance.exponential(hours))))
        clocks.append(clock)
watched = watch(clocks, [claim], as_of=AS_OF)
report = sla_report(watched, by="owner")
plots.survival_curves({row.group[0]: row.curve for row in report})

# %%
pd.DataFrame(report.to_frame()).set_index("owner")[["met", "breached", "overdue", "kept", "median_hours"]]

# %%
say(next(watched.of_state("overdue")).reason, locale="en")

# %% [markdown]
# ## Who had a part in it?
#
# Won and lost journeys over four channels. Methods answer different questions, so their credit differs; each of them adds
# up to the same deals.

# %%
channels = np.array(["e-mail", "fair", "partner", "web"])
paths = [channels[chance.choice(4, chance.integers(1, 6), p=(0.3, 0.1, 0.25, 0.35))] for _ in range(3_000)]
won = np.array([int(chance.random() < 0.05 + 0.25 * ("partner" in path)) for path in paths])
journeys = Journeys.of([path.tolist() for path in paths], wins=won, losses=1 - won)
credit = {
    method: {name: round(float(each.share), 3) for name, each in attribute(journeys, method).items()}
    for method in ("first", "last", "linear", "shapley", "markov")
}
pd.DataFrame(credit)
