from decimal import Decimal

import pytest
from attrs import evolve

from partnerkit.interop.converter import converter
from partnerkit.interop.schema import json_schema
from partnerkit.interop.serialisation import dumps, loads, to_document
from partnerkit.leads import Candidate, Decision
from partnerkit.leads.asked import Asked, Rest, named_of
from partnerkit.leads.owed import Owed, Reckoned
from partnerkit.values.errors import InvalidInput
from partnerkit.values.reasons import Reason

FAR = Reason("territory", {"territory": "de", "served": ("se",)})


#: What decided, in whole numbers, as it is written.
OWED = {"lead": "L-1", "partners": ["P-9"], "before": [-3], "accrual": [8], "precision": 3, "currency": "EUR"}


def decision(*candidates):
    from datetime import UTC, datetime

    return Decision(lead="L-1", as_of=datetime(2026, 3, 2, tzinfo=UTC), winner="P-9", candidates=candidates)


def could(partner, total):
    return Candidate(partner=partner, total=Decimal(total))


def could_not(partner, objection=FAR, *further):
    return Candidate(partner=partner, objection=objection, further=further)


def test_one_objection_is_written_once_however_many_it_stands_against():
    made = decision(could("P-9", 5), *(could_not(f"P-{number:04}") for number in range(1_000)))
    written = to_document(made)["value"]["candidates"]

    assert len(written["could_not"]) == 1
    assert len(written["could_not"][0]["partners"]) == 1_000
    assert loads(dumps(made)) == made


def test_equal_objections_that_are_different_objects_share_an_entry():
    twin = Reason("territory", {"territory": "de", "served": ("se",)})
    made = decision(could_not("P-1"), could_not("P-2", twin), could_not("P-3", Reason("language")))

    assert [len(group["partners"]) for group in to_document(made)["value"]["candidates"]["could_not"]] == [
        2,
        1,
    ]
    assert loads(dumps(made)) == made


def test_one_whose_last_room_was_kept_has_terms_of_his_own():
    kept = Candidate(
        partner="P-2", objection=Reason("kept-free", {"open": 0, "limit": 1}), before=Decimal("0.5")
    )
    made = decision(could("P-9", 5), could_not("P-1"), kept, could_not("P-3"))

    assert loads(dumps(made)) == made


def test_what_he_may_know_of_it_comes_back_and_is_written_once_too():
    reserved, full = Reason("lead-reserved"), Reason("capacity", {"open": 1, "limit": 1})
    kept_from = [Candidate(partner=f"P-{n}", objection=reserved, for_him=()) for n in range(3)]
    and_full = Candidate(partner="P-3", objection=reserved, for_him=(full,))
    made = decision(could("P-9", 5), *kept_from, and_full, could_not("P-4", reserved))

    assert len(to_document(made)["value"]["candidates"]["could_not"]) == 3
    assert loads(dumps(made)) == made


def test_all_that_stood_against_somebody_comes_back():
    full = Reason("capacity", {"open": 1, "limit": 1})
    made = decision(could_not("P-1", FAR, full), could_not("P-2"), could_not("P-3", FAR, full))

    assert len(to_document(made)["value"]["candidates"]["could_not"]) == 2
    assert loads(dumps(made)) == made


@pytest.mark.parametrize(
    "candidates",
    [
        (could_not("P-1"), could("P-9", 5)),
        (could_not("P-2"), could_not("P-1")),
        (could_not("P-1"), could_not("P-1")),
    ],
)
def test_what_could_not_be_read_back_is_not_written(candidates):
    with pytest.raises(InvalidInput) as caught:
        dumps(decision(*candidates))

    assert "list those who could take the lead first" in str(caught.value)


@pytest.mark.parametrize(
    ("candidates", "path"),
    [
        ([], "$.value.candidates"),
        ({"could": [], "could_not": []}, "$.value.candidates"),
        ({"could": {}, "kept": [], "could_not": []}, "$.value.candidates.could"),
        ({"could": [{"partner": 5}], "kept": [], "could_not": []}, "$.value.candidates.could[0].partner"),
        ({"could": [], "kept": [], "could_not": [5]}, "$.value.candidates.could_not[0]"),
        ({"could": [], "kept": [], "could_not": [{"partners": []}]}, "$.value.candidates.could_not[0]"),
        ({"owed": {}, "kept": []}, "$.value.candidates"),
        (
            {"owed": {**OWED, "partners": ["P-9", 5]}, "kept": [], "could_not": []},
            "$.value.candidates.owed.partners[1]",
        ),
        (
            {"owed": {**OWED, "before": [0.5]}, "kept": [], "could_not": []},
            "$.value.candidates.owed.before[0]",
        ),
        ({"owed": {**OWED, "accrual": []}, "kept": [], "could_not": []}, "$.value.candidates.owed.owed"),
        (
            {"could": [], "kept": [], "could_not": [{"against": [{"code": "x"}], "partners": ["P-1", 5]}]},
            "$.value.candidates.could_not[0].partners[1]",
        ),
        (
            {"could": [], "kept": [], "could_not": [{"against": [{"code": 5}], "partners": []}]},
            "$.value.candidates.could_not[0].against[0].code",
        ),
        (
            {"could": [], "kept": [], "could_not": [{"against": [], "partners": []}]},
            "$.value.candidates.could_not[0].against",
        ),
    ],
)
def test_faults_among_candidates_have_their_paths(candidates, path):
    document = to_document(decision())
    document["value"]["candidates"] = candidates
    from partnerkit.interop.serialisation import from_document

    with pytest.raises(InvalidInput) as caught:
        from_document("Decision", document)

    assert [fault.path for fault in caught.value.faults] == [path]


def test_the_numbers_of_those_who_could_are_exact():
    made = decision(Candidate(partner="P-9", before=Decimal("9.5367431640625E-9"), total=Decimal("0.1")))

    assert converter().structure(converter().unstructure(made), Decision).candidates[0].before == Decimal(
        "9.5367431640625E-9"
    )


def test_what_decided_is_written_in_whole_numbers_and_nobody_is_told_for_that():
    jsonschema = pytest.importorskip("jsonschema", reason="it comes with the group `tests`")
    owed = Owed(**{name: tuple(each) if type(each) is list else each for name, each in OWED.items()})
    for candidates in (
        Reckoned(owed, [could_not("P-1")]),
        Asked(Reckoned(owed, [could_not("P-1")]), Rest(counts={"territory": 5}, digest="0" * 64)),
    ):
        made = evolve(decision(), candidates=candidates)
        document = to_document(made)
        assert document["value"]["candidates"]["owed"] == OWED
        assert named_of(candidates)._all is None
        read = loads(dumps(made))
        assert type(read.candidates) is type(candidates)
        assert read == made
        validator = jsonschema.Draft202012Validator(json_schema("Decision"))
        assert validator.is_valid(document)
        document["value"]["candidates"]["could"] = []
        assert not validator.is_valid(document)
