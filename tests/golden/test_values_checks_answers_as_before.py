"""What checks accepted and told before."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from types import SimpleNamespace

import attrs

from partnerkit import Money, PartnerkitError
from partnerkit.values import errors, fields, store_errors
from partnerkit.values.limits import Limits as Most


def asked(question):
    """Return an answer, or why there is none."""
    try:
        return question()
    except (PartnerkitError, TypeError) as fault:
        return fault


def test_limits(answers_as_before):
    def limits(draw):
        most = Most(batch=2, goal_nodes=3, depth=2, text=2, document=4)
        document = draw.one_of(
            ("ab", "abc", {"a": ["abc", {"b": "abcd"}], "c": 1}, ["a", "xyz"], 5, {"n": None})
        )
        told = [list(most.text_faults(document, "doc"))]
        told += [
            asked(lambda: most.check_count([1] * draw.whole(1, 3), "items")),
            asked(lambda: most.check_tree(draw.whole(2, 4), draw.whole(1, 3), "tree")),
            asked(lambda: most.check_size(b"x" * draw.whole(3, 5), "data")),
        ]
        return told, asked(lambda: Most(batch=draw.one_of((0, 1, 10**6, 10**6 + 1)))), Most()

    answers_as_before(limits, 40)


ODD = (
    None, True, 0, 1, -1, 2**53, 2**53 + 1, 2.0, 2.5, float("nan"), "", "a", "a ", "a\nb", "a\u200bb", "a\u200cb", "\ud800", "x" * 128,
    "x" * 129, "y" * 10_000, "y" * 10_001, "Ü", Decimal(1), Decimal("1.5"), Decimal("1E+19"), Decimal("1E-19"), Decimal("9" * 41), Decimal("NaN"),
    Decimal("1" * 30 + "E+15"), date(2026, 3, 1), datetime(2026, 3, 1), datetime(2026, 3, 1, tzinfo=UTC), (), ("a",), ("a", "a"), ["a"], {"a": 1}, {"b": -1},
    {1: 1}, {"a"}, {1}, ("b", 1), b"a", "no", "90d",
)  # fmt: skip


def test_checks(answers_as_before):
    def checks(draw):
        every = (
            fields.identifier, fields.text, fields.truth, fields.aware, fields.calendar_date, fields.whole_number(), fields.whole_number(least=1, most=1),
            fields.decimal(), fields.decimal(least=Decimal(1), most=Decimal("1.5")), fields.number(least=-1, most=2.5), fields.choice("a", "no"), fields.code("[0-9]+d", "use days"),
            fields.instance((int, str), "one"), fields.optional(fields.truth), fields.each(fields.identifier), fields.each(fields.identifier, least=1, unique=False),
            fields.mapping_of(fields.identifier, fields.whole_number()),
        )  # fmt: skip
        value = draw.one_of(ODD)
        told = [check.fault("here", value) for check in every]
        told += [
            fields.as_tuple(value),
            fields.is_identifier(value),
            fields.is_text(value),
            fields.is_decimal(value),
            errors.shown(value),
        ]
        at = draw.one_of(
            (
                datetime(2026, 3, 1, 1, tzinfo=timezone(timedelta(hours=2))),
                datetime.max.replace(tzinfo=timezone(-timedelta(hours=2))),
                datetime(2026, 1, 1),
                None,
            )
        )
        model = SimpleNamespace(**{name: draw.one_of((None, 1, 2, 3)) for name in "abc"})
        prices = SimpleNamespace(
            **{name: draw.one_of((None, Money.of(1, "EUR"), Money.of(2, "SEK"))) for name in "abc"}
        )
        faults = [*fields.in_order(model, "a", "b", "c"), *fields.one_currency(prices, "a", "b", "c")]
        return (
            told,
            fields.as_utc(at),
            faults,
            asked(lambda: errors.raise_faults(faults)),
            asked(lambda: fields.check({"a": (fields.truth, value), "b": (fields.text, value)})),
        )

    answers_as_before(checks, 100)


def test_faults(answers_as_before):
    def faults(draw):
        kinds = {
            errors.InvalidValue: {"path": "a.b", "value": "1", "remedy": "use 2"}, errors.CurrencyMismatch: {"expected": "EUR", "found": "SEK"},
            errors.UnitMismatch: {"expected": "h", "found": "d"}, errors.Overflowed: {"path": "a", "limit": "int64"}, errors.BrokenTree: {"path": "a", "fault": "cycle", "nodes": ("x", "y")},
            errors.MissingWeight: {"partner": "P", "tier": None}, errors.IllegalTransition: {"path": "s", "state": "a", "event": "b", "allowed": draw.one_of(((), ("c", "d")))},
            errors.NotFound: {"path": "k", "key": "x", "known": draw.one_of(((), ("x1", "y"), tuple("abcdefghijklmnop")))}, errors.MissingExtra: {"extra": "e", "library": "l"},
        }  # fmt: skip
        made = [kind(**given) for kind, given in kinds.items()]
        told = [
            (
                each,
                repr(each),
                each.code,
                each.retryable,
                each == kind(**kinds[kind]),
                asked(
                    lambda kind=kind, each=each: (
                        kind(**{**kinds[kind], **({"path": "other"} if "path" in kinds[kind] else {})})
                        == each
                    )
                ),
            )
            for kind, each in zip(kinds, made, strict=True)
        ]
        many = asked(lambda: errors.raise_faults([made[0]] * draw.whole(0, 3)))
        moved = (
            many.under(draw.one_of(("in", "")))
            if isinstance(many, (errors.InvalidInput, errors.InvalidValue))
            else None
        )
        shown = [
            errors.shown(each)
            for each in ("x" * 300, ["y" * 100] * 9, b"\x00" * 200, {"a": draw.whole(0, 9)})
        ]
        return told, many, moved, getattr(moved, "faults", None), shown

    answers_as_before(faults, 20)


def test_kinds_of_faults(answers_as_before):
    def kinds_of_faults(_):
        told = []
        for module in (errors, store_errors):
            kinds = [each for name in module.__all__ if isinstance(each := getattr(module, name), type)]
            told += [
                (
                    each.__name__,
                    each.code,
                    each.retryable,
                    [at.name for at in attrs.fields(each) if at.repr] if attrs.has(each) else None,
                )
                for each in kinds
            ]
        made = (
            store_errors.StaleWrite(path="a", expected=1, found=2),
            store_errors.AlreadyClaimed(path="a", key="k"),
            store_errors.IdempotencyKeyReused(key="k"),
            store_errors.NotReplayable(path="a", missing="m"),
            store_errors.StorageBusy(waited_seconds=1.5),
            store_errors.OutcomeUnknown(),
            store_errors.SchemaMismatch(path="a", expected=2, found=1),
            store_errors.SchemaMismatch(path="a", expected=1, found=2),
            store_errors.SchemaMismatch(path="a", expected=2, found=2),
            store_errors.CorruptStore(path="a", fault="f"),
            store_errors.StorageFailed(fault="f"),
            errors.PolicyFailed(policy="p", lead=None, fault="f"),
            errors.LedgerMismatch(expected="a", found="b"),
            errors.FieldHidden(),
        )
        return told, made, [each.path for each in made]

    answers_as_before(kinds_of_faults, 1)
