"""
How does a tree of goals look, and the way to one of them?

The icicle puts the whole on top and its parts below, each as wide as its
target; the fan shows what came in and where it may end.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from partnerkit.goals.amounts import Value
from partnerkit.goals.attainment import Status
from partnerkit.goals.judged import Attainment
from partnerkit.interop.plots.chart import BLUE, GRAY, INK, RED, Chart, Names, blank, finished, ink_on, named
from partnerkit.interop.plots.labels import dated, day, figure, label, numbered, percent
from partnerkit.interop.wording import Words
from partnerkit.values.errors import InvalidValue
from partnerkit.values.money import Money, Quantity, Ratio
from partnerkit.values.time import Period
from partnerkit.values.zones import zone_info

__all__ = ["forecast_fan", "goal_icicle"]

#: The icicle in inches: its width, the height of a row, and what two lines of letters need.
WIDTH, ROW, TWO_LINES = 9.0, 0.85, 0.3

#: The size of its letters in points.
LETTERS = 8


def __dir__() -> list[str]:
    return __all__


def goal_icicle(
    status: Status,
    *,
    levels: int = 5,
    locale: str = "en",
    names: Names = None,
    words: Words | None = None,
    zone: str = "UTC",
) -> Chart:
    """
    Draw every goal as wide as its target, its parts below it, from red to blue by its chance.

    Where there is no chance, the attainment decides: below 0 it is as red as at
    0, above 1 as blue as at 1; gray is not known. Below the first *levels*
    levels nothing is drawn. A name that is too long for its goal is turned,
    then shortened; below that the goal is left without one, and so said. The
    day is told in *zone*, that of `attain`.

    >>> from datetime import date
    >>> from partnerkit.goals import Goal, GoalTree, attain
    >>> tree = GoalTree.of(
    ...     Goal(id=id, parent=parent, measure="revenue", period=Period.year(2026), target=Money.of(100, "EUR"))
    ...     for id, parent in (("de", None), ("shop", "de"))
    ... )
    >>> goal_icicle(attain(tree, {"shop": Money.of(40, "EUR")}, as_of=date(2026, 6, 30)))
    <Chart: Goals as wide as their targets, on Jun 30, 2026: 2; reached so far: 40%.>
    """
    import matplotlib as mpl

    tree, spoken, colors = status.tree, named(names), mpl.colormaps["RdYlBu"]
    depths = min(levels, max(len(tree.path(leaf)) for leaf in tree))
    chart, axes = blank(width=WIDTH, height=0.6 + ROW * depths)
    lefts, widths = _laid_out(status, levels)
    unnamed = 0
    for goal, left in lefts.items():
        standing, width, depth = status[goal], widths[goal], len(tree.path(goal)) - 1
        share = _share(standing)
        color = GRAY if share is None else colors(share)
        axes.barh(-depth, width, left=left, height=0.94, color=color, edgecolor="white")
        said = label("unknown", locale, words) if share is None else percent(share, locale)
        written = _fitted(spoken.get(goal, goal), said, WIDTH * width)
        if written is None:
            unnamed += 1
            continue
        text, turned = written
        axes.text(
            left + width / 2, -depth, text, ha="center", va="center", fontsize=LETTERS, color=ink_on(color), rotation=90 * turned
        )  # fmt: skip
    axes.set(xlim=(0, 1), ylim=(-depths + 0.5, 0.5))
    axes.set_axis_off()
    _scale(axes, colors, locale)
    if unnamed:
        small = label("too-narrow", locale, words, goals=unnamed)
        axes.text(
            1.0, -0.02, small, transform=axes.transAxes, ha="right", va="top", fontsize=LETTERS, color=INK
        )
    counted = "chance" if any(status[goal].probability is not None for goal in lefts) else "attainment"
    axes.set_title(f"{label(counted, locale, words)}; {label('target-width', locale, words)}", loc="left")
    attained = [status[root].attainment for root in tree.roots]
    alt = label(
        "icicle-alt",
        locale,
        words,
        goals=len(lefts),
        day=day(_last_day(status.as_of, zone), locale),
        attained=", ".join("?" if each is None else percent(float(each), locale) for each in attained),
    )
    return finished(chart, alt)


def _last_day(as_of: datetime, zone: str) -> date:
    """Return the day in which *as_of* ends: the midnight after a day still belongs to it."""
    return (as_of.astimezone(zone_info(zone)) - timedelta(microseconds=1)).date()


def _scale(axes: Any, colors: Any, locale: str) -> None:
    """Say below the icicle which color stands for how much."""
    below = axes.inset_axes((0.0, -0.05, 0.2, 0.025))
    below.imshow([[part / 64 for part in range(65)]], cmap=colors, aspect="auto", extent=(0, 1, 0, 1))
    below.set_yticks([])
    below.set_xticks([0, 0.5, 1], [percent(part, locale) for part in (0, 0.5, 1)], fontsize=LETTERS)
    below.tick_params(length=0, pad=2)
    for line in below.spines.values():
        line.set_visible(False)


def _fitted(name: str, said: str, room: float) -> tuple[str, bool] | None:
    """Return what is written into *room* inches, and whether it is turned; None where nothing can be read."""
    across, down = 0.94 * room - 0.06, 0.88 * ROW
    if across >= max(_inches(name), _inches(said)):
        return f"{name}\n{said}", False
    if room >= TWO_LINES and (down > across or across < _inches(said)):
        return f"{_shortened(name, down)}\n{said}", True
    if room >= TWO_LINES:
        return f"{_shortened(name, across)}\n{said}", False
    return (_shortened(name, down), True) if room >= 0.6 * TWO_LINES else None


def _shortened(name: str, room: float) -> str:
    if _inches(name) <= room:
        return name
    keep = len(name) - 1
    while keep > 1 and _inches(name[:keep] + "\N{HORIZONTAL ELLIPSIS}") > room:
        keep -= 1
    return name[:keep].rstrip() + "\N{HORIZONTAL ELLIPSIS}"


@cache
def _inches(text: str) -> float:
    """Return how long *text* is; a letter that the font lacks is taken to be as wide as a W."""
    from matplotlib.font_manager import FontProperties, findfont, get_font
    from matplotlib.textpath import TextPath

    font = get_font(findfont(FontProperties()))
    known = (each if font.get_char_index(ord(each)) else "W" for each in text)
    drawn = "".join(known).replace("$", r"\$")
    return float(TextPath((0, 0), drawn, size=LETTERS).get_extents().width) / 72 if text.strip() else 0.0


def _laid_out(status: Status, levels: int) -> tuple[dict[str, float], dict[str, float]]:
    """Return where each goal begins, and how wide it is, in parts of all: parts never leave their whole."""
    tree = status.tree
    sizes = {goal: max(_size(tree[goal].target), 0.0) for goal in tree}
    lefts: dict[str, float] = {}
    widths: dict[str, float] = {}

    def place(goals: Sequence[str], left: float, room: float, whole: float) -> None:
        for goal in goals:
            lefts[goal], widths[goal] = left, room * sizes[goal] / whole if whole else 0.0
            left += widths[goal]

    place(tree.roots, 0.0, 1.0, sum(sizes[root] for root in tree.roots))
    for goal in tree:
        parts = tree.children(goal)
        if goal in lefts and parts and len(tree.path(goal)) < levels:
            place(parts, lefts[goal], widths[goal], max(sizes[goal], sum(sizes[part] for part in parts)))
    return lefts, widths


def _share(standing: Attainment) -> float | None:
    if standing.probability is not None:
        return standing.probability
    return None if standing.attainment is None else float(standing.attainment)


def _size(value: Value) -> float:
    """Return the size of *value* in its unit; of a ratio, its denominator's."""
    if isinstance(value, Ratio):
        return _size(value.denominator)
    return float(value.amount if isinstance(value, Money | Quantity) else value)


