# %% [markdown]
# # A comparison ring, and an attack on it
#
# Twenty-four dealers compare their figures over half a year, run by a neutral office that alone sees them. Then one of
# them tries to compute what a rival told, from everything he was shown.

# %%
from datetime import UTC, date, datetime, timedelta

import numpy as np

from partnerkit import Disclosure, Period
from partnerkit.interop import say
from partnerkit.scoring import (
    Entry,
    Kpi,
    Released,
    Ring,
    Scorecard,
    Scores,
    benchmark,
    collect,
    doubts,
    enter,
    score,
)

CARD = Scorecard(kpis=(Kpi("revenue", unit="EUR"), Kpi("staff_cost", better="lower", unit="EUR")))
RULES = Disclosure(min_contributors=5, p_percent=10, cut_off_days=12)
RATIOS = {"staff_ratio": ("staff_cost", "revenue")}
DEALERS = [f"D-{number:02}" for number in range(1, 25)]
RING = Ring(id="north", members=DEALERS, kpis=["revenue", "staff_cost"], due_days=10)

# %% [markdown]
# ## What the dealers enter
#
# Twenty-four dealers, six months, drawn with a seed. In June D-07 types one digit too many.

# %%
chance = np.random.default_rng(11)
size = chance.lognormal(13.5, 0.35, 24)
entries: tuple[Entry, ...] = ()
for month in range(1, 7):
    period = Period.month(2026, month)
    at = datetime.combine(period.end, datetime.min.time(), UTC) + timedelta(days=6)
    revenue = np.round(size * chance.lognormal(0, 0.08, 24))
    cost = np.round(size * 0.14 * chance.lognormal(0, 0.05, 24))
    for place, dealer in enumerate(DEALERS):
        slipped = 10 if (dealer, month) == ("D-07", 6) else 1
        for kpi, value in (("revenue", revenue[place] * slipped), ("staff_cost", cost[place])):
            entry = Entry(partner=dealer, kpi=kpi, period=period, value=float(value), at=at, by=f"U-{dealer}")
            entries = enter(entries, entry)

# %% [markdown]
# ## What the office asks

# %%
june = Period.month(2026, 6)
asked = doubts(CARD.kpis, june, entries, as_of=datetime(2026, 7, 8, tzinfo=UTC))
for query in asked:
    print(say(query.doubt))
right = Entry(
    partner="D-07",
    kpi="revenue",
    period=june,
    value=float(asked[0].doubt.facts["value"]) / 10,
    at=datetime(2026, 7, 9, tzinfo=UTC),
    by="U-D-07",
    reason="A digit too many.",
)
entries = enter(entries, right)

# %% [markdown]
# ## What D-03 is told, month by month


# %%
def scored(period: Period) -> Scores:
    """Return the scores of a period as they were at its cut-off."""
    day = period.end + timedelta(days=RULES.cut_off_days - 1)
    known = collect(RING, period, entries, as_of=datetime.combine(day, datetime.max.time(), UTC))
    return score(CARD, known.columns(key="dealer"), key="dealer", as_of=date(day.year, day.month, day.day))


published = Released()
for month in range(1, 7):
    period = Period.month(2026, month)
    report = benchmark(
        scored(period), viewer="D-03", rules=RULES, published=published, period=period, ratios=RATIOS
    )
    published = report.released
    line = report["revenue"]
    print(
        f"{period}: quarter {line.quarter}, middle of the others {line.middle.low:,.0f} to {line.middle.high:,.0f}"
    )
print(say(report))

# %% [markdown]
# ## The attack
#
# With plain means, two groups that differ by one dealer tell his figure. Asked like this, the ring tells the first group, and refuses the second.

# %%
scores = scored(june)
revenue = dict(zip(DEALERS, scores.readings.by_kpi[0].values.tolist(), strict=True))
others = [dealer for dealer in DEALERS if dealer != "D-03"]
with_him, without_him = others[:11], others[:10]
victim = others[10]
stolen = 11 * np.mean([revenue[each] for each in with_him]) - 10 * np.mean(
    [revenue[each] for each in without_him]
)
print(f"plain means: {victim} has {stolen:,.0f}; it is {revenue[victim]:,.0f}")

first = benchmark(
    scores, viewer="D-03", rules=RULES, period=june, groups={"D-03": "a", **dict.fromkeys(with_him, "a")}
)
second = benchmark(
    scores,
    viewer="D-03",
    rules=RULES,
    period=june,
    groups={"D-03": "b", **dict.fromkeys(without_him, "b")},
    published=first.released,
)
print(say(second["revenue"].reason))
