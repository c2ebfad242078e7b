"""What a unit asks the tables, whatever engine keeps them."""

import pytest

from partnerkit.storage import Draft, SqliteStore
from partnerkit.storage.sqlite import STATEMENTS
from partnerkit.storage.tables import ALL, TableUnit
from partnerkit.values.errors import InvalidValue
from partnerkit.values.store_errors import CorruptStore


class Line:
    """A line that notes what it is asked, and finds nothing."""

    def __init__(self, found=()):
        self.asked, self.found = [], found

    def rows(self, statement, /, *values):
        self.asked.append((statement, values))
        return [*self.found]

    change = rows


def unit_on(line):
    return TableUnit(tenant="acme", statements={name: name for name in STATEMENTS}, connection=line)


def test_what_cannot_be_a_name_is_not_even_asked_for():
    line = Line()
    unit = unit_on(line)

    assert unit.get("Lead", "") is None
    assert (unit.scan("\0"), unit.holder("lead", "\ud800"), unit.log(id="")) == ((), None, ())
    assert line.asked == []


def test_every_question_begins_with_the_tenant():
    line = Line()
    unit = unit_on(line)
    unit.start()
    unit.get("Lead", "L-1")
    unit.scan("Lead", after=3)
    unit.holder("lead", "L-1")
    unit.recall("k-1", "f")
    unit.log(limit=2)
    unit.log(id="L-1")

    assert [values[0] for _, values in line.asked] == ["acme"] * 7
    assert [values[-1] for name, values in line.asked if name.startswith("log")] == [2, ALL]


@pytest.mark.parametrize("damaged", range(4))
def test_a_row_of_a_damaged_file_is_named(damaged):
    # Where the head of a record is hit, nothing comes out of a column in which there is always something.
    row = [None if place == damaged else each for place, each in enumerate(("L-1", 3, 7, b"{}"))]
    with pytest.raises(CorruptStore, match=r"Lead .*: the row is damaged"):
        unit_on(Line([row])).scan("Lead")
    if damaged:
        with pytest.raises(CorruptStore, match="Lead 'L-1': the row is damaged"):
            unit_on(Line([row[1:]])).get("Lead", "L-1")


@pytest.mark.parametrize("row", [(None, "f" * 64), (7, None)])
def test_a_damaged_end_of_the_log_is_named(row):
    with pytest.raises(CorruptStore, match="head: the row is damaged"):
        unit_on(Line([row])).start()


def test_a_unit_that_changed_nothing_writes_nothing_in_the_end(tmp_path):
    line = Line()
    unit_on(line).finish()

    assert line.asked == []


def test_a_unit_that_is_over_answers_no_more(tmp_path):
    store = SqliteStore(tmp_path / "channel.db")
    with store.write("acme") as unit:
        pass

    with pytest.raises(InvalidValue, match="start a new unit"):
        unit.put(Draft(kind="Lead", id="L-1", version=0, body=b""))
    store.close()
