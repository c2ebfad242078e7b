"""A trial balance of a DATEV program says what stands in the books, or is refused with its lines."""

from decimal import Decimal

import pytest

from partnerkit import Money, Period
from partnerkit.interop import SKR03, figures_of, read_datev
from partnerkit.values.errors import InvalidInput, InvalidValue

MARCH = Period.month(2026, 3)
LIST = (
    "Konto;Beschriftung;EB-Wert;Soll;Haben\r\n"
    "1400;Forderungen;1.000,00;250,50;0,00\r\n"
    "3980;Warenbestand;500,00;;\r\n"
    "8400;Erlöse 19 % USt;;;1.200,50\r\n"
    "10001;Müller KG;700,00;;\r\n"
    ";Summe;;250,50;1.200,50\r\n"
)
HEAD = '"EXTF";700;{category};"Summen und Salden";1;20260402120000000;;"RE";"";"";29098;55003;20260101;{digits};20260301;20260331;"";"WD";1;0;0;"{currency}"\r\n'


def books(text, **more):
    return read_datev(text.encode("cp1252"), **{"period": MARCH, **more})


def faults(text, **more):
    with pytest.raises((InvalidInput, InvalidValue)) as caught:
        books(text, **more)
    group = caught.value.faults if isinstance(caught.value, InvalidInput) else [caught.value]
    return [fault.path for fault in group]


def test_the_figures_of_a_dealer_follow_from_his_books():
    found = figures_of(books(LIST), SKR03, partner="P-4")

    assert {each.measure: each.value for each in found} == {
        "revenue": Money.of("1200.50", "EUR"),
        "stock": Money.of("500", "EUR"),
        "receivables": Money.of("1250.50", "EUR"),
    }
    assert {each.period for each in found} == {MARCH}


def test_names_come_through_the_code_page():
    assert [each.name for each in books(LIST).accounts] == [
        "Müller KG",
        "Forderungen",
        "Warenbestand",
        "Erlöse 19 % USt",
    ]


def test_a_line_above_says_period_currency_and_length():
    head = HEAD.format(category=99, digits=6, currency="CHF")
    found = books(head + LIST.replace("8400", "840000"), period=None)

    assert (found.period, found.currency, found.digits) == (MARCH, "CHF", 6)


def test_postings_include_tax_and_are_refused():
    with pytest.raises(InvalidValue, match="include tax"):
        books(HEAD.format(category=21, digits=4, currency="EUR") + "Umsatz;Konto\r\n", period=None)


@pytest.mark.parametrize(
    ("text", "columns", "moved", "closing"),
    [
        (
            "Kontonummer;Kontoname;Saldenvortrag;Soll_Kumuliert;Haben_Kumuliert;Saldo\n8400;E;0;0;5,00;-5,00\n",
            None,
            "-5.00",
            "-5.00",
        ),
        ("Konto;Saldo;S/H\n8400;5,00;H\n", None, None, "-5.00"),
        ("Konto;EB-Wert;Saldo\n1400;1.000,00 S;400,00-\n", None, "-1400.00", "-400.00"),
        ("Konto;EB-Wert;Saldo\n1400;100,00H;400,00 S\n", None, "500.00", "400.00"),
        (
            "8400;Erlöse;0,00;0,00;0,00;5,00\n",
            ["account", "name", "opening_debit", "opening_credit", "debit", "credit"],
            "-5.00",
            "-5.00",
        ),
        (
            "Nr;Umsatz S;Umsatz H\n8400;1;6\n",
            {"Nr": "account", "Umsatz S": "debit", "Umsatz H": "credit"},
            "-5",
            "-5",
        ),
    ],
)
def test_programs_write_it_in_several_ways(text, columns, moved, closing):
    (account,) = books(text, columns=columns).accounts

    assert account.movements.get(MARCH) == (moved and Decimal(moved))
    assert account.closing == Decimal(closing)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (LIST.replace("250,50;0", "250.50;0"), ["line 2"]),
        (LIST.replace("1.200,50\r\n10001", "12.00,50\r\n10001"), ["line 4"]),
        (LIST.replace("8400", "84OO"), ["line 4"]),
        (LIST.replace("3980", "8400"), ["line 4"]),
        (LIST.replace("Soll", "Betrag"), ["header"]),
        (LIST.replace("EB-Wert", "Soll"), ["header"]),
        ('Konto;"Soll', ["file"]),
        ("", ["header"]),
        (HEAD.format(category=99, digits=9, currency="EUR"), ["line 1"]),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text, where):
    assert faults(text) == where


def test_a_list_without_a_period_is_asked_for_it():
    assert faults(LIST, period=None) == ["period"]
    bad = HEAD.format(category=99, digits=4, currency="EUR").replace("20260331", "20260228")
    assert faults(bad + LIST, period=None) == ["line 1"]
    assert faults(bad.replace("20260228", "20260399") + LIST, period=None) == ["line 1"]


def test_another_encoding_is_stated():
    with pytest.raises(InvalidValue, match="encoding"):
        read_datev(LIST.encode("cp1252"), period=MARCH, encoding="utf-8")
    assert len(read_datev(b"\xef\xbb\xbf" + LIST.encode(), period=MARCH, encoding="utf-8").accounts) == 4
