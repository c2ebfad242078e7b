"""Whether facts fit together."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from attrs import fields

from partnerkit import facts as nouns
from partnerkit.facts.account import Account
from partnerkit.facts.coherence import collection
from partnerkit.facts.fact import REFERS_TO, Fact
from partnerkit.facts.figure import Figure
from partnerkit.facts.goal import Goal
from partnerkit.facts.interaction import Subject, Task
from partnerkit.facts.lead import Lead
from partnerkit.facts.network import Network
from partnerkit.facts.nouns import Every, Nouns
from partnerkit.facts.partner import Location, Partner
from partnerkit.facts.people import Person
from partnerkit.facts.product import Product
from partnerkit.facts.program import Program, Tier
from partnerkit.facts.service import ServiceCase
from partnerkit.facts.survey import Answer, Question, Survey
from partnerkit.facts.territory import Grant, Territory
from partnerkit.values.errors import InvalidValue
from partnerkit.values.time import Period

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def sales(**more):
    return Figure(
        **{"partner": "P-4", "measure": "revenue", "period": Period.month(2026, 3), "value": 9} | more
    )


def test_an_id_is_used_once(faults):
    assert faults(lambda: Network.of(Partner(id="P-4"), Partner(id="P-4", name="Nord IT"))) == {
        "partners['P-4']": ("'P-4'", "use each id once, or say when one version replaced the other")
    }
    assert len(Network.of(Partner(id="X"), Lead(id="X"), Territory(id="X"))) == 3


@pytest.mark.parametrize(
    ("until", "since", "fits"),
    [
        (MONDAY, MONDAY, True),
        (MONDAY, MONDAY + DAY, True),
        (MONDAY + timedelta(microseconds=1), MONDAY, False),
        (None, MONDAY, False),
        (MONDAY, None, False),
    ],
)
def test_versions_follow_each_other_without_a_moment_of_two(until, since, fits):
    facts = [Partner(id="P-4", known_until=until), Partner(id="P-4", name="Nord IT", known_from=since)]

    for given in (facts, facts[::-1]):
        if fits:
            assert len(Network.of(given)) == 2
        else:
            with pytest.raises(InvalidValue):
                Network.of(given)


def test_a_version_that_outlasts_the_next_ones_is_found_among_many(faults):
    long = Partner(id="P-4", known_until=MONDAY + 9 * DAY)
    short = [
        Partner(id="P-4", name=str(day), known_from=MONDAY + day * DAY, known_until=MONDAY + (day + 1) * DAY)
        for day in range(3)
    ]

    assert list(faults(lambda: Network.of(short, long))) == ["partners['P-4']"]


@pytest.mark.parametrize(
    ("fact", "path", "target"),
    [
        (Partner(id="P-5", parent="gone"), "partners['P-5'].parent", "Partner"),
        (Partner(id="P-5", territories=("de", "gone")), "partners['P-5'].territories[1]", "Territory"),
        (Partner(id="P-5", account_owner="gone"), "partners['P-5'].account_owner", "Person"),
        (
            Partner(id="P-5", locations=(Location(id="kiel"), Location(id="ulm", territory="gone"))),
            "partners['P-5'].locations[1].territory",
            "Territory",
        ),
        (Lead(id="L-1", product="gone"), "leads['L-1'].product", "Product"),
        (sales(partner="gone"), "figures['gone', 'revenue'].partner", "Partner"),
        (sales(location="gone"), "figures['P-4', 'revenue'].location", "Location"),
        (
            ServiceCase(id="S-1", opened_at=MONDAY, location="gone"),
            "service_cases['S-1'].location",
            "Location",
        ),
        (
            Grant(partner="P-4", territory="gone", period=Period.year(2026)),
            "grants['P-4', 'gone'].territory",
            "Territory",
        ),
        (Task(id="K-1", about=Subject(model="Partner", id="gone")), "tasks['K-1'].about", "Partner"),
    ],
)
def test_a_reference_into_the_void_is_found(faults, fact, path, target):
    known = [
        Partner(id="P-4", locations=(Location(id="bremen", territory="de"),)),
        Territory(id="de"),
        Person(id="U-1"),
        Product(id="firewall"),
    ]

    assert faults(lambda: Network.of(known, fact)) == {
        path: ("'gone'", f"add this {target}, or name one there is")
    }


def test_of_what_there_is_nothing_yet_anything_may_be_named():
    assert len(Network.of(Lead(id="L-1", territory="de", product="firewall", named_partner="P-4"))) == 1


def test_a_location_is_one_of_the_partner_that_is_named(faults):
    kiel, ulm, unknown = (
        Partner(id="P-4", locations=(Location(id="kiel"),)),
        Location(id="ulm"),
        Partner(id="P-6"),
    )
    network = Network.of(kiel, Partner(id="P-5", locations=(ulm,)), unknown)

    assert list(faults(lambda: network.with_(sales(location="ulm")))) == [
        "figures['P-4', 'revenue'].location"
    ]
    assert len(network.with_(sales(location="kiel"), sales(partner="P-6", location="ulm"))) == 5
    assert len(network.with_(ServiceCase(id="S-1", opened_at=MONDAY, location="ulm"))) == 4


@pytest.mark.parametrize(
    "make",
    [
        lambda name, up: Territory(id=name, parent=up),
        lambda name, up: Product(id=name, parent=up),
        lambda name, up: Partner(id=name, parent=up),
        lambda name, up: Person(id=name, manager=up),
        lambda name, up: Goal(id=name, parent=up, measure="m", period=Period.year(2026), target=1),
        lambda name, up: Account(id=name, parent=up),
    ],
)
class TestEveryHierarchy:
    def test_has_no_cycle(self, faults, make):
        circle = [make("a", "c"), make("b", "a"), make("c", "b"), make("below", "a")]
        place = collection(type(circle[0]))

        assert faults(lambda: Network.of(circle)) == {
            place: (
                "('a', 'b', 'c')",
                "undo the cycle; every one needs a way to a root, at most 32 levels long",
            )
        }

    def test_is_32_levels_deep_and_no_deeper(self, faults, make):
        chain = [make(f"n{level:02}", f"n{level - 1:02}" if level else None) for level in range(33)]

        assert len(Network.of(chain[:32])) == 32
        assert list(faults(lambda: Network.of(chain)).values()) == [
            ("('n32',)", "undo the depth; every one needs a way to a root, at most 32 levels long")
        ]


def test_a_cycle_of_versions_that_were_known_at_once_is_found(faults):
    above = Partner(id="a", known_from=MONDAY, known_until=MONDAY + 5 * DAY, parent="b")
    below = Partner(id="b", known_from=MONDAY + DAY, known_until=MONDAY + 2 * DAY, parent="a")
    later = [
        Partner(id="a", known_from=MONDAY + 5 * DAY),
        Partner(id="b", known_from=MONDAY + 2 * DAY),
    ]

    assert list(faults(lambda: Network.of(above, below, later))) == ["partners"]


def test_partners_that_changed_places_were_never_in_a_cycle():
    before = [Partner(id="a", known_until=MONDAY), Partner(id="b", parent="a", known_until=MONDAY)]
    after = [Partner(id="b", known_from=MONDAY), Partner(id="a", parent="b", known_from=MONDAY)]

    assert len(Network.of(before, after)) == 4


@pytest.mark.parametrize(
    ("attributes", "remedy"),
    [
        ({"shifts": 2}, None),
        ({"shifts": None}, None),
        ({"shifts": True}, "use int, as declared"),
        ({"shifts": "2"}, "use int, as declared"),
        ({"shift": 2}, "declare it: declared={'Partner': {'shift': int}}"),
    ],
)
def test_an_attribute_is_declared_and_of_its_type(faults, attributes, remedy):
    declared = {"Partner": {"shifts": int}}
    name = next(iter(attributes))

    def build():
        return Network.of(Partner(id="P-4", attributes=attributes), declared=declared)

    if remedy is None:
        assert build().declared == declared
    else:
        assert faults(build) == {f"partners['P-4'].attributes[{name!r}]": (repr(attributes[name]), remedy)}


def test_the_attributes_of_locations_are_declared_too(faults):
    firm = Partner(id="P-4", locations=(Location(id="kiel", attributes={"bays": 3}),))

    assert list(faults(lambda: Network.of(firm))) == ["partners['P-4'].locations[0].attributes['bays']"]
    assert len(Network.of(firm, declared={"Location": {"bays": int}})) == 1


def test_only_types_that_never_change_can_be_declared(faults):
    assert list(faults(lambda: Network.of(declared={"Partner": {"tags": list, "share": Decimal}}))) == [
        "declared['Partner']['tags']"
    ]


def test_an_anonymous_answer_names_no_partner(faults):
    asked = Survey(
        id="S-1",
        wave=1,
        mode="anonymous",
        questions=[Question(id="q", kind="choice", options=["well", "badly"])],
    )
    answer = Answer(survey="S-1", question="q", partner="P-4", on=MONDAY.date(), reply="well")

    assert list(faults(lambda: Network.of(asked, answer))) == ["answers['q'].partner"]


def test_all_faults_come_at_once(faults):
    found = faults(
        lambda: Network.of(
            [Partner(id="P-4"), Partner(id="P-4")],
            Partner(id="P-5", parent="gone", territories=("x", "y"), attributes={"odd": 1}),
            [Territory(id="a", parent="b"), Territory(id="b", parent="a"), Territory(id="c", parent="gone")],
            [Product(id=f"p{level:02}", parent=f"p{level - 1:02}" if level else None) for level in range(40)],
        )
    )

    assert sorted(found) == [
        "partners['P-4']",
        "partners['P-5'].attributes['odd']",
        "partners['P-5'].parent",
        "partners['P-5'].territories[0]",
        "partners['P-5'].territories[1]",
        "products",
        "territories",
        "territories['c'].parent",
    ]


@pytest.mark.parametrize(
    ("declared", "path"),
    [
        (5, "declared"),
        ([("Partner", {})], "declared"),
        ({"Partnr": {"shifts": int}}, "declared['Partnr']"),
        ({7: {"shifts": int}}, "declared[7]"),
        ({"Partner": ["shifts"]}, "declared['Partner']"),
        ({"Partner": {"": int}}, "declared['Partner']"),
        ({"Partner": {"shifts": "int"}}, "declared['Partner']['shifts']"),
        ({"Partner": {"shifts": None}}, "declared['Partner']['shifts']"),
    ],
)
def test_a_declaration_names_models_and_types(faults, declared, path):
    found = faults(lambda: Network.of(declared=declared))

    assert list(found) == [path]
    assert found[path][1].startswith("use ")


def test_what_was_declared_is_not_changed_from_outside():
    ours = {"Partner": {"shifts": int}}
    network = Network.of(Partner(id="P-4", attributes={"shifts": 2}), declared=ours)
    ours["Partner"]["bays"] = int

    assert network.declared == {"Partner": {"shifts": int}}
    with pytest.raises(InvalidValue):
        network.with_(Partner(id="P-5", attributes={"bays": 3}))


def test_a_tier_is_one_of_the_program_that_is_named(faults):
    bronze, silver = Tier(name="bronze", rank=1), Tier(name="silver", rank=2)
    network = Network.of(Program(id="networks", tiers=(bronze, silver)), Program(id="machines"))

    assert faults(lambda: network.with_(Partner(id="P-4", program="networks", tier="gold"))) == {
        "partners['P-4'].tier": ("'gold'", "use a tier of its program: bronze, silver")
    }
    for fits in (
        {"program": "networks", "tier": "silver"},
        {"program": "machines", "tier": "gold"},
        {"tier": "gold"},
    ):
        assert len(network.with_(Partner(id="P-4", **fits))) == 3


def test_no_path_repeats_a_long_id(faults):
    (path,) = faults(lambda: Network.of(Partner(id="x" * 128), Partner(id="x" * 128)))

    assert len(path) < 100


def models():
    kinds = (getattr(nouns, name) for name in nouns.__all__)
    return [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Fact) and kind is not Fact]


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_every_path_begins_with_a_look_up_of_the_network(model):
    assert isinstance(vars(Nouns)[collection(model)], Every)
    assert getattr(Network.of(), collection(model)) == ()


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_every_reference_is_to_a_model_there_is(model):
    known = {kind.__name__ for kind in models()} | {"Location"}

    assert {each.metadata[REFERS_TO] for each in fields(model) if REFERS_TO in each.metadata} <= known
