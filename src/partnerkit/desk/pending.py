"""
Which ledgers changed in a unit, and are yet to be written?

A ledger is written once for all that a unit does to it. Leads that are given
one after the other are booked only then, or when somebody looks at the ledger.
"""

from collections.abc import Mapping
from typing import final

from partnerkit.facts.partner import Blank, Partner
from partnerkit.leads.ledger import Ledger
from partnerkit.leads.policy import Policy
from partnerkit.leads.runs import Run

__all__ = ["Pending"]


def __dir__() -> list[str]:
    return __all__


@final
class Pending:
    """
    The ledgers that changed in a unit, by pool.

    >>> pending = Pending()
    >>> pending.put(Ledger(pool="north"))
    >>> pending.get("north").pool, len(pending.taken()), pending.get("north")
    ('north', 1, None)
    """

    def __init__(self) -> None:
        self._changed: dict[str, Ledger] = {}
        self._run: Run | None = None

        #: The ledger of the run as it was put among the changed ones.
        self._booked: Ledger | None = None

    def get(self, pool: str) -> Ledger | None:
        """Return the ledger of *pool* if it changed."""
        self._book()
        return self._changed.get(pool)

    def put(self, ledger: Ledger) -> None:
        """Change a ledger; a run goes on from another one than this."""
        self._book()
        self._run, self._changed[ledger.pool] = None, ledger

    def taken(self) -> tuple[Ledger, ...]:
        """Return all that changed, which is then no longer pending."""
        self._book()
        found = tuple(self._changed.values())
        self._changed.clear()
        return found

    def running(self, policy: Policy, blank: Blank, partners: Mapping[str, Partner]) -> Run | None:
        """Return the run that is under way, if it gives leads by this policy among these very partners."""
        run = self._run
        is_it = run is not None and run.partners is partners and (run.policy, run.blank) == (policy, blank)
        return run if is_it else None

    def begin(self, run: Run) -> Run:
        """Let a run be under way in place of another: what is given in it changes the ledger of its pool."""
        self._book()
        self._run, self._booked = run, run.ledger
        return run

    def clear(self) -> None:
        """Forget what changed."""
        self._run = None
        self._changed.clear()

    def _book(self) -> None:
        if self._run is not None and self._run.ledger is not self._booked:
            self._booked = self._changed[self._run.pool] = self._run.ledger
