"""What a well-known system exports is read as it is; every layout names fields there are."""

from datetime import UTC, datetime

import pytest
from attrs import fields_dict

from partnerkit import Lead, Money, Partner
from partnerkit.facts import Account, DealRegistration, Figure
from partnerkit.interop import Column, dry_run, layout, read_rows
from partnerkit.interop.layouts import LAYOUTS
from partnerkit.values.errors import InvalidValue, NotFound

KINDS = [(system, model) for system, kinds in LAYOUTS.items() for model in kinds]


@pytest.mark.parametrize(("system", "model"), KINDS, ids=lambda each: getattr(each, "__name__", each))
def test_every_layout_names_fields_of_ours_and_each_column_once(system, model):
    columns = layout(system, model)
    names = [each if isinstance(each, str) else each.name for each in columns.values()]

    assert {name.partition(".")[0] for name in columns} <= fields_dict(model).keys()
    assert len(set(names)) == len(names)
    assert "id" in columns


@pytest.mark.parametrize(("system", "model"), KINDS, ids=lambda each: getattr(each, "__name__", each))
def test_an_export_of_the_needed_columns_alone_is_enough(system, model):
    columns = layout(system, model)
    needed = [
        each if isinstance(each, str) else each.name
        for each in columns.values()
        if isinstance(each, str) or not each.optional
    ]

    (fact,) = read_rows([dict.fromkeys(needed, "0017")], model, columns)

    assert fact.id == "0017"


def test_odoo():
    rows = [
        {
            "id": "__export__.crm_lead_17",
            "name": "Firewalls",
            "expected_revenue": "12000.5",
            "company_currency": "EUR",
            "create_date": "2026-03-02 09:00:00",
            "partner_id/id": "",
            "lang_code": "de_DE",
            "zip": "24103",
            "stage_id": "New",
        }
    ]

    (lead,) = read_rows(rows, Lead, layout("odoo", Lead))

    assert (lead.value, lead.language, lead.postal_code) == (Money.of("12000.50", "EUR"), "de-DE", "24103")
    assert lead.received_at == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert lead.customer is None


def test_erpnext():
    row = {
        "ID": "CUST-2026-00017",
        "Customer Name": "Nord IT",
        "Customer Group": "Dealer",
        "Territory": "Germany",
        "Print Language": "de",
        "Is Frozen": "1",
        "Billing Currency": "EUR",
    }

    (partner,) = read_rows([row], Partner, layout("erpnext", Partner))

    assert (partner.type, partner.territories, partner.languages) == ("Dealer", ("Germany",), ("de",))
    assert (partner.credit_blocked, partner.currency) == (True, "EUR")


def test_salesforce():
    account = {"Id": "001", "Name": "Nord IT", "Type": "Channel Partner / Reseller", "ParentId": ""}
    deal = {
        "Id": "006",
        "AccountId": "001X",
        "PartnerAccountId": "001",
        "Amount": "500.0",
        "CurrencyIsoCode": "SEK",
    }
    lead = {"Id": "00Q", "CreatedDate": "2026-03-02T09:00:00.000Z", "CountryCode": "DE"}

    (partner,) = read_rows([account], Partner, layout("salesforce", Partner))
    (registration,) = read_rows([deal], DealRegistration, layout("salesforce", DealRegistration))
    (found,) = read_rows([lead], Lead, layout("salesforce", Lead))

    assert partner.type == "Channel Partner / Reseller"
    assert (registration.partner, registration.value) == ("001", Money.of("500", "SEK"))
    assert (found.received_at, found.country) == (datetime(2026, 3, 2, 9, tzinfo=UTC), "DE")


def test_hubspot_says_no_zone_so_the_host_does():
    row = {"Record ID": "9001", "Amount": "25000", "Create Date": "2026-03-02 09:30", "Deal Stage": "Won"}

    assert not dry_run([row], Lead, layout("hubspot", Lead, currency="EUR")).is_clean
    (lead,) = read_rows([row], Lead, layout("hubspot", Lead, currency="EUR", zone="Europe/Berlin"))

    assert lead.value == Money.of("25000", "EUR")
    assert lead.received_at == datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


def test_sap_with_what_the_host_adds():
    row = {"KUNNR": "0000001824", "NAME1": "Nord IT", "REGIO": "01", "SPERR": "X", "UMSAT": "1.234,50-"}
    added = {"attributes.sales": Column(name="UMSAT", decimal=",", grouping=".", minus="behind")}

    (partner,) = read_rows([row], Partner, layout("sap", Partner, columns=added))

    assert (partner.id, partner.credit_blocked) == ("0000001824", True)
    assert partner.attributes["sales"] == "1.234,50-"  # text, as long as no kind= is stated


def test_dynamics_in_cells_of_excel():
    row = {
        "(Do Not Modify) Lead": "a1b2",
        "Topic": "Firewalls",
        "Est. Value": 12000.5,
        "Created On": datetime(2026, 3, 2, 10, 0),
        "ZIP/Postal Code": 24103.0,
    }

    (lead,) = read_rows([row], Lead, layout("dynamics", Lead, currency="EUR", zone="Europe/Berlin"))

    assert (lead.value, lead.postal_code) == (Money.of("12000.50", "EUR"), "24103")
    assert lead.received_at == datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_what_is_not_known_is_named_with_what_is():
    with pytest.raises(InvalidValue, match="use one of dynamics"):
        layout("pipedrive", Lead)
    with pytest.raises(NotFound, match="known: Partner"):
        layout("odoo", Figure)
    assert layout("odoo", Account, columns={"segment": "industry"})["segment"] == "industry"


def test_a_name_of_a_model_is_no_model():
    with pytest.raises(InvalidValue, match="use the kind of fact itself"):
        layout("odoo", "Lead")
