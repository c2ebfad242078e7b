"""
What must happen now?

A host's scheduler asks as often as it likes and carries out what it is told.
The answer is a comparison of deadlines with the moment: one pass over an array,
however many offers are open. Asking changes nothing, so asking twice is no harm.
"""

from datetime import UTC, datetime
from typing import Literal, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.leads.offers import OfferBook
from partnerkit.values.reasons import Reason
from partnerkit.values.rows import Rows
from partnerkit.values.time import instant

__all__ = ["Due", "due_places", "run_due"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Due:
    """One thing that must happen now."""

    #: "expire" an offer whose time is over; "place" a lead that nobody was found for yet.
    kind: Literal["expire", "place"]
    lead: str

    #: The offer that expires, and to whom it was made; None where a lead waits for somebody.
    offer: str | None = None
    partner: str | None = None

    @property
    def reason(self) -> Reason:
        """What must happen, in one sentence."""
        if self.kind == "place":
            return Reason("lead-to-place", {"lead": self.lead})
        return Reason("offer-due", {"lead": self.lead, "partner": self.partner})


def due_places(deadlines: NDArray[np.int64], *, as_of: datetime) -> NDArray[np.intp]:
    """
    Return the places of *deadlines*, in microseconds since 1970, that have passed by *as_of*.

    At the deadline itself it is not too late.

    >>> due_places(np.array([0, 1, 2]), as_of=datetime(1970, 1, 1, 0, 0, 0, 1, tzinfo=UTC)).tolist()
    [0]
    """
    moment = instant(as_of, path="as_of") - _EPOCH
    microseconds = (moment.days * 86_400 + moment.seconds) * 1_000_000 + moment.microseconds
    return np.flatnonzero(deadlines < microseconds)


def run_due(book: OfferBook, *, as_of: datetime) -> Rows[Due]:
    """
    Return what must happen at *as_of*: offers that expire, and leads that wait for a partner.

    `carry_out` does it. A lead that waits comes up each time, because somebody
    may have room by now.

    >>> run_due(OfferBook(), as_of=datetime(2026, 3, 2, tzinfo=UTC))
    ()
    """
    live = book.live
    expiring = [
        Due(kind="expire", lead=live[place].lead, offer=live[place].id, partner=live[place].partner)
        for place in due_places(book.deadlines, as_of=as_of).tolist()
    ]
    waiting = [Due(kind="place", lead=each.id) for each in book.of_state("waiting")]
    return Rows(Due, (*expiring, *waiting))
