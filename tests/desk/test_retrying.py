import pytest

from partnerkit.desk import Retry
from partnerkit.values.errors import InvalidValue
from partnerkit.values.store_errors import AlreadyClaimed, OutcomeUnknown, StaleWrite, StorageBusy

BUSY, UNKNOWN = StorageBusy(waited_seconds=5), OutcomeUnknown()


class Failing:
    def __init__(self, *faults):
        self.faults, self.calls = list(faults), 0

    def __call__(self):
        self.calls += 1
        if self.faults:
            raise self.faults.pop(0)
        return "written"


class Clock:
    def __init__(self):
        self.now, self.slept = 0.0, []

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds

    def retry(self, **more):
        return Retry(**{"jitter": lambda: 1.0, **more}, sleep=self.sleep, clock=lambda: self.now)


def test_what_was_busy_is_tried_again_with_pauses_that_grow_up_to_a_bound():
    clock, unit = Clock(), Failing(*[BUSY] * 7)

    assert clock.retry(attempts=8, pause_seconds=0.1, most_seconds=0.5).run(unit, has_key=False) == "written"
    assert clock.slept == [0.1, 0.2, 0.4, 0.5, 0.5, 0.5, 0.5]


def test_the_first_pause_is_no_longer_than_the_longest():
    clock = Clock()
    clock.retry(attempts=3, pause_seconds=5, most_seconds=0.5).run(Failing(BUSY, BUSY), has_key=False)

    assert clock.slept == [0.5, 0.5]


@pytest.mark.parametrize("attempts", [1, 2, 5])
def test_it_is_tried_so_often_and_no_more(attempts):
    clock, unit = Clock(), Failing(*[BUSY] * 9)

    with pytest.raises(StorageBusy):
        clock.retry(attempts=attempts).run(unit, has_key=True)
    assert unit.calls == attempts


def test_no_attempt_begins_after_the_deadline():
    clock, unit = Clock(), Failing(*[BUSY] * 99)

    with pytest.raises(StorageBusy):
        clock.retry(attempts=99, within_seconds=3.0, pause_seconds=1.0).run(unit, has_key=True)
    assert clock.now <= 3.0
    assert unit.calls == 4


@pytest.mark.parametrize(
    "fault",
    [StaleWrite(path="x", expected=1, found=2), AlreadyClaimed(path="lead", key="L-1"), ValueError("other")],
    ids=lambda fault: type(fault).__name__,
)
def test_nothing_else_is_tried_again(fault):
    clock, unit = Clock(), Failing(fault)

    with pytest.raises(type(fault)):
        clock.retry().run(unit, has_key=True)
    assert (unit.calls, clock.slept) == (1, [])


def test_a_fate_that_is_unknown_is_asked_again_under_a_key_only():
    with pytest.raises(OutcomeUnknown):
        Clock().retry().run(Failing(UNKNOWN), has_key=False)
    assert Clock().retry().run(Failing(UNKNOWN), has_key=True) == "written"


def test_pauses_are_spread_by_chance_within_their_bound():
    clock = Clock()
    parts = iter([0.0, 0.25, 0.75])
    clock.retry(attempts=4, pause_seconds=1.0, jitter=lambda: next(parts)).run(
        Failing(BUSY, BUSY, BUSY), has_key=False
    )

    assert clock.slept == [0.0, 0.25, 0.75]
    drawn = [Retry().jitter() for _ in range(20)]
    assert len(set(drawn)) == 20
    assert all(0 <= each < 1 for each in drawn)


@pytest.mark.parametrize(
    "wrong", [{"attempts": 0}, {"attempts": 1.5}, {"within_seconds": -1}, {"pause_seconds": None}]
)
def test_bounds_that_are_none_are_refused(wrong):
    with pytest.raises(InvalidValue):
        Retry(**wrong)
