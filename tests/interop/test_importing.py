"""A file is read whole or not at all, and every fault of it is told at once."""

from decimal import Decimal

import pytest

from partnerkit import Lead, Money, Partner
from partnerkit.facts import Assignment
from partnerkit.interop import Column, dry_run, read_csv, read_rows
from partnerkit.values.errors import InvalidInput, InvalidValue, PartnerkitError
from partnerkit.values.limits import Limits
from partnerkit.values.time import Period

DEALERS = {"id": "key", "name": "Firma", "capacity": "Plätze"}


@pytest.fixture
def written(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "dealers.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


def faults(caught):
    group = caught.value.faults if isinstance(caught.value, InvalidInput) else [caught.value]
    return [(fault.path, fault.value) for fault in group]


def test_a_hosts_columns_become_our_fields(written):
    path = written("key,Firma,Plätze,unused\n4711,Nord IT,20,x\n4712,Süd AG,,y\n")

    assert read_csv(path, Partner, DEALERS) == (
        Partner(id="4711", name="Nord IT", capacity=20),
        Partner(id="4712", name="Süd AG"),
    )


def test_every_fault_of_a_file_is_told_with_row_column_and_value(written):
    path = written("key,Firma,Plätze\n,Nord IT,many\n4712,Süd AG,-1\n4713,ok,3\n4713,again,4\n")

    with pytest.raises(InvalidInput) as caught:
        read_csv(path, Partner, DEALERS)

    assert faults(caught) == [
        ("dealers.csv row 2 column 'Plätze'", "'many'"),
        ("dealers.csv row 2 column 'key'", "nothing"),
        ("dealers.csv row 3 column 'Plätze'", "-1"),
        ("dealers.csv row 5 column 'key'", "'4713'"),
    ]


def test_a_bad_cell_does_not_hide_another_fault_of_its_row(written):
    path = written("key,lang,Plätze\nP-1,Deutsch,many\n")

    with pytest.raises(InvalidInput) as caught:
        read_csv(path, Partner, {"id": "key", "languages": "lang", "capacity": "Plätze"})

    assert [path for path, _ in faults(caught)] == [
        "dealers.csv row 2 column 'Plätze'",
        "dealers.csv row 2 column 'lang'",
    ]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "dealers.csv row 1"),
        ("key,key\n1,2\n", "dealers.csv row 1"),
        ("key,Firma,Plätze\n1,2\n", "dealers.csv row 2"),
        ("key,Firma,Plätze\n1,2,3,4\n", "dealers.csv row 2"),
        ('key,Firma,Plätze\n1,"2,3\n', "dealers.csv"),
        ("key,Firma\n1,2\n3,4\n", "dealers.csv row 1 column 'Plätze'"),
    ],
)
def test_a_file_of_the_wrong_shape_is_refused(written, text, where):
    with pytest.raises(InvalidValue) as caught:
        read_csv(written(text), Partner, DEALERS)

    assert caught.value.path == where


def test_another_encoding_is_refused_and_can_be_stated(written):
    path = written("key,Firma,Plätze\n1,Süd AG,3\n", "latin-1")

    with pytest.raises(InvalidValue) as caught:
        read_csv(path, Partner, DEALERS)

    assert "utf-8" in caught.value.remedy
    assert read_csv(path, Partner, DEALERS, encoding="latin-1")[0].name == "Süd AG"


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_a_file_cut_by_another_delimiter_tells_which(written, delimiter):
    path = written(delimiter.join(["key", "Firma", "Plätze"]) + "\n" + delimiter.join("123"))

    with pytest.raises(InvalidInput) as caught:
        read_csv(path, Partner, DEALERS)

    assert {each.remedy for each in caught.value.faults} == {
        f"its cells are cut by {delimiter!r}: say so with delimiter={delimiter!r}"
    }
    assert read_csv(path, Partner, DEALERS, delimiter=delimiter)[0].capacity == 3


def test_a_field_that_is_needed_and_not_mapped_is_told_once(written):
    path = written("key,Firma\n1,a\n2,b\n")

    with pytest.raises(
        InvalidValue, match=r"columns\.id: nothing is not valid here; name the column"
    ) as caught:
        read_csv(path, Partner, {"name": "Firma"})
    assert caught.value.path == "columns.id"


