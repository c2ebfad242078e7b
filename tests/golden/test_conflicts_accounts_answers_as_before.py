"""Who is the same customer, and who meets whom, is answered as it was before."""

from datetime import timedelta

import numpy as np
from term_worlds import NOONS, registrations, tried

from partnerkit import PartnerkitError
from partnerkit.conflicts import accounts, blocking, joins, likeness, naming
from partnerkit.conflicts import deals as deals_of
from partnerkit.facts import (
    Account,
    Address,
    DirectEngagement,
    Lead,
    Network,
)  # fmt: skip


def firms(draw, count):
    """Return accounts, many of them the same customer."""
    names = [
        "Werft Kiel GmbH",
        "Kiel Werft",
        "Werft Kíel & Co. KG",
        "Werfft Kiel",
        "Nord IT AG",
        "NordIT",
        "AB Nord",
        "Nördlich",
        "",
        "GmbH",
        "Müller und Söhne",
        "Soehne Mueller A/S",
    ]
    cities = [
        {"city": "Kiel", "country": "DE"},
        {"city": "KIEL", "country": "DE", "postal_code": "24103"},
        {"city": "Ulm", "country": "DE"},
        {"postal_code": "24103", "country": "DE"},
        {"country": "SE"},
        {"city": "Kiel"},
    ]
    return [
        Account(
            id=f"A-{number}", name=draw.one_of(names), other_names=draw.some(names[:6], 0.1), domains=draw.some(["werft.de", "nord.de", "gmail.com"], 0.15), tax_numbers=draw.some(["DE1", "SE2"], 0.2),
            addresses=[Address(**each) for each in draw.some(cities, 0.2)],
        )
        for number in draw.mixed(range(count))
    ]  # fmt: skip


def the_same(draw):
    """Tell who is the same customer, from which likeness on, and what shows it."""
    known = firms(draw, draw.whole(0, 6))
    show, merge = draw.one_of([(0.8, 0.95), (0.8, 0.95), (0.5, 0.9), (0.0, 0.5), (0.9, 0.9), (0.95, 0.8)])
    found_ = tried(accounts.match_accounts, known, show=show, merge=merge)
    one, other = firms(draw, 2)
    answers = [
        tried(accounts.compare_accounts, one, other, show=show, merge=merge),
        tried(accounts.compare_accounts, one, other),
    ]
    answers += [each if isinstance(each, PartnerkitError) else each.reason for each in answers]
    if isinstance(found_, PartnerkitError):
        return [*answers, found_]
    return [
        *answers,
        tuple(found_),
        [each.reason for each in found_],
        found_.customers(),
        found_.to_frame(),
        repr(found_),
        found_[1:],
    ]


def named(draw):
    """Return names as they are compared: plain words, without the form of the firm."""
    words = [
        "AB",
        "the",
        "Café",
        "Ümlaut",
        "øre",
        "A/S",
        "GmbH",
        "& Co. KG",
        "S.à r.l.",
        "o'Neil",
        "und",
        "x-y",
        "Oy",
        "aa",
        "ß",
        "Łódź",
        "i",
        "\n",
    ]
    names = [" ".join(draw.one_of(words) for _ in range(draw.whole(0, 4))) for _ in range(draw.whole(0, 4))]
    return [naming.plain_words(names), [naming.plain_name(each) for each in names]]


def likely(draw):
    """Return which names are worth comparing, and how alike they are."""
    plain = [
        "".join(draw.one_of(["ab", "ba", "c", "werft", "kiel"]) for _ in range(draw.whole(0, 3)))
        for _ in range(draw.whole(0, 7))
    ]
    by_word = [each[::-1] if draw.is_so() else each for each in plain]
    rows = [
        np.array([draw.whole(0, len(plain) - 1) for _ in range(4 if plain else 0)], dtype=np.int64)
        for _ in range(2)
    ]
    keys = np.array([draw.one_of([7, 7, 8]) for _ in rows[0]], dtype=np.int64)
    domains = [draw.some(["werft.de", "gmail.com", "x.de"], 0.4) for _ in range(3)] + [
        ("many.de",)
    ] * draw.one_of([0, 20, 21])
    owner = np.sort(np.array([draw.whole(0, 2) for _ in plain], dtype=np.int64))
    alike = likeness.names_alike(plain, by_word, *rows)
    return [
        blocking.candidates(plain, by_word, least=draw.one_of([0.0, 0.5, 0.7, 0.9, 1.0])), blocking.sharing(plain, [(rows[0], keys), (rows[1], keys)]), alike, likeness.names_alike(plain, by_word, *rows, 0.8),
        likeness.best_names(owner, *rows, alike), likeness.telling(domains),
    ]  # fmt: skip


def test_accounts(answers_as_before):
    """Are these two the same customer?"""
    answers_as_before(the_same, cases=90)
    answers_as_before(named, cases=45)
    answers_as_before(likely, cases=75)


def met(draw):
    """Return who meets whom within one side, across two, and when many do."""

    def spans(count):
        start = np.array([draw.whole(0, 5) for _ in range(count)], dtype=np.int64)
        return (
            np.array([draw.one_of([0, 1, 1, 3]) for _ in range(count)], dtype=np.int64),
            start,
            start + np.array([draw.one_of([0, 1, 2, 6]) for _ in range(count)], dtype=np.int64),
        )

    mine, others = spans(draw.whole(0, 6)), spans(draw.whole(0, 6))
    dense = tuple(np.tile(each, 6) for each in mine), tuple(np.tile(each, 6) for each in others)
    pairs = [
        sorted(zip(*map(np.ndarray.tolist, each), strict=True))
        for each in (joins.meetings_within(*mine), joins.meetings(mine, others), joins.meetings(*dense))
    ]
    ends = [np.array([draw.whole(0, 6) for _ in range(4)], dtype=np.int64) for _ in range(2)]
    return [pairs, joins.components(7, *ends), list(deals_of.by_first(joins.meetings(mine, others)))]


def stands(draw):
    """Tell when a registration stands, whom it protects, and what is told of it."""
    deal = registrations()[draw.whole(0, 2)]
    deal = (
        deal
        if deal.status != "approved" or draw.is_so()
        else deal.with_step(draw.one_of(["convert", "withdraw"]), at=NOONS[draw.whole(0, 4)])
    )
    lead = Lead(id="L", product=draw.one_of([None, "fw"]), received_at=draw.one_of([None, *NOONS]))
    engaged = DirectEngagement(
        id="E",
        person="u",
        account="A",
        since=NOONS[0],
        last_active_at=draw.one_of([None, NOONS[2]]),
        until=draw.one_of([None, NOONS[3]]),
    )
    return [
        [
            deals_of.stands(deal, as_of=noon + timedelta(seconds=second))
            for noon in NOONS
            for second in (-1, 0)
        ],
        deals_of.is_promised(Network.of(), deal, lead, draw.one_of("pq")),
        deals_of.registration_held(deal),
        deals_of.engagement_facts(engaged),
    ]


def test_joins(answers_as_before):
    """Who meets whom, when, over one thing."""
    answers_as_before(met, cases=75)
    answers_as_before(stands, cases=24)
