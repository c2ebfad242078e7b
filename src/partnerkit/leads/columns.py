"""
By what is a partner found, as far as one rule goes?

By a token that lead and partner have in common, such as a territory, or by all
that the rule reads of him, such as his status. So a lead is looked up, and what
many partners have in common is judged once. A column follows what changes, and
is a value: who holds the old one still sees what he saw.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.facts.lead import Lead
from partnerkit.leads.rule import UNKNOWN, EligibilityRule, Occasion

__all__ = ["GONE", "Column", "Mask", "grown"]

#: What stands in the place of a partner who is gone.
GONE: Final = object()

Mask: TypeAlias = NDArray[np.bool_]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(eq=False)
class Column:
    """
    What one rule reads of every partner, by place.

    >>> from datetime import UTC, datetime
    >>> from partnerkit.leads.coverage import TERRITORY
    >>> column = Column.of(TERRITORY, [("de",), None, ("se", "de")])
    >>> column.passes(Lead(id="L-17", territory="se"), Occasion(as_of=datetime(2026, 3, 2, tzinfo=UTC))).tolist()
    [False, True, True]
    """

    rule: EligibilityRule

    #: Where nothing is said, so that nothing is restricted; and where that opens no door.
    blank: Mask
    unknown: Mask

    #: The places by what they are found by: a token, or all that the rule reads.
    found: Mapping[Hashable, Sequence[int]]

    def passes(self, lead: Lead, occasion: Occasion) -> Mask | None:
        """Return whom the rule lets take *lead*; None if it lets everybody."""
        rule, wanted = self.rule, self.rule.of_lead(lead)
        if rule.restricts is not None and wanted is None:
            return None
        if rule.tokens is None:
            return self._judged(wanted, occasion)
        places = [
            place for token in rule.tokens.of_wanted(wanted, occasion) for place in self.found.get(token, ())
        ]
        if rule.tokens.opens:
            passes = self.blank.copy()
            passes[places] = True
            return passes
        if not places:
            return ~self.unknown if rule.restricts is not None else None
        passes = ~self.unknown
        passes[places] = False
        return passes

    def _judged(self, wanted: Any, occasion: Occasion) -> Mask | None:
        against = [
            place
            for own, places in self.found.items()
            if self.rule.judge(wanted, own, occasion) is not None
            for place in places
        ]
        if not against:
            return None
        passes = np.ones(len(self.blank), dtype=np.bool_)
        passes[against] = False
        return passes

    def with_own(self, size: int, changed: Iterable[tuple[int, Any, Any]]) -> "Column":
        """Return the column of *size* places, where each place *changed* from one thing to another."""
        blank, unknown = grown(self.blank, size), grown(self.unknown, size)
        found = dict(self.found)
        for place, before, now in changed:
            for token in _tokens(self.rule, before):
                left = tuple(each for each in found[token] if each != place)
                found[token] = left
                if not left:
                    del found[token]
            for token in _tokens(self.rule, now):
                found[token] = (*found.get(token, ()), place)
            blank[place], unknown[place] = now is None, now is UNKNOWN
        return Column(self.rule, blank, unknown, found)

    @classmethod
    def of(cls, rule: EligibilityRule, own: Sequence[Hashable]) -> "Column":
        """Put down what *rule* reads of every partner."""
        alike = _places(own)
        blank, unknown = np.zeros((2, len(own)), dtype=np.bool_)
        blank[[*alike.get(None, ())]] = True
        unknown[[*alike.get(UNKNOWN, ())]] = True
        if rule.tokens is None:
            return cls(rule, blank, unknown, alike)
        alike.pop(None, None)
        alike.pop(UNKNOWN, None)
        if rule.tokens.of_own is None:
            return cls(rule, blank, unknown, alike)
        found: defaultdict[Hashable, list[int]] = defaultdict(list)
        for each, places in alike.items():
            for token in _tokens(rule, each):
                found[token] += places
        return cls(rule, blank, unknown, found)


def _places(own: Sequence[Hashable]) -> dict[Hashable, Sequence[int]]:
    """Return by what is read the places where it is: of many partners mostly one and the same, or each its own."""
    if len(set(own)) == len(own):
        return dict(zip(own, zip(range(len(own))), strict=True))
    found: defaultdict[Hashable, list[int]] = defaultdict(list)
    for place, each in enumerate(own):
        found[each].append(place)
    return {**found}


def _tokens(rule: EligibilityRule, own: Any) -> Iterable[Hashable]:
    if own is GONE:
        return ()
    if rule.tokens is None:
        return (own,)
    if own is None or own is UNKNOWN:
        return ()
    # A rule may say one token twice, such as for two spellings; a place is kept under it once.
    return (own,) if rule.tokens.of_own is None else dict.fromkeys(rule.tokens.of_own(own))


def grown(mask: Mask, size: int) -> Mask:
    """
    Return *mask* with places added that say no.

    >>> grown(np.array([True]), 3).tolist()
    [True, False, False]
    """
    return np.concatenate([mask, np.zeros(size - len(mask), dtype=np.bool_)])
