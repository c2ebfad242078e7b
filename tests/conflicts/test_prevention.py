"""Asked before it is written: what the host sees, and what a partner is told."""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from partnerkit.conflicts import Attempts, detect, prevent, rules
from partnerkit.conflicts.rules.uniform_pricing import uniform_pricing
from partnerkit.facts import DealRegistration, Grant, Network, Partner, Person, PriceTerm
from partnerkit.values import Money, Period
from partnerkit.values.errors import InvalidValue

NOW = datetime(2026, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def grant(partner, territory="de"):
    return Grant(partner=partner, territory=territory, exclusive=True, period=Period.year(2026))


def term(clause, name="T-5"):
    price = Money.of("9", "EUR")
    return PriceTerm(id=name, partner="P-5", product="firewall", list_price=price, resale=clause)


NETWORK = Network.of([Partner(id=name, form="resells") for name in ("P-4", "P-5")], grant("P-4"))
OVERLAP = [rules.get("territory-overlap")]
BOTH = [*OVERLAP, rules.get("resale-price-fixing")]


def asked(fact, attempts, at=NOW):
    return prevent(NETWORK, fact, BOTH, as_of=at, asked_by="P-5", attempts=attempts)


def test_the_host_may_refuse_a_price_that_binds_the_partner():
    answer = prevent(NETWORK, term("fixed"), BOTH, as_of=NOW)

    assert [(each.rule, each.severity) for each in answer.conflicts] == [("resale-price-fixing", "high")]


def test_where_only_others_are_in_the_way_a_partner_learns_nothing_of_it():
    answer = asked(grant("P-5"), Attempts())

    assert [each.rule for each in answer.conflicts] == ["territory-overlap"]
    assert answer.view(viewer="P-5").code == "accepted-for-review"


def test_an_id_that_is_anothers_tells_nothing_either():
    taken = DealRegistration(id="D-1", partner="P-4", account="A-9")
    network = Network.of(NETWORK, taken)
    own = DealRegistration(id="D-1", partner="P-5", account="A-9")
    words = {
        prevent(each, own, BOTH, as_of=NOW, asked_by="P-5", attempts=Attempts()).view(viewer="P-5")
        for each in (NETWORK, network)
    }

    assert len(words) == 1


@pytest.mark.parametrize("named", ["mia", "ben", "nobody"])
@pytest.mark.parametrize("own", [(), [Person(id="anna", employer="P-5")]])
def test_whom_a_registration_names_makes_it_neither_incomplete_nor_known(named, own):
    """The vendor's person is no part of a partner's own world, another's neither; both are taken as there."""
    before = DealRegistration(id="D-0", partner="P-5", account="A-9", stepped_by="mia")
    network = Network.of(NETWORK, own, before, Person(id="mia"), Person(id="ben", employer="P-4"))
    deal = DealRegistration(id="D-1", partner="P-5", account="A-9", stepped_by=named)
    for facts in (deal, [deal, Person(id="carl", employer="P-5", manager="anna" if own else None)]):
        answer = prevent(network, facts, BOTH, as_of=NOW, asked_by="P-5", attempts=Attempts())

        assert answer.view(viewer="P-5").code == "accepted-for-review"
        # The host is told.
        assert [each.value for each in answer.faults] == (["'nobody'"] if named == "nobody" else [])
        assert len(answer) == (named == "nobody")


def test_facts_and_rules_may_come_one_by_one():
    answer = prevent(
        NETWORK, iter([term("fixed")]), iter(BOTH), as_of=NOW, asked_by="P-5", attempts=Attempts()
    )

    assert (len(answer), answer.view(viewer="P-5").code) == (1, "not-eligible")


def test_the_host_sees_what_would_be_found_and_the_network_stays_as_it_is():
    answer = prevent(NETWORK, grant("P-5"), OVERLAP, as_of=NOW)

    assert [each.parties for each in answer.conflicts] == [("P-4", "P-5")]
    assert (len(answer), len(NETWORK.grants), answer.attempts) == (1, 1, None)


def test_what_is_in_nobodys_way_is_empty():
    assert not prevent(NETWORK, grant("P-5", "se"), OVERLAP, as_of=NOW)


@pytest.mark.parametrize(
    ("fact", "word"),
    [
        (grant("P-5", "se"), "accepted-for-review"),
        (term("recommended"), "accepted-for-review"),
        (term("fixed"), "not-eligible"),
        (grant("P-9"), "incomplete"),
        ([term("fixed"), grant("P-9")], "incomplete"),
    ],
)
def test_a_partner_is_told_one_of_three_words(fact, word):
    view = asked(fact, Attempts()).view(viewer="P-5")

    assert (view.code, dict(view.facts)) == (word, {"party": "P-5"})


def test_nobody_but_the_one_who_asked_is_told_anything():
    assert asked(grant("P-5"), Attempts()).view(viewer="P-4") is None
    assert prevent(NETWORK, grant("P-5"), OVERLAP, as_of=NOW).view(viewer="P-5") is None


def test_after_the_limit_the_answer_is_always_the_same_and_no_rule_is_asked():
    attempts = Attempts(limit=2)
    words = []
    for fact in (term("fixed"), grant("P-9"), term("fixed"), grant("P-9"), grant("P-5", "se")):
        answer = asked(fact, attempts)
        attempts = answer.attempts
        words.append(answer.view(viewer="P-5").code)

    assert words == ["not-eligible", "incomplete"] + ["accepted-for-review"] * 3
    assert (answer.is_exhausted, answer.conflicts) == (True, ())
    assert len(attempts.made["P-5"]) == 2


def test_a_window_later_one_may_ask_again_and_what_is_over_is_forgotten():
    attempts = Attempts(limit=1, days=7).with_one("P-5", as_of=NOW)

    assert attempts.left("P-5", as_of=NOW + 7 * DAY - timedelta(microseconds=1)) == 0
    assert attempts.left("P-5", as_of=NOW + 7 * DAY) == 1
    assert list(attempts.with_one("P-4", as_of=NOW + 7 * DAY).made) == ["P-4"]


def test_a_clock_set_back_gives_nobody_another_turn():
    assert Attempts(limit=1).with_one("P-5", as_of=NOW).left("P-5", as_of=NOW - DAY) == 0


def test_others_do_not_use_up_ones_own_turns():
    assert Attempts(limit=1).with_one("P-4", as_of=NOW).left("P-5", as_of=NOW) == 1


def test_with_no_turn_at_all_nobody_is_told_anything_true():
    assert asked(grant("P-5"), Attempts(limit=0)).view("P-5").code == "accepted-for-review"


def test_who_asks_is_counted():
    with pytest.raises(InvalidValue, match="attempts"):
        prevent(NETWORK, grant("P-5"), OVERLAP, as_of=NOW, asked_by="P-5")


@pytest.mark.parametrize("wrong", [{"limit": -1}, {"days": 0}, {"days": 7.5}])
def test_a_count_without_sense_is_refused(wrong):
    with pytest.raises(InvalidValue):
        Attempts(**wrong)


def test_without_a_word_a_party_may_ask_ten_times_in_thirty_days():
    made = Attempts()
    for number in range(12):
        made = made.with_one("P-5", as_of=NOW + number * timedelta(minutes=1))

    assert len(made.made["P-5"]) == 10
    assert made.left("P-5", as_of=NOW + 30 * DAY - timedelta(seconds=1)) == 0
    assert made.left("P-5", as_of=NOW + 31 * DAY) == 10


def test_of_what_is_beyond_the_limit_only_the_last_is_kept():
    made = Attempts(limit=1).with_one("P-5", as_of=NOW).with_one("P-5", as_of=NOW + DAY)

    assert made.made["P-5"] == (NOW + DAY,)


def test_who_asks_is_counted_or_the_fault_named():
    with pytest.raises(InvalidValue, match=r"^attempts: None"):
        prevent(NETWORK, term("fixed"), BOTH, as_of=NOW, asked_by="P-5")


@pytest.mark.parametrize(("days", "fits"), [(0, False), (1, True), (3_660, True), (3_661, False)])
def test_a_window_has_a_day_to_ten_years(days, fits):
    with nullcontext() if fits else pytest.raises(InvalidValue, match="days"):
        Attempts(days=days)


@pytest.mark.parametrize("times", ["2026-03-01", [datetime(2026, 3, 1)], ["2026-03-01T09:00Z"]])
def test_attempts_are_counted_by_moments_with_a_zone(times):
    with pytest.raises(InvalidValue, match="made"):
        Attempts(made={"P-5": times})


def test_who_asks_has_an_id():
    with pytest.raises(InvalidValue, match="asked_by"):
        prevent(NETWORK, grant("P-5"), BOTH, as_of=NOW, asked_by=" ", attempts=Attempts())


def test_what_no_look_could_judge_afterward_is_not_let_in_silently():
    """Asked in part, all terms may be in one currency, and all of the network not: then no finding can be made of any."""
    rule = uniform_pricing(purchases="revenue")
    euro = PriceTerm(id="T-1", partner="P-1", product="x", list_price=Money.of("9", "EUR"))
    network = Network.of(Partner(id="P-1", form="resells"), Partner(id="P-2", form="resells"), euro)
    crowns = evolve(euro, id="T-2", partner="P-2", product="y", list_price=Money.of("90", "SEK"))

    for ask in (
        lambda: prevent(network, crowns, [rule], as_of=NOW),
        lambda: detect(network.with_facts(crowns), [rule], as_of=NOW),
    ):
        with pytest.raises(InvalidValue, match="currency"):
            ask()
    again = network.with_facts(crowns).with_facts(removed=[crowns])
    assert detect(again, [rule], as_of=NOW) == ()
