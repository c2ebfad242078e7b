"""What can go wrong when a caller breaks the contract?

A judgement that turns out badly (not eligible, in conflict, stale) is no
error: it is returned, with a `Reason`. An error says that the question itself
was wrong, names the field and the value, and says what would be right.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar, Self, final

from attrs import fields, frozen

__all__ = [
    "AlreadyClaimed",
    "BrokenTree",
    "CorruptStore",
    "CurrencyMismatch",
    "IdempotencyKeyReused",
    "IllegalTransition",
    "InvalidInput",
    "InvalidValue",
    "LedgerMismatch",
    "MissingExtra",
    "MissingWeight",
    "NotFound",
    "OutcomeUnknown",
    "Overflowed",
    "PartnerkitError",
    "SchemaMismatch",
    "StaleWrite",
    "StorageBusy",
    "StorageFailed",
    "UnitMismatch",
    "raise_faults",
    "shown",
]

#: Input is echoed up to this many characters: enough to find it, too little to leak it.
ECHO = 80


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
    if isinstance(value, str | bytes):
        value = value[: ECHO + 1]
    text = repr(value)
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

    def _values(self) -> dict[str, Any]:
        # Every error that is raised is an attrs class; this base is not, and is never raised itself.
        own: Any = type(self)
        return {each.name: getattr(self, each.name) for each in fields(own)}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, type(self)) or type(self) is not type(other):
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

    >>> raise_faults([InvalidValue(path="capacity", value="-1", remedy="use 0 or more")])
    Traceback (most recent call last):
    partnerkit.values.errors.InvalidValue: capacity: -1 is not valid here; use 0 or more
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
        lines = "\n".join(f"  {fault}" for fault in self.faults)
        return f"{count} fault{'s' if count > 1 else ''}; nothing was taken over\n{lines}"


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

    path: str = ""
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.path or 'amount'} is in {self.found}, not {self.expected}; convert it at a stated rate first"


@final
@frozen(kw_only=True)
class UnitMismatch(PartnerkitError):
    """Values of different units met where one was needed."""

    code: ClassVar[str] = "unit-mismatch"

    path: str = ""
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.path or 'value'} is in {self.found!r}, not {self.expected!r}; state both in one unit"


@final
@frozen(kw_only=True)
class Overflowed(PartnerkitError):
    """A number left the range in which the answer stays exact."""

    code: ClassVar[str] = "overflow"

    path: str
    limit: str

    def __str__(self) -> str:
        return f"{self.path} would leave the exact range ({self.limit}); nothing was changed"


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

    path: str = "weights"
    partner: str
    tier: str | None

    def __str__(self) -> str:
        return (
            f"no weight for partner {shown(self.partner)} of tier {shown(self.tier)}; "
            "give one by id or by tier, or a default"
        )


@final
@frozen(kw_only=True)
class LedgerMismatch(PartnerkitError):
    """A ledger of one pool was handed to another."""

    code: ClassVar[str] = "ledger-mismatch"

    path: str = "ledger"
    expected: str
    found: str

    def __str__(self) -> str:
        return f"the ledger belongs to pool {self.found}, not {self.expected}; keep one ledger for each pool"


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

    path: str = ""
    extra: str
    library: str

    def __str__(self) -> str:
        return f"{self.library} is not installed; pip install 'partnerkit[{self.extra}]'"


@final
@frozen(kw_only=True)
class NotFound(PartnerkitError, KeyError):
    """There is nothing under this name."""

    code: ClassVar[str] = "not-found"

    path: str
    key: str
    known: tuple[str, ...] = ()

    def __str__(self) -> str:
        hint = f"; known: {', '.join(self.known[:12])}" if self.known else ""
        return f"{self.path}: there is no {shown(self.key)}{hint}"


@final
@frozen(kw_only=True)
class StaleWrite(PartnerkitError):
    """Somebody wrote after the version this change was based on."""

    code: ClassVar[str] = "stale-write"
    retryable: ClassVar[bool] = True

    path: str
    expected: int
    found: int

    def __str__(self) -> str:
        return f"{self.path} is at version {self.found}, not {self.expected}; load it again and decide anew"


@final
@frozen(kw_only=True)
class AlreadyClaimed(PartnerkitError):
    """What may exist once exists already."""

    code: ClassVar[str] = "already-claimed"

    path: str
    key: str

    def __str__(self) -> str:
        return f"{self.path}: {shown(self.key)} is taken already; read the claim that stands"


@final
@frozen(kw_only=True)
class IdempotencyKeyReused(PartnerkitError):
    """One key was used for two different commands."""

    code: ClassVar[str] = "idempotency-key-reused"

    path: str = "key"
    key: str

    def __str__(self) -> str:
        return f"key {shown(self.key)} stands for another command already; use a new key for a new command"


@final
@frozen(kw_only=True)
class StorageBusy(PartnerkitError):
    """Another process held the store until the deadline."""

    code: ClassVar[str] = "storage-busy"
    retryable: ClassVar[bool] = True

    path: str = "store"
    waited_seconds: float

    def __str__(self) -> str:
        return f"the store was busy for {self.waited_seconds:g} s; nothing was written, try again"


@final
@frozen(kw_only=True)
class OutcomeUnknown(PartnerkitError):
    """The connection broke while the store was committing."""

    code: ClassVar[str] = "outcome-unknown"
    retryable: ClassVar[bool] = True

    path: str = "store"

    def __str__(self) -> str:
        return "the connection broke in the commit; repeat the command with the same key"


@final
@frozen(kw_only=True)
class SchemaMismatch(PartnerkitError):
    """A store was written by another version of partnerkit, or by something else."""

    code: ClassVar[str] = "schema-mismatch"

    path: str
    expected: int
    found: int

    def __str__(self) -> str:
        way = "install a newer partnerkit" if self.found > self.expected else "migrate the store"
        return f"{self.path} has schema {self.found}, this partnerkit reads {self.expected}; {way}"


@final
@frozen(kw_only=True)
class CorruptStore(PartnerkitError):
    """A store holds what partnerkit did not write."""

    code: ClassVar[str] = "corrupt-store"

    path: str
    fault: str

    def __str__(self) -> str:
        return f"{self.path}: {self.fault}; stop writing, keep the file, restore a backup"


@final
@frozen(kw_only=True)
class StorageFailed(PartnerkitError):
    """The disk or the system refused what a store needs: full, read-only, out of reach."""

    code: ClassVar[str] = "storage-failed"

    path: str = "store"
    fault: str

    def __str__(self) -> str:
        return f"{self.path}: {self.fault}; nothing was written, mend it and repeat the command with the same key"
