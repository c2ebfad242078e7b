import pytest
from registrations import deal, find

from partnerkit.conflicts.rules.registration_expiry import RULE


@pytest.mark.parametrize(
    ("until", "code"),
    [(15, None), (14, "registration-runs-out"), (1, "registration-runs-out"), (0, "registration-ran-out")],
)
def test_a_partner_is_told_in_time(until, code):
    conflicts = find(RULE, deal(1, "P-1", until=until))

    assert [conflict.reason.code for conflict in conflicts] == ([code] if code else [])


def test_an_extension_is_offered_only_where_one_is_left():
    (free,) = find(RULE, deal(1, "P-1", until=3))
    (used,) = find(RULE, deal(1, "P-1", until=3, extension_limit=0))

    assert [each.code for each in free.proposals] == ["convert-registration", "extend-registration"]
    assert [each.code for each in used.proposals] == ["convert-registration"]


def test_what_has_ended_does_not_expire():
    assert find(RULE, deal(1, "P-1", status="converted", until=3)) == ()
