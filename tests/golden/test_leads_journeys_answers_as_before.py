"""Is credit given as it was: which journeys there are, who brought a win, and how sure is that?"""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from asking import asked
from attrs import evolve
from hour_worlds import DAYS, NOON, touches_of

from partnerkit import Lead, Money, PartnerkitError
from partnerkit.facts.consent import Consent
from partnerkit.leads import (
    Journeys,
    attribute,
    journeys_of,
    removal,
)
from partnerkit.leads.coalitions import participations, shapley_values
from partnerkit.leads.removal import chain_of, removal_effects
from partnerkit.leads.sharing import SHARINGS, deal_amounts, exact_amounts, exact_wins, shares_by

METHODS = (*SHARINGS, "markov")


def columns(journeys):
    """Return what journeys hold."""
    names = (
        "parties",
        "touches",
        "offsets",
        "wins",
        "losses",
        "amounts",
        "currency",
        "ages",
        "names",
        "findings",
        "lengths",
        "rows",
        "won",
        "value",
    )
    return [getattr(journeys, name) for name in names]


def journeys_of_any_kind(draw):
    """Return some journeys: empty ones, long ones, with a party twice, won more than once."""
    parties = ("a", "b", "c", "d")[: draw.whole(1, 4)]
    paths = [
        [draw.one_of(parties) for _ in range(draw.one_of((0, 1, 1, 2, 3, 5)))]
        for _ in range(draw.whole(0, 6))
    ]
    wins = [draw.one_of((0, 1, 1, 2)) for _ in paths] if draw.is_so(0.85) else [0] * len(paths)
    losses = [draw.one_of((0, 1, 3)) for _ in paths] if draw.is_so() else None
    values = (
        [Money.of(draw.one_of(("0.01", "0.05", "100")) if win else "0", "EUR") for win in wins]
        if draw.is_so(0.7) and paths
        else None
    )
    made = Journeys.of(paths, wins=wins, losses=losses, values=values)
    ages = [draw.whole(0, 3) * 86_400 for _ in made.touches]
    names = [f"D-{number}" for number in range(len(paths))] if draw.is_so(0.7) else ()
    return evolve(made, ages=ages if draw.is_so(0.8) else None, names=names)


def credited(found, journeys):
    """Return an attribution with all that can be asked of it."""
    if isinstance(found, PartnerkitError):
        return found
    if found.method["name"] == "markov":  # of equations in floats, whose last digits hang on the machine
        known = [(each.party, round(float(each.wins), 9), round(each.removal, 9)) for each in found.values()]
        worth = [each.amount for each in found.values() if each.amount is not None]
        return known, found.method, found.unattributed, Money.total(worth) if worth else None
    some = tuple(found)
    deals = [asked(found.deal, name) for name in (*journeys.names[:3], "D-99")]
    goals = {"all": some, "one": some[:1], "nobody": ()}
    return (
        dict(found),
        found.method,
        found.unattributed,
        found.to_frame(),
        deals,
        found.toward(goals),
        asked(found.toward, {"x": ("nobody",)}),
    )


def credit(draw):
    """Return who is credited with what, by each method."""
    journeys = journeys_of_any_kind(draw)
    half_life = timedelta(days=draw.one_of((1, 2, 30)))
    found = [attribute_of(draw, journeys, method, half_life) for method in METHODS]
    return columns(journeys), found, asked(attribute, journeys, "time-decay"), [
        asked(attribute, journeys, "position", position=each) for each in ((0, 1, 0), (0, 0, 1), (1, 0, 0), (10_000, 0, 0), (10_001, 0, 1), (1, -1, 1), (1, 0.5, 1))
    ]  # fmt: skip


def attribute_of(draw, journeys, method, half_life):
    terms = {"half_life": half_life} if method == "time-decay" else {}
    terms |= (
        {"position": draw.one_of(((40, 20, 40), (1, 0, 0), (3, 1, 2)))}
        if method == "position" and draw.is_so(0.7)
        else {}
    )
    terms |= {"order": draw.one_of((1, 2, 3))} if method == "markov" and draw.is_so(0.7) else {}
    return credited(asked(attribute, journeys, method, **terms), journeys)


def credit_by_resampling(draw):
    """Return intervals of the credit, and what is refused."""
    journeys = journeys_of_any_kind(draw)

    def worth(members):
        return draw.one_of((len(members), Fraction(len(members), 3), Decimal(2), 0.5))

    def wrong(_):
        return draw.one_of((True, float("inf"), None, "1"))

    terms = {"interval": draw.one_of((0.9, 0.5)), "draws": draw.one_of((1, 20)), "seed": draw.whole(0, 3)}
    return [credited(asked(attribute, journeys, method, **terms), journeys) for method in ("linear", "markov", "first")], [
        asked(attribute, journeys, method, **each)
        for method, each in (("best", {}), ("linear", {"interval": 0}), ("linear", {"interval": 1}), ("linear", {"interval": 0.5, "draws": 0}), ("linear", {"worth": len}),
                             ("shapley", {"worth": len, "interval": 0.5}), ("markov", {"order": 0}), ("markov", {"order": True}), ("time-decay", {"half_life": timedelta()}))
    ], credited(asked(attribute, journeys, "shapley", worth=worth), journeys), asked(attribute, journeys, "shapley", worth=wrong), (
        asked(lambda: list(shapley_values(("a", "a"), worth))), asked(lambda: [name for name, _ in shapley_values(tuple("abcdefghijklmnop"), worth)]), list(shapley_values((), worth)),
    )  # fmt: skip


