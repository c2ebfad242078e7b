"""
What can go wrong when a caller breaks the contract?

A judgement that turns out badly (not eligible, in conflict, stale) is no
error: it is returned, with a `Reason`. An error says that the question itself
was wrong, names the field and the value, and says what would be right.
"""

from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from itertools import islice
from typing import Any, ClassVar, Self, final

from attrs import fields, frozen

__all__ = [
    "BrokenTree",
    "CurrencyMismatch",
    "FieldHidden",
    "IllegalTransition",
    "InvalidInput",
    "InvalidValue",
    "LedgerMismatch",
    "MissingExtra",
    "MissingWeight",
    "NotFound",
    "Overflowed",
    "PartnerkitError",
    "PolicyFailed",
    "UnitMismatch",
    "raise_faults",
    "shown",
]

#: Input is echoed up to this many characters: enough to find it, too little to leak it.
ECHO = 80

#: How many names of what there is are counted where a name is none of them.
COUNTED = 100

#: How many faults are written out one by one where all are told together.
TOLD = 50


def __dir__() -> list[str]:
    return __all__


def shown(value: object) -> str:
    """
    Echo *value* in an error, cut to 80 characters.

    >>> len(shown("x" * 100))
    80
    """
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 256:
        return f"an integer of {value.bit_length()} bits"
    if isinstance(value, bytes) and len(value) > ECHO:
        # A document may say anything of anybody.
        return f"{len(value):,} bytes"
    if isinstance(value, str):
        value = value[: ECHO + 1]
    try:
        text = repr(value)
    except ValueError:  # Python does not write out whole numbers of thousands of digits
        return f"a {type(value).__name__} that holds a number of thousands of digits"
    return text if len(text) <= ECHO else text[: ECHO - 1] + "\N{HORIZONTAL ELLIPSIS}"


class PartnerkitError(Exception):
    """
    Anything partnerkit raises on purpose.

    Errors compare, hash and pickle by their class and fields, so tests can say
    `caught.value == StaleWrite(...)` and worker processes can hand them back.
    """

    #: Stable, for programs; the sentence is for people and may change.
    code: ClassVar[str] = "partnerkit"

    #: Whether the same call may succeed when tried again.
    retryable: ClassVar[bool] = False

    #: The way to the field at fault, such as `partners[3].capacity`; empty if there is none.
    path: str = ""

    #: The sentence, with the fields in their places.
    says: ClassVar[str] = ""

    def __str__(self) -> str:
        values = self._values().items()
        return self.says.format_map(
            {name: value[:ECHO] if isinstance(value, str) else value for name, value in values}
        )

    def _values(self) -> dict[str, Any]:
        # Every error that is raised is an attrs class; this base is not, and is never raised itself.
        own: Any = type(self)
        return {each.name: getattr(self, each.name) for each in fields(own)}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, type(self)):
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash((type(self), *self._values().values()))

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (type(self), self._values())


def _rebuilt(kind: Callable[..., PartnerkitError], values: dict[str, Any]) -> PartnerkitError:
    return kind(**values)


@final
@frozen(kw_only=True)
class InvalidValue(PartnerkitError, ValueError):
    """A field holds what may not stand there."""

    code: ClassVar[str] = "invalid-value"

    path: str

    #: What was found, as `shown` shows it.
    value: str

    #: What would be right, as the end of the sentence "use ...".
    remedy: str

    def __str__(self) -> str:
        return f"{self.path}: {self.value} is not valid here; {self.remedy}"

    def under(self, prefix: str) -> "InvalidValue":
        """Return the same fault seen from further out, as `partners[3].capacity`."""
        joint = "" if self.path.startswith("[") or not self.path else "."
        return InvalidValue(path=f"{prefix}{joint}{self.path}", value=self.value, remedy=self.remedy)


@final
class InvalidInput(PartnerkitError, ExceptionGroup[InvalidValue], ValueError):
    """
    All faults of one input together; nothing of it was taken over.

    >>> raise_faults(InvalidValue(path=name, value="-1", remedy="use 0 or more") for name in ("capacity", "count"))
    Traceback (most recent call last):
    partnerkit.values.errors.InvalidInput: 2 faults; nothing was taken over
      capacity: -1 is not valid here; use 0 or more
      count: -1 is not valid here; use 0 or more
    """

    code: ClassVar[str] = "invalid-input"

    def __new__(cls, faults: Sequence[InvalidValue], /) -> Self:
        """Gather *faults*; there is at least one."""
        return super().__new__(cls, "faults of one input", list(faults))

    def __init__(self, faults: Sequence[InvalidValue], /) -> None:
        super().__init__("faults of one input", list(faults))

    @property
    def faults(self) -> tuple[InvalidValue, ...]:
        """Every fault, in the order of the input."""
        return self.exceptions  # type: ignore[return-value]  # only InvalidValue gets in

    def derive(self, excs: Sequence[InvalidValue], /) -> "InvalidInput":  # type: ignore[override]  # only InvalidValue gets in
        """Return a group of some of the faults, as `except*` asks for it."""
        return InvalidInput(excs)

    def under(self, prefix: str) -> "InvalidInput":
        """Return the same faults seen from further out."""
        return InvalidInput([fault.under(prefix) for fault in self.faults])

    def _values(self) -> dict[str, Any]:
        return {"faults": self.faults}

    def __reduce__(self) -> tuple[Any, ...]:
        return InvalidInput, (self.faults,)

    def __str__(self) -> str:
        count = len(self.faults)
        lines = "\n".join(f"  {fault}" for fault in self.faults[:TOLD])
        # A file with one wrong column has as many faults as rows; nobody reads ten thousand lines.
        more = f"\n  and {count - TOLD:,} more; .faults has all of them" if count > TOLD else ""
        return f"{count:,} fault{'s' if count > 1 else ''}; nothing was taken over\n{lines}{more}"


