from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, localcontext

import pytest

from partnerkit import Money, Network, Partner, Period
from partnerkit.facts import Answer, Figure, Interaction, ServiceCase, Survey, WarrantyClaim
from partnerkit.facts.consent import Consent
from partnerkit.facts.survey import Question
from partnerkit.interop import say
from partnerkit.review import review_partner, review_program

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SINCE = NOW - 91 * DAY
MOMENTS = {"since": SINCE, "as_of": NOW}


def area(name, *facts):
    return review_partner(Network.of(Partner(id="P-4"), *facts), "P-4", **MOMENTS)[name]


@pytest.mark.parametrize("name", ["service", "warranty", "receivables", "surveys", "contacts"])
def test_where_there_are_no_facts_nothing_is_known(name):
    found = area(name)
    assert (found.state, found.readings, found.stale[0].code) == ("unknown", (), "review-nothing-known")


@pytest.mark.parametrize(("days", "is_late"), [(1, True), (0, False), (-1, False)])
def test_a_case_is_late_after_its_moment(days, is_late):
    found = area("service", ServiceCase(id="S-1", partner="P-4", opened_at=SINCE, due_at=NOW - days * DAY))
    assert found["cases-late"].value == is_late
    assert found.state == ("look" if is_late else "good")


@pytest.mark.parametrize(("days", "waits"), [(30, True), (29, False)])
def test_a_claim_that_nobody_decides_is_found(days, waits):
    claim = WarrantyClaim(id="W-1", partner="P-4", claimed=Money.of(9, "EUR"), submitted_at=NOW - days * DAY)
    assert bool(area("warranty", claim).findings) == waits


def figure(measure, month, amount, currency="EUR"):
    return Figure(
        partner="P-4", measure=measure, period=Period.month(2026, month), value=Money.of(amount, currency)
    )


def test_old_receivables_are_stale_and_amounts_of_two_currencies_make_no_share():
    assert [each.code for each in area("receivables", figure("receivables", 1, 9)).stale] == ["review-stale"]
    assert area("receivables", figure("receivables", 5, 9)).stale == ()
    mixed = area("receivables", figure("receivables", 5, 9), figure("receivables_overdue", 5, 9, "SEK"))
    assert mixed["receivables-overdue-share"].value is None
    nothing = area("receivables", figure("receivables", 5, 0), figure("receivables_overdue", 5, 0))
    assert (nothing["receivables-overdue-share"].value, nothing.state) == (None, "good")


def test_stopped_credit_is_grave():
    network = Network.of(Partner(id="P-4", credit_blocked=True))
    found = review_partner(network, "P-4", **MOMENTS)["receivables"]
    assert (found.state, found["credit-stopped"].value) == ("act", 1)


@pytest.mark.parametrize(
    "consent",
    [
        None,
        Consent(basis="consent", purpose="offer"),
        Consent(basis="consent", purpose="review", withdrawn_at=NOW - DAY),
    ],
)
def test_an_answer_is_read_only_with_consent_for_reviews(consent):
    survey = Survey(
        id="Q-1", wave=1, mode="named", questions=[Question(id="recommend", kind="scale", least=0, most=10)]
    )
    answer = Answer(
        survey="Q-1", question="recommend", partner="P-4", on=date(2026, 6, 1), reply=9, consent=consent
    )
    assert area("surveys", survey, answer).state == "unknown"


@pytest.mark.parametrize(("days", "is_quiet"), [(91, True), (90, False)])
def test_whoever_was_not_spoken_with_for_long_is_quiet(days, is_quiet):
    call = Interaction(id="I-1", kind="call", partner="P-4", at=NOW - days * DAY, held=True)
    assert bool(area("contacts", call).findings) == is_quiet


