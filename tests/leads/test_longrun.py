"""How did it go for each partner in the long run?"""

from datetime import UTC, datetime, timedelta
from statistics import NormalDist

import numpy as np
import pytest

from partnerkit.leads.handouts import Handout
from partnerkit.leads.longrun import long_run
from partnerkit.values.errors import CurrencyMismatch, InvalidInput, InvalidValue, NotFound
from partnerkit.values.money import Money

START = datetime(2026, 3, 2, tzinfo=UTC)
BOTH = ("P-4", "P-5")


def hours(number):
    return START + timedelta(hours=number)


def handout(number, partner, *, candidates=BOTH, at=None, **more):
    return Handout(lead=f"L-{number}", at=hours(number if at is None else at), partner=partner, candidates=candidates, **more)  # fmt: skip


def test_a_drought_is_the_longest_row_of_leads_that_went_to_others():
    course = [handout(n, who) for n, who in enumerate(["P-5", "P-4", "P-5", "P-5", "P-5", "P-4", "P-5"])]
    drought = long_run(course, as_of=hours(9))["P-4"].drought

    assert (drought.leads, drought.since, drought.until) == (3, hours(2), hours(4))


def test_leads_one_could_not_take_and_leads_that_nobody_got_are_no_drought():
    course = [
        handout(1, "P-5"),
        handout(2, "P-5", candidates=("P-5",)),
        handout(3, None, candidates=()),
        handout(4, "P-5"),
    ]
    found = long_run(course, as_of=hours(9))

    assert found["P-4"].drought.leads == 2
    assert found["P-5"].drought.leads == 0
    assert found["P-5"].drought.since is None
    assert (found["P-4"].opportunities, found["P-4"].given) == (2, 0)


def test_time_at_capacity_is_the_share_of_the_time_with_no_room():
    course = [
        handout(0, "P-4", ended="won", ended_at=hours(4)),
        handout(2, "P-4", ended="lost", ended_at=hours(6)),
        handout(6, "P-4"),
    ]
    found = long_run(course, as_of=hours(10), limits={"P-4": 2, "P-5": None})

    # Two at once from hour 2 to 4, of ten hours; at hour 6 one leaves as the next comes.
    assert found["P-4"].at_capacity == pytest.approx(0.2)
    assert found["P-5"].at_capacity is None
    assert long_run(course, as_of=hours(10), limits={"P-4": 1})["P-4"].at_capacity == pytest.approx(1.0)
    assert long_run(course, as_of=hours(10), limits={"P-5": 1})["P-5"].at_capacity == 0


def test_what_was_won_lost_declined_and_expired_is_counted():
    endings = ["won", "lost", "won", "declined", "expired", "recycled"]
    course = [handout(n, "P-4", ended=end, ended_at=hours(n)) for n, end in enumerate(endings)]
    own = long_run(course, as_of=hours(9))["P-4"]

    assert (own.declined, own.expired) == (1, 1)
    assert own.conversion == pytest.approx(2 / 3)
    assert long_run([handout(1, "P-4")], as_of=hours(9))["P-4"].conversion is None


def leads_of_two_kinds(kinds_of_p4):
    """Fairs convert at 80 %, lists at 10 %, at the many; P-4 gets what is said."""
    rng = np.random.default_rng(3)
    course, number = [], 0
    for kind, rate in (("fair", 0.8), ("list", 0.1)):
        for _ in range(120):
            won = "won" if rng.random() < rate else "lost"
            course.append(handout(number, "P-5", kind=kind, ended=won, ended_at=hours(number)))
            number += 1
    for kind in kinds_of_p4:
        course.append(handout(number, "P-4", kind=kind, ended="lost", ended_at=hours(number)))
        number += 1
    return course, hours(number)


def test_who_gets_the_worse_kinds_of_lead_is_found():
    course, end = leads_of_two_kinds(["list"] * 20)
    found = long_run(course, as_of=end)
    (finding,) = found.findings

    assert finding.code == "lead-quality-uneven"
    assert finding.subjects == ("P-4",)
    assert finding.reason.facts["quality"] < finding.reason.facts["offered"]
    assert found["P-4"].quality == pytest.approx(0.1, abs=0.05)


def test_who_gets_all_kinds_alike_or_the_better_ones_is_no_finding():
    for kinds in (["fair", "list"] * 10, ["fair"] * 20):
        course, end = leads_of_two_kinds(kinds)

        assert long_run(course, as_of=end).findings == ()


