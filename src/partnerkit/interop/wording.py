"""
How is a reason said to a person, in their language?

Judgements give codes and facts. The words stand in one catalogue per language
(`locales/*.toml`) and, for an entry behind a door, in the entry's own file.
Numbers, money, dates and plurals follow the language's rules.
"""

import tomllib
from collections import ChainMap
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cache
from importlib import import_module, resources
from math import ceil
from pkgutil import iter_modules
from string import Formatter
from typing import TYPE_CHECKING, Any, TypeAlias, cast
from unicodedata import bidirectional
from zoneinfo import ZoneInfo

from attrs import frozen

from partnerkit.facts.account import Account
from partnerkit.facts.fact import Fact
from partnerkit.facts.lead import Lead
from partnerkit.facts.network import Network
from partnerkit.facts.partner import Partner
from partnerkit.facts.people import Person
from partnerkit.facts.product import Product
from partnerkit.facts.territory import Territory
from partnerkit.interop.units import in_unit, lasting
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.exact import private_context
from partnerkit.values.hidden import Hidden
from partnerkit.values.money import Money, Quantity, Ratio
from partnerkit.values.reasons import Facts, Finding, Reason
from partnerkit.values.time import Period, Span
from partnerkit.values.zones import zone_info

if TYPE_CHECKING:
    from babel import Locale

__all__ = ["LANGUAGES", "Template", "Words", "catalogue", "label", "language_of", "say", "say_value", "terms"]

#: A sentence with named places, or one such sentence for each plural form of `count`, and for "open": without
#: a place of the others, of which nothing is known, such as `until`.
Template: TypeAlias = str | Mapping[str, str]

#: language -> code -> template, as an entry behind a door carries it.
Words: TypeAlias = Mapping[str, Mapping[str, Template]]

#: Name of a fact, or place -> code -> word; what is missing in the first is in the next.
_Terms: TypeAlias = tuple[Mapping[str, Mapping[str, str]], ...]

LANGUAGES = ("en", "de", "sv")

#: Facts that hold ids; with `names=` they are said by name.
_REFERENCES = frozenset(
    {
        "account", "cause", "claimant", "customer", "goal", "helpers", "holder", "holders", "kpi", "lead", "manager", "other", "owner",
        "owners", "parent", "parties", "partner", "partners", "person", "persons", "product", "territory",
        "party", "products", "seller", "territories", "viewer", "winner",
    }
)  # fmt: skip

#: Of which kind of fact those ids are, where it is known: two kinds may share ids.
_KINDS: Mapping[str, type[Fact]] = {
    "account": Account, "customer": Account, "lead": Lead, "manager": Person, "owner": Person, "owners": Person,
    "partner": Partner, "partners": Partner, "person": Person, "persons": Person, "product": Product,
    "products": Product, "seller": Partner, "territory": Territory, "territories": Territory, "viewer": Partner,
    "winner": Partner,
}  # fmt: skip

#: Those of them that hold one id, never a count.
_NUMBERED = frozenset({"account", "customer", "goal", "lead", "partner", "person", "product", "territory"})

#: How many are listed in one sentence.
_LISTED = 20


def __dir__() -> list[str]:
    return __all__


def say(
    subject: object,
    *,
    locale: str = "en",
    names: Network | Mapping[str, str] | None = None,
    words: Words | None = None,
    zone: str = "UTC",
) -> str:
    """
    Say a judgement, a finding or a reason in English, German or Swedish.

    Parameters
    ----------
    subject
        A `Reason`, a `Finding`, whatever has `.reasons` or `.reason`, or several of these.
    locale
        Such as "de", "de-AT" or "sv_SE"; or another language that the host brought *words* in.
    names
        A network, or a mapping from id to name; without it the ids are said.
    words
        The words of a host's own codes; they win over ours. A language that is not ours
        may stand there, too: what it leaves out is said in English (see `catalogues`).
    zone
        The time zone in which instants are said, by its name in the tz database; they are said with it.

    Raises
    ------
    InvalidValue
        For a language without a catalogue, and a zone that is unknown.

    >>> say(Reason("capacity", {"open": 20, "limit": 20}), locale="de")
    'Keine freie Kapazität: 20 von 20 Leads offen.'
    """
    speech = _speech(locale, names, zone, words)
    return " ".join(_said(reason, speech) for reason in _reasons(subject))


def say_value(
    value: object,
    *,
    name: str = "",
    locale: str = "en",
    names: Network | Mapping[str, str] | None = None,
    words: Words | None = None,
    zone: str = "UTC",
) -> str:
    r"""
    Say one value as it stands in a sentence: a number, an amount, a date, a reason, an id by its name.

    *name* says what it is, such as "partner", of which *names* knows names.

    >>> say_value(Money.of("1234.5", "EUR"), locale="sv"), say_value("P-4", name="partner", names={"P-4": "Nord IT"})
    ('1\xa0234,50\xa0€', 'Nord IT')
    """
    return _fact(name, value, _speech(locale, names, zone, words))


