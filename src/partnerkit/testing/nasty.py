"""What breaks careless code? Names, moments, periods and amounts for a test, the nasty ones of the trade among them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from math import prod
from typing import Any

from hypothesis import strategies as st

from partnerkit.values.money import Money
from partnerkit.values.time import Period
from partnerkit.values.zones import zone_info

__all__ = [
    "CURRENCIES",
    "EDGES",
    "NASTY",
    "ZONES",
    "any_of",
    "identifiers",
    "instants",
    "moneys",
    "one_of",
    "periods",
    "some_of",
]

#: Currencies with two, none and three decimals.
CURRENCIES = ("EUR", "SEK", "USD", "JPY", "KWD")

#: Zones with half an hour, a quarter, and both kinds of clock change.
ZONES = (
    "Europe/Berlin",
    "Europe/Stockholm",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "UTC",
)

#: Names that break what is careless with text: formulas, quotes, other scripts, look-alikes, cases without a twin.
NASTY = (
    "Ærø & Söhne",
    "=1+1",
    "O'Hara; DROP TABLE",
    'Müller "Nord" <GmbH>',
    "名古屋",
    "شركة",
    "P-4",
    "P\N{HYPHEN}4",
    "a" * 128,
    "0",
    "007",
    "None",
    "nan",
    "ß",
    "İ",
    "e\u0301",
    "\N{GRINNING FACE}",
)

#: Around the clock changes of 2026 in Europe, America and on Lord Howe Island, a leap day, a turn of the year.
EDGES = (
    datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC),
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    datetime(2026, 11, 1, 5, 30, tzinfo=UTC),
    datetime(2026, 4, 4, 14, 45, tzinfo=UTC),
    datetime(2024, 2, 29, 12, tzinfo=UTC),
    datetime(2025, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
)


def __dir__() -> list[str]:
    return __all__


# Putting a strategy together takes longer than drawing from it, and these stand in all the others: made once.
_LETTERS = ("A", "B", "C", "P", "AA", "AB", "PA", "ZZ")
_USUAL_IDS = st.integers(0, len(_LETTERS) * 10_000 - 1).map(
    lambda number: f"{_LETTERS[number // 10_000]}-{number % 10_000}"
)
_IDS = st.one_of(_USUAL_IDS, _USUAL_IDS, st.sampled_from(NASTY))
_SECONDS = st.integers(0, 10 * 365 * 86_400).map(
    lambda seconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
_INSTANTS = st.builds(
    lambda at, zone: at.astimezone(zone_info(zone)),
    st.one_of(_SECONDS, _SECONDS, st.sampled_from(EDGES)),
    st.sampled_from(ZONES),
)
_STARTS = st.dates(date(2020, 1, 1), date(2029, 12, 31))
_PERIODS = st.one_of(
    st.builds(
        lambda day, length: Period.of(day, day + timedelta(days=length)), _STARTS, st.integers(1, 1_096)
    ),
    st.integers(0, 119).map(lambda months: Period.month(2020 + months // 12, months % 12 + 1)),
    st.integers(2020, 2029).map(Period.year),
)
_ENDLESS = st.one_of(_PERIODS, _STARTS.map(Period.since), _STARTS.map(Period.until))


def identifiers() -> st.SearchStrategy[str]:
    """Ids: mostly short, now and then nasty."""
    return _IDS


def moneys(
    currency: str | None = None, *, least: int = -(10**12), most: int = 10**12
) -> st.SearchStrategy[Money]:
    """Amounts of one currency, or of any; *least* and *most* are in minor units."""
    amounts = st.integers(least, most)
    if currency is None:
        return st.builds(Money.from_minor, amounts, st.sampled_from(CURRENCIES))
    return amounts.map(lambda minor: Money.from_minor(minor, currency))


def instants() -> st.SearchStrategy[datetime]:
    """Aware moments of the years 2020 to 2029 in any zone, some of them at clock changes."""
    return _INSTANTS


def periods(*, endless: bool = False) -> st.SearchStrategy[Period]:
    """Periods of one day to three years, some of them whole months or years; *endless* ones on demand."""
    return _ENDLESS if endless else _PERIODS


def one_of(items: Sequence[Any]) -> tuple[Any, ...]:
    """
    Return *items*, and None as often as all of them together.

    >>> one_of("ab")
    (None, None, 'a', 'b')
    """
    return (*(None,) * len(items), *items)


def some_of(items: Sequence[Any]) -> tuple[tuple[Any, ...] | None, ...]:
    """
    Return each choice of at most three of *items* in any order, all of them, and None as often as all these together.

    >>> some_of("ab")
    (None, None, None, None, ('a',), ('b',), ('a', 'b'), ('b', 'a'))
    """
    few = [chosen for count in range(1, min(len(items), 3) + 1) for chosen in permutations(items, count)]
    return one_of(few if len(items) <= len(few[-1]) else [*few, tuple(items)])


#: Of more numbers than this, the small ones would be drawn more often.
_MOST = 2**20


def any_of(
    make: Callable[..., Any], **fields: Sequence[Any] | st.SearchStrategy[Any]
) -> st.SearchStrategy[Any]:
    """
    Make something of any of the given values in each field, or of what a strategy draws for it.

    One number stands for the values of many fields: to draw it is a tenth of the work of drawing each. The smaller it
    is, the nearer to the first values they are, those of the first field above all.

    >>> from hypothesis import find
    >>> found = find(any_of(dict, country=("DE", "SE"), city=("", "Kiel")), lambda each: each["country"] == "SE")
    >>> sorted(found.items())
    [('city', ''), ('country', 'SE')]
    """
    groups: list[dict[str, Sequence[Any]]] = [{}]
    drawn: dict[str, st.SearchStrategy[Any]] = {}
    for name, values in fields.items():
        if isinstance(values, st.SearchStrategy):
            drawn[name] = values
            continue
        if prod(map(len, groups[-1].values())) * len(values) > _MOST:
            groups.append({})
        groups[-1][name] = values
    chosen = [_numbered(group) for group in groups if group]
    if not drawn and len(chosen) == 1:
        return chosen[0].map(lambda one: make(**one))

    def made(*parts: Mapping[str, Any], **more: Any) -> Any:
        return make(**{name: value for part in parts for name, value in part.items()}, **more)

    return st.builds(made, *chosen, **drawn)


def _numbered(fields: Mapping[str, Sequence[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    backwards = tuple(fields.items())[::-1]

    def values_of(number: int) -> dict[str, Any]:
        chosen = {}
        for name, values in backwards:
            number, place = divmod(number, len(values))
            chosen[name] = values[place]
        return chosen

    return st.integers(0, prod(map(len, fields.values())) - 1).map(values_of)
