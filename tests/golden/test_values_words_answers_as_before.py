"""What procedures, reasons and columns were before."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from partnerkit import Money, PartnerkitError, Period, Quantity, Ratio, Reason
from partnerkit.values import (
    Finding,
    Machine,
    Transition,
)
from partnerkit.values.frames import FrameKind, read_columns, to_frame, write_columns
from partnerkit.values.lazy import opened, totals
from partnerkit.values.markup import columns_of, plain, small_table
from partnerkit.values.reasons import Facts
from partnerkit.values.rows import Rows, by_name


def asked(question):
    """Return an answer, or why there is none."""
    try:
        return question()
    except (PartnerkitError, TypeError, KeyError) as fault:
        return fault


def an_instant(draw):
    return datetime(
        2026, 3, draw.one_of((28, 29, 30)), draw.whole(0, 23), draw.one_of((0, 0, 30)), tzinfo=UTC
    )


def test_procedures(answers_as_before):
    def procedures(draw):
        states = "abcd"
        steps = [
            Transition(
                draw.one_of(states),
                draw.one_of(("go", "end", "back")),
                draw.one_of(states),
                by=draw.one_of(((), ("boss",), ("boss", "clerk"))),
                reason_required=draw.is_so(0.3),
            )
            for _ in range(draw.whole(1, 6))
        ]
        machine = asked(lambda: Machine(name="m", start="a", transitions=steps))
        if isinstance(machine, PartnerkitError):
            return machine, asked(lambda: Transition(draw.one_of(("a", "", "A b")), "go", "b"))
        who = draw.one_of((None, "boss", ("clerk", "x"), "x"))
        told = [
            machine.states,
            machine.events,
            machine.endless,
            machine.mermaid(),
            hash(machine) == hash(machine),
        ]
        for state in (*states, "z"):
            told += [
                asked(lambda state=state: machine.allowed(state, who)),
                asked(lambda state=state: machine.ended(state)),
            ]
            told += [
                asked(
                    lambda state=state: machine.step(
                        state, draw.one_of(("go", "end")), by=who, reason=draw.one_of((None, "", " ", "why"))
                    )
                )
            ]
            told += [
                asked(
                    lambda state=state: machine.transition(
                        state, draw.one_of(("back", "no")), by=who, path="p"
                    )
                )
            ]
        events = [draw.one_of(("go", "end", "back")) for _ in range(draw.whole(0, 3))]
        told.append(asked(lambda: machine.replay(events, state=draw.one_of((None, "b", "z")))))
        taken = [Taken(each, an_instant(draw), draw.one_of(("", "why"))) for each in events]
        roles = draw.one_of((None, [draw.one_of(("boss", "x")) for _ in events]))
        told.append(
            list(
                machine.faults(
                    taken,
                    state=draw.one_of((None, "b")),
                    since=draw.one_of((None, an_instant(draw))),
                    by=roles,
                    path="steps",
                )
            )
        )
        return told

    answers_as_before(procedures, 120)


class Taken:
    """A step that somebody took."""

    def __init__(self, event, at, reason):
        self.event, self.at, self.reason = event, at, reason


VALUES = (
    None,
    1,
    1.5,
    True,
    "x",
    Decimal("1.50"),
    Fraction(1, 3),
    date(2026, 1, 1),
    datetime(2026, 1, 1, 9, 30),
    Money.of(1, "EUR"),
    Quantity.of("2.5", "h"),
    Ratio.of(1, 3),
    ("a", 2),
    ["a"],
    {"a": 1},
    {"a"},
    timedelta(1),
    Period.year(2026),
    float("nan"),
    Reason("x"),
    123456.7,
    0.000123456,
    Decimal("0.33333333"),
    np.float64(2.5),
)


def test_reasons(answers_as_before):
    def reasons(draw):
        given = {
            draw.one_of(("a", "b", "c", 1) if draw.is_so(0.1) else ("a", "b", "c")): draw.one_of(
                (*VALUES, object) if draw.is_so(0.05) else VALUES
            )
            for _ in range(draw.whole(0, 3))
        }
        facts, other = asked(lambda: Facts(given)), Facts(a=1)
        told = [facts, plain(draw.one_of(VALUES))]
        if isinstance(facts, Facts):
            told += [
                list(facts),
                len(facts),
                "a" in facts,
                1 in facts,
                facts == other,
                facts == Facts(facts),
                facts == dict(facts),
                repr(facts),
                asked(lambda: facts["z"]),
            ]
            told.append(asked(lambda: hash(facts) == hash(Facts(facts))))
            reason = Reason("x", facts)
            finding = Finding(reason=reason, severity="low", subjects=("P",), evidence=(reason,))
            told += [reason, finding, finding.code, Reason("x", a=1) if False else Reason("x", {"a": 1})]
        return told

    answers_as_before(reasons, 100)


def test_columns(answers_as_before):
    def columns(draw):
        def column():
            if draw.is_so(0.4):
                kinds = (
                    "int8",
                    "uint64",
                    "float32",
                    "bool",
                    "datetime64[D]",
                    "datetime64[s]",
                    "timedelta64[s]",
                    "complex64",
                    "U3",
                    "object",
                )
                return np.array([1, 0, 2]).astype(draw.one_of(kinds))
            sorts = (
                (1, 2, None),
                (1.5, None, 2),
                ("x", None, "y"),
                (True, False, None),
                (date(2026, 1, 1), None),
                (datetime(2026, 1, 1, tzinfo=UTC), None),
                (Decimal(1), Decimal("NaN")),
                (1, "x"),
                (2**53 + 1, 1, None),
                (2**63, 1),
                (datetime(2026, 1, 1), None),
                (timedelta(1), None),
                (None,),
                (float("nan"), 1),
                ([1], [2]),
                (date(2026, 1, 1), datetime(2026, 1, 1)),
            )
            choices = draw.one_of(sorts)
            return [draw.one_of(choices) for _ in range(draw.one_of((3, 3, 3, 3, 3, 3, 2)))]

        names = ("a", "b", "", "a\ud800", 1) if draw.is_so(0.1) else ("a", "b")
        frame = {draw.one_of(names): column() for _ in range(draw.whole(1, 2))}
        if draw.is_so(0.1):
            frame["c"] = draw.one_of(
                (
                    "abc",
                    5,
                    np.ones((2, 2)),
                    np.ma.array([1, 2, 3], mask=[0, 1, 0]),
                    (1, 2, 3),
                    range(3),
                    np.array([2**63], dtype="uint64"),
                )
            )
        found, kind = read_columns(frame)
        return (
            {name: (each.dtype.str, each) for name, each in found.items()},
            kind,
            asked(lambda: to_frame(found, draw.one_of(("dict", "list")))),
            asked(lambda: write_columns(found, FrameKind("dict"))),
        )

    answers_as_before(columns, 150)


def test_frames_of_libraries(answers_as_before):
    pandas, polars, pyarrow = map(pytest.importorskip, ("pandas", "polars", "pyarrow"))

    def frames(draw):
        sorts = (
            [1, 2, 3],
            [1.5, None, 2.0],
            ["x", None, "y"],
            [True, False, True],
            [date(2026, 1, 1), None, date(2026, 1, 2)],
            [datetime(2026, 1, 1, tzinfo=UTC), None, datetime(2026, 1, 2, tzinfo=UTC)],
            [None, 2, 3],
            [True, None, False],
        )
        given = {name: draw.one_of(sorts) for name in draw.some("abc", 0.7) or "a"}
        library = draw.one_of(("pandas", "polars", "pyarrow"))
        frame = {"pandas": pandas.DataFrame, "polars": polars.DataFrame, "pyarrow": pyarrow.table}[library](
            given
        )
        found, kind = read_columns(frame)
        made = write_columns(found, kind)
        more = to_frame(found, draw.one_of(("pandas", "polars", "pyarrow")))
        again = [read_columns(each)[0] for each in (made, more)]
        return (
            kind.library,
            {name: (each.dtype.str, each) for name, each in found.items()},
            again,
            type(made).__name__,
            type(more).__name__,
        )

    answers_as_before(frames, 16)


def test_totals(answers_as_before):
    polars = pytest.importorskip("polars")

    def added(draw):
        count = draw.whole(0, 6)
        frame = {
            "t": [draw.one_of(("de", "fr", None)) for _ in range(count)],
            "p": [draw.one_of(("x", "y")) for _ in range(count)],
            "a": [draw.one_of((1.0, 2.5, None, -1.0)) for _ in range(count)],
        }
        key = draw.one_of(("t", ("t", "p"), ["p"]))
        lazy = polars.DataFrame(
            frame, schema={"t": polars.String, "p": polars.String, "a": polars.Float64}
        ).lazy()
        told = totals(frame, key=key, value="a", separator=draw.one_of(("/", "-")))
        far = totals(lazy, key=key, value="a")
        return told, sorted(map(str, far.items())), opened(frame), opened(lazy) is None

    answers_as_before(added, 24)


def test_small_tables(answers_as_before):
    def tables(draw):
        count = draw.one_of((0, 1, 2, 40))
        rows = Rows(Ratio, [Ratio.of(n, draw.one_of((0, 1, 3))) for n in range(count)])
        texts = [plain(each) for each in draw.mixed(VALUES)[:6]]
        wide = Wide(
            {f"<{n}>": [draw.one_of(VALUES) for _ in range(draw.one_of((2, 2, 30)))] for n in range(1)}
            | {f"c{n}": [1] * 30 for n in range(draw.one_of((0, 40)))}
        )
        return (
            rows.to_frame(),
            list(rows),
            repr(rows),
            small_table(rows),
            texts,
            by_name(rows, ["numerator"]),
            asked(lambda: columns_of(wide)),
            asked(lambda: small_table(wide))
            if len({len(each) for each in wide.columns.values()}) == 1
            else None,
        )

    answers_as_before(tables, 40)


class Wide:
    """A result with many columns."""

    def __init__(self, columns):
        self.columns = columns

    def to_frame(self, kind="dict"):
        return self.columns


def test_procedures_drawn(answers_as_before):
    def drawn(_):
        words = [
            "as",
            "class",
            "classdef",
            "click",
            "default",
            "direction",
            "end",
            "note",
            "scale",
            "state",
            "style",
            "on-hold",
        ]
        steps = [Transition(one, "go", other) for one, other in pairwise(words)]
        return Machine(name="m", start="as", transitions=steps).mermaid()

    answers_as_before(drawn, 1)
