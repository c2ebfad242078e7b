"""Whose data it is, who was told, and when it must go."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from attrs import fields

from partnerkit import facts
from partnerkit.facts.fact import Fact
from partnerkit.interop.privacy import _names, about, export, notices, recipients, without
from partnerkit.interop.records import Record
from partnerkit.interop.serialisation import canonical, kinds
from partnerkit.leads import FairShare, LeadReassigned, allocate
from partnerkit.values.errors import InvalidValue
from partnerkit.values.time import Period

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
YEAR = Period.year(2026)
CONSENT = facts.Consent(basis="consent", purpose="offer", given_at=NOON, withdrawn_at=NOON.replace(day=9))
CONTACT = facts.Lead(
    id="L-1", contact="U-9", consent=CONSENT, city="Canary Wharf", postal_code="E14", country="GB",
    latitude=51.5, longitude=-0.02, attributes={"phone": "canary"}, source="card of Jane Canary",
    external_ids={"crm": "canary-1"}, territory="uk", earlier_holders=["P-7"],
)  # fmt: skip
ALL = (
    facts.Person(id="U-9", name="Jane Canary", email="jane@canary.example", manager="U-1"),
    facts.Person(id="U-2", manager="U-9"),
    CONTACT,
    facts.Lead(id="L-2", contact="U-8"),
    facts.Assignment(person="U-9", territory="uk", period=YEAR),
    facts.DirectEngagement(id="E-1", person="U-9", account="A-1", since=NOON),
    facts.Interaction(id="V-1", kind="visit", partner="P-5", persons=["U-9", "U-2"], at=NOON),
    facts.Task(id="K-1", owner="U-9", partner="P-6", about=facts.Subject(model="Lead", id="L-1")),
    facts.Touch(lead="L-1", channel="fair", at=NOON, role="partner", partner="P-8"),
    facts.Account(id="A-1", owner="U-9"),
)


def test_whoever_names_the_person_is_found_and_nobody_else():
    found = [getattr(fact, "id", type(fact).__name__) for fact in about(ALL, "U-9")]

    assert found == ["U-9", "U-2", "L-1", "Assignment", "E-1", "V-1", "K-1", "A-1"]
    assert about(ALL, "U-10") == ()


def test_nothing_personal_is_left_and_what_is_nothing_without_the_person_goes():
    left = [without(fact, "U-9") for fact in ALL]
    gone = [type(fact).__name__ for fact, rest in zip(ALL, left, strict=True) if rest is None]

    assert gone == ["Person", "Assignment", "DirectEngagement"]
    assert not about([fact for fact in left if fact is not None], "U-9")
    assert "anary" not in " ".join(map(repr, left)) + str([fact.attributes for fact in left if fact])
    lead = left[2]
    assert (lead.id, lead.territory, lead.country, lead.earlier_holders) == ("L-1", "uk", "GB", ("P-7",))
    assert (lead.latitude, lead.attributes, lead.external_ids, lead.source) == (None, {}, {}, None)
    assert left[6].persons == ("U-2",)


def test_what_does_not_name_the_person_stays_the_same_object():
    assert without(ALL[3], "U-9") is ALL[3]


STEP = facts.StandingStep(event="qualify", at=NOON, decided_by="U-9")
LATER = facts.StandingStep(event="contract", at=NOON, decided_by="U-2")
WITHIN = (
    facts.HandOver(id="H-1", goal="uk", on=NOON.date(), to="U-9"),
    facts.CreditSplit(id="S-1", goal="uk", shares={"U-9": Decimal("0.6"), "U-2": Decimal("0.4")}),
    facts.Standing(id="S-4", partner="P-4", began_at=NOON, steps=[STEP, LATER]),
    facts.Task(id="K-2", title="Tell P-5", about=facts.Subject(model="Person", id="U-9")),
)
OTHERS = (
    facts.HandOver(id="H-2", goal="uk", on=NOON.date(), to="U-9", changes="partner"),
    facts.Task(id="K-3", about=facts.Subject(model="Lead", id="U-9")),
)


def test_who_is_named_in_a_part_of_a_fact_is_found_and_stays_there_by_the_id():
    assert about([*WITHIN, *OTHERS], "U-9") == WITHIN
    assert [without(fact, "U-9") for fact in WITHIN] == list(WITHIN)
    assert recipients(WITHIN, [], "U-9") == ()


def test_of_what_others_decided_or_share_beside_it_a_person_is_not_told():
    handed, split, standing, task = (
        each["value"] for each in export("U-9", WITHIN, [], [], as_of=NOON)["facts"]
    )

    assert (handed["to"], split["shares"], task["title"]) == ("U-9", {"U-9": {"decimal": "0.6"}}, "Tell P-5")
    assert set(standing) == {"id", "steps"}
    assert [step["decided_by"] for step in standing["steps"]] == ["U-9"]


@pytest.mark.parametrize("model", [kind for kind in kinds().values() if issubclass(kind, Fact)])
def test_every_field_that_names_a_person_is_looked_at(model):
    named = [each.name for each in fields(model) if "Person" in each.metadata.values()]

    assert sorted(_names(model)) == sorted(named)


def test_who_is_only_mentioned_is_looked_at_too():
    assert (_names(facts.Lead), _names(facts.Figure)) == (("contact",), ("person", "entered_by"))


def test_every_partner_who_received_the_data_is_told():
    firms = [facts.Partner(id="P-1"), facts.Partner(id="P-2")]
    result = allocate([CONTACT, ALL[3]], firms, FairShare(default=1, value="unit"), as_of=NOON)
    moved = LeadReassigned(lead="L-1", partner="P-3", at=NOON, by="U-2", why="On leave.")
    other = LeadReassigned(lead="L-2", partner="P-9", at=NOON, by="U-2", why="On leave.")
    entries = [*result.decisions.values(), moved, other]

    found = recipients(ALL, entries, "U-9")

    assert found == tuple(sorted({result.assignments["L-1"], "P-3", "P-5", "P-6", "P-7", "P-8"}))
    tasks = notices("U-9", found, why="objection", as_of=NOON)
    assert [task.partner for task in tasks] == list(found)
    assert {(task.due, task.about.id, task.status) for task in tasks} == {(date(2026, 4, 2), "U-9", "open")}
    assert len({task.id for task in tasks}) == len(found)


def test_a_reason_that_is_none_is_refused():
    with pytest.raises(InvalidValue, match="why: "):
        notices("U-9", ["P-1"], why="whim", as_of=NOON)


def row(seq, kind, name, actor="U-2", **said):
    return SimpleNamespace(
        seq=seq, at=NOON, actor=actor, action="put", kind=kind, id=name, record=Record(facts=said)
    )


def test_subject_access_gives_all_there_is_and_nothing_of_others():
    log = [row(1, "Lead", "L-1", said="yes"), row(2, "Lead", "L-2"), row(3, "Goal", "uk", actor="U-9")]
    found = export("U-9", ALL, log, ["P-5", "P-5"], as_of=NOON)

    assert [each["seq"] for each in found["log"]] == [1, 3]
    assert found["recipients"] == ["P-5"]
    assert json.loads(canonical(found)) == found
    assert len(found["facts"]) == len(about(ALL, "U-9"))
    assert "L-2" not in canonical(found).decode()


def test_what_a_person_wrote_about_others_is_told_without_what_it_says():
    log = [
        row(1, "Goal", "uk", actor="U-9", why="P-5 is blocked"),
        row(2, "Person", "U-2", actor="U-9", mail="bo@canary.example"),
        row(3, "Person", "U-2"),
        row(4, "Privacy", "U-9", partners=("P-5",)),
    ]
    told = export("U-9", ALL, log, [], as_of=NOON)["log"]

    assert [each["seq"] for each in told] == [1, 2, 4]
    assert [each["record"]["value"] for each in told] == [{}, {}, {"facts": {"partners": ["P-5"]}}]


def test_of_a_colleague_a_person_is_told_how_they_stand_to_each_other():
    colleague = facts.Person(id="U-2", name="Bo", email="bo@canary.example", manager="U-9")
    (told,) = export("U-9", [colleague], [], [], as_of=NOON)["facts"]

    assert told["value"] == {"id": "U-2", "name": "", "manager": "U-9"}


def test_long_ids_make_one_notice_for_each_partner():
    tasks = notices("U" * 80, ["P" * 60 + name for name in "ab"], why="erasure", as_of=NOON)

    assert len({task.id for task in tasks}) == 2
