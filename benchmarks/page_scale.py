"""
Write the page on how far it goes from the figures of one run.

    python benchmarks/page_scale.py FIGURES ...

FIGURES are the files that `figures.py` kept of `bench_scale.py`. The page
`scale.md` and its chart `scale.svg` go to `docs/explanation`.
"""

import datetime as dt
import os
import platform
import sys
from collections.abc import Iterable, Mapping
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from page import PLACE, number, processor, read

TEXT = """# How far it goes

A program of a few hundred partners fits on any laptop, and nothing here needs to be known. This page is for the day when
it does not: which part grows with what, from which size on one uses what, and what one machine was seen to do.

## From which size on one uses what

| size | hold facts in | judge with |
| --- | --- | --- |
| up to 100,000 facts | objects: `Network.of(...)`, any store | every function as it is |
| up to some millions of facts | objects for what is decided on (partners, goals, agreements, deals); frames for what is only counted (figures, price terms, touches) | `score`, `GoalTree.from_frame`, `roll_up` on frames; `allocate` and `detect` on objects |
| up to the memory of a machine: ten million rows of twenty figures, ten million leads | arrays, Polars | `score` on arrays; `allocate` territory by territory, each with a pool of its own |
| larger than memory, on one machine: a hundred million rows and more | Parquet files | `score` on a DuckDB relation or a lazy Polars frame; sums by `values.lazy.totals`, then `roll_up` |
| larger than a machine | a cluster | the same calls on a PySpark frame |
| state: what was decided, by whom | `SqliteStore` for one machine, `SqlStore` on PostgreSQL for several | `Desk`, one tenant for each program; from 100,000 partners on, one for each region |

How the calls look is shown in [](../how-to/scoring-engines.md) and [](../how-to/record.md). That a cluster answers as
arrays do, to the ninth digit and the cent, is tested on a Spark of two machines, each a process of its own
(`tests/scoring/test_spark.py`); what it costs on machines that stand apart was never measured by us.

State stays small while data grows: a decision is a few kilobytes, a year of 100,000 leads some hundred megabytes. What a
desk keeps in memory is the network of one tenant, read once by each process, so divide programs that have nothing to do
with each other into tenants, and close what is over: closed leads and old figures are read from frames, not from the desk.
Three limits are fixed: a tree holds 1,000,000 goals, a desk takes 1,000,000 facts in one call, and a tenant gives leads to
some 300,000 partners: the record of a pool's first decision names all who join it, in 16 MB and, packed, in 1 MB. More pools
do not help, since each asks all partners of its tenant. 1,000,000 partners are a thousand tenants of a thousand in one
database, a tenant for each region: one decision, and opening the desk of its tenant, then cost what they do among a thousand,
as the table below shows, in a file and in PostgreSQL. A partner of several regions is written in each of them.

## What grows with what

| part | grows with | at ten times the size |
| --- | --- | --- |
| handing leads out, arrays and objects | leads times the partners who could take one | ten times as long, whichever grows |
| a roll-up, a cascade, attainment | goals | ten times |
| conflicts of all rules | facts | ten times; a change of 100 facts costs as many, not all |
| a score, arrays or an engine | rows times KPIs | ten times |
| a release of a comparison | partners of the group times KPIs | ten times; each month after the first year costs the same |
| a review of one partner, the day of one manager | what concerns them | the same |
| one decision of a desk, once the network is known | partners who serve the place | nearly the same |
| opening a desk | documents in the store | ten times, once for each process |

Nothing grows with its square. The curves of each room are on [the page on performance](performance.md); these are those of
the largest sizes. A line along the gray ones takes ten times as long for ten times as much.

![{alt}](scale.svg)

## What one machine was seen to do

Seconds are those of the processor, of all threads together, and of no server: other work on the machine counts little. Each
size was run once, by parts of `nox -s bench -- scale`, on {date:%Y-%m-%d}: Python {python}, {cores} cores of {machine}, {memory:.0f} GB.
Read them beside each other, and not beside another machine. What is left to gain is told in [](slowest-paths.md).

{table}

DuckDB was allowed 1 GB of memory. {disk}

## A thousand million facts, on paper

1,000,000 partners, 10,000,000 leads and 1,000,000,000 facts would be a company with a partner at every corner of the world.
None of this was run as a whole. What follows is reckoned from the largest size that was run of each part, as if all of it
grew with the rows; so it is too much rather than too little.

| part | on paper | seconds of the processor |
| --- | --- | ---: |
{paper}

The facts are almost all figures: a thousand a partner. They lie in Parquet files, one for each month{bytes}. A month of
a hundred figures a partner is a file of 1,000,000 rows, which is scored in memory; only who asks for all of them at once
needs DuckDB, or a cluster that holds them anyway. Leads are handed out where they arise, in some thousand pools of a
thousand partners, one after the other or side by side. Goals of a million partners are added up in memory, from sums that
the engine made. In PostgreSQL, partitioned by tenant, lies what was decided: ten million leads are some tens of gigabytes.
A process opens the tenants whose leads it gives, a thousand of them in about a minute of the processor.
"""

