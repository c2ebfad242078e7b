"""A ledger is exactly what its head and pages say, whatever changed it."""

from datetime import UTC, datetime

import pytest

from partnerkit import Lead, Money, Partner
from partnerkit.leads import AccountTakenOver, FairShare, allocate
from partnerkit.leads.history import apply
from partnerkit.leads.pages import PAGES, LedgerPage, bound, head_of, page_of, rebound, turned
from partnerkit.values.errors import InvalidValue

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FIRMS = [Partner(id=f"P-{number}", territories=(f"t{number % 5}",)) for number in range(40)]


def course():
    """Return the ledgers of a pool as it lives."""
    ledger, found = None, []
    for number in range(30):
        lead = Lead(id=f"L-{number}", value=Money.of(10 + number, "EUR"), territory=f"t{number % 5}")
        ledger = allocate([lead], FIRMS, FairShare(default=1), ledger=ledger, as_of=NOON).ledger
        found.append(ledger)
        if number % 4 == 3:
            ledger = ledger.release(f"L-{number - 2}", as_of=NOON)
            found.append(ledger)
        if number % 10 == 9:
            new = {each.partner for each in ledger.accounts}
            old, other, *_ = (each.partner for each in ledger.accounts if each.balance)
            ledger = apply(ledger, AccountTakenOver(old=old, new=other, at=NOON, by="anna", why="Bought."))
            assert new - {each.partner for each in ledger.accounts} == {old}
            found.append(ledger)
    return found


def test_step_by_step_the_pages_make_the_ledger():
    pages, before = {}, None
    for ledger in course():
        changed = turned(pages, before, ledger)
        if before is not None:
            assert len(changed) < 32
            assert rebound(before, head_of(ledger), pages, changed.values()) == ledger
        pages, before = {**pages, **changed}, ledger
        assert bound(head_of(ledger), pages.values()) == ledger

    assert turned(pages, before, before) == {}


def test_all_at_once_gives_the_same_pages_but_for_empty_ones():
    ledgers = course()
    pages, before = {}, None
    for ledger in ledgers:
        pages, before = {**pages, **turned(pages, before, ledger)}, ledger

    full = {number: page for number, page in pages.items() if page.accounts or page.open}
    assert full == turned({}, None, ledgers[-1])


def test_a_page_that_is_missing_is_seen():
    ledger = course()[-1]
    pages = dict(turned({}, None, ledger))
    gone = next(number for number, page in pages.items() if any(each.balance for each in page.accounts))
    del pages[gone]

    with pytest.raises(InvalidValue, match="add up to zero"):
        bound(head_of(ledger), pages.values())


def test_pools_do_not_share_names_and_names_fit():
    ids = {LedgerPage(pool=pool, number=7).id for pool in ("default", "north", "x" * 128)}

    assert len(ids) == 3
    assert max(map(len, ids)) <= 128
    assert {page_of(f"P-{number}") for number in range(50_000)} == set(range(PAGES))
