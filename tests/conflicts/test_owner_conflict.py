from registrations import day, find

from partnerkit.conflicts.rules.owner_conflict import RULE
from partnerkit.facts import Assignment, Partner, Person
from partnerkit.values import Period

PEOPLE = [Person(id=name) for name in "abc"]


def managed(person, since, until=None, **more):
    start = day(since).date()
    period = Period.since(start) if until is None else Period.of(start, day(until).date())
    return Assignment(person=person, partner="P-1", period=period, **more)


def test_two_account_managers_at_once_are_found():
    (conflict,) = find(RULE, PEOPLE, Partner(id="P-1"), managed("a", -90), managed("b", -30))

    assert (conflict.reason.code, conflict.parties) == ("managed-twice", ("a", "b"))


def test_one_after_the_other_and_deputies_are_no_conflict():
    firm = Partner(id="P-1")

    assert find(RULE, PEOPLE, firm, managed("a", -90, -30), managed("b", -30)) == ()
    assert find(RULE, PEOPLE, firm, managed("a", -90), managed("b", -30, role="deputy")) == ()


def test_the_master_record_must_agree_with_the_history():
    firm = Partner(id="P-1", account_owner="c")

    (conflict,) = find(RULE, PEOPLE, firm, managed("a", -90))
    assert (conflict.reason.code, conflict.parties) == ("manager-recorded-otherwise", ("a", "c"))
    assert find(RULE, PEOPLE, firm, managed("c", -90)) == ()
    assert find(RULE, PEOPLE, firm) == ()
