"""A territory has one owner, and what is granted exclusively is granted once."""

from datetime import UTC, date, datetime

import pytest

from partnerkit.conflicts import detect, rules
from partnerkit.facts import Assignment, Grant, Network, Partner, Product, Territory
from partnerkit.testing.rule_laws import check_rule_laws
from partnerkit.values import Period

NOW = datetime(2026, 3, 1, tzinfo=UTC)
RULE = rules.get("territory-overlap")
YEAR = Period.year(2026)
MAP = [
    Territory(id="europe"),
    *(Territory(id=country, parent="europe") for country in ("de", "se")),
    *(Territory(id=f"de-{part}", parent="de") for part in ("north", "south")),
]
RANGE = [Product(id="machines"), *(Product(id=each, parent="machines") for each in ("loader", "excavator"))]


def found(*facts, as_of=NOW):
    return detect(Network.of(MAP, RANGE, *facts), [RULE], as_of=as_of)


def owner(person, territory="de", period=YEAR, role="owner"):
    return Assignment(person=person, territory=territory, period=period, role=role)


def exclusive(partner, territory="de", products=None, period=YEAR, *, is_exclusive=True):
    return Grant(
        partner=partner, territory=territory, products=products, period=period, exclusive=is_exclusive
    )


class TestOwners:
    def test_of_one_territory_at_once_are_one_finding(self):
        (conflict,) = found(owner("a"), owner("b", period=Period.since(date(2026, 2, 1))))

        assert (conflict.parties, conflict.severity, conflict.reason.code) == (
            ("a", "b"),
            "medium",
            "owned-twice",
        )
        assert [reason.code for reason in conflict.evidence] == ["assignment-held"] * 2 + ["owned-together"]
        assert conflict.evidence[-1].facts["since"] == date(2026, 2, 1)
        assert conflict.evidence[-1].facts["until"] == date(2026, 12, 31)
        assert [each.code for each in conflict.proposals] == [
            "name-one-owner",
            "give-another-role",
            "divide-territory",
        ]

    def test_that_come_and_go_are_one_finding_with_all_of_them(self):
        (conflict,) = found(
            owner("a", period=Period.half(2026, 1)), owner("b"), owner("c", period=Period.half(2026, 2))
        )

        assert conflict.parties == ("a", "b", "c")
        assert [each.facts["owners"] for each in conflict.evidence[3:]] == [("a", "b"), ("b", "c")]

    def test_that_never_met_another_are_no_party(self):
        (conflict,) = found(owner("a"), owner("b"), owner("c", period=Period.year(2027)))

        assert conflict.parties == ("a", "b")

    def test_one_after_the_other_are_none(self):
        assert found(owner("a", period=Period.half(2026, 1)), owner("b", period=Period.half(2026, 2))) == ()

    def test_of_a_country_and_its_region_are_none(self):
        assert found(owner("a", "de"), owner("b", "de-north")) == ()

    def test_beside_a_deputy_are_none(self):
        assert found(owner("a"), owner("b", role="deputy")) == ()

    def test_of_partners_are_none(self):
        assert found(*(Assignment(person=person, partner="P-1", period=YEAR) for person in "ab")) == ()

    @pytest.mark.parametrize(
        ("as_of", "severity", "code"),
        [
            (datetime(2025, 6, 1, tzinfo=UTC), "medium", "owned-twice"),
            (datetime(2026, 12, 31, 23, tzinfo=UTC), "medium", "owned-twice"),
            (datetime(2027, 1, 1, tzinfo=UTC), "low", "owned-twice-before"),
        ],
    )
    def test_count_for_less_when_it_is_over(self, as_of, severity, code):
        (conflict,) = found(owner("a"), owner("b"), as_of=as_of)

        assert (conflict.severity, conflict.reason.code) == (severity, code)


