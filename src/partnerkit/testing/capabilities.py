"""
How far does your store go?

An exam has levels, and a store sits those it claims by inheriting their classes.
The report says of each level whether every law held, which did not, and which
levels were not claimed at all.
"""

from collections.abc import Mapping
from inspect import getdoc
from typing import final

from attrs import field, frozen

from partnerkit.testing.laws import examine

__all__ = ["LEVELS", "Capabilities", "capabilities"]

#: From what any store must do to what only a store under the hand of its exam can show.
LEVELS = ("basic", "concurrent", "durable", "processes", "crash", "faults")


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Capabilities:
    """
    What an exam found, level by level; `str` of it is a table.

    >>> print(Capabilities(levels={"basic": {"One is one.": None, "Two is one.": "found 2"}}))
    basic       1 of 2 laws hold
                - Two is one. (found 2)
    concurrent  not claimed
    durable     not claimed
    processes   not claimed
    crash       not claimed
    faults      not claimed
    """

    #: Level -> law -> what was found where it does not hold, else None.
    levels: Mapping[str, Mapping[str, str | None]] = field(factory=dict)

    @property
    def passed(self) -> tuple[str, ...]:
        """The levels that were claimed and of which every law holds."""
        return tuple(name for name, laws in self.levels.items() if not any(laws.values()))

    def __str__(self) -> str:
        lines = list[str]()
        for level in LEVELS:
            laws = self.levels.get(level)
            if laws is None:
                lines.append(f"{level:<11} not claimed")
                continue
            faults = {law: fault for law, fault in laws.items() if fault}
            lines.append(f"{level:<11} {len(laws) - len(faults)} of {len(laws)} laws hold")
            lines += [f"{'':<11} - {law} ({fault})" for law, fault in faults.items()]
        return "\n".join(lines)


def capabilities(exam: object) -> Capabilities:
    """
    Sit every level that *exam* claims, and report.

    >>> from partnerkit.storage import MemoryStore
    >>> from partnerkit.testing.conformance import StoreExam
    >>> class MyExam(StoreExam):
    ...     def make_store(self, place, *, wait_seconds):
    ...         return MemoryStore(wait_seconds=wait_seconds)
    >>> capabilities(MyExam()).passed
    ('basic', 'concurrent')
    """
    homes = {law: level for name, law in _laws(exam).items() if (level := _level(exam, name)) is not None}
    report = examine(exam)
    levels = {level: {law: report[law] for law, home in homes.items() if home == level} for level in LEVELS}
    return Capabilities(levels={level: laws for level, laws in levels.items() if laws})


def _laws(exam: object) -> dict[str, str]:
    names = [name for name in dir(exam) if name.startswith("test_")]
    return {name: getdoc(getattr(exam, name)) or name for name in names}


def _level(exam: object, name: str) -> str | None:
    """Return the level of the class that wrote the law down, whoever inherited it or sits it otherwise."""
    homes = (vars(each) for each in type(exam).__mro__ if name in vars(each))
    return next((home["level"] for home in homes if "level" in home), None)
