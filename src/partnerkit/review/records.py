"""
What do conflicts, trainings and the partner's own answers say about causes?

Conflicts count as what they are: unfinished business of the vendor's making,
whoever is right. Answers count where the firm gave them by name and agreed that
they are used for this; an anonymous survey is never read. A certificate that is
missing is the partner's gap, or the vendor's where nobody teaches it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, TypeAlias

from partnerkit.conflicts.conflict import Conflict
from partnerkit.engagement.replies import Affirming, says_problem
from partnerkit.facts.network import Network
from partnerkit.facts.survey import Answer, Survey
from partnerkit.facts.training import Course
from partnerkit.lifecycle.learning import is_given_in
from partnerkit.review.evidence import STRENGTHS, Evidence, Strength, day_of
from partnerkit.review.responsibility import is_there
from partnerkit.values.reasons import Reason

__all__ = [
    "Affirming",
    "Required",
    "answer_evidence",
    "conflict_evidence",
    "recorded_evidence",
    "training_evidence",
]

#: Partner -> the names of the certifications it needs.
Required: TypeAlias = Mapping[str, Collection[str]]


def __dir__() -> list[str]:
    return __all__


def recorded_evidence(
    network: Network | None,
    conflicts: Iterable[Conflict],
    required: Required,
    causes: Collection[str],
    partners: Collection[str],
    *,
    as_of: datetime,
    purpose: str,
    affirming: Affirming | None,
) -> Iterator[Evidence]:
    """
    Give all that stands on record: conflicts, and of a network that is known, answers and trainings.

    >>> list(recorded_evidence(None, [], {}, ["training-gap"], ["P-4"], as_of=datetime.fromisoformat("2026-06-30T00:00Z"), purpose="review", affirming=None))
    []
    """
    day = day_of(as_of)
    yield from conflict_evidence(conflicts, partners, as_of=day)
    if network is not None:
        yield from answer_evidence(
            network, causes, partners, as_of=as_of, purpose=purpose, affirming=affirming
        )
        yield from training_evidence(network, required, partners, as_of=day)


def conflict_evidence(
    conflicts: Iterable[Conflict], partners: Collection[str], *, as_of: date
) -> Iterator[Evidence]:
    """
    Give the evidence in open conflicts: one is weak, two clear, three strong.

    The partner may read it: it counts its own conflicts, and says nothing of the others in them.

    >>> list(conflict_evidence([], {"P-4"}, as_of=date(2026, 6, 30)))
    []
    """
    found: defaultdict[str, list[Conflict]] = defaultdict(list)
    for conflict in conflicts:
        for party in conflict.parties:
            if party in partners:
                found[party].append(conflict)
    for partner, met in sorted(found.items()):
        # Their gravity depends on what others have at stake, which the partner may not learn.
        size = min(len(met), len(STRENGTHS))
        yield Evidence(
            partner=partner,
            cause="channel-conflict",
            speaks="for",
            strength=STRENGTHS[size - 1],
            source="records",
            on=as_of,
            reason=Reason("conflicts-open", {"count": len(met)}),
            open=True,
        )


def answer_evidence(
    network: Network,
    causes: Collection[str],
    partners: Collection[str],
    *,
    as_of: datetime,
    purpose: str = "review",
    affirming: Affirming | None = None,
) -> Iterator[Evidence]:
    """
    Give what partners said by name and agreed to have used for *purpose*; of one question the latest answer counts.

    A choice that bears the code of a cause, or a reply that *affirming* names, speaks for it clearly. Of a question
    that asks about a cause on a scale, the lowest third speaks for it clearly and the highest weakly against it.

    >>> list(answer_evidence(Network.of(), ["too-few-leads"], ["P-4"], as_of=datetime.fromisoformat("2026-06-30T00:00Z")))
    []
    """
    named = {each.id: each for each in network.surveys if each.mode == "named"}
    latest: dict[tuple[str, str, str], Answer] = {}
    for answer in network.answers:
        survey = named.get(answer.survey)
        if survey is None or answer.partner is None or answer.partner not in partners:
            continue
        consent = answer.consent
        if consent is None or consent.purpose != purpose or not consent.is_given(as_of=as_of):
            continue
        key = (answer.partner, survey.series or survey.id, answer.question)
        # Of one day the last in the order of the network counts, as in the results of a survey.
        if key not in latest or (latest[key].on, latest[key].survey) <= (answer.on, answer.survey):
            latest[key] = answer
    for answer in latest.values():
        yield from _told(answer, named[answer.survey], causes, affirming or {})


def _told(
    answer: Answer, survey: Survey, causes: Collection[str], affirming: Affirming
) -> Iterator[Evidence]:
    question = survey.question(answer.question)
    if question is None:
        return
    given: dict[str, Any] = {"partner": answer.partner, "source": "survey", "on": answer.on, "open": True}
    reason = Reason("said-in-survey", {"survey": survey.id, "question": question.id})
    replies = answer.reply if isinstance(answer.reply, tuple) else (answer.reply,)
    if question.kind in {"choice", "choices"}:
        for cause in sorted({str(each) for each in replies} & {*causes} - {str(question.cause)}):
            yield Evidence(cause=cause, speaks="for", strength="clear", reason=reason, **given)
    if question.cause not in causes:
        return
    says = says_problem(question, replies, affirming.get(question.id))
    if says is not None:
        yield Evidence(
            cause=str(question.cause),
            speaks="for" if says else "against",
            strength="clear" if says else "weak",
            reason=reason if says else Reason("denied-in-survey", dict(reason.facts)),
            **given,
        )


def training_evidence(
    network: Network, required: Required, partners: Collection[str], *, as_of: date
) -> Iterator[Evidence]:
    """
    Give the evidence in certifications that are needed and not held: one is clear, several are strong.

    Where no course of the catalogue gives one of them in a language the partner works in, that is the vendor's.

    >>> from partnerkit import Partner
    >>> told = training_evidence(Network.of(Partner(id="P-4")), {"P-4": ["spindle"]}, {"P-4"}, as_of=date(2026, 6, 30))
    >>> [(each.cause, each.strength) for each in told]
    [('training-gap', 'clear'), ('no-training-offered', 'clear')]
    """
    held = _held(network, as_of)
    taught: defaultdict[str, list[Course]] = defaultdict(list)
    for course in network.courses:
        if course.certifies is not None:
            taught[course.certifies].append(course)
    spoken = {each.id: each.languages for each in network.partners}
    for partner, names in sorted(required.items()):
        lacking = tuple(sorted({*names} - held[partner]))
        given: dict[str, Any] = {"partner": partner, "source": "records", "on": as_of, "open": True}
        if partner not in partners:
            continue
        if not lacking:
            reason = Reason("certifications-complete", {"count": len({*names})})
            yield Evidence(cause="training-gap", speaks="against", strength="clear", reason=reason, **given)
            continue
        size: Strength = "strong" if len(lacking) > 1 else "clear"
        facts = {"certifications": lacking, "count": len(lacking)}
        yield Evidence(
            cause="training-gap",
            speaks="for",
            strength=size,
            reason=Reason("certifications-missing", facts),
            **given,
        )
        untaught = tuple(each for each in lacking if not _is_taught(taught[each], spoken.get(partner)))
        if untaught:
            facts = {"certifications": untaught, "count": len(untaught)}
            yield Evidence(
                cause="no-training-offered",
                speaks="for",
                strength="strong" if len(untaught) > 1 else "clear",
                reason=Reason("certifications-untaught", facts),
                **given,
            )


def _is_taught(courses: Iterable[Course], spoken: Collection[str] | None) -> bool:
    """Tell whether a course is given in a language that is spoken; where either is unknown, it may be."""
    return any(
        each.languages is None or spoken is None or any(is_given_in(each, name) for name in spoken)
        for each in courses
    )


def _held(network: Network, day: date) -> defaultdict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for partner in network.partners:
        found[partner.id] |= {
            each.name for each in partner.certifications if each.valid is None or each.valid.contains(day)
        }
    # What a person has learned leaves with the person.
    employers = {each.id: each.employer for each in network.people if is_there(each, day)}
    for result in network.training_results:
        certified = result.certification()
        owner = result.partner or employers.get(result.person or "")
        if (
            certified is not None
            and owner is not None
            and (certified.valid is None or certified.valid.contains(day))
        ):
            found[owner].add(certified.name)
    return found
