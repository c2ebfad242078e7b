"""
How is a review told on a page?

What to do next and what changed come first; then each area, what is due, and
what partners asked for. Nothing is judged here: the page says what the review holds.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal, localcontext
from typing import Any

from partnerkit.facts.network import Network
from partnerkit.interop.pages.page import Cell, Markup, Section, Steps, Table, Tag, Tile, bar, document
from partnerkit.interop.wording import Words, label, say, say_value
from partnerkit.review.readings import AreaReview, Line, Reading, Review
from partnerkit.values.exact import private_context
from partnerkit.values.hidden import HIDDEN
from partnerkit.values.zones import zone_info

__all__ = ["review_page"]

#: So many steps, findings and things due are told; that there are more is said.
_MOST = 12

#: Readings that are parts of a whole.
_SHARES = frozenset(
    {"goal-attainment", "goal-pace", "goal-chance", "claims-rejected", "receivables-overdue-share"}
)

#: No float, and no amount of anybody, has more digits before its point.
_DIGITS = 400


def __dir__() -> list[str]:
    return __all__


class _Teller:
    """How things are said to one reader."""

    def __init__(
        self, locale: str, names: Network | Mapping[str, str] | None, words: Words | None, zone: str
    ) -> None:
        self.locale, self.words, self.zone = locale, words, zone
        self.names = (names if isinstance(names, Mapping) else names.names) if names is not None else {}

    def label(self, code: str, **facts: object) -> str:
        return label("on-pages", code, self.locale, self.words, **facts)

    def say(self, reasons: Any) -> str:
        return say(reasons, locale=self.locale, names=self.names, words=self.words, zone=self.zone)

    def area(self, code: str) -> str:
        return label("area", code, self.locale, self.words)

    def reading(self, code: str) -> str:
        return label("reading", code, self.locale, self.words)

    def name(self, key: str | None) -> str:
        if key is HIDDEN:
            return say_value(key, locale=self.locale, words=self.words)
        return "" if key is None else self.names.get(key, key)

    def day(self, on: date) -> str:
        """Say a day; of a moment that in which it ends in the reader's zone, as midnight ends the day before."""
        from babel.dates import format_date

        if isinstance(on, datetime):
            on = (on.astimezone(zone_info(self.zone)) - timedelta(microseconds=1)).date()
        return format_date(on, "medium", locale=self.locale.replace("-", "_"))

    def more(self, items: Sequence[object]) -> str:
        """Say how many are not told."""
        return "" if len(items) <= _MOST else self.label("more", count=len(items) - _MOST)

    def figure(self, code: str, value: Any) -> str:
        """Say one value; what is unknown is a dash."""
        from babel import Locale
        from babel.numbers import format_decimal, format_percent

        tongue = self.locale.replace("-", "_")
        if isinstance(value, tuple):
            return "\n".join(self.figure(code, each) for each in value)
        if isinstance(value, float | Decimal) or (code in _SHARES and value is not None):
            pattern = Locale.parse(tongue).percent_formats[None].pattern.replace("#,##0", "#,##0.#")
            with localcontext(private_context(_DIGITS)):
                if code in _SHARES:
                    return format_percent(value, pattern, locale=tongue)
                return format_decimal(value, "#,##0.##", locale=tongue)
        return say_value(value, locale=self.locale, words=self.words, zone=self.zone)


def review_page(
    review: Review,
    *,
    locale: str = "en",
    names: Network | Mapping[str, str] | None = None,
    words: Words | None = None,
    title: str | None = None,
    zone: str = "UTC",
) -> str:
    """
    Return a review as one HTML page that needs nothing else.

    Parameters
    ----------
    names
        A network, or a mapping from id to name; without it the ids are shown.
    words
        A host's own words, as `say` takes them; another language may be among them.
    title
        In place of the one that is made of what the review is about.
    zone
        The time zone in which moments are said.

    >>> from datetime import datetime
    >>> from partnerkit.facts.partner import Partner
    >>> from partnerkit.review import review_partner
    >>> network = Network.of(Partner(id="P-4", name="Nord <IT>"))
    >>> moments = {"since": datetime.fromisoformat("2026-03-31T12:00Z"), "as_of": datetime.fromisoformat("2026-06-30T12:00Z")}
    >>> page = review_page(review_partner(network, "P-4", **moments), locale="de", names=network)
    >>> "<h1>Überblick: Nord &lt;IT&gt;</h1>" in page
    True
    """
    teller = _Teller(locale, names, words, zone)
    made = title or teller.label(review.scope, name=teller.name(review.subject))
    subtitle = teller.label("span", since=teller.day(review.since), until=teller.day(review.as_of))
    if review.scope != "partner":
        subtitle += ", " + teller.label("partners-count", count=teller.figure("", len(review.partners)))
    return document(
        made,
        subtitle,
        tiles=[
            Tile(figure=teller.area(each.area), name=Tag(teller.label(each.state), each.state))
            for each in review.areas
        ],
        sections=[*_sections(review, teller)],
        foot=teller.label("foot", day=teller.day(review.as_of)),
        locale=locale,
        words=words,
    )


