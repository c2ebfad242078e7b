"""Under which form and system does a partner sell: by its record, or by the agreement in force?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from partnerkit.facts.agreement import Agreement
from partnerkit.facts.fact import Fact
from partnerkit.facts.network import Network

__all__ = ["NOT_FREE", "agreed_forms", "agreements_in_force", "contract_forms", "distribution_systems"]

#: Whoever bears no risk of its own, or fulfils a contract that the vendor closed, sets no prices of its own.
NOT_FREE = frozenset({"genuine-agent", "fulfils"})

_IN_FORCE = frozenset({"signed", "notice-given"})


def __dir__() -> list[str]:
    return __all__


def agreements_in_force(network: Network, day: date) -> Iterator[Agreement]:
    """
    Return the agreements that are signed, not over, and hold on *day*, in the order of their ids.

    What nobody ended renewed itself, where the contract says so, again and again.
    """
    return (each for each in network.agreements if each.status in _IN_FORCE and _holds_on(each, day))


def _holds_on(agreement: Agreement, day: date) -> bool:
    if agreement.renews_months is None:
        return agreement.holds_on(day)
    return Fact.holds_on(agreement, day) and agreement.period.start <= day


def contract_forms(network: Network, day: date) -> Mapping[str, str | None]:
    """
    Return by partner the form of its contract; None is unknown, which is never a guess.

    Of a partner without a record its agreements tell.

    >>> from partnerkit.facts.partner import Partner
    >>> contract_forms(Network.of(Partner(id="P-4", form="resells"), Partner(id="P-5")), date(2026, 3, 1))
    {'P-4': 'resells', 'P-5': None}
    """
    agreed = agreed_forms(network, day)
    return _with_agreed({each.id: each.form or agreed.get(each.id) for each in network.partners}, agreed)


def agreed_forms(network: Network, day: date) -> Mapping[str, str]:
    """
    Return by partner the form that its agreements in force state: it counts where the partner's record states none.

    Where two of them state different forms, none is known.
    """
    return _agreed((each.partner, each.form) for each in agreements_in_force(network, day))


def distribution_systems(network: Network, day: date) -> Mapping[str, str | None]:
    """Return by partner the system it belongs to; None is unknown, as where two agreements in force differ."""
    agreed = _agreed((each.partner, each.system) for each in agreements_in_force(network, day))
    return _with_agreed({each.id: each.system or agreed.get(each.id) for each in network.partners}, agreed)


def _with_agreed(recorded: Mapping[str, str | None], agreed: Mapping[str, str]) -> Mapping[str, str | None]:
    """Add who is not on record to the partners that are."""
    return {**recorded, **{partner: each for partner, each in agreed.items() if partner not in recorded}}


def _agreed(stated: Iterable[tuple[str, str | None]]) -> Mapping[str, str]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for partner, each in stated:
        if each is not None:
            found[partner].add(each)
    return {partner: each for partner, (each, *others) in found.items() if not others}
