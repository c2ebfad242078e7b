"""Who is asked, what follows from the answer, and who is asked next?"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import (
    FairShare,
    Ledger,
    OfferBook,
    Offering,
    Precedence,
    answer,
    carry_out,
    named_partner,
    offer_leads,
    reassign,
    replay,
    report_outcome,
    run_due,
    withdraw,
)
from partnerkit.values.errors import IllegalTransition, InvalidInput, InvalidValue

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
PARTNERS = [Partner(id=name, territories=["de"]) for name in ("P-4", "P-5", "P-6")]
UNITS = FairShare(default=1, value="unit")


def offering(**changes):
    return Offering(**{"policy": UNITS, "within": 8 * HOUR, **changes})


def lead(number=1, **more):
    return Lead(id=f"L-{number}", territory="de", **more)


class Channel:
    """A host that keeps book, ledger and history, and calls the verbs."""

    def __init__(self, partners=PARTNERS, **terms):
        self.partners, self.terms = partners, offering(**terms)
        self.book, self.ledger, self.history, self.findings = OfferBook(), Ledger(), [], ()

    def take(self, step):
        self.book, self.ledger, self.findings = step.book, step.ledger, step.findings
        self.history += step.entries
        assert replay(self.history) == self.ledger
        return step

    def offer(self, *leads, at=MONDAY):
        return self.take(
            offer_leads(self.book, leads, self.partners, self.terms, ledger=self.ledger, as_of=at)
        )

    def answer(self, name, event, at=MONDAY, reason=None):
        return self.take(
            answer(
                self.book,
                name,
                event,
                self.partners,
                self.terms,
                ledger=self.ledger,
                at=at,
                by="anna",
                reason=reason,
            )
        )

    def run(self, at):
        return self.take(
            carry_out(
                self.book,
                run_due(self.book, as_of=at),
                self.partners,
                self.terms,
                ledger=self.ledger,
                as_of=at,
            )
        )

    def live(self):
        return {each.id: each.partner for each in self.book.live}


def test_the_life_of_a_lead_from_offer_to_outcome():
    channel = Channel()
    channel.offer(lead())
    ((name, partner),) = channel.live().items()

    for event in ("open", "accept", "work"):
        channel.answer(name, event, MONDAY + HOUR)
    assert channel.book.case("L-1").holder == partner
    assert channel.ledger.holder("L-1").partner == partner

    channel.take(
        report_outcome(channel.book, name, "won", ledger=channel.ledger, at=MONDAY + 2 * HOUR, by="anna")
    )
    assert (channel.book.offer(name).status, channel.book.offer(name).outcome) == ("reported", "won")
    assert (channel.book.case("L-1").state, channel.ledger.holder("L-1")) == ("over", None)


def test_a_refused_lead_goes_to_the_next_and_never_back():
    channel = Channel()
    channel.offer(lead())
    asked = []
    for turn in range(3):
        ((name, partner),) = channel.live().items()
        asked.append(partner)
        channel.answer(name, "decline", MONDAY + turn * HOUR, "no-capacity")

    assert sorted(asked) == ["P-4", "P-5", "P-6"]
    case = channel.book.case("L-1")
    assert (case.state, case.lead.earlier_holders) == ("waiting", tuple(asked))


def test_where_nobody_is_left_the_lead_waits_and_somebody_is_told():
    channel = Channel(PARTNERS[:1])
    channel.offer(lead())
    channel.answer("L-1/1", "decline", reason="too far")

    (finding,) = channel.findings
    assert (finding.code, finding.severity, finding.subjects) == ("lead-without-partner", "high", ("L-1",))
    assert [each.code for each in finding.proposals] == ["ask-earlier-holders", "give-by-hand"]
    assert [each.code for each in finding.evidence] == ["earlier-holder"]
    assert channel.book.findings == (finding,)
    assert [each.kind for each in run_due(channel.book, as_of=MONDAY)] == ["place"]


def test_a_waiting_lead_is_placed_once_somebody_can_take_it():
    channel = Channel([Partner(id="P-4", territories=["at"])])
    channel.offer(lead())
    assert channel.book.findings[0].code == "lead-without-partner"

    channel.run(MONDAY + HOUR)
    assert len(channel.book.findings) == 1

    channel.partners = PARTNERS
    due = run_due(channel.book, as_of=MONDAY + 2 * HOUR)
    channel.run(MONDAY + 2 * HOUR)
    assert channel.book.case("L-1").state == "offered"
    assert channel.book.findings == ()
    again = carry_out(
        channel.book, due, PARTNERS, channel.terms, ledger=channel.ledger, as_of=MONDAY + 2 * HOUR
    )
    assert again.offers == ()


def test_an_offer_that_runs_out_expires_once_and_the_next_is_asked():
    channel = Channel()
    channel.offer(lead())
    ((name, first),) = channel.live().items()
    due = run_due(channel.book, as_of=MONDAY + 9 * HOUR)
    step = channel.run(MONDAY + 9 * HOUR)

    assert channel.book.offer(name).status == "expired"
    assert channel.book.offer(name).since == MONDAY + 8 * HOUR
    assert [entry.reason.code for entry in step.entries] == ["lead-expired", "lead-given-drawn"]
    again = carry_out(
        channel.book, due, PARTNERS, channel.terms, ledger=channel.ledger, as_of=MONDAY + 9 * HOUR
    )
    assert (again.entries, again.offers) == ((), ())
    assert list(channel.live().values()) != [first]


def test_after_the_deadline_it_is_too_late_even_if_nobody_marked_it():
    channel = Channel()
    channel.offer(lead())

    channel.answer("L-1/1", "open", MONDAY + 9 * HOUR)
    for event, reason in (("accept", None), ("decline", "late")):
        with pytest.raises(InvalidValue, match="time to answer ended"):
            channel.answer("L-1/1", event, MONDAY + 9 * HOUR, reason)
    # What was due before the partner looked at it still expires.
    channel.run(MONDAY + 10 * HOUR)
    assert channel.book.offer("L-1/1").status == "expired"
    assert channel.book.case("L-1").state == "offered"


def test_at_the_deadline_itself_it_is_not_too_late():
    channel = Channel()
    channel.offer(lead())
    channel.run(MONDAY + 8 * HOUR)
    channel.answer("L-1/1", "accept", MONDAY + 8 * HOUR)

    assert channel.book.case("L-1").state == "held"


@pytest.mark.parametrize(
    ("how", "penalty"), [("decline", Decimal("0.5")), ("expire", Decimal("0.25")), ("free", Decimal(0))]
)
def test_refusing_costs_what_was_agreed(how, penalty):
    terms = {} if how == "free" else {f"{'decline' if how == 'decline' else 'expiry'}_penalty": penalty}
    channel = Channel(PARTNERS[:2], rounds=1, **terms)
    channel.offer(lead())
    ((name, partner),) = channel.live().items()
    if how == "expire":
        channel.run(MONDAY + 9 * HOUR)
    else:
        channel.answer(name, "decline", reason="no-capacity")

    assert channel.ledger.amount(channel.ledger[partner].balance) == -penalty
    assert channel.ledger.holder("L-1") is None


def test_offered_to_several_at_once_the_first_to_accept_gets_it():
    channel = Channel(at_once=2)
    channel.offer(lead())
    assert channel.live().keys() == {"L-1/1", "L-1/2"}
    assert channel.ledger.leads == 0

    first, second = channel.book.live
    channel.answer(second.id, "accept", MONDAY + HOUR)

    assert channel.book.offer(first.id).status == "withdrawn"
    assert channel.ledger.holder("L-1").partner == second.partner
    # All who could take it are owed their share, whoever was quickest.
    assert channel.ledger.amount(channel.ledger["P-6"].entitled) > 0
    with pytest.raises(IllegalTransition):
        channel.answer(first.id, "accept", MONDAY + HOUR)


def test_of_several_only_the_last_refusal_brings_the_next():
    channel = Channel(at_once=2)
    channel.offer(lead())
    channel.answer("L-1/1", "decline", reason="no-capacity")
    assert channel.live().keys() == {"L-1/2"}

    channel.run(MONDAY + 9 * HOUR)
    assert channel.live().keys() == {"L-1/3"}
    assert len(set(channel.book.case("L-1").lead.earlier_holders)) == 2


def test_the_first_come_pool_asks_all_and_is_off_unless_asked_for():
    assert offering().at_once == 1

    channel = Channel(at_once=None)
    channel.offer(lead())
    assert sorted(channel.live().values()) == ["P-4", "P-5", "P-6"]
    channel.answer("L-1/3", "accept")
    assert [entry.reason.code for entry in channel.history] == ["lead-given-by-hand"]


@pytest.mark.parametrize("at_once", [1, 2, None])
@pytest.mark.parametrize(("unable", "counted"), [("wait", True), ("pool", False), ("wait", False)])
def test_what_is_somebody_s_by_right_costs_him_nothing_however_many_are_asked_at_once(
    at_once, unable, counted
):
    terms = {"precedence": Precedence(rights=[named_partner(unable=unable)], counted=counted)}
    asked = offering(at_once=at_once)
    step = offer_leads(
        OfferBook(), [lead(named_partner="P-5")], PARTNERS, asked, ledger=Ledger(), as_of=MONDAY, **terms
    )
    assert [each.partner for each in step.book.live] == ["P-5"]
    told = {"ledger": step.ledger, "at": MONDAY + HOUR, "by": "anna", **terms}
    step = answer(step.book, "L-1/1", "accept", PARTNERS, asked, **told)

    assert step.ledger.holder("L-1").partner == "P-5"
    # It is nobody else's chance, or it does not count.
    assert set(step.ledger.balances.values()) == {0}
    assert step.ledger.corrected == 0


def test_a_lead_that_goes_round_too_often_is_looked_at_by_a_person():
    channel = Channel(rounds=2)
    channel.offer(lead())
    for name in ("L-1/1", "L-1/2"):
        channel.answer(name, "decline", reason="no")

    assert [each.code for each in channel.findings] == ["lead-refused-often"]
    assert channel.book.case("L-1").state == "waiting"


@pytest.mark.parametrize("steps", [(), ("accept",), ("accept", "work")])
def test_what_is_taken_back_leaves_no_trace_in_the_balances(steps):
    channel = Channel()
    channel.offer(lead())
    for event in steps:
        channel.answer("L-1/1", event)
    channel.take(
        withdraw(channel.book, "L-1", ledger=channel.ledger, at=MONDAY + HOUR, by="anna", why="A test entry.")
    )

    assert set(channel.ledger.balances.values()) == {0}
    assert (channel.book.case("L-1").state, channel.book.live) == ("over", ())
    with pytest.raises(IllegalTransition):
        withdraw(channel.book, "L-1", ledger=channel.ledger, at=MONDAY, by="anna", why="Again.")


def test_taking_back_closes_what_several_were_offered():
    channel = Channel(at_once=None)
    channel.offer(lead())
    channel.take(
        withdraw(channel.book, "L-1", ledger=channel.ledger, at=MONDAY, by="anna", why="Sold by ourselves.")
    )

    assert {each.status for each in channel.book.offers} == {"withdrawn"}


def test_a_lead_is_offered_once():
    channel = Channel()
    channel.offer(lead())

    with pytest.raises(InvalidValue, match=r"leads\[0\]\.id.*in the book"):
        channel.offer(lead())
    with pytest.raises(InvalidInput):
        channel.offer(lead(), lead())
    held = Ledger().with_open({"L-2": "P-4"})
    with pytest.raises(InvalidValue, match="open in the ledger"):
        offer_leads(OfferBook(), [lead(2)], PARTNERS, offering(), ledger=held, as_of=MONDAY)


@pytest.mark.parametrize(("changes", "path"), [({"event": "report"}, "event"), ({"by": ""}, "by")])
def test_an_outcome_is_no_answer_and_somebody_says_so(changes, path):
    channel = Channel()
    channel.offer(lead())
    for event in ("accept", "work"):
        channel.answer("L-1/1", event)
    told = {"name": "L-1/1", "event": "work", "by": "anna", "ledger": channel.ledger, "at": MONDAY, **changes}

    with pytest.raises(InvalidValue, match=f"^{path}: "):
        answer(channel.book, partners=PARTNERS, offering=channel.terms, **told)


def test_after_an_error_the_book_is_as_good_as_before():
    channel = Channel()
    channel.offer(lead())
    book = channel.book
    with pytest.raises(InvalidValue):
        channel.answer("L-1/1", "decline")

    assert book.offer("L-1/1").status == "offered"
    assert channel.book is book


@pytest.mark.parametrize("said", [(), ("accept",), ("accept", "work")])
def test_whoever_lost_a_lead_by_hand_no_longer_answers_for_it(said):
    channel = Channel(expiry_penalty=Decimal("0.5"))
    channel.offer(lead())
    ((name, first),) = channel.live().items()
    for event in said:
        channel.answer(name, event)
    new = next(each.id for each in PARTNERS if each.id != first)
    given = reassign(
        lead(), new, PARTNERS, UNITS, ledger=channel.ledger, as_of=MONDAY + HOUR, by="anna", why="On leave."
    )
    channel.ledger, before = given.ledger, given.ledger.balances
    channel.history.append(given.entry)

    def reports():
        report_outcome(channel.book, name, "won", ledger=channel.ledger, at=MONDAY + HOUR, by="max")

    def answers():
        event, reason = ("work", None) if said else ("decline", "no-capacity")
        channel.answer(name, event, MONDAY + HOUR, reason)

    with pytest.raises(InvalidValue, match=r"^name: .*by hand") as refused:
        (reports if "work" in said else answers)()
    assert new not in str(refused.value)

    if not said:
        # Nobody pays for the time that ran out: neither he, nor the one who has it now.
        channel.run(MONDAY + 9 * HOUR)
        assert (channel.book.offer(name).status, channel.book.offer(name).reason) == (
            "withdrawn",
            "moved-by-hand",
        )
        assert (channel.book.case("L-1").state, channel.book.case("L-1").holder) == ("held", new)
    assert (channel.ledger.balances, channel.ledger.holder("L-1").partner) == (before, new)


@pytest.mark.parametrize(("changes", "path"), [({"by": ""}, "by"), ({"why": " "}, "why")])
def test_who_takes_back_a_lead_that_waits_says_why(changes, path):
    channel = Channel(partners=[Partner(id="P-4", territories=["se"])])
    channel.offer(lead())

    with pytest.raises(InvalidValue, match=f"^{path}: "):
        withdraw(
            channel.book, "L-1", ledger=channel.ledger, at=MONDAY, **{"by": "anna", "why": "Sold.", **changes}
        )


def test_a_policy_that_is_none_is_refused_where_the_offering_is_made():
    with pytest.raises(InvalidValue, match=r"^policy: "):
        offering(policy="fair")


@pytest.mark.parametrize("within", [timedelta(), timedelta.max])
def test_the_time_to_answer_has_an_end(within):
    with pytest.raises(InvalidValue, match=r"^within: "):
        offering(within=within)
