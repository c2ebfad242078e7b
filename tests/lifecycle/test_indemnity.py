"""Who may ask for an indemnity, for how much at most, and until when."""

from datetime import date
from fractions import Fraction

import pytest
from attrs import evolve
from partings import AGREEMENT

from partnerkit.facts.partner import FORMS
from partnerkit.facts.standing import INITIATORS
from partnerkit.interop import say
from partnerkit.lifecycle.indemnity import average_commission, check_indemnity, claim_deadline
from partnerkit.lifecycle.laws import AGENTS
from partnerkit.values.errors import CurrencyMismatch, InvalidValue
from partnerkit.values.money import Money
from partnerkit.values.time import Period

AGENT = evolve(AGREEMENT, period=Period.since(date(2015, 1, 1)))
LAST = date(2025, 12, 31)


def eur(amount):
    return Money.of(amount, "EUR")


@pytest.mark.parametrize("initiator", INITIATORS)
@pytest.mark.parametrize("form", AGENTS)
def test_every_ending_of_an_agent_may_bring_an_indemnity(form, initiator):
    found = check_indemnity(evolve(AGENT, form=form), last_day=LAST, initiator=initiator)

    assert found.code == "indemnity-possible"
    assert found.reason.facts["until"] == date(2026, 12, 31)
    assert found.reason.facts["cap"] is None
    lost = [each.code for each in found.evidence]
    assert lost == (["indemnity-may-be-lost"] if initiator in {"partner", "for-cause", "insolvency"} else [])


@pytest.mark.parametrize("form", [form for form in FORMS if form not in AGENTS] + [None])
def test_a_dealer_must_have_been_bound_to_hand_over_its_customers(form):
    dealer = evolve(AGENT, form=form)

    bound = check_indemnity(evolve(dealer, hands_over_customers=True), last_day=LAST)
    assert bound.reason.facts["source"] == "HGB § 89b, per analogiam"
    assert check_indemnity(evolve(dealer, hands_over_customers=False), last_day=LAST) is None
    assert check_indemnity(dealer, last_day=LAST).code == "indemnity-unclear"


@pytest.mark.parametrize(
    ("form", "law", "source"),
    [
        ("agent", "DE", "HGB § 89b"),
        ("agent", "SE", "Lag (1991:351) om handelsagentur, 28-31 §§"),
        ("genuine-agent", "AT", "86/653/EEC, art. 17"),
        ("agent", "US", None),
        ("agent", None, None),
        ("resells", "DE", "HGB § 89b, per analogiam"),
        ("resells", "SE", None),
        ("resells", None, None),
    ],
)
def test_no_law_is_cited_that_the_contract_is_not_under(form, law, source):
    contract = evolve(AGENT, form=form, law=law, hands_over_customers=True)
    found = check_indemnity(contract, last_day=LAST)

    assert found.reason.facts.get("source") == source
    assert found.code == ("indemnity-possible" if source else "indemnity-law-not-read")
    # Where the act of a country was not read, it may grant compensation, which has no such cap.
    assert [each.code for each in found.evidence] == ["indemnity-national-law"] * (law == "AT")


def test_the_cap_is_a_year_s_average_of_the_last_five():
    earned = [
        (date(year, 6, 30), eur(amount)) for year, amount in zip(range(2015, 2026), range(1, 12), strict=True)
    ]

    found = check_indemnity(AGENT, last_day=LAST, commissions=earned)
    assert found.reason.facts["cap"] == eur(9)
    assert "höchstens 9,00" in say(found, locale="de")
    assert "juridisk rådgivning" in say(found, locale="sv")


def test_years_are_those_of_the_contract_not_of_the_calendar():
    earned = [(date(2021, 6, 30), eur(500)), (date(2021, 7, 1), eur(100)), (date(2026, 6, 30), eur(100))]

    assert average_commission(earned, since=date(2010, 1, 1), last_day=date(2026, 6, 30)) == eur(40)


def test_a_shorter_contract_is_averaged_over_its_own_time():
    earned = [(date(2024, 6, 30), eur(300)), (date(2025, 6, 30), eur(300))]

    assert average_commission(earned, since=date(2024, 1, 1), last_day=date(2025, 12, 31)) == eur(300)
    half = average_commission(earned[:1], since=date(2024, 1, 1), last_day=date(2024, 6, 30))
    assert half == eur(600)


def test_a_leap_day_is_a_day():
    assert claim_deadline(date(2028, 2, 29)) == date(2029, 2, 28)
    assert average_commission(
        [(date(2023, 3, 1), eur(5))], since=date(2000, 1, 1), last_day=date(2028, 2, 28)
    ) == eur(1)
    assert average_commission(
        [(date(2024, 3, 1), eur(4))], since=date(2024, 2, 29), last_day=date(2028, 2, 28)
    ) == eur(1)


def test_parts_of_a_month_are_parts_of_its_days():
    earned = [(date(2026, 3, 1), eur(310))]

    # Two months, and 10 of the 31 days of January.
    found = average_commission(earned, since=date(2026, 1, 22), last_day=date(2026, 3, 31))
    assert found == eur(310).times(Fraction(12 * 31, 2 * 31 + 10))
    # 30 March has no namesake in February.
    found = average_commission(earned, since=date(2026, 3, 1), last_day=date(2026, 3, 29))
    assert found == eur(3720)


def test_nothing_known_is_no_amount():
    assert average_commission([], since=date(2024, 1, 1), last_day=LAST) is None
    assert average_commission([(date(2027, 1, 1), eur(5))], since=date(2024, 1, 1), last_day=LAST) is None


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda: check_indemnity(AGENT, last_day=date(2014, 12, 31)), InvalidValue),
        (lambda: check_indemnity(AGENT, last_day=date.max), InvalidValue),
        (lambda: check_indemnity(AGENT, last_day="2025-12-31"), InvalidValue),
        (lambda: check_indemnity(AGENT, last_day=LAST, initiator="court"), InvalidValue),
        (lambda: check_indemnity(AGENT, last_day=LAST, since="2015"), InvalidValue),
        (lambda: check_indemnity(AGENT, last_day=LAST, commissions=[eur(1)]), InvalidValue),
        (lambda: average_commission([], since=date(2026, 1, 2), last_day=date(2026, 1, 1)), InvalidValue),
        (
            lambda: average_commission(
                [(LAST, eur(1)), (LAST, Money.of(1, "SEK"))], since=date(2025, 1, 1), last_day=LAST
            ),
            CurrencyMismatch,
        ),
    ],
)
def test_what_cannot_be_is_refused(call, error):
    with pytest.raises(error):
        call()
