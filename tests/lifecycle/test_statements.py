from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from attrs import evolve

from partnerkit import Money, Period
from partnerkit.facts import BonusTerm, CreditNote, RebateStep
from partnerkit.lifecycle import statement
from partnerkit.values.errors import InvalidInput

NOW = datetime(2026, 7, 2, 9, tzinfo=UTC)
STEPS = tuple(
    RebateStep(turnover=Money.of(at, "EUR"), share=Decimal(share))
    for at, share in (("0", "0.01"), ("100", "0.03"))
)
QUARTERS = [Period.quarter(2026, each) for each in (1, 2, 3, 4)]


def eur(amount):
    return Money.of(amount, "EUR")


TERM = BonusTerm(
    id="B",
    partner="P-4",
    kind="rebate",
    measure="revenue",
    period=Period.year(2026),
    steps=STEPS,
    settled="quarter",
)
SOLD = {QUARTERS[0]: eur("90"), QUARTERS[1]: eur("30")}


def opened(found):
    return [str(each.open.amount) for each in found.settlements]


def test_a_settlement_pays_what_was_earned_less_what_was_earned_before():
    found = statement(TERM, SOLD, as_of=date(2026, 6, 30))

    assert opened(found) == ["0.90", "2.70", "0.00", "0.00"]
    assert [each.is_over for each in found.settlements] == [True, True, False, False]
    assert found.open == found.earned == eur("3.60")


def test_what_was_credited_is_not_open_any_more():
    first, second = statement(TERM, SOLD, as_of=date(2026, 6, 30)).drafts()
    found = statement(TERM, SOLD, as_of=date(2026, 6, 30), notes=[first])

    assert opened(found) == ["0.00", "2.70", "0.00", "0.00"]
    assert found.drafts([first]) == (second,)


def test_returns_are_charged_back_with_a_note_of_their_own():
    notes = statement(TERM, SOLD, as_of=date(2026, 6, 30)).drafts()
    corrected = {**SOLD, QUARTERS[1]: eur("5")}
    found = statement(TERM, corrected, as_of=date(2026, 6, 30), notes=notes)

    assert opened(found) == ["0.00", "-2.65", "0.00", "0.00"]
    assert [each.id for each in found.drafts(notes)] == ["B/2026-Q2/2"]
    assert [each.code for each in found.findings] == ["bonus-credited-too-much"]


def test_a_corrected_note_is_void_and_another_takes_its_place():
    note = statement(TERM, SOLD, as_of=date(2026, 3, 31)).drafts()[0].with_step("issue", at=NOW)
    disputed = note.with_step("dispute", at=NOW, reason="returns-missing")
    found = statement(TERM, SOLD, as_of=date(2026, 3, 31), notes=[disputed])
    corrected = disputed.with_step("correct", at=NOW, by="U-1", reason="figures-mended")

    assert [(each.code, each.subjects) for each in found.findings] == [
        ("credit-note-disputed", ("B/2026-Q1/1",))
    ]
    assert opened(found)[0] == "0.00"
    assert opened(statement(TERM, SOLD, as_of=date(2026, 3, 31), notes=[corrected]))[0] == "0.90"


def test_what_nobody_told_is_not_charged_back():
    notes = statement(TERM, SOLD, as_of=date(2026, 6, 30)).drafts()
    found = statement(TERM, {QUARTERS[0]: eur("90")}, as_of=date(2026, 6, 30), notes=notes)

    assert opened(found) == ["0.00"] * 4
    assert found.settlements[1].base is None
    assert [each.code for each in found.findings] == ["bonus-settlement-unknown"]
    assert statement(evolve(TERM, settled="period"), None, as_of=date(2027, 1, 1)).open == eur("0")


def test_a_fee_is_counted():
    fee = evolve(TERM, kind="referral-fee", steps=(), fee=eur("250"), settled="period", cap=eur("600"))
    found = statement(fee, 3, as_of=date(2026, 12, 31))

    assert (found.settlements[0].base, found.earned) == (3, eur("600"))


def test_notes_of_other_terms_are_passed_over_and_wrong_ones_refused():
    other = CreditNote(id="X", term="C", partner="P-4", period=Period.year(2020), amount=Money.of("1", "SEK"))
    assert statement(TERM, SOLD, as_of=date(2026, 6, 30), notes=[other]).credited == eur("0")

    with pytest.raises(InvalidInput) as caught:
        statement(TERM, SOLD, as_of=date(2026, 6, 30), notes=[evolve(other, term="B", partner="P-5")])
    assert [each.path for each in caught.value.faults] == [
        "notes['X'].period",
        "notes['X'].amount",
        "notes['X'].partner",
    ]


def test_a_statement_is_a_table():
    assert statement(TERM, SOLD, as_of=date(2026, 6, 30)).to_frame()["is_over"].tolist() == [
        True,
        True,
        False,
        False,
    ]


def test_a_quarter_named_without_a_figure_is_unknown():
    found = statement(TERM, {**SOLD, QUARTERS[1]: None, QUARTERS[3]: None}, as_of=date(2026, 6, 30))

    assert opened(found) == ["0.90", "0.00", "0.00", "0.00"]
    assert [each.base for each in found.settlements][:2] == [eur("90"), None]
    assert [each.code for each in found.findings] == ["bonus-settlement-unknown"]
