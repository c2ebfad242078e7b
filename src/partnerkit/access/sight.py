"""
What of a network is left for one viewer?

Each fact is asked for its category, and whose it is; each field for its own
category. Then references: what refers to something hidden would tell of it, so
that a reference that a fact can do without, or one in a part of it, reads as
hidden, and a fact that cannot do without goes, too. Kinds are sifted when they
are asked for.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import compress
from operator import attrgetter
from typing import Any, final

import numpy as np
from attrs import NOTHING, field, fields, frozen
from numpy.typing import NDArray

from partnerkit.access.categories import OF_MODEL, category, is_catalogue, varieties
from partnerkit.access.reach import NOTHING as NO_REACH
from partnerkit.access.reach import Reach
from partnerkit.access.subjects import SUBJECTS, encoded, in_sight
from partnerkit.facts.account import Account
from partnerkit.facts.consent import Consent
from partnerkit.facts.deal import DealRegistration, DirectEngagement
from partnerkit.facts.fact import Fact
from partnerkit.facts.interaction import Task
from partnerkit.facts.lead import Lead
from partnerkit.facts.network import Network
from partnerkit.facts.partner import Partner
from partnerkit.facts.people import Person
from partnerkit.facts.references import SAID, Said, part_references, references
from partnerkit.facts.service import ServiceCase, WarrantyClaim
from partnerkit.facts.territory import Territory
from partnerkit.values.hidden import HIDDEN

__all__ = ["Sight"]

#: A customer is in sight of whoever sees the lead, the deal or the case, and in it the customer.
_LINKS: tuple[tuple[type[Fact], str], ...] = (
    (DealRegistration, "account"),
    (DirectEngagement, "account"),
    (Lead, "customer"),
    (ServiceCase, "account"),
    (WarrantyClaim, "account"),
)

_MODELS = {model.__name__: model for model in OF_MODEL}


def __dir__() -> list[str]:
    return __all__


@cache
def _references_made(model: Any) -> Mapping[str, tuple[type[Fact], bool]]:
    """Return the fields that refer to other facts: to which kind, and whether the fact cannot do without."""
    needed = {each.name for each in fields(model) if each.default is NOTHING}
    return {
        name: (_MODELS[target], name in needed) for name, target in references(model) if target in _MODELS
    }


def _references_of(model: type[Fact]) -> Mapping[str, tuple[type[Fact], bool]]:
    known: Any = model  # a class can be hashed, even where mypy thinks of its objects
    return _references_made(known)


@cache
def _veiled(model: Any) -> Callable[[Any, Mapping[str, Any]], Any]:
    """Return what copies a fact of *model*, or a part of one, with something else, as `HIDDEN`, in some fields."""
    names = [each.name for each in fields(model)]
    read, write = attrgetter(*names), [getattr(model, name).__set__ for name in names]
    writers = dict(zip(names, write, strict=True))

    def veil(fact: Any, changed: Mapping[str, Any]) -> Any:
        made: Any = object.__new__(model)
        for put, value in zip(write, read(fact), strict=True):
            put(made, value)
        for name, value in changed.items():
            writers[name](made, value)
        return made

    return veil


def _which(is_so: Callable[[Any], bool], facts: Sequence[Fact]) -> NDArray[np.bool_]:
    return np.fromiter(map(is_so, facts), dtype=bool, count=len(facts))


def _rows(leads: Sequence[Lead]) -> Mapping[str, Sequence[int]]:
    """Return where each lead stands, in each of its versions."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for row, lead in enumerate(leads):
        found[lead.id].append(row)
    return found


