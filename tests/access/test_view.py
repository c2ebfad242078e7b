"""Each role of a channel sees what concerns it, and nothing else."""

import pickle
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve

from partnerkit import Money, Period
from partnerkit.access import CLASSES, HIDDEN, PermissionClass, visible
from partnerkit.conflicts import DeclaredRule, compiled, detect, rules
from partnerkit.facts import (
    Account,
    Assignment,
    DealRegistration,
    Figure,
    Goal,
    Lead,
    Network,
    Partner,
    Person,
    PriceTerm,
    Territory,
)
from partnerkit.goals import GoalTree, attain
from partnerkit.review import diagnose, mirror
from partnerkit.scoring import kpis, measure_partners
from partnerkit.values.errors import FieldHidden, InvalidValue, NotFound

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def seen(network, viewer, **kwargs):
    return visible(network, viewer, as_of=NOW, **kwargs)


def ids(facts):
    return [each.id for each in facts]


def test_a_partner_s_owner_sees_his_firm_and_no_other(network):
    view = seen(network, "X-3")

    assert ids(view.partners) == ["P-3"]
    assert ids(view.deals) == ["D-3"]
    assert ids(view.accounts) == ["A-3"]
    assert view.get(Account, "A-3").owner is HIDDEN
    assert [each.value for each in view.figures] == [Money.of(231, "EUR"), Money.of(3000, "EUR")]
    assert view.get(Partner, "P-3").account_owner is HIDDEN
    assert view.get(Partner, "P-3").source is HIDDEN
    assert view.direct == ()


def test_a_distributor_sees_some_of_its_resellers(network):
    view = seen(network, "X-1")

    assert ids(view.partners) == ["P-1", "P-2"]
    assert view.partner_tree.children("P-1") == ("P-2",)
    assert view.get(Partner, "P-2").credit_blocked is HIDDEN
    assert view.get(Partner, "P-1").credit_blocked is False
    assert {each.partner for each in view.figures} == {"P-1", "P-2"}
    assert sum(each.entered_by is not None for each in view.figures) == 1
    assert ids(view.price_terms) == ["T-1"]


def test_a_reseller_does_not_see_its_distributor(network):
    view = seen(network, "X-2")

    assert view.get(Partner, "P-2").parent is HIDDEN
    assert view.partner_tree.roots == ("P-2",)


def test_a_seller_who_sees_only_himself_sees_his_tasks(network):
    view = seen(network, "Y-1")

    assert ids(view.people) == ["Y-1"]
    assert view.partners == ()
    # A task that names the firm is told with the firm hidden, for it could be told without.
    assert [(each.id, each.partner) for each in view.tasks] == [("K-1", HIDDEN)]


def test_a_territory_manager_sees_his_partners_those_of_his_team_or_of_his_territories(network):
    assert ids(seen(network, "U-1").partners) == ["P-1", "P-2"]
    assert ids(seen(network, "U-3").partners) == ["P-3"]
    assert ids(seen(network, "U-4").partners) == ["P-3"]
    assert ids(seen(network, "U-7").partners) == ["P-1", "P-2"]
    assert ids(seen(network, "U-7").leads) == ["L-1", "L-2"]


def test_receivables_sees_who_is_stopped_but_no_terms(network):
    view = seen(network, "U-5")

    assert [each.credit_blocked for each in view.partners] == [False, True, False]
    assert view.price_terms == ()
    assert view.figures == ()


def test_marketing_and_warranty_see_their_part(network):
    marketing, warranty = seen(network, "U-9"), seen(network, "U-8")

    assert ids(marketing.leads) == ["L-1", "L-2", "L-3"]
    assert marketing.leads[0].contact is HIDDEN
    assert (marketing.price_terms, marketing.warranty_claims, marketing.figures) == ((), (), ())
    assert ids(warranty.warranty_claims) == ["W-1", "W-2", "W-3"]
    assert (warranty.leads, warranty.price_terms, warranty.figures, warranty.agreements) == ((), (), (), ())


