"""
Why are partners behind, and what would help?

The vendor's own part comes first, and is shown to both sides. What other areas
found is handed in; nothing of it has to be there, and its order does not
matter. A diagnosis asks before it accuses: every cause comes with what speaks
against it, and with a question.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, final

from attrs import frozen

from partnerkit.conflicts.conflict import Conflict
from partnerkit.facts.intervention import Intervention
from partnerkit.facts.network import Network
from partnerkit.review.causes import CAUSES, Cause, cause_faults
from partnerkit.review.diagnoses import Diagnoses
from partnerkit.review.evidence import Block, Evidence, blocks_of, day_of, evidence_faults
from partnerkit.review.gaps import Gaps
from partnerkit.review.mirror_card import Mirror
from partnerkit.review.proposing import DERIVED
from partnerkit.review.records import Affirming, Required, recorded_evidence
from partnerkit.review.remedies import REMEDIES, Remedy, remedy_faults
from partnerkit.review.signals import Disputed, gap_blocks, mirror_blocks, score_blocks
from partnerkit.review.support import supported
from partnerkit.scoring.scores import Scores
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.time import moment

__all__ = ["diagnose"]

#: What is older tells of another time; and of another age.
_YEAR, _CENTURY = timedelta(days=366), timedelta(days=36_525)


def __dir__() -> list[str]:
    return __all__


def diagnose(
    partners: Sequence[str],
    *,
    as_of: date | datetime,
    scores: Scores | None = None,
    gaps: Gaps | None = None,
    mirror: Mirror | None = None,
    conflicts: Iterable[Conflict] = (),
    network: Network | None = None,
    required: Required | None = None,
    evidence: Iterable[Evidence] = (),
    disputed: Disputed | None = None,
    conditions: Mapping[str, Mapping[str, bool]] | None = None,
    affirming: Affirming | None = None,
    purpose: str = "review",
    causes: Sequence[Cause] = CAUSES,
    remedies: Sequence[Remedy] = REMEDIES,
    max_age: timedelta = _YEAR,
) -> Diagnoses:
    """
    Find what holds each of *partners* back: the vendor's causes first, then the partner's, then the market's.

    Parameters
    ----------
    scores, gaps, mirror, conflicts
        What `score`, `decompose`, `mirror` and `detect` found; each may cover more partners than are asked for.
    network
        For named answers to surveys (used for *purpose* alone; *affirming* says which replies mean the problem), for
        the trainings that are *required*, and for the remedies at work already.
    required
        Partner -> the certifications it needs; without it, nothing is said of trainings but by scores.
    evidence
        What else somebody saw or heard.
    disputed
        Partner -> KPIs, columns or measures whose figures a side disputes: these do not count.
    conditions
        Condition of a remedy -> partner -> whether it holds.
    max_age
        Evidence that tells of a day longer ago is set aside.

    Raises
    ------
    InvalidValue, InvalidInput
        For evidence and other facts about others, unknown causes, remedies and conditions, and days after *as_of*.

    >>> from partnerkit import Network, Partner, Period
    >>> from partnerkit.facts import Delivery
    >>> from partnerkit.review.mirror_card import mirror
    >>> late = Delivery(id="O-1", partner="P-4", ordered_on=date(2026, 3, 2), promised_on=date(2026, 3, 9))
    >>> network, today = Network.of(Partner(id="P-4"), late), date(2026, 3, 31)
    >>> seen = mirror(network, Period.quarter(2026, 1), as_of=today)
    >>> found = diagnose(["P-4"], as_of=today, mirror=seen, network=network)["P-4"]
    >>> [(each.cause, each.side, each.grade) for each in found.causes], [each.code for each in found.proposals]
    ([('late-delivery', 'vendor', 'weak')], ['secure-delivery'])
    """
    faults = [
        *_answer_faults(scores=(Scores, scores), gaps=(Gaps, gaps), mirror=(Mirror, mirror)),
        *_answer_faults(network=(Network, network)),
        *_list_faults(partners=partners, evidence=evidence, causes=causes, remedies=remedies),
        *_table_faults(required=required, disputed=disputed, conditions=conditions),
    ]
    raise_faults(faults or _call_faults(partners, causes, remedies, max_age))
    at, ids, witnesses = moment(as_of), tuple(partners), tuple(evidence)
    conflicts, today = fields.listed("conflicts", conflicts, Conflict), day_of(at)
    codes, answers = tuple(each.code for each in causes), _Answers(scores, gaps, mirror)
    needed, aside, held = required or {}, disputed or {}, conditions or {}
    faults = [*evidence_faults(witnesses, ids, codes, as_of=today), *answers.faults(at)]
    raise_faults([*faults, *_stated_faults(aside, needed, held, remedies, ids)])
    rows = {partner: row for row, partner in enumerate(ids)}
    known = None if network is None else network.known_at(at)
    recorded = recorded_evidence(
        known, conflicts, needed, codes, rows, as_of=at, purpose=purpose, affirming=affirming
    )
    told = [each for each in (*witnesses, *recorded) if each.cause in codes]
    blocks = (*blocks_of(told, rows, today - max_age), *answers.blocks(causes, rows, aside))
    return Diagnoses(
        partners=ids,
        causes=tuple(causes),
        remedies=tuple(remedies),
        as_of=at,
        blocks=blocks,
        support=supported(blocks, len(ids), codes),
        gaps=gaps,
        conditions=dict(held),
        running=_running(known, today),
    )


@final
@frozen
class _Answers:
    """What other areas found in figures."""

    scores: Scores | None
    gaps: Gaps | None
    mirror: Mirror | None

    def blocks(self, causes: Sequence[Cause], rows: Mapping[str, int], disputed: Disputed) -> Iterator[Block]:
        """Give the evidence in them."""
        if self.scores is not None:
            yield from score_blocks(self.scores, causes, rows, disputed)
        if self.gaps is not None:
            yield from gap_blocks(self.gaps, causes, rows, disputed)
        if self.mirror is not None:
            yield from mirror_blocks(self.mirror, causes, rows, disputed)

    def faults(self, at: datetime) -> Iterator[InvalidValue]:
        """Find what tells of several periods at once, and what was not known yet."""
        if self.scores is not None and self.scores.readings.by is not None:
            remedy = "score the period that is diagnosed by itself"
            yield InvalidValue(path="scores", value="scores of a panel", remedy=remedy)
        yield from self._later_than(at)

    def _later_than(self, at: datetime) -> Iterator[InvalidValue]:
        """Find what was not known yet."""
        moments = {
            "scores": None if self.scores is None else datetime.fromisoformat(self.scores.as_of),
            "gaps": None if self.gaps is None else self.gaps.as_of,
            "mirror": None if self.mirror is None else self.mirror.as_of,
        }
        for name, found in moments.items():
            if found is not None and found > at:
                remedy = f"use what was known at {at}"
                yield InvalidValue(path=f"{name}.as_of", value=shown(str(found)), remedy=remedy)


def _running(known: Network | None, day: date) -> dict[str, tuple[str, ...]]:
    """Return which remedies each partner is being given."""
    found: dict[str, list[str]] = {}
    for each in known.all(Intervention) if known else ():
        if each.is_running(day):
            found.setdefault(each.partner, []).append(each.remedy)
    return {partner: tuple(sorted({*codes})) for partner, codes in found.items()}


def _answer_faults(**given: tuple[type[Any], object]) -> Iterator[InvalidValue]:
    for path, (kind, answer) in given.items():
        if answer is not None and not isinstance(answer, kind):
            remedy = f"use {kind.__name__}"
            yield InvalidValue(path=path, value=f"a {type(answer).__name__}", remedy=remedy)


def _list_faults(**given: object) -> Iterator[InvalidValue]:
    for path, items in given.items():
        if not isinstance(items, Iterable):
            yield InvalidValue(path=path, value=shown(items), remedy="use a list")


def _table_faults(**given: object) -> Iterator[InvalidValue]:
    for path, table in given.items():
        if table is not None and not isinstance(table, Mapping):
            yield InvalidValue(path=path, value=shown(table), remedy="use a mapping by name")


def _call_faults(
    partners: Sequence[object], causes: Sequence[Cause], remedies: Sequence[Remedy], max_age: object
) -> Iterator[InvalidValue]:
    seen = set[object]()
    if isinstance(partners, str):
        remedy = "use a list of ids, even for one partner"
        yield InvalidValue(path="partners", value=shown(partners), remedy=remedy)
        partners = ()
    for place, each in enumerate(partners):
        fault = fields.identifier.fault(f"partners[{place}]", each)
        if fault is not None:
            yield fault
        elif each in seen:
            yield InvalidValue(path=f"partners[{place}]", value=shown(each), remedy="name each partner once")
        else:
            seen.add(each)
    if not isinstance(max_age, timedelta) or not timedelta(0) < max_age <= _CENTURY:
        remedy = "use a timedelta above 0, of a century at most"
        yield InvalidValue(path="max_age", value=shown(str(max_age)), remedy=remedy)
    found = [*cause_faults(causes)]
    yield from found
    if not found:
        yield from remedy_faults(remedies, [each.code for each in causes])


def _named_faults(
    path: str, by_partner: Mapping[str, Any], partners: Sequence[str]
) -> Iterator[InvalidValue]:
    known = {*partners} if by_partner else set()
    if {*by_partner} - known:
        # Whose it is stays untold, as with evidence.
        remedy = "leave it out: it is about nobody who is diagnosed"
        yield InvalidValue(path=path, value="(another partner)", remedy=remedy)
    for partner, names in by_partner.items():
        is_list = isinstance(names, Collection) and not isinstance(names, str)
        if not is_list or not all(map(fields.is_identifier, names)):
            shown_as = f"{path}[{partner!r}]" if partner in known else path
            yield InvalidValue(path=shown_as, value=shown(names), remedy="use a list of names")


def _stated_faults(
    disputed: Disputed,
    required: Required,
    conditions: Mapping[str, Mapping[str, bool]],
    remedies: Sequence[Remedy],
    ids: Sequence[str],
) -> Iterator[InvalidValue]:
    yield from _named_faults("disputed", disputed, ids)
    yield from _named_faults("required", required, ids)
    yield from _condition_faults(conditions, remedies, ids)


def _condition_faults(
    conditions: Mapping[str, Mapping[str, bool]], remedies: Sequence[Remedy], partners: Sequence[str]
) -> Iterator[InvalidValue]:
    needed = {code for each in remedies for code in each.conditions} - {*DERIVED}
    for code, held in conditions.items():
        path = f"conditions[{code!r}]"
        if code not in needed:
            remedy = f"use a condition of a remedy: {', '.join(sorted(needed)) or 'none has any'}"
            yield InvalidValue(path=path, value="no such condition", remedy=remedy)
            continue
        if not isinstance(held, Mapping):
            yield InvalidValue(path=path, value=shown(held), remedy="say it by partner: True or False")
            continue
        if {*held} - {*partners}:
            remedy = "leave it out: it is about nobody who is diagnosed"
            yield InvalidValue(path=path, value="(another partner)", remedy=remedy)
        odd = [value for value in held.values() if not isinstance(value, bool)]
        if odd:
            yield InvalidValue(
                path=path, value=shown(odd[0]), remedy="use True or False; leave out what is unknown"
            )
