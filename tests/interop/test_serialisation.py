"""What is refused, where, and that everything wrong is told at once."""

import json
import pickle
import sys
import time

import pytest

from partnerkit import Lead, Money, Partner, Period
from partnerkit.facts import Goal, Location, Product
from partnerkit.interop.serialisation import (
    DEPTH,
    SCHEMA,
    SIZE,
    canonical,
    dumps,
    from_document,
    kinds,
    loads,
    parsed,
    to_document,
)
from partnerkit.values.errors import InvalidInput, NotFound
from partnerkit.values.store_errors import SchemaMismatch


def partner(**fields):
    return {
        "kind": "Partner",
        "schema": 1,
        "value": {"id": "P-4", "name": "Nord", "status": "active", **fields},
    }


def faults_of(document):
    with pytest.raises(InvalidInput) as caught:
        loads(document if isinstance(document, bytes) else json.dumps(document).encode())
    return {fault.path: fault.remedy for fault in caught.value.faults}


# -- the form


def test_a_document_says_what_it_is_and_is_written_in_one_way():
    lead = Lead(id="L-17", value=Money.of("12000", "EUR"), city="Växjö")

    assert (
        dumps(lead)
        == (
            '{"kind":"Lead","schema":1,"value":{"city":"Växjö","id":"L-17","status":"open","urgent":false,'
            '"value":{"amount":"12000.00","currency":"EUR"}}}'
        ).encode()
    )


def test_a_document_is_read_whatever_its_order_blanks_and_escapes():
    data = b' {"value" : {"name": "N\\u00f8rd", "id":"P-4"},\n"schema":1, "kind":"Partner"}'

    assert loads(data) == Partner(id="P-4", name="Nørd")


def test_text_is_kept_as_it_is():
    for name in ("=1+1", "null", "\u202f1,5", "名古屋", "a\nb", "🙂", "\\", '"'):
        assert loads(dumps(Partner(id="P-4", name=name))).name == name


def test_kinds_are_a_closed_list():
    assert {"Partner", "Lead", "Goal", "Ledger", "Decision", "Record", "Touch"} <= set(kinds())
    assert {"Network", "Tree", "Fact", "Money", "Address"}.isdisjoint(kinds())
    with pytest.raises(TypeError):
        kinds()["Path"] = json


@pytest.mark.parametrize(
    "kind", ["os.system", "Path", "partnerkit.facts.partner.Partner", "partner", "", "__class__"]
)
def test_an_unknown_kind_is_refused_and_nothing_is_loaded(kind):
    before = set(sys.modules)

    with pytest.raises(NotFound, match=r"\$.kind"):
        loads(json.dumps({"kind": kind, "schema": 1, "value": {}}).encode())

    assert set(sys.modules) == before


@pytest.mark.parametrize(
    "fact", [object(), "text", {"id": 1}, Money.of("1", "EUR"), json, Location(id="B-1")]
)
def test_what_is_no_kind_cannot_be_written(fact):
    with pytest.raises(NotFound, match="kind"):
        dumps(fact)


@pytest.mark.parametrize("schema", [0, SCHEMA + 1, 10**9])
def test_a_document_of_another_schema_is_refused(schema):
    with pytest.raises(SchemaMismatch) as caught:
        from_document("Partner", {**partner(), "schema": schema})

    assert (caught.value.expected, caught.value.found) == (SCHEMA, schema)


@pytest.mark.parametrize(
    ("document", "paths"),
    [
        ([], {"$"}),
        ("text", {"$"}),
        (None, {"$"}),
        ({}, {"$.kind", "$.schema", "$.value"}),
        ({"kind": "Partner"}, {"$.schema", "$.value"}),
        ({"kind": "Partner", "schema": True, "value": {}}, {"$.schema"}),
        ({"kind": "Partner", "schema": "1", "value": {}}, {"$.schema"}),
        ({**partner(), "extra": 1}, {"$"}),
        ({"kind": "Partner", "schema": 1, "value": []}, {"$.value"}),
        ({"kind": "Partner", "schema": 1, "value": None}, {"$.value"}),
    ],
)
def test_a_broken_envelope_is_told(document, paths):
    assert set(faults_of(document)) == paths


