"""The review as one HTML file that needs nothing else: styles, tables and charts inside."""

import io
from collections.abc import Sequence
from html import escape

import matplotlib as mpl
from attrs import frozen
from matplotlib.figure import Figure

INK, SOFT, GOOD, WARN, BAD, LINE = "#1d2733", "#5b6876", "#2a7f62", "#c98a1b", "#b8433a", "#3566a8"

STYLE = """
:root { color-scheme: light; --ink: #1d2733; --soft: #5b6876; --rule: #dfe4ea; --back: #f6f7f9; }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.5 system-ui, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; color: var(--ink); background: var(--back); }
main { max-width: 68rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
header h1 { margin: 0; font-size: 1.9rem; letter-spacing: -0.01em; }
header p { margin: .2rem 0 1.5rem; color: var(--soft); }
nav a { display: inline-block; margin-right: 1.1rem; color: #3566a8; text-decoration: none; white-space: nowrap; }
section { background: #fff; border: 1px solid var(--rule); border-radius: 10px; padding: 1.25rem 1.5rem; margin: 1.25rem 0; }
h2 { margin: 0 0 .25rem; font-size: 1.25rem; }
section > p { margin: .1rem 0 1rem; color: var(--soft); max-width: 46rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: .8rem; margin: 1rem 0 0; }
.tile { background: #fff; border: 1px solid var(--rule); border-radius: 10px; padding: .8rem 1rem; }
.tile b { display: block; font-size: 1.16rem; white-space: nowrap; font-variant-numeric: tabular-nums; }
.tile span { color: var(--soft); font-size: .86rem; }
.wide { overflow-x: auto; margin-top: .8rem; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th { text-align: left; color: var(--soft); font-weight: 600; border-bottom: 1px solid var(--rule); padding: .35rem .6rem; white-space: nowrap; }
td { border-bottom: 1px solid #eef1f4; padding: .35rem .6rem; vertical-align: top; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
th.number { white-space: normal; vertical-align: bottom; }
tr.strong td { font-weight: 600; }
.indent-1 { padding-left: 1.4rem; } .indent-2 { padding-left: 2.8rem; } .indent-3 { padding-left: 4.2rem; }
.tag { display: inline-block; border-radius: 99px; padding: 0 .6rem; font-size: .82rem; color: #fff; }
.high { background: #b8433a; } .medium { background: #c98a1b; } .low { background: #6b7a8a; } .info { background: #3566a8; }
figure { margin: 1rem 0 0; overflow-x: auto; } figure svg { width: 100%; height: auto; display: block; }
footer { color: var(--soft); font-size: .86rem; }
@media (max-width: 42rem) {
  main { padding: 1.25rem .75rem 3rem; }
  section { padding: 1rem .9rem; }
  .tiles { grid-template-columns: 1fr 1fr; gap: .6rem; }
  .tile { padding: .6rem .7rem; } .tile b { font-size: 1rem; }
  th, td { padding: .35rem .4rem; }
  td:first-child { min-width: 8.5rem; }
  .indent-1 { padding-left: 1rem; } .indent-2 { padding-left: 1.8rem; } .indent-3 { padding-left: 2.6rem; }
  figure svg { min-width: 30rem; }
  .told thead { display: none; }
  .told td { display: block; border: 0; padding: .15rem 0; }
  .told tr { display: block; border-bottom: 1px solid var(--rule); padding: .6rem 0; }
}
"""


@frozen(kw_only=True)
class Table:
    """Rows of text under headings; columns named in `numbers` are set to the right."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: frozenset[int] = frozenset()

    #: Depth of each row in a hierarchy, shown as an indent of its first cell.
    depths: Sequence[int] = ()

    #: Columns whose cells are severities.
    tags: frozenset[int] = frozenset()

    def html(self) -> str:
        """Return the table."""
        head = "".join(f"<th{self._class(i, 0)}>{escape(name)}</th>" for i, name in enumerate(self.head))
        body = "".join(self._row(number, row) for number, row in enumerate(self.rows))
        # What is told in sentences is read one below the other where there is no room for columns.
        kind = "" if self.numbers else ' class="told"'
        return f'<div class="wide"><table{kind}><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'

    def _row(self, number: int, row: Sequence[str]) -> str:
        depth = self.depths[number] if self.depths else 0
        cells = "".join(
            f"<td{self._class(i, depth)}>{self._cell(i, text)}</td>" for i, text in enumerate(row)
        )
        return f'<tr class="strong">{cells}</tr>' if self.depths and depth == 0 else f"<tr>{cells}</tr>"

    def _cell(self, column: int, text: str) -> str:
        return (
            f'<span class="tag {escape(text)}">{escape(text)}</span>'
            if column in self.tags
            else "<br>".join(map(escape, text.split("\n")))
        )

    def _class(self, column: int, depth: int) -> str:
        if column in self.numbers:
            return ' class="number"'
        return f' class="indent-{min(depth, 3)}"' if depth and column == 0 else ""


@frozen(kw_only=True)
class Section:
    """One question of the review: a title, what it says, tables and charts."""

    anchor: str
    title: str
    lead: str
    parts: Sequence[Table | str]

    def html(self) -> str:
        """Return the section."""
        parts = "".join(
            part.html() if isinstance(part, Table) else f"<figure>{part}</figure>" for part in self.parts
        )
        return f'<section id="{self.anchor}"><h2>{escape(self.title)}</h2><p>{escape(self.lead)}</p>{parts}</section>'


def document(
    title: str, subtitle: str, tiles: Sequence[tuple[str, str]], sections: Sequence[Section], foot: str
) -> str:
    """Return the whole page."""
    links = "".join(f'<a href="#{section.anchor}">{escape(section.title)}</a>' for section in sections)
    boxes = "".join(
        f'<div class="tile"><b>{escape(figure)}</b><span>{escape(name)}</span></div>'
        for figure, name in tiles
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><main>"
        f"<header><h1>{escape(title)}</h1><p>{escape(subtitle)}</p><nav>{links}</nav></header>"
        f'<div class="tiles">{boxes}</div>'
        + "".join(section.html() for section in sections)
        + f"<footer>{escape(foot)}</footer></main></body></html>\n"
    )


def _axes(height: float, width: float = 9.2) -> tuple[Figure, "mpl.axes.Axes"]:
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.subplots()
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color("#c9d0d8")
    axes.tick_params(colors=SOFT, length=0, labelsize=9)
    return figure, axes


def _svg(figure: Figure, title: str) -> str:
    """Return the drawing for a page; ids are salted with its title so that several may stand in one document."""
    buffer = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": title, "svg.fonttype": "none", "font.family": "sans-serif"}):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    drawing = buffer.getvalue()
    drawing = drawing[drawing.index("<svg") :]
    return drawing.replace("<svg", f'<svg role="img" aria-label="{escape(title)}"', 1)


def attainment_chart(names: Sequence[str], shares: Sequence[float | None]) -> str:
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


def months_chart(months: Sequence[str], sums: Sequence[float], unit: str) -> str:
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


def fairness_chart(entitled: Sequence[float], received: Sequence[float], unit: str) -> str:
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
