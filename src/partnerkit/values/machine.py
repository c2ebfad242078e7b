"""
What may happen next?

A procedure (a life cycle, an offer, a deal registration, a case) is a table
of transitions. The table is all there is: it decides, it draws its diagram,
and it is what the tests walk through.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeAlias, final

from attrs import field, frozen

from partnerkit.values import fields
from partnerkit.values.errors import IllegalTransition, InvalidValue, NotFound, raise_faults, shown

__all__ = ["Machine", "Taken", "Transition"]

_word = fields.code(
    "[a-z][a-z0-9]*([-_][a-z0-9]+)*", "use lower-case words joined by hyphens, such as in-review"
)

#: A step that was taken: it has `event`, `at` and `reason`. A protocol would say so, but none of
#: ours would match it: to pyright, a field with a converter is a descriptor.
Taken: TypeAlias = Any


def __dir__() -> list[str]:
    return __all__


@final
@frozen
class Transition:
    """
    One step: what leads from where to where, and who may take it.

    >>> Transition("submitted", "approve", "approved", by=("channel-manager",)).target
    'approved'
    """

    #: The state it starts from.
    source: str = field(validator=_word)

    #: What happens, as a verb.
    event: str = field(validator=_word)

    #: The state it leads to; the source itself if only the event counts.
    target: str = field(validator=_word)

    #: The roles that may do it; empty if it is not for the procedure to say.
    by: tuple[str, ...] = field(
        default=(), kw_only=True, converter=fields.as_tuple, validator=fields.each(fields.identifier)
    )

    #: Whether it must be said why, as for a rejection.
    reason_required: bool = field(default=False, kw_only=True, validator=fields.truth)


def _roles(by: str | Iterable[str] | None) -> frozenset[str] | None:
    if by is None:
        return None
    return frozenset((by,)) if isinstance(by, str) else frozenset(by)


def _is_open_to(transition: Transition, roles: frozenset[str] | None) -> bool:
    return roles is None or not transition.by or not roles.isdisjoint(transition.by)


@final
@frozen(kw_only=True)
class Machine:
    """
    A procedure as a table: from each state, each event leads to exactly one other.

    >>> offer = Machine(
    ...     name="offer",
    ...     start="open",
    ...     transitions=(
    ...         Transition("open", "accept", "accepted", by=("partner",)),
    ...         Transition("open", "decline", "declined", by=("partner",), reason_required=True),
    ...     ),
    ... )
    >>> offer.step("open", "accept", by="partner")
    'accepted'
    >>> offer.step("accepted", "decline")
    Traceback (most recent call last):
    partnerkit.values.errors.IllegalTransition: status: 'decline' is no step from 'accepted'; \