def test_a_document_of_another_kind_than_asked_for_is_refused():
    with pytest.raises(InvalidInput) as caught:
        from_document("Lead", to_document(Partner(id="P-4")))

    assert "use a document of kind Lead" in str(caught.value)


def test_documents_are_no_pickles():
    with pytest.raises(InvalidInput):
        loads(pickle.dumps(Partner(id="P-4")))


# -- faults


def test_all_faults_come_together_with_their_paths():
    document = partner(
        capacity="20",
        territories=["de", 5, "de-north"],
        locations=[{"id": "B-1"}, {"id": "B-2", "city": 7, "colour": "red"}, "B-3"],
        certifications=[{"name": "fw", "valid": {"start": "2026-02-30", "end": "2026-03-01"}}],
        nickname="Nordi",
    )
    del document["value"]["id"]

    assert set(faults_of(document)) == {
        "$.value.id",
        "$.value.capacity",
        "$.value.territories[1]",
        "$.value.locations[1].city",
        "$.value.locations[1].colour",
        "$.value.locations[2]",
        "$.value.certifications[0].valid.start",
        "$.value.nickname",
    }


def test_faults_that_the_model_finds_come_with_their_paths_too():
    document = partner(
        capacity=-1, tier="", locations=[{"id": "B-1", "name": "", "latitude": 91.0, "longitude": 10}]
    )
    found = faults_of(document)

    assert "$.value.locations[0].latitude" in found
    assert set(faults_of(partner(capacity=-1, tier=""))) == {"$.value.capacity", "$.value.tier"}


def test_faults_between_fields_come_with_their_paths_too():
    goal = to_document(Goal(id="de", measure="revenue", period=Period.year(2026), target=5))
    goal["value"]["period"] = {"start": "2026-01-01", "end": "2025-01-01"}

    assert set(faults_of(goal)) == {"$.value.period.end"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("capacity", 1.9),
        ("capacity", True),
        ("capacity", "20"),
        ("capacity", [20]),
        ("name", None),
        ("name", 5),
        ("name", {"a": 1}),
        ("name", ["a"]),
        ("territories", "abc"),
        ("territories", {"de": 1}),
        ("territories", []),
        ("territories", [None]),
        ("locations", [1]),
        ("locations", {}),
        ("form", "sells"),
        ("form", ["resells"]),
        ("valid", "2026"),
        ("valid", {"start": 20260101, "end": "2026-03-01"}),
        ("valid", {"start": "2026-01-01"}),
        ("valid", {"start": "2026-01-01T00:00", "end": "2026-03-01"}),
        ("known_from", "now"),
        ("known_from", "12:00"),
        ("known_from", "P1D"),
        ("known_from", "2026"),
        ("known_from", "2026-01-01"),
        ("known_from", "2026-01-01T00:00:00"),
        ("known_from", "2026-01-01T25:00:00Z"),
        ("known_from", "2026-W10-1T00:00:00Z"),
        ("known_from", "2026-01-01T00:00:00Z[Mars/Base]"),
        ("known_from", "2026-01-01T00:00:00Z[../etc/passwd]"),
        ("known_from", "0001-01-01T00:00:00+14:00"),
        ("known_from", 1767225600),
        ("attributes", []),
        ("attributes", {"a": {"money": {"amount": 5, "currency": "EUR"}}}),
        ("attributes", {"a": {"money": {"amount": "5", "currency": "EURO"}}}),
        ("attributes", {"a": {"pickle": "gASV"}}),
        ("attributes", {"a": {"decimal": "NaN"}}),
        ("attributes", {"a": {"decimal": "1e999999999"}}),
        ("attributes", {"a": {"decimal": "1_000"}}),
        ("attributes", {"a": {"decimal": "١٢"}}),
        ("attributes", {"a": {"integer": "9" * 41}}),
        ("attributes", {"a": {"fraction": "1/0"}}),
        ("attributes", {"a": {"date": "2026-1-1", "decimal": "1"}}),
        ("attributes", {"a": {}}),
        ("external_ids", {"crm": 17}),
    ],
    ids=str,
)
def test_nothing_is_turned_into_what_it_is_not(field, value):
    paths = faults_of(partner(**{field: value}))

    assert paths
    assert all(path.startswith(f"$.value.{field}") for path in paths)


