"""Every command says what it found, in words, JSON and files, and ends with the code that is documented."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import openpyxl
import pyarrow.parquet
import pytest
from typer.testing import CliRunner

from partnerkit.cli.commands import Code, app
from partnerkit.cli.data import write_facts
from partnerkit.cli.sample import sample_network
from partnerkit.desk import Desk
from partnerkit.facts import Goal, Lead, Network, Partner
from partnerkit.interop import save_network
from partnerkit.interop.serialisation import kinds
from partnerkit.leads import FairShare
from partnerkit.storage import SqliteStore
from partnerkit.values.money import Money, Quantity
from partnerkit.values.time import Period

AT = ("--as-of", "2026-07-01T09:00+00:00")


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("channel")
    write_facts(sample_network(), folder / "tables", "main")
    write_facts(sample_network(), folder / "parquet", "main", form="parquet")
    write_facts(sample_network(), folder / "book.xlsx", "main")
    write_facts(sample_network(), folder / "desk.db", "main")
    return folder


def run(*arguments, code=0):
    result = CliRunner().invoke(app, [str(each) for each in arguments])
    assert result.exit_code == code, result.output
    return result.output


def test_the_version_is_that_of_what_is_installed():
    assert run("--version") == f"{version('partnerkit')}\n"


def found(*arguments, code=0):
    return json.loads(run(*arguments, "--json", code=code))


@pytest.mark.parametrize("place", ["tables", "parquet", "book.xlsx", "desk.db"])
def test_the_same_is_found_wherever_the_data_lies(data, place):
    told = found("check", data / place, *AT, code=1)["check"]

    assert [each["rule"] for each in told] == ["territory-overlap", "territory-gap", "territory-gap"]
    assert told[0]["who"] == "anna;bo"


def test_clean_data_ends_with_0(tmp_path):
    write_facts([Partner(id="P-4")], tmp_path / "net", "main")

    assert found("check", tmp_path / "net", *AT) == {"check": []}


def test_where_no_facts_are_nothing_is_called_clean(data, tmp_path):
    for place, tenant in ((tmp_path, "main"), (data / "desk.db", "nobody")):
        told = found("check", place, "--tenant", tenant, *AT, code=3)["faults"]
        assert [each["path"] for each in told] == [place.name]


def test_faults_end_with_3_and_are_all_told(tmp_path):
    (tmp_path / "Partner.csv").write_text("id,capacity\nP-1,many\n,3\n", encoding="utf-8")

    told = found("check", tmp_path, *AT, code=3)["faults"]
    assert [each["path"] for each in told] == ["Partner row 2 column 'capacity'", "Partner row 3 column 'id'"]
    assert all(each["remedy"] for each in told)
    assert "Partner row 2" in run("check", tmp_path, *AT, code=3)
    assert found("check", tmp_path / "gone.db", *AT, code=3)["faults"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "x"),
        ("check", "x", "--as-of", "2026-07-01"),
        ("check", "x", "--as-of", "soon"),
        ("nonsense",),
        ("review", "x"),
    ],
)
def test_what_is_not_typed_right_ends_with_2(arguments):
    run(*arguments, code=2)


def test_a_weight_that_is_none_ends_with_2(data):
    for weight in ("gold", "gold=", "=3", "gold=x", "gold=0", "glod=3"):
        run("allocate", data / "tables", *AT, "--weight", weight, code=2)


def test_an_option_that_is_wrong_is_named():
    assert "--since" in run("review", "x", *AT, "--since", "soon", code=2)


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00+14:00", "1899-12-31T23:59+00:00", "2200-01-01T00:00+00:00"]
)
def test_a_moment_that_no_calendar_has_ends_with_2(data, moment):
    assert moment in run("check", data / "tables", "--as-of", moment, code=2)


def test_the_first_and_the_last_year_of_calendars_are_moments(data, tmp_path):
    for moment in ("1900-01-01T00:00+00:00", "2199-12-31T23:59+00:00"):
        run("review", data / "tables", "--as-of", moment, "--html", tmp_path / "a.html")


def test_a_weight_with_too_many_digits_ends_with_2(data):
    run("allocate", data / "tables", *AT, "--weight", f"gold={'9' * 5_000}", code=2)


def test_a_place_that_cannot_be_written_ends_with_3(data, tmp_path):
    for command, option in (("check", "--out"), ("review", "--html")):
        told = run(command, data / "tables", *AT, option, tmp_path / "none" / "a.csv", code=3)
        assert "a.csv" in told
        assert "name a place that can be written" in told


def test_a_lead_that_a_desk_gave_to_somebody_stays_there_and_takes_room(tmp_path):
    one = Money.of("1", "EUR")
    with Desk(SqliteStore(tmp_path / "desk.db"), tenant="main") as desk:
        desk.put(Partner(id="a", capacity=1), Lead(id="L-2", value=one))
        desk.assign(
            Lead(id="L-1", value=one), FairShare(default=1), as_of=datetime(2026, 6, 1, 9, tzinfo=UTC)
        )
    told = found("allocate", tmp_path / "desk.db", *AT)["allocate"]

    assert {each["lead"]: each["partner"] for each in told} == {"L-1": "a", "L-2": None}
    assert "stays with a, who has had it since" in told[0]["why"]


def test_leads_without_a_value_count_what_was_asked_for(tmp_path):
    leads = [Lead(id="L-1", value=Money.of("12000", "EUR")), Lead(id="L-2"), Lead(id="L-3")]
    save_network([Partner(id="a"), Partner(id="b"), *leads], tmp_path)

    def given(*options):
        return [each["partner"] for each in found("allocate", tmp_path, *AT, *options)["allocate"]]

    told = run("allocate", tmp_path, *AT, code=3)
    assert "leads['L-2'].value" in told
    assert "leads['L-3'].value" in told
    first, second, third = given("--default-value", "5000 EUR")
    assert first != second == third
    assert {*given("--count-leads")[:2]} == {"a", "b"}
    for wrong in (["5000"], ["5000 EUR", "--count-leads"]):
        assert "--default-value" in run("allocate", tmp_path, *AT, "--default-value", *wrong, code=2)


def test_leads_are_given_out_with_reasons_in_the_readers_language(data):
    told = found("allocate", data / "tables", *AT, "--weight", "gold=3", "--locale", "de")["allocate"]

    assert len(told) == 24
    assert {each["lead"]: each["partner"] for each in told}["L-23"] == "svea"
    assert all(each["why"].startswith("Lead L-") for each in told)
    assert "geht an" in told[0]["why"]


def test_partners_are_scored(data):
    told = found("score", data / "tables", *AT, "--period", "2026-H1")["score"]

    assert sorted(each["rank"] for each in told) == list(range(1, 9))
    run("score", data / "tables", *AT, "--period", "2026-H1", "--kpi", "charm", code=2)
    run("score", data / "tables", *AT, "--period", "summer", code=2)


def test_what_no_score_rests_on_is_told(data):
    told = run("score", data / "tables", *AT, "--period", "2026-H1", "--kpi", "revenue", "--kpi", "sell_out")
    assert "not known for the whole period" not in told

    partly = run("score", data / "tables", *AT, "--period", "2026")
    assert "is not known for the whole period, so it does not count." in " ".join(partly.split())


def test_a_lead_that_went_to_nobody_says_why(data):
    told = found("allocate", data / "tables", *AT)["allocate"]
    (why, *_) = [each["why"] for each in told if each["partner"] is None]

    assert "could take it (partners: 8). 7 partners, such as Alpen Service: Does not serve se" in why


@pytest.mark.parametrize(
    ("unit", "below", "said"),
    [
        ("EUR", 900, "unter all ergeben zusammen 100,00\xa0€ weniger"),
        ("pieces", 1_200, "unter all ergeben zusammen 200 pieces mehr"),
    ],
)
def test_goals_that_do_not_add_up_are_told_in_the_readers_language(tmp_path, unit, below, said):
    def target(amount):
        return Money.of(amount, unit) if unit == "EUR" else Quantity.of(amount, unit)

    year = Period.year(2026)
    goals = [
        Goal(id="all", measure="sold", period=year, target=target(1_000)),
        Goal(id="de", parent="all", measure="sold", period=year, target=target(below)),
    ]
    save_network(Network.of(goals), tmp_path)

    (told,) = found("check", tmp_path, *AT, "--locale", "de", code=1)["check"]
    assert (told["rule"], said in told["what"]) == ("goal-gap", True)


def test_goals_add_up(data):
    told = {each["goal"]: each for each in found("goals", data / "tables", *AT)["goals"]}

    assert told["all"]["target"] == "460000.00 EUR"
    parts = [each["actual"].split()[0] for goal, each in told.items() if goal != "all"]
    assert told["all"]["actual"] == f"{sum(map(float, parts)):.2f} EUR"


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet", ".db"])
def test_a_table_is_written_where_it_is_wanted(data, tmp_path, ending):
    path = tmp_path / f"goals{ending}"
    for _ in range(2):  # a second run takes the place of the first
        run("goals", data / "tables", *AT, "--out", path)

    match ending:
        case ".csv":
            rows = len(path.read_text(encoding="utf-8").splitlines()) - 1
        case ".xlsx":
            rows = openpyxl.load_workbook(path)["goals"].max_row - 1
        case ".parquet":
            rows = pyarrow.parquet.read_table(path).num_rows
        case _:
            with closing(sqlite3.connect(path)) as database:
                rows = database.execute("SELECT count(*) FROM goals").fetchone()[0]
    assert rows == 9


def test_a_review_is_one_page_that_needs_nothing_else(data, tmp_path):
    run("review", data / "tables", *AT, "--html", tmp_path / "review.html")

    page = (tmp_path / "review.html").read_text(encoding="utf-8")
    assert "Anna and Bo" in page
    assert "src=" not in page
    assert "http" not in page


def test_a_review_is_told_to_programs_and_written_as_a_table(data, tmp_path):
    out = tmp_path / "review.parquet"
    told = found("review", data / "tables", *AT, "--html", tmp_path / "review.html", "--out", out)["review"]

    assert (tmp_path / "review.html").exists()
    assert pyarrow.parquet.read_table(out).num_rows == len(told)
    assert {each["area"] for each in told} >= {"leads", "conflicts"}
    assert {each["reading"]: each["value"] for each in told}["conflicts"] == "3"
    assert "review: " in run("review", data / "tables", *AT)


def test_a_bar_shows_what_is_read_on_a_terminal_alone(data, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")  # rich takes it for a terminal
    assert "read tables" in CliRunner().invoke(app, ["goals", str(data / "tables"), *AT]).stderr
    monkeypatch.delenv("FORCE_COLOR")
    assert CliRunner().invoke(app, ["goals", str(data / "tables"), *AT]).stderr == ""


def test_a_review_of_one_partner_speaks_the_language_asked_for(data, tmp_path):
    html = tmp_path / "one.html"
    run(
        "review",
        data / "tables",
        *AT,
        "--html",
        html,
        "--partner",
        sample_network().partners[0].id,
        "--since",
        "2026-01-01T00:00Z",
        "--locale",
        "de",
    )

    page = html.read_text(encoding="utf-8")
    assert '<html lang="de">' in page
    assert "Überblick" in page


def test_another_language_is_spoken_from_a_translated_file(data, tmp_path):
    (tmp_path / "fi.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgctxt "on-pages=contents"\nmsgid "x"\nmsgstr "Sisältö"\n',
        encoding="utf-8",
    )
    html, finnish = tmp_path / "a.html", ("--locale", "fi", "--words", tmp_path / "fi.po")
    run("review", data / "tables", *AT, "--html", html, *finnish)
    assert 'aria-label="Sisältö"' in html.read_text(encoding="utf-8")
    # What is not translated yet is said in English.
    assert "goes to" in found("allocate", data / "tables", *AT, *finnish)["allocate"][0]["why"]
    run("check", data / "tables", *AT, "--locale", "fi", code=2)
    assert "--locale" in run("review", data / "tables", *AT, "--locale", "fi", code=2)
    run("check", data / "tables", *AT, "--locale", "fi", "--words", tmp_path / "gone.po", code=2)


def test_schemas_are_printed():
    assert json.loads(run("schema", "Product"))["title"] == "Product"
    assert json.loads(run("schema")).keys() == kinds().keys()
    run("schema", "Unicorn", code=2)


def test_the_demo_shows_everything_and_writes_what_the_next_command_reads(tmp_path):
    told = run("demo", "--out", tmp_path / "net")

    assert all(word in told for word in ("findings: 3", "goals: 9", "prospects: 24"))
    assert found("check", tmp_path / "net", *AT, code=1)["check"]
    run("demo", "--out", tmp_path / "desk.db")
    run("demo", "--out", tmp_path / "desk.db", code=3)  # a database that is there is not written over


def test_without_a_command_the_commands_are_listed():
    told = CliRunner().invoke(app, []).output

    assert all(name in told for name in ("check", "allocate", "score", "goals", "review", "schema", "demo"))


def test_the_console_script_itself(data):
    script = Path(sys.executable).with_name("partnerkit")
    done = subprocess.run(
        [script, "check", data / "tables", *AT, "--json"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )

    assert done.returncode == Code.FOUND
    assert len(json.loads(done.stdout)["check"]) == 3
    assert done.stderr == ""


def test_without_the_extra_it_says_which_one_to_install():
    code = "import sys; sys.modules['typer'] = None; from partnerkit.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "pip install '.[cli]' in a clone" in done.stderr
