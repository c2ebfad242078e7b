"""
Who had which share in what was won: marketing, partners, direct sales?

Credit is a convention, not a measurement: each method answers another
question, and the answer says which it was. What all of them keep is that
credit adds up, exactly, to what was won: as fractions of wins, and in money to
the minor unit. What was won without a known contact is nobody's credit and
stands apart.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal, TypeAlias, final, get_args

import numpy as np
from attrs import evolve, field, frozen

from partnerkit.leads.coalitions import Worth, shapley_values
from partnerkit.leads.journeys import Journeys
from partnerkit.leads.removal import chain_of, removal_effects
from partnerkit.leads.resampling import Retell, intervals, retell_chain, retell_shares
from partnerkit.leads.sharing import SHARINGS, Shares, deal_amounts, exact_amounts, exact_wins, shares_by
from partnerkit.values import fields
from partnerkit.values.apportion import shares as split
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.markup import small_table
from partnerkit.values.money import Money
from partnerkit.values.reasons import Facts, Finding
from partnerkit.values.rows import Rows

__all__ = ["Attribution", "Credit", "GoalCredit", "Method", "attribute"]

#: "markov" asks what would be missing without each; the others share each win among those who had a part in it.
Method: TypeAlias = Literal["first", "last", "linear", "time-decay", "position", "markov", "shapley"]

_NOTHING = Fraction(0)

#: The usual weights of the first contact, all between together, and the last.
_POSITION = (40, 20, 40)

#: How often an interval is drawn, and from which seed, unless something else is said.
_DRAWS, _SEED = 500, 0

_level = fields.Check(lambda value: fields.is_finite(value) and 0 < value < 1, "use a level between 0 and 1")
_draws, _seed = fields.whole_number(least=1), fields.whole_number()


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Credit:
    """What one party is credited with."""

    party: str

    #: Wins, as an exact fraction.
    wins: Fraction

    #: The part of all credit, from 0 to 1; 0 where nothing was won.
    share: Fraction

    #: None where it is not known what the wins are worth.
    amount: Money | None = None

    #: Where the share lies, if the journeys are a sample; None where it was not asked for.
    interval: tuple[float, float] | None = None

    #: The part of all wins that would be missing without it, from 0 to 1; of "markov" only.
    removal: float | None = None


@final
@frozen(kw_only=True)
class GoalCredit:
    """What counts for one side toward a goal that it shares with others."""

    goal: str
    party: str

    #: Its own part.
    own: Fraction

    #: What counts toward the goal for this side: what all who share the goal won together.
    counted: Fraction
    own_amount: Money | None = None
    counted_amount: Money | None = None


@final
@frozen(kw_only=True, eq=False)
class Attribution(Mapping[str, Credit]):
    """The credit of each party, by its name; all credits and `unattributed` add up to what was won."""

    #: The method and all it depends on, by name.
    method: Facts

    #: What was won without any known contact.
    unattributed: Credit
    findings: tuple[Finding, ...] = ()
    _credits: Mapping[str, Credit] = field(alias="credits")
    _journeys: Journeys | None = field(default=None, alias="journeys", repr=False)
    _shares: Shares | None = field(default=None, alias="shares", repr=False)

    def __getitem__(self, party: str) -> Credit:
        return self._credits[party]

    def __iter__(self) -> Iterator[str]:
        return iter(self._credits)

    def __len__(self) -> int:
        return len(self._credits)

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return one row per party: wins and shares as floats, the amount as a Decimal."""
        rows = list(self._credits.values())
        columns: dict[str, list[Any]] = {
            "party": [each.party for each in rows],
            "wins": [float(each.wins) for each in rows],
            "share": [float(each.share) for each in rows],
            "amount": [None if each.amount is None else each.amount.amount for each in rows],
            "low": [None if each.interval is None else each.interval[0] for each in rows],
            "high": [None if each.interval is None else each.interval[1] for each in rows],
            "removal": [each.removal for each in rows],
        }
        return to_frame(columns, kind)

    _repr_html_ = small_table

    @cached_property
    def _row_of(self) -> dict[str, int]:
        return {} if self._journeys is None else {name: row for row, name in enumerate(self._journeys.names)}

    def deal(self, name: str) -> tuple[Credit, ...]:
        """
        Return who is credited with what of one row of the journeys; its credits add up to it.

        Methods that judge all journeys together, such as "markov", say nothing of one: `InvalidValue`.
        """
        if self._shares is None or self._journeys is None:
            remedy = "ask a method that shares each deal: first, last, linear, time-decay, position, shapley"
            raise InvalidValue(path="method", value=shown(self.method["name"]), remedy=remedy)
        row = self._row_of.get(name)
        if row is None:
            raise NotFound.among(self._journeys.names, path="journeys", key=name)
        return _deal(self._journeys, self._shares, row)

    def toward(self, goals: Mapping[str, Sequence[str]]) -> Rows[GoalCredit]:
        """
        Return what counts toward goals that several parties share: on both sides in full.

        *goals* maps each goal to the parties that share it. Nobody has to win
        credit from the other to reach a goal that both have; so what counts
        for each adds up to more than was won, and is never paid out.
        """
        found = []
        for goal, parties in goals.items():
            if isinstance(parties, str) or len(set(parties)) < len(parties):
                remedy = "use a list that names each party once"
                raise InvalidValue(path=f"goals.{goal}", value=shown(parties), remedy=remedy)
            missing = [each for each in parties if each not in self]
            if missing:
                raise NotFound(path=f"goals.{goal}", key=missing[0], known=tuple(self))
            members = [self[each] for each in parties]
            amounts = [each.amount for each in members if each.amount is not None]
            together = Money.total(amounts) if members and len(amounts) == len(members) else None
            counted = sum((each.wins for each in members), _NOTHING)
            found += [
                GoalCredit(
                    goal=goal,
                    party=each.party,
                    own=each.wins,
                    counted=counted,
                    own_amount=each.amount,
                    counted_amount=together,
                )
                for each in members
            ]
        return Rows(GoalCredit, found)


