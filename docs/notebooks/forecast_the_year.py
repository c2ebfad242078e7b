# %% [markdown]
# # Will we reach the year?
#
# Goals are handed down from the whole to the line of business, exact to the cent; then every goal is asked how likely it
# is. The icicle shows every goal as wide as its target and colored by its chance, the fan what came in so far and where
# the year will end.

# %%
from collections.abc import Iterator
from datetime import date

import numpy as np

import partnerkit as pk
from partnerkit.goals import GoalTree, attain, cascade, early_warnings, roll_up
from partnerkit.interop import plots, say

YEAR = pk.Period.year(2026)
TODAY = date(2026, 9, 30)

# %% [markdown]
# ## The business
#
# Three countries, two lines of business each, 57 months: growth, a season, and a service in Germany that fell ill in
# spring. Numbers are made by rule, so that everybody sees the same.

# %%
COUNTRIES = {"de": 300, "fr": 180, "se": 90}
LINES = {"shop": 2, "service": 1}
MONTHS = [month for year in range(2022, 2027) for month in pk.Period.year(year).months()][:57]


def sales(country: str, line: str) -> Iterator[pk.Money]:
    """Yield the sales of each month."""
    for at, month in enumerate(MONTHS):
        season = 4 + np.sin(2 * np.pi * (month.start.month - 4) / 12)
        wobble = 8 + ((at + 3) * (COUNTRIES[country] + len(line)) * 7) % 5
        ill = 0.7 if (country, line) == ("de", "service") and month.start >= date(2026, 4, 1) else 1.0
        thousands = COUNTRIES[country] * LINES[line] * season * wobble * ill * 1.005**at / 100
        yield pk.Money.of(round(thousands) * 1000, "EUR")


books = {
    f"{country}/{line}": dict(zip(MONTHS, sales(country, line), strict=True))
    for country in COUNTRIES
    for line in LINES
}
history = {
    leaf: {month: each for month, each in book.items() if month.start < YEAR.start}
    for leaf, book in books.items()
}
actuals = {
    leaf: {month: each for month, each in book.items() if month.start >= YEAR.start}
    for leaf, book in books.items()
}

# %% [markdown]
# ## Goals
#
# Eight per cent more than last year, handed down by last year's sales, exact to the cent.

# %%
last_year = {
    leaf: pk.Money.total([each for month, each in book.items() if month.start.year == 2025])
    for leaf, book in books.items()
}
goal = pk.Money.total(last_year.values()).times(pk.Ratio.of(108, 100).exact)
parents = {"emea": None, **dict.fromkeys(COUNTRIES, "emea"), **{leaf: leaf.split("/")[0] for leaf in books}}
tree = GoalTree.of(
    pk.Goal(
        id=name,
        parent=parent,
        measure="revenue",
        period=YEAR,
        target=goal if parent is None else pk.Money.zero("EUR"),
    )
    for name, parent in parents.items()
)
tree = cascade(tree, "emea", by=roll_up(tree, last_year))

# %% [markdown]
# ## How it stands

# %%
status = attain(tree, actuals, as_of=TODAY, history=history)
for name in status:
    standing = status[name]
    low, high = standing.interval
    print(
        f"{name:<12}{standing.attainment:>7.1%} reached, {standing.due:>6.1%} due, "
        f"forecast {standing.forecast.format():>14} ({low.format()} to {high.format()}), "
        f"chance {standing.probability:.0%}"
    )
for warning in early_warnings(status):
    print("!", say(warning))

# %% [markdown]
# ## The icicle
#
# From the whole on top to the leaves; as wide as the target, red where the goal is unlikely, blue where it is likely.

# %%
plots.goal_icicle(status)

# %% [markdown]
# ## The fan
#
# What came in, month by month, and where the year ends with a chance of 50, 80 and 95 %.

# %%
levels = [attain(tree, actuals, as_of=TODAY, history=history, level=level) for level in (0.5, 0.8, 0.95)]
months = [month for month in MONTHS if month.start >= YEAR.start]
germany = {month: pk.Money.total(actuals[leaf][month] for leaf in tree.children("de")) for month in months}
plots.forecast_fan(levels, "de", germany)

# %% [markdown]
# Why is Germany where it is? The service fell ill in spring, and `early_warnings` named it above. The same fan of one leaf:

# %%
plots.forecast_fan(
    levels, "de/service", actuals["de/service"], locale="de", names={"de/service": "Service Deutschland"}
)
