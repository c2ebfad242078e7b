"""
What is somebody shown of a ring who is no member of it?

Releases, under the rules of the comparison, and only if the program of the
ring admits him: the vendor is not admitted by being the vendor.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from attrs import evolve

from partnerkit.scoring.asking import EVERYBODY
from partnerkit.scoring.comparison import compared
from partnerkit.scoring.disclosure import Disclosure
from partnerkit.scoring.released import Released
from partnerkit.scoring.report import Report
from partnerkit.scoring.ring import Ring
from partnerkit.scoring.scores import Scores
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.reasons import Finding, Reason

__all__ = ["observe"]


def __dir__() -> list[str]:
    return __all__


def observe(
    scores: Scores,
    *,
    ring: Ring,
    observer: str,
    rules: Disclosure | None = None,
    published: Released | None = None,
    group: str | None = None,
    groups: Mapping[Any, str] | None = None,
    kpis: Sequence[str] | None = None,
    ratios: Mapping[str, tuple[str, str]] | None = None,
    period: Any = None,
    as_of: date | datetime | None = None,
    at_cut_off: Scores | None = None,
    disputed: Mapping[str, Collection[Any]] | None = None,
) -> Report:
    """
    Return what somebody who is no member is shown of a ring: the releases that its program admits him to.

    He has no figure of his own, so that he learns where a *group* stands, left out all
    members, and has a record of his own in *published*. Nobody counts who is no member.
    Who is not admitted gets a report without lines that says so. All else is as for
    `benchmark`.

    Raises
    ------
    InvalidValue
        For a *group* without *groups*, and as `benchmark` does.

    >>> from partnerkit.scoring import Kpi, Scorecard, score
    >>> frame = {"id": [f"P-{n}" for n in range(21)], "revenue": [100.0 + 5 * n for n in range(21)]}
    >>> scores = score(Scorecard(kpis=(Kpi("revenue"),)), frame, key="id", as_of=date(2026, 3, 31))
    >>> ring = Ring(id="north", members=frame["id"], kpis=["revenue"])
    >>> observe(scores, ring=ring, observer="vendor").findings[0].reason.code
    'observer-not-admitted'
    """
    fields.check({"ring": (fields.instance(Ring, "a Ring"), ring)})
    is_admitted = observer in ring.observers
    if group is not None and groups is None:
        raise InvalidValue(path="group", value=shown(group), remedy="say with groups= who is in it")
    members = dict.fromkeys(ring.members, EVERYBODY)
    if group is not None and groups is not None:
        members = {each: groups[each] for each in ring.members if each in groups}
    report = compared(
        scores,
        viewer=observer,
        is_observer=True,
        group=EVERYBODY if group is None else group,
        rules=rules,
        published=published,
        groups=members,
        areas=None,
        kpis=kpis if is_admitted else (),
        ratios=ratios,
        period=period,
        as_of=as_of,
        at_cut_off=at_cut_off,
        disputed=disputed,
    )
    if is_admitted:
        return report
    finding = Finding(reason=Reason("observer-not-admitted", {"observer": observer}), severity="info")
    return evolve(report, findings=(finding,))
