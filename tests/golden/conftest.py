"""What a release answered, the next one answers, too: the way to ask again, and what was answered."""

import os
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import Enum
from functools import cache
from hashlib import blake2b
from pathlib import Path
from random import Random
from types import NoneType

import attrs
import numpy as np
import pytest

# What several questions draw on stands beside them: `goal_worlds` and the like.
sys.path.insert(0, str(Path(__file__).parent))

ANSWERS = Path(__file__).with_name("answers")
#: Named in the environment, what is answered now is written instead of compared; the change log then tells why.
WRITES = "PARTNERKIT_WRITE_ANSWERS"
#: What is left of a sum that is nothing hangs on the machine: smaller than 1e-13, of either sign.
LEFT_OVER = re.compile(r"(?<![\w.])-?(\d(\.\d+)?e-(1[4-9]|[2-9]\d|\d{3})|0)(?![\w.])")


class Draw:
    """A case of a question: what is drawn from it is the same in every version of Python."""

    def __init__(self, name):
        self._random = Random(name).random  # noqa: S311  # the only numbers that Python promises never to change

    def whole(self, low, high):
        """Return a whole number, both ends possible."""
        return low + int(self._random() * (high - low + 1))

    def one_of(self, choices):
        """Return one of the choices."""
        return choices[self.whole(0, len(choices) - 1)]

    def some(self, choices, share=0.5):
        """Return some of the choices, in their order."""
        return tuple(each for each in choices if self._random() < share)

    def mixed(self, choices):
        """Return the choices in another order."""
        return tuple(sorted(choices, key=lambda _: self._random()))

    def is_so(self, share=0.5):
        """Tell whether something is so, in a share of the cases."""
        return self._random() < share

    def number(self, low, high):
        """Return a number of three places."""
        return round(low + self._random() * (high - low), 3)


def told(value):
    """Return an answer as text: numbers by nine digits, since the last ones of a sum hang on the machine."""
    return way_of(type(value))(value)


@cache  # of millions of values there are few kinds
def way_of(kind):
    """Return how a kind of value is told; what holds others asks for the way of each itself, a call less for each."""
    if issubclass(kind, float | np.floating):
        return "{:.9g}".format
    if issubclass(kind, NoneType | bool | int | str | Enum):
        return repr
    if issubclass(kind, np.ndarray):
        return lambda value: told(value.tolist())
    if issubclass(kind, Exception):
        return told_of_fault
    if issubclass(kind, Mapping):
        return told_of_pairs
    if issubclass(kind, AbstractSet):
        return lambda value: f"{{{', '.join(sorted(map(told, value)))}}}"
    if issubclass(kind, Sequence):
        return lambda value: f"[{', '.join([way_of(type(each))(each) for each in value])}]"
    if attrs.has(kind):
        names = [each.name for each in attrs.fields(kind) if each.repr]
        shape = f"{kind.__name__}({', '.join([f'{name}=%s' for name in names])})"
        return lambda value: (
            shape % tuple([way_of(type(each))(each) for each in [getattr(value, name) for name in names]])
        )
    return told_as_shown


def told_of_pairs(pairs):
    told_pairs = [f"{way_of(type(key))(key)}: {way_of(type(each))(each)}" for key, each in pairs.items()]
    return f"{{{', '.join(told_pairs)}}}"


def told_of_fault(fault):
    """Tell what is wrong and where; what is said to people about it may change."""
    parts = fault._values() if hasattr(fault, "_values") else {"args": fault.args}
    return f"{type(fault).__name__}({told({name: each for name, each in parts.items() if name != 'remedy'})})"


def told_as_shown(value):
    text = repr(value)
    assert " at 0x" not in text, f"{text} says nothing of what it holds"
    return text


@cache
def written(room):
    """Return question -> the digest of each case, as the file of a room holds them."""
    path, found = ANSWERS / f"{room}.txt", defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        name, *digests = line.split()
        found[name] += digests
    return found


@pytest.fixture
def answers_as_before(request) -> Callable[..., None]:
    """Return what asks a question of so many cases, and compares each answer with the one that is written."""
    # Not at the top: a fault is planted after this file is read, and before anything of the core may be.
    from partnerkit import PartnerkitError

    room = Path(request.path).stem.removeprefix("test_").removesuffix("_answers_as_before")

    def ask(question, cases=24, *, is_summed=False):
        now = []
        for case in range(cases):
            try:
                answer = question(Draw(f"{question.__name__} {case}"))
            except PartnerkitError as fault:  # what is refused is refused in the same words
                answer = fault
            text = told(answer)
            now.append(LEFT_OVER.sub("0", text) if is_summed else text)
        digests = [blake2b(each.encode(), digest_size=6).hexdigest() for each in now]
        if WRITES in os.environ:
            kept = {**written(room), question.__name__: digests}
            lines = [" ".join([name, *each]) for name, each in sorted(kept.items())]
            (ANSWERS / f"{room}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
            written.cache_clear()
        before = written(room)[question.__name__]
        assert len(before) == cases, "not every case has an answer"
        for case, (answer, one, other) in enumerate(zip(now, digests, before, strict=True)):
            assert one == other, f"case {case} of {question.__name__} is answered otherwise now: {answer}"

    return ask
