"""A made-up register of firms in which it is known who is who."""

import numpy as np

from partnerkit.facts import Account, Address

ONSETS = [
    "b",
    "br",
    "d",
    "dr",
    "f",
    "fl",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "kl",
    "kr",
    "l",
    "m",
    "n",
    "p",
    "pr",
    "r",
    "s",
    "sch",
    "sk",
    "sl",
    "st",
    "str",
    "t",
    "tr",
    "v",
    "w",
    "z",
]
VOWELS = ["a", "e", "i", "o", "u", "a", "e", "i", "o", "ä", "ö", "ü", "ø", "ei", "au"]
CODAS = ["", "", "", "n", "r", "l", "s", "ck", "ng", "rt", "ld", "m", "nd"]
TRADES = [
    "Maschinenbau",
    "Technik",
    "Handel",
    "Service",
    "Bau",
    "Logistik",
    "Systeme",
    "Motorer",
    "Bygg",
    "Verktyg",
    "Industri",
    "Consulting",
    "Software",
    "Energie",
    "Elektro",
    "Transport",
    "Marine",
    "Werft",
    "Agrar",
    "Foods",
    "Tools",
    "Machinery",
    "Networks",
    "Data",
    "Medical",
    "Metallbau",
    "Hydraulik",
    "Kältetechnik",
    "Fastigheter",
    "Entreprenad",
]
FORMS = ("GmbH", "AG", "GmbH & Co. KG", "AB", "Ltd", "Ltd.", "S.A.", "A/S", "Inc.", "Oy", "B.V.", "S.r.l.")
CITIES = [
    (f"{place}{end}", country)
    for place in ("Kiel", "Umeå", "Bergen", "Lyon", "Leeds", "Gdańsk", "Turku", "Delft")
    for end, country in (("", "DE"), ("stadt", "SE"), (" Nord", "GB"), ("dorf", "FR"))
]


def _word(rng):
    syllables = int(rng.integers(2, 4))
    parts = [rng.choice(ONSETS, syllables), rng.choice(VOWELS, syllables), rng.choice(CODAS, syllables)]
    return "".join("".join(letters) for letters in zip(*parts, strict=True)).capitalize()


def _misspelled(rng, name):
    """Change, drop, double or swap one letter."""
    at = int(rng.integers(1, max(len(name) - 1, 2)))
    kind = int(rng.integers(4))
    if kind == 0:
        return name[:at] + str(rng.choice(list("aeinrst"))) + name[at + 1 :]
    if kind == 1:
        return name[:at] + name[at + 1 :]
    if kind == 2:
        return name[:at] + name[at] + name[at:]
    return name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :]


def _respelled(rng, words, form):
    """Write the same firm as somebody else would."""
    words = list(words)
    if rng.random() < 0.15:
        words = [*words[1:], words[0]]
    joint = " " if rng.random() < 0.7 else str(rng.choice(["", "-", " & "])) if len(words) > 1 else ""
    name = joint.join(words)
    if rng.random() < 0.25:
        for umlaut, written in (("ü", "ue"), ("ö", "oe"), ("ä", "ae"), ("ø", "o"), ("Ü", "Ue")):
            name = name.replace(umlaut, written)
    if rng.random() < 0.5:
        name = _misspelled(rng, name)
    if rng.random() < 0.15:
        name = name.upper()
    if rng.random() < 0.6:
        name = f"{name} {form if rng.random() < 0.6 else rng.choice(FORMS)}"
    return name


def register(count, seed=1):
    """Return *count* accounts and the pairs of ids that are one firm; about a third have a double."""
    rng = np.random.default_rng(seed)
    accounts, truth = [], set()
    while len(accounts) < count:
        words = [_word(rng) for _ in range(int(rng.integers(1, 3)))] + [str(rng.choice(TRADES))] * (
            rng.random() < 0.8
        )
        form = str(rng.choice(FORMS))
        city, country = CITIES[int(rng.integers(len(CITIES)))]
        postal = f"{int(rng.integers(10_000, 99_999))}"
        domain = f"{''.join(filter(str.isascii, words[0].lower())) or 'x'}-{int(rng.integers(10**6))}.com"
        number = f"{country}{int(rng.integers(10**8, 10**9))}"
        copies = 1 if rng.random() < 0.8 else int(rng.integers(2, 4))
        mine = []
        for copy in range(min(copies, count - len(accounts))):
            name = f"{' '.join(words)} {form}" if copy == 0 else _respelled(rng, words, form)
            mine.append(f"A-{len(accounts):06}")
            accounts.append(
                Account(
                    id=mine[-1],
                    name=name,
                    domains=(domain,) if rng.random() < 0.5 else (),
                    tax_numbers=(number,) if rng.random() < 0.3 else (),
                    addresses=(
                        Address(
                            city=city, country=country, postal_code=postal if rng.random() < 0.8 else None
                        ),
                    )
                    if rng.random() < 0.7
                    else (),
                )
            )
        truth |= {(one, other) for at, one in enumerate(mine) for other in mine[at + 1 :]}
    return accounts, truth
