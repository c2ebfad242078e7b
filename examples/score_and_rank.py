"""
Who performs, how sure is that, and who is going where? A notebook as a plain script.

Run it as it is, or open it in an editor or in Jupyter that knows `# %%` cells.
It draws three pictures into the folder named by the first argument: scores with
the ranks that cannot be ruled out, the Lorenz curve, and sales with their trend.
"""

# %%
import os
import sys
from datetime import date
from pathlib import Path

import matplotlib as mpl
import numpy as np

mpl.use("Agg")
from matplotlib import pyplot as plt

from partnerkit.interop import say
from partnerkit.scoring import (
    Kpi,
    Scorecard,
    lorenz,
    neighbors,
    pareto,
    rank_acceptability,
    score,
    swap,
    trends,
)

FOLDER = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("PARTNERKIT_REVIEW_DIR", "."))
AS_OF = date(2025, 12, 31)
MONTHS = [f"{year}-{month:02}" for year in (2023, 2024, 2025) for month in range(1, 13)]

# %% [markdown]
# ## The channel
#
# Thirty dealers, three years of sales, claims and answers. Numbers are drawn with a seed, so that everybody sees the same.

# %%
chance = np.random.default_rng(7)
dealers = [f"D-{number:02}" for number in range(1, 31)]
size = np.sort(chance.lognormal(4, 1, 30))[::-1]
drift = chance.choice([-0.012, 0.0, 0.0, 0.015], 30)
season = 1 + 0.25 * np.sin(2 * np.pi * np.arange(36) / 12)
sales = size[:, None] * season * np.exp(drift[:, None] * np.arange(36)) * chance.lognormal(0, 0.08, (30, 36))
claims = chance.poisson(size / 3) + 1
refused = chance.binomial(claims, chance.beta(2, 10, 30))
answers = chance.integers(1, 9, 30)

# %% [markdown]
# ## Who performs?

# %%
frame = {
    "dealer": dealers,
    "sales": sales[:, 24:].sum(axis=1),
    "growth": sales[:, 24:].sum(axis=1) / sales[:, 12:24].sum(axis=1) - 1,
    "refused": refused,
    "claims": claims,
    "satisfaction": chance.normal(70, 12, 30),
    "satisfaction_se": 18 / np.sqrt(answers),
}
card = Scorecard(
    kpis=(
        Kpi("sales", weight=3, unit="kEUR"),
        Kpi("growth", weight=2),
        Kpi("refusal_rate", weight=2, better="lower", count="refused", of="claims"),
        Kpi("satisfaction", weight=2, se="satisfaction_se"),
    ),
    scale="robust_z",
)
scores = score(card, frame, key="dealer", as_of=AS_OF)
first, second = scores.top(2)
print(say(scores.explain(first)))

# %% [markdown]
# ## How sure is that?
#
# Ranks that cannot be ruled out, and how the order hangs on the weights.

# %%
sure = scores.rank_interval(0.9)
print(f"{first} may have any rank from {sure[first][0]} to {sure[first][1]}.")
print(say(swap(scores, first, second)))
close = np.nanmedian(neighbors(scores)["moved"])
tried = rank_acceptability(scores)
print(
    f"Half of all neighbors swap if {close:.0%} of the weight is moved; {first} is first under {tried[first]:.0%}."
)

figure, axes = plt.subplots(figsize=(7, 6))
order = np.argsort(-scores.score)
for place, row in enumerate(order.tolist()):
    low, high = sure[dealers[row]]
    axes.plot([low, high], [place, place], color="#2b6cb0", linewidth=4, alpha=0.45)
    axes.plot(scores.rank[row], place, "o", color="#1a365d", markersize=4)
axes.set_yticks(range(30), [dealers[row] for row in order.tolist()], fontsize=7)
axes.invert_yaxis()
axes.set_xlabel("rank, and those that cannot be ruled out at 90 %")
figure.tight_layout()
figure.savefig(FOLDER / "rank-intervals.png", dpi=120)

# %% [markdown]
# ## Who makes 80 %?

# %%
found = pareto(frame, key="dealer", value="sales")
print(say(found))
figure, axes = plt.subplots(figsize=(5, 5))
curve = lorenz(found.amounts)
axes.fill_between(curve.partners, curve.made, curve.partners, color="#2b6cb0", alpha=0.25)
axes.plot(curve.partners, curve.made, color="#1a365d")
axes.set(xlabel="share of dealers, the smallest first", ylabel="share of sales", xlim=(0, 1), ylim=(0, 1))
axes.set_title(f"Gini {found.gini:.2f}")
figure.tight_layout()
figure.savefig(FOLDER / "lorenz.png", dpi=120)

# %% [markdown]
# ## Who is improving?

# %%
long_frame = {"dealer": np.repeat(dealers, 36), "month": MONTHS * 30, "sales": sales.ravel()}
going = trends(long_frame, key="dealer", by="month", kpi="sales", as_of=AS_OF)
print(repr(going))
shown = [*going.of("improving")[:1], *going.of("falling")[:1]]
figure, axes = plt.subplots(len(shown), 1, figsize=(7, 5), sharex=True, squeeze=False)
for axis, dealer in zip(axes[:, 0], shown, strict=True):
    row = dealers.index(dealer)
    print(say(going[dealer]))
    axis.plot(sales[row], color="#a0aec0", label="sales")
    axis.plot(going.adjusted[row], color="#2b6cb0", label="without the season")
    axis.set_title(f"{dealer}: {going[dealer].verdict}", loc="left", fontsize=9)
    axis.legend(fontsize=7)
axes[-1, 0].set_xticks(range(0, 36, 6), MONTHS[::6])
figure.tight_layout()
figure.savefig(FOLDER / "trends.png", dpi=120)
