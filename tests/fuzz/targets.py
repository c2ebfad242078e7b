"""
Whatever is sent, a reader gives a value or refuses with an error of ours.

Each target is a strategy and what reads it. What it may not do: raise anything
else, take more than a second or two, leave something half written, repeat a
person's data that stand in another cell, or carry the error of a library along,
which may quote the file.
"""

import json
import os
import sqlite3
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import inputs
from attrs import evolve
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from partnerkit import Lead, Money, Partner, Period, Quantity, Ratio
from partnerkit.cli.sample import sample_network
from partnerkit.interop.books import Books
from partnerkit.interop.catalogues import read_words, words_template
from partnerkit.interop.cells import Column, parser
from partnerkit.interop.datev import read_datev
from partnerkit.interop.exporting import load_network, read_files, save_network, write_table
from partnerkit.interop.importing import dry_run, read_csv, read_excel
from partnerkit.interop.layouts import LAYOUTS, layout
from partnerkit.interop.records import packed, unpacked
from partnerkit.interop.schema import json_schema
from partnerkit.interop.serialisation import dumps, from_document, kinds, loads, to_document
from partnerkit.interop.sie import read_sie
from partnerkit.interop.wording import say
from partnerkit.storage import SqliteStore
from partnerkit.storage.audit import AuditEntry
from partnerkit.storage.chain import Verification, verify
from partnerkit.storage.port import Draft
from partnerkit.values.errors import InvalidInput, PartnerkitError
from partnerkit.values.reasons import Reason

MEMORY = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112  # folders of their own are made there


@dataclass(frozen=True)
class Target:
    """What is sent, and what reads it; with what must hold of a value that was read."""

    name: str
    inputs: Any
    read: Callable[[Any], Any]


TARGETS: list[Target] = []

#: Cells that are typed already.
TYPED = st.one_of(
    st.integers(), st.floats(), st.none(), st.booleans(), st.dates(), st.datetimes(), st.binary(max_size=4)
)


def target(strategy):
    """Register what reads the examples of *strategy*; a function is asked for them when the first one is drawn."""

    def register(read):
        inputs = strategy if isinstance(strategy, SearchStrategy) else st.deferred(strategy)
        TARGETS.append(Target(read.__name__, inputs, read))
        return read

    return register


def refused(fault: PartnerkitError, *, others: str = "") -> None:
    """See that a refusal is one of ours, in full."""
    told = str(fault)
    assert fault.__cause__ is None
    assert fault.__suppress_context__ or fault.__context__ is None, "the library's error would be printed"
    for each in getattr(fault, "faults", (fault,)):
        assert each.path or not isinstance(fault, InvalidInput)
        assert len(getattr(each, "value", "")) <= 80
    assert not others or others not in told


def tried(each: Target, example: Any) -> str:
    """Let a target read an example; return "read" or "refused"."""
    try:
        each.read(example)
    except PartnerkitError as fault:
        refused(fault)
        return "refused"
    return "read"


# -- files of a host


@cache
def good(form: str) -> dict[str, bytes]:
    """Return the files that a network is saved as, by their names."""
    network = sample_network()
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        place = Path(folder) / ("all.xlsx" if form == "xlsx" else "all")
        return {path.name: path.read_bytes() for path in save_network(network, place, form=form)}


def written(folder: str, name: str, data: bytes) -> Path:
    path = Path(folder) / name
    path.write_bytes(data)
    return path


MODELS = [(system, model) for system, models in sorted(LAYOUTS.items()) for model in models]


def host_names(system, model):
    return [each if isinstance(each, str) else each.name for each in layout(system, model).values()]


@target(
    st.sampled_from(MODELS).flatmap(lambda each: st.tuples(st.just(each), inputs.tables(host_names(*each))))
)
def csv_by_layout(example):
    (system, model), data = example
    columns = layout(system, model, currency="EUR", zone="Europe/Berlin")
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        path = written(folder, "host.csv", data)
        report = dry_run(path, model, columns)
        try:
            facts = read_csv(path, model, columns)
        except PartnerkitError:
            assert report.faults
            raise
        assert not report.faults
        assert all(isinstance(each, model) for each in facts)


#: One bad cell, beside a cell that tells of a person.
@target(st.tuples(inputs.words, st.sampled_from(["capacity", "timezone", "tier", "languages"])))
def csv_with_a_person(example):
    cell, name = example
    rows = [{"nr": "1", "firm": inputs.PERSON, "other": cell}]
    try:
        report = dry_run(rows, Partner, {"id": "nr", "name": "firm", name: "other"})
    except PartnerkitError as fault:
        refused(fault, others=inputs.PERSON)
        raise
    for fault in report.faults:
        assert inputs.PERSON not in f"{fault.value} {fault.remedy} {fault}"


