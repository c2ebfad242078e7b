"""
What is a page made of?

Sections with tables, lists and charts. Every text is given as text and escaped
here; what is markup already says so by being a `Markup`, as drawings are.
"""

from collections.abc import Collection, Sequence
from html import escape
from typing import Any, TypeAlias, final

from attrs import field, frozen

from partnerkit.interop.pages.style import STYLE
from partnerkit.interop.wording import Words, label, language_of
from partnerkit.values.fields import as_tuple

__all__ = ["Markup", "Section", "Steps", "Table", "Tag", "Tile", "bar", "document", "drawing"]


#: A table of so few columns is not pulled apart over a wide page.
_NARROW = 4


def __dir__() -> list[str]:
    return __all__


@final
@frozen
class Markup:
    """What is HTML already, and is not escaped again: made in this package, or drawn by a chart."""

    html: str


@final
@frozen
class Tag:
    """A word that stands out: told by its text, and shown in a color besides."""

    text: str

    #: A kind of the style, such as "high", "act" or "better".
    kind: str


Cell: TypeAlias = str | Tag | Markup


def _cell(value: Cell) -> str:
    if isinstance(value, Markup):
        return value.html
    if isinstance(value, Tag):
        return f'<span class="tag {escape(value.kind)}">{escape(value.text)}</span>'
    return "<br>".join(map(escape, value.split("\n")))