def forecast_fan(
    statuses: Sequence[Status],
    goal: str,
    came_in: Mapping[Period, Value],
    *,
    locale: str = "en",
    names: Names = None,
    words: Words | None = None,
    zone: str = "UTC",
) -> Chart:
    """
    Draw what came in for *goal*, and where it may end with the chances of *statuses*.

    Parameters
    ----------
    statuses
        The same goals on the same day, each with another `level`, such as 0.5, 0.8 and 0.95.
    came_in
        What came in, period by period, of the goal itself; later than `as_of` is left out. Where there is nothing
        until then, the value to date of the goal is drawn.
    zone
        The time zone in which days end, that of `attain`.

    Raises
    ------
    InvalidValue
        Without a status, or for a measure that does not add up over time.
    """
    if not statuses:
        raise InvalidValue(path="statuses", value="()", remedy="give the status for at least one level")
    ordered = sorted(statuses, key=lambda each: each.level, reverse=True)
    status, standing = ordered[0], ordered[0][goal]
    if isinstance(standing.target, Ratio):
        raise InvalidValue(
            path="goal", value=goal, remedy="use a goal whose parts add up over time, no ratio"
        )
    period = status.tree[goal].period
    ends, sums = _to_date(came_in, standing.actual, period, status.as_of.astimezone(zone_info(zone)).date())
    chart, axes = blank(width=9, height=4.2)
    plain: Any = axes  # matplotlib takes dates, its types do not say so
    _fan(plain, [(each.level, each[goal]) for each in ordered], (ends[-1], period.end), sums[-1], locale)
    plain.plot(ends, sums, color=BLUE, marker="o", markersize=4, label=label("came-in", locale, words))
    if standing.forecast is not None:
        final = _size(standing.forecast)
        end, said = [ends[-1], period.end], label("forecast", locale, words)
        plain.plot(end, [sums[-1], final], "--", color=BLUE, label=said)
    plain.axhline(_size(standing.target), color=RED, label=label("goal", locale, words))
    _in_words(plain, standing.target, period, locale)
    said = named(names).get(goal, goal)
    chance = standing.probability
    told = "" if chance is None else f": {label('chance', locale, words)} {percent(chance, locale)}"
    axes.set_title(f"{said}{told}", loc="left")
    alt = label(
        "fan-alt",
        locale,
        words,
        goal=said,
        came=_said(standing.actual, locale),
        day=day(_last_day(status.as_of, zone), locale),
        target=_said(standing.target, locale),
        forecast=_said(standing.forecast, locale),
    )
    return finished(chart, alt)


