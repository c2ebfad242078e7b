"""One text, and each partner reads it in its language."""

import pytest

from partnerkit.engagement import messages_to
from partnerkit.facts import Network, Partner
from partnerkit.interop import say
from partnerkit.values.errors import InvalidInput, InvalidValue, NotFound
from partnerkit.values.reasons import Reason

NETWORK = Network.of(
    Partner(id="P-1", languages=["de-AT"]),
    Partner(id="P-2", languages=["it", "fr"]),
    Partner(id="P-3", languages=["ja"]),
    Partner(id="P-4"),
)
WORDS = {
    "en": {"price-list-soon": "The new price list comes on {on}."},
    "de": {"price-list-soon": "Die neue Preisliste kommt am {on}."},
    "fr": {"price-list-soon": "Le nouveau tarif arrive le {on}."},
}
TEXT = Reason("price-list-soon", {"on": "1.5."})


def test_each_reads_it_in_a_language_of_its_own_if_it_is_there():
    found = messages_to(NETWORK, ["P-1", "P-2", "P-3", "P-4"], TEXT, languages=list(WORDS), otherwise="en")

    assert [(each.language, each.is_spoken) for each in found] == [
        ("de", True), ("fr", True), ("en", False), ("en", None),
    ]  # fmt: skip
    assert found.to_frame()["language"].tolist() == ["de", "fr", "en", "en"]
    assert repr(found) == "<Messages: 4>"
    assert [say(each, locale=each.language, words=WORDS) for each in found[:3]] == [
        "Die neue Preisliste kommt am 1.5..",
        "Le nouveau tarif arrive le 1.5..",
        "The new price list comes on 1.5..",
    ]


def test_an_exact_language_goes_before_the_short_one():
    (found,) = messages_to(NETWORK, ["P-1"], TEXT, languages=["de", "de-AT"], otherwise="de")

    assert found.language == "de-AT"


@pytest.mark.parametrize(
    ("spoken", "there", "read"),
    [
        (["de"], ["en", "de-AT", "de-CH"], "de-AT"),
        (["de"], ["de-AT", "de"], "de"),
        (["de-AT"], ["en", "de-CH"], "en"),
        (["it", "de"], ["en", "de-CH"], "de-CH"),
    ],
)
def test_who_names_no_region_reads_that_of_any(spoken, there, read):
    network = Network.of(Partner(id="P-1", languages=spoken))
    (found,) = messages_to(network, ["P-1"], TEXT, languages=there, otherwise=there[0])

    assert (found.language, found.is_spoken) == (read, read != "en")


def test_bad_input():
    with pytest.raises(NotFound):
        messages_to(NETWORK, ["P-9"], TEXT, languages=["en"], otherwise="en")
    with pytest.raises(InvalidInput) as caught:
        messages_to(NETWORK, [], TEXT, languages=[], otherwise="en")
    assert [each.path for each in caught.value.faults] == ["languages", "otherwise"]
    with pytest.raises(InvalidValue, match="text"):
        messages_to(NETWORK, [], "The price list comes soon", languages=["en"], otherwise="en")
