"""
What can be typed after `partnerkit`?

Exit codes: 0, done and nothing found; 1, done, and `check` has found something;
2, the command was not typed right; 3, the data has faults, which are told.
"""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console

from partnerkit.cli import judging
from partnerkit.cli.data import read_ledger, read_network, write_facts
from partnerkit.cli.sample import AS_OF, sample_network
from partnerkit.cli.showing import Code, bar, tell, told
from partnerkit.facts.network import Network
from partnerkit.facts.partner import Partner
from partnerkit.interop.wording import language_of
from partnerkit.values.errors import InvalidValue, PartnerkitError, shown
from partnerkit.values.hours import FIRST_YEAR, LAST_YEAR
from partnerkit.values.money import Money
from partnerkit.values.time import Period

__all__ = ["Code", "app"]

T = TypeVar("T")

app = typer.Typer(
    help="Judge a partner channel: what is wrong in the data, who gets which lead, who performs, what is reached.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

Data = Annotated[
    Path, typer.Argument(help="A folder of tables (CSV, Parquet), a workbook (.xlsx) or a database (.db).")
]
AsOf = Annotated[str, typer.Option("--as-of", help="The moment to judge for, as 2026-07-01T09:00+02:00.")]
Tenant = Annotated[str, typer.Option(help="Whose data, in a database.")]
Out = Annotated[
    Path | None, typer.Option("--out", help="Write the table here: .csv, .xlsx, .parquet or .db.")
]
Json = Annotated[bool, typer.Option("--json", help="Write JSON for programs.")]
Locale = Annotated[str, typer.Option(help="The language of reasons: en, de, sv, or that of --words.")]
Translation = Annotated[
    Path | None,
    typer.Option(
        "--words", exists=True, dir_okay=False, help="A translated gettext file (.po) of another language."
    ),
]
Weight = Annotated[
    list[str] | None, typer.Option("--weight", help="What a tier or a partner is owed, as gold=3.")
]
DefaultValue = Annotated[
    str | None,
    typer.Option("--default-value", help="What a lead counts that has no value, as '5000 EUR'."),
]
CountLeads = Annotated[
    bool, typer.Option("--count-leads", help="Count leads, whatever each of them is worth.")
]
KpiName = Annotated[
    list[str] | None,
    typer.Option("--kpi", help="A ready-made figure to score by; revenue alone unless told."),
]
PeriodLabel = Annotated[
    str, typer.Option("--period", help="The period, as 2026, 2026-H1, 2026-Q2 or 2026-06.")
]


def __dir__() -> list[str]:
    return __all__


def _version(asked: bool) -> None:
    if asked:
        typer.echo(version("partnerkit"))
        raise typer.Exit(Code.DONE)


Version = Annotated[
    bool,
    typer.Option("--version", callback=_version, is_eager=True, help="Say which version this is, and stop."),
]


@app.callback()
def _before_any(*, version_: Version = False) -> None:
    """Take what stands in front of a command."""


@app.command()
def check(
    data: Data,
    *,
    as_of: AsOf,
    tenant: Tenant = "main",
    locale: Locale = "en",
    words: Translation = None,
    out: Out = None,
    json_: Json = False,
) -> None:
    """Find faults of the data, goals that do not add up, and conflicts; exit 1 if there is anything."""
    with told(json_=json_):
        moment, tongue = _moment(as_of), _tongue(locale, words)
        table = judging.findings(_read(data, tenant, json_=json_), moment, tongue)
        tell("check", table, out, json_=json_)
    raise typer.Exit(Code.FOUND if table["what"] else Code.DONE)


@app.command()
def allocate(
    data: Data,
    *,
    as_of: AsOf,
    weight: Weight = None,
    default_value: DefaultValue = None,
    count_leads: CountLeads = False,
    tenant: Tenant = "main",
    locale: Locale = "en",
    words: Translation = None,
    out: Out = None,
    json_: Json = False,
) -> None:
    """Give every open lead to a partner, fairly, and say why."""
    with told(json_=json_):
        moment, weights, tongue = _moment(as_of), _weights(weight), _tongue(locale, words)
        worth = None if default_value is None else _typed("--default-value", _money, default_value)
        if worth is not None and count_leads:
            raise typer.BadParameter("use it without --count-leads", param_hint="--default-value")
        network = _read(data, tenant, json_=json_)
        _refuse_unknown(weights, network)
        ledger = read_ledger(data, tenant)
        table = judging.shared_out(
            network, weights, moment, tongue, ledger, default_value=worth, count_leads=count_leads
        )
        tell("allocate", table, out, json_=json_)


@app.command()
def score(
    data: Data,
    *,
    as_of: AsOf,
    period: PeriodLabel,
    kpi: KpiName = None,
    tenant: Tenant = "main",
    out: Out = None,
    json_: Json = False,
) -> None:
    """Score every partner against its peers."""
    from partnerkit.scoring import kpis

    with told(json_=json_):
        moment, when = _moment(as_of), _typed("--period", Period.parse, period)
        by = [_typed("--kpi", kpis.get, each) for each in kpi or ("revenue",)]
        table, unknown = judging.scored(_read(data, tenant, json_=json_), when, by, moment)
        tell("score", table, out, json_=json_)
        if unknown and not json_:
            Console().print(f"\n{unknown}", highlight=False, markup=False)


@app.command()
def goals(data: Data, *, as_of: AsOf, tenant: Tenant = "main", out: Out = None, json_: Json = False) -> None:
    """Say how far every goal is, from what was reported."""
    with told(json_=json_):
        moment, network = _moment(as_of), _read(data, tenant, json_=json_)
        tell("goals", judging.attained(network, moment), out, json_=json_)


@app.command()
def review(
    data: Data,
    *,
    as_of: AsOf,
    html: Annotated[Path | None, typer.Option("--html", help="The page to write.")] = None,
    partner: Annotated[str | None, typer.Option(help="One partner; the whole program unless told.")] = None,
    since: Annotated[
        str | None, typer.Option(help="From when on changes are told; the last 90 days unless told.")
    ] = None,
    tenant: Tenant = "main",
    locale: Locale = "en",
    words: Translation = None,
    out: Out = None,
    json_: Json = False,
) -> None:
    """Review a program or a partner: as one HTML file that needs nothing else, or as a table of its readings."""
    with told(json_=json_):
        moment = _moment(as_of)
        began = _moment(since, "--since") if since else moment - timedelta(days=90)
        tongue = _tongue(locale, words)
        network = _read(data, tenant, json_=json_)
        found = judging.reviewed(network, partner, began, moment)
        if html is not None:
            from partnerkit.interop.pages import review_page

            html.write_text(review_page(found, **tongue, names=network), encoding="utf-8")
            if not json_:
                Console().print(f"The review is in {html}.", highlight=False)
        if json_ or out is not None or html is None:
            tell("review", judging.readings(found), out, json_=json_)


@app.command()
def schema(
    kind: Annotated[str | None, typer.Argument(help="A kind of document; all of them unless told.")] = None,
) -> None:
    """Print the JSON Schema of documents."""
    from partnerkit.interop.schema import json_schema
    from partnerkit.interop.serialisation import kinds

    with told(json_=False):
        wanted = [kind] if kind else list(kinds())
        found = {name: _typed("KIND", json_schema, name) for name in wanted}
        sys.stdout.write(json.dumps(found[kind] if kind else found, indent=2, ensure_ascii=False) + "\n")


@app.command()
def demo(
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the sample: a folder, .xlsx or .db.")
    ] = None,
) -> None:
    """Judge a fictional channel, and write it out to try the other commands on."""
    network = sample_network()
    with told(json_=False):
        if out is not None:
            write_facts(network, out, "main")
        tell("findings", judging.findings(network, AS_OF, {}), None, json_=False)
        tell("goals", judging.attained(network, AS_OF), None, json_=False)
        tell("prospects", judging.shared_out(network, {}, AS_OF, {}), None, json_=False)
        where = out or "the folder of --out"
        Console().print(
            f"Next: partnerkit check {where} --as-of {AS_OF.isoformat()}", highlight=False, soft_wrap=True
        )


