"""
Would this registration, this price, this assignment be in somebody's way, before it is written?

The same rules as afterwards, asked of the network as it would be. The host
sees what they find. A partner who asks is told one of three words, and each
follows from its own facts alone: whether others stand against it, a person
tells. So many times in a window, and after that always the same one: asking is
no way to spy.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias, final

from attrs import evolve, field, frozen

from partnerkit.conflicts.conflict import ConflictRule
from partnerkit.conflicts.detect import NETWORK, checked
from partnerkit.conflicts.differences import detect_changes
from partnerkit.conflicts.findings import Conflicts
from partnerkit.conflicts.own_world import own_world, with_own_heads, with_people_named, without_others
from partnerkit.facts.fact import Fact
from partnerkit.facts.network import Network
from partnerkit.values import fields
from partnerkit.values.errors import InvalidInput, InvalidValue, shown
from partnerkit.values.reasons import Facts, Reason
from partnerkit.values.time import instant

__all__ = ["Attempts", "Prevention", "Word", "prevent"]

#: What a partner who asks is told.
Word: TypeAlias = Literal["accepted-for-review", "incomplete", "not-eligible"]


def __dir__() -> list[str]:
    return __all__


_FACTS = fields.instance((Fact, Iterable), "facts such as DealRegistration or PriceTerm")


def _by_party(made: Any) -> Any:
    return made if isinstance(made, Facts) or not isinstance(made, Mapping) else Facts(made)


def _are_times(made: object) -> bool:
    return (
        isinstance(made, Facts)
        and all(map(fields.is_identifier, made))
        and all(isinstance(times, tuple) and all(map(fields.aware.accepts, times)) for times in made.values())
    )


@final
@frozen(kw_only=True)
class Attempts:
    """
    Who asked how often, for the host to keep: what `prevent` returned, pass in the next time.

    >>> from datetime import UTC
    >>> asked = Attempts(limit=1).with_one("P-4", as_of=datetime(2026, 3, 1, tzinfo=UTC))
    >>> asked.left("P-4", as_of=datetime(2026, 3, 2, tzinfo=UTC)), asked.left("P-5", as_of=datetime(2026, 3, 2, tzinfo=UTC))
    (0, 1)
    """

    #: How often a party is told the truth in a window.
    limit: int = field(default=10, validator=fields.whole_number(most=1_000))

    #: How many days a window is long.
    days: int = field(default=30, validator=fields.whole_number(least=1, most=3_660))

    #: Party -> when it asked, as far as it counts.
    made: Facts = field(
        factory=Facts,
        converter=_by_party,
        # There is no most: any number of parties may ask.
        validator=fields.Check(_are_times, "use a mapping of party to a list of datetimes with a time zone"),
    )

    def left(self, party: str, *, as_of: datetime) -> int:
        """Return how often the party may ask in the window that ends at *as_of*."""
        return max(0, self.limit - len(self._counted(party, instant(as_of, path="as_of"))))

    def with_one(self, party: str, *, as_of: datetime) -> "Attempts":
        """Return the count after the party asked once more; what is out of the window is forgotten."""
        at = instant(as_of, path="as_of")
        kept = {name: self._counted(name, at) for name in self.made}
        # Beyond the limit nothing more is learned, and nothing more is kept.
        own = (*kept.get(party, ()), at)[-max(self.limit, 1) :]
        return evolve(self, made={name: times for name, times in {**kept, party: own}.items() if times})

    def _counted(self, party: str, at: datetime) -> tuple[datetime, ...]:
        times: Any = self.made.get(party, ())
        # What is told as later counts, too: a clock set back gives nobody another turn.
        return tuple(each for each in times if each > at - timedelta(days=self.days))


@final
@frozen(kw_only=True)
class Prevention:
    """
    What stands against writing some facts; empty where nothing does.

    `conflicts` and `faults` are for the host. A partner who asks gets `view`.
    """

    #: The findings that would be new.
    conflicts: Conflicts

    #: What is wrong with the facts themselves; then no rule was asked.
    faults: tuple[InvalidValue, ...] = ()

    #: The party that asked; None is the host itself.
    asked_by: str | None = None

    #: The count after this question, for the host to keep.
    attempts: Attempts | None = None

    #: What the party that asked is told: "accepted-for-review", "incomplete" or "not-eligible".
    word: Word = "accepted-for-review"

    #: Whether the party had asked too often: then nothing was looked at.
    is_exhausted: bool = False

    def __len__(self) -> int:
        return len(self.conflicts) + len(self.faults)

    def view(self, viewer: str) -> Reason | None:
        """
        Return what the party that asked is told; nobody else is told anything.

        One of "accepted-for-review", "incomplete" and "not-eligible", and never why. The word follows from
        the party's own facts and from what everybody may know; what others hold or registered never shows
        in it, nor does whether a person whom the facts name is there. Who asked too often is told
        "accepted-for-review": a person looks at it either way.
        """
        return None if viewer != self.asked_by else Reason(self.word, {"party": viewer})


def prevent(
    network: Network,
    facts: Fact | Iterable[Fact],
    rules: Iterable[ConflictRule],
    *,
    as_of: datetime,
    asked_by: str | None = None,
    attempts: Attempts | None = None,
) -> Prevention:
    """
    Ask what would be found if *facts* were written, without writing them.

    The network stays as it is. It is empty exactly when `detect` with the facts
    added finds nothing new.

    Parameters
    ----------
    network, facts, rules, as_of
        As `detect` and `Network.with_facts` take them; a fact under an id there is replaces it.
    asked_by
        The party that wants to know; then *attempts* must be kept for it.
    attempts
        How often who asked, as the last `prevent` returned it.

    Raises
    ------
    InvalidValue
        For a moment without a time zone, and for a party whose attempts nobody counts.

    >>> from datetime import UTC, date
    >>> from partnerkit.conflicts import rules
    >>> from partnerkit.facts import Grant, Partner
    >>> from partnerkit.values import Period
    >>> held, asked = (
    ...     Grant(partner=name, territory="de", exclusive=True, period=Period.year(2026)) for name in ("P-4", "P-5")
    ... )
    >>> answer = prevent(
    ...     Network.of(held), asked, rules.builtin(), as_of=datetime(2026, 3, 1, tzinfo=UTC),
    ...     asked_by="P-5", attempts=Attempts(limit=3),
    ... )
    >>> [each.rule for each in answer.conflicts], answer.view(viewer="P-5")
    (['territory-overlap'], Reason(code='accepted-for-review', facts=Facts(party='P-5')))
    >>> answer.attempts.left("P-5", as_of=datetime(2026, 3, 1, tzinfo=UTC))
    2
    """
    at = instant(as_of, path="as_of")
    fields.check({"network": (NETWORK, network), "facts": (_FACTS, facts)})
    given, applied = [facts] if isinstance(facts, Fact) else list(facts), checked(rules)
    if asked_by is None:
        return _prevention(network, given, applied, at)
    fields.check({"asked_by": (fields.identifier, asked_by)})
    if not isinstance(attempts, Attempts):
        raise InvalidValue(path="attempts", value=shown(attempts), remedy="count who asks: use Attempts()")
    after = attempts.with_one(asked_by, as_of=at)
    if not attempts.left(asked_by, as_of=at):
        return Prevention(conflicts=Conflicts(), asked_by=asked_by, attempts=after, is_exhausted=True)
    theirs = without_others(given, asked_by)
    own = with_people_named(own_world(network, asked_by), theirs)
    word = _word(_prevention(own, with_own_heads(theirs, own), applied, at), asked_by)
    return evolve(_prevention(network, given, applied, at), asked_by=asked_by, attempts=after, word=word)


def _word(own: Prevention, party: str) -> Word:
    """Return what follows from a party's own facts."""
    if own.faults:
        return "incomplete"
    return "not-eligible" if any(party in each.parties for each in own.conflicts) else "accepted-for-review"


def _prevention(
    network: Network, facts: Iterable[Fact], rules: Iterable[ConflictRule], at: datetime
) -> Prevention:
    try:
        after = network.with_facts(facts)
    except InvalidInput as error:
        return Prevention(conflicts=Conflicts(), faults=error.faults)
    except InvalidValue as error:
        return Prevention(conflicts=Conflicts(), faults=(error,))
    return Prevention(conflicts=detect_changes(network, after, rules, as_of=at).new)