@final
@frozen(kw_only=True)
class Table:
    """
    Rows under headings; the first cell of each is what the row is about.

    >>> Table(caption="goals", head=("goal", "target"), rows=[("<north>", "9")], numbers={1}).html().count("&lt;north&gt;")
    1
    """

    head: Sequence[str] = field(converter=as_tuple)
    rows: Sequence[Sequence[Cell]]

    #: What it shows; heard where it cannot be seen, and seen with `is_captioned`.
    caption: str = ""
    is_captioned: bool = False

    #: Columns that are set to the right.
    numbers: Collection[int] = frozenset()

    #: Depth of each row in a hierarchy, shown as an indent of its first cell.
    depths: Sequence[int] = ()

    #: Columns whose cells are severities.
    tags: Collection[int] = frozenset()

    #: Whether cells stand below each other on a phone; where they are sentences, they do.
    stacked: bool | None = None

    def html(self) -> str:
        """Return the table."""
        head = "".join(
            f'<th scope="col"{self._class(place, 0)}>{escape(name)}</th>'
            for place, name in enumerate(self.head)
        )
        body = "".join(self._row(number, row) for number, row in enumerate(self.rows))
        kind = "stacked" if self.stacked or (self.stacked is None and not self.numbers) else "plain"
        kind += " narrow" if self.numbers and len(self.head) <= _NARROW else ""
        name = self.caption or ", ".join(self.head)
        seen = "" if self.is_captioned and self.caption else ' class="heard"'
        return (
            f'<div class="wide" role="group" tabindex="0" aria-label="{escape(name)}"><table class="{kind}">'
            f"<caption{seen}>{escape(name)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        )

    def _row(self, number: int, row: Sequence[Cell]) -> str:
        depth = self.depths[number] if self.depths else 0
        cells = "".join(self._place(place, each, depth) for place, each in enumerate(row))
        return f'<tr class="strong">{cells}</tr>' if self.depths and depth == 0 else f"<tr>{cells}</tr>"

    def _place(self, place: int, value: Cell, depth: int) -> str:
        if place in self.tags and isinstance(value, str):
            value = Tag(value, value)
        if place == 0:
            return f'<th scope="row"{self._class(place, depth)}>{_cell(value)}</th>'
        return f'<td data-name="{escape(self.head[place])}"{self._class(place, depth)}>{_cell(value)}</td>'

    def _class(self, column: int, depth: int) -> str:
        if column in self.numbers:
            return ' class="number"'
        return f' class="indent-{min(depth, 3)}"' if depth and column == 0 else ""


@final
@frozen(kw_only=True)
class Steps:
    """What is to be done, in order, or told, in none: each with why."""

    #: What, and why.
    items: Sequence[tuple[Cell, str]]
    ordered: bool = True
    kind: str = ""

    #: That there are more.
    more: str = ""

    def html(self) -> str:
        """Return the list."""
        items = "".join(
            f"<li{self._kind}>{_cell(what)}"
            + (f'<span class="why">{escape(why)}</span></li>' if why else "</li>")
            for what, why in self.items
        )
        made = f'<ol class="steps">{items}</ol>' if self.ordered else f'<ul class="told">{items}</ul>'
        return made + (f'<p class="lead">{escape(self.more)}</p>' if self.more else "")

    @property
    def _kind(self) -> str:
        return f' class="{escape(self.kind)}"' if self.kind else ""


@final
@frozen(kw_only=True)
class Tile:
    """One figure at the top of a page, and what it is."""

    figure: Cell
    name: Cell


def drawing(chart: Any) -> Markup:
    """
    Return a chart, or SVG that is at hand, as a figure of a page.

    >>> drawing('<svg role="img" aria-label="flat"></svg>').html
    '<figure tabindex="0"><svg role="img" aria-label="flat"></svg></figure>'
    """
    svg = chart if isinstance(chart, str) else chart.svg()
    return Markup(f'<figure tabindex="0">{svg}</figure>')


def bar(part: float, words: str) -> Markup:
    """
    Return *words* over a bar that is as long as *part*, with a mark at the whole.

    >>> bar(0.5, "50 %").html[:10]
    '50 %<svg c'
    """
    most = 1.25
    width, whole = 100 * min(max(part, 0.0), most) / most, 100 / most
    # Half of it may be ahead in May: only what is reached has a color of its own.
    fill = "#2a7f62" if part >= 1 else "#3566a8"
    return Markup(
        f'{escape(words)}<svg class="bar" aria-hidden="true" viewBox="0 0 100 10" preserveAspectRatio="none">'
        f'<rect width="100" height="10" fill="#eef1f4"/><rect width="{width:.2f}" height="10" fill="{fill}"/>'
        f'<rect x="{whole:.2f}" width="0.8" height="10" fill="#1d2733"/></svg>'
    )


@final
@frozen(kw_only=True)
class Section:
    """One question of a page: a title, what it says, tables, lists and charts."""

    anchor: str
    title: str
    lead: str = ""
    tag: Tag | None = None

    #: Tables, lists, headings as text, and what `drawing` returns.
    parts: Sequence["Table | Steps | Markup | str"] = ()

    def html(self) -> str:
        """Return the section."""
        made = "".join(map(_part, self.parts))
        lead = f'<p class="lead">{escape(self.lead)}</p>' if self.lead else ""
        tag = "" if self.tag is None else _cell(self.tag)
        name = escape(self.anchor)
        return (
            f'<section id="{name}" aria-labelledby="{name}-title"><h2 id="{name}-title">{escape(self.title)}{tag}</h2>'
            f"{lead}{made}</section>"
        )


def _part(part: "Table | Steps | Markup | str") -> str:
    if isinstance(part, str):
        return f"<h3>{escape(part)}</h3>"
    return part.html if isinstance(part, Markup) else part.html()


def document(
    title: str,
    subtitle: str,
    *,
    sections: Sequence[Section],
    tiles: Sequence[Tile] = (),
    foot: str = "",
    locale: str = "en",
    words: Words | None = None,
) -> str:
    """
    Return a whole page in one text; it needs nothing else, and runs nothing.

    >>> page = document("Nord & Sons", "June", sections=[Section(anchor="goals", title="Goals")])
    >>> page.count("Nord &amp; Sons"), "<script" in page
    (2, False)
    """
    language = language_of(locale, words)
    links = "".join(
        f'<li><a href="#{escape(each.anchor)}">{escape(each.title)}</a></li>' for each in sections
    )
    boxes = "".join(
        f'<li><b>{_cell(each.figure)}</b><span class="name">{_cell(each.name)}</span></li>' for each in tiles
    )
    return (
        f'<!doctype html><html lang="{language}"{_direction(language)}><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><style>{STYLE}</style></head><body><div class="page">'
        f"<header><h1>{escape(title)}</h1><p>{escape(subtitle)}</p>"
        f'<nav aria-label="{escape(label("on-pages", "contents", locale, words))}"><ul>{links}</ul></nav></header><main>'
        + (f'<ul class="tiles">{boxes}</ul>' if boxes else "")
        + "".join(each.html() for each in sections)
        + f"</main><footer><p>{escape(foot)}</p></footer></div></body></html>\n"
    )


def _direction(language: str) -> str:
    """Return what tells that a language runs from the right to the left, where it does."""
    from babel import Locale, UnknownLocaleError

    try:
        return ' dir="rtl"' if Locale.parse(language).text_direction == "rtl" else ""
    except (UnknownLocaleError, ValueError):
        return ""
