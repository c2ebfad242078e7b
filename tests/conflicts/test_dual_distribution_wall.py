import pytest
from attrs import evolve
from registrations import deal, engaged, find

from partnerkit.conflicts.rules.dual_distribution_wall import RULE, Showing, dual_distribution_wall
from partnerkit.facts import Partner, Person
from partnerkit.values.errors import InvalidValue

SELLER = Person(id="U-1", roles=["direct-sales"])
CLERK = Person(id="U-2")
FIRM = Partner(id="P-1")


def test_a_direct_seller_must_not_handle_registrations():
    handled = evolve(deal(1, "P-1"), stepped_by="U-1")
    (conflict,) = find(RULE, SELLER, FIRM, handled)

    assert conflict.parties == ("U-1", "channel-desk")
    assert conflict.view("U-1").evidence == ()
    assert find(RULE, CLERK, FIRM, evolve(handled, stepped_by="U-2")) == ()


def test_whoever_is_engaged_sells_direct_whatever_the_record_says():
    handled = evolve(deal(1, "P-1"), stepped_by="U-2")

    assert len(find(RULE, CLERK, FIRM, handled, engaged(1, person="U-2", account="A-7"))) == 1


def test_a_direct_seller_is_nobodys_account_manager():
    assert len(find(RULE, SELLER, Partner(id="P-1", account_owner="U-1"))) == 1


@pytest.mark.parametrize("about", ["identified-customer", "future-price"])
@pytest.mark.parametrize(
    ("purpose", "count"),
    [("warranty", 0), ("after-sales", 0), ("own-account", 0), (None, 1)],
)
def test_a_record_is_shown_for_a_stated_purpose_only(about, purpose, count):
    shown = Showing(person="U-1", record="D-1", partner="P-1", about=about, purpose=purpose)

    assert len(find(dual_distribution_wall(showings=[shown]), SELLER, FIRM)) == count
    assert find(dual_distribution_wall(showings=[evolve(shown, person="U-2")]), SELLER, CLERK, FIRM) == ()


def test_a_purpose_nobody_knows_is_refused():
    with pytest.raises(InvalidValue, match="purpose"):
        Showing(person="U-1", record="D-1", partner="P-1", about="future-price", purpose="curiosity")


def test_a_purpose_the_program_does_not_admit_is_a_breach():
    shown = Showing(person="U-1", record="D-1", partner="P-1", about="future-price", purpose="own-account")

    assert len(find(dual_distribution_wall(showings=[shown], purposes=["warranty"]), SELLER, FIRM)) == 1
    # Named by two programs at once, it is admitted as if by one.
    twice = ["own-account", "warranty", "own-account"]
    assert find(dual_distribution_wall(showings=[shown], purposes=twice), SELLER, FIRM) == ()


def test_the_wall_admits_record_by_record_and_purpose_by_purpose():
    breach = Showing(person="U-1", record="D-0", partner="P-1", about="identified-customer")
    rule = dual_distribution_wall(
        showings=[
            breach,
            evolve(breach, record="D-1", purpose="warranty"),
            evolve(breach, record="D-2", purpose="after-sales"),
            evolve(breach, record="D-3", partner="P-2", purpose="warranty"),
        ]
    )
    (conflict,) = find(rule, SELLER, FIRM, Partner(id="P-2"))

    def seen(viewer, purpose):
        return [reason.facts["record"] for reason in conflict.view(viewer, purpose=purpose).evidence]

    assert seen("U-1", None) == []
    assert seen("U-1", "warranty") == ["D-1"]
    assert seen("U-1", "after-sales") == ["D-2"]
    assert seen("channel-desk", "warranty") == []


def test_a_breach_names_the_person_and_the_partner():
    (conflict,) = find(RULE, SELLER, Partner(id="P-1", account_owner="U-1"))

    assert conflict.reason.facts["person"] == "U-1"
    assert conflict.reason.facts["partner"] == "P-1"
