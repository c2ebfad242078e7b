"""
Why is it so?

Every judgement gives its reasons as a code and facts, never as a sentence:
programs branch on the code, people read the words that `interop.wording`
makes of it in their language.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, TypeAlias, cast, final

from attrs import field, frozen

from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.fields import as_utc

__all__ = ["SEVERITIES", "Fact", "Facts", "Finding", "Reason", "Severity"]


def __dir__() -> list[str]:
    return __all__


#: What may stand in a reason. Values such as Money are told apart by being hashable and frozen.
Fact: TypeAlias = object

#: From "good to know" to "act now", in rising order.
Severity = Literal["info", "low", "medium", "high"]
SEVERITIES: tuple[Severity, ...] = ("info", "low", "medium", "high")


@final
class Facts(Mapping[str, Fact]):
    """
    Named facts that never change: sorted by name, hashable, comparable.

    Instants are kept in UTC, as models keep them: datetimes of one zone are
    compared by the clock on the wall, which repeats an hour in autumn.

    >>> Facts(partner="P-4", capacity=20)
    Facts(capacity=20, partner='P-4')
    """

    __slots__ = ("_items",)
    _items: dict[str, Fact]

    def __init__(self, facts: Mapping[str, Fact] = {}, /, **more: Fact) -> None:  # never written to
        if type(facts) is Facts and not more:
            self._items = facts._items  # noqa: SLF001  # another one of ours
            return
        given = {**facts, **more}
        self._items = {name: _frozen(name, given[name]) for name in sorted(given)} if given else {}

    def __getitem__(self, name: str) -> Fact:
        return self._items[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __contains__(self, name: object) -> bool:
        return name in self._items

    def __len__(self) -> int:
        return len(self._items)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Facts):
            return self._items == other._items
        if isinstance(other, Mapping):
            return self._items == dict(other)
        return NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self._items.items()))

    def __repr__(self) -> str:
        return f"Facts({', '.join(f'{name}={value!r}' for name, value in self._items.items())})"

    def __reduce__(self) -> tuple[type["Facts"], tuple[dict[str, Fact]]]:
        return Facts, (self._items,)


#: What is frozen already.
_AS_THEY_ARE = frozenset({str, bool, int, float, Decimal, date, Facts})


def _frozen(name: str, value: object) -> Fact:
    if value is None or type(value) in _AS_THEY_ARE:
        # Most facts are: they are looked at first.
        return value
    if isinstance(value, datetime):
        return as_utc(value)
    if isinstance(value, list) or type(value) is tuple:
        return tuple(_frozen(name, each) for each in cast("Iterable[object]", value))
    if isinstance(value, str | bool | int | float | Decimal | date | tuple):
        return value
    try:
        hash(value)
    except TypeError:
        raise InvalidValue(
            path=f"facts.{name}",
            value=shown(value),
            remedy="use text, numbers, dates, money or tuples of these",
        ) from None
    return value


def _as_facts(facts: Mapping[str, Fact]) -> Facts:
    return facts if isinstance(facts, Facts) else Facts(facts)


@final
@frozen
class Reason:
    """
    Why a judgement came out as it did: a code for programs, facts for everyone.

    >>> Reason("capacity", {"open": 20, "limit": 20})
    Reason(code='capacity', facts=Facts(limit=20, open=20))
    """

    #: Lower case words joined by hyphens; stable once released.
    code: str

    #: What was found, by name.
    facts: Facts = field(factory=Facts, converter=_as_facts)


@final
@frozen(kw_only=True)
class Finding:
    """
    Something a person should look at: what, how grave, about whom, and what could be done.

    >>> Finding(reason=Reason("unrestricted-partner", {"count": 3}), severity="low").code
    'unrestricted-partner'
    """

    reason: Reason
    severity: Severity

    #: Ids of what it is about, in a stable order.
    subjects: tuple[str, ...] = ()

    #: What it rests on.
    evidence: tuple[Reason, ...] = ()

    #: What could be done; a person decides.
    proposals: tuple[Reason, ...] = ()

    @property
    def code(self) -> str:
        """The code of the reason."""
        return self.reason.code
