"""Errors name the field, the value and what would be right; they compare, hash and pickle."""

import pickle
import re

import pytest
from attrs import fields
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.values import errors, store_errors
from partnerkit.values.errors import ECHO, InvalidInput, InvalidValue, NotFound, PartnerkitError, shown
from partnerkit.values.store_errors import StaleWrite

KINDS = sorted(
    (
        kind
        for kind in {**vars(errors), **vars(store_errors)}.values()
        if isinstance(kind, type) and issubclass(kind, PartnerkitError) and kind is not PartnerkitError
    ),
    key=lambda kind: kind.__name__,
)
FAULT = InvalidValue(path="capacity", value="-1", remedy="use 0 or more")
OTHER = InvalidValue(path="tier", value="3", remedy="use text")


def sample(kind: type[PartnerkitError]) -> PartnerkitError:
    if kind is InvalidInput:
        return InvalidInput([FAULT, OTHER])
    values = {"str": "x", "int": 3, "float": 0.5, "tuple[str, ...]": ("a", "b"), "str | None": None}
    return kind(
        **{
            each.name: values[
                str(getattr(each.type, "__name__", each.type))
                if each.type in (str, int, float)
                else str(each.type)
            ]
            for each in fields(kind)
        }
    )


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
class TestEveryError:
    def test_compares_and_hashes_by_its_fields(self, kind):
        assert sample(kind) == sample(kind)
        assert hash(sample(kind)) == hash(sample(kind))
        assert sample(kind) != ValueError("x")

    def test_survives_a_pickle(self, kind):
        again = pickle.loads(pickle.dumps(sample(kind)))

        assert again == sample(kind)
        assert str(again) == str(sample(kind))

    def test_is_caught_as_partnerkits_own(self, kind):
        with pytest.raises(PartnerkitError):
            raise sample(kind)


def test_a_sentence_echoes_little_of_what_came_in():
    assert len(str(StaleWrite(path="x" * 1_000, expected=1, found=2))) < 200


def test_what_is_not_there_is_told_with_the_nearest_first_and_how_many_more():
    known = tuple(f"kpi_{number}" for number in range(14))

    assert str(NotFound(path="kpis", key="sellout", known=(*known, "sell_out"))).startswith(
        "kpis: there is no 'sellout'; known: sell_out, kpi_0, "
    )
    assert str(NotFound(path="kpis", key="x", known=known)).endswith("kpi_11 and 2 more")
    assert str(NotFound(path="kpis", key="x")) == "kpis: there is no 'x'"
    assert str(NotFound(path="kpis", key=17, known=known)).startswith("kpis: there is no 17; known: ")


def test_of_a_list_too_long_to_keep_it_is_said_how_long_it_was():
    found = NotFound.among([f"P-{number}" for number in range(1_000_000)], path="partners", key="P_99")

    assert str(found).startswith("partners: there is no 'P_99'; known: P-99, P-0, P-1, ")
    assert str(found).endswith("P-10 and at least 89 more")
    assert str(NotFound.among(range(100), path="rows", key="x")).endswith("11 and 88 more")


def test_of_very_many_faults_the_first_are_told_and_all_are_kept():
    faults = [InvalidValue(path=f"paths[{place}]", value="''", remedy="use a name") for place in range(9_197)]
    with pytest.raises(InvalidInput) as caught:
        errors.raise_faults(faults)
    head, *lines = str(caught.value).splitlines()

    assert head == "9,197 faults; nothing was taken over"
    assert lines[-1] == "  and 9,147 more; .faults has all of them"
    assert len(lines) == 51
    assert len(caught.value.faults) == 9_197


def test_each_code_is_the_name_in_words():
    """Programs tell errors apart by them, so none may change unseen."""
    for kind in KINDS:
        words = re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__).lower()
        assert kind.code == {"overflowed": "overflow"}.get(words, words)


def test_errors_of_other_fields_differ():
    assert StaleWrite(path="p", expected=1, found=2) != StaleWrite(path="p", expected=1, found=3)


def test_a_fault_says_where_what_and_the_way_out():
    assert str(FAULT) == "capacity: -1 is not valid here; use 0 or more"


def test_several_faults_come_as_one_group():
    group = InvalidInput([FAULT, OTHER])

    assert group.faults == (FAULT, OTHER)
    assert str(group).splitlines() == ["2 faults; nothing was taken over", f"  {FAULT}", f"  {OTHER}"]


def test_a_group_can_be_taken_apart_with_except_star():
    caught = []
    try:
        raise InvalidInput([FAULT, OTHER])
    except* InvalidValue as group:
        caught.extend(group.exceptions)

    assert caught == [FAULT, OTHER]


