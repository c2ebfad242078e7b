"""The trials of a store by processes find what is planted."""

import os

import pytest

from partnerkit.testing.processes import Writer

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="writers are forked, which only Unix does")


def test_a_writer_tells_line_by_line_and_what_was_cut_was_not_told():
    def work(tell):
        tell("one")
        tell("two")
        os.kill(os.getpid(), 9)
        tell("three")

    writer = Writer(work).start()
    while writer.hear(1):
        pass

    assert writer.lines() == ["one", "two"]
    assert not writer.hear(0)


def test_a_writer_that_fails_says_why():
    writer = Writer(lambda tell: 1 / 0).start()
    writer.end()

    with pytest.raises(AssertionError, match="ZeroDivisionError: division by zero"):
        writer.lines()


def test_a_writer_runs_nothing_of_its_parent(tmp_path):
    marker = tmp_path / "marker"
    try:
        Writer(lambda tell: None).start().end()
    finally:
        marker.write_text(marker.read_text() + "x" if marker.exists() else "x")

    assert marker.read_text() == "x"
