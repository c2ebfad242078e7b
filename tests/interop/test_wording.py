"""Reasons are said in the reader's language, with names for ids and numbers as the language writes them."""

from datetime import UTC, date, datetime
from decimal import Decimal, Inexact, localcontext
from fractions import Fraction
from string import Formatter

import pytest

from partnerkit import Lead, Network, Partner, Territory
from partnerkit.facts import Person
from partnerkit.interop import say
from partnerkit.interop.wording import LANGUAGES, catalogue, say_value
from partnerkit.values.errors import InvalidValue
from partnerkit.values.hidden import HIDDEN
from partnerkit.values.money import Money, Quantity, Ratio
from partnerkit.values.reasons import Finding, Reason
from partnerkit.values.time import Period, Span

FULL = Reason("capacity", {"open": 20, "limit": 20})
OWN = {"en": {"host": "{what}"}, "de": {"host": "{what}"}, "sv": {"host": "{what}"}}
MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("locale", "sentence"),
    [
        ("en", "No free capacity: 20 of 20 leads open."),
        ("de", "Keine freie Kapazität: 20 von 20 Leads offen."),
        ("de-AT", "Keine freie Kapazität: 20 von 20 Leads offen."),
        ("sv_SE", "Ingen ledig kapacitet: 20 av 20 leads är öppna."),
    ],
)
def test_a_reason_is_said_in_the_readers_language(locale, sentence):
    assert say(FULL, locale=locale) == sentence


def test_ids_are_said_by_name_where_names_are_given():
    reason = Reason("lead-kept", {"lead": "L-1", "partner": "P-4", "since": MORNING})

    assert say(reason, names={"P-4": "Nord IT"}).startswith("Lead L-1 stays with Nord IT")
    assert say(reason).startswith("Lead L-1 stays with P-4")


def test_a_figure_is_said_by_the_name_of_the_host():
    missing = Reason("kpi-missing", {"kpi": "stock_days"})

    assert say(missing, names={"stock_days": "Days in stock"}).startswith("Days in stock:")
    assert say(missing).startswith("stock_days:")


def test_a_tier_that_is_called_like_a_partner_keeps_its_name():
    words = {"en": {"tier": "{partner} is {tier}"}}

    assert (
        say(Reason("tier", {"partner": "gold", "tier": "gold"}), words=words, names={"gold": "Gold AB"})
        == "Gold AB is gold"
    )


def test_names_may_come_from_a_network():
    network = Network.of(Territory(id="de", name="Germany"))

    assert "Germany" in say(Reason("territory", {"territory": "de", "served": ("se",)}), names=network)


@pytest.mark.parametrize(
    ("count", "sentence"),
    [(1, "and one other with"), (2, "others concerned with you: 2"), (0, "others concerned with you: 0")],
)
def test_plurals_follow_the_language(count, sentence):
    reason = Reason("party-to-conflict", {"rule": "territory-overlap", "count": count})

    assert sentence in say(reason)


@pytest.mark.parametrize(
    ("value", "locale", "said"),
    [
        (None, "en", "–"),
        (True, "en", "yes"),
        (False, "de", "nein"),
        (1234567, "de", "1.234.567"),
        (Decimal("1234.5"), "sv", "1\xa0234,5"),
        (0.5, "de", "0,5"),
        (Fraction(1, 3), "en", "0.333"),
        (Money.of("1234.5", "EUR"), "de", "1.234,50\xa0€"),
        (Quantity.of("12", "pcs"), "en", "12 pcs"),
        (Ratio.of(1, 8), "en", "12.5%"),
        (Ratio.of(1, 0), "en", "–"),
        (date(2026, 3, 2), "de", "02.03.2026"),
        (Period.quarter(2026, 1), "en", "2026-Q1"),
        (("a", "b", "c"), "de", "a, b und c"),
        (FULL, "en", "No free capacity: 20 of 20 leads open."),
        ({"gold": 3}, "en", "gold: 3"),
    ],
)
def test_facts_are_written_as_the_language_does(value, locale, said):
    words = {locale: {"host": "{what}"}}
    if isinstance(value, dict):
        from partnerkit.values.reasons import Facts

        value = Facts(value)

    assert say(Reason("host", {"what": value}), locale=locale, words=words) == said


def test_a_span_is_said_from_start_to_end():
    span = Span.of(MORNING, datetime(2026, 3, 2, 9, tzinfo=UTC))

    assert say(Reason("host", {"what": span}), words=OWN).count("2026") == 2


