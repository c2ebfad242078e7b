"""What is held about a person is told and erased, and the log stays whole."""

from datetime import UTC, date, datetime

import pytest
from attrs import evolve

from partnerkit import Lead, Money, Partner, Period
from partnerkit.desk import Desk
from partnerkit.desk.events import past_id
from partnerkit.desk.privacy_verbs import Erasure
from partnerkit.facts import Figure, Person, Standing, StandingStep, Task, TrainingResult
from partnerkit.interop.records import Record
from partnerkit.leads import FairShare
from partnerkit.leads.answering import LeadOffer
from partnerkit.values.errors import NotFound
from partnerkit.values.store_errors import NotReplayable, StaleWrite

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
POLICY = FairShare(default=1, value="unit")
SECRET = "Annika Svensson"  # noqa: S105


@pytest.fixture
def desk(at_desk):
    at_desk.put(
        Partner(id="P-1"),
        Person(id="U-9", name=SECRET, employer="P-1"),
        Person(id="U-8", name="Bo", manager="U-9"),
        Lead(id="L-1", contact="U-9", city=SECRET),
        Lead(id="L-2", contact="U-8"),
        TrainingResult(course="C-1", person="U-9", on=date(2026, 1, 1), passed=True),
    )
    at_desk.put(evolve(at_desk.get(Lead, "L-1").value, urgent=True), version=1)
    at_desk.assign(at_desk.get(Lead, "L-1").value, POLICY, as_of=NOON)
    return at_desk


def everything(desk):
    with desk._books.reading() as reading:
        kinds = ("Person", "Lead", "Past", "Task", "TrainingResult", "Partner")
        documents = b"".join(each.body for kind in kinds for each in reading.scan(kind))
        return documents + b"".join(row.body or b"" for row in reading.log())


def test_a_person_is_erased_everywhere_and_the_chain_holds(desk):
    assert SECRET.encode() in everything(desk)
    done = desk.erase("U-9", key="request-1", as_of=NOON)

    assert SECRET.encode() not in everything(desk)
    assert b"U-9" not in b"".join(each.body for kind in ("Lead", "Past") for each in read(desk, kind))
    assert done == Erasure(removed=2, blanked=3, partners=("P-1",))
    assert desk.erase("U-9", key="request-1") == done
    with pytest.raises(NotFound):
        desk.erase("U-9")
    assert desk.verify().intact
    # The task that tells a partner of it names the person: so much of it stays.
    assert [person for person in desk.all(Person) if person.id != "U-8"] == [Person(id="U-9")]
    assert desk.get(Lead, "L-1").value == Lead(id="L-1", urgent=True)
    assert desk.all(TrainingResult) == ()
    (task,) = desk.all(Task)
    assert (task.partner, task.about.id, task.due) == ("P-1", "U-9", date(2026, 4, 2))
    assert [each.id for each in desk.due(as_of=datetime(2026, 4, 3, tzinfo=UTC))] == [task.id]


def test_who_decided_a_step_stays_by_the_id_and_all_still_fits_together(at_desk):
    step = StandingStep(event="qualify", at=NOON, decided_by="U-1")
    at_desk.put(
        *(Partner(id="P-1"), Person(id="U-1", name=SECRET), Person(id="U-2")),
        Standing(id="S-1", partner="P-1", began_at=NOON, steps=[step]),
    )
    done = at_desk.erase("U-1", as_of=NOON)

    assert (done.removed, done.blanked) == (0, 1)
    assert at_desk.get(Person, "U-1").value == Person(id="U-1")
    # A form that was opened before does not bring the name back.
    with pytest.raises(StaleWrite):
        at_desk.put(Person(id="U-1", name=SECRET), version=1)
    assert at_desk.network().standings[0].steps == (step,)
    (told,) = at_desk.held_about("U-1", as_of=NOON)["facts"]
    assert [each["decided_by"] for each in told["value"]["steps"]] == ["U-1"]
    with pytest.raises(NotFound):
        at_desk.erase("U-1")


@pytest.mark.parametrize("verb", ["erase", "object_to"])
def test_all_fits_together_after_partners_were_told(desk, verb):
    assert getattr(desk, verb)("U-9", as_of=NOON)
    assert "U-9" in {task.about.id for task in desk.network().tasks}


def read(desk, kind):
    with desk._books.reading() as reading:
        return list(reading.scan(kind))


def test_another_desk_that_knew_the_person_forgets(desk):
    other = Desk(desk._books._store, tenant="acme")
    assert other.due(as_of=NOON) == ()
    assert len(other.all(TrainingResult)) == 1
    desk.erase("U-9")

    assert other.all(TrainingResult) == ()


def test_a_decision_about_an_erased_contact_stays_and_is_not_made_again(desk):
    decision = desk.history("L-1")[-1].decision
    assert desk.explain("L-1").holds
    desk.erase("U-9")

    assert desk.history("L-1")[2].decision == decision
    with pytest.raises(NotReplayable, match="the lead as it was then"):
        desk.explain("L-1")


def test_an_objection_leaves_a_task_for_each_who_was_told_and_erases_nothing(desk):
    assert desk.object_to("U-9", key="k") == ("P-1",)
    assert desk.object_to("U-9", key="k") == ("P-1",)
    assert [task.title for task in desk.all(Task)] == ["objection"]
    assert desk.get(Person, "U-9").value.name == SECRET
    with pytest.raises(NotFound):
        desk.object_to("U-7")


def test_a_person_is_told_all_that_is_held(desk):
    found = desk.held_about("U-9", as_of=NOON)

    assert sorted(each["kind"] for each in found["facts"]) == ["Lead", "Person", "Person", "TrainingResult"]
    assert found["recipients"] == ["P-1"]
    assert {row["action"] for row in found["log"]} == {"put", "assign"}
    assert desk.held_about("U-7", as_of=NOON)["facts"] == []


