"""Is a ledger read as it was: as it is written, as it must not be written, and by its parts?"""

from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from asking import asked
from attrs import evolve
from ledger_worlds import MOMENTS, NAMES, NOON, WHY, booked

from partnerkit import Ledger, Money
from partnerkit.leads import (
    Account,
    AccountSplit,
    BalancesCorrected,
    CatchUp,
    FairnessReport,
    LeadCreditedBack,
    LeadDeclined,
    MembershipChanged,
    OpenLead,
    apply,
)
from partnerkit.leads.account import Taken
from partnerkit.leads.entries import Booking, fines_of, half_norm, less_taken, more_taken, settled
from partnerkit.leads.ledger import check_balances
from partnerkit.leads.merging import merge
from partnerkit.leads.pool import Hand, catch_up
from partnerkit.leads.register import Register
from partnerkit.leads.takeover import take_over


def accounts_of(draw):
    """Return accounts as they are written, with balances that add up to zero."""
    balances = [draw.whole(-2, 2) for _ in range(draw.whole(0, 2))]
    balances += [-sum(balances)] if balances else []
    return tuple(
        Account(
            partner=name, balance=balance, entitled=draw.whole(0, 2), received=draw.whole(0, 2), leads=draw.whole(0, 2),
            level=draw.one_of((None, 0, 1)), open_leads=draw.whole(0, 2), away=draw.one_of((None, None, "paused", "left")),
            group=draw.one_of((name, "P-1")), hand_entitled=draw.whole(0, 1), hand_received=draw.whole(0, 1),
            taken=draw.one_of(((), (Taken(window="day", key=draw.one_of(("2026-03-02", "2026-03-03")), count=1),))),
        )
        for name, balance in zip(NAMES, balances, strict=False)
    )  # fmt: skip


def ledger_of(draw):
    """Return a ledger as it is written."""
    unit = draw.is_so()
    accounts = accounts_of(draw)
    open_leads = tuple(
        OpenLead(
            lead=f"L-{number}",
            partner=each.partner,
            value=number,
            since=draw.one_of((None, NOON)),
            moved=draw.one_of((None, MOMENTS[2])),
        )
        for number, each in enumerate(accounts)
        if each.open_leads
    )
    return Ledger(
        value=draw.one_of((None, "unit" if unit else "lead")), currency=None if unit else draw.one_of(("EUR", "JPY")),
        precision=draw.one_of((1, 20)), accounts=accounts, open=open_leads, leads=draw.whole(0, 2), steady=draw.is_so(),
        largest_value=draw.whole(0, 3), largest_bonus=draw.whole(0, 1), corrected=draw.whole(0, 3),
        heirs=draw.one_of(((), (("P-0", "P-1"),), (("P-0", "P-2"), ("P-6", "P-9")), (("P-6", "P-1"),))),
    )  # fmt: skip


def ledgers_as_they_are_written(draw):
    """Return what is read from a ledger, and what it takes and refuses."""
    one, other = ledger_of(draw), ledger_of(draw)
    amounts = (
        0,
        1,
        -3,
        Decimal("0.5"),
        Decimal("0.001"),
        Money.of("0.01", "EUR"),
        Money.of("5", "JPY"),
        True,
        0.5,
    )
    opened = (
        {"P-1": 2},
        {"P-1": 0},
        {"L-7": "P-2"},
        {"P-9": ("L-8", "L-9")},
        {"P-1": ("L-0", "L-7"), "L-7": "P-2"},
    )
    at = draw.one_of(MOMENTS)
    names = ("P-1", "P-2", "P-9", None)
    return (
        booked(one), one.balances, one.entitled, one.received, one.open_leads, [one.amount(each) for each in (0, 1, -3, 2**21)],
        [asked(one.sub_units, each) for each in amounts], [booked(asked(one.with_open, each)) for each in opened],
        [booked(asked(one.release, lead, as_of=at, partner=name)) for lead in ("L-0", "L-1", "L-5") for name in names],
        booked(asked(merge, one, other)), [booked(asked(take_over, one, old=old, new=new)) for old in names[:3] for new in names[:3]],
        asked(settled, one, "default", draw.one_of((None, "EUR")), draw.one_of((None, 20))), asked(settled, one, "other", None),
        [asked(one.__getitem__, name) for name in names[:3]], [FairnessReport.of(one, basis=basis) for basis in ("owed", "turn", "load", "fit", "score")],
        [booked(asked(apply, one, MembershipChanged(partner="P-1", step=step, at=at, missed=missed_, **WHY)))
         for step in ("join", "pause", "return", "leave") for missed_ in (None, 1, Decimal("0.5"), Money.of("0.02", "EUR"))],
        [booked(asked(apply, evolve(one, catch_up=draw.one_of((catch_up, CatchUp(most=Decimal("0.5"))))), MembershipChanged(partner=name, step="return", at=at, missed=draw.one_of((1, -1)), against=against, **WHY)))
         for name in ("P-1", "P-2") for against in ({}, {"P-1": 1}, {"P-2": 0}, {"P-1": 2, "P-2": 1}, {"P-9": 1})],
    )  # fmt: skip


