"""Which contacts count for which lead?"""

from datetime import UTC, datetime, timedelta

import pytest

from partnerkit.facts.consent import Consent
from partnerkit.facts.lead import Lead
from partnerkit.facts.marketing import Touch
from partnerkit.leads import attribute, journeys_of
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.money import Money

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = START + timedelta(days=90)


def touch(day, role="marketing", lead="L-1", **more):
    return Touch(
        **{
            "lead": lead,
            "channel": "web",
            "at": START + timedelta(days=day),
            "role": role,
            "consented": True,
            **more,
        }
    )


def won(name="L-1", day=10, **more):
    return Lead(**{"id": name, "status": "won", "closed_at": START + timedelta(days=day), **more})


def codes(journeys):
    return {finding.code: finding.reason.facts["count"] for finding in journeys.findings}


def told(touches, leads, level="person", **more):
    return journeys_of(touches, leads, as_of=LATER, level=level, **more)


def path(journeys, row=0):
    first, last = journeys.offsets[row : row + 2]
    return [journeys.parties[each] for each in journeys.touches[first:last]]


def test_touches_are_put_in_the_order_in_which_they_happened():
    journeys = told([touch(5, "partner"), touch(1), touch(9, "direct")], [won()])

    assert path(journeys) == ["marketing", "partner", "direct"]
    assert journeys.ages.tolist() == [9 * 86_400, 5 * 86_400, 86_400]
    assert journeys.findings == ()


def test_what_happened_after_the_win_had_no_part_in_it():
    journeys = told([touch(1), touch(11, "partner")], [won()])

    assert path(journeys) == ["marketing"]
    assert codes(journeys) == {"touches-after-the-end": 1}
    assert journeys.findings[0].subjects == ("L-1",)


def test_a_touch_told_twice_counts_once():
    journeys = told([touch(1), touch(1), touch(1, channel="fair")], [won()])

    assert len(journeys.touches) == 2
    assert codes(journeys) == {"touches-told-twice": 1}


@pytest.mark.parametrize("consented", [None, False])
def test_touches_without_consent_never_count_for_a_person(consented):
    journeys = told([touch(1, consented=consented), touch(2, "partner")], [won()])

    assert path(journeys) == ["partner"]
    assert codes(journeys) == {"touches-without-consent": 1}


def test_who_withdrew_is_not_counted_at_all():
    consent = Consent(basis="consent", purpose="offer", withdrawn_at=START + timedelta(days=20))

    assert codes(told([touch(1)], [won(consent=consent)])) == {
        "touches-without-consent": 1,
        "wins-without-touch": 1,
    }


def test_of_a_firm_all_touches_count_whichever_of_its_people_they_reached():
    touches = [
        touch(1, consented=None),
        touch(2, "partner", lead="L-2", consented=False),
        touch(3, "direct", lead=None, account="A-1"),
        touch(4, lead=None, account="A-9"),
    ]
    journeys = told(touches, [won(customer="A-1"), won("L-2", 2, customer="A-1")], level="account")

    assert path(journeys) == ["marketing", "partner", "direct"]
    assert path(journeys, 1) == ["marketing", "partner"]


def test_leads_that_are_open_or_ended_later_are_left_out():
    journeys = told([touch(1)], [won(), Lead(id="L-2"), won("L-3", day=200)])

    assert journeys.names == ("L-1",)
    assert codes(journeys) == {"journeys-still-open": 2}


def test_a_win_without_touch_is_nobody_s_credit():
    journeys = told([touch(1)], [won(value=Money.of("5", "EUR")), won("L-2", value=Money.of("7", "EUR"))])
    found = attribute(journeys, "last")

    assert codes(journeys) == {"wins-without-touch": 1}
    assert found["marketing"].amount == Money.of("5", "EUR")
    assert (found.unattributed.wins, found.unattributed.amount) == (1, Money.of("7", "EUR"))


def test_a_win_without_value_makes_all_money_unknown():
    journeys = told([touch(1)], [won(value=Money.of("5", "EUR")), won("L-2")])

    assert journeys.amounts is None
    assert told([touch(1)], [won(status="lost", value=Money.of("5", "EUR"))]).amounts is None


def test_what_is_lost_brings_in_nothing():
    lost = won("L-2", status="lost", value=Money.of("9", "EUR"))
    journeys = told([touch(1), touch(1, lead="L-2")], [won(value=Money.of("5", "EUR")), lost])

    assert journeys.amounts.tolist() == [500, 0]
    assert (journeys.wins.tolist(), journeys.losses.tolist()) == ([1, 0], [0, 1])


def test_a_window_leaves_out_what_was_long_before():
    journeys = told([touch(1), touch(8, "partner")], [won()], window=timedelta(days=3))

    assert path(journeys) == ["partner"]


def test_whose_credit_it_is_can_be_the_channel_or_the_host_s_own_word():
    assert path(told([touch(1, channel="fair")], [won()], by="channel")) == ["fair"]
    assert path(told([touch(1, "partner", partner="P-4")], [won()], by=lambda each: each.partner)) == ["P-4"]


def test_touches_of_leads_nobody_knows_do_not_count():
    journeys = told([touch(1, lead="L-9"), touch(2)], [won()])

    assert codes(journeys) == {"touches-of-unknown-leads": 1}
    assert codes(told([touch(1, lead="L-9")], [], level="account")) == {"touches-of-unknown-leads": 1}


def test_the_future_is_not_known():
    journeys = journeys_of(
        [touch(1), touch(9)], [won(day=10)], as_of=START + timedelta(days=5), level="person"
    )

    assert len(journeys) == 0
    assert codes(journeys) == {"journeys-still-open": 1}


@pytest.mark.parametrize(
    ("leads", "options", "message"),
    [
        ([won(), won()], {}, r"leads\[1\]\.id"),
        ([won()], {"level": "account"}, r"leads\[0\]\.customer"),
        ([Lead(id="L-1", status="won")], {}, r"leads\[0\]\.closed_at"),
        ([won()], {"level": "firm"}, "level"),
        ([won()], {"window": timedelta()}, "window"),
        ([won()], {"window": 3}, "window"),
        ([won()], {"by": "partner"}, "by"),
    ],
)
def test_what_cannot_be_judged_is_refused(leads, options, message):
    with pytest.raises((InvalidValue, InvalidInput), match=message):
        told([], leads, **options)


def test_naive_times_are_refused():
    with pytest.raises(InvalidValue, match=r"^as_of: "):
        journeys_of([], [], as_of=datetime(2026, 3, 2), level="person")