def test_faults_are_told_from_further_out():
    inner = InvalidInput([FAULT, InvalidValue(path="[2]", value="''", remedy="use text")])

    assert [fault.path for fault in inner.under("partners[3]").faults] == [
        "partners[3].capacity",
        "partners[3][2]",
    ]


def test_one_fault_is_raised_as_itself_and_none_not_at_all():
    errors.raise_faults([])
    with pytest.raises(InvalidValue) as caught:
        errors.raise_faults([FAULT])

    assert caught.value == FAULT


@given(st.one_of(st.text(), st.binary(), st.integers(), st.lists(st.text()), st.floats()))
def test_no_more_than_eighty_characters_of_input_are_echoed(value):
    assert len(shown(value)) <= ECHO


def test_of_a_document_only_the_length_is_echoed():
    assert (shown(b"x"), shown(b"secret" * 1_000)) == ("b'x'", "6,000 bytes")


def test_a_huge_integer_is_described_and_not_written_out():
    assert shown(10**100_000) == "an integer of 332193 bits"
    assert shown([10**100_000]) == "a list that holds a number of thousands of digits"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("x" * 78, repr("x" * 78)),
        ("x" * 79, "'" + "x" * 78 + "…"),
        ("x" * 79 + "'", '"' + "x" * 78 + "…"),
        ("x" * 81 + "'", "'" + "x" * 78 + "…"),
        (b"x" * 77, repr(b"x" * 77)),
        (b"x" * 78, "b'" + "x" * 77 + "…"),
        (["x" * 76], repr(["x" * 76])),
        (["x" * 77], "['" + "x" * 77 + "…"),
        (2**256 - 1, str(2**256 - 1)),
        (2**256, "an integer of 257 bits"),
        (-(2**256), "an integer of 257 bits"),
        (True, "True"),
    ],
)
def test_what_is_echoed_is_cut_at_eighty(value, text):
    assert shown(value) == text


@pytest.mark.parametrize(("count", "more"), [(50, None), (51, "  and 1 more; .faults has all of them")])
def test_fifty_faults_are_told_one_by_one(count, more):
    _, *lines = str(InvalidInput([FAULT] * count)).splitlines()

    assert lines == [f"  {FAULT}"] * 50 + ([more] if more else [])


def test_one_fault_alone_is_one():
    assert str(InvalidInput([FAULT])).startswith("1 fault; nothing was taken over")


@pytest.mark.parametrize(("count", "end"), [(12, "kpi_k, kpi_l"), (13, "kpi_k, kpi_l and 1 more")])
def test_twelve_names_are_told(count, end):
    known = tuple(f"kpi_{letter}" for letter in "abcdefghijklm"[:count])

    assert str(
        NotFound(path="kpis", key="nothing", known=known)
    ) == "kpis: there is no 'nothing'; known: " + (", ".join(known[:10]) + ", " + end)


def test_three_near_names_are_told_first():
    known = ("zz", "sale_d", "sale_c", "sale_b", "sale_a")
    told = str(NotFound(path="kpis", key="sale_a", known=known)).partition("known: ")[2].split(", ")

    assert told[0] == "sale_a"
    assert set(told[1:3]) < set(known[1:4])
    assert told[3] == "zz"


@pytest.mark.parametrize(("allowed", "told"), [((), "nothing: it has ended"), (("win", "lose"), "win, lose")])
def test_a_step_that_is_none_is_told_with_those_that_are(allowed, told):
    refusal = errors.IllegalTransition(path="status", state="won", event="win", allowed=allowed)

    assert str(refusal) == f"status: 'win' is no step from 'won'; possible here: {told}"


def test_errors_of_two_kinds_differ():
    assert errors.UnitMismatch(expected="a", found="b") != errors.CurrencyMismatch(expected="a", found="b")
    assert InvalidInput([FAULT]) != FAULT


def test_five_nodes_of_a_broken_tree_are_told():
    assert str(errors.BrokenTree(path="goals", fault="cycle", nodes=tuple("abcdef"))).startswith(
        "goals: cycle at 'a', 'b', 'c', 'd', 'e'; every node"
    )


@pytest.mark.parametrize(("path", "told"), [("", "in"), ("[2]", "in[2]"), ("a.b", "in.a.b")])
def test_a_fault_seen_from_further_out_keeps_the_rest_of_its_path(path, told):
    fault = InvalidValue(path=path, value="1", remedy="use 2")

    assert fault.under("in") == InvalidValue(path=told, value="1", remedy="use 2")
