"""Who fits the partner we look for, and why."""

from datetime import date
from decimal import Decimal, localcontext

import pytest

from partnerkit.facts import Certification, Partner, Territory
from partnerkit.facts.tree import Tree
from partnerkit.interop import say
from partnerkit.lifecycle import Criterion, PartnerProfile, fit
from partnerkit.values.errors import InvalidInput, InvalidValue, NotFound
from partnerkit.values.time import Period

PROFILE = PartnerProfile(
    id="service",
    criteria=[
        Criterion(asks="type", any_of=["dealer", "reseller"], must=True),
        Criterion(asks="territories", all_of=["de-north", "de-south"], weight=2),
        Criterion(asks="attributes.employees", least=10, best=20, weight=3),
        Criterion(asks="attributes.debt", most=100, best=0),
    ],
)


def candidate(name, **more):
    known = {"employees": 15, "debt": Decimal(25), **more.pop("attributes", {})}
    return Partner(id=name, **{"type": "dealer", "territories": ["de-north"], "attributes": known, **more})


def test_each_criterion_brings_its_part():
    found = fit(PROFILE, [candidate("P-1")])["P-1"]

    assert [each.degree for each in found.criteria] == [1.0, 0.5, 0.5, 0.75]
    assert found.fit == pytest.approx((1 + 2 * 0.5 + 3 * 0.5 + 0.75) / 7)
    assert sum(each.contribution for each in found.criteria) == pytest.approx(found.fit)
    assert (found.verdict, found.coverage) == ("fits", 1.0)
    assert [each.code for each in found.reasons] == [
        "candidate-fits",
        "profile-met",
        "profile-not-met",
        "profile-met",
        "profile-met",
    ]


def test_a_must_that_is_missing_or_unknown():
    found = fit(PROFILE, [candidate("P-1", type="agent"), candidate("P-2", type=None), candidate("P-3")])

    assert [each.verdict for each in found.values()] == ["fails", "open", "fits"]
    assert found.shortlist == ("P-3", "P-2")
    assert repr(found) == "<Fits of 3 candidates: 1 fit, 1 open, 1 not>"
    assert found["P-1"].reasons[1].code == "profile-must-not-met"
    assert say(found["P-2"].reasons[1]) == "type: not known."


def test_a_yes_or_no_of_the_host_can_be_asked_for():
    profile = PartnerProfile(
        id="p", criteria=[Criterion(asks="attributes.showroom", any_of=["true"], must=True)]
    )
    shops = [Partner(id=f"P-{at}", attributes={"showroom": at > 0}) for at in range(2)]
    found = fit(profile, [*shops, Partner(id="P-2")])

    assert [found[each].verdict for each in found] == ["fails", "fits", "open"]
    assert found["P-1"].criteria[0].value is True


def test_who_serves_a_territory_serves_what_lies_below_it():
    tree = Tree.of(
        [Territory(id="de"), *(Territory(id=f"de-{each}", parent="de") for each in ("north", "south"))]
    )
    partners = [candidate("P-1", territories=["de"])]

    assert fit(PROFILE, partners, territories=tree)["P-1"].criteria[1].degree == 1.0
    assert fit(PROFILE, partners)["P-1"].criteria[1].degree == 0.0


def test_certificates_count_while_they_are_valid():
    profile = PartnerProfile(
        id="p", criteria=[Criterion(asks="certifications", any_of=["spindle"], must=True)]
    )
    partner = candidate("P-1", certifications=[Certification(name="spindle", valid=Period.year(2025))])

    assert fit(profile, [partner], as_of=date(2025, 6, 1))["P-1"].verdict == "fits"
    assert fit(profile, [partner], as_of=date(2026, 6, 1))["P-1"].verdict == "fails"
    assert fit(profile, [partner])["P-1"].verdict == "fits"


def test_bounds_are_met_at_the_bound():
    most = Criterion(asks="capacity", most=10)

    assert most.degree(10) == (1, True)
    assert most.degree(11) == (0, False)
    assert Criterion(asks="capacity", least=10, best=20).degree(10) == (0, True)
    assert Criterion(asks="capacity", least=10, best=20).degree(99) == (1, True)


@pytest.mark.parametrize(
    "given",
    [
        {"asks": "revenue", "least": 3},
        {"asks": "type"},
        {"asks": "type", "any_of": ["a"], "least": 3},
        {"asks": "capacity", "least": 3, "best": 3},
        {"asks": "capacity", "most": 3, "best": 4},
        {"asks": "type", "any_of": ["a"], "best": 4},
        {"asks": "capacity", "least": 3.5},
        {"asks": "type", "any_of": []},
    ],
)
def test_criteria_on_unknown_fields_and_without_sense_are_refused(given):
    with pytest.raises((InvalidValue, InvalidInput)):
        Criterion(**given)


def test_candidates_twice_and_what_nobody_has_are_refused_all_at_once():
    profile = PartnerProfile(
        id="p", criteria=[Criterion(asks="attributes.employes", least=3), Criterion(asks="type", least=3)]
    )
    with pytest.raises(InvalidInput) as caught:
        fit(profile, [candidate("P-1"), candidate("P-1")])

    assert [each.path for each in caught.value.faults] == [
        "candidates[1].id",
        "profile.criteria[0].asks",
        "profile.criteria[1]",
    ]
    with pytest.raises(NotFound):
        fit(PROFILE, [candidate("P-1")])["P-9"]


def test_the_table_has_a_column_for_each_criterion():
    frame = fit(PROFILE, [candidate("P-1"), candidate("P-2", type=None)]).to_frame()

    assert list(frame)[:5] == ["candidate", "verdict", "fit", "coverage", "1 type"]
    assert frame["verdict"].tolist() == ["fits", "open"]
    assert len(fit(PROFILE, [])) == 0


def test_a_degree_is_the_same_whatever_the_host_rounds_to():
    with localcontext(prec=2):
        degree, is_met = Criterion(asks="capacity", least=1, best=1001).degree(124)

    assert (degree, is_met) == (Decimal("0.123"), True)


@pytest.mark.parametrize(
    ("criterion", "remedy"),
    [
        (Criterion(asks="capacity", all_of=["x"]), "ask for numbers"),
        (Criterion(asks="capacity", any_of=["x"]), "ask for numbers"),
        (Criterion(asks="type", least=1), "ask for words"),
        (Criterion(asks="attributes.size", least=1), "use a whole number or a Decimal"),
    ],
)
def test_what_does_not_suit_says_what_would(criterion, remedy):
    candidate = Partner(id="P-1", capacity=3, type="dealer", attributes={"size": 1.5})
    with pytest.raises(InvalidValue, match=remedy):
        fit(PartnerProfile(id="p", criteria=[criterion]), [candidate])
