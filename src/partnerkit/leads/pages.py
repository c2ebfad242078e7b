"""
In which pieces is a ledger kept, so that one lead changes few of them?

A pool of ten thousand partners with a hundred thousand leads open is too much
to be written for every lead. Its accounts and open leads are spread over pages
by their ids; what one lead changes stands on a few of them. The ledger is what
its head and its pages say together, exactly.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import TypeVar, final

from attrs import evolve, field, frozen

from partnerkit.leads.account import Account, OpenLead
from partnerkit.leads.ledger import Ledger
from partnerkit.leads.register import Register
from partnerkit.values import fields

__all__ = ["PAGES", "LedgerPage", "bound", "head_of", "page_of", "rebound", "turned"]

T = TypeVar("T")

#: Over how many pages a ledger is spread; with another number what is stored would be looked for on the wrong ones.
PAGES = 4_096


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class LedgerPage:
    """
    The accounts and the open leads of a pool whose ids belong on this page.

    >>> LedgerPage(pool="default", number=7, accounts=[Account(partner="P-4")]).accounts[0].partner
    'P-4'
    """

    pool: str = field(validator=fields.identifier)
    number: int = field(validator=fields.whole_number(least=0, most=PAGES - 1))
    accounts: tuple[Account, ...] = field(
        default=(),
        converter=fields.as_tuple,
        validator=fields.each(fields.instance(Account, "an Account")),
        repr=False,
    )
    open: tuple[OpenLead, ...] = field(
        default=(),
        converter=fields.as_tuple,
        validator=fields.each(fields.instance(OpenLead, "an OpenLead")),
        repr=False,
    )

    @property
    def id(self) -> str:
        """The name it is kept under, which fits however long that of the pool is."""
        return f"{sha256(self.pool.encode()).hexdigest()[:16]}-{self.number:03x}"


def page_of(name: str) -> int:
    """
    Return on which page a partner or a lead stands.

    >>> page_of("P-4"), page_of("L-17")
    (258, 2167)
    """
    return int.from_bytes(sha256(name.encode()).digest()[:2], "big") % PAGES


def head_of(ledger: Ledger) -> Ledger:
    """Return what of *ledger* stands on no page."""
    return evolve(ledger, accounts=(), open=())


def turned(pages: Mapping[int, LedgerPage], before: Ledger | None, after: Ledger) -> Mapping[int, LedgerPage]:
    """
    Return the pages that are not what they were, by number.

    *pages* are those of the ledger *before*; nothing stands on one that is not among them.

    >>> first = Ledger().with_open({"L-1": "P-4"})
    >>> pages = turned({}, None, first)
    >>> bound(head_of(first), pages.values()) == first
    True
    """
    old = Ledger(pool=after.pool) if before is None else before
    accounts = _by_page(after.accounts.changes(old.accounts))
    leads = _by_page(after.open.changes(old.open))
    found = {}
    for number in sorted({*accounts, *leads}):
        page = pages.get(number) or LedgerPage(pool=after.pool, number=number)
        held = {each.partner: each for each in page.accounts}
        kept = {each.lead: each for each in page.open}
        found[number] = evolve(
            page,
            accounts=_merged(held, accounts.get(number, {})),
            open=_merged(kept, leads.get(number, {})),
        )
    return found


def bound(head: Ledger, pages: Iterable[LedgerPage]) -> Ledger:
    """
    Make the ledger of its head and all its pages.

    Raises
    ------
    InvalidValue
        When the balances on them do not add up to zero: a page is missing, or is not of this moment.
    """
    accounts, leads = [*head.accounts], [*head.open]
    for page in pages:
        accounts += page.accounts
        leads += page.open
    return evolve(head, accounts=Register("partner", accounts), open=Register("lead", leads))


def rebound(ledger: Ledger, head: Ledger, old: Mapping[int, LedgerPage], new: Iterable[LedgerPage]) -> Ledger:
    """Return *ledger* with another *head* and with *new* pages in place of *old* ones, the others as they were."""
    accounts, leads = ledger.accounts, ledger.open
    changed: list[Account] = []
    added: list[OpenLead] = []
    for page in new:
        before = old.get(page.number) or LedgerPage(pool=page.pool, number=page.number)
        for name in {each.partner for each in before.accounts} - {each.partner for each in page.accounts}:
            accounts = accounts.without(name)
        for name in {each.lead for each in before.open} - {each.lead for each in page.open}:
            leads = leads.without(name)
        changed += page.accounts
        added += page.open
    return evolve(head, accounts=accounts.with_items(changed), open=leads.with_items(added))


def _by_page(changes: Mapping[str, T | None]) -> dict[int, dict[str, T | None]]:
    found: dict[int, dict[str, T | None]] = {}
    for name, item in changes.items():
        found.setdefault(page_of(name), {})[name] = item
    return found


def _merged(held: Mapping[str, T], changes: Mapping[str, T | None]) -> tuple[T, ...]:
    merged = {**held, **changes}
    return tuple(item for name in sorted(merged) if (item := merged[name]) is not None)
