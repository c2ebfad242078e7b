import pytest

from partnerkit.testing.laws import BrokenLaw, examine, refused, same


class Exam:
    def test_kept(self, folder):
        """One and one is two."""
        same(1 + 1, 2, "the sum")

    def test_broken(self, folder):
        """One and one is three."""
        same(1 + 1, 3, "the sum")

    def test_crash(self, folder):
        """Nothing is divided by zero."""
        1 / 0  # noqa: B018

    def test_without_words(self, folder):
        (folder / "notes.txt").write_text("each test has a folder of its own")
        same(len(list(folder.iterdir())), 1, "files")

    def helper(self):
        raise AssertionError


def test_the_report_names_every_law_and_what_was_found():
    report = examine(Exam())

    assert report == {
        "One and one is three.": "BrokenLaw: the sum: found 2, expected 3",
        "Nothing is divided by zero.": "ZeroDivisionError: division by zero",
        "One and one is two.": None,
        "test_without_words": None,
    }


def test_a_refusal_is_demanded():
    assert refused(KeyError, lambda: {}["a"], "a look-up").args == ("a",)
    with pytest.raises(BrokenLaw, match="a look-up: got 1, expected KeyError"):
        refused(KeyError, lambda: {"a": 1}["a"], "a look-up")
    with pytest.raises(ZeroDivisionError):
        refused(KeyError, lambda: 1 / 0, "a look-up")
