"""What a user writes first works as it stands in the shop window, to the letter."""

from datetime import UTC, date, datetime

import pytest

import partnerkit as pk
from partnerkit.values.errors import InvalidValue

moment = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_the_nouns_are_made_as_the_window_shows():
    partner = pk.Partner(id="P-4", name="Nord IT GmbH", type="reseller", tier="gold", territories=("de-north",),
                         products=("firewall",), languages=("de", "en"), timezone="Europe/Berlin", capacity=20)  # fmt: skip
    lead = pk.Lead(id="L-17", value=pk.Money.of("12000", "EUR"), territory="de-north", product="firewall",
                   language="de", received_at=moment)  # fmt: skip
    goal = pk.Goal(id="de", parent="emea", measure="revenue", period=pk.Period.year(2026), target=pk.Money.of("5000000", "EUR"))  # fmt: skip

    assert (partner.territories, partner.languages, partner.capacity) == (("de-north",), ("de", "en"), 20)
    assert (lead.value.minor, lead.received_at) == (1_200_000, moment)
    assert (goal.period.start, goal.period.end) == (date(2026, 1, 1), date(2027, 1, 1))
    assert len(pk.Network.of(partner, lead, goal.__class__(id="emea", measure="revenue", period=goal.period,
                                                           target=goal.target), goal)) == 4  # fmt: skip


def test_what_is_left_out_restricts_nothing_and_an_empty_tuple_is_refused():
    assert pk.Lead(id="L-1").language is None
    assert pk.Partner(id="P-1").territories is None
    for name in ("territories", "products", "languages"):
        with pytest.raises(InvalidValue):
            pk.Partner(id="P-1", **{name: ()})


def test_periods_are_of_dates_and_spans_of_instants():
    span = pk.Period.year(2026).span("Europe/Berlin")

    assert isinstance(span, pk.Span)
    assert span.start == datetime(2025, 12, 31, 23, tzinfo=UTC)


@pytest.mark.parametrize("name", pk.__all__)
def test_every_name_of_the_house_is_found(name):
    assert getattr(pk, name) is not None
    assert name in dir(pk)


def test_a_name_that_is_not_there_is_told_as_python_does():
    with pytest.raises(AttributeError, match="Dealer"):
        _ = pk.Dealer
