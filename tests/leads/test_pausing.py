"""What if a partner lets the time run out again and again?"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve

from partnerkit.facts.partner import Partner
from partnerkit.facts.tree import Tree
from partnerkit.leads import Ledger, MembershipChanged, Offer, PauseCase, apply, propose_pauses
from partnerkit.leads.pausing import PAUSE_COURSE
from partnerkit.values.errors import IllegalTransition, InvalidInput, InvalidValue
from partnerkit.values.time import Period, Span

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
NOW = MONDAY + 20 * DAY


def ran_out(count, partner="P-4", status="expired", day=1):
    return [
        Offer(
            id=f"{partner}-{n}/1",
            lead=f"L-{n}",
            partner=partner,
            offered_at=MONDAY + n * DAY,
            due=MONDAY + (n + day) * DAY,
            since=MONDAY + (n + day) * DAY,
            status=status,
        )
        for n in range(count)
    ]


def partner(name="P-4", *territories, **more):
    return Partner(id=name, territories=territories or ["de"], **more)


BOTH = [partner(), partner("P-5")]


def proposed(offers, partners=BOTH, **more):
    return {each.partner: each for each in propose_pauses(offers, partners, as_of=NOW, **more)}


def test_a_pause_is_proposed_after_repeated_breaches_and_asks_first():
    told = proposed(ran_out(3))["P-4"]

    assert (told.case.status, told.case.is_paused) == ("proposed", False)
    assert told.case.breaches == ("P-4-0/1", "P-4-1/1", "P-4-2/1")
    assert told.finding.code == "offers-ran-out"
    assert [each.code for each in told.finding.proposals] == ["pause-proposed"]
    assert told.case.statement_due == NOW + 14 * DAY


@pytest.mark.parametrize(
    ("offers", "more"),
    [
        (ran_out(2), {}),
        (ran_out(3, status="declined"), {}),
        (ran_out(3), {"window": 5 * DAY}),
        (ran_out(3), {"excused": {"P-4-1/1": "bad-contact-data"}}),
        (ran_out(3), {"outages": [Span(start=MONDAY + DAY, end=MONDAY + DAY * 1.5)]}),
        (ran_out(3), {"partners": [partner(absences=[Period.day(date(2026, 3, 3))]), BOTH[1]]}),
        (ran_out(3, "P-9"), {}),
    ],
)
def test_what_is_no_fault_of_the_partner_does_not_count(offers, more):
    assert proposed(offers, **more) == {}


def test_who_came_back_on_the_day_of_an_offer_could_have_answered():
    before = partner(absences=[Period.of(date(2026, 2, 20), MONDAY.date())])

    assert proposed(ran_out(3), [before, BOTH[1]])["P-4"].case.breaches == ("P-4-0/1", "P-4-1/1", "P-4-2/1")


def test_a_breach_counts_as_long_as_the_window_reaches_back():
    assert proposed(ran_out(3), window=19 * DAY)["P-4"].case.breaches == ("P-4-0/1", "P-4-1/1", "P-4-2/1")


@pytest.mark.parametrize(
    "partners",
    [
        [partner(), partner("P-5", "at")],
        [partner(), partner("P-5", status="terminated")],
        [partner("P-4", "at", "de"), partner("P-5", "at")],
        [Partner(id="P-4"), partner("P-5")],
        [partner()],
        [partner(), partner("P-5", credit_blocked=True)],
        [partner(), partner("P-5", capacity=0)],
        [partner(), Partner(id="P-5", unknown=["territories"])],
    ],
)
def test_the_last_one_of_a_territory_is_never_paused(partners):
    told = proposed(ran_out(5), partners)["P-4"]

    assert told.case is None
    assert told.finding.code == "pause-would-leave-nobody"


def test_the_last_one_with_a_product_or_a_language_is_the_last_one_too():
    tree = Tree.from_parents({"network": None, "firewall": "network"})
    pair = [
        partner(products=["firewall"], languages=["de", "sv"]),
        partner("P-5", products=["network"], languages=["de"]),
    ]

    def served(partners, **more):
        return proposed(ran_out(3), partners, **more)["P-4"].finding.reason.facts.get("served")

    assert served(pair) == ("de", "firewall")
    assert served(pair, products=tree) == ("de", "firewall", "sv")
    assert served([*pair, partner("P-6", languages=["sv-FI"])], products=tree) is None
    assert served([*pair, partner("P-6", "at", languages=["sv"])], products=tree) == ("de", "firewall", "sv")
    assert served([partner(languages=["sv"]), partner("P-5", products=["firewall"])]) == ("de",)


def test_whoever_serves_a_territory_above_serves_it_too():
    tree = Tree.from_parents({"de": None, "de-north": "de"})
    partners = [partner("P-4", "de-north"), partner("P-5", "de")]

    assert proposed(ran_out(3), partners)["P-4"].case is None
    assert proposed(ran_out(3), partners, territories=tree)["P-4"].case is not None


def test_of_two_who_cannot_both_be_left_out_the_worse_one_is_proposed():
    told = proposed([*ran_out(3, "P-4"), *ran_out(4, "P-5")])

    assert (told["P-4"].case is None, told["P-5"].case is None) == (True, False)


def test_who_is_paused_serves_nothing_and_is_not_proposed_again():
    case = proposed(ran_out(3))["P-4"].case
    paused = case.confirm(at=NOW + 15 * DAY, by="anna", why="No answer.", partners=BOTH)

    assert proposed([*ran_out(3), *ran_out(3, "P-5")], running=[paused])["P-5"].case is None
    assert "P-4" not in proposed(ran_out(3), running=[paused])
    assert "P-4" not in proposed(ran_out(3), running=[case])


def test_what_was_judged_does_not_count_again():
    dismissed = case_().dismiss(at=NOW, by="anna", why="They moved house.")
    served = confirmed(at=NOW + 2 * DAY).end(at=NOW + 40 * DAY)

    for case in (dismissed, served):
        assert "P-4" not in proposed(ran_out(5), running=[case])
        assert proposed(ran_out(6), running=[case])["P-4"].case.breaches == (
            "P-4-3/1",
            "P-4-4/1",
            "P-4-5/1",
        )


def case_():
    return proposed(ran_out(3))["P-4"].case


def confirmed(**more):
    heard = case_().state("We moved house.", at=NOW + DAY)
    return heard.confirm(**{"at": NOW + 2 * DAY, "by": "anna", "why": "It lasts.", "partners": BOTH, **more})


def test_a_person_decides_after_the_partner_was_heard_and_the_pause_ends():
    with pytest.raises(InvalidValue, match="hear the partner first"):
        case_().confirm(at=NOW + DAY, by="anna", why="At once.", partners=BOTH)

    paused = confirmed()
    assert (paused.is_paused, paused.statement) == (True, "We moved house.")
    assert paused.ends_at == NOW + 32 * DAY
    with pytest.raises(InvalidValue, match="not before its end"):
        paused.end(at=NOW + 31 * DAY)
    assert paused.end(at=NOW + 32 * DAY).status == "ended"


def test_silence_does_not_stop_the_case_for_ever():
    late = NOW + 14 * DAY + timedelta(seconds=1)

    with pytest.raises(InvalidValue, match="hear the partner first"):
        case_().confirm(at=NOW + 14 * DAY, by="anna", why="No answer.", partners=BOTH)
    assert case_().confirm(at=late, by="anna", why="No answer.", partners=BOTH).is_paused
    with pytest.raises(InvalidValue, match="there is still the appeal"):
        case_().state("Sorry.", at=late)


def test_whoever_became_the_last_one_meanwhile_is_not_paused():
    with pytest.raises(InvalidValue, match="nobody else serves de"):
        confirmed(partners=BOTH[:1])
    assert case_().dismiss(at=NOW, by="anna", why="They are the last one.").status == "dismissed"


def test_an_appeal_is_heard_by_somebody_else():
    appealed = confirmed().appeal("It was the portal.", at=NOW + 3 * DAY)
    assert appealed.is_paused

    with pytest.raises(InvalidValue, match="another person"):
        appealed.settle("uphold", at=NOW + 4 * DAY, by="anna", why="No.")
    lifted = appealed.settle("lift", at=NOW + 4 * DAY, by="bea", why="It was.")
    assert (lifted.status, lifted.is_paused) == ("lifted", False)
    assert appealed.settle("uphold", at=NOW + 4 * DAY, by="bea", why="No.").is_paused


def test_a_pause_is_an_entry_of_the_ledger_and_so_is_its_end():
    ledger = apply(
        Ledger(), MembershipChanged(partner="P-4", step="join", at=MONDAY, by="anna", why="Signed.")
    )
    paused = confirmed()
    ledger = apply(ledger, paused.entry(by="anna"))
    assert ledger["P-4"].away is not None
    assert case_().entry(by="anna") is None

    ended = paused.end(at=NOW + 40 * DAY)
    assert apply(ledger, ended.entry(by="scheduler"))["P-4"].away is None


def test_people_say_why_and_clocks_do_not():
    free = {each.event for each in PAUSE_COURSE.transitions if not each.reason_required}

    # To state how it came about is itself what is said.
    assert free == {"state", "end"}


def test_a_step_is_taken_at_an_instant():
    naive = datetime(2026, 5, 2, 9)
    steps = (
        lambda: case_().state("Sorry.", at=naive),
        lambda: case_().dismiss(at=naive, by="anna", why="No."),
        lambda: confirmed(at=naive),
        lambda: confirmed().appeal("No.", at=naive),
        lambda: confirmed().end(at=naive),
    )

    for step in steps:
        with pytest.raises(InvalidValue, match=r"^at: "):
            step()


def test_the_end_is_an_instant_whatever_the_clocks_do_meanwhile():
    before_summer_time = datetime(2026, 3, 28, 9, tzinfo=ZoneInfo("Europe/Berlin"))
    case = evolve(case_(), since=before_summer_time, statement_due=before_summer_time - DAY)
    paused = case.confirm(at=before_summer_time, by="anna", why="No answer.", partners=BOTH)

    assert paused.ends_at == before_summer_time.astimezone(UTC) + case.length


def test_no_step_is_taken_out_of_turn():
    with pytest.raises(IllegalTransition):
        case_().appeal("Too early.", at=NOW + DAY)
    with pytest.raises(InvalidValue, match="not before its last step"):
        confirmed().appeal("Before.", at=NOW)
    with pytest.raises((InvalidValue, InvalidInput), match="why"):
        case_().dismiss(at=NOW, by="anna", why=" ")
    assert PAUSE_COURSE.endless == ()


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"least": 0}, "least"),
        ({"least": True}, "least"),
        ({"excused": {"x": "bad-mood"}}, r"excused\.x"),
        ({"window": timedelta()}, "window"),
        ({"to_answer": -timedelta.resolution}, "to_answer"),
        ({"length": timedelta()}, "length"),
        ({"length": 30}, "length"),
    ],
)
def test_terms_that_make_no_sense_are_refused(more, path):
    with pytest.raises(InvalidValue, match=path):
        proposed([], **more)


def test_a_pause_lasts_and_is_asked_about_before_it_is_decided():
    with pytest.raises(InvalidValue, match="length"):
        evolve(case_(), length=-DAY)
    with pytest.raises(InvalidValue, match="statement_due"):
        evolve(case_(), statement_due=NOW - timedelta.resolution)
    assert proposed(ran_out(3), to_answer=timedelta())["P-4"].case.statement_due == NOW


@pytest.mark.parametrize(("length", "days"), [(DAY, 1), (DAY * 1.5, 2), (timedelta(hours=1), 1)])
def test_a_pause_is_never_told_shorter_than_it_would_be(length, days):
    (proposal,) = proposed(ran_out(3), length=length)["P-4"].finding.proposals

    assert proposal.facts["days"] == days


def test_cases_compare_by_what_they_hold():
    assert case_() == case_()
    assert isinstance(case_(), PauseCase)


@pytest.mark.parametrize("name", ["window", "to_answer", "length"])
def test_no_time_of_a_pause_is_beyond_the_calendar(name):
    with pytest.raises(InvalidValue, match=f"^{name}: .*100 years"):
        propose_pauses([], [], as_of=datetime(2026, 3, 2, tzinfo=UTC), **{name: timedelta.max})
