"""What became of the leads that were handed out?"""

from datetime import UTC, datetime, timedelta

import pytest

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import FairShare, Handout, Precedence, allocate, handouts_of, named_partner
from partnerkit.leads.handouts import encoded
from partnerkit.values.errors import CurrencyMismatch, InvalidValue
from partnerkit.values.money import Money

START = datetime(2026, 3, 2, tzinfo=UTC)


def hours(number):
    return START + timedelta(hours=number)


def handout(number, partner, **more):
    return Handout(lead=f"L-{number}", at=hours(number), partner=partner, candidates=("P-4", "P-5"), **more)


def test_columns_stand_in_the_order_of_time():
    data = encoded([handout(2, "P-5"), handout(1, None), handout(0, "P-4")], as_of=hours(3))

    assert data.partners == ("P-4", "P-5")
    assert data.winners.tolist() == [0, -1, 1]
    assert data.could(1).all()


def test_a_handout_may_end_later_than_it_is_looked_at_only_by_mistake():
    ended = handout(1, "P-4").with_ending("won", at=hours(5))

    assert (ended.ended, ended.ended_at) == ("won", hours(5))
    with pytest.raises(InvalidValue, match="ended_at"):
        encoded([ended], as_of=hours(3))


def test_values_count_where_all_are_known():
    both = [handout(0, "P-4", value=Money.of(7, "EUR")), handout(1, "P-4", value=Money.of(2, "EUR"))]

    assert encoded(both, as_of=hours(3)).values.tolist() == [700, 200]
    assert encoded([*both, handout(2, "P-4")], as_of=hours(3)).values.tolist() == [1, 1, 1]


def test_values_of_two_currencies_are_told_by_the_place_at_which_they_were_handed_in():
    late, *early = [
        handout(number, "P-4", value=Money.of(2, currency))
        for number, currency in ((3, "USD"), (0, "EUR"), (1, "EUR"))
    ]

    with pytest.raises(CurrencyMismatch, match=r"handouts\[0\]\.value"):
        encoded([late, *early], as_of=hours(4))


def test_a_handout_ends_at_a_time_and_only_at_somebody():
    with pytest.raises(InvalidValue, match="ended_at"):
        handout(1, "P-4", ended="won")
    with pytest.raises(InvalidValue, match="ended"):
        handout(1, None, ended="won", ended_at=hours(2))
    with pytest.raises(InvalidValue, match="ended_at"):
        handout(3, "P-4", ended="won", ended_at=hours(2))


def test_an_allocation_gives_its_handouts():
    partners = [Partner(id="P-4", territories=("de",)), Partner(id="P-5")]
    leads = [
        Lead(id="L-1", territory="de", value=Money.of(5, "EUR")),
        Lead(id="L-2", territory="se", value=Money.of(7, "EUR")),
    ]
    result = allocate(leads, partners, FairShare(default=1), as_of=START)
    first, second = handouts_of(result, kinds={"L-2": "fair"})

    assert (first.candidates, second.candidates) == (("P-4", "P-5"), ("P-5",))
    assert (first.kind, second.kind) == (None, "fair")
    assert second.partner == "P-5"
    assert (
        handouts_of(allocate(leads, partners, FairShare(default=1), ledger=result.ledger, as_of=START)) == ()
    )


def test_what_is_somebody_s_by_right_and_does_not_count_was_his_chance_alone():
    partners, apart = (
        [Partner(id="P-4"), Partner(id="P-5")],
        Precedence(rights=[named_partner()], counted=False),
    )
    leads = [Lead(id="L-1", named_partner="P-4"), Lead(id="L-2")]
    fair = FairShare(default=1, value="unit")
    result = allocate(leads, partners, fair, as_of=START, precedence=apart)

    assert [each.candidates for each in handouts_of(result)] == [("P-4",), ("P-4", "P-5")]
    frame = result.to_frame()
    assert (frame["counted"].tolist(), frame["candidates"].tolist()) == ([0, 1], [1, 2])
