"""The laws are data: each with its source, rising, and found by form and country."""

from datetime import date

import pytest
from attrs import evolve
from partings import AGREEMENT

from partnerkit.facts.partner import FORMS
from partnerkit.lifecycle.laws import AGENTS, LAWS, NoticeLaw, law_of
from partnerkit.values.errors import InvalidInput, InvalidValue


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.id)
def test_every_law_names_its_source_and_never_falls_with_the_years(law):
    months = [law.months(year) for year in range(1, 40)]

    assert law.source
    assert months == sorted(months)
    assert (max(months) == 0) == (law.days is not None)


def test_an_agent_is_found_its_law_by_country():
    found = {where: law_of(evolve(AGREEMENT, law=where)) for where in ("DE", "SE", "FR", "US", "US-WI", None)}

    assert {where: law and law.id for where, law in found.items()} == {
        "DE": "hgb-89",
        "SE": "lag-1991-351-24",
        "FR": "directive-86-653-15",
        "US": None,
        "US-WI": None,
        None: None,
    }


@pytest.mark.parametrize("form", [form for form in FORMS if form not in AGENTS])
@pytest.mark.parametrize("country", ["DE", "SE", "FR", "US"])
def test_dealers_get_no_default(form, country):
    assert law_of(evolve(AGREEMENT, form=form, law=country)) is None


def test_one_dealer_statute_is_known():
    assert law_of(evolve(AGREEMENT, form="resells", law="US-WI")).cure_days == 60
    assert law_of(evolve(AGREEMENT, form=None, law="US-WI")) is None


def test_all_members_of_the_union_have_a_minimum():
    under = {code for law in LAWS for code in law.laws if "agent" in law.forms}

    assert len(under) == 27


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"steps": ()}, "steps"),
        ({"days": 30}, "steps"),
        ({"steps": ((2, 1),)}, "steps"),
        ({"steps": ((1, 2), (3, 1))}, "steps"),
        ({"steps": ((1, 1), (1, 2))}, "steps"),
        ({"steps": ((1, 0),)}, "steps"),
        ({"laws": ["Germany"]}, "laws"),
        ({"forms": []}, "forms"),
        ({"binds": ["court"]}, "binds"),
    ],
)
def test_a_law_that_cannot_be_is_refused(change, path):
    good = {"id": "x", "source": "somewhere", "forms": AGENTS, "laws": ["DE"], "steps": ((1, 1), (2, 2))}
    with pytest.raises((InvalidValue, InvalidInput)) as caught:
        NoticeLaw(**{**good, **change})

    assert caught.value.path == path


def test_a_host_brings_its_own_laws():
    own = NoticeLaw(id="own", source="own act", forms=["resells"], laws=["NO"], days=60)

    assert law_of(evolve(AGREEMENT, form="resells", law="NO"), [own]) == own
    assert own.months(3) == 0
    assert AGREEMENT.period.start == date(2026, 1, 1)
