"""
Whatever a release decided, this one decides again from the record: every candidate, every number.

The files in `decisions` were written by `decisions/make.py` of their release. They are never written anew: a
change that lets one of them fail needs another `ALGORITHM`, and code that still knows the old one.
"""

import json
from base64 import b64decode
from pathlib import Path

import pytest
from attrs import evolve

from partnerkit import Ledger
from partnerkit.desk import Desk
from partnerkit.leads import replay
from partnerkit.leads.asked import Asked, named_of
from partnerkit.leads.owed import Reckoned
from partnerkit.storage import MemoryStore
from partnerkit.storage.audit import AuditEntry
from partnerkit.storage.port import Document, Draft

LARGE = Path(__file__).with_name("decisions") / "large-0.1.jsonl"
RUNS = Path(__file__).with_name("decisions") / "runs-0.1.jsonl"
RELEASES = sorted(Path(__file__).with_name("decisions").glob("release-*.jsonl"))


def restored(path):
    """Return a store that holds what the file tells, each document at the row it belongs to."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [line for line in lines if "row" in line]
    documents = {}
    for line in lines:
        if "document" in line:
            documents.setdefault(line["document"], []).append(line)
    store = MemoryStore()
    with store.write("golden") as unit:
        for row in rows:
            names = ("at", "actor", "action", "kind", "id")
            assert (
                unit.append(AuditEntry(**{name: row[name] for name in names}, body=b64decode(row["body"])))
                == row["row"]
            )
            for each in documents.get(row["row"], ()):
                unit.put(Draft(kind=each["kind"], id=each["id"], version=0, body=b64decode(each["body"])))
                by_id = unit.state.documents[each["kind"]]
                by_id[each["id"]] = evolve(by_id[each["id"]], version=each["version"])
                assert isinstance(by_id[each["id"]], Document)
    return store


def test_there_is_a_file_of_every_release():
    assert [path.stem for path in RELEASES] == ["release-0.1"]


@pytest.mark.parametrize("path", RELEASES, ids=lambda path: path.stem)
def test_all_decisions_of_a_release_are_made_again(path):
    with Desk(restored(path), tenant="golden") as desk:
        decided = {event.id: event for event in desk.events() if event.decision is not None}
        assert len(decided) == 24
        assert {event.action for event in decided.values()} == {"assign", "assign-to"}
        for name, event in decided.items():
            told = desk.explain(name)
            assert told.holds, name
            assert told.rebuilt == event.decision
            assert {each.partner for each in told.rebuilt.candidates} == {f"P-{each}" for each in range(1, 9)}
        assert desk.verify().intact


@pytest.mark.parametrize("path", RELEASES, ids=lambda path: path.stem)
def test_the_ledgers_follow_from_the_log(path):
    with Desk(restored(path), tenant="golden") as desk:
        ledgers = {
            pool: replay(desk.entries(pool), Ledger(pool=pool)) for pool in ("default", "level", "turns")
        }

    assert {pool: ledger.leads for pool, ledger in ledgers.items()} == {"default": 14, "level": 4, "turns": 4}
    assert all(sum(ledger.balances.values()) == 0 for ledger in ledgers.values())
    assert dict(ledgers["default"].balances) == {
        "P-1": 45368486100,
        "P-2": -2405828400,
        "P-3": -56611583600,
        "P-4": -29167850700,
        "P-5": 20115221300,
        "P-6": -17528657100,
        "P-7": 20115106200,
        "P-8": 20115106200,
    }


def test_decisions_of_a_large_pool_are_made_again_with_those_who_are_on_record_as_a_count():
    with Desk(restored(LARGE), tenant="golden") as desk:
        decided = [event.decision for event in desk.events() if event.decision is not None]
        short = [each for each in decided if isinstance(each.candidates, Asked)]

        assert (len(decided), len(short)) == (14, 11)
        for decision in short:
            assert desk.explain(decision.lead).holds, decision.lead
            assert len(decision.candidates) == len(tuple(decision.candidates)) == 72
        assert {name for each in short for name in each.candidates.rest.counts} == {
            *("territory", "language", "field-unknown")
        }


def test_decisions_that_are_on_record_in_whole_numbers_are_made_again():
    with Desk(restored(RUNS), tenant="golden") as desk:
        decided = [event.decision for event in desk.events() if event.decision is not None]
        short = [each for each in decided if isinstance(named_of(each.candidates), Reckoned)]

        assert (len(decided), len(short)) == (18, 15)
        for decision in decided:
            assert desk.explain(decision.lead).holds, decision.lead
        assert {len(each.candidates) for each in short} == {4, 69}
        assert (
            "".join("-" if each.winner is None else each.winner[-1] for each in decided)
            == "14214424-113122414"
        )
