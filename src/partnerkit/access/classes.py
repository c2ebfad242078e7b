"""
What may each role see?

A permission class is data that head office edits: which categories, and how far.
A person has the classes of its roles; how far each reaches is the person's own
`permission`, and never further than the class says. The table here is a
beginning for a host that has none.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import final

from attrs import field, frozen

from partnerkit.access.categories import CATEGORIES
from partnerkit.facts.agreement import SIDES, Side
from partnerkit.facts.people import PERMISSIONS, Permission
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.fields import as_tuple

__all__ = ["CLASSES", "PermissionClass", "by_name"]

_categories = fields.each(fields.choice(*CATEGORIES))


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class PermissionClass:
    """
    What one role sees, and how far.

    >>> PermissionClass(id="bookkeeper", side="partner", sees=["receivables", "figures"]).furthest
    'all'
    """

    #: A word of `Person.roles`.
    id: str = field(validator=fields.identifier)

    #: Whose people may have it: at a partner nobody ever sees beyond the firm and, with `downline`, its resellers.
    side: Side = field(validator=fields.choice(*SIDES))
    sees: tuple[str, ...] = field(converter=as_tuple, validator=_categories)

    #: However far a person's permission reaches, this class reaches no further.
    furthest: Permission = field(default="all", validator=fields.choice(*PERMISSIONS))

    #: At a distributor, what it sees of the partners below its firm.
    downline: tuple[str, ...] = field(default=(), converter=as_tuple, validator=_categories)

    #: The purposes for which a customer that a partner identified is shown, record by record.
    purposes: tuple[str, ...] = field(
        default=(), converter=as_tuple, validator=fields.each(fields.identifier)
    )

    def __attrs_post_init__(self) -> None:
        if self.side == "vendor" and self.downline:
            remedy = "leave it out: below whom the vendor's people stand is said by territories and managers"
            raise InvalidValue(path="downline", value=str(self.downline), remedy=remedy)


def _vendor(
    name: str, *sees: str, furthest: Permission = "all", purposes: Sequence[str] = ()
) -> PermissionClass:
    return PermissionClass(id=name, side="vendor", sees=sees, furthest=furthest, purposes=purposes)


def _partner(name: str, *sees: str, downline: Sequence[str] = ()) -> PermissionClass:
    return PermissionClass(id=name, side="partner", sees=sees, downline=downline)


#: Not even head office sees single figures that partners entered for the comparison, or answers without a name.
_OFFICE = tuple(each for each in CATEGORIES if each not in {"anonymous-answers", "entered-figures"})

_FIRM = tuple(
    each
    for each in CATEGORIES
    if each not in {"anonymous-answers", "bookkeeping", "direct-sales", "market", "planning"}
)

#: A beginning: the roles that most channels have.
CLASSES: tuple[PermissionClass, ...] = (
    _vendor("head-office", *_OFFICE),
    _vendor("neutral-office", "catalogue", "entered-figures", "partners", furthest="all"),
    _vendor(
        "territory-manager",
        "agreements", "answers", "catalogue", "contacts", "customers", "deals", "deliveries", "figures", "goals",
        "identified-customers", "leads", "market", "marketing", "partners", "people", "plans", "planning", "service",
        "surveys", "tasks", "terms", "training", "warranty",
        furthest="territory",
    ),
    _vendor("receivables", "agreements", "catalogue", "contacts", "partners", "people", "receivables", "tasks"),
    _vendor("marketing", "catalogue", "leads", "market", "marketing", "partners", "people", "planning", "surveys", "tasks"),
    _vendor("warranty", "catalogue", "customers", "partners", "people", "service", "tasks", "warranty"),
    _vendor(
        "direct-sales",
        "catalogue", "customers", "direct-sales", "people", "tasks",
        purposes=("after-sales", "own-account", "warranty"),
    ),
    _partner("owner", *_FIRM, downline=("figures", "goals", "partners", "training")),
    _partner("bookkeeper", "agreements", "catalogue", "entered-figures", "figures", "partners", "people", "receivables", "warranty"),
    _partner(
        "seller", "catalogue", "customers", "deals", "identified-customers", "leads", "partners", "people", "personal", "tasks",
        "training",
    ),
    _partner("service", "catalogue", "customers", "partners", "people", "service", "tasks", "training", "warranty"),
)  # fmt: skip


def by_name(classes: Sequence[PermissionClass]) -> Mapping[str, PermissionClass]:
    """
    Return the classes by their names; a name that stands twice is refused.

    >>> sorted(by_name(CLASSES))[:3]
    ['bookkeeper', 'direct-sales', 'head-office']
    """
    remedy = "use a list of PermissionClasses, as CLASSES"
    fields.check({"classes": (fields.Check(lambda given: isinstance(given, Iterable), remedy), classes)})
    found: dict[str, PermissionClass] = {}
    faults: list[InvalidValue] = []
    for place, each in enumerate(classes):
        if not isinstance(each, PermissionClass):
            remedy = "use a PermissionClass, as one of CLASSES"
            faults.append(InvalidValue(path=f"classes[{place}]", value=shown(each), remedy=remedy))
            continue
        if each.id in found:
            remedy = "give each class once, with all that it sees"
            faults.append(InvalidValue(path=f"classes[{place}].id", value=each.id, remedy=remedy))
        found[each.id] = each
    raise_faults(faults)
    return found
