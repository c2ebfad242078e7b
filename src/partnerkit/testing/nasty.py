"""What breaks careless code? Names, moments, periods and amounts for a test, the nasty ones of the trade among them."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from partnerkit.values.money import Money
from partnerkit.values.time import Period
from partnerkit.values.zones import zone_info

__all__ = ["CURRENCIES", "EDGES", "NASTY", "ZONES", "identifiers", "instants", "moneys", "periods"]

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
_USUAL_IDS = st.builds(
    "{}-{}".format, st.sampled_from(("A", "B", "C", "P", "AA", "AB", "PA", "ZZ")), st.integers(0, 9_999)
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
    st.builds(Period.month, st.integers(2020, 2029), st.integers(1, 12)),
    st.builds(Period.year, st.integers(2020, 2029)),
)
_ENDLESS = st.one_of(_PERIODS, _STARTS.map(Period.since), _STARTS.map(Period.until))


def identifiers() -> st.SearchStrategy[str]:
    """Ids: mostly short, now and then nasty."""
    return _IDS


def moneys(
    currency: str | None = None, *, least: int = -(10**12), most: int = 10**12
) -> st.SearchStrategy[Money]:
    """Amounts of one currency, or of any; *least* and *most* are in minor units."""
    chosen = st.sampled_from(CURRENCIES) if currency is None else st.just(currency)
    return st.builds(Money.from_minor, st.integers(least, most), chosen)


def instants() -> st.SearchStrategy[datetime]:
    """Aware moments of the years 2020 to 2029 in any zone, some of them at clock changes."""
    return _INSTANTS


def periods(*, endless: bool = False) -> st.SearchStrategy[Period]:
    """Periods of one day to three years, some of them whole months or years; *endless* ones on demand."""
    return _ENDLESS if endless else _PERIODS