class TestGrants:
    def test_that_share_territory_product_and_time_are_one_finding(self):
        (conflict,) = found(exclusive("P-1"), exclusive("P-2", period=Period.since(date(2026, 6, 1))))

        assert (conflict.parties, conflict.severity, conflict.reason.code) == (
            ("P-1", "P-2"),
            "high",
            "granted-twice",
        )
        assert conflict.reason.facts == {"territory": "de", "products": None, "partners": ("P-1", "P-2")}
        assert conflict.evidence[-1].facts["since"] == date(2026, 6, 1)

    @pytest.mark.parametrize(
        ("one", "other", "place", "products"),
        [
            ({"territory": "europe"}, {"territory": "de-north"}, "de-north", None),
            ({"products": ("machines",)}, {"products": ("loader",)}, "de", ("loader",)),
            ({}, {"products": ("loader",)}, "de", ("loader",)),
            (
                {"territory": "de-north", "products": ("machines",)},
                {"products": ("loader",)},
                "de-north",
                ("loader",),
            ),
            (
                {"territory": "europe", "products": ("loader",)},
                {"territory": "de-north"},
                "de-north",
                ("loader",),
            ),
            ({"products": ("loader", "excavator")}, {"products": ("excavator",)}, "de", ("excavator",)),
        ],
    )
    def test_meet_where_the_narrower_one_is(self, one, other, place, products):
        (conflict,) = found(exclusive("P-1", **one), exclusive("P-2", **other))

        assert (conflict.reason.facts["territory"], conflict.reason.facts["products"]) == (place, products)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ({"territory": "de-north"}, {"territory": "de-south"}),
            ({"products": ("loader",)}, {"products": ("excavator",)}),
            ({"period": Period.half(2026, 1)}, {"period": Period.half(2026, 2)}),
            ({}, {"is_exclusive": False}),
        ],
    )
    def test_that_do_not_share_all_three_are_none(self, one, other):
        assert found(exclusive("P-1", **one), exclusive("P-2", **other)) == ()

    def test_of_one_partner_are_none(self):
        assert found(exclusive("P-1"), exclusive("P-1", "de-north", period=Period.half(2026, 1))) == ()

    def test_for_several_products_of_the_same_partners_are_one_finding(self):
        both = ("loader", "excavator")
        (conflict,) = found(exclusive("P-1", products=both), exclusive("P-2", products=both))

        assert conflict.reason.facts["products"] == ("excavator", "loader")

    def test_for_products_of_different_partners_are_a_finding_each(self):
        conflicts = found(
            *(exclusive(partner, products=("loader",)) for partner in ("P-1", "P-2")),
            *(exclusive(partner, products=("excavator",)) for partner in ("P-3", "P-4")),
        )

        assert {conflict.parties for conflict in conflicts} == {("P-1", "P-2"), ("P-3", "P-4")}

    def test_of_a_country_meet_each_region_by_itself(self):
        conflicts = found(exclusive("P-1"), exclusive("P-2", "de-north"), exclusive("P-3", "de-south"))

        assert {conflict.parties for conflict in conflicts} == {("P-1", "P-2"), ("P-1", "P-3")}

    def test_that_met_in_a_wider_place_are_not_told_again_below(self):
        """Both wide grants cover the narrow one of the first partner, which adds nothing."""
        conflicts = found(
            exclusive("P-1", "europe"),
            exclusive("P-2", "europe"),
            exclusive("P-1", "de", products=("loader",)),
        )

        assert [conflict.reason.facts["territory"] for conflict in conflicts] == ["de", "europe"]
        assert [conflict.reason.facts["products"] for conflict in conflicts] == [("loader",), None]

    def test_crossing_through_other_papers_of_one_partner_are_told_where_they_meet(self):
        conflicts = found(
            exclusive("P-1", "de", products=("machines",)),
            exclusive("P-1", "europe", products=("loader",)),
            exclusive("P-2", "europe", products=("machines",)),
        )

        assert {(each.reason.facts["territory"], each.reason.facts["products"]) for each in conflicts} == {
            ("de", ("machines",)),
            ("europe", ("loader",)),
        }

    @pytest.mark.parametrize(
        ("status", "severity", "code"),
        [
            ("ending", "high", "granted-twice"),
            ("improvement", "high", "granted-twice"),
            ("ended", "low", "granted-twice-before"),
        ],
    )
    def test_count_for_less_when_only_one_of_them_is_left(self, status, severity, code):
        before, after = (
            Network.of(
                MAP, Partner(id="P-4"), Partner(id="P-5", status=each), *map(exclusive, ("P-4", "P-5"))
            )
            for each in ("active", status)
        )
        (conflict,) = detect(after, [RULE], as_of=NOW)

        assert (conflict.severity, conflict.reason.code) == (severity, code)
        check_rule_laws(RULE, [before, after], as_of=NOW)

    def test_in_unknown_territories_need_no_map(self):
        grants = [
            Grant(partner=partner, territory="x", exclusive=True, period=YEAR) for partner in ("P-1", "P-2")
        ]

        assert len(detect(Network.of(grants), [RULE], as_of=NOW)) == 1

    def test_show_a_partner_its_own_and_not_where_or_with_whom_it_collides(self):
        (conflict,) = found(exclusive("P-1", "europe"), exclusive("P-2", "de-north", products=("loader",)))
        view = conflict.view("P-1")

        assert [dict(reason.facts)["territory"] for reason in view.evidence] == ["europe"]
        assert not {"de-north", "loader", "P-2"} & set(str(view).replace("'", " ").split())


def test_many_territories_are_a_finding_each():
    facts = [owner(f"a-{n}", territory=f"t-{n % 1_000}") for n in range(2_000)]

    assert len(detect(Network.of(facts), [RULE], as_of=NOW)) == 1_000