@pytest.mark.parametrize(
    ("role", "sees", "does_not"),
    [
        ("seller", ("leads", "deals", "accounts"), ("price_terms", "figures", "warranty_claims", "goals")),
        ("service", ("service_cases", "warranty_claims"), ("leads", "deals", "price_terms", "figures")),
        ("bookkeeper", ("figures", "agreements", "warranty_claims"), ("leads", "deals", "service_cases")),
    ],
)
def test_at_a_partner_each_role_sees_its_part_of_the_firm(network, role, sees, does_not):
    changed = network.with_facts(evolve(network.get(Person, "Y-1"), roles=(role,), permission="all"))
    view = seen(changed, "Y-1", held={"L-1": "P-1"})

    for name in sees:
        assert getattr(view, name)
        assert all(each.partner == "P-1" for each in getattr(view, name) if hasattr(each, "partner"))
    assert all(getattr(view, name) == () for name in does_not)
    assert ids(view.partners) == ["P-1"]
    assert (view.partners[0].credit_blocked is HIDDEN) == (role != "bookkeeper")


def test_what_members_entered_is_the_neutral_office_s_alone_to_read(network):
    assert all(each.entered_by is None for each in seen(network, "U-0").figures)
    assert len(seen(network, "U-6").figures) == 3
    assert all(each.entered_by is not None for each in seen(network, "U-6").figures)


def test_direct_sales_does_not_see_what_partners_told(network):
    view = seen(network, "U-2")

    assert view.deals == ()
    assert view.price_terms == ()
    assert view.partners == ()
    assert ids(view.direct) == ["E-1"]
    assert ids(view.accounts) == ["A-1", "A-2", "A-3"]  # it owns them


def test_a_customer_is_shown_across_the_wall_for_a_stated_purpose(network):
    alone = Network.of(
        Person(id="U-2", roles=("direct-sales",), permission="self"), Account(id="A-9", name="Ort GmbH")
    )

    assert seen(alone, "U-2").accounts == ()
    view = seen(alone, "U-2", admitted={"A-9": "warranty"})
    assert ids(view.accounts) == ["A-9"]
    assert view.admitted == {"A-9": "warranty"}
    assert seen(alone, "U-2", admitted={"A-9": "curiosity"}).accounts == ()


def test_a_lead_is_seen_by_whoever_has_it(network):
    view = seen(network, "X-3", held={"L-1": "P-3", "L-3": "P-2"})

    assert ids(view.leads) == ["L-1"]
    assert ids(view.accounts) == ["A-1", "A-3"]
    assert view.get(Account, "A-1").name == "P-1~customers"
    (lead,) = view.leads
    assert lead.contact == "P-1~personal"
    assert lead.earlier_holders is HIDDEN


@pytest.mark.parametrize(
    "change",
    [
        {"permission": None},
        {"roles": None},
        {"roles": ("owner",)},
        {"left_on": date(2026, 3, 2)},
        {"hired_on": date(2026, 3, 3)},
    ],
)
def test_what_is_not_permitted_is_denied(network, change):
    changed = network.with_facts(evolve(network.get(Person, "U-0"), **change))

    assert len(seen(changed, "U-0")) == 0


def test_a_role_that_no_class_stands_for_shows_nothing_and_is_told(network):
    changed = network.with_facts(evolve(network.get(Person, "U-5"), roles=("receivables", "chess-club")))
    view = seen(changed, "U-5")

    assert view.classes == ("receivables",)
    (finding,) = view.findings
    assert (finding.reason.code, dict(finding.reason.facts)) == (
        "role-shows-nothing",
        {"person": "U-5", "role": "chess-club"},
    )


def test_head_office_edits_the_classes(network):
    narrow = [PermissionClass(id="head-office", side="vendor", sees=["partners"], furthest="all")]
    view = seen(network, "U-0", classes=narrow)

    assert [kind.__name__ for kind in view.kinds] == ["Partner"]
    assert view.get(Partner, "P-1").territories is HIDDEN


def test_a_fact_that_needs_a_hidden_one_goes_with_it(network):
    narrow = [PermissionClass(id="head-office", side="vendor", sees=["terms", "catalogue"])]

    assert seen(network, "U-0", classes=narrow).price_terms == ()


def test_judgements_take_a_view_and_know_no_more(network):
    assert ids(detect(seen(network, "U-0"), rules.builtin(), as_of=NOW)) == ids(
        detect(network, rules.builtin(), as_of=NOW)
    )
    north = seen(network, "U-1")
    parties = {party for each in detect(north, rules.builtin(), as_of=NOW) for party in each.parties}
    assert "P-3" not in parties


