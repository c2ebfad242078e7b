"""
How does a host add a language that we do not speak?

The sentences go out as a gettext template, which every translator's program opens,
and come back as words for `say(..., words=...)`. Each message has its code as the
context; a sentence with plural forms is one message for each form that the
language has (Unicode CLDR, through babel).
"""

import io
from collections.abc import Mapping
from string import Formatter
from typing import Any

from partnerkit.interop.wording import Template, catalogue, terms
from partnerkit.values.errors import InvalidValue, raise_faults, shown

__all__ = ["read_words", "words_template"]

#: What parts a code from the form of its plural, or from the value that has a name.
_FORM, _TERM = "|", "="


def __dir__() -> list[str]:
    return __all__


def words_template(language: str) -> bytes:
    """
    Return every sentence to be translated into *language*, as a gettext file (PO).

    >>> b'msgctxt "capacity"' in words_template("fr")
    True
    """
    from babel.messages import Catalog
    from babel.messages.pofile import write_po

    found = Catalog(locale=_locale(language), project="partnerkit", fuzzy=False)
    for context, text in _messages(language).items():
        found.add(text, context=context)
    data = io.BytesIO()
    write_po(data, found, width=0, omit_header=False)
    return data.getvalue()


def read_words(data: bytes, language: str) -> dict[str, Template]:
    r"""
    Return the words of a translated file: `say(..., locale="fr", words={"fr": read_words(data, "fr")})`.

    What is not translated yet is left out, and so said in English.

    Raises
    ------
    InvalidInput, InvalidValue
        With every sentence that names a fact which the English one does not, and every unknown code.

    >>> data = b'msgctxt "absent"\nmsgid "Is absent until {until}."\nmsgstr "Absent jusqu\'au {until}."\n'
    >>> read_words(data, "fr")
    {'absent': "Absent jusqu'au {until}."}
    """
    from babel.messages.pofile import PoFileError, read_po

    try:
        messages = list(read_po(io.BytesIO(data), locale=_locale(language), abort_invalid=True))
    except (PoFileError, UnicodeError, ValueError, LookupError, TypeError, IndexError) as error:
        raise InvalidValue(
            path="words", value=shown(str(error)), remedy="use a gettext file in UTF-8"
        ) from None
    known = _messages(language)
    told = [each for each in messages if each.context and isinstance(each.string, str) and each.string]
    raise_faults(
        fault for each in told if (fault := _fault(str(each.context), str(each.string), known)) is not None
    )
    found: dict[str, Any] = {}
    for each in told:
        context, text = str(each.context), str(each.string)
        name, term, value = context.partition(_TERM)
        code, form, tag = context.partition(_FORM)
        if term:
            found.setdefault("terms", {}).setdefault(name, {})[value] = text
        elif form:
            found.setdefault(code, {})[tag] = text
        else:
            found[code] = text
    # A sentence of which the form for all other numbers is missing cannot be said.
    return {code: each for code, each in found.items() if code == "terms" or _is_whole(each)}


def _is_whole(template: Template) -> bool:
    return isinstance(template, str) or "other" in template


def _locale(language: str) -> Any:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        raise InvalidValue(
            path="language", value=shown(language), remedy="use a language as fr or pt-BR"
        ) from None


def _messages(language: str) -> Mapping[str, str]:
    """Return the English sentences by context, with the plural forms of *language*."""
    found: dict[str, str] = {}
    forms = sorted({*_locale(language).plural_form.tags, "other"})
    for code, template in sorted(catalogue("en").items()):
        if isinstance(template, str):
            found[code] = template
            continue
        more = ["open"] if "open" in template else []
        for form in (*forms, *more):
            found[f"{code}{_FORM}{form}"] = template.get(form, template["other"])
    for name, values in sorted(terms("en").items()):
        found.update({f"{name}{_TERM}{value}": word for value, word in sorted(values.items())})
    return found


def _fault(context: str, text: str, known: Mapping[str, str]) -> InvalidValue | None:
    if context not in known:
        return InvalidValue(path=context, value="no code of ours", remedy="use what `words_template` gives")
    try:
        places, ours = _places(text), _places(known[context])
        # Where zero takes the singular, as in French, its sentence may count, too.
        ours |= _places(known.get(f"{context.partition(_FORM)[0]}{_FORM}other", ""))
    except ValueError:
        return InvalidValue(path=context, value=shown(text), remedy="close every { with }")
    if not places <= ours:
        remedy = f"use only {', '.join(sorted(ours)) or 'words, no facts'}"
        return InvalidValue(path=context, value=shown(", ".join(sorted(places - ours))), remedy=remedy)
    return None


def _places(text: str) -> set[str]:
    return {place for _, place, _, _ in Formatter().parse(text) if place is not None}
