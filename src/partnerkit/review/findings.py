"""
What holds one partner back, and what would help?

The answer for one partner, for the vendor's eyes or for the partner's own. The
partner reads every cause of the vendor that stands, its own facts, and what
weighs on it without comparing it with others; a figure beside the peers' is for
`benchmark` to tell, which has disclosure control.
"""

from datetime import date, datetime
from typing import Literal, final

from attrs import field, frozen

from partnerkit.review.causes import CauseSide
from partnerkit.review.evidence import Source, Strength
from partnerkit.review.gaps import Gap
from partnerkit.review.remedies import ProposedRemedy
from partnerkit.review.support import Grade
from partnerkit.values.errors import NotFound
from partnerkit.values.reasons import Reason

__all__ = ["CauseFound", "Diagnosis", "Piece"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Piece:
    """One piece of evidence, as it was weighed."""

    cause: str
    source: Source
    on: date
    reason: Reason
    speaks: Literal["for", "against"]

    #: None where the viewer is not told, because it was weighed beside others.
    strength: Strength | None

    #: Why it does not count; None counts.
    aside: Reason | None = None


@final
@frozen(kw_only=True)
class CauseFound:
    """A cause that something speaks for."""

    cause: str
    side: CauseSide

    #: How it stands; None where the viewer learns only that it does.
    grade: Grade | None
    points: int | None

    speaking_for: tuple[Piece, ...]
    against: tuple[Piece, ...]

    #: What it did to the outcome, where the gap was taken apart.
    effect: float | None

    #: The causes of the vendor that stand, may be behind it, and are dealt with first.
    waits_for: tuple[str, ...]

    @property
    def statement(self) -> Reason:
        """What seems to be, to be said in words."""
        return Reason(f"cause-{self.cause}")

    @property
    def question(self) -> Reason:
        """What is asked before anything is concluded."""
        return Reason(f"ask-{self.cause}")

    @property
    def stands(self) -> bool:
        """Whether more speaks for it than against it, as far as the viewer is told."""
        return self.points is None or self.points > 0

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The cause, how sure it is, what speaks for and against it, what comes first, and the question."""
        graded = () if self.grade is None else (Reason(f"grade-{self.grade}"),)
        first = (Reason("look-at-vendor-first", {"count": len(self.waits_for)}),) if self.waits_for else ()
        pieces = (each.reason for each in (*self.speaking_for, *self.against))
        return (self.statement, *graded, *pieces, *first, self.question)


@final
@frozen(kw_only=True)
class Diagnosis:
    """Why one partner is behind, and what would help, as its viewer may read it."""

    partner: str

    #: The partner that reads it; None is the vendor.
    viewer: str | None
    as_of: datetime

    #: The causes that something speaks for: the vendor's, the partner's, the market's; of each side the surest first.
    causes: tuple[CauseFound, ...]

    #: What was looked at and speaks against a cause alone.
    cleared: tuple[str, ...]

    #: What the partner does clearly better than expected, as codes of causes turned around.
    strengths: tuple[str, ...]

    #: What does not count, and why.
    set_aside: tuple[Piece, ...]

    #: What is missing to what was expected, and from where; None is unknown, or not for the viewer.
    gap: Gap | None

    #: What could be done: the vendor's own causes first, what ends the relation last. A person decides.
    proposals: tuple[ProposedRemedy, ...]

    #: The remedies that are at work already.
    running: tuple[str, ...]

    #: The same as the partner itself may read it; None where it is that view already.
    own_view: "Diagnosis | None" = field(default=None, repr=False, eq=False)

    @property
    def vendor_causes(self) -> tuple[CauseFound, ...]:
        """What the vendor has to look at first."""
        return tuple(each for each in self.causes if each.side == "vendor")

    def __getitem__(self, cause: str) -> CauseFound:
        for each in self.causes:
            if each.cause == cause:
                return each
        raise NotFound(path="cause", key=cause, known=tuple(each.cause for each in self.causes))

    def view(self, viewer: str) -> "Diagnosis | None":
        """Return what *viewer* may see: the partner its own view, anybody else nothing."""
        if viewer != self.partner:
            return None
        return self if self.own_view is None else self.own_view

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """All of it as codes and facts, to be said in words."""
        gap = () if self.gap is None else self.gap.reasons
        causes = [reason for each in self.causes for reason in each.reasons] or [Reason("no-cause-found")]
        strengths = (Reason(f"strength-{each}") for each in self.strengths)
        # The partner is not told what remedies did to others, so it is not told that nobody knows.
        left = {"person-decides"} if self.viewer is None else {"person-decides", "effect-unknown"}
        proposals = (reason for each in self.proposals for reason in each.reasons if reason.code not in left)
        last = (Reason("person-decides"),) if self.proposals else ()
        return (*gap, *causes, *strengths, *proposals, *last)
