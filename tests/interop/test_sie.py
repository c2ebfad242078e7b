"""A SIE file says what stands in the books, or is refused with its lines."""

from datetime import date
from decimal import Decimal

import pytest

from partnerkit import Money, Period
from partnerkit.interop import BAS, figures_of, read_sie
from partnerkit.values.errors import InvalidInput, InvalidValue

#: Made by hand after the format's description: two years, objects, quoted text, a removed and an added line.
GOOD = r"""#FLAGGA 0
#PROGRAM "Bok \"Plus\"" 1.0
#FORMAT PC8
#GEN 20260402
#SIETYP 4
#FNAMN "Nord Måskin AB"
#ORGNR 556000-0001
#RAR 0 20260101 20261231
#RAR -1 20250101 20251231
#KONTO 1460 "Lager av handelsvaror"
#KONTO 1510 "Kundfordringar"
#KONTO 1930 "Bank"
#KONTO 3041 "Försäljning tjänster"
#KONTO 4010 "Inköp"
#DIM 1 "Resultatenhet"
#OBJEKT 1 "Nord" "Kontor Nord"
#IB 0 1930 1000.00
#IB -1 1930 10.00
#UB 0 1930 1300.00
#UB 0 1460 300.00
#UB 0 1510 250.50 3
#UB -1 1460 999.00
#RES 0 3041 -900.00
#RES 0 4010 300.00
#RES -1 3041 -5.00
#VER A 1 20260302 "Faktura" 20260303 "AB"
{
#TRANS 1930 {} 600.00
#TRANS 3041 {1 "Nord"} -600.00 20260302 "Rad"
}
#VER A 2 20260402
{
#TRANS 1510 {} 300.00
#BTRANS 3041 {} -310.00 20260402 "Struken" 1 "AB"
#RTRANS 3041 {} -300.00
#TRANS 3041 {} -300.00
#TRANS 4010 {} 300.00 20260330
#TRANS 1930 {} -300.00
}
"""


def books(text, **more):
    return read_sie(text.encode("cp437"), **more)


def faults(text):
    with pytest.raises((InvalidInput, InvalidValue)) as caught:
        books(text)
    group = caught.value.faults if isinstance(caught.value, InvalidInput) else [caught.value]
    return [fault.path for fault in group]


def test_the_figures_of_a_dealer_follow_from_his_books():
    found = figures_of(books(GOOD), BAS, partner="P-4", source="SIE")

    assert [(each.measure, each.period, each.value) for each in found] == [
        ("revenue", Period.month(2026, 3), Money.of("600", "SEK")),
        ("revenue", Period.month(2026, 4), Money.of("300", "SEK")),
        ("cost_of_goods", Period.month(2026, 3), Money.of("300", "SEK")),
        ("stock", Period.month(2026, 12), Money.of("300", "SEK")),
        ("receivables", Period.month(2026, 12), Money.of("250.50", "SEK")),
    ]
    assert {(each.partner, each.source) for each in found} == {("P-4", "SIE")}


def test_names_come_through_the_code_page_and_quotes():
    found = books(GOOD)

    assert found.company == "Nord Måskin AB"
    assert {each.account: each.name for each in found.accounts}["3041"] == "Försäljning tjänster"
    assert found.period == Period.year(2026)
    # Another encoding is stated, not guessed; read as code page 437 it would be other letters.
    assert read_sie(GOOD.encode("latin-1"), encoding="latin-1").company == "Nord Måskin AB"


def test_without_vouchers_the_periods_or_the_year_count():
    start = "#SIETYP 3\n#RAR 0 20260101 20261231\n#RES 0 3041 -900.00\n"
    by_period = start + "#PSALDO 0 202601 3041 {} -400.00\n#PSALDO 0 202602 3041 {} -500.00\n"
    by_center = '#PSALDO 0 202601 3041 {1 "Nord"} -150.00\n#PSALDO -1 202501 3041 {} -1.00\n'

    def movements(text):
        (account,) = books(text).accounts
        return dict(account.movements)

    assert movements(start) == {Period.year(2026): Decimal("-900.00")}
    assert movements(by_period + by_center) == {
        Period.month(2026, 1): Decimal("-400.00"),
        Period.month(2026, 2): Decimal("-500.00"),
    }


