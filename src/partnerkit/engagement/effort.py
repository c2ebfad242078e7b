"""
Where does the time of account managers go?

With partners, on the way, before and after, and the rest, which is
administration: as what was recorded says. Where a time was not recorded, the
rest is unknown, not nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, final, overload

from attrs import frozen

from partnerkit.facts.network import Network
from partnerkit.facts.people import Person
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.fields import is_finite
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.markup import small_table
from partnerkit.values.reasons import Reason
from partnerkit.values.rows import by_name
from partnerkit.values.time import Period

__all__ = ["TimeUse", "TimeUses", "time_use"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class TimeUse:
    """Hours of one manager in a period."""

    person: str
    worked: float
    with_partners: float
    travel: float
    preparation: float

    #: The rest; None where a time was not recorded, or more was recorded than worked.
    administration: float | None

    #: Contacts of which some time was not recorded.
    unrecorded: int

    @property
    def shares(self) -> Mapping[str, float | None]:
        """The same in parts of the hours worked; what was not recorded makes them too small."""
        rest = self.administration
        hours = {"with_partners": self.with_partners, "travel": self.travel, "preparation": self.preparation}
        shares: dict[str, float | None] = {name: each / self.worked for name, each in hours.items()}
        return {**shares, "administration": None if rest is None else rest / self.worked}

    @property
    def reason(self) -> Reason:
        """The same as a code and facts."""
        recorded = self.with_partners + self.travel + self.preparation
        facts = {
            "person": self.person,
            "worked": round(self.worked, 1),
            "recorded": round(recorded, 1),
            "count": self.unrecorded,
        }
        if recorded > self.worked + 1e-9:
            return Reason("time-beyond-work", facts)
        if self.administration is None:
            return Reason("time-not-recorded", facts)
        parts = {
            "partners": self.with_partners, "travel": self.travel, "preparation": self.preparation,
            "administration": self.administration,
        }  # fmt: skip
        percents = {f"{name}_percent": round(100 * each / self.worked) for name, each in parts.items()}
        return Reason("time-shares", {"person": self.person, **percents})


@final
@frozen(repr=False)
class TimeUses(Sequence[TimeUse]):
    """Hours of several managers, in the order in which they were named."""

    uses: tuple[TimeUse, ...]

    @overload
    def __getitem__(self, at: int) -> TimeUse: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[TimeUse, ...]: ...
    def __getitem__(self, at: int | slice) -> TimeUse | tuple[TimeUse, ...]:
        return self.uses[at]

    def __len__(self) -> int:
        return len(self.uses)

    def __repr__(self) -> str:
        return f"<TimeUses: {len(self)}>"

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return one row per manager, in hours; None is unknown."""
        names = ("person", "worked", "with_partners", "travel", "preparation", "administration", "unrecorded")
        return to_frame(by_name(self, names), kind)

    _repr_html_ = small_table


def time_use(network: Network, worked: Mapping[str, float], *, during: Period) -> TimeUses:
    """
    Say where the hours of each manager in *worked* (person -> hours in the period) went.

    Counted is what was held on the days of *during*, in UTC; a message takes the time
    that is recorded for it. Who was there with others has spent the time like them.

    Raises
    ------
    NotFound, InvalidValue, InvalidInput
        For a person who is not in the network, and hours that are not above 0.

    >>> from datetime import datetime
    >>> from partnerkit.facts import Interaction, Partner
    >>> held = Interaction(
    ...     id="I-1", kind="visit", partner="P-4", persons=["U-1"], at=datetime.fromisoformat("2026-03-02T09:00Z"), held=True,
    ...     minutes=120, travel_minutes=180, office_minutes=60,
    ... )
    >>> network = Network.of(Person(id="U-1"), Partner(id="P-4"), held)
    >>> (found,) = time_use(network, {"U-1": 40}, during=Period.month(2026, 3))
    >>> found.shares["travel"], found.administration
    (0.075, 34.0)
    """
    raise_faults(_faults(worked))
    spent = {person: [0.0, 0.0, 0.0] for person in worked}
    unrecorded = dict.fromkeys(worked, 0)
    for person in worked:
        network.get(Person, person)
    for each in network.interactions:
        if each.held is False or not during.contains(each.at.date()):
            continue
        if each.held is None and each.kind != "message":
            continue
        parts = [each.minutes, each.travel_minutes, each.office_minutes]
        lacks = each.minutes is None or (each.kind == "visit" and None in parts)
        for person in each.persons:
            if person in spent:
                spent[person] = [
                    so_far + (part or 0) / 60 for so_far, part in zip(spent[person], parts, strict=True)
                ]
                unrecorded[person] += lacks
    uses = (_use(person, float(hours), spent[person], unrecorded[person]) for person, hours in worked.items())
    return TimeUses(tuple(uses))


def _use(person: str, worked: float, spent: list[float], unrecorded: int) -> TimeUse:
    rest = worked - sum(spent)
    return TimeUse(
        person=person,
        worked=worked,
        with_partners=spent[0],
        travel=spent[1],
        preparation=spent[2],
        administration=None if unrecorded or rest < -1e-9 else max(0.0, rest),
        unrecorded=unrecorded,
    )


def _faults(worked: Mapping[str, float]) -> Iterator[InvalidValue]:
    for person, hours in worked.items():
        if not is_finite(hours) or hours <= 0:
            yield InvalidValue(path=f"worked[{person!r}]", value=shown(hours), remedy="use hours above 0")
