from registrations import NOW, day, deal, engaged, find

from partnerkit.conflicts import detect
from partnerkit.conflicts.rules.lead_collision import RULE, lead_collision
from partnerkit.conflicts.rules.protected_lead_taken import protected_lead_taken
from partnerkit.facts import Lead, Network


def lead(number, at, **more):
    return Lead(id=f"L-{number}", customer="A-1", received_at=day(at), **more)


def test_leads_not_given_yet_are_the_desks():
    (conflict,) = find(RULE, lead(1, -5), lead(2, -3))

    assert (conflict.parties, conflict.severity, conflict.group) == (("channel-desk",), "low", ("L-1", "L-2"))


def test_leads_given_to_several_partners_concern_these():
    rule = lead_collision(given={"L-1": "P-1", "L-2": "P-2"})
    (conflict,) = find(rule, lead(1, -5), lead(2, -3))

    assert (conflict.parties, conflict.severity) == (("P-1", "P-2"), "medium")


def test_one_partner_other_wishes_and_other_times_do_not_collide():
    one = lead_collision(given={"L-1": "P-1", "L-2": "P-1"})

    assert find(one, lead(1, -5), lead(2, -3)) == ()
    assert find(RULE, lead(1, -5, product="m"), lead(2, -3, product="n")) == ()
    assert find(RULE, lead(1, -50), lead(2, -3)) == ()
    assert find(RULE, lead(1, -5), lead(2, 3)) == ()
    assert find(RULE, lead(1, -5), lead(2, -4, status="won", closed_at=day(-1))) == ()


def test_a_lead_whose_customer_another_partner_registered_is_found():
    rule = lead_collision(given={"L-1": "P-1"})
    (conflict,) = find(rule, lead(1, -5), deal(1, "P-2", since=-3))

    assert (conflict.parties, conflict.severity, conflict.group) == (("P-1", "P-2"), "medium", ("L-1",))
    assert [reason.code for reason in conflict.view("P-1").evidence] == ["lead-held"]
    assert [reason.code for reason in conflict.view("P-2").evidence] == ["registration-held"]
    assert find(rule, lead(1, -5), deal(1, "P-1", since=-3)) == ()
    assert find(rule, lead(1, -5), deal(1, "P-2", since=-3, account="A-2")) == ()
    assert find(rule, lead(1, -5), deal(1, "P-2", since=-3, status="rejected")) == ()
    assert find(rule, lead(1, -5, product="m"), deal(1, "P-2", since=-3, product="n")) == ()


def test_a_lead_against_a_protection_is_a_broken_promise_and_no_collision():
    rules = [make(given={"L-1": "P-1"}) for make in (lead_collision, protected_lead_taken)]
    found = detect(Network.of(lead(1, -5), deal(1, "P-2", since=-20)), rules, as_of=NOW)

    assert [conflict.rule for conflict in found] == ["protected-lead-taken"]


def test_a_lead_not_given_yet_is_offered_to_who_registered_its_customer():
    (conflict,) = find(RULE, lead(1, -5), deal(1, "P-2"))

    assert (conflict.parties, conflict.severity) == (("P-2", "channel-desk"), "low")
    assert conflict.proposals[0].code == "give-to-registrant"
    assert conflict.proposals[0].facts == {"lead": "L-1", "partner": "P-2"}


def test_a_lead_where_direct_sales_is_active_goes_to_the_desk():
    rule = lead_collision(given={"L-1": "P-1"})
    (conflict,) = find(rule, lead(1, -5), engaged(1, since=-40, last=-10), deal(1, "P-2", since=-3))

    assert conflict.parties == ("P-1", "P-2", "channel-desk")
    assert conflict.goes_to == "channel-desk"
    assert conflict.proposals[0].code == "bring-to-desk"
    assert (
        find(RULE, lead(1, -5), engaged(1, since=-40, last=-10))[0].reason.code == "lead-meets-direct-sales"
    )
    assert find(rule, lead(1, -5), engaged(1, since=-90, last=-66)) == ()
    assert len(find(rule, lead(1, -5), engaged(1, since=-90, last=-65))) == 1


def test_a_lead_that_came_this_very_moment_and_no_later_one_collides():
    assert len(find(RULE, lead(1, -5), lead(2, 0))) == 1
    assert find(RULE, lead(1, -5), Lead(id="L-2", customer="A-1")) == ()


def test_claimants_are_heard_before_one_contact_is_named():
    rule = lead_collision(given={"L-1": "P-1"})
    (conflict,) = find(rule, lead(1, -5), deal(1, "P-2", since=-3))

    assert [each.code for each in conflict.proposals] == ["hear-every-claimant", "name-one-contact"]
    assert conflict.proposals[0].facts == {"registrations": ("D-1",)}
