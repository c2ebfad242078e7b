"""
What becomes of the whole relationship when one partner takes over another?

Facts and ledgers follow the firm together, or not at all.
"""

from collections.abc import Iterable
from datetime import date
from typing import final

from attrs import frozen

from partnerkit.facts.network import Network
from partnerkit.leads.ledger import Ledger
from partnerkit.leads.takeover import take_over
from partnerkit.lifecycle.lineage_map import Lineage, lineage
from partnerkit.lifecycle.successions import merge_partners
from partnerkit.values.reasons import Finding

__all__ = ["Takeover", "unite_partners"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Takeover:
    """The network and the ledgers after a merger, who answers under which id, and what people must decide."""

    network: Network
    ledgers: tuple[Ledger, ...]
    lineage: Lineage
    findings: tuple[Finding, ...]


def unite_partners(
    network: Network, ledgers: Iterable[Ledger] = (), *, old: str, into: str, on: date, kind: str = "merger"
) -> Takeover:
    """
    Return everything after *into* took over *old*: goals, figures, claims, agreements and what is owed in leads.

    No sum changes. What both have and one cannot have twice is found, and people decide.

    Raises
    ------
    NotFound, InvalidInput
        For partners that are not there, are one and the same, or took over each other.

    >>> from partnerkit.facts import Partner, Task
    >>> before = Network.of(Partner(id="P-4"), Partner(id="P-9"), Task(id="K-1", partner="P-9"))
    >>> after = unite_partners(before, [Ledger().with_open({"P-9": 2})], old="P-9", into="P-4", on=date(2026, 7, 1))
    >>> after.network.tasks[0].partner, dict(after.ledgers[0].open_leads), after.lineage.current("P-9")
    ('P-4', {'P-4': 2}, 'P-4')
    """
    merged = merge_partners(network, old=old, into=into, on=on, kind=kind)
    after = Network.of(merged.facts, declared=network.declared)
    return Takeover(
        network=after,
        ledgers=tuple(take_over(ledger, old=old, new=into) for ledger in ledgers),
        lineage=lineage(after.partners),
        findings=merged.findings,
    )
