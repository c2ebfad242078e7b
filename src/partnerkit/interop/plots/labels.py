"""What stands at an axis, in the reader's language?"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from partnerkit.values.errors import InvalidValue, shown

if TYPE_CHECKING:
    from datetime import date

    from matplotlib.axis import Axis

__all__ = ["LABELS", "dated", "day", "figure", "label", "numbered", "percent", "short_day"]

#: What is said -> language -> the words.
LABELS: Mapping[str, Mapping[str, str]] = {
    "attainment": {"en": "attainment", "de": "Zielerreichung", "sv": "måluppfyllelse"},
    "bridge-alt": {
        "en": "{partner}: {reached} of {expected} expected; most of the difference is {part} with {effect}.",
        "de": "{partner}: {reached} von {expected} erwarteten; den größten Anteil an der Differenz hat {part} mit {effect}.",
        "sv": "{partner}: {reached} av {expected} förväntade; det mesta av skillnaden är {part} med {effect}.",
    },
    "came-in": {"en": "came in", "de": "eingegangen", "sv": "utfall"},
    "chance": {"en": "chance", "de": "Chance", "sv": "chans"},
    "contribution": {
        "en": "contribution to the score",
        "de": "Beitrag zur Bewertung",
        "sv": "bidrag till poängen",
    },
    "conflicts": {
        "en": "{conflicts} conflicts between {parties} parties; most of them at {most}.",
        "de": "{conflicts} Konflikte zwischen {parties} Beteiligten, die meisten bei {most}.",
        "sv": "{conflicts} konflikter mellan {parties} parter, de flesta hos {most}.",
    },
    "conflicts-none": {
        "en": "No conflict between parties.",
        "de": "Kein Konflikt zwischen Beteiligten.",
        "sv": "Ingen konflikt mellan parter.",
    },
    "coverage-alt": {
        "en": "{served} of {territories} territories are served; most partners: {most} with {count}. Without a partner: {gaps}.",
        "de": "{served} von {territories} Gebieten sind besetzt; die meisten Partner: {most} mit {count}. Ohne Partner: {gaps}.",
        "sv": "{served} av {territories} distrikt är täckta; flest partner: {most} med {count}. Utan partner: {gaps}.",
    },
    "deviation": {
        "en": "furthest from what is owed, in largest leads",
        "de": "größter Abstand vom Anspruch, in größten Leads",
        "sv": "största avstånd från det som tillkommer, i största leads",
    },
    "deviation-alt": {
        "en": "Distance from what is owed, over time; at the end: {ends}.",
        "de": "Abstand vom Anspruch im Lauf der Zeit; am Ende: {ends}.",
        "sv": "Avstånd från det som tillkommer, över tid; till sist: {ends}.",
    },
    "effect": {
        "en": "change of {outcome} beyond comparable partners",
        "de": "Änderung von {outcome} über die vergleichbarer Partner hinaus",
        "sv": "ändring av {outcome} utöver jämförbara partner",
    },
    "effects-alt": {
        "en": "Effects of {remedies} remedies with how sure they are; surely above zero: {helps}.",
        "de": "Wirkung von {remedies} Maßnahmen und wie sicher sie ist; sicher über null: {helps}.",
        "sv": "Effekten av {remedies} åtgärder och hur säker den är; säkert över noll: {helps}.",
    },
    "even": {"en": "all alike", "de": "alle gleich", "sv": "alla lika"},
    "expected": {"en": "expected", "de": "erwartet", "sv": "förväntat"},
    "fan-alt": {
        "en": "{goal}: {came} came in by {day} of {target}; expected in the end: {forecast}.",
        "de": "{goal}: bis {day} sind {came} von {target} eingegangen; am Ende zu erwarten: {forecast}.",
        "sv": "{goal}: till {day} har {came} av {target} kommit in; väntat till sist: {forecast}.",
    },
    "forecast": {"en": "forecast", "de": "Prognose", "sv": "prognos"},
    "goal": {"en": "goal", "de": "Ziel", "sv": "mål"},
    "icicle-alt": {
        "en": "{goals} goals, each as wide as its target, on {day}; reached so far: {attained}.",
        "de": "{goals} Ziele, je so breit wie das Ziel, am {day}; bisher erreicht: {attained}.",
        "sv": "{goals} mål, vart och ett så brett som målet, den {day}; uppnått hittills: {attained}.",
    },
    "lorenz-alt": {
        "en": "{partners} partners by size; {first} of them make {share} of the total. Gini coefficient {gini}.",
        "de": "{partners} Partner nach Größe; {first} davon machen {share} des Ganzen. Gini-Koeffizient {gini}.",
        "sv": "{partners} partner efter storlek; {first} av dem står för {share} av helheten. Ginikoefficient {gini}.",
    },
    "nobody": {"en": "nobody", "de": "niemand", "sv": "ingen"},
    "none": {"en": "none", "de": "keines", "sv": "inget"},
    "partners-share": {
        "en": "share of partners, the smallest first",
        "de": "Anteil der Partner, die kleinsten zuerst",
        "sv": "andel av partnerna, de minsta först",
    },
    "rank": {"en": "rank", "de": "Rang", "sv": "rang"},
    "rank-interval": {
        "en": "rank, and the ranks that cannot be ruled out",
        "de": "Rang, und die Ränge, die sich nicht ausschließen lassen",
        "sv": "rang, och de ranger som inte kan uteslutas",
    },
    "rank-alt": {
        "en": "Ranks of {partners} partners; {first} is first and may have any rank from {low} to {high}.",
        "de": "Ränge von {partners} Partnern; {first} ist Erster und kann jeden Rang von {low} bis {high} haben.",
        "sv": "Ranger för {partners} partner; {first} är först och kan ha vilken rang som helst från {low} till {high}.",
    },
    "received": {
        "en": "received, in parts of what is owed",
        "de": "erhalten, in Teilen des Anspruchs",
        "sv": "fått, i delar av det som tillkommer",
    },
    "received-alt": {
        "en": "What {partners} partners received in parts of what they are owed: from {least} to {most}.",
        "de": "Was {partners} Partner in Teilen ihres Anspruchs erhalten haben: {least} bis {most}.",
        "sv": "Vad {partners} partner har fått i delar av det som tillkommer dem: från {least} till {most}.",
    },
    "reached": {"en": "reached", "de": "erreicht", "sv": "uppnått"},
    "scores-alt": {
        "en": "Scores of {partners} partners and what they are made of; {first} leads with {score}.",
        "de": "Bewertungen von {partners} Partnern und woraus sie bestehen; {first} führt mit {score}.",
        "sv": "Poäng för {partners} partner och vad de består av; {first} leder med {score}.",
    },
    "score": {"en": "score", "de": "Bewertung", "sv": "poäng"},
    "target-width": {"en": "width: target", "de": "Breite: Ziel", "sv": "bredd: mål"},
    "total-share": {"en": "share of the total", "de": "Anteil am Ganzen", "sv": "andel av helheten"},
    "unknown": {"en": "not known", "de": "nicht bekannt", "sv": "inte känt"},
    "curve-alt": {
        "en": "{name}: half are done within a time of {days} days",
        "de": "{name}: Nach {days} Tagen ist die Hälfte erledigt",
        "sv": "{name}: hälften är klara efter {days} dagar",
    },
    "curve-alt-none": {
        "en": "{name}: not half are done yet",
        "de": "{name}: Noch nicht die Hälfte ist erledigt",
        "sv": "{name}: ännu är inte hälften klara",
    },
    "days": {"en": "days", "de": "Tage", "sv": "dagar"},
    "dropped": {"en": "dropped out", "de": "ausgeschieden", "sv": "bortfallna"},
    "funnel-alt": {
        "en": "{stage}: {moved} of {entered} moved on",
        "de": "{stage}: {moved} von {entered} kamen weiter",
        "sv": "{stage}: {moved} av {entered} gick vidare",
    },
    "leads": {"en": "leads", "de": "Leads", "sv": "leads"},
    "moved-on": {"en": "moved on", "de": "weiter", "sv": "gick vidare"},
    "still-open": {"en": "part still open", "de": "noch offener Anteil", "sv": "andel som ännu är öppen"},
    "still-there": {"en": "still there", "de": "noch da", "sv": "kvar"},
    "too-narrow": {
        "en": "too narrow for a name: {goals}",
        "de": "zu schmal für einen Namen: {goals}",
        "sv": "för smala för ett namn: {goals}",
    },
}


def __dir__() -> list[str]:
    return __all__


def label(code: str, locale: str, /, **facts: object) -> str:
    """
    Return the words of *code*, with its places filled.

    >>> label("rank", "de-AT")
    'Rang'
    """
    words = LABELS[code]
    language = locale.replace("_", "-").partition("-")[0] if isinstance(locale, str) else ""
    if language not in words:
        raise InvalidValue(path="locale", value=shown(locale), remedy=f"use one of {', '.join(words)}")
    return words[language].format(**facts)


def percent(part: float, locale: str) -> str:
    """
    Return *part* as whole per cent.

    >>> percent(0.416, "en")
    '42%'
    """
    from babel.numbers import format_percent

    return format_percent(round(part, 2), locale=locale.replace("-", "_"))


def figure(value: float, locale: str, digits: int = 2) -> str:
    """
    Return *value* with up to *digits* decimals.

    >>> figure(1234.5, "de")
    '1.234,5'
    """
    from babel.numbers import format_decimal

    return format_decimal(value, "#,##0." + "#" * digits, locale=locale.replace("-", "_"))


def numbered(axis: "Axis", locale: str, *, parts: bool = False) -> None:
    r"""
    Write the numbers at an axis of a chart as the language does; *parts* as per cent.

    >>> from matplotlib.figure import Figure
    >>> axes = Figure().subplots()
    >>> numbered(axes.xaxis, "sv", parts=True)
    >>> axes.xaxis.get_major_formatter()(0.2)
    '20\xa0%'
    """
    from matplotlib.ticker import FuncFormatter

    axis.set_major_formatter(
        FuncFormatter(lambda value, _: percent(value, locale) if parts else figure(value, locale))
    )


def dated(axis: "Axis", locale: str) -> None:
    """
    Write the days at an axis of a chart as `short_day` does.

    >>> from matplotlib.figure import Figure
    >>> axes = Figure().subplots()
    >>> dated(axes.xaxis, "sv")
    >>> axes.xaxis.get_major_formatter()(20_574)
    'maj'
    """
    from matplotlib import dates
    from matplotlib.ticker import FuncFormatter

    untyped: Any = dates
    axis.set_major_locator(untyped.AutoDateLocator(minticks=3, maxticks=8))
    axis.set_major_formatter(FuncFormatter(lambda at, _: short_day(untyped.num2date(at), locale)))


def day(on: "date", locale: str) -> str:
    """
    Return a day as it is written.

    >>> from datetime import date
    >>> day(date(2026, 9, 30), "de")
    '30.09.2026'
    """
    from babel.dates import format_date

    return format_date(on, locale=locale.replace("-", "_"))


def short_day(on: "date", locale: str) -> str:
    """
    Return a day as it stands at an axis; of a new year, the year; of a month, its name.

    >>> from datetime import date
    >>> [short_day(date(2026, *each), "de") for each in ((1, 1), (5, 1), (5, 12))]
    ['2026', 'Mai', '12. Mai']
    """
    from babel.dates import format_skeleton

    skeleton = "MMMd" if on.day > 1 else "MMM" if on.month > 1 else "y"
    return format_skeleton(skeleton, on, locale=locale.replace("-", "_"))