def written_wrongly(draw):
    """Return what is said of a ledger, an account or an entry that cannot be."""
    one, *rest = (Account(partner="P-1"), Account(partner="P-2"))
    account = {
        "balance": draw.one_of((1, 0.5)), "leads": draw.one_of((-1, True)), "level": "low", "open_leads": -1, "away": "gone", "taken": ("a",),
        "group": "", "hand_entitled": None, "hand_received": "1",
    }  # fmt: skip
    ledger = {
        "value": "both", "currency": "Euro", "precision": draw.one_of((0, 1, 30, 31)), "accounts": draw.one_of(((rest[0], one), (one, one), (evolve(one, balance=1),))),
        "open": (one,), "leads": -1, "largest_value": -1, "largest_bonus": 0.5, "corrected": -1, "steady": 1, "catch_up": None, "hands": ("Ada",),
        "heirs": draw.one_of(((("a", ""),), (("a", "b", "c"),), ("ab",))), "pool": "",
    }  # fmt: skip
    terms = {
        "pool": "p",
        "lead": "L-1",
        "partner": "P-1",
        "at": NOON,
        "value": 1,
        "precision": 2,
        "shares": (("P-1", 4),),
    }
    booking = {
        "value": draw.one_of((-1, 2)), "precision": draw.one_of((0, 30, 31)), "shares": draw.one_of(((), (("P-1", 4, 1),), (("", 4),), (("P-1", -4),), (("P-1", 3),))),
        "currency": "eur", "taken": (1,), "bonus": -1, "corrected": -1, "steady": 1, "by": "", "overrode": "", "at": datetime(2026, 1, 1),
    }  # fmt: skip
    change = {
        "partner": "P-1",
        "step": "gone",
        "at": NOON,
        "by": "",
        "why": " ",
        "missed": 0.5,
        "against": draw.one_of(({"P-2": -1}, {"P-2": 0.5})),
    }
    opened = {"lead": "", "value": -1, "accrued": -1, "since": 3, "moved": "now"}
    return (
        [asked(Account, **{"partner": "P-1", name: wrong}) for name, wrong in account.items()],
        [asked(Ledger, **{name: wrong}) for name, wrong in ledger.items()],
        [asked(Booking, **{**terms, name: wrong}) for name, wrong in booking.items()],
        [asked(OpenLead, **{"lead": "L-1", "partner": "P-1", name: wrong}) for name, wrong in opened.items()],
        asked(MembershipChanged, **change), asked(Taken, window="open", key="", count=-1), asked(Hand, person="", leads=-1, value=2**100 + draw.whole(0, 1), overrides=-1),
        [asked(LeadDeclined, booking=Booking(**terms), at=NOON, penalty=each, **WHY) for each in (-1, 0, 1, 2, Fraction(1, 2), 0.5)],
        [asked(AccountSplit, partner="P-1", new="P-2", part=each, at=NOON, **WHY) for each in (-1, 0, 1, 2, 0.5, "1")],
        [asked(check_balances, (0, each)) for each in (2**62 - 1, 2**62, 1 - 2**62, -(2**62))], asked(CatchUp, most=draw.one_of((-1, Decimal(-1), Decimal(0)))),
        asked(LeadCreditedBack, booking="L-1", at=NOON, by="Ada", why=""), asked(BalancesCorrected, amounts={"P-1": 0.5}, at=NOON, **WHY),
    )  # fmt: skip


def small_tools(draw):
    """Return what the parts of an entry give."""
    shares = tuple((name, draw.whole(0, 3)) for name in NAMES[: draw.whole(1, 3)])
    precision = draw.one_of((1, 2))
    wanted = sum(share for _, share in shares)
    booking = asked(
        Booking,
        pool="p",
        lead="L-1",
        partner=draw.one_of(NAMES[:2]),
        at=NOON,
        value=wanted >> precision,
        precision=precision,
        shares=shares,
    )
    windows = [
        Taken(window=window, key=draw.one_of(("a", "b")), count=draw.whole(1, 2))
        for window in draw.some(("day", "week", "month"), 0.7)
    ]
    more = [
        Taken(window=window, key=draw.one_of(("a", "b")), count=draw.whole(1, 2))
        for window in draw.some(("day", "week", "month"), 0.7)
    ]
    fines = None
    if isinstance(booking, Booking):
        fines = [
            fines_of(booking, holder, penalty)
            for holder in NAMES[:2]
            for penalty in (Fraction(0), Fraction(1, 3), Fraction(1))
        ]
    heirs = [Ledger(heirs=(("P-0", name),)) for name in NAMES[1:3]]
    return (
        [merge(one, other).heirs for one, other in (heirs, heirs[::-1])],
        booking,
        fines,
        more_taken(tuple(windows), more),
        less_taken(tuple(windows), more),
        half_norm(each for _, each in shares),
    )


def registers(draw):
    """Return what a register holds after changes, small ones and many at once."""
    names = [f"P-{number:03}" for number in range(draw.one_of((0, 1, 20, 300, 600)))]
    register = Register("partner", [Account(partner=name) for name in draw.mixed(names)])
    some = [
        Account(partner=name, leads=draw.whole(0, 1))
        for name in draw.some([*names, "A", "Z", "P-0015"], draw.one_of((0.002, 0.01, 0.5)))
    ]
    after = register.with_items(some)
    gone = draw.some([each.partner for each in after], 0.05)[:3]
    for name in gone:
        after = after.without(name)
    looked = [*names[:2], *names[-2:], "A", "Z", "P-0015", "P-001a", *gone]
    return (
        len(after), [each.partner for each in after][:3], [after.get(name) for name in looked], after.changes(register), register.changes(after),
        register.with_items(some).changes(register), [after.by_id().get(name) for name in looked], after == register, after == tuple(after),
        hash(after) == hash(tuple(after)), [len(block) for block in after._blocks], after[:2], Register("partner").get("P-1"),
    )  # fmt: skip


def test_ledgers(answers_as_before):
    answers_as_before(ledgers_as_they_are_written, 10)
    answers_as_before(written_wrongly, 8)
    answers_as_before(small_tools, 40)
    answers_as_before(registers, 20)
