"""The table of classes is a beginning that keeps the walls."""

import pytest

from partnerkit.access.classes import CLASSES, by_name


@pytest.fixture
def classes():
    return by_name(CLASSES)


def test_nobody_but_the_neutral_office_and_the_firm_itself_sees_what_was_entered(classes):
    assert {name for name, each in classes.items() if "entered-figures" in each.sees} == {
        "neutral-office",
        "owner",
        "bookkeeper",
    }


def test_answers_without_a_name_are_nobody_s_to_read(classes):
    assert not any("anonymous-answers" in each.sees for each in classes.values())


def test_direct_sales_sees_neither_identified_customers_nor_terms_nor_deals(classes):
    assert not {"identified-customers", "terms", "deals", "figures"} & set(classes["direct-sales"].sees)


def test_partners_see_nothing_of_the_vendor_s_planning(classes):
    for each in classes.values():
        if each.side == "partner":
            assert not {"planning", "bookkeeping", "direct-sales", "market"} & {*each.sees, *each.downline}