def _to_date(
    came_in: Mapping[Period, Value], actual: Value | None, period: Period, until: date
) -> tuple[list[date], list[float]]:
    """Return the days on which parts of the period ended, and what had come in by then."""
    parts = sorted((each for each in came_in if each.end <= until), key=lambda each: each.start)
    ends, sums = [period.start], [0.0]
    for part in parts:
        ends.append(part.end)
        sums.append(sums[-1] + _size(came_in[part]))
    if not parts and actual is not None and period.start < until:
        ends.append(min(until, period.end))
        sums.append(_size(actual))
    return ends, sums


def _fan(
    axes: Any,
    standings: Sequence[tuple[float, Attainment]],
    days: tuple[date, date],
    so_far: float,
    locale: str,
) -> None:
    """Draw from what came in *so_far* between which ends a goal may come, the surest outermost."""
    for at, (level, standing) in enumerate(standings):
        if standing.interval is not None:
            low, high = map(_size, standing.interval)
            axes.fill_between(
                days, [so_far, low], [so_far, high], color=BLUE, alpha=0.15 + 0.1 * at, linewidth=0,
                label=percent(level, locale),
            )  # fmt: skip


def _in_words(axes: Any, like: Value, period: Period, locale: str) -> None:
    """Write the axes of a course over *period* in the unit of *like*."""
    dated(axes.xaxis, locale)
    numbered(axes.yaxis, locale)
    axes.set(xlim=(period.start, period.end))
    if axes.dataLim.y0 >= 0:
        axes.set(ylim=(0, None))
    axes.set_ylabel(like.currency if isinstance(like, Money) else getattr(like, "unit", ""))
    axes.legend(loc="lower right", frameon=False)


def _said(value: Value | None, locale: str) -> str:
    if value is None:
        return "?"
    return value.format(locale) if isinstance(value, Money) else figure(_size(value), locale)
