"""Who may say what to whom beside a comparison."""

from datetime import UTC, datetime, timedelta
from unicodedata import category

import pytest

from partnerkit.interop import say
from partnerkit.scoring import Remark, heard, may_write
from partnerkit.scoring.conversation import AUTHOR, HOUSE_RULES, REMARK_COURSE
from partnerkit.scoring.entries import OFFICE, PARTNER
from partnerkit.values.errors import IllegalTransition, InvalidValue

NOON = datetime(2026, 4, 8, 12, tzinfo=UTC)
AREAS = {"P-1": "north", "P-2": "north", "P-3": "south", "P-4": "south"}
MEMBERS = (*AREAS, "P-5")


def remark(text="Who trains apprentices?", partner="P-1", name="B-1", minutes=0):
    at = NOON + timedelta(minutes=minutes)
    return Remark(id=name, page="2026-03", partner=partner, by="U-7", at=at, text=text)


def texts(remarks, viewer, **more):
    return [each.text for each in heard(remarks, viewer=viewer, members=MEMBERS, areas=AREAS, **more)]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Who trains apprentices?", "shown"),
        ("We take 12 of them.", "held"),
        ("We take \u0661\u0662 of them.", "held"),
        ("A few %", "held"),
        ("Some €", "held"),
        ("Half (½) of it", "held"),
        ("A few ％", "held"),
    ],
)
def test_a_remark_with_figures_waits_for_the_office(text, status):
    assert remark(text).status == status


def test_whatever_is_a_sign_of_a_currency_waits_for_the_office():
    signs = [sign for sign in map(chr, range(0x10000)) if category(sign) == "Sc"]

    assert len(signs) > 50
    assert {remark(f"Some {sign}").status for sign in signs} == {"held"}


def test_a_gap_is_no_area_and_a_text_no_list_of_names():
    said = [remark(partner="P-3")]

    assert not heard(said, viewer="P-1", members=MEMBERS, areas={"P-1": float("nan"), "P-3": "south"})
    for wrong in ({"opened": "north"}, {"members": "P-12"}):
        with pytest.raises(InvalidValue, match="use a list of names"):
            heard(said, **{"viewer": "P-1", "members": MEMBERS, "areas": AREAS, **wrong})
    with pytest.raises(InvalidValue, match="accepted"):
        may_write("P-1", members=MEMBERS, areas=AREAS, accepted="P-12")


def test_rivals_of_one_area_do_not_hear_each_other_unless_the_office_opened_it():
    said = [remark()]

    assert [len(texts(said, viewer)) for viewer in AREAS] == [1, 0, 1, 1]
    assert len(texts(said, "P-2", opened=["north"])) == 1
    assert texts(said, "P-2", opened=["south"]) == []


def test_who_is_of_no_known_area_or_no_member_hears_and_is_heard_by_nobody():
    said = [remark(partner="P-5"), remark(partner="P-9", name="B-2"), remark(partner="P-3", name="B-3")]

    assert [len(texts(said, viewer, opened=["south"])) for viewer in ("P-1", "P-5", "P-9")] == [1, 1, 0]


def test_who_left_the_page_is_not_heard_on_it():
    said = [remark(partner="P-3")]

    assert len(heard(said, viewer="P-1", members=["P-1", "P-3"], areas=AREAS)) == 1
    assert len(heard(said, viewer="P-1", members=["P-1"], areas=AREAS)) == 0


def test_what_is_heard_says_neither_who_wrote_it_nor_who_reported_it():
    said = remark().with_step("remove", by=OFFICE, at=NOON, person="U-9", reason="Off the subject.")

    (own,) = heard([said], viewer="P-1", members=MEMBERS, areas=AREAS)
    assert (own.is_own, own.status, own.reason) == (True, "removed", "Off the subject.")
    (others,) = heard([remark()], viewer="P-3", members=MEMBERS, areas=AREAS)
    assert (others.is_own, others.status, others.reason) == (False, "shown", "")
    assert "P-1" not in repr(others)
    assert "U-7" not in repr(others)
    assert "apprentices" not in repr(others)


def test_what_is_reported_is_gone_until_the_office_looked_at_it():
    reported = remark().with_step("report", by=PARTNER, at=NOON, reason="Names a customer.")

    assert texts([reported], "P-3") == []
    # Its author sees that it was, and not why: the words are the reporter's.
    (own,) = heard([reported], viewer="P-1", members=MEMBERS, areas=AREAS)
    assert (own.status, own.reason) == ("reported", "")
    assert len(texts([reported.with_step("release", by=OFFICE, at=NOON)], "P-3")) == 1
    gone = reported.with_step("remove", by=OFFICE, at=NOON, reason="It does.")
    assert texts([gone], "P-3") == []


def test_a_conversation_is_told_in_its_order():
    said = [remark("later", minutes=5), remark("sooner", name="B-2", partner="P-3")]

    assert texts(said, "P-1") == ["sooner", "later"]


@pytest.mark.parametrize(
    ("partner", "members", "accepted", "opened", "code"),
    [
        ("P-1", MEMBERS, ["P-1"], [], None),
        ("P-1", MEMBERS, ["P-3"], [], "house-rules-not-accepted"),
        ("P-9", MEMBERS, ["P-9"], [], "no-member-of-page"),
        ("P-5", MEMBERS, ["P-5"], [], "area-unknown"),
        ("P-1", ["P-1", "P-2", "P-5"], ["P-1"], [], "all-are-rivals"),
        ("P-1", ["P-1", "P-2", "P-5"], ["P-1"], ["north"], None),
        ("P-1", ["P-1"], ["P-1"], ["north"], "all-are-rivals"),
    ],
)
def test_who_may_write(partner, members, accepted, opened, code):
    found = may_write(partner, members=members, areas=AREAS, accepted=accepted, opened=opened)

    assert (found and found.code) == code


def test_steps_are_taken_by_those_whose_they_are():
    assert REMARK_COURSE.endless == ()
    with pytest.raises(IllegalTransition):
        remark().with_step("remove", by=PARTNER, at=NOON, reason="No.")
    with pytest.raises(IllegalTransition):
        remark("A 5.").with_step("report", by=PARTNER, at=NOON, reason="No.")
    with pytest.raises(InvalidValue, match="reason"):
        remark().with_step("report", by=PARTNER, at=NOON)
    with pytest.raises(InvalidValue, match="at"):
        remark().with_step("withdraw", by=AUTHOR, at=NOON - timedelta(hours=1))
    with pytest.raises(InvalidValue, match="text"):
        remark("  ")


def test_the_house_rules_are_said_in_every_language():
    assert len({say(each, locale=language) for each in HOUSE_RULES for language in ("en", "de", "sv")}) == 12
    assert [each.code for each in HOUSE_RULES] == [
        "no-prices",
        "no-margins",
        "no-customers",
        "no-future-plans",
    ]


def test_no_step_is_earlier_than_the_one_before_it():
    later = remark().with_step("report", by=PARTNER, at=NOON + timedelta(hours=2), reason="It names a rival.")

    with pytest.raises(InvalidValue, match=r"steps\[1\].at"):
        later.with_step("release", by=OFFICE, at=NOON + timedelta(hours=1))


@pytest.mark.parametrize("gap", [None, "", float("nan")])
def test_a_gap_of_a_frame_is_no_area_and_told_so(gap):
    found = may_write("P-1", members=["P-1", "P-2"], areas={"P-1": gap, "P-2": "north"}, accepted=["P-1"])

    assert found is not None
    assert found.code == "area-unknown"
