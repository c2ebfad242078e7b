"""A host adds a language without touching us: what it leaves out is said in English."""

import io
from decimal import Decimal

import pytest
from babel import Locale
from babel.messages.pofile import read_po

from partnerkit import Money
from partnerkit.interop import read_words, say, words_template
from partnerkit.interop.wording import catalogue, terms
from partnerkit.values.errors import InvalidValue
from partnerkit.values.reasons import Reason

FRENCH = b"""
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgctxt "capacity"
msgid "x"
msgstr "Complet : {open} prospects sur {limit} sont ouverts."

msgctxt "conflicts-open|one"
msgid "x"
msgstr "{count} conflit est ouvert."

msgctxt "conflicts-open|other"
msgid "x"
msgstr "{count} conflits sont ouverts."

msgctxt "absent"
msgid "x"
msgstr ""
"""


@pytest.fixture
def french():
    return {"fr": read_words(FRENCH, "fr")}


def test_a_language_of_the_host_is_said_with_its_own_numbers(french):
    reason = Reason("capacity", {"open": 12_000, "limit": Decimal("12000.5")})

    assert say(reason, locale="fr", words=french) == (
        "Complet : 12\u202f000 prospects sur 12\u202f000,5 sont ouverts."
    )
    assert say(reason, locale="fr-CA", words=french).startswith("Complet : 12\u00a0000")


def test_what_it_leaves_out_is_said_in_english(french):
    assert say(Reason("credit-block"), locale="fr", words=french) == say(Reason("credit-block"))


def test_without_its_words_the_language_is_refused(french):
    with pytest.raises(InvalidValue, match="or bring words="):
        say(Reason("absent", {"until": None}), locale="fr")
    with pytest.raises(InvalidValue, match="use one of en, de, sv, fr"):
        say(Reason("absent", {"until": None}), locale="it", words=french)


def test_the_plural_is_that_of_the_language(french):
    def said(count):
        return say(Reason("conflicts-open", {"count": count}), locale="fr", words=french)

    # In French, zero takes the singular.
    assert said(0) == "0 conflit est ouvert."
    assert said(1) == "1 conflit est ouvert."
    assert said(2) == "2 conflits sont ouverts."


def test_the_template_has_every_sentence_in_every_form_of_the_language():
    polish = words_template("pl").decode()

    for form in ("one", "few", "many", "other"):
        assert f'msgctxt "conflicts-open|{form}"' in polish
    assert 'msgctxt "conflicts-open|few"' not in words_template("fr").decode()


@pytest.mark.parametrize("language", ["fr", "pl", "ar", "ja"])
def test_nothing_that_we_say_is_missing_in_the_template(language):
    found = {
        each.context: each.id
        for each in read_po(io.BytesIO(words_template(language)), locale=language)
        if each.id
    }
    forms = Locale.parse(language).plural_form.tags | {"other"}
    expected = {}
    for code, template in catalogue("en").items():
        if isinstance(template, str):
            expected[code] = template
        else:
            expected |= {f"{code}|{form}": template.get(form, template["other"]) for form in forms}
            expected |= {f"{code}|open": template["open"]} if "open" in template else {}
    for name, values in terms("en").items():
        expected |= {f"{name}={value}": word for value, word in values.items()}

    assert found == expected
    # Every door speaks: a rule, a policy and a KPI are among them.
    assert {"channel-conflict", "kpi-revenue", "most-owed"} <= {each.partition("|")[0] for each in found}


def test_a_template_filled_in_comes_back_whole():
    text = words_template("nl").decode()
    head, *messages = text.split("\n\n")
    filled = "\n\n".join(
        [head]
        + [
            each.replace('msgstr ""', "msgstr " + line.removeprefix("msgid "))
            for each in messages
            for line in each.splitlines()
            if line.startswith("msgid ")
        ]
    )

    words = {"nl": read_words(filled.encode(), "nl")}

    reason = Reason("capacity", {"open": 3, "limit": 5})
    assert say(reason, locale="nl", words=words) == say(reason)
    assert "terms" in words["nl"]


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (FRENCH.replace(b"{limit}", b"{password}"), "capacity"),
        (FRENCH.replace(b"{limit}", b"{limit"), "capacity"),
        (FRENCH.replace(b'"capacity"', b'"charm"'), "charm"),
        (b"\xff\xfe", "words"),
        (b"nonsense", "words"),
    ],
)
def test_a_file_that_cannot_be_said_is_refused(data, where):
    with pytest.raises(InvalidValue) as caught:
        read_words(data, "fr")
    assert caught.value.path == where


def test_a_language_that_is_none_is_refused():
    with pytest.raises(InvalidValue, match="language"):
        words_template("klingon")


def test_a_host_may_bring_a_file_like_ours(french):
    words = {
        "fr": {
            "credit-block": "Bloqué.",
            "terms": {"status": {"open": "ouvert"}},
            "lead-closed": "État : {status}.",
        }
    }

    assert say(Reason("lead-closed", {"status": "open"}), locale="fr", words=words) == "État : ouvert."
    assert Money.of("1", "EUR").format("fr")
