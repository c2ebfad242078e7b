"""
Who is on one deal at one time: which registrations, and was the direct sales force there?

Columns are made once from a network: customers as numbers, times as
microseconds of UTC, half-open. A registration without an account is joined
to the only customer that has its domain or its plain name; a domain under
which anybody gets an address tells nobody apart. Likeness is never guessed
here: give the customers that `match_accounts` found.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol, TypeAlias, final

from attrs import frozen

from partnerkit.conflicts.joins import FOREVER, meetings, meetings_within
from partnerkit.conflicts.likeness import ANYBODYS
from partnerkit.conflicts.naming import plain_words
from partnerkit.facts.deal import DealRegistration, DirectEngagement
from partnerkit.facts.lead import Lead
from partnerkit.facts.network import Network
from partnerkit.facts.tree import Tree
from partnerkit.values.errors import FieldHidden
from partnerkit.values.fields import Check, instance, optional
from partnerkit.values.hidden import HIDDEN
from partnerkit.values.reasons import Reason

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints: TypeAlias = NDArray[np.int64]
    Truths: TypeAlias = NDArray[np.bool_]
    Related: TypeAlias = Callable[[Ints, Ints], Truths]

__all__ = [
    "CLOSED",
    "CUSTOMERS",
    "DESK",
    "GIVEN",
    "WINDOW",
    "DealColumns",
    "by_first",
    "claim_columns",
    "customers_of",
    "engagement_columns",
    "engagement_facts",
    "is_promised",
    "lead_columns",
    "met",
    "microseconds",
    "on_one_deal",
    "overlapping",
    "registration_held",
    "related_products",
    "stands",
]

#: What is no claim, or no longer one.
CLOSED = frozenset(("draft", "rejected", "withdrawn"))

#: The neutral role that sees partner and direct sales together.
DESK = "channel-desk"

#: How far a rule may look back or ahead; more would leave the numbers that times are compared by.
WINDOW = Check(
    lambda value: isinstance(value, timedelta) and timedelta() <= value <= timedelta(days=36_600),
    "use a timedelta from 0 to 36600 days",
)

#: What a caller found out about accounts and leads before.
CUSTOMERS = optional(instance(Mapping, "a mapping of account to customer, as Matches.customers() gives it"))
GIVEN = optional(instance(Mapping, "a mapping of lead to partner, as the assignments of an allocation"))

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def __dir__() -> list[str]:
    return __all__


class _Deal(Protocol):
    @property
    def product(self) -> str | None: ...


@final
@frozen(eq=False)
class DealColumns:
    """Who is at which customer, for what, from when until when; -1 is unknown, which rules nothing out."""

    customer: "Ints"
    opportunity: "Ints"
    product: "Ints"
    start: "Ints"
    end: "Ints"


def customers_of(
    network: Network, deals: Sequence[DealRegistration], same: Mapping[str, str] | None = None
) -> list[str]:
    """
    Return the customer of each registration: an account, or what it was called where no account is known.

    *same* is account -> customer, as `Matches.customers` gives it.
    """
    joined = same or {}
    by_domain, by_name = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    named = [deal for deal in deals if deal.account is None]
    if named:
        plain = plain_words(account.name for account in network.accounts)
        for account, words in zip(network.accounts, plain, strict=True):
            customer = joined.get(account.id, account.id)
            for domain in account.domains:
                if domain not in ANYBODYS:
                    by_domain[domain].add(customer)
            if words:
                by_name["".join(words)].add(customer)
    spelled = iter(plain_words(deal.customer or "" for deal in named))
    found = []
    for deal in deals:
        if deal.account is not None:
            found.append(joined.get(deal.account, deal.account))
            continue
        name = "".join(next(spelled))
        only = by_domain.get(deal.domain or "", set()) or by_name.get(name, set())
        found.append(next(iter(only)) if len(only) == 1 else _as_called(deal, name))
    return found


def _as_called(deal: DealRegistration, name: str) -> str:
    """Return a customer by its domain or plain name; who is called "-" or "?" is not known to be anybody else."""
    if deal.domain and deal.domain not in ANYBODYS:
        return f"domain {deal.domain}"
    return f"name {name}" if name else f"registration {deal.id}"


def microseconds(at: datetime | None) -> int:
    """Return microseconds since 1970 in UTC; None is never."""
    return FOREVER if at is None else (at - _EPOCH) // _MICROSECOND


def claim_columns(
    deals: Sequence[DealRegistration],
    customers: Sequence[str],
    codes: dict[str, int],
    *,
    look_back: timedelta,
) -> DealColumns:
    """
    Return the columns of registrations, each claimed from its submission on.

    The claim lasts until it ended or expires, and *look_back* longer.
    """
    after = look_back // _MICROSECOND
    ends = [min(microseconds(deal.ended_at), microseconds(deal.expires_at)) for deal in deals]
    return _columns(
        deals,
        customers,
        [deal.opportunity for deal in deals],
        codes,
        (
            [FOREVER if deal.status in CLOSED else microseconds(deal.submitted_at) for deal in deals],
            [FOREVER if end == FOREVER else end + after for end in ends],
        ),
    )


def engagement_columns(
    direct: Sequence[DirectEngagement],
    customers: Sequence[str],
    codes: dict[str, int],
    *,
    look_back: timedelta,
) -> DealColumns:
    """Return the columns of engagements, each from its beginning to *look_back* after it is last known, inclusive."""
    after = look_back // _MICROSECOND + 1
    return _columns(
        direct,
        customers,
        [each.opportunity for each in direct],
        codes,
        (
            [microseconds(each.since) for each in direct],
            [microseconds(each.last_known_at) + after for each in direct],
        ),
    )


def lead_columns(leads: Sequence[Lead], customers: Sequence[str], codes: dict[str, int]) -> DealColumns:
    """Return the columns of leads that are open, each from when it was received on."""
    # A lead has no project yet.
    no_project = [None] * len(leads)
    begun = [microseconds(lead.received_at) for lead in leads]
    return _columns(leads, customers, no_project, codes, (begun, [FOREVER] * len(leads)))


def _columns(
    deals: Sequence[_Deal],
    customers: Sequence[str],
    projects: Sequence[str | None],
    codes: dict[str, int],
    times: tuple[list[int], list[int]],
) -> DealColumns:
    import numpy as np

    def numbered(kind: str, values: Sequence[str | None]) -> "Ints":
        found = [-1 if value is None else codes.setdefault(f"{kind}:{value}", len(codes)) for value in values]
        if f"{kind}:{HIDDEN}" in codes and any(value is HIDDEN for value in values):
            # Two that nobody may see are not the same by that.
            raise FieldHidden
        return np.array(found, dtype=np.int64)

    return DealColumns(
        numbered("customer", customers),
        numbered("opportunity", projects),
        numbered("product", [deal.product for deal in deals]),
        *(np.array(each, dtype=np.int64) for each in times),
    )


def overlapping(claims: DealColumns, related: "Related | None" = None) -> "tuple[Ints, Ints]":
    """Return the pairs of claims on one deal whose times share an instant, each once; see `on_one_deal`."""
    left, right = meetings_within(claims.customer, claims.start, claims.end)
    one = on_one_deal(claims, left, claims, right, related)
    return left[one], right[one]


def met(claims: DealColumns, direct: DealColumns, related: "Related | None" = None) -> "tuple[Ints, Ints]":
    """Return the pairs of a claim and an engagement on one deal whose times share an instant, each once."""
    left, right = meetings(
        (claims.customer, claims.start, claims.end), (direct.customer, direct.start, direct.end)
    )
    one = on_one_deal(claims, left, direct, right, related)
    return left[one], right[one]


def on_one_deal(
    one: DealColumns, left: "Ints", other: DealColumns, right: "Ints", related: "Related | None" = None
) -> "Truths":
    """
    Tell which pairs at one customer can be one deal: neither opportunity nor product rules it out.

    *related* tells of pairs of products whether one covers the other; without it none does.
    """
    import numpy as np

    mine, theirs = one.opportunity[left], other.opportunity[right]
    alike: Truths = np.array((mine == theirs) | (mine < 0) | (theirs < 0))
    mine, theirs = one.product[left], other.product[right]
    same = (mine == theirs) | (mine < 0) | (theirs < 0)
    asked = np.flatnonzero(alike & ~same)
    alike &= same
    if related is not None and len(asked):
        alike[asked] = related(mine[asked], theirs[asked])
    return alike


def related_products(tree: Tree, codes: Mapping[str, int]) -> "Related":
    """Return what tells `on_one_deal` of which products one covers the other; only those asked about are looked up."""

    def related(mine: "Ints", theirs: "Ints") -> "Truths":
        import numpy as np

        # Codes are given in turn.
        names = list(codes)
        asked = np.unique(np.concatenate((mine, theirs))).tolist()
        known = {names[code].removeprefix("product:"): code for code in asked}
        pairs = [
            (code, known[upper])
            for name, code in known.items()
            if name in tree
            for upper in tree.ancestors(name)
            if upper in known
        ]
        covered = np.array([max(pair) * 2**31 + min(pair) for pair in pairs], dtype=np.int64)
        return np.isin(np.maximum(mine, theirs) * 2**31 + np.minimum(mine, theirs), covered)

    return related


def stands(deal: DealRegistration, *, as_of: datetime) -> bool:
    """Tell whether the claim stands: no draft, not ended, not expired."""
    if deal.status in CLOSED or deal.submitted_at is None or deal.submitted_at > as_of:
        return False
    return all(end is None or as_of < end for end in (deal.ended_at, deal.expires_at))


def is_promised(network: Network, deal: DealRegistration, lead: Lead, partner: str) -> bool:
    """Tell whether the lead came to *partner* while the same deal was another partner's."""
    if deal.partner == partner or lead.received_at is None or not deal.is_protected(as_of=lead.received_at):
        return False
    if deal.product is None or lead.product is None or deal.product == lead.product:
        return True
    tree = network.product_tree
    there = deal.product in tree and lead.product in tree
    return there and (tree.covers(deal.product, lead.product) or tree.covers(lead.product, deal.product))


def registration_held(deal: DealRegistration) -> Reason:
    """Return the registration as its partner's own fact."""
    return Reason(
        "registration-held",
        {
            "registration": deal.id,
            "partner": deal.partner,
            "account": deal.account or deal.customer or deal.domain,
            "at": deal.submitted_at,
            "until": _protected_until(deal),
        },
    )


def _protected_until(deal: DealRegistration) -> datetime | None:
    if deal.expires_at is None or deal.ended_at is None:
        return deal.expires_at
    return min(deal.expires_at, deal.ended_at)


def engagement_facts(engagement: DirectEngagement) -> Reason:
    """Return the engagement as evidence, for the neutral role only."""
    return Reason(
        "direct-engaged",
        {
            "engagement": engagement.id,
            "person": engagement.person,
            "account": engagement.account,
            "at": engagement.since,
            "until": engagement.last_known_at,
        },
    )


def by_first(pairs: "tuple[Ints, Ints]") -> Iterator[tuple[int, list[int]]]:
    """Give each left row with its right rows, in order."""
    found = defaultdict[int, list[int]](list)
    for left, right in sorted(zip(pairs[0].tolist(), pairs[1].tolist(), strict=True)):
        found[left].append(right)
    yield from found.items()
