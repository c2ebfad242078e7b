"""
Whom do we want as a partner, and who fits?

An ideal partner is a list of weighted criteria as data, some of them musts.
What a candidate's record leaves out is not known here, and opens no door: a
prospect's record is a guess, and nothing is promised on a guess. Candidates who
might meet a must are told apart from those who do not.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal, final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from partnerkit.facts.partner import Partner
from partnerkit.facts.tree import Tree
from partnerkit.lifecycle.fitting import Weighed, weigh
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.exact import quotient
from partnerkit.values.fields import as_tuple
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.markup import small_table
from partnerkit.values.reasons import Reason

__all__ = ["CandidateFit", "Criterion", "CriterionFit", "Fits", "PartnerProfile", "Verdict", "fit"]

#: All musts are met; one is not known; one is not met.
Verdict = Literal["fails", "open", "fits"]
VERDICTS: tuple[Verdict, ...] = ("fails", "open", "fits")

#: What of a partner can be asked for, beside what a host adds as "attributes.NAME".
_PLAIN = ("type", "tier", "program", "form", "system", "currency", "parent", "capacity", "timezone")
_LISTS = ("territories", "products", "languages", "other_lines", "certifications")
ASKED = (*_PLAIN, *_LISTS)

_HOST = "attributes."

#: What a yes or a no is as a word.
_YES_NO: Mapping[Any, str] = MappingProxyType({True: "true", False: "false"})
_asked = fields.Check(
    lambda value: (
        value in ASKED
        or (isinstance(value, str) and value.startswith(_HOST) and fields.is_identifier(value[len(_HOST) :]))
    ),
    f"use one of {', '.join(ASKED)}, or attributes.NAME for what you add to partners",
)
_words = fields.optional(fields.each(fields.identifier, least=1))
_bound = fields.optional(
    fields.Check(
        lambda value: type(value) is int or fields.is_decimal(value), "use a whole number or a finite Decimal"
    )
)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Criterion:
    """
    One thing we want of a partner: one word of several, all of several, or a number that is large or small enough.

    A yes or no is the word "true" or "false". Of a number, `least` (or `most`) is what it takes to meet the criterion, and `best` is where more (or less) no
    longer counts; in between the degree runs evenly from 0 to 1. Without `best`, what meets it is as good as it gets.

    >>> Criterion(asks="attributes.employees", weight=2, least=5, best=50).degree(14)
    (Decimal('0.2'), True)
    """

    #: A field of a partner, or "attributes.NAME" for what a host adds.
    asks: str = field(validator=_asked)

    #: Only the proportions matter.
    weight: int = field(default=1, validator=fields.whole_number(least=1, most=1_000))

    #: Whether nobody fits without it.
    must: bool = field(default=False, validator=fields.truth)
    any_of: tuple[str, ...] | None = field(default=None, converter=as_tuple, validator=_words)
    all_of: tuple[str, ...] | None = field(default=None, converter=as_tuple, validator=_words)
    least: int | Decimal | None = field(default=None, validator=_bound)
    most: int | Decimal | None = field(default=None, validator=_bound)
    best: int | Decimal | None = field(default=None, validator=_bound)

    def __attrs_post_init__(self) -> None:
        asked = [name for name in ("any_of", "all_of", "least", "most") if getattr(self, name) is not None]
        if len(asked) != 1:
            remedy = "state one of any_of, all_of, least and most"
            raise InvalidValue(path="any_of", value=shown(", ".join(asked) or None), remedy=remedy)
        bound = self.least if self.most is None else self.most
        if self.best is None:
            return
        if bound is None or (self.best <= bound if self.most is None else self.best >= bound):
            remedy = (
                f"use a number {'above' if self.most is None else 'below'} {bound}"
                if bound is not None
                else "leave it out"
            )
            raise InvalidValue(path="best", value=shown(str(self.best)), remedy=remedy)

    def degree(self, value: Any, wanted: Mapping[str, frozenset[str]] | None = None) -> tuple[Decimal, bool]:
        """
        Return how well *value* does, from 0 to 1, and whether it meets the criterion.

        *wanted* may say, for each word that is asked for, what else stands for it, as a territory above it does.
        """
        if self.any_of is not None or self.all_of is not None:
            words = self.any_of or self.all_of or ()
            has = set(value) if isinstance(value, tuple) else {_YES_NO.get(value, value)}
            found = sum(not has.isdisjoint((wanted or {}).get(each, {each})) for each in words)
            if self.any_of is not None:
                return Decimal(bool(found)), found > 0
            return quotient(Fraction(found, len(words))), found == len(words)
        bound = self.least if self.most is None else self.most
        assert bound is not None  # noqa: S101  # one of the four is stated
        meets = value >= bound if self.most is None else value <= bound
        if self.best is None or not meets:
            return Decimal(meets), meets
        part = (Fraction(value) - Fraction(bound)) / (Fraction(self.best) - Fraction(bound))
        return quotient(min(part, Fraction(1))), True


@final
@frozen(kw_only=True)
class PartnerProfile:
    """
    The partner we look for.

    >>> PartnerProfile(id="service", criteria=[Criterion(asks="type", any_of=["dealer"], must=True)]).criteria[0].must
    True
    """

    id: str = field(validator=fields.identifier)
    criteria: tuple[Criterion, ...] = field(
        converter=as_tuple, validator=fields.each(fields.instance(Criterion, "a Criterion"), least=1)
    )


@final
@frozen(kw_only=True)
class CriterionFit:
    """How a candidate does in one criterion."""

    criterion: Criterion

    #: None is not known.
    value: Any
    degree: float | None
    met: bool | None

    #: What it brings into the fit; they add up to it.
    contribution: float

    @property
    def reason(self) -> Reason:
        """The same as a code and facts."""
        facts = {"field": self.criterion.asks.removeprefix(_HOST), "must": self.criterion.must}
        if self.degree is None:
            return Reason("profile-unknown", facts)
        code = (
            "profile-met"
            if self.met
            else "profile-must-not-met"
            if self.criterion.must
            else "profile-not-met"
        )
        degree = round(100 * self.degree)
        return Reason(code, {**facts, "value": self.value, "degree": degree})


@final
@frozen(kw_only=True)
class CandidateFit:
    """How a candidate does, criterion by criterion."""

    candidate: str
    verdict: Verdict

    #: From 0 to 1 over what is known; None where nothing is.
    fit: float | None
    coverage: float
    criteria: tuple[CriterionFit, ...]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The verdict, then each criterion."""
        facts = {
            "candidate": self.candidate,
            "fit": None if self.fit is None else round(100 * self.fit),
            "coverage": round(100 * self.coverage),
        }
        codes = {"fits": "candidate-fits", "open": "candidate-open", "fails": "candidate-fails"}
        return (Reason(codes[self.verdict], facts), *(each.reason for each in self.criteria))


