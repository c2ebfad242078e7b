"""Every field is of one sort; delicate single facts have their own."""

from partnerkit.access.categories import CATEGORIES, category, is_catalogue, varieties
from partnerkit.facts import Answer, Fact, Figure, Partner, Standing, Survey, Territory


def test_a_field_is_of_its_fact_s_sort_unless_it_says_otherwise():
    assert category(Partner, "tier") == "partners"
    assert category(Partner, "credit_blocked") == "receivables"
    assert category(Partner, "attributes") == "bookkeeping"


def test_who_decided_about_a_partner_is_the_vendor_s_own():
    assert (category(Standing, "partner"), category(Standing, "steps")) == ("agreements", "planning")


def test_what_stands_in_no_table_is_seen_by_nobody():
    assert category(Fact, "source") is None


def test_the_catalogue_is_nobody_s():
    assert is_catalogue(Territory)
    assert not is_catalogue(Partner)


def test_delicate_facts_have_a_sort_of_their_own():
    assert set(varieties(Figure)) | set(varieties(Answer)) | set(varieties(Survey)) <= set(CATEGORIES)
    assert varieties(Partner) == {}
