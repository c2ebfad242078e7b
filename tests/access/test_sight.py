"""A kind is sifted once, when it is asked for; what is whole is shared."""

from datetime import UTC, datetime, timedelta

from attrs import evolve

from partnerkit import Period
from partnerkit.access import HIDDEN, visible
from partnerkit.facts import (
    Account,
    Consent,
    DealRegistration,
    Figure,
    HandOver,
    Interaction,
    Lead,
    Measure,
    Network,
    Partner,
    Person,
    Plan,
    PlanStep,
    Subject,
    Task,
)

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_what_is_whole_is_the_network_s_own(network):
    view = visible(network, "U-0", as_of=NOW)

    assert view.all(Measure) is network.all(Measure)
    assert view.all(Partner) == network.all(Partner)


def test_a_kind_is_sifted_once(network):
    sight = visible(network, "X-1", as_of=NOW).stock.facts

    assert sight[Task] is sight[Task]
    assert Task in sight
    assert str not in sight


def test_the_network_stays_as_it_was(network):
    before = repr(list(network))
    for viewer in ("X-1", "U-1", "U-2"):
        list(visible(network, viewer, as_of=NOW))

    assert repr(list(network)) == before


def test_what_the_vendors_people_are_to_do_about_a_partner_stays_among_them():
    tasks = [
        Task(id="asked for", partner="P-1", raised_by="partner", owner="U-1"),
        Task(id="asked of all", partner="P-1", raised_by="vendor"),
        Task(id="owed", partner="P-1", raised_by="vendor", owner="X-2"),
        Task(id="the vendor's own", partner="P-1", raised_by="vendor", owner="U-1"),
        Task(id="whose, nobody knows", partner="P-1"),
    ]
    network = Network.of(
        [Partner(id="P-1", account_owner="U-1"), Person(id="X-2", employer="P-1"), *tasks],
        Person(id="U-1", roles=["territory-manager"], permission="self"),
        Person(id="X-1", employer="P-1", roles=["owner"], permission="all"),
    )

    assert [each.id for each in visible(network, "X-1", as_of=NOW).tasks] == [
        "asked for",
        "asked of all",
        "owed",
    ]
    assert len(visible(network, "U-1", as_of=NOW).tasks) == len(tasks)


def test_what_names_somebody_hidden_is_hidden_in_the_parts_of_a_fact_too():
    network = Network.of(
        [Partner(id="P-1"), Partner(id="P-2"), Person(id="U-1")],
        Person(id="X-1", employer="P-1", roles=["owner"], permission="all"),
        HandOver(id="H-1", partner="P-1", on=NOW.date(), changes="partner", to="P-2"),
        HandOver(id="H-2", partner="P-1", on=NOW.date(), changes="owner", to="X-1"),
        Plan(
            id="B-1",
            kind="onboarding",
            partner="P-1",
            period=Period.year(2026),
            steps=[
                PlanStep(id=owner, code="talk", by="vendor", owner=owner, due=NOW.date(), done_on=NOW.date())
                for owner in ("U-1", "X-1")
            ],
        ),
        Task(id="K-1", partner="P-1", raised_by="vendor", about=Subject(model="Partner", id="P-2")),
        Task(id="K-2", partner="P-1", raised_by="vendor", about=Subject(model="Partner", id="P-1")),
        Task(id="K-3", partner="P-1", raised_by="vendor"),
    )
    view = visible(network, "X-1", as_of=NOW)

    assert [each.to for each in view.hand_overs] == [HIDDEN, "X-1"]
    assert [each.owner for each in view.plans[0].steps] == [HIDDEN, "X-1"]
    assert [each.about for each in view.tasks] == [HIDDEN, network.get(Task, "K-2").about, None]
    before = view.plans[0].as_known_at(NOW - timedelta(days=1))
    assert [(each.owner, each.done_on) for each in before.steps] == [(HIDDEN, None), ("X-1", None)]


def test_what_is_hidden_was_hidden_before_it_took_place_too(network):
    visit = Interaction(
        id="I-9",
        kind="visit",
        partner="P-1",
        at=NOW,
        known_from=NOW - timedelta(days=9),
        held=True,
        minutes=60,
        travel_minutes=90,
    )
    view = visible(network.with_(visit), "X-1", as_of=NOW)
    before = view.get(Interaction, "I-9").as_known_at(NOW - timedelta(days=1))

    assert (before.minutes, before.travel_minutes) == (None, HIDDEN)


def test_whom_else_a_customer_named_is_hidden_in_its_consent():
    def allowed(*partners):
        return Consent(
            basis="consent", purpose="offer", may_be_passed_on=True, recipients=partners or None,
            withdrawn_at=NOW,
        )  # fmt: skip

    leads = [
        Lead(id="L-1", consent=allowed("P-1", "P-2")),
        Lead(id="L-2", consent=allowed("P-1")),
        Lead(id="L-3", consent=allowed()),
        Lead(id="L-4"),
    ]
    deal = DealRegistration(id="D-1", partner="P-1", customer="Werft", consent=allowed("P-1", "P-2"))
    people = [
        Person(id="X-1", employer="P-1", roles=["seller"], permission="all"),
        Person(id="X-2", employer="P-1", roles=["bookkeeper"], permission="all"),
        Person(id="U-1", roles=["territory-manager"], permission="all"),
    ]
    network = Network.of([Partner(id="P-1", account_owner="U-1"), Partner(id="P-2")], people, leads, deal)
    view = visible(network, "X-1", as_of=NOW, held={lead.id: "P-1" for lead in leads})

    assert [each.consent and each.consent.recipients for each in view.leads] == [HIDDEN, ("P-1",), None, None]
    assert view.deals[0].consent.recipients is HIDDEN
    assert view.leads[0].as_known_at(NOW - timedelta(days=1)).consent.withdrawn_at is None
    # What a person permitted is personal on a deal as on a lead.
    assert visible(network, "U-1", as_of=NOW).deals[0].consent is HIDDEN


def test_a_customer_that_a_record_was_corrected_to_and_no_other_is_seen():
    """The registration was first written down under the customer of somebody else."""
    corrected = NOW - timedelta(days=1)
    deal = DealRegistration(id="D-1", partner="P-1", account="A-9", known_until=corrected)
    network = Network.of(
        Partner(id="P-1"),
        Person(id="X-1", employer="P-1", roles=["owner"], permission="all"),
        [Account(id=each, name=f"name of {each}") for each in ("A-7", "A-9")],
        deal,
        evolve(deal, account="A-7", known_from=corrected, known_until=None),
    )
    view = visible(network, "X-1", as_of=NOW)

    assert [each.id for each in view.accounts] == ["A-7"]
    assert [each.account for each in view.versions(DealRegistration, "D-1")] == [HIDDEN, "A-7"]


def test_a_view_can_be_narrowed_where_what_sorts_its_facts_is_hidden(network):
    view = visible(network, "X-1", as_of=NOW)

    assert {each.source for each in view.figures} == {HIDDEN}
    assert view.narrowed({Figure: reversed(view.figures)}).figures == view.figures
    assert len(view.changes_since(Network.of())) == len(view)
