"""The charts of the review; the page they stand on is partnerkit's own."""

import io
from collections.abc import Sequence
from html import escape

import matplotlib as mpl
from matplotlib.figure import Figure

from partnerkit.interop.pages.page import Markup, drawing

INK, SOFT, GOOD, WARN, BAD, LINE = "#1d2733", "#5b6876", "#2a7f62", "#c98a1b", "#b8433a", "#3566a8"


def _axes(height: float, width: float = 9.2) -> tuple[Figure, "mpl.axes.Axes"]:
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.subplots()
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color("#c9d0d8")
    axes.tick_params(colors=SOFT, length=0, labelsize=9)
    return figure, axes


def _svg(figure: Figure, title: str) -> Markup:
    """Return the drawing for a page; ids are salted with its title so that several may stand in one document."""
    buffer = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": title, "svg.fonttype": "none", "font.family": "sans-serif"}):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    drawn = buffer.getvalue()
    drawn = drawn[drawn.index("<svg") :]
    return drawing(drawn.replace("<svg", f'<svg role="img" aria-label="{escape(title)}"', 1))


def attainment_chart(names: Sequence[str], shares: Sequence[float | None]) -> Markup:
    """Draw attainment per goal against the full mark; a goal without a figure has no bar."""
    figure, axes = _axes(0.9 + 0.27 * len(names))
    known = [share if share is not None else 0.0 for share in shares]
    colors = [
        GOOD if share >= 1 else LINE if share >= 0.8 else WARN if share >= 0.6 else BAD for share in known
    ]
    axes.barh(range(len(names)), [100 * share for share in known], color=colors, height=0.62)
    axes.axvline(100, color=INK, linewidth=1)
    for place, share in enumerate(shares):
        # Inside a bar that is short of it, outside one that is not, no number meets the mark at 100.
        is_inside = 0.2 <= known[place] < 1
        axes.text(
            100 * known[place] + (-0.8 if is_inside else 0.8),
            place,
            "unknown" if share is None else f"{share:.1%}",
            ha="right" if is_inside else "left",
            va="center",
            fontsize=9,
            color="white" if is_inside else INK,
        )
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.set_xlim(0, max([110.0, *(100 * share + 8 for share in known)]))
    axes.set_xlabel("attainment in %", color=SOFT, fontsize=9)
    return _svg(figure, "Attainment by goal")


def months_chart(months: Sequence[str], sums: Sequence[float], unit: str) -> Markup:
    """Draw sales by month."""
    figure, axes = _axes(2.4)
    axes.fill_between(range(len(months)), sums, color=LINE, alpha=0.15, linewidth=0)
    axes.plot(range(len(months)), sums, color=LINE, linewidth=1.8)
    step = max(1, len(months) // 9)
    axes.set_xticks(range(0, len(months), step), months[::step])
    axes.set_xlim(0, max(1, len(months) - 1))
    axes.set_ylim(0, None)
    axes.set_ylabel(unit, color=SOFT, fontsize=9)
    return _svg(figure, "Sales by month")


def fairness_chart(entitled: Sequence[float], received: Sequence[float], unit: str) -> Markup:
    """Draw what each partner received against what it was owed; on the line is fair."""
    figure, axes = _axes(3.6)
    most = max([*entitled, *received, 1.0]) * 1.05
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.plot([0, most], [0, most], color="#c9d0d8", linewidth=1)
    axes.scatter(entitled, received, s=20, color=LINE, alpha=0.6, linewidths=0)
    axes.set_xlim(0, most)
    axes.set_ylim(0, most)
    axes.set_xlabel(f"owed, {unit}", color=SOFT, fontsize=9)
    axes.set_ylabel(f"received, {unit}", color=SOFT, fontsize=9)
    return _svg(figure, "Received against owed, one dot a partner")
