"""
How would another policy have shared out the leads that came?

Past leads are given once more, in the order in which they came, by each policy
in turn: a lead that was closed gives its room back at the same age, a batch is
given at the end of its interval. The outcomes stand side by side, measured by
one yardstick, before anything is switched on.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from heapq import heappop, heappush
from types import MappingProxyType
from typing import Any, TypeAlias, Unpack, cast, final

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads.allocation import allocate, allocate_batch
from partnerkit.leads.handouts import Ending, Handout, Handouts, encoded, handouts_of
from partnerkit.leads.kernel import Progress
from partnerkit.leads.ledger import Ledger
from partnerkit.leads.longrun import LongRun, long_run
from partnerkit.leads.policies.rotation import Rotation
from partnerkit.leads.policy import Policy
from partnerkit.leads.question import Terms
from partnerkit.leads.result import Allocation
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.markup import small_table
from partnerkit.values.time import instant

__all__ = ["Simulated", "Simulation", "deviations", "entitlements", "simulate"]

#: The partners at a moment, where they were not always the same.
Partners: TypeAlias = Sequence[Partner] | Callable[[datetime], Sequence[Partner]]

#: So many handouts are added up at once.
_BLOCK = 1024

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False)
class Simulated:
    """What one policy would have done."""

    ledger: Ledger
    handouts: tuple[Handout, ...]
    long_run: LongRun

    #: Per handout in the order of time: the largest distance between anybody's entitlement by the
    #: yardstick and what he got, in largest leads.
    deviations: NDArray[np.float64]

    #: Partner id -> what he got over what he was owed by the yardstick; None where he could have taken nothing.
    ratios: Mapping[str, float | None]


@final
@frozen(kw_only=True, eq=False)
class Simulation(Mapping[str, Simulated]):
    """What each policy would have done, by its name."""

    _runs: Mapping[str, Simulated] = field(alias="runs")

    def __getitem__(self, name: str) -> Simulated:
        return self._runs[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._runs)

    def __len__(self) -> int:
        return len(self._runs)

    def to_frame(self, kind: Library = "dict") -> Any:
        """
        Return one row per policy.

        `deviation` is the largest at any time and `final_deviation` the one after
        the last lead, in largest leads; `least` and `median` are of received over
        entitled; `drought` is the longest of anybody, in leads.
        """
        rows = [_row(name, run) for name, run in self._runs.items()]
        return to_frame({name: [row[name] for row in rows] for name in rows[0]}, kind)

    _repr_html_ = small_table


def _row(name: str, run: Simulated) -> dict[str, Any]:
    ratios = [ratio for ratio in run.ratios.values() if ratio is not None]
    courses = run.long_run.partners
    full = [each.at_capacity for each in courses if each.at_capacity is not None]
    return {
        "policy": name,
        "assigned": sum(each.partner is not None for each in run.handouts),
        "unassigned": sum(each.partner is None for each in run.handouts),
        "least": min(ratios, default=None),
        "median": float(np.median(ratios)) if ratios else None,
        "deviation": float(run.deviations.max()) if len(run.deviations) else None,
        "final_deviation": float(run.deviations[-1]) if len(run.deviations) else None,
        "drought": max((each.drought.leads for each in courses), default=0),
        "at_capacity": sum(full) / len(full) if full else None,
    }


def simulate(
    policies: Mapping[str, Policy],
    leads: Sequence[Lead],
    partners: Partners,
    *,
    as_of: datetime,
    every: timedelta | None = None,
    yardstick: str | None = None,
    kinds: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    **terms: Unpack[Terms],
) -> Simulation:
    """
    Give past *leads* by each of *policies*, and by a plain rotation to compare with.

    Parameters
    ----------
    policies
        By a name of their own; the first is the *yardstick* unless another is named: its weights
        say what everybody is owed. "rotation" is added where it is not there.
    leads
        With the time they came in; their value, closing time and status are what happened to them. Where a value
        is missing, or they are of several currencies, each is measured as one.
    partners
        All of them, or a function that tells who they were at a moment, such as
        ``lambda moment: network.known_at(moment).partners``.
    every
        Leads wait for the end of such an interval and are given as a batch; None gives each as it comes.
    kinds
        Lead id -> what sort of lead it is, for its quality.
    terms
        Any of `Terms`, as of `allocate`.

    Raises
    ------
    InvalidValue, InvalidInput
        For leads that came twice, at no known time or after *as_of*, no policies, and what `allocate` refuses.

    >>> from datetime import UTC
    >>> from partnerkit.leads import FairShare
    >>> when = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> leads = [Lead(id=f"L-{n}", received_at=when + timedelta(hours=n)) for n in range(6)]
    >>> fair = FairShare(weights={"P-4": 2, "P-5": 1}, value="unit")
    >>> tried = simulate({"fair": fair}, leads, [Partner(id="P-4"), Partner(id="P-5")], as_of=leads[-1].received_at)
    >>> list(tried), tried["fair"].ratios["P-4"]
    (['fair', 'rotation'], 1.0)
    """
    end = instant(as_of, path="as_of")
    raise_faults(_faults(policies, leads, end, every, yardstick))
    tried = dict(policies)
    tried.setdefault("rotation", Rotation(default=1))
    measure = tried[next(iter(tried)) if yardstick is None else yardstick]
    batches = _batches(leads, every, end)
    ever = _ever(partners, [*(moment for moment, _ in batches), end])
    weights = {name: float(measure.weight(each)) for name, each in ever.items()}
    limits = {each.id: each.capacity for each in _at(partners, end)}
    verb = allocate if every is None else allocate_batch
    runs = {}
    for turn, (name, policy) in enumerate(tried.items()):
        allot = partial(verb, policy=policy, **terms)
        handouts: list[Handout] = []
        ledger = Ledger(pool=policy.pool)
        steps = _given(allot, ledger, batches, partners, kinds or {})
        for ledger, more in steps:  # noqa: B007  # the last one is the state after all
            handouts += more
            if progress is not None:
                progress(turn * len(leads) + len(handouts), len(tried) * len(leads))
        runs[name] = _measured(ledger, handouts, weights, limits, end)
    return Simulation(runs=MappingProxyType(runs))


def _faults(
    policies: Mapping[str, Policy],
    leads: Sequence[Lead],
    as_of: datetime,
    every: timedelta | None,
    yardstick: str | None,
) -> Iterator[InvalidValue]:
    if not policies:
        yield InvalidValue(path="policies", value="none", remedy="name at least one policy")
    if yardstick is not None and yardstick not in (*policies, "rotation"):
        remedy = "name one of the policies, or rotation"
        yield InvalidValue(path="yardstick", value=shown(yardstick), remedy=remedy)
    yield from fields.faults({"every": (fields.optional(fields.duration_above_zero), every)})
    first: dict[str, int] = {}
    for place, lead in enumerate(leads):
        if not isinstance(lead, Lead):
            yield InvalidValue(path=f"leads[{place}]", value=shown(lead), remedy="use a Lead")
            continue
        if first.setdefault(lead.id, place) != place:
            remedy = f"use each id once; leads[{first[lead.id]}] has it, too"
            yield InvalidValue(path=f"leads[{place}].id", value=shown(lead.id), remedy=remedy)
        path, value = f"leads[{place}].received_at", shown(str(lead.received_at))
        if lead.received_at is None:
            yield InvalidValue(path=path, value=value, remedy="say when it came in")
        elif lead.received_at > as_of:
            yield InvalidValue(path=path, value=value, remedy=f"use a time not after as_of, {as_of}")


def _at(partners: Partners, moment: datetime) -> Sequence[Partner]:
    return partners(moment) if callable(partners) else partners


def _ever(partners: Partners, moments: Iterable[datetime]) -> dict[str, Partner]:
    """Return everybody who was a partner at one of *moments*, as he was at the last of them."""
    if not callable(partners):
        return {each.id: each for each in partners}
    return {each.id: each for moment in moments for each in partners(moment)}


def _batches(
    leads: Sequence[Lead], every: timedelta | None, as_of: datetime
) -> list[tuple[datetime, list[Lead]]]:
    """Return which leads are given when, in the order of time; intervals are counted from 1970, UTC."""
    batches: dict[datetime, list[Lead]] = {}
    alone: list[tuple[datetime, list[Lead]]] = []
    for lead in sorted(leads, key=lambda lead: (_came(lead), lead.id)):
        if every is None:
            alone.append((_came(lead), [lead]))
        else:
            moment = _EPOCH + every * ((_came(lead) - _EPOCH) // every + 1)
            batches.setdefault(min(moment, as_of), []).append(lead)
    return alone or list(batches.items())


def _came(lead: Lead) -> datetime:
    assert lead.received_at is not None  # noqa: S101  # refused at the door
    return lead.received_at


def _given(
    allot: Callable[..., Allocation],
    ledger: Ledger,
    batches: Sequence[tuple[datetime, list[Lead]]],
    partners: Partners,
    kinds: Mapping[str, str],
) -> Iterator[tuple[Ledger, list[Handout]]]:
    """Give one batch after the other; yield the ledger after each, and what was handed out."""
    due: list[tuple[datetime, str]] = []
    for moment, batch in batches:
        while due and due[0][0] <= moment:
            when, lead_id = heappop(due)
            ledger = ledger.release(lead_id, as_of=when)
        as_new = [evolve(lead, status="open", closed_at=None) for lead in batch]
        result = allot(as_new, _at(partners, moment), ledger=ledger, as_of=moment)
        ledger = result.ledger
        came, handouts = {lead.id: lead for lead in batch}, []
        # A batch is given in an order of its own.
        for handout in handouts_of(result, kinds=kinds):
            lead = came[handout.lead]
            if handout.partner is not None and lead.closed_at is not None:
                when = moment + (lead.closed_at - _came(lead))
                heappush(due, (when, lead.id))
                handouts.append(handout.with_ending(cast("Ending", lead.status), at=when))
            else:
                handouts.append(handout)
        yield ledger, handouts


def _measured(
    ledger: Ledger,
    handouts: Sequence[Handout],
    weights: Mapping[str, float],
    limits: Mapping[str, int | None],
    as_of: datetime,
) -> Simulated:
    # What would have ended after the look is still open in it.
    seen = [
        evolve(each, ended=None, ended_at=None) if each.ended_at and each.ended_at > as_of else each
        for each in handouts
    ]
    currencies = {each.value.currency for each in seen if each.value is not None}
    # A pool by number may have leads of several currencies: none is worth more than another then.
    alike = seen if len(currencies) < 2 else [evolve(each, value=None) for each in seen]
    data = encoded(alike, as_of=as_of)
    owed, got = entitlements(data, weights)
    return Simulated(
        ledger=ledger,
        handouts=tuple(seen),
        long_run=long_run(alike, as_of=as_of, limits=limits),
        deviations=deviations(data, weights),
        ratios=MappingProxyType(
            {
                partner: float(received / entitled) if entitled else None
                for partner, received, entitled in zip(data.partners, got, owed, strict=True)
            }
        ),
    )


def _shares(data: Handouts, weights: Mapping[str, float]) -> NDArray[np.float64]:
    """Return each partner's share of a lead, per set of candidates; a lead that nobody could take is owed to nobody."""
    weighed = data.table * np.array([weights.get(partner, 0.0) for partner in data.partners])
    totals = weighed.sum(axis=1, keepdims=True)
    shares: NDArray[np.float64] = np.divide(weighed, totals, out=np.zeros_like(weighed), where=totals > 0)
    return shares