def parts_of_credit(draw):
    """Return what the kernels of credit give: shares, chains, coalitions."""
    journeys = journeys_of_any_kind(draw)
    found = []
    for method in SHARINGS:
        shares = asked(shares_by, journeys, method, half_life=timedelta(days=draw.whole(1, 2)))
        if isinstance(shares, PartnerkitError):
            found.append(shares)
            continue
        count = len(journeys.parties)
        found.append((shares, exact_wins(shares, journeys.wins, count)))
        if journeys.amounts is not None:
            found.append(
                (exact_amounts(shares, journeys.amounts, count), deal_amounts(shares, journeys.amounts))
            )
    chains = [chain_of(journeys, order) for order in (1, 2, 3, 9)]
    solved = [removal_effects(chain, journeys.wins, journeys.losses) for chain in chains]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(removal, "_DENSE", 0)
        solved += [removal_effects(chain, journeys.wins, journeys.losses) for chain in chains]
    near = [(np.round(effects, 9) + 0.0, round(chance, 9)) for effects, chance in solved]
    return found, chains, near, participations(journeys)


def journeys_that_cannot_be(draw):
    """Return what is said of columns that do not fit together, and at the border of what can be counted."""
    good = {
        "parties": ("a", "b"),
        "touches": [0, 1],
        "offsets": [0, 1, 2],
        "wins": [1, 0],
        "losses": [0, 1],
        "amounts": [5, 0],
        "currency": "EUR",
        "ages": [0, 3],
        "names": ("x", "y"),
    }
    wrong = (
        {"offsets": [0, 2]}, {"offsets": [1, 1, 2]}, {"offsets": [0, 1, 1]}, {"offsets": [0, 2, 1]}, {"touches": [0, 2]}, {"touches": [-1, 0]}, {"wins": [1, -1]}, {"losses": [0]}, {"amounts": [5, 1]}, {"amounts": [0, 0, 0]},
        {"currency": None}, {"amounts": None}, {"ages": [0]}, {"ages": [0, -1]}, {"names": ("x",)}, {"wins": [2**62, 0]}, {"wins": [2**62 - 1, 0]}, {"wins": [2**61, 2**61]}, {"losses": [2**62 + 1, 0]},
        {"amounts": [2**62, 0]}, {"amounts": [2**62 - 1, 0]}, {"wins": [1.0, 0.0]}, {"wins": [[1, 0]]}, {"touches": np.array([0, 1], dtype=np.uint64)}, {"currency": "Euro"}, {"findings": ("x",)},
    )  # fmt: skip
    made = [asked(Journeys, **{**good, **each}) for each in wrong]
    return (
        [columns(each) if isinstance(each, Journeys) else each for each in made],
        asked(Journeys.of, [("a", ""), ("b",)], wins=[1, draw.whole(0, 1)]),
        columns(Journeys(**good)),
    )


def from_touches_to_journeys(draw):
    """Return the journeys that touches make, at each moment, of people and of firms."""
    consent = Consent(
        basis="consent",
        purpose="offer",
        given_at=DAYS[1],
        withdrawn_at=draw.one_of((None, DAYS[4])),
        channels=("e-mail",),
    )
    leads = [
        Lead(
            id=f"L-{number}", customer=draw.one_of(("C-1", "C-1", "C-2") + (None,) * (draw.whole(0, 9) == 0)), consent=draw.one_of((None, None, consent)),
            value=draw.one_of((Money.of("1", "EUR"), Money.of("2.50", "EUR"), Money.of("2", "EUR"), *[None] * draw.is_so(0.2))), status=status, closed_at=None if status == "open" else draw.one_of(DAYS),
        )
        for number in range(draw.whole(1, 4))
        for status in (draw.one_of(("won", "won", "lost", "open")),)
    ]  # fmt: skip
    touches = touches_of(draw, [each.id for each in leads])
    touches += draw.some(touches, 0.2)
    terms = {
        "by": draw.one_of(("role", "channel", lambda touch: touch.channel + touch.role)),
        "window": draw.one_of((None, None, timedelta(days=1), timedelta(days=2))),
    }
    found = [
        asked(journeys_of, touches, leads, as_of=at, level=level, **terms)
        for at in DAYS
        for level in ("person", "account")
    ]
    twice = [*leads, leads[0], Lead(id="L-8", status="won")]
    wrong = [
        asked(journeys_of, touches, twice, as_of=NOON, level=level, window=window)
        for level, window in (("person", timedelta()), ("account", 1), ("firm", timedelta(days=1)))
    ]
    return [each if isinstance(each, PartnerkitError) else columns(each) for each in found], wrong


def test_credit(answers_as_before):
    answers_as_before(credit, 12)
    answers_as_before(credit_by_resampling, 12)
    answers_as_before(parts_of_credit, 14)


def test_journeys(answers_as_before):
    answers_as_before(journeys_that_cannot_be, 1)
    answers_as_before(from_touches_to_journeys, 14)
