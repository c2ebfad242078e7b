"""
Will we reach the year? A notebook as a plain script.

Run it as it is, or open it in an editor or in Jupyter that knows `# %%` cells.
It draws two pictures into the folder named by the first argument: an icicle of
the goal tree, every goal as wide as its target and colored by its chance, and
a fan: what came in so far, and where the year will end.
"""

# %%
import os
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import matplotlib as mpl
import numpy as np

mpl.use("Agg")
from matplotlib import pyplot as plt

import partnerkit as pk
from partnerkit.goals import GoalTree, Status, attain, cascade, early_warnings, roll_up
from partnerkit.interop import say

FOLDER = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("PARTNERKIT_REVIEW_DIR", "."))
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
def icicle(status: Status, file: Path) -> None:
    """Draw the goal tree."""
    tree, color = status.tree, plt.get_cmap("RdYlBu")
    figure, axes = plt.subplots(figsize=(9, 3.6), layout="constrained")
    begins = {tree.roots[0]: 0.0}
    for name in tree:
        standing, left = status[name], begins[name]
        width, depth = float(tree[name].target.amount), len(tree.path(name)) - 1
        axes.barh(-depth, width, left=left, height=0.94, color=color(standing.probability), edgecolor="white")
        label = f"{name}\n{standing.probability:.0%}"
        ink = "black" if 0.2 < standing.probability < 0.85 else "white"
        axes.text(left + width / 2, -depth, label, ha="center", va="center", fontsize=8, color=ink)
        for child in tree.children(name):
            begins[child] = left
            left += float(tree[child].target.amount)
    axes.set_axis_off()
    axes.set_title(f"Chance of every goal on {TODAY:%d %B %Y}; width: target")
    figure.savefig(file, dpi=120)
    plt.close(figure)


icicle(status, FOLDER / "goal-icicle.png")

# %% [markdown]
# ## The fan
#
# What came in, month by month, and where the year ends with a chance of 50, 80 and 95 %.


# %%
def fan(name: str, file: Path) -> None:
    """Draw what came in and what is to be expected."""
    leaves = [leaf for leaf in actuals if name in tree.path(leaf)]
    months = [month for month in MONTHS if month.start >= YEAR.start]
    monthly = [sum(float(actuals[leaf][month].amount) for leaf in leaves) for month in months]
    total = np.concatenate([[0.0], np.cumsum(monthly)]) / 1e6
    figure, axes = plt.subplots(figsize=(9, 4.2), layout="constrained")
    for level, shade in ((0.95, 0.15), (0.8, 0.25), (0.5, 0.4)):
        judged = attain(tree, actuals, as_of=TODAY, history=history, level=level)[name]
        low, high = (float(each.amount) / 1e6 for each in judged.interval)
        axes.fill_between(
            [len(months), 12],
            [total[-1], low],
            [total[-1], high],
            alpha=shade,
            color="tab:blue",
            label=f"{level:.0%}",
        )
    axes.plot(range(len(total)), total, color="tab:blue", marker="o", label="came in")
    axes.plot([len(months), 12], [total[-1], float(judged.forecast.amount) / 1e6], "--", color="tab:blue")
    axes.axhline(float(tree[name].target.amount) / 1e6, color="tab:red", label="goal")
    axes.set(xlim=(0, 12.2), ylim=(0, None), xlabel="months of 2026", ylabel="million EUR")
    axes.set_title(
        f"{name}: reached with a chance of {judged.probability:.0%} ({judged.method}, {judged.distribution})"
    )
    axes.legend(loc="lower right")
    figure.savefig(file, dpi=120)
    plt.close(figure)


fan("de", FOLDER / "goal-fan.png")
