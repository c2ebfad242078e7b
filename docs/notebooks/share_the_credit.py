# %% [markdown]
# # Whose deal is it?
#
# Marketing found them, a partner showed them the machine, direct sales signed: each would like the whole deal. Credit is a
# convention, so we look at what the conventions say of the same deals, how sure that is, and where they disagree too much
# to pay by. All journeys are drawn with a seed.

# %%
import numpy as np
import pandas as pd

from partnerkit import Money
from partnerkit.leads import Journeys, attribute

# %% [markdown]
# ## The journeys
#
# Three thousand customers, one to five contacts each. A visit of a partner makes a deal more likely, the others hardly; the
# web stands at the beginning of most, a call of direct sales at the end.

# %%
chance = np.random.default_rng(2026)
paths = []
for _ in range(3_000):
    between = chance.choice(["e-mail", "fair", "partner"], chance.integers(0, 4), p=(0.4, 0.2, 0.4)).tolist()
    paths.append((["web"] if chance.random() < 0.7 else []) + between + ["direct"] * (chance.random() < 0.6))
won = np.array([int(chance.random() < 0.04 + 0.22 * ("partner" in path)) for path in paths])
worth = (chance.lognormal(9, 0.8, len(paths)) * won).round()
values = [Money.of(int(each), "EUR") for each in worth]
journeys = Journeys.of(paths, wins=won, losses=1 - won, values=values)
print(f"{won.sum()} of {len(paths)} won")

# %% [markdown]
# ## What each method says
#
# One column for each method. They answer different questions, and each adds up to the same deals, to the cent.

# %%
methods = {
    "first": "who opened the door?",
    "last": "who was there at the end?",
    "linear": "who was there at all?",
    "shapley": "what does each add to the others?",
    "markov": "what would be missing without it?",
}
credit = {method: attribute(journeys, method) for method in methods}
print(
    {
        method: Money.total(each.amount for each in found.values()).format("en")
        for method, found in credit.items()
    }
)
shares = pd.DataFrame(
    {method: {party: float(each.share) for party, each in found.items()} for method, found in credit.items()}
)
shares.sort_values("markov", ascending=False).style.format("{:.0%}")

# %% [markdown]
# The last contact makes direct sales the winner, who are called in when the deal is nearly made. Only the last column reads
# the journeys that were lost, too: so it alone notices that customers with a visit buy more often. None of them shows what
# *caused* a deal; only an experiment does.

# %% [markdown]
# ## How sure is that?
#
# The journeys are drawn again two hundred times; nine times in ten the share lies between these two.

# %%
sure = attribute(journeys, "markov", interval=0.9, draws=200, seed=7)
pd.DataFrame(
    {party: [float(each.share), *each.interval] for party, each in sure.items()},
    index=["share", "from", "to"],
).T.style.format("{:.0%}")

# %% [markdown]
# ## Where they disagree
#
# Between the kindest and the unkindest method lies so much of all deals. Where it is much, agree on goals that both sides
# share, and pay by none of these.

# %%
spread = (shares.max(axis=1) - shares.min(axis=1)).sort_values(ascending=False)
spread.to_frame("between the methods").style.format("{:.0%}")