def workbooks():
    right = good("xlsx")["all.xlsx"]
    return st.one_of(inputs.zipped(right), inputs.zipped(right), inputs.any_bytes(right))


@target(workbooks)
def workbook(data):
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        path = written(folder, "host.xlsx", data)
        try:
            read_excel(path, Partner, {"id": "id", "name": "name"})
        except PartnerkitError as fault:
            refused(fault)
        load_network(path)


def one_file():
    files = [(form, name) for form in ("csv", "parquet") for name in good(form)]
    return st.sampled_from(files).flatmap(
        lambda each: st.tuples(st.just(each), inputs.any_bytes(good(each[0])[each[1]]))
    )


@target(one_file)
def network_folder(example):
    (form, damaged), data = example
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        for name, right in good(form).items():
            written(folder, name, data if name == damaged else right)
        load_network(folder)


COLUMN = st.one_of(st.lists(inputs.words, min_size=2, max_size=2), st.lists(TYPED, min_size=2, max_size=2))


@target(
    st.tuples(
        st.sampled_from([".csv", ".xlsx", ".parquet", ".txt"]),
        st.dictionaries(inputs.words, COLUMN, max_size=3),
    )
)
def written_tables(example):
    ending, table = example
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        try:
            write_table(table, Path(folder) / f"a{ending}")
        except PartnerkitError:
            assert os.listdir(folder) == []  # noqa: PTH208  # names are enough
            raise
        read_files(folder if ending != ".xlsx" else f"{folder}/a.xlsx")


# -- books


SIE = b"""#FLAGGA 0\r\n#SIETYP 4\r\n#FNAMN "Nord Maskin AB"\r\n#RAR 0 20260101 20261231\r\n#KONTO 3001 "Sales"
#RES 0 3001 -900.00\r\n#PSALDO 0 202603 3001 {} -900.00\r\n#VER A 1 20260302 "Kontant"\r\n{\r\n#TRANS 1910 {} 900.00
#TRANS 3001 {} -900.00\r\n}\r\n"""
SIE_WORDS = ("#FLAGGA", "#SIETYP", "#FNAMN", "#RAR 0", "#KONTO", "#RES 0", "#UB 0", "#PSALDO 0", "#VER", "{", "}", "#TRANS",
             "#RTRANS", "#BTRANS", "#VALUTA", "#FORMAT")  # fmt: skip


@target(
    st.one_of(
        inputs.any_bytes(SIE), inputs.lines(SIE_WORDS).map(lambda text: text.encode("cp437", "replace"))
    )
)
def sie(data):
    assert isinstance(read_sie(data), Books)


DATEV = (
    "Konto;Beschriftung;EB-Wert;Soll;Haben\r\n8400;Erlöse 19 %;;;1.200,50\r\n1200;Bank;1,00;5,00;\r\n".encode(
        "cp1252"
    )
)
EXTF = b'"EXTF";700;20;"x";1;;;;;;1;2;20260101;4;20260101;20261231;;;;;;"EUR"\r\n' + DATEV
DATEV_HEADS = (
    "Konto;Soll;Haben",
    "Konto;Saldo;S/H",
    "Konto;EB-Wert Soll;EB-Wert Haben;Soll;Haben",
    "EXTF;700;20",
    "Konto",
)


@target(
    st.one_of(
        inputs.any_bytes(DATEV, EXTF),
        st.tuples(
            st.sampled_from(DATEV_HEADS),
            st.lists(st.lists(inputs.words, max_size=6).map(";".join), max_size=4),
        ).map(lambda told: "\r\n".join([told[0], *told[1]]).encode("cp1252", "replace")),
    )
)
def datev(data):
    for period in (None, Period.month(2026, 3)):
        try:
            assert isinstance(read_datev(data, period=period), Books)
        except PartnerkitError as fault:
            refused(fault)


# -- cells and texts


COLUMNS = st.builds(
    evolve,
    st.builds(
        Column,
        name=st.just("cell"),
        currency=st.sampled_from([None, "EUR", "JPY", "=other", "XXX"]),
        scale=st.sampled_from([None, 0, 4]),
        zone=st.sampled_from([None, "Europe/Berlin", "Asia/Kathmandu"]),
        format=st.sampled_from([None, "%d.%m.%Y", "%Y%m%d", "%m/%d/%Y %H:%M:%S"]),
    ),
    decimal=st.sampled_from(".,"),
    grouping=st.sampled_from(["", " ", "'"]),
    minus=st.sampled_from(["before", "behind"]),
)
KINDS = (str, int, float, bool, Decimal, date, datetime, Money, Period, tuple[str, ...], frozenset[str])


