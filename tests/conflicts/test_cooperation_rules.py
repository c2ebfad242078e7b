from decimal import Decimal

import pytest
from attrs import evolve
from registrations import NOW, deal, find

from partnerkit.conflicts.cooperation import Cooperation
from partnerkit.conflicts.rules.cooperation_rules import RULE, cooperation_rules
from partnerkit.facts import ServiceCase
from partnerkit.values import Period
from partnerkit.values.errors import InvalidValue

AGREED = Cooperation(
    id="C-1", kind="sale-and-installation", account="A-1", registrations=["D-1"],
    shares={"P-1": Decimal("0.8"), "P-2": Decimal("0.2")},
)  # fmt: skip


def codes(declared, *facts):
    return [conflict.reason.code for conflict in find(cooperation_rules(declared=declared), *facts)]


def test_selling_past_the_one_who_installs_is_asked_about():
    assert codes([AGREED], deal(1, "P-1")) == []
    assert codes([AGREED], deal(2, "P-1")) == ["registered-past-cooperation"]
    assert codes([AGREED], deal(2, "P-2")) == ["registered-past-cooperation"]
    assert codes([AGREED], deal(2, "P-3")) == []
    assert codes([AGREED], deal(2, "P-1", account="A-2")) == []


def test_a_cooperation_that_is_over_binds_nobody():
    assert codes([evolve(AGREED, valid=Period.year(2025))], deal(2, "P-1")) == []


def test_a_registration_it_names_belongs_to_one_of_its_partners():
    assert codes([AGREED], deal(1, "P-3")) == ["registered-outside-cooperation"]


def test_service_for_anothers_customer_is_declared():
    case = ServiceCase(id="S-1", partner="P-2", sold_by="P-1", account="A-1", opened_at=NOW)

    (conflict,) = find(RULE, case)
    assert (conflict.reason.code, conflict.parties) == ("served-for-another", ("P-1", "P-2"))
    assert codes([evolve(AGREED, kind="service")], case) == []
    assert codes([], evolve(case, sold_by="P-2")) == []


def test_an_id_declared_twice_is_refused():
    with pytest.raises(InvalidValue, match="declared: 'C-1'"):
        cooperation_rules(declared=[AGREED, AGREED])
