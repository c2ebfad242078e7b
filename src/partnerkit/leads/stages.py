"""
What does it mean that a lead is qualified, and whose work is it then?

A stage is a written definition that can be checked: criteria of fit, behavior,
authority and timing, an owner, and where it leads to. The table is data that
marketing, sales and partners agree on. The only way back is to recycle.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal, TypeAlias, final, get_args

from attrs import field, frozen

from partnerkit.facts.lead import Lead
from partnerkit.facts.marketing import Touch
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.fields import as_tuple
from partnerkit.values.reasons import Facts, Reason

__all__ = ["Criterion", "CriterionKind", "Prospect", "Stage", "StageTable", "judged", "unmet"]

CriterionKind: TypeAlias = Literal["fit", "behavior", "authority", "timing", "outcome"]

_code = fields.code("[a-z0-9]+(-[a-z0-9]+)*", "use lower-case words joined by hyphens, such as has-budget")


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Prospect:
    """All that is known of one lead at one moment, for criteria to read."""

    lead: Lead
    as_of: datetime

    #: Its contacts up to then, the earliest first.
    touches: tuple[Touch, ...] = ()

    #: What was asked and answered, by the host's own names, such as "budget" or "decision_by"; unknown is absent.
    answers: Facts = field(factory=Facts)


@final
@frozen
class Criterion:
    """
    One thing that must hold, as a question with a name: yes, no, or None for not known.

    >>> big = Criterion("worth-a-visit", "fit", holds=lambda known: known.lead.value is not None)
    >>> big.code, big.kind
    ('worth-a-visit', 'fit')
    """

    code: str = field(validator=_code)
    kind: CriterionKind = field(validator=fields.choice(*get_args(CriterionKind)))

    #: It must depend on what is handed in only.
    holds: Callable[[Prospect], bool | None] = field(
        kw_only=True, eq=False, validator=fields.Check(callable, "use a function of a Prospect")
    )

    #: The definition in words, as it was agreed.
    says: str = field(default="", kw_only=True, validator=fields.text)


def judged(criterion: Criterion, known: Prospect) -> bool | None:
    """
    Return whether *criterion* holds by what is *known*; None is unknown.

    Raises
    ------
    InvalidValue
        When its function returns anything else.

    >>> from datetime import UTC
    >>> big = Criterion("worth-a-visit", "fit", holds=lambda known: known.lead.value is not None)
    >>> judged(big, Prospect(lead=Lead(id="L-17"), as_of=datetime(2026, 3, 2, tzinfo=UTC)))
    False
    """
    told = criterion.holds(known)
    if told is not None and not isinstance(told, bool):
        raise InvalidValue(
            path=f"criteria.{criterion.code}",
            value=shown(told),
            remedy="return True, False, or None for unknown",
        )
    return told


def unmet(criteria: Iterable[Criterion], known: Prospect) -> tuple[Reason, ...]:
    """
    Return one reason for each of *criteria* that does not hold, or is not known.

    >>> from datetime import UTC
    >>> asked = Criterion("has-budget", "fit", holds=lambda known: known.answers.get("budget"))
    >>> [each.code for each in unmet([asked], Prospect(lead=Lead(id="L-17"), as_of=datetime(2026, 3, 2, tzinfo=UTC)))]
    ['criterion-unknown']
    """
    found = []
    for each in criteria:
        told = judged(each, known)
        if told is not True:
            facts = {"criterion": each.code, "kind": each.kind}
            found.append(
                Reason("criterion-unknown", facts) if told is None else Reason("criterion-not-met", facts)
            )
    return tuple(found)


@final
@frozen(kw_only=True)
class Stage:
    """
    One stage: what it means, whose it is, and where it leads.

    Raises
    ------
    InvalidValue, InvalidInput
        For a stage that leads on and is told to be won, or to need a reason, as only an end can.
    """

    name: str = field(validator=fields.identifier)

    #: Who owes the next step: "marketing", "sales" or "partner"; None where nothing is owed any more.
    owner: Literal["marketing", "sales", "partner"] | None = field(
        default=None, validator=fields.optional(fields.choice("marketing", "sales", "partner"))
    )

    #: The definition in words, as it was agreed.
    says: str = field(default="", validator=fields.text)

    #: All of these must hold to come in, and those of `leave` to go on to any other but an end.
    entry: tuple[Criterion, ...] = field(
        default=(), converter=as_tuple, validator=fields.each(fields.instance(Criterion, "criteria"))
    )
    leave: tuple[Criterion, ...] = field(
        default=(), converter=as_tuple, validator=fields.each(fields.instance(Criterion, "criteria"))
    )

    #: The stages it can lead to; an end leads nowhere.
    then: tuple[str, ...] = field(default=(), converter=as_tuple, validator=fields.each(fields.identifier))

    #: Of an end: whether it is a success, and whether a lead comes there for one of the agreed reasons only.
    won: bool = field(default=False, validator=fields.truth)
    needs_reason: bool = field(default=False, validator=fields.truth)

    def __attrs_post_init__(self) -> None:
        raise_faults(
            InvalidValue(
                path=name, value=shown(told), remedy="say so of an end, or let the stage lead nowhere"
            )
            for name, told in (("won", self.won), ("needs_reason", self.needs_reason))
            if told and not self.is_end
        )

    @property
    def is_end(self) -> bool:
        """Whether it leads nowhere."""
        return not self.then


@final
@frozen(kw_only=True)
class StageTable:
    """
    The stages that were agreed on, the first one first, and why a lead may be recycled.

    Raises
    ------
    InvalidValue, InvalidInput
        For a stage that is named but not there, one that cannot be reached, two of one name, and for a
        circle: the only way back is an end from which a lead begins anew.

    >>> table = StageTable(stages=[Stage(name="new", then=["won"]), Stage(name="won", won=True)])
    >>> table.first, table["new"].then
    ('new', ('won',))
    """

    stages: tuple[Stage, ...] = field(
        converter=as_tuple, validator=fields.each(fields.instance(Stage, "stages"), least=1)
    )

    #: Why a lead may come to an end that needs a reason, such as back to marketing.
    recycle_reasons: tuple[str, ...] = field(
        default=(), converter=as_tuple, validator=fields.each(fields.identifier)
    )

    #: Which agreement it is, such as "2026-2"; keep the older ones, for leads that were judged by them.
    version: str = field(default="1", validator=fields.identifier)

    _by_name: Mapping[str, Stage] = field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        by_name = {stage.name: stage for stage in self.stages}
        object.__setattr__(self, "_by_name", by_name)
        faults = []
        if len(by_name) < len(self.stages):
            names = [stage.name for stage in self.stages]
            twice = next(name for name in names if names.count(name) > 1)
            faults.append(InvalidValue(path="stages", value=shown(twice), remedy="name each stage once"))
        faults += [
            InvalidValue(
                path=f"stages[{place}].then", value=shown(name), remedy=f"use one of {', '.join(by_name)}"
            )
            for place, stage in enumerate(self.stages)
            for name in stage.then
            if name not in by_name
        ]
        raise_faults(faults)
        raise_faults(_ways(self.stages, by_name))

    def __hash__(self) -> int:
        return hash((self.stages, self.recycle_reasons, self.version))

    def __getitem__(self, name: str) -> Stage:
        found = self._by_name.get(name)
        if found is None:
            raise NotFound(path="stages", key=str(name), known=tuple(self._by_name))
        return found

    @property
    def first(self) -> str:
        """The stage in which every lead begins."""
        return self.stages[0].name

    @property
    def names(self) -> tuple[str, ...]:
        """All stages, in their order."""
        return tuple(self._by_name)


def _ways(stages: Sequence[Stage], by_name: Mapping[str, Stage]) -> list[InvalidValue]:
    """Find circles, and stages that no way leads to."""
    circle = _circle(stages[0].name, by_name, (), set())
    if circle:
        remedy = "let no stage lead back; recycle a lead, and it begins anew"
        return [InvalidValue(path="stages", value=shown(" > ".join(circle)), remedy=remedy)]
    reached, waiting = set(), [stages[0].name]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += by_name[name].then
    return [
        InvalidValue(
            path=f"stages[{place}]", value=shown(stage.name), remedy="let some stage lead to it, or drop it"
        )
        for place, stage in enumerate(stages)
        if stage.name not in reached
    ]


def _circle(
    name: str, by_name: Mapping[str, Stage], way: tuple[str, ...], straight: set[str]
) -> tuple[str, ...]:
    """Return the way that comes back to where it was; nothing if there is none. *straight* were looked at."""
    if name in way:
        return (*way[way.index(name) :], name)
    for after in by_name[name].then:
        found = () if after in straight else _circle(after, by_name, (*way, name), straight)
        if found:
            return found
    straight.add(name)
    return ()
