"""
What do we want, what was reached, and how did partners do?

Goals are checked as one tree under the lock before any of them is written; a
cascade leaves a row for every goal it changed. A figure that is reported again
takes the place of the one before, which stays as what was known until then.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from attrs import evolve

from partnerkit.desk.events import Event, Stored, draft_of, erased_answer, event_of, fact_in
from partnerkit.desk.explaining import all_at
from partnerkit.desk.once import Verbs, caught_up, exactly, verb
from partnerkit.facts.figure import Figure
from partnerkit.facts.goal import Goal, Measure
from partnerkit.interop.records import Record
from partnerkit.interop.serialisation import canonical, to_document
from partnerkit.storage.port import Claim, Reading, Unit
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults
from partnerkit.values.split import Rounding

if TYPE_CHECKING:
    # Whoever opens a desk gives out leads or reads; what goals and scores take is loaded by the verbs that need it.
    from partnerkit.goals.amounts import Value
    from partnerkit.goals.bounds import Bounds
    from partnerkit.goals.padding import Padding
    from partnerkit.goals.tree import GoalTree
    from partnerkit.goals.weighing import Driver, Season
    from partnerkit.scoring.scores import Scores

__all__ = ["GoalVerbs"]

#: The scope of the claims by which each figure stands once.
FIGURES = "figure"

#: What the rows are called by which a figure was written.
_WRITES = ("put", "blank", "record-actuals", "replace")

#: What tells one figure from another, whatever its value.
_NATURAL = ("partner", "location", "measure", "period", "product", "territory", "person")


def __dir__() -> list[str]:
    return __all__


class GoalVerbs(Verbs):
    """The part of a `Desk` that keeps goals, what was reached, and scores."""

    @verb
    def set_goal(
        self, *goals: Goal, why: str = "", key: str | None = None, actor: str | None = None
    ) -> tuple[Stored[Goal], ...]:
        """
        Write goals, new or changed, once they make a tree with all that stand.

        Raises
        ------
        InvalidValue, InvalidInput, BrokenTree
            What `GoalTree.of` refuses: unknown parents, cycles, mixed units, periods that leave their parent's;
            and one goal twice in one call.

        >>> from partnerkit import Money, Period
        >>> from partnerkit.desk import Desk
        >>> from partnerkit.storage import MemoryStore
        >>> with Desk(MemoryStore(), tenant="acme") as desk:
        ...     top = Goal(id="de", measure="revenue", period=Period.year(2026), target=Money.of("100", "EUR"))
        ...     (stored,) = desk.set_goal(top, why="Board, 2 March.")
        ...     desk.history("de")[0].record.facts["target"]
        Money.of('100.00', 'EUR')
        """

        def do(unit: Unit) -> tuple[Stored[Goal], ...]:
            stand = [self._books.get(unit, Goal, goal.id) for goal in goals]
            left = {each.value.measure for each in stand if each is not None}
            for measure in sorted({goal.measure for goal in goals} | left):
                if self._of_measure(unit, measure, goals):
                    self._tree(unit, measure, goals)
            return tuple(self._set(unit, goal, why, self._by(actor)) for goal in goals)

        self._checked(goals, "goals", Goal)
        _once_each([goal.id for goal in goals], "goals", "set each goal once")
        digest = _digest([to_document(goal) for goal in goals])
        return self._once(["set-goal", digest, why], key, do, self._goals)

    @verb
    def cascade(
        self,
        goal: str,
        *,
        by: "Driver",
        hold: "Mapping[str, Value] | None" = None,
        bounds: "Mapping[str, Bounds] | None" = None,
        seasonality: "Season | None" = None,
        padding: "Padding | None" = None,
        to: "Value | None" = None,
        rounding: Rounding = "largest-remainder",
        why: str = "",
        key: str | None = None,
        actor: str | None = None,
    ) -> "GoalTree":
        """
        Hand the target of *goal* down to everything below it, and write what changed: see `cascade`.

        Returned is the tree as it stands after it.
        """
        from partnerkit.goals.cascade import cascade

        def do(unit: Unit) -> "GoalTree":
            stored = self._there(unit, Goal, goal)
            before = self._tree(unit, stored.value.measure)
            after = cascade(
                before, goal, by=by, hold=hold, bounds=bounds, seasonality=seasonality, padding=padding,
                to=to, rounding=rounding,
            )  # fmt: skip
            person = self._by(actor)
            changed = [name for name in after if after[name].target != before[name].target]
            facts = {"count": len(changed), "rounding": rounding, "measure": stored.value.measure, "why": why}
            self._books.append(
                unit, Record(facts=facts), action="cascade", kind="Goal", subject=goal, actor=person
            )
            for name in changed:
                self._set(unit, after[name], why, person)
            return after

        command = ["cascade", goal, _told(by), _told(hold), _told(bounds), _told(seasonality)]
        command += [_told(padding), _told(to), rounding, why]
        return self._once(command, key, do, self._cascaded)

    @verb
    def record_actuals(
        self,
        *figures: Figure,
        as_of: datetime | None = None,
        key: str | None = None,
        actor: str | None = None,
    ) -> tuple[Stored[Figure], ...]:
        """
        Write figures that were reported; one that is reported anew replaces the one before.

        What was known before stays, until this moment: a judgement about an
        earlier one finds it. What is reported a second time unchanged is not
        written again. A figure in dispute stays so while only its value is told
        again: it is settled by a report that says "confirmed" or "corrected",
        or by another value.

        Raises
        ------
        InvalidValue
            For the same figure twice in one call.
        """

        def do(unit: Unit) -> tuple[Stored[Figure], ...]:
            at, by = self._at(as_of), self._by(actor)
            told = zip(names, figures, strict=True)
            by_clock = as_of is None
            return tuple(
                self._reported(unit, name, figure, at=at, by=by, by_clock=by_clock) for name, figure in told
            )

        self._checked(figures, "figures", Figure)
        names = [_natural(figure) for figure in figures]
        _once_each(names, "figures", "report each figure once")
        digest = _digest([to_document(figure) for figure in figures])
        return self._once(
            ["record-actuals", digest],
            key,
            do,
            lambda events: self._actuals(events, dict(zip(names, figures, strict=True))),
        )

    @verb
    def record_score(
        self,
        scores: "Scores",
        *keys: str,
        card: str = "scorecard",
        why: str = "",
        key: str | None = None,
        actor: str | None = None,
    ) -> int:
        """
        Write how partners scored, each with what every KPI did to it; return how many.

        *keys* are those of some; left out, all. *card* names the scorecard.
        """
        from partnerkit.scoring.scores import Scores

        are_scores = fields.instance(Scores, "the Scores that `score` returned")
        fields.check({"scores": (are_scores, scores)})
        told = [_scored(scores, name, card, why) for name in keys or map(str, scores)]
        self._limits.check_count(told, "scores")

        def do(unit: Unit) -> int:
            for name, record in told:
                self._books.append(
                    unit, record, action="score", kind="Partner", subject=name, actor=self._by(actor)
                )
            return len(told)

        digest = _digest([[name, to_document(record)] for name, record in told])
        return self._once(["record-score", digest], key, do, len)

    # -- behind them

    def _tree(self, reading: Reading, measure: str, more: Iterable[Goal] = ()) -> "GoalTree":
        """Return the goals of one measure as a tree, with *more* in their places."""
        return self._grown(reading, measure, self._of_measure(reading, measure, more))

    def _grown(self, reading: Reading, measure: str, goals: Iterable[Goal]) -> "GoalTree":
        """Return *goals*, all of one measure, as a tree."""
        from partnerkit.goals.tree import GoalTree

        counted = self._books.get(reading, Measure, measure)
        tree = GoalTree.of(goals, measure=None if counted is None else counted.value)
        self._limits.check_tree(len(tree), len(tree.shape.levels) - 1, "goals")
        return tree

    def _of_measure(self, reading: Reading, measure: str, more: Iterable[Goal]) -> list[Goal]:
        """Return the goals of one measure, with *more* in their places."""
        goals = {goal.id: goal for goal in self._books.all(reading, Goal)}
        goals.update((goal.id, goal) for goal in more)
        return [goal for goal in goals.values() if goal.measure == measure]

    def _set(self, unit: Unit, goal: Goal, why: str, by: str) -> Stored[Goal]:
        before = self._books.get(unit, Goal, goal.id)
        facts = {"target": goal.target, "before": None if before is None else before.value.target, "why": why}
        version = 0 if before is None else before.version
        return self._books.put(unit, goal, version=version, actor=by, action="set-goal", facts=facts)

    def _goals(self, events: Sequence[Event]) -> tuple[Stored[Goal], ...]:
        return tuple(self._written(event, Goal) for event in events)

    def _actuals(self, events: Sequence[Event], figures: Mapping[str, Figure]) -> tuple[Stored[Figure], ...]:
        """Return what was written of *figures*, by their names, and what stood then unchanged."""
        written = (self._written(event, Figure) for event in events if event.action != "replace")
        found = {_natural(each.value): each for each in written}
        rest = {name: figure for name, figure in figures.items() if name not in found}
        found.update(self._stood(rest, before=events[0].seq) if rest else {})
        if len(found) < len(figures):
            raise erased_answer(Figure.__name__)
        return tuple(found[name] for name in figures)

    def _stood(self, figures: Mapping[str, Figure], *, before: int) -> Iterator[tuple[str, Stored[Figure]]]:
        """Yield those of *figures* that stood, as they are, before a row of the log."""
        with self._books.reading() as reading:
            for document in reading.scan(Figure.__name__):
                known: Figure = fact_in(document)
                name = _natural(known)
                figure = figures.get(name)
                if figure is None or not _says(known, figure):
                    continue
                # A host may note what it likes about a figure.
                rows = [
                    row
                    for row in reading.log(id=document.id)
                    if row.seq < before and row.kind == document.kind and row.action in _WRITES
                ]
                if rows and rows[-1].action != "replace":
                    version: Any = event_of(rows[-1]).kept().record.facts["version"]
                    yield name, self._as_it_was(Figure, document.id, version)

    def _cascaded(self, events: Sequence[Event]) -> "GoalTree":
        """Return the tree as it stood after the cascade, whatever was set since."""
        measure = str(events[0].kept().record.facts["measure"])
        with self._books.reading() as reading:
            then = all_at(reading, Goal, events[-1].seq + 1)
            return self._grown(reading, measure, [goal for goal in then if goal.measure == measure])

    def _reported(
        self, unit: Unit, natural: str, figure: Figure, *, at: datetime, by: str, by_clock: bool
    ) -> Stored[Figure]:
        """Write a figure in place of the one that stands, unless that says the same."""
        holder = unit.holder(FIGURES, natural)
        # One that was erased stands no more.
        stored = None if holder is None else self._books.get(unit, Figure, holder)
        facts: dict[str, object] = {"measure": figure.measure, "value": figure.value}
        if stored is None:
            return self._claimed(unit, natural, figure, by=by, facts=facts)
        known = stored.value
        if _says(known, figure):
            return stored
        at = caught_up(at, known.known_from) if by_clock else at
        figure = _unsettled(known, figure)
        gone = evolve(known, known_until=at)
        self._books.put(
            unit, gone, version=stored.version, actor=by, action="replace", name=stored.id, facts=facts
        )
        new = evolve(figure, known_from=figure.known_from or at)
        return self._claimed(unit, natural, new, by=by, facts={**facts, "before": known.value})

    def _stands(self, unit: Unit, stored: Stored[Any]) -> None:
        """Let a figure that was put stand, unless another of its like does: what is reported then replaces it."""
        figure = stored.value
        if not isinstance(figure, Figure) or figure.known_until is not None:
            return
        natural = _natural(figure)
        holder = unit.holder(FIGURES, natural)
        if holder is not None and self._books.get(unit, Figure, holder) is None:
            # It was erased.
            unit.release(FIGURES, natural)
            holder = None
        if holder is None:
            unit.claim(Claim(scope=FIGURES, key=natural, holder=stored.id))

    def _claimed(
        self, unit: Unit, natural: str, figure: Figure, *, by: str, facts: dict[str, object]
    ) -> Stored[Figure]:
        """Write a figure, which stands from then on."""
        name = draft_of(figure).id
        if self._books.get(unit, Figure, name) is not None:
            # It was corrected, and now says again what it said before.
            name = f"{name}-{unit.head().seq + 1}"
        stored = self._books.put(
            unit, figure, version=0, actor=by, action="record-actuals", name=name, facts=facts
        )
        if unit.holder(FIGURES, natural) is not None:
            unit.release(FIGURES, natural)
        unit.claim(Claim(scope=FIGURES, key=natural, holder=stored.id))
        return stored


def _says(known: Figure, figure: Figure) -> bool:
    """Tell whether *known* says what *figure* does, whenever and however long it was known."""
    return evolve(known, known_from=figure.known_from, known_until=None) == _unsettled(known, figure)


def _unsettled(known: Figure, figure: Figure) -> Figure:
    """Return *figure* with what was said of *known*, if it merely tells the same value again: that settles nothing."""
    is_told_again = figure.status == "reported" and figure.value == known.value
    return evolve(figure, status=known.status) if is_told_again else figure


def _once_each(names: Sequence[str], path: str, remedy: str) -> None:
    """Refuse what comes twice, by its name."""
    first: dict[str, int] = {}
    raise_faults(
        InvalidValue(path=f"{path}[{place}]", value=f"the same as {path}[{first[name]}]", remedy=remedy)
        for place, name in enumerate(names)
        if first.setdefault(name, place) != place
    )


def _natural(figure: Figure) -> str:
    document = to_document(figure)["value"]
    return _digest([document.get(name) for name in _NATURAL])[:32]


def _digest(document: object) -> str:
    return sha256(canonical(document, size=16_000_000)).hexdigest()


def _told(value: object) -> object:
    """Return what tells a term of a command from another: a function goes by its name."""
    from partnerkit.goals.bounds import Bounds

    if callable(value) and not isinstance(value, Mapping):
        return getattr(value, "__qualname__", type(value).__qualname__)
    if isinstance(value, Mapping):
        return {str(name): _told(each) for name, each in value.items()}
    if isinstance(value, Bounds):
        return [_told(value.least), _told(value.most)]
    return None if value is None else exactly(value)


def _scored(scores: "Scores", name: str, card: str, why: str) -> tuple[str, Record]:
    told = scores.explain(name)
    facts = {
        "card": card,
        "score": told.score,
        "rank": told.rank,
        "coverage": told.coverage,
        "staleness": told.staleness,
        "as_of": scores.as_of,
        "reasons": told.reasons,
        "why": why,
    }
    return name, Record(facts=facts)
