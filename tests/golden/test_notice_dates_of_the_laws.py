"""
Notice dates as laws, courts and trade bodies state them.

The texts were read in excerpts on the web on 2026-11-26; nothing here is legal
advice. Where a source gives no worked date, the date follows from the words of
the law by sections 187 and 188 BGB, and says so.
"""

from datetime import date

import pytest

from partnerkit.facts.agreement import Agreement, NoticeTerms
from partnerkit.lifecycle import end_by_notice
from partnerkit.lifecycle.indemnity import average_commission
from partnerkit.values.money import Money
from partnerkit.values.time import Period


def agreement(began, law, form="agent", **more):
    return Agreement(
        id="A-1", partner="P-4", form=form, law=law, status="signed", period=Period.since(began), **more
    )


@pytest.mark.parametrize(
    ("began", "given", "last"),
    [
        # OLG Hamm, 31 May 2012, 18 U 148/05: agency since 1 October 1990, notice of 12 December 1994 "zum 31.03.1995",
        # in the fifth year: three months.
        (date(1990, 10, 1), date(1994, 12, 12), date(1995, 3, 31)),
        # LG Köln, 27 February 2007, 27 O 407/04: agency since 15 February 1991, notice of 28 January 2002
        # "zum 31.07.2002", after more than five years: six months.
        (date(1991, 2, 15), date(2002, 1, 28), date(2002, 7, 31)),
        # Section 89 (1) HGB, by its words: one month in the first year, two in the second, three in the third to fifth,
        # six after five years, to the end of a calendar month.
        (date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 31)),
        (date(2025, 1, 1), date(2026, 1, 1), date(2026, 3, 31)),
        (date(2024, 1, 1), date(2026, 1, 1), date(2026, 4, 30)),
        (date(2021, 1, 1), date(2025, 12, 31), date(2026, 3, 31)),
        (date(2021, 1, 1), date(2026, 1, 1), date(2026, 7, 31)),
    ],
)
def test_an_agent_in_germany(began, given, last):
    assert end_by_notice(agreement(began, "DE"), given_on=given).last_day == last


@pytest.mark.parametrize(
    ("began", "given", "last"),
    [
        # Agenturföretagen (tradepartnerssweden.se, February 2017): an agent of more than seven years, notice on 10 March;
        # the six months count from 31 March.
        (date(2009, 6, 1), date(2017, 3, 10), date(2017, 9, 30)),
        # Section 24 as Säljarnas states it: one month in the first year, one more for each year begun, up to six,
        # counted from the end of the month.
        (date(2016, 6, 1), date(2017, 3, 10), date(2017, 4, 30)),
        (date(2015, 6, 1), date(2017, 3, 10), date(2017, 5, 31)),
        (date(2014, 6, 1), date(2017, 3, 10), date(2017, 6, 30)),
        (date(2013, 6, 1), date(2017, 3, 10), date(2017, 7, 31)),
        (date(2012, 6, 1), date(2017, 3, 10), date(2017, 8, 31)),
        (date(2011, 6, 1), date(2017, 3, 10), date(2017, 9, 30)),
    ],
)
def test_an_agent_in_sweden(began, given, last):
    assert end_by_notice(agreement(began, "SE"), given_on=given).last_day == last


@pytest.mark.parametrize(
    ("began", "last"),
    [
        # Article 15 (2) and (5): one month in the first year, two once the second has begun, three from the third on.
        (date(2025, 6, 1), date(2026, 4, 30)),
        (date(2024, 6, 1), date(2026, 5, 31)),
        (date(2023, 6, 1), date(2026, 6, 30)),
        (date(2005, 6, 1), date(2026, 6, 30)),
    ],
)
def test_the_least_that_the_directive_asks(began, last):
    assert end_by_notice(agreement(began, "AT"), given_on=date(2026, 3, 10)).last_day == last


def test_the_vendor_s_notice_is_no_shorter_than_the_agent_s():
    # Section 89 (2) HGB: where a shorter one is agreed for the principal, the agent's holds for both.
    uneven = agreement(
        date(2024, 6, 1),
        "DE",
        notice=NoticeTerms(months=3, to_end_of="month"),
        partner_notice=NoticeTerms(months=6, to_end_of="month"),
    )

    assert end_by_notice(uneven, given_on=date(2026, 3, 10)).last_day == date(2026, 9, 30)


def test_a_dealer_in_wisconsin():
    # Wis. Stat. 135.04: at least 90 days' prior written notice, 60 days to rectify. 1 March and 90 days is 30 May,
    # 1 March and 60 days is 30 April.
    found = end_by_notice(agreement(date(2015, 1, 1), "US-WI", "resells"), given_on=date(2026, 3, 1))

    assert (found.last_day, found.cure_until) == (date(2026, 5, 30), date(2026, 4, 30))


def test_a_contract_that_renews_itself_is_one_for_a_term():
    # As commentaries report of the Federal Court of Justice: section 89 does not apply to it directly.
    renewing = Agreement(
        id="A-1",
        partner="P-4",
        form="agent",
        law="DE",
        status="signed",
        period=Period.year(2026),
        renews_months=12,
    )

    assert [each.code for each in end_by_notice(renewing, given_on=date(2026, 3, 1)).findings] == [
        "notice-unclear"
    ]


def test_the_cap_of_a_short_agency():
    # LG Freiburg, as wolff-ra.de reports it: three months at 11,250 DM a month make a year's average of 135,000 DM.
    earned = [(date(1999, month, 28), Money.of("11250", "EUR")) for month in (7, 8, 9)]

    found = average_commission(earned, since=date(1999, 7, 1), last_day=date(1999, 9, 30))
    assert found == Money.of("135000", "EUR")
