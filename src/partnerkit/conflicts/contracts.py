"""Under which form and system does a partner sell: by its record, or by the agreement in force?"""

from collections.abc import Iterator, Mapping
from datetime import date

from partnerkit.facts.agreement import Agreement
from partnerkit.facts.network import Network

__all__ = ["NOT_FREE", "agreed_forms", "agreements_in_force", "contract_forms", "distribution_systems"]

#: Whoever bears no risk of its own, or fulfils a contract that the vendor closed, sets no prices of its own.
NOT_FREE = frozenset({"genuine-agent", "fulfils"})

_IN_FORCE = frozenset({"signed", "notice-given"})


def __dir__() -> list[str]:
    return __all__


def agreements_in_force(network: Network, day: date) -> Iterator[Agreement]:
    """Return the agreements that are signed, not over, and hold on *day*, in the order of their ids."""
    return (each for each in network.agreements if each.status in _IN_FORCE and each.holds_on(day))


def contract_forms(network: Network, day: date) -> Mapping[str, str | None]:
    """
    Return by partner the form of its contract; None is unknown, which is never a guess.

    >>> from partnerkit.facts.partner import Partner
    >>> contract_forms(Network.of(Partner(id="P-4", form="resells"), Partner(id="P-5")), date(2026, 3, 1))
    {'P-4': 'resells', 'P-5': None}
    """
    agreed = agreed_forms(network, day)
    return {each.id: each.form or agreed.get(each.id) for each in network.partners}


def agreed_forms(network: Network, day: date) -> Mapping[str, str]:
    """Return by partner the form that the agreement in force states: it counts where the partner's record states none."""
    return {each.partner: each.form for each in agreements_in_force(network, day) if each.form is not None}


def distribution_systems(network: Network, day: date) -> Mapping[str, str | None]:
    """Return by partner the system it belongs to; None is unknown."""
    agreed = {
        each.partner: each.system for each in agreements_in_force(network, day) if each.system is not None
    }
    return {each.id: each.system or agreed.get(each.id) for each in network.partners}
