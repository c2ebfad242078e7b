"""
What do partners tell us when we ask?

In a named survey the firm answers and stands by it. In an anonymous one
nobody may learn who said what: an answer bears a token that only its sender
can repeat, no partner, no other system's id, and a date without a time.
"""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, Literal, TypeAlias, final

from attrs import field, frozen

from partnerkit.facts import checks
from partnerkit.facts.consent import Consent, consent_before
from partnerkit.facts.fact import Fact, as_facts, refers_to
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.fields import as_tuple
from partnerkit.values.reasons import Facts
from partnerkit.values.time import Period

__all__ = ["Answer", "Question", "Survey"]

#: A point on the question's scale, one or several of its options, or words.
Reply: TypeAlias = int | str | tuple[str, ...]

#: The least anonymous group: in a group of two, each knows what the other said.
SMALLEST_GROUP = 3


def __dir__() -> list[str]:
    return __all__


_wording = fields.mapping_of(checks.language, fields.text)
_chosen = fields.each(fields.identifier)
_point = fields.whole_number()
_reply = fields.Check(
    lambda value: _point.accepts(value) or fields.is_text(value) or _chosen.accepts(value),
    "use a whole number, text or a list of options",
)
_options = fields.each(fields.identifier, least=2)


@final
@frozen(kw_only=True)
class Question:
    """
    One question, with the answers it allows.

    >>> Question(id="recommend", kind="scale", least=0, most=10, words={"en": "Would you recommend us?"}).most
    10
    """

    id: str = field(validator=fields.identifier)

    #: "scale": a whole number; "choice": one option; "choices": several; "text": words.
    kind: Literal["scale", "choice", "choices", "text"] = field(
        validator=fields.choice("scale", "choice", "choices", "text")
    )

    #: The question in each language it is asked in.
    words: Facts = field(factory=Facts, converter=as_facts, validator=_wording)

    #: The ends of a scale; 0 and 10 for the question whether one would recommend.
    least: int | None = field(default=None, validator=fields.optional(fields.whole_number(most=1_000)))
    most: int | None = field(default=None, validator=fields.optional(fields.whole_number(most=1_000)))
    options: tuple[str, ...] | None = field(
        default=None, converter=as_tuple, validator=fields.optional(_options)
    )

    #: The problem it asks about, such as "too-few-leads" or "channel-conflict".
    cause: str | None = field(default=None, validator=fields.optional(checks.reason_code))

    def __attrs_post_init__(self) -> None:
        raise_faults(self._faults())

    def _faults(self) -> Iterator[InvalidValue]:
        for name in ("least", "most"):
            yield from self._needed(name, needed=self.kind == "scale")
        yield from self._needed("options", needed=self.kind in {"choice", "choices"})
        if self.least is not None and self.most is not None and self.most <= self.least:
            yield InvalidValue(
                path="most", value=shown(self.most), remedy=f"use more than least, {self.least}"
            )

    def _needed(self, name: str, *, needed: bool) -> Iterator[InvalidValue]:
        value = getattr(self, name)
        if needed != (value is not None):
            remedy = "state it" if needed else "leave it out"
            yield InvalidValue(path=name, value=shown(value), remedy=f"{remedy} for kind {self.kind}")

    def allows(self, value: object) -> bool:
        """Tell whether *value* answers the question."""
        if self.kind == "scale":
            return type(value) is int and (self.least or 0) <= value <= (self.most or 0)
        if self.kind == "choice":
            return value in (self.options or ())
        if self.kind == "choices":
            return isinstance(value, tuple) and set(value) <= set(self.options or ())
        return fields.is_text(value)


