"""A part of the market that nobody works."""

from datetime import UTC, date, datetime

from attrs import evolve

from partnerkit.conflicts import detect, detect_changes, rules
from partnerkit.facts import Assignment, Grant, Network, Partner, Territory
from partnerkit.values import Period

NOW = datetime(2026, 3, 1, tzinfo=UTC)
RULE = rules.get("territory-gap")
PLACES = [Territory(id="de"), Territory(id="de-1", parent="de"), Territory(id="de-2", parent="de")]
SINCE = Period.since(date(2026, 1, 1))


def found(*facts):
    return [(each.group[1], each.reason.code, each.parties, each.severity)
            for each in detect(Network.of(PLACES, *facts), [RULE], as_of=NOW)]  # fmt: skip


def test_a_territory_without_a_partner_is_found():
    assert found(Partner(id="P-1", territories=["de-1"])) == [
        ("de-2", "territory-with-no-partner", ("channel-desk",), "medium")
    ]


def test_the_whole_covers_its_parts():
    assert found(Partner(id="P-1", territories=["de"])) == []


def test_a_partner_without_limits_serves_all():
    assert found(Partner(id="P-1", territories=["de-1"]), Partner(id="P-2")) == []


def test_a_grant_counts_while_it_holds():
    granted = Grant(partner="P-1", territory="de-2", period=Period.year(2025))
    partner = Partner(id="P-1", territories=["de-1"])

    assert len(found(partner, granted)) == 1
    assert found(partner, Grant(partner="P-1", territory="de-2", period=SINCE)) == []


def test_who_left_serves_nobody():
    assert found(Partner(id="P-1", territories=["de-1", "de-2"]),
                 Partner(id="P-2", status="terminated")) == []  # fmt: skip
    assert len(found(Partner(id="P-1", territories=["de-1"]), Partner(id="P-2", status="ended"))) == 1


def test_a_territory_that_is_divided_no_more_is_asked_of_again():
    parts = [
        Territory(id="se"),
        Territory(id="se-1", parent="se", valid=Period.year(2025)),
        Territory(id="se-2", parent="se", valid=Period.since(date(2026, 4, 1))),
    ]
    serves = Partner(id="P-1", territories=["de"])

    assert found(serves, parts) == [("se", "territory-with-no-partner", ("channel-desk",), "medium")]
    before = Network.of(PLACES, serves, parts)
    changes = detect_changes(before, before.with_facts(evolve(parts[1], valid=None)), [RULE], as_of=NOW)
    assert [each.group[1] for each in changes.cleared] == ["se"]
    assert [each.group[1] for each in changes.new] == ["se-1"]


def test_without_any_record_of_territories_nothing_is_a_gap():
    assert found() == []
    assert found(Partner(id="P-1")) == []


def test_a_territory_without_an_owner_is_found_and_the_owner_above_is_asked():
    owned = Assignment(person="a", territory="de-1", period=SINCE)

    assert found(owned) == [("de-2", "territory-with-no-owner", ("channel-desk",), "low")]
    assert found(owned, Assignment(person="boss", territory="de", period=SINCE)) == []


def test_who_owns_what_lies_above_is_asked_for_a_partner():
    owned = Assignment(person="boss", territory="de", period=SINCE)

    assert found(owned, Partner(id="P-1", territories=["de-1"])) == [
        ("de-2", "territory-with-no-partner", ("boss",), "medium")
    ]


def test_both_are_told_together():
    gone = Assignment(person="a", territory="de-2", period=Period.year(2025))
    now = Assignment(person="a", territory="de-1", period=SINCE)

    assert [code for _, code, *_ in found(gone, now, Partner(id="P-1", territories=["de-1"]))] == [
        "territory-without-both"
    ]


def test_asked_in_part_it_finds_the_same_there():
    network = Network.of(
        PLACES,
        Territory(id="se"),
        Partner(id="P-1", territories=["de-1"]),
        Assignment(person="a", territory="de-1", period=SINCE),
    )
    whole = {draft.group[1]: draft for draft in RULE.find(network, NOW)}

    assert set(whole) == {"de-2", "se"}
    for place in ("de-1", "de-2", "se"):
        assert list(RULE.find(network, NOW, only=[place])) == [whole[each] for each in whole if each == place]


def test_what_turns_the_premise_over_is_asked_everywhere():
    nobody = Network.of(PLACES)
    somebody = nobody.with_facts(Partner(id="P-1", territories=["de-1"]))
    everybody = somebody.with_facts(Partner(id="P-2"))
    changes = [
        detect_changes(*pair, [RULE], as_of=NOW) for pair in ((nobody, somebody), (somebody, everybody))
    ]

    assert [[each.group[1] for each in change.new] for change in changes] == [["de-2"], []]
    assert [[each.group[1] for each in change.cleared] for change in changes] == [[], ["de-2"]]


def test_what_is_missing_is_proposed():
    (conflict,) = detect(Network.of(PLACES, Partner(id="P-1", territories=["de-1"])), [RULE], as_of=NOW)

    assert [each.code for each in conflict.proposals] == ["recruit-partner"]


def test_a_grant_of_a_partner_that_has_left_serves_nobody():
    granted = Grant(partner="P-2", territory="de-2", period=SINCE)
    works, left = (Partner(id="P-2", territories=["de-1"], status=status) for status in ("active", "ended"))
    other = Partner(id="P-1", territories=["de-1"])

    assert found(other, works, granted) == []
    assert len(found(other, left, granted)) == 1
    before = Network.of(PLACES, other, works, granted)
    changes = detect_changes(before, before.with_facts(left), [RULE], as_of=NOW)
    assert [each.group[1] for each in changes.new] == ["de-2"]
