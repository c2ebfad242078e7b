"""
Review a channel: goals, findings, prospects, performance; every decision recorded.

    python examples/channel_review.py [DATA_DIR] [--out FOLDER]

Without DATA_DIR it reviews the sample data beside this script. It writes
`channel_review.html` and `channel_review.db` to FOLDER (the working directory
unless told) and says what it found. Needs the extras `cli` and `plots`.
"""

import argparse
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.progress import Progress
from rich.table import Table as Grid

from channel import adventureworks, machines, report
from channel.judge import Review, judge
from partnerkit import PartnerkitError
from partnerkit.desk import Desk
from partnerkit.interop import say
from partnerkit.interop.pages import Section, Table, Tile, document
from partnerkit.storage import SqliteStore

SAMPLE = Path(__file__).parent / "sample_data"

#: Columns a terminal shows when it is narrower than this, and rows at the most.
WIDE, NARROW, MOST = 120, 6, 40


def main(arguments: list[str] | None = None) -> Review:
    """Read, judge, record, show."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", nargs="?", type=Path, default=SAMPLE, metavar="DATA_DIR")
    parser.add_argument(
        "--out", type=Path, default=Path(os.environ.get("PARTNERKIT_REVIEW_DIR", ".")), metavar="FOLDER"
    )
    chosen = parser.parse_args(arguments)
    console = Console()
    layout = next((each for each in (adventureworks, machines) if each.fits(chosen.data)), None)
    if layout is None:
        parser.error(
            f"{chosen.data} is not laid out as examples/sample_data (partners.csv, prospects.csv, ...), nor as the "
            f"AdventureWorks resellers; for tables named after kinds of fact (Partner.csv, Lead.csv, ...) use: "
            f"partnerkit review {chosen.data} --html review.html --as-of ..."
        )
    try:
        chosen.out.mkdir(parents=True, exist_ok=True)
        with (
            steps(console) as step,
            Desk(
                SqliteStore(chosen.out / "channel_review.db"), tenant=tenant(layout.TENANT, chosen.data)
            ) as desk,
        ):
            channel = layout.read(chosen.data, lambda name: step(f"read {name}"))
            review = judge(channel, desk, step("share out prospects"))
            trail = desk.verify()
    except PartnerkitError as error:
        console.print(f"[red]Nothing was reviewed.[/red]\n{error}", highlight=False)
        raise SystemExit(1) from None
    sections = report.sections(review)
    show(review, sections, console)
    page = write_page(review, sections, chosen.out / "channel_review.html")
    state = "unbroken" if trail.fault is None else f"[red]broken: {say(trail.fault)}[/red]"
    console.print(
        f"\nThe audit trail in {chosen.out / 'channel_review.db'} has {trail.rows:,} rows and is {state}."
    )
    console.print(f"The page to pass on: {page}")
    return review


def tenant(name: str, data: Path) -> str:
    """Return whose review it is: other data, or data that were mended, share no partner and no prospect with these."""
    told = sha256()
    for file in sorted(data.glob("*.csv")):
        told.update(f"{file.name} {file.stat().st_size}\n".encode() + file.read_bytes())
    return f"{name}-{told.hexdigest()[:12]}"


@contextmanager
def steps(console: Console) -> Iterator[Callable[[str], Callable[..., None]]]:
    """Show a bar for each long step on a terminal, and nothing elsewhere."""
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bars:

        def step(name: str) -> Callable[..., None]:
            task = bars.add_task(name, total=None)

            def done(count: int, of: int | None = None) -> None:
                bars.update(task, completed=count, total=of)

            return done

        yield step


def show(review: Review, sections: Sequence[Section], console: Console) -> None:
    """Print the review; the charts are on the page only."""
    channel = review.channel
    console.print(f"\n[bold]{channel.title}[/bold], {channel.day:%d %B %Y}, amounts in {channel.currency}\n")
    for figure, name in report.tiles(review):
        console.print(f"  [bold]{figure:>16}[/bold]  {name}", highlight=False)
    for section in sections:
        console.print(f"\n[bold]{section.title}[/bold]\n{section.lead}\n", highlight=False)
        for table in (part for part in section.parts if isinstance(part, Table)):
            console.print(grid(table, console.width), "")


def grid(table: Table, width: int) -> Grid:
    """Return the same table for a terminal; where it is narrow, some columns and rows are on the page only."""
    shown = len(table.head) if width >= WIDE else min(len(table.head), NARROW)
    made = Grid(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0), caption_justify="left")
    if shown < len(table.head):
        made.caption = (
            f"also {', '.join(table.head[shown:])}: on the page, or where a line has {WIDE} letters"
        )
    for place, name in enumerate(table.head[:shown]):
        made.add_column(name, justify="right" if place in table.numbers else "left")
    for place, row in enumerate(table.rows[:MOST]):
        indent = 2 * table.depths[place] if table.depths else 0
        made.add_row(Padding(str(row[0]), (0, 0, 0, indent)), *row[1:shown])
    if len(table.rows) > MOST:
        made.add_row(f"… and {len(table.rows) - MOST} more on the page")
    return made


def write_page(review: Review, sections: Sequence[Section], path: Path) -> Path:
    """Write the review as one HTML file that needs nothing else."""
    channel = review.channel
    text = document(
        channel.title,
        f"Channel review of {channel.day:%d %B %Y}; amounts in {channel.currency}",
        tiles=[Tile(figure=figure, name=name) for figure, name in report.tiles(review)],
        sections=sections,
        foot="Made by partnerkit. Every figure is computed from the files; every decision is in the audit trail with its reasons.",
    )
    path.write_text(text, encoding="utf-8")
    return path


if __name__ == "__main__":
    main()