def test_a_balance_belongs_to_the_month_in_which_it_ends_and_not_to_the_end_of_a_year_that_goes_on():
    # A dealer exports each month; the year in the file is the whole of it.
    for until, month, label in (
        ("20260331", 3, "2026-03"),
        ("20261231", 12, "2026-12"),
        ("20270115", 12, "2026-12"),
    ):
        found = books(GOOD.replace("#KONTO 1460", f"#OMFATTN {until}\n#KONTO 1460"))
        stock = next(each for each in figures_of(found, BAS, partner="P-4") if each.measure == "stock")
        assert (stock.period, stock.period.label) == (Period.month(2026, month), label)

    year = "#RAR 0 20260101 20261231\n#OMFATTN 20260331\n#RES 0 3041 -900.00\n"
    (revenue,) = figures_of(books(year), BAS, partner="P-4")
    assert revenue.period == Period.of(date(2026, 1, 1), date(2026, 4, 1))
    assert faults(year.replace("20260331", "20251231")) == ["#OMFATTN"]
    assert faults(year.replace("20260331", "20260231")) == ["line 2"]


def test_a_broken_year_and_a_file_of_vouchers_alone():
    text = "#SIETYP 2\n#RAR 0 20250701 20260630\n#VALUTA EUR\n#RES 0 3001 -1\n"
    alone = "#SIETYP 4\n#VER A 1 20260302\n{\n#TRANS 1930 {} 5\n#TRANS 3001 {} -5\n}\n"

    assert (books(text).period.label, books(text).currency) == ("2025-07-01/2026-07-01", "EUR")
    assert books(alone).period == Period.month(2026, 3)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (GOOD.replace("-600.00 2026", "-500.00 2026"), ["line 26"]),
        (GOOD.replace("#RES 0 3041 -900.00", "#RES 0 3041 -800.00"), ["#RES 3041"]),
        (GOOD.replace("#RES 0 4010 300.00", "#RES 0 4011 300.00"), ["#RES 4011"]),
        (GOOD.replace("#TRANS 4010 {} 300.00", "#TRANS 4010 {} 300,00"), ["line 37"]),
        (GOOD.replace('20260302 "Faktura"', '20260231 "Faktura"'), ["line 26", "line 28", "line 29"]),
        (GOOD.replace("#KONTO 1930", "#KONTO A930"), ["line 12"]),
        (GOOD.replace("#SIETYP 4", "#SIETYP 5"), ["line 5"]),
        (GOOD.replace('"Bank"', '"Bank'), ["line 12"]),
        (GOOD.replace("#RAR 0 20260101 20261231", "#RAR 0 20261231 20260101"), ["line 8"]),
        ("#TRANS 1 {} 5", ["line 1"]),
        ("#PSALDO 0 202613 3041 {} 1", ["line 1"]),
        ("#FNAMN x", ["#RAR"]),
        ("Konto;Saldo\n", ["line 1"]),
        ("", ["line 1"]),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text, where):
    assert faults(text) == where


def test_a_file_in_another_encoding_than_the_format_says_is_refused_where_it_shows():
    with pytest.raises(InvalidValue, match="utf-8-sig"):
        read_sie(b"\xef\xbb\xbf" + GOOD.encode())
    assert read_sie(b"\xef\xbb\xbf" + GOOD.encode(), encoding="utf-8-sig").company == "Nord Måskin AB"
    with pytest.raises(InvalidValue, match="encoding"):
        read_sie(GOOD.encode("latin-1"), encoding="utf-8")
    with pytest.raises(InvalidValue, match="encoding"):
        read_sie(b"x", encoding="no-such-thing")
