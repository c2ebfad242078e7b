"""
Which spelling do two names of one firm have in common?

A plain name is what is left of a name without legal form, case, accents,
punctuation and joining words. It is for comparing only, never for showing:
"Müller & Söhne GmbH" and "Mueller und Soehne" both become "muller sohne".
"""

import re
import unicodedata
from collections.abc import Iterable

__all__ = ["plain_name", "plain_words"]


def __dir__() -> list[str]:
    return __all__


#: Letters that Unicode does not take apart.
_LETTERS = (("ø", "o"), ("æ", "a"), ("œ", "o"), ("ł", "l"), ("đ", "d"), ("ð", "d"), ("þ", "th"), ("ħ", "h"))

#: How umlauts and rings are written where the keyboard has none; done to every name, so nothing is lost by it.
_DIGRAPHS = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("aa", "a"))

#: Their dots and strokes stand inside a word, as in S.A. and A/S.
_INSIDE = re.compile("[.'\N{RIGHT SINGLE QUOTATION MARK}`/\u0300-\u036f]")
_BETWEEN = re.compile(r"[^\w\s]|_")

_JOINING = frozenset(("and", "und", "och", "og", "et", "y", "e", "en", "the", "i"))

#: Legal forms and what stands beside them, as they look when plain.
_FORMS = frozenset(
    """
    gmbh mbh ggmbh ag kg kgaa ohg ug haftungsbeschrankt ek ev eg gbr se co cie company
    ab aktiebolag aktiebolaget hb kb handelsbolag as asa aps is oy oyj ky
    ltd limited plc llp lp llc inc incorporated corp corporation pty pte
    sa sas sasu sarl sarlu rl eurl sci snc sl slu sau srl srls spa sapa sagl
    bv nv vof cv bvba sprl kft zrt nyrt doo dd ad ood eood oo zoo sp z spzoo sro uab sia ou
    ooo zao pao sdn bhd kk kaisha kabushiki yugen
    """.split()  # noqa: SIM905  # a table of words reads best as one
)

_TRAILING = _FORMS | _JOINING

#: Those that stand in front of the name.
_IN_FRONT = frozenset(("ab", "oy", "as", "uab", "sia", "ou", "ooo", "zao", "pao", "pt", "kk"))


def plain_words(names: Iterable[str]) -> list[list[str]]:
    """
    Return the words of each name that tell one firm from another; none for a name of nothing else.

    >>> plain_words(["Müller & Söhne GmbH", "AB Volvo", "S.à r.l. Dubois", "Werft Kiel GmbH & Co. KG"])
    [['muller', 'sohne'], ['volvo'], ['sa', 'rl', 'dubois'], ['werft', 'kiel']]
    """
    given = list(names)
    if not given:
        return []
    text = "\n".join(given)
    if text.count("\n") >= len(given):
        text = "\n".join(" ".join(name.split()) for name in given)
    return [_bare(line.split()) for line in _folded(text).split("\n")]


def plain_name(name: str) -> str:
    """
    Return *name* as it is compared.

    >>> plain_name("GTX Pro Inc.") == plain_name("GTXPro"), plain_name("Nordström A/S")
    (False, 'nordstrom')
    """
    return " ".join(plain_words([name])[0])


def _folded(text: str) -> str:
    text = text.casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        for written, letter in _LETTERS:
            text = text.replace(written, letter)
    for written, letter in _DIGRAPHS:
        text = text.replace(written, letter)
    return _BETWEEN.sub(" ", _INSIDE.sub("", text))


def _bare(words: list[str]) -> list[str]:
    """Take legal forms off both ends and joining words out, but never everything."""
    end = len(words)
    while end > 1 and words[end - 1] in _TRAILING:
        end -= 1
    start = 1 if end > 1 and words[0] in _IN_FRONT else 0
    kept = words[start:end]
    return kept if _JOINING.isdisjoint(kept) else [word for word in kept if word not in _JOINING] or kept
