"""Where partners are missing."""

import pytest

from partnerkit.facts import Partner, Territory
from partnerkit.facts.tree import Tree
from partnerkit.interop import say
from partnerkit.lifecycle import white_spots
from partnerkit.values.errors import InvalidInput, InvalidValue, NotFound

DEMAND = {
    "territory": ["north", "north", "south", "south"],
    "segment": ["public", "industry", "public", "industry"],
    "product": ["loader", "loader", "crane", "crane"],
    "needed": [2, 1, 1, 3],
}
PARTNERS = [
    Partner(id="P-1", territories=["north"], products=["loader"]),
    Partner(id="P-2", territories=["de"]),
    Partner(id="P-3", territories=["south"], products=["loader"]),
    Partner(id="P-4", unknown=["territories"]),
    Partner(id="P-5", status="ended"),
]
TREE = Tree.of([Territory(id="de"), Territory(id="north", parent="de"), Territory(id="south", parent="de")])


def test_active_partners_work_what_they_serve_or_what_lies_below():
    found = white_spots(DEMAND, PARTNERS, territories=TREE, segments={"P-2": ["public"]})

    assert found.have.tolist() == [2, 1, 1, 0]
    assert found.white == (("south", "industry", "crane"),)
    assert [(each.territory, each.least, each.most, each.cells) for each in found.needs] == [
        ("south", 3, 3, 1)
    ]
    assert say(found.needs[0].reason) == (
        "south needs more partners: 3; parts of its market where somebody is lacking: 1."
    )


def test_one_segment_is_a_list_of_one():
    with pytest.raises(InvalidValue, match="use a list of segments"):
        white_spots(DEMAND, PARTNERS, territories=TREE, segments={"P-2": "public"})


def test_how_many_to_recruit_lies_between_all_rounders_and_specialists():
    found = white_spots(DEMAND, [])

    assert [(each.territory, each.least, each.most, each.cells) for each in found.needs] == [
        ("north", 2, 3, 2),
        ("south", 3, 4, 2),
    ]
    assert say(found.needs[0].reason) == (
        "north needs more partners: 2 at least, 3 at most; 2 parts of its market lack somebody."
    )
    assert (
        say(found.explain("south", "public", "crane"))
        == "south / public / crane: partners: 0 of 1; missing: 1."
    )
    assert repr(found) == "<WhiteSpots: 4 of 4 cells lack 7 partners>"


def test_what_could_be_sold_says_how_many_are_needed():
    demand = {"territory": ["north", "south"], "potential": [100.0, 101.0], "per_partner": [50.0, 50.0]}
    found = white_spots(demand, [Partner(id="P-1")])

    assert (found.needed.tolist(), found.missing.tolist()) == ([2, 3], [1, 2])
    assert list(found.to_frame()) == ["territory", "needed", "have", "missing"]
    assert found.explain("north").code == "cell-white"
    with pytest.raises(NotFound):
        found.explain("west")


def test_it_is_what_asking_each_partner_would_find():
    many = [
        Partner(
            id=f"P-{n}",
            territories=[["north"], ["south"], ["de"]][n % 3],
            products=[["crane"], ["loader"]][n % 2],
        )
        for n in range(60)
    ]
    found = white_spots(DEMAND, many, territories=TREE)
    by_hand = [
        sum(bool({territory, "de"} & set(each.territories)) and product in each.products for each in many)
        for territory, product in zip(DEMAND["territory"], DEMAND["product"], strict=True)
    ]

    assert found.have.tolist() == by_hand


def test_bad_tables_are_refused():
    with pytest.raises(InvalidInput) as caught:
        white_spots({"segment": ["a"]}, [])
    assert [each.path for each in caught.value.faults] == [
        "demand['territory']",
        "demand['potential']",
        "demand['per_partner']",
    ]
    with pytest.raises(InvalidValue, match=r"demand\[1\]"):
        white_spots({"territory": ["a", "a"], "needed": [1, 1]}, [])
    with pytest.raises(InvalidValue, match=r"demand\['needed'\]\[0\]"):
        white_spots({"territory": ["a"], "needed": [1.5]}, [])
    with pytest.raises(InvalidValue, match=r"demand\['per_partner'\]\[0\]"):
        white_spots({"territory": ["a"], "potential": [1.0], "per_partner": [0.0]}, [])
    with pytest.raises(InvalidValue, match=r"demand\['per_partner'\]\[0\]"):
        white_spots({"territory": ["a"], "potential": [1e300], "per_partner": [1.0]}, [])
    with pytest.raises(InvalidValue, match=r"demand\['needed'\]: 'x' is not valid here; use numbers"):
        white_spots({"territory": ["a"], "needed": ["x"]}, [])
    with pytest.raises(InvalidValue, match="no rows is not valid here; give a row for each cell"):
        white_spots({"territory": [], "needed": []}, [])


def test_what_floats_lose_calls_for_nobody():
    assert 0.07 / 0.01 > 7
    demand = {"territory": ["north", "south"], "potential": [0.07, 0.0701], "per_partner": [0.01, 0.01]}

    assert white_spots(demand, []).needed.tolist() == [7, 8]
