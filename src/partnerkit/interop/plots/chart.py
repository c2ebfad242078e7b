"""
What is a chart, before anybody looks at it?

A figure and a sentence. The figure is matplotlib's own, made without pyplot: it
is in no global list, opens no window, and may be changed by whoever gets it.
"""

from collections.abc import Mapping
from html import escape
from io import StringIO
from typing import TYPE_CHECKING, Any, final

from attrs import field, frozen

from partnerkit.facts.network import Network
from partnerkit.values.errors import MissingExtra

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["BLUE", "GRAY", "GREEN", "INK", "ORANGE", "RED", "SKY", "Chart", "Names", "blank", "named"]

#: Colors that stay apart for color blind readers (Okabe and Ito, Color Universal Design, 2008).
BLUE, ORANGE, GREEN, RED, SKY, GRAY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#7A7A7A"

#: Small print: gray that can still be read on white (WCAG 2.2, 1.4.3).
INK = "#595959"

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
        """Return the drawing as SVG, with the sentence for readers who do not see it; alike on every call."""
        import matplotlib as mpl

        text = StringIO()
        with mpl.rc_context({"svg.hashsalt": "partnerkit", "svg.fonttype": "none"}):
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


def named(names: Names) -> Mapping[str, str]:
    """Return names by id."""
    return names.names if isinstance(names, Network) else names or {}
