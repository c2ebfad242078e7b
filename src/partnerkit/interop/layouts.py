"""
Which column of a well-known system's export is which field of ours?

Data, and nothing else: for each system the kinds of fact that its exports hold, and
for each field the column as that system names it. What a system does not know, such
as a dealer's capacity, is not there; what a host has added is given beside it.
Where the names were looked up stands in `docs/how-to/bring-your-data.md`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar

from attrs import evolve

from partnerkit.facts.account import Account
from partnerkit.facts.deal import DealRegistration
from partnerkit.facts.fact import Fact
from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.interop.cells import Column
from partnerkit.interop.importing import MODEL
from partnerkit.values.errors import InvalidValue, NotFound, shown
from partnerkit.values.fields import check, instance, optional

__all__ = ["LAYOUTS", "layout"]

T = TypeVar("T", bound=Fact)
_Kinds: TypeAlias = Mapping[type[Fact], Mapping[str, str | Column]]


def __dir__() -> list[str]:
    return __all__


def _may(name: str, **more: Any) -> Column:
    """Return a column that an export need not have, since its user chooses the columns."""
    return Column(name=name, optional=True, **more)


def _tag(text: str) -> str:
    """Return a language tag of what systems write: de_DE, sr@latin."""
    return text.replace("_", "-").partition("@")[0]


#: Odoo: the technical names of an "import-compatible export"; `id` is the external id. Moments are in UTC.
_ODOO: _Kinds = {
    Partner: {
        "id": "id",
        "name": "name",
        "tier": _may("grade_id"),
        "parent": _may("parent_id/id"),
        "languages": _may("lang", convert=lambda text: (_tag(text),)),
        "account_owner": _may("user_id/id"),
        "external_ids.odoo": _may("ref"),
    },
    Lead: {
        "id": "id",
        "value": _may("expected_revenue", currency="=company_currency"),
        "received_at": _may("create_date", zone="UTC", format="%Y-%m-%d %H:%M:%S"),
        "customer": _may("partner_id/id"),
        "named_partner": _may("partner_assigned_id/id"),
        "campaign": _may("campaign_id/id"),
        "city": _may("city"),
        "postal_code": _may("zip"),
        "language": _may("lang_code", convert=_tag),
        "stage": _may("stage_id"),
    },
    Account: {"id": "id", "name": "name"},
}

#: ERPNext: the labels of a data export; "ID" is the document's name. Moments are in the site's own zone.
_ERPNEXT: _Kinds = {
    Partner: {
        "id": "ID",
        "name": "Customer Name",
        "type": _may("Customer Group"),
        "territories": _may("Territory", separator="\n"),
        "languages": _may("Print Language", convert=lambda text: (_tag(text),)),
        "account_owner": _may("Account Manager"),
        "currency": _may("Billing Currency"),
        "credit_blocked": _may("Is Frozen"),
    },
    Lead: {
        "id": "ID",
        "territory": _may("Territory"),
        "campaign": _may("Campaign Name"),
        "city": _may("City"),
        "region": _may("State"),
        "stage": _may("Status"),
    },
    Account: {"id": "ID", "name": "Customer Name"},
}

#: Salesforce: the API names of a data export; moments carry their offset.
_SALESFORCE: _Kinds = {
    Partner: {
        "id": "Id",
        "name": "Name",
        "type": _may("Type"),
        "parent": _may("ParentId"),
        "account_owner": _may("OwnerId"),
        "currency": _may("CurrencyIsoCode"),
        "external_ids.erp": _may("AccountNumber"),
    },
    Lead: {
        "id": "Id",
        "received_at": _may("CreatedDate", zone="UTC"),
        "city": _may("City"),
        "region": _may("State"),
        "postal_code": _may("PostalCode"),
        "country": _may("CountryCode"),
        "stage": _may("Status"),
        "customer": _may("ConvertedAccountId"),
    },
    DealRegistration: {
        "id": "Id",
        "customer": "AccountId",
        "partner": "PartnerAccountId",
        "value": _may("Amount", currency="=CurrencyIsoCode"),
    },
    Account: {"id": "Id", "name": "Name"},
}

#: HubSpot: the labels of an export; moments are in the zone of the portal. Leads are its deals.
_HUBSPOT: _Kinds = {
    Partner: {
        "id": "Record ID",
        "name": "Company name",
        "type": _may("Type"),
        "account_owner": _may("Company owner"),
    },
    Lead: {
        "id": "Record ID",
        "value": _may("Amount", currency="=Currency"),
        "received_at": _may("Create Date", format="%Y-%m-%d %H:%M"),
        "stage": _may("Deal Stage"),
    },
    Account: {"id": "Record ID", "name": "Company name"},
}

#: SAP: the fields of the customer master KNA1 as a table view exports them.
_SAP: _Kinds = {
    Partner: {
        "id": "KUNNR",
        "name": "NAME1",
        "type": _may("KTOKD"),
        "territories": _may("REGIO"),
        "credit_blocked": _may("SPERR", words={"X": "yes"}),
    },
    Account: {"id": "KUNNR", "name": "NAME1"},
}

#: Dynamics 365: the labels of "Export to Excel"; moments are in the zone of the user who exports.
_DYNAMICS: _Kinds = {
    Partner: {
        "id": "(Do Not Modify) Account",
        "name": "Account Name",
        "type": _may("Relationship Type"),
        "parent": _may("Parent Account"),
        "account_owner": _may("Owner"),
        "external_ids.erp": _may("Account Number"),
    },
    Lead: {
        "id": "(Do Not Modify) Lead",
        "value": _may("Est. Value"),
        "received_at": _may("Created On"),
        "city": _may("City"),
        "region": _may("State/Province"),
        "postal_code": _may("ZIP/Postal Code"),
        "stage": _may("Status Reason"),
    },
    Account: {"id": "(Do Not Modify) Account", "name": "Account Name"},
}

#: System -> kind of fact -> field -> column.
LAYOUTS: Mapping[str, _Kinds] = MappingProxyType(
    {
        "dynamics": _DYNAMICS,
        "erpnext": _ERPNEXT,
        "hubspot": _HUBSPOT,
        "odoo": _ODOO,
        "salesforce": _SALESFORCE,
        "sap": _SAP,
    }
)


def layout(
    system: str,
    model: type[T],
    *,
    currency: str | None = None,
    zone: str | None = None,
    columns: Mapping[str, str | Column] | None = None,
) -> dict[str, str | Column]:
    """
    Return the columns of a system's export for `read_csv`, `read_excel` and `dry_run`.

    Parameters
    ----------
    system
        One of "dynamics", "erpnext", "hubspot", "odoo", "salesforce", "sap".
    model
        What each row is; a partner is a customer or account of the vendor.
    currency
        The currency of amounts, where the export says none; it wins over the column that would say one.
    zone
        The zone of moments that are written without one.
    columns
        Fields that the host has added, or writes elsewhere; they win.

    >>> layout("hubspot", Partner)["name"]
    'Company name'
    >>> layout("hubspot", Lead, currency="EUR")["value"].currency
    'EUR'
    """
    beside = optional(instance(Mapping, "a mapping from our fields to your columns"))
    check({"model": (MODEL, model), "columns": (beside, columns)})
    known = LAYOUTS.get(system) if isinstance(system, str) else None
    if known is None:
        raise InvalidValue(path="system", value=shown(system), remedy=f"use one of {', '.join(LAYOUTS)}")
    if model not in known:
        raise NotFound(path=system, key=model.__name__, known=tuple(each.__name__ for each in known))
    found = {
        name: Column(name=each) if isinstance(each, str) else each for name, each in known[model].items()
    }
    made: dict[str, str | Column] = {}
    for name, column in found.items():
        if currency is not None and name == "value":
            column = evolve(column, currency=currency)  # noqa: PLW2901  # the same column, told more
        if zone is not None and name.endswith("_at") and column.zone is None:
            column = evolve(column, zone=zone)  # noqa: PLW2901  # likewise
        made[name] = column.name if column == Column(name=column.name) else column
    return {**made, **(columns or {})}
