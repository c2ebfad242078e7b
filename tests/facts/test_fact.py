"""What every fact carries."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from partnerkit.facts.fact import ATTRIBUTE_KINDS, REFERS_TO, Fact, refers_to
from partnerkit.facts.interaction import Task
from partnerkit.facts.lead import Lead
from partnerkit.facts.product import Product
from partnerkit.facts.service import ServiceCase, WarrantyClaim
from partnerkit.facts.training import Enrolment
from partnerkit.values.errors import InvalidValue
from partnerkit.values.money import Money, Quantity
from partnerkit.values.reasons import Facts
from partnerkit.values.time import Period

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MARCH = datetime(2026, 3, 1, tzinfo=UTC)


def firewall(**more):
    return Product(
        **{
            "id": "firewall",
            "external_ids": {"erp": "4711", "shop": "fw"},
            "attributes": {"shelf": 12, "fragile": True},
            "valid": Period.year(2026),
            "known_from": MARCH,
            "known_until": MARCH + timedelta(days=30),
            "source": "price list 2026",
        }
        | more
    )


def test_what_every_fact_carries_takes_part_in_equality_hash_and_pickle(behaves):
    behaves(firewall, external_ids={"erp": "4712"})
    behaves(firewall, attributes={"shelf": 13})
    behaves(firewall, valid=Period.year(2027))
    behaves(firewall, known_from=MARCH - timedelta(days=1))
    behaves(firewall, known_until=None)
    behaves(firewall, source=None)


def test_a_fact_needs_none_of_it():
    plain = Product(id="firewall")

    assert (plain.external_ids, plain.attributes) == (Facts(), Facts())
    assert (plain.valid, plain.known_from, plain.known_until, plain.source) == (None,) * 4


def test_what_other_systems_say_is_kept_out_of_the_repr():
    assert repr(firewall()) == "Product(id='firewall', name='', parent=None, unit=None)"


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("external_ids", {"erp": 4711}, "Facts(erp=4711)"),
        ("external_ids", {"erp": ""}, "Facts(erp='')"),
        ("external_ids", {"": "4711"}, "Facts(='4711')"),
        ("external_ids", {4711: "erp"}, "{4711: 'erp'}"),
        ("external_ids", "4711", "'4711'"),
        ("attributes", ["shelf"], "['shelf']"),
        ("attributes", {" shelf": 1}, "Facts( shelf=1)"),
        ("attributes", {"shelf": {"row": 1}}, "{'shelf': {'row': 1}}"),
        ("attributes", {"shelf": [{}]}, "{'shelf': [{}]}"),
        ("attributes", {"shelf": (1, (2, 3))}, "Facts(shelf=(1, (2, 3)))"),
        ("attributes", {"shelf": object}, "Facts(shelf=<class 'object'>)"),
        ("attributes", {"shelf": float("nan")}, "Facts(shelf=nan)"),
        ("attributes", {"shelf": float("-inf")}, "Facts(shelf=-inf)"),
        ("attributes", {"shelf": Decimal("NaN")}, "Facts(shelf=Decimal('NaN'))"),
        ("attributes", {"shelf": datetime(2026, 3, 1)}, "Facts(shelf=datetime.datetime(2026, 3, 1, 0, 0))"),
        ("attributes", {"shelf": "a\x00b"}, "Facts(shelf='a\\x00b')"),
        ("valid", date(2026, 1, 1), "datetime.date(2026, 1, 1)"),
        ("known_from", datetime(2026, 3, 1), "datetime.datetime(2026, 3, 1, 0, 0)"),
        ("known_until", date(2026, 3, 1), "datetime.date(2026, 3, 1)"),
        ("source", 7, "7"),
    ],
)
def test_what_makes_no_sense_is_refused_with_field_value_and_remedy(faults, name, value, shown):
    found = faults(lambda: firewall(**{name: value}))

    assert {key: each[0] for key, each in found.items()} == {name: shown}
    assert found[name][1].startswith("use ")


def test_all_faults_come_at_once_with_those_of_the_noun_itself(faults):
    found = faults(lambda: Product(id="", external_ids=1, attributes=2, valid=3, known_from=4, source=5))

    assert list(found) == ["external_ids", "attributes", "valid", "known_from", "source", "id"]


def test_a_version_does_not_end_before_it_began(faults):
    found = faults(lambda: firewall(known_until=MARCH - timedelta(seconds=1)))

    assert list(found) == ["known_until"]


def test_no_refusal_repeats_a_long_input(faults):
    found = faults(lambda: firewall(attributes={"shelf": {"row": "x" * 1_000}}, source=["y" * 1_000]))

    assert max(len(value) for value, _ in found.values()) == 80


@pytest.mark.parametrize(
    "value",
    [
        "north",
        True,
        12,
        0.5,
        Decimal("0.50"),
        date(2026, 3, 1),
        MARCH,
        Money.of("5", "EUR"),
        Quantity.of("3", "pcs"),
        Period.year(2026),
        ("a", 1, None.__class__.__name__),
        None,
    ],
)
def test_a_host_may_add_whatever_is_exact_and_never_changes(value):
    product = firewall(attributes={"mark": value})

    assert product.attributes["mark"] == value
    assert hash(product) == hash(firewall(attributes={"mark": value}))
    assert value is None or type(value) in ATTRIBUTE_KINDS


def test_a_list_among_the_attributes_becomes_a_tuple():
    assert firewall(attributes={"tags": ["a", "b"]}).attributes["tags"] == ("a", "b")


def test_the_order_of_names_makes_no_difference():
    assert firewall(external_ids={"shop": "fw", "erp": "4711"}) == firewall()
    assert hash(firewall(attributes={"fragile": True, "shelf": 12})) == hash(firewall())


def test_changing_the_mapping_afterwards_changes_no_fact():
    ours = {"erp": "4711"}
    product = firewall(external_ids=ours)
    ours["erp"] = "0815"

    assert product.external_ids["erp"] == "4711"


def test_two_clocks_at_the_same_moment_make_equal_facts():
    berlin = MARCH.astimezone(ZoneInfo("Europe/Berlin"))

    assert firewall(known_from=berlin) == firewall()
    assert firewall(known_from=berlin).known_from.tzinfo is UTC


def test_a_version_is_known_from_its_first_moment_up_to_the_next_one():
    version, month = firewall(), timedelta(days=30)

    assert not version.is_known_at(MARCH - timedelta(microseconds=1))
    assert version.is_known_at(MARCH)
    assert version.is_known_at(MARCH + month - timedelta(microseconds=1))
    assert not version.is_known_at(MARCH + month)
    assert Product(id="firewall").is_known_at(MARCH)


def test_a_fact_holds_on_the_days_of_its_period_and_without_one_always():
    assert firewall().holds_on(date(2026, 12, 31))
    assert not firewall().holds_on(date(2027, 1, 1))
    assert Product(id="firewall").holds_on(date(1999, 1, 1))


def test_a_field_says_whose_ids_it_holds():
    assert refers_to("Account") == {REFERS_TO: "Account"}


def test_a_fact_of_nothing_is_still_a_fact():
    assert Fact() == Fact()


@pytest.mark.parametrize("ask", [Fact().is_known_at, Fact(known_until=MARCH).as_known_at])
def test_what_was_known_is_asked_of_an_instant(ask):
    with pytest.raises(InvalidValue, match=r"moment: .* use a datetime with a time zone"):
        ask(datetime(2026, 3, 2))


@pytest.mark.parametrize(
    ("fact", "event"),
    [
        (Lead(id="L-17", status="recycled"), "reopen"),
        (Lead(id="L-17"), "win"),
        (Task(id="K-1"), "start"),
        (ServiceCase(id="S-1", opened_at=NOON), "start"),
        (ServiceCase(id="S-1", opened_at=NOON, status="in-progress"), "wait"),
        (WarrantyClaim(id="W-1", partner="P-4", claimed=Money.of(9, "EUR"), submitted_at=NOON), "approve"),
        (Enrolment(id="N-1", course="C-7", partner="P-4"), "start"),
    ],
)
def test_a_step_is_taken_at_an_instant_even_where_its_time_is_not_kept(fact, event):
    with pytest.raises(InvalidValue, match=r"^at: .* use a datetime with a time zone"):
        fact.with_step(event, at=datetime(2026, 3, 2, 12))