def entitlements(
    data: Handouts, weights: Mapping[str, float]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what each partner was owed by *weights*, and what he got."""
    given = data.winners >= 0
    of_set = np.bincount(data.sets[given], data.values[given], minlength=len(data.table))
    got = np.bincount(data.winners[given], data.values[given], minlength=len(data.partners))
    return of_set @ _shares(data, weights), got.astype(np.float64)


def deviations(data: Handouts, weights: Mapping[str, float]) -> NDArray[np.float64]:
    """
    Return, after each handout, the largest distance between what anybody was owed and what he got.

    In largest leads of the whole of *data*; owed by *weights*, partner id -> weight.
    """
    shares = _shares(data, weights)
    values = np.where(data.winners >= 0, data.values, 0.0)
    balances = np.zeros(len(data.partners))
    found = np.empty(len(values))
    for start in range(0, len(values), _BLOCK):
        block = slice(start, start + _BLOCK)
        steps = shares[data.sets[block]] * values[block, None]
        given = np.flatnonzero(data.winners[block] >= 0)
        steps[given, data.winners[block][given]] -= values[block][given]
        running = balances + np.cumsum(steps, axis=0)
        found[block] = np.abs(running).max(axis=1, initial=0.0)
        balances = running[-1]
    largest = float(values.max(initial=1.0))
    return found / largest