def test_a_partner_who_converts_badly_did_not_get_bad_leads_by_that():
    """His own failures do not lower what his leads are expected to bring: others' rates count."""
    course, end = leads_of_two_kinds(["fair"] * 20)

    assert long_run(course, as_of=end)["P-4"].quality == pytest.approx(0.8, abs=0.07)


def valued(endings_and_values):
    return [
        handout(n, "P-4", value=Money.of(value, "EUR"), ended=end, ended_at=hours(n))
        for n, (end, value) in enumerate(endings_and_values)
    ]


def test_declining_the_small_and_keeping_the_large_is_found():
    course = valued([("declined", n + 1) for n in range(8)] + [("won", 100 + n) for n in range(8)])
    (finding,) = long_run(course, as_of=hours(20)).findings

    assert finding.code == "selective-declining"
    assert finding.reason.facts["declined"] == 8
    assert finding.proposals[0].code == "state-your-side"


def test_declining_large_ones_or_at_random_is_none():
    large = valued([("won", n + 1) for n in range(8)] + [("declined", 100 + n) for n in range(8)])
    mixed = valued([("declined" if n % 2 else "won", 100 + n) for n in range(16)])

    assert long_run(large, as_of=hours(20)).findings == ()
    assert long_run(mixed, as_of=hours(20)).findings == ()


def test_chance_alone_makes_findings_no_more_often_than_it_says():
    rng = np.random.default_rng(0)
    false = 0
    for _ in range(200):
        course = [
            handout(
                n,
                f"P-{rng.integers(3)}",
                candidates=("P-0", "P-1", "P-2"),
                value=Money.from_minor(int(rng.integers(1, 10**6)), "EUR"),
                ended="declined" if rng.random() < 0.3 else "won",
                ended_at=hours(n),
            )
            for n in range(60)
        ]
        false += bool(long_run(course, as_of=hours(70)).findings)
    # One in a hundred is allowed; eight in two hundred would come about once in four thousand runs.
    assert false < 8


def test_the_order_of_handouts_does_not_matter():
    course, end = leads_of_two_kinds(["list"] * 20)
    one, other = long_run(course, as_of=end), long_run(course[::-1], as_of=end)

    assert one.partners == other.partners
    assert one.findings == other.findings


def test_it_is_a_frame_of_one_row_per_partner():
    frame = long_run([handout(1, "P-5")], as_of=hours(9)).to_frame()

    assert frame["partner"].tolist() == ["P-4", "P-5"]
    assert frame["drought"].tolist() == [1, 0]


def test_bad_input_is_refused_all_at_once():
    twice = [handout(1, "P-4"), handout(1, "P-5"), handout(99, "P-4")]
    with pytest.raises(InvalidInput) as caught:
        long_run(twice, as_of=hours(9))

    assert [each.path for each in caught.value.exceptions] == ["handouts[1].lead", "handouts[2].at"]
    with pytest.raises(InvalidValue, match=r"limits\.P-4"):
        long_run([], as_of=START, limits={"P-4": -1})
    with pytest.raises(InvalidValue, match="Handout"):
        long_run(["L-1"], as_of=START)
    with pytest.raises(CurrencyMismatch):
        long_run([handout(1, "P-4", value=Money.of(1, "EUR")), handout(2, "P-4", value=Money.of(1, "SEK"))], as_of=hours(9))  # fmt: skip
    with pytest.raises(NotFound):
        long_run([], as_of=START)["P-4"]


def test_a_lead_he_could_have_taken_and_nobody_got_is_no_drought():
    """It waits, kept free for nobody; the row of leads that others got is not longer by it."""
    course = [handout(1, "P-5"), handout(2, None), handout(3, "P-5")]
    drought = long_run(course, as_of=hours(9))["P-4"].drought

    assert (drought.leads, drought.since, drought.until) == (2, hours(1), hours(3))


def test_chance_counts_that_what_he_got_is_a_part_of_what_he_could_have_taken():
    """Drawn without replacement: the mean of 20 of 260 spreads less than that of 20 drawn from very many."""
    course, end = leads_of_two_kinds(["list"] * 20)
    (finding,) = long_run(course, as_of=end).findings
    # 140 of the 260 are from lists; in units of the difference of both rates.
    share = 140 / 260
    error = (share * (1 - share) / 20 * (260 - 20) / (260 - 1)) ** 0.5

    assert finding.reason.facts["chance"] == pytest.approx(NormalDist().cdf((share - 1) / error))
