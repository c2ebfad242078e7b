"""
The domain core for partner relationship management.

The nouns live downstairs, the verbs upstairs; imports go down only.

===========================  =================================================
``partnerkit.values``        money, shares, time, working hours, reasons, errors
``partnerkit.facts``         partners, goals, leads, deals, terms, figures: frozen nouns
``partnerkit.lifecycle``     Where does each partner stand?
``partnerkit.goals``         What do we want, and does it add up?
``partnerkit.leads``         Who gets it, and why not me?
``partnerkit.conflicts``     Who is in whose way?
``partnerkit.scoring``       Who performs?
``partnerkit.engagement``    Whom do we ask, meet and visit?
``partnerkit.access``        Who may see what?
``partnerkit.review``        How is the relationship, and what would help?
``partnerkit.interop``       files, words and charts: import, serialisation, languages
``partnerkit.storage``       stores: memory, SQLite, PostgreSQL
``partnerkit.desk``          load, decide, record: the one place with a store and a clock
``partnerkit.testing``       strategies and exams for your own tests
``partnerkit.cli``           the same from a terminal
===========================  =================================================

Every judgement is ``verb(facts, parameters, *, as_of) -> frozen result``, and
every result carries its reasons as codes and facts. The nouns most asked for are
here, a judgement is asked of its room, and words come last:

>>> from datetime import datetime
>>> from partnerkit import Lead, Ledger, Money, Partner
>>> from partnerkit.interop import say
>>> from partnerkit.leads import FairShare, allocate
>>> partners = [Partner(id="P-4", name="Nord IT", capacity=20), Partner(id="P-5", name="Kiel Service")]
>>> lead = Lead(id="L-17", value=Money.of("12000", "EUR"))
>>> monday = datetime.fromisoformat("2026-03-02T09:00+01:00")
>>> result = allocate([lead], partners, FairShare(default=1), ledger=Ledger(), as_of=monday)
>>> print(say(result.decisions["L-17"]))
Lead L-17 goes to P-4, because it is owed €6,000.00, as much as the next of 2 candidates, and the draw decided.
"""

from partnerkit._lazy import resolver

#: Type checkers take it for true; importing `typing` for it would cost more than all the rest.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from partnerkit.facts.goal import Goal as Goal
    from partnerkit.facts.goal import Measure as Measure
    from partnerkit.facts.lead import Lead as Lead
    from partnerkit.facts.network import Network as Network
    from partnerkit.facts.partner import Partner as Partner
    from partnerkit.facts.product import Product as Product
    from partnerkit.facts.territory import Territory as Territory
    from partnerkit.leads.ledger import Ledger as Ledger
    from partnerkit.scoring.disclosure import Disclosure as Disclosure
    from partnerkit.values.errors import PartnerkitError as PartnerkitError
    from partnerkit.values.money import Money as Money
    from partnerkit.values.money import Quantity as Quantity
    from partnerkit.values.money import Ratio as Ratio
    from partnerkit.values.reasons import Reason as Reason
    from partnerkit.values.time import Period as Period
    from partnerkit.values.time import Span as Span

#: Where each public name lives; resolved on first use, so that `import partnerkit` costs next to nothing.
_HOMES = {
    "Disclosure": "scoring.disclosure",
    "Goal": "facts.goal",
    "Lead": "facts.lead",
    "Ledger": "leads.ledger",
    "Measure": "facts.goal",
    "Money": "values.money",
    "Network": "facts.network",
    "Partner": "facts.partner",
    "PartnerkitError": "values.errors",
    "Period": "values.time",
    "Product": "facts.product",
    "Quantity": "values.money",
    "Ratio": "values.money",
    "Reason": "values.reasons",
    "Span": "values.time",
    "Territory": "facts.territory",
}

__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]

__getattr__ = resolver(__name__, _HOMES)


def __dir__() -> list[str]:
    return __all__
