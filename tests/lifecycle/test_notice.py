"""On which day a contract ends that is given notice, and when nobody can say."""

from datetime import date, timedelta

import pytest
from attrs import evolve
from partings import AGREEMENT

from partnerkit.facts.agreement import NoticeTerms
from partnerkit.lifecycle.laws import NoticeLaw
from partnerkit.lifecycle.notice import contract_year, end_by_notice, last_notice, runs_out
from partnerkit.values.errors import InvalidValue
from partnerkit.values.time import Period

AGENT = evolve(AGREEMENT, period=Period.since(date(2020, 1, 1)))
DEALER = evolve(AGENT, form="resells")
GIVEN = date(2026, 3, 10)


def codes(found):
    return [each.code for each in found.findings]


def test_the_law_says_it_where_the_contract_is_silent():
    found = end_by_notice(AGENT, given_on=GIVEN)

    assert (found.last_day, found.law, codes(found)) == (date(2026, 9, 30), "hgb-89", [])
    assert found.reasons[0].facts["year"] == 7


def test_the_longer_of_contract_and_law_counts():
    longer = evolve(AGENT, notice=NoticeTerms(months=12, to_end_of="year"))
    shorter = evolve(AGENT, notice=NoticeTerms(months=3, to_end_of="quarter"))

    assert end_by_notice(longer, given_on=GIVEN).last_day == date(2027, 12, 31)
    found = end_by_notice(shorter, given_on=GIVEN)
    assert (found.last_day, codes(found)) == (date(2026, 9, 30), ["notice-below-law"])


def test_the_contract_says_where_a_notice_runs_out_before_the_law_does():
    any_day = evolve(AGENT, notice=NoticeTerms(months=6, to_end_of="day"))
    silent = evolve(AGENT, notice=NoticeTerms(months=6))

    assert end_by_notice(any_day, given_on=GIVEN).last_day == date(2026, 9, 10)
    assert end_by_notice(silent, given_on=GIVEN).last_day == date(2026, 9, 30)


def test_the_vendor_never_has_a_shorter_notice_than_the_agent():
    uneven = evolve(AGENT, notice=NoticeTerms(months=6), partner_notice=NoticeTerms(months=9))

    assert end_by_notice(uneven, given_on=GIVEN).last_day == date(2026, 12, 31)
    assert end_by_notice(uneven, given_on=GIVEN, by="partner").last_day == date(2026, 12, 31)
    eased = evolve(AGENT, notice=NoticeTerms(months=9), partner_notice=NoticeTerms(months=6))
    assert end_by_notice(eased, given_on=GIVEN, by="partner").last_day == date(2026, 9, 30)


def test_in_sweden_three_months_may_be_agreed_for_the_agent():
    swedish = evolve(AGENT, law="SE", partner_notice=NoticeTerms(months=3))

    assert end_by_notice(swedish, given_on=GIVEN, by="partner").last_day == date(2026, 6, 30)
    two = evolve(swedish, partner_notice=NoticeTerms(months=2))
    assert end_by_notice(two, given_on=GIVEN, by="partner").last_day == date(2026, 6, 30)
    assert end_by_notice(swedish, given_on=GIVEN).last_day == date(2026, 9, 30)
    assert end_by_notice(evolve(AGENT, law="SE"), given_on=GIVEN, by="partner").last_day == date(2026, 9, 30)


def test_of_a_directive_it_is_said_that_a_country_may_ask_for_more():
    found = end_by_notice(evolve(AGENT, law="FR"), given_on=GIVEN)

    assert (found.last_day, codes(found)) == (date(2026, 6, 30), ["notice-national-law"])


def test_a_dealer_has_its_contract_or_no_date():
    agreed = evolve(DEALER, notice=NoticeTerms(months=6, to_end_of="quarter"))

    assert end_by_notice(agreed, given_on=GIVEN).last_day == date(2026, 9, 30)
    found = end_by_notice(DEALER, given_on=GIVEN)
    assert (found.last_day, codes(found)) == (None, ["notice-unclear"])
    assert codes(end_by_notice(evolve(AGENT, law=None), given_on=GIVEN)) == ["notice-unclear"]


def test_in_wisconsin_a_dealer_has_ninety_days_and_sixty_to_cure_even_at_the_end_of_a_term():
    fixed = evolve(
        DEALER, law="US-WI", period=Period.of(date(2020, 1, 1), date(2027, 1, 1)), renews_months=12
    )

    found = end_by_notice(evolve(DEALER, law="US-WI"), given_on=GIVEN)
    assert (found.last_day, found.cure_until) == (date(2026, 6, 8), date(2026, 5, 9))
    assert end_by_notice(fixed, given_on=date(2026, 10, 2)).last_day == date(2026, 12, 31)
    assert end_by_notice(fixed, given_on=date(2026, 10, 3)).last_day == date(2027, 12, 31)
    assert codes(end_by_notice(evolve(DEALER, law="US-WI"), given_on=GIVEN, by="partner")) == [
        "notice-unclear"
    ]


def test_a_fixed_term_ends_by_itself_unless_notice_was_agreed():
    fixed = evolve(AGENT, period=Period.of(date(2020, 1, 1), date(2027, 1, 1)))

    found = end_by_notice(fixed, given_on=GIVEN)
    assert (found.last_day, codes(found)) == (None, ["notice-not-agreed"])
    agreed = evolve(fixed, notice=NoticeTerms(months=3))
    assert end_by_notice(agreed, given_on=GIVEN).last_day == date(2026, 6, 10)


