"""What stands on a page beside the data, in the reader's language?"""

from collections.abc import Mapping

from partnerkit.values.errors import InvalidValue, shown

__all__ = ["LABELS", "label", "language_of"]

_LANGUAGES = ("en", "de", "sv")

#: What is said -> the words in English, German and Swedish.
LABELS: Mapping[str, tuple[str, str, str]] = {
    "contents": ("Contents", "Inhalt", "Innehåll"),
    "partner": ("Review: {name}", "Überblick: {name}", "Genomgång: {name}"),
    "territory": (
        "Review of territory {name}",
        "Überblick über das Gebiet {name}",
        "Genomgång av distriktet {name}",
    ),
    "program": (
        "Review of the partner program",
        "Überblick über das Partnerprogramm",
        "Genomgång av partnerprogrammet",
    ),
    "span": ("{since} to {until}", "{since} bis {until}", "{since} till {until}"),
    "partners-count": ("partners: {count}", "Partner: {count}", "partner: {count}"),
    "next": ("What to do next", "Was als Nächstes zu tun ist", "Vad som ska göras härnäst"),
    "next-lead": (
        "The most pressing comes first. Nothing follows by itself: a person decides.",
        "Das Dringendste zuerst. Nichts folgt von selbst: Ein Mensch entscheidet.",
        "Det mest brådskande först. Inget sker av sig självt: en människa beslutar.",
    ),
    "nothing-next": ("Nothing presses.", "Nichts drängt.", "Inget brådskar."),
    "more": ("and {count} more", "und {count} weitere", "och {count} till"),
    "changed": ("What changed", "Was sich geändert hat", "Vad som har ändrats"),
    "changed-lead": (
        "Since the last review, {day}; what got worse comes first.",
        "Seit dem letzten Überblick, {day}; was schlechter wurde, zuerst.",
        "Sedan förra genomgången, {day}; det som blev sämre först.",
    ),
    "area": ("area", "Bereich", "område"),
    "reading": ("figure", "Größe", "mått"),
    "now": ("now", "jetzt", "nu"),
    "before": ("last time", "letztes Mal", "förra gången"),
    "verdict": ("change", "Änderung", "ändring"),
    "better": ("better", "besser", "bättre"),
    "worse": ("worse", "schlechter", "sämre"),
    "same": ("as before", "wie zuvor", "som förut"),
    "act": ("act", "handeln", "agera"),
    "look": ("look at it", "ansehen", "se över"),
    "good": ("in order", "in Ordnung", "i sin ordning"),
    "unknown": ("not known", "nicht bekannt", "inte känt"),
    "hidden": ("not shown", "nicht einsehbar", "visas inte"),
    "findings": ("What was found", "Befunde", "Iakttagelser"),
    "stale": ("What cannot be relied on", "Worauf kein Verlass ist", "Vad som inte går att lita på"),
    "item": ("what", "was", "vad"),
    "due": ("What is due", "Was fällig ist", "Vad som ska göras i tid"),
    "until": ("until", "bis", "till"),
    "state": ("state", "Stand", "läge"),
    "overdue": ("late", "überfällig", "försenat"),
    "soon": ("soon", "bald", "snart"),
    "points": ("What partners asked for", "Worum Partner gebeten haben", "Vad partner har bett om"),
    "owner": ("who has it", "zuständig", "ansvarig"),
    "nobody": ("nobody yet", "noch niemand", "ingen än"),
    "no-day": ("no day agreed", "kein Tag vereinbart", "ingen dag avtalad"),
    "without-owner": ("without owner", "ohne Zuständige", "utan ansvarig"),
    "without-day": ("without a day", "ohne Termin", "utan datum"),
    "in-time": ("in time", "rechtzeitig", "i tid"),
    "whose": ("partner", "Partner", "partner"),
    "nothing": ("Nothing.", "Nichts.", "Inget."),
    "foot": (
        "Made by partnerkit from the data at hand on {day}. Unknown is shown as a dash, never as zero.",
        "Mit partnerkit aus den Daten vom {day} erstellt. Unbekanntes steht als Strich da, nie als Null.",
        "Gjord med partnerkit av de uppgifter som fanns {day}. Okänt visas som ett streck, aldrig som noll.",
    ),
}


def __dir__() -> list[str]:
    return __all__


def language_of(locale: str) -> str:
    """
    Return the language of a locale, of which there are words.

    >>> language_of("de_AT")
    'de'
    """
    language = locale.replace("_", "-").partition("-")[0] if isinstance(locale, str) else ""
    if language not in _LANGUAGES:
        raise InvalidValue(path="locale", value=shown(locale), remedy=f"use one of {', '.join(_LANGUAGES)}")
    return language


def label(code: str, locale: str, /, **facts: object) -> str:
    """
    Return the words of *code*, with its places filled.

    >>> label("now", "sv-FI")
    'nu'
    """
    return LABELS[code][_LANGUAGES.index(language_of(locale))].format(**facts)