def raise_faults(faults: Iterable[InvalidValue]) -> None:
    """Raise one fault as itself, several as `InvalidInput`, none not at all."""
    found = tuple(faults)
    if len(found) == 1:
        raise found[0]
    if found:
        raise InvalidInput(found)


@final
@frozen(kw_only=True)
class CurrencyMismatch(PartnerkitError):
    """Amounts of different currencies met where one was needed."""

    code: ClassVar[str] = "currency-mismatch"
    says: ClassVar[str] = "{path} is in {found}, not {expected}; convert it at a stated rate first"

    path: str = "amount"
    expected: str
    found: str


@final
@frozen(kw_only=True)
class UnitMismatch(PartnerkitError):
    """Values of different units met where one was needed."""

    code: ClassVar[str] = "unit-mismatch"
    says: ClassVar[str] = "{path} is in {found!r}, not {expected!r}; state both in one unit"

    path: str = "value"
    expected: str
    found: str


@final
@frozen(kw_only=True)
class Overflowed(PartnerkitError):
    """A number left the range in which the answer stays exact."""

    code: ClassVar[str] = "overflow"
    says: ClassVar[str] = "{path} would leave the exact range ({limit}); nothing was changed"

    path: str
    limit: str


@final
@frozen(kw_only=True)
class BrokenTree(PartnerkitError):
    """A hierarchy has a cycle, an orphan, or is deeper than allowed."""

    code: ClassVar[str] = "broken-tree"

    path: str

    #: "cycle", "orphan", "depth" or "size".
    fault: str
    nodes: tuple[str, ...]

    def __str__(self) -> str:
        names = ", ".join(shown(node) for node in self.nodes[:5])
        return f"{self.path}: {self.fault} at {names}; every node needs one parent on the way to a root"


@final
@frozen(kw_only=True)
class MissingWeight(PartnerkitError):
    """A policy knows no weight for a partner."""

    code: ClassVar[str] = "missing-weight"
    says: ClassVar[str] = (
        "no weight for partner {partner!r} of tier {tier!r}; give one by id or by tier, or a default"
    )

    path: str = "weights"
    partner: str
    tier: str | None


@final
@frozen(kw_only=True)
class PolicyFailed(PartnerkitError):
    """A policy raised, or returned no scores, where it had to choose between candidates."""

    code: ClassVar[str] = "policy-failed"
    says: ClassVar[str] = "policy {policy} could not judge lead {lead!r}: {fault}; nothing was changed"

    path: str = "policy"
    policy: str

    #: None where it failed on a partner's weight, before the first lead.
    lead: str | None
    fault: str


@final
@frozen(kw_only=True)
class LedgerMismatch(PartnerkitError):
    """A ledger of one pool was handed to another."""

    code: ClassVar[str] = "ledger-mismatch"
    says: ClassVar[str] = "the ledger belongs to pool {found}, not {expected}; keep one ledger for each pool"

    path: str = "ledger"
    expected: str
    found: str


@final
@frozen(kw_only=True)
class FieldHidden(PartnerkitError):
    """A judgement needs a field that the viewer may not see."""

    code: ClassVar[str] = "field-hidden"
    says: ClassVar[str] = (
        "this field is hidden from the viewer; judge on the network, or give the role its category"
    )

    path: str = "view"


@final
@frozen(kw_only=True)
class IllegalTransition(PartnerkitError):
    """A procedure knows no such step from where it stands."""

    code: ClassVar[str] = "illegal-transition"

    path: str
    state: str
    event: str
    allowed: tuple[str, ...]

    def __str__(self) -> str:
        steps = ", ".join(self.allowed) or "nothing: it has ended"
        return f"{self.path}: {self.event!r} is no step from {self.state!r}; possible here: {steps}"


@final
@frozen(kw_only=True)
class MissingExtra(PartnerkitError, ImportError):
    """A library behind an optional extra is not installed."""

    code: ClassVar[str] = "missing-extra"
    says: ClassVar[str] = (
        "{library} is not installed; it comes with the extra {extra}: pip install '.[{extra}]' in a clone"
    )

    path: str = ""  # pyright: ignore[reportIncompatibleVariableOverride]  # ours says where, not which file
    extra: str
    library: str


@final
@frozen(kw_only=True)
class NotFound(PartnerkitError, KeyError):
    """There is nothing under this name."""

    code: ClassVar[str] = "not-found"

    path: str
    key: str
    known: tuple[str, ...] = ()

    @classmethod
    def among(cls, keys: Iterable[object], *, path: str, key: object) -> Self:
        """
        Return the error for a *key* that is none of *keys*; of a million the first few are kept.

        >>> len(NotFound.among(range(1_000_000), path="rows", key="x").known)
        101
        """
        # One more than are counted, which tells that the list was cut.
        return cls(path=path, key=str(key), known=tuple(map(str, islice(keys, COUNTED + 1))))

    def __str__(self) -> str:
        # A slip of the pen is told first; a list cut short says so.
        near = get_close_matches(str(self.key), self.known, n=3)
        listed = [*near, *(name for name in self.known if name not in near)]
        least = "at least " if len(listed) > COUNTED else ""
        more = f" and {least}{len(listed) - 12} more" if len(listed) > 12 else ""
        hint = f"; known: {', '.join(listed[:12])}{more}" if listed else ""
        return f"{self.path}: there is no {shown(self.key)}{hint}"