def label(place: str, code: str, locale: str, words: Words | None = None, /, **facts: object) -> str:
    """
    Return what stands beside the data at *place*, "on-charts", "on-pages" or "on-tables"; without words, the *code*.

    >>> label("on-pages", "span", "de-AT", since=1, until=3), label("on-tables", "owner", "fi", {"fi": {}})
    ('1 bis 3', 'who has it')
    """
    return _filled(_term(_terms(language_of(locale, words), words), place, code), facts)


def language_of(locale: str, words: Words | None = None) -> str:
    """
    Return the language of *locale*, of which there are words: ours, or those of a host.

    >>> language_of("sv_FI")
    'sv'
    """
    language = locale.replace("_", "-").partition("-")[0] if isinstance(locale, str) else locale
    known = (*LANGUAGES, *(each for each in words or () if each not in LANGUAGES))
    if language not in known:
        remedy = f"use one of {', '.join(known)}, or bring words= of another language"
        raise InvalidValue(path="locale", value=shown(locale), remedy=remedy)
    return language


def _speech(
    locale: str, names: Network | Mapping[str, str] | None, zone: str, words: Words | None = None
) -> "_Speech":
    language = language_of(locale, words)
    own = (words or {}).get(language, {})
    ours = language if language in LANGUAGES else "en"
    return _Speech(
        tongue=_tongue(locale, language),
        templates=ChainMap(cast("Any", own), cast("Any", catalogue(ours))) if own else catalogue(ours),
        terms=_terms(language, words),
        names=names.names if isinstance(names, Network) else names or {},
        by_kind=names.names_by_kind if isinstance(names, Network) else {},
        zone=zone_info(zone),
    )


def _terms(language: str, words: Words | None) -> _Terms:
    """Return what values are called, a host's words first: in its file as in ours, a table beside the sentences."""
    ours = terms(language if language in LANGUAGES else "en")
    own = (words or {}).get(language, {}).get("terms")
    return (cast("Any", own), ours) if own else (ours,)


def _term(known: _Terms, name: str, code: str) -> str:
    own = "step" if name in {"steps", "waits"} else name
    return next((each[own][code] for each in known if code in each.get(own, ())), code)


def _reasons(subject: object) -> Iterable[Reason]:
    if isinstance(subject, Reason):
        return (subject,)
    if isinstance(subject, Finding):
        return (subject.reason, *subject.evidence)
    for name in ("reasons", "reason"):
        found = getattr(subject, name, None)
        if isinstance(found, Reason):
            return (found,)
        if isinstance(found, tuple):
            return found
    if isinstance(subject, Iterable) and not isinstance(subject, str | bytes | Mapping):
        return [reason for each in subject for reason in _reasons(each)]
    raise InvalidValue(path="subject", value=shown(subject), remedy="use a reason, or what carries reasons")


#: The doors whose entries carry their own words.
_DOORS = ("partnerkit.conflicts.rules", "partnerkit.leads.policies", "partnerkit.scoring.kpis")


