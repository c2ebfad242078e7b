# %% [markdown]
# # Who performs, how sure is that, and who is going where?
#
# Thirty dealers are scored and told apart: what their scores are made of, which ranks cannot be ruled out, who makes
# most of the sales, and who is on the way up.

# %%
from datetime import date

import duckdb
import numpy as np
import pandas as pd
import polars as pl

from partnerkit.interop import plots, say
from partnerkit.scoring import (
    Kpi,
    Scorecard,
    neighbors,
    pareto,
    rank_acceptability,
    score,
    swap,
    trends,
)

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
# What the ten best scores are made of:

# %%
plots.contributions([scores.explain(dealer) for dealer in scores.top(10)])

# %% [markdown]
# ## The same card, whatever holds the rows
#
# The frame that comes back is of the kind that went in, and the scores are the same: pandas, Polars, and DuckDB, where the
# rows stay in the database and only sums come out.

# %%
in_pandas = score(card, pd.DataFrame(frame), key="dealer", as_of=AS_OF).frame
in_polars = score(card, pl.DataFrame(frame), key="dealer", as_of=AS_OF).frame
rows = pd.DataFrame(frame)
in_duckdb = score(card, duckdb.sql("select * from rows"), key="dealer", as_of=AS_OF).frame.df()
in_duckdb = in_duckdb.set_index("dealer").loc[in_pandas["dealer"]].reset_index()
for other in (in_polars, in_duckdb):
    print(type(other).__module__, np.abs(in_pandas["score"].to_numpy() - other["score"].to_numpy()).max())
in_pandas.sort_values("rank").head()

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

# %%
plots.rank_intervals(sure)

# %% [markdown]
# ## Who makes 80 %?

# %%
found = pareto(frame, key="dealer", value="sales")
print(say(found))
plots.lorenz_curve(found)

# %% [markdown]
# ## Who is improving?

# %%
long_frame = {"dealer": np.repeat(dealers, 36), "month": MONTHS * 30, "sales": sales.ravel()}
going = trends(long_frame, key="dealer", by="month", kpi="sales", as_of=AS_OF)
print(repr(going))
for dealer in (*going.of("improving")[:2], *going.of("falling")[:2]):
    print(say(going[dealer]))