@pytest.mark.parametrize(
    ("locale", "zone", "said"),
    [
        ("en", "UTC", "Mar 2, 2026, 8:00\u202fAM UTC"),
        ("de", "Europe/Berlin", "02.03.2026, 09:00 MEZ"),
        ("sv", "Europe/Stockholm", "2 mars 2026 09:00 CET"),
        ("sv", "Asia/Kathmandu", "2 mars 2026 13:45 GMT+05:45"),
        ("en", "Europe/Berlin", "Mar 2, 2026, 9:00\u202fAM GMT+01:00"),
    ],
)
def test_an_instant_is_said_in_the_zone_asked_for_and_with_it(locale, zone, said):
    words = {locale: {"host": "{what}"}}

    assert say(Reason("host", {"what": MORNING}), locale=locale, words=words, zone=zone) == said


def test_a_partner_and_a_person_of_one_id_are_told_apart_and_a_lead_has_no_name():
    network = Network.of(Partner(id="7", name="Nord IT"), Person(id="7", name="Ida Berg"), Lead(id="7"))
    reason = Reason("host", {"partner": "7", "person": "7", "lead": "7"})
    words = {"en": {"host": "{lead}: {partner} and {person}"}}

    assert say(reason, words=words, names=network) == "7: Nord IT and Ida Berg"
    assert say(reason, words=words, names={"7": "host"}) == "host: host and host"


def test_of_very_many_in_one_sentence_the_first_are_said_and_how_many_more():
    words = {"de": {"host": "{what}"}}
    many = tuple(f"P-{place}" for place in range(1_520))

    said = say(Reason("host", {"what": many}), locale="de", words=words)
    assert said.startswith("P-0, P-1, ")
    assert said.endswith("P-19, … (+1.500)")
    assert say(Reason("host", {"what": many[:20]}), locale="de", words=words).endswith("P-18 und P-19")


@pytest.mark.parametrize(
    ("chance", "said"), [(1e-9, "0.01%"), (0.0034, "0.34%"), (0.00341, "0.35%"), (1.0, "100.0%")]
)
def test_a_chance_is_never_said_to_be_less_than_it_is(chance, said):
    assert say(Reason("host", {"chance": chance}), words={"en": {"host": "{chance}"}}) == said


def test_numbers_are_said_alike_whatever_the_context_of_the_host():
    with localcontext(prec=3, rounding="ROUND_CEILING"):
        assert say_value(Decimal("1234567.12345")) == "1,234,567.123"


def test_an_id_that_is_a_number_is_no_amount():
    reason = Reason("host", {"partner": 1684, "what": 1684})
    words = {"en": {"host": "{partner} has {what}"}}

    assert say(reason, words=words) == "1684 has 1,684"
    assert say(reason, words=words, names={"1684": "Nord IT"}) == "Nord IT has 1,684"


@pytest.mark.parametrize("more", [{"second": 5}, {"microsecond": 5}])
def test_seconds_are_said_where_there_are_some(more):
    words = {"de": {"host": "{what}"}}
    said = say(Reason("host", {"what": MORNING.replace(**more)}), locale="de", words=words)

    assert said == f"02.03.2026, 08:00:{more.get('second', 0):02} UTC"


@pytest.mark.parametrize(
    ("locale", "half", "whole"),
    [("en", "12.5%", "2%"), ("de", "12,5\xa0%", "2\xa0%"), ("sv", "12,5\xa0%", "2\xa0%")],
)
def test_a_percentage_is_written_as_the_language_writes_it(locale, half, whole):
    shares = (Quantity.of("12.5", "%"), Quantity.of("2", "%"))

    assert [say_value(each, locale=locale) for each in shares] == [half, whole]


def test_what_has_never_been_is_said_without_a_day():
    never = Reason("contact-due", {"partner": "P-4", "channel": "call", "last": None})

    assert say(never) == "P-4: a call is due today; there has been none so far."
    assert say(never, locale="de").endswith("bisher noch nie.")


@pytest.mark.parametrize(
    ("locale", "said"),
    [("en", "(vendor)"), ("de", "(Hersteller)"), ("sv", "(leverantören)")],
)
def test_what_comes_from_a_closed_list_is_said_in_the_readers_words(locale, said):
    due = {"commitment": "Demo", "due": date(2026, 3, 2), "side": "vendor"}

    assert say(Reason("commitment-open", due), locale=locale).endswith(f"{said}.")


def test_the_decimal_context_of_the_host_is_not_asked():
    with localcontext(prec=3) as context:
        context.traps[Inexact] = True

        assert say_value(Decimal("1234567.12345")) == "1,234,567.123"
        assert say_value(1 / 3, locale="de") == "0,333"


