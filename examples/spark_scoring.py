"""
Score a channel on Spark, and one partner in the CRM.

Needs `pip install '.[spark]'` in the clone, and Java. The rows never leave Spark:
it sums up the groups, and joins a small table back.
"""

# %% A session of your own; here a small one
import warnings
from datetime import date

# Spark's own imports warn of what is to change in Python.
warnings.filterwarnings("ignore", category=DeprecationWarning)
warnings.filterwarnings("ignore", category=ResourceWarning)

from pyspark.sql import SparkSession  # noqa: E402

from partnerkit import Money, Period  # noqa: E402
from partnerkit.facts import Measure  # noqa: E402
from partnerkit.goals import GoalTree, roll_up  # noqa: E402
from partnerkit.scoring import Kpi, Scorecard, fit, score  # noqa: E402
from partnerkit.values.lazy import totals  # noqa: E402

spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.shuffle.partitions", "4")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")

# %% The figures: one row for each partner
figures = spark.range(1_000).selectExpr(
    "concat('P-', id) AS partner_id",
    "element_at(array('gold', 'silver', 'bronze'), cast(id % 3 + 1 AS int)) AS tier",
    "1000.0 * (id * 7919 % 997) AS revenue",
    "CASE WHEN id % 31 > 0 THEN (id * 104729 % 601) / 10.0 END AS response_hours",
)

# %% Score: the groups are summed up now, the rows when the frame is used
card = Scorecard(
    kpis=(Kpi("revenue", weight=3, unit="EUR"), Kpi("response_hours", better="lower", weight=2)),
    peers=("tier",),
)
today = date(2026, 3, 31)
scores = score(card, figures, key="partner_id", as_of=today)
scores.frame.orderBy("rank", "partner_id").show(6)

# %% Why? The peers of one partner are read, and no others
for line in scores.explain("P-104").lines:
    print(line.kpi, line.raw, line.contribution)

# %% A yardstick fitted on Spark scores one partner without it
yardstick = fit(card, figures, key="partner_id", as_of=today)
print(yardstick.score_one({"revenue": 640_000.0, "response_hours": 12.0, "tier": "gold"}))

# %% Goals: what was booked is added up by Spark, by leaf, and rolled up here to the cent
path = ("tier", "partner_id")
targets = {"tier": ["gold", "silver"], "partner_id": ["P-0", "P-1"], "amount": [9_000, 8_000_000]}
revenue = Measure(id="revenue", currency="EUR")
tree = GoalTree.from_frame(targets, path=path, target="amount", period=Period.year(2026), measure=revenue)
booked = figures.where("partner_id IN ('P-0', 'P-1')").selectExpr(
    *path, "CAST(revenue AS decimal(14, 2)) AS booked"
)
actuals = {goal: Money.of(amount, "EUR") for goal, amount in totals(booked, key=path, value="booked").items()}
print(roll_up(tree, actuals)["all"])

spark.stop()