def _deal(journeys: Journeys, shares: Shares, row: int) -> tuple[Credit, ...]:
    first, last = np.searchsorted(shares.rows, [row, row + 1]).tolist()
    one = Shares(shares.rows[first:last], shares.parties[first:last], shares.weights[first:last], shares.sums)
    total, wins = int(shares.sums[row]), int(journeys.wins[row])
    parties = dict.fromkeys(one.parties.tolist(), _NOTHING)
    for party, weight in zip(one.parties.tolist(), one.weights.tolist(), strict=True):
        parties[party] += Fraction(weight, total)
    amounts = None
    if journeys.amounts is not None:
        amounts = dict.fromkeys(parties, 0)
        for party, units in zip(
            one.parties.tolist(), deal_amounts(one, journeys.amounts).tolist(), strict=True
        ):
            amounts[party] += units
    return tuple(
        Credit(
            party=journeys.parties[party],
            wins=wins * share,
            share=share,
            amount=_money(journeys, None if amounts is None else amounts[party]),
        )
        for party, share in sorted(parties.items())
    )


def _money(journeys: Journeys, units: int | None) -> Money | None:
    return None if units is None or journeys.currency is None else Money.from_minor(units, journeys.currency)


def attribute(
    journeys: Journeys,
    method: Method = "linear",
    *,
    half_life: timedelta | None = None,
    position: tuple[int, int, int] = _POSITION,
    order: int = 1,
    worth: Worth | None = None,
    interval: float | None = None,
    draws: int = _DRAWS,
    seed: int = _SEED,
) -> Attribution:
    """
    Share the credit for what was won among those who made the contacts.

    Parameters
    ----------
    method
        Each reads the arguments named with it, and refuses those of the others:
        "first" and "last" contact; "linear", all contacts alike; "time-decay",
        half as much for each *half_life* before the end; "position", by the
        weights in *position* of the first, all between, and the last; "markov", by what
        would be missing without each, with a memory of *order* contacts, from
        won and lost journeys; "shapley", by what each adds to the others:
        every win is divided equally among those who took part in it.
    worth
        For "shapley": what a set of parties would have won, where the host
        knows better; asked for all 2^n sets of up to 15 parties. Credit then
        adds up to ``worth(all) - worth(nobody)``.
    interval
        How sure the shares shall be, such as 0.9, by bootstrap with *draws* draws from *seed*, which are
        for it only.

    Raises
    ------
    InvalidValue
        For a method that is not there, one that these journeys or arguments do not allow, and an interval that
        cannot be drawn.

    >>> journeys = Journeys.of([["fair", "web", "partner"], ["web"]], wins=[1, 1], losses=[2, 8])
    >>> {party: str(credit.wins) for party, credit in attribute(journeys, "shapley").items()}
    {'fair': '1/3', 'partner': '1/3', 'web': '4/3'}
    >>> attribute(journeys, "markov")["fair"].removal
    0.25
    """
    if method not in get_args(Method):
        raise InvalidValue(path="method", value=shown(method), remedy=f"use {', '.join(get_args(Method))}")
    read_by = (
        ("half_life", half_life, None, "time-decay"),
        ("position", position, _POSITION, "position"),
        ("order", order, 1, "markov"),
    )
    raise_faults(
        InvalidValue(path=name, value=shown(value), remedy=f"leave it out: it is for {reader} only")
        for name, value, usual, reader in read_by
        if method != reader and value != usual
    )
    if interval is None:
        raise_faults(
            InvalidValue(path=name, value=shown(value), remedy="leave it out, or say how sure: interval=0.9")
            for name, value, usual in (("draws", draws, _DRAWS), ("seed", seed, _SEED))
            if value != usual
        )
    else:
        fields.check({"interval": (_level, interval), "draws": (_draws, draws), "seed": (_seed, seed)})
    if worth is not None:
        if interval is not None:
            remedy = "leave it out: a worth of one's own has no interval"
            raise InvalidValue(path="interval", value=shown(interval), remedy=remedy)
        return _by_worth(journeys, method, worth)
    if method == "markov":
        found, retell = _by_removal(journeys, order)
    else:
        found, retell = _by_sharing(journeys, method, half_life, position)
    if interval is None:
        return found
    ranges = intervals(journeys, retell, level=interval, draws=draws, seed=seed)
    ranged = {
        party: evolve(found[party], interval=None if np.isnan(low) else (float(low), float(high)))
        for party, (low, high) in zip(journeys.parties, ranges, strict=True)
    }
    sampled = Facts(found.method, interval=interval, draws=draws, seed=seed)
    return evolve(found, credits=ranged, method=sampled)


