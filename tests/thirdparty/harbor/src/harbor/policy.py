"""A policy of somebody else: whoever has fewest leads goes first, and among those who is owed most."""

from fractions import Fraction
from typing import ClassVar

import attrs

from partnerkit import Money
from partnerkit.leads import Fit
from partnerkit.leads.policy import Basis, Counting


@attrs.frozen(kw_only=True)
class FewestFirst:
    """It promises no bound, and is explained by its scores."""

    name: ClassVar[str] = "fewest-first"
    basis: ClassVar[Basis] = "score"

    pool: str = "default"
    value: Counting = "unit"
    default_value: Money | None = None
    fairness_cap: Money | None = None
    fit: Fit | None = None
    fit_weight: Money | None = None

    def weight(self, partner):
        """Return what each partner is owed."""
        return Fraction(1)

    def score(self, standing):
        """Return who goes first."""
        return (standing.leads == standing.leads.min()) * (1 << 40) + standing.owed
