"""
How do facts get in and out, and in which words?

=================  ================================================================
`columns`          results as tables of text in the reader's language
`importing`        rows and CSV files to facts, all faults of a file together
`privacy`          what is held about a person, who was told, and when it must go
`schema`           what a document looks like, for whoever is not Python
`serialisation`    facts to JSON bytes and back, the same on every machine
`wording`          codes and facts to sentences in English, German, Swedish
`tables`           results as tables of great-tables, for reports
`terminal`         results as tables of rich, for a terminal
`plots`            judgements to charts, for notebooks and reports
`pages`            reviews to HTML pages that need nothing else
=================  ================================================================
"""

from typing import TYPE_CHECKING

from partnerkit._lazy import resolver

if TYPE_CHECKING:
    from partnerkit.interop.cells import Column as Column
    from partnerkit.interop.importing import read_csv as read_csv
    from partnerkit.interop.importing import read_rows as read_rows
    from partnerkit.interop.privacy import Retention as Retention
    from partnerkit.interop.privacy import due_for_erasure as due_for_erasure
    from partnerkit.interop.schema import json_schema as json_schema
    from partnerkit.interop.serialisation import dumps as dumps
    from partnerkit.interop.serialisation import from_document as from_document
    from partnerkit.interop.serialisation import loads as loads
    from partnerkit.interop.serialisation import to_document as to_document
    from partnerkit.interop.tables import table as table
    from partnerkit.interop.terminal import grid as grid
    from partnerkit.interop.wording import say as say
    from partnerkit.interop.wording import say_value as say_value

_HOMES = {
    "Column": "cells",
    "Retention": "privacy",
    "due_for_erasure": "privacy",
    "dumps": "serialisation",
    "from_document": "serialisation",
    "grid": "terminal",
    "json_schema": "schema",
    "loads": "serialisation",
    "read_csv": "importing",
    "read_rows": "importing",
    "say": "wording",
    "say_value": "wording",
    "table": "tables",
    "to_document": "serialisation",
}

__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]

__getattr__ = resolver(__name__, _HOMES)


def __dir__() -> list[str]:
    return __all__
