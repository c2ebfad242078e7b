"""What might stand in a file that somebody sends: bytes that were right once, and text that nearly follows a grammar."""

import csv
import io
import zipfile

from hypothesis import strategies as st

#: Stands where a person's data would; no message about another cell may repeat it.
PERSON = "ingeborg.froejd@example.org"

#: Texts on which readers of numbers, days and words have failed before, elsewhere.
ODD = (
    "", " ", "0", "-0", "1", "-1", "1e5", "1E+400", "1e-400", "NaN", "sNaN", "Infinity", "-inf", "0x1F", "1_000", "١٢", "½", "²",
    "1.234,56", "1,234.56", "12.50-", "--1", "+", "-", ".", ",", "9" * 20, "9" * 400, "0." + "0" * 300 + "1",
    "2026-02-30", "2026-02-29", "0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "31.03.2026", "2026-W53", "2026-366",
    "0001-01-01T00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-03-29T02:30", "2026-10-25T02:30", "2026-03-31T24:00",
    "2026-03-31T14:05+99:00", "EUR", "eur", "XXX", "12 EUR", "€", "true", "TRUE", "\x00", "\ufeff", "\u202e", "\ud800", "💶" * 20,
    "=1+1", "'", '"', '""', "a;b", ";", "a\nb", "\r", "{}", "[]", "null", "{", "%s", "{0.__class__}", "../../etc/passwd", "x" * 300,
)  # fmt: skip
odd = st.sampled_from(ODD)
letters = st.text(st.characters(codec="utf-8"), max_size=12)
words = st.one_of(
    odd, letters, st.integers().map(str), st.decimals().map(str), st.dates().map(str), st.datetimes().map(str)
)


@st.composite
def damaged(draw, seeds):
    """Bytes of a good file with some of them changed, cut out, doubled or moved."""
    data = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(data)))
        much = draw(st.integers(0, 40))
        match draw(st.integers(0, 3)):
            case 0:
                data[at : at + 1] = draw(st.binary(min_size=1, max_size=3))
            case 1:
                del data[at : at + much]
            case 2:
                data[at:at] = data[at : at + much]
            case _:
                data[at:at] = draw(words).encode("utf-8", "replace")
    return bytes(data)


def any_bytes(*seeds):
    """Damaged good files mostly, and bytes of any kind."""
    return st.one_of(damaged(seeds), damaged(seeds), st.binary(max_size=200))


@st.composite
def tables(draw, header):
    """Rows below a header, as text for `csv`; at times a column is missing, doubled or unknown, or a row is ragged."""
    names = draw(
        st.one_of(st.just(list(header)), st.lists(st.sampled_from(header), max_size=len(header) + 2))
    )
    rows = draw(st.lists(st.lists(words, max_size=len(names) + 1), max_size=4))
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=draw(st.sampled_from(",;\t")), escapechar="\\")
    writer.writerows([names, *rows])
    return text.getvalue().encode(
        draw(st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "cp1252"))), "replace"
    )


@st.composite
def zipped(draw, seed):
    """A workbook of which one part within was damaged, and packed again as it should be."""
    with zipfile.ZipFile(io.BytesIO(seed)) as parts:
        found = {each.filename: parts.read(each) for each in parts.infolist()}
    name = draw(st.sampled_from(sorted(found)))
    found[name] = draw(damaged([found[name]]))
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as parts:
        for each, part in found.items():
            parts.writestr(each, part)
    return data.getvalue()


#: What JSON can say.
documents = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), words),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(words, inner, max_size=3)),
    max_leaves=8,
)


@st.composite
def near(draw, document):
    """A document in which a few places say something else, are missing, or were not there."""
    if draw(st.integers(0, 11)) == 0:
        return draw(st.one_of(documents, words))
    if isinstance(document, dict):
        found = {name: draw(near(value)) for name, value in document.items() if draw(st.integers(0, 19))}
        if draw(st.integers(0, 19)) == 0:
            found[draw(words)] = draw(documents)
        return found
    if isinstance(document, list):
        return [draw(near(each)) for each in document if draw(st.integers(0, 19))]
    return document


@st.composite
def lines(draw, starts, *, most=8):
    """Lines of a format that has a word in front and values behind."""
    told = []
    for _ in range(draw(st.integers(0, most))):
        start = draw(st.sampled_from(starts))
        told.append(" ".join([start, *draw(st.lists(words, max_size=4))]))
    return "\r\n".join(told)