@final
@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Fits(Mapping[str, CandidateFit]):
    """Candidate -> how it fits; made when it is asked for."""

    profile: PartnerProfile
    candidates: tuple[str, ...]
    weighed: Weighed
    _values: tuple[Sequence[Any], ...] = field(alias="values_")
    _degrees: NDArray[np.float64] = field(alias="degrees")
    _met: NDArray[np.bool_] = field(alias="met")

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        return {name: row for row, name in enumerate(self.candidates)}

    def __getitem__(self, candidate: str) -> CandidateFit:
        row = self._rows.get(candidate)
        if row is None:
            raise NotFound.among(self.candidates, path="candidate", key=candidate)
        fit_ = float(self.weighed.fit[row])
        return CandidateFit(
            candidate=candidate,
            verdict=VERDICTS[self.weighed.verdict[row]],
            fit=None if np.isnan(fit_) else fit_,
            coverage=float(self.weighed.coverage[row]),
            criteria=tuple(self._criterion(row, column) for column in range(len(self.profile.criteria))),
        )

    def _criterion(self, row: int, column: int) -> CriterionFit:
        degree = float(self._degrees[row, column])
        known = not np.isnan(degree)
        return CriterionFit(
            criterion=self.profile.criteria[column],
            value=self._values[column][row],
            degree=degree if known else None,
            met=bool(self._met[row, column]) if known else None,
            contribution=float(self.weighed.contributions[row, column]) if known else 0.0,
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self.candidates)

    def __len__(self) -> int:
        return len(self.candidates)

    def __repr__(self) -> str:
        counts = np.bincount(self.weighed.verdict, minlength=3).tolist()
        return f"<Fits of {len(self)} candidates: {counts[2]} fit, {counts[1]} open, {counts[0]} not>"

    @property
    def shortlist(self) -> tuple[str, ...]:
        """Those who fit, the best first, then those of whom a must is not known; equal ones as they came."""
        fit_, verdict = np.nan_to_num(self.weighed.fit, nan=-1.0), self.weighed.verdict
        order = np.lexsort((np.arange(len(self)), -fit_, -verdict))
        return tuple(self.candidates[row] for row in order.tolist() if verdict[row])

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return a row for each candidate: verdict, fit, coverage, and the contribution of each criterion."""
        columns: dict[str, Any] = {
            "candidate": np.array(self.candidates, dtype=object),
            "verdict": np.array(VERDICTS, dtype=object)[self.weighed.verdict],
            "fit": self.weighed.fit,
            "coverage": self.weighed.coverage,
        }
        for column, each in enumerate(self.profile.criteria):
            columns[f"{column + 1} {each.asks}"] = np.nan_to_num(self.weighed.contributions[:, column])
        return to_frame(columns, kind)

    _repr_html_ = small_table


def fit(
    profile: PartnerProfile,
    candidates: Sequence[Partner],
    *,
    as_of: date | None = None,
    territories: Tree | None = None,
    products: Tree | None = None,
) -> Fits:
    """
    Tell how well *candidates* fit *profile*, and why.

    Parameters
    ----------
    as_of
        Certifications count that are valid on this day; without it, all of them.
    territories, products
        Trees: who serves a territory serves what lies below it.

    Raises
    ------
    InvalidValue, InvalidInput
        For candidates named twice, attributes that no candidate has, and numbers asked of what is no number.

    >>> profile = PartnerProfile(
    ...     id="service",
    ...     criteria=[
    ...         Criterion(asks="type", any_of=["dealer"], must=True),
    ...         Criterion(asks="languages", all_of=["de", "en"], weight=3),
    ...     ],
    ... )
    >>> found = fit(profile, [Partner(id="P-1", type="dealer", languages=["de"]), Partner(id="P-2", languages=["de", "en"])])
    >>> found["P-1"].fit, found["P-1"].verdict, found["P-2"].verdict
    (0.625, 'fits', 'open')
    """
    names = tuple(each.id for each in candidates)
    raise_faults(_faults(profile, candidates, names))
    trees = {"territories": territories, "products": products}
    degrees = np.full((len(names), len(profile.criteria)), np.nan)
    met = np.zeros(degrees.shape, dtype=bool)
    values = []
    for column, each in enumerate(profile.criteria):
        read = list(map(_reader(each.asks, as_of), candidates))
        values.append(read)
        judged = _judged(each, read, _stands_for(each, trees.get(each.asks)))
        degrees[:, column] = [degree for degree, _ in judged]
        met[:, column] = [is_met for _, is_met in judged]
    weights = np.array([each.weight for each in profile.criteria], dtype=np.float64)
    must = np.array([each.must for each in profile.criteria])
    return Fits(
        profile=profile,
        candidates=names,
        weighed=weigh(degrees, met, weights, must),
        values_=tuple(values),
        degrees=degrees,
        met=met,
    )


def _reader(name: str, as_of: date | None) -> Callable[[Partner], Any]:
    """Return what reads a field; None is not known, a list that may be empty is known to be so."""
    if name.startswith(_HOST):
        return lambda partner: partner.attributes.get(name[len(_HOST) :])
    if name == "certifications":
        return lambda partner: tuple(
            each.name
            for each in partner.certifications
            if as_of is None or each.valid is None or each.valid.contains(as_of)
        )
    return lambda partner: getattr(partner, name)


def _stands_for(criterion: Criterion, tree: Tree | None) -> Mapping[str, frozenset[str]]:
    words = criterion.any_of or criterion.all_of or ()
    if tree is None:
        return MappingProxyType({})
    return {each: frozenset(tree.ancestors(each)) for each in words}


def _judged(
    criterion: Criterion, values: Sequence[Any], wanted: Mapping[str, frozenset[str]]
) -> list[tuple[float, bool]]:
    """Judge each value once, however many have it."""
    known: dict[Any, tuple[float, bool]] = {None: (float("nan"), False)}
    for value in values:
        if value not in known:
            degree, is_met = criterion.degree(value, wanted)
            known[value] = float(degree), is_met
    return [known[value] for value in values]


def _faults(
    profile: PartnerProfile, candidates: Sequence[Partner], names: Sequence[str]
) -> Iterator[InvalidValue]:
    seen: set[str] = set()
    for place, name in enumerate(names):
        if name in seen:
            yield InvalidValue(
                path=f"candidates[{place}].id", value=shown(name), remedy="give each candidate once"
            )
        seen.add(name)
    for place, each in enumerate(profile.criteria):
        read = [value for value in map(_reader(each.asks, None), candidates) if value is not None]
        path = f"profile.criteria[{place}]"
        if candidates and not read and each.asks.startswith(_HOST):
            remedy = "name an attribute that partners have"
            yield InvalidValue(path=f"{path}.asks", value=shown(each.asks), remedy=remedy)
        strange = next((value for value in read if not _suits(each, value)), None)
        if strange is not None:
            remedy = (
                "ask for numbers with least or most"
                if each.any_of is not None or each.all_of is not None
                else "ask for words with any_of or all_of"
                if isinstance(strange, str | tuple | bool)
                else "use a whole number or a Decimal"
            )
            yield InvalidValue(path=path, value=f"{each.asks}: {shown(strange)}", remedy=remedy)


def _suits(criterion: Criterion, value: Any) -> bool:
    if criterion.any_of is not None or criterion.all_of is not None:
        return isinstance(value, str | tuple | bool)
    return type(value) is int or isinstance(value, Decimal)
