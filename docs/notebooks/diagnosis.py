# %% [markdown]
# # Rescue a partner who is behind: from the score to what helped
#
# A dealer ranks low. We ask how others like him do, what holds him back (beginning with ourselves), what could help, and
# whether it has helped others. All figures are drawn with a seed.

# %%
from datetime import date

import numpy as np
import pandas as pd

import partnerkit as pk
from partnerkit.facts import Answer, Consent, Delivery, Intervention, Question, Survey
from partnerkit.interop import plots, say
from partnerkit.review import (
    REMEDIES,
    decompose,
    diagnose,
    measure_effects,
    mirror,
    propose_weights,
    with_effects,
)
from partnerkit.scoring import Kpi, Scorecard, benchmark, score

TODAY = date(2026, 6, 30)

# %% [markdown]
# ## The channel
#
# 120 dealers over two and a half years. What nobody knows but we: dealer `D-007` sells well, and for a year it has been
# getting a third of the leads it got before; and our deliveries to it come late.

# %%
chance = np.random.default_rng(2026)
dealers = [f"D-{number:03}" for number in range(1, 121)]
months = [month.label for year in (2024, 2025, 2026) for month in pk.Period.year(year).months()][:30]
size = chance.lognormal(0, 0.4, 120)
given = chance.poisson(6 * size[:, None], (120, 30))
given[6, 18:] = chance.poisson(2 * size[6], 12)
own = chance.poisson(3 * size[:, None], (120, 30))
rate = np.clip(chance.normal(0.3, 0.06, 120), 0.1, 0.6)
rate[6] = 0.5

# %% [markdown]
# In the autumn of 2025, 24 dealers were coached, and 18 others got help with their marketing. Coaching works here; the
# marketing money does nothing.

# %%
coached, funded = range(20, 44), range(60, 78)
lift = np.ones((120, 30))
lift[coached, 21:] = 1.25
won = chance.binomial(given + own, np.clip(rate[:, None] * lift, 0, 0.95))
won[6] = np.round(0.5 * (given[6] + own[6]))
revenue = won * chance.lognormal(np.log(20_000), 0.1, (120, 30))

# %% [markdown]
# ## Score
#
# How does everybody do, over the last year?

# %%
year = slice(18, 30)
frame = {
    "dealer": dealers,
    "size": np.where(size > 1, "large", "small"),
    "revenue": revenue[:, year].sum(axis=1),
    "leads_given": given[:, year].sum(axis=1),
    "leads_won": won[:, year].sum(axis=1),
    "leads_ended": (given + own)[:, year].sum(axis=1),
    "first_response_hours": chance.lognormal(1.5, 0.4, 120),
}
card = Scorecard(
    kpis=(
        Kpi("revenue", weight=3, unit="EUR"),
        Kpi("leads_given", weight=0),
        Kpi("lead_conversion", weight=2, count="leads_won", of="leads_ended"),
        Kpi("first_response_hours", better="lower", unit="hours"),
    ),
    peers=("size",),
)
scores = score(card, frame, key="dealer", as_of=TODAY)
why = scores.explain("D-007")
pd.DataFrame(why.to_frame())[["kpi", "raw", "scaled", "weight", "contribution"]]

# %% [markdown]
# It converts better than anybody, and its revenue is low.
#
# ## Compare
#
# How do others like him do? What he is told of them are wide cells of means, so that nobody's figure can be worked out.

# %%
report = benchmark(
    scores, viewer="D-007", rules=pk.Disclosure(min_contributors=5), period="2026-06", kpis=("revenue",)
)
print(say(report.reasons[0]))

# %% [markdown]
# ## Take the gap apart
#
# Against its own year before: volume, conversion and price each get their part, and nothing is left over.


# %%
def chain(when: slice) -> dict[str, object]:
    columns = {"leads_given": given, "own_leads": own, "won": won, "revenue": revenue}
    return {"partner": dealers, **{name: table[:, when].sum(axis=1) for name, table in columns.items()}}


