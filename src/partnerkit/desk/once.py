"""
What is the same for every verb?

It runs in one unit: the one that is open, or one of its own, tried again where
that cannot do anything twice. Under its key it does what it does once, and
gives back the same answer ever after. What comes in is held to the limits.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from fractions import Fraction
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from partnerkit.desk.books import Books
from partnerkit.desk.events import Event, Stored, erased_answer
from partnerkit.desk.explaining import completed
from partnerkit.desk.retrying import Retry
from partnerkit.interop.serialisation import canonical, to_document
from partnerkit.storage.port import Unit, pinned
from partnerkit.values import fields
from partnerkit.values.errors import NotFound, raise_faults
from partnerkit.values.limits import LIMITS, Limits
from partnerkit.values.time import instant

__all__ = ["Verbs", "a_name", "caught_up", "exactly", "named", "question", "verb"]

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
V = TypeVar("V", bound="Verbs")

#: What names a fact. A store that is asked about None tells of all there is.
a_name = fields.instance(str, "the id of a fact, as text")

#: So far the clocks of two machines may be apart, without anything having gone back in time.
_APART = timedelta(seconds=10)

_is_list = fields.Check(
    lambda value: isinstance(value, Sequence) and not isinstance(value, str | bytes), "use a list"
)


def __dir__() -> list[str]:
    return __all__


class Verbs:
    """What every group of verbs of a `Desk` rests on."""

    def __init__(
        self, books: Books, actor: str, *, retry: Retry | None = None, limits: Limits = LIMITS
    ) -> None:
        self._books, self._actor = books, actor
        self._retry, self._limits = retry or Retry(), limits

    def __reduce__(self) -> tuple[Any, ...]:
        raise pinned("Desk", "make a Desk in each process, such as Desk(SqliteStore(path), tenant=...)")

    def _by(self, actor: str | None) -> str:
        if actor is None:
            return self._actor
        fields.check({"actor": (fields.identifier, actor)})
        return actor

    def _at(self, as_of: datetime | None, *, since: datetime | None = None) -> datetime:
        """Return *as_of*; left out, the moment on the clock, `caught_up` with *since*, when what it is about began."""
        return caught_up(self._books.now(), since) if as_of is None else instant(as_of, path="as_of")

    def _checked(self, facts: Sequence[Any], path: str, model: type[Any] = object) -> None:
        """Refuse what is no *model*, and what is more, longer or larger than the limits of this desk allow."""
        fields.check({path: (_is_list, facts)})
        self._limits.check_count(facts, path)
        wanted = _a(model)
        faults = (wanted.fault(f"{path}[{place}]", fact) for place, fact in enumerate(facts))
        raise_faults(fault for fault in faults if fault is not None)
        if self._limits != LIMITS:
            for place, fact in enumerate(facts):
                self._within_limits(fact, f"{path}[{place}]")

    def _checked_one(self, fact: object, path: str, model: type[Any]) -> None:
        """Refuse what is no *model*, or longer or larger than the limits of this desk allow."""
        fields.check({path: (_a(model), fact)})
        if self._limits != LIMITS:
            self._within_limits(fact, path)

    def _within_limits(self, fact: Any, path: str) -> None:
        """Refuse what is beyond the limits of this desk; the usual ones are seen to by models and store."""
        document = to_document(fact)
        raise_faults(self._limits.text_faults(document["value"], path))
        self._limits.check_size(canonical(document), path)

    def _once(
        self, command: object, key: str | None, do: Callable[[Unit], R], again: Callable[[Sequence[Event]], R]
    ) -> R:
        """
        Do it once under *key*; *again* tells from what was written then what it led to.

        A command that writes no row of the log is not remembered: it may be tried again. Where the answer
        was erased in the meantime, `NotReplayable` says so.
        """
        with self._books.writing() as unit:
            known = self._books.recalled(unit, key, command)
            if known is not None:
                return again([completed(self._books, event) for event in known])
            start = unit.head().seq
            done = do(unit)
            self._books.remember(unit, key, command, after=start)
            return done

    def _there(self, unit: Unit, model: type[T], name: str) -> Stored[T]:
        """Return the fact of *model* with the id *name*; `NotFound` if there is none."""
        found = self._books.get(unit, model, name)
        if found is None:
            raise NotFound(path=model.__name__, key=name)
        return found

    def _written(self, event: Event, model: type[T]) -> Stored[T]:
        """Return the fact of *model* as it was written with the row of *event*, whatever became of it."""
        version: Any = event.kept().record.facts["version"]
        return self._as_it_was(model, event.id, version)

    def _as_it_was(self, model: type[T], name: str, version: int) -> Stored[T]:
        """Return a fact as it was at a *version* that was an answer then; `NotReplayable` if that was erased."""
        try:
            with self._books.reading() as reading:
                return self._books.version(reading, model, name, version)
        except NotFound:
            raise erased_answer(f"{model.__name__} {name}") from None


def caught_up(now: datetime, since: datetime | None) -> datetime:
    """
    Return the moment on a clock; where it is a few seconds behind the one by which *since* was told, that moment.

    >>> noon = datetime.fromisoformat("2026-03-02T12:00Z")
    >>> [caught_up(noon - timedelta(seconds=lag), noon).second for lag in (-1, 0, 1, 11)]
    [1, 0, 0, 49]
    """
    return now if since is None or not now < since <= now + _APART else since


def named(path: str, names: Iterable[str]) -> tuple[str, ...]:
    """
    Return several names as they are kept; one text is not several.

    >>> named("documents", iter(["D-1", "D-2"]))
    ('D-1', 'D-2')
    """
    found: Any = names if isinstance(names, str) or not isinstance(names, Iterable) else tuple(names)
    fields.check({path: (fields.each(fields.identifier, unique=False), found)})
    return cast("tuple[str, ...]", found)


def exactly(number: object) -> str:
    """
    Return a number as it tells one command from another: equal numbers are one, however they are written.

    >>> from decimal import Decimal
    >>> exactly(Decimal("0.50")), exactly(Fraction(1, 2)), exactly(Decimal("1.0")), exactly(1)
    ('1/2', '1/2', '1', '1')
    """
    # What is no exact number is refused where the command is carried out.
    return str(Fraction(cast("Any", number)) if fields.is_decimal(number) else number)


def verb(method: Callable[Concatenate[V, P], R]) -> Callable[Concatenate[V, P], R]:
    """Let a verb be tried again as a whole, unless it stands in a unit of its caller's: its refusal ends that."""
    return _tried(method, lambda books: books.writing())


def question(method: Callable[Concatenate[V, P], R]) -> Callable[Concatenate[V, P], R]:
    """Let a question be asked again, unless it stands in a unit of its caller's: that goes on without an answer."""
    return _tried(method, lambda books: books.reading())


def _tried(
    method: Callable[Concatenate[V, P], R], joined: Callable[[Books], AbstractContextManager[object]]
) -> Callable[Concatenate[V, P], R]:
    @wraps(method)
    def run(self: V, *args: P.args, **kwargs: P.kwargs) -> R:
        if self._books.is_open:
            with joined(self._books):
                return method(self, *args, **kwargs)
        # The first try would use an iterator up, and the second find nothing in it.
        values = tuple(map(_lasting, args))
        options = {name: _lasting(value) for name, value in kwargs.items()}
        has_key = options.get("key") is not None
        again: Callable[..., R] = method
        return self._retry.run(lambda: again(self, *values, **options), has_key=has_key)

    # It is called as the method is, on an instance.
    return cast("Callable[Concatenate[V, P], R]", run)


def _lasting(value: object) -> object:
    return tuple(value) if isinstance(value, Iterator) else value


def _a(model: type[Any]) -> fields.Check:
    return fields.instance(model, f"a {model.__name__}")
