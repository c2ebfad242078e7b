"""
Whose portfolio is too large, and which partner would be better looked after by whom?

Where an hour of one manager would bring much and an hour of another little, a
partner that changes hands is visited more. Moves are tried out, each on top of
the one before, and proposed with what they would bring; a change of the contact
costs trust, so a person decides.
"""

from collections.abc import Callable, Sequence
from typing import Any, final, overload

import numpy as np
from attrs import frozen

from partnerkit.engagement.asked_visits import visit_hours
from partnerkit.engagement.visits import VisitPlan
from partnerkit.values import fields
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.markup import small_table
from partnerkit.values.reasons import Reason
from partnerkit.values.rows import by_name

__all__ = ["Move", "Moves", "balance_portfolios"]

#: Hours of one visit if a manager looked after a partner; None is that he cannot.
HoursOf = Callable[[Any, Any], float | None]

#: Partners of the dearest manager that are tried out, those with the most to gain first.
_TRIED = 12


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Move:
    """A partner that would be better looked after by somebody else."""

    partner: Any
    giver: Any
    taker: Any

    #: What all visits together would bring more, after the moves before it.
    gain: float

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The same as codes and facts, to be said in words."""
        facts = {
            "partner": str(self.partner), "owner": str(self.giver), "other": str(self.taker), "gain": round(self.gain, 2),
        }  # fmt: skip
        return (Reason("portfolio-move", facts), Reason("person-decides"))


@final
@frozen(repr=False)
class Moves(Sequence[Move]):
    """Proposed moves, each on top of those before it."""

    moves: tuple[Move, ...]

    @overload
    def __getitem__(self, at: int) -> Move: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Move, ...]: ...
    def __getitem__(self, at: int | slice) -> Move | tuple[Move, ...]:
        return self.moves[at]

    def __len__(self) -> int:
        return len(self.moves)

    def __repr__(self) -> str:
        return f"<Moves: {len(self)}>"

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return one row per move."""
        names = ("partner", "giver", "taker", "gain")
        return to_frame(by_name(self, names), kind)

    _repr_html_ = small_table


def balance_portfolios(
    plan: VisitPlan, *, moves: int = 3, least: float = 0.0, hours_of: HoursOf | None = None
) -> Moves:
    """
    Propose at most *moves* partners to change hands, from whose hour is dearest to whose is cheapest.

    Parameters
    ----------
    least
        What a move must bring at least, in the unit of the gap, to be proposed.
    hours_of
        Partner and manager -> hours of one visit there, with the way; None means that he cannot, such as for
        want of the language. Left out, everybody can, in the same time.

    Raises
    ------
    InvalidValue, InvalidInput
        For moves outside 0 to 100, a least gain below 0, and hours of a visit that are not above 0.

    >>> from partnerkit.engagement.visits import plan_visits
    >>> frame = {"partner": ["P-1", "P-2", "P-3"], "manager": ["ida", "ida", "bo"], "gap": [900.0, 800.0, 100.0], "response": [0.5] * 3, "hours": [4.0] * 3}
    >>> (move,) = balance_portfolios(plan_visits(frame, budget={"ida": 12, "bo": 12}), moves=1)
    >>> move.partner, move.giver, move.taker, round(move.gain)
    ('P-2', 'ida', 'bo', 359)
    """
    fields.check(
        {"moves": (fields.whole_number(most=100), moves), "least": (fields.number(least=0, most=1e15), least)}
    )
    found: list[Move] = []
    while len(found) < moves:
        best = _best(plan, hours_of)
        if best is None or best[0].gain <= max(least, 1e-9 * abs(plan.worth)):
            break
        move, plan = best
        found.append(move)
    return Moves(tuple(found))


def _best(plan: VisitPlan, hours_of: HoursOf | None) -> tuple[Move, VisitPlan] | None:
    """Return the move from the dearest to the cheapest manager that brings most."""
    price = plan.price
    if len(price) < 2:
        return None
    giver, taker = max(price, key=price.__getitem__), min(price, key=price.__getitem__)
    table = plan.to_frame("dict")
    rows = np.flatnonzero([each == giver for each in table["manager"].tolist()])
    after = [float(plan.explain(plan.partners[row]).facts["next"]) for row in rows]  # type: ignore[arg-type]  # a fact may be anything
    tried = rows[np.argsort(-np.array(after), kind="stable")][:_TRIED]
    best: tuple[Move, VisitPlan] | None = None
    for row in tried.tolist():
        partner = plan.partners[row]
        hours = None if hours_of is None else hours_of(partner, taker)
        if hours_of is not None and hours is None:
            continue
        fields.check({f"hours_of({partner!r}, {taker!r})": (fields.optional(visit_hours), hours)})
        try:
            other = plan.moved(partner, taker, hours=hours)
        except (InvalidValue, InvalidInput):
            # What is due there no longer fits with the taker.
            continue
        gain = other.worth - plan.worth
        if best is None or gain > best[0].gain:
            best = (Move(partner=partner, giver=giver, taker=taker, gain=gain), other)
    return best
