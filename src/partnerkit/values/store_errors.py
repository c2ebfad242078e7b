"""
What can go wrong when something is kept?

A store is held by somebody else, is not what it should be, or knows better
than the caller. Nothing is half written then, and the error says whether the
same call may succeed when it is tried again.
"""

from typing import ClassVar, final

from attrs import frozen

from partnerkit.values.errors import ECHO, PartnerkitError

__all__ = [
    "AlreadyClaimed",
    "CorruptStore",
    "IdempotencyKeyReused",
    "NotReplayable",
    "OutcomeUnknown",
    "SchemaMismatch",
    "StaleWrite",
    "StorageBusy",
    "StorageFailed",
]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class StaleWrite(PartnerkitError):
    """Somebody wrote after the version this change was based on."""

    code: ClassVar[str] = "stale-write"
    says: ClassVar[str] = "{path} is at version {found}, not {expected}; load it again and decide anew"
    retryable: ClassVar[bool] = True

    path: str
    expected: int
    found: int

    def __str__(self) -> str:
        if self.expected or not self.found:
            return super().__str__()
        # A new fact that is not new: as when a script that puts its partners is started again.
        path = self.path[:ECHO]
        return f"{path} is on record already, at version {self.found}; load it, and pass its version= to change it"


@final
@frozen(kw_only=True)
class AlreadyClaimed(PartnerkitError):
    """What may exist once exists already."""

    code: ClassVar[str] = "already-claimed"
    says: ClassVar[str] = "{path}: {key!r} is taken already; read the claim that stands"

    path: str
    key: str


@final
@frozen(kw_only=True)
class IdempotencyKeyReused(PartnerkitError):
    """One key was used for two different commands."""

    code: ClassVar[str] = "idempotency-key-reused"
    says: ClassVar[str] = "key {key!r} stands for another command already; use a new key for a new command"

    path: str = "key"
    key: str


@final
@frozen(kw_only=True)
class NotReplayable(PartnerkitError):
    """A decision on record cannot be made again from what is there."""

    code: ClassVar[str] = "not-replayable"
    says: ClassVar[str] = "{path} cannot be made again: {missing}"

    path: str

    #: What is not there.
    missing: str


@final
@frozen(kw_only=True)
class StorageBusy(PartnerkitError):
    """Another process held the store until the deadline."""

    code: ClassVar[str] = "storage-busy"
    says: ClassVar[str] = "the store was busy for {waited_seconds:g} s; nothing was written, try again"
    retryable: ClassVar[bool] = True

    path: str = "store"
    waited_seconds: float


@final
@frozen(kw_only=True)
class OutcomeUnknown(PartnerkitError):
    """The connection broke while the store was committing."""

    code: ClassVar[str] = "outcome-unknown"
    says: ClassVar[str] = "the connection broke in the commit; repeat the command with the same key"
    retryable: ClassVar[bool] = True

    path: str = "store"


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
    says: ClassVar[str] = "{path}: {fault}; stop writing, keep the file, restore a backup"

    path: str
    fault: str


@final
@frozen(kw_only=True)
class StorageFailed(PartnerkitError):
    """The disk or the system refused what a store needs: full, read-only, out of reach."""

    code: ClassVar[str] = "storage-failed"
    says: ClassVar[str] = (
        "{path}: {fault}; nothing was written, mend it and repeat the command with the same key"
    )

    path: str = "store"
    fault: str