# -- around them


def _moment(text: str, option: str = "--as-of") -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    # Beyond these years a day before or after may be none.
    if moment is None or moment.tzinfo is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        remedy = f"use a moment of {FIRST_YEAR} to {LAST_YEAR} with its offset, as 2026-07-01T09:00+02:00"
        raise typer.BadParameter(f"{shown(text)}: {remedy}", param_hint=option)
    return moment.astimezone(UTC)


def _tongue(locale: str, words: Path | None) -> dict[str, Any]:
    """Return in which words it is said."""
    if words is None:
        _typed("--locale", language_of, locale)
        return {"locale": locale}
    from partnerkit.interop.catalogues import read_words

    language = locale.replace("_", "-").partition("-")[0]
    return {"locale": locale, "words": {language: read_words(words.read_bytes(), locale)}}


def _typed(option: str, read: Callable[[str], T], text: str) -> T:
    """Return what was typed, read: what it cannot mean is a slip in the command, and no fault of the data."""
    try:
        return read(text)
    except PartnerkitError as slip:
        raise typer.BadParameter(str(slip), param_hint=option) from None


def _money(text: str) -> Money:
    amount, _, currency = text.strip().partition(" ")
    return Money.of(amount, currency.strip())


def _weights(given: Sequence[str] | None) -> dict[str, int]:
    found = {}
    for each in given or ():
        name, sign, number = each.partition("=")
        if not (name and sign and number.isascii() and number.isdigit() and len(number) < 19 and int(number)):
            raise typer.BadParameter(
                f"{shown(each)}: use a name and a whole number above 0, as gold=3", param_hint="--weight"
            )
        found[name] = int(number)
    return found


def _refuse_unknown(weights: Mapping[str, int], network: Network) -> None:
    """Refuse a weight that would weigh nobody: it was meant for somebody."""
    there = {name for each in network.all(Partner) for name in (each.id, each.tier)}
    for name in weights:
        if name not in there:
            raise typer.BadParameter(
                f"{shown(name)}: use a tier or a partner of the data", param_hint="--weight"
            )


def _read(data: Path, tenant: str, json_: bool) -> Network:  # the same flag as everywhere
    with bar(f"read {data.name}", json_=json_):
        network = read_network(data, tenant)
    if not network.kinds:
        # Of the wrong folder, or of a tenant nobody knows, nothing is wrong: that would read like a clean bill.
        remedy = "name what holds facts: tables as Partner.csv, or a database and its --tenant"
        raise InvalidValue(path=data.name, value="no facts", remedy=remedy)
    return network
