"""How is a review handed on: one HTML file that needs nothing else, to read, print and mail?"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, TypeAlias

from partnerkit.cli.data import as_json

__all__ = ["Table", "review_page"]

#: Columns of one section, all of one length.
Table: TypeAlias = Mapping[str, Sequence[Any]]

_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1a1a1a;background:#fff}
table{border-collapse:collapse;width:100%}div{overflow-x:auto}
th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #bbb;vertical-align:top}
"""


def __dir__() -> list[str]:
    return __all__


def review_page(title: str, sections: Mapping[str, Table]) -> str:
    """
    Return the review as a page of HTML, one table a section.

    >>> "<td>&lt;b&gt;</td>" in review_page("July", {"Goals": {"goal": ["<b>"]}})
    True
    """
    body = "".join(f"<h2>{escape(name)}</h2>{_table(name, table)}" for name, table in sections.items())
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{_STYLE}</style></head>'
        f"<body><main><h1>{escape(title)}</h1>{body}</main></body></html>\n"
    )


def _table(name: str, table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in table)
    rows = "".join(
        f"<tr>{''.join(f'<td>{_said(value)}</td>' for value in row)}</tr>"
        for row in zip(*table.values(), strict=True)
    )
    # Wide tables scroll, and whoever has no mouse must reach them.
    label = escape(name, quote=True)
    return (
        f'<div tabindex="0" role="region" aria-label="{label}"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _said(value: Any) -> str:
    found = as_json(value)
    return (
        "\N{EN DASH}" if found is None else escape(f"{found:.4g}" if isinstance(found, float) else str(found))
    )
