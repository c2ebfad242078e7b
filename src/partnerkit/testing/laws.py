"""
How does a law become a test?

An exam is a class whose methods are tests and whose docstrings are laws. What
a law needs is here: it compares, it demands a refusal, it says what was found;
and `examine` sits a whole exam without a test runner.
"""

from collections.abc import Callable
from inspect import getdoc
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

__all__ = ["BrokenLaw", "examine", "refused", "same"]

E = TypeVar("E", bound=Exception)


def __dir__() -> list[str]:
    return __all__


class BrokenLaw(AssertionError):  # errors of this house say what is wrong
    """Something does not do what its protocol promises."""


def same(found: object, expected: object, what: str) -> None:
    """
    Demand that *found* equals *expected*.

    >>> same(1, 2, "the version")
    Traceback (most recent call last):
    partnerkit.testing.laws.BrokenLaw: the version: found 1, expected 2
    """
    if found != expected:
        raise BrokenLaw(f"{what}: found {found!r}, expected {expected!r}")


def refused(error: type[E], call: Callable[[], object], what: str) -> E:
    """
    Demand that *call* raises *error*, and return it.

    >>> refused(ZeroDivisionError, lambda: 1 / 0, "a division")
    ZeroDivisionError('division by zero')
    """
    try:
        found = call()
    except error as caught:
        return caught
    raise BrokenLaw(f"{what}: got {found!r}, expected {error.__name__}")


def examine(exam: object) -> dict[str, str | None]:
    """
    Sit every test of *exam* and report law by law: None where it holds, else what was found.

    Each test gets an empty folder of its own.

    >>> class Exam:
    ...     def test_sum(self, folder):
    ...         "One and one is two."
    ...         same(1 + 1, 2, "the sum")
    >>> examine(Exam())
    {'One and one is two.': None}
    """
    report: dict[str, str | None] = {}
    for name in sorted(each for each in dir(exam) if each.startswith("test_")):
        test = getattr(exam, name)
        law = getdoc(test) or name
        with TemporaryDirectory() as place:
            try:
                test(Path(place))
            except Exception as fault:  # noqa: BLE001  # whatever goes wrong belongs in the report
                report[law] = f"{type(fault).__name__}: {fault}"
            else:
                report[law] = None
    return report