@pytest.mark.parametrize(
    ("currency", "remedy"),
    [("=valuta", "take it from one of the file's columns: id, EUR, cur"), ("cur", "write currency='=cur'")],
)
def test_a_currency_that_is_sought_in_the_wrong_place_is_told(written, currency, remedy):
    path = written("id,EUR,cur\nL-1,12.50,EUR\n")

    with pytest.raises(InvalidValue) as caught:
        read_csv(path, Lead, {"id": "id", "value": Column(name="EUR", currency=currency)})
    assert remedy in caught.value.remedy
    # A column may be called as its currency.
    assert read_csv(path, Lead, {"id": "id", "value": Column(name="EUR", currency="EUR")})[0].value.amount > 0


def test_a_report_reads_as_lines():
    report = dry_run([{"key": "", "n": "many"}], Partner, {"id": "key", "capacity": "n"})

    assert str(report).splitlines() == [
        "rows: 1 row, 2 faults",
        "  rows row 2 column 'n': 'many' is not valid here; use a whole number of at most 15 digits",
        "  rows row 2 column 'key': nothing is not valid here; fill it in; it is needed",
    ]


def test_what_is_no_kind_of_fact_and_no_mapping_is_refused_by_name():
    rows = [{"key": "7"}]
    for model, columns, paths in (("Partner", {"id": "key"}, ["model"]), ({}, Partner, ["model", "columns"])):
        with pytest.raises((InvalidValue, InvalidInput)) as caught:
            read_rows(rows, model, columns)
        assert [each.path for each in getattr(caught.value, "exceptions", [caught.value])] == paths


@pytest.mark.parametrize("column", [0, None, ("key", "name")])
def test_a_column_goes_by_its_name(written, column):
    # Its place, as other readers take it, would be another column once somebody adds one.
    with pytest.raises(InvalidValue, match=r"columns\.id: .* use the name of a column, or a Column"):
        read_csv(written("key\n1\n"), Partner, {"id": column})


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ({"key": "1"}, "rows: .* use a list of rows"),
        (None, "rows: .* use a list of rows"),
        ([{"key": "1"}, ["2"]], r"rows\[1\]: .* use a mapping from each column to its cell"),
    ],
)
@pytest.mark.parametrize("read", [read_rows, dry_run])
def test_what_is_no_row_is_refused_by_its_place(read, rows, told):
    with pytest.raises(InvalidValue, match=told):
        read(rows, Partner, {"id": "key"})


@pytest.mark.parametrize(
    ("delimiter", "encoding"),
    [(";;", "utf-8"), ("", "utf-8"), ("\n", "utf-8"), (";", "hex"), (";", "latin99")],
)
def test_how_a_file_is_cut_and_encoded_is_said_right(written, delimiter, encoding):
    with pytest.raises(InvalidValue) as caught:
        read_csv(written("id\nL-1\n"), Lead, {"id": "id"}, delimiter=delimiter, encoding=encoding)
    assert caught.value.path == ("encoding" if delimiter == ";" else "delimiter")


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InvalidValue) as caught:
        read_csv(tmp_path / "gone.csv", Partner, DEALERS)

    assert caught.value.path == "gone.csv"


def test_a_byte_order_mark_and_blank_lines_do_no_harm(written):
    path = written("\ufeffkey;Firma;Plätze\n\n1;Nord;2\n")

    assert [partner.id for partner in read_csv(path, Partner, DEALERS, delimiter=";")] == ["1"]


def test_attributes_and_foreign_ids_are_reached_with_a_dot():
    rows = [{"key": "P-1", "erp": "0017", "fleet": "3"}]

    (partner,) = read_rows(
        rows,
        Partner,
        {"id": "key", "external_ids.erp": "erp", "attributes.fleet": Column(name="fleet", kind=int)},
    )

    assert (partner.external_ids["erp"], partner.attributes["fleet"]) == ("0017", 3)