@pytest.mark.parametrize(
    ("kind", "held", "counts"),
    [("message", None, True), ("visit", None, False), ("visit", False, False), ("call", True, True)],
)
def test_only_what_took_place_is_a_contact(kind, held, counts):
    found = area("contacts", Interaction(id="I-1", kind=kind, partner="P-4", at=NOW - DAY, held=held))
    assert found["contact-days"].value == (1 if counts else None)


def test_whoever_was_never_spoken_with_comes_first():
    network = Network.of(
        [Partner(id=each) for each in ("P-4", "P-5", "P-6")],
        Interaction(id="I-1", kind="call", partner="P-4", at=NOW - DAY, held=True),
        Interaction(id="I-2", kind="call", partner="P-5", at=NOW - 9 * DAY, held=True),
    )
    found = review_program(network, **MOMENTS)["contacts"]
    assert [each.id for each in found.lines] == ["P-6", "P-5", "P-4"]
    assert [each.subjects for each in found.findings] == [("P-6",)]
    assert say(found.findings[0].reason) == "P-6 has never been spoken with, as far as is on record."


def test_nobody_is_to_speak_with_a_firm_that_is_gone():
    call = Interaction(id="I-1", kind="call", partner="P-4", at=NOW - DAY, held=True)
    found = review_program(Network.of(Partner(id="P-4"), Partner(id="P-9", status="ended"), call), **MOMENTS)[
        "contacts"
    ]
    assert (found["contacts-quiet"].value, found.findings) == (0, ())


def test_who_came_since_was_not_quiet_before_and_who_comes_later_is_not_quiet_yet():
    network = Network.of(
        Partner(id="P-4"),
        Partner(id="P-6", known_from=NOW - 9 * DAY),
        Partner(id="P-9", known_from=NOW + DAY),
        Interaction(id="I-1", kind="call", partner="P-4", at=SINCE - DAY, held=True),
    )
    quiet = review_program(network, **MOMENTS)["contacts"]["contacts-quiet"]
    assert (quiet.value, quiet.before) == (2, 0)


def test_of_whom_one_of_two_is_unknown_is_no_part_of_a_share():
    network = Network.of(
        [Partner(id="P-4"), Partner(id="P-5")],
        figure("receivables", 5, 30),
        figure("receivables_overdue", 5, 20),
        Figure(partner="P-5", measure="receivables", period=Period.month(2026, 5), value=Money.of(90, "EUR")),
    )
    found = review_program(network, **MOMENTS)["receivables"]
    assert found["receivables"].value == Money.of(120, "EUR")
    assert found["receivables-overdue-share"].value == Decimal("0.6667")


def test_the_decimal_context_of_the_host_changes_nothing():
    ended = ServiceCase(
        id="S-1", partner="P-4", status="resolved", opened_at=NOW - 200 * DAY, resolved_at=NOW - DAY
    )
    facts = (ended, figure("receivables", 5, 30), figure("receivables_overdue", 5, 20))
    with localcontext(prec=3):
        assert area("service", *facts)["cases-hours"].value == Decimal("4776.0")
        assert area("receivables", *facts)["receivables-overdue-share"].value == Decimal("0.6667")


def test_the_gravest_cases_are_told_where_not_all_can_be():
    cases = [
        ServiceCase(
            id=f"S-{at}", partner="P-4", opened_at=SINCE, due_at=NOW - at * DAY, priority="urgent" if at == 1 else None
        )
        for at in range(1, 30)
    ]  # fmt: skip
    told = [each.subjects[0] for each in area("service", *cases).findings]
    assert (told[:2], len(told)) == (["S-1", "S-29"], 20)


def test_questions_of_two_series_are_two():
    yes = Consent(basis="consent", purpose="review")
    asked = [Question(id="q", kind="text")]
    surveys = [Survey(id=each, wave=1, mode="named", questions=asked) for each in ("Q-1", "Q-2")]
    said = [
        Answer(survey=each.id, question="q", partner="P-4", on=date(2026, 6, 1), reply="well", consent=yes)
        for each in surveys
    ]
    assert area("surveys", surveys, said)["survey-answers"].value == 2
