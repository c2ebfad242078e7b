"""
How are all who were asked written without saying the same thing a thousand times?

A decision names every partner. Those who could take the lead stand there one by
one, with their numbers; of the many others, all with one and the same objection
share one entry. Nothing is lost: they are in order of their ids anyway. Of very
many others a decision may hold a count and a digest only, see `leads.asked`; and
of those who could, what decided in whole numbers, see `leads.owed`.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import Any, TypeAlias

from attrs import fields

from partnerkit.leads.asked import Asked, Rest
from partnerkit.leads.candidate import Candidate
from partnerkit.leads.owed import Owed, Reckoned
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.reasons import Reason

__all__ = ["read_candidates", "written_candidates"]

#: What stood against somebody, and what of it he himself may know.
_Against: TypeAlias = tuple[tuple[Reason, ...], tuple[Reason, ...] | None]

_ORDER = "list those who could take the lead first, then the others by id"


def __dir__() -> list[str]:
    return __all__


#: What an objection leaves unsaid, and how that looks.
_NUMBERS = attrgetter(
    *(
        each.name
        for each in fields(Candidate)
        if each.name not in {"partner", "objection", "further", "for_him"}
    )
)
_NO_NUMBERS = _NUMBERS(Candidate(partner="nobody"))


def written_candidates(candidates: Sequence[Candidate], write: Callable[[Any], Any]) -> dict[str, Any]:
    """Return the groups of *candidates*; *write* is how a part of them is written."""
    if isinstance(candidates, Asked):
        return {**written_candidates(candidates.named, write), "rest": write(candidates.rest)}
    if isinstance(candidates, Reckoned):
        return {"owed": write(candidates.owed), **_written_others(candidates.others, write)}
    could = [each for each in candidates if each.is_eligible]
    others = _written_others(candidates[len(could) :], write)
    return {"could": [write(each) for each in could], **others}


def _written_others(others: Sequence[Candidate], write: Callable[[Any], Any]) -> dict[str, Any]:
    if not others:
        return {"kept": [], "could_not": []}
    if any(second.partner <= first.partner for first, second in pairwise(others)):
        raise InvalidValue(path="", value="another order", remedy=_ORDER)
    # The same objects stand against many partners: look at the objects before looking at what they say.
    seen: dict[tuple[int, ...], list[str]] = {}
    groups: dict[_Against, list[str]] = {}
    kept = []
    for each in others:
        if each.objection is None:
            raise InvalidValue(path="", value="another order", remedy=_ORDER)
        if _NUMBERS(each) != _NO_NUMBERS:
            # His last room was kept for other leads: he has terms of his own.
            kept.append(write(each))
            continue
        against = ((each.objection, *each.further), each.for_him)
        # A number that is nobody's id stands between the two.
        known = (*map(id, against[0]), each.for_him is None, *map(id, each.for_him or ()))
        partners = seen.get(known)
        if partners is None:
            partners = seen[known] = groups.setdefault(against, [])
        partners.append(each.partner)
    return {
        "kept": kept,
        "could_not": [
            {
                "against": [write(reason) for reason in against],
                **({} if for_him is None else {"for_him": [write(reason) for reason in for_him]}),
                "partners": ids,
            }
            for (against, for_him), ids in groups.items()
        ],
    }


def read_candidates(value: object, read: Callable[[object, Any, str], Any]) -> Sequence[Candidate]:
    """Return the candidates that `written_candidates` wrote; *read* reads a part as what it is, at its path."""
    if type(value) is dict and "rest" in value:
        named = {name: each for name, each in value.items() if name != "rest"}
        return Asked(read_candidates(named, read), read(value["rest"], Rest, "rest"))
    if type(value) is dict and value.keys() == {"owed", "kept", "could_not"}:
        return Reckoned(read(value["owed"], Owed, "owed"), _read_others(value, read))
    if type(value) is not dict or value.keys() != {"could", "kept", "could_not"}:
        raise InvalidValue(path="", value=shown(value), remedy="use an object of could, kept and could_not")
    could: list[Candidate] = read(value["could"], list[Candidate], "could")
    return (*could, *_read_others(value, read))


def _read_others(value: Mapping[str, object], read: Callable[[object, Any, str], Any]) -> list[Candidate]:
    kept: list[Candidate] = read(value["kept"], list[Candidate], "kept")
    groups: list[dict[str, Any]] = read(value["could_not"], list[dict[str, Any]], "could_not")
    known: dict[_Against, list[str]] = {}
    for place, group in enumerate(groups):
        path = f"could_not[{place}]"
        if group.keys() - {"for_him"} != {"against", "partners"}:
            raise InvalidValue(path=path, value=shown(group), remedy="use an object of against and partners")
        against = tuple(read(group["against"], list[Reason], f"{path}.against"))
        if not against:
            raise InvalidValue(path=f"{path}.against", value="none", remedy="say what stood against them")
        for_him = None
        if "for_him" in group:
            for_him = tuple(read(group["for_him"], list[Reason], f"{path}.for_him"))
        known.setdefault((against, for_him), []).extend(
            read(group["partners"], list[str], f"{path}.partners")
        )
    others = [
        Candidate(partner=each, objection=first, further=tuple(more), for_him=for_him)
        for ((first, *more), for_him), ids in known.items()
        for each in ids
    ]
    return sorted((*kept, *others), key=lambda each: each.partner)
