"""Seats as the authorities published them, from the votes or populations they published."""

import pytest

from partnerkit.values.apportion import apportion

#: United States Census Bureau, 2020 Census, Table 1 (26 April 2021): apportionment population and representatives.
#: census.gov/data/tables/2020/dec/2020-apportionment-data.html
HOUSE_OF_2020 = {
    "Alabama": (5_030_053, 7),
    "Alaska": (736_081, 1),
    "Arizona": (7_158_923, 9),
    "Arkansas": (3_013_756, 4),
    "California": (39_576_757, 52),
    "Colorado": (5_782_171, 8),
    "Connecticut": (3_608_298, 5),
    "Delaware": (990_837, 1),
    "Florida": (21_570_527, 28),
    "Georgia": (10_725_274, 14),
    "Hawaii": (1_460_137, 2),
    "Idaho": (1_841_377, 2),
    "Illinois": (12_822_739, 17),
    "Indiana": (6_790_280, 9),
    "Iowa": (3_192_406, 4),
    "Kansas": (2_940_865, 4),
    "Kentucky": (4_509_342, 6),
    "Louisiana": (4_661_468, 6),
    "Maine": (1_363_582, 2),
    "Maryland": (6_185_278, 8),
    "Massachusetts": (7_033_469, 9),
    "Michigan": (10_084_442, 13),
    "Minnesota": (5_709_752, 8),
    "Mississippi": (2_963_914, 4),
    "Missouri": (6_160_281, 8),
    "Montana": (1_085_407, 2),
    "Nebraska": (1_963_333, 3),
    "Nevada": (3_108_462, 4),
    "New Hampshire": (1_379_089, 2),
    "New Jersey": (9_294_493, 12),
    "New Mexico": (2_120_220, 3),
    "New York": (20_215_751, 26),
    "North Carolina": (10_453_948, 14),
    "North Dakota": (779_702, 1),
    "Ohio": (11_808_848, 15),
    "Oklahoma": (3_963_516, 5),
    "Oregon": (4_241_500, 6),
    "Pennsylvania": (13_011_844, 17),
    "Rhode Island": (1_098_163, 2),
    "South Carolina": (5_124_712, 7),
    "South Dakota": (887_770, 1),
    "Tennessee": (6_916_897, 9),
    "Texas": (29_183_290, 38),
    "Utah": (3_275_252, 4),
    "Vermont": (643_503, 1),
    "Virginia": (8_654_542, 11),
    "Washington": (7_715_946, 10),
    "West Virginia": (1_795_045, 2),
    "Wisconsin": (5_897_473, 8),
    "Wyoming": (577_719, 1),
}

#: Swedish Election Authority, 14 June 2024 (val.se): the election of 21 members of the European Parliament.
#: Parties above 4 % of the votes; first divisor 1.2.
SWEDEN_OF_2024 = {
    "Socialdemokraterna": (1_039_676, 5),
    "Moderaterna": (736_079, 4),
    "Miljöpartiet": (581_322, 3),
    "Sverigedemokraterna": (552_920, 3),
    "Vänsterpartiet": (464_166, 2),
    "Centerpartiet": (306_227, 2),
    "Kristdemokraterna": (239_530, 1),
    "Liberalerna": (183_675, 1),
}

#: Austrian Ministry of the Interior, 9 June 2024: the provisional result of the election of 20 members of the
#: European Parliament, without the postal votes counted later, and the seats that follow from it (d'Hondt).
#: Parties above 4 % of the votes.
AUSTRIA_OF_2024 = {
    "FPÖ": (872_304, 6),
    "ÖVP": (838_373, 5),
    "SPÖ": (787_407, 5),
    "GRÜNE": (364_251, 2),
    "NEOS": (337_132, 2),
}


def test_the_figures_of_the_census_add_up_to_its_total():
    """331,108,434 people and 435 representatives, as the bureau sums its own table."""
    populations, representatives = zip(*HOUSE_OF_2020.values(), strict=True)

    assert (len(populations), sum(populations), sum(representatives)) == (50, 331_108_434, 435)


@pytest.mark.parametrize(
    ("published", "method", "minimum"),
    [
        pytest.param(HOUSE_OF_2020, "huntington-hill", 1, id="house"),
        pytest.param(SWEDEN_OF_2024, "modified-sainte-lague", 0, id="sweden"),
        pytest.param(AUSTRIA_OF_2024, "dhondt", 0, id="austria"),
    ],
)
def test_seats_are_those_that_were_published(published, method, minimum):
    claims, seats = zip(*published.values(), strict=True)

    assert apportion(claims, sum(seats), method=method, minimum=minimum) == seats


def test_new_york_lost_its_seat_by_89_people():
    """The bureau's news conference of 26 April 2021: with 89 more, New York had kept its 27th, not Minnesota its 8th."""
    claims = {state: population for state, (population, _) in HOUSE_OF_2020.items()}

    def seats(more):
        claimed = {**claims, "New York": claims["New York"] + more}
        given = apportion(list(claimed.values()), 435, method="huntington-hill", minimum=1)
        return dict(zip(claimed, given, strict=True))

    assert [seats(88)[state] for state in ("New York", "Minnesota")] == [26, 8]
    assert [seats(89)[state] for state in ("New York", "Minnesota")] == [27, 7]


def test_another_method_would_have_given_other_seats():
    """So the golden figures can tell the methods apart."""
    claims, seats = zip(*HOUSE_OF_2020.values(), strict=True)
    others = ("largest-remainder", "dhondt", "adams")

    assert all(apportion(claims, 435, method=method, minimum=1) != seats for method in others)
