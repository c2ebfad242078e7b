import pytest

from partnerkit.conflicts.naming import plain_name, plain_words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller GmbH", "Mueller"),
        ("MÜLLER & SÖHNE GmbH & Co. KG", "Muller und Sohne"),
        ("AB Volvo", "Volvo (publ) AB".replace(" (publ)", "")),
        ("Nordström A/S", "Nordstrom AS"),
        ("Straße AG", "STRASSE"),
        ("Société Générale S.A.", "Societe Generale SA"),
        ("Åkerlund & Öberg AB", "Akerlund och Oberg Aktiebolag"),
        ("O'Brien Ltd.", "OBrien Limited"),
        ("Łódź Sp. z o.o.", "Lodz"),
    ],
)
def test_spellings_of_one_name_are_plainly_the_same(one, other):
    assert plain_name(one) == plain_name(other)


@pytest.mark.parametrize("name", ["AG", "The Company", "GmbH & Co. KG", "AB"])
def test_a_name_of_legal_forms_alone_keeps_something(name):
    assert plain_name(name)


def test_line_breaks_do_not_move_names_to_other_rows():
    assert plain_words(["Werft\nKiel", "Nord"]) == [["werft", "kiel"], ["nord"]]


def test_nothing_has_no_words():
    assert plain_words([]) == []
    assert plain_words(["", "..."]) == [[], []]


@pytest.mark.parametrize(
    ("foreign", "usual"),
    [("Bjørn", "Bjorn"), ("Læk", "Lak"), ("Cœur", "Cour"), ("Łuk", "Luk"), ("Đorđe", "Dorde"), ("Garðar", "Gardar"),
     ("Þór", "Thor"), ("Ħal", "Hal")],
)  # fmt: skip
def test_letters_that_only_some_languages_have_are_their_neighbors(foreign, usual):
    assert plain_name(foreign) == plain_name(usual)