def _sections(review: Review, teller: _Teller) -> Iterator[Section]:
    yield _next(review, teller)
    changes = [
        (
            teller.reading(each.code),
            teller.area(area),
            teller.figure(each.code, each.value),
            teller.figure(each.code, each.before),
            _verdict(each, teller),
        )
        for area, each in review.changes
    ]
    if changes:
        yield Section(
            anchor="changes",
            title=teller.label("changed"),
            lead=teller.label("changed-lead", day=teller.day(review.since)),
            parts=[
                Table(
                    caption=teller.label("changed"),
                    head=[teller.label(each) for each in ("reading", "area", "now", "before", "verdict")],
                    rows=changes,
                    numbers={2, 3},
                    stacked=True,
                )
            ],
        )
    for each in review.areas:
        yield _area(each, teller)
    yield _due(review, teller)
    if review.points:
        yield _points(review, teller)


def _next(review: Review, teller: _Teller) -> Section:
    told: list[tuple[Cell, str]] = [
        (teller.say(each.action), teller.say(each.why) if each.why else "") for each in review.steps[:_MOST]
    ]
    return Section(
        anchor="next",
        title=teller.label("next"),
        lead=teller.label("next-lead" if told else "nothing-next"),
        parts=[Steps(items=told, more=teller.more(review.steps))] if told else [],
    )


def _area(area: AreaReview, teller: _Teller) -> Section:
    parts: list[Any] = []
    if area.readings:
        parts.append(
            Table(
                caption=teller.area(area.area),
                head=[teller.label(each) for each in ("reading", "now", "before", "verdict")],
                rows=[
                    (
                        teller.reading(each.code),
                        teller.figure(each.code, each.value),
                        teller.figure(each.code, each.before),
                        _verdict(each, teller),
                    )
                    for each in area.readings
                ],
                numbers={1, 2},
            )
        )
    if area.lines:
        parts.append(_lines(area, teller))
    if area.findings:
        told: list[tuple[Cell, str]] = [
            (teller.say(each.reason), teller.say(each.evidence) if each.evidence else "")
            for each in area.findings[:_MOST]
        ]
        parts += [teller.label("findings"), Steps(items=told, ordered=False, more=teller.more(area.findings))]
    if area.stale:
        known: list[tuple[Cell, str]] = [(teller.say(each), "") for each in area.stale[:_MOST]]
        parts += [
            teller.label("stale"),
            Steps(items=known, ordered=False, kind="stale", more=teller.more(area.stale)),
        ]
    return Section(
        anchor=f"area-{area.area}",
        title=teller.area(area.area),
        tag=Tag(teller.label(area.state), area.state),
        parts=parts,
    )


def _lines(area: AreaReview, teller: _Teller) -> Table:
    codes = [each.code for each in area.lines[0].readings]
    # What is known of nothing in it takes no column.
    kept = [
        place for place in range(len(codes)) if any(_value(line, place) is not None for line in area.lines)
    ]
    rows = []
    for line in area.lines:
        cells: list[Cell] = [teller.name(line.id)]
        for place in kept:
            part = _value(line, place)
            words = teller.figure(codes[place], part)
            is_bar = codes[place] == "goal-attainment" and part is not None
            cells.append(bar(float(part or 0), words) if is_bar else words)
        rows.append(tuple(cells))
    head, numbers = [teller.label("item")], set[int]()
    for place in kept:
        numbers.add(len(head))
        head.append(teller.reading(codes[place]))
    return Table(caption=teller.area(area.area), head=head, rows=rows, numbers=numbers, stacked=len(head) > 4)


def _value(line: Line, place: int) -> Any:
    return line.readings[place].value


def _verdict(reading: Reading, teller: _Teller) -> Cell:
    verdict = reading.verdict
    return "" if verdict is None else Tag(teller.label(verdict), verdict)


def _due(review: Review, teller: _Teller) -> Section:
    rows: list[Sequence[Cell]] = []
    for each in review.due[:_MOST]:
        kind = "overdue" if each.at <= review.as_of else "soon"
        rows.append((teller.say(each.reason), Tag(teller.label(kind), kind)))
    if len(review.due) > _MOST:
        rows.append((teller.label("more", count=len(review.due) - _MOST), ""))
    table = Table(
        caption=teller.label("due"),
        head=[teller.label("item"), teller.label("state")],
        rows=rows,
        stacked=False,
    )
    return Section(
        anchor="due",
        title=teller.label("due"),
        lead="" if rows else teller.label("nothing"),
        parts=[table] if rows else [],
    )


def _points(review: Review, teller: _Teller) -> Section:
    kinds = {"overdue": "overdue", "without-owner": "look", "without-day": "look", "in-time": "good"}
    rows: list[Sequence[Cell]] = [
        (
            each.title or each.id,
            *(() if review.scope == "partner" else (teller.name(each.partner),)),
            teller.label("nobody") if each.owner is None else teller.name(each.owner),
            teller.label("no-day")
            if each.until is None
            else Markup(f'<span class="day">{teller.day(each.until)}</span>'),
            Tag(teller.label(each.state), kinds[each.state]),
        )
        for each in review.points[:_MOST]
    ]
    head = [teller.label(each) for each in ("item", "owner", "until", "state")]
    if review.scope != "partner":
        head.insert(1, teller.label("whose"))
    return Section(
        anchor="points",
        title=teller.label("points"),
        parts=[Table(caption=teller.label("points"), head=head, rows=rows)],
    )