#: What a part is called in the figures -> what it would be at its largest, and how many.
PAPER: Mapping[str, tuple[str, int]] = {
    "leads handed to 1,000 partners": ("10,000,000 leads, in pools of 1,000 partners", 10_000_000),
    "partners whom 1,000 leads are handed to": ("1,000 leads, each open to 1,000,000 partners", 1_000_000),
    "rows of 4 figures scored from disk to disk": ("1,000,000,000 figures: 250,000,000 rows", 250_000_000),
    "booked rows on disk rolled up to every goal": (
        "1,000,000,000 booked rows of 900,000 partners",
        1_000_000_000,
    ),
}


def chart(curves: Iterable[Mapping[str, Any]]) -> Figure:
    """Return what is judged beside what is kept, in seconds."""
    figure = Figure(figsize=(9, 5), layout="constrained")
    kept = [each for each in curves if "partners in" in each["what"] or "opened" in each["what"]]
    judged = [each for each in curves if each not in kept]
    panels = {"Judged": judged, "Kept, and decided from": kept}
    for place, (title, told) in enumerate(panels.items(), 1):
        axes = figure.add_subplot(1, 2, place)
        panel(axes, told)
        axes.set_title(title, loc="left", fontsize=11)
    return figure


def panel(axes: Axes, curves: Iterable[Mapping[str, Any]]) -> None:
    """Draw the seconds that each size takes, over lines of equal growth."""
    colors, markers = mpl.color_sequences["petroff10"], "os^DvP*Xp<"
    for at, each in enumerate(curves):
        axes.plot(
            [int(size) for size in each["curve"]],
            list(each["curve"].values()),
            color=colors[at],
            marker=markers[at],
            label=each["what"],
        )
    axes.set_xscale("log")
    axes.set_yscale("log")
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    for power in range(-12, 4):
        axes.plot(
            [left, right], [left * 10.0**power, right * 10.0**power], color="0.85", linewidth=1, zorder=0
        )
    axes.set_xlim(left, right)
    axes.set_ylim(bottom, top * (top / bottom) ** 0.5)
    axes.set_xlabel("how many")
    axes.set_ylabel("seconds of the processor")
    axes.yaxis.set_major_formatter("{x:g}")
    axes.legend(fontsize=7, frameon=True, framealpha=1, edgecolor="white", loc="upper left")
    axes.spines[["top", "right"]].set_visible(False)


def table(curves: Iterable[Mapping[str, Any]]) -> str:
    """Return the seconds of each size, and how many times those of the size before."""
    lines = ["| what | how many | seconds | beside the row above |", "| --- | ---: | ---: | ---: |"]
    for each in curves:
        before = None
        for size, seconds in each["curve"].items():
            times = f"{number(seconds / before[1])} times for {int(size) / before[0]:g}" if before else ""
            lines.append(f"| {each['what']} | {int(size):,} | {number(seconds)} | {times} |")
            before = int(size), seconds
    return "\n".join(lines)


def paper(curves: Iterable[Mapping[str, Any]]) -> str:
    """Return what the largest sizes would take."""
    lines = []
    for each in curves:
        if each["what"] in PAPER:
            what, size = PAPER[each["what"]]
            run, seconds = max((int(size), seconds) for size, seconds in each["curve"].items())
            note = "as run" if run == size else f"from {run:,}"
            lines.append(f"| {each['what']} | {what} ({note}) | {number(seconds * size / run)} |")
    return "\n".join(lines)


def largest(figures: Iterable[Mapping[str, Any]], what: str) -> tuple[int, float] | None:
    """Return how many rows the largest file of *what* had, and its gigabytes."""
    found = [
        (int(each["what"].split(",", 1)[1].split(" rows")[0].replace(",", "")), each["reached"])
        for each in figures
        if each["what"].startswith(f"{what}, ")
    ]
    return max(found, default=None)


def main() -> None:
    """Write page and chart."""
    figures = read(sys.argv[1:])["scale"]
    curves = [each for each in figures if "curve" in each]
    mpl.rcParams["svg.hashsalt"] = "partnerkit"
    chart(curves).savefig(PLACE / "scale.svg", metadata={"Date": None})
    spilled, file = largest(figures, "spilled"), largest(figures, "file")
    text = TEXT.format(
        alt=f"Seconds against size of {len(curves)} parts; the table below holds the same figures.",
        date=dt.datetime.now(dt.UTC),
        python=platform.python_version(),
        cores=os.cpu_count(),
        machine=processor(),
        memory=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9,
        table=table(curves),
        disk=f"At {spilled[0]:,} rows scored it wrote down {spilled[1]:.2g} GB of what did not fit."
        if spilled
        else "",
        paper=paper(curves),
        bytes=f", about {1e9 * file[1] / file[0] / 4:.0f} bytes a figure" if file else "",
    )
    (PLACE / "scale.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
