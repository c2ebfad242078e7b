"""
Who may say what to whom beside a comparison, and who looks after it?

Members of a comparison may be rivals, and what rivals tell each other can be a
cartel. So a conversation has house rules; rivals of one trading area do not
hear each other unless the neutral office opened that area; a remark with
figures is read by the office first; and what is reported is gone until the
office looked at it. Nobody but the office learns who said something.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import final

from attrs import evolve, field, frozen

from partnerkit.scoring.entries import OFFICE, PARTNER
from partnerkit.scoring.ring import are_rivals, is_named
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.fields import as_tuple
from partnerkit.values.machine import Machine, Transition
from partnerkit.values.reasons import Reason
from partnerkit.values.rows import Rows

__all__ = ["AUTHOR", "HOUSE_RULES", "REMARK_COURSE", "Heard", "Remark", "RemarkStep", "heard", "may_write"]

#: The member who wrote a remark, among the roles of its course.
AUTHOR = "author"

#: What a member accepts before he writes.
HOUSE_RULES = (
    Reason("no-prices"),
    Reason("no-margins"),
    Reason("no-customers"),
    Reason("no-future-plans"),
)

#: What becomes of a remark; the first step follows from its text.
REMARK_COURSE = Machine(
    name="remark",
    start="written",
    transitions=(
        Transition("written", "show", "shown"),
        Transition("written", "hold", "held"),
        Transition("held", "release", "shown", by=(OFFICE,)),
        Transition("held", "remove", "removed", by=(OFFICE,), reason_required=True),
        Transition("held", "withdraw", "withdrawn", by=(AUTHOR,)),
        Transition("shown", "report", "reported", by=(PARTNER,), reason_required=True),
        Transition("shown", "remove", "removed", by=(OFFICE,), reason_required=True),
        Transition("shown", "withdraw", "withdrawn", by=(AUTHOR,)),
        Transition("reported", "release", "shown", by=(OFFICE,)),
        Transition("reported", "remove", "removed", by=(OFFICE,), reason_required=True),
        Transition("reported", "withdraw", "withdrawn", by=(AUTHOR,)),
    ),
)

#: A digit of any script, also raised, in a circle or a fraction, a percent sign or a sign of a currency.
_FIGURES = re.compile(
    r"[\d\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2089\u2150-\u218b\u2460-\u249b\u24ea-\u24ff\u2776-\u2793]"
    r"|[%\u066a\u2030\u2031\ufe6a\uff05]"
    r"|[$\u00a2-\u00a5\u058f\u060b\u07fe\u07ff\u09f2\u09f3\u09fb\u0af1\u0bf9\u0e3f\u17db\u20a0-\u20cf"
    r"\ua838\ufdfc\ufe69\uff04\uffe0\uffe1\uffe5\uffe6]"
)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class RemarkStep:
    """What somebody did about a remark, and when."""

    event: str = field(validator=fields.choice(*REMARK_COURSE.events))
    by: str = field(validator=fields.choice(OFFICE, PARTNER, AUTHOR))
    at: datetime = field(converter=fields.as_utc, validator=fields.aware)

    #: The person who did it; None is not on record.
    person: str | None = field(default=None, validator=fields.optional(fields.identifier))
    reason: str = field(default="", validator=fields.text)


@final
@frozen(kw_only=True)
class Remark:
    """
    What a member wrote beside a page of the comparison.

    >>> noon = datetime.fromisoformat("2026-04-08T12:00Z")
    >>> asked = Remark(id="B-1", page="2026-03", partner="P-4", by="U-7", at=noon, text="Who trains apprentices?")
    >>> asked.status, evolve(asked, text="We take 12 %.").status
    ('shown', 'held')
    >>> asked.with_step("report", by=PARTNER, at=noon, reason="Names a customer.").status
    'reported'
    """

    id: str = field(validator=fields.identifier)
    page: str = field(validator=fields.identifier)
    partner: str = field(validator=fields.identifier)

    #: The person who wrote it.
    by: str = field(validator=fields.identifier)
    at: datetime = field(converter=fields.as_utc, validator=fields.aware)
    text: str = field(validator=fields.text, repr=False)
    steps: tuple[RemarkStep, ...] = field(
        default=(),
        converter=as_tuple,
        validator=fields.each(fields.instance(RemarkStep, "RemarkSteps"), unique=False),
        repr=False,
    )

    def __attrs_post_init__(self) -> None:
        if not self.text.strip():
            raise InvalidValue(path="text", value="nothing", remedy="write something")
        first = REMARK_COURSE.replay([self._first])
        roles = [each.by for each in self.steps]
        raise_faults(REMARK_COURSE.faults(self.steps, state=first, since=self.at, by=roles))

    @property
    def _first(self) -> str:
        return "hold" if _FIGURES.search(self.text) else "show"

    @property
    def status(self) -> str:
        """Whether it is shown, held or reported (the office looks at it), removed, or withdrawn."""
        return REMARK_COURSE.replay([self._first, *(each.event for each in self.steps)])

    def with_step(
        self, event: str, *, by: str, at: datetime, person: str | None = None, reason: str = ""
    ) -> "Remark":
        """
        Return it with one more step, taken by the role *by*.

        Raises
        ------
        IllegalTransition
            For a step that does not lead on from where it stands, or is not for this role to take.
        InvalidValue
            For a step before the last, or without the reason it needs.
        """
        REMARK_COURSE.step(self.status, event, by=by, reason=reason)
        step = RemarkStep(event=event, by=by, at=at, person=person, reason=reason)
        return evolve(self, steps=(*self.steps, step))


@final
@frozen(kw_only=True)
class Heard:
    """A remark as a member is shown it: not whose it is, nor who did what about it."""

    id: str
    at: datetime
    text: str = field(repr=False)
    is_own: bool
    status: str

    #: Why the office removed one's own; nothing of others'.
    reason: str = ""


def may_write(
    partner: str,
    *,
    members: Collection[str],
    areas: Mapping[str, str],
    accepted: Collection[str],
    opened: Collection[str] = (),
) -> Reason | None:
    """
    Tell why a partner may not write on a page; None if he may.

    *members* are those whom the page compares, *areas* the trading areas of partners, *accepted* who accepted the
    house rules. Rivals of one area hear each other where the neutral office *opened* it.

    Raises
    ------
    InvalidValue
        For a text where a list of names is wanted.

    >>> areas = {"P-1": "north", "P-2": "north", "P-3": "south"}
    >>> may_write("P-1", members=["P-1", "P-2"], areas=areas, accepted=["P-1"])
    Reason(code='all-are-rivals', facts=Facts())
    >>> may_write("P-1", members=["P-1", "P-2"], areas=areas, accepted=["P-1"], opened=["north"])
    """
    raise_faults(_text_faults(members=members, accepted=accepted, opened=opened))
    if partner not in members:
        return Reason("no-member-of-page")
    if not is_named(areas.get(partner)):
        return Reason("area-unknown")
    if not any(each != partner and _may_hear(each, partner, areas, opened) for each in members):
        return Reason("all-are-rivals")
    if partner not in accepted:
        return Reason("house-rules-not-accepted")
    return None


def heard(
    remarks: Iterable[Remark],
    *,
    viewer: str,
    members: Collection[str],
    areas: Mapping[str, str],
    opened: Collection[str] = (),
) -> Rows[Heard]:
    """
    Return what a member is shown of a conversation, oldest first: his own, and what others than his rivals said.

    Whose area nobody knows is everybody's rival. What is held, reported, removed
    or withdrawn is shown to its author alone, who is told why it was removed.

    Raises
    ------
    InvalidValue
        For a text where a list of names is wanted.

    >>> noon = datetime.fromisoformat("2026-04-08T12:00Z")
    >>> told = Remark(id="B-1", page="2026-03", partner="P-1", by="U-7", at=noon, text="Who trains apprentices?")
    >>> areas = {"P-1": "north", "P-2": "north", "P-3": "south"}
    >>> [len(heard([told], viewer=each, members=areas, areas=areas)) for each in areas]
    [1, 0, 1]
    """
    raise_faults(_text_faults(members=members, opened=opened))
    if viewer not in members:
        return Rows(Heard, ())
    shown_to = (
        each
        for each in remarks
        if each.partner == viewer
        or (
            each.status == "shown"
            and each.partner in members
            and _may_hear(viewer, each.partner, areas, opened)
        )
    )
    found = sorted(shown_to, key=lambda each: (each.at, each.id))
    return Rows(Heard, (_heard(each, viewer) for each in found))


def _may_hear(one: str, other: str, areas: Mapping[str, str], opened: Collection[str]) -> bool:
    """Tell whether two are no rivals: of different areas that are known, or of one that was opened."""
    mine, theirs = areas.get(one), areas.get(other)
    return not are_rivals(mine, theirs) or (mine == theirs and mine is not None and mine in opened)


def _text_faults(**given: Collection[str]) -> Iterator[InvalidValue]:
    """Find a text where names are wanted: each part of it would be one of them."""
    for path, names in given.items():
        if isinstance(names, str):
            yield InvalidValue(path=path, value=shown(names), remedy="use a list of names, even for one")


def _heard(remark: Remark, viewer: str) -> Heard:
    is_own = remark.partner == viewer
    is_removed = is_own and remark.status == "removed"
    return Heard(
        id=remark.id,
        at=remark.at,
        text=remark.text,
        is_own=is_own,
        status=remark.status,
        reason=remark.steps[-1].reason if is_removed else "",
    )