@final
@frozen(slots=False, eq=False)
class Sight(Mapping[type[Fact], tuple[Fact, ...]]):
    """The facts that are left, by kind; each kind is sifted once, when it is asked for."""

    _network: Network = field(repr=False, alias="network")

    #: Category -> how far it is seen.
    reaches: Mapping[str, Reach]

    #: Lead -> partner who has it.
    held: Mapping[str, str] = field(repr=False)

    #: Customers that are shown for a stated purpose.
    admitted: frozenset[str] = frozenset()

    _sifted: dict[type[Fact], tuple[Fact, ...]] = field(factory=dict, init=False, repr=False)
    _masks: dict[tuple[type[Fact], str], NDArray[np.bool_]] = field(factory=dict, init=False, repr=False)
    _whole: dict[type[Fact], bool] = field(factory=dict, init=False, repr=False)
    _known_ids: dict[type[Fact], frozenset[str]] = field(factory=dict, init=False, repr=False)

    def __reduce__(self) -> tuple[type[dict[Any, Any]], tuple[dict[type[Fact], tuple[Fact, ...]]]]:
        # Whoever packs it packs what is left, never what it was taken from.
        return dict, (dict(self),)

    def __iter__(self) -> Iterator[type[Fact]]:
        return (model for model in self._network.stock.facts if self[model])

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, model: object) -> bool:
        return model in self._network.stock.facts and bool(self[model])  # type: ignore[index]

    def __getitem__(self, model: type[Fact]) -> tuple[Fact, ...]:
        if model not in self._network.stock.facts:
            raise KeyError(model)
        if model not in self._sifted:
            self._sifted[model] = self._sift(model)
        return self._sifted[model]

    def _sift(self, model: type[Fact]) -> tuple[Fact, ...]:
        facts = self._network.stock.facts[model]
        shown = self._shown(model)
        if not shown.any():
            return ()
        masks = {
            each.name: self._mask(model, category(model, each.name))
            for each in fields(model)
            if each.name not in {"id", "valid", "known_from", "known_until"}
            and category(model, each.name) != OF_MODEL[model]
        }
        rows = np.flatnonzero(shown)
        blind = {name: ~mask[rows] for name, mask in masks.items() if not mask[rows].all()}
        always = [name for name, are_blind in blind.items() if are_blind.all()]
        sometimes = {name: are_blind.tolist() for name, are_blind in blind.items() if name not in always}
        named = {
            name: target for name, (target, _) in _references_of(model).items() if not self._is_whole(target)
        }
        parts, said = self._blind_parts(model), SAID.get(model)
        may_tell = not hasattr(model, "consent") or self._is_whole(Partner)
        if len(rows) == len(facts) and may_tell and not (blind or named or parts or said):
            return facts
        known: Any = model  # a class can be hashed, even where mypy thinks of its objects
        veil = _veiled(known)
        found = []
        for place, row in enumerate(rows.tolist()):
            fact = facts[row]
            hidden = [*always, *(name for name, are_blind in sometimes.items() if are_blind[place])]
            # An empty reference is there to be seen: that there is nothing.
            hidden += [
                name for name, target in named.items() if not self._may_name(target, getattr(fact, name))
            ]
            if said is not None and not self._may_name_said(said, fact):
                hidden.append(said.field)
            told = {} if may_tell else self._veiled_consent(fact)
            changed = {**told, **self._veiled_parts(fact, parts), **dict.fromkeys(hidden, HIDDEN)}
            found.append(veil(fact, changed) if changed else fact)
        return tuple(found)

    def _blind_parts(self, model: Any) -> Mapping[str, Mapping[str, type[Fact]]]:
        """Return the fields with parts that may refer to what is hidden."""
        found = {}
        for name, named in part_references(model).items():
            known = {inner: _MODELS[target] for inner, target in named if target in _MODELS}
            if unsure := {inner: target for inner, target in known.items() if not self._is_whole(target)}:
                found[name] = unsure
        return found

    def _veiled_parts(self, fact: Fact, parts: Mapping[str, Mapping[str, type[Fact]]]) -> dict[str, Any]:
        """Return the fields of *fact* in whose parts something is hidden, as they are then."""
        found: dict[str, Any] = {}
        for name, named in parts.items():
            before: tuple[Any, ...] = getattr(fact, name) or ()
            after = []
            for part in before:
                unseen = [
                    inner
                    for inner, target in named.items()
                    if not self._may_name(target, getattr(part, inner))
                ]
                kind: Any = type(part)
                after.append(_veiled(kind)(part, dict.fromkeys(unseen, HIDDEN)) if unseen else part)
            if any(one is not other for one, other in zip(before, after, strict=True)):
                found[name] = tuple(after)
        return found

    def _veiled_consent(self, fact: Any) -> dict[str, Any]:
        """Hide to whom somebody may be told of, where that names partners out of sight."""
        known: Consent | None = fact.consent
        if known is None or self._may_name(Partner, known.recipients):
            return {}
        return {"consent": _veiled(Consent)(known, {"recipients": HIDDEN})}

    def _may_name_said(self, said: Said, fact: Fact) -> bool:
        name, ids = said.read(fact)
        # What is no model of ours is the host's own.
        target = _MODELS.get(name)
        return target is None or self._may_name(target, ids) or self._is_whole(target)

    def _shown(self, model: type[Fact]) -> NDArray[np.bool_]:
        """Return which facts are left: in sight, and without a needed reference to what is hidden."""
        key = (model, "")
        if key not in self._masks:
            facts = self._network.stock.facts[model]
            shown = self._mask(model, OF_MODEL.get(model)).copy()
            if model is Account:
                shown |= self._linked_accounts()
            for name, (target, is_needed) in _references_of(model).items():
                if is_needed and not self._is_whole(target):
                    rows = np.flatnonzero(shown)
                    shown[rows] = [self._may_name(target, getattr(facts[row], name)) for row in rows.tolist()]
            self._masks[key] = shown
        return self._masks[key]

    def _mask(self, model: type[Fact], kind: str | None) -> NDArray[np.bool_]:
        """Return which facts of *model* are in sight as far as category *kind* reaches; of varieties, as far as theirs."""
        facts = self._network.stock.facts[model]
        if kind is None:
            return np.zeros(len(facts), dtype=bool)
        key = (model, kind)
        if key not in self._masks:
            mask = self._in_sight(model, self.reaches.get(kind, NO_REACH), kind)
            if kind == OF_MODEL[model]:
                for name, is_so in varieties(model).items():
                    special = self._network.stock.once(model, f"access.{name}", partial(_which, is_so))
                    theirs = self._in_sight(model, self.reaches.get(name, NO_REACH), name)
                    mask = np.where(special, theirs, mask)
            self._masks[key] = mask
        return self._masks[key]

    def _in_sight(self, model: type[Fact], reach: Reach, kind: str) -> NDArray[np.bool_]:
        facts = self._network.stock.facts[model]
        if kind == "catalogue" or is_catalogue(model):
            return np.full(len(facts), reach is not NO_REACH)
        if reach is NO_REACH or reach.everything or model not in SUBJECTS:
            return np.full(len(facts), reach.everything)
        stock = self._network.stock
        columns = stock.once(model, "access.subjects", partial(encoded, subject=SUBJECTS[model]))
        mask = in_sight(columns, reach)
        if model is Lead and self.held:
            rows = stock.once(Lead, "access.rows", _rows)
            theirs = [
                row for lead, who in self.held.items() if who in reach.partners for row in rows.get(lead, ())
            ]
            mask[theirs] = True
        if model is Task and reach.bound is not None:
            # Whoever is at a partner sees what concerns its people, and not what the vendor's are to do about it.
            mask &= _which(lambda task: task.concerns(reach.people), facts)
        return mask

    def _linked_accounts(self) -> NDArray[np.bool_]:
        """Return the customers that facts in sight name where that may be seen, and those that were admitted."""
        accounts: Any = self._network.stock.facts[Account]
        named = set(self.admitted)
        if self.reaches.get("customers", NO_REACH) is not NO_REACH:
            for model, name in _LINKS:
                if model in self._network.stock.facts:
                    seen = self._mask(model, OF_MODEL[model]) & self._mask(model, category(model, name))
                    # A version that was replaced, such as one with a wrong customer, opens nothing any more.
                    named.update(
                        getattr(fact, name)
                        for fact in compress(self._network.stock.facts[model], seen)
                        if fact.known_until is None
                    )
        return np.fromiter((each.id in named for each in accounts), bool, len(accounts))

    def _is_whole(self, model: type[Fact]) -> bool:
        """Tell whether every fact of a kind that others refer to is left, so that nobody needs to be asked."""
        if model in self._network.stock.facts:
            if model not in self._whole:
                self._whole[model] = bool(self._shown(model).all())
            return self._whole[model]
        reach = self.reaches.get(OF_MODEL[model], NO_REACH)
        return reach.everything or (is_catalogue(model) and reach is not NO_REACH)

    def _may_name(self, model: type[Fact], value: Any) -> bool:
        """Tell whether all ids in *value* may be read; that there are none may be, too."""
        if value is None:
            return True
        known = self._names(model)
        return all(map(known, value)) if isinstance(value, tuple) else known(value)

    def _names(self, model: type[Fact]) -> Callable[[str], bool]:
        if model in self._network.stock.facts:
            return self._ids(model).__contains__
        # The network holds none of that kind: what is in reach by its id may be named.
        reach = self.reaches.get(OF_MODEL[model], NO_REACH)
        inside = {Partner: reach.partners, Person: reach.people, Territory: reach.territories}.get(
            model, frozenset()
        )
        return inside.__contains__

    def _ids(self, model: type[Fact]) -> frozenset[str]:
        if model not in self._known_ids:
            facts: Any = compress(self._network.stock.facts[model], self._shown(model).tolist())
            self._known_ids[model] = frozenset(fact.id for fact in facts)
        return self._known_ids[model]