def test_an_unknown_value_of_a_lead_stays_unknown():
    rows = [{"id": "L-1", "value": "12000.50", "cur": "EUR"}, {"id": "L-2", "value": "", "cur": "EUR"}]

    known, unknown = read_rows(rows, Lead, {"id": "id", "value": Column(name="value", currency="=cur")})

    assert (known.value, unknown.value) == (Money.of("12000.50", "EUR"), None)


def test_constants_fill_the_same_field_of_every_row():
    rows = [{"who": "281", "where": "2"}]

    (read,) = read_rows(
        rows, Assignment, {"person": "who", "territory": "where"}, constants={"period": Period.year(2026)}
    )

    assert read.period == Period.year(2026)


def test_what_lies_between_fields_is_told_at_the_row():
    with pytest.raises(InvalidValue) as caught:
        read_rows([{"who": "281"}], Assignment, {"person": "who"}, constants={"period": Period.year(2026)})

    assert caught.value.path.startswith("rows row 2")


@pytest.mark.parametrize("columns", [{"nme": "a"}, {"id": Column(name="a", zone="Mars/Base")}])
def test_a_mapping_that_cannot_work_is_refused_before_anything_is_read(columns):
    def rows():
        raise AssertionError
        yield {}

    with pytest.raises(InvalidValue) as caught:
        read_rows(rows(), Partner, columns)

    assert caught.value.path.startswith("columns.")


def test_progress_is_told_along_the_way_and_at_the_end():
    told = []
    rows = ({"id": f"P-{number}"} for number in range(2_500))

    read_rows(rows, Partner, {"id": "id"}, progress=told.append)

    assert told == [1_000, 2_000, 2_500]


def test_progress_counts_the_rows_and_not_those_that_are_right():
    told = []

    dry_run([{"id": "P-1", "n": "many"}], Partner, {"id": "id", "capacity": "n"}, progress=told.append)

    assert told == [1]


def test_amounts_with_four_decimals_are_declared_not_rounded():
    rows = [{"id": "L-1", "v": "10.1234"}]

    with pytest.raises(InvalidValue):
        read_rows(rows, Lead, {"id": "id", "value": Column(name="v", currency="EUR")})
    (lead,) = read_rows(rows, Lead, {"id": "id", "value": Column(name="v", currency="EUR", scale=4)})

    assert lead.value.amount == Decimal("10.1234")


def test_a_blank_of_a_partner_s_reach_is_noted_as_unknown_unless_it_means_everything():
    rows = [{"id": "P-1", "where": "", "what": "router"}, {"id": "P-2", "where": "de", "what": ""}]
    columns = {"id": "id", "territories": "where", "products": "what"}

    assert [each.unknown for each in read_rows(rows, Partner, columns)] == [("territories",), ("products",)]
    assert [each.unknown for each in read_rows(rows, Partner, columns, blank="unrestricted")] == [(), ()]
    # A column that the host does not have tells nothing about blanks.
    assert read_rows(rows[1:], Partner, {"id": "id", "territories": "where"})[0].unknown == ()
    with pytest.raises(InvalidValue, match="blank"):
        read_rows(rows, Partner, columns, blank="maybe")


def test_a_file_of_more_rows_or_longer_texts_than_the_host_allows_is_refused():
    rows = [{"key": f"P-{number}", "firma": "x" * number} for number in range(1, 5)]
    columns = {"id": "key", "name": "firma"}

    assert len(read_rows(rows, Partner, columns, limits=Limits(batch=4, text=4))) == 4
    with pytest.raises(InvalidValue, match="at most 3 rows"):
        read_rows(iter(rows), Partner, columns, limits=Limits(batch=3))
    with pytest.raises(InvalidValue, match="rows row 5 column 'firma': a text of 4 characters"):
        read_rows(rows, Partner, columns, limits=Limits(text=3))


def test_without_limits_of_the_host_a_text_may_be_as_long_as_any():
    assert (
        len(read_rows([{"key": "P-1", "firma": "x" * 10_000}], Partner, {"id": "key", "name": "firma"})) == 1
    )
    with pytest.raises(PartnerkitError) as caught:
        read_rows([{"key": "P-1", "firma": "x" * 10_001}], Partner, {"id": "key", "name": "firma"})
    assert len(str(caught.value)) < 500
