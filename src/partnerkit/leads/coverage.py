"""
Does a partner serve what the lead asks for: the place, the product, the language?

Who names nothing serves everything, unless what it left out is unknown.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from partnerkit.facts.tree import Tree
from partnerkit.leads.rule import EligibilityRule, Objections, Occasion

__all__ = ["LANGUAGE", "PRODUCT", "TERRITORY", "lineage"]


def __dir__() -> list[str]:
    return __all__


def lineage(wanted: str, tree: Tree | None) -> tuple[str, ...]:
    """
    Return what a partner may name to serve *wanted*: the id itself, and what lies above it.

    >>> lineage("de-north", Tree.from_parents({"de": None, "de-north": "de"})), lineage("mars", None)
    (('de-north', 'de'), ('mars',))
    """
    return tree.ancestors(wanted) if tree is not None and wanted in tree else (wanted,)


def _outside(fact: str, named: str, tree_of: Callable[[Occasion], Tree | None]) -> Objections:
    def objection(wanted: str, own: tuple[str, ...], occasion: Occasion) -> Mapping[str, object] | None:
        served = any(node in own for node in lineage(wanted, tree_of(occasion)))
        return None if served else {fact: wanted, named: own}

    return objection


def _inside(
    tree_of: Callable[[Occasion], Tree | None],
) -> Callable[[Sequence[Any], Sequence[Any], Occasion], NDArray[np.bool_]]:
    """Return the table that says the same as the objection: one row of ids is looked up, not every pair."""

    def table(wanted: Sequence[str], own: Sequence[tuple[str, ...]], occasion: Occasion) -> NDArray[np.bool_]:
        tree = tree_of(occasion)
        serving: dict[str, list[int]] = {}
        for place, named in enumerate(own):
            for node in named:
                serving.setdefault(node, []).append(place)
        passes = np.zeros((len(wanted), len(own)), dtype=np.bool_)
        for row, each in enumerate(wanted):
            for node in lineage(each, tree):
                passes[row, serving.get(node, [])] = True
        return passes

    return table


def _territories(occasion: Occasion) -> Tree | None:
    return occasion.territories


def _products(occasion: Occasion) -> Tree | None:
    return occasion.products


def _understands(wanted: str, spoken: str) -> bool:
    """Tell whether one tag is the other or a variety of it: sv-FI is served in sv, and sv in sv-FI."""
    return wanted == spoken or wanted.startswith(f"{spoken}-") or spoken.startswith(f"{wanted}-")


def _unspoken(wanted: str, own: tuple[str, ...], _: Occasion) -> Mapping[str, object] | None:
    if any(_understands(wanted, spoken) for spoken in own):
        return None
    return {"language": wanted, "spoken": own}


#: The lead's territory, or one above it, is among the partner's.
TERRITORY = EligibilityRule(
    "territory",
    of_lead=lambda lead: lead.territory,
    of_partner=lambda partner: partner.territories,
    objection=_outside("territory", "served", _territories),
    table=_inside(_territories),
    restricts="territories",
)

#: The lead's product, or one above it, is among the partner's.
PRODUCT = EligibilityRule(
    "product",
    of_lead=lambda lead: lead.product,
    of_partner=lambda partner: partner.products,
    objection=_outside("product", "carried", _products),
    table=_inside(_products),
    restricts="products",
)

#: The partner speaks the lead's language, or a variety of it.
LANGUAGE = EligibilityRule(
    "language",
    of_lead=lambda lead: lead.language,
    of_partner=lambda partner: partner.languages,
    objection=_unspoken,
    restricts="languages",
)
