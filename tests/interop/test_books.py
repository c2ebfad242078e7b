"""A chart of accounts says which accounts make up which figure; nothing counts twice, nothing unknown is zero."""

from decimal import Decimal, localcontext

import pytest

from partnerkit import Money, Period
from partnerkit.interop import BAS, SKR03, SKR04, Books, Position, figures_of
from partnerkit.interop.books import BookAccount
from partnerkit.values.errors import InvalidValue

MARCH = Period.month(2026, 3)


def account(number, moved=None, closing=None):
    return BookAccount(
        account=number,
        movements={} if moved is None else {MARCH: Decimal(moved)},
        closing=closing and Decimal(closing),
    )


def figures(*accounts, chart=BAS, **more):
    books = Books(period=MARCH, currency="SEK", accounts=accounts, **more)
    return {each.measure: each.value for each in figures_of(books, chart, partner="P-4")}


def test_revenue_grows_in_credit_and_costs_in_debit():
    found = figures(
        account("3001", "-900.00"), account("3799", "100"), account("4010", "300"), account("3800", "-7")
    )

    assert found == {"revenue": Money.of("800", "SEK"), "cost_of_goods": Money.of("300", "SEK")}


def test_an_account_that_is_not_there_gives_no_figure_and_one_of_zero_gives_zero():
    assert figures() == {}
    assert figures(account("1460"), account("3001")) == {}
    assert figures(account("1460", closing="0")) == {"stock": Money.zero("SEK")}


def test_longer_accounts_are_read_by_their_first_four_digits_and_customers_are_not_counted():
    accounts = (account("840000", "-5"), account("1400000", closing="99"), account("140000", closing="7"))

    assert figures(*accounts, chart=SKR03, digits=6) == {
        "revenue": Money.of("5", "SEK"),
        "receivables": Money.of("7", "SEK"),
    }


def test_a_number_of_another_length_is_no_account_of_the_chart():
    assert figures(account("03001", "-5"), account("3002", "-7")) == {"revenue": Money.of("7", "SEK")}


@pytest.mark.parametrize("chart", [BAS, SKR03, SKR04])
def test_our_charts_count_nothing_twice(chart):
    assert figures(chart=chart) == {}


def test_a_chart_of_a_host_that_counts_twice_is_refused():
    chart = {"revenue": Position(accounts=((3000, 3799),)), "services": Position(accounts=((3700, 3710),))}

    with pytest.raises(InvalidValue, match="accounts of their own"):
        figures(chart=chart)


@pytest.mark.parametrize("spans", [((3799, 3000),), ((0, 10_000),), ((3000,),)])
def test_a_position_names_ranges(spans):
    with pytest.raises(InvalidValue, match="accounts"):
        Position(accounts=spans)


def test_books_add_up_exactly_whatever_the_host_rounds_to():
    with localcontext(prec=3):
        found = figures(
            account("3001", "-9000.01"), account("3799", "-0.01"), account("1460", closing="1234.56")
        )

    assert found == {"revenue": Money.of("9000.02", "SEK"), "stock": Money.of("1234.56", "SEK")}
