"""
Who drifts away from what they are owed? A notebook as a plain script.

Run it as it is, or open it in an editor or in Jupyter that knows `# %%` cells.
Two years of leads are given once more by four policies, and the distance of
whoever is furthest from his share is drawn over time, into the folder named by
the first argument.
"""

# %%
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import matplotlib as mpl
import numpy as np

mpl.use("Agg")
from matplotlib import pyplot as plt
from rich.progress import Progress

import partnerkit as pk
from partnerkit.leads import BestFit, EqualLoad, FairShare, Fit, Rotation, simulate

FOLDER = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("PARTNERKIT_REVIEW_DIR", "."))
START = datetime(2024, 1, 1, 9, tzinfo=UTC)
END = START + timedelta(days=730)

# %% [markdown]
# ## The market
#
# Eight dealers in three regions. Some serve two of them, gold dealers are owed twice as much. Two are away for a
# summer, one joins in the second year. Leads come about every fifteen hours; a few are much larger than the others.

# %%
rng = np.random.default_rng(7)
REGIONS = (
    ("north",),
    ("north",),
    ("north", "east"),
    ("east",),
    ("east", "south"),
    ("south",),
    ("south",),
    ("north",),
)


def dealers(moment: datetime) -> list[pk.Partner]:
    """Return the dealers as they were at a moment."""
    day = (moment - START).days
    away = {"D-2", "D-5"} if 180 <= day < 240 else set()
    return [
        pk.Partner(
            id=f"D-{number}",
            tier="gold" if number in (1, 4) else "silver",
            territories=regions,
            status="suspended" if f"D-{number}" in away else "active",
        )
        for number, regions in enumerate(REGIONS, 1)
        if number != 8 or day >= 365
    ]


leads = [
    pk.Lead(
        id=f"L-{number:04}",
        received_at=START + timedelta(hours=float(hour)),
        territory=str(rng.choice(["north", "east", "south"])),
        value=pk.Money.from_minor(int(100 * worth), "EUR"),
    )
    for number, (hour, worth) in enumerate(
        zip(np.sort(rng.uniform(0, 729 * 24, 1_200)), rng.lognormal(8.5, 0.9, 1_200), strict=True)
    )
]

# %% [markdown]
# ## Four policies
#
# `FairShare` evens out what each got against what he was owed, `EqualLoad` what each has. `BestFit` looks at nothing but
# skill. `Rotation` goes in turn and counts heads, not euros; it is added as the baseline. All are measured by one
# yardstick: the entitlements of `FairShare`.

# %%
SKILL = {f"D-{number}": round(0.5 + 0.05 * (number * 3 % 8), 2) for number in range(1, 9)}
skill = Fit(of_lead=lambda _: None, of_partner=lambda each: each.id, score=lambda _, name: SKILL[name])
weights = {"gold": 2, "silver": 1}
policies = {
    "FairShare": FairShare(weights=weights),
    "EqualLoad": EqualLoad(weights=weights),
    "BestFit": BestFit(fit=skill, default=1),
    "rotation": Rotation(weights=weights),
}
with Progress(transient=True) as bar:
    task = bar.add_task("sharing out", total=None)
    tried = simulate(
        policies,
        leads,
        dealers,
        as_of=END,
        progress=lambda done, of: bar.update(task, completed=done, total=of),
    )
daily = simulate({"FairShare": policies["FairShare"]}, leads, dealers, as_of=END, every=timedelta(days=7))
report = tried.to_frame()
for row in zip(
    *(report[name] for name in ("policy", "assigned", "least", "deviation", "drought")), strict=True
):
    print(
        "{:<10} {:>5} leads   least received/entitled {:.2f}   furthest {:>6.2f} leads   drought {}".format(
            *row
        )
    )

# %% [markdown]
# ## The picture
#
# Only one line stays flat, whatever happens: who is away, who joins, how large the next lead is.

# %%
COLORS = {"FairShare": "#1f6f54", "EqualLoad": "#3b6ea5", "BestFit": "#b5483a", "rotation": "#8a8f98"}
figure, axes = plt.subplots(figsize=(9, 4.6), layout="constrained")
for name, run in tried.items():
    times = [each.at for each in run.handouts]
    axes.plot(times, run.deviations, color=COLORS[name], linewidth=1.6, label=name)
    axes.annotate(
        name,
        (times[-1], run.deviations[-1]),
        xytext=(6, 0),
        textcoords="offset points",
        color=COLORS[name],
        va="center",
    )
weekly = daily["FairShare"]
axes.plot(
    [each.at for each in weekly.handouts],
    weekly.deviations,
    color=COLORS["FairShare"],
    linewidth=0.8,
    alpha=0.5,
)
axes.set_yscale("log")
axes.set_ylabel("furthest from what is owed, in largest leads")
axes.set_title("Distance from what is owed, two years of leads", loc="left")
axes.spines[["top", "right"]].set_color("none")
axes.margins(x=0.02)
figure.savefig(FOLDER / "leads_deviation.png", dpi=120)
plt.close(figure)
print(
    f"FairShare given weekly ends {weekly.deviations[-1]:.3f} largest leads away, one by one {tried['FairShare'].deviations[-1]:.3f}."
)
