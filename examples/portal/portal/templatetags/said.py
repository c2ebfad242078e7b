"""How are numbers and ids said on a page?"""

from typing import Any

from babel.numbers import format_decimal, get_decimal_symbol
from django import template
from django.utils.translation import get_language, gettext

from partnerkit import Money
from portal.channel import KPI_NAMES

register = template.Library()


@register.filter
def figure(value: float | None) -> str:
    """Write a figure with as many digits as it is worth reading."""
    if value is None:
        return "–"
    digits = "#,##0" if abs(value) >= 100 else "#,##0.0" if abs(value) >= 10 else "#,##0.000"
    return format_decimal(value, digits, locale=get_language() or "en")


@register.filter
def money(value: object) -> str:
    """Write an amount as the reader's language does."""
    return value.format(get_language() or "en") if isinstance(value, Money) else "–"


@register.filter
def typed(value: float) -> str:
    """Write a figure as its reader would type it, with every digit it has."""
    return f"{value:.15g}".replace(".", get_decimal_symbol(get_language() or "en"))


@register.filter
def kpi(key: str) -> str:
    """Say what a figure is called."""
    return gettext(KPI_NAMES[key])


@register.simple_tag(takes_context=True)
def name(context: Any, key: str | None) -> str:
    """Say an id by the name the reader knows it by."""
    return "–" if key is None else context["sight"].view.names.get(key) or str(key)
