"""
What does a forecast cost, and does it hold as often as it says?

    nox -s bench -- forecast

100,000 goals with 60 months of history each, seed fixed. The unit is numpy's
cumulative sum along these histories, measured in the same run. The forecast of
all goals cuts them into closed periods, chooses rule and distribution, and
gives the final value, the bounds of the 80 % interval and the chance.

What bounds it: cutting a history into periods and turning it takes about one
sum, as it reads what the sum reads. Of quarters twenty errors each are put in
order, one sum more. Of counts the chances of some thirty counts are added up
twice for each goal, where amounts look up one table.

Below, how often 80 % intervals held on months that were held back: made
business, and, where it is beside the repository, that of two companies.
"""

import csv
import sys
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

import stopwatch
from figures import grow, tell
from partnerkit.goals.forecast import look_ahead
from partnerkit.goals.outlook import DISTRIBUTIONS, RULES, ClosedPeriods, Histories, Outlook

GOALS, MONTHS, ROUNDS = 100_000, 60, 7
SHARED = Path(__file__).parents[2] / "shared" / "data"

#: Returns the median time of some rounds.
median = partial(stopwatch.median, rounds=ROUNDS)


def forecast(
    history: np.ndarray, now: np.ndarray, length: int, *, counts: bool = False
) -> tuple[Outlook, ...]:
    """Forecast every goal after half a period of *length* months."""
    outlook = look_ahead(Histories(parts=history, length=length, passed=length // 2), now, counts=counts)
    return outlook, *outlook.at_each(0.1, 0.9), outlook.above(now * 2)


def speed() -> None:
    """Print what a forecast of all goals takes, in cumulative sums."""
    rng = np.random.default_rng(1)
    level = rng.lognormal(9, 1, (GOALS, 1))
    amounts = (level * rng.gamma(4, 0.25, (GOALS, MONTHS))).astype(np.int64)
    counts = rng.poisson(rng.lognormal(1, 0.8, (GOALS, 1)), (GOALS, MONTHS))
    unit = median(lambda: np.cumsum(amounts, axis=1))
    print(f"numpy cumulative sum, {GOALS:,} x {MONTHS}: {1000 * unit:.1f} ms")
    for name, history, length, whole in (
        ("amounts, years", amounts, 12, False),
        ("amounts, quarters", amounts, 3, False),
        ("counts, years", counts, 12, True),
    ):
        now = history[:, -length // 2 :].sum(axis=1).astype(float)
        outlook = forecast(history, now, length, counts=whole)[0]
        took = median(lambda h=history, n=now, m=length, w=whole: forecast(h, n, m, counts=w))
        family = DISTRIBUTIONS[int(np.bincount(outlook.family).argmax())]
        tell(f"forecast of {name} ({family})", took / unit, "sums", most=5)
    tenth = median(
        lambda: forecast(amounts[: GOALS // 10], amounts[: GOALS // 10, -6:].sum(axis=1) * 1.0, 12)
    )
    whole_run = median(lambda: forecast(amounts, amounts[:, -6:].sum(axis=1) * 1.0, 12))
    grow("a forecast", {GOALS // 10: tenth, GOALS: whole_run}, most=11)


def calibration(
    name: str,
    parts: np.ndarray,
    first: int,
    *,
    length: int = 3,
    counts: bool = False,
    last: int | None = None,
) -> None:
    """
    Print how often the intervals hold on the months from *first* on, each forecast from those before.

    Of these months the *last* so many count, all if left out. Refused is what has
    no interval, with a reason: too little history, or one that is outgrown.
    """
    held, chances, true, asked = [], [], [], 0
    rules: defaultdict[str, int] = defaultdict(int)
    for end in range(first, parts.shape[1] - length + 1):
        for passed in range(1, length):
            before = parts[:, :end] if last is None else parts[:, end - last : end]
            closed = ClosedPeriods.of_parts(before, length=length, passed=passed)
            now = parts[:, end : end + length]
            total = now.sum(axis=1)
            outlook = look_ahead(closed, now[:, :passed].sum(axis=1).astype(float), counts=counts)
            low, high = outlook.at_each(0.1, 0.9)
            told = ~np.isnan(low)
            asked += len(told)
            held += list(((low <= total + 1e-9) & (total <= high + 1e-9))[told])
            target = parts[:, max(end - 2 * length, 0) : end].sum(axis=1) / 2 * 1.05
            chances += list(outlook.above(target)[told])
            true += list((total >= target)[told])
            for rule, family in zip(outlook.rule[told], outlook.family[told], strict=True):
                rules[f"{RULES[rule]}, {DISTRIBUTIONS[family]}"] += 1
    stated, came = np.array(chances), np.array(true)
    bins = []
    for at in range(5):
        inside = np.minimum((stated * 5).astype(int), 4) == at
        bins.append(
            f"{stated[inside].mean():.2f}/{came[inside].mean():.2f}" if inside.sum() > 9 else "    -    "
        )
    most = max(rules, key=rules.__getitem__)
    refused = 1 - len(held) / asked
    print(f"{name:<36}{len(held):>7}{np.mean(held):>7.1%}{refused:>8.1%}   {'  '.join(bins)}   {most}")


def monthly(
    folder: str, file: str, group: str, row_month: Callable[[dict], str], value: str | None
) -> np.ndarray:
    """Return a row of months for each group of a file, without the first and the last, of which there may be parts."""
    found: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    with (SHARED / folder / file).open(encoding="utf-8", newline="") as opened:
        for row in csv.DictReader(opened):
            found[row[group]][row_month(row)] += float(row[value]) if value else 1.0
    seen = sorted({month for each in found.values() for month in each})
    (year, month), last = map(int, seen[0].split("-")), seen[-1]
    months = []
    while (label := f"{year}-{month:02}") != last:
        months.append(label)
        year, month = year + month // 12, month % 12 + 1
    # The first month is part of one, and a month without business is one of nothing.
    return np.array([[each[month] for month in months[1:]] for each in found.values()])


def main() -> None:
    """Print the tables."""
    speed()
    print("\n80 % intervals on months held back, and chances in fifths as stated/came true")
    print(f"{'':<36}{'told':>7}{'hold':>7}{'refused':>8}")
    made_business()
    if not SHARED.is_dir():
        print(f"the real data is not beside this checkout ({SHARED})", file=sys.stderr)
        return
    reseller = ("adventureworks_reseller", "sales_monthly.csv")
    orders = ("northwind", "orders.csv")
    for few in (None, 9):
        what = ", three quarters" if few else ""
        for group in ("territory_key", "employee_key"):
            sales = monthly(*reseller, group, lambda row: row["month"], "sales_amount")
            calibration(f"reseller: {group[:-4]}{what}", sales, 21, last=few)
        for group in ("employee_id", "ship_country"):
            number = monthly(*orders, group, lambda row: row["order_date"][:7], None)
            calibration(
                f"trader: {group.split('_')[1]}{what}", number, 9 if few else 12, counts=True, last=few
            )
    print("purchases, which grow tenfold at once in July 2024:")
    purchases = ("adventureworks_vendors", "purchase_orders.csv")
    for value in ("subtotal", None):
        # From January 2023 to July 2025.
        bought = monthly(*purchases, "vendor_id", lambda row: row["order_date"][:7], value)[:, 8:39]
        what = "orders" if value is None else "amounts"
        counts = value is None
        calibration(f"{what}, the whole course", bought, 9, counts=counts)
        calibration(f"{what}, three quarters", bought, 9, counts=counts, last=9)
        calibration(f"{what}, until before the rise", bought[:, :18], 9, counts=counts)
        calibration(f"{what}, the rise held back", bought[:, 8:20], 9, counts=counts)
        calibration(f"{what}, from the rise on", bought, 18, counts=counts)


def made_business() -> None:
    """Print how often intervals hold on business that is made."""
    rng = np.random.default_rng(3)
    level = rng.lognormal(4, 1, (200, 1))
    months = np.arange(72)
    season = 1 + 0.5 * np.sin(months * np.pi / 6)
    noise = rng.gamma(4, 0.25, (200, 72))
    tails = level * rng.lognormal(0, 1, (200, 72))
    calibration("made: steady, 20 quarters", level * noise, 60)
    calibration("made: steady, 10 quarters", level * noise[:, :36], 30)
    calibration("made: steady, 3 quarters", level * noise[:, :36], 12, last=9)
    for rate in (1, 3, -2):
        grown = level * noise * (1 + rate / 100) ** months
        calibration(f"made: {rate:+} % a month, 12 quarters", grown[:, :48], 36, last=36)
        calibration(f"made: {rate:+} % a month, 3 quarters", grown[:, :36], 12, last=9)
    calibration("made: seasons, 5 years", level * noise * season, 60, length=12)
    calibration("made: long tails, 20 quarters", tails, 66)
    calibration("made: long tails, 3 quarters", tails[:, :36], 12, last=9)
    few = rng.poisson(level / 20, (200, 36))
    calibration("made: counts, 10 quarters", few, 30, counts=True)
    calibration("made: counts, 3 quarters", few, 12, counts=True, last=9)


if __name__ == "__main__":
    main()
