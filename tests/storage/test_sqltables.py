"""The tables of a database server."""

import pytest

pytest.importorskip("sqlalchemy")

from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from partnerkit.storage.sqlite import STATEMENTS
from partnerkit.storage.sqltables import tables_of


def test_every_statement_is_about_one_tenant():
    for name, statement in tables_of("crm").statements.items():
        sql = " ".join(str(statement).split())

        assert ".tenant = :p" in sql or "(tenant, " in sql, name


def test_a_server_is_asked_what_a_file_is_asked():
    assert set(STATEMENTS) <= set(tables_of(None).statements)


def test_names_are_ordered_by_their_code_points_in_any_database():
    for table in tables_of("crm").metadata.sorted_tables:
        sql = str(CreateTable(table).compile(dialect=postgresql.dialect()))

        assert sql.count("TEXT") == sql.count('TEXT COLLATE "C"'), table.name