@pytest.mark.parametrize("viewer", ["U-0", "U-7", "X-1"])
def test_judgements_of_what_was_known_then_take_a_view_too(network, viewer):
    """They ask it for what was known as of their moment, and are told of no partner that it does not show."""
    view = seen(network, viewer)
    names = ids(view.partners)
    as_of = NOW - timedelta(days=1)
    quarter = Period.quarter(2026, 1)

    assert list(mirror(view, quarter, as_of=as_of)) == names
    assert list(diagnose(names, as_of=as_of, network=view)) == names
    hired_on_is_hidden = viewer == "U-7"
    with pytest.raises(FieldHidden) if hired_on_is_hidden else nullcontext():
        measured = measure_partners(view, kpis.builtin(), quarter, as_of=as_of)
        assert measured.to_frame()["partner"].tolist() == names


@pytest.mark.parametrize("viewer", ["U-0", "U-1", "U-5", "X-1", "Y-2"])
def test_what_was_known_of_a_view_is_a_view_that_shows_no_more(network, viewer):
    view = seen(network, viewer)
    then = view.known_at(NOW - timedelta(days=1))

    assert (then.viewer, then.classes, then.categories) == (view.viewer, view.classes, view.categories)
    for kind in then.kinds:
        assert {getattr(each, "id", None) for each in then.all(kind)} <= {
            getattr(each, "id", None) for each in view.all(kind)
        }
    assert not then.service_cases
    assert view.known_at(NOW) == view


ONE_ACCOUNT = DeclaredRule(code="one-account", severity="low", facts="DealRegistration", same=["account"])
ALIKE = {
    "leads of two customers": (rules.get("lead-collision"), {"leads", "partners"}, [
        Lead(id=f"L-{at}", customer=f"A-{at}", received_at=NOW) for at in (8, 9)
    ]),
    "territories of two owners": (rules.get("territory-overlap"), {"people"}, [
        Assignment(person=f"U-{at}", territory=f"t-{at}", period=Period.year(2026)) for at in (8, 9)
    ]),
    "partners of two managers": (rules.get("owner-conflict"), {"people"}, [
        Assignment(person=f"U-{at}", partner=f"P-{at}", period=Period.year(2026)) for at in (8, 9)
    ]),
    "what the record and the history say": (rules.get("record-mismatch"), {"people"}, [
        Person(id="U-8", territory="t-8"), Assignment(person="U-8", territory="t-8", period=Period.year(2026)),
    ]),
    "registrations of two customers": (compiled(ONE_ACCOUNT), {"deals", "partners"}, [
        DealRegistration(id=f"D-{at}", partner=f"P-{at}", account=f"A-{at}") for at in (8, 9)
    ]),
}  # fmt: skip


@pytest.mark.parametrize(("rule", "sees", "facts"), ALIKE.values(), ids=ALIKE)
def test_what_is_hidden_is_not_alike_by_that(rule, sees, facts):
    """Two customers whom the viewer may not see are not one customer, and nobody is accused of it."""
    ground = [
        *(each for at in (8, 9) for each in (Partner(id=f"P-{at}"), Person(id=f"U-{at}"))),
        *(
            each
            for at in (8, 9)
            for each in (Account(id=f"A-{at}", name=f"Firm {at}"), Territory(id=f"t-{at}"))
        ),
        Person(id="viewer", roles=["narrow"], permission="all"),
    ]
    network = Network.of(ground).with_facts(facts)
    narrow = PermissionClass(id="narrow", side="vendor", sees=sorted(sees))
    view = seen(network, "viewer", classes=[narrow])

    assert detect(network, [rule], as_of=NOW) == ()
    assert HIDDEN in {getattr(each, field.name) for each in view for field in type(each).__attrs_attrs__}
    with pytest.raises(FieldHidden):
        detect(view, [rule], as_of=NOW)


def test_whoever_reckons_with_what_is_hidden_is_told():
    for use in (bool, len, iter, int, float, abs, lambda it: it + 1, lambda it: it > 1, lambda it: "x" in it):
        with pytest.raises(FieldHidden, match="hidden from the viewer"):
            use(HIDDEN)
    assert HIDDEN is not None
    assert HIDDEN != ""
    assert pickle.loads(pickle.dumps(HIDDEN)) is HIDDEN


def test_a_view_is_not_written(network):
    view = seen(network, "X-3")

    for attempt in (
        lambda: view.with_(Partner(id="P-9")),
        lambda: view.with_facts(Partner(id="P-9")),
    ):
        with pytest.raises(InvalidValue, match="a view is for reading"):
            attempt()


