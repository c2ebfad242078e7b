"""
What can be learned, who was there, what runs out, and did it help?

The catalogue, bookings and results are facts; here they are asked. Whether a
course helps is measured of firms, beside others that did not take it.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import final

from attrs import frozen

from partnerkit.facts import checks
from partnerkit.facts.intervention import Intervention
from partnerkit.facts.training import FORMATS, Course, CourseFormat, Enrolment, TrainingResult
from partnerkit.values import fields
from partnerkit.values.errors import NotFound
from partnerkit.values.ids import joined
from partnerkit.values.money import Money
from partnerkit.values.reasons import Reason
from partnerkit.values.rows import Rows

__all__ = [
    "Attendance",
    "Expiring",
    "attendance",
    "expiring_certificates",
    "find_courses",
    "is_given_in",
    "latest_certificates",
    "training_interventions",
]


def __dir__() -> list[str]:
    return __all__


def find_courses(
    courses: Iterable[Course],
    *,
    language: str | None = None,
    format: CourseFormat | None = None,  # noqa: A002  # the name of the field
    product: str | None = None,
    certifies: str | None = None,
    most_minutes: int | None = None,
    most_fee: Money | None = None,
) -> Rows[Course]:
    """
    Find what the catalogue has that fits; what is not known of a course fits no demand.

    "de" asks for German of any country, "de-AT" for that of Austria or for German at large.

    >>> catalogue = [
    ...     Course(id="C-7", format="online", languages=["de"], minutes=90, fee=Money.of("0", "EUR")),
    ...     Course(id="C-8", format="offline", languages=["sv"]),
    ... ]
    >>> [each.id for each in find_courses(catalogue, language="de", format="online", most_minutes=120)]
    ['C-7']
    """
    fields.check(
        {
            "format": (fields.optional(fields.choice(*FORMATS)), format),
            "most_minutes": (fields.optional(fields.whole_number()), most_minutes),
            "language": (fields.optional(checks.language), language),
            "most_fee": (fields.optional(fields.instance(Money, "Money")), most_fee),
        }
    )
    asked = {"format": format, "product": product, "certifies": certifies}
    return Rows(
        Course,
        (
            each
            for each in courses
            if all(wanted is None or getattr(each, name) == wanted for name, wanted in asked.items())
            and (language is None or is_given_in(each, language))
            and (most_minutes is None or (each.minutes is not None and each.minutes <= most_minutes))
            and (most_fee is None or (each.fee is not None and each.fee <= most_fee))
        ),
    )


def is_given_in(course: Course, language: str) -> bool:
    """
    Tell whether a course is given in a language; one that names no region is that of any region.

    >>> is_given_in(Course(id="C-7", languages=["de"]), "de-AT")
    True
    """
    wanted = language.partition("-")[0]
    return any(
        each in (language, wanted) or (language == wanted and each.partition("-")[0] == wanted)
        for each in course.languages or ()
    )


@final
@frozen(kw_only=True)
class Attendance:
    """How many of those of one partner who were booked on a course came."""

    partner: str | None
    course: str
    booked: int
    completed: int
    missed: int
    canceled: int

    @property
    def part(self) -> Fraction | None:
        """The part that came, of those who completed the course or missed it; None while nobody did."""
        over = self.completed + self.missed
        return Fraction(self.completed, over) if over else None

    @property
    def reason(self) -> Reason:
        """The same as a code and facts."""
        facts = {
            "course": self.course,
            "completed": self.completed,
            "missed": self.missed,
            "booked": self.booked,
        }
        return Reason("course-attended", facts)


def attendance(enrolments: Iterable[Enrolment]) -> Rows[Attendance]:
    """
    Count who was booked and who came, by partner and course; of persons nothing is told.

    >>> from datetime import datetime
    >>> noon = datetime.fromisoformat("2026-03-02T12:00Z")
    >>> booked = [Enrolment(id=f"N-{n}", course="C-7", partner="P-4") for n in range(3)]
    >>> came = [booked[0].with_step(event, at=noon) for event in ("start", "miss")]
    >>> found = attendance([came[0].with_step("complete", at=noon), came[1], booked[2]])
    >>> found[0].booked, found[0].part
    (3, Fraction(1, 2))
    """
    counts: dict[tuple[str | None, str], dict[str, int]] = {}
    for each in enrolments:
        found = counts.setdefault((each.partner, each.course), {})
        found[each.status] = found.get(each.status, 0) + 1
    ordered = sorted(counts, key=lambda key: (key[0] or "", key[1]))
    return Rows(Attendance, (_attendance(*key, counts[key]) for key in ordered))


def _attendance(partner: str | None, course: str, found: Mapping[str, int]) -> Attendance:
    return Attendance(
        partner=partner,
        course=course,
        booked=sum(found.values()),
        **{name: found.get(name, 0) for name in ("completed", "missed", "canceled")},
    )


@final
@frozen(kw_only=True)
class Expiring:
    """A certificate that runs out, or has run out, and was not renewed."""

    certificate: str
    partner: str | None
    person: str | None
    course: str

    #: The first day on which it no longer holds.
    expires_on: date
    reason: Reason


def expiring_certificates(
    results: Iterable[TrainingResult], *, as_of: date, days: int = 90
) -> Rows[Expiring]:
    """
    Tell which certificates run out within *days*, or have, the first to go first; one that was renewed is not told.

    >>> passed = TrainingResult(
    ...     course="C-7", partner="P-4", on=date(2024, 4, 1), passed=True, certifies="spindle", expires_on=date(2026, 4, 1)
    ... )
    >>> [each.expires_on.isoformat() for each in expiring_certificates([passed], as_of=date(2026, 3, 2))]
    ['2026-04-01']
    """
    fields.check({"as_of": (fields.calendar_date, as_of), "days": (fields.whole_number(most=3_660), days)})
    last = as_of + timedelta(days=days)
    found = [each for each in latest_certificates(results, as_of=as_of) if _until(each) <= last]
    ordered = sorted(
        found, key=lambda each: (_until(each), each.partner or "", each.person or "", each.course)
    )
    return Rows(Expiring, map(_expiring, ordered, [as_of] * len(ordered)))


def latest_certificates(results: Iterable[TrainingResult], *, as_of: date) -> Rows[TrainingResult]:
    """
    Return for each holder and certificate the result by which it holds longest, of those that are known on a day.

    >>> first, again = (
    ...     TrainingResult(course="C-7", partner="P-4", on=date(year, 4, 1), passed=True, certifies="spindle", expires_on=date(year + 2, 4, 1))
    ...     for year in (2024, 2026)
    ... )
    >>> latest_certificates([first, again], as_of=date(2026, 4, 1)) == (again,), latest_certificates([first, again], as_of=date(2026, 3, 1)) == (first,)
    (True, True)
    """
    last: dict[tuple[str | None, str | None, str], TrainingResult] = {}
    for each in results:
        if each.certifies is None or each.on > as_of:
            continue
        key = each.partner, each.person, each.certifies
        if key not in last or _until(last[key]) < _until(each):
            last[key] = each
    return Rows(TrainingResult, last.values())


def _until(result: TrainingResult) -> date:
    return result.expires_on or date.max


def _expiring(result: TrainingResult, as_of: date) -> Expiring:
    until = _until(result)
    code = "certificate-over" if until <= as_of else "certificate-ends"
    holder = result.partner or str(result.person)
    return Expiring(
        certificate=str(result.certifies),
        partner=result.partner,
        person=result.person,
        course=result.course,
        expires_on=until,
        reason=Reason(code, {"certificate": result.certifies, "holder": holder, "until": until}),
    )


def training_interventions(
    results: Iterable[TrainingResult],
    *,
    as_of: date,
    courses: Iterable[Course] = (),
    remedy: str = "train-people",
) -> Rows[Intervention]:
    """
    Return for each firm and course the first day on which somebody passed, as `review.measure_effects` takes it.

    With *courses* the fee of the course is the cost of each; a course that is not among them is refused.

    >>> passed = TrainingResult(course="C-7", partner="P-4", on=date(2026, 4, 9), passed=True)
    >>> [(each.partner, each.remedy, str(each.started_on)) for each in training_interventions([passed], as_of=date(2026, 5, 1))]
    [('P-4', 'train-people', '2026-04-09')]
    """
    fields.check({"as_of": (fields.calendar_date, as_of), "remedy": (checks.reason_code, remedy)})
    catalogue = {each.id: each for each in courses}
    first: dict[tuple[str, str], date] = {}
    for each in results:
        if each.partner is None or not each.passed or each.on > as_of:
            continue
        if catalogue and each.course not in catalogue:
            raise NotFound.among(catalogue, path="courses", key=each.course)
        key = each.partner, each.course
        first[key] = min(each.on, first.get(key, each.on))
    return Rows(Intervention, _given(first, catalogue, remedy))


def _given(
    first: Mapping[tuple[str, str], date], catalogue: Mapping[str, Course], remedy: str
) -> Iterator[Intervention]:
    for partner, course in sorted(first):
        known = catalogue.get(course)
        yield Intervention(
            id=joined(remedy, partner, course),
            partner=partner,
            remedy=remedy,
            started_on=first[partner, course],
            cost=None if known is None else known.fee,
        )
