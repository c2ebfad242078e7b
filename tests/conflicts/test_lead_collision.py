from registrations import day, find

from partnerkit.conflicts.rules.lead_collision import RULE, lead_collision
from partnerkit.facts import Lead


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
