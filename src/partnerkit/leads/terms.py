"""
In which terms is a decision explained, and what more would a loser have needed?

Each policy decides by something: what one is owed, one's load, whose turn it
is, fit, or a score of its own. The terms here are the very numbers that
decided, and what a loser needed is exact to the smallest step there is; a score
of a policy's own has none, so what is told of it there is what would tie.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, TypeAlias, final

from attrs import frozen

from partnerkit.leads.fit import FIT_BITS
from partnerkit.leads.ledger import Ledger
from partnerkit.leads.policy import Basis
from partnerkit.leads.trace import Turn
from partnerkit.leads.work import Work, tie_order
from partnerkit.values.exact import decimal_of, private_context, quotient

__all__ = ["CODES", "Codes", "basis_of", "ranked", "terms_of"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Codes:
    """The codes by which one basis is said, and the terms that are its facts."""

    won: str
    less: str
    tie: str
    given: str
    would_win: str
    facts: tuple[str, ...]

    #: The one of them that the decision tells of the winner.
    told: str


#: By what decided.
CODES: Mapping[Basis, Codes] = MappingProxyType(
    {
        "owed": Codes(
            won="most-owed",
            less="owed-less",
            tie="tie-lost",
            given="lead-given",
            would_win="would-win-with-more",
            facts=("before", "accrual", "bonus", "total"),
            told="total",
        ),
        "load": Codes(
            won="least-load",
            less="more-load",
            tie="load-tie",
            given="given-by-load",
            would_win="would-win-with-less-load",
            facts=("load",),
            told="load",
        ),
        "turn": Codes(
            won="turn-first",
            less="turn-later",
            tie="turn-tie",
            given="given-by-turn",
            would_win="would-win-with-more",
            facts=("before", "due"),
            told="due",
        ),
        "fit": Codes(
            won="fits-best",
            less="fits-less",
            tie="fit-tie",
            given="given-by-fit",
            would_win="would-win-with-fit",
            facts=("fit",),
            told="fit",
        ),
        "price": Codes(
            won="owed-and-fits",
            less="owed-and-fits-less",
            tie="owed-and-fits-tie",
            given="given-at-price",
            would_win="would-win-with-more",
            facts=("before", "accrual", "fit", "price", "bonus", "total"),
            told="fit",
        ),
        "rounding": Codes(
            won="rounded-to",
            less="rounded-to-another",
            tie="rounded-to-another",
            given="given-by-rounding",
            would_win="would-win-with-more",
            facts=("before", "accrual", "fit", "price"),
            told="fit",
        ),
        "score": Codes(
            won="scored-most",
            less="scored-less",
            tie="score-tie",
            given="given-by-score",
            would_win="would-win-with-score",
            facts=("score",),
            told="score",
        ),
    }
)


def basis_of(work: Work, turn: Turn) -> Basis:
    """Return what decided: turns do only while they are kept, then it is what one is owed."""
    return "owed" if work.basis == "turn" and not turn.standing.steady else work.basis


@final
@frozen
class _Case:
    """A decision to explain, and where each candidate came in the draw."""

    work: Work
    turn: Turn
    ledger: Ledger
    draw: list[int]


Terms: TypeAlias = list[tuple[int, dict[str, Any]]]


def terms_of(work: Work, turn: Turn, ledger: Ledger) -> Terms:
    """Return the candidates by place in the turn, the first of the ranking first, each with his terms."""
    if not len(turn.index):
        return []
    draw = [tie_order(turn.standing.lead, work.partner_keys[partner]) for partner in turn.index.tolist()]
    terms = _TERMS[basis_of(work, turn)](_Case(work, turn, ledger, draw))
    before, accrual, bonus, totals = turn.before, turn.accrual, turn.bonus, turn.totals()
    for place, own in terms:
        own.update(
            before=ledger.amount(before[place]),
            accrual=ledger.amount(accrual[place]),
            bonus=ledger.amount(bonus[place]),
            total=ledger.amount(totals[place]),
        )
        if work.fits is not None:
            own["fit"] = _fit(int(turn.standing.fit[place]))
        if work.prices is not None:
            own["price"] = _fit(work.prices[turn.index[place]])
    return terms


def _fit(steps: int) -> Decimal:
    """Return steps of 2**-20 as the exact number they are."""
    return decimal_of(steps * 5**FIT_BITS, FIT_BITS)


def ranked(totals: Sequence[int], draw: Sequence[int]) -> list[tuple[int, int, int]]:
    """
    Return who is owed most first, by place: by how much he is short of the winner, and what he needed more to win.

    >>> ranked([5, 8, 8], [1, 2, 3])
    [(1, 0, 1), (2, 0, 1), (0, 3, 3)]
    """
    ranking = sorted(range(len(totals)), key=lambda place: (-totals[place], draw[place], place))
    best = ranking[0]
    # One who loses the draw needs the smallest step more than a tie.
    return [
        (place, totals[best] - totals[place], totals[best] - totals[place] + (draw[place] >= draw[best]))
        for place in ranking
    ]


def _by_owed(case: _Case) -> Terms:
    (best, _, _), *losers = ranked(case.turn.totals(), case.draw)
    found: Terms = [(best, {})]
    for place, short, needed in losers:
        own: dict[str, Any] = {"short": case.ledger.amount(short), "needed": case.ledger.amount(needed)}
        if case.work.fit_weight:
            fit = int(case.turn.standing.fit[place])
            better = -(-((case.turn.bonus[place] + needed) << FIT_BITS) // case.work.fit_weight)
            own["needed_fit"] = _fit(better - fit) if better <= 1 << FIT_BITS else None
        elif case.work.prices is not None:
            own["needed_fit"] = _needed_at_price(case, place, needed)
        found.append((place, own))
    return found


def _needed_at_price(case: _Case, place: int, needed: int) -> Decimal | None:
    """Return how much better one would have had to fit, by what a step of fit less price was worth to him."""
    fit, bonus = int(case.turn.standing.fit[place]), case.turn.bonus[place]
    above = fit - case.work.prices[case.turn.index[place]]  # type: ignore[index]  # called with prices only
    step = bonus // above if above else 0
    better = -(-needed // step) if step else None
    return None if better is None or fit + better > 1 << FIT_BITS else _fit(better)


def _by_load(case: _Case) -> Terms:
    levels = case.turn.standing.level.tolist()
    strides = [case.work.strides[partner] for partner in case.turn.index.tolist()]
    ranking = sorted(range(len(levels)), key=lambda place: (levels[place], case.draw[place], place))
    best = ranking[0]
    least, found = levels[best], []
    for place in ranking:
        load = levels[place] // strides[place]
        own = {"load": case.ledger.amount(load << case.work.precision)}
        if place != best:
            loses = case.draw[place] >= case.draw[best]
            short = load - least // strides[place] if levels[place] > least else 0
            needed = load - (least - loses) // strides[place]
            own["short"] = case.ledger.amount(short << case.work.precision)
            own["needed"] = case.ledger.amount(needed << case.work.precision)
        found.append((place, own))
    return found


def _by_turn(case: _Case) -> Terms:
    scores, before, accrual = case.turn.scores.tolist(), case.turn.before, case.turn.accrual
    ranking = sorted(range(len(scores)), key=lambda place: (-scores[place], case.draw[place], place))
    best, twice = ranking[0], max(2 * len(scores) - 2, 1)
    lead, found = case.turn.standing.value << case.work.precision, []
    for place in ranking:
        may = len(scores) == 1 or twice * (before[place] + accrual[place]) >= lead
        own: dict[str, Any] = {"due": -scores[place] if may and len(scores) > 1 else 1 if may else None}
        if place != best:
            # To be due as soon as the winner, or a lead sooner for one who loses the draw; and to be due at all.
            soon = -scores[best] - (case.draw[place] >= case.draw[best])
            in_time = -(-((twice - 1) * lead - soon * accrual[place] * twice) // twice)
            at_all = -(-lead // twice) - accrual[place]
            own["short"] = Decimal(scores[best] - scores[place]) if may else None
            own["needed"] = case.ledger.amount(max(in_time, at_all) - before[place])
        found.append((place, own))
    return found


def _by_fit(case: _Case) -> Terms:
    fits, totals = case.turn.standing.fit.tolist(), case.turn.totals()
    ranking = sorted(
        range(len(fits)), key=lambda place: (-fits[place], -totals[place], case.draw[place], place)
    )
    best = ranking[0]
    found: Terms = [(best, {})]
    for place in ranking[1:]:
        loses = (totals[place], -case.draw[place]) <= (totals[best], -case.draw[best])
        short = fits[best] - fits[place]
        own = {"short": _fit(short), "needed": _fit(short + loses)}
        if not short and totals[place] < totals[best]:
            own["owed_less"] = case.ledger.amount(totals[best] - totals[place])
        found.append((place, own))
    return found


def _by_score(case: _Case) -> Terms:
    told = case.turn.scores.tolist()
    scores = [quotient(score) if isinstance(score, Fraction) else Decimal(str(score)) for score in told]
    # As fractions, since to turn the sign of a decimal rounds it to what the host is set to.
    ranking = sorted(range(len(told)), key=lambda place: (-Fraction(told[place]), case.draw[place], place))
    best = ranking[0]
    found: Terms = [(best, {"score": scores[best]})]
    for place in ranking[1:]:
        short = private_context(28).subtract(scores[best], scores[place])
        if not short and told[best] != told[place]:
            # Of two fractions the same may be told where they differ: no tie.
            short = quotient(Fraction(told[best]) - Fraction(told[place]))
        found.append((place, {"score": scores[place], "short": short, "needed": short}))
    return found


_TERMS = {
    "owed": _by_owed,
    "load": _by_load,
    "turn": _by_turn,
    "fit": _by_fit,
    "score": _by_score,
    "price": _by_owed,
    "rounding": _by_owed,
}
