"""Who sells, delivers or services for the vendor."""

from datetime import date

import pytest

from partnerkit.facts.partner import Certification, Location, Partner, Succession
from partnerkit.values.time import Period


def nord_it(**more):
    return Partner(
        **{
            "id": "P-4",
            "name": "Nord IT GmbH",
            "type": "reseller",
            "tier": "gold",
            "program": "security",
            "territories": ("de-north",),
            "products": ("firewall",),
            "languages": ("de", "sv-FI"),
            "timezone": "Europe/Berlin",
            "capacity": 20,
            "parent": "P-1",
            "locations": (Location(id="kiel"), Location(id="bremen")),
            "certifications": (Certification(name="firewall-expert", valid=Period.year(2026)),),
            "form": "resells",
            "system": "selective",
            "successions": (Succession(kind="merger", other="P-9", on=date(2025, 7, 1)),),
            "blocked_customers": ("A-3",),
            "credit_blocked": False,
            "absences": (Period.month(2026, 8),),
            "account_owner": "U-1",
            "currency": "EUR",
        }
        | more
    )


def kiel(**more):
    return Location(
        **{"id": "kiel", "latitude": 54.32, "longitude": 10.14, "timezone": "Europe/Berlin", "country": "DE"}
        | more
    )


def test_a_partner_behaves_like_a_fact(behaves):
    behaves(nord_it, tier="silver")
    behaves(kiel, city="Kiel")
    behaves(lambda: Certification(name="firewall-expert"), valid=Period.year(2026))
    behaves(lambda: Succession(kind="split", other="P-9", on=date(2025, 7, 1)), kind="merger")


def test_of_a_partner_the_id_is_enough_and_what_is_left_out_restricts_nothing():
    partner = Partner(id="P-1")

    assert (partner.name, partner.status) == ("", "active")
    assert (partner.territories, partner.products, partner.languages, partner.capacity) == (None,) * 4


def test_lists_become_tuples_and_sets_come_in_one_order():
    partner = nord_it(territories=["se", "de"], products={"router", "firewall"})

    assert (partner.territories, partner.products) == (("se", "de"), ("firewall", "router"))


def test_what_is_unknown_cannot_be_known_as_well(faults):
    assert Partner(id="P-1", unknown=["territories", "locations"]).unknown == ("territories", "locations")
    assert list(faults(lambda: Partner(id="P-1", territories=["de"], unknown=["territories"]))) == ["unknown"]
    assert list(faults(lambda: Partner(id="P-1", unknown=["capacity"]))) == ["unknown"]


@pytest.mark.parametrize("name", ["territories", "products", "languages", "locations"])
def test_an_empty_list_is_refused_where_leaving_it_out_means_everything(faults, name):
    found = faults(lambda: nord_it(**{name: ()}))

    assert found[name][0] == "()"
    assert found[name][1].startswith("use a list of at least 1")
    assert found[name][1].endswith("or leave it out")


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("id", None, "None"),
        ("id", " P-4", "' P-4'"),
        ("id", "x" * 129, "'" + "x" * 78 + "…"),
        ("name", None, "None"),
        ("type", "", "''"),
        ("tier", 1, "1"),
        ("program", "", "''"),
        ("territories", "de", "'de'"),
        ("territories", ("de", "de"), "('de', 'de')"),
        ("products", ("",), "('',)"),
        ("languages", ("German",), "('German',)"),
        ("timezone", "Europe/Bremen", "'Europe/Bremen'"),
        ("capacity", -1, "-1"),
        ("capacity", 2.0, "2.0"),
        ("capacity", True, "True"),
        ("parent", "P-4", "'P-4'"),
        ("locations", ("kiel",), "('kiel',)"),
        ("locations", (kiel(), kiel(city="Kiel")), "'kiel'"),
        ("certifications", None, "None"),
        ("form", "buys", "'buys'"),
        ("system", "closed", "'closed'"),
        ("other_lines", "Acme", "'Acme'"),
        ("status", "", "''"),
        ("successions", ("P-9",), "('P-9',)"),
        ("blocked_customers", None, "None"),
        ("account_owner", "", "''"),
        ("currency", "EURO", "'EURO'"),
    ],
)
def test_a_partner_refuses_what_makes_no_sense(faults, name, value, shown):
    found = faults(lambda: nord_it(**{name: value}))

    assert list(found) == [name]
    assert found[name][0] == shown
    assert found[name][1].startswith(("use ", "name "))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", ""),
        ("name", 7),
        ("territory", ""),
        ("latitude", 90.1),
        ("latitude", "54"),
        ("longitude", float("nan")),
        ("timezone", "CEST"),
        ("hours", ""),
        ("city", 24103),
        ("region", 1),
        ("postal_code", 24103),
        ("country", "Germany"),
    ],
)
def test_a_location_refuses_what_makes_no_sense(faults, name, value):
    found = faults(lambda: kiel(**{name: value}))

    assert {path: seen for path, (seen, _) in found.items()} == {name: repr(value)}


@pytest.mark.parametrize(
    ("make", "path"),
    [
        (lambda: Certification(name=""), "name"),
        (lambda: Certification(name="expert", valid=2026), "valid"),
        (lambda: Succession(kind="sale", other="P-9", on=date(2025, 7, 1)), "kind"),
        (lambda: Succession(kind="split", other="", on=date(2025, 7, 1)), "other"),
        (lambda: Succession(kind="split", other="P-9", on=None), "on"),
    ],
)
def test_the_parts_of_a_partner_refuse_what_makes_no_sense(faults, make, path):
    assert list(faults(make)) == [path]


def test_all_faults_of_a_partner_come_at_once(faults):
    assert list(faults(lambda: nord_it(id=0, capacity=-1, languages=(), currency="€"))) == [
        "id",
        "languages",
        "capacity",
        "currency",
    ]
    assert list(faults(lambda: nord_it(parent="P-4", locations=(kiel(), kiel(city="Kiel"))))) == [
        "parent",
        "locations",
    ]


def test_ten_thousand_locations_are_checked_at_once(faults):
    many = [Location(id=f"{number % 9_000}", name=f"{number}") for number in range(10_000)]

    assert faults(lambda: nord_it(locations=many))["locations"] == ("'999'", "use each location id once")


def test_a_place_has_both_coordinates_or_none(faults):
    assert list(faults(lambda: Location(id="kiel", latitude=54.3))) == ["longitude"]
    assert list(faults(lambda: Location(id="kiel", longitude=10.1))) == ["latitude"]


def test_a_location_has_ids_in_other_systems_and_attributes_of_its_own(behaves):
    behaves(
        lambda: Location(id="kiel", external_ids={"erp": "4711-02"}, attributes={"bays": 3}),
        valid=Period.since(date(2026, 1, 1)),
    )


def test_nobody_is_its_own_successor(faults):
    renamed = Succession(kind="succession", other="P-4", on=date(2025, 7, 1))

    assert list(faults(lambda: Partner(id="P-4", successions=(renamed,)))) == ["successions[0].other"]
