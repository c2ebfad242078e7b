"""
What happened, why, and has nobody touched it since?

Everything the desk does leaves a row in the log of its tenant. From the log a
decision is explained and made again, another system follows along, and whoever
doubts it verifies the chain.
"""

from typing import Unpack

from partnerkit.desk.assignment import usual
from partnerkit.desk.events import Event, event_of
from partnerkit.desk.explaining import Retelling, completed, retold
from partnerkit.desk.once import Verbs, question
from partnerkit.leads.policy import Policy
from partnerkit.leads.question import PoolTerms
from partnerkit.storage.chain import Verification, verify
from partnerkit.values import fields

__all__ = ["LogVerbs"]

_is_text = fields.instance(str, "the id of a fact, as text")


def __dir__() -> list[str]:
    return __all__


class LogVerbs(Verbs):
    """The part of a `Desk` that looks back."""

    @question
    def history(self, subject: str) -> tuple[Event, ...]:
        """Return who decided what about *subject* (a lead, a partner, ... by its id), when and why, in order."""
        # A store that is asked about None tells of all there is.
        fields.check({"subject": (_is_text, subject)})
        with self._books.reading() as reading:
            return tuple(completed(self._books, event_of(row)) for row in reading.log(id=subject))

    @question
    def explain(
        self,
        lead: str,
        *,
        viewer: str | None = None,
        why_not: str | None = None,
        policy: Policy | None = None,
        **terms: Unpack[PoolTerms],
    ) -> Retelling:
        """
        Make the last decision about *lead* again from history, and explain it: see `Decision.explain`.

        `Retelling.holds` says whether what comes out is what was written, with every candidate.

        Parameters
        ----------
        policy, terms
            What holds functions of your own, and so stands in no store: a policy with such weights or with a
            fit, `rules=` and `precedence=`.

        Raises
        ------
        NotFound
            When the lead was never decided upon.
        NotReplayable
            When something is not there any more, must be passed, or is not what it was.

        >>> from partnerkit import Lead, Partner
        >>> from partnerkit.desk import Desk
        >>> from partnerkit.leads import FairShare
        >>> from partnerkit.storage import MemoryStore
        >>> with Desk(MemoryStore(), tenant="acme") as desk:
        ...     new = desk.put(Partner(id="P-4"), Partner(id="P-5"))
        ...     decision = desk.assign(Lead(id="L-17"), FairShare(default=1, value="unit"))
        ...     told = desk.explain("L-17")
        >>> told.holds, told.rebuilt == decision, told.explanation.reason.code
        (True, True, 'lead-given-drawn')
        """
        fields.check({"lead": (_is_text, lead)})
        usual(terms)
        with self._books.reading() as reading:
            return retold(reading, lead, viewer=viewer, why_not=why_not, policy=policy, terms=terms)

    @question
    def events(self, *, after: int = 0, limit: int | None = None) -> tuple[Event, ...]:
        """
        Return what happened after row *after*, at most *limit* rows.

        The rows are gapless and in the order of the commits: whoever notes the
        last row seen and asks again misses nothing.
        """
        with self._books.reading() as reading:
            rows = reading.log(after=after, limit=limit)
            return tuple(completed(self._books, event_of(row)) for row in rows)

    @question
    def verify(self) -> Verification:
        """
        Follow the chain of the log; name the first row that somebody changed, removed or made up.

        >>> from partnerkit import Partner
        >>> from partnerkit.desk import Desk
        >>> from partnerkit.storage import MemoryStore
        >>> with Desk(MemoryStore(), tenant="acme") as desk:
        ...     new = desk.put(Partner(id="P-4"))
        ...     found = desk.verify()
        >>> found.intact, found.rows
        (True, 1)
        """
        with self._books.reading() as reading:
            return verify(reading)
