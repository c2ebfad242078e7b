"""
How do facts get in and out, and in which words?

================  ===========================================================================
`columns`         results as tables of text in the reader's language
`importing`       rows, CSV and Excel files to facts, all faults of a file together
`privacy`         what is held about a person, and who was told
`retention`       how long a fact may be kept, and which must go
`schema`          what a document looks like, for whoever is not Python
`serialisation`   facts to JSON bytes and back, the same on every machine
`wording`         codes and facts to sentences in English, German, Swedish
`network_tables`  a network to frames, and back
`tables`          results as tables of great-tables, for reports
`terminal`        results as tables of rich, for a terminal
`plots`           judgements to charts, for notebooks and reports
`pages`           reviews to HTML pages that need nothing else
`layouts`         the columns of exports of Odoo, ERPNext, Salesforce, HubSpot, SAP, Dynamics
`sie`, `datev`    a dealer's books to figures: SIE 4 of Sweden, DATEV of Germany
`exporting`       a network to CSV, Excel and Parquet, and back; no cell starts a formula
`catalogues`      a language that a host adds
`reading`         a row of a host becomes a fact, or faults
`cells`           what one cell says
`excel`           workbooks, read and written
`books`           figures out of a dealer's own books
`converter`       how each type is written as JSON
`scalars`         numbers, texts, dates and instants in it
`swift`           good documents, read fast
`upcasting`       documents of earlier schemas
`records`         what is kept of a decision
`units`           in which unit a figure is said
`candidates`      all who were asked, written in few bytes
================  ===========================================================================
"""

from typing import TYPE_CHECKING

from partnerkit._lazy import resolver

if TYPE_CHECKING:
    from partnerkit.interop.books import BAS as BAS
    from partnerkit.interop.books import SKR03 as SKR03
    from partnerkit.interop.books import SKR04 as SKR04
    from partnerkit.interop.books import Books as Books
    from partnerkit.interop.books import Position as Position
    from partnerkit.interop.books import figures_of as figures_of
    from partnerkit.interop.catalogues import read_words as read_words
    from partnerkit.interop.catalogues import words_template as words_template
    from partnerkit.interop.cells import Column as Column
    from partnerkit.interop.datev import read_datev as read_datev
    from partnerkit.interop.exporting import load_network as load_network
    from partnerkit.interop.exporting import save_network as save_network
    from partnerkit.interop.exporting import write_table as write_table
    from partnerkit.interop.importing import dry_run as dry_run
    from partnerkit.interop.importing import read_csv as read_csv
    from partnerkit.interop.importing import read_excel as read_excel
    from partnerkit.interop.importing import read_rows as read_rows
    from partnerkit.interop.layouts import layout as layout
    from partnerkit.interop.reading import DryRun as DryRun
    from partnerkit.interop.retention import Retention as Retention
    from partnerkit.interop.retention import due_for_erasure as due_for_erasure
    from partnerkit.interop.schema import json_schema as json_schema
    from partnerkit.interop.serialisation import dumps as dumps
    from partnerkit.interop.serialisation import from_document as from_document
    from partnerkit.interop.serialisation import loads as loads
    from partnerkit.interop.serialisation import to_document as to_document
    from partnerkit.interop.sie import read_sie as read_sie
    from partnerkit.interop.tables import table as table
    from partnerkit.interop.terminal import grid as grid
    from partnerkit.interop.wording import say as say
    from partnerkit.interop.wording import say_value as say_value

_HOMES = {
    "BAS": "books",
    "Books": "books",
    "Column": "cells",
    "Position": "books",
    "DryRun": "reading",
    "Retention": "retention",
    "SKR03": "books",
    "SKR04": "books",
    "dry_run": "importing",
    "due_for_erasure": "retention",
    "dumps": "serialisation",
    "figures_of": "books",
    "from_document": "serialisation",
    "grid": "terminal",
    "json_schema": "schema",
    "layout": "layouts",
    "load_network": "exporting",
    "loads": "serialisation",
    "read_csv": "importing",
    "read_datev": "datev",
    "read_excel": "importing",
    "read_rows": "importing",
    "read_sie": "sie",
    "read_words": "catalogues",
    "save_network": "exporting",
    "say": "wording",
    "say_value": "wording",
    "table": "tables",
    "to_document": "serialisation",
    "words_template": "catalogues",
    "write_table": "exporting",
}

__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]

__getattr__ = resolver(__name__, _HOMES)


def __dir__() -> list[str]:
    return __all__
