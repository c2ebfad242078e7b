"""The batch examples run as their reader runs them: faults stop them, and a second run changes nothing."""

import csv
import shutil
import sys
from importlib import import_module
from pathlib import Path

from attrs import evolve

from partnerkit import Lead, Money, Network, Partner
from partnerkit.cli.sample import sample_network
from partnerkit.desk import Desk
from partnerkit.storage import SqliteStore

sys.path.insert(0, str(Path(__file__).parent))

from running import EXAMPLES, run, run_again


def test_an_odoo_export_is_given_out_and_written_back(tmp_path):
    done = run("odoo_batch", "--out", tmp_path)

    assert done.returncode == 0, done.stderr
    with (tmp_path / "crm.lead.assigned.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    assert {lead: row["partner_assigned_id/id"] for lead, row in rows.items()} == {
        "crm.lead_17": "base.nord",
        "crm.lead_18": "base.elbe",
        "crm.lead_19": "base.isar",
        "crm.lead_20": "base.svea",
        "crm.lead_21": "",
    }
    assert "Nord IT" in rows["crm.lead_17"]["x_reason"]


def test_nothing_is_decided_on_an_export_with_faults(tmp_path):
    shutil.copytree(EXAMPLES / "odoo_export", tmp_path / "export")
    leads = tmp_path / "export" / "crm.lead.csv"
    leads.write_text(leads.read_text(encoding="utf-8").replace("4500.5", "4500-5"), encoding="utf-8")

    done = run_again("odoo_batch", tmp_path / "export", "--out", tmp_path)

    assert done.returncode == 1
    assert "crm.lead.csv row 3 column 'expected_revenue'" in done.stdout
    assert not (tmp_path / "crm.lead.assigned.csv").exists()


def test_a_second_run_of_a_night_changes_nothing(tmp_path):
    file = tmp_path / "nightly.db"

    first = run("nightly_job", "--db", file)
    with Desk(SqliteStore(file), tenant="acme") as desk:
        rows = desk.verify().rows
    second = run_again("nightly_job", "--db", file)
    with Desk(SqliteStore(file), tenant="acme") as desk:
        assert desk.verify().rows == rows

    assert first.returncode == second.returncode == 0, first.stderr
    assert first.stdout == second.stdout
    assert "22 of 24 leads given out" in first.stdout


def test_the_next_night_goes_on_with_what_is_new_changed_or_left(tmp_path, monkeypatch, capsys):
    monkeypatch.syspath_prepend(str(EXAMPLES))
    job = import_module("nightly_job")
    night, file = sample_network(), ["--db", str(tmp_path / "nightly.db")]
    left = {lead for lead, winner in job.main(file).items() if winner is None}

    first, *others = night.partners
    partners = (evolve(first, name="Renamed AG"), *others, Partner(id="new", name="New", tier="gold"))
    changed = (
        *partners,
        *(evolve(lead, urgent=True) for lead in night.leads),
        Lead(id="L-new", value=Money.of("900", "EUR")),
    )
    kept = [each for each in night if not isinstance(each, Partner | Lead)]
    monkeypatch.setattr(job, "sample_network", lambda: Network.of(*kept, *changed))
    given = job.main([*file, "--as-of", "2026-07-03T02:00+02:00"])

    assert given.keys() == {*left, "L-new"}
    with Desk(SqliteStore(tmp_path / "nightly.db"), tenant="acme") as desk:
        assert desk.get(Partner, first.id).value.name == "Renamed AG"
        assert desk.verify().intact


def test_two_runs_at_once_do_not_meet(tmp_path):
    sys.path.insert(0, str(EXAMPLES))
    try:
        from nightly_job import main, only_one
    finally:
        sys.path.pop(0)

    with only_one(tmp_path / "nightly.lock"):
        assert main(["--db", str(tmp_path / "nightly.db")]) == {}
    assert not (tmp_path / "nightly.db").exists()
