"""
A notice runs out where a calendar says it does, walked through day by day.

The oracle knows no arithmetic of months: it turns over one day after the other
and asks what date it is.
"""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from partnerkit.facts.agreement import Agreement, NoticeTerms
from partnerkit.lifecycle import LAWS, end_by_notice
from partnerkit.values.time import Period

DAY = timedelta(days=1)

#: Months of notice by year of the contract, as the laws read; the last one holds on.
MONTHS = {
    "DE": (1, 2, 3, 3, 3, 6),
    "SE": (1, 2, 3, 4, 5, 6),
    "FI": (1, 2, 3),
}

beginnings = st.dates(date(2018, 1, 1), date(2024, 12, 31))


def is_month_end(day):
    return (day + DAY).month != day.month


def walked(given_on, months, *, to_month_end):
    """Turn over the days until so many months are over, and on to the end of the month."""
    day = given_on
    while months:
        day += DAY
        if day.day == given_on.day or (is_month_end(day) and day.day < given_on.day):
            months -= 1
    while to_month_end and not is_month_end(day):
        day += DAY
    return day


def year_of(began, given_on):
    """Turn over the days, and count the years that began."""
    day, year = began, 1
    while day < given_on:
        day += DAY
        anniversary = (day.month, day.day) == (began.month, began.day)
        leapt = (began.month, began.day) == (2, 29) and (day.month, day.day) == (3, 1)
        if anniversary or (leapt and (day - DAY).day == 28):
            year += 1
    return year


def agreement(began, law, **more):
    return Agreement(
        id="A-1", partner="P-4", form="agent", law=law, status="signed", period=Period.since(began), **more
    )


leaps = st.sampled_from([date(2020, 2, 29), date(2024, 2, 29)])


@given(beginnings | leaps, st.integers(0, 2_800), st.sampled_from(sorted(MONTHS)))
def test_an_agent_s_notice_ends_where_the_calendar_says(began, days, law):
    given_on = began + timedelta(days=days)
    table = MONTHS[law]
    months = table[min(year_of(began, given_on), len(table)) - 1]

    for by in ("vendor", "partner"):
        found = end_by_notice(agreement(began, law), given_on=given_on, by=by)
        assert found.last_day == walked(given_on, months, to_month_end=True)


@given(
    beginnings,
    st.integers(0, 2_000),
    st.none() | st.integers(0, 12),
    st.none() | st.integers(0, 12),
    st.sampled_from(sorted(MONTHS)),
)
def test_contract_and_law_never_give_less_than_either_and_the_vendor_no_less_than_the_partner(
    began, days, own, partner_s, law
):
    given_on = began + timedelta(days=days)
    terms = {
        name: NoticeTerms(months=months)
        for name, months in (("notice", own), ("partner_notice", partner_s))
        if months is not None
    }
    contract = agreement(began, law, **terms)
    least = MONTHS[law][min(year_of(began, given_on), len(MONTHS[law])) - 1]

    vendor_s = end_by_notice(contract, given_on=given_on).last_day
    partners = end_by_notice(contract, given_on=given_on, by="partner").last_day
    assert vendor_s == walked(given_on, max(least, own or 0, partner_s or 0), to_month_end=True)
    if partner_s is not None or own is None:
        assert vendor_s >= partners
    asked = own if partner_s is None else partner_s
    eased = min(least, 3) if law == "SE" and asked is not None else least
    assert partners == walked(given_on, max(eased, asked or 0), to_month_end=True)


@given(beginnings, st.integers(0, 2_000), st.integers(0, 400), st.sampled_from(["resells", "fulfils"]))
def test_a_dealer_has_its_contract_or_no_date_at_all(began, days, notice, form):
    given_on = began + timedelta(days=days)
    for law in ("DE", "SE", "FI", "US", None):
        silent = agreement(began, None)
        silent = Agreement(id="A-1", partner="P-4", form=form, law=law, status="signed", period=silent.period)
        found = end_by_notice(silent, given_on=given_on)
        assert (found.last_day, [each.code for each in found.findings]) == (None, ["notice-unclear"])
        agreed = Agreement(
            id="A-1",
            partner="P-4",
            form=form,
            law=law,
            status="signed",
            period=silent.period,
            notice=NoticeTerms(days=notice),
        )
        assert end_by_notice(agreed, given_on=given_on).last_day == given_on + timedelta(days=notice)


@given(beginnings, st.integers(0, 2_000), st.integers(1, 30))
def test_who_was_a_partner_longer_never_has_less_time(began, days, earlier):
    given_on = began + timedelta(days=days)
    for law in MONTHS:
        later = end_by_notice(agreement(began, law), given_on=given_on).last_day
        sooner = end_by_notice(agreement(began - timedelta(days=earlier), law), given_on=given_on).last_day
        assert sooner >= later


@given(
    beginnings,
    st.integers(1, 24),
    st.integers(0, 6),
    st.integers(0, 1_500),
)
def test_a_term_that_renews_itself_ends_with_the_first_term_that_the_notice_reaches(
    began, length, months, days
):
    given_on = began + timedelta(days=days)
    end = walked(began, 12, to_month_end=False)
    contract = Agreement(
        id="A-1",
        partner="P-4",
        form="resells",
        status="signed",
        period=Period.of(began, end),
        renews_months=length,
        notice=NoticeTerms(months=months),
    )

    boundary, terms = end, 0
    while boundary <= walked(given_on, months, to_month_end=False):
        terms += 1
        boundary = walked(end, terms * length, to_month_end=False)
    assert end_by_notice(contract, given_on=given_on).last_day == boundary - DAY


def test_the_oracle_knows_every_law_on_agents():
    assert {law.id for law in LAWS if "agent" in law.forms} == {
        "hgb-89",
        "lag-1991-351-24",
        "directive-86-653-15",
    }