gaps = decompose(
    chain(year),
    [("leads_given", "own_leads"), "won", "revenue"],
    key="partner",
    against=chain(slice(6, 18)),
    as_of=TODAY,
)
gap = gaps["D-007"]
plots.gap_bridge(gap)

# %% [markdown]
# ## Look into the mirror
#
# What did the vendor do? Deliveries are read from our own records.

# %%
orders = [
    Delivery(
        id=f"O-{dealer}-{week}",
        partner=dealer,
        ordered_on=date(2026, 4, 1),
        promised_on=date(2026, 4, 15),
        delivered_on=date(2026, 4, 15 + (9 if dealer == "D-007" and week % 2 else 0)),
    )
    for dealer in dealers[:12]
    for week in range(10)
]
asked = Question(id="leads", kind="choice", options=["enough", "too-few-leads"], cause="too-few-leads")
answer = Answer(
    survey="S-2026",
    question="leads",
    partner="D-007",
    on=date(2026, 5, 18),
    reply="too-few-leads",
    consent=Consent(basis="consent", purpose="review"),
)
network = pk.Network.of(
    [pk.Partner(id=dealer) for dealer in dealers],
    orders,
    Survey(id="S-2026", wave=1, mode="named", questions=[asked]),
    answer,
)
seen = mirror(network, pk.Period.quarter(2026, 2), as_of=TODAY)
[say(each) for each in seen["D-007"]]

# %% [markdown]
# ## What helped others?
#
# Those who were coached, and those whose marketing was paid for, beside comparable dealers who got nothing.

# %%
measures = [
    Intervention(
        id=f"H-{dealers[place]}", partner=dealers[place], remedy=remedy, started_on=date(2025, 10, 1)
    )
    for remedy, places in (("coach-sellers", coached), ("share-marketing-costs", funded))
    for place in places
]
panel = {
    "dealer": np.repeat(dealers, 30),
    "month": np.tile(months, 120),
    "revenue": np.maximum(revenue, 1).ravel(),
}
effects = measure_effects(
    panel, measures, key="dealer", by="month", value="revenue", as_of=TODAY, before=9, after=9
)
plots.observed_effects(effects)

# %% [markdown]
# Coaching did something; of the marketing money nobody can say so. The warnings stay with the figures: nobody drew lots.

# %%
[say(each) for each in effects["coach-sellers"].warnings]

# %% [markdown]
# ## Diagnose
#
# All answers together. The vendor's causes come first.

# %%
found = diagnose(
    dealers,
    as_of=TODAY,
    scores=scores,
    gaps=gaps,
    mirror=seen,
    network=network,
    conditions={"capacity-free": {"D-007": True}},
    remedies=with_effects(REMEDIES, effects.observed),
)
diagnosis = found["D-007"]
for each in diagnosis.causes:
    print(f"{each.side:8} {each.cause:16} {each.grade}")

# %%
for each in diagnosis.proposals:
    print(say(each))

# %% [markdown]
# It sells well and gets too few leads: so give it some, for a quarter, within bounds, and look again after half of it. The
# others keep at least four fifths of what they are owed.

# %%
change = propose_weights(found, dict.fromkeys(dealers, 1), start=date(2026, 7, 1))
print(say([each for each in change.reasons if each.facts.get("partner") in {"D-007", None}]))

# %% [markdown]
# ## What the dealer reads
#
# Every cause of ours that stands, and its own facts; nothing that was weighed beside others.

# %%
print(say(found.view("D-007")))

# %% [markdown]
# ## And the channel as a whole?
#
# One row for each dealer. The most frequent causes say where to begin, and the first of them is ours.

# %%
table = pd.DataFrame(found.to_frame())
table[["vendor_cause", "partner_cause", "market_cause"]].apply(lambda column: column.value_counts()).fillna(
    0
).astype(int)