def test_who_saw_what_can_be_kept(network):
    record = seen(network, "X-3").record()

    assert record["DealRegistration"] == ("D-3",)
    assert record["Figure"] == ("Figure[0]", "Figure[1]")
    assert "DirectEngagement" not in record


def test_a_view_comes_out_of_a_pickle_as_it_was(network):
    view = seen(network, "X-1")
    again = pickle.loads(pickle.dumps(view))

    assert (again.viewer, again.classes, again == view) == ("X-1", ("owner",), True)


def test_what_is_hidden_stays_hidden_when_sorted_by_it(network):
    narrow = [PermissionClass(id="owner", side="partner", sees=["deals", "partners"])]
    view = seen(network, "X-3", classes=narrow)

    assert view.get(DealRegistration, "D-3").customer is HIDDEN
    assert view.by(DealRegistration, "customer") == {HIDDEN: view.deals}


def test_bad_input_is_refused(network):
    with pytest.raises(NotFound, match="viewer: there is no 'nobody'"):
        seen(network, "nobody")
    with pytest.raises(InvalidValue, match="as_of"):
        visible(network, "U-0", as_of=datetime(2026, 3, 2))
    with pytest.raises(InvalidValue, match=r"classes\[11\].id"):
        seen(network, "U-0", classes=(*CLASSES, CLASSES[0]))
    with pytest.raises(InvalidValue, match="sees"):
        PermissionClass(id="x", side="vendor", sees=["gossip"])
    with pytest.raises(InvalidValue, match="downline"):
        PermissionClass(id="x", side="vendor", sees=["terms"], downline=["terms"])


def test_sums_over_one_partner_are_that_partner_s(network):
    for viewer in ("U-0", "U-1", "X-1", "X-2", "U-6"):
        view = seen(network, viewer)
        for name in ids(view.partners):
            for measure in ("revenue", "margin"):
                mine = [
                    each.value for each in view.by(Figure, "partner").get(name, ()) if each.measure == measure
                ]
                all_ = [each.value for each in network.by(Figure, "partner")[name] if each.measure == measure]
                assert mine in ([], all_)
    assert ids(seen(network, "X-2").goals) == ["G-2"]
    assert seen(network, "X-2").get(Goal, "G-2").target == Money.of(18000, "EUR")
    assert seen(network, "X-2").get(PriceTerm, "T-2").list_price == Money.of(102, "EUR")


def test_goals_in_view_make_a_tree_of_their_own():
    year = Period.year(2026)
    goals = [
        Goal(id=name, parent=above, measure="m", period=year, target=1, partner=partner)
        for name, above, partner in (("all", None, None), ("own", "all", "P-4"), ("theirs", "all", "P-5"))
    ]
    network = Network.of(
        [Partner(id="P-4"), Partner(id="P-5")],
        Person(id="X-1", employer="P-4", roles=("owner",), permission="all"),
        goals,
    )
    mine = seen(network, "X-1").goals

    tree = GoalTree.of(mine)

    assert (tree.roots, tree["own"].parent) == (("own",), HIDDEN)
    assert attain(tree, {"own": 1}, as_of=NOW)["own"].attainment == 1


def test_whoever_s_record_does_not_hold_that_day_sees_nothing():
    person = Person(id="U-1", roles=["head-office"], permission="all", valid=Period.year(2025))
    network = Network.of(person)

    assert len(visible(network, "U-1", as_of=datetime(2025, 12, 31, tzinfo=UTC))) == 1
    assert len(seen(network, "U-1")) == 0


def test_what_a_class_sees_below_its_firm_it_does_not_see_of_the_firm(network):
    below = PermissionClass(
        id="owner", side="partner", sees=["catalogue", "partners"], downline=["figures", "partners"]
    )

    figures = seen(network, "X-1", classes=[below]).figures
    assert {each.partner for each in figures} == {"P-2"}


def test_what_is_no_class_is_refused(network):
    with pytest.raises(InvalidValue, match=r"classes\[0\]: 'owner' is not valid here; use a PermissionClass"):
        seen(network, "X-1", classes=["owner"])


@pytest.mark.parametrize("path", ["network", "classes", "held", "admitted"])
def test_what_is_of_another_kind_is_refused_by_its_name(network, path):
    with pytest.raises(InvalidValue, match=rf"^{path}: 7 is not valid here"):
        visible(**{"network": network, "viewer": "X-1", "as_of": NOW, path: 7})