def _untouched(journeys: Journeys) -> tuple[int, int | None]:
    alone = journeys.lengths == 0
    amount = None if journeys.amounts is None else int(journeys.amounts[alone].sum())
    return int(journeys.wins[alone].sum()), amount


def _attribution(
    journeys: Journeys,
    method: Facts,
    wins: Sequence[Fraction],
    amounts: Sequence[int] | None,
    *,
    removal: Sequence[float] | None = None,
    shares: Shares | None = None,
) -> Attribution:
    total = sum(wins, _NOTHING)
    credits_ = {
        party: Credit(
            party=party,
            wins=wins[place],
            share=wins[place] / total if total else _NOTHING,
            amount=_money(journeys, None if amounts is None else amounts[place]),
            removal=None if removal is None else removal[place],
        )
        for place, party in enumerate(journeys.parties)
    }
    alone, amount = _untouched(journeys)
    nobody = Credit(party="", wins=Fraction(alone), share=_NOTHING, amount=_money(journeys, amount))
    return Attribution(
        method=method,
        unattributed=nobody,
        findings=journeys.findings,
        credits=credits_,
        journeys=journeys,
        shares=shares,
    )


def _by_sharing(
    journeys: Journeys, method: Method, half_life: timedelta | None, position: tuple[int, int, int]
) -> tuple[Attribution, Retell]:
    assert method in SHARINGS  # noqa: S101  # the other one is "markov"
    count = len(journeys.parties)
    shares = shares_by(journeys, method, half_life=half_life, position=position)
    wins = exact_wins(shares, journeys.wins, count)
    amounts = None if journeys.amounts is None else exact_amounts(shares, journeys.amounts, count)
    told = {"half_life": half_life} if method == "time-decay" else {}
    told |= {"position": tuple(position)} if method == "position" else {}  # type: ignore[dict-item]  # facts of any kind
    made = _attribution(journeys, Facts(told, name=method), wins, amounts, shares=shares)
    return made, retell_shares(shares, count)


def _by_removal(journeys: Journeys, order: int) -> tuple[Attribution, Retell]:
    chain = chain_of(journeys, order)
    effects, _ = removal_effects(chain, journeys.wins, journeys.losses)
    alone, amount_alone = _untouched(journeys)
    exact = [Fraction(each) for each in effects.tolist()]
    total = sum(exact, _NOTHING)
    won = journeys.won - alone
    wins = [won * each / total if total else _NOTHING for each in exact]
    amounts = None
    if journeys.amounts is not None and amount_alone is not None:
        rest = int(journeys.amounts.sum()) - amount_alone
        amounts = list(split(rest, exact)) if total else [0] * len(exact)
    method = Facts(name="markov", order=order)
    made = _attribution(journeys, method, wins, amounts, removal=effects.tolist())
    return made, retell_chain(chain)


def _by_worth(journeys: Journeys, method: str, worth: Worth) -> Attribution:
    if method != "shapley":
        raise InvalidValue(path="worth", value=shown(worth), remedy="use it with shapley only")
    values = dict(shapley_values(journeys.parties, worth))
    facts = Facts(name="shapley", worth="own")
    return _attribution(journeys, facts, [values[each] for each in journeys.parties], None)
