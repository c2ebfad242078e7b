from datetime import UTC, datetime

from partnerkit import Money, Network, Partner, Period
from partnerkit.conflicts.conflict import Conflict
from partnerkit.facts import Course, Goal, Survey, Task
from partnerkit.facts.survey import Question
from partnerkit.review.portfolio import Judged, facts_of, held_at, total
from partnerkit.values.reasons import Reason

MARCH, APRIL = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
ASKED = Question(id="q", kind="text")
NETWORK = Network.of(
    Partner(id="P-4", tier="silver", known_until=MARCH),
    Partner(id="P-4", tier="gold", known_from=MARCH),
    Partner(id="P-5"),
    Task(id="K-1", partner="P-4"),
    Task(id="K-2", partner="P-5"),
    Survey(id="S-1", wave=1, mode="named", questions=[ASKED], partners=["P-4", "P-5"]),
    Goal(id="G-1", measure="m", period=Period.year(2026), target=1, territory="kiel"),
    Course(id="C-1"),
)


def ids(facts):
    return sorted(each.id for some in facts.values() for each in some)


def test_the_facts_of_some_partners_are_found_in_every_version_and_once():
    assert ids(facts_of(NETWORK, ["P-4"])) == ["K-1", "P-4", "P-4", "S-1"]
    assert ids(facts_of(NETWORK, ["P-4", "P-5"])) == ["K-1", "K-2", "P-4", "P-4", "P-5", "S-1"]
    assert ids(facts_of(NETWORK, ["P-4"], ["kiel"])) == ["G-1", "K-1", "P-4", "P-4", "S-1"]
    assert len(ids(facts_of(NETWORK, None))) == 8


def test_they_are_taken_as_they_were_known():
    found = facts_of(NETWORK, ["P-4"])
    assert [each.tier for each in held_at(found, APRIL)[Partner]] == ["gold"]
    assert [each.tier for each in held_at(found, datetime(2026, 2, 1, tzinfo=UTC))[Partner]] == ["silver"]


def test_what_does_not_name_a_partner_may_change_at_will():
    changed = NETWORK.with_facts(Task(id="K-2", partner="P-5", title="other"), Task(id="K-3", partner="P-5"))
    assert facts_of(changed, ["P-4"]) == facts_of(NETWORK, ["P-4"])


def test_sums_are_of_one_currency_each():
    euro, krona = Money.of(1, "EUR"), Money.of(1, "SEK")
    assert total([euro, krona, euro]) == (euro * 2, krona)
    assert total([euro, euro]) == euro * 2
    assert total([]) is None


def test_conflicts_are_found_by_party():
    def conflict(name, *parties):
        return Conflict(
            id=name, rule="r", group=(), parties=parties, severity="low", reason=Reason("r"), evidence=(), proposals=(), own={}
        )  # fmt: skip

    judged = Judged(conflicts=[conflict("C-2", "P-4", "P-5"), conflict("C-1", "P-5")])
    assert [each.id for each in judged.conflicts_of(["P-4"])] == ["C-2"]
    assert [each.id for each in judged.conflicts_of(["P-4", "P-5"])] == ["C-1", "C-2"]
    assert [each.id for each in judged.conflicts_of(None)] == ["C-2", "C-1"]
    assert Judged().conflicts_of(["P-4"]) == ()
