"""
What is a chart, before anybody looks at it?

A figure and a sentence. The figure is matplotlib's own, made without pyplot: it
is in no global list, opens no window, and may be changed by whoever gets it.
"""

import warnings
from collections.abc import Mapping, Sequence
from html import escape
from io import StringIO
from typing import TYPE_CHECKING, Any, final

from attrs import field, frozen

from partnerkit.facts.network import Network
from partnerkit.values.errors import MissingExtra

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "BLUE", "GRAY", "GREEN", "INK", "ORANGE", "RED", "SKY",
    "Chart", "Names", "blank", "finished", "ink_on", "line_look", "named", "rows_of", "short",
]  # fmt: skip

#: Colors that stay apart for color blind readers (Okabe and Ito, Color Universal Design, 2008).
BLUE, ORANGE, GREEN, RED, SKY, GRAY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#7A7A7A"

#: Small print: gray that can still be read on white (WCAG 2.2, 1.4.3).
INK = "#595959"

#: Where there are more lines than colors, a dash tells the next six.
_DASHES = ("-", "--", ":", "-.")

#: So many letters of a name have room beside a row.
_ROW = 40

#: Beside this luminance black and white are read equally well (WCAG 2.2, relative luminance).
_MIDDLE = 0.179

#: A network, or names by id.
Names = Network | Mapping[str, str] | None


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False)
class Chart:
    """A figure, and what it says in one sentence."""

    figure: "Figure"
    alt: str = field()

    def svg(self) -> str:
        """
        Return the drawing as SVG, with the sentence for readers who do not see it; alike on every call.

        Letters stay letters, so a browser writes names in any script.
        """
        import matplotlib as mpl

        text = StringIO()
        with (
            warnings.catch_warnings(),
            mpl.rc_context({"svg.hashsalt": "partnerkit", "svg.fonttype": "none"}),
        ):
            # What the font lacks here, that of the reader has.
            warnings.filterwarnings("ignore", "Glyph .* missing from font")
            self.figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
        drawing = text.getvalue()
        label = f'<svg role="img" aria-label="{escape(self.alt)}" '
        return label + drawing[drawing.index("<svg") + len("<svg ") :]

    def _repr_html_(self) -> str:
        return self.svg()

    def __repr__(self) -> str:
        return f"<Chart: {self.alt}>"


def blank(*, width: float = 8.0, height: float = 4.0) -> "tuple[Figure, Axes]":
    """Return an empty figure of *width* x *height* inches, with axes that have no frame on top and at the right."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingExtra(extra="plots", library="matplotlib") from None
    figure = Figure(figsize=(width, height), layout="constrained")
    axes: Any = figure.subplots()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def finished(figure: "Figure", alt: str) -> Chart:
    """Return the chart of *figure*, whose texts stand as they were given: no dollar in a name begins a formula."""
    from matplotlib.text import Text

    for each in figure.findobj(Text):
        each.set_parse_math(False)
    return Chart(figure=figure, alt=alt)


def rows_of(axes: "Axes", said: Sequence[str]) -> None:
    """Write a name at each row of a chart, the first on top, with as little room around a hundred as around two."""
    axes.set_yticks(range(len(said)), [short(each, _ROW) for each in said], fontsize=8)
    axes.set_ylim(len(said) - 0.4, -0.6)


def short(name: str, letters: int) -> str:
    """
    Return *name*, or as much of it as has room: its beginning and its end, which tell branches of a firm apart.

    >>> short("Maschinenhandelsgesellschaft Nordwest", 20)
    'Maschinenhan…ordwest'
    """
    if len(name) <= letters:
        return name
    end = (letters - 1) * 2 // 5
    return name[: letters - 1 - end].rstrip() + "\N{HORIZONTAL ELLIPSIS}" + name[len(name) - end :].lstrip()


def line_look(place: int) -> dict[str, Any]:
    """Return color and dash of the line at *place*, alike for no two of twenty-four."""
    colors = (BLUE, ORANGE, GREEN, RED, SKY, GRAY)
    turn, at = divmod(place, len(colors))
    return {"color": colors[at], "linestyle": _DASHES[turn % len(_DASHES)]}


def ink_on(color: Any) -> str:
    """
    Return black or white, whichever is read better on *color*.

    >>> ink_on("#FFFFBF"), ink_on("navy")
    ('black', 'white')
    """
    from matplotlib.colors import to_rgb

    light = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(color)]
    red, green, blue = light
    return "black" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > _MIDDLE else "white"


def named(names: Names) -> Mapping[str, str]:
    """Return names by id."""
    return names.names if isinstance(names, Network) else names or {}