@final
@frozen(kw_only=True)
class Survey(Fact):
    """
    A wave of questions to partners, named or anonymous.

    >>> asked = Question(id="leads", kind="choice", options=["enough", "too-few"], cause="too-few-leads")
    >>> Survey(id="S-2026-1", wave=1, mode="anonymous", questions=[asked]).minimum_group
    5
    """

    id: str = field(validator=fields.identifier)
    name: str = field(default="", validator=fields.text)

    #: What repeats: surveys of one series are compared wave by wave.
    series: str | None = field(default=None, validator=fields.optional(fields.identifier))
    wave: int = field(validator=fields.whole_number(least=1, most=10_000))
    mode: Literal["named", "anonymous"] = field(validator=fields.choice("named", "anonymous"))
    questions: tuple[Question, ...] = field(
        converter=as_tuple, validator=fields.each(fields.instance(Question, "a Question"), least=1)
    )

    #: The days on which answers are taken.
    period: Period | None = field(default=None, validator=fields.optional(checks.period))

    #: Fewer answers than this are shown to nobody, not even as a mean.
    minimum_group: int = field(default=5, validator=fields.whole_number(least=1, most=10_000))

    #: The partners that were asked; None is all.
    partners: tuple[str, ...] | None = field(
        default=None,
        converter=as_tuple,
        validator=fields.optional(checks.identifiers),
        metadata=refers_to("Partner"),
    )

    def _faults(self) -> Iterator[InvalidValue]:
        ids = [each.id for each in self.questions]
        for place, each in enumerate(ids):
            if each in ids[:place]:
                yield InvalidValue(
                    path=f"questions[{place}].id", value=shown(each), remedy="give each question its own id"
                )
        if self.mode == "anonymous" and self.minimum_group < SMALLEST_GROUP:
            yield InvalidValue(
                path="minimum_group",
                value=shown(self.minimum_group),
                remedy=f"use at least {SMALLEST_GROUP}: in a smaller group the others know who it was",
            )

    def question(self, id: str) -> Question | None:  # noqa: A002  # as every noun calls it
        """Return the question *id*; None if the survey does not ask it."""
        return next((each for each in self.questions if each.id == id), None)

    def faults_of(self, answer: "Answer") -> tuple[InvalidValue, ...]:
        """Return why *answer* cannot belong to this survey; nothing if it can."""
        return tuple(self._answer_faults(answer))

    def _answer_faults(self, answer: "Answer") -> Iterator[InvalidValue]:
        if answer.survey != self.id:
            yield InvalidValue(path="survey", value=shown(answer.survey), remedy=f"use {self.id}")
        if self.mode == "anonymous" and answer.partner is not None:
            yield InvalidValue(
                path="partner", value="(withheld)", remedy="leave it out: the survey is anonymous"
            )
        if self.mode == "named" and answer.partner is None:
            yield InvalidValue(path="partner", value="None", remedy="name it: the survey is named")
        if self.period is not None and not self.period.contains(answer.on):
            yield InvalidValue(
                path="on", value=shown(str(answer.on)), remedy=f"use a day within {self.period}"
            )
        question = self.question(answer.question)
        if question is None:
            known = ", ".join(each.id for each in self.questions[:12])
            yield InvalidValue(path="question", value=shown(answer.question), remedy=f"use one of {known}")
        elif not question.allows(answer.reply):
            yield InvalidValue(
                path="reply",
                value=shown(answer.reply),
                remedy=f"answer the question {question.id} as it allows",
            )


@final
@frozen(kw_only=True)
class Answer(Fact):
    """
    What one respondent replied to one question.

    It is known from the end of its day in UTC, or from `known_from` on that day.

    >>> Answer(survey="S-2026-1", question="leads", respondent="9f2c", on=date(2026, 3, 2), reply="enough").reply
    'enough'
    """

    survey: str = field(validator=fields.identifier, metadata=refers_to("Survey"))
    question: str = field(validator=fields.identifier)

    #: The firm that answers, in a named survey.
    partner: str | None = field(
        default=None, validator=fields.optional(fields.identifier), metadata=refers_to("Partner")
    )

    #: In an anonymous survey: what pairs the answers of one sender over the waves, and tells nothing else.
    respondent: str | None = field(default=None, validator=fields.optional(fields.identifier))

    #: A day without a time, which would tell who was online.
    on: date = field(validator=fields.calendar_date)
    reply: Reply = field(converter=as_tuple, validator=_reply)

    #: What the firm permitted to do with its answer; None permits nothing but counting it.
    consent: Consent | None = field(
        default=None, validator=fields.optional(fields.instance(Consent, "a Consent")), repr=False
    )

    def _happened_at(self) -> datetime:
        return self._day_over(self.on)

    def _undone(self, moment: datetime) -> dict[str, Any]:
        return consent_before(self.consent, moment)

    def _faults(self) -> Iterator[InvalidValue]:
        if (self.partner is None) == (self.respondent is None):
            found = "None" if self.partner is None else "(withheld)"
            yield InvalidValue(
                path="respondent", value=found, remedy="name either the partner or the respondent's token"
            )
        if self.respondent is None:
            return
        for name in ("external_ids", "attributes", "source", "consent"):
            if getattr(self, name):
                yield InvalidValue(
                    path=name, value="(withheld)", remedy="leave it out: it can tell who answered"
                )
        if self.known_from is not None and self.known_from.time() != time():
            yield InvalidValue(
                path="known_from",
                value="(withheld)",
                remedy="use a midnight in UTC: a time tells who was online",
            )
