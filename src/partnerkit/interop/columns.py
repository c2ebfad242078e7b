"""
How is a table of results said in the reader's language?

Headings, numbers, money, dates and reasons as the language writes them; a page, a
terminal and a report show the same.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, final

from attrs import frozen

from partnerkit.facts.network import Network
from partnerkit.interop.wording import say_value
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.markup import Tabular, columns_of
from partnerkit.values.money import Money, Quantity, Ratio
from partnerkit.values.reasons import Finding, Reason

__all__ = ["HEADINGS", "Said", "said"]

#: Column -> its heading in English, German and Swedish; a column that is missing here is shown by its name.
HEADINGS: Mapping[str, tuple[str, str, str]] = {
    "action": ("what to do", "was zu tun ist", "vad som ska göras"),
    "actual": ("came in", "eingegangen", "utfall"),
    "area": ("area", "Bereich", "område"),
    "at": ("when", "wann", "när"),
    "attainment": ("attainment", "Zielerreichung", "måluppfyllelse"),
    "balance": ("balance", "Saldo", "saldo"),
    "count": ("count", "Anzahl", "antal"),
    "coverage": ("coverage", "Abdeckung", "täckning"),
    "due": ("due", "fällig", "ska vara klart"),
    "entitled": ("owed", "Anspruch", "tillkommer"),
    "forecast": ("forecast", "Prognose", "prognos"),
    "goal": ("goal", "Ziel", "mål"),
    "id": ("id", "Kennung", "id"),
    "kpi": ("KPI", "Kennzahl", "nyckeltal"),
    "lead": ("lead", "Lead", "lead"),
    "leads": ("leads", "Leads", "leads"),
    "owner": ("who has it", "zuständig", "ansvarig"),
    "pace": ("pace", "Tempo", "takt"),
    "parties": ("parties", "Beteiligte", "parter"),
    "partner": ("partner", "Partner", "partner"),
    "partner_id": ("partner", "Partner", "partner"),
    "peer_group": ("peer group", "Vergleichsgruppe", "jämförelsegrupp"),
    "period": ("period", "Zeitraum", "period"),
    "person": ("person", "Person", "person"),
    "probability": ("chance", "Chance", "chans"),
    "rank": ("rank", "Rang", "rang"),
    "ratio": ("received / owed", "erhalten / Anspruch", "fått / tillkommer"),
    "reason": ("why", "warum", "varför"),
    "received": ("received", "erhalten", "fått"),
    "rule": ("rule", "Regel", "regel"),
    "score": ("score", "Bewertung", "poäng"),
    "severity": ("severity", "Schwere", "allvar"),
    "state": ("state", "Stand", "läge"),
    "target": ("target", "Ziel", "mål"),
    "title": ("title", "Titel", "titel"),
    "until": ("until", "bis", "till"),
    "why": ("why", "warum", "varför"),
}

_LANGUAGES = ("en", "de", "sv")

_NUMBERS = (int, float, Decimal, Money, Quantity, Ratio)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Said:
    """A table as text."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    #: Columns of numbers, which are set to the right.
    numbers: frozenset[int]

    #: How many rows there are beside those.
    more: int


def said(
    result: Tabular,
    *,
    columns: Sequence[str] | None = None,
    rows: int = 40,
    locale: str = "en",
    names: Network | Mapping[str, str] | None = None,
    zone: str = "UTC",
) -> Said:
    """
    Say a result that has `to_frame` as a table: some *columns* of it, and the first *rows*.

    >>> from partnerkit.values.rows import Rows
    >>> found = said(Rows(Ratio, [Ratio.of("1234.5", 2)]), locale="de")
    >>> found.rows
    (('1.234,5', '2'),)
    """
    language = locale.replace("_", "-").partition("-")[0] if isinstance(locale, str) else locale
    if language not in _LANGUAGES:
        raise InvalidValue(path="locale", value=shown(locale), remedy=f"use one of {', '.join(_LANGUAGES)}")
    found = columns_of(result)
    chosen = [*found] if columns is None else [*columns]
    for place, name in enumerate(chosen):
        if name not in found:
            remedy = f"use columns of it: {', '.join(found)}"
            raise InvalidValue(path=f"columns[{place}]", value=shown(name), remedy=remedy)
    count = max((len(found[name]) for name in chosen), default=0)
    tongue = _LANGUAGES.index(language)

    def cell(name: str, value: Any) -> str:
        return say_value(value, name=name, locale=locale, names=names, zone=zone)

    return Said(
        head=tuple(HEADINGS[name][tongue] if name in HEADINGS else name.replace("_", " ") for name in chosen),
        rows=tuple(tuple(cell(name, found[name][row]) for name in chosen) for row in range(min(count, rows))),
        numbers=frozenset(place for place, name in enumerate(chosen) if _is_number(found[name])),
        more=max(0, count - rows),
    )


def _is_number(column: Sequence[Any]) -> bool:
    known = [each for each in column if each is not None and not isinstance(each, Reason | Finding)]
    return bool(known) and all(isinstance(each, _NUMBERS) and not isinstance(each, bool) for each in known)
