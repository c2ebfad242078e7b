# %% [markdown]
# # Who drifts away from what they are owed?
#
# Two years of leads are given once more by four policies, and the distance of whoever is furthest from his share is drawn
# over time.

# %%
from datetime import UTC, datetime, timedelta

import numpy as np

import partnerkit as pk
from partnerkit.interop import plots
from partnerkit.leads import BestFit, EqualLoad, FairShare, Fit, Rotation, simulate

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
tried = simulate(policies, leads, dealers, as_of=END)
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
plots.deviations(tried)

# %%
weekly = daily["FairShare"]
print(
    f"FairShare given weekly ends {weekly.deviations[-1]:.3f} largest leads away, one by one {tried['FairShare'].deviations[-1]:.3f}."
)