def test_a_person_is_not_told_how_partners_stood_for_its_lead(desk):
    desk.put(Partner(id="P-2", credit_blocked=True))
    asked = desk.get(Lead, "L-2").value
    winner = desk.assign(asked, POLICY, as_of=NOON).winner
    desk.decline("L-2", why="Too far.", as_of=NOON)
    told = desk.held_about("U-8", as_of=NOON)["log"]

    given, declined = (row["record"]["value"] for row in told[-2:])
    assert given == {"facts": {"partner": winner}}
    assert "weight" not in str(told)
    assert "credit" not in str(told)
    assert set(declined["facts"]) == {"pool", "reason"}


def test_a_command_repeated_under_its_key_after_an_erasure_says_that_its_answer_was_erased(desk):
    lead = desk.get(Lead, "L-2").value
    decision = desk.assign(lead, POLICY, as_of=NOON, key="k-1", answer_by=datetime(2026, 3, 9, tzinfo=UTC))
    accepted = desk.accept("L-2", as_of=NOON, key="k-2")
    desk.erase("U-8")
    # Nothing of these names the person.
    assert (
        desk.assign(lead, POLICY, as_of=NOON, key="k-1", answer_by=datetime(2026, 3, 9, tzinfo=UTC))
        == decision
    )
    assert desk.accept("L-2", as_of=NOON, key="k-2") == accepted

    before = len(desk.events())
    with desk._books.writing() as unit:
        desk._books.append(unit, Record(), action="erase", kind="Lead", subject="L-2", actor="anna")
        desk._books.remove(unit, "Lead", "L-2")
        desk._books.append(unit, Record(), action="erase", kind="LeadOffer", subject="L-2", actor="anna")
        desk._books.remove(unit, "LeadOffer", "L-2")
    for again in (
        lambda: desk.assign(lead, POLICY, as_of=NOON, key="k-1", answer_by=datetime(2026, 3, 9, tzinfo=UTC)),
        lambda: desk.accept("L-2", as_of=NOON, key="k-2"),
    ):
        with pytest.raises(NotReplayable, match="was erased; it took effect once and is not repeated"):
            again()
    assert len(desk.events()) == before + 2
    assert desk.history("L-2")[0].is_erased


def test_an_answer_that_was_replaced_and_then_erased_says_so(desk):
    desk.assign(desk.get(Lead, "L-2").value, POLICY, as_of=NOON, answer_by=datetime(2026, 3, 9, tzinfo=UTC))
    desk.accept("L-2", as_of=NOON, key="k-2")
    stored = desk.get(LeadOffer, "L-2")
    desk.put(evolve(stored.value, answer_by=None), version=stored.version)
    with desk._books.writing() as unit:
        name = past_id("LeadOffer", "L-2", stored.version)
        desk._books.append(unit, Record(), action="erase", kind="Past", subject=name, actor="anna")
        desk._books.remove(unit, "Past", name)

    with pytest.raises(NotReplayable, match="LeadOffer L-2 cannot be made again: what it led to was erased"):
        desk.accept("L-2", as_of=NOON, key="k-2")


def test_what_a_person_sold_does_not_become_the_partners(desk):
    year, sold = Period.year(2026), {"partner": "P-1", "measure": "revenue"}
    of_person, whole = (
        Figure(period=year, value=Money.of(amount, "EUR"), person=person, **sold)
        for amount, person in ((100, "U-9"), (1000, None))
    )
    desk.record_actuals(of_person, whole, as_of=NOON)
    desk.erase("U-9", as_of=NOON)
    assert desk.all(Figure) == (whole,)

    desk.record_actuals(of_person, whole, as_of=NOON)
    assert sorted(each.value for each in desk.all(Figure)) == [of_person.value, whole.value]


def test_the_firm_that_took_over_the_leads_is_told(desk):
    desk.put(Partner(id="P-2"))
    desk.take_over("P-1", "P-2", why="Bought.", as_of=NOON)

    assert desk.erase("U-9", as_of=NOON).partners == ("P-1", "P-2")


def test_who_asks_twice_is_heard_twice_and_partners_are_told_anew_once_they_were_told(desk):
    later = datetime(2026, 6, 2, 12, tzinfo=UTC)
    assert desk.object_to("U-9", as_of=NOON) == desk.object_to("U-9", as_of=later) == ("P-1",)
    (task,) = desk.all(Task)
    assert task.due == date(2026, 4, 2), "the first request counts"
    desk.put(task.with_step("finish", at=later), version=1)

    desk.object_to("U-9", as_of=later)
    (task,) = desk.all(Task)
    assert (task.status, task.due) == ("open", date(2026, 7, 2))


def test_a_person_who_came_back_is_erased_again(desk):
    desk.erase("U-9", as_of=NOON)
    desk.put(Person(id="U-9", name=SECRET), version=desk.get(Person, "U-9").version)
    desk.put(Lead(id="L-3", contact="U-9", city=SECRET))
    desk.assign(desk.get(Lead, "L-3").value, POLICY, as_of=NOON)

    assert desk.erase("U-9", as_of=NOON).partners == ("P-1",)
    assert SECRET.encode() not in everything(desk)


def test_a_person_is_told_of_the_rows_about_what_has_no_id_of_its_own(desk):
    assert "TrainingResult" in {row["kind"] for row in desk.held_about("U-9", as_of=NOON)["log"]}
    assert "TrainingResult" not in {row["kind"] for row in desk.held_about("U-8", as_of=NOON)["log"]}
