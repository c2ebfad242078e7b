"""
Write the page on performance from the figures of one run.

    python benchmarks/page.py FIGURES ...

FIGURES are the files that `figures.py` kept, one line of JSON each. The page
`performance.md` and its chart `growth.svg` go to `docs/explanation`.
"""

import ast
import datetime as dt
import json
import os
import platform
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

HERE = Path(__file__).parent

#: Heading of the page -> the benchmarks below it, in order.
AREAS: Mapping[str, Sequence[str]] = {
    "Leads": ("ledger", "allocation", "batch", "peers", "offers", "sla", "attribution"),
    "Goals": ("goals_tree", "cascade", "reconcile", "forecast"),
    "Conflicts": ("pricing", "deals", "accounts", "detect_changes"),
    "Scoring": ("scoring", "engines", "uncertainty", "comparison", "diagnosis"),
    "Life cycle": ("incentives", "plans"),
    "Engagement": ("meetings", "visits"),
    "The whole relationship": ("review", "access"),
    "Storage, files, imports": ("storage", "desk", "import", "imports"),
}

HEAD = """# Performance

Every figure is a ratio of two things that were measured side by side in one run, with the target it was built for;
a figure that misses its target is set in bold. Seconds of another machine would tell you nothing. *Passes* are
multiples of the time numpy takes to add up the same numbers once, *loops* of one Python loop that reads every used
field once. What stands beside it, and on what made-up data, is told at the head of each file in `benchmarks/`.

This page is written by `nox -s bench`. It was last run on {date:%Y-%m-%d}, with Python {python}, numpy {numpy}, on
{cores} cores of {machine} with {memory:.0f} GB, where {load:.1f} processes were running when it began.

## How time grows

Each line starts at its own smallest size; the gray one is what grows as the size does. A line that stays below it
gains by being asked for more at once.

![{alt}](growth.svg)
"""


PLACE = HERE.parent / "docs" / "explanation"


def read(paths: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the figures of each benchmark, in the order they were told."""
    found = defaultdict(list)
    for line in chain.from_iterable(Path(path).read_text(encoding="utf-8").splitlines() for path in paths):
        figure = json.loads(line)
        found[figure["script"].removeprefix("bench_")].append(figure)
    return found


def question(script: str) -> str:
    """Return what a benchmark asks, the first line of its docstring."""
    tree = ast.parse((HERE / f"bench_{script}.py").read_text(encoding="utf-8"))
    return (ast.get_docstring(tree) or "").splitlines()[0]


def rows(figures: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the table of one benchmark."""
    lines = ["| what | reached | target |", "| --- | ---: | ---: |"]
    for figure in figures:
        if "curve" in figure:
            continue
        most, least, reached = figure["most"], figure["least"], figure["reached"]
        if reached == 1 and most is least is None:
            # The unit beside itself.
            continue
        shown = f"{number(reached)} {figure['unit']}".strip()
        missed = (most is not None and reached > most) or (least is not None and reached < least)
        bound = (
            f"at most {most:g}" if most is not None else f"at least {least:g}" if least is not None else ""
        )
        lines.append(
            f"| {figure['what'].replace('|', '/')} | {f'**{shown}**' if missed else shown} | {bound} |"
        )
    return lines


def number(value: float) -> str:
    """Return *value* in three digits, as one writes it by hand."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def chart(areas: Mapping[str, Sequence[Mapping[str, Any]]]) -> Figure:
    """Return the curves of each area, all beside the line of equal growth."""
    figure = Figure(figsize=(9, 3.4 * -(-len(areas) // 2)), layout="constrained")
    for place, (area, curves) in enumerate(areas.items(), 1):
        axes = figure.add_subplot(-(-len(areas) // 2), 2, place)
        panel(axes, curves)
        axes.set_title(area, loc="left", fontsize=11)
    return figure


def panel(axes: Axes, curves: Sequence[Mapping[str, Any]]) -> None:
    """Draw the curves of one area."""
    colors = mpl.color_sequences["petroff10"]
    markers = "os^DvP*Xp<"
    furthest = 10.0
    for at, figure in enumerate(curves):
        sizes = [int(size) for size in figure["curve"]]
        seconds = list(figure["curve"].values())
        reach = [size / sizes[0] for size in sizes]
        furthest = max(furthest, reach[-1])
        axes.plot(
            reach,
            [each / seconds[0] for each in seconds],
            color=colors[at % len(colors)],
            marker=markers[at % len(markers)],
            label=f"{figure['what']} (from {sizes[0]:,})",
        )
    axes.plot([1, furthest], [1, furthest], color="0.6", linewidth=4, alpha=0.5, zorder=0)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("times as large")
    axes.set_ylabel("times as long")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter("{x:,g}")
    # The names stand above all lines.
    axes.set_ylim(top=axes.get_ylim()[1] ** (1 + 0.09 * len(curves)))
    axes.legend(fontsize=7, frameon=False, loc="upper left")
    axes.spines[["top", "right"]].set_visible(False)


def page(found: Mapping[str, Sequence[Mapping[str, Any]]], alt: str) -> str:
    """Return the page."""
    parts = [
        HEAD.format(
            date=dt.datetime.now(dt.UTC),
            python=platform.python_version(),
            numpy=version("numpy"),
            cores=os.cpu_count(),
            machine=processor(),
            memory=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9,
            load=float(os.environ.get("PARTNERKIT_LOAD", os.getloadavg()[0])),
            alt=alt,
        )
    ]
    for area, scripts in AREAS.items():
        told = [script for script in scripts if script in found]
        if told:
            parts.append(f"## {area}\n")
        for script in told:
            parts.append(f"### {question(script)}\n\n`benchmarks/bench_{script}.py`\n")
            parts.append("\n".join(rows(found[script])) + "\n")
    return "\n".join(parts)


def processor() -> str:
    """Return the name of the processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next(
        (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine()
    )


def main() -> None:
    """Write page and chart."""
    found = read(sys.argv[1:])
    curves = {
        area: curves
        for area, scripts in AREAS.items()
        if (curves := [each for script in scripts for each in found.get(script, ()) if "curve" in each])
    }
    mpl.rcParams["svg.hashsalt"] = "partnerkit"
    chart(curves).savefig(PLACE / "growth.svg", metadata={"Date": None})
    steepest = max(
        (
            (list(each["curve"].values())[-1] / next(iter(each["curve"].values())))
            / (int(list(each["curve"])[-1]) / int(next(iter(each["curve"])))),
            each["what"],
        )
        for each in (figure for area in curves.values() for figure in area)
    )
    alt = (
        f"Time against size for {sum(map(len, curves.values()))} questions, by area, each from its smallest size on. "
        f"The steepest is {steepest[1]}, {steepest[0]:.2f} times what growing with the size would give."
    )
    (PLACE / "performance.md").write_text(page(found, alt), encoding="utf-8")


if __name__ == "__main__":
    main()