@pytest.mark.parametrize(
    "amount",
    [
        "1e3",
        "1,000.00",
        "NaN",
        "Infinity",
        "1e999999999",
        "9" * 5_000,
        "12.505",
        "",
        " 1",
        "١٢",
        12,
        12.5,
        None,
    ],
)
def test_an_amount_is_an_exact_text_or_refused_at_once(amount):
    started = time.process_time()
    lead = {
        "kind": "Lead",
        "schema": 1,
        "value": {"id": "L-1", "value": {"amount": amount, "currency": "EUR"}},
    }

    assert list(faults_of(lead)) == ["$.value.value.amount"]
    assert time.process_time() - started < 1


# -- JSON itself


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"{} {}",
        b"{'id': 1}",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": -Infinity}',
        b'{"a": 1e400}',
        b'{"a": -1e400}',
        b'{"a": 12345678901234567890123}',
        b'{"a": -12345678901234567890123}',
        b'{"a": 1, "a": 1}',
        b'{"a": {"b": 1, "c": 2, "b": 3}}',
        b'{"a": "\xff"}',
        b"\xef\xbb\xbf{}",
        b'{"a": "\x01"}',
        "{}".encode("utf-16"),
        b"[" * 100_000,
        b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
        b"[" * (DEPTH + 1) + b"]" * (DEPTH + 1),
        b'"' + b"x" * SIZE + b'"',
        "text",
        bytearray(b"{}"),
        None,
    ],
    ids=lambda data: repr(data)[:24],
)
def test_doubtful_json_is_refused_before_anything_is_made_of_it(data):
    started = time.process_time()

    with pytest.raises(InvalidInput) as caught:
        parsed(data)

    assert time.process_time() - started < 1
    assert len(str(caught.value)) < 300


def test_what_is_within_the_limits_is_read():
    assert parsed(b"[" * DEPTH + b"]" * DEPTH)
    assert parsed(b'{"a": 9223372036854775807, "b": -9223372036854775808}')["a"] == 2**63 - 1
    assert parsed(b'"' + b"x" * (SIZE - 2) + b'"')
    assert parsed(b"[1.5e300, 0.1]") == [1.5e300, 0.1]
    assert parsed(b"true") is True


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1, 2}, object(), "\ud800", b"x", "x" * SIZE])
def test_what_is_no_json_cannot_be_written(value):
    with pytest.raises(InvalidInput):
        canonical({"a": value})


def test_what_is_nested_too_deeply_cannot_be_written():
    value = []
    for _ in range(DEPTH):
        value = [value]

    with pytest.raises(InvalidInput) as caught:
        canonical(value)

    assert "levels deep" in str(caught.value)


def test_lone_surrogates_are_refused_on_the_way_in():
    assert list(faults_of(b'{"kind":"Product","schema":1,"value":{"id":"fw","name":"\\ud800"}}')) == [
        "$.value.name"
    ]


def test_faults_never_echo_more_than_a_glance():
    with pytest.raises(InvalidInput) as caught:
        from_document(
            "Product", {"kind": "Product", "schema": 1, "value": {"id": "fw", "name": ["x" * 10_000] * 9}}
        )

    assert len(str(caught.value)) < 300


def test_faults_compare_and_pickle():
    with pytest.raises(InvalidInput) as caught:
        loads(b"{}")

    assert pickle.loads(pickle.dumps(caught.value)) == caught.value


def test_equal_facts_are_equal_bytes_in_another_process(tmp_path):
    import subprocess

    # So many that their order in a set is no accident.
    spoken = ("da", "de", "en", "es", "fi", "fr", "it", "nb", "nl", "pl", "sv")
    script = (
        "from partnerkit import Partner; from partnerkit.interop import dumps; import sys;"
        f"sys.stdout.buffer.write(dumps(Partner(id='P-4', languages={set(spoken)}, attributes={{'b': 1, 'a': 2}})))"
    )
    found = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, env={"PYTHONHASHSEED": "1", "PYTHONPATH": ":".join(sys.path)}
    ).stdout  # fmt: skip

    assert found == dumps(Partner(id="P-4", languages=spoken, attributes={"a": 2, "b": 1}))


def test_the_largest_fact_is_refused_rather_than_cut():
    with pytest.raises(InvalidInput) as caught:
        dumps(Product(id="fw", attributes={f"a-{number}": "x" * 9_999 for number in range(120)}))

    assert "1,000,000 bytes" in str(caught.value)