@target(st.tuples(COLUMNS, st.sampled_from(KINDS), st.one_of(inputs.words, TYPED), inputs.words))
def cell(example):
    column, kind, value, other = example
    found = parser(column, kind)(value, {"cell": value, "other": other})
    if kind is Money and found is not None:
        assert isinstance(found, Money)
    if kind in {Decimal, float} and found is not None:
        assert abs(found) < float("inf")


AMOUNTS = st.one_of(inputs.words, st.integers(), st.decimals(), st.floats(), st.booleans(), st.none())


@target(st.tuples(AMOUNTS, inputs.words, AMOUNTS))
def amounts(example):
    amount, unit, other = example
    for make in (
        lambda: Money.of(amount, "EUR"), lambda: Money.of(amount, unit), lambda: Quantity.of(amount, unit),
        lambda: Ratio.of(amount, other), lambda: Money.from_minor(amount, unit), lambda: Period.parse(unit),
        lambda: Period.parse(f"{unit}/{amount}"), lambda: Lead(id=unit, value=amount), lambda: Partner(id=unit, timezone=unit),
    ):  # fmt: skip
        try:
            make()
        except PartnerkitError as fault:
            refused(fault)


# -- documents


@cache
def samples():
    """Return one document of each kind that a channel has."""
    return {name: to_document(fact) for fact in sample_network() if (name := type(fact).__name__) in kinds()}


def dumped():
    return st.one_of(
        inputs.any_bytes(*(dumps(fact) for fact in list(sample_network())[::7])),
        inputs.documents.map(lambda told: json.dumps(told).encode("utf-8", "replace")),
    )


@target(dumped)
def document_bytes(data):
    fact = loads(data)
    assert loads(dumps(fact)) == fact


@target(
    lambda: st.sampled_from(sorted(samples())).flatmap(
        lambda name: st.tuples(st.just(name), inputs.near(samples()[name]))
    )
)
def documents(example):
    import jsonschema

    name, document = example
    fact = from_document(name, document)
    # What was taken is what the published schema allows.
    jsonschema.Draft202012Validator(_schema(name)).validate(json.loads(dumps(fact)))


@cache
def _schema(name):
    return json_schema(name)


@target(
    st.tuples(
        st.sampled_from(sorted(kinds())),
        st.fixed_dictionaries({"schema": st.just(1), "value": inputs.documents}),
    )
)
def documents_of_any_kind(example):
    name, document = example
    from_document(name, {"kind": name, **document})


@target(lambda: inputs.any_bytes(*(packed(fact, plain=10) for fact in list(sample_network())[::9])))
def stored_records(data):
    unpacked(data)


# -- words


PO_LINES = (
    'msgid "',
    'msgstr "',
    'msgctxt "capacity"',
    'msgid "x"',
    'msgstr "{open}"',
    'msgstr[0] "',
    "#, fuzzy",
    "#~",
    '"',
)


def translated():
    right = words_template("fr")[:4000].rpartition(b"\n\n")[0] + b"\n"
    return st.tuples(
        st.one_of(
            inputs.any_bytes(right),
            inputs.lines(PO_LINES, most=12).map(lambda text: text.encode("utf-8", "replace")),
        ),
        st.sampled_from(["fr", "pl", "pt-BR", "", "xx", "\x00", "de_DE.UTF-8"]),
    )


@target(translated)
def translations(example):
    data, language = example
    words = read_words(data, language)
    say(
        Reason("capacity", {"open": 20, "limit": 20}),
        locale=language,
        words={language.partition("-")[0]: words},
    )


FACTS = st.dictionaries(
    st.sampled_from(["open", "limit", "until", "at", "partner"]), st.one_of(inputs.words, TYPED)
)


@target(st.tuples(st.sampled_from(["capacity", "absent", "too-early", "no-such-code"]), FACTS, inputs.words))
def reasons(example):
    code, facts, locale = example
    for language in ("en", "de", "sv", locale):
        try:
            assert isinstance(say(Reason(code, facts), locale=language), str)
        except PartnerkitError as fault:
            refused(fault)


# -- stores


