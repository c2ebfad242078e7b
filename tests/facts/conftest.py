"""What every fact must be, whatever it tells of."""

import pickle
import sys
from pathlib import Path

import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError

from partnerkit.values.errors import InvalidInput, InvalidValue

# What walks share lies beside them.
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def behaves():
    """Return an exam: equal by value, hashable, survives a pickle, never changes but by a copy."""

    def check(make, **change):
        example, twin = make(), make()
        changed = evolve(example, **change)
        name = next(iter(change))

        assert example is not twin
        assert (example, hash(example), repr(example)) == (twin, hash(twin), repr(twin))
        assert changed != example
        assert all(getattr(changed, key) == value for key, value in change.items())
        assert (pickle.loads(pickle.dumps(example)), pickle.loads(pickle.dumps(changed))) == (
            example,
            changed,
        )
        with pytest.raises(FrozenInstanceError):
            setattr(example, name, change[name])

    return check


@pytest.fixture(scope="session")
def faults():
    """Return what is wrong with a call: path -> (value, remedy) of every fault it was refused for."""

    def collect(call):
        with pytest.raises((InvalidValue, InvalidInput)) as caught:
            call()
        found = caught.value.faults if isinstance(caught.value, InvalidInput) else [caught.value]
        return {fault.path: (fault.value, fault.remedy) for fault in found}

    return collect
