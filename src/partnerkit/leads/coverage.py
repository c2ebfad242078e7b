"""
Does a partner serve what the lead asks for: the place, the product, the language?

Who names nothing serves everything, unless what he left out is unknown.
"""

from collections.abc import Callable, Mapping

from partnerkit.facts.tree import Tree
from partnerkit.leads.rule import EligibilityRule, Objections, Occasion, Tokens

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


def _served(tree_of: Callable[[Occasion], Tree | None]) -> Tokens:
    return Tokens(
        of_wanted=lambda wanted, occasion: lineage(wanted, tree_of(occasion)), of_own=tuple, opens=True
    )


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
    tokens=_served(_territories),
    restricts="territories",
)

#: The lead's product, or one above it, is among the partner's.
PRODUCT = EligibilityRule(
    "product",
    of_lead=lambda lead: lead.product,
    of_partner=lambda partner: partner.products,
    objection=_outside("product", "carried", _products),
    tokens=_served(_products),
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
