"""
Strategies and exams for your own tests.

==============  ==============================================================================
`strategies`    facts for hypothesis, with the nasty values of the trade, and networks of them
`happenings`    the facts with a course: claims, deals, cases and their lives
`conformance`   the exam of a store: inherit it and give a factory
`inputs`        the part of it about input that is no good
`concurrency`   the part of it that needs threads
`crashes`       the part of it in which processes race and are killed
`faults`        the part of it in which statements fail
`capabilities`  the report of an exam, level by level
`laws`          what an exam is made of, and `examine` to sit one without a runner
`agreed`        facts to which nothing happens: agreed, planned, described
`dealings`      facts that conflict
`rule_laws`     does a conflict rule keep the laws
`processes`     several processes at work on one store
`races`         what happens when they want the same
`kills`         what is left when they are killed
`nasty`         names, moments, periods and amounts that break careless code
==============  ==============================================================================
"""

from importlib import import_module

#: Imported when asked for: hypothesis reads this package on its own way in.
_MODULES = [
    "agreed",
    "capabilities",
    "concurrency",
    "conformance",
    "crashes",
    "dealings",
    "faults",
    "happenings",
    "inputs",
    "kills",
    "laws",
    "nasty",
    "processes",
    "races",
    "rule_laws",
    "strategies",
]

__all__ = sorted([*_MODULES, "register"])  # pyright: ignore[reportUnsupportedDunderAll]


def __dir__() -> list[str]:
    return __all__


def register() -> None:
    """
    Tell hypothesis of our strategies; its entry point calls this whenever hypothesis is imported.

    Importing them registers them. When it is they that import hypothesis, they
    are on their way already, and nothing is left to do here.
    """
    import_module("partnerkit.testing.strategies")
