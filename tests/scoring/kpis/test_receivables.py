"""What the partner owes at the end of the period."""

from partnerkit.scoring.kpis.receivables import days_sales_outstanding, overdue_share


def test_days_of_revenue(found, euros, partner):
    facts = [euros("receivables", "500", "90", "60"), euros("revenue", "60", "60", "60")]

    assert found(days_sales_outstanding(), partner, *facts) == {"P-4": 30.0}


def test_overdue_of_all(found, euros, partner):
    facts = [euros("receivables", "500", "90", "60"), euros("receivables_overdue", "500", "90", "15")]

    assert found(overdue_share(), partner, *facts) == {"P-4": 0.25}


def test_who_owes_nothing_has_nothing_overdue(found, euros, partner):
    assert found(overdue_share(), partner, euros("receivables", "1", "1", "0")) == {"P-4": 0.0}