possible here: nothing: it has ended
    """

    name: str = field(validator=_word)

    #: The state everything starts in.
    start: str = field(validator=_word)

    #: The table, in the order in which its diagram is drawn.
    transitions: tuple[Transition, ...] = field(
        converter=fields.as_tuple,
        validator=fields.each(fields.instance(Transition, "transitions"), least=1),
    )

    _by_state: dict[str, dict[str, Transition]] = field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        by_state: dict[str, dict[str, Transition]] = {self.start: {}}
        faults = []
        for position, each in enumerate(self.transitions):
            steps = by_state.setdefault(each.source, {})
            by_state.setdefault(each.target, {})
            if each.event in steps:
                faults.append(
                    InvalidValue(
                        path=f"transitions[{position}]",
                        value=shown(f"{each.source} {each.event}"),
                        remedy="let each event lead from a state to one other only",
                    )
                )
            steps[each.event] = each
        reached = _closure({self.start}, [(each.source, each.target) for each in self.transitions])
        faults += [
            InvalidValue(
                path="transitions", value=shown(state), remedy=f"let it be reached from {self.start}"
            )
            for state in by_state
            if state not in reached
        ]
        raise_faults(faults)
        object.__setattr__(self, "_by_state", by_state)

    def __hash__(self) -> int:
        return hash((self.name, self.start, self.transitions))

    @property
    def states(self) -> tuple[str, ...]:
        """All states, the first one first, then as the table names them."""
        return tuple(self._by_state)

    @property
    def events(self) -> tuple[str, ...]:
        """All events, as the table names them."""
        return tuple(dict.fromkeys(each.event for each in self.transitions))

    @property
    def endless(self) -> tuple[str, ...]:
        """The states from which no end can be reached; allowed, but worth a look."""
        ends = {state for state, steps in self._by_state.items() if not steps}
        ending = _closure(ends, [(each.target, each.source) for each in self.transitions])
        return tuple(state for state in self._by_state if state not in ending)

    def _steps(self, state: str, path: str) -> dict[str, Transition]:
        try:
            return self._by_state[state]
        except (KeyError, TypeError):
            raise NotFound(path=path, key=str(state), known=self.states) from None

    def allowed(self, state: str, by: str | Iterable[str] | None = None) -> tuple[str, ...]:
        """Return the events that may happen in *state*; with *by*, a role or several, those open to them."""
        roles = _roles(by)
        return tuple(
            event for event, each in self._steps(state, "status").items() if _is_open_to(each, roles)
        )

    def ended(self, state: str) -> bool:
        """Tell whether nothing can happen any more."""
        return not self._steps(state, "status")

    def transition(
        self, state: str, event: str, *, by: str | Iterable[str] | None = None, path: str = "status"
    ) -> Transition:
        """Return the step that *event* takes from *state*; `IllegalTransition` if there is none for *by*."""
        roles = _roles(by)
        found = self._steps(state, path).get(event)
        if found is None or not _is_open_to(found, roles):
            raise IllegalTransition(path=path, state=state, event=event, allowed=self.allowed(state, roles))
        return found

    def step(
        self,
        state: str,
        event: str,
        *,
        by: str | Iterable[str] | None = None,
        reason: str | None = None,
        path: str = "status",
    ) -> str:
        """
        Return the state that *event* leads to from *state*.

        Without *by* nobody's right is checked: the host has done it. A step that must be reasoned
        is refused without a *reason*.
        """
        found = self.transition(state, event, by=by, path=path)
        if found.reason_required and not (isinstance(reason, str) and reason.strip()):
            raise InvalidValue(path="reason", value=shown(reason), remedy=f"say why: {event} needs a reason")
        return found.target

    def faults(
        self,
        steps: Sequence[Taken],
        *,
        state: str | None = None,
        since: datetime | None = None,
        by: Sequence[str] | None = None,
        path: str = "steps",
    ) -> Iterator[InvalidValue]:
        """
        Find the steps that do not lead on from where it stood, lack the reason they need, or go back in time.

        It began in *state* (left out: the first one) at *since*; *by* are the roles that took the
        steps, one for each. Nothing is said of what comes after a step that does not lead on.
        """
        current, latest = self.start if state is None else state, since
        for place, each in enumerate(steps):
            where = f"{path}[{place}]"
            if latest is not None and each.at < latest:
                remedy = f"use a time not before {latest.isoformat()}"
                yield InvalidValue(path=f"{where}.at", value=shown(each.at.isoformat()), remedy=remedy)
            latest = each.at
            try:
                current = self.step(
                    current, each.event, by=None if by is None else by[place], reason=each.reason
                )
            except IllegalTransition as refusal:
                remedy = f"from {current} go on with {', '.join(refusal.allowed) or 'nothing: it has ended'}"
                yield InvalidValue(path=f"{where}.event", value=shown(each.event), remedy=remedy)
                return
            except InvalidValue as fault:
                yield fault.under(where)
                current = self.transition(current, each.event).target

    def replay(self, events: Sequence[str], *, state: str | None = None) -> str:
        """
        Return the state after *events*, from the start or from *state*; rights and reasons are history.

        An event that could not have happened raises `IllegalTransition` with its position as path.
        """
        current = self.start if state is None else state
        for position, event in enumerate(events):
            current = self.transition(current, event, path=f"events[{position}]").target
        return current

    def mermaid(self) -> str:
        """
        Draw the table as a Mermaid state diagram.

        >>> print(Machine(name="task", start="open", transitions=(Transition("open", "do", "done"),)).mermaid())
        stateDiagram-v2
            [*] --> open
            open --> done : do
            done --> [*]
        """
        names = {state: _drawn(state) for state in self.states}
        lines = [f'state "{state}" as {name}' for state, name in names.items() if name != state]
        lines.append(f"[*] --> {names[self.start]}")
        lines += [
            f"{names[each.source]} --> {names[each.target]} : {each.event}" for each in self.transitions
        ]
        lines += [f"{names[state]} --> [*]" for state in self.states if self.ended(state)]
        return "\n    ".join(["stateDiagram-v2", *lines])


#: Words of Mermaid's own grammar.
_RESERVED = {
    "as",
    "class",
    "classdef",
    "click",
    "default",
    "direction",
    "end",
    "note",
    "scale",
    "state",
    "style",
}


def _drawn(state: str) -> str:
    name = state.replace("-", "_")
    return f"{name}_" if name in _RESERVED else name


def _closure(known: set[str], edges: Sequence[tuple[str, str]]) -> set[str]:
    """Return what can be reached from *known* along *edges*."""
    onward: dict[str, list[str]] = {}
    for source, target in edges:
        onward.setdefault(source, []).append(target)
    reached, waiting = set(known), list(known)
    while waiting:
        for target in onward.get(waiting.pop(), ()):
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    return reached
