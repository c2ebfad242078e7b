"""
How are all who were asked written without saying the same thing a thousand times?

A decision names every partner. Those who could take the lead stand there one by
one, with their numbers; of the many others, all with one and the same objection
share one entry. Nothing is lost: they are in order of their ids anyway.
"""

from collections.abc import Callable, Iterable
from typing import Any

from partnerkit.leads.decision import Candidate
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.reasons import Reason

__all__ = ["read_candidates", "written_candidates"]

_ORDER = "list those who could take the lead first, then the others by id"
_PARTS = {"could", "could_not"}


def __dir__() -> list[str]:
    return __all__


def written_candidates(candidates: Iterable[Candidate], write: Callable[[Any], Any]) -> dict[str, Any]:
    """Return the groups of *candidates*; *write* is how their parts are written."""
    known = tuple(candidates)
    could = [each for each in known if each.is_eligible]
    others = known[len(could) :]
    ids = [each.partner for each in others]
    if sorted(set(ids)) != ids or any(each != _objected(each.partner, each.objection) for each in others):
        raise InvalidValue(path="", value="another order", remedy=_ORDER)
    # One objection stands against many partners: look at the object before looking at what it says.
    seen: dict[int, list[str]] = {}
    groups: dict[Reason, list[str]] = {}
    for each in others:
        partners = seen.get(id(each.objection))
        if partners is None and each.objection is not None:
            partners = seen[id(each.objection)] = groups.setdefault(each.objection, [])
        partners.append(each.partner)
    return {
        "could": [write(each) for each in could],
        "could_not": [{"reason": write(reason), "partners": ids} for reason, ids in groups.items()],
    }


def read_candidates(value: object, read: Callable[[object, Any, str], Any]) -> tuple[Candidate, ...]:
    """Return the candidates that `written_candidates` wrote; *read* reads a part as what it is, at its path."""
    if type(value) is not dict or value.keys() != _PARTS:
        raise InvalidValue(path="", value=shown(value), remedy="use an object of could and could_not")
    could: list[Candidate] = read(value["could"], list[Candidate], "could")
    groups: list[dict[str, Any]] = read(value["could_not"], list[dict[str, Any]], "could_not")
    others: list[Candidate] = []
    for place, group in enumerate(groups):
        path = f"could_not[{place}]"
        if group.keys() != {"reason", "partners"}:
            raise InvalidValue(path=path, value=shown(group), remedy="use an object of reason and partners")
        reason = read(group["reason"], Reason, f"{path}.reason")
        partners = read(group["partners"], list[str], f"{path}.partners")
        others.extend(Candidate(partner=partner, reason=reason) for partner in partners)
    if not all(each.is_eligible for each in could):
        raise InvalidValue(path="could", value="a partner without total", remedy=_ORDER)
    return (*could, *sorted(others, key=lambda each: each.partner))
