"""Rules of disclosure and moments: what questions about comparisons and rings draw on."""

from datetime import UTC, datetime

from partnerkit.scoring import Disclosure


def a_moment(draw, first=1, last=4):
    return datetime(2026, 4, draw.whole(first, last), draw.one_of((0, 12)), tzinfo=UTC)


def some_rules(draw):
    return Disclosure(
        min_contributors=draw.one_of((1, 2, 2, 3)),
        p_percent=draw.one_of((0, 5, 10, 45)),
        dominance=draw.one_of((None, (1, 60), (2, 85), (2, 100))),
        min_age=draw.one_of(({}, {}, {"a": 2}, {"b": 1, "rate": 3, "none": 4})),
        cut_off_days=draw.one_of((None, None, 0, 1, 3)),
        index=draw.one_of(({}, {}, {"b": "c"}, {"b": "c", "gone": "b"}, {"rate": "b"})),
        smallest=draw.one_of((0.001, 1, 50)),
    )