def test_a_zone_that_is_unknown_is_refused():
    with pytest.raises(InvalidValue, match="zone"):
        say(FULL, zone="Mars/Base")


def test_several_judgements_are_said_one_after_the_other():
    finding = Finding(reason=FULL, severity="low", evidence=(Reason("target-zero"),))

    assert say((FULL, finding)) == " ".join([say(FULL), say(FULL), say(Reason("target-zero"))])


def test_the_hosts_own_words_win():
    assert say(FULL, words={"en": {"capacity": "Full."}}) == "Full."


def test_a_code_without_words_is_still_said_with_its_facts():
    assert say(Reason("host-rule", {"grade": "C"})) == "host-rule: grade C."


def test_a_fact_that_is_missing_shows_as_a_question_mark():
    assert say(Reason("capacity", {"open": 3})) == "No free capacity: 3 of ? leads open."


@pytest.mark.parametrize("locale", ["fr", "", "xx_YY", None])
def test_a_language_without_words_is_refused(locale):
    with pytest.raises(InvalidValue) as caught:
        say(FULL, locale=locale)

    assert caught.value.path == "locale"
    assert all(language in caught.value.remedy for language in LANGUAGES)


@pytest.mark.parametrize("subject", ["text", 3, None, {"a": 1}])
def test_what_carries_no_reason_is_refused(subject):
    with pytest.raises(InvalidValue):
        say(subject)


@pytest.mark.parametrize(
    ("locale", "closed", "opened"),
    [
        ("en", "Mia holds de as owner from Jan 1, 2026 to Dec 31, 2026.", "Mia holds de as owner from Jan 1, 2026, open-ended."),
        ("de", "Mia hat de als owner von 01.01.2026 bis 31.12.2026.", "Mia hat de als owner ab 01.01.2026, unbefristet."),
        ("sv", "Mia har de som owner från 1 jan. 2026 till 31 dec. 2026.", "Mia har de som owner från och med 1 jan. 2026, tills vidare."),
    ],
)  # fmt: skip
def test_what_has_no_end_is_said_to_be_open(locale, closed, opened):
    held = {"person": "mia", "territory": "de", "role": "owner", "since": date(2026, 1, 1)}

    for until, said in ((date(2026, 12, 31), closed), (None, opened)):
        assert (
            say(Reason("assignment-held", held | {"until": until}), locale=locale, names={"mia": "Mia"})
            == said
        )


def places(template):
    return {place for _, place, _, _ in Formatter().parse(template) if place}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_that_ends_somewhere_says_so_when_it_does_not(language):
    """Where both ends of a time are named, the last may be unknown; then nothing is said to end on a dash."""
    for code, template in catalogue(language).items():
        if isinstance(template, str):
            assert not ("{since}" in template and "{until}" in template), code
        elif "{until}" in template["other"]:
            left_out = places(template["other"]) - places(template["open"])
            # An end that is always known may be named where something else is not.
            assert "until" in left_out or (left_out and "since" not in places(template["other"])), code


@pytest.mark.parametrize(
    ("locale", "words"), [("en", "not shown"), ("de", "nicht sichtbar"), ("sv", "visas inte")]
)
def test_what_is_hidden_is_said_to_be_hidden(locale, words):
    assert f"({words})" in say(
        Reason("task-due", {"task": "K-1", "owner": HIDDEN, "until": None}), locale=locale
    )


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (10**25, "10,000,000,000,000,000,000,000,000"),
        (1e25, "10,000,000,000,000,000,000,000,000"),
        (Fraction(10**25, 1), "10,000,000,000,000,000,000,000,000"),
        (Fraction(10**400, 3), "3," + ",".join(["333"] * 133)),
        (float("inf"), "∞"),
    ],
)
def test_a_number_may_have_more_digits_than_a_decimal_is_reckoned_with(value, told):
    assert say_value(value).removesuffix(".333") == told
    assert say_value(Ratio.of(10**25, 1)) == "1,000,000,000,000,000,000,000,000,000.0%"


def test_a_name_that_runs_the_other_way_keeps_its_numbers_beside_it():
    names = {"P-1": "\N{HEBREW LETTER ALEF}\N{HEBREW LETTER BET}", "P-2": "Nord 24"}
    said = say(
        Reason("host", {"partners": ("P-1", "P-2")}), words={"en": {"host": "{partners}: 3"}}, names=names
    )

    assert said == f"\u2068{names['P-1']}\u2069 and Nord 24: 3"
