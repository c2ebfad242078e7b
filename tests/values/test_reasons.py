"""Reasons are codes and facts that never change."""

import pickle
from datetime import UTC, datetime
from decimal import Decimal
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.values.errors import InvalidValue
from partnerkit.values.reasons import SEVERITIES, Facts, Finding, Reason, Severity

NAMED = st.dictionaries(
    st.text("abc", min_size=1), st.one_of(st.none(), st.text(), st.integers(), st.booleans())
)


@given(NAMED)
def test_facts_do_not_depend_on_the_order_they_came_in(facts):
    backwards = dict(reversed(facts.items()))

    assert Facts(facts) == Facts(backwards) == facts
    assert hash(Facts(facts)) == hash(Facts(backwards))
    assert repr(Facts(facts)) == repr(Facts(backwards))


@given(NAMED)
def test_facts_survive_a_pickle(facts):
    assert pickle.loads(pickle.dumps(Facts(facts))) == Facts(facts)


def test_a_list_among_the_facts_becomes_a_tuple():
    assert Reason("shares", {"weights": [3, 2]}).facts["weights"] == (3, 2)


def test_facts_that_could_change_later_are_refused():
    with pytest.raises(InvalidValue) as caught:
        Reason("shares", {"weights": {"gold": 3}})

    assert caught.value.path == "facts.weights"


def test_changing_the_source_does_not_change_the_facts():
    source = {"open": 3}
    reason = Reason("capacity", source)
    source["open"] = 4

    assert reason.facts["open"] == 3


def test_equal_reasons_are_one_in_a_set():
    assert len({Reason("tier", {"weight": Decimal("1.0")}), Reason("tier", {"weight": Decimal("1.0")})}) == 1


def test_facts_are_added_to_others():
    assert Facts(Facts(a=1), b=2) == {"a": 1, "b": 2}
    assert Facts(Facts(a=1)) == Facts({"a": 1}) == {"a": 1}


def test_severities_are_those_of_their_type():
    assert get_args(Severity) == SEVERITIES


def test_facts_equal_only_mappings():
    assert Facts(a=1) != [("a", 1)]


def test_a_finding_is_known_by_the_code_of_its_reason():
    finding = Finding(reason=Reason("overlap", {"territory": "4"}), severity="high", subjects=("282", "287"))

    assert finding.code == "overlap"


def test_instants_are_kept_in_utc_so_that_two_sources_of_a_zone_agree():
    at = datetime(2026, 10, 25, 2, 30, fold=1)
    one, other = (
        at.replace(tzinfo=zone) for zone in (ZoneInfo("Europe/Berlin"), ZoneInfo.no_cache("Europe/Berlin"))
    )

    assert one != other
    assert Facts(at=one, all=[one, (one,)]) == Facts(at=other, all=[other, (other,)])
    assert Facts(at=one)["at"] == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert Facts(at=one)["at"].tzinfo is UTC


def test_a_list_inside_a_tuple_cannot_change_either():
    assert Facts(pair=(["a"], 1))["pair"] == (("a",), 1)
    with pytest.raises(InvalidValue, match=r"facts\.pair"):
        Facts(pair=({"a": 1}, 1))