def test_a_term_that_renews_itself_ends_with_a_term():
    renewing = evolve(
        DEALER,
        period=Period.of(date(2020, 1, 31), date(2026, 1, 31)),
        renews_months=1,
        notice=NoticeTerms(days=0),
    )

    assert end_by_notice(renewing, given_on=date(2026, 1, 30)).last_day == date(2026, 1, 30)
    assert end_by_notice(renewing, given_on=date(2026, 1, 31)).last_day == date(2026, 2, 27)
    # Terms are counted from the first end, so that a short month does not shift those after it.
    assert end_by_notice(renewing, given_on=date(2026, 3, 1)).last_day == date(2026, 3, 30)


def test_years_count_from_when_the_parties_began_together():
    young = evolve(AGENT, period=Period.since(date(2026, 1, 1)))

    assert end_by_notice(young, given_on=GIVEN).last_day == date(2026, 4, 30)
    assert end_by_notice(young, given_on=GIVEN, since=date(2020, 1, 1)).last_day == date(2026, 9, 30)


def test_a_table_of_the_host_s_own_is_used():
    own = NoticeLaw(id="own", source="own act", forms=["resells"], laws=["DE"], days=10)

    assert end_by_notice(DEALER, given_on=GIVEN, laws=[own]).last_day == date(2026, 3, 20)
    assert end_by_notice(AGENT, given_on=GIVEN, laws=[]).last_day is None


@pytest.mark.parametrize(
    ("agreement", "more", "path"),
    [
        (AGENT, {"given_on": date(2019, 12, 31)}, "given_on"),
        (evolve(AGENT, signed_on=date(2019, 12, 1)), {"given_on": date(2019, 11, 30)}, "given_on"),
        (AGENT, {"given_on": date(9_000, 1, 1)}, "given_on"),
        (AGENT, {"given_on": "2026-03-10"}, "given_on"),
        (evolve(AGENT, period=Period.year(2025)), {"given_on": GIVEN}, "given_on"),
        (evolve(AGENT, status="draft"), {"given_on": GIVEN}, "agreement.status"),
        (evolve(AGENT, status="ended"), {"given_on": GIVEN}, "agreement.status"),
        (AGENT, {"given_on": GIVEN, "by": "court"}, "by"),
        (AGENT, {"given_on": GIVEN, "since": date(2020, 1, 2)}, "since"),
    ],
)
def test_a_notice_that_cannot_be_is_refused(agreement, more, path):
    with pytest.raises(InvalidValue) as caught:
        end_by_notice(agreement, **more)

    assert caught.value.path == path


def test_a_contract_signed_ahead_can_be_given_notice_before_it_begins():
    ahead = evolve(AGENT, signed_on=date(2019, 12, 1))

    assert end_by_notice(ahead, given_on=date(2019, 12, 15)).last_day == date(2020, 1, 31)


@pytest.mark.parametrize(
    ("given", "terms", "default", "end"),
    [
        (date(2026, 1, 31), NoticeTerms(months=1), None, date(2026, 2, 28)),
        (date(2024, 1, 31), NoticeTerms(months=1), None, date(2024, 2, 29)),
        (date(2026, 11, 30), NoticeTerms(months=2), "month", date(2027, 1, 31)),
        (date(2026, 11, 30), NoticeTerms(months=1, to_end_of="quarter"), "month", date(2026, 12, 31)),
        (date(2026, 12, 31), NoticeTerms(days=1, to_end_of="year"), None, date(2027, 12, 31)),
        (date(2026, 12, 31), NoticeTerms(days=0), None, date(2026, 12, 31)),
    ],
)
def test_months_end_on_the_day_of_the_same_number(given, terms, default, end):
    assert runs_out(given, terms, to_end_of=default) == end


def test_the_first_year_is_one():
    assert contract_year(date(2026, 1, 1), date(2025, 6, 1)) == 1
    assert [contract_year(date(2020, 3, 1), day) for day in (date(2025, 2, 28), date(2025, 3, 1))] == [5, 6]


@pytest.mark.parametrize(
    ("end", "terms", "last"),
    [
        (date(2027, 1, 1), NoticeTerms(months=1), date(2026, 11, 30)),
        (date(2026, 3, 31), NoticeTerms(months=1), date(2026, 2, 28)),
        (date(2026, 1, 15), NoticeTerms(months=13), date(2024, 12, 14)),
        (date(2026, 1, 15), NoticeTerms(days=0), date(2026, 1, 14)),
        (date(2027, 2, 1), NoticeTerms(months=1, to_end_of="quarter"), date(2026, 11, 30)),
        (date(2027, 1, 15), NoticeTerms(days=20, to_end_of="month"), date(2026, 12, 11)),
        (date(2027, 1, 1), NoticeTerms(months=6, to_end_of="year"), date(2026, 6, 30)),
    ],
)
def test_notice_is_counted_back_from_the_end(end, terms, last):
    assert last_notice(end, terms) == last


@pytest.mark.parametrize("to_end_of", [None, "day", "month", "quarter", "year"])
@pytest.mark.parametrize("length", [{"months": 1}, {"months": 3}, {"days": 0}, {"days": 45}])
def test_a_day_after_the_last_one_a_notice_runs_out_too_late(length, to_end_of):
    terms = NoticeTerms(**length, to_end_of=to_end_of)
    for day in range(0, 500, 7):
        end = date(2027, 1, 1) + timedelta(days=day)
        last = last_notice(end, terms)
        assert runs_out(last, terms) < end <= runs_out(last + timedelta(days=1), terms)


def test_a_notice_makes_no_single_term_longer_but_a_law_does():
    single = evolve(DEALER, period=Period.year(2026), notice=NoticeTerms(months=3))
    late = date(2026, 11, 15)

    assert end_by_notice(single, given_on=late).last_day == date(2026, 12, 31)
    assert end_by_notice(evolve(single, law="US-WI"), given_on=late).last_day == date(2027, 2, 13)