@cache
def database() -> bytes:
    """Return a small store as SQLite keeps it."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        store = SqliteStore(f"{folder}/a.db", journal="delete")
        for number in range(3):
            with store.write("acme") as unit:
                told = {"kind": "Lead", "id": f"L-{number}", "body": b"{}"}
                unit.append(
                    AuditEntry(
                        at=f"2026-01-0{number + 1}T09:00:00.000000Z", actor="anna", action="put", **told
                    )
                )
                unit.put(Draft(version=0, **told))
        store.close()
        return Path(folder, "a.db").read_bytes()


@target(
    lambda: st.one_of(
        inputs.any_bytes(database()),
        st.binary(min_size=100, max_size=4096).map(lambda each: b"SQLite format 3\x00" + each),
    )
)
def database_files(data):
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        path = written(folder, "a.db", data)
        store = SqliteStore(path, journal="delete", wait_seconds=0)
        try:
            with store.read("acme") as reading:
                assert isinstance(verify(reading), Verification)
                reading.get("Lead", "L-1")
        except PartnerkitError:
            # What is refused is left alone, byte for byte.
            assert path.read_bytes() == data
            raise
        finally:
            store.close()


AUDIT = ("seq", "at", "actor", "action", "kind", "id", "body", "salt", "digest", "previous", "hash")


@target(
    st.tuples(
        st.sampled_from(AUDIT),
        st.integers(1, 3),
        st.one_of(inputs.words, st.none(), st.binary(max_size=70), st.integers(-2, 2**63 - 1)),
    )
)
def audit_rows(example):
    column, number, value = example
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        path = written(folder, "a.db", database())
        with sqlite3.connect(path) as connection:
            # Whoever tampers with the file takes the guards away first.
            connection.execute("DROP TRIGGER audit_is_never_changed")
            look = "SELECT * FROM audit ORDER BY rowid"
            before = connection.execute(look).fetchall()
            try:
                connection.execute(f"UPDATE audit SET {column} = ? WHERE seq = ?", (value, number))  # noqa: S608  # a column of our own
            except (sqlite3.Error, UnicodeError, OverflowError):
                return
            after = connection.execute(look).fetchall()
        connection.close()
        store = SqliteStore(path, journal="delete", wait_seconds=0)
        with store.read("acme") as reading:
            found = verify(reading)
        store.close()
        assert found.intact == (after == before), (before, after)


# -- the command line


@cache
def channel() -> Path:
    """Return a folder of tables of a small channel, for this run."""
    folder = Path(tempfile.mkdtemp(dir=MEMORY, prefix="partnerkit-fuzz-"))
    network = sample_network()
    save_network([evolve(each) for each in network if type(each).__name__ != "Goal"], folder)
    return folder


COMMANDS = st.sampled_from(["check", "allocate", "score", "goals", "review", "schema", "demo", "nothing"])
OPTIONS = st.sampled_from(
    [
        "--as-of",
        "--period",
        "--tenant",
        "--locale",
        "--weight",
        "--kpi",
        "--json",
        "--since",
        "--partner",
        "--help",
        "--",
    ]
)
VALUES = st.one_of(
    inputs.words,
    st.sampled_from(["2026-07-01T09:00+00:00", "2026", "gold=3", "revenue", "de", "nord", "Partner"]),
)


@target(st.tuples(COMMANDS, st.lists(st.one_of(st.tuples(OPTIONS, VALUES)), max_size=3), st.booleans()))
def command_line(example):
    from typer.testing import CliRunner

    from partnerkit.cli.commands import app

    command, options, well = example
    given = [part for option in options for part in option]
    if well and command in {"check", "allocate", "score", "goals"}:
        given = [str(channel()), "--as-of", "2026-07-01T09:00+00:00", *given]
    given = [each.replace("\x00", "") for each in given if "\ud800" not in each]
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        html = ("--html", f"{folder}/a.html") if command == "review" else ()
        result = CliRunner().invoke(app, [command, *html, *given])
        assert result.exit_code in {0, 1, 2, 3}, (result.exit_code, result.exc_info)
        assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
        assert result.exit_code in {0, 1} or not os.listdir(folder)  # noqa: PTH208  # names are enough


MOMENTS = st.one_of(inputs.words, st.datetimes(timezones=st.just(UTC)).map(datetime.isoformat))


@target(st.tuples(st.sampled_from(["check", "goals", "review", "allocate", "score"]), MOMENTS, inputs.words))
def moments_typed(example):
    from typer.testing import CliRunner

    from partnerkit.cli.commands import app

    command, moment, period = example
    if "\x00" in moment + period or "\ud800" in moment + period:
        return
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        more = {"review": ["--html", f"{folder}/a.html", "--since", period], "score": ["--period", period]}
        given = [command, str(channel()), "--as-of", moment, *more.get(command, ())]
        result = CliRunner().invoke(app, given)
        assert result.exit_code in {0, 1, 2, 3}, (result.exit_code, result.exc_info)
        assert result.exit_code in {0, 1} or not os.listdir(folder)  # noqa: PTH208  # names are enough
