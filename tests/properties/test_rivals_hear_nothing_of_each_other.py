"""Beside a comparison no rival hears another, whatever is said, reported and released, and nobody learns who spoke."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from partnerkit.scoring import Remark, heard, may_write
from partnerkit.scoring.conversation import AUTHOR, REMARK_COURSE
from partnerkit.scoring.entries import OFFICE, PARTNER

NOON = datetime(2026, 4, 8, 12, tzinfo=UTC)
PARTNERS = tuple(f"P-{number}" for number in range(6))
areas_of = st.dictionaries(st.sampled_from(PARTNERS), st.sampled_from(["north", "south", "west"]))
who = st.sampled_from(PARTNERS)


@st.composite
def conversations(draw):
    """Return remarks whose text is their author's number of exclamation marks, each some legal steps along."""
    said = []
    for number, partner in enumerate(draw(st.lists(who, max_size=5))):
        figures = draw(st.sampled_from(["", " 5"]))
        text = "So" + "!" * PARTNERS.index(partner) + figures
        found = Remark(id=f"B-{number}", page="page", partner=partner, by="U-1", at=NOON, text=text)
        for by in draw(st.lists(st.sampled_from([OFFICE, PARTNER, AUTHOR]), max_size=3)):
            events = REMARK_COURSE.allowed(found.status, by)
            if events:
                event = draw(st.sampled_from(sorted(events)))
                found = found.with_step(event, by=by, at=NOON, person="U-9", reason="Because.")
        said.append(found)
    return said


@given(conversations(), areas_of, st.sets(who), st.sets(st.sampled_from(["north", "south"])), who)
def test_rivals_hear_nothing_of_each_other(said, areas, members, opened, viewer):
    told = heard(said, viewer=viewer, members=members, areas=areas, opened=opened)

    for each in told:
        author = PARTNERS[each.text.count("!")]
        assert each.is_own == (author == viewer)
        assert each.is_own or each.status == "shown"
        if not each.is_own:
            assert author in members
            assert viewer in members
            assert areas.get(author) is not None
            assert areas.get(viewer) is not None
            assert areas[author] != areas[viewer] or areas[author] in opened
            assert each.reason == ""
        assert "P-" not in repr(each)
        assert "U-" not in repr(each)
    # Who hears nobody writes for nobody.
    may = may_write(viewer, members=members, areas=areas, accepted=PARTNERS, opened=opened) is None
    assert may or all(each.is_own for each in told)


@given(conversations(), areas_of, st.sets(st.sampled_from(["north", "south"])), who, who)
def test_hearing_goes_both_ways(said, areas, opened, one, other):
    shown = [each for each in said if each.status == "shown"]

    def hears(viewer, author):
        of = [each for each in shown if each.partner == author]
        return len(heard(of, viewer=viewer, members=PARTNERS, areas=areas, opened=opened)) == len(of)

    spoke = {each.partner for each in shown}
    if {one, other} <= spoke and one != other:
        assert hears(one, other) == hears(other, one)