@cache
def _locale(language: str) -> dict[str, Any]:
    file = resources.files("partnerkit.interop").joinpath("locales", f"{language}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def terms(language: str) -> Mapping[str, Mapping[str, str]]:
    """Return what the values of some facts are called in *language*: name of the fact -> code -> word."""
    found: Mapping[str, Mapping[str, str]] = _locale(language)["terms"] if language in LANGUAGES else {}
    return found


@cache
def catalogue(language: str) -> Mapping[str, Template]:
    """Return every template of *language*: the catalogue's and those behind the doors."""
    found = {code: template for code, template in _locale(language).items() if code != "terms"}
    for door in map(import_module, _DOORS):
        for entry in iter_modules(door.__path__):
            words: Words = getattr(import_module(f"{door.__name__}.{entry.name}"), "WORDS", {})
            found.update(words.get(language, {}))
    return found


@frozen
class _Speech:
    """To whom it is said: in which tongue and zone, and by which names."""

    tongue: "Locale"
    templates: Mapping[str, Template]
    terms: _Terms
    names: Mapping[str, str]
    by_kind: Mapping[type[Fact], Mapping[str, str]]
    zone: ZoneInfo

    def name_of(self, fact: str, key: str) -> str | None:
        """Return the name of what *key* is the id of, in a fact of that name; None if it has none."""
        kind = _KINDS.get(fact) if self.by_kind else None
        own = None if kind is None else self.by_kind.get(kind, {}).get(key)
        # A lead has no name, whatever else may have its id.
        return own if own is not None or kind is Lead else self.names.get(key)


def _said(reason: Reason, speech: _Speech) -> str:
    template = speech.templates.get(reason.code)
    if template is None:
        # A code of a host that brought no words: the facts are still worth reading.
        template = f"{reason.code}: " + ", ".join(f"{name} {{{name}}}" for name in reason.facts) + "."
    if isinstance(template, Mapping):
        count = reason.facts.get("count", 0)
        form = speech.tongue.plural_form(count if isinstance(count, int | Decimal) else 0)
        unsaid = _places(template["other"]) - _places(template["open"]) if "open" in template else ()
        if any(reason.facts.get(place) is None for place in unsaid):
            form = "open"
        template = template.get(form, template["other"])
    unit = reason.facts.get("unit")
    said = {name: _fact(name, in_unit(name, value, unit), speech) for name, value in reason.facts.items()}
    return _filled(template, said)


def _filled(template: str, said: Mapping[str, object]) -> str:
    return template.format_map({**dict.fromkeys(_places(template), "?"), **said})


@cache
def _places(template: str) -> frozenset[str]:
    return frozenset(place for _, place, _, _ in Formatter().parse(template) if place)


@cache
def _tongue(locale: str, language: str) -> "Locale":
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(language)


def _fact(name: str, value: Any, speech: _Speech) -> str:
    """Say one fact: a name for an id, a number as the language writes it, unknown as a dash, hidden as that."""
    from babel import dates

    tongue = speech.tongue
    match value:
        case None:
            return "\N{EN DASH}"
        case Hidden():
            return _term(speech.terms, "hidden", "field")
        case bool():
            return _term(speech.terms, "truth", str(value).lower())
        case str():
            found = speech.name_of(name, value) if name in _REFERENCES else None
            return _term(speech.terms, name, value) if found is None else _isolated(found, tongue)
        case int() if name in _NUMBERED:
            # The key of a table may be a number: number 1684 is not 1,684 of anything.
            return speech.name_of(name, str(value)) or str(value)
        case int() | float() | Decimal() | Fraction() | Quantity() | Ratio():
            return _figure(name, value, speech)
        case Money():
            return value.format(str(tongue))
        case datetime():
            return _instant(value, speech)
        case date():
            return dates.format_date(value, "medium", locale=tongue)
        case Period():
            return str(value)
        case Span():
            return f"{_fact(name, value.start, speech)} \N{EN DASH} {_fact(name, value.end, speech)}"
        case Reason():
            return _said(value, speech)
        case Facts() | Mapping():
            return "; ".join(f"{key}: {_fact(key, each, speech)}" for key, each in value.items())
        case tuple():
            return _listed(name, value, speech)
        case _:
            return str(value)


def _isolated(name: str, tongue: "Locale") -> str:
    """Return a name, marked where it runs against the sentence: else a number beside it changes sides (UAX 9)."""
    against = ("L",) if tongue.text_direction == "rtl" else ("R", "AL")
    return f"\u2068{name}\u2069" if any(bidirectional(each) in against for each in name) else name


def _figure(name: str, value: Any, speech: _Speech) -> str:
    """Say how much or how many."""
    match value:
        case float() if value != value:  # noqa: PLR0124  # NaN is unknown
            return "\N{EN DASH}"
        case float() if name == "chance" and 0 <= value <= 1:
            # At most so much: never said to be none, and never less than it is.
            return _number(Decimal(max(1, ceil(10_000 * value - 1e-9))).scaleb(-4), speech, part="#,##0.0#")
        case float():
            return _number(Decimal(repr(round(value, 4))), speech)
        case Fraction():
            return _number(Decimal(f"{round(value * 10_000)}e-4"), speech)
        case Quantity(unit="%"):
            return _number(value.amount.scaleb(-2), speech, part="#,##0.###")
        case Quantity():
            return lasting(value, speech.tongue) or f"{_number(value.amount, speech)} {value.unit}"
        case Ratio():
            return "\N{EN DASH}" if value.value is None else _number(value.value, speech, part="#,##0.0")
        case _:
            return _number(Decimal(value), speech)


def _listed(name: str, values: tuple[Any, ...], speech: _Speech) -> str:
    from babel import lists

    said = [_fact(name, each, speech) for each in values[:_LISTED]]
    if len(values) > _LISTED:
        # Nobody reads seven hundred names in a sentence; the facts have them all.
        more = _number(Decimal(len(values) - _LISTED), speech)
        return f"{', '.join(said)}, \N{HORIZONTAL ELLIPSIS} (+{more})"
    return lists.format_list(said, locale=speech.tongue)


def _number(value: Decimal, speech: _Speech, *, part: str = "") -> str:
    from babel import numbers

    # Rounding to its last place is refused where a number has no room for it.
    with localcontext(private_context(max(80, value.adjusted() + 28))):
        if part:
            pattern = speech.tongue.percent_formats[None].pattern.replace("#,##0", part)
            return numbers.format_percent(value, pattern, locale=speech.tongue)
        return numbers.format_decimal(value, locale=speech.tongue)


def _instant(value: datetime, speech: _Speech) -> str:
    from babel import dates

    there = value.astimezone(speech.zone)
    # A deadline is at nine o'clock, not at 9:00:00.
    time = dates.format_time(
        there, "medium" if there.second or there.microsecond else "short", locale=speech.tongue
    )
    day = dates.format_date(there, "medium", locale=speech.tongue)
    said = speech.tongue.datetime_formats["medium"].replace("'", "").format(time, day)
    zone = dates.get_timezone_name(there, "short", locale=speech.tongue)
    if zone.startswith(("+", "-")):
        # The language has no name for it: then GMT+02:00, which nobody takes for a number.
        zone = dates.get_timezone_gmt(there, "long", locale=speech.tongue)
    return f"{said} {zone}"
